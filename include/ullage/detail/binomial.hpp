// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Sums of binomial weights, from the largest of them outwards.

#include <ullage/concepts.hpp>
#include <ullage/detail/birth_death.hpp>
#include <ullage/detail/require.hpp>

#include <limits>

namespace ullage::detail {

/// Sums over sources take about 9 sqrt(n) terms, at most n of them.
inline constexpr int most_sources = 1000000;

/// C(n, k) b^k / (1 + b)^n. Source: Loader (2000), as three Poisson masses.
template <Real T> [[nodiscard]] T binomial_mass(int n, int k, T const& b) {
  T const size(n);
  T const yes = value_of(b) > 1 ? T(size / (1 + 1 / b)) : T(size * (b / (1 + b)));
  T const no = size / (1 + b);
  return gamma_mass<T>(T(k), {yes, T(0)}) * (gamma_mass<T>(T(n - k), {no, T(0)}) / gamma_mass<T>(size, {size, T(0)}));
}

/// The weights w_k = C(n, k) b^k below c.
template <Real T> struct weights_below {
  T ratio; ///< (w_0 + ... + w_(c-1)) / w_c; infinity where w_c vanishes beside the sum
  T share; ///< the sum over that of all weights where the largest of them is below c, else 0
};

/// @param c 1 .. n
/// @param b > 0
template <Real T> [[nodiscard]] weights_below<T> binomial_below(int n, int c, T const& b) {
  T const epsilon = std::numeric_limits<T>::epsilon() / 16;
  T const p = value_of(b) > 1 ? T(1 / (1 + 1 / b)) : T(b / (1 + b));
  int const mode = static_cast<int>(value_of(T(T(n + 1) * p)));
  int const start = mode < c - 1 ? mode : c - 1;
  T sum(1);
  T term(1);
  for (int k = start; k > 0; --k) {
    term *= T(k) / (T(n - k + 1) * b);
    sum += term;
    if (value_of(term) < value_of(T(epsilon * sum))) { break; }
  }
  term = T(1);
  for (int k = start; k < c - 1; ++k) {
    term *= T(n - k) * b / T(k + 1);
    sum += term;
    if (value_of(term) < value_of(T(epsilon * sum))) {
      // Everything is below c.
      T const mass = binomial_mass<T>(n, c, b);
      return {value_of(mass) > 0 ? T(1 / mass) : infinity_v<T>, T(1)};
    }
  }
  term *= T(n - c + 1) * b / T(c);
  T const ratio = value_of(term) > 0 ? T(sum / term) : infinity_v<T>;
  return {ratio, mode < c ? T(sum * binomial_mass<T>(n, start, b)) : T(0)};
}

} // namespace ullage::detail
