// SPDX-License-Identifier: MIT
#include <ullage/break_even.hpp>
#include <ullage/scaling/presets.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

pipeline<> steady(double rate) {
  return {.arrivals = constant_rate<>{.rate = rate}, .service_time = 0.2, .partitions = 50, .scaling = regime("fixed")};
}
deployment<> const one_gb{.memory_mb = 1024};
container_pool<> const small{.vcpu = 1, .memory_gb = 2};
double const month = 730 * 3600;

} // namespace

TEST_CASE("The pool that the highest rate needs, what it costs, how idle it is") {
  pipeline<> p = steady(10);
  p.arrivals = step<>{.before = 2, .after = 42, .at = 3600, .duration = 7200};
  auto const r = break_even(forecast(p), one_gb, small);
  CHECK(r.containers == 9); // 42 / 5 = 8.4
  CHECK(r.pool_usd == rel(9 * 730 * (0.04048 + 2 * 0.004445), 1e-12));
  CHECK(r.pool_records == rel(9 * 5 * month, 1e-12));
  CHECK(r.idle_share == rel(1 - 22.0 / 45, 1e-9));
}

TEST_CASE("At the break-even both cost the same, and the load scaled to it costs as much as the pool") {
  auto const f = forecast(steady(10));
  auto const r = break_even(f, one_gb, small);
  REQUIRE(r.records > 0);
  double const rate = 10 * r.records / r.records_now;
  auto const there = monthly_cost(forecast(steady(rate)), one_gb);
  CHECK(there.total == rel(r.pool_usd, 1e-9));
  CHECK(r.function_cheaper == (r.records_now <= r.records));
  // without tiers and fixed costs by hand: USD per record
  double const each = 0.2e-6 + 0.2 * 16.6667e-6;
  CHECK(r.records == rel(r.pool_usd / each, 1e-9));
}

TEST_CASE("Tiers and the free tier move it") {
  auto d = one_gb;
  d.prices.free_tier = 1;
  auto const r = break_even(forecast(steady(10)), d, container_pool<>{.vcpu = 1, .memory_gb = 2, .containers = 2000});
  double const n = r.records;
  CHECK(request_cost(d.prices, n) + compute_cost(d.prices, architecture::x86, n * 0.2) == rel(r.pool_usd, 1e-9));
}

TEST_CASE("Minimum pollers are paid without a record: a pool below that is always cheaper") {
  pipeline<> p = steady(10);
  p.scaling = regime("kafka-provisioned");
  auto const r = break_even(forecast(p), one_gb, container_pool<>{.vcpu = 1, .memory_gb = 2, .containers = 1, .hour_usd = 0.1});
  CHECK(r.records == 0);
  CHECK(r.fixed_usd == rel(0.185 * 730, 1e-12));
  CHECK_FALSE(r.function_cheaper);
  CHECK(r.reason == "what the function costs without a record is more than the pool");
}

TEST_CASE("Rarely used: the function is cheaper, and the reason says that the pool is idle") {
  auto const r = break_even(forecast(steady(0.1)), one_gb, small);
  CHECK(r.function_cheaper);
  CHECK(r.containers == 1);
  CHECK(r.idle_share == rel(1 - 0.1 / 5, 1e-9));
  CHECK(r.reason == "the pool is idle too much");
}

TEST_CASE("The processor and the price of an hour may be set") {
  auto const f = forecast(steady(10));
  CHECK(break_even(f, one_gb, container_pool<>{.vcpu = 1, .memory_gb = 2, .processor = architecture::arm}).pool_usd ==
        rel(2 * 730 * (0.03238 + 2 * 0.00356), 1e-12));
  CHECK(break_even(f, one_gb, container_pool<>{.vcpu = 1, .memory_gb = 2, .concurrency = 10, .hour_usd = 0.05}).pool_usd == rel(730 * 0.05, 1e-12));
  CHECK(break_even(f, one_gb, container_pool<>{.vcpu = 1, .memory_gb = 2, .utilization = 0.5}).containers == 4);
}

TEST_CASE("Nothing arrives: no break-even is claimed") {
  pipeline<> p = steady(1);
  p.arrivals = {};
  auto const r = break_even(forecast(p), one_gb, small);
  CHECK(std::isinf(r.records));
  CHECK(r.idle_share == 1);
  CHECK(r.reason == "no record comes");
}

TEST_CASE("Refusals name the field") {
  auto const f = forecast(steady(10));
  CHECK(refusal([&] { (void)break_even(f, deployment<>{}, small); }) == "break_even: deployment.memory_mb = nan, but is required");
  CHECK(refusal([&] { (void)break_even(f, one_gb, container_pool<>{}); }) == "container_pool: vcpu = nan, but is required and must be a finite number > 0");
  CHECK(refusal([&] { (void)break_even(f, one_gb, container_pool<>{.vcpu = 1, .memory_gb = 1, .containers = 1.5}); }) ==
        "container_pool: containers = 1.5, but must be a whole number");
  CHECK(refusal([&] { (void)break_even(f, one_gb, container_pool<>{.vcpu = 1, .memory_gb = 1, .utilization = 0}); }) ==
        "container_pool: utilization = 0, but must be in (0, 1]");
}
