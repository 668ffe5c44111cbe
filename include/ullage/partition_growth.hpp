// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What more partitions do to the keys: how many of them move, and the counts to which the fewest move.

#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/require.hpp>

#include <vector>

namespace ullage {

namespace detail {
[[nodiscard]] constexpr long long common_divisor(long long a, long long b) {
  while (b != 0) {
    long long const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}
inline void require_partition_count(char const* function, char const* field, long long n) {
  require(n >= 1 && n <= 1'000'000'000, function, field, static_cast<double>(n), "must be in [1, 1000000000]");
}
} // namespace detail

/// Share of the keys that go to another partition when the number of partitions changes.
///
/// A key stays when its hash leaves the same rest with both numbers.
/// Formula: 1 - gcd(from, to) / max(from, to) for placement by hash mod partitions. Exact for a hash that is
/// uniform; that of 31 bits differs by less than from * to / 2^31.
/// @param from, to partitions, 1 .. 10^9
/// @returns share of the keys, in [0, 1); that of the traffic in expectation
/// @throws std::domain_error an argument is out of range
[[nodiscard]] inline double moved_keys(long long from, long long to) {
  detail::require_partition_count("moved_keys", "from", from);
  detail::require_partition_count("moved_keys", "to", to);
  long long const more = from < to ? to : from;
  return static_cast<double>(more - detail::common_divisor(from, to)) / static_cast<double>(more);
}

/// A number of partitions to grow to.
struct growth_step {
  long long partitions = 0;
  double moved = 0; ///< share of the keys that change their partition
  friend bool operator==(growth_step const&, growth_step const&) = default;
};

/// The numbers of partitions that are worth growing to: each moves fewer keys than every smaller one that is enough.
///
/// The first is the smallest step, the last the gentlest, a multiple of the present number; to double moves one
/// half, and no growth moves less. Formula: to m/d times the number, in lowest terms, moves 1 - 1/m of the keys.
/// @param partitions of now, 1 .. 10^9
/// @param at_least partitions that are needed, 1 .. 10^9
/// @returns rising partitions, falling moved; the present number alone when it is enough
/// @throws std::domain_error an argument is out of range
[[nodiscard]] inline std::vector<growth_step> gentle_growth(long long partitions, long long at_least) {
  detail::require_partition_count("gentle_growth", "partitions", partitions);
  detail::require_partition_count("gentle_growth", "at_least", at_least);
  if (at_least <= partitions) { return {growth_step{partitions, 0}}; }
  std::vector<growth_step> found;
  auto const try_divisor = [&](long long d) {
    // The smallest m with m (partitions / d) >= at_least that has no factor in common with d.
    long long const unit = partitions / d;
    long long m = (at_least + unit - 1) / unit;
    while (detail::common_divisor(m, d) != 1) { ++m; }
    found.push_back({m * unit, static_cast<double>(m - 1) / static_cast<double>(m)});
  };
  for (long long d = 1; d * d <= partitions; ++d) {
    if (partitions % d != 0) { continue; }
    try_divisor(d);
    if (d * d != partitions) { try_divisor(partitions / d); }
  }
  detail::heap_sort(found, [](growth_step const& a, growth_step const& b) { return a.partitions < b.partitions; });
  std::vector<growth_step> out;
  for (auto const& step : found) {
    if (out.empty() || step.moved < out.back().moved) { out.push_back(step); }
  }
  return out;
}

} // namespace ullage
