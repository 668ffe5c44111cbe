// SPDX-License-Identifier: MIT
#include <ullage/detail/mills.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using namespace ullage::test;

TEST_CASE("the drop of Mills' ratio: values of 120 digits, where a difference keeps them and where it does not") {
  struct row {
    double a;
    double d;
    double rate;
  };
  for (auto const& r : {row{0, 0, 1}, row{0, 1, 0.59763459489670177966}, row{0, 1e-8, 0.99999999373342934676}, row{0, 1000, 0.0012523141383154972512},
                        row{0.5, 1e-12, 0.56181777177285609885}, row{1, 0.25, 0.30899678548466957964}, row{3, 0, 0.086229103869690112799},
                        row{3, 2, 0.055891096997393765428}, row{10, 1e-3, 0.0097130912517886612843}, row{40, 7, 0.00053106102671196908766},
                        row{1000, 1e-6, 9.9999699901500589596e-7}, row{1e6, 0, 9.99999999997e-13}, row{1e6, 1e6, 4.99999999999125e-13}}) {
    CHECK(mills_drop_rate(r.a, r.d) == rel(r.rate, 3e-15));
    CHECK(static_cast<double>(mills_drop_rate(static_cast<long double>(r.a), static_cast<long double>(r.d))) == rel(r.rate, 3e-15));
  }
}

TEST_CASE("drops add up to the ratio, and fall in both arguments") {
  for (double const a : {0.0, 0.3, 2.0, 17.0}) {
    double sum = 0;
    double last = 2;
    double at = a;
    for (double d = 1e-6; at < 1e9; d *= 2) {
      double const rate = mills_drop_rate(at, d);
      CHECK(rate < last);
      last = rate;
      sum += d * rate;
      at += d;
    }
    CHECK(sum + mills_ratio(at) == rel(mills_ratio(a), 1e-14));
  }
}

TEST_CASE("the slope at d = 0 is 1 - a M(a), and extreme arguments have a finite answer") {
  for (double const a : {0.0, 0.01, 0.5, 1.0, 2.0}) {
    CHECK(mills_drop_rate(a, 0.0) == rel(1 - a * mills_ratio(a), 3e-15));
    CHECK(mills_drop_rate(a, 1e-30) == rel(1 - a * mills_ratio(a), 3e-15));
  }
  CHECK(mills_drop_rate(1e30, 0.0) == rel(1e-60, 1e-14));
  CHECK(mills_drop_rate(0.0, 1e30) == rel(std::sqrt(std::acos(0.0)) * 1e-30, 1e-14)); // root of pi / 2
}
