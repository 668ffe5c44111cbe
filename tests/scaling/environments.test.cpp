// SPDX-License-Identifier: MIT
#include <ullage/scaling/environments.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

using namespace ullage;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();
}

TEST_CASE("T22: 1000 per 10 s reach 10,000 environments 90 s after the first 1000") {
  environment_pool<> pool(1000, 100);
  CHECK(pool.request(10000) == 1000);
  CHECK(pool.empty());
  double t = 0;
  while (pool.in_use() < 10000) {
    pool.advance(1, pool.refill_rate());
    t += 1;
  }
  CHECK(t == 90);
}

TEST_CASE("T19: 3000 at once, then 500 per minute, throttle 7000 of 10,000 requests at once, 2000 + 1500 over 2 min, 333 over 3, none over 4") {
  for (auto const& [minutes, late] : {std::pair{1, 7000.0}, std::pair{2, 3500.0}, std::pair{3, 1000.0 / 3}, std::pair{4, 0.0}}) {
    environment_pool<> pool(3000, 500.0 / 60);
    double throttled = 0;
    for (int i = 0; i < minutes; ++i) {
      double const wanted = 10000.0 / minutes;
      throttled += wanted - pool.request(wanted);
      pool.advance(60, 0);
    }
    CHECK(std::abs(throttled - late) < 1e-9);
  }
}

TEST_CASE("a pool without limit gives everything at once") {
  environment_pool<> pool(none, none);
  CHECK(pool.unlimited());
  CHECK(environment_pool<>(10, 1).unlimited() == false);
}

TEST_CASE("what falls idle is gone at once and gives no tokens back") {
  environment_pool<> pool(10, 1);
  CHECK(pool.request(10) == 10);
  CHECK(pool.request(4) == 4);
  CHECK(pool.reachable() == 4);
  CHECK(pool.request(8) == 4);
  pool.advance(2, 0);
  CHECK(pool.reachable() == 6);
}

TEST_CASE("falling evenly gives no tokens back either: the bucket refills at its rate alone") {
  environment_pool<> pool(10, 1);
  pool.request(10);
  pool.advance(3, -2);
  CHECK(pool.in_use() == 4);
  CHECK(pool.reachable() == 4 + 3);
}

TEST_CASE("tokens do not pile up above the burst") {
  environment_pool<> pool(10, 1);
  pool.advance(1000, 0);
  CHECK(pool.reachable() == 10);
  pool.request(7);
  pool.advance(1000, 0);
  CHECK(pool.reachable() == 17);
}

TEST_CASE("a growth above the refill rate uses the tokens up when it says") {
  environment_pool<> pool(10, 1);
  double const t = pool.time_to_empty(3);
  CHECK(t == 5);
  pool.advance(t, 3);
  CHECK(pool.empty());
  CHECK(pool.in_use() == 15);
  CHECK(pool.time_to_empty(1) == none);
  CHECK(pool.time_to_empty(0.5) == none);
  CHECK(pool.time_to_empty(-2) == none);
}

TEST_CASE("the pool never has more than the burst and what was refilled") {
  environment_pool<> pool(20, 2);
  double t = 0;
  double most = 0;
  for (int i = 0; i < 200; ++i) {
    pool.request(i * 7 % 50);
    most = std::max(most, pool.in_use());
    CHECK(pool.in_use() <= 20 + 2 * t + 1e-9);
    pool.advance(0.5, 0);
    t += 0.5;
  }
  CHECK(most > 20);
}

TEST_CASE("the pool works in float and long double") {
  environment_pool<float> f(10, 1);
  CHECK(f.request(20) == 10.0f);
  environment_pool<long double> l(10, 1);
  CHECK(l.request(20) == 10.0L);
}

TEST_CASE("a bucket that refills without limit is no limit") {
  CHECK(ullage::environment_pool<>(255, std::numeric_limits<double>::infinity()).unlimited());
  CHECK(ullage::environment_pool<>(std::numeric_limits<double>::infinity(), 1).unlimited());
  CHECK_FALSE(ullage::environment_pool<>(255, 1).unlimited());
}
