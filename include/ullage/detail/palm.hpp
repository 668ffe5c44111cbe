// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The sums of Erlang-A (Palm's model): states below and above the servers, the tails of wait and sojourn.

#include <ullage/concepts.hpp>
#include <ullage/detail/birth_death.hpp>
#include <ullage/detail/concave_quantile.hpp>
#include <ullage/detail/panels.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>

namespace ullage::detail {

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

template <Real U>
[[nodiscard]] palm_parts<U> palm_parts_of(U const& rate, U const& service, U const& patience, U const& servers) {
  palm_parts<U> m{rate, service, patience, servers, {}, U(0), U(-1), {}, infinity_v<U>, {U(1), U(1), U(0), U(1)}};
  m.x = servers * patience / service;
  m.load.value = rate * service;
  if (m.empty()) { return m; }
  m.load.rest = product_less<U>(rate, service, m.load.value);
  m.d = product_less<U>(rate, service, servers) / servers;
  if (value_of(m.d) < -1) { m.d = U(-1); }
  m.below = servers / m.load.value * sum_below<U>(U(servers - 1), m.load).ratio;
  m.y = load_of(m, m.d, U(rate * patience));
  m.above = sum_above<U>(m.x, m.d, m.y);
  return m;
}

/// 1 - P(abandon), also where nearly all give up.
template <Real U> [[nodiscard]] U palm_served(palm_parts<U> const& m) { return m.no_wait() + m.wait() * m.above.served; }

/// P(time in the queue > tau patiences): gamma(x, y') over gamma(x, y) times exp(-tau), y' = y exp(-tau), tau = value + rest.
template <Real U> [[nodiscard]] tail_point<U> palm_tail(palm_parts<U> const& m, split_number<U> const& tau) {
  using std::exp;
  using std::expm1;
  U const t = tau.value;
  U const fall = expm1(U(-t));
  U const patient = exp(U(-t));
  // y' / x - 1
  U d = m.d * patient + fall;
  if (value_of(d) < -1) { d = U(-1); }
  auto const y = load_of<U>(m, d, U(m.y.value * patient));
  auto const later = sum_above<U>(m.x, d, y);
  U const kept = m.x / later.ratio;
  U const hazard = 1 + kept;
  U p(0);
  if (value_of(m.d) <= 0) {
    U const power = t + m.x * (exp_gap(t) + m.d * fall);
    p = later.ratio * exp(U(-power)) / (m.below + m.above.ratio);
  } else {
    p = m.wait() * (later.share / m.above.share) * patient;
  }
  p *= 1 - tau.rest * hazard;
  return {value_of(p) > value_of(m.wait()) ? m.wait() : p, hazard, U(kept * y.value * later.excess)};
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
  return m.wait() * exp(U(-t)) * m.x * (gamma_mass<U>(m.x, load_of<U>(m, U(m.d * exp(U(-t)) + fall), U(m.y.value * exp(U(-t))))) / m.above.share);
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

/// The tau at which the tail is level < m.wait().
template <Real U> [[nodiscard]] U palm_wait_quantile(palm_parts<U> const& m, U const& level) {
  using std::log;
  using std::log1p;
  auto const at = [&](U const& tau) { return palm_tail<U>(m, {tau, U(0)}); };
  // Up to the turn nearly all wait who are patient, and the parabola knows nothing of what comes then.
  U const turn = value_of(m.d) > 0 ? U(log1p(m.d)) : U(0);
  U const begin = -log(U(level / m.wait())) * m.above.excess;
  if (!(value_of(begin) > 0)) { return U(0); }
  return concave_quantile<U>(at, level, value_of(turn) > value_of(begin) ? turn : begin);
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

} // namespace ullage::detail
