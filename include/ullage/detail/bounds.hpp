// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The smaller, the larger, the nearest in a range; <algorithm> would cost every header 7,000 lines.

#include <ullage/concepts.hpp>

#include <type_traits>

namespace ullage::detail {

template <Real T> [[nodiscard]] constexpr T smaller(T const& a, std::type_identity_t<T> const& b) { return value_of(b) < value_of(a) ? b : a; }
template <Real T> [[nodiscard]] constexpr T larger(T const& a, std::type_identity_t<T> const& b) { return value_of(a) < value_of(b) ? b : a; }

/// The value of [low, high] that is nearest to x; low for what is no number.
template <Real T> [[nodiscard]] constexpr T within(T const& x, std::type_identity_t<T> const& low, std::type_identity_t<T> const& high) {
  return value_of(x) > value_of(high) ? high : value_of(x) > value_of(low) ? x : low;
}

/// x without the rounding that leads out of [0, 1].
template <Real T> [[nodiscard]] constexpr T as_probability(T const& x) { return within(x, T(0), T(1)); }

} // namespace ullage::detail
