// SPDX-License-Identifier: MIT
#include <ullage/backlog.hpp>
#include <ullage/detail/backlog_run.hpp>
#include <ullage/counts.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/waits.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();

/// The field measurement under its own rule: assumptions A1 to A7 of the fluid model.
template <Real T = double> backlog_model<T> measured(T rate, T partitions) {
  backlog_model<T> m;
  m.arrivals = constant_rate<T>{.rate = rate, .duration = T(2000)};
  m.consumers = {.service_time = T(3), .lanes = partitions};
  m.scaling.evaluation_period = T(900);
  m.scaling.initial_consumers = T(1);
  m.scaling.up = jump_to_cap{};
  return m;
}

double peak(trajectory<> const& f) {
  double best = 0;
  for (std::size_t i = 0; i < f.segments.size(); ++i) {
    auto const q = lag_curve(f.segments[i]);
    double const length = segment_end(f, i) - f.segments[i].start;
    best = std::max(best, q.value);
    if (!std::isfinite(length)) { continue; }
    best = std::max(best, evaluate(q, length));
    double const top = -q.rate / q.slope;
    if (q.slope < 0 && top > 0 && top < length) { best = std::max(best, evaluate(q, top)); }
  }
  return best;
}

/// Start of the first segment at or after a time in which nothing waits.
double empty_from(trajectory<> const& f, double from) {
  for (auto const& s : f.segments) {
    if (s.start >= from && !s.waiting) { return s.start; }
  }
  return none;
}

double consumer_seconds(trajectory<> const& f, double until) {
  double sum = 0;
  for (std::size_t i = 0; i < f.segments.size(); ++i) {
    double const dt = std::min(until, segment_end(f, i)) - f.segments[i].start;
    if (dt > 0) { sum += dt * (f.segments[i].consumers + f.segments[i].consumers_slope * dt / 2); }
  }
  return sum;
}

struct expected {
  double rate, partitions, peak, lag_1800, lag_2000, done, longest, mean, seconds;
};
} // namespace

TEST_CASE("R261 to R302: the three cases of the field measurement") {
  for (auto const& x : {expected{2, 10, 1500, 300, 100.0 / 3, 2010, 750, 379.625, 18900},
                        expected{5, 20, 4200, 2700, 7100.0 / 3, 2355, 840, 592.175, 36900},
                        expected{5, 100, 4200, 0, 0, 2000, 840, 18711.0 / 85, 180900}}) {
    CAPTURE(x.partitions);
    auto const f = backlog(measured(x.rate, x.partitions));
    CHECK(processed(f, 900) == rel(300, 1e-9));
    CHECK(lag(f, 900) == rel(x.peak, 1e-9));
    CHECK(consumers(f, 899) == 1);
    CHECK(consumers(f, 900) == x.partitions);
    CHECK(capacity(f, 900) == rel(x.partitions / 3, 1e-9));
    CHECK(capacity(f, 900) - arrival_rate(f, 900) == rel(x.partitions / 3 - x.rate, 1e-9));
    CHECK(peak(f) == rel(x.peak, 1e-9));
    if (x.lag_1800 > 0) {
      CHECK(lag(f, 1800) == rel(x.lag_1800, 1e-9));
      CHECK(lag(f, 2000) == rel(x.lag_2000, 1e-9));
      CHECK(empty_from(f, 900) == rel(x.done, 1e-9));
    } else {
      CHECK(lag(f, 1800) == 0);
      CHECK(lag(f, 2000) == 0);
      CHECK(empty_from(f, 900) - 900 == rel(2520.0 / 17, 1e-9));
      CHECK(processed(f, x.done) == rel(10000, 1e-9));
    }
    auto const d = waits(f);
    CHECK(max_wait(d) == rel(x.longest, 1e-9));
    CHECK(mean_wait(d) == rel(x.mean, 1e-9));
    CHECK(wait_at(f, 300 / x.rate) == rel(x.longest, 1e-9));
    CHECK(consumers(f, 2699) == x.partitions);
    CHECK(consumers(f, 2700) == 1);
    CHECK(consumer_seconds(f, 2700) == rel(x.seconds, 1e-9));
    CHECK_FALSE(f.oscillates);
  }
}

