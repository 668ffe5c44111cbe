// SPDX-License-Identifier: MIT
#include <ullage/assess.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace ullage;
using ullage::test::rel;

namespace {

/// Eight lanes of 2 s: 4 records/s.
pipeline<> pool(double rate) {
  return {.arrivals = constant_rate<>{.rate = rate, .duration = 1000}, .service_time = 2, .partitions = 8};
}
constraint<> one(assessment<> const& a, std::string const& name) {
  for (auto const& c : a.constraints) {
    if (c.name == name) { return c; }
  }
  return {};
}

} // namespace

TEST_CASE("after an outage the backlog rate * duration drains with what is left of the capacity") {
  for (double rate : {1.0, 2.5, 3.9}) {
    double const exact = rate * 600 / (4 - rate);
    auto const c = one(assess(pool(rate), target<>{.outage = {{.duration = 600, .recovered_within = exact}}}), "outage");
    CHECK(c.value == rel(exact, 1e-9));
    CHECK(c.met);
    CHECK(c.unit == "s");
    CHECK(!one(assess(pool(rate), target<>{.outage = {{.duration = 600, .recovered_within = exact * 0.999}}}), "outage").met);
  }
}

TEST_CASE("an outage that no capacity makes good is never over") {
  auto const c = one(assess(pool(4.5), target<>{.outage = {{.duration = 60, .recovered_within = 1e9}}}), "outage");
  CHECK(std::isinf(c.value));
  CHECK(!c.met);
}

TEST_CASE("an outage longer than the retention loses records, and that is a limit of its own") {
  auto p = pool(2);
  p.retention = 900;
  auto const a = assess(p, target<>{.outage = {{.duration = 1000, .recovered_within = 1e6}}});
  CHECK(one(a, "outage").met);
  CHECK(one(a, "outage_retention").value >= 1000);
  CHECK(!one(a, "outage_retention").met);
  CHECK(one(assess(p, target<>{.outage = {{.duration = 100, .recovered_within = 1e6}}}), "outage_retention").met);
}

TEST_CASE("a replay drains with what live traffic leaves") {
  auto const c = one(assess(pool(3), target<>{.replay = {{.records = 5000, .within = 5000}}}), "replay");
  CHECK(c.value == rel(5000, 1e-9));
  CHECK(c.met);
}

TEST_CASE("growth counts for every target and for the forecast") {
  target<> const t{.utilization = 0.6, .replay = {{.records = 100, .within = 1e9}}, .growth = {{.per_year = 0.5, .years = 2}}};
  auto const a = assess(pool(1), t);
  CHECK(a.forecast.utilization == rel(2.25 / 4, 1e-12));
  CHECK(one(a, "utilization").value == rel(2.25 / 4, 1e-12));
  CHECK(one(a, "replay").value == rel(100 / (4 - 2.25), 1e-9));
}

TEST_CASE("with a probability the extremes are those of chance, larger than the expected course") {
  auto const p = pool(2.4);
  auto const plain = assess(p, target<>{.max_wait = 10, .peak_lag = 100});
  auto const odds = assess(p, target<>{.max_wait = 10, .peak_lag = 100, .probability = 0.9});
  CHECK(one(plain, "max_wait").value == 0);
  CHECK(one(odds, "max_wait").value > 2);
  CHECK(one(odds, "peak_lag").value > one(plain, "peak_lag").value);
  CHECK(odds.constraints.size() == plain.constraints.size());
}

TEST_CASE("the judge leaves out what it is told to, and nothing else") {
  auto const p = pool(3);
  target<> const t{.utilization = 0.5, .max_wait = 1};
  full_judge<> judge{t, {}, {}};
  auto const all = judge(p).constraints;
  REQUIRE(!all.empty());
  CHECK(all[0].name == "utilization");
  judge.without = {"utilization"};
  auto const rest = judge(p).constraints;
  REQUIRE(rest.size() == all.size() - 1);
  CHECK(rest[0] == all[1]);
  CHECK(judge(p).utilization == rel(0.75, 1e-12));
  CHECK(judge(p).events > 0);
}

TEST_CASE("a cost that cannot be told is refused by the field that is missing") {
  CHECK_THROWS_AS((void)assess(pool(1), target<>{.monthly_cost = 100}), std::domain_error);
}

TEST_CASE("long double and float assess as double does") {
  auto const d = assess(pool(3), target<>{.utilization = 0.9, .replay = {{.records = 500, .within = 1000}}});
  auto const f = assess(pipeline<float>{.arrivals = constant_rate<float>{.rate = 3, .duration = 1000}, .service_time = 2, .partitions = 8},
                        target<float>{.utilization = 0.9F, .replay = {{.records = 500, .within = 1000}}});
  REQUIRE(f.constraints.size() == d.constraints.size());
  for (std::size_t i = 0; i < d.constraints.size(); ++i) { CHECK(double(f.constraints[i].value) == rel(d.constraints[i].value, 1e-5)); }
}
