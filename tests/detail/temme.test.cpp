// SPDX-License-Identifier: MIT
#include <ullage/detail/temme.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using ullage::detail::temme_sum;
using ullage::test::rel;

// (Q(c, a) - erfc(eta sqrt(c/2))/2) sqrt(2 pi c) exp(c eta^2/2) at 60 digits.
TEST_CASE("what the normal part leaves of the incomplete gamma function") {
  CHECK(temme_sum(0.9, 12.0) == rel(-0.269613778675434151796, 2e-14));
  CHECK(temme_sum(-0.9, 12.0) == rel(-0.42041560843315903846, 2e-14));
  CHECK(temme_sum(0.0, 30.0) == rel(-0.333390445865916928117, 1e-15));
  CHECK(temme_sum(0.4, 100.0) == rel(-0.302317378255784266646, 1e-15));
  CHECK(temme_sum(-0.01, 1e6) == rel(-0.334168151118870230576, 1e-15));
}

TEST_CASE("-1/3 in the limit of many servers at a = c") { CHECK(temme_sum(0.0, 1e30) == rel(-1.0 / 3, 1e-16)); }

TEST_CASE("fewer terms are taken where they are enough: no step in between") {
  for (double const c : {60.0, 1000.0}) {
    for (double eta = -1; eta <= 1; eta += 0.05) {
      CHECK(temme_sum(eta, c) == rel(temme_sum(eta, std::nextafter(c, 0.0)), 2e-14));
    }
  }
}

TEST_CASE("long double stays what it is") {
  CHECK(std::is_same_v<decltype(temme_sum(0.5L, 50.0L)), long double>);
  CHECK(static_cast<double>(temme_sum(0.4L, 100.0L)) == rel(-0.302317378255784266646, 1e-15));
}
