// SPDX-License-Identifier: MIT
#include <ullage/detail/splitmix.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using ullage::detail::splitmix;
using ullage::test::rel;

TEST_CASE("the bits are those of the published generator") {
  splitmix g(1234567);
  CHECK(g.bits() == 6457827717110365317U);
  CHECK(g.bits() == 3203168211198807973U);
  CHECK(g.bits() == 9817491932198370423U);
}

TEST_CASE("uniform, normal and Poisson numbers have the moments of their laws") {
  splitmix g(1);
  constexpr int n = 400000;
  double u = 0, z = 0, zz = 0, zzz = 0, k = 0, kk = 0;
  for (int i = 0; i < n; ++i) {
    double const x = g.unit();
    CHECK_UNARY(x > 0 && x < 1);
    u += x;
    double const y = g.normal();
    z += y;
    zz += y * y;
    zzz += y * y * y;
    double const c = g.poisson(7.5);
    k += c;
    kk += c * c;
  }
  double const four = 4 / std::sqrt(double(n)); // four standard errors of a number of variance 1
  CHECK(std::fabs(u / n - 0.5) < four * std::sqrt(1 / 12.0));
  CHECK(std::fabs(z / n) < four);
  CHECK(std::fabs(zz / n - 1) < four * std::sqrt(2.0));
  CHECK(std::fabs(zzz / n) < four * std::sqrt(15.0));
  CHECK(std::fabs(k / n - 7.5) < four * std::sqrt(7.5));
  CHECK(kk / n - k / n * (k / n) == rel(7.5, 0.02));
}

TEST_CASE("whole numbers below n come equally often") {
  splitmix g(2);
  int counts[7] = {};
  for (int i = 0; i < 70000; ++i) { ++counts[g.below(7)]; }
  for (int const c : counts) { CHECK(std::fabs(c - 10000.0) < 4 * std::sqrt(10000.0 * 6 / 7)); }
  for (int i = 0; i < 1000; ++i) { CHECK(g.below(1) == 0); }
}

TEST_CASE("counts without a mean are none, and no search is endless") {
  splitmix g(3);
  CHECK(g.poisson(0) == 0);
  for (int i = 0; i < 1000; ++i) { CHECK(g.poisson(29.9) < 300); }
}
