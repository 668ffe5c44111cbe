// SPDX-License-Identifier: MIT
#include <ullage/detail/normal.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <limits>

#include <cmath>

using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("density, tail and hazard keep their digits far out (50-digit values)") {
  CHECK(normal_density(30.0) == rel(1.4736461348785476e-196, 1e-14));
  CHECK(normal_upper(1.0) == rel(0.15865525393145705, 1e-15));
  CHECK(normal_upper(30.0) == rel(4.9067139271481875e-198, 1e-14));
  CHECK(normal_upper(-2.0) == rel(0.97724986805182079, 1e-15));
  CHECK(normal_hazard(0.0) == rel(0.79788456080286536, 1e-15));
  CHECK(normal_hazard(-30.0) == rel(1.4736461348785476e-196, 1e-14));
  CHECK(normal_hazard(1e8) == rel(1e8, 1e-15));
  CHECK(log_normal_upper(1e8) == rel(-5e15 - 19.339619277157, 1e-15));
  CHECK(log_normal_upper(-30.0) == rel(-4.9067139271481875e-198, 1e-14));
  CHECK(log_normal_hazard(-1e8) == rel(-5e15, 1e-15));
  CHECK(normal_density(1e200) == 0);
}

TEST_CASE("the logarithms are those of the values") {
  for (double z : {-9.0, -3.0, -0.1, 0.0, 0.5, 4.0, 20.0}) {
    CHECK(std::exp(log_normal_hazard(z)) == rel(normal_hazard(z), 1e-13));
    CHECK(std::exp(log_normal_upper(z)) == rel(normal_upper(z), 1e-13));
  }
}

TEST_CASE("the quantile of the tail") {
  CHECK(normal_upper_quantile(0.01) == rel(2.3263478740408412, 1e-15));
  CHECK(normal_upper_quantile(0.99) == rel(-2.3263478740408412, 1e-14));
  CHECK(std::fabs(normal_upper_quantile(0.5)) < 1e-15);
  for (double p : {1e-300, 1e-100, 1e-10, 0.3, 0.7, 0.999999}) { CHECK(normal_upper(normal_upper_quantile(p)) == rel(p, 1e-12)); }
  CHECK(double(normal_upper_quantile(0.01L)) == rel(2.3263478740408412, 1e-15));
}

TEST_CASE("infinite arguments have the tails 0 and 1") {
  double const infinity = std::numeric_limits<double>::infinity();
  CHECK(ullage::detail::normal_upper(infinity) == 0);
  CHECK(ullage::detail::normal_upper(-infinity) == 1);
}
