// SPDX-License-Identifier: MIT
#include <ullage/queue/mminf.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
mminf<> load(double a, double service = 1) { return {.arrival_rate = a / service, .service_time = service}; }
} // namespace

TEST_CASE("nobody waits, whatever the load") {
  for (double const a : {0.0, 0.4, 1e3, 1e9}) {
    auto const q = load(a, 3);
    CHECK(is_stable(q));
    CHECK(utilization(q) == 0);
    CHECK(wait_probability(q) == 0);
    CHECK(mean_wait(q) == 0);
    CHECK(wait_variance(q) == 0);
    CHECK(wait_tail(q, 0) == 0);
    CHECK(wait_quantile(q, 0.999) == 0);
    CHECK(mean_in_queue(q) == 0);
    CHECK(mean_sojourn(q) == 3);
    CHECK(std::abs(mean_in_system(q) - a) <= 1e-15 * a);
    CHECK(throughput(q) == q.arrival_rate);
  }
}

TEST_CASE("the number in the system is Poisson: values of a 60-digit evaluation") {
  CHECK(state_probability(load(0.5), 0) == rel(0.606530659712633423604, 1e-15));
  CHECK(state_probability(load(3), 11) == rel(0.000220950321673129957987, 1e-14));
  CHECK(state_probability(load(90), 100) == rel(0.023320825425141800848, 1e-14));
  CHECK(state_probability(load(1e7 - 1), 10000000) == rel(0.000126156618741871273973, 1e-14));
}

TEST_CASE("probabilities sum to 1 and their mean is Little's") {
  for (double const a : {1e-4, 0.3, 7.0, 250.0}) {
    double sum = 0;
    double mean = 0;
    for (int n = 0; n < 600; ++n) {
      sum += state_probability(load(a, 0.25), n);
      mean += n * state_probability(load(a, 0.25), n);
    }
    CHECK(sum == rel(1, 1e-13));
    CHECK(mean == rel(mean_in_system(load(a, 0.25)), 1e-13));
  }
}

TEST_CASE("a sojourn is a service") {
  auto const q = load(5, 2);
  CHECK(sojourn_tail(q, 0) == 1);
  CHECK(sojourn_tail(q, 6) == rel(std::exp(-3), 1e-15));
  CHECK(sojourn_quantile(q, 0) == 0);
  CHECK(sojourn_quantile(q, 0.5) == rel(2 * std::log(2), 1e-15));
  for (double const p : {0.1, 0.9, 1 - 1e-12}) { CHECK(sojourn_tail(q, sojourn_quantile(q, p)) == rel(1 - p, 1e-14)); }
}

TEST_CASE("a change of the time unit leaves the states alone") {
  auto const q = load(8, 3);
  auto const minutes = mminf<>{.arrival_rate = 60 * q.arrival_rate, .service_time = q.service_time / 60};
  for (int n = 0; n < 30; ++n) { CHECK(state_probability(minutes, n) == rel(state_probability(q, n), 1e-14)); }
}

TEST_CASE("arguments out of range are refused by function, field, value and rule") {
  CHECK(refusal([] { (void)mean_wait(mminf<>{}); }) ==
        "mminf: arrival_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)utilization(mminf<>{.arrival_rate = 1, .service_time = -1}); }) ==
        "mminf: service_time = -1, but must be finite and > 0");
  CHECK(refusal([] { (void)sojourn_tail(load(1), -1); }) == "sojourn_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_tail(load(1), -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_quantile(load(1), -0.5); }) == "wait_quantile: p = -0.5, but must be in [0, 1)");
  CHECK(refusal([] { (void)sojourn_quantile(load(1), 1); }) == "sojourn_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)state_probability(load(1), -1); }) == "state_probability: n = -1, but must be >= 0");
}

TEST_CASE("float and long double stay what they are, models compare by value") {
  mminf<float> const f{.arrival_rate = 90, .service_time = 1};
  CHECK(std::is_same_v<decltype(state_probability(f, 100)), float>);
  CHECK(static_cast<double>(state_probability(f, 100)) == rel(0.023320825425141800848, 1e-6));
  mminf<long double> const l{.arrival_rate = 90, .service_time = 1};
  CHECK(std::abs(static_cast<double>(state_probability(l, 100) / 0.023320825425141800848L - 1)) < 1e-17);
  CHECK(load(2) == load(2));
  CHECK_FALSE(load(2) == load(3));
}
