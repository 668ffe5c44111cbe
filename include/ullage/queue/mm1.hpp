// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// One server, Poisson arrivals, exponential service: the closed forms.

#include <ullage/concepts.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/queue/measures.hpp>

#include <cmath>
#include <type_traits>

namespace ullage {

/// M/M/1, first come first served: one keyed partition drained by its one consumer.
template <Real T = double> struct mm1 {
  using scalar_type = T;
  T arrival_rate = unset_v<T>; ///< lambda [records/s], >= 0, required
  T service_time = unset_v<T>; ///< mean S [s], > 0, required
  friend bool operator==(mm1 const&, mm1 const&) = default;
};
template <Real T> inline constexpr bool enable_queue<mm1<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(mm1<T> const& q) {
  detail::require_nonnegative("mm1", "arrival_rate", q.arrival_rate);
  detail::require_positive("mm1", "service_time", q.service_time);
}

/// rho = arrival_rate * service_time; may be >= 1.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(mm1<T> const& q) {
  validate(q);
  return detail::saturated<T>(T(q.arrival_rate * q.service_time));
}

namespace detail {

/// 1 - rho without the rounding error of the product: near saturation it is all that is left.
template <Real T> [[nodiscard]] T spare_share(mm1<T> const& q) {
  return minus_product(T(1), q.arrival_rate, q.service_time);
}

} // namespace detail

/// Share of the records that waits. Formula: rho. Exact.
/// @returns probability
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_probability(mm1<T> const& q) {
  detail::require_stable("wait_probability", q);
  return utilization(q);
}

/// Mean wait. Formula: rho S / (1 - rho). Exact, 1e-15 relative.
/// @returns seconds
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T mean_wait(mm1<T> const& q) {
  detail::require_stable("mean_wait", q);
  return detail::saturated<T>(T(utilization(q) * (q.service_time / detail::spare_share(q))));
}

/// Variance of the wait. Formula: rho (2 - rho) (S / (1 - rho))^2. Exact, 1e-15 relative.
/// @returns seconds^2
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_variance(mm1<T> const& q) {
  detail::require_stable("wait_variance", q);
  T const rho = utilization(q);
  T const scale = q.service_time / detail::spare_share(q);
  return detail::saturated<T>(T(rho * (2 - rho) * scale * scale));
}

/// P(W > t). Formula: rho exp(-(1 - rho) t/S). Exact, 3e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_tail(mm1<T> const& q, std::type_identity_t<T> t) {
  using std::exp;
  detail::require_stable("wait_tail", q);
  detail::require_nonnegative("wait_tail", "t", t);
  return utilization(q) * T(exp(T(-detail::spare_share(q) * (t / q.service_time))));
}

/// The time within which a share p of the records starts service: 0 where p <= P(W = 0) = 1 - rho.
/// Formula: S log(rho / (1 - p)) / (1 - rho). Exact.
/// @param p in [0, 1)
/// @returns seconds
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_quantile(mm1<T> const& q, std::type_identity_t<T> p) {
  using std::log;
  detail::require_stable("wait_quantile", q);
  detail::require_quantile("wait_quantile", p);
  T const rho = utilization(q);
  T const level = 1 - p;
  if (value_of(rho) <= value_of(level)) { return T(0); }
  return detail::saturated<T>(T(T(log(T(rho / level))) * (q.service_time / detail::spare_share(q))));
}

/// P(sojourn > t). Formula: exp(-(1 - rho) t/S). Exact, 3e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T sojourn_tail(mm1<T> const& q, std::type_identity_t<T> t) {
  using std::exp;
  detail::require_stable("sojourn_tail", q);
  detail::require_nonnegative("sojourn_tail", "t", t);
  return exp(T(-detail::spare_share(q) * (t / q.service_time)));
}

/// The time within which a share p of the records is done. Formula: -S log(1 - p) / (1 - rho). Exact.
/// @param p in [0, 1)
/// @returns seconds
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T sojourn_quantile(mm1<T> const& q, std::type_identity_t<T> p) {
  using std::log1p;
  detail::require_stable("sojourn_quantile", q);
  detail::require_quantile("sojourn_quantile", p);
  return detail::saturated<T>(T(-T(log1p(T(-p))) * (q.service_time / detail::spare_share(q))));
}

/// P(N = n), waiting and in service. Formula: (1 - rho) rho^n. Exact, 3e-13 relative where >= 1e-300.
/// @param n records in the system, >= 0
/// @returns probability
/// @throws std::domain_error a field or n is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T state_probability(mm1<T> const& q, long long n) {
  using std::exp;
  using std::log;
  using std::log1p;
  detail::require_stable("state_probability", q);
  detail::require(n >= 0, "state_probability", "n", n, "must be >= 0");
  T const rho = utilization(q);
  T const spare = detail::spare_share(q);
  if (n == 0) { return spare; }
  if (value_of(rho) == 0) { return T(0); }
  T const log_rho = value_of(rho) > 0.5 ? T(log1p(T(-spare))) : T(log(rho));
  return spare * T(exp(T(T(n) * log_rho)));
}

} // namespace ullage
