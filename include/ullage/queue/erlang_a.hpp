// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Several servers with one common queue, Poisson arrivals, exponential service, and records that give
/// up waiting after an exponential time (Erlang-A, the model of Palm).

#include <ullage/concepts.hpp>
#include <ullage/detail/birth_death.hpp>
#include <ullage/detail/palm.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/queue/measures.hpp>

#include <cmath>
#include <type_traits>

namespace ullage {

/// M/M/c+M, first come first served. Always stable. The measures of the wait are those of all arrivals,
/// the ones that give up included: their wait ends when they go. With `patience` for the age at which
/// records expire it is an approximation of a fixed maximum age. Accuracies are measured up to 1e6 servers
/// and servers * patience / service_time = 1e9.
template <Real T = double> struct erlang_a {
  using scalar_type = T;
  T arrival_rate = unset_v<T>; ///< lambda [records/s], >= 0, required
  T service_time = unset_v<T>; ///< mean S [s], > 0, required
  T patience = unset_v<T>;     ///< mean time until a waiting record gives up [s], > 0, required
  int servers = 1;             ///< c, >= 1
  friend bool operator==(erlang_a const&, erlang_a const&) = default;
};
template <Real T> inline constexpr bool enable_queue<erlang_a<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(erlang_a<T> const& q) {
  detail::require_nonnegative("erlang_a", "arrival_rate", q.arrival_rate);
  detail::require_positive("erlang_a", "service_time", q.service_time);
  detail::require_positive("erlang_a", "patience", q.patience);
  detail::require(q.servers >= 1, "erlang_a", "servers", q.servers, "must be >= 1");
}

/// rho = arrival_rate * service_time / servers, of the load that is offered; may be >= 1.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(erlang_a<T> const& q) {
  validate(q);
  return detail::saturated<T>(q.arrival_rate * q.service_time / T(q.servers));
}

/// Always: what waits too long gives up.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] bool is_stable(erlang_a<T> const& q) {
  validate(q);
  return true;
}

namespace detail {
template <Real T> [[nodiscard]] palm_parts<wide_t<T>> parts_of(erlang_a<T> const& q) {
  using U = wide_t<T>;
  validate(q);
  return palm_parts_of<U>(U(q.arrival_rate), U(q.service_time), U(q.patience), U(q.servers));
}
template <Real T> [[nodiscard]] split_number<wide_t<T>> patiences_in(erlang_a<T> const& q, char const* function, T const& t) {
  using U = wide_t<T>;
  require_nonnegative(function, "t", t);
  return split_quotient<U>(U(1), U(t), U(q.patience));
}
} // namespace detail

/// Share of the arrivals that finds all servers busy.
///
/// Formula: A / (1/B - 1 + A), A = x e^y y^-x gamma(x, y), x = c patience / S, y = lambda patience, B = Erlang B.
/// Source: Palm (1957); Mandelbaum and Zeltyn (2007). Exact. Accuracy: 2e-13 relative where >= 1e-300.
/// @returns probability
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T wait_probability(erlang_a<T> const& q) { return T(detail::parts_of(q).wait()); }

/// Share of the arrivals that gives up.
///
/// Formula: P(W > 0) (1/(rho A) + 1 - 1/rho), evaluated without its cancellation. Exact. Accuracy: 2e-13 relative where >= 1e-300.
/// @returns probability
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T abandon_probability(erlang_a<T> const& q) {
  auto const m = detail::parts_of(q);
  return T(m.wait() * m.above.excess);
}

/// Mean time in the queue of all arrivals, until service or giving up.
/// Formula: P(abandon) patience. Exact. Accuracy: 2e-13 relative.
/// @returns seconds
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_wait(erlang_a<T> const& q) {
  auto const m = detail::parts_of(q);
  return T(m.wait() * m.above.excess * m.patience);
}

/// Variance of the time in the queue of all arrivals. Exact; the second moment by Gauss-Legendre panels.
/// Accuracy: 2e-13 relative.
/// @returns seconds^2
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T wait_variance(erlang_a<T> const& q) {
  using U = detail::wide_t<T>;
  auto const m = detail::parts_of(q);
  if (m.empty()) { return T(0); }
  U const mean = m.wait() * m.above.excess;
  U const variance = detail::palm_second_moment(m) - mean * mean;
  return value_of(variance) > 0 ? detail::saturated<T>(variance * m.patience * m.patience) : T(0);
}

/// P(W > t), W the time in the queue of an arrival, until service or giving up.
///
/// Formula: P(W > 0) exp(-t/patience) gamma(x, y exp(-t/patience)) / gamma(x, y). Exact. Accuracy: 2e-13 relative where >= 1e-300.
/// Source: Mandelbaum and Zeltyn (2007).
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
template <Real T> [[nodiscard]] T wait_tail(erlang_a<T> const& q, std::type_identity_t<T> t) {
  auto const m = detail::parts_of(q);
  auto const tau = detail::patiences_in(q, "wait_tail", t);
  if (m.empty()) { return T(0); }
  return T(detail::palm_tail(m, tau).tail);
}

