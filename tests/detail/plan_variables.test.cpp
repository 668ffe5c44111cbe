// SPDX-License-Identifier: MIT
// Batches, reserved concurrency, allowed service time and arrivals: detail/plan_variables.hpp, detail/planner.hpp
#include <ullage/detail/plan_variables.hpp>
#include <ullage/detail/planner.hpp>
#include <ullage/plan.hpp>

#include <support/approx.hpp>
#include <support/random_pipeline.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace ullage;
using ullage::test::dice;
using ullage::test::rel;

namespace {

pipeline<> steady(double rate, double service) {
  return {.arrivals = constant_rate<>{.rate = rate, .duration = 3000}, .service_time = service, .partitions = 40};
}

} // namespace

TEST_CASE("exact limit: the largest service time of a utilization is u P / rate") {
  for (double u : {0.5, 0.8, 1.0}) {
    auto const r = plan(steady(7, 1), target<>{.utilization = u}, {}, {.partitions = false, .service_time = true});
    REQUIRE(r.service_time.has_value());
    CHECK(*r.service_time == rel(u * 40 / 7, 1e-8));
    CHECK(r.feasible);
    CHECK(*r.partitions == 40);
    CHECK(r.notes.empty());
  }
}

TEST_CASE("exact limit: the largest arrivals of a utilization are u P / (rate S)") {
  auto const r = plan(steady(7, 1), target<>{.utilization = 0.7}, {}, {.partitions = false, .arrival_rate = true});
  REQUIRE(r.arrival_factor.has_value());
  CHECK(*r.arrival_factor == rel(0.7 * 40 / 7, 1e-8));
}

TEST_CASE("what cannot be met is met by a service time that falls, and a note says how far") {
  auto const r = plan(steady(50, 1), target<>{.utilization = 1}, {}, {.partitions = false, .service_time = true});
  CHECK(r.feasible);
  REQUIRE(r.service_time.has_value());
  CHECK(*r.service_time == rel(0.8, 1e-8));
  CHECK(r.system.service_time == rel(0.8, 1e-8));
  REQUIRE(r.notes.size() == 1);
  CHECK(r.notes[0] == "service_time has to fall to 80 % of what it is");
}

