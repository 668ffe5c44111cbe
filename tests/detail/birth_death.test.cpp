// SPDX-License-Identifier: MIT
#include <ullage/detail/birth_death.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("the sums below are those of Poisson masses, in every branch") {
  for (int const n : {0, 1, 7, 64, 65, 400}) {
    for (double const y : {1e-3, 0.5, 3.0, 20.0, 60.0, 64.0, 66.0, 80.0, 350.0, 400.0, 440.0, 600.0}) {
      long double mass = 1, sum = 0, once = 0, twice = 0;
      for (int j = 0; j <= n; ++j) { // q_(n-j) / q_n
        sum += mass;
        once += (j + 1) * mass;
        twice += (j + 1.0L) * (j + 2) / 2 * mass;
        mass *= (n - j) / static_cast<long double>(y);
      }
      auto const s = sum_below<double>(n, {y, 0});
      if (sum < 1e290L) { CHECK(s.ratio == rel(static_cast<double>(sum), 2e-13)); }
      CHECK(s.mean_steps == rel(static_cast<double>(once / sum), 1e-13));
      CHECK(s.more_steps == rel(static_cast<double>(twice / once), 1e-13));
      CHECK(s.share <= 1);
    }
  }
}

TEST_CASE("the sums above are those of the states with leaving, in every branch") {
  for (double const x : {1e-6, 0.3, 5.0, 90.0, 150.0, 1000.0, 1e5}) {
    for (double const load : {1e-3, 0.5, 0.9, 0.999, 1.0, 1.001, 1.1, 1.3}) {
      double const y = x * load;
      long double term = 1, sum = 1, weighted = 0;
      for (int k = 1; k < 200000 && (k < y - x || term > 1e-25L * sum); ++k) {
        term *= static_cast<long double>(y) / (static_cast<long double>(x) + k);
        sum += term;
        weighted += k * term;
      }
      double const d = y / x - 1;
      auto const s = sum_above<double>(x, d, {y, 0});
      if (sum < 1e290L) { CHECK(s.ratio == rel(static_cast<double>(sum), 1e-10)); }
      CHECK(s.excess == rel(static_cast<double>(weighted / sum / static_cast<long double>(y)), 1e-10));
      CHECK(s.served + s.excess == rel(1, 1e-12));
    }
  }
}

TEST_CASE("a load just above huge servers: half of a bell, in no time") {
  for (double const x : {1e24, 1e27, 1e29}) {
    double const s = std::cbrt(1000 / std::sqrt(x)); // gap in deviations: gap > 800 x / gap^2
    auto const above = sum_above<double>(x, s / std::sqrt(x), {x, s * std::sqrt(x)});
    CHECK(above.share == rel(std::erfc(-s / std::sqrt(2.0)) / 2, 1e-10));
    CHECK(above.ratio == rel(above.share * std::sqrt(6.283185307179586 * x) * std::exp(s * s / 2), 1e-10));
  }
}

TEST_CASE("P and Q from 1000 on are those of Boost, which the smaller ones are") {
  for (double const x : {1000.0, 1234.5, 1e5}) {
    for (double const deviation : {-4.0, -1.0, -0.1, 0.0, 0.1, 1.0, 4.0}) {
      double const d = deviation / std::sqrt(x);
      auto const y = grown<double>({x, 0}, d);
      double const mass = gamma_mass<double>(x, y);
      auto const s = shares_of<double>(x, d, y, mass);
      if (deviation < 0) {
        CHECK(s.lower == rel(boost::math::gamma_p(x, y.value, policy()) + y.rest * mass * (x / y.value), 2e-13));
      } else {
        CHECK(s.upper == rel(boost::math::gamma_q(x, y.value, policy()) - y.rest * mass * (x / y.value), 2e-13));
      }
    }
  }
}

TEST_CASE("half of a Poisson law of mean 1e12 lies below its median") {
  // Median n + 2/3 + ... of the gamma law with shape n + 1, in 1/3 masses below its mean.
  double const n = 1e12;
  auto const s = sum_below<double>(n, {n + 2.0 / 3, n + 2.0 / 3 - 1e12 < 2.0 / 3 ? 2.0 / 3 - (n + 2.0 / 3 - 1e12) : 0.0});
  CHECK(s.share == rel(0.5, 1e-11));
}

TEST_CASE("exp(-x) - 1 + x keeps its digits near 0") {
  CHECK(exp_gap(1e-9) == rel(5e-19 - 1e-27 / 6, 1e-15));
  CHECK(exp_gap(0.49) == rel(std::expm1(-0.49) + 0.49, 1e-14));
  CHECK(exp_gap(30.0) == rel(29 + std::exp(-30.0), 1e-15));
  CHECK(exp_gap(0.0) == 0);
}