TEST_CASE("R303 to R305: single records are within one service time, and 1 + arrival_rate * service_time records") {
  struct discrete {
    double rate, partitions, done, lag_900, largest, last, longest, oldest, mean;
  };
  for (auto const& x : {discrete{2, 10, 299, 1501, 1504, 2010.5, 749.5, 752.5, 377.95875},
                        discrete{5, 20, 299, 4201, 4210, 2355.2, 839.8, 842.8, 590.5907},
                        discrete{5, 100, 299, 4201, 4210, 2003.0, 839.8, 842.8, 219.30188}}) {
    CAPTURE(x.partitions);
    auto const f = backlog(measured(x.rate, x.partitions));
    double const records = 1 + x.rate * 3;
    double const time = 3;
    CHECK(std::abs(processed(f, 900) - 1 - x.done) <= records); // one of them is in service
    CHECK(std::abs(lag(f, 900) + 1 - x.lag_900) <= records);
    CHECK(std::abs(peak(f) - x.largest) <= records);
    auto const d = waits(f);
    CHECK(std::abs(max_wait(d) - x.longest) <= time);
    CHECK(std::abs(max_wait(d) + 3 - x.oldest) <= time);
    CHECK(std::abs(mean_wait(d) - x.mean) <= time);
    CHECK(std::abs(std::max(2000.0, empty_from(f, x.rate < x.partitions / 3 && x.partitions == 100 ? 2000 : 900)) - x.last) <= time);
  }
}

TEST_CASE("R309 to R314: evaluations each minute, reaction at once or after three minutes") {
  struct policy {
    double rate, partitions, delay, peak, longest;
  };
  for (auto const& x : {policy{2, 10, 0, 100, 50}, policy{2, 10, 180, 400, 200}, policy{5, 20, 0, 280, 56},
                        policy{5, 20, 180, 1120, 224}, policy{5, 100, 0, 280, 56}, policy{5, 100, 180, 1120, 224}}) {
    CAPTURE(x.partitions);
    CAPTURE(x.delay);
    auto m = measured(x.rate, x.partitions);
    m.scaling.evaluation_period = 60;
    m.scaling.reaction_delay = x.delay;
    auto const f = backlog(m);
    CHECK(peak(f) == rel(x.peak, 1e-9));
    CHECK(max_wait(waits(f)) == rel(x.longest, 1e-9));
    CHECK(lag(f, 2000) == 0);
    CHECK(processed(f, 2000) == rel(2000 * x.rate, 1e-9));
  }
}

TEST_CASE("R315: under endless arrivals \"drop to 1 when empty\" is a cycle of 1800 s") {
  auto m = measured<double>(5, 100);
  m.arrivals = constant_rate<>{.rate = 5};
  m.scaling.down.when = scale_down::drop_when_empty;
  auto const f = backlog(m);
  CHECK(f.oscillates);
  CHECK(f.period == rel(1800, 1e-9));
  CHECK(peak(f) == rel(4200, 1e-9));
  CHECK(1800 - empty_from(f, 900) == rel(751.7647058823530, 1e-9));
}

TEST_CASE("R316: the same rule lets case 3 end at 2721 s instead of 2000 s") {
  auto m = measured<double>(5, 100);
  m.scaling.down.when = scale_down::drop_when_empty;
  auto const f = backlog(m);
  CHECK(lag(f, 2000) == rel(2800.0 / 3, 1e-9));
  CHECK(empty_from(f, 2000) == rel(2721, 1e-4)); // the table gives whole seconds
  CHECK_FALSE(f.oscillates);
}

