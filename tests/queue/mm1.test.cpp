// SPDX-License-Identifier: MIT
#include <ullage/queue/mm1.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
mm1<> at(double rho, double service = 1) { return {.arrival_rate = rho / service, .service_time = service}; }
} // namespace

TEST_CASE("rho = 0.8: waits of 4, sojourns of 5, 3.2 records wait and 4 are there") {
  auto const q = at(0.8);
  CHECK(utilization(q) == 0.8);
  CHECK(is_stable(q));
  CHECK(wait_probability(q) == 0.8);
  CHECK(mean_wait(q) == rel(4, 1e-15));
  CHECK(wait_variance(q) == rel(24, 1e-15));
  CHECK(mean_sojourn(q) == rel(5, 1e-15));
  CHECK(mean_in_queue(q) == rel(3.2, 1e-15));
  CHECK(mean_in_system(q) == rel(4, 1e-15));
  CHECK(throughput(q) == 0.8);
  CHECK(wait_tail(q, 10) == rel(0.8 * std::exp(-2), 1e-15));
  CHECK(sojourn_tail(q, 10) == rel(std::exp(-2), 1e-15));
  CHECK(state_probability(q, 0) == rel(0.2, 1e-15));
  CHECK(state_probability(q, 3) == rel(0.2 * 0.512, 1e-15));
}

TEST_CASE("a quantile undoes its tail, and is 0 inside the atom") {
  for (double const rho : {1e-6, 0.3, 0.75, 0.999, 1 - 1e-9}) {
    auto const q = at(rho, 3);
    for (double const p : {0.1, 0.5, 0.9, 0.999, 1 - 1e-12}) {
      CHECK(sojourn_tail(q, sojourn_quantile(q, p)) == rel(1 - p, 1e-13));
      if (1 - p < rho) {
        CHECK(wait_tail(q, wait_quantile(q, p)) == rel(1 - p, 1e-13));
      } else {
        CHECK(wait_quantile(q, p) == 0);
      }
    }
    CHECK(wait_quantile(q, 0) == 0);
    CHECK(sojourn_quantile(q, 0) == 0);
  }
}

TEST_CASE("next to saturation the mean is that of the exact product of the two doubles") {
  // By rational arithmetic 1 - rho is 9.999995276e-11; the rounded product alone gives 1.000000083e-10.
  auto const q = mm1<>{.arrival_rate = 0.1, .service_time = 9.999999999};
  CHECK(mean_wait(q) == rel(100000047217.13643370760, 1e-15));
  CHECK(mean_wait(at(1 - 0x1p-40)) == rel(std::ldexp(1.0, 40) - 1, 1e-15));
}

TEST_CASE("the state probabilities sum to 1 and their mean is Little's") {
  for (double const rho : {1e-4, 0.2, 0.5, 0.9}) {
    double sum = 0;
    double mean = 0;
    for (int n = 0; n < 800; ++n) {
      sum += state_probability(at(rho), n);
      mean += n * state_probability(at(rho), n);
    }
    CHECK(sum == rel(1, 1e-14));
    CHECK(mean == rel(mean_in_system(at(rho)), 1e-13));
  }
}

TEST_CASE("the integral of the tail is the mean, that of 2 t times the tail the second moment") {
  auto const q = at(0.7, 2);
  double mean = 0;
  double square = 0;
  double const h = 0.01;
  for (int i = 0; i < 40000; ++i) {
    double const t = (i + 0.5) * h;
    mean += wait_tail(q, t) * h;
    square += 2 * t * wait_tail(q, t) * h;
  }
  CHECK(mean == rel(mean_wait(q), 1e-6));
  CHECK(square - mean * mean == rel(wait_variance(q), 1e-5));
}

TEST_CASE("no arrivals, no wait") {
  auto const q = at(0);
  CHECK(wait_probability(q) == 0);
  CHECK(mean_wait(q) == 0);
  CHECK(wait_variance(q) == 0);
  CHECK(wait_tail(q, 0) == 0);
  CHECK(wait_quantile(q, 0.999) == 0);
  CHECK(mean_sojourn(q) == 1);
  CHECK(sojourn_tail(q, 1) == rel(std::exp(-1), 1e-15));
  CHECK(state_probability(q, 0) == 1);
  CHECK(state_probability(q, 1) == 0);
}

TEST_CASE("a change of the time unit scales times alone; a higher rate makes everything worse") {
  auto const q = at(0.6, 3);
  auto const minutes = mm1<>{.arrival_rate = 60 * q.arrival_rate, .service_time = q.service_time / 60};
  CHECK(60 * mean_wait(minutes) == rel(mean_wait(q), 1e-14));
  CHECK(3600 * wait_variance(minutes) == rel(wait_variance(q), 1e-14));
  CHECK(60 * wait_quantile(minutes, 0.99) == rel(wait_quantile(q, 0.99), 1e-14));
  CHECK(state_probability(minutes, 4) == rel(state_probability(q, 4), 1e-14));
  for (double rho = 0.01; rho < 0.98; rho += 0.01) {
    CHECK(mean_wait(at(rho + 0.01)) > mean_wait(at(rho)));
    CHECK(wait_tail(at(rho + 0.01), 3) > wait_tail(at(rho), 3));
    CHECK(sojourn_quantile(at(rho + 0.01), 0.9) > sojourn_quantile(at(rho), 0.9));
  }
}

TEST_CASE("arguments out of range are refused by function, field, value and rule") {
  CHECK(refusal([] { (void)mean_wait(mm1<>{}); }) ==
        "mm1: arrival_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)utilization(mm1<>{.arrival_rate = 1, .service_time = 0}); }) ==
        "mm1: service_time = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)mean_wait(at(1.25)); }) ==
        "mean_wait: utilization = 1.25, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK_THROWS_AS((void)mean_sojourn(at(1)), unstable_error);
  CHECK(utilization(at(1.25)) == 1.25);
  CHECK_FALSE(is_stable(at(1)));
  CHECK(refusal([] { (void)wait_tail(at(0.5), -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_tail(at(0.5), std::numeric_limits<double>::infinity()); }) ==
        "wait_tail: t = inf, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_quantile(at(0.5), 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)state_probability(at(0.5), -1); }) == "state_probability: n = -1, but must be >= 0");
}

TEST_CASE("float and long double stay what they are, models compare by value") {
  mm1<float> const f{.arrival_rate = 0.8f, .service_time = 1};
  CHECK(std::is_same_v<decltype(mean_wait(f)), float>);
  CHECK(static_cast<double>(mean_wait(f)) == rel(4, 1e-6));
  CHECK(static_cast<double>(wait_quantile(f, 0.99f)) == rel(wait_quantile(at(0.8), 0.99), 1e-6));
  mm1<long double> const l{.arrival_rate = 0.5L, .service_time = 1};
  CHECK(mean_wait(l) == 1);
  CHECK(static_cast<double>(state_probability(l, 10)) == rel(std::ldexp(1.0, -11), 1e-17));
  CHECK(at(0.5) == at(0.5));
  CHECK_FALSE(at(0.5) == at(0.6));
}

TEST_CASE("what float cannot hold becomes its largest number") {
  auto const full = mm1<float>{.arrival_rate = 9e29f, .service_time = 9e29f};
  CHECK(utilization(full) == std::numeric_limits<float>::max());
  CHECK_FALSE(is_stable(full));
  auto const slow = mm1<float>{.arrival_rate = 1.2e-30f, .service_time = 5e29f};
  CHECK(wait_variance(slow) == std::numeric_limits<float>::max());
  CHECK(std::isfinite(sojourn_quantile(slow, 0.999f)));
}
