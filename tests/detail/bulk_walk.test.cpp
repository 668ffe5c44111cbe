// SPDX-License-Identifier: MIT
#include <ullage/detail/bulk_walk.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>

using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("ladder heights are laws, and Wald's identity holds") {
  for (double const scv : {0.0, 0.3}) {
    for (int const size : {1, 2, 3, 10, 101}) {
      for (double const load : {0.1, 0.5, 0.9, 0.98, 0.99999}) {
        auto const w = make_bulk_walk<double>(size, size * load, scv, size - size * load);
        if (w.down.empty()) { continue; }
        double falls = 0;
        double depth = 0;
        for (std::size_t k = 0; k < w.fall.size(); ++k) {
          falls += w.fall[k];
          depth += static_cast<double>(k) * w.fall[k];
        }
        double rises = 0;
        for (double const x : w.up) { rises += x; }
        CHECK(falls == rel(1, 1e-12));
        CHECK(rises + w.never == rel(1, 1e-12));
        CHECK(depth * w.never == rel(size - size * load, 1e-10)); // (1 - H+)(1 - H-)' = drift
      }
    }
  }
}

TEST_CASE("the product of both factors is 1 - g, coefficient by coefficient") {
  auto const w = make_bulk_walk<double>(5, 4.0, 0.2, 1.0);
  for (int step = -5; step <= 20; ++step) {
    // coefficient of z^step in (1 - H+(z)) (1 - H-(1 / z))
    double sum = step == 0 ? 1 : 0;
    auto const up = [&](int j) { return j > 0 && j < static_cast<int>(w.up.size()) ? w.up[static_cast<std::size_t>(j)] : 0.0; };
    auto const fall = [&](int k) { return k >= 0 && k < static_cast<int>(w.fall.size()) ? w.fall[static_cast<std::size_t>(k)] : 0.0; };
    sum -= up(step) + fall(-step);
    for (int j = 1; j < static_cast<int>(w.up.size()); ++j) { sum += up(j) * fall(j - step); }
    double const expected = (step == 0 ? 1.0 : 0.0) - w.arrivals(step + 5);
    CHECK(std::abs(sum - expected) < 1e-14);
  }
}
