// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What event pollers and event source mappings of AWS Lambda can do: rates, pollers for a rate, concurrency, time to add
/// environments.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <limits>

namespace ullage {

/// Largest rate of one poller by its invocations.
///
/// Formula: batch / invocation_time * slots, in the unit of the batch. Exact for invocations of that mean length.
/// Source: AWS Lambda developer guide, low-latency Kafka event source mappings, read 2026-10.
/// @param batch records or bytes of one invocation, >= 0
/// @param invocation_time [s], > 0
/// @param slots invocations of one poller at once, > 0 (Kafka 5, SQS 10)
/// @returns records/s or bytes/s
/// @throws std::domain_error an argument is out of range
template <Number B, Number D, Number S = int>
[[nodiscard]] promote_t<B, D, S> poller_rate(B batch, D invocation_time, S slots = 5) {
  using T = promote_t<B, D, S>;
  T const b(batch), d(invocation_time), n(slots);
  auto const f = "poller_rate";
  detail::require_nonnegative(f, "batch", b);
  detail::require_positive(f, "invocation_time", d);
  detail::require_positive(f, "slots", n);
  return b / d * n;
}

/// Smallest number of pollers that carries a rate.
///
/// Formula: ceil(rate / rate of one). Within four rounding errors of a whole number counts as it.
/// @param rate records/s or bytes/s, >= 0
/// @param one rate of one poller in the same unit, > 0: poller_rate, or 5e6 bytes/s (Kafka), 1e6 (SQS)
/// @returns pollers, whole
/// @throws std::domain_error an argument is out of range
template <Number R, Number O> [[nodiscard]] promote_t<R, O> pollers_needed(R rate, O one) {
  using std::ceil;
  using std::floor;
  using T = promote_t<R, O>;
  T const all(rate), each(one);
  detail::require_nonnegative("pollers_needed", "rate", all);
  detail::require_positive("pollers_needed", "one", each);
  T const exact = all / each;
  T const below = T(floor(exact));
  return value_of(T(exact - below)) <= value_of(T(4 * std::numeric_limits<T>::epsilon() * exact)) ? below : T(ceil(exact));
}

/// Most concurrent invocations of a FIFO queue: one for each message group that has messages.
///
/// Formula: min(message_groups, maximum_concurrency). Source: AWS Lambda developer guide, SQS scaling.
/// @param message_groups with messages, >= 0
/// @param maximum_concurrency of the mapping or the function, > 0; infinity: none
/// @throws std::domain_error an argument is out of range
template <Number G, Number M> [[nodiscard]] promote_t<G, M> fifo_concurrency(G message_groups, M maximum_concurrency) {
  using T = promote_t<G, M>;
  T const groups(message_groups), most(maximum_concurrency);
  detail::require_nonnegative("fifo_concurrency", "message_groups", groups);
  detail::require_positive_or_unlimited("fifo_concurrency", "maximum_concurrency", most);
  return detail::smaller(groups, most);
}

/// Shortest time in which a function comes to a number of execution environments.
///
/// Formula: max(0, environments - burst) / rate. AWS Lambda adds 1000 every 10 s (100/s): to 10,000 that is 90 s when
/// the first 1000 are there at once and 100 s when they are not. Source: Lambda scaling behaviour, 2023-11.
/// @param environments >= 0
/// @param burst that may start at once, >= 0
/// @param rate of those after it [1/s], > 0
/// @returns seconds
/// @throws std::domain_error an argument is out of range
template <Number E, Number B = int, Number R = int>
[[nodiscard]] promote_t<E, B, R> environment_time(E environments, B burst = 1000, R rate = 100) {
  using T = promote_t<E, B, R>;
  T const wanted(environments), at_once(burst), later(rate);
  auto const f = "environment_time";
  detail::require_nonnegative(f, "environments", wanted);
  detail::require_nonnegative(f, "burst", at_once);
  detail::require_positive(f, "rate", later);
  return value_of(wanted) > value_of(at_once) ? T((wanted - at_once) / later) : T(0);
}

} // namespace ullage
