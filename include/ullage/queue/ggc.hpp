// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A pool of servers with general arrivals and services (GI/G/c), approximated from two moments of each.

#include <ullage/concepts.hpp>
#include <ullage/detail/gamma_walk.hpp>
#include <ullage/detail/laplace.hpp>
#include <ullage/detail/policy.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/erlang.hpp>
#include <ullage/queue/measures.hpp>

#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <concepts>
#include <type_traits>

namespace ullage {

/// c servers with one first-come first-served queue; inter-arrival and service times by mean and squared
/// coefficient of variation (0: constant, 1: exponential). Every measure but utilization and decay_rate is
/// an approximation; for one server gg1 is exact, for constant services mdc.
template <Real T = double> struct ggc {
  using scalar_type = T;
  T arrival_rate = unset_v<T>; ///< lambda [records/s], >= 0, required
  T arrival_scv = 1;           ///< of the time between two arrivals, 0 to 1000
  T service_time = unset_v<T>; ///< mean of one service [s], > 0, required
  T service_scv = 1;           ///< of the service time, 0 to 1000
  int servers = 1;             ///< c, >= 1
  friend bool operator==(ggc const&, ggc const&) = default;
};
template <Real T> inline constexpr bool enable_queue<ggc<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(ggc<T> const& q) {
  detail::require_nonnegative("ggc", "arrival_rate", q.arrival_rate);
  detail::require_nonnegative("ggc", "arrival_scv", q.arrival_scv);
  detail::require(value_of(q.arrival_scv) <= 1000, "ggc", "arrival_scv", q.arrival_scv, "must be <= 1000");
  detail::require_positive("ggc", "service_time", q.service_time);
  detail::require_nonnegative("ggc", "service_scv", q.service_scv);
  detail::require(value_of(q.service_scv) <= 1000, "ggc", "service_scv", q.service_scv, "must be <= 1000");
  detail::require(q.servers >= 1, "ggc", "servers", q.servers, "must be >= 1");
}

/// Offered load per server. Formula: arrival_rate * service_time / servers.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(ggc<T> const& q) {
  validate(q);
  return q.arrival_rate * q.service_time / static_cast<T>(q.servers);
}

namespace detail {

template <Real T> [[nodiscard]] T erlang_wait_probability(ggc<T> const& q) {
  T const load = q.arrival_rate * q.service_time;
  return value_of(load) == 0 ? T(0) : T(erlang_c(static_cast<T>(q.servers), load));
}
/// Mean wait of M/M/c.
template <Real T> [[nodiscard]] T erlang_mean_wait(ggc<T> const& q) {
  T const spare = minus_product(static_cast<T>(q.servers), q.arrival_rate, q.service_time);
  return erlang_wait_probability(q) * q.service_time / spare;
}
/// Squared coefficient of variation of the wait of those that wait, as in M/G/1 with a gamma law.
template <Real T> [[nodiscard]] T delay_scv(ggc<T> const& q) {
  T const s = q.service_scv;
  T const rho = utilization(q);
  return 2 * rho - 1 + 4 * (1 - rho) * (1 + 2 * s) / (3 * (1 + s));
}
/// Whitt's phi: mean wait over (arrival_scv + service_scv)/2 times that of M/M/c.
template <Real T> [[nodiscard]] T whitt_factor(ggc<T> const& q, T const& rho) {
  using std::exp;
  using std::pow;
  using std::sqrt;
  T const m = static_cast<T>(q.servers);
  T const a = q.arrival_scv;
  T const s = q.service_scv;
  T const idle = 1 - rho;
  T const raw = idle * (m - 1) * (sqrt(T(4 + 5 * m)) - 2) / (16 * m * rho);
  T const gamma = value_of(raw) < 0.24 ? raw : T(0.24);
  T const md = 1 + gamma;                                         // M/D/c over half of M/M/c
  T const dm = (1 - 4 * gamma) * exp(T(-2 * idle / (3 * rho)));   // D/M/c over half of M/M/c
  T const both = (md + dm) / 2;
  T const c2 = (a + s) / 2;
  T const psi = value_of(c2) >= 1 || value_of(both) >= 1 ? T(1) : T(pow(both, T(2 * (1 - c2))));
  if (value_of(a) >= value_of(s)) {
    if (value_of(T(4 * a - 3 * s)) == 0) { return psi; } // both are constant
    return 4 * (a - s) / (4 * a - 3 * s) * md + s / (4 * a - 3 * s) * psi;
  }
  T const t = 2 * (a + s);
  return (s - a) / t * dm + (s + 3 * a) / t * psi;
}

} // namespace detail

