// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// M/D/1: Poisson arrivals, one server, every service takes the same time. Exact.

#include <ullage/concepts.hpp>
#include <ullage/detail/laplace.hpp>
#include <ullage/detail/md1_law.hpp>
#include <ullage/detail/poisson_decay.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/queue/measures.hpp>

#include <cmath>
#include <type_traits>

namespace ullage {

/// A single server with Poisson arrivals and constant service, e.g. one partition with keyed records.
///
/// All measures are exact. Source: Erlang 1909; Franx, "A simple solution for the M/D/c waiting time
/// distribution", Oper. Res. Lett. 29 (2001); Tijms, "A First Course in Stochastic Models" (2003), 9.6.
template <Real T = double> struct md1 {
  using scalar_type = T;
  T arrival_rate = unset_v<T>; ///< lambda [records/s], >= 0, required
  T service_time = unset_v<T>; ///< D [s], > 0, required
  friend bool operator==(md1 const&, md1 const&) = default;
};
template <Real T> inline constexpr bool enable_queue<md1<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(md1<T> const& q) {
  detail::require_nonnegative("md1", "arrival_rate", q.arrival_rate);
  detail::require_positive("md1", "service_time", q.service_time);
}

/// Share of the time in which the server is busy, if it is < 1; the offered load else.
/// Formula: arrival_rate * service_time.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(md1<T> const& q) {
  validate(q);
  return q.arrival_rate * q.service_time;
}

namespace detail {

template <Real T> [[nodiscard]] md1_law<wide_t<T>> md1_law_of(md1<T> const& q) {
  return md1_law<wide_t<T>>(q.arrival_rate, q.service_time);
}

/// Refuses a queue without arrivals, for measures that have no value there.
template <QueueModel Q> void require_arrivals(char const* function, Q const& q) {
  require(value_of(q.arrival_rate) > 0, function, "arrival_rate", q.arrival_rate, "must be > 0");
}

} // namespace detail

/// Chance that a record waits. Formula: utilization. Exact.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_probability(md1<T> const& q) {
  detail::require_stable("wait_probability", q);
  return utilization(q);
}

/// Mean wait before service [s]. Exact, 1e-15 relative.
/// Formula: rho D / (2 (1 - rho)). Source: Pollaczek 1930, Khinchine 1932.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T mean_wait(md1<T> const& q) {
  detail::require_stable("mean_wait", q);
  return utilization(q) * q.service_time / (2 * detail::minus_product(T(1), q.arrival_rate, q.service_time));
}

/// Variance of the wait [s^2]. Exact, 1e-15 relative.
/// Formula: D^2 (rho / (3 (1 - rho)) + rho^2 / (4 (1 - rho)^2)). Source: Takacs 1962.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_variance(md1<T> const& q) {
  detail::require_stable("wait_variance", q);
  T const odds = utilization(q) / detail::minus_product(T(1), q.arrival_rate, q.service_time);
  return q.service_time * (q.service_time * (odds * (T(1) / 3 + odds / 4)));
}

/// The rate theta [1/s] at which the tail of the wait falls in the end: P(W > t) ~ K e^(-theta t).
/// Formula: root of arrival_rate (e^(theta D) - 1) = theta. Exact, 4e-15 relative, also next to load 1.
/// @throws std::domain_error a field is out of range, or no arrivals
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T decay_rate(md1<T> const& q) {
  using U = detail::wide_t<T>;
  detail::require_stable("decay_rate", q);
  detail::require_arrivals("decay_rate", q);
  U const rate(q.arrival_rate), service(q.service_time);
  return T(detail::poisson_decay<U>(rate * service, detail::minus_product(U(1), rate, service)) / service);
}

/// The factor K of the tail: P(W > t) ~ K e^(-theta t). Exact, 1e-14 relative.
/// Formula: (1 - rho) / (theta D + rho - 1). Source: Cramer 1930, Lundberg 1926.
/// @throws std::domain_error a field is out of range, or no arrivals
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T tail_constant(md1<T> const& q) {
  using U = detail::wide_t<T>;
  detail::require_stable("tail_constant", q);
  detail::require_arrivals("tail_constant", q);
  U const rate(q.arrival_rate), service(q.service_time);
  U const idle = detail::minus_product(U(1), rate, service);
  return T(idle / (detail::poisson_decay<U>(rate * service, idle) - idle));
}

/// Chance that a record waits longer than t. Exact.
///
/// Formula: for (k-1) D <= t < k D, with x = arrival_rate (k D - t),
/// e^-x sum_j x^j / j! P(more than k-1-j records wait), a sum of positive terms; beyond a time where the
/// next exponential is below the rounding error, K e^(-theta t). Source: Franx 2001.
/// Accuracy: 2e-13 relative while the tail is above 1e-300.
/// @param t time [s], >= 0
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_tail(md1<T> const& q, std::type_identity_t<T> t) {
  detail::require_stable("wait_tail", q);
  detail::require_nonnegative("wait_tail", "t", t);
  return T(detail::md1_law_of(q).tail(t));
}

/// The time within which a share p of the records starts service [s]: 0 where p <= 1 - utilization.
/// Root of wait_tail; exact, 2e-13 relative in 1 - p, or a rounding error of the time where that is more
/// (low loads).
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_quantile(md1<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("wait_quantile", q);
  detail::require_quantile("wait_quantile", p);
  return T(detail::md1_law_of(q).quantile(1 - detail::wide_t<T>(p)));
}

/// Chance that a record is not done within t of its arrival. Exact.
/// Formula: wait_tail(t - D), 1 for t < D.
/// @param t time [s], >= 0
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T sojourn_tail(md1<T> const& q, std::type_identity_t<T> t) {
  detail::require_stable("sojourn_tail", q);
  detail::require_nonnegative("sojourn_tail", "t", t);
  if (value_of(t) < value_of(q.service_time)) { return T(1); }
  return T(detail::md1_law_of(q).tail(detail::wide_t<T>(t) - q.service_time));
}

/// The time within which a share p of the records is done [s]. Formula: D + wait_quantile. Exact.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T sojourn_quantile(md1<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("sojourn_quantile", q);
  detail::require_quantile("sojourn_quantile", p);
  return T(q.service_time + detail::md1_law_of(q).quantile(1 - detail::wide_t<T>(p)));
}

/// Chance of n records in the system (waiting or in service) at a random time. Exact.
/// Formula: p_j = (p_0 P(A > j-1) + sum_{i=1}^{j-1} p_i P(A > j-i)) / P(A = 0), A ~ Poisson(rho);
/// geometric beyond. Source: Tijms 2003. Accuracy: 1e-13 relative above 1e-300.
/// @param n records, >= 0
/// @throws std::domain_error a field or n is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T state_probability(md1<T> const& q, long long n) {
  detail::require_stable("state_probability", q);
  detail::require(n >= 0, "state_probability", "n", n, "must be >= 0");
  return T(detail::md1_law_of(q).mass(n));
}

} // namespace ullage
