// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Several servers with one common queue, Poisson arrivals, exponential service, and records that give
/// up waiting after an exponential time (Erlang-A, the model of Palm).

#include <ullage/concepts.hpp>
#include <ullage/detail/birth_death.hpp>
#include <ullage/detail/panels.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/queue/measures.hpp>

#include <cmath>
#include <type_traits>

namespace ullage {

/// M/M/c+M, first come first served. Always stable. The measures of the wait are those of all arrivals,
/// the ones that give up included: their wait ends when they go. With `patience` for the age at which
/// records expire it is an approximation of a fixed maximum age.
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
  return q.arrival_rate * q.service_time / T(q.servers);
}

/// Always: what waits too long gives up.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] bool is_stable(erlang_a<T> const& q) {
  validate(q);
  return true;
}

namespace detail {

/// Sums of states in units of state c. x = c patience / S and y = lambda patience = x (1 + d).
template <Real U> struct palm_parts {
  U rate, service, patience, servers;
  split_number<U> load; ///< a = lambda S
  U x;
  U d; ///< rho - 1
  split_number<U> y;
  U below;               ///< states 0 .. c - 1
  masses_above<U> above; ///< states c and up

  [[nodiscard]] bool empty() const { return !(value_of(load.value) > 0); }
  [[nodiscard]] U wait() const {
    if (empty()) { return U(0); }
    return is_finite(above.ratio) ? U(above.ratio / (below + above.ratio)) : U(1);
  }
  [[nodiscard]] U no_wait() const {
    if (empty() || !is_finite(below)) { return U(1); }
    return is_finite(above.ratio) ? U(below / (below + above.ratio)) : U(0);
  }
};

/// y = x (1 + d), or what it is known to be where that would cancel.
template <Real U> [[nodiscard]] split_number<U> load_of(palm_parts<U> const& m, U const& d, U const& y) {
  if (value_of(d) < U(-0.5)) { return {y, U(0)}; }
  return grown<U>({m.x, U(0)}, d);
}

template <Real T> [[nodiscard]] palm_parts<wide_t<T>> parts_of(erlang_a<T> const& q) {
  using U = wide_t<T>;
  validate(q);
  U const c(q.servers);
  palm_parts<U> m{U(q.arrival_rate), U(q.service_time), U(q.patience), c, {}, U(0), U(-1), {}, infinity_v<U>, {U(1), U(1), U(0), U(1)}};
  m.x = c * m.patience / m.service;
  m.load.value = m.rate * m.service;
  if (m.empty()) { return m; }
  m.load.rest = product_less<U>(m.rate, m.service, m.load.value);
  m.d = product_less<U>(m.rate, m.service, c) / c;
  if (value_of(m.d) < -1) { m.d = U(-1); }
  m.below = c / m.load.value * sum_below<U>(U(c - 1), m.load).ratio;
  m.y = load_of(m, m.d, m.rate * m.patience);
  m.above = sum_above<U>(m.x, m.d, m.y);
  return m;
}

/// 1 - P(abandon), also where nearly all give up.
template <Real U> [[nodiscard]] U palm_served(palm_parts<U> const& m) { return m.no_wait() + m.wait() * m.above.served; }

/// What a wait of tau patiences means.
template <Real U> struct palm_moment {
  U tail;   ///< P(time in queue > tau)
  U hazard; ///< -d ln tail / d tau
};

/// gamma(x, y') over gamma(x, y) times exp(-tau), y' = y exp(-tau), tau = value + rest.
template <Real U> [[nodiscard]] palm_moment<U> palm_tail(palm_parts<U> const& m, split_number<U> const& tau) {
  using std::exp;
  using std::expm1;
  U const t = tau.value;
  U const fall = expm1(U(-t));
  // y' / x - 1
  U d = m.d * (1 + fall) + fall;
  if (value_of(d) < -1) { d = U(-1); }
  auto const later = sum_above<U>(m.x, d, load_of<U>(m, d, U(m.y.value * exp(U(-t)))));
  U const hazard = 1 + m.x / later.ratio;
  U p(0);
  if (value_of(m.d) <= 0) {
    U const power = t + m.x * (exp_gap(t) + m.d * fall);
    p = later.ratio * exp(U(-power)) / (m.below + m.above.ratio);
  } else {
    p = m.wait() * (later.share / m.above.share) * exp(U(-t));
  }
  p *= 1 - tau.rest * hazard;
  return {value_of(p) > value_of(m.wait()) ? m.wait() : p, hazard};
}

/// Rate, per patience, at which waits of length tau end in a service.
template <Real U> [[nodiscard]] U palm_service_begins(palm_parts<U> const& m, U const& t) {
  using std::exp;
  using std::expm1;
  U const fall = expm1(U(-t));
  if (value_of(m.d) <= 0) {
    U const power = t + m.x * (exp_gap(t) + m.d * fall);
    return m.x * (exp(U(-power)) / (m.below + m.above.ratio));
  }
  return m.wait() * exp(U(-t)) * m.x * (gamma_mass<U>(m.x, load_of<U>(m, U(m.d * (1 + fall) + fall), U(m.y.value * exp(U(-t))))) / m.above.share);
}

/// E tau^2 of all arrivals: 2 integral of tau P(> tau).
template <Real U> [[nodiscard]] U palm_second_moment(palm_parts<U> const& m) {
  using std::log1p;
  using std::sqrt;
  // Up to here nearly all wait who are patient; then the tail falls within some 1/sqrt(x).
  U const turn = value_of(m.d) > 0 ? U(log1p(m.d)) : U(0);
  U const narrow = 1 / sqrt(m.x);
  U const calm = turn - 9 * narrow;
  auto const f = [&](U const& t) { return U(t * palm_tail<U>(m, {t, U(0)}).tail); };
  auto const width = [&](U const& t) {
    U most = value_of(t) < value_of(calm) ? U(calm - t) : U(2.5 * narrow);
    if (value_of(most) > 2) { most = U(2); }
    U const steep = 4 / palm_tail<U>(m, {t, U(0)}).hazard;
    return value_of(steep) < value_of(most) ? steep : most;
  };
  return 2 * panels<U>(f, width, U(0), infinity_v<U>);
}

template <Real U> [[nodiscard]] U palm_sojourn_tail(palm_parts<U> const& m, split_number<U> const& tau) {
  using std::exp;
  using std::log;
  using std::sqrt;
  U const pace = m.patience / m.service; // services per patience
  U const y = m.y.value;
  auto const density = [&](U const& s) {
    U const begins = palm_service_begins(m, s);
    return U(exp(U(-(tau.value - s) * pace)) * begins);
  };
  U const over = m.x + 1 - pace; // the exponent of the density falls by over - y exp(-s)
  U peak = value_of(over) > 0 ? U(log(U(y / over))) : tau.value;
  peak = value_of(peak) > 0 ? peak : U(0);
  peak = value_of(peak) < value_of(tau.value) ? peak : tau.value;
  auto const width = [&](U const& s) {
    U const pull = y * exp(U(-s));
    U slope = over - pull;
    if (value_of(slope) < 0) { slope = -slope; }
    return U(4 / (4 + slope + U(1.6) * sqrt(pull)));
  };
  U const served = panels<U>(density, width, peak, U(0)) + panels<U>(density, width, peak, tau.value);
  return palm_tail<U>(m, tau).tail + m.no_wait() * exp(U(-tau.value * pace)) + served;
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
/// Formula: P(W > 0) (1/(rho A) + 1 - 1/rho), evaluated without its cancellation. Exact. Accuracy: 4e-13 relative where >= 1e-300.
/// @returns probability
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T abandon_probability(erlang_a<T> const& q) {
  auto const m = detail::parts_of(q);
  return T(m.wait() * m.above.excess);
}

/// Mean time in the queue of all arrivals, until service or giving up.
/// Formula: P(abandon) patience. Exact. Accuracy: 4e-13 relative.
/// @returns seconds
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_wait(erlang_a<T> const& q) {
  auto const m = detail::parts_of(q);
  return T(m.wait() * m.above.excess * m.patience);
}

/// Variance of the time in the queue of all arrivals. Exact; the second moment by Gauss-Legendre panels.
/// Accuracy: 1e-10 relative.
/// @returns seconds^2
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T wait_variance(erlang_a<T> const& q) {
  using U = detail::wide_t<T>;
  auto const m = detail::parts_of(q);
  if (m.empty()) { return T(0); }
  U const mean = m.wait() * m.above.excess;
  U const variance = detail::palm_second_moment(m) - mean * mean;
  return value_of(variance) > 0 ? T(variance * m.patience * m.patience) : T(0);
}

/// P(W > t), W the time in the queue of an arrival, until service or giving up.
///
/// Formula: P(W > 0) exp(-t/patience) gamma(x, y exp(-t/patience)) / gamma(x, y). Exact. Accuracy: 8e-12 relative where >= 1e-300; median 3e-16.
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

/// Mean number of records that wait. Formula: lambda mean_wait (Little 1961). Exact.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_in_queue(erlang_a<T> const& q) { return q.arrival_rate * mean_wait(q); }

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
  return mean_in_queue(q) + throughput(q) * q.service_time;
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
/// exp(-(t-s)/S), by Gauss-Legendre panels. Exact. Accuracy: 1e-11 relative where >= 1e-300.
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