TEST_CASE("R317, R318: a ramp of 600 s, then 6/s, on 20 partitions") {
  auto m = measured<double>(6, 20);
  m.arrivals = ramp<>{.from = 0, .to = 6, .over = 600};
  auto const f = backlog(m);
  CHECK(lag(f, 600) == rel(14450.0 / 9, 1e-9));
  CHECK(lag(f, 900) == rel(29750.0 / 9, 1e-9));
  CHECK(empty_from(f, 900) == rel(35150.0 / 6, 1e-9));
  CHECK(max_wait(waits(f)) == rel(657.32967035731606, 1e-9));
  CHECK(wait_at(f, std::sqrt(2 * (2650.0 / 9) / 0.01)) == rel(657.32967035731606, 1e-9));
}

TEST_CASE("R319: 10 partitions drain at what the packing of 1 to 10 consumers is worth") {
  for (int c = 1; c <= 10; ++c) {
    backlog_model<double> m;
    m.initial_lag = 1000;
    m.consumers = {.service_time = 1, .lanes = 10};
    m.scaling.initial_consumers = c;
    CHECK(empty_from(backlog(m), 0) == rel(1000 / effective_parallelism(10, c), 1e-12));
  }
}

TEST_CASE("section 1.1 of the methods: 1000 records on 10 partitions with 3 consumers end at 400 s") {
  backlog_model<double> m;
  m.initial_lag = 1000;
  m.consumers = {.service_time = 1, .lanes = 10};
  m.scaling.initial_consumers = 3;
  auto const f = backlog(m);
  CHECK(empty_from(f, 0) == rel(400, 1e-12));
  CHECK(lag(f, 250) == rel(250, 1e-12)); // 4 * (100 - 62.5) + 6 * (100 - 250 / 3)
  CHECK(empty_from(f, 0) == rel(400, 1e-12));
  REQUIRE(f.groups.size() == 2);
  CHECK(f.groups[0].partitions == 4); // of the owner with four
  CHECK(f.groups[1].partitions == 6);
  CHECK(f.groups[0].companions == 3);
  CHECK(lag(f, std::size_t{0}, 250) == rel(37.5, 1e-12));
  CHECK(lag(f, std::size_t{1}, 299) == rel(100 - 299.0 / 3, 1e-9));
  CHECK(lag(f, std::size_t{1}, 301) == 0);
  CHECK(capacity(f, 0) == 3);
  CHECK(throughput(f, 299) == rel(3, 1e-12));
  CHECK(throughput(f, 301) == rel(1, 1e-12));
  CHECK(lag_age(f, 350) == 350);
  CHECK(wait_at(f, 0) == rel(400, 1e-12));
  auto const d = waits(f);
  CHECK(d.records == rel(1000, 1e-12));
  CHECK(late_records(d, 300) == rel(100, 1e-9)); // of the owner with four, what begins after 300 s
  CHECK(mean_wait(d) == rel(0.4 * 200 + 0.6 * 150, 1e-12));
}

TEST_CASE("limits on concurrency: who needs less than an equal part has it, the others equal parts of the rest") {
  backlog_model<double> m;
  m.arrivals = constant_rate<>{.rate = 1.5};
  m.consumers = {.service_time = 1, .lanes = 4, .concurrency_limit = 1.5};
  m.scaling.initial_consumers = 4;
  m.shares = {0.7, 0.1, 0.1, 0.1};
  m.horizon = 100;
  auto const f = backlog(m); // wants 1.05, .15, .15, .15 of one service each: the hot one has 1
  CHECK(lag(f, 100) == rel(0.05 * 100, 1e-9));
  REQUIRE(f.groups.size() == 2);
  CHECK(f.groups[0].share == rel(0.7, 1e-15));
  CHECK(f.groups[1].partitions == 3);
  CHECK(f.groups[1].segments.back().waiting == false);
  m.consumers.concurrency_limit = 1.2; // the hot one has 1.2 - .45
  CHECK(lag(backlog(m), 100) == rel((1.05 - 0.75) * 100, 1e-9));
  m.initial_lag = 100;
  auto const g = backlog(m); // all wait: .3 each
  CHECK(throughput(g, 1) == rel(1.2, 1e-12));
  CHECK(lag(g, std::size_t{1}, 10) == rel(10 + 10 * (0.15 - 0.3), 1e-9));
}

