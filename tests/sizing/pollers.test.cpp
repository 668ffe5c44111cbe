// SPDX-License-Identifier: MIT
#include <ullage/sizing/pollers.hpp>

#include <support/random_pipeline.hpp>

#include <ullage/scaling/presets.hpp>
#include <ullage/sizing/partitions.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage;
using test::dice;

TEST_CASE("limits of the pollers by regime") {
  CHECK(provisioned_limits("kafka-provisioned") == poller_limits{1, 200, 2000});
  CHECK(provisioned_limits("sqs-provisioned") == poller_limits{2, 200, 10000});
  CHECK(!provisioned_limits("kafka-on-demand-2023"));
  CHECK(!provisioned_limits("custom"));
}

TEST_CASE("R321: 20 000 records/s need 10 pollers of 2000 records/s") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 20'000, .duration = 3600}, .service_time = 0.05 / 20, .partitions = 100,
                     .scaling = regime("kafka-provisioned")};
  auto const found = size_pollers(p, target<>{.max_wait = 0}, *provisioned_limits("kafka-provisioned"));
  CHECK(found.minimum == 10);
  CHECK(found.maximum == 10);
  CHECK(found.limits.binding == "max_wait");
  CHECK(found.searched == size_range{1, 100});
}

TEST_CASE("bytes bound a poller: 5 MB/s") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 20'000, .duration = 3600}, .service_time = 0.05 / 20, .partitions = 100,
                     .scaling = regime("kafka-provisioned"), .record_bytes = 10'000};
  // 500 records/s each by bytes
  CHECK(size_pollers(p, target<>{.max_wait = 0}, *provisioned_limits("kafka-provisioned")).minimum == 40);
}

TEST_CASE("a target that waits can meet needs fewer pollers at the start than it uses") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 20'000, .duration = 3600}, .service_time = 0.05 / 20, .partitions = 100,
                     .scaling = regime("kafka-provisioned")};
  auto const found = size_pollers(p, target<>{.max_wait = 30}, *provisioned_limits("kafka-provisioned"));
  REQUIRE(found.minimum.has_value());
  CHECK(*found.minimum < 10);
  CHECK(found.maximum >= 10);
  CHECK(forecast(with_pollers(p, *found.minimum, found.maximum)).max_wait <= 30 * (1 + 1e-12));
}

TEST_CASE("the smallest minimum is the smallest by trying all, and the maximum keeps the targets") {
  auto const limits = *provisioned_limits("kafka-provisioned");
  int feasible = 0;
  for (unsigned i = 0; i < 200; ++i) {
    dice d(31'000 + i);
    int const lanes_used = d.whole(1, 40);
    pipeline<> p{.service_time = d.between(0.2, 5), .partitions = lanes_used};
    p.scaling = regime("kafka-provisioned", static_cast<estimate>(d.whole(0, 2)));
    double const rate = d.between(0.3, 1.1) * lanes_used / p.service_time;
    p.arrivals = test::random_arrivals(d, rate, d.whole(600, 6000));
    auto t = test::random_target(d, p, 40);
    INFO(i, ": ", test::describe(p));
    auto const found = size_pollers(p, t, limits);
    long long best = 0;
    for (long long n = 1; n <= lanes_used && best == 0; ++n) {
      if (all_met(constraints_of(forecast(with_pollers(p, n, lanes_used)), t))) { best = n; }
    }
    CHECK(found.minimum.value_or(0) == best);
    if (best == 0) { continue; }
    ++feasible;
    CHECK(found.maximum >= best);
    CHECK(found.maximum <= lanes_used);
    CHECK(all_met(constraints_of(forecast(with_pollers(p, best, found.maximum)), t)));
  }
  CHECK(feasible >= 60);
}

TEST_CASE("a fixed pool without partitions is bisected") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3};
  auto const found = size_pool(p, target<>{.utilization = 0.8});
  CHECK(found.consumers == 19); // 15 / 0.8 = 18.75
  CHECK(found.nearest == 19);
  CHECK(found.limits.binding == "utilization");
  CHECK(size_pool(p, target<>{.max_wait = 0}).consumers == 15);
  auto const none = size_pool(p, target<>{.max_wait = 0, .max_partitions = 14});
  CHECK(!none.consumers);
  CHECK(none.nearest == 14);
}

TEST_CASE("a pool is the smallest by trying all") {
  for (unsigned i = 0; i < 100; ++i) {
    dice d(32'000 + i);
    int const size = d.whole(1, 30);
    pipeline<> p{.service_time = d.between(0.2, 5)};
    p.arrivals = test::random_arrivals(d, d.between(0.3, 1.1) * size / p.service_time, d.whole(600, 6000));
    auto t = test::random_target(d, with_pool(p, size), 40);
    INFO(i, ": ", test::describe(p));
    long long best = 0;
    for (long long n = 1; n <= 40 && best == 0; ++n) {
      if (all_met(constraints_of(forecast(with_pool(p, n)), t))) { best = n; }
    }
    CHECK(size_pool(p, t).consumers.value_or(0) == best);
  }
}
