// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Closed forms of a queue-fed function with one record in service per consumer: what the first
/// window does, the steady state, the cool-down, and their inverses.
///
/// Source: field measurement of July 2021 with an Amazon MSK trigger, batch size 1 and 3 s per
/// record ("AWS Lambda Scaling with MSK", Hexaview, 2023-02-10). Accuracy: exact in the fluid
/// model, 1e-15 relative in double.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <limits>

namespace ullage {

/// Records done in a window in which the number of consumers is constant.
///
/// Formula: consumers * window / service_time. With a window of 900 s and one consumer this is
/// the ramp-up rule 900 / average duration.
/// @param window length of the window [s], >= 0
/// @param service_time mean time of one record [s], > 0
/// @param consumers records in service at once, >= 0
/// @returns records (fluid: not rounded down)
/// @throws std::domain_error an argument is out of range
template <Number W, Number S, Number C = int>
[[nodiscard]] promote_t<W, S, C> records_in_window(W window, S service_time, C consumers = 1) {
  using T = promote_t<W, S, C>;
  T const w(window), s(service_time), c(consumers);
  detail::require_nonnegative("records_in_window", "window", w);
  detail::require_positive("records_in_window", "service_time", s);
  detail::require_nonnegative("records_in_window", "consumers", c);
  return c * w / s;
}

/// Largest rate that one consumer per partition sustains.
///
/// Formula: partitions / service_time.
/// @param partitions partitions of the topic, each served by its own consumer, >= 0
/// @param service_time mean time of one record [s], > 0
/// @returns records/s
/// @throws std::domain_error an argument is out of range
template <Number P, Number S> [[nodiscard]] promote_t<P, S> steady_throughput(P partitions, S service_time) {
  using T = promote_t<P, S>;
  T const p(partitions), s(service_time);
  detail::require_nonnegative("steady_throughput", "partitions", p);
  detail::require_positive("steady_throughput", "service_time", s);
  return p / s;
}

/// The same per minute: partitions * 60 / service_time.
/// @returns records/min
/// @throws std::domain_error an argument is out of range
template <Number P, Number S>
[[nodiscard]] promote_t<P, S> steady_throughput_per_minute(P partitions, S service_time) {
  using T = promote_t<P, S>;
  T const p(partitions), s(service_time);
  detail::require_nonnegative("steady_throughput_per_minute", "partitions", p);
  detail::require_positive("steady_throughput_per_minute", "service_time", s);
  return p * T(60) / s;
}

/// Time from an empty queue to the next evaluation, which takes the extra consumers away.
///
/// Formula: evaluation_period * ceil(drained_at / evaluation_period) - drained_at; evaluations
/// are at whole multiples of the period. At most one period, half of it on average.
/// @param evaluation_period time between two evaluations [s], > 0
/// @param drained_at when nothing waits and nothing arrives any more [s], >= 0
/// @returns seconds, in [0, evaluation_period)
/// @throws std::domain_error an argument is out of range
template <Number E, Number D> [[nodiscard]] promote_t<E, D> cool_down(E evaluation_period, D drained_at) {
  using std::ceil;
  using T = promote_t<E, D>;
  T const period(evaluation_period), at(drained_at);
  detail::require_positive("cool_down", "evaluation_period", period);
  detail::require_nonnegative("cool_down", "drained_at", at);
  T const wait = period * T(ceil(at / period)) - at;
  return value_of(wait) > 0 && value_of(wait) < value_of(period) ? wait : T(0);
}

/// Smallest number of partitions that carries a rate at a utilization: inverse of
/// steady_throughput.
///
/// Formula: ceil(arrival_rate * service_time / utilization). A quotient within four rounding
/// errors of a whole number counts as that number.
/// @param arrival_rate records/s, >= 0
/// @param service_time mean time of one record [s], > 0
/// @param utilization share of the capacity that may be used, in (0, 1]
/// @returns partitions, a whole number (in the scalar type, so that nothing overflows)
/// @throws std::domain_error an argument is out of range
template <Number L, Number S, Number U = int>
[[nodiscard]] promote_t<L, S, U> partitions_for(L arrival_rate, S service_time, U utilization = 1) {
  using std::ceil;
  using std::floor;
  using T = promote_t<L, S, U>;
  T const rate(arrival_rate), s(service_time), rho(utilization);
  detail::require_nonnegative("partitions_for", "arrival_rate", rate);
  detail::require_positive("partitions_for", "service_time", s);
  detail::require(value_of(rho) > 0 && value_of(rho) <= 1, "partitions_for", "utilization", rho,
                  "must be in (0, 1]");
  T const exact = rate * s / rho;
  T const below = T(floor(exact));
  return value_of(T(exact - below)) <= value_of(T(4 * std::numeric_limits<T>::epsilon() * exact))
             ? below
             : T(ceil(exact));
}

/// Longest mean service time at which the partitions keep up with a rate.
///
/// Formula: partitions / arrival_rate.
/// @param partitions >= 0
/// @param arrival_rate records/s, > 0
/// @returns seconds
/// @throws std::domain_error an argument is out of range
template <Number P, Number L> [[nodiscard]] promote_t<P, L> max_service_time(P partitions, L arrival_rate) {
  using T = promote_t<P, L>;
  T const p(partitions), rate(arrival_rate);
  detail::require_nonnegative("max_service_time", "partitions", p);
  detail::require_positive("max_service_time", "arrival_rate", rate);
  return p / rate;
}

/// Largest arrival rate that keeps the utilization.
///
/// Formula: utilization * partitions / service_time.
/// @param partitions >= 0
/// @param service_time mean time of one record [s], > 0
/// @param utilization share of the capacity that may be used, in (0, 1]
/// @returns records/s
/// @throws std::domain_error an argument is out of range
template <Number P, Number S, Number U = int>
[[nodiscard]] promote_t<P, S, U> max_arrival_rate(P partitions, S service_time, U utilization = 1) {
  using T = promote_t<P, S, U>;
  T const p(partitions), s(service_time), rho(utilization);
  detail::require_nonnegative("max_arrival_rate", "partitions", p);
  detail::require_positive("max_arrival_rate", "service_time", s);
  detail::require(value_of(rho) > 0 && value_of(rho) <= 1, "max_arrival_rate", "utilization", rho,
                  "must be in (0, 1]");
  return rho * p / s;
}

} // namespace ullage
