// SPDX-License-Identifier: MIT
#include <ullage/forecast.hpp>

#include <support/approx.hpp>
#include <support/random_pipeline.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>

using namespace ullage;
using ullage::test::rel;

namespace {

double const none = std::numeric_limits<double>::infinity();

struct seed_case {
  double arrival_rate;
  long long partitions;
};
template <Real T = double> pipeline<T> seed(seed_case c) {
  return {.arrivals = constant_rate<T>{.rate = T(c.arrival_rate), .duration = T(2000)}, .service_time = T(3),
          .partitions = c.partitions, .scaling = regime<T>("kafka-on-demand-2021")};
}
constexpr seed_case case1{2, 10};
constexpr seed_case case2{5, 20};
constexpr seed_case case3{5, 100};

pipeline<> minutely(seed_case c, double reaction_delay) {
  auto p = seed(c);
  p.scaling.evaluation_period = 60;
  p.scaling.phase = 60;
  p.scaling.reaction_delay = reaction_delay;
  return p;
}

/// Integral of the lag by the two-point Gauss rule, exact on each piece, from point queries alone.
double lag_seconds(forecast_result<> const& f) {
  double sum = 0;
  for (std::size_t i = 0; i < f.path.segments.size(); ++i) {
    double const from = f.path.segments[i].start;
    double const to = segment_end(f.path, i);
    if (!std::isfinite(to)) { break; }
    double const half = (to - from) / 2;
    double const off = half / std::sqrt(3.0);
    sum += half * (lag(f, from + half - off) + lag(f, from + half + off));
  }
  return sum;
}

} // namespace

TEST_CASE("R261 to R274: case 1 of the field measurement") {
  auto const f = forecast(seed(case1));
  CHECK(processed(f, 900) == rel(300, 1e-9));
  CHECK(lag(f, 900) == rel(1500, 1e-9));
  CHECK(consumers(f, 900) == 10);
  CHECK(capacity(f, 900) == rel(10.0 / 3, 1e-9));
  CHECK(throughput(f, 900) - arrival_rate(f, 900) == rel(4.0 / 3, 1e-9));
  CHECK(f.peak_lag == rel(1500, 1e-9));
  CHECK(f.peak_lag_at == rel(900, 1e-9));
  CHECK(lag(f, 1800) == rel(300, 1e-9));
  CHECK(lag(f, 2000) == rel(100.0 / 3, 1e-9));
  CHECK(f.finished_at == rel(2010, 1e-9));
  CHECK(f.drained_at == rel(2010, 1e-9));
  CHECK(f.drain_time == rel(1110, 1e-9));
  CHECK(f.max_wait == rel(750, 1e-9));
  CHECK(wait_at(f, 300 / 2.0) == rel(750, 1e-9)); // the 300th record
  CHECK(f.mean_wait == rel(379.625, 1e-9));
  CHECK(f.cooled_down_at == rel(2700, 1e-9));
  CHECK(f.consumer_seconds == rel(18900, 1e-9));
}

TEST_CASE("R275 to R288: case 2 of the field measurement") {
  auto const f = forecast(seed(case2));
  CHECK(processed(f, 900) == rel(300, 1e-9));
  CHECK(lag(f, 900) == rel(4200, 1e-9));
  CHECK(consumers(f, 900) == 20);
  CHECK(capacity(f, 900) == rel(20.0 / 3, 1e-9));
  CHECK(throughput(f, 900) - arrival_rate(f, 900) == rel(5.0 / 3, 1e-9));
  CHECK(f.peak_lag == rel(4200, 1e-9));
  CHECK(lag(f, 1800) == rel(2700, 1e-9));
  CHECK(lag(f, 2000) == rel(7100.0 / 3, 1e-9));
  CHECK(f.finished_at == rel(2355, 1e-9));
  CHECK(f.drain_time == rel(1455, 1e-9));
  CHECK(f.max_wait == rel(840, 1e-9));
  CHECK(f.mean_wait == rel(592.175, 1e-9));
  CHECK(f.cooled_down_at == rel(2700, 1e-9));
  CHECK(f.consumer_seconds == rel(36900, 1e-9));
}

