// SPDX-License-Identifier: MIT
#include <ullage/target.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ullage;
using ullage::test::rel;

namespace {

double const none = std::numeric_limits<double>::infinity();

/// Case 2 of the field measurement: lag 4200 at 900 s, gone at 2355 s, 840 s at most.
pipeline<> case2() {
  return {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20,
          .scaling = regime("kafka-on-demand-2021")};
}

void refuse(target<> const& t, char const* message, pipeline<> const& p = case2()) {
  CHECK_THROWS_WITH_AS(validate(t, p), message, std::domain_error);
}

} // namespace

TEST_CASE("constraints stand in a fixed order with value, limit and margin") {
  auto p = case2();
  p.retention = 3600;
  auto const f = forecast(p);
  target<> const t{.utilization = 0.8, .max_wait = 600, .wait_quantile = {{.probability = 0.9, .limit = 700}}, .drained_by = 2400,
                   .peak_lag = 5000, .retention_fraction = 0.5};
  auto const all = constraints_of(f, t);
  char const* const names[] = {"utilization", "max_wait", "wait_quantile", "drained_by", "peak_lag", "retention"};
  double const values[] = {0.75, 840, wait_quantile(f, 0.9), 2355, 4200, 840};
  double const limits[] = {0.8, 600, 700, 2400, 5000, 1800};
  REQUIRE(all.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(all[i].name == names[i]);
    CHECK(all[i].value == rel(values[i], 1e-9));
    CHECK(all[i].limit == limits[i]);
    CHECK(all[i].margin == rel(limits[i] - values[i], 1e-9));
    CHECK(all[i].met == (values[i] <= limits[i]));
  }
}

TEST_CASE("only what is asked for is a constraint; a finite retention always is") {
  auto const f = forecast(case2());
  auto const one = constraints_of(f, target<>{.peak_lag = 1});
  REQUIRE(one.size() == 1);
  CHECK(one[0].name == "peak_lag");
  auto p = case2();
  p.retention = 500;
  auto const two = constraints_of(forecast(p), target<>{.peak_lag = 1});
  REQUIRE(two.size() == 2);
  CHECK(two[1].name == "retention");
  CHECK(two[1].limit == 500);
  CHECK(!two[1].met);
}

TEST_CASE("a value at its limit is met, a value above it is not") {
  auto const f = forecast(case2());
  CHECK(constraints_of(f, target<>{.max_wait = f.max_wait})[0].met);
  CHECK(constraints_of(f, target<>{.max_wait = 840 * (1 - 1e-9)})[0].met == false);
  CHECK(constraints_of(f, target<>{.utilization = 0.75})[0].met);
}

TEST_CASE("an endless lag misses every limit on waits and lag") {
  auto p = case2();
  p.arrivals = constant_rate<>{.rate = 10};
  auto const all = constraints_of(forecast(p), target<>{.utilization = 1, .max_wait = 1e9, .wait_quantile = {{0.5, 1e9}}, .drained_by = 1e9, .peak_lag = 1e15});
  for (auto const& c : all) {
    CHECK(!c.met);
    CHECK(c.margin < 0);
  }
  CHECK(all[1].value == none);
  CHECK(all[1].margin == -none);
}

TEST_CASE("begun by an instant is when the last record that had come by then begins") {
  auto const f = forecast(case2());
  CHECK(begun_by(f, 2355.0) == rel(2355, 1e-9));
  CHECK(begun_by(f, 5000.0) == rel(2355, 1e-9));
  CHECK(begun_by(f, 2000.0) == rel(2355, 1e-9));
  CHECK(begun_by(f, 900.0) == rel(900 + 4200 / (20.0 / 3), 1e-9));
  auto p = case2();
  p.horizon = 1000;
  CHECK(begun_by(forecast(p), 1001.0) == none);
}

TEST_CASE("a deadline holds although more records come after it") {
  using profile = arrival_profile<double>;
  pipeline<> const p{.arrivals = profile(burst<>{.records = 10}) + profile(burst<>{.records = 10, .at = 100}), .service_time = 1, .partitions = 1};
  auto const f = forecast(p);
  CHECK(constraints_of(f, target<>{.drained_by = 50})[0].value == rel(10, 1e-9));
  CHECK(constraints_of(f, target<>{.drained_by = 50})[0].met);
  CHECK(!constraints_of(f, target<>{.drained_by = 9})[0].met);
  CHECK(!constraints_of(f, target<>{.drained_by = 105})[0].met);
  CHECK(constraints_of(f, target<>{.drained_by = 110})[0].met);
}

TEST_CASE("where the limit is 0 a miss is measured in service times, so that the unit of time does not matter") {
  auto const c = constraints_of(forecast(case2()), target<>{.max_wait = 0});
  CHECK(!c[0].met);
  CHECK(relative_margin(c[0]) == rel(-840.0 / 3, 1e-9));
}

