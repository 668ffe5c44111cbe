// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Masses of the Poisson law in relative accuracy, for any mean.

#include <cmath>
#include <concepts>
#include <limits>

namespace ullage::detail {

/// q log(q / x) + x - q for q, x > 0, without cancellation where they are close.
/// @param apart q - x, which the caller may know better than by subtraction
template <std::floating_point T> [[nodiscard]] T poisson_deviance(T q, T x, T apart) {
  T const v = apart / (q + x);
  if (std::abs(v) > T(0.1)) { return q * std::log(q / x) - apart; }
  T power = 2 * q * v;
  T sum = apart * v;
  for (int j = 3;; j += 2) {
    power *= v * v;
    T const next = sum + power / T(j);
    if (next == sum) { return sum; }
    sum = next;
  }
}

/// log(q!) - log(sqrt(2 pi q) (q / e)^q) for q >= 16: the Stirling series.
template <std::floating_point T> [[nodiscard]] T stirling_error(T q) {
  T const r = 1 / (q * q);
  T sum = T(1) / 156 - r * T(3617) / 122400;
  sum = T(691) / 360360 - r * sum;
  sum = T(1) / 1188 - r * sum;
  sum = T(1) / 1680 - r * sum;
  sum = T(1) / 1260 - r * sum;
  sum = T(1) / 360 - r * sum;
  return (T(1) / 12 - r * sum) / q;
}

/// P(A = q) for A ~ Poisson(x): saddle-point form.
///
/// Source: Loader, "Fast and accurate computation of binomial probabilities" (2000). Accuracy: 4 epsilon
/// times (1 + |log of the mass|), relative.
/// @param q a whole number >= 0
/// @param x > 0
/// @param apart q - x
template <std::floating_point T> [[nodiscard]] T poisson_atom(T q, T x, T apart) {
  if (q < 16) {
    T mass = std::exp(-x / 2);
    for (int j = 1; T(j) <= q; ++j) { mass *= x / T(j); }
    return mass * std::exp(-x / 2);
  }
  T const two_pi = T(6.283185307179586476925286766559005768L);
  return std::exp(-poisson_deviance(q, x, apart) - stirling_error(q)) / std::sqrt(two_pi * q);
}

} // namespace ullage::detail