TEST_CASE("R289 to R302: case 3 of the field measurement") {
  auto const f = forecast(seed(case3));
  CHECK(processed(f, 900) == rel(300, 1e-9));
  CHECK(lag(f, 900) == rel(4200, 1e-9));
  CHECK(consumers(f, 900) == 100);
  CHECK(capacity(f, 900) == rel(100.0 / 3, 1e-9));
  CHECK(throughput(f, 900) - arrival_rate(f, 900) == rel(85.0 / 3, 1e-9));
  CHECK(f.peak_lag == rel(4200, 1e-9));
  CHECK(lag(f, 1800) == 0);
  CHECK(lag(f, 2000) == 0);
  CHECK(f.finished_at == rel(2000, 1e-9));
  CHECK(f.drain_time == rel(2520.0 / 17, 1e-9));
  CHECK(f.max_wait == rel(840, 1e-9));
  CHECK(f.mean_wait == rel(18711.0 / 85, 1e-9));
  CHECK(f.cooled_down_at == rel(2700, 1e-9));
  CHECK(f.consumer_seconds == rel(180900, 1e-9));
}

TEST_CASE("R303 to R305: the fluid is within one service of the discrete simulation") {
  struct row {
    seed_case c;
    double completed, lag, max_lag, last, max_wait, max_age, mean_wait;
  };
  row const rows[] = {{case1, 299, 1501, 1504, 2010.5, 749.5, 752.5, 377.95875},
                      {case2, 299, 4201, 4210, 2355.2, 839.8, 842.8, 590.5907},
                      {case3, 299, 4201, 4210, 2003.0, 839.8, 842.8, 219.30188}};
  double const service = 3;
  for (auto const& r : rows) {
    auto const f = forecast(seed(r.c));
    double const records = 1 + r.c.arrival_rate * service;
    double const before = std::nextafter(900.0, 0.0);
    CHECK(std::abs(processed(f, before) - concurrency(f, before) - r.completed) <= records);
    CHECK(std::abs(offset_lag(f, before) - r.lag) <= records);
    CHECK(std::abs(f.peak_lag - r.max_lag) <= records);
    CHECK(std::abs(f.finished_at - r.last) <= service);
    CHECK(std::abs(f.max_wait - r.max_wait) <= service);
    CHECK(std::abs(f.max_wait + service - r.max_age) <= service);
    CHECK(std::abs(f.mean_wait - r.mean_wait) <= service);
  }
}

TEST_CASE("R309 to R314: evaluations every minute, at once or after three minutes") {
  struct row {
    seed_case c;
    double delay, peak, wait;
  };
  row const rows[] = {{case1, 0, 100, 50}, {case1, 180, 400, 200}, {case2, 0, 280, 56},
                      {case2, 180, 1120, 224}, {case3, 0, 280, 56}, {case3, 180, 1120, 224}};
  for (auto const& r : rows) {
    auto const f = forecast(minutely(r.c, r.delay));
    CHECK(f.peak_lag == rel(r.peak, 1e-9));
    CHECK(f.max_wait == rel(r.wait, 1e-9));
    CHECK(f.finished_at == rel(2000, 1e-9));
  }
}

TEST_CASE("R315: a rule that drops to one consumer when the lag is gone never settles") {
  auto p = seed(case3);
  p.arrivals = constant_rate<>{.rate = 5};
  p.scaling.down.when = scale_down::drop_when_empty;
  auto const f = forecast(p);
  CHECK(f.oscillates);
  CHECK(f.period == rel(1800, 1e-9));
  CHECK(f.peak_lag == rel(4200, 1e-9));
  CHECK(!f.overloaded);
  CHECK(f.finished_at == none);
  CHECK(f.cooled_down_at == none);
  CHECK(f.settled_at == none);
  auto const all = backlogs(f);
  REQUIRE(all.size() >= 2);
  CHECK(all[1].start - all[0].start == rel(1800, 1e-9));
  CHECK(1800 - (all[0].end - all[0].start) == rel(12780.0 / 17, 1e-9)); // empty for 751.7647 s
  CHECK(all[1].start - all[0].end == rel(751.7647, 1e-7));
}

TEST_CASE("R316: with that rule case 3 is done at 2721 s instead of 2000 s") {
  auto p = seed(case3);
  p.scaling.down.when = scale_down::drop_when_empty;
  auto const f = forecast(p);
  CHECK(f.finished_at == rel(2721, 1e-9));
  CHECK(!f.oscillates);
}

TEST_CASE("R317 and R318: arrivals that rise for 600 s and stay") {
  pipeline<> const p{.arrivals = ramp<>{.from = 0, .to = 6, .over = 600}, .service_time = 3, .partitions = 20,
                     .scaling = regime("kafka-on-demand-2021")};
  auto const f = forecast(p);
  CHECK(lag(f, 600) == rel(14450.0 / 9, 1e-9));
  CHECK(lag(f, 900) == rel(29750.0 / 9, 1e-9));
  CHECK(f.drained_at == rel(35150.0 / 6, 1e-9));
  CHECK(f.max_wait == rel(657.32967035731606, 1e-9));
  CHECK(f.settled_at == rel(35150.0 / 6, 1e-9));
  CHECK(f.settled_lag == 0);
  CHECK(f.settled_consumers == 20);
}

