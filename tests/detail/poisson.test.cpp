// SPDX-License-Identifier: MIT
#include <ullage/detail/poisson.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

using ullage::detail::poisson_mass;
using ullage::detail::poisson_peak;
using ullage::detail::poisson_probability;
using ullage::test::rel;

TEST_CASE("values of a 60-digit evaluation") {
  CHECK(poisson_probability(0.0, 0.5, 0.0) == rel(0.606530659712633423604, 1e-15));
  CHECK(poisson_probability(11.0, 3.0, 0.0) == rel(0.000220950321673129957987, 2e-15));
  CHECK(poisson_probability(12.0, 12.0, 0.0) == rel(0.114367915509446531458, 1e-15));
  CHECK(poisson_probability(100.0, 90.0, 0.0) == rel(0.023320825425141800848, 1e-15));
  CHECK(poisson_probability(1e7, 1e7 - 1, 0.0) == rel(0.000126156618741871273973, 1e-15));
  CHECK(poisson_probability(3.0, 700.0, 0.0) == rel(5.63644842418266900642e-297, 1e-13));
}

TEST_CASE("they sum to 1, and their mean is the mean") {
  for (double const a : {0.01, 1.0, 11.7, 130.0, 2500.0}) {
    double sum = 0;
    double mean = 0;
    for (double n = 0; n < a + 12 * std::sqrt(a) + 20; ++n) {
      sum += poisson_probability(n, a, 0.0);
      mean += n * poisson_probability(n, a, 0.0);
    }
    CHECK(sum == rel(1, 1e-13));
    CHECK(mean == rel(a, 1e-13));
  }
}

TEST_CASE("neighbours have the ratio a/n, also across the change of the formula") {
  for (double n = 1; n < 40; ++n) {
    CHECK(poisson_probability(n, 13.7, 0.0) == rel(poisson_probability(n - 1, 13.7, 0.0) * 13.7 / n, 1e-14));
  }
}

TEST_CASE("the rounding error of the mean is taken into account") {
  double const a = 1e7;
  double const rest = 4e-10;
  double const n = a - 1e5;
  double const there = poisson_probability(n, a, rest);
  CHECK(there / poisson_probability(n, a, 0.0) - 1 == rel((n / a - 1) * rest, 1e-4));
}

TEST_CASE("no mean, no records; impossible sizes are 0 and no accident") {
  CHECK(poisson_probability(0.0, 0.0, 0.0) == 1);
  CHECK(poisson_probability(3.0, 0.0, 0.0) == 0);
  CHECK(poisson_probability(3.0, 1e60, 1e40) == 0);
  CHECK(poisson_probability(9e18, 1e-30, 0.0) == 0);
  CHECK(poisson_peak(1e30) > 0);
}

TEST_CASE("long double stays what it is") {
  CHECK(std::is_same_v<decltype(poisson_probability(1.0L, 1.0L, 0.0L)), long double>);
  CHECK(std::abs(static_cast<double>(poisson_probability(100.0L, 90.0L, 0.0L) / 0.023320825425141800848L - 1)) < 1e-17);
}

TEST_CASE("the distance of the mean from n counts where it is known better than the mean") {
  double const n = 1e6;
  CHECK(poisson_mass(n, n, 0.0) == rel(0.000398942247156244029705, 1e-15));
  // The distance alone says where the mean is: exponent -apart^2 / (2 n).
  CHECK(poisson_mass(1e18, 1e18, 1e9) == rel(poisson_mass(1e18, 1e18, 0.0) * std::exp(-0.5), 1e-9));
  CHECK(poisson_mass(4000.0, 3500.0, -500.0) == rel(9.53507389807121747162e-18, 1e-14));
  CHECK(poisson_mass(5.0, 3.0, -2.0) == poisson_probability(5.0, 3.0, 0.0));
  CHECK(poisson_mass(0.0, 0.0, 0.0) == 1);
}