/// Mean wait [s]; approximation.
///
/// Formula: phi * (arrival_scv + service_scv)/2 * mean wait of M/M/c, phi interpolating between M/D/c,
/// D/M/c and M/M/c. Source: Whitt, "Approximations for the GI/G/m queue", Prod. Oper. Manag. 2 (1993).
/// Exact for M/M/c. Error, worst and median, against exact chains with 2 to 50 servers and utilization 0.3 to
/// 0.98 where at least 1 % waits: M/D/c 13 % and 0.5 %; scvs 0.5 to 1 83 % and 3.6 %; arrival_scv 0.5 to 1 with
/// service_scv 1 to 9 137 % and 5 %; both 1 to 9 92 % and 8 %. Where less than 1 % waits it is no estimate:
/// median 122 %, from 4600 times too small to 210 times too large.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T mean_wait(ggc<T> const& q) {
  detail::require_stable("mean_wait", q);
  T const rho = utilization(q);
  if (value_of(rho) == 0) { return T(0); }
  return detail::whitt_factor(q, rho) * (q.arrival_scv + q.service_scv) / 2 * detail::erlang_mean_wait(q);
}

/// P(W > 0); approximation.
///
/// Formula: C times ratios of normal tails N, C being Erlang's: with x = (1 - rho) sqrt(c), a = arrival_scv,
/// s = service_scv,
///   p = rho^2 C N((1 + s) x/(a + s))/N(x) + (1 - rho^2) C N(2 x/(1 + a))/N(x), either term with a ratio of
/// C that is at most 1. Where a < 1, more than 6 servers and g = (c (1 - rho) - 1/2)/sqrt(c rho (a + s)/(1 + s))
/// above 1/2, it is mixed with a p + (1 - a) N(g), alone from g = 1 on. Where N(x) < 1e-30 it is C.
/// Exact for M/M/c. Source: Whitt (1993), as mean_wait. Error, worst and median, where at least 1 % waits,
/// classes as for mean_wait: M/D/c 12 % and 5.5 %; scvs 0.5 to 1 28 % and 1.7 %; bursty services alone 23 % and
/// 2.8 %; both bursty 76 % and 5 %. Where less than 1 % waits: median 30 %, from 5.5 times too small to 24 times
/// too large.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_probability(ggc<T> const& q) {
  using std::erfc;
  using std::sqrt;
  detail::require_stable("wait_probability", q);
  T const rho = utilization(q);
  T const a = q.arrival_scv;
  T const s = q.service_scv;
  if (value_of(rho) == 0 || value_of(T(a + s)) == 0) { return T(0); }
  T const m = static_cast<T>(q.servers);
  T const erlang = detail::erlang_wait_probability(q);
  T const x = (1 - rho) * sqrt(m);
  auto const above = [](T const& y) { return T(erfc(T(y / sqrt(T(2)))) / 2); }; // P(a normal variable > y)
  T const base = above(x);
  auto const capped = [](T const& y) { return value_of(y) < 1 ? y : T(1); };
  // No ratio of two tails that a double does not hold; Erlang's C is then as small.
  if (value_of(base) < 1e-30) { return erlang; }
  T const heavy = capped(T(above(T((1 + s) * x / (a + s))) / base * erlang));
  T const light = capped(T(above(T(2 * x / (1 + a))) / base * erlang));
  T const first = rho * rho * heavy + (1 - rho * rho) * light;
  T const gamma = (m - m * rho - T(0.5)) / sqrt(T(m * rho * (a + s) / (1 + s)));
  if (q.servers <= 6 || value_of(a) >= 1 || value_of(gamma) <= 0.5) { return first; }
  T const second = a * first + (1 - a) * above(gamma);
  if (value_of(gamma) > 1) { return second; }
  T const share = 2 * (1 - a) * (gamma - T(0.5));
  return share * second + (1 - share) * first;
}

