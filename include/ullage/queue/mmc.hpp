// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Several servers with one common queue, Poisson arrivals, exponential service (Erlang's delay system).

#include <ullage/concepts.hpp>
#include <ullage/detail/erlang_inverse.hpp>
#include <ullage/detail/poisson.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/queue/measures.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

namespace ullage {

/// M/M/c, first come first served from one queue: consumers that share all records, as in a Kafka share
/// group or behind SQS. A keyed topic is not one such queue but one mm1 per partition.
template <Real T = double> struct mmc {
  using scalar_type = T;
  T arrival_rate = unset_v<T>; ///< lambda [records/s], >= 0, required
  T service_time = unset_v<T>; ///< mean S [s], > 0, required
  int servers = 1;             ///< c, >= 1
  friend bool operator==(mmc const&, mmc const&) = default;
};
template <Real T> inline constexpr bool enable_queue<mmc<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(mmc<T> const& q) {
  detail::require_nonnegative("mmc", "arrival_rate", q.arrival_rate);
  detail::require_positive("mmc", "service_time", q.service_time);
  detail::require(q.servers >= 1, "mmc", "servers", q.servers, "must be >= 1");
}

/// rho = arrival_rate * service_time / servers; may be >= 1.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(mmc<T> const& q) {
  validate(q);
  return detail::saturated<T>(T(q.arrival_rate * q.service_time / T(q.servers)));
}

namespace detail {

/// What all measures of M/M/c are made of. The product a = lambda S is kept with its rounding error:
/// near saturation c - a is all that counts.
template <Real U> struct mmc_parts {
  U service;
  U servers;
  U load;
  U rest;  ///< lambda S - load
  U spare; ///< c - lambda S, > 0
  U delay; ///< P(W > 0)
};

template <Real T> [[nodiscard]] mmc_parts<wide_t<T>> parts_of(mmc<T> const& q) {
  using U = wide_t<T>;
  U const rate(q.arrival_rate);
  U const service(q.service_time);
  U const c(q.servers);
  U const a = rate * service;
  U const rest = -minus_product(a, rate, service);
  return {service, c, a, rest, U(c - a - rest), delay_probability(c, a, rest)};
}

/// P(sojourn > x S): exp(-x) + C exp(-min x) (1 - exp(-|d - 1| x)) / |d - 1|, d = c - a. Written so that
/// both terms are positive and d = 1 is no exception.
template <Real U> [[nodiscard]] U mmc_sojourn_tail(mmc_parts<U> const& m, U const& x) {
  using std::exp;
  using std::expm1;
  U const gap = m.spare - 1;
  bool const slow = value_of(gap) < 0; // the queue empties more slowly than one service
  U const size = slow ? U(-gap) : gap;
  U const waited = value_of(size) == 0 ? x : U(-expm1(U(-size * x)) / size);
  return exp(U(-x)) + m.delay * (waited * exp(U(slow ? U(-m.spare * x) : U(-x))));
}

} // namespace detail

/// Share of the records that waits. Formula: Erlang C. Exact, 5e-13 relative where >= 1e-300.
/// @returns probability
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_probability(mmc<T> const& q) {
  detail::require_stable("wait_probability", q);
  return T(detail::parts_of(q).delay);
}

/// Mean wait. Formula: C S / (c - a), a = lambda S. Exact, 5e-13 relative.
/// @returns seconds
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T mean_wait(mmc<T> const& q) {
  detail::require_stable("mean_wait", q);
  auto const m = detail::parts_of(q);
  return detail::saturated<T>(m.delay * (m.service / m.spare));
}

/// Variance of the wait. Formula: C (2 - C) (S / (c - a))^2. Exact, 5e-13 relative.
/// @returns seconds^2
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_variance(mmc<T> const& q) {
  detail::require_stable("wait_variance", q);
  auto const m = detail::parts_of(q);
  auto const scale = m.service / m.spare;
  return detail::saturated<T>(m.delay * (2 - m.delay) * scale * scale);
}

/// P(W > t). Formula: C exp(-(c - a) t/S). Exact, 6e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_tail(mmc<T> const& q, std::type_identity_t<T> t) {
  using std::exp;
  using U = detail::wide_t<T>;
  detail::require_stable("wait_tail", q);
  detail::require_nonnegative("wait_tail", "t", t);
  auto const m = detail::parts_of(q);
  return T(m.delay * U(exp(U(-m.spare * (U(t) / m.service)))));
}

