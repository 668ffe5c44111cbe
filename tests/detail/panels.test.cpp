// SPDX-License-Identifier: MIT
#include <ullage/detail/panels.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("panels: a bell from its peak to both sides, and an end that is a bound") {
  auto const bell = [](double s) { return std::exp(-s * s / 2); };
  auto const width = [](double) { return 2.5; };
  double const half = std::sqrt(std::acos(-1.0) / 2);
  CHECK(panels<double>(bell, width, 0, 100) == rel(half, 1e-14));
  CHECK(panels<double>(bell, width, 0, -100) == rel(half, 1e-14));
  CHECK(panels<double>(bell, width, 0, 1) == rel(half * std::erf(std::sqrt(0.5)), 1e-14));
  CHECK(panels<double>(bell, width, 3, 3) == 0);
}

TEST_CASE("one panel is exact for polynomials up to degree 31") {
  CHECK(panel<double>([](double x) { return std::pow(x, 31); }, 0, 2) == rel(std::pow(2.0, 32) / 32, 1e-14));
  CHECK(panel<double>([](double x) { return std::pow(x, 30); }, -1, 1) == rel(2.0 / 31, 1e-14));
  // The next degree is missed by 2^33 16!^4 / (33 32!^2).
  double const next = panel<double>([](double x) { return std::pow(x, 32); }, -1, 1);
  double const missed = std::pow(2.0, 33) / 33 * std::pow(std::tgamma(17.0) * std::tgamma(17.0) / std::tgamma(33.0), 2);
  CHECK(2.0 / 33 - next == rel(missed, 1e-5));
}

TEST_CASE("the weights of the rule sum to 1 and its second moment is 1/3") {
  long double sum = 0, second = 0;
  for (auto const& p : gauss_legendre_16) {
    sum += p.weight;
    second += p.weight * p.node * p.node;
  }
  CHECK(static_cast<double>(sum) == rel(1, 1e-15));
  CHECK(static_cast<double>(second) == rel(1.0 / 3, 1e-15));
}

TEST_CASE("panels end: a width of 0 and a function that is 0") {
  CHECK(panels<double>([](double) { return 1.0; }, [](double) { return 0.0; }, 0, 1) == 0);
  CHECK(panels<double>([](double) { return 0.0; }, [](double) { return 1.0; }, 0, 1e9) == 0);
}

TEST_CASE("panels that follow the function: 1/x over twelve decades") {
  auto const f = [](double x) { return 1 / x; };
  CHECK(panels<double>(f, [](double x) { return x; }, 1e-6, 1e6) == rel(std::log(1e12), 1e-14));
}
