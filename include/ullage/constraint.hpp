// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// One thing that has to be kept, and how far something is from it.

#include <ullage/concepts.hpp>

#include <limits>
#include <string>
#include <vector>

namespace ullage {

/// Which side of its limit a value has to be on.
enum class bound { at_most, at_least };

/// Who asks for a constraint.
enum class demand {
  wanted,   ///< a target of the user
  platform, ///< a limit of the platform, always there
};

/// One thing that a plan has to keep.
template <Real T = double> struct constraint {
  std::string name;
  T value = unset_v<T>;  ///< what the forecast gives
  T limit = unset_v<T>;  ///< what is allowed
  T margin = unset_v<T>; ///< limit - value; value - limit for a lower limit
  T scale = T(1);        ///< what the margin is measured against: the limit; where that is 0 one service time or one record
  bool met = false;
  bound side = bound::at_most;
  demand from = demand::wanted;
  std::string unit = {}; ///< of value and limit: "s", "records", "USD/month", "partitions", ...; "" for a share or a ratio
  std::string note = {}; ///< what is behind the limit: source and date, or why the value cannot be told for certain
  friend bool operator==(constraint const&, constraint const&) = default;
};

/// A value against its limit, which counts as met within rounding (1e-12 of the limit).
/// @param unit_margin what the margin is measured against where the limit is 0 or infinite
template <Real T>
[[nodiscard]] constraint<T> constraint_of(char const* name, T const& value, T const& limit, T const& unit_margin, bound side = bound::at_most) {
  bool const most = side == bound::at_most;
  T const slack = limit * T(1e-12);
  bool const met = most ? value_of(value) <= value_of(T(limit + slack)) : value_of(value) >= value_of(T(limit - slack));
  constraint<T> out;
  out.name = name;
  out.value = value;
  out.limit = limit;
  out.margin = most ? T(limit - value) : T(value - limit);
  out.scale = value_of(limit) > 0 && value_of(limit) <= value_of(std::numeric_limits<T>::max()) ? limit : unit_margin;
  out.met = met;
  out.side = side;
  return out;
}

/// @returns margin / scale
template <Real T> [[nodiscard]] T relative_margin(constraint<T> const& c) { return c.margin / c.scale; }

/// @returns true when all are met, but for one that is left out by name
template <Real T>
[[nodiscard]] bool all_met(std::vector<constraint<T>> const& all, std::string const& but = {}) {
  for (auto const& c : all) {
    if (!c.met && c.name != but) { return false; }
  }
  return true;
}

/// The constraint with the smallest relative margin, but for one left out by name. Limits of the platform count only where
/// they are missed: nobody asked how much room is left there.
/// @returns nullptr when there is none
template <Real T>
[[nodiscard]] constraint<T> const* tightest(std::vector<constraint<T>> const& all, std::string const& but = {}) {
  constraint<T> const* best = nullptr;
  for (auto const& c : all) {
    if (c.from == demand::platform && c.met) { continue; }
    if (c.name != but && (!best || value_of(relative_margin(c)) < value_of(relative_margin(*best)))) { best = &c; }
  }
  return best;
}

} // namespace ullage
