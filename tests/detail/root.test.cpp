// SPDX-License-Identifier: MIT
#include <ullage/detail/root.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using ullage::evaluation_error;
using ullage::detail::bracketed_root;
using ullage::test::rel;

TEST_CASE("roots of smooth functions to the last digits") {
  CHECK(bracketed_root([](double x) { return std::cos(x) - x; }, 0.0, 1.0) == rel(0.73908513321516064166, 4e-16));
  CHECK(bracketed_root([](double x) { return x * x - 2; }, 0.0, 2.0) == rel(1.41421356237309504880, 4e-16));
  CHECK(bracketed_root([](double x) { return std::exp(x) - 1e6; }, 0.0, 100.0) == rel(std::log(1e6), 4e-16));
}

TEST_CASE("roots of functions that are no polynomial near them: steps, kinks, flat parts") {
  CHECK(bracketed_root([](double x) { return x < 0.3 ? -1.0 : 1.0; }, 0.0, 1.0) == rel(0.3, 1e-15));
  CHECK(bracketed_root([](double x) { return std::pow(x - 0.7, 9); }, 0.0, 1.0) == rel(0.7, 1e-15));
  CHECK(bracketed_root([](double x) { return std::atan(1e9 * (x - 0.123)); }, -50.0, 80.0) == rel(0.123, 1e-14));
}

TEST_CASE("the order of the bracket does not matter, and an end that is a root is the root") {
  auto const f = [](double x) { return x * x - 2; };
  CHECK(bracketed_root(f, 2.0, 0.0) == rel(bracketed_root(f, 0.0, 2.0), 4e-16));
  CHECK(bracketed_root([](double x) { return x - 1; }, 1.0, 3.0) == 1);
  CHECK(bracketed_root([](double x) { return x - 3; }, 1.0, 3.0) == 3);
}

TEST_CASE("a root at zero in a wide bracket is found") {
  CHECK(std::abs(bracketed_root([](double x) { return x; }, -1e6, 3e5)) < 1e-300);
  CHECK(std::abs(bracketed_root([](double x) { return x * x * x; }, -1.0, 2.0)) < 1e-100);
}

TEST_CASE("it takes tens of evaluations, not thousands") {
  int calls = 0;
  (void)bracketed_root(
      [&](double x) {
        ++calls;
        return std::exp(x) - 3 * x * x;
      },
      0.0, 1.0);
  CHECK(calls < 20);
  calls = 0;
  (void)bracketed_root(
      [&](double x) {
        ++calls;
        return x < 1e-9 ? -1.0 : 1.0;
      },
      0.0, 1.0);
  CHECK(calls < 200);
}

TEST_CASE("no change of sign, or a function that is no number, is an error of evaluation") {
  CHECK_THROWS_AS((void)bracketed_root([](double x) { return x * x + 1; }, -1.0, 1.0), evaluation_error);
  CHECK_THROWS_AS((void)bracketed_root([](double) { return std::numeric_limits<double>::quiet_NaN(); }, -1.0, 1.0), evaluation_error);
  CHECK_THROWS_WITH((void)bracketed_root([](double x) { return x; }, 1.0, 2.0),
                    "bracketed_root: the function does not change its sign in the bracket");
}

TEST_CASE("float and long double have roots to their own digits") {
  CHECK(static_cast<double>(bracketed_root([](float x) { return x * x - 2; }, 0.0f, 2.0f)) == rel(std::sqrt(2.0), 2e-7));
  auto const root = bracketed_root([](long double x) { return x * x - 2; }, 0.0L, 2.0L);
  CHECK(static_cast<double>(std::abs(root * root - 2)) < 1e-18);
}
