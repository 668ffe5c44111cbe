// SPDX-License-Identifier: MIT
#include <ullage/detail/binomial.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("the sums of binomial weights, from the largest outwards") {
  for (int const c : {1, 3, 10, 19, 20}) {
    for (double const b : {1e-3, 0.1, 1.0, 5.0, 1e4}) {
      long double w = 1, sum = 0;
      for (int k = 0; k < c; ++k) {
        sum += w;
        w *= (20.0L - k) / (k + 1) * static_cast<long double>(b);
      }
      auto const s = binomial_below<double>(20, c, b);
      CHECK(s.ratio == rel(static_cast<double>(sum / w), 1e-13));
      CHECK(binomial_mass<double>(20, c, b) == rel(static_cast<double>(w / std::pow(1 + static_cast<long double>(b), 20.0L)), 1e-12));
    }
  }
}

TEST_CASE("the share below c is that of all weights, where the largest of them is below c") {
  // c = 8 of 20 at b = 0.25: the mode is 4.
  long double w = 1, sum = 0;
  for (int k = 0; k < 8; ++k) {
    sum += w;
    w *= (20.0L - k) / (k + 1) / 4;
  }
  CHECK(binomial_below<double>(20, 8, 0.25).share == rel(static_cast<double>(sum / std::pow(1.25L, 20.0L)), 1e-13));
  CHECK(binomial_below<double>(20, 3, 0.25).share == 0);
}

TEST_CASE("binomial masses sum to 1 and mirror when yes and no change places") {
  double sum = 0;
  for (int k = 0; k <= 1000; ++k) {
    sum += binomial_mass<double>(1000, k, 0.37);
    if (k < 300) { continue; } // below, the mass at 4 has no double
    CHECK(binomial_mass<double>(1000, k, 4.0) == rel(binomial_mass<double>(1000, 1000 - k, 0.25), 1e-12));
  }
  CHECK(sum == rel(1, 1e-13));
  CHECK(binomial_mass<double>(3, 0, 1e-30) == 1);
}

TEST_CASE("a state that cannot be beside the others: the ratio is infinite and everything is below") {
  auto const s = binomial_below<double>(1000000, 900000, 1e-3);
  CHECK(std::isinf(s.ratio));
  CHECK(s.share == 1);
}
