// SPDX-License-Identifier: MIT
#include <ullage/detail/saturated.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <type_traits>

using ullage::detail::saturated;

TEST_CASE("what a float cannot hold is its largest number; all else stays as it is") {
  float const most = std::numeric_limits<float>::max();
  CHECK(saturated<float>(1e60) == most);
  CHECK(saturated<float>(2.5) == 2.5F);
  CHECK(saturated<float>(0.0) == 0);
  CHECK(saturated<float>(most) == most);
  CHECK(saturated<float>(std::numeric_limits<float>::infinity()) == most);
  CHECK(std::is_same_v<decltype(saturated<float>(1.0)), float>);
}

TEST_CASE("double and long double: only infinity is cut") {
  CHECK(saturated<double>(1e300) == 1e300);
  CHECK(saturated<double>(std::numeric_limits<double>::infinity()) == std::numeric_limits<double>::max());
  CHECK(saturated<long double>(3.0) == 3);
}
