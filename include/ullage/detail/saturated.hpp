// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Results that their type cannot hold: products of moderate numbers overflow in float.

#include <ullage/concepts.hpp>

#include <limits>

namespace ullage::detail {

/// x >= 0 in the type T: its largest number where x is above it. So a utilization that is >= 1 stays so.
template <Real T, Real U> [[nodiscard]] constexpr T saturated(U const& x) {
  T const largest = std::numeric_limits<T>::max();
  return value_of(x) < value_of(U(largest)) ? T(x) : largest;
}

} // namespace ullage::detail
