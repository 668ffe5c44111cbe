// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Closed forms for queues with general arrivals and services, each under the name of its authors: upper
/// bounds and approximations from two moments. gg1 itself is exact for gamma laws.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/gamma_walk.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/queue/gg1.hpp>
#include <ullage/queue/ggc.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

namespace ullage {

namespace detail {
/// 1 - utilization, without cancellation for built-in numbers.
template <Real T> [[nodiscard]] T idle_share(gg1<T> const& q) {
  return minus_product(T(1), q.arrival_rate, q.service_time);
}
} // namespace detail

/// Upper bound of the mean wait [s] for any laws with these moments.
/// Formula: service_time (arrival_scv / rho + rho service_scv) / (2 (1 - rho)).
/// Source: Kingman, "Some inequalities for the queue GI/G/1", Biometrika 49 (1962).
/// @throws std::domain_error a field is out of range, or nothing arrives
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T kingman_mean_wait(gg1<T> const& q) {
  detail::require_stable("kingman_mean_wait", q);
  detail::require_positive("kingman_mean_wait", "arrival_rate", q.arrival_rate);
  T const rho = utilization(q);
  return q.service_time * (q.arrival_scv / rho + rho * q.service_scv) / (2 * detail::idle_share(q));
}

/// Upper bound of the mean wait [s], sharper than Kingman's.
/// Formula: service_time ((2 - rho) arrival_scv + rho service_scv) / (2 (1 - rho)).
/// Source: Daley, "Inequalities for moments of tails of random variables, with a queueing application",
/// Z. Wahrsch. 41 (1977).
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T daley_mean_wait(gg1<T> const& q) {
  detail::require_stable("daley_mean_wait", q);
  T const rho = utilization(q);
  return q.service_time * ((2 - rho) * q.arrival_scv + rho * q.service_scv) / (2 * detail::idle_share(q));
}

/// The delta of chen_whitt_mean_wait, subtracted from 1: root of delta = exp(-(1 - delta)/rho).
/// @param q a stable queue; only its utilization counts
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T chen_whitt_complement(gg1<T> const& q) {
  detail::require_stable("chen_whitt_complement", q);
  T const rho = utilization(q);
  T const idle = detail::idle_share(q);
  // x + rho log(1 - x) = 0 without its root 0
  auto const f = [&](T x) {
    T const bend = x < T(detail::series_radius) ? detail::log_curvature(x) : -(std::log1p(-x) + x) / (x * x);
    return idle - rho * x * bend;
  };
  T const last = 1 - std::numeric_limits<T>::epsilon();
  return f(last) >= 0 ? T(1) : detail::bracketed_root<T>(f, detail::smaller(idle, T(0.5)), last);
}

/// Upper bound of the mean wait [s], close to the least one (a conjecture supported by computation).
/// Formula: service_time (2 (1 - rho) arrival_scv / (1 - delta) + rho service_scv) / (2 (1 - rho)).
/// Source: Chen and Whitt, "Algorithms for the upper bound mean waiting time in the GI/GI/1 queue",
/// Queueing Syst. 94 (2020).
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T chen_whitt_mean_wait(gg1<T> const& q) {
  detail::require_stable("chen_whitt_mean_wait", q);
  T const rho = utilization(q);
  return q.service_time * (q.arrival_scv / chen_whitt_complement(q) + rho * q.service_scv / (2 * detail::idle_share(q)));
}

/// Mean wait [s]; approximation, exact for M/G/1.
/// Formula: service_time rho (1 + service_scv)/(1 + rho^2 service_scv) (arrival_scv + rho^2 service_scv) / (2 (1 - rho)).
/// Source: Marchal, "An approximate formula for waiting time in single server queues", AIIE Trans. 8 (1976).
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T marchal_mean_wait(gg1<T> const& q) {
  detail::require_stable("marchal_mean_wait", q);
  T const rho = utilization(q);
  T const s = rho * rho * q.service_scv;
  return q.service_time * rho * (1 + q.service_scv) / (1 + s) * (q.arrival_scv + s) / (2 * detail::idle_share(q));
}

/// Mean wait [s]; approximation of Kraemer and Langenbach-Belz, exact for M/G/1.
///
/// Formula: service_time rho (arrival_scv + service_scv) / (2 (1 - rho)) g, ln g =
/// -2 (1 - rho)(1 - a)^2 / (3 rho (a + s)) for a = arrival_scv < 1, else -(1 - rho)(a - 1)/(a + 4 s).
/// Source: "Approximate formulae for the delay in the queueing system GI/G/1", ITC 8 (1976).
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T klb_mean_wait(gg1<T> const& q) {
  using std::exp;
  detail::require_stable("klb_mean_wait", q);
  T const rho = utilization(q);
  T const a = q.arrival_scv;
  T const s = q.service_scv;
  if (value_of(rho) == 0 || value_of(T(a + s)) == 0) { return T(0); }
  T const idle = detail::idle_share(q);
  T const log_g = value_of(a) < 1 ? T(-2 * idle * (1 - a) * (1 - a) / (3 * rho * (a + s))) : T(-idle * (a - 1) / (a + 4 * s));
  return q.service_time * rho * (a + s) / (2 * idle) * exp(log_g);
}

/// P(W > 0); approximation of Kraemer and Langenbach-Belz, exact for M/G/1.
///
/// Formula: rho + (a - 1) rho (1 - rho) h, h = (1 + a + rho s)/(1 + rho (s - 1) + rho^2 (4 a + s)) for a < 1,
/// else 4 rho/(a + rho^2 (4 a + s)); kept in [0, 1]. Source: as klb_mean_wait.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T klb_wait_probability(gg1<T> const& q) {
  detail::require_stable("klb_wait_probability", q);
  T const rho = utilization(q);
  T const a = q.arrival_scv;
  T const s = q.service_scv;
  T const many = rho * rho * (4 * a + s);
  T const h = value_of(a) < 1 ? T((1 + a + rho * s) / (1 + rho * (s - 1) + many)) : T(4 * rho / (a + many));
  T const out = rho + (a - 1) * rho * (1 - rho) * h;
  return value_of(out) > 1 ? T(1) : value_of(out) < 0 ? T(0) : out;
}

