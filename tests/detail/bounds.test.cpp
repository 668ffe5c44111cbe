// SPDX-License-Identifier: MIT
#include <ullage/detail/bounds.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ullage::detail;

TEST_CASE("the smaller, the larger, and the first of equals") {
  CHECK(smaller(1.0, 2.0) == 1);
  CHECK(smaller(2.0, 1) == 1);
  CHECK(larger(1.0, 2.0) == 2);
  CHECK(larger(2.0f, 1) == 2.0f);
  CHECK(larger(3.0L, 3) == 3.0L);
}

TEST_CASE("a value outside of a range becomes its nearest end, and no number the low end") {
  CHECK(within(0.5, 0, 1) == 0.5);
  CHECK(within(-2.0, 0, 1) == 0);
  CHECK(within(7.0, 0, 1) == 1);
  CHECK(within(std::numeric_limits<double>::infinity(), 0, 1) == 1);
  CHECK(within(std::numeric_limits<double>::quiet_NaN(), 0.25, 1) == 0.25);
  CHECK(as_probability(1 + 1e-15) == 1);
  CHECK(as_probability(-1e-300) == 0);
  CHECK(as_probability(0.25f) == 0.25f);
}