TEST_CASE("above the largest factor the target fails") {
  for (unsigned i = 0; i < 40; ++i) {
    dice d(61'000 + i);
    auto p = test::random_pipeline(d, d.whole(2, 20));
    p.scaling = regime("fixed");
    auto const f = forecast(p);
    if (!std::isfinite(f.max_wait)) { continue; }
    target<> const t{.max_wait = f.max_wait * d.between(1.1, 2) + p.service_time};
    auto const r = plan(p, t, {}, {.partitions = false, .arrival_rate = true});
    REQUIRE(r.arrival_factor.has_value());
    if (*r.arrival_factor > 1e6) { continue; }
    auto more = p;
    more.arrivals = *r.arrival_factor * 1.0001 * p.arrivals;
    CHECK(!all_met(constraints_of(forecast(more), t)));
    more.arrivals = *r.arrival_factor * p.arrivals;
    CHECK(all_met(constraints_of(forecast(more), t)));
  }
}

TEST_CASE("the smallest reserved concurrency is the smallest by trying all") {
  for (unsigned i = 0; i < 60; ++i) {
    dice d(62'000 + i);
    auto p = test::random_pipeline(d, d.whole(2, 25));
    p.reserved_concurrency = infinity_v<double>;
    auto const f = forecast(p);
    if (!std::isfinite(f.max_wait) || f.max_wait == 0) { continue; }
    target<> const t{.max_wait = f.max_wait * d.between(1.05, 3)};
    auto const r = plan(p, t, {}, {.partitions = false, .pollers = false, .reserved_concurrency = true});
    CHECK(r.feasible);
    REQUIRE(r.reserved_concurrency.has_value());
    long long least = 0;
    for (long long n = 1; n <= *r.reserved_concurrency && least == 0; ++n) {
      auto q = p;
      q.reserved_concurrency = double(n);
      if (all_met(constraints_of(forecast(q), t))) { least = n; }
    }
    INFO(i, " ", test::describe(p));
    CHECK(least == *r.reserved_concurrency);
  }
}

TEST_CASE("the batch that is chosen keeps everything at no more partitions or consumer time than any that was tried by hand") {
  auto p = steady(200, 0.01);
  p.dispatch_overhead = 0.4;
  target<> const t{.utilization = 0.8, .steady_mean_wait = 5};
  free_variables const v{.batch = true};
  auto const r = plan(p, t, {}, v);
  REQUIRE(r.feasible);
  REQUIRE(r.batch_size.has_value());
  CHECK(r.system.batch_size == *r.batch_size);
  CHECK(r.system.batch_window == *r.batch_window);
  CHECK(!r.notes.empty());
  for (double size : {1.0, 3.0, 10.0, 40.0, 100.0, 1000.0}) {
    auto q = p;
    q.batch_size = size;
    auto const other = plan(q, t);
    if (other.feasible) { CHECK(r.forecast.consumer_seconds <= other.forecast.consumer_seconds * (1 + 1e-9)); }
  }
}

TEST_CASE("nothing free is a check of what there is") {
  auto const v = free_variables{.partitions = false, .pollers = false};
  auto const good = plan(steady(7, 1), target<>{.utilization = 0.5}, {}, v);
  CHECK(good.feasible);
  CHECK(*good.partitions == 40);
  auto const bad = plan(steady(7, 1), target<>{.utilization = 0.1}, {}, v);
  CHECK(!bad.feasible);
  CHECK(!bad.reason.empty());
  CHECK(*bad.partitions == 40);
}

TEST_CASE("what pollers cost counts for those that are chosen, not for the most that there could be") {
  pipeline<> const p{.arrivals = step<>{.before = 40, .after = 120, .at = 1800, .duration = 10800}, .service_time = 0.2, .partitions = 24,
                     .scaling = regime("kafka-provisioned"), .record_bytes = 2000};
  deployment<> const d{.memory_mb = 512};
  target<> t{.max_wait = 10, .outage = {{.duration = 600, .recovered_within = 1200}}};
  auto const free = plan(p, t, d);
  REQUIRE(free.feasible);
  t.monthly_cost = free.cost.total * 1.001;
  auto const priced = plan(p, t, d);
  CHECK(priced.feasible);
  CHECK(priced.partitions == free.partitions);
  CHECK(priced.min_pollers == free.min_pollers);
  t.monthly_cost = free.cost.total * 0.5; // less than the invocations alone cost
  auto const dear = plan(p, t, d);
  CHECK(!dear.feasible);
  REQUIRE(!dear.loosened.empty());
  CHECK(dear.loosened[0].name == "monthly_cost");
  CHECK(dear.conflicts.empty()); // it cannot be kept alone
}

TEST_CASE("a recovery that needs more event poller units than the bill allows contradicts it") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 100, .duration = 10800}, .service_time = 0.2, .partitions = 24,
                     .scaling = regime("kafka-provisioned"), .record_bytes = 2000};
  deployment<> const d{.memory_mb = 512};
  double const cheap = plan(p, target<>{.max_wait = 10}, d).cost.total; // one unit
  target<> const t{.outage = {{.duration = 600, .recovered_within = 150}}, .monthly_cost = cheap * 1.001};
  auto const r = plan(p, t, d);
  CHECK(!r.feasible);
  REQUIRE(r.conflicts.size() == 1);
  CHECK(r.conflicts[0].first == "outage");
  CHECK(r.conflicts[0].second == "monthly_cost");
  bool dropped = false;
  for (auto const& a : r.alternatives) { dropped = dropped || (a.dropped && a.target == "monthly_cost" && *a.min_pollers > 10); }
  CHECK(dropped);
}
