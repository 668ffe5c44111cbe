// SPDX-License-Identifier: MIT
#include <ullage/detail/policy.hpp>

#include <support/approx.hpp>

#include <boost/math/special_functions/gamma.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <type_traits>

using ullage::detail::policy;
using ullage::test::rel;

TEST_CASE("double is computed as double and float as float") {
  CHECK(std::is_same_v<decltype(boost::math::gamma_q(2.0, 1.0, policy())), double>);
  CHECK(std::is_same_v<decltype(boost::math::gamma_q(2.0f, 1.0f, policy())), float>);
  CHECK(boost::math::gamma_q(2.0, 1.0, policy()) == rel(0.73575888234288464, 1e-15)); // 2/e
}

TEST_CASE("an argument outside of the domain throws, and so do a pole and an overflow") {
  CHECK_THROWS_AS((void)boost::math::gamma_q(-1.0, 1.0, policy()), std::domain_error);
  CHECK_THROWS_AS((void)boost::math::tgamma(-1.0, policy()), std::domain_error);
  CHECK_THROWS_AS((void)boost::math::tgamma(1000.0, policy()), std::overflow_error);
}

TEST_CASE("a result too small for double is zero, not an error") {
  CHECK(boost::math::gamma_q(1.0, 1e4, policy()) == 0);
}

TEST_CASE("the version of the Boost headers is known, and new enough") { CHECK(ullage::detail::boost_version >= 107400); }