TEST_CASE("a pipeline without arrivals is quiet") {
  auto const f = forecast(pipeline<>{.service_time = 3, .partitions = 20, .scaling = regime("kafka-on-demand-2021")});
  CHECK(f.peak_lag == 0);
  CHECK(f.drained_at == 0);
  CHECK(f.drain_time == 0);
  CHECK(f.finished_at == 0);
  CHECK(f.cooled_down_at == 0);
  CHECK(f.max_wait == 0);
  CHECK(f.mean_wait == 0);
  CHECK(f.records == 0);
  CHECK(f.invocations == 0);
  CHECK(f.utilization == 0);
  CHECK(headroom(f) == none);
  CHECK(backlogs(f).empty());
  CHECK(wait_quantile(f, 0.99) == 0);
}

TEST_CASE("a load that the consumers at the start carry never waits") {
  auto const f = forecast(pipeline<>{.arrivals = constant_rate<>{.rate = 6, .duration = 1000}, .service_time = 3, .partitions = 20});
  CHECK(f.peak_lag == 0);
  CHECK(f.drained_at == 0);
  CHECK(f.max_wait == 0);
  CHECK(f.finished_at == rel(1000, 1e-12));
  CHECK(f.records == rel(6000, 1e-12));
  CHECK(f.invocations == rel(6000, 1e-12));
  CHECK(f.utilization == rel(0.9, 1e-12));
  CHECK(headroom(f) == rel(1.0 / 9, 1e-12));
  CHECK(f.consumer_seconds == rel(20'000, 1e-12));
  CHECK(concurrency(f, 500) == rel(18, 1e-12));
  CHECK(offset_lag(f, 500) == rel(18, 1e-12));
}

TEST_CASE("utilization is offered work over full capacity during production, its peak beside it") {
  auto const f = forecast(pipeline<>{.arrivals = spike<>{.base = 1, .peak = 10, .at = 100, .width = 100, .duration = 1000},
                                     .service_time = 2, .partitions = 10});
  CHECK(f.full_capacity == rel(5, 1e-15));
  CHECK(f.utilization == rel((900.0 + 1000) / 1000 / 5, 1e-12));
  CHECK(f.peak_utilization == rel(2, 1e-12));
}

TEST_CASE("overload is an answer: the lag grows without end") {
  auto const f = forecast(pipeline<>{.arrivals = constant_rate<>{.rate = 5}, .service_time = 3, .partitions = 10,
                                     .scaling = regime("kafka-on-demand-2021")});
  CHECK(f.overloaded);
  CHECK(f.peak_lag == none);
  CHECK(f.drained_at == none);
  CHECK(f.drain_time == none);
  CHECK(f.max_wait == none);
  CHECK(f.mean_wait == none);
  CHECK(f.settled_lag == none);
  CHECK(f.settled_consumers == 10);
  CHECK(f.finished_at == none);
  CHECK(f.utilization == rel(1.5, 1e-12));
  CHECK(headroom(f) == rel(-1.0 / 3, 1e-12));
  CHECK(wait_quantile(f, 0.5) == none);
  CHECK(late_records(f, 60) == none);
  CHECK(lag(f, 900) == rel(4200, 1e-9));
  CHECK(lag(f, 1900) == rel(4200 + 1000 * (5 - 10.0 / 3), 1e-9));
}

TEST_CASE("endless production that is carried settles") {
  auto p = seed(case2);
  p.arrivals = constant_rate<>{.rate = 5};
  auto const f = forecast(p);
  CHECK(!f.overloaded);
  CHECK(!f.oscillates);
  CHECK(f.drained_at == rel(900 + 4200 / (5.0 / 3), 1e-9));
  CHECK(f.settled_at == rel(3420, 1e-9));
  CHECK(f.settled_lag == 0);
  CHECK(f.settled_consumers == 20);
  CHECK(f.finished_at == none);
  CHECK(f.invocations == none);
  CHECK(lag(f, 1e9) == 0);
  CHECK(throughput(f, 1e9) == rel(5, 1e-12));
}

TEST_CASE("endless production at exactly the capacity keeps the lag that it has") {
  auto p = seed(case2);
  p.arrivals = constant_rate<>{.rate = 20.0 / 3};
  auto const f = forecast(p);
  CHECK(!f.overloaded);
  CHECK(f.settled_lag == rel(900 * (20.0 / 3 - 1.0 / 3), 1e-9));
  CHECK(f.drained_at == none);
}

TEST_CASE("records that wait at the start count with the age that they have") {
  pipeline<> const p{.initial_lag = 100, .initial_lag_age = 50, .service_time = 1, .partitions = 1};
  auto const f = forecast(p);
  CHECK(f.records == rel(100, 1e-12));
  CHECK(f.peak_lag == rel(100, 1e-12));
  CHECK(f.peak_lag_at == 0);
  CHECK(f.drained_at == rel(100, 1e-12));
  CHECK(f.max_wait == rel(150, 1e-12));
  CHECK(f.mean_wait == rel(100, 1e-12));
  CHECK(wait_quantile(f, 0.25) == rel(75, 1e-12));
  CHECK(wait_quantile(f, 1) == rel(150, 1e-12));
  CHECK(late_records(f, 140) == rel(10, 1e-12));
  CHECK(lag_age(f, 30) == rel(80, 1e-12));
}

TEST_CASE("at a horizon records that still wait count with what they have waited so far") {
  pipeline<> const p{.arrivals = burst<>{.records = 100}, .service_time = 1, .partitions = 1, .horizon = 40};
  auto const f = forecast(p);
  CHECK(f.path.end == 40);
  CHECK(f.records == rel(100, 1e-12));
  CHECK(f.records_waits.censored == rel(60, 1e-12));
  CHECK(f.max_wait == rel(40, 1e-12));
  CHECK(f.mean_wait == rel((40 * 20 + 60 * 40) / 100.0, 1e-12));
  CHECK(f.drained_at == none);
  CHECK(f.settled_lag == rel(60, 1e-12));
  CHECK(f.invocations == rel(40, 1e-12));
  CHECK_THROWS_WITH_AS((void)lag(f, 41), "lag: t = 41, but must not be after the end of the forecast (set a later horizon)",
                       std::domain_error);
}

TEST_CASE("a trace has many backlogs; the summary is of the highest one") {
  using profile = arrival_profile<double>;
  auto const bursts = profile(burst<>{.records = 10, .at = 0}) + profile(burst<>{.records = 30, .at = 100}) +
                      profile(burst<>{.records = 20, .at = 200});
  auto const f = forecast(pipeline<>{.arrivals = bursts, .service_time = 1, .partitions = 1});
  auto const all = backlogs(f);
  REQUIRE(all.size() == 3);
  double const peaks[] = {10, 30, 20};
  for (std::size_t i = 0; i < 3; ++i) {
    double const at = 100.0 * static_cast<double>(i);
    CHECK(all[i].start == at);
    CHECK(all[i].peak == rel(peaks[i], 1e-12));
    CHECK(all[i].peak_at == at);
    CHECK(all[i].end == rel(at + peaks[i], 1e-12));
  }
  CHECK(f.peak_lag == rel(30, 1e-12));
  CHECK(f.peak_lag_at == 100);
  CHECK(f.drained_at == rel(130, 1e-12));
  CHECK(f.drain_time == rel(30, 1e-12));
  CHECK(f.finished_at == rel(220, 1e-12));
}

TEST_CASE("KEDA may ask for one pod more than partitions, and it does no work") {
  // The integer division before the cap: an offset lag of 104.9 over 10 at 10 partitions asks for 11.
  pipeline<> p{.initial_lag = 99, .service_time = 1000, .partitions = 10, .scaling = regime("keda-kafka"), .horizon = 60};
  p.scaling.min_consumers = 6;
  p.scaling.initial_consumers = 6;
  auto const f = forecast(p);
  CHECK(offset_lag(f, 14) > 100); // 6 pods have 6 records in service
  CHECK(offset_lag(f, 14) < 105);
  CHECK(consumers(f, 14) == 6);
  CHECK(consumers(f, 16) == 11);
  CHECK(capacity(f, 16) == rel(10.0 / 1000, 1e-9));
  p.initial_lag = 120; // 12 is above 10, so the lag is reported as 10 * 10
  CHECK(consumers(forecast(p), 16) == 10);
}

TEST_CASE("with fewer consumers than partitions the last partition sets the pace") {
  for (int consumers : {5, 6, 9}) {
    pipeline<> p{.initial_lag = 100, .service_time = 1, .partitions = 10};
    p.scaling.initial_share = std::numeric_limits<double>::quiet_NaN();
    p.scaling.initial_consumers = consumers;
    CHECK(forecast(p).drained_at == rel(20, 1e-12)); // 10 / ceil(10 / c) = 5
  }
}

TEST_CASE("conservation: what arrived has begun or waits, and the waits sum up to the area under the lag") {
  for (unsigned i = 0; i < 300; ++i) {
    test::dice d(11'000 + i);
    auto const p = test::random_pipeline(d, d.whole(1, 30));
    auto const f = forecast(p);
    INFO(i, ": ", test::describe(p));
    double const until = std::isfinite(f.path.end) ? f.path.end : f.path.segments.back().start;
    for (int k = 0; k <= 40; ++k) {
      double const t = k == 40 ? until : until * k / 40;
      double const came = p.initial_lag + arrived(p.arrivals, t);
      CHECK(test::close(arrived(f, t), came, 1e-9));
      CHECK(test::close(processed(f, t) + lag(f, t), came, 1e-9));
      CHECK(lag(f, t) >= 0);
      CHECK(lag(f, t) <= f.peak_lag * (1 + 1e-9) + 1e-6);
      CHECK(throughput(f, t) <= capacity(f, t) * (1 + 1e-9) + 1e-12);
      CHECK(consumers(f, t) <= f.max_consumers * (1 + 1e-12));
    }
    if (!std::isfinite(f.records)) { continue; }
    double const waited = lag_seconds(f) + p.initial_lag * p.initial_lag_age;
    CHECK(std::abs(f.mean_wait * f.records - waited) <= 1e-7 * (waited + 1));
    CHECK(f.mean_wait <= f.max_wait * (1 + 1e-9));
    double before = 0;
    for (double share : {0.0, 0.1, 0.5, 0.9, 0.99, 1.0}) {
      double const w = wait_quantile(f, share);
      CHECK(w >= before * (1 - 1e-9));
      CHECK(w <= f.max_wait * (1 + 1e-9));
      CHECK(late_records(f, w * (1 + 1e-9)) <= (1 - share) * f.records * (1 + 1e-6) + 1e-6);
      before = w;
    }
  }
}

TEST_CASE("a change of the unit of time changes times alone") {
  for (unsigned i = 0; i < 200; ++i) {
    test::dice d(12'000 + i);
    auto const p = test::random_pipeline(d, d.whole(1, 30));
    auto const f = forecast(p);
    auto const g = forecast(test::in_other_time_unit(p, 1024));
    INFO(i, ": ", test::describe(p));
    CHECK(test::close(g.peak_lag, f.peak_lag, 1e-9));
    CHECK(test::close(g.max_wait, 1024 * f.max_wait, 1e-9));
    CHECK(test::close(g.drained_at, 1024 * f.drained_at, 1e-9));
    CHECK(test::close(g.utilization, f.utilization, 1e-9));
    CHECK(test::close(g.records, f.records, 1e-9));
    CHECK(g.max_consumers == f.max_consumers);
    CHECK(g.path.events == f.path.events);
  }
}

TEST_CASE("float and long double give the same forecast") {
  auto const f = forecast(seed<float>(case2));
  CHECK(f.peak_lag == rel(4200, 1e-5));
  CHECK(f.drained_at == rel(2355, 1e-5));
  CHECK(f.mean_wait == rel(592.175, 1e-4));
  auto const l = forecast(seed<long double>(case2));
  CHECK(static_cast<double>(l.peak_lag) == rel(4200, 1e-15));
  CHECK(static_cast<double>(l.drained_at) == rel(2355, 1e-15));
  CHECK(static_cast<double>(l.mean_wait) == rel(592.175, 1e-15));
}

TEST_CASE("questions outside a forecast are refused by name") {
  auto const f = forecast(seed(case1));
  double const unset = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH_AS((void)lag(f, -1), "lag: t = -1, but must be finite and >= 0", std::domain_error);
  CHECK_THROWS_WITH_AS((void)lag_age(f, unset), "lag_age: t = nan, but must be finite and >= 0", std::domain_error);
  CHECK_THROWS_WITH_AS((void)processed(f, none), "processed: t = inf, but must be finite and >= 0", std::domain_error);
  CHECK_THROWS_WITH_AS((void)wait_quantile(f, 1.5), "wait_quantile: p = 1.5, but must be in [0, 1]", std::domain_error);
  CHECK_THROWS_WITH_AS((void)late_records(f, -1), "late_records: limit = -1, but must be >= 0", std::domain_error);
  auto p = seed(case1);
  p.service_time = 0;
  CHECK_THROWS_WITH_AS((void)forecast(p), "pipeline: service_time = 0, but must be finite and > 0", std::domain_error);
}

TEST_CASE("too many events raise an evaluation error that says what to change") {
  auto p = seed(case1);
  p.max_events = 2;
  CHECK_THROWS_AS((void)forecast(p), evaluation_error);
}