TEST_CASE("what waits changes hands: the oldest of an owner's partitions goes first") {
  backlog_model<double> m;
  m.initial_lag = 1000;
  m.consumers = {.service_time = 1, .lanes = 10};
  m.scaling.evaluation_period = 100;
  m.scaling.initial_consumers = 3;
  m.scaling.max_consumers = 4;
  m.scaling.up = add<>{};
  auto const f = backlog(m);
  // After 100 s the four lanes of the first owner have 75 each, the other six 200/3. Of four owners the first has
  // three of the four, the second one of them and two others, the third and the fourth two others each.
  CHECK(lag(f, 100) == rel(700, 1e-12));
  double const catches_up = 75 - 200.0 / 3; // of one lane, alone
  CHECK(throughput(f, 101) == rel(4, 1e-12));
  CHECK(empty_from(f, 100) == rel(100 + 225, 1e-12)); // three of 75
  bool found = false;
  for (std::size_t g = 0; g < f.groups.size(); ++g) {
    if (f.groups[g].partitions == 1 && std::abs(lag(f, g, 100) - 75) < 1e-9) {
      CHECK(lag(f, g, 100 + catches_up) == rel(200.0 / 3, 1e-9));
      found = true;
    }
  }
  CHECK(found);
}

TEST_CASE("a billion partitions cost no more than ten") {
  for (double const consumers : {1.0, 3.0, 7e8, 1e9}) {
    backlog_model<double> m;
    m.initial_lag = 1e10;
    m.consumers = {.service_time = 1, .lanes = 1e9};
    m.scaling.initial_consumers = consumers;
    auto const f = backlog(m);
    CHECK(f.groups.size() <= 2);
    CHECK(f.events < 50);
    CHECK(empty_from(f, 0) == rel(10 * std::ceil(1e9 / consumers), 1e-9));
  }
}

TEST_CASE("shares that are wrong are refused") {
  auto const refused = [](std::vector<double> const& shares) {
    return refusal([&] {
      backlog_model<double> m;
      m.consumers = {.service_time = 1, .lanes = 2};
      m.scaling.initial_consumers = 1;
      m.shares = shares;
      (void)backlog(m);
    });
  };
  CHECK(refused({1}) == "backlog: shares.size() = 1, but must be the number of lanes");
  CHECK(refused({0.5, 0.25}) == "backlog: sum of shares = 0.75, but must be 1");
  CHECK(refused({1.5, -0.5}) == "backlog: shares[1] = -0.5, but must be 0 or of a size between 1e-30 and 1e30");
}

TEST_CASE("R321: a poller of five slots does 2000 records of 2.5 ms each per second, and ten do 20,000") {
  backlog_model<double> m;
  m.initial_lag = 60000;
  m.consumers = {.service_time = 0.05 / 20, .concurrency_per_consumer = 5};
  m.scaling.initial_consumers = 1;
  CHECK(capacity(backlog(m), 0) == rel(2000, 1e-12));
  m.scaling.initial_consumers = 10;
  CHECK(empty_from(backlog(m), 0) == rel(3, 1e-12));
}

TEST_CASE("T20, T21: SQS reaches 1250 consumers after 20.75 min at 60 per minute and 4.15 min at 300") {
  for (double const per_minute : {60.0, 300.0}) {
    backlog_model<double> m;
    m.initial_lag = 1e9;
    m.consumers = {.service_time = 1};
    m.scaling.initial_consumers = 5;
    m.scaling.min_consumers = 5;
    m.scaling.max_consumers = 1250;
    m.scaling.up = continuous_ramp<>{.per_minute = per_minute};
    m.horizon = 3000;
    auto const f = backlog(m);
    double const full = 1245 / per_minute * 60;
    CHECK(full == rel(per_minute < 100 ? 20.75 * 60 : 4.15 * 60, 1e-12));
    CHECK(consumers(f, full * (1 - 1e-6)) < 1250);
    CHECK(consumers(f, full + 1e-6) == 1250);
    CHECK(consumers(f, full / 2) == rel(5 + per_minute / 60 * full / 2, 1e-12));
    CHECK(processed(f, full) == rel(full * (5 + 1250) / 2, 1e-12));
  }
}

