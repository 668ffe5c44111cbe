// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Several servers, room for a limited number of records, Poisson arrivals, exponential service.

#include <ullage/concepts.hpp>
#include <ullage/detail/mmck_tail.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/queue/measures.hpp>

#include <cmath>
#include <type_traits>

namespace ullage {

/// M/M/c/K: a record that finds `capacity` records in the system is turned away. Always stable. The
/// measures of the wait and of the sojourn are those of the records that are accepted. Accuracies are measured
/// up to 1e6 servers and 1e6 places more (sojourn_tail: 1500 of both).
template <Real T = double> struct mmck {
  using scalar_type = T;
  T arrival_rate = unset_v<T>; ///< lambda of all records, turned away or not [records/s], >= 0, required
  T service_time = unset_v<T>; ///< mean S [s], > 0, required
  int servers = 1;             ///< c, >= 1
  int capacity = 0;            ///< K: most records in the system, in service too, >= servers, required
  friend bool operator==(mmck const&, mmck const&) = default;
};
template <Real T> inline constexpr bool enable_queue<mmck<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(mmck<T> const& q) {
  detail::require_nonnegative("mmck", "arrival_rate", q.arrival_rate);
  detail::require_positive("mmck", "service_time", q.service_time);
  detail::require(q.servers >= 1, "mmck", "servers", q.servers, "must be >= 1");
  detail::require(q.capacity >= q.servers, "mmck", "capacity", q.capacity,
                  q.capacity == 0 ? "is required and must be >= servers" : "must be >= servers");
}

/// rho = arrival_rate * service_time / servers, of the load that is offered; may be >= 1.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(mmck<T> const& q) {
  validate(q);
  return detail::saturated<T>(q.arrival_rate * q.service_time / T(q.servers));
}

/// Always: what does not fit is turned away.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] bool is_stable(mmck<T> const& q) {
  validate(q);
  return true;
}

namespace detail {
template <Real T> [[nodiscard]] mmck_parts<wide_t<T>> parts_of(mmck<T> const& q) {
  using U = wide_t<T>;
  validate(q);
  return mmck_parts_of<U>(U(q.arrival_rate), U(q.service_time), U(q.servers), U(q.capacity) - U(q.servers));
}
template <Real T> [[nodiscard]] split_number<wide_t<T>> services_in(mmck<T> const& q, char const* function, T const& t) {
  using U = wide_t<T>;
  require_nonnegative(function, "t", t);
  return split_quotient<U>(U(q.servers), U(t), U(q.service_time));
}
} // namespace detail

/// Share of the records that is turned away: P(N = K), which an arrival sees (Wolff 1982).
///
/// Formula: rho^(K-c) / (1/B + rho G), B = Erlang B of c servers, G = 1 + rho + ... + rho^(K-c-1). Exact.
/// Accuracy: 2e-13 relative where >= 1e-300.
/// @returns probability
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T blocking_probability(mmck<T> const& q) {
  return T(detail::parts_of(q).blocked());
}

/// Share of the accepted records that waits. Formula: G / (1/B - 1 + G). Exact.
/// @returns probability
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T wait_probability(mmck<T> const& q) { return T(detail::parts_of(q).wait()); }

/// Mean wait of the accepted records.
///
/// Formula: P(W > 0) S / c E[J], J = 1 ... K - c with weights rho^(J-1). Exact. Accuracy: 2e-13 relative.
/// @returns seconds
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_wait(mmck<T> const& q) {
  auto const m = detail::parts_of(q);
  return detail::saturated<T>(m.wait() * (m.mean_steps() * (m.service / m.servers)));
}

/// Variance of the wait of the accepted records.
/// Formula: P(W > 0) (S/c)^2 (Var J + E J + P(W = 0) (E J)^2). Exact. Accuracy: 2e-13 relative.
/// @returns seconds^2
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T wait_variance(mmck<T> const& q) {
  auto const m = detail::parts_of(q);
  auto const step = m.service / m.servers;
  auto const j = m.mean_steps();
  return detail::saturated<T>(m.wait() * (m.variance_of_steps() + j + m.no_wait() * j * j) * step * step);
}

