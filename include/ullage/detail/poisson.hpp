// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Probabilities of the Poisson law in relative accuracy, for any mean.

#include <ullage/concepts.hpp>
#include <ullage/detail/special.hpp>

#include <cmath>

namespace ullage::detail {

/// n^n e^-n / n!, n >= 12.
template <Real T> [[nodiscard]] T poisson_peak(T const& n) {
  using std::sqrt;
  return 1 / (sqrt(T(2 * pi<T>() * n)) * gamma_star(n));
}

/// P(N = n) for the mean a, whose distance from n is known.
///
/// Formula: exp(-deviance) n^n e^-n / n!; the product below n = 12.
/// Source: Loader, "Fast and accurate computation of binomial probabilities" (2000), with the deviance
/// and Stirling's remainder evaluated anew. Accuracy: 4e-13 relative where it is >= 1e-300.
/// @param n whole, >= 0
/// @param a >= 0
/// @param apart a - n, which the caller may know better than by subtraction
template <Real T> [[nodiscard]] T poisson_mass(T const& n, T const& a, T const& apart) {
  using std::exp;
  if (value_of(a) == 0) { return T(value_of(n) == 0 ? 1 : 0); }
  if (value_of(n) >= 12) { return exp(T(-deviance(n, a, apart))) * poisson_peak(n); }
  T const half = exp(T(-a / 2)); // in two halves, so that e^-a does not vanish before a^n/n! is there
  T p = half;
  for (int k = 1; k <= static_cast<int>(value_of(n)) && value_of(p) > 0; ++k) { p *= a / T(k); }
  return p * half;
}

/// P(N = n) for the mean a + rest, where rest is the rounding error of a. Otherwise as poisson_mass.
template <Real T> [[nodiscard]] T poisson_probability(T const& n, T const& a, T const& rest) {
  T const p = poisson_mass(n, a, T(a - n));
  if (value_of(p) == 0 || value_of(a) == 0) { return p; }
  return p * (1 + (n / a - 1) * rest);
}

} // namespace ullage::detail
