// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The queue of M/D/c at whole services is the maximum of the walk with steps Poisson(alpha) - c. Its law
/// is compound Poisson with the weights s_m = sum_n P(S_n = m) / n (Spitzer 1956), computed here.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/fft.hpp>
#include <ullage/detail/poisson.hpp>
#include <ullage/detail/poisson_decay.hpp>
#include <ullage/detail/special.hpp>

#include <bit>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <limits>
#include <vector>

namespace ullage::detail {

/// Parameters of the walk; times in units of the service.
template <std::floating_point T> struct mdc_walk {
  T servers, rho, idle; ///< c, load per server in (0, 1), 1 - rho
  T decay;              ///< y > 0, e^y = 1 + y / rho: decay rate of the queue per record
  T excess;             ///< z - 1, z = e^y: the tail falls with z^-m
  T drift;              ///< rho z - 1: mean step per server of the walk tilted by z
  double gap;           ///< the relative error of the geometric tail falls with e^(-gap m)

  mdc_walk(T c, T load, T free)
      : servers(c), rho(load), idle(free), decay(poisson_decay(load, free)), excess(decay / load),
        drift(decay - free),
        gap(next_decay(static_cast<double>(load), static_cast<double>(free), static_cast<double>(c)) -
            static_cast<double>(decay)) {}

  /// The sum over n ends after about 37 / (c I) terms; from 74 on the transform is cheaper.
  [[nodiscard]] bool falls_fast() const { return servers * (rho - 1 - std::log(rho)) > T(0.5); }

  /// Weights after which s_m = z^-m / m in working precision.
  [[nodiscard]] double geometric_from() const {
    return (std::numeric_limits<T>::digits * 0.7 + 5) / larger(1e-300, gap) + 8;
  }
};

/// What the measures need of the weights.
template <std::floating_point T> struct mdc_ladder {
  std::vector<T> weights;  ///< s_m z^m (direct) or s_m z^m - 1 / m (transformed), m = 0 .. size - 1
  T none = 0;              ///< sum of s_m, m >= 0: P(W = 0) = e^-none
  T mean = 0;              ///< sum of m s_m: mean number waiting
  T factorial = 0;         ///< sum of m (m - 1) s_m
  T constant = 0;          ///< K of P(W > t) ~ K e^(-theta t)
};

/// P(A <= q) for A ~ Poisson(x), apart = x - q > 0, from its largest mass down.
template <std::floating_point T> [[nodiscard]] T poisson_lower_sum(T q, T x, T apart) {
  T term = poisson_mass(q, x, apart);
  T sum = 0;
  for (T j = q; j >= 0 && term > sum * (std::numeric_limits<T>::epsilon() / 8); j -= 1) {
    sum += term;
    term *= j / x;
  }
  return sum;
}

/// angle - sin(angle) for an angle > 0.
template <std::floating_point T> [[nodiscard]] T angle_excess(T angle, T sine) {
  if (angle > T(0.7)) { return angle - sine; }
  T const square = angle * angle;
  T term = angle * square / 6;
  T sum = term;
  for (int k = 4; std::abs(term) > sum * (std::numeric_limits<T>::epsilon() / 8); k += 2) {
    term *= -square / T(k * (k + 1));
    sum += term;
  }
  return sum;
}

/// Sums over n, all terms positive: relative accuracy however small the chance to wait.
template <std::floating_point T>
[[nodiscard]] mdc_ladder<T> direct_ladder(mdc_walk<T> const& walk, std::size_t length) {
  T const tiny = std::numeric_limits<T>::epsilon() / 8;
  T const c = walk.servers;
  mdc_ladder<T> out;
  auto& s = out.weights;
  s.assign(length, T(0));
  T const enough = T(length) / (c * walk.drift);
  T below = 0;
  for (T n = 1;; n += 1) {
    T const q = n * c;
    T const x = q * (1 + walk.drift);
    T term = poisson_mass(q, q * walk.rho, -q * walk.idle) / n;
    s[0] += term;
    bool const done = term <= tiny * s[0];
    if (term < std::numeric_limits<T>::min()) { break; }
    for (std::size_t m = 1; m < length; ++m) {
      term *= x / (q + T(m));
      s[m] += term;
    }
    T const left = poisson_lower_sum(q, x, q * walk.drift) / n;
    below += left;
    if (done && left <= tiny * below && n > enough && term <= tiny * s[length - 1]) { break; }
  }
  if (T(length) >= T(walk.geometric_from()) - 1) { // the weights beyond are z^-m / m
    T power = std::exp(-walk.decay * T(length));
    out.mean = power * (1 + walk.excess) / walk.excess;
    out.factorial = out.mean * (T(length) - 1 + 1 / walk.excess);
    for (T m = T(length); power > tiny * m * s[1]; m += 1) {
      out.none += power / m;
      power /= 1 + walk.excess;
    }
  }
  for (std::size_t m = length; m-- > 1;) {
    T const weight = s[m] * std::exp(-walk.decay * T(m));
    out.none += weight;
    out.mean += T(m) * weight;
    out.factorial += T(m) * T(m - 1) * weight;
  }
  out.constant = (1 + walk.excess) / (walk.excess * c * walk.drift) * std::exp(-out.none - below);
  out.none += s[0];
  return out;
}

/// From the logarithm of 1 - E z^step on the circle |z| = e^y, where its two zeros 1 and e^y are divided
/// out: one transform, however close to 1 the load is.
template <std::floating_point T>
[[nodiscard]] mdc_ladder<T> transformed_ladder(mdc_walk<T> const& walk, std::size_t length) {
  std::size_t const n = std::bit_ceil(2 * length);
  T const c = walk.servers;
  T const z = 1 + walk.excess;
  std::vector<std::complex<T>> x(n);
  for (std::size_t j = 0; j < n / 2; ++j) {
    T const angle = pi<T>() * T(2 * j + 1) / T(n);
    T const sine = std::sin(angle);
    T const s = std::sin(angle / 2);
    T const lag = angle_excess(angle, sine);
    T const a = -2 * c * (1 + walk.drift) * s * s;
    T const b = c * (walk.drift * sine - lag);
    T const sb = std::sin(b / 2);
    T const re = 2 * sb * sb - std::expm1(a) * std::cos(b); // 1 - e^(a + ib)
    T const im = -std::exp(a) * std::sin(b);
    T const zeros = (walk.excess * walk.excess + 4 * z * s * s) * (4 * s * s);
    T const phase = std::atan2(im, re) - std::atan2(sine, walk.excess + 2 * s * s) - (angle - pi<T>()) / 2;
    x[j] = {-std::log((re * re + im * im) * z * z / zeros) / 2, -phase};
    x[n - 1 - j] = std::conj(x[j]);
  }
  fft<T>(x);
  auto const twist = unit_powers<T>(length, -pi<T>() / T(n));
  mdc_ladder<T> out;
  auto& r = out.weights;
  r.resize(length);
  for (std::size_t m = 0; m < length; ++m) { r[m] = complex_product(x[m], twist[m]).real() / T(n); }
  T rest = 0;
  T gain = 0;
  for (std::size_t m = length; m-- > 1;) {
    T const shrink = std::exp(-walk.decay * T(m));
    rest += r[m] * shrink;
    gain -= r[m] * std::expm1(-walk.decay * T(m));
    out.mean += T(m) * r[m] * shrink;
    out.factorial += T(m) * T(m - 1) * r[m] * shrink;
  }
  out.none = r[0] + rest - std::log(walk.excess / z);
  out.mean += 1 / walk.excess;
  out.factorial += 1 / (walk.excess * walk.excess);
  out.constant = std::exp(gain);
  return out;
}

} // namespace ullage::detail