/// P(W > t) as two exponentials with the exact P(W > 0), mean, variance and decay rate; approximation.
///
/// Formula: K exp(-t/u) + (pi - K) exp(-t/v), u = 1/decay_rate, v = (m2/2 - u m1)/(m1 - u pi),
/// K = (m1 - pi v)/(u - v); pi exp(-pi t/m1) where that is no falling tail. Exact for M/M/1 and M/E2/1. It
/// ignores the kinks of nearly constant services (10 % at the 99th percentile of M/D/1 at utilization 0.15);
/// wait_tail is exact.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T wait_tail_two_exponential(gg1<T> const& q, std::type_identity_t<T> t) {
  using U = detail::wide_t<T>;
  detail::require_stable("wait_tail_two_exponential", q);
  detail::require_nonnegative("wait_tail_two_exponential", "t", t);
  if (detail::never_waits(q)) { return T(0); }
  detail::pollaczek<U> const engine(detail::walk_of(q));
  auto const m = engine.moments();
  U const x = U(t) / U(q.service_time);
  U const u = 1 / engine.decay_rate().rate;
  U const half = (m.variance + m.mean * m.mean) / 2;
  U const v = (half - u * m.mean) / (m.mean - u * m.positive);
  U const k = (m.mean - m.positive * v) / (u - v);
  bool const sound = v > 0 && v < u && k > 0 && k / u + (m.positive - k) / v >= 0; // falls from the start
  U const out = sound ? k * std::exp(-x / u) + (m.positive - k) * std::exp(-x / v) : m.positive * std::exp(-m.positive * x / m.mean);
  return T(detail::within(out, U(0), m.positive));
}

/// Mean wait [s]; approximation: Erlang's times the mean of the two scvs. Exact for M/M/c and M/G/1.
/// Source: Allen, "Probability, Statistics and Queueing Theory" (1978), after Cunneen.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T allen_cunneen_mean_wait(ggc<T> const& q) {
  detail::require_stable("allen_cunneen_mean_wait", q);
  return detail::erlang_mean_wait(q) * (q.arrival_scv + q.service_scv) / 2;
}

/// Mean wait [s] of M/G/c; approximation, exact for M/M/c and M/G/1.
///
/// Formula: (1 + s) / (2 s / W(M/M/c) + (1 - s) / W(M/D/c)), s = service_scv, with W(M/D/c) =
/// W(M/M/c) (1 + gamma)/2 of Cosmetatos. Source: Kimura, "A two-moment approximation for the mean waiting
/// time in the GI/G/s queue", Manag. Sci. 32 (1986); Cosmetatos, Oper. Res. Q. 26 (1975), as in Whitt (1993).
/// @throws std::domain_error a field is out of range, or arrival_scv is not 1
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T kimura_mean_wait(ggc<T> const& q) {
  detail::require_stable("kimura_mean_wait", q);
  detail::require(value_of(q.arrival_scv) == 1, "kimura_mean_wait", "arrival_scv", q.arrival_scv, "must be 1 (Poisson arrivals)");
  T const rho = utilization(q);
  if (value_of(rho) == 0) { return T(0); }
  ggc<T> constant = q;
  constant.service_scv = 0;
  T const s = q.service_scv;
  return detail::erlang_mean_wait(q) * (1 + s) / (2 * s + 2 * (1 - s) / detail::whitt_factor(constant, rho));
}

} // namespace ullage
