// SPDX-License-Identifier: MIT
#include <ullage/queue/md1.hpp>
#include <ullage/queue/mdc.hpp>
#include <ullage/queue/mm1.hpp>
#include <ullage/simulate.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

using namespace ullage;
using ullage::test::rel;

namespace {

/// The part of the full length that is simulated; all of it with ULLAGE_LONG in the environment.
double const part = std::getenv("ULLAGE_LONG") != nullptr ? 1 : 0.25;
int some_of(int replications) { return static_cast<int>(replications * part + 0.5); }

/// Within the interval of the simulation and what is known of the value itself; and the interval is narrow.
void check_within(confidence_interval const& x, double value, double narrow, double known = 0) {
  CAPTURE(x.mean);
  CAPTURE(value);
  CHECK(std::abs(x.mean - value) <= half_width(x) + known);
  CHECK(half_width(x) <= narrow * value);
}

/// One partition that is never done.
pipeline<> single(double arrival_rate, double service_time) {
  return {.arrivals = constant_rate<>{.rate = arrival_rate}, .service_time = service_time, .partitions = 1, .scaling = regime("fixed")};
}
simulation_options steady(double horizon, double warmup, int replications = 16) {
  return {.seed = 5, .replications = replications, .confidence = 0.99, .horizon = horizon, .warmup = warmup, .grid = 50};
}
/// A part of it after the warm-up: the interval is wider by the root of that.
simulation_options some(double horizon, double warmup, double of_it = part) { return steady(warmup + of_it * (horizon - warmup), warmup); }

pipeline<> batches(double arrival_rate, double window = 0, window_rule rule = window_rule::after_invocation) {
  auto p = single(arrival_rate, 0.2);
  p.dispatch_overhead = 1;
  p.batch_size = 10;
  p.batch_window = window;
  p.window = rule;
  return p;
}

double share_above(simulation_result const& r, double wait) { return late_records(r, wait) / r.forecast.records; }

} // namespace

TEST_CASE("M/D/1: mean and quantiles of the wait, also by the engine with all its events") {
  auto p = single(0.25, 3);
  auto const exact = md1<>{.arrival_rate = 0.25, .service_time = 3};
  auto const fast = simulate(p, steady(4e5, 4e3));
  p.retention = 1e9; // nothing is that old, but Lindley's recursion is not taken
  auto const slow = simulate(p, steady(4e5, 4e3));
  for (auto const& r : {fast, slow}) {
    check_within(r.mean_wait, mean_wait(exact), 0.02);
    check_within(r.wait_p90, wait_quantile(exact, 0.9), 0.02, 0.004 * wait_quantile(exact, 0.9));
    check_within(r.wait_p99, wait_quantile(exact, 0.99), 0.04, 0.004 * wait_quantile(exact, 0.99));
    check_within(r.mean_sojourn, mean_wait(exact) + 3, 0.02);
    check_within(r.mean_lag, 0.25 * mean_wait(exact), 0.02);
    CHECK(r.busy_seconds.mean == rel(0.75 * 4e5, 5e-3));
  }
  // Services without chance: the same records wait the same time.
  CHECK(fast.mean_wait.mean == rel(slow.mean_wait.mean, 1e-9));
  CHECK(fast.wait_p99.mean == rel(slow.wait_p99.mean, 1e-9));
  CHECK(fast.max_wait.mean == rel(slow.max_wait.mean, 1e-9));
  CHECK(fast.peak_lag.mean == rel(slow.peak_lag.mean, 0.02));
}

TEST_CASE("M/M/1 by the scv and by a law of the service") {
  auto p = single(0.7, 1);
  p.service_scv = 1;
  auto const exact = mm1<>{.arrival_rate = 0.7, .service_time = 1};
  auto const a = simulate(p, steady(2e5, 2e3));
  p.service_scv = 0;
  auto o = steady(2e5, 2e3);
  o.service = service_law<double>(exponential_service<>{.mean = 17});
  auto const b = simulate(p, o);
  for (auto const& r : {a, b}) {
    check_within(r.mean_wait, mean_wait(exact), 0.04);
    check_within(r.wait_p99, wait_quantile(exact, 0.99), 0.06, 0.004 * wait_quantile(exact, 0.99));
  }
}