TEST_CASE("T31: the autoscaler goes 1, 5, 10, 20, 40, 80, 100 at its default speed") {
  backlog_model<double> m;
  m.initial_lag = 1e9;
  m.consumers = {.service_time = 1e6};
  m.scaling.evaluation_period = 15;
  m.scaling.initial_consumers = 1;
  m.scaling.max_consumers = 100;
  m.scaling.up = proportional<>{};
  m.horizon = 200;
  auto const f = backlog(m);
  double at = 7;
  for (double const pods : {1, 5, 10, 20, 40, 80, 100, 100}) {
    CHECK(consumers(f, at) == pods);
    at += 15;
  }
}

TEST_CASE("KEDA on 10 partitions asks for 11 pods at a lag of 105, for 10 at 110") {
  for (auto const& [seen, pods] : {std::pair{105.0, 11.0}, std::pair{110.0, 10.0}, std::pair{1e6, 10.0}}) {
    backlog_model<double> m;
    m.initial_lag = seen - 1; // one more is in service
    m.consumers = {.service_time = 1e12, .lanes = 10};
    m.scaling.evaluation_period = 15;
    m.scaling.initial_consumers = 1;
    m.scaling.max_consumers = 100;
    m.scaling.up = proportional<>{.max_added = 50};
    m.horizon = 20;
    CHECK(consumers(backlog(m), 19) == pods);
  }
}

TEST_CASE("scaling to zero: polls count activity, and one period after the last the pods are gone") {
  backlog_model<double> m;
  m.arrivals = constant_rate<>{.rate = 1, .duration = 600};
  m.consumers = {.service_time = 1, .lanes = 20};
  m.scaling.evaluation_period = 15;
  m.scaling.initial_consumers = 0;
  m.scaling.min_consumers = 0;
  m.scaling.max_consumers = 100;
  m.horizon = 3000;
  for (double const stabilization : {0.0, 300.0}) {
    m.scaling.down.stabilization = stabilization;
    m.scaling.up = proportional<>{.polling_period = 30, .cooldown_period = 300};
    auto const f = backlog(m);
    CHECK(consumers(f, 14.9) == 0);
    CHECK(consumers(f, 15) == 1);
    CHECK(consumers(f, 884) == 1); // the poll at 585 s was the last to see a record
    CHECK(consumers(f, 886) == 0);
  }
  m.scaling.up = proportional<>{.activation_lag = 5, .polling_period = 444, .cooldown_period = 20};
  auto const f = backlog(m);
  CHECK(consumers(f, 458) > 0);
  CHECK(consumers(f, 460) == 0); // one record in service is no activity above 5
  CHECK(consumers(f, 904) == 1);
}

TEST_CASE("an evaluation is made once, whatever else falls on it and however the instants round") {
  for (double const period : {0.1, 0.7, 1.1, 6.1, 799.785}) {
    for (double const phase : {0.3, 1.3, 251.759}) {
      for (int const delay : {0, 1, 2, 3}) {
        backlog_model<double> m;
        m.arrivals = constant_rate<>{.rate = 1000};
        m.consumers = {.service_time = 3, .lanes = 10000};
        m.scaling.evaluation_period = period;
        m.scaling.phase = phase;
        m.scaling.reaction_delay = delay * period;
        m.scaling.initial_consumers = 1;
        m.scaling.up = add<>{};
        m.horizon = phase + 40 * period;
        CAPTURE(period);
        CAPTURE(phase);
        CHECK(consumers(backlog(m), m.horizon - period / 2) == 41 - delay);
      }
    }
  }
}

