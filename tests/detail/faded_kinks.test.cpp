// SPDX-License-Identifier: MIT
#include <ullage/detail/faded_kinks.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <cstddef>

using namespace ullage::detail;
using ullage::test::rel;

namespace {

faded_kinks<double> const& table() { return faded_kinks<double>::table(); }
double one(std::size_t order, double x) {
  jumps<double> size{};
  size[order] = 1;
  return table()(size, x);
}

} // namespace

TEST_CASE("a jump is split in halves at its place, and nothing is missing beyond the reach") {
  CHECK(one(0, 0.0) == rel(0.5, 1e-12));
  CHECK(one(0, -1e-12) == rel(-0.5, 1e-10));
  for (std::size_t m = 0; m < jump_orders; ++m) {
    CHECK(one(m, fourier_reach) == 0);
    CHECK(std::abs(one(m, 0.99 * fourier_reach)) < 1e-12);
  }
}

TEST_CASE("orders are odd and even in turn, each the slope of the next") {
  for (double const x : {0.4, 3.03, 17.8}) {
    for (std::size_t m = 0; m < jump_orders; ++m) { CHECK(one(m, -x) == rel((m % 2 == 0 ? -1 : 1) * one(m, x), 1e-12)); }
    for (std::size_t m = 1; m < jump_orders; ++m) {
      double const h = 1e-4;
      CHECK(std::abs((one(m, x + h) - one(m, x - h)) / (2 * h) - one(m - 1, x)) < 1e-8);
    }
  }
}

TEST_CASE("what a faded line loses of a kink is what the table says") {
  // e^(-s) / (s + 1)^(m + 1) has (t - 1)^m e^(1 - t) / m! from 1 on
  for (int m = 0; m < 4; ++m) {
    fourier_line<double> line(2.0, 0.5, 400.0, 0.0);
    line.fill([&](std::size_t k) { return std::exp(-line.point(k)) / std::pow(line.point(k) + 1.0, m + 1); });
    double const b = 1 + line.shift();
    for (double const past : {-0.2, -0.02, -0.001, 0.0015, 0.013, 0.24}) {
      jumps<double> size{};
      for (int d = m; d < int(jump_orders); ++d) {
        double c = std::pow(line.highest(), -d);
        for (int j = 0; j < d - m; ++j) { c *= -b * (d - j) / (j + 1); }
        size[std::size_t(d)] = c;
      }
      double const f = past > 0 ? std::pow(past, m) * std::exp(-past) / std::tgamma(m + 1) : 0;
      CHECK(std::abs(f - line(1 + past) - std::exp(line.shift() * past) * table()(size, line.highest() * past)) < 2e-11);
    }
  }
}