TEST_CASE("R320: twenty partitions by producer, and the same servers without partitions") {
  double const share = part < 1 ? part / 2 : 1;
  double const wider = 1 / std::sqrt(share);
  auto const mean = [&](pipeline<> const& p, double horizon, double warmup) { return simulate(p, some(horizon, warmup, share)).mean_wait; };
  pipeline<> p{.arrivals = constant_rate<>{.rate = 5}, .service_time = 3, .partitions = 20, .scaling = regime("fixed")};
  check_within(mean(p, 5e4, 2e3), 4.5, 0.02 * wider);
  p.producer = round_robin{};
  double const mdc_wait = mean_wait(mdc<>{.arrival_rate = 5, .service_time = 3, .servers = 20});
  CHECK(mdc_wait == rel(0.0562357, 1e-6));
  check_within(mean(p, 1e5, 1e3), mdc_wait, 0.02 * wider);
  p.producer = sticky<double>{.run = 5};
  check_within(mean(p, 5e4, 2e3), 26.91, 0.02 * wider, 0.08);
  p.producer = sticky<double>{.run = 20};
  check_within(mean(p, 1e5, 5e3), 110.97, 0.03 * wider, 0.7);
  p.producer = sticky<double>{.run = 160};
  check_within(mean(p, 2e5, 2e4), 894, 0.04 * wider, 15);
  p.partitions.reset();
  p.scaling.initial_share = unset_v<double>;
  p.scaling.initial_consumers = 20;
  check_within(mean(p, 1e5, 1e3), mdc_wait, 0.02 * wider);
}

TEST_CASE("R143 to R152: batches of one partition that go at once") {
  auto const r = simulate(batches(2), steady(1e5, 1e3));
  check_within(r.batch_size, 3.4067055085221543, 0.005);
  check_within(r.mean_wait, 0.87651086346799000, 0.005);
  check_within(r.mean_sojourn, 2.7727551946148240, 0.005);
  CHECK(r.busy_seconds.mean / 1e5 == rel(0.98707745503590942, 1e-3));
  CHECK(share_above(r, 0.5) == rel(0.69451844566688374, 2e-3));
  CHECK(share_above(r, 1) == rel(0.40118914918846949, 4e-3));
  CHECK(share_above(r, 2) == rel(0.032439200366989809, 2e-2));
  CHECK(share_above(r, 3) == rel(0.0012409953968914017, 0.12));
}

TEST_CASE("R153 to R161: batches close to the limit, and with windows") {
  double const wider = 1 / std::sqrt(part);
  auto const full = simulate(batches(3), some(2e5, 1e3));
  check_within(full.batch_size, 7.50482029510, 0.005 * wider);
  check_within(full.mean_wait, 1.96207959078, 0.01 * wider);
  check_within(full.mean_sojourn, 4.63688755139, 0.01 * wider);
  auto const at_once = simulate(batches(2, 1, window_rule::when_idle), some(1e5, 1e3));
  check_within(at_once.batch_size, 3.5406853821256980, 0.005 * wider);
  check_within(at_once.mean_wait, 0.89122441966059238, 0.005 * wider);
  check_within(at_once.mean_sojourn, 2.7991581805687567, 0.005 * wider);
  auto const again = simulate(batches(2, 1, window_rule::after_invocation), some(1e5, 1e3));
  check_within(again.batch_size, 6.4276346145222879, 0.005 * wider);
  check_within(again.mean_wait, 1.5961602203027431, 0.005 * wider);
  check_within(again.mean_sojourn, 4.0560521388171186, 0.005 * wider);
  // A window that the invocation outlasts is over when it ends.
  auto const before = simulate(batches(2, 1, window_rule::after_batch), some(1e5, 1e3));
  CHECK(before.mean_wait.mean > at_once.mean_wait.mean);
  CHECK(before.mean_wait.mean < again.mean_wait.mean);
}

