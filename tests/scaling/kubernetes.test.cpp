// SPDX-License-Identifier: MIT
#include <ullage/scaling/kubernetes.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <random>
#include <utility>
#include <vector>

using namespace ullage;

namespace {
double const none = std::numeric_limits<double>::infinity();
proportional<> const defaults{};
} // namespace

TEST_CASE("the edge of the cap: on 10 partitions a lag of 105 asks for 11 pods, 110 for 10") {
  CHECK(keda_reported_lag(105.0, 10.0, 10.0) == 105);
  CHECK(hpa_recommendation(defaults, 105.0, 1.0) == 11);
  CHECK(keda_reported_lag(110.0, 10.0, 10.0) == 100);
  CHECK(hpa_recommendation(defaults, 100.0, 1.0) == 10);
  CHECK(keda_reported_lag(109.999, 10.0, 10.0) == 109.999);
  CHECK(keda_reported_lag(1e12, 10.0, 10.0) == 100);
  CHECK(keda_reported_lag(99.0, 10.0, 10.0) == 99);
  CHECK(keda_reported_lag(1e12, 10.0, none) == 1e12);
}

TEST_CASE("never more than one pod above the partitions") {
  for (int lag = 0; lag < 3000; ++lag) {
    double const reported = keda_reported_lag(static_cast<double>(lag), 7.0, 20.0);
    CHECK(reported <= lag);
    CHECK(hpa_recommendation(proportional<>{.lag_per_consumer = 7, .tolerance = 0}, reported, 1.0) <= 21);
  }
}

TEST_CASE("T17: twice the target doubles, half of it halves") {
  CHECK(hpa_recommendation(defaults, 200.0, 10.0) == 20);
  CHECK(hpa_recommendation(defaults, 50.0, 10.0) == 5);
}

TEST_CASE("within the tolerance nothing changes, just outside it does") {
  CHECK(hpa_recommendation(defaults, 110.0, 10.0) == 10);
  CHECK(hpa_recommendation(defaults, 110.1, 10.0) == 12);
  CHECK(hpa_recommendation(defaults, 90.0, 10.0) == 10);
  CHECK(hpa_recommendation(defaults, 89.9, 10.0) == 9);
  CHECK(hpa_recommendation(proportional<>{.tolerance = 0}, 101.0, 10.0) == 11);
}

TEST_CASE("a whole quotient is not rounded up") {
  for (int n = 1; n < 500; ++n) {
    CHECK(hpa_recommendation(proportional<>{.lag_per_consumer = 0.7}, 0.7 * n, 1e6) == n);
  }
}

TEST_CASE("T31: one evaluation adds at most four pods or doubles: 1, 5, 10, 20, 40, 80, 160") {
  double pods = 1;
  for (double const next : {5, 10, 20, 40, 80, 160}) {
    pods = hpa_scale_up_limit(defaults, pods);
    CHECK(pods == next);
  }
  CHECK(hpa_scale_up_limit(defaults, 4.0) == 8);
  CHECK(hpa_scale_up_limit(defaults, 3.0) == 7);
  CHECK(hpa_scale_up_limit(proportional<>{.max_added = 0, .max_factor = 1.5}, 3.0) == 5);
}

TEST_CASE("downwards the highest recommendation of the window counts") {
  recommendation_window<> w;
  w.push(0, 8, 300);
  w.push(15, 3, 300);
  CHECK(w.highest() == 8);
  w.push(285, 2, 300);
  CHECK(w.highest() == 8);
  w.push(300, 2, 300); // the window is open at its far end
  CHECK(w.highest() == 3);
  w.push(315, 2, 300);
  CHECK(w.highest() == 2);
  CHECK(w.settled());
}

TEST_CASE("without a window only the last recommendation counts") {
  recommendation_window<> w;
  w.push(0, 8, 0);
  w.push(15, 3, 0);
  CHECK(w.highest() == 3);
}

TEST_CASE("a recommendation that was repeated lives from its last repetition") {
  recommendation_window<> w;
  w.push(0, 8, 300);
  w.repeated_until(600);
  w.push(615, 2, 300);
  CHECK(w.highest() == 8);
  w.push(885, 2, 300);
  CHECK(w.highest() == 8);
  w.push(900, 2, 300);
  CHECK(w.highest() == 2);
}

TEST_CASE("the window is the plain maximum over the last recommendations") {
  std::mt19937_64 engine(2);
  std::vector<std::pair<double, double>> all;
  recommendation_window<> w;
  for (int i = 0; i < 3000; ++i) {
    double const t = 15.0 * i;
    double const n = static_cast<double>(engine() % 50);
    w.push(t, n, 100);
    all.emplace_back(t, n);
    double highest = 0;
    for (auto const& [when, value] : all) {
      if (when > t - 100) { highest = std::max(highest, value); }
    }
    CHECK(w.highest() == highest);
  }
}

TEST_CASE("a cleared window has no memory") {
  recommendation_window<> w;
  w.push(0, 8, 300);
  w.clear();
  w.push(15, 2, 300);
  CHECK(w.highest() == 2);
}

TEST_CASE("the autoscaler works in float and long double") {
  CHECK(hpa_recommendation(proportional<float>{}, 200.0f, 10.0f) == 20.0f);
  CHECK(keda_reported_lag(110.0L, 10.0L, 10.0L) == 100.0L);
}
