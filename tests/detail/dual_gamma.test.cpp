// SPDX-License-Identifier: MIT
#include <ullage/detail/dual_gamma.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage;
using ullage::test::rel;

namespace {
using D = dual<double, 3>;

template <class F> double central(F const& f, long double x) {
  long double const h = 2e-3L * x / 4;
  auto const at = [&](long double k) { return (f(x + k * h) - f(x - k * h)) / (2 * k * h); };
  return static_cast<double>((16 * (4 * at(1) - at(2)) - (4 * at(2) - at(4))) / 45);
}
} // namespace

TEST_CASE("R253 the slope of gamma_q in its shape") {
  D const q = detail::gamma_upper(variable<3>(15.0, 0), variable<3>(20.0, 1));
  CHECK(q.partials[0] == rel(0.045072894324092, 2e-14));
  CHECK(detail::gamma_lower(variable<3>(15.0, 0), variable<3>(20.0, 1)).partials[0] == rel(-0.045072894324092, 2e-14));
}

TEST_CASE("R254 the slope of ibeta in its first shape") {
  D const i = detail::beta_lower(variable<3>(2.0, 0), variable<3>(3.0, 1), variable<3>(0.5, 2));
  CHECK(i.value == rel(11.0 / 16, 1e-15));
  CHECK(i.partials[0] == rel(-0.19528868663496, 3e-14));
  CHECK(i.partials[2] == rel(12 * 0.5 * 0.25, 1e-14)); // 12 x (1-x)^2
}

TEST_CASE("slopes of the incomplete gamma function equal central differences, whole and half shapes included") {
  for (double const a : {0.3, 0.5, 1.0, 2.5, 15.0, 100.0, 1000.0}) {
    for (double const z : {-2.5, -0.7, 0.0, 0.9, 2.0, 4.0}) {
      double const x = a + z * std::sqrt(a);
      if (!(x > 0)) { continue; }
      D const q = detail::gamma_upper(variable<3>(a, 0), variable<3>(x, 1));
      auto const in_a = [&](long double v) { return detail::gamma_upper<long double>(v, x); };
      double const size = std::fabs(q.partials[0]);
      CHECK(std::fabs(q.partials[0] - central(in_a, a)) <= 2e-6 * size); // the differences are of a function of 1e-16
      CHECK(q.partials[1] == rel(-std::exp((a - 1) * std::log(x) - x - std::lgamma(a)), 1e-11));
      CHECK(q.value == detail::gamma_upper(a, x));
    }
  }
}

TEST_CASE("second derivatives of gamma_p in its shape equal differences of the first") {
  using D2 = dual<dual<double, 1>, 1>;
  D2 const p = detail::gamma_lower(variable<1>(variable<1>(7.0, 0), 0), D2(6.0));
  auto const first = [](double a) { return detail::gamma_p_shape_slope(a, 6.0); };
  CHECK(p.partials[0].value == rel(first(7), 1e-13));
  CHECK(p.partials[0].partials[0] == rel((8 * (first(7.01) - first(6.99)) - (first(7.02) - first(6.98))) / 0.12, 1e-8));
}

TEST_CASE("slopes of the incomplete beta function equal central differences") {
  for (double const a : {0.5, 2.0, 11.0}) {
    for (double const b : {1.0, 3.5, 40.0}) {
      for (double const x : {0.05, 0.3, 0.7}) {
        D const i = detail::beta_lower(variable<3>(a, 0), variable<3>(b, 1), variable<3>(x, 2));
        auto const in_a = central([&](long double v) { return detail::beta_lower<long double>(v, b, x); }, a);
        auto const in_b = central([&](long double v) { return detail::beta_lower<long double>(a, v, x); }, b);
        double const floor = 1e-13; // where I is 1 but for this
        CHECK(std::fabs(i.partials[0] - in_a) <= 1e-8 * std::fabs(in_a) + floor);
        CHECK(std::fabs(i.partials[1] - in_b) <= 1e-8 * std::fabs(in_b) + floor);
      }
    }
  }
}