TEST_CASE("R233 to R237: retries of a record and of a batch") {
  double const wider = 1 / std::sqrt(part);
  auto p = single(0.25, 3);
  p.retry.failure_probability = 0.1;
  auto const o = some(2e5, 2e3);
  auto const r = simulate(p, o);
  check_within(r.mean_wait, 9.1666666666666667, 0.06 * wider);
  CHECK(r.invocations.mean / (r.throughput.mean * o.horizon) == rel(1 / 0.9, 2e-3));
  pipeline<> q{.initial_lag = 100000, .service_time = 0.01, .partitions = 10, .scaling = regime("fixed")};
  q.retry = {.failure_probability = 0.2, .max_retries = 2};
  auto const cut = simulate(q, {.seed = 2, .replications = some_of(32), .confidence = 0.99});
  check_within(cut.invocations, 1.24e5, 0.005 * wider);
  check_within(cut.discarded, 0.008e5, 0.05 * wider);
  q.batch_size = 100;
  q.retry = {.failure_probability = 0.01, .max_retries = 0};
  auto const whole = simulate(q, {.seed = 2, .replications = 8, .confidence = 0.99});
  CHECK(whole.failures.mean / whole.invocations.mean == rel(0.63396765872677050, 0.02));
}

TEST_CASE("R242 and R243: bisection on poison records") {
  double const wider = 1.3 / std::sqrt(part); // fewer replications: larger quantiles of t
  pipeline<> p{.initial_lag = 100000, .service_time = 1e-4, .partitions = 10, .scaling = regime("fixed"), .producer = round_robin{}, .batch_size = 100};
  for (auto const& [poison, invocations] : {std::pair{0.01, 12.873334567109522}, std::pair{0.001, 2.3252483778970064}}) {
    p.retry = {.poison_probability = poison, .max_retries = 0, .response = on_failure::bisect};
    auto const r = simulate(p, {.seed = 2, .replications = some_of(48), .confidence = 0.99});
    check_within(r.invocations, 1000 * invocations, 0.03 * wider);
    check_within(r.discarded, 1e5 * poison, 0.1 * wider);
  }
}

TEST_CASE("a poison record blocks its partition until it is too old") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 2, .duration = 400}, .service_time = 0.1, .partitions = 1, .scaling = regime("fixed"), .arrival_scv = 0};
  p.retry = {.poison_probability = 0.004, .backoff = 1, .max_record_age = 60};
  auto const r = simulate_once(p, {.seed = 4}, 0);
  CHECK(r.discarded >= 1);
  CHECK(r.max_wait > 59);
  CHECK(r.max_wait < 62);
  CHECK(r.completed + r.discarded == r.arrived);
  p.retry.max_retries = 0;
  auto const once = simulate_once(p, {.seed = 4}, 0);
  CHECK(once.max_wait < 2);
  // Reported failures keep what is before the poison record.
  p.batch_size = 20;
  p.retry = {.poison_probability = 0.01, .max_retries = 1, .response = on_failure::report_failures};
  auto const reported = simulate_once(p, {.seed = 4}, 0);
  p.retry.response = on_failure::retry_batch;
  auto const whole = simulate_once(p, {.seed = 4}, 0);
  CHECK(reported.discarded <= whole.discarded);
  CHECK(reported.completed + reported.discarded == 800);
}

TEST_CASE("R244 to R247: interruptions and starts of environments") {
  double const wider = 1 / std::sqrt(part);
  auto p = single(0.25, 3);
  p.breakdowns = {.rate = 1.0 / 900, .pause = 20};
  auto const resumed = simulate(p, some(4e5, 4e3));
  check_within(resumed.mean_wait, 5.7523809523809524, 0.03 * wider);
  CHECK(resumed.busy_seconds.mean / resumed.invocations.mean == rel(3.06666666666667, 2e-3));
  p.breakdowns.then = after_interruption::restart;
  auto const anew = simulate(p, some(4e5, 4e3));
  CHECK(anew.busy_seconds.mean / anew.invocations.mean == rel(3.0717834615257905, 2e-3));
  p.breakdowns = {};
  p.cold_starts = {.init_time = 2, .keep_alive = 1e-9};
  check_within(simulate(p, some(4e5, 4e3)).mean_wait, 6.1666666666666667, 0.03 * wider);
}
