// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The one policy under which special functions of Boost.Math are called: no promotion of double,
/// exceptions for arguments outside the domain and for iterations that fail.

#include <boost/math/policies/policy.hpp>
#include <boost/version.hpp>

static_assert(BOOST_VERSION >= 107400, "ullage needs Boost 1.74 or later");

namespace ullage::detail {

namespace bmp = boost::math::policies;

/// Pass an object of it as the last argument of a Boost.Math function.
using policy = bmp::policy<bmp::promote_float<false>, bmp::promote_double<false>, bmp::domain_error<bmp::throw_on_error>,
                           bmp::pole_error<bmp::throw_on_error>, bmp::overflow_error<bmp::throw_on_error>,
                           bmp::evaluation_error<bmp::throw_on_error>, bmp::underflow_error<bmp::ignore_error>,
                           bmp::denorm_error<bmp::ignore_error>>;

/// Version of the Boost headers as 100000 * major + 100 * minor + patch.
inline constexpr int boost_version = BOOST_VERSION;

} // namespace ullage::detail
