// SPDX-License-Identifier: MIT
#include <ullage/simulate.hpp>

#include <support/approx.hpp>
#include <support/random_pipeline.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

double const none = std::numeric_limits<double>::infinity();
/// More replications and more random pipelines: with ULLAGE_LONG in the environment.
bool const at_length = std::getenv("ULLAGE_LONG") != nullptr;

struct seed_case {
  double arrival_rate;
  long long partitions;
};
constexpr seed_case cases[] = {{2, 10}, {5, 20}, {5, 100}};

template <Real T = double> pipeline<T> seed(seed_case c) {
  return {.arrivals = constant_rate<T>{.rate = T(c.arrival_rate), .duration = T(2000)}, .service_time = T(3),
          .partitions = c.partitions, .scaling = regime<T>("kafka-on-demand-2021")};
}
pipeline<> evenly(seed_case c) {
  auto p = seed(c);
  p.arrival_scv = 0;
  p.producer = round_robin{};
  return p;
}

void check_equal(simulation_result const& a, simulation_result const& b) {
  CHECK(a.mean_wait == b.mean_wait);
  CHECK(a.wait_p99 == b.wait_p99);
  CHECK(a.peak_lag == b.peak_lag);
  CHECK(a.drained_at == b.drained_at);
  CHECK(a.consumer_seconds == b.consumer_seconds);
  CHECK(a.bands == b.bands);
  CHECK(a.lane_last == b.lane_last);
  CHECK(a.forecast.path.segments == b.forecast.path.segments);
}

} // namespace

TEST_CASE("R303 to R305: the cases of the field measurement, record by record") {
  struct row {
    double completed, lag, largest, done, wait, age, mean;
  };
  constexpr row rows[] = {{299, 1501, 1504, 2010.5, 749.5, 752.5, 377.95875},
                          {299, 4201, 4210, 2355.2, 839.8, 842.8, 590.5907},
                          {299, 4201, 4210, 2003.0, 839.8, 842.8, 219.30188}};
  for (std::size_t i = 0; i < 3; ++i) {
    auto const r = simulate_once(evenly(cases[i]), {.horizon = 3000, .grid = 3000}, 0);
    CAPTURE(i);
    CHECK(r.grid[900].completed == rows[i].completed);
    CHECK(r.grid[900].arrived - r.grid[900].completed == rows[i].lag);
    double largest = 0; // the row was read once a second
    for (auto const& s : r.grid) { largest = std::fmax(largest, s.arrived - s.completed); }
    CHECK(largest == rows[i].largest);
    CHECK(r.peak_offset_lag == (i == 0 ? 1505 : 4214));
    CHECK(r.completed_at == rel(rows[i].done, 1e-12));
    CHECK(r.max_wait == rel(rows[i].wait, 1e-12));
    CHECK(r.max_sojourn == rel(rows[i].age, 1e-12));
    CHECK(r.total_wait / r.counted == rel(rows[i].mean, 1e-10));
    CHECK(r.cooled_down_at == 2700);
    CHECK(r.consumer_seconds == rel(i == 0 ? 18900 : i == 1 ? 36900 : 180900, 1e-12)); // R274, R288, R302
  }
}

TEST_CASE("R306 to R308: hashed keys end the cases later") {
  constexpr double done[] = {2099.9, 2479.9, 2004.18};
  constexpr double known[] = {0.9, 1.0, 0.04};
  for (std::size_t i = 0; i < 3; ++i) {
    auto const r = simulate(seed(cases[i]), {.seed = 7, .replications = at_length ? 300 : 60});
    CAPTURE(i);
    CHECK(std::abs(r.completed_at.mean - done[i]) <= half_width(r.completed_at) + known[i]);
    double const wider = at_length ? 1 : std::sqrt(5.0);
    CHECK(half_width(r.completed_at) < (i == 2 ? 0.3 : 6) * wider);
  }
}

