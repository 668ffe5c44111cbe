// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Offered load under a sinusoidal rate with exponential service, in closed form.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <concepts>
#include <type_traits>

namespace ullage {

/// Arrivals at the rate mean_rate + amplitude sin(2 pi t / period) and exponential service, with as
/// many servers as are wanted: M(t)/M/infinity.
template <Real T = double> struct sinusoidal_load {
  using scalar_type = T;
  T mean_rate = unset_v<T>;    ///< [records/s], >= 0, required
  T amplitude = unset_v<T>;    ///< [records/s], in [0, mean_rate], required
  T service_time = unset_v<T>; ///< mean S [s], > 0, required
  T period = T(86400);         ///< [s], > 0
  friend bool operator==(sinusoidal_load const&, sinusoidal_load const&) = default;
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(sinusoidal_load<T> const& q) {
  detail::require_nonnegative("sinusoidal_load", "mean_rate", q.mean_rate);
  detail::require_nonnegative("sinusoidal_load", "amplitude", q.amplitude);
  detail::require(value_of(q.amplitude) <= value_of(q.mean_rate), "sinusoidal_load", "amplitude", q.amplitude, "must be <= mean_rate");
  detail::require_positive("sinusoidal_load", "service_time", q.service_time);
  detail::require_positive("sinusoidal_load", "period", q.period);
}

namespace detail {

template <Real T> struct sinusoid_phase {
  T q;      ///< angular frequency times service time, the tangent of the angle by which the load is late
  T cosine; ///< of that angle
  T angle;  ///< 2 pi t / period, less whole turns
  T trough; ///< the angle since the rate was lowest, halved; near 0 in full relative accuracy
};
template <Real T> [[nodiscard]] sinusoid_phase<T> phase_of(sinusoidal_load<T> const& s, T const& t) {
  using std::floor;
  using std::sqrt;
  T const turn = T(6.283185307179586476925286766559005768394338798750L);
  T const q = turn * (s.service_time / s.period);
  T rest = t;
  if constexpr (std::floating_point<T>) {
    rest = std::fmod(t, s.period);
  } else if (value_of(t) >= value_of(s.period)) {
    rest = t - s.period * floor(T(t / s.period));
  }
  T const since_trough = (rest - s.period) + s.period / 4;
  return {q, 1 / sqrt(1 + q * q), turn * (rest / s.period), turn / 2 * (since_trough / s.period)};
}

/// As a sum of terms >= 0: it is small where the rate touches 0.
template <Real T> [[nodiscard]] T periodic_load(sinusoidal_load<T> const& s, sinusoid_phase<T> const& p) {
  using std::atan;
  using std::sin;
  T const half_sine = sin(T(p.trough - atan(p.q) / 2));
  T const loss = p.q * p.cosine * (p.q * p.cosine) / (1 + p.cosine); // 1 - cosine
  return s.service_time * ((s.mean_rate - s.amplitude) + s.amplitude * (loss + 2 * p.cosine * half_sine * half_sine));
}

} // namespace detail

/// Mean number of records in service at once a long time after the start, when it repeats each period.
///
/// Formula: S (mean + amplitude (sin wt - wS cos wt) / (1 + (wS)^2)), w = 2 pi / period.
/// Source: Eick, Massey and Whitt, "Mt/G/infinity queues with sinusoidal arrival rates",
/// Management Sci. 39 (1993).
/// @param t [s], >= 0
/// @returns [erlangs]
/// @throws std::domain_error a field or t is out of range
/// Accuracy: 1e-14 relative.
template <Real T> [[nodiscard]] T periodic_offered_load(sinusoidal_load<T> const& q, std::type_identity_t<T> const& t) {
  validate(q);
  detail::require_nonnegative("periodic_offered_load", "t", t);
  return detail::periodic_load(q, detail::phase_of(q, t));
}

/// Mean number of records in service at once, from an empty system at time 0.
///
/// Formula: periodic_offered_load(t) - periodic_offered_load(0) e^(-t / S), rearranged for small t.
/// Source: as periodic_offered_load.
/// @param t [s], >= 0
/// @returns [erlangs]
/// @throws std::domain_error a field or t is out of range
/// Accuracy: 1e-14 relative.
template <Real T> [[nodiscard]] T offered_load(sinusoidal_load<T> const& q, std::type_identity_t<T> const& t) {
  using std::cos;
  using std::exp;
  using std::expm1;
  using std::sin;
  validate(q);
  detail::require_nonnegative("offered_load", "t", t);
  auto const p = detail::phase_of(q, t);
  T const z = t / q.service_time;
  if (value_of(z) > 1) {
    T const start = q.service_time * (q.mean_rate - q.amplitude * (p.q * p.cosine * p.cosine));
    T const load = detail::periodic_load(q, p) - start * exp(T(-z));
    return value_of(load) > 0 ? load : T(0);
  }
  T const half = sin(T(p.angle / 2));
  T const wave = sin(p.angle) + p.q * (expm1(T(-z)) + 2 * half * half);
  return q.service_time * (q.amplitude * (wave * p.cosine * p.cosine) - q.mean_rate * expm1(T(-z)));
}

/// The largest offered load in a period. Formula: S (mean + amplitude / sqrt(1 + (2 pi S / period)^2)).
/// @returns [erlangs]
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T peak_offered_load(sinusoidal_load<T> const& q) {
  validate(q);
  return q.service_time * (q.mean_rate + q.amplitude * detail::phase_of(q, T(0)).cosine);
}

/// How much later than the rate the offered load is highest. Formula: period atan(2 pi S / period) / (2 pi).
/// @returns [s]
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T offered_load_delay(sinusoidal_load<T> const& q) {
  using std::atan;
  validate(q);
  auto const p = detail::phase_of(q, T(0));
  return value_of(p.q) > 0 ? T(q.service_time * (atan(p.q) / p.q)) : q.service_time;
}

} // namespace ullage
