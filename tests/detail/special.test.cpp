// SPDX-License-Identifier: MIT
#include <ullage/detail/special.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using ullage::test::rel;
using namespace ullage::detail;

TEST_CASE("x - log(1 + x): values of a 60-digit evaluation") {
  CHECK(log1p_gap(1e-9) == rel(4.99999999666666729198e-19, 4e-16));
  CHECK(log1p_gap(-1e-9) == rel(5.00000000333333395865e-19, 4e-16));
  CHECK(log1p_gap(0.01) == rel(0.0000496691468319171538457, 4e-16));
  CHECK(log1p_gap(-0.3) == rel(0.0566749439387323741545, 4e-16));
  CHECK(log1p_gap(-0.69) == rel(0.481182981502945003492, 4e-16));
  CHECK(log1p_gap(-0.71) == rel(0.527874356001617253872, 8e-16));
  CHECK(log1p_gap(1.0) == rel(0.306852819440054690583, 4e-16));
  CHECK(log1p_gap(2.29) == rel(1.09911243522271950084, 4e-16));
  CHECK(log1p_gap(2.31) == rel(1.11305181061102850444, 8e-16));
  CHECK(log1p_gap(50.0) == rel(46.0681743672756742284, 4e-16));
  CHECK(log1p_gap(-0.999) == rel(5.90875527898213616476, 4e-16));
  CHECK(log1p_gap(0.0) == 0);
  CHECK(log1p_gap_over_square(0.0) == 0.5);
  CHECK(log1p_gap_over_square(1.0) == rel(0.306852819440054690583, 4e-16));
}

TEST_CASE("x - log(1 + x) in long double: the series and the polynomial agree") {
  for (double x = -0.69; x < 2.3; x += 0.0131) {
    CHECK(log1p_gap(x) == rel(static_cast<double>(log1p_gap(static_cast<long double>(x))), 5e-16));
  }
  CHECK(std::abs(static_cast<double>(log1p_gap(1.0L) / 0.306852819440054690583L - 1)) < 1e-18);
}

TEST_CASE("the deviance is c times the gap, on both sides of its switch") {
  CHECK(deviance(5.0, 5.0) == 0);
  for (double a = 0.01; a < 400; a *= 1.13) {
    CHECK(deviance(17.0, a) == rel(17 * log1p_gap(a / 17 - 1), 2e-14));
    CHECK(deviance(17.0, a) == rel(static_cast<double>(deviance(17.0L, static_cast<long double>(a))), 1e-15));
  }
}

TEST_CASE("the deviance of a known distance: d^2 / (2 c) where c + d rounds to c") {
  double const d = std::ldexp(1000.0, -60);
  CHECK(deviance(1e6, 1e6, d) == rel(3.7615819226313200255e-37, 4e-16));
  for (double a = 0.01; a < 400; a *= 1.7) { CHECK(deviance(17.0, a, a - 17) == deviance(17.0, a)); }
}

TEST_CASE("what Stirling's formula is off, from 12 on") {
  CHECK(gamma_star(12.0) == rel(1.00696699749618864336, 4e-16));
  CHECK(gamma_star(20.0) == rel(1.00417501086776532141, 4e-16));
  CHECK(gamma_star(100.0) == rel(1.00083367787201214185, 4e-16));
  CHECK(gamma_star(1e6) == rel(1.00000008333333680555, 4e-16));
  CHECK(gamma_star(1e300) == 1);
  for (double x = 12; x < 1e5; x *= 1.3) { CHECK(gamma_star(x) == rel(std::exp(stirling_series(x)), 4e-16)); }
}

TEST_CASE("log Gamma(1 + x)") {
  CHECK(log_gamma1p(0.0) == 0);
  CHECK(log_gamma1p(1e-12) == rel(-5.77215664900710381963e-13, 4e-16));
  CHECK(log_gamma1p(0.25) == rel(-0.0982718364218131614639, 4e-16));
  CHECK(log_gamma1p(0.5) == rel(-0.120782237635245222346, 4e-16));
  CHECK(log_gamma1p(1.5) == rel(0.284682870472919159632, 4e-14));
  CHECK(log_gamma1p(7.25) == rel(9.03318691960512285327, 2e-15));
  CHECK(log_gamma1p(8.75) == rel(12.2422049400507625592, 2e-15));
  CHECK(log_gamma1p(100.0) == rel(363.739375555563490144, 1e-15));
  CHECK(std::abs(static_cast<double>(log_gamma1p(100.0L) / 363.739375555563490144L - 1)) < 1e-18);
  CHECK(std::abs(static_cast<double>(log_gamma1p(0.5L) / -0.120782237635245222346L - 1)) < 1e-18);
}

TEST_CASE("Gamma(x + 1) = x Gamma(x) across the end of the polynomial") {
  for (double x = 0.05; x < 30; x += 0.173) {
    CHECK(log_gamma1p(x + 1) - log_gamma1p(x) == rel(std::log1p(x), 1e-12));
  }
}

TEST_CASE("pi") {
  CHECK(pi<double>() == std::acos(-1.0));
  CHECK(pi<long double>() == std::acos(-1.0L));
}