TEST_CASE("large numbers of evenly spaced records are the fluid") {
  for (auto const& name : {"kafka-on-demand-2021", "kafka-on-demand-2022", "kafka-on-demand-2023", "fixed"}) {
    pipeline<> p{.arrivals = spike<>{.base = 125, .peak = 1000, .at = 600, .width = 300, .duration = 4000},
                 .service_time = 0.02,
                 .partitions = 10,
                 .scaling = regime(name),
                 .arrival_scv = 0,
                 .producer = round_robin{}};
    auto const f = forecast(p);
    auto const r = simulate_once(p, {.grid = 400}, 0);
    CAPTURE(name);
    CHECK(r.peak_lag == rel(f.peak_lag, 2e-3));
    CHECK(r.peak_lag_at == rel(f.peak_lag_at, 1e-3));
    CHECK(r.drained_at == rel(f.drained_at, 2e-3));
    CHECK(r.max_wait == rel(f.max_wait, 2e-3));
    CHECK(r.total_wait / r.counted == rel(f.mean_wait, 4e-3));
    CHECK(r.consumer_seconds == rel(f.consumer_seconds, 4e-3));
    CHECK(r.cooled_down_at == rel(f.cooled_down_at, 1e-3));
    CHECK(r.waits.quantile(0.9) == rel(wait_quantile(f, 0.9), 6e-3));
  }
}

TEST_CASE("fewer owners than partitions: every owner works at its own rate") {
  pipeline<> p{.initial_lag = 1000, .service_time = 1, .partitions = 10, .scaling = regime("fixed"), .producer = round_robin{}};
  p.scaling.initial_share = unset_v<double>;
  p.scaling.initial_consumers = 3;
  auto const r = simulate_once(p, {.horizon = 500, .grid = 500}, 0);
  CHECK(r.grid[250].lag == 247); // those that begin at 250 s have left
  CHECK(r.completed_at == 400);
  CHECK(r.finished_at == 399);
  CHECK(r.lane_finished_at[3] > r.lane_finished_at[9]);
}

TEST_CASE("without partitions a ramp adds servers as the fluid does") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 200, .duration = 900}, .service_time = 1, .scaling = regime("sqs-2018")};
  auto const f = forecast(p);
  auto const r = simulate(p, {.replications = 3, .grid = 300});
  for (double const t : {30.0, 60.0, 120.0}) { CHECK(consumers(r.forecast, t) == rel(consumers(f, t), 0.02)); }
  CHECK(r.peak_lag.mean == rel(f.peak_lag, 0.02));
  CHECK(r.drained_at.mean == rel(f.drained_at, 0.05));
  CHECK(lag(r.forecast, 100) == rel(lag(f, 100), 0.02));
  CHECK(lag_age(r.forecast, 100) == rel(lag_age(f, 100), 0.02));
}

TEST_CASE("the pool of environments and reserved concurrency hold invocations back") {
  pipeline<> p{.initial_lag = 6000, .service_time = 1, .partitions = 100, .scaling = regime("fixed"), .reserved_concurrency = 60};
  p.producer = round_robin{};
  CHECK(simulate_once(p, {}, 0).completed_at == 100);
  p.reserved_concurrency = none;
  p.scaling.environment_burst = 20;
  p.scaling.environment_rate = 2;
  auto const f = forecast(p);
  auto const r = simulate_once(p, {}, 0);
  CHECK(r.completed_at == rel(f.finished_at + 1, 0.03));
}

TEST_CASE("bytes per second of a consumer space its invocations") {
  pipeline<> p{.initial_lag = 1000, .service_time = 0.01, .partitions = 4, .scaling = regime("fixed"), .record_bytes = 1000, .producer = round_robin{}};
  p.scaling.bytes_per_consumer = 5000; // 5 records/s each, 20 in all
  CHECK(simulate_once(p, {}, 0).completed_at == rel(50, 0.03));
}

TEST_CASE("a rebalance stops starts, invocations under way end") {
  auto p = evenly(cases[0]);
  p.scaling.rebalance_pause = 30;
  auto const r = simulate_once(p, {.horizon = 3000, .grid = 3000}, 0);
  CHECK(r.grid[905].busy == 0);
  CHECK(r.grid[900].completed == 299);
  CHECK(r.grid[925].completed == 300);
  CHECK(r.completed_at == rel(930 + 370 * 3, 1e-12));
  p.scaling.rebalance_pause = 0;
  p.scaling.startup_time = 45;
  CHECK(simulate_once(p, {}, 0).completed_at == rel(945 + 3 * (3700 - 15) / 10.0, 1e-2));
}