TEST_CASE("a target that is out of range is refused by field, value and rule") {
  CHECK_NOTHROW(validate(target<>{.max_wait = 0}, case2()));
  refuse({}, "target: nothing is asked for; set at least one of utilization, headroom, max_wait, mean_wait, wait_quantile, drained_by, peak_lag, steady_mean_wait, "
             "steady_wait_quantile, outage, replay, monthly_cost (or retention in the pipeline)");
  refuse({.utilization = 0}, "target: utilization = 0, but must be in (0, 1]");
  refuse({.utilization = 1.5}, "target: utilization = 1.5, but must be in (0, 1]");
  refuse({.max_wait = -1}, "target: max_wait = -1, but must be finite and >= 0");
  refuse({.max_wait = none}, "target: max_wait = inf, but must be finite and >= 0");
  refuse({.wait_quantile = {{.probability = 1, .limit = 10}}}, "target: wait_quantile.probability = 1, but must be in (0, 1)");
  refuse({.wait_quantile = {{.probability = 0, .limit = 10}}}, "target: wait_quantile.probability = 0, but must be in (0, 1)");
  refuse({.wait_quantile = {{.limit = 10}}}, "target: wait_quantile.probability = nan, but must be in (0, 1)");
  refuse({.wait_quantile = {{.probability = 0.5}}}, "target: wait_quantile.limit = nan, but is required and must be a finite number >= 0");
  refuse({.drained_by = -2}, "target: drained_by = -2, but must be finite and >= 0");
  refuse({.peak_lag = none}, "target: peak_lag = inf, but must be finite and >= 0");
  refuse({.retention_fraction = 0.5}, "target: retention_fraction = 0.5, but needs a finite retention in the pipeline");
  refuse({.max_wait = 1, .max_partitions = 0}, "target: max_partitions = 0, but must be in [1, 1000000000]");
  refuse({.max_wait = 1, .max_scan_events = 0}, "target: max_scan_events = 0, but must be >= 1");
  auto p = case2();
  p.horizon = 100;
  refuse({.drained_by = 200}, "target: drained_by = 200, but must not be after the horizon of the pipeline", p);
  p.retention = 100;
  CHECK_NOTHROW(validate(target<>{}, p));
  refuse({.retention_fraction = 1.5}, "target: retention_fraction = 1.5, but must be in (0, 1]", p);
  refuse({.retention_fraction = 0}, "target: retention_fraction = 0, but must be in (0, 1]", p);
}

TEST_CASE("float and long double constraints agree") {
  pipeline<float> const p{.arrivals = constant_rate<float>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20,
                          .scaling = regime<float>("kafka-on-demand-2021")};
  CHECK(constraints_of(forecast(p), target<float>{.max_wait = 900})[0].margin == rel(60, 1e-4));
  pipeline<long double> const q{.arrivals = constant_rate<long double>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20,
                                .scaling = regime<long double>("kafka-on-demand-2021")};
  CHECK(static_cast<double>(constraints_of(forecast(q), target<long double>{.max_wait = 900})[0].margin) == rel(60, 1e-14));
}

TEST_CASE("headroom is a lower limit, the mean wait and the rest upper ones") {
  auto const f = forecast(case2());
  auto const all = constraints_of(f, target<>{.headroom = 0.2, .mean_wait = 600});
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "headroom");
  CHECK(all[0].side == bound::at_least);
  CHECK(all[0].value == rel(20.0 / 3 / 5 - 1, 1e-12));
  CHECK(all[0].margin == rel(20.0 / 3 / 5 - 1.2, 1e-12));
  CHECK(all[0].met);
  CHECK(all[1].value == f.mean_wait);
  CHECK(all[1].unit == "s");
  CHECK(!constraints_of(f, target<>{.headroom = 0.4})[0].met);
  CHECK(constraints_of(f, target<>{.headroom = f.full_capacity / 5 - 1})[0].met);
}

TEST_CASE("growth is compound") {
  CHECK(growth_factor(growth_target<>{.per_year = 0.4, .years = 2}) == rel(1.96, 1e-14));
  CHECK(growth_factor(growth_target<>{.per_year = -0.5, .years = 1}) == rel(0.5, 1e-14));
  CHECK(growth_factor(growth_target<>{.per_year = 3, .years = 0}) == 1);
}

TEST_CASE("the new fields are refused by field, value and rule") {
  refuse({.headroom = -0.1}, "target: headroom = -0.1, but must be finite and >= 0");
  refuse({.probability = 1}, "target: probability = 1, but must be in (0, 1)");
  refuse({.steady_wait_quantile = {{.probability = 0, .limit = 1}}}, "target: steady_wait_quantile.probability = 0, but must be in (0, 1)");
  refuse({.outage = {{.duration = 0, .recovered_within = 1}}}, "target: outage.duration = 0, but must be finite and > 0");
  refuse({.outage = {{.duration = 60}}}, "target: outage.recovered_within = nan, but is required and must be a finite number >= 0");
  refuse({.replay = {{.records = -1, .within = 1}}}, "target: replay.records = -1, but must be finite and > 0");
  refuse({.max_wait = 1, .growth = {{.per_year = -1, .years = 1}}}, "target: growth.per_year = -1, but must be in (-1, 1000] (0.4: 40 % more each year)");
  refuse({.max_wait = 1, .growth = {{.per_year = 1, .years = 101}}}, "target: growth.years = 101, but must be in [0, 100]");
  refuse({.monthly_cost = -5}, "target: monthly_cost = -5, but must be finite and >= 0");
}
