// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A quantity that nobody knows exactly: its low, likely and high value.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>

namespace ullage {

/// Which end of what the vendor documents allow: the case in which work is done soonest, the
/// one held most likely, the one in which it is done last.
enum class estimate { best, likely, worst };

/// low <= likely <= high, all in one unit.
template <Real T = double> struct interval {
  T low = unset_v<T>;    ///< smallest plausible value, required
  T likely = unset_v<T>; ///< value held most likely, required
  T high = unset_v<T>;   ///< largest plausible value, required
  friend bool operator==(interval const&, interval const&) = default;
};

/// Refuses an interval that is not ordered.
/// @throws std::domain_error a member is NaN, or low > likely, or likely > high
template <Real T> void validate(interval<T> const& x) {
  detail::require(!(value_of(x.low) != value_of(x.low)), "interval", "low", x.low, "must be a number");
  detail::require(value_of(x.low) <= value_of(x.likely), "interval", "likely", x.likely, "must be >= low");
  detail::require(value_of(x.likely) <= value_of(x.high), "interval", "high", x.high, "must be >= likely");
}

/// @returns high - low, in the unit of the interval
template <Real T> [[nodiscard]] T width(interval<T> const& x) { return x.high - x.low; }

/// @returns true when low <= value <= high
template <Real T> [[nodiscard]] bool contains(interval<T> const& x, T const& value) {
  return value_of(x.low) <= value_of(value) && value_of(value) <= value_of(x.high);
}

} // namespace ullage
