// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// As many servers as records: nobody waits.

#include <ullage/concepts.hpp>
#include <ullage/detail/erlang_inverse.hpp>
#include <ullage/detail/poisson.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/queue/measures.hpp>

#include <cmath>
#include <type_traits>

namespace ullage {

/// M/M/infinity: Poisson arrivals, a server for each of them. The number in the system is Poisson with
/// mean arrival_rate * service_time whatever the law of service (M/G/infinity); only sojourn_tail and
/// sojourn_quantile take service as exponential.
template <Real T = double> struct mminf {
  using scalar_type = T;
  T arrival_rate = unset_v<T>; ///< lambda [records/s], >= 0, required
  T service_time = unset_v<T>; ///< mean S [s], > 0, required
  friend bool operator==(mminf const&, mminf const&) = default;
};
template <Real T> inline constexpr bool enable_queue<mminf<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(mminf<T> const& q) {
  detail::require_nonnegative("mminf", "arrival_rate", q.arrival_rate);
  detail::require_positive("mminf", "service_time", q.service_time);
}

/// 0: the load per server of infinitely many of them. The mean number of busy ones is mean_in_system.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(mminf<T> const& q) {
  validate(q);
  return T(0);
}

/// Share of the records that waits: none.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T wait_probability(mminf<T> const& q) {
  detail::require_stable("wait_probability", q);
  return T(0);
}

/// Mean wait [s]: 0.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_wait(mminf<T> const& q) {
  detail::require_stable("mean_wait", q);
  return T(0);
}

/// Variance of the wait [s^2]: 0.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T wait_variance(mminf<T> const& q) {
  detail::require_stable("wait_variance", q);
  return T(0);
}

/// P(W > t): 0.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
template <Real T> [[nodiscard]] T wait_tail(mminf<T> const& q, std::type_identity_t<T> t) {
  detail::require_stable("wait_tail", q);
  detail::require_nonnegative("wait_tail", "t", t);
  return T(0);
}

/// The time within which a share p of the records starts service [s]: 0.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
template <Real T> [[nodiscard]] T wait_quantile(mminf<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("wait_quantile", q);
  detail::require_quantile("wait_quantile", p);
  return T(0);
}

/// P(sojourn > t), exponential service. Formula: exp(-t/S). Exact, 3e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
template <Real T> [[nodiscard]] T sojourn_tail(mminf<T> const& q, std::type_identity_t<T> t) {
  using std::exp;
  detail::require_stable("sojourn_tail", q);
  detail::require_nonnegative("sojourn_tail", "t", t);
  using U = detail::wide_t<T>;
  return T(exp(U(-U(t) / U(q.service_time))));
}

/// The time within which a share p of the records is done [s]. Formula: -S log(1 - p). Exact.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
template <Real T> [[nodiscard]] T sojourn_quantile(mminf<T> const& q, std::type_identity_t<T> p) {
  using std::log1p;
  detail::require_stable("sojourn_quantile", q);
  detail::require_quantile("sojourn_quantile", p);
  return -q.service_time * T(log1p(T(-p)));
}

/// P(N = n): Poisson with mean a = lambda S, whatever the law of service.
///
/// Formula: exp(-a) a^n / n!, by its saddle point. Exact.
/// Source: Loader (2000). Accuracy: 4e-13 relative where >= 1e-300 (a <= 1e7).
/// @param n records in the system, >= 0
/// @returns probability
/// @throws std::domain_error a field or n is out of range
template <Real T> [[nodiscard]] T state_probability(mminf<T> const& q, long long n) {
  using U = detail::wide_t<T>;
  detail::require_stable("state_probability", q);
  detail::require(n >= 0, "state_probability", "n", n, "must be >= 0");
  U const rate(q.arrival_rate);
  U const service(q.service_time);
  U const a = rate * service;
  return T(detail::poisson_probability(U(n), a, U(-detail::minus_product(a, rate, service))));
}

} // namespace ullage
