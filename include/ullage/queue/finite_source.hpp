// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Several servers and a finite number of sources, each of which waits for its own record to be done
/// before it makes the next: the machine repair model.

#include <ullage/concepts.hpp>
#include <ullage/detail/binomial.hpp>
#include <ullage/detail/birth_death.hpp>
#include <ullage/detail/concave_quantile.hpp>
#include <ullage/detail/panels.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/queue/measures.hpp>

#include <cmath>
#include <type_traits>

namespace ullage {

/// M/M/c//N: producers that wait for an answer, or c repairers of N machines. An idle source makes a
/// record after an exponential time; records wait for a free server. Always stable. The measures of the
/// wait are those of an arriving record, which finds the other N - 1 sources in their own steady state. Accuracies
/// are measured up to 1e6 sources (sojourn_tail: 3000).
template <Real T = double> struct finite_source {
  using scalar_type = T;
  int sources = 0;            ///< N, 1 .. 1e6, required
  T source_rate = unset_v<T>;  ///< alpha, records/s of one idle source, >= 0, required
  T service_time = unset_v<T>; ///< mean S [s], > 0, required
  int servers = 1;             ///< c, >= 1
  friend bool operator==(finite_source const&, finite_source const&) = default;
};
template <Real T> inline constexpr bool enable_queue<finite_source<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(finite_source<T> const& q) {
  detail::require(q.sources >= 1, "finite_source", "sources", q.sources, "is required and must be >= 1");
  detail::require(q.sources <= detail::most_sources, "finite_source", "sources", q.sources, "must be <= 1000000");
  detail::require_nonnegative("finite_source", "source_rate", q.source_rate);
  detail::require_positive("finite_source", "service_time", q.service_time);
  detail::require(q.servers >= 1, "finite_source", "servers", q.servers, "must be >= 1");
}

/// Always: the sources stop while their records wait.
template <Real T> [[nodiscard]] bool is_stable(finite_source<T> const& q) {
  validate(q);
  return true;
}

namespace detail {

/// Given that all servers are busy, the idle sources are Poisson with mean z = c / (alpha S), cut off at
/// n - c of n: so every sum over waiting records is a Poisson sum.
template <Real U> struct repair_parts {
  U service, servers, spare; ///< spare = n - c, the most that can wait; below 0 nothing waits
  split_number<U> idle;      ///< z
  masses_below<U> busy;      ///< of the states with all servers busy
  U wait;                    ///< P(all servers busy)
};

/// With n sources.
template <Real T> [[nodiscard]] repair_parts<wide_t<T>> repair_of(finite_source<T> const& q, int n) {
  using U = wide_t<T>;
  U const alpha(q.source_rate);
  U const service(q.service_time);
  U const c(q.servers);
  repair_parts<U> m{service, c, U(n) - c, {}, {}, U(0)};
  if (value_of(m.spare) < 0 || value_of(alpha) == 0) { return m; }
  U const one(1);
  U const load = alpha * service;
  m.idle.value = c / load;
  // c / (alpha S) - value, with the rounding of the product and of the quotient.
  m.idle.rest = -(product_less<U>(m.idle.value, load, c) + m.idle.value * product_less<U>(alpha, service, load)) / load;
  m.busy = sum_below<U>(m.spare, m.idle);
  U const below = binomial_below<U>(n, q.servers, load).ratio;
  m.wait = is_finite(m.busy.ratio) ? U(m.busy.ratio / (m.busy.ratio + below)) : one;
  return m;
}

/// The law of n - c - (idle sources) at z, seen from z + x: shares and densities as quotients.
template <Real U> struct repair_shift {
  U growth; ///< mass at z + x over mass at z
  masses_below<U> later;
};
template <Real U> [[nodiscard]] repair_shift<U> shifted(U const& spare, split_number<U> const& z, split_number<U> const& x) {
  using std::exp;
  U const y = z.value + x.value;
  bool const longer = value_of(x.value) > value_of(z.value);
  U const lost = longer ? U((x.value - y) + z.value) : U((z.value - y) + x.value);
  auto const later = sum_below<U>(spare, {y, U(lost + z.rest + x.rest)});
  // exp(-x) (1 + x/z)^n
  U const step = x.value / z.value;
  U const gap = (z.value - spare) + z.rest;
  return {exp(U(-step * gap - spare * log1p_gap(step) - x.rest * (y - spare) / y)), later};
}

/// P(W > t | W > 0) at x = c t / S: Q(n - c + 1, z + x) / Q(n - c + 1, z).
template <Real U>
[[nodiscard]] U repair_tail(U const& spare, split_number<U> const& z, masses_below<U> const& now, split_number<U> const& x) {
  auto const s = shifted<U>(spare, z, x);
  if (value_of(z.value) > value_of(spare)) { return s.growth * (s.later.ratio / now.ratio); }
  return s.later.share / now.share;
}

/// Variance of the wait of those that wait, in S / c.
template <Real U> [[nodiscard]] U repair_variance(repair_parts<U> const& m) {
  U const f = m.busy.mean_steps;
  // In the form that does not cancel.
  U const g = m.idle.value / m.busy.ratio;
  return value_of(g) < 0.5 ? U(m.idle.value + f * (1 - g)) : U(f * (2 * m.busy.more_steps - f));
}

/// The x = c t / S at which P(W > t) is level < m.wait.
template <Real U> [[nodiscard]] U repair_quantile(repair_parts<U> const& m, U const& level) {
  auto const at = [&](U const& x) {
    auto const s = shifted<U>(m.spare, m.idle, {x, U(0)});
    bool const far = value_of(m.idle.value) > value_of(m.spare);
    U const p = far ? U(s.growth * (s.later.ratio / m.busy.ratio)) : U(s.later.share / m.busy.share);
    U const hazard = 1 / s.later.ratio;
    return tail_point<U>{p, hazard, U(hazard * (s.later.mean_steps - 1) / (m.idle.value + x))};
  };
  U const share = level / m.wait;
  return concave_quantile<U>(at, share, gamma_guess<U>(m.busy.mean_steps, repair_variance(m), share));
}

/// Arrival of a record at x = c t / S: its wait, or its sojourn with exponential service on top.
template <Real U> [[nodiscard]] U repair_sojourn_tail(repair_parts<U> const& m, split_number<U> const& x) {
  using std::exp;
  using std::sqrt;
  U const own = exp(U(-x.value / m.servers));
  if (!(value_of(m.wait) > 0)) { return own; }
  if (value_of(m.servers) == 1) {
    // Service is one step more of the same clock.
    U const one_more = m.spare + 1;
    return repair_tail<U>(one_more, m.idle, sum_below<U>(one_more, m.idle), x);
  }
  U const share = 1 / m.servers;
  bool const far = value_of(m.idle.value) > value_of(m.spare);
  U const gap = (m.idle.value - m.spare) + m.idle.rest;
  auto const density = [&](U const& s) {
    U const kept = (x.value - s) * share;
    U const step = s / m.idle.value;
    if (far) { return U(exp(U(-kept - step * gap - m.spare * log1p_gap(step))) / m.busy.ratio); }
    return U(exp(U(-kept)) * gamma_mass<U>(m.spare, {U(m.idle.value + s), m.idle.rest}) / m.busy.share);
  };
  U peak = m.spare / (1 - share) - m.idle.value;
  peak = value_of(peak) > 0 ? peak : U(0);
  peak = value_of(peak) < value_of(x.value) ? peak : x.value;
  auto const width = [&](U const& s) {
    U const at = m.idle.value + s;
    U slope = share - 1 + m.spare / at;
    if (value_of(slope) < 0) { slope = -slope; }
    return U(4 / (slope + 4 / ((U(0.4) / (1 + U(0.16) * sqrt(m.spare))) * at)));
  };
  U const served = panels<U>(density, width, peak, U(0)) + panels<U>(density, width, peak, x.value);
  return m.wait * (repair_tail<U>(m.spare, m.idle, m.busy, x) + served) + (1 - m.wait) * own;
}

/// What an arriving record finds.
template <Real T> [[nodiscard]] repair_parts<wide_t<T>> arrival_of(finite_source<T> const& q) {
  validate(q);
  return repair_of(q, q.sources - 1);
}
template <Real T> [[nodiscard]] split_number<wide_t<T>> services_in(finite_source<T> const& q, char const* function, T const& t) {
  using U = wide_t<T>;
  require_nonnegative(function, "t", t);
  return split_quotient<U>(U(q.servers), U(t), U(q.service_time));
}

} // namespace detail

/// Share of the records that waits. Exact.
/// @returns probability
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T wait_probability(finite_source<T> const& q) { return T(detail::arrival_of(q).wait); }

/// Mean wait.
///
/// Formula: P(W > 0) S/c (n - c + 1 - z + z B(n - c, z)), n = N - 1, z = c / (alpha S), B = Erlang B. Exact.
/// Accuracy: 2e-13 relative.
/// @returns seconds
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_wait(finite_source<T> const& q) {
  auto const m = detail::arrival_of(q);
  if (!(value_of(m.wait) > 0)) { return T(0); }
  return detail::saturated<T>(m.wait * (m.busy.mean_steps * (m.service / m.servers)));
}

/// Variance of the wait. Exact. Accuracy: 2e-13 relative.
/// @returns seconds^2
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T wait_variance(finite_source<T> const& q) {
  auto const m = detail::arrival_of(q);
  if (!(value_of(m.wait) > 0)) { return T(0); }
  auto const f = m.busy.mean_steps;
  auto const step = m.service / m.servers;
  return detail::saturated<T>(m.wait * (detail::repair_variance(m) + (1 - m.wait) * f * f) * step * step);
}

/// P(W > t).
///
/// Formula: P(W > 0) Q(n - c + 1, z + c t/S) / Q(n - c + 1, z), n = N - 1, z = c / (alpha S), Q the Poisson
/// sum. Exact. Accuracy: 3e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
template <Real T> [[nodiscard]] T wait_tail(finite_source<T> const& q, std::type_identity_t<T> t) {
  using U = detail::wide_t<T>;
  auto const m = detail::arrival_of(q);
  auto const x = detail::services_in(q, "wait_tail", t);
  if (!(value_of(m.wait) > 0)) { return T(0); }
  U const p = detail::repair_tail<U>(m.spare, m.idle, m.busy, x);
  return T(value_of(p) < 1 ? U(m.wait * p) : m.wait);
}

/// The time within which a share p of the records starts service [s]: 0 where p <= P(W = 0).
/// Root of wait_tail by steps of third order. Accuracy: 1e-12 relative in 1 - p.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
template <Real T> [[nodiscard]] T wait_quantile(finite_source<T> const& q, std::type_identity_t<T> p) {
  using U = detail::wide_t<T>;
  auto const m = detail::arrival_of(q);
  detail::require_quantile("wait_quantile", p);
  U const level = 1 - U(p);
  if (!(value_of(level) < value_of(m.wait))) { return T(0); }
  return detail::saturated<T>(detail::repair_quantile<U>(m, level) * (m.service / m.servers));
}

/// P(wait + service > t).
///
/// Formula: P(W > t) + P(W = 0) exp(-t/S) + integral of the density of W times exp(-(t-s)/S), by
/// Gauss-Legendre panels (closed for one server). Exact. Accuracy: 1e-13 relative where >= 1e-300.
/// @param t [s], >= 0
/// @returns probability
/// @throws std::domain_error a field or t is out of range
template <Real T> [[nodiscard]] T sojourn_tail(finite_source<T> const& q, std::type_identity_t<T> t) {
  using U = detail::wide_t<T>;
  auto const m = detail::arrival_of(q);
  auto const x = detail::services_in(q, "sojourn_tail", t);
  U const p = detail::repair_sojourn_tail<U>(m, x);
  return T(value_of(p) < 1 ? p : U(1));
}

/// Records that are done [records/s]. Formula: N / (1/alpha + mean_wait + S) (Little 1961). Exact.
/// Accuracy: 1e-15 relative.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T throughput(finite_source<T> const& q) {
  using U = detail::wide_t<T>;
  U const cycle = U(mean_wait(q)) + U(q.service_time);
  return T(U(q.sources) * (U(q.source_rate) / (1 + U(q.source_rate) * cycle)));
}