TEST_CASE("a load step that falls on an evaluation is seen by the next one, under every down rule") {
  for (auto const when : {scale_down::keep_while_producing, scale_down::drop_when_empty, scale_down::follow_load}) {
    backlog_model<double> m;
    m.arrivals = step<>{.before = 0.1, .after = 5, .at = 120, .duration = 2000};
    m.consumers = {.service_time = 3, .lanes = 20};
    m.scaling.evaluation_period = 60;
    m.scaling.initial_consumers = 1;
    m.scaling.up = jump_to_cap{};
    m.scaling.down.when = when;
    m.horizon = 300;
    CHECK(consumers(backlog(m), 179) == 1);
    CHECK(consumers(backlog(m), 181) == 20);
    m.arrivals = constant_rate<>{.rate = 5};
    m.scaling.phase = 0;
    CHECK(consumers(backlog(m), 61) == 20);
  }
}

TEST_CASE("at one instant the arrivals come before the evaluation, which sees them") {
  backlog_model<double> m;
  m.arrivals = burst<>{.records = 100, .at = 60};
  m.consumers = {.service_time = 1, .lanes = 10};
  m.scaling.evaluation_period = 60;
  m.scaling.initial_consumers = 1;
  m.scaling.up = jump_to_cap{};
  m.horizon = 300;
  CHECK(empty_from(backlog(m), 60) == rel(70, 1e-12));
}

TEST_CASE("a rebalance pause stops everybody, a start-up only those who are new") {
  auto m = measured<double>(5, 20);
  auto const plain = backlog(m);
  m.scaling.rebalance_pause = 30;
  auto const paused = backlog(m);
  CHECK(capacity(paused, 915) == 0);
  CHECK(lag(paused, 930) == rel(4200 + 150, 1e-12));
  CHECK(empty_from(paused, 900) - empty_from(plain, 900) == rel(30, 1e-12));
  m.scaling.rebalance_pause = 0;
  m.scaling.startup_time = 30;
  auto const started = backlog(m);
  CHECK(consumers(started, 915) == 20);
  CHECK(capacity(started, 915) == rel(1.0 / 3, 1e-12));
  CHECK(lag(started, 930) == rel(4200 + 30 * (5 - 1.0 / 3), 1e-12));
}

TEST_CASE("environments: the burst at once, then at the refill rate") {
  backlog_model<double> m;
  m.initial_lag = 1e6;
  m.consumers = {.service_time = 2};
  m.scaling.initial_consumers = 3000;
  m.scaling.environment_burst = 1000;
  m.scaling.environment_rate = 100;
  m.horizon = 100;
  auto const f = backlog(m);
  CHECK(throughput(f, 0) == rel(500, 1e-12));
  CHECK(concurrency(f, 10) == rel(2000, 1e-12));
  CHECK(concurrency(f, 20) == rel(3000, 1e-12));
  CHECK(concurrency(f, 30) == rel(3000, 1e-12));
  CHECK(processed(f, 20) == rel(20 * 1000, 1e-12));
}

TEST_CASE("conservation: what arrived is what was processed and what waits, over random models") {
  std::mt19937_64 engine(11);
  auto const draw = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  for (int i = 0; i < 300; ++i) {
    backlog_model<double> m;
    m.arrivals = arrival_profile<>(ramp<>{.from = 10 * draw(), .to = 10 * draw(), .over = 500, .duration = 600}) +
                 spike<>{.base = draw(), .peak = 30 * draw(), .at = 100 + 200 * draw(), .width = 100, .duration = 800};
    m.consumers = {.service_time = 0.5 + 3 * draw(), .lanes = std::floor(1 + 40 * draw())};
    m.scaling.evaluation_period = 20 + 100 * draw();
    m.scaling.reaction_delay = 100 * draw();
    m.scaling.initial_consumers = 1;
    m.scaling.up = multiply<>{};
    m.initial_lag = 100 * draw();
    auto const f = backlog(m);
    double const end = std::isfinite(f.end) ? f.end : f.segments.back().start;
    CHECK(arrived(f, end) == rel(m.initial_lag + total_records(m.arrivals), 1e-9));
    for (double t = 3; t < end; t += end / 17) {
      CHECK(arrived(f, t) == rel(processed(f, t) + lag(f, t), 1e-9));
      CHECK(lag(f, t) >= 0);
      CHECK(throughput(f, t) <= capacity(f, t) * (1 + 1e-9));
    }
    CHECK(waits(f).records == rel(arrived(f, end), 1e-9));
  }
}