TEST_CASE("records are conserved and Little's law holds in every run") {
  test::dice d(20240611);
  char const* const presets[] = {"sqs-2018", "sqs-2023", "sqs-provisioned", "kafka-provisioned"};
  int waited = 0;
  int const pipelines = at_length ? 250 : 100;
  for (int k = 0; k < pipelines; ++k) {
    auto p = test::random_pipeline(d, d.whole(1, 40));
    if (k % 5 == 0) {
      p.scaling = regime(presets[(k / 5) % 4]);
      if (p.scaling.name.substr(0, 3) == "sqs") { p.partitions.reset(); }
    }
    p.initial_lag_age = 0;
    if (d.chance(0.5)) {
      p.batch_size = d.whole(2, 50);
      if (d.chance(0.5)) { p.batch_window = d.between(0, 5); }
      if (d.chance(0.7)) { p.window = static_cast<window_rule>(d.whole(0, 2)); }
      if (d.chance(0.5)) { p.dispatch_overhead = p.service_time; }
    }
    if (d.chance(0.3)) {
      p.retry = {.failure_probability = d.between(0, 0.2), .poison_probability = d.chance(0.5) ? 0.01 : 0.0, .backoff = d.between(0, 2),
                 .max_retries = static_cast<double>(d.whole(0, 3)), .response = static_cast<on_failure>(d.whole(0, 2))};
    }
    if (d.chance(0.2)) { p.retention = d.between(50, 2000); }
    if (d.chance(0.2)) { p.cold_starts = {.init_time = d.between(0, 3), .keep_alive = d.between(1, 100)}; }
    if (d.chance(0.2)) { p.breakdowns = {.rate = 0.01, .pause = d.between(0, 5), .then = d.chance(0.5) ? after_interruption::resume : after_interruption::restart}; }
    if (d.chance(0.3)) { p.service_scv = d.between(0, 2); }
    if (!std::isfinite(record_occupancy(p))) { p.breakdowns.then = after_interruption::resume; } // it would restart for ever
    if (d.chance(0.3)) { p.arrival_scv = d.between(0, 3); }
    if (d.chance(0.4)) { p.producer = d.chance(0.5) ? producer_rule<double>(round_robin{}) : producer_rule<double>(sticky<double>{.run = 7}); }
    if (d.chance(0.3)) { p.skew = zipf_keys<double>{.keys = 200, .exponent = 0.8}; }
    p.assignment = static_cast<assignor>(d.whole(0, 3));
    simulation_options o{.seed = 3, .horizon = std::isfinite(p.horizon) ? p.horizon : 8000.0, .grid = 50};
    auto const r = simulate_once(p, o, k);
    CAPTURE(k);
    CHECK(r.arrived == r.started + r.lag + r.expired);
    CHECK(r.completed + r.discarded <= r.arrived);
    CHECK(r.completed + r.discarded - r.expired <= r.started);
    CHECK(r.counted == r.arrived);
    CHECK(r.waits.records() == r.counted);
    CHECK(std::abs(r.lag_seconds - r.total_wait) <= 1e-7 * (1 + r.total_wait) * (detail::is_lindley(detail::sim_setup(p, o)) ? 1e5 : 1));
    CHECK(r.started <= r.batches * p.batch_size);
    CHECK(r.invocations >= r.batches);
    CHECK(r.peak_lag <= r.peak_offset_lag);
    CHECK(r.peak_lag >= r.lag);
    CHECK(r.grid.size() == 51);
    double lanes = 0;
    for (double const x : r.lane_lag) { lanes += x; }
    CHECK((r.lane_lag.empty() || lanes == r.lag));
    waited += r.total_wait > 0;
  }
  CHECK(waited > 0.8 * pipelines);
}

TEST_CASE("a seed gives the same result again, in any order, and another seed another one") {
  auto const p = seed(cases[1]);
  simulation_options const o{.seed = 11, .replications = 6};
  auto const a = simulate(p, o);
  check_equal(a, simulate(p, o));
  std::vector<simulation_run> runs;
  for (long long const k : {4, 0, 5, 2, 1, 3}) { runs.push_back(simulate_once(p, o, k)); }
  check_equal(a, summarize(p, o, std::move(runs)));
  CHECK(simulate(p, {.seed = 12, .replications = 6}).mean_wait.mean != a.mean_wait.mean);
}

TEST_CASE("the bands hold the mean, and end empty") {
  auto const r = simulate(seed(cases[1]), {.replications = 40, .band = 0.8});
  for (auto const& b : r.bands) {
    CHECK(b.lag_low <= b.lag_high);
    CHECK(b.lag >= 0);
  }
  auto const& b = r.bands[900 / 5];
  CHECK(b.time == 900);
  // Poisson arrivals until 900 s less the 300 that began.
  CHECK(b.lag_low == rel(4200 - 1.2816 * std::sqrt(4500.0), 0.01));
  CHECK(b.lag_high == rel(4200 + 1.2816 * std::sqrt(4500.0), 0.01));
  CHECK(r.bands.back().lag == 0);
  CHECK(r.bands.back().consumers == rel(1, 1e-12));
  double last = 0;
  for (double const x : r.lane_last) { last += x; }
  CHECK(last == rel(1, 1e-12));
}

