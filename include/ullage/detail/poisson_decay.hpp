// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Decay of queues with Poisson arrivals and constant service: the positive root of e^y = 1 + y / rho.

#include <ullage/concepts.hpp>
#include <ullage/detail/implicit_root.hpp>
#include <ullage/detail/special.hpp>

#include <cmath>
#include <complex>
#include <limits>

namespace ullage::detail {

/// (e^y - 1 - y) / y for y > 0.
template <Real T> [[nodiscard]] T expm1_excess(T const& y) {
  using std::expm1;
  if (value_of(y) >= 1) { return (expm1(y) - y) / y; }
  T term = y / 2;
  T sum = term;
  for (int k = 3; value_of(term) > value_of(sum) * std::numeric_limits<T>::epsilon() / 4; ++k) {
    term *= y / T(k);
    sum += term;
  }
  return sum;
}

/// The root y > 0 of e^y = 1 + y / rho, in full relative accuracy also next to rho = 1.
///
/// Newton steps in the logarithms of y and of (e^y - 1 - y) / y = (1 - rho) / rho, where that function is
/// convex: from the second step on they fall monotonically.
/// @param rho in (0, 1)
/// @param idle 1 - rho
template <Real T> [[nodiscard]] T poisson_decay(T const& rho, T const& idle) {
  using std::exp;
  using std::expm1;
  using std::log;
  T const odds = idle / rho;
  if constexpr (carries_derivatives<T>) {
    using plain = plain_t<T>;
    return implicit_root<T>([&](T const& z) { return T(expm1_excess(z) - odds); }, poisson_decay<plain>(value_of(rho), value_of(idle)));
  }
  T y = value_of(odds) < 1 ? T(2 * odds) : T(2 + log(odds));
  for (int i = 0; i < 60; ++i) {
    T const h = expm1_excess(y);
    T const step = log(T(h / odds)) / (expm1(y) / h - 1);
    y *= exp(T(-step));
    T const size = value_of(step) < 0 ? T(-step) : step;
    if (value_of(size) < 4 * value_of(std::numeric_limits<T>::epsilon())) { break; }
  }
  return y;
}

/// The real part of the next root of e^y = (1 + y / rho) e^(2 pi i / servers) behind the positive one:
/// the error of the one-exponential tail falls with the difference of the two.
[[nodiscard]] inline double next_decay(double rho, double idle, double servers) {
  std::complex<double> const turn(0, 2 * pi<double>() / servers);
  std::complex<double> y = idle + std::sqrt(idle * idle + 2.0 * turn);
  if (std::abs(y) > 1) { y = std::log(1.0 + y / rho) + turn; }
  for (int i = 0; i < 40; ++i) {
    std::complex<double> const step = (y - std::log(1.0 + y / rho) - turn) / (1.0 - 1.0 / (rho + y));
    y -= step;
    if (std::abs(step) < 1e-12 * std::abs(y)) { break; }
  }
  return y.real();
}

} // namespace ullage::detail
