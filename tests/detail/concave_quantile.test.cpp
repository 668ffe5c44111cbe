// SPDX-License-Identifier: MIT
#include <ullage/detail/concave_quantile.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage::detail;
using ullage::test::rel;

namespace {
/// Tails with a concave logarithm: that of x^k, and how often it is asked.
struct weibull {
  double k;
  int* calls;
  tail_point<double> operator()(double x) const {
    ++*calls;
    return {std::exp(-std::pow(x, k)), k * std::pow(x, k - 1), k * (k - 1) * std::pow(x, k - 2)};
  }
};
} // namespace

TEST_CASE("an exponential tail: two evaluations at most, and a parabola: too") {
  for (double const k : {1.0, 2.0}) {
    for (double const level : {0.9, 0.5, 1e-3, 1e-15}) {
      int calls = 0;
      double const x = concave_quantile<double>(weibull{k, &calls}, level, 3);
      CHECK(x == rel(std::pow(-std::log(level), 1 / k), 1e-14));
      CHECK(calls <= 2);
    }
  }
}

TEST_CASE("from any start, far to the left, far to the right or where the tail is 0") {
  for (double const k : {1.0, 1.1, 1.5, 3.0, 10.0}) {
    for (double const level : {1 - 1e-9, 0.99, 0.5, 1e-2, 1e-12}) {
      double const wanted = std::pow(-std::log(level), 1 / k);
      for (double const start : {1e-9, 0.01, 1.0, 3.0, 1e3, 1e9}) {
        int calls = 0;
        double const x = concave_quantile<double>(weibull{k, &calls}, level, start);
        // The tail near 1 has only so many digits.
        CHECK(x == rel(wanted, 1e-13 + 1e-15 / -std::log(level)));
        CHECK(calls <= 80);
      }
    }
  }
}

TEST_CASE("a start that is 2 % off takes three evaluations") {
  for (double const k : {1.5, 3.0, 10.0}) {
    int calls = 0;
    double const wanted = std::pow(-std::log(0.01), 1 / k);
    CHECK(concave_quantile<double>(weibull{k, &calls}, 0.01, 1.02 * wanted) == rel(wanted, 1e-14));
    CHECK(calls <= 3);
  }
}

TEST_CASE("the guess: within 2 % where the law is a gamma law, and > 0 everywhere") {
  CHECK(gamma_guess<double>(1, 1, std::exp(-2.0)) == rel(2, 2e-2)); // exponential
  // Erlang 4 with mean 4 at 8: tail exp(-8) (1 + 8 + 32 + 256 / 3)
  CHECK(gamma_guess<double>(4, 4, std::exp(-8.0) * (41 + 256.0 / 3)) == rel(8, 2e-2));
  for (double const variance : {1e-12, 1e-3, 1.0}) {
    for (double const level : {1 - 1e-16, 0.999, 0.5, 1e-16}) { CHECK(gamma_guess<double>(1, variance, level) > 0); }
  }
}

TEST_CASE("a root at 0, as far as the tail tells") {
  int calls = 0;
  CHECK(concave_quantile<double>(weibull{1, &calls}, 1.0, 0.5) < 1e-15);
  CHECK(calls <= 5);
}

TEST_CASE("behind a bend too sharp for double, where a step of the tangent rounds to nothing") {
  // ln of the tail: -x, from 17 on also -5e30 (x - 17)^2
  auto const at = [](double x) {
    double const y = x > 17 ? x - 17 : 0;
    return tail_point<double>{std::exp(-x - 5e30 * y * y), 1 + 1e31 * y, y > 0 ? 1e31 : 0.0};
  };
  for (double const start : {17.0, std::nextafter(17.0, 18.0), 18.0, 100.0}) {
    CHECK(concave_quantile<double>(at, 0.73, start) == rel(-std::log(0.73), 1e-15));
    CHECK(concave_quantile<double>(at, 1e-9, start) == rel(17, 1e-15));
  }
}