/// P(W > t) of an accepted record.
///
/// Formula: sum_j rho^j Q(j+1, c t/S), j < K - c, over 1/B - 1 + G; the sum in closed form, or by the mean
/// value of its derivative in rho where the closed form cancels. Exact. Accuracy: 5e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
template <Real T> [[nodiscard]] T wait_tail(mmck<T> const& q, std::type_identity_t<T> t) {
  auto const m = detail::parts_of(q);
  return T(detail::mmck_wait_tail(m, detail::services_in(q, "wait_tail", t)));
}

/// The time within which a share p of the accepted records starts service [s]: 0 where p <= P(W = 0).
/// Root of wait_tail by steps of third order. Accuracy: 1e-12 relative in 1 - p; 1e-10 for 1e9 places,
/// where the rounding of the time counts.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
template <Real T> [[nodiscard]] T wait_quantile(mmck<T> const& q, std::type_identity_t<T> p) {
  using U = detail::wide_t<T>;
  auto const m = detail::parts_of(q);
  detail::require_quantile("wait_quantile", p);
  U const level = 1 - U(p);
  if (!(value_of(level) < value_of(m.wait()))) { return T(0); }
  return detail::saturated<T>(detail::mmck_wait_quantile<U>(m, level) * (m.service / m.servers));
}

/// P(wait + service > t) of an accepted record.
///
/// Formula: exp(-t/S) P(W = 0) + P(W > t) + integral of the density of W times exp(-(t-s)/S); in closed
/// form, or by Gauss-Legendre panels where that cancels. Exact. Accuracy: 3e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
template <Real T> [[nodiscard]] T sojourn_tail(mmck<T> const& q, std::type_identity_t<T> t) {
  auto const m = detail::parts_of(q);
  return T(detail::mmck_sojourn_tail(m, detail::services_in(q, "sojourn_tail", t)));
}

/// Records that are accepted [records/s]. Formula: lambda (1 - P(N = K)). Exact.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T throughput(mmck<T> const& q) {
  auto const m = detail::parts_of(q);
  return T(m.accepted() * m.rate);
}

/// P(N = n): n records in the system.
/// @returns probability; 0 for n > capacity
/// @throws std::domain_error a field is out of range, or n < 0
template <Real T> [[nodiscard]] T state_probability(mmck<T> const& q, long long n) {
  using U = detail::wide_t<T>;
  using std::exp;
  auto const m = detail::parts_of(q);
  detail::require(n >= 0, "state_probability", "n", n, "must be >= 0");
  if (n > q.capacity) { return T(0); }
  if (value_of(m.load.value) == 0) { return T(n == 0 ? 1 : 0); }
  U const k = U(static_cast<double>(n));
  if (n >= q.servers) {
    // rho^(n - c), scaled as the sum of all states is.
    bool const grows = value_of(m.log_ratio) > 0;
    U const steps = grows ? U(k - U(q.capacity)) : U(k - m.servers);
    return T(exp(U(steps * m.log_ratio)) / m.all());
  }
  if (value_of(m.excess) <= 0) {
    // mass(n) / mass(c) without the quotient of two small numbers.
    auto const to_c = detail::sum_below<U>(m.servers, m.load);
    return T(detail::gamma_mass<U>(k, m.load) / (to_c.share * (1 + m.ratio * m.steps / to_c.ratio)));
  }
  detail::split_number<U> const c{m.servers, U(0)};
  U const fall = detail::gamma_mass<U>(k, c) / detail::gamma_mass<U>(m.servers, c);
  return T(fall * exp(U((k - m.servers) * m.log_ratio)) * m.base / m.all());
}

} // namespace ullage
