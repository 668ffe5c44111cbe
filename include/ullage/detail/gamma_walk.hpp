// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The random walk behind a single server: gamma service time minus gamma inter-arrival time.

#include <ullage/detail/root.hpp>

#include <cmath>
#include <complex>
#include <limits>
#include <type_traits>

namespace ullage::detail {

template <class U> [[nodiscard]] std::complex<U> log_1p(std::complex<U> const& x) {
  if (std::norm(x) > U(0.25)) { return std::log(U(1) + x); }
  U const a = x.real();
  U const b = x.imag();
  return {std::log1p(a * (2 + a) + b * b) / 2, std::atan2(b, 1 + a)};
}
template <class U>
  requires std::is_floating_point_v<U>
[[nodiscard]] U log_1p(U x) {
  return std::log1p(x);
}

template <class U> [[nodiscard]] std::complex<U> exp_m1(std::complex<U> const& x) {
  U const half = std::sin(x.imag() / 2);
  return {std::expm1(x.real()) * std::cos(x.imag()) - 2 * half * half, std::exp(x.real()) * std::sin(x.imag())};
}

/// Below it log(1 - x) is summed as a series, which leaves the digits of its second order alone.
inline constexpr double series_radius = 0.125;

/// -(log(1 - x) + x) / x^2 = 1/2 + x/3 + x^2/4 + ..., for |x| < series_radius
template <class Z> [[nodiscard]] Z log_curvature(Z const& x) {
  using U = decltype(std::abs(x));
  Z sum(U(1) / 24);
  for (int k = 23; k >= 2; --k) { sum = U(1) / U(k) + x * sum; }
  return sum;
}

/// log E exp(z G) of a gamma variable G with a mean and a squared coefficient of variation.
template <class U, class Z> [[nodiscard]] Z gamma_cumulants(U mean, U scv, Z const& z) {
  Z const x = scv * mean * z;
  if (std::abs(x) < U(series_radius)) { return mean * z * (U(1) + x * log_curvature(x)); }
  return -log_1p(Z(-x)) / scv;
}

/// X = S - A in units of the mean service time.
template <class U> struct gamma_walk {
  U interval; ///< mean of A, 1 / utilization
  U gap;      ///< interval - 1, free of cancellation
  U arrival_scv;
  U service_scv;

  /// log E exp(z X): positive on the real axis only outside [0, decay rate].
  template <class Z> [[nodiscard]] Z psi(Z const& z) const {
    Z const x = service_scv * z;
    Z const y = -arrival_scv * interval * z;
    if (std::abs(x) < U(series_radius) && std::abs(y) < U(series_radius)) {
      return z * (z * (service_scv * log_curvature(x) + arrival_scv * interval * interval * log_curvature(y)) - gap);
    }
    return gamma_cumulants(U(1), service_scv, z) + gamma_cumulants(interval, arrival_scv, Z(-z));
  }
  template <class Z> [[nodiscard]] Z slope(Z const& z) const {
    Z const x = service_scv * z;
    Z const y = arrival_scv * interval * z;
    Z const late = std::abs(y) < 1 ? interval * (y / (U(1) + y)) - gap : U(1) - interval / (U(1) + y);
    return x / (U(1) - x) + late;
  }
  template <class Z> [[nodiscard]] Z curvature(Z const& z) const {
    Z const s = U(1) / (U(1) - service_scv * z);
    Z const a = interval / (U(1) + arrival_scv * interval * z);
    return service_scv * s * s + arrival_scv * a * a;
  }
  /// Where psi is smallest.
  [[nodiscard]] U saddle() const { return gap / (interval * (arrival_scv + service_scv)); }
  /// Where services * log E exp(z S) + arrivals * log E exp(-z A) - z t is smallest; largest() if nowhere.
  [[nodiscard]] U saddle(U services, U arrivals, U t) const {
    U const a = arrival_scv * interval;
    U const b = service_scv;
    U const c0 = t + arrivals * interval - services;
    U const c1 = services * a + arrivals * interval * b - t * (a - b);
    U const c2 = t * a * b;
    if (!(c0 > 0)) { return 0; }
    U const d = std::sqrt(c1 * c1 + 4 * c2 * c0);
    if (c1 > 0) { return 2 * c0 / (c1 + d); }
    return c2 > 0 ? (d - c1) / (2 * c2) : std::numeric_limits<U>::max();
  }
};

/// The positive root of psi.
template <class U> struct decay {
  U rate;
  U room; ///< 1 - service_scv * rate, free of cancellation
};

template <class U> [[nodiscard]] decay<U> decay_of(gamma_walk<U> const& w) {
  // x = log E exp(z S) stands for z: the root may be as close to the pole of psi as rounding allows.
  auto const place = [&](U x) { return w.service_scv > 0 ? -std::expm1(-w.service_scv * x) / w.service_scv : x; };
  auto const f = [&](U x) {
    U const z = place(x);
    if (w.service_scv * z < U(series_radius) && w.arrival_scv * w.interval * z < U(series_radius)) { return w.psi(z) / z; }
    return (x + gamma_cumulants(w.interval, w.arrival_scv, -z)) / z;
  };
  U low = 2 * w.gap / (w.arrival_scv * w.interval * w.interval + w.service_scv);
  while (f(low) > 0) { low /= 2; }
  U high = 2 * low;
  while (f(high) < 0) {
    low = high;
    high *= 2;
  }
  U const x = bracketed_root<U>(f, low, high);
  return {place(x), std::exp(-w.service_scv * x)};
}

} // namespace ullage::detail
