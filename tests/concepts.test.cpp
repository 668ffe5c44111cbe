// SPDX-License-Identifier: MIT
#include <ullage/concepts.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

namespace {
struct own_number {
  double value;
};
struct plain_struct {
  double value;
};
} // namespace
template <> inline constexpr bool ullage::enable_real<own_number> = true;

using namespace ullage;

TEST_CASE("the built-in floating-point types are real, other types only by opting in") {
  CHECK(Real<float>);
  CHECK(Real<double>);
  CHECK(Real<long double>);
  CHECK(Real<own_number>);
  CHECK(Real<own_number const>);
  CHECK_FALSE(Real<int>);
  CHECK_FALSE(Real<bool>);
  CHECK_FALSE(Real<plain_struct>);
  CHECK_FALSE(Real<std::string>);
}

TEST_CASE("a number is a real or an integer, but no truth value") {
  CHECK(Number<int>);
  CHECK(Number<unsigned long long>);
  CHECK(Number<double const&>);
  CHECK(Number<own_number>);
  CHECK_FALSE(Number<bool>);
  CHECK_FALSE(Number<plain_struct>);
}

TEST_CASE("integers count as double, wider types win") {
  CHECK(std::is_same_v<promote_t<int>, double>);
  CHECK(std::is_same_v<promote_t<int, long long>, double>);
  CHECK(std::is_same_v<promote_t<float>, float>);
  CHECK(std::is_same_v<promote_t<float, int>, double>);
  CHECK(std::is_same_v<promote_t<float, double>, double>);
  CHECK(std::is_same_v<promote_t<int, long double const&>, long double>);
}

TEST_CASE("value_of hands on a plain number, and a number of one's own as it is") {
  CHECK(value_of(2.5) == 2.5);
  CHECK(value_of(7) == 7);
  CHECK(value_of(own_number{3}).value == 3);
  CHECK(std::is_same_v<decltype(value_of(1.0f)), float>);
}

TEST_CASE("infinity and the unset value are those of the type") {
  CHECK(infinity_v<float> == std::numeric_limits<float>::infinity());
  CHECK(infinity_v<double> > std::numeric_limits<double>::max());
  CHECK(std::isnan(unset_v<double>));
  CHECK(std::isnan(unset_v<long double>));
}
