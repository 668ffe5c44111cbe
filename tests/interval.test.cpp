// SPDX-License-Identifier: MIT
#include <ullage/interval.hpp>

#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ullage;
using ullage::test::refusal;

TEST_CASE("the width of an interval is its high minus its low end") {
  CHECK(width(interval<>{.low = 60, .likely = 180, .high = 180}) == 120);
  CHECK(width(interval<>{.low = 5, .likely = 5, .high = 5}) == 0);
}

TEST_CASE("an interval contains its ends and what lies between them") {
  interval<> const x{.low = 1, .likely = 2, .high = 4};
  CHECK(contains(x, 1.0));
  CHECK(contains(x, 2.0));
  CHECK(contains(x, 4.0));
  CHECK_FALSE(contains(x, 0.999));
  CHECK_FALSE(contains(x, 4.001));
  CHECK_FALSE(contains(x, std::numeric_limits<double>::quiet_NaN()));
}

TEST_CASE("an interval may be open at its high end") {
  interval<> const x{.low = 1, .likely = 2, .high = std::numeric_limits<double>::infinity()};
  CHECK_NOTHROW(validate(x));
  CHECK(contains(x, 1e300));
}

TEST_CASE("an interval out of order is refused by its member") {
  CHECK(refusal([] { validate(interval<>{}); }) == "interval: low = nan, but must be a number");
  CHECK(refusal([] { validate(interval<>{.low = 3, .likely = 2, .high = 4}); }) == "interval: likely = 2, but must be >= low");
  CHECK(refusal([] { validate(interval<>{.low = 1, .likely = 2, .high = 1.5}); }) == "interval: high = 1.5, but must be >= likely");
  CHECK(refusal([] { validate(interval<>{.low = 1, .high = 2}); }) == "interval: likely = nan, but must be >= low");
  CHECK(refusal([] { validate(interval<>{.low = 1, .likely = 1, .high = 1}); }) == "accepted");
}

TEST_CASE("intervals are equal member by member, in float and long double too") {
  CHECK(interval<>{1, 2, 3} == interval<>{1, 2, 3});
  CHECK(interval<>{1, 2, 3} != interval<>{1, 2, 4});
  CHECK(width(interval<float>{1, 2, 3}) == 2.0f);
  CHECK(width(interval<long double>{1, 2, 3}) == 2.0L);
}