/// Variance of the wait [s^2]; approximation.
///
/// Formula: those that wait do so for a time of mean d = mean_wait / wait_probability and squared
/// coefficient of variation 2 rho - 1 + 4 (1 - rho) E[S^3] / (3 E[S^2]^2) E[S], exact for M/G/1; the third
/// moment is that of a gamma law. Source: Whitt (1993).
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_variance(ggc<T> const& q) {
  detail::require_stable("wait_variance", q);
  T const chance = wait_probability(q);
  if (value_of(chance) == 0) { return T(0); }
  T const mean = mean_wait(q);
  // Where the chance is next to 0 the mean need not be: the two are approximated apart.
  return detail::saturated<T>(mean * (mean / chance) * (detail::delay_scv(q) + 1 - chance));
}

/// P(W > t); approximation.
///
/// Formula: wait_probability * P(G > t), G a gamma time with the mean and variance of the delay of those
/// that wait. Exact for M/M/c; its integral is mean_wait.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T wait_tail(ggc<T> const& q, std::type_identity_t<T> t) {
  using U = detail::wide_t<T>;
  detail::require_stable("wait_tail", q);
  detail::require_nonnegative("wait_tail", "t", t);
  U const chance(wait_probability(q));
  U const mean(mean_wait(q));
  if (!(chance > 0 && mean > 0)) { return T(0); }
  U const shape = 1 / U(detail::delay_scv(q));
  return T(chance * boost::math::gamma_q(shape, U(t) * chance / mean * shape, detail::policy()));
}

/// The time within which a share p of the records starts service [s]; approximation, inverse of wait_tail.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T wait_quantile(ggc<T> const& q, std::type_identity_t<T> p) {
  using U = detail::wide_t<T>;
  detail::require_stable("wait_quantile", q);
  detail::require_quantile("wait_quantile", p);
  U const chance(wait_probability(q));
  U const level = 1 - U(p);
  if (level >= chance) { return T(0); }
  U const scv(detail::delay_scv(q));
  return T(U(mean_wait(q)) / chance * scv * boost::math::gamma_q_inv(1 / scv, level / chance, detail::policy()));
}

/// The theta in P(W > t) ~ K exp(-theta t) [1/s], exact for gamma inter-arrival and service times.
///
/// Formula: c eta, where E exp(-c eta A) E exp(eta S) = 1. Source: Neuts and Takahashi, "Asymptotic
/// behavior of the stationary distributions in the GI/PH/c queue", Z. Wahrsch. 57 (1981).
/// @throws std::domain_error a field is out of range, nothing arrives, or both times are constant
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T decay_rate(ggc<T> const& q) {
  using U = detail::wide_t<T>;
  detail::require_stable("decay_rate", q);
  detail::require_positive("decay_rate", "arrival_rate", q.arrival_rate);
  detail::require(q.arrival_scv > 0 || q.service_scv > 0, "decay_rate", "service_scv", q.service_scv,
                  "must be > 0 where arrival_scv is 0 (no record waits)");
  U const c = static_cast<U>(q.servers);
  U const load = U(q.arrival_rate) * U(q.service_time);
  U const spare = std::fma(-U(q.arrival_rate), U(q.service_time), c);
  detail::gamma_walk<U> const walk{c / load, spare / load, U(0) + U(q.arrival_scv), U(0) + U(q.service_scv)}; // no -0
  return T(c * detail::decay_of(walk).rate / U(q.service_time));
}

} // namespace ullage