/// Share of the servers' time that is used: throughput * service_time / servers, of the load that is
/// carried; <= 1.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(finite_source<T> const& q) {
  T const used = throughput(q) * q.service_time / T(q.servers);
  return value_of(used) < 1 ? used : T(1);
}

/// P(n records wait or are served).
/// @returns probability; 0 for n > sources
/// @throws std::domain_error a field is out of range, or n < 0
template <Real T> [[nodiscard]] T state_probability(finite_source<T> const& q, long long n) {
  using std::exp;
  using std::log;
  using U = detail::wide_t<T>;
  validate(q);
  detail::require(n >= 0, "state_probability", "n", n, "must be >= 0");
  if (n > q.sources) { return T(0); }
  U const load = U(q.source_rate) * U(q.service_time);
  if (value_of(load) == 0) { return T(n == 0 ? 1 : 0); }
  int const k = static_cast<int>(n);
  if (q.servers >= q.sources) { return T(detail::binomial_mass<U>(q.sources, k, load)); }
  auto const m = detail::repair_of(q, q.sources);
  if (k >= q.servers) {
    U const idle(q.sources - k);
    if (value_of(m.idle.value) <= value_of(m.spare)) {
      return T(m.wait * (detail::gamma_mass<U>(idle, m.idle) / m.busy.share));
    }
    detail::split_number<U> const top{m.spare, U(0)};
    U const fall = detail::gamma_mass<U>(idle, top) / detail::gamma_mass<U>(m.spare, top);
    U const power = value_of(m.spare) > 0 ? U((m.spare - idle) * log(U(m.spare / m.idle.value))) : U(0);
    return T(m.wait * (fall * exp(power) / m.busy.ratio));
  }
  auto const below = detail::binomial_below<U>(q.sources, q.servers, load);
  if (value_of(below.share) > 0) {
    // All states over all binomial weights: those below c, and c and above.
    U const all = below.share / (1 - m.wait);
    if (value_of(m.wait) < 0.5) { return T(detail::binomial_mass<U>(q.sources, k, load) / all); }
  }
  U weight(1);
  for (int j = q.servers; j > k && value_of(weight) > 0; --j) { weight *= U(j) / (U(q.sources - j + 1) * load); }
  return T(weight * (m.wait / m.busy.ratio));
}

} // namespace ullage
