// SPDX-License-Identifier: MIT
#include <ullage/sizing/batch.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

batch_target<> asked(double max_wait) {
  return {.partition = {.arrival_rate = 2, .per_invocation = 1, .per_record = 0.2}, .max_wait = max_wait, .max_batch_size = 100, .max_window = 20};
}

} // namespace

TEST_CASE("the answer is the cheapest of the table that keeps the limit, and as good as a dense scan") {
  auto t = asked(1.5);
  t.max_batch_size = 40;
  t.max_window = 2;
  t.refinements = 8;
  auto const a = size_batches(t);
  REQUIRE(a.feasible);
  CHECK(a.stable);
  CHECK(a.best.mean_wait <= 1.5);
  for (auto const& c : a.table) { CHECK((c.mean_wait > 1.5 || c.cost >= a.best.cost * (1 - 1e-8))); }
  double least = std::numeric_limits<double>::infinity();
  for (int size = 4; size <= 40; ++size) {
    for (int i = 0; i <= 200; ++i) {
      auto const c = evaluate(t, size, i * 0.01);
      if (c.mean_wait <= 1.5 && c.cost < least) { least = c.cost; }
    }
  }
  CHECK(a.best.cost <= least * 1.005);
}

TEST_CASE("the table holds the exact queues, by size, then by window") {
  auto t = asked(3);
  t.quantile = 0.99;
  t.cost_per_invocation = 2;
  t.cost_per_second = 5;
  auto const a = size_batches(t);
  REQUIRE(a.table.size() > 20);
  for (std::size_t i = 0; i < a.table.size(); i += 7) {
    auto const& c = a.table[i];
    bulk<> const q{.arrival_rate = 2, .per_invocation = 1, .per_record = 0.2, .batch_size = c.batch_size, .window = c.window};
    CHECK(c.mean_wait == mean_wait(q));
    CHECK(c.wait_quantile == wait_quantile(q, 0.99));
    CHECK(c.mean_batch * c.invocation_rate == rel(2, 1e-14));
    CHECK(c.busy_per_record * 2 == rel(busy_fraction(q), 1e-13));
    CHECK(c.cost == rel(2 * c.invocation_rate + 5 * busy_fraction(q), 1e-13));
    CHECK(c.utilization < 1);
  }
  for (std::size_t i = 1; i < a.table.size(); ++i) {
    auto const& x = a.table[i - 1];
    auto const& y = a.table[i];
    CHECK((x.batch_size < y.batch_size || (x.batch_size == y.batch_size && x.window < y.window)));
  }
}

TEST_CASE("with a limit that nothing keeps the nearest is named") {
  auto const a = size_batches(asked(0.7));
  CHECK_FALSE(a.feasible);
  CHECK(a.stable);
  for (auto const& c : a.table) { CHECK(c.mean_wait >= a.best.mean_wait * (1 - 1e-8)); }
  CHECK(a.best.window == 0);
}

TEST_CASE("a load that no batch size carries") {
  auto t = asked(10);
  t.partition.arrival_rate = 6; // 1 / b = 5
  auto const a = size_batches(t);
  CHECK_FALSE(a.feasible);
  CHECK_FALSE(a.stable);
  CHECK(a.table.empty());
  CHECK(a.best.batch_size == 100);
  CHECK(a.best.utilization == rel(6 * 21 / 100.0, 1e-14));
}

TEST_CASE("without a cost for invocations all sizes are equal, and the shortest wait is taken") {
  auto t = asked(std::numeric_limits<double>::infinity());
  t.partition.per_invocation = 0;
  t.cost_per_invocation = 0;
  t.cost_per_second = 1;
  auto const a = size_batches(t);
  CHECK(a.feasible);
  CHECK(a.best.window == 0);
  for (auto const& c : a.table) {
    CHECK(c.cost == rel(0.4, 1e-13));
    CHECK(c.mean_wait >= a.best.mean_wait * (1 - 1e-8));
  }
  CHECK(a.table.front().mean_sojourn == rel(0.26666666666667, 1e-12)); // R179: done soonest one by one
}

TEST_CASE("windows in steps, utilization below a limit") {
  auto t = asked(20);
  t.window_step = 1;
  t.max_utilization = 0.7;
  auto const a = size_batches(t);
  CHECK(a.feasible);
  for (auto const& c : a.table) {
    CHECK(c.window == std::floor(c.window));
    CHECK(c.utilization <= 0.7);
    CHECK(c.window <= 20);
  }
}

TEST_CASE("refusals by message") {
  auto t = asked(0);
  CHECK(refusal([&] { (void)size_batches(t); }) == "batch_target: max_wait = 0, but must be > 0 (infinity: no limit)");
  t = asked(1);
  t.quantile = 1;
  CHECK(refusal([&] { (void)size_batches(t); }) == "batch_target: quantile = 1, but must be in (0, 1), or unset for the mean");
  t = asked(1);
  t.max_batch_size = 0;
  CHECK(refusal([&] { (void)size_batches(t); }) == "batch_target: batch_size = 0, but must be in [1, 10000]");
  t = asked(1);
  t.partition.arrival_rate = -1;
  CHECK(refusal([&] { (void)size_batches(t); }) == "bulk: arrival_rate = -1, but must be finite and >= 0");
  t = asked(1);
  t.refinements = 11;
  CHECK(refusal([&] { (void)size_batches(t); }) == "batch_target: refinements = 11, but must be in [0, 10]");
}

TEST_CASE("float stays float") {
  batch_target<float> const t{.partition = {.arrival_rate = 2, .per_invocation = 1, .per_record = 0.2f}, .max_wait = 3, .max_batch_size = 20, .max_window = 2, .refinements = 1};
  auto const a = size_batches(t);
  CHECK(a.feasible);
  CHECK(a.best.mean_wait <= 3.0f);
}
