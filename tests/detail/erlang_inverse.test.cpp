// SPDX-License-Identifier: MIT
#include <ullage/detail/erlang_inverse.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

using ullage::test::rel;
using namespace ullage::detail;

namespace {
template <class T> T value(T c, T a) {
  auto const r = inverse_erlang_b(c, a);
  return std::exp(-r.exponent) / (1 + r.excess);
}
double off(long double got, long double wanted) { return std::abs(static_cast<double>(got / wanted - 1)); }
} // namespace

TEST_CASE("1/B(c) = 1 + (c/a)/B(c - 1) for real c, across all changes of the method") {
  for (double c = 1.01; c < 5e7; c *= 1.083) {
    for (double const z : {-9.0, -5.1, -4.9, -3.0, -1.0, 0.0, 1.0, 3.0, 4.9, 5.1, 9.0, 40.0}) {
      double const a = c + z * std::sqrt(c);
      if (a < 1e-3 || value(c, a) < 1e-300) { continue; }
      double const before = value(c - 1, a);
      CHECK(value(c, a) == rel(before / (before + c / a), 4e-13));
    }
  }
}

TEST_CASE("double and long double, which take different ways, agree") {
  for (double c = 0.013; c < 3e5; c *= 1.71) {
    for (double const share : {1e-6, 0.02, 0.4, 0.8, 0.97, 1.0, 1.03, 1.3, 3.0, 1e5}) {
      double const a = c * share;
      if (value(c, a) < 1e-300) { continue; }
      CHECK(value(c, a) == rel(static_cast<double>(value<long double>(c, a)), 3e-13));
    }
  }
}

TEST_CASE("long double: values of Arb") {
  CHECK(off(value(0.25L, 0.5L), 0.7856584162989476800054L) < 1e-18);
  CHECK(off(value(0.25L, 3.0L), 0.9351764009926692765686L) < 1e-18);
  CHECK(off(value(7.5L, 5.0L), 0.09281696863272194805960L) < 3e-18);
  CHECK(off(value(10.5L, 9.0L), 0.1432166746989754953559L) < 1e-17);
  CHECK(off(value(1000.25L, 1000.0L), 0.02465517814982320721574L) < 1e-18);
  CHECK(off(value(1000.25L, 900.0L), 5.774726218525603411516e-5L) < 1e-17);
  CHECK(off(value(1000.25L, 1100.0L), 0.09841424035669602184181L) < 1e-18);
  CHECK(off(value(3e6L, 3e6L), 0.0004605174255483858035567L) < 1e-18);
  CHECK(off(value(3e6L, 2.99e6L), 1.282279685942830189138e-11L) < 1e-17);
  CHECK(off(value(3e6L, 3.1e6L), 0.03226773594464313432105L) < 1e-18);
  CHECK(off(value(1e15L, 1e15L), 2.523132479578842394048e-8L) < 1e-18);
}

TEST_CASE("the part beyond 1 keeps its digits where B is almost 1") {
  // 1/B - 1 = c e^a E_1(a) for c to 0; c/a for a to infinity.
  CHECK(inverse_erlang_b(1e-20, 1.0).excess == rel(1e-20 * 0.596347362323194074341, 1e-14));
  CHECK(inverse_erlang_b(3.0, 1e20).excess == rel(3e-20, 1e-14));
  CHECK(inverse_erlang_b(50.0, 1e20).excess == rel(5e-19, 1e-14));
}

TEST_CASE("nothing overflows at the ends of the domain") {
  for (double const c : {1e-30, 0.5, 1.0, 11.9, 12.0, 1e3, 1e9, 1e30}) {
    for (double const a : {1e-30, 1e-19, 1e-3, 1.0, 1e3, 1e9, 1e30}) {
      auto const r = inverse_erlang_b(c, a);
      CHECK(std::isfinite(r.excess));
      CHECK(std::isfinite(r.exponent));
      CHECK(1 + r.excess > 0);
      CHECK(r.exponent >= 0);
    }
  }
}

TEST_CASE("the rounding error of the load moves the probability of delay as its derivative says") {
  double const c = 400;
  double const a = 380;
  double const h = 1e-4;
  double const slope = (delay_probability(c, a + h, 0.0) - delay_probability(c, a - h, 0.0)) / (2 * h);
  CHECK((delay_probability(c, a, 1e-7) - delay_probability(c, a, 0.0)) / 1e-7 == rel(slope, 1e-5));
}
