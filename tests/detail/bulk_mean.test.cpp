// SPDX-License-Identifier: MIT
#include <ullage/detail/bulk_mean.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("the area of a window of two records is its mean length") {
  auto const areas = window_areas<double>(2, counts_in(1.5, 0.0));
  CHECK(areas[1] == rel(1 - std::exp(-1.5), 1e-14));
  CHECK(areas[0] == areas[1]);
}

TEST_CASE("the area of a window that never fills: n w + w^2 / 2") {
  auto const areas = window_areas<double>(500, counts_in(20.0, 0.0));
  CHECK(areas[1] == rel(20 + 200, 1e-13));
  CHECK(areas[30] == rel(30 * 20 + 200, 1e-13));
}

TEST_CASE("a window that opens in the service: by integration") {
  for (double const d : {0.5, 3.0, 8.0}) {
    bulk_scaled<double> const q{d, 0, 4.0, 6, window_rule::after_batch, 0, 6 - d};
    double sum = 0;
    int const steps = 40000;
    for (int i = 0; i < steps; ++i) {
      double const x = (i + 0.5) * 4 / steps;
      double p = std::exp(-x);
      double open = 0;
      for (int j = 0; j <= 4; ++j) {
        open += (1 + j) * p;
        p *= x / (j + 1);
      }
      sum += open * std::exp(d > x ? x - d : 0) * 4 / steps;
    }
    CHECK(area_opened_in_service(q, d, counts_in(d, 0.0), counts_in(4.0, 0.0)) == rel(sum, 1e-8));
  }
}
