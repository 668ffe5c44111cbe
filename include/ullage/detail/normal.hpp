// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The standard normal law, accurate in relative terms for any argument: density, upper tail, hazard,
/// their logarithms, and the quantile of the tail.

#include <ullage/concepts.hpp>
#include <ullage/detail/erfcx.hpp>
#include <ullage/detail/implicit_root.hpp>

#include <cmath>
#include <concepts>

namespace ullage::detail {

inline constexpr long double inverse_root_two_pi = 0.398942280401432677939946059934381868L;
inline constexpr long double log_root_two_pi = 0.918938533204672741780329736405617640L;
inline constexpr long double inverse_root_two = 0.707106781186547524400844362104849039L;

/// exp(-z^2 / 2) / sqrt(2 pi); the rounding of the square is corrected where the type has an fma.
template <Real T> [[nodiscard]] T normal_density(T const& z) {
  using std::exp;
  T const square = z * z;
  if (!(value_of(square) < 1e5)) { return T(0); }
  T const plain = T(inverse_root_two_pi) * exp(T(-square / 2));
  if constexpr (std::floating_point<T> || carries_derivatives<T>) {
    using std::fma;
    return plain * (1 - fma(z, z, T(-square)) / 2);
  } else {
    return plain;
  }
}

/// Mills' ratio P(Z > z) / density(z), z >= 0.
template <Real T> [[nodiscard]] T mills_ratio(T const& z) {
  return erfcx(T(z * T(inverse_root_two))) / (2 * T(inverse_root_two_pi));
}

/// P(Z > z).
template <Real T> [[nodiscard]] T normal_upper(T const& z) {
  if (value_of(z) < 0) { return 1 - normal_upper(T(-z)); }
  if (value_of(z) > 1e9) { return T(0); } // infinity too
  return normal_density(z) * mills_ratio(z);
}

/// ln P(Z > z).
template <Real T> [[nodiscard]] T log_normal_upper(T const& z) {
  using std::log;
  using std::log1p;
  if (value_of(z) < 0) { return log1p(T(-normal_upper(T(-z)))); }
  return log(mills_ratio(z)) - T(log_root_two_pi) - z * z / 2;
}

/// density(z) / P(Z > z); about z for large z.
template <Real T> [[nodiscard]] T normal_hazard(T const& z) {
  if (value_of(z) < 0) { return normal_density(z) / (1 - normal_upper(T(-z))); }
  return 1 / mills_ratio(z);
}

/// ln of the hazard, also where the hazard itself is too small for the type.
template <Real T> [[nodiscard]] T log_normal_hazard(T const& z) {
  using std::log;
  using std::log1p;
  if (value_of(z) < 0) { return -T(log_root_two_pi) - z * z / 2 - log1p(T(-normal_upper(T(-z)))); }
  return -log(mills_ratio(z));
}

/// The z with P(Z > z) = p, 0 < p < 1, by Newton steps on the logarithm of the tail, which is concave.
template <Real T> [[nodiscard]] T normal_upper_quantile(T const& p) {
  using std::log;
  using std::sqrt;
  if (value_of(p) > 0.5) { return -normal_upper_quantile(T(1 - p)); }
  T const level = log(p);
  if constexpr (carries_derivatives<T>) {
    using plain = plain_t<T>;
    return implicit_root<T>([&](T const& x) { return T(log_normal_upper(x) - level); }, normal_upper_quantile<plain>(value_of(p)));
  }
  T z = sqrt(T(-2 * level)) - T(1.17741); // 0 at p = 1/2
  for (int i = 0; i < 60; ++i) {
    T const step = (log_normal_upper(z) - level) / normal_hazard(z);
    z += step;
    auto const size = value_of(step) < 0 ? -value_of(step) : value_of(step);
    if (size <= 1e-9 * (1 + value_of(z))) {
      // The error after a step is below its square.
      z += (log_normal_upper(z) - level) / normal_hazard(z);
      break;
    }
  }
  return z;
}

} // namespace ullage::detail
