// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How much of its parallelism a topic can use when fewer consumers than partitions own it.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <limits>

namespace ullage {

/// Records that can be in service at once, in the view of the partition that finishes last.
///
/// A partition is owned by one consumer, and the consumer that owns most of them,
/// ceil(partitions / consumers), sets the rate at which the last one is drained.
/// Formula: partitions / ceil(partitions / consumers), partitions when consumers >= partitions,
/// 0 without consumers. Not the number of consumers: 10 partitions with 6 to 9 consumers are
/// worth 5. A quotient within a few rounding errors of a whole number counts as it. Exact for equal shares; Source: design of the Kafka consumer group protocol.
/// @param partitions lanes that keep their order, >= 0
/// @param consumers members that own them, >= 0 (a real number while a ramp is under way)
/// @returns services in parallel, <= partitions
/// @throws std::domain_error an argument is negative or not finite
template <Number P, Number C>
[[nodiscard]] promote_t<P, C> effective_parallelism(P partitions, C consumers) {
  using std::ceil;
  using T = promote_t<P, C>;
  T const p(partitions), c(consumers);
  detail::require_nonnegative("effective_parallelism", "partitions", p);
  detail::require_nonnegative("effective_parallelism", "consumers", c);
  if (value_of(c) >= value_of(p)) { return p; }
  if (!(value_of(c) > 0)) { return T(0); }
  return p / T(ceil(p / c * (1 - 8 * std::numeric_limits<T>::epsilon())));
}

} // namespace ullage