TEST_CASE("a change of the time unit changes times and rates, not records and consumers") {
  double const k = 60;
  auto m = measured<double>(5, 20);
  m.scaling.reaction_delay = 30;
  m.scaling.startup_time = 7;
  auto n = m;
  n.arrivals = constant_rate<>{.rate = 5 * k, .duration = 2000 / k};
  n.consumers.service_time /= k;
  n.scaling.evaluation_period /= k;
  n.scaling.reaction_delay /= k;
  n.scaling.startup_time /= k;
  auto const f = backlog(m);
  auto const g = backlog(n);
  for (double t = 10; t < 3000; t += 77) {
    CHECK(std::abs(lag(g, t / k) - lag(f, t)) <= 1e-9 * (1 + lag(f, t)));
    CHECK(consumers(g, t / k) == consumers(f, t));
  }
  CHECK(mean_wait(waits(g)) * k == rel(mean_wait(waits(f)), 1e-12));
}

TEST_CASE("with a fixed pool, more of it never makes the lag larger") {
  double before = none;
  for (int c = 1; c <= 40; ++c) {
    backlog_model<double> m;
    m.arrivals = spike<>{.base = 3, .peak = 20, .at = 50, .width = 40, .duration = 600};
    m.consumers = {.service_time = 3};
    m.scaling.initial_consumers = c;
    double const now = peak(backlog(m));
    CHECK(now <= before);
    before = now;
  }
}

TEST_CASE("a load within the capacity never waits, and overload grows without end") {
  backlog_model<double> m;
  m.arrivals = constant_rate<>{.rate = 5};
  m.consumers = {.service_time = 3, .lanes = 15};
  m.scaling.initial_consumers = 15;
  auto const f = backlog(m);
  CHECK(peak(f) == 0);
  CHECK(lag(f, 1e9) == 0);
  m.consumers.lanes = 14;
  auto const g = backlog(m);
  CHECK(g.end == none);
  CHECK(lag(g, 3e6) == rel(3e6 * (5 - 14.0 / 3), 1e-9));
  CHECK(max_wait(waits(g)) == none);
}

TEST_CASE("a constant load over 10^12 s costs a handful of events") {
  auto m = measured<double>(5, 20);
  m.arrivals = constant_rate<>{.rate = 5, .duration = 1e12};
  auto const f = backlog(m);
  CHECK(f.events < 100);
  CHECK(empty_from(f, 900) == rel(900 + 4200 / (20.0 / 3 - 5), 1e-9));
}

TEST_CASE("nothing to do: no records at all, and records that nobody serves until an evaluation") {
  backlog_model<double> m;
  m.consumers = {.service_time = 1, .lanes = 4};
  m.scaling.initial_consumers = 1;
  CHECK(peak(backlog(m)) == 0);
  m.initial_lag = 12;
  m.scaling.initial_consumers = 0;
  m.scaling.min_consumers = 0;
  m.scaling.evaluation_period = 60;
  m.scaling.up = jump_to_cap{};
  auto const f = backlog(m);
  CHECK(lag(f, 59) == 12);
  CHECK(empty_from(f, 0) == rel(63, 1e-12));
}