TEST_CASE("the caller can stop it") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 500}, .service_time = 0.02, .partitions = 20, .scaling = regime("fixed"), .horizon = 1000};
  int asked = 0;
  double last = 0;
  auto const stop_early = [&](double done) {
    CHECK(done >= last);
    last = done;
    return ++asked < 3;
  };
  auto const first = simulate(p, {.replications = 4}, stop_early);
  CHECK(first.interrupted);
  CHECK(first.replications == 0);
  CHECK(first.bands.back().arrived > 1e5);
  CHECK(last < 0.25);
  CHECK(asked == 3);
  p.scaling = regime("kafka-on-demand-2022");
  auto const second = simulate(p, {.replications = 4}, [](double done) { return done < 0.6; });
  CHECK(second.interrupted);
  CHECK(second.replications == 2);
  CHECK(second.forecast.path.end == 1000);
}

TEST_CASE("float and long double count in double") {
  auto const d = simulate(seed(cases[0]), {.replications = 3});
  check_equal(d, simulate(seed<long double>(cases[0]), {.replications = 3}));
  CHECK(simulate(seed<float>(cases[0]), {.replications = 3}).mean_wait.mean == rel(d.mean_wait.mean, 1e-3));
}

TEST_CASE("waits that never end are infinite") {
  pipeline<> p{.initial_lag = 5, .service_time = 1, .partitions = 2, .scaling = regime("keda-kafka")};
  std::get<proportional<double>>(p.scaling.up).activation_lag = 100;
  auto const r = simulate(p, {.replications = 2});
  CHECK(r.mean_wait.mean == none);
  CHECK(r.wait_p50.mean == none);
  CHECK(r.forecast.max_wait == none);
  CHECK(wait_quantile(r, 0.9) == none);
  CHECK(r.final_lag.mean == 5);
}

TEST_CASE("what cannot be simulated is refused by name") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 1}, .service_time = 0.5, .partitions = 2, .scaling = regime("fixed")};
  CHECK(refusal([&] { (void)simulate(p); }) == "simulate: horizon = nan, but must be given for arrivals without end");
  p.horizon = 100;
  CHECK(refusal([&] { (void)simulate(p, {.replications = 2}); }) == "accepted");
  CHECK(refusal([&] { (void)simulate(p, {.replications = 0}); }) == "simulate: replications = 0, but must be in [1, 1000000]");
  CHECK(refusal([&] { (void)simulate(p, {.confidence = 1}); }) == "simulate: confidence = 1, but must be in (0, 1)");
  CHECK(refusal([&] { (void)simulate(p, {.band = 0}); }) == "simulate: band = 0, but must be in (0, 1)");
  CHECK(refusal([&] { (void)simulate(p, {.horizon = -1}); }) == "simulate: horizon = -1, but must be finite and > 0");
  CHECK(refusal([&] { (void)simulate(p, {.warmup = -1}); }) == "simulate: warmup = -1, but must be finite and >= 0");
  CHECK(refusal([&] { (void)simulate(p, {.grid = 1}); }) == "simulate: grid = 1, but must be in [2, 1000000]");
  CHECK(refusal([&] { (void)simulate(p, {.max_events = 0}); }) == "simulate: max_events = 0, but must be > 0");
  CHECK(refusal([&] { (void)simulate_once(p, {}, -1); }) == "simulate_once: replication = -1, but must be >= 0");
  p.partitions = 20'000'000;
  CHECK(refusal([&] { (void)simulate(p); }) == "simulate: partitions = 2e+07, but must be <= 10000000 lanes");
  p.partitions = 2;
  p.retry.poison_probability = 0.1;
  CHECK(refusal([&] { (void)simulate(p); }) ==
        "retry_policy: max_retries = inf, but must be finite where records can be poison and neither max_record_age nor the retention takes "
        "them away: these retries can never end");
  p.retry.poison_probability = 0;
  p.reserved_concurrency = 1;
  CHECK_THROWS_AS((void)simulate(p, {.max_events = 50}), evaluation_error);
}