/// The time within which a share p of the arrivals is out of the queue [s]: 0 where p <= P(W = 0).
/// Root of wait_tail by steps of third order. Accuracy: 1e-12 relative in 1 - p; 1e-10 for 1e9 services per patience,
/// where the rounding of the time counts.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
template <Real T> [[nodiscard]] T wait_quantile(erlang_a<T> const& q, std::type_identity_t<T> p) {
  using U = detail::wide_t<T>;
  auto const m = detail::parts_of(q);
  detail::require_quantile("wait_quantile", p);
  U const level = 1 - U(p);
  if (!(value_of(level) < value_of(m.wait()))) { return T(0); }
  return detail::saturated<T>(detail::palm_wait_quantile<U>(m, level) * m.patience);
}

/// Mean number of records that wait. Formula: lambda mean_wait (Little 1961). Exact.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_in_queue(erlang_a<T> const& q) { return detail::saturated<T>(q.arrival_rate * mean_wait(q)); }

/// Records that are served [records/s]. Formula: lambda (1 - P(abandon)). Exact.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T throughput(erlang_a<T> const& q) {
  auto const m = detail::parts_of(q);
  if (m.empty()) { return T(0); }
  return T(m.rate * detail::palm_served(m));
}

/// Mean number of records that wait or are served. Formula: mean_in_queue + throughput S (Little 1961). Exact.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_in_system(erlang_a<T> const& q) {
  return detail::saturated<T>(mean_in_queue(q) + throughput(q) * q.service_time);
}

/// Mean time in the system of all arrivals: wait, and service unless they gave up.
/// Formula: mean_wait + (1 - P(abandon)) S. Exact.
/// @returns seconds
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_sojourn(erlang_a<T> const& q) {
  return mean_wait(q) + T(detail::palm_served(detail::parts_of(q))) * q.service_time;
}

/// P(time in the system > t) of all arrivals: wait, and service unless they gave up.
///
/// Formula: P(W > t) + P(W = 0) exp(-t/S) + integral of the rate at which waits end in a service times
/// exp(-(t-s)/S), by Gauss-Legendre panels. Exact. Accuracy: 1e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
template <Real T> [[nodiscard]] T sojourn_tail(erlang_a<T> const& q, std::type_identity_t<T> t) {
  using std::exp;
  using U = detail::wide_t<T>;
  auto const m = detail::parts_of(q);
  auto const tau = detail::patiences_in(q, "sojourn_tail", t);
  if (m.empty()) { return T(exp(U(-U(t) / m.service))); }
  U const p = detail::palm_sojourn_tail(m, tau);
  return T(value_of(p) < 1 ? p : U(1));
}

/// P(n records wait or are served).
/// @returns probability
/// @throws std::domain_error a field is out of range, or n < 0
template <Real T> [[nodiscard]] T state_probability(erlang_a<T> const& q, long long n) {
  using std::exp;
  using std::log;
  using std::log1p;
  using U = detail::wide_t<T>;
  auto const m = detail::parts_of(q);
  detail::require(n >= 0, "state_probability", "n", n, "must be >= 0");
  if (m.empty()) { return T(n == 0 ? 1 : 0); }
  U const k = U(static_cast<double>(n));
  if (n >= q.servers) {
    // y^j / ((x + 1) ... (x + j)) = mass(x + j) / mass(x), j = n - c
    if (value_of(m.d) > 0) {
      return T(m.wait() * (detail::gamma_mass<U>(U(m.x + (k - m.servers)), m.y) / m.above.share));
    }
    detail::split_number<U> const x{m.x, U(0)};
    U const fall = detail::gamma_mass<U>(U(m.x + (k - m.servers)), x) / detail::gamma_mass<U>(m.x, x);
    U const log_ratio = value_of(m.d) > U(-0.5) ? U(log1p(m.d)) : U(log(U(m.load.value / m.servers)));
    return T(fall * exp(U((k - m.servers) * log_ratio)) / (m.below + m.above.ratio));
  }
  if (value_of(m.d) <= 0) {
    // mass(n) over all, in units of mass(c); the sum below c in units of it as well.
    auto const below = detail::sum_below<U>(U(m.servers - 1), m.load);
    U const at_c = detail::gamma_mass<U>(m.servers, m.load);
    return T(detail::gamma_mass<U>(k, m.load) / (below.share + at_c * m.above.ratio));
  }
  detail::split_number<U> const c{m.servers, U(0)};
  U const fall = detail::gamma_mass<U>(k, c) / detail::gamma_mass<U>(m.servers, c);
  return T(fall * exp(U((k - m.servers) * log1p(m.d))) / (m.below + m.above.ratio));
}

} // namespace ullage
