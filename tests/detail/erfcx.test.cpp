// SPDX-License-Identifier: MIT
#include <ullage/detail/erfcx.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using ullage::detail::erfcx;
using ullage::detail::erfcx_any;
using ullage::test::rel;

TEST_CASE("values of a 60-digit evaluation") {
  CHECK(erfcx(0.0) == rel(1, 4e-16));
  CHECK(erfcx(0.1) == rel(0.896456979969126636663, 6e-16));
  CHECK(erfcx(0.5) == rel(0.615690344192925874871, 6e-16));
  CHECK(erfcx(1.0) == rel(0.427583576155807004411, 6e-16));
  CHECK(erfcx(2.5) == rel(0.210806364061143580647, 6e-16));
  CHECK(erfcx(3.0) == rel(0.179001151181389950419, 6e-16));
  CHECK(erfcx(7.0) == rel(0.0798000543291529334899, 6e-16));
  CHECK(erfcx(30.0) == rel(0.0187958888614167514971, 6e-16));
  CHECK(erfcx(1e4) == rel(0.0000564189580726808411524, 6e-16));
  CHECK(erfcx(-0.5) == rel(1.95236048918255709328, 6e-16));
  CHECK(erfcx(-2.5) == rel(1035.8148429726229083, 6e-16));
  CHECK(erfcx(-6.0) == rel(8622463094230390.36145, 8e-16));
}

TEST_CASE("exp(-x^2) erfcx(x) is the erfc of the standard library") {
  for (double x = -5; x < 5; x += 0.037) { CHECK(std::exp(-x * x) * erfcx(x) == rel(std::erfc(x), 2e-14)); }
}

TEST_CASE("far out it is 1/(x sqrt(pi)), and it never rises") {
  CHECK(erfcx(1e15) == rel(1 / (1e15 * std::sqrt(std::acos(-1.0))), 1e-15));
  CHECK(erfcx(1e300) == rel(1 / (1e300 * std::sqrt(std::acos(-1.0))), 1e-15));
  for (double x = -20; x < 50; x += 0.01) { CHECK(erfcx(x + 0.01) < erfcx(x)); }
}

TEST_CASE("the polynomial, and series and continued fraction, agree to the digits of long double") {
  for (long double x = 0; x < 12; x += 0.0625L) {
    CHECK(static_cast<double>(erfcx(x) / erfcx_any(x) - 1) + 1 == rel(1, 1e-15));
    CHECK(std::abs(static_cast<double>(erfcx(x) / erfcx_any(x) - 1)) < 2e-18);
  }
}

TEST_CASE("float and long double stay what they are") {
  CHECK(std::is_same_v<decltype(erfcx(1.0f)), float>);
  CHECK(static_cast<double>(erfcx(1.0f)) == rel(0.427583576155807, 1e-7));
  CHECK(std::abs(static_cast<double>(erfcx(2.5L) / 0.210806364061143580647L - 1)) < 1e-18);
  CHECK(std::abs(static_cast<double>(erfcx(-2.5L) / 1035.8148429726229083L - 1)) < 1e-18);
}