TEST_CASE("a horizon ends what is known, also where the rule oscillates") {
  auto m = measured<double>(5, 20);
  m.horizon = 1000;
  auto const f = backlog(m);
  CHECK(f.end == 1000);
  CHECK_THROWS_AS((void)lag(f, 1001), std::domain_error);
  CHECK(lag(f, 1000) == rel(4200 - 100 * (20.0 / 3 - 5), 1e-12));
}

TEST_CASE("too many events are an error of evaluation that says so") {
  auto m = measured<double>(5, 20);
  m.max_events = 2;
  CHECK_THROWS_AS((void)backlog(m), evaluation_error);
  try {
    (void)backlog(m);
  } catch (evaluation_error const& error) {
    CHECK(std::string(error.what()).find("max_events = 2 reached at t = ") != std::string::npos);
  }
}

TEST_CASE("a continuous ramp with partitions and bytes per consumer comes to its end") {
  std::mt19937_64 engine(1);
  auto const draw = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  for (int i = 0; i < 5000; ++i) {
    backlog_model<double> m;
    m.arrivals = burst<>{.records = 1e4};
    m.consumers = {.service_time = 0.05 + draw(), .lanes = std::floor(1 + draw() * 40)};
    if (i % 2 == 1) { m.consumers.records_per_consumer = 1.3 / m.consumers.service_time * (0.3 + draw()); }
    if (i % 3 == 0) { m.consumers.concurrency_per_consumer = 2; }
    m.scaling.initial_consumers = 1;
    m.scaling.up = continuous_ramp<>{.per_minute = 1 + draw() * 100};
    m.max_events = 20000;
    auto const f = backlog(m);
    REQUIRE(lag(f, f.segments.back().start) == 0);
  }
}

TEST_CASE("models that cannot be run are refused by function, field, value and rule") {
  auto const refused = [](auto const& change) {
    auto m = measured<double>(5, 20);
    change(m);
    return refusal([&] { (void)backlog(m); });
  };
  CHECK(refused([](auto& m) { m.initial_lag = -1; }) == "backlog: initial_lag = -1, but must be finite and >= 0");
  CHECK(refused([](auto& m) { m.initial_lag_age = none; }) == "backlog: initial_lag_age = inf, but must be finite and >= 0");
  CHECK(refused([](auto& m) { m.consumers.service_time = 0; }) == "backlog: service_time = 0, but must be finite and > 0");
  CHECK(refused([](auto& m) { m.consumers = {}; }) == "backlog: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refused([](auto& m) { m.consumers.lanes = 2.5; }) == "backlog: partitions = 2.5, but must be a whole number");
  CHECK(refused([](auto& m) { m.consumers.lanes = 0; }) == "backlog: partitions = 0, but must be > 0 (infinity: no limit)");
  CHECK(refused([](auto& m) { m.consumers.lanes = none; }) ==
        "backlog: partitions = inf, but must be given for this regime, or max_consumers and initial_consumers");
  CHECK(refused([](auto& m) { m.consumers.concurrency_limit = 0; }) == "backlog: concurrency_limit = 0, but must be > 0 (infinity: no limit)");
  CHECK(refused([](auto& m) { m.horizon = 0; }) == "backlog: horizon = 0, but must be finite and > 0");
  CHECK(refused([](auto& m) { m.max_events = 0; }) == "backlog: max_events = 0, but must be > 0");
  CHECK(refused([](auto& m) { m.scaling.evaluation_period = 0; }) ==
        "regime: evaluation_period = 0, but must be > 0 for a rule that acts at evaluations");
}

TEST_CASE("case 2 in float and long double") {
  auto const f = backlog(measured<float>(5, 20));
  CHECK(static_cast<double>(lag(f, 900)) == rel(4200, 1e-6));
  CHECK(static_cast<double>(max_wait(waits(f))) == rel(840, 1e-5));
  auto const l = backlog(measured<long double>(5, 20));
  CHECK(static_cast<double>(lag(l, 2000)) == rel(7100.0 / 3, 1e-15));
  CHECK(static_cast<double>(mean_wait(waits(l))) == rel(592.175, 1e-15));
}
