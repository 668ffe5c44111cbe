// SPDX-License-Identifier: MIT
#include <ullage/detail/sim_histogram.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using ullage::detail::time_histogram;
using ullage::test::rel;

TEST_CASE("every share of many times is found within 0.4 %") {
  for (double const unit : {1e-30, 0.003, 1.0, 1e28}) {
    time_histogram h(unit);
    for (int i = 1; i <= 100000; ++i) { h.add(unit * std::exp(1e-4 * i)); }
    h.trim();
    for (double const p : {0.01, 0.5, 0.9, 0.99, 1.0}) { CHECK(h.quantile(p) == rel(unit * std::exp(10 * p), 0.004)); }
    CHECK(h.records() == 100000);
    CHECK(h.at_zero() == 0);
    double last = 0;
    h.for_each([&](double low, double high, double count) {
      CHECK(low >= last);
      CHECK(high <= low * (1 + 1.0 / 256 + 1e-12));
      CHECK(count > 0);
      last = high;
    });
  }
}

TEST_CASE("what is too short counts as 0, what is too long as the longest") {
  time_histogram h(1);
  h.add(0);
  h.add(1e-9);
  h.add(1e300);
  CHECK(h.at_zero() == 2);
  CHECK(h.records() == 3);
  CHECK(h.quantile(0.5) == 0);
  CHECK(h.quantile(1) == rel(std::ldexp(1.0, 40), 0.004));
}

TEST_CASE("merged histograms hold both, in any order") {
  time_histogram a(2), b(2), all(2);
  for (int i = 1; i < 500; ++i) {
    (i % 3 == 0 ? a : b).add(i * i);
    all.add(i * i);
  }
  a.trim();
  b.trim();
  all.trim();
  time_histogram ab, ba;
  ab.merge(a);
  ab.merge(b);
  ba.merge(b);
  ba.merge(a);
  for (double const p : {0.1, 0.5, 0.77, 1.0}) {
    CHECK(ab.quantile(p) == all.quantile(p));
    CHECK(ba.quantile(p) == all.quantile(p));
  }
  CHECK(time_histogram().quantile(0.5) == 0);
}
