// SPDX-License-Identifier: MIT
#include <ullage/detail/implicit_root.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/dual.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage;
using ullage::test::rel;

TEST_CASE("a bracketed root has the derivatives of the root, and the value of the plain one") {
  // x^3 = p q: x = (p q)^(1/3)
  using D = dual<double, 2>;
  D const p = variable<2>(2.0, 0);
  D const q = variable<2>(5.0, 1);
  D const x = detail::bracketed_root<D>([&](D const& z) { return D(z * z * z - p * q); }, D(0), D(10));
  CHECK(x.value == detail::bracketed_root<double>([](double z) { return z * z * z - 10; }, 0, 10));
  CHECK(x.partials[0] == rel(std::cbrt(10) / 6, 1e-14));
  CHECK(x.partials[1] == rel(std::cbrt(10) / 15, 1e-14));
}

TEST_CASE("a root that is an end of the bracket has its derivatives too") {
  using D = dual<double, 1>;
  D const p = variable<1>(1.0, 0);
  D const x = detail::bracketed_root<D>([&](D const& z) { return D(z - p * p); }, D(1), D(3));
  CHECK(x.value == 1);
  CHECK(x.partials[0] == rel(2, 1e-15));
}

TEST_CASE("nested numbers give the second derivative of a root") {
  using D2 = dual<dual<double, 1>, 1>;
  D2 const p = variable<1>(variable<1>(10.0, 0), 0);
  D2 const x = detail::bracketed_root<D2>([&](D2 const& z) { return D2(z * z * z - p); }, D2(0.0), D2(10.0));
  CHECK(x.partials[0].partials[0] == rel(-2.0 / 9 * std::pow(10, -5.0 / 3), 1e-12));
}

TEST_CASE("slopes that differ by twenty orders do not spoil each other") {
  using D = dual<double, 1>;
  D const p = variable<1>(1e-10, 0);
  D const x = detail::bracketed_root<D>([&](D const& z) { return D(z - 1e20 * p); }, D(0), D(1e11));
  CHECK(x.partials[0] == rel(1e20, 1e-12));
}

TEST_CASE("the quantile of the normal law has the slope of one over the density") {
  using D = dual<double, 1>;
  for (double const p : {1e-10, 0.01, 0.3, 0.5, 0.9}) {
    D const z = detail::normal_upper_quantile(variable<1>(p, 0));
    CHECK(z.value == detail::normal_upper_quantile(p));
    CHECK(z.partials[0] == rel(-1 / detail::normal_density(z.value), 1e-12));
  }
}
