// SPDX-License-Identifier: MIT
#include <ullage/sizing/search.hpp>

#include <ullage/scaling/presets.hpp>
#include <ullage/sizing/partitions.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <vector>

using namespace ullage;

namespace {

/// 10 records/s of 1 s each on a pool: the smallest size for a utilization u is ceil(10 / u).
pipeline<> pool() { return {.arrivals = constant_rate<>{.rate = 10, .duration = 100}, .service_time = 1, .partitions = 1}; }

struct resize {
  pipeline<> operator()(pipeline<> const& p, long long n) const { return with_partitions(p, n); }
};
using search = size_search<double, resize>;

/// Feasible at 5, 10, 15, ... only: one slot in five is usable.
struct packed {
  pipeline<> operator()(pipeline<> const& p, long long n) const { return with_partitions(p, n % 5 == 0 ? n : 1); }
};

} // namespace

TEST_CASE("the smaller and the larger of two numbers") {
  CHECK(smaller_of(2, 3) == 2);
  CHECK(smaller_of(3, 2) == 2);
  CHECK(larger_of(2, 3) == 3);
  CHECK(larger_of(3, 2) == 3);
  CHECK(smaller_of(-1, -1) == -1);
}

TEST_CASE("doubling and bisection find the smallest size, wherever it lies") {
  auto const p = pool();
  for (double u : {1.0, 0.9, 0.77, 0.5, 0.31, 0.1, 0.011}) {
    target<> const t{.utilization = u};
    search s(p, course_judge<>{t}, {}, 1, 1000);
    auto const found = s.bracketed();
    REQUIRE(found.has_value());
    CHECK(s.meets(*found));
    CHECK(!s.meets(*found - 1));
    CHECK(10.0 / static_cast<double>(*found) <= u * (1 + 1e-9));
    CHECK(10.0 / static_cast<double>(*found - 1) > u);
  }
}

TEST_CASE("the ends of the search count") {
  auto const p = pool();
  target<> const t{.utilization = 0.5};
  CHECK(search(p, course_judge<>{t}, {}, 1, 20).bracketed() == std::optional<long long>(20));
  CHECK(search(p, course_judge<>{t}, {}, 1, 19).bracketed() == std::nullopt);
  CHECK(search(p, course_judge<>{t}, {}, 25, 30).bracketed() == std::optional<long long>(25));
  CHECK(search(p, course_judge<>{t}, {}, 20, 20).bracketed() == std::optional<long long>(20));
}

TEST_CASE("a scan finds the smallest size where larger ones fail again") {
  auto const p = pool();
  target<> const t{.utilization = 0.9};
  size_search<double, packed> s(p, course_judge<>{t}, {}, 1, 60);
  CHECK(s.scanned(1'000'000) == std::optional<long long>(15));
  CHECK(s.scanned_to() >= 15);
  for (auto const& r : s.feasible_ranges()) {
    CHECK(r.from == r.to);
    CHECK(r.from % 5 == 0);
  }
}

TEST_CASE("a scan that costs too much tries sizes that pack well instead") {
  auto const p = pool();
  target<> const t{.utilization = 0.05};
  search s(p, course_judge<>{t}, {}, 1, 10'000);
  auto const found = s.scanned(1);
  REQUIRE(found.has_value());
  CHECK(s.meets(*found));
  CHECK(*found >= 200);
  CHECK(*found <= 256);
  CHECK(s.scanned_to() < 200);
}

TEST_CASE("the nearest size misses least, and the smallest of equals counts") {
  auto p = pool();
  p.arrivals = burst<>{.records = 10};
  target<> const t{.max_wait = 0, .peak_lag = 5}; // one record per partition waits for nothing only at once
  search s(p, course_judge<>{t}, {}, 1, 12);
  CHECK(s.scanned(1'000'000) == std::nullopt);
  CHECK(s.nearest_tried() == 12);
  target<> const lag_only{.peak_lag = 5}; // the burst is the lag, whatever the size
  search l(p, course_judge<>{lag_only}, {}, 1, 12);
  CHECK(l.scanned(1'000'000) == std::nullopt);
  CHECK(l.nearest_tried() == 1);
  CHECK(l.smallest_as_near_as(12) == 1);
}

TEST_CASE("the binding constraint fails at one less, the next one would bind without it") {
  auto const p = pool();
  target<> const t{.utilization = 0.5, .max_wait = 20}; // 20 partitions, and 9 for the wait
  search s(p, course_judge<>{t}, {}, 1, 100);
  auto const size = s.bracketed();
  REQUIRE(size == std::optional<long long>(20));
  auto const named = name_limits(s, *size, 1, true);
  CHECK(named.binding == "utilization");
  CHECK(named.next == "max_wait");
  CHECK(s.smallest_tried("utilization").has_value());
}

TEST_CASE("at the lower end the constraint with the least room binds") {
  auto const p = pool();
  target<> const t{.utilization = 1, .max_wait = 1};
  search s(p, course_judge<>{t}, {}, 50, 100);
  REQUIRE(s.bracketed() == std::optional<long long>(50));
  auto const named = name_limits(s, 50, 50, true);
  CHECK(named.binding == "utilization");
  CHECK(named.next == "max_wait");
}