/// The time within which a share p of the records starts service: 0 where p <= P(W = 0).
/// Formula: S log(C / (1 - p)) / (c - a). Exact.
/// @param p in [0, 1)
/// @returns seconds
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_quantile(mmc<T> const& q, std::type_identity_t<T> p) {
  using std::log;
  using U = detail::wide_t<T>;
  detail::require_stable("wait_quantile", q);
  detail::require_quantile("wait_quantile", p);
  auto const m = detail::parts_of(q);
  U const level = 1 - U(p);
  if (value_of(m.delay) <= value_of(level)) { return T(0); }
  return detail::saturated<T>(U(U(log(U(m.delay / level))) * (m.service / m.spare)));
}

/// P(sojourn > t).
///
/// Formula: e^-x + C (e^-x - e^-dx) / (d - 1), x = t/S, d = c - a, where d = 1 is a removable
/// singularity. Exact, 6e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T sojourn_tail(mmc<T> const& q, std::type_identity_t<T> t) {
  using U = detail::wide_t<T>;
  detail::require_stable("sojourn_tail", q);
  detail::require_nonnegative("sojourn_tail", "t", t);
  auto const m = detail::parts_of(q);
  U const tail = detail::mmc_sojourn_tail(m, U(U(t) / m.service));
  return T(value_of(tail) < 1 ? tail : U(1));
}

/// The time within which a share p of the records is done: root of sojourn_tail.
///
/// Accuracy: 1e-12 relative in 1 - p.
/// @param p in [0, 1)
/// @returns seconds
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T sojourn_quantile(mmc<T> const& q, std::type_identity_t<T> p) {
  using std::log;
  using std::log1p;
  using U = detail::wide_t<T>;
  detail::require_stable("sojourn_quantile", q);
  detail::require_quantile("sojourn_quantile", p);
  auto const m = detail::parts_of(q);
  U const log_level = log1p(U(-U(p)));
  if (value_of(log_level) == 0) { return T(0); }
  // Between the quantile of service alone and the sum of those of wait and service at half the level.
  U const half = -log_level + log(U(2));
  U const wait = (half + log(value_of(m.delay) > 0 ? m.delay : std::numeric_limits<U>::min())) / m.spare;
  U const low = -log_level;
  U const high = 1.0000001 * (half + (value_of(wait) > 0 ? wait : U(0)));
  auto const excess = [&](U const& x) {
    U const tail = detail::mmc_sojourn_tail(m, x);
    return U(log(value_of(tail) > 0 ? tail : std::numeric_limits<U>::min()) - log_level);
  };
  if (!(value_of(excess(low)) > 0)) { return T(low * m.service); }
  return detail::saturated<T>(U(detail::bracketed_root<U>(excess, low, high) * m.service));
}

/// P(N = n), waiting and in service.
///
/// Formula: p_n ~ a^n/n! up to n = c, then falling by rho; below c as the Poisson probability over
/// P(Poisson <= c) + P(Poisson = c) rho/(1 - rho). Exact, 1e-12 relative where >= 1e-300.
/// @param n records in the system, >= 0
/// @returns probability
/// @throws std::domain_error a field or n is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T state_probability(mmc<T> const& q, long long n) {
  using std::exp;
  using std::log;
  using std::log1p;
  using U = detail::wide_t<T>;
  detail::require_stable("state_probability", q);
  detail::require(n >= 0, "state_probability", "n", n, "must be >= 0");
  auto const m = detail::parts_of(q);
  if (value_of(m.load) == 0) { return T(n == 0 ? 1 : 0); }
  if (n >= q.servers) {
    U const share = m.spare / m.servers;
    U const log_rho = value_of(share) < 0.5 ? U(log1p(U(-share))) : U(log(U(m.load / m.servers)));
    return T(share * m.delay * U(exp(U(U(n - q.servers) * log_rho))));
  }
  U const p = detail::poisson_probability(U(n), m.load, m.rest);
  if (q.servers < 12) {
    U total = detail::poisson_probability(m.servers, m.load, m.rest) * (m.servers / m.spare);
    for (int k = 0; k < q.servers; ++k) { total += detail::poisson_probability(U(k), m.load, m.rest); }
    return T(value_of(p) < value_of(total) ? U(p / total) : U(1));
  }
  auto const r = detail::inverse_erlang_b(m.servers, m.load);
  // P(Poisson = c) times 1/B - 1 + c/(c - a); the exponents cancel but for a few units where a << c.
  U const shift = (m.servers / m.load - 1) * m.rest;
  U const deviance = detail::deviance(m.servers, m.load);
  U const at_c = U(exp(U(-deviance))) * (1 + shift);
  U const within = U(exp(U(r.exponent - deviance))) * (1 + r.excess);
  U const total = detail::poisson_peak(m.servers) * (within + at_c * (m.load / m.spare));
  return T(value_of(p) < value_of(total) ? U(p / total) : U(1));
}

} // namespace ullage
