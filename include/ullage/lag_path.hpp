// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The lag as a Brownian path around the fluid curve: the chance that it has exceeded a level, and its law where it
/// cannot go below zero.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/panels.hpp>
#include <ullage/detail/path_crossing.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace ullage {

/// A stretch of time with constant rates.
template <Real T = double> struct lag_segment {
  T duration = unset_v<T>; ///< [s], >= 0, required
  T drift = unset_v<T>;    ///< arrivals less services [records/s], required
  T variance = unset_v<T>; ///< arrival_rate arrival_scv + capacity service_scv [records^2/s], >= 0, required
  friend bool operator==(lag_segment const&, lag_segment const&) = default;
};

/// The lag while there is a backlog; nothing holds it above zero.
template <Real T = double> struct lag_path {
  T start = T(0);          ///< mean lag at time 0 [records]
  T start_variance = T(0); ///< of the lag at time 0, >= 0
  std::vector<lag_segment<T>> segments = {};
  friend bool operator==(lag_path const&, lag_path const&) = default;
};

/// The lag of a queue that may run empty: Brownian motion reflected at zero.
template <Real T = double> struct reflected_path {
  T start = T(0);          ///< lag at time 0, >= 0
  T drift = unset_v<T>;    ///< arrivals less services [records/s], required
  T variance = unset_v<T>; ///< arrival_rate arrival_scv + capacity service_scv [records^2/s], > 0, required
  friend bool operator==(reflected_path const&, reflected_path const&) = default;
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(lag_path<T> const& path) {
  auto const f = "lag_path";
  detail::require_moderate(f, "start", path.start);
  detail::require_nonnegative(f, "start_variance", path.start_variance);
  for (std::size_t i = 0; i < path.segments.size(); ++i) {
    auto const& s = path.segments[i];
    detail::require_element(detail::is_amount(s.duration), f, "duration", i, s.duration, "must be 0 or in [1e-30, 1e30]");
    detail::require_element(detail::is_moderate(s.drift), f, "drift", i, s.drift, "must be 0 or of a size between 1e-30 and 1e30");
    detail::require_element(detail::is_amount(s.variance), f, "variance", i, s.variance, "must be 0 or in [1e-30, 1e30]");
  }
}
/// @throws std::domain_error a field is out of range
template <Real T> void validate(reflected_path<T> const& path) {
  detail::require_nonnegative("reflected_path", "start", path.start);
  detail::require_moderate("reflected_path", "drift", path.drift);
  detail::require_positive("reflected_path", "variance", path.variance);
}

namespace detail {
template <Real T> [[nodiscard]] T chance_reached(lag_path<T> const& path, T const& level) {
  path_crossing<T> crossing(T(level - path.start), path.start_variance);
  for (auto const& s : path.segments) {
    if (value_of(s.duration) > 0) { crossing.segment(T(s.drift * s.duration), T(s.variance * s.duration)); }
  }
  return crossing.reached();
}
template <Real T> [[nodiscard]] lag_path<wide_t<T>> widened(lag_path<T> const& path) {
  using U = wide_t<T>;
  lag_path<U> out{.start = U(path.start), .start_variance = U(path.start_variance), .segments = {}};
  for (auto const& s : path.segments) { out.segments.push_back({U(s.duration), U(s.drift), U(s.variance)}); }
  return out;
}
} // namespace detail

/// Chance that the lag reaches a level at some time of the path.
///
/// Formula: for one segment of length t from a known start u below the level, with z = (u - m t)/(s sqrt t) and
/// w = (u + m t)/(s sqrt t), P(N > z) + exp(2 m u/s^2) P(N > w), the second term as phi(z) Mills(w); for several the
/// chance not to have reached it is carried on with the bridge factor 1 - exp(-2 u u'/(s^2 t)), one quadrature per
/// segment. Source: Bachelier 1900; Wang and Poetzelberger, J. Appl. Probab. 34 (1997).
/// Exact for the Brownian path; 1e-13 relative for one segment, 1e-9 for several while it is above 1e-25.
/// @param level [records]
/// @throws std::domain_error a field or the level is out of range
template <Real T> [[nodiscard]] T lag_exceedance(lag_path<T> const& path, std::type_identity_t<T> level) {
  validate(path);
  detail::require_moderate("lag_exceedance", "level", level);
  return T(detail::chance_reached(detail::widened(path), detail::wide_t<T>(level)));
}

/// The same for one segment that starts at 0.
/// @throws std::domain_error a field or the level is out of range
template <Real T> [[nodiscard]] T lag_exceedance(lag_segment<T> const& segment, std::type_identity_t<T> level) {
  return lag_exceedance(lag_path<T>{.start = T(0), .start_variance = T(0), .segments = {segment}}, level);
}

/// The level that the highest lag of the path stays below with chance p [records].
/// Root of lag_exceedance; 1e-9 relative in 1 - p.
/// @param p in (0, 1)
/// @throws std::domain_error a field or p is out of range
template <Real T> [[nodiscard]] T lag_peak_quantile(lag_path<T> const& path, std::type_identity_t<T> p) {
  using std::sqrt;
  using U = detail::wide_t<T>;
  validate(path);
  detail::require(value_of(p) > 0 && value_of(p) < 1, "lag_peak_quantile", "p", p, "must be in (0, 1)");
  auto const wide = detail::widened(path);
  U const q = 1 - U(p);
  // The path reaches the largest of its means with a chance of 1/2 or more.
  U mean = wide.start;
  U variance = wide.start_variance;
  U top = mean;
  for (auto const& s : wide.segments) {
    mean += s.drift * s.duration;
    variance += s.variance * s.duration;
    top = detail::larger(top, mean);
  }
  U const unit = sqrt(variance);
  if (value_of(unit) == 0) { return T(top); }
  auto const excess = [&](U const& x) { return U(detail::chance_reached(wide, U(top + unit * x)) - q); };
  U low(0);
  U high(1);
  while (value_of(high) < 64 && value_of(excess(high)) > 0) { high *= 2; }
  while (value_of(low) > -1e6 && value_of(excess(low)) < 0) { low = 2 * low - 1; }
  for (int i = 0; i < 100 && value_of(U(high - low)) > 1e-13 * (1 + value_of(high)); ++i) {
    U const middle = low + (high - low) / 2;
    (value_of(excess(middle)) > 0 ? low : high) = middle;
  }
  return T(top + unit * high);
}

/// Chance that a reflected path is above x at time t.
///
/// Formula: P(N > (x - v - m t)/(s sqrt t)) + exp(2 m x/s^2) P(N > (x + v + m t)/(s sqrt t)), v the start; the
/// second term as phi exp(-2 x v/(s^2 t)) Mills, so that nothing overflows for a drift of any sign and size.
/// Source: Harrison, "Brownian Motion and Stochastic Flow Systems" (1985), 3.6. Exact for the Brownian path; 1e-14
/// relative, times the square of the distance from the mean in deviations.
/// @param x [records], >= 0
/// @param t [s], >= 0
/// @throws std::domain_error a field or an argument is out of range
template <Real T> [[nodiscard]] T reflected_tail(reflected_path<T> const& path, std::type_identity_t<T> x, std::type_identity_t<T> t) {
  using std::exp;
  using std::sqrt;
  using U = detail::wide_t<T>;
  validate(path);
  detail::require_nonnegative("reflected_tail", "x", x);
  detail::require_nonnegative("reflected_tail", "t", t);
  if (value_of(t) == 0) { return T(value_of(path.start) > value_of(x) ? 1 : 0); }
  if (value_of(x) == 0) { return T(1); }
  U const v(path.start), y(x);
  U const move = U(path.drift) * U(t);
  U const s = sqrt(U(U(path.variance) * U(t)));
  U const near_z = (y - v - move) / s;
  U const far_z = (y + v + move) / s;
  U const direct = detail::normal_upper(near_z);
  if (value_of(far_z) > 0) {
    if (value_of(far_z) > 1e9) { return T(direct); }
    U const image = detail::normal_density(near_z) * exp(U(-2 * (y / s) * (v / s))) * detail::mills_ratio(far_z);
    return T(detail::as_probability(U(direct + image)));
  }
  return T(detail::as_probability(U(direct + exp(U(2 * (y / s) * (move / s))) * detail::normal_upper(far_z))));
}

/// The same with another steady state: exp(2 m x/s^2), which it is for Brownian motion, is replaced by the chance
/// that the lag is above x in the long run. It leads from the start to that law.
/// @param x [records], >= 0
/// @param t [s], >= 0
/// @param stationary_tail P(lag > x) in the steady state, in [0, 1]
/// @throws std::domain_error a field or an argument is out of range
template <Real T>
[[nodiscard]] T reflected_tail(reflected_path<T> const& path, std::type_identity_t<T> x, std::type_identity_t<T> t,
                               std::type_identity_t<T> stationary_tail) {
  using std::sqrt;
  using U = detail::wide_t<T>;
  validate(path);
  detail::require_nonnegative("reflected_tail", "x", x);
  detail::require_nonnegative("reflected_tail", "t", t);
  detail::require(value_of(stationary_tail) >= 0 && value_of(stationary_tail) <= 1, "reflected_tail", "stationary_tail", stationary_tail,
                  "must be in [0, 1]");
  if (value_of(t) == 0) { return T(value_of(path.start) > value_of(x) ? 1 : 0); }
  U const centre = U(path.start) + U(path.drift) * U(t);
  U const s = sqrt(U(U(path.variance) * U(t)));
  return T(detail::as_probability(U(detail::normal_upper(U((U(x) - centre) / s)) +
                                    U(stationary_tail) * detail::normal_upper(U((U(x) + centre) / s)))));
}

/// Mean of a reflected path at time t [records].
///
/// Formula: with s^2 = variance t, a = v + m t, u = a/s, w = (v - m t)/s: a Phi(u) + s phi(u) +
/// s phi(u) (Mills(w) - Mills(u))/(u - w), the last quotient without cancellation. Source: integral of
/// reflected_tail; Abate and Whitt, Adv. Appl. Probab. 19 (1987). Exact for the Brownian path, 1e-14 relative.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
template <Real T> [[nodiscard]] T reflected_mean(reflected_path<T> const& path, std::type_identity_t<T> t) {
  using std::exp;
  using std::sqrt;
  using U = detail::wide_t<T>;
  validate(path);
  detail::require_nonnegative("reflected_mean", "t", t);
  if (value_of(t) == 0) { return path.start; }
  U const v(path.start);
  U const move = U(path.drift) * U(t);
  U const s = sqrt(U(U(path.variance) * U(t)));
  U const u = (v + move) / s;
  U const w = (v - move) / s;
  U const free = (v + move) * detail::normal_upper(U(-u)) + s * detail::normal_density(u);
  // phi(u) Mills(z), z = u or w: w^2 - u^2 = -4 v m t / s^2
  U const at_u = detail::normal_upper(u);
  U const at_w = value_of(w) > 0 ? U(detail::normal_density(u) * detail::mills_ratio(w))
                                 : U(exp(U(-2 * (v / s) * (move / s))) * detail::normal_upper(w));
  U const apart = 2 * move / s;
  bool const close = value_of(apart) < 0.5 && value_of(apart) > -0.5;
  if (!close) { return T(detail::larger(U(free + s * (at_w - at_u) / apart), U(0))); }
  // So far above 0 nothing is reflected, and the weights below are beyond any number.
  if (value_of(u) > 38 && value_of(w) > 38) { return T(free); }
  // The mean over [w, u] of phi(u) (1 - z Mills(z)), which is smooth.
  auto const slope = [&](U const& z) {
    U const weight = exp(U((z - u) * (z + u) / 2)); // phi(u) / phi(z)
    return U(weight * (detail::normal_density(z) - z * detail::normal_upper(z)));
  };
  U sum(0);
  for (auto const& p : detail::gauss_legendre_16) {
    U const offset = apart / 2 * U(p.node);
    U const middle = (u + w) / 2;
    sum += U(p.weight) / 2 * (slope(U(middle - offset)) + slope(U(middle + offset)));
  }
  return T(free + s * sum);
}

} // namespace ullage
