// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Upper quantile of the gamma law, by the standard library alone.

#include <ullage/concepts.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/special.hpp>
#include <ullage/detail/temme.hpp>

#include <cmath>
#include <limits>

namespace ullage::detail {

/// ln of x^a e^-x / Gamma(a + 1).
template <Real T> [[nodiscard]] T log_gamma_mass(T const& a, T const& x) {
  using std::log;
  if (value_of(a) < 12) { return a * log(x) - x - log_gamma1p(a); }
  return -deviance(a, x) - log(T(a * 2 * pi<T>())) / 2 - log(gamma_star(a));
}

/// P(X > x) of a gamma law of shape a and scale 1.
///
/// Formula: Temme's uniform expansion for a >= 12 near the mean; Legendre's continued fraction above a + 1; below, the
/// complement of the series. Accuracy: 1e-11 relative where it is in [1e-12, 0.5].
/// @param a > 0
/// @param x > 0
template <Real T> [[nodiscard]] T gamma_survival(T const& a, T const& x) {
  using std::exp;
  using std::expm1;
  using std::log;
  using std::sqrt;
  T const eps = std::numeric_limits<T>::epsilon();
  T const mass = log_gamma_mass(a, x);
  if (value_of(a) >= 12) {
    T const gap = deviance(a, x) / a; // eta^2 / 2
    if (value_of(gap) <= 0.5 && value_of(gap) > 0) {
      T const root = sqrt(T(2 * gap));
      T const eta = value_of(x) < value_of(a) ? T(-root) : root;
      return normal_upper(T(eta * sqrt(a))) + exp(T(-a * gap)) / sqrt(T(2 * pi<T>() * a)) * temme_sum(eta, a);
    }
  }
  if (value_of(x) < value_of(T(a + 1))) {
    T term(1);
    T sum(1);
    for (int n = 1; n < 100'000 && value_of(term) > value_of(T(eps * sum)); ++n) {
      term *= x / (a + T(double(n)));
      sum += term;
    }
    T const below = mass + log(sum);
    return value_of(below) < 0 ? T(-expm1(below)) : T(0);
  }
  // Lentz's method on x + 1 - a - 1 (1 - a) / (x + 3 - a - ...).
  T b = x + 1 - a;
  T c = T(1e300 > static_cast<double>(std::numeric_limits<T>::max()) ? 1e30 : 1e300);
  T d = 1 / b;
  T h = d;
  for (int n = 1; n < 100'000; ++n) {
    T const an = -T(double(n)) * (T(double(n)) - a);
    b += 2;
    d = an * d + b;
    c = b + an / c;
    if (value_of(d) == 0) { d = std::numeric_limits<T>::min(); }
    if (value_of(c) == 0) { c = std::numeric_limits<T>::min(); }
    d = 1 / d;
    T const step = d * c;
    h *= step;
    T const off = step - 1;
    if (value_of(off) < value_of(eps) && value_of(T(-off)) < value_of(eps)) { break; }
  }
  return exp(mass) * a * h;
}

/// The x with P(X > x) = p for a gamma law of mean 1, where half or less of the probability lies above it.
///
/// Newton's method on ln P(ln X > u), which is concave: after the first step it falls onto the root. From the
/// estimate of Wilson and Hilferty 3 to 6 steps. What is below 1e-280 counts as 0.
/// Accuracy: 1e-11 relative (tests); that of a large scv and a quantile near 0 is 1e-9.
/// @param scv squared coefficient of variation, >= 0; 0: 1. Below 1e-12 the law counts as normal
/// @param p in [1e-12, 0.5]
template <Real T> [[nodiscard]] T gamma_upper_quantile(T const& scv, T const& p) {
  using std::exp;
  using std::log;
  using std::sqrt;
  if (!(value_of(scv) > 0)) { return T(1); }
  T const z = normal_upper_quantile(p);
  T const ninth = scv / 9;
  T const base = 1 - ninth + z * sqrt(ninth);
  if (value_of(scv) < 1e-12) { return base * base * base; }
  T const shape = 1 / scv;
  T const level = log(p);
  // Wilson and Hilferty where the shape is not small; else of P(X > x) ~ -shape ln x.
  T u = value_of(scv) <= 4 ? T(log(T(shape * base * base * base))) : T(-1);
  for (int i = 0; i < 100; ++i) {
    T const x = exp(u);
    T const tail = gamma_survival(shape, x);
    if (!(value_of(tail) > 0)) { // far above it
      u -= 1;
      continue;
    }
    // d ln P / du = -x f(x) / P = -exp(mass) a / P
    T const step = (log(tail) - level) * tail / (exp(log_gamma_mass(shape, x)) * shape);
    u += step;
    if (value_of(u) < -640) { return T(0); }
    auto const size = value_of(step) < 0 ? -value_of(step) : value_of(step);
    if (size <= 1e-9) { break; } // the error after a step is of the order of its square
  }
  return exp(u) * scv;
}

} // namespace ullage::detail
