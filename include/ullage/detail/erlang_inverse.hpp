// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The inverse of Erlang's loss function for real-valued servers, scaled so that nothing overflows.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/erfcx.hpp>
#include <ullage/detail/special.hpp>
#include <ullage/detail/temme.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

namespace ullage::detail {

/// 1/B = (1 + excess) exp(exponent), exponent >= 0; both parts keep their relative accuracy.
template <Real T> struct erlang_inverse {
  T excess;
  T exponent;
};

/// exp(a) a^-c Gamma(c, a) by its continued fraction with a given number of terms, a > c.
template <Real T> [[nodiscard]] T upper_fraction(T const& c, T const& a, int terms) {
  // Wallis' recurrence needs no division. The elements are divided by a - c, so that it does not overflow.
  T const scale = 1 / (a - c);
  T const scale2 = scale * scale;
  T above(1);
  T below(0);
  T above_next = 1 + scale;
  T below_next(1);
  for (int n = 1; n <= terms; ++n) {
    T const b = 1 + T(2 * n + 1) * scale;
    T const e = T(n) * (c - T(n)) * scale2;
    T const p = b * above_next + e * above;
    T const q = b * below_next + e * below;
    above = above_next;
    below = below_next;
    above_next = p;
    below_next = q;
  }
  return scale * below_next / above_next;
}

/// sum_k a^k / ((c + 1) ... (c + k)), k = 0, 1, ..., by a continued fraction, a < c.
template <Real T> [[nodiscard]] T lower_fraction(T const& c, T const& a, int terms) {
  T const scale = 1 / (c - a);
  T const share = a * scale * scale;
  T above(1);
  T below(0);
  T above_next(1);
  T below_next(1);
  for (int n = 1; n <= terms; ++n) {
    T const b = 1 + T(n) * scale;
    T const e = T(n) * share;
    T const p = b * above_next + e * above;
    T const q = b * below_next + e * below;
    above = above_next;
    below = below_next;
    above_next = p;
    below_next = q;
  }
  return c * scale * below_next / above_next;
}

/// 1/B - 1 for 0 <= c < 1: of the size of c where c is small.
template <Real T> [[nodiscard]] T erlang_excess_below_one(T const& c, T const& a) {
  using std::exp;
  using std::expm1;
  using std::log;
  if (value_of(c) == 0 && !carries_derivatives<T>) { return T(0); }
  constexpr int digits = std::numeric_limits<T>::digits;
  // The number of terms of the fraction falls like digits^2 / a, the series loses exp(a).
  double const x = static_cast<double>(value_of(a));
  if (x >= (digits <= 53 ? 2.5 : 1)) {
    int const terms = 4 + static_cast<int>(0.032 * digits * digits / smaller(1e6, x));
    return c * upper_fraction(c, a, terms);
  }
  // (Gamma(c + 1) a^-c - 1) e^a + sum_k a^k/k! (1 - k!/((c + 1) ... (c + k)))
  T const eps = std::numeric_limits<T>::epsilon();
  T power(1);
  T quotient(1);
  T rest(0);
  T sum(0);
  for (int k = 1; k < 1000; ++k) {
    T const step = 1 / (c + T(k));
    rest += quotient * c * step;
    quotient *= T(k) * step;
    power *= a / T(k);
    T const term = power * rest;
    sum += term;
    // At c = 0 the terms are slopes alone.
    if (value_of(term) <= value_of(T(eps * sum / 4)) && (value_of(c) > 0 || k > 60)) { break; }
  }
  return sum + exp(a) * T(expm1(T(log_gamma1p(c) - c * log(a))));
}

/// 1 <= c < 12 in double: the recurrence in c, or for a < 4 what it comes to.
template <Real T> [[nodiscard]] erlang_inverse<T> erlang_inverse_few(T const& c, T const& a) {
  using std::exp;
  using std::log;
  int const n = static_cast<int>(value_of(c));
  T const f = c - T(n);
  T const inverse = 1 / a;
  if (value_of(f) == 0 || value_of(a) >= 4) {
    T x = erlang_excess_below_one(f, a);
    for (int k = 1; k <= n; ++k) {
      T const q = (f + T(k)) * inverse;
      x = q + q * x;
    }
    return {x, T(0)};
  }
  // Gamma(c + 1) e^a a^-c - sum_k a^k / ((c + 1) ... (c + k)); at a = 4 it loses two digits.
  T x = exp(T(a + log_gamma1p(f) - f * log(a)));
  for (int k = 1; k <= n; ++k) { x *= (f + T(k)) * inverse; }
  T term(1);
  T sum(1);
  for (int k = 1; value_of(term) > 1e-17; ++k) {
    term *= a / (c + T(k));
    sum += term;
  }
  return {T(x - sum), T(0)};
}

/// 1 <= c < 1e6 in wider types: sums of positive terms, about 9 sqrt(c) of them near a = c.
template <Real T> [[nodiscard]] erlang_inverse<T> erlang_inverse_sum(T const& c, T const& a) {
  using std::exp;
  using std::log;
  using std::sqrt;
  T const eps = std::numeric_limits<T>::epsilon() / 16;
  T term(1);
  if (value_of(a) >= value_of(c)) {
    // 1/B = 1 + c/a + c (c - 1)/a^2 + ..., down to the fractional part of c.
    T left = c;
    T sum(0);
    while (value_of(left) >= 1) {
      term *= left / a;
      sum += term;
      left -= 1;
      if (value_of(term) <= value_of(T(eps * sum))) { return {sum, T(0)}; }
    }
    return {T(sum + term * erlang_excess_below_one(left, a)), T(0)};
  }
  T rest(0);
  for (int k = 1; value_of(term) > value_of(T(eps * (1 + rest))); ++k) {
    term *= a / (c + T(k));
    rest += term;
  }
  if (value_of(c) < 30) {
    T const exponent = log_gamma1p(c) - (c * log(a) - a);
    return {T(-rest * exp(T(-exponent))), exponent};
  }
  T const exponent = deviance(c, a);
  T const mantissa = sqrt(T(2 * pi<T>() * c)) * exp(stirling_series(c)) - rest * exp(T(-exponent));
  return {T(mantissa - 1), exponent};
}

/// The inverse of Erlang's loss function, a integral_0^inf exp(-a t) (1 + t)^c dt.
///
/// Formula: for c < 12 the recurrence 1/B(c) = 1 + (c/a)/B(c - 1), which holds for real c; else with
/// y^2 = (a - c) - c log(a/c): |y| <= 3.5 (and a near c) Temme's uniform expansion, scaled by
/// exp(y^2), which turns erfc(y) into erfcx(y); beyond it the continued fraction of Gamma(c, a) for
/// a > c, and for a < c that of gamma(c, a), subtracted from Gamma(c + 1) e^a a^-c.
/// Types wider than double: sums of positive terms up to c = 1e6, then the same.
/// Source: Jagerman, "Some properties of the Erlang loss function", Bell Syst. Tech. J. 53 (1974);
/// Temme, SIAM J. Math. Anal. 10 (1979). Accuracy: some epsilons of excess and exponent
/// (some tens of them in wider types; types of more than 64 bits have 17 digits beyond c = 1e6).
/// @param c servers, >= 0, real
/// @param a offered load, > 0
template <Real T> [[nodiscard]] erlang_inverse<T> inverse_erlang_b(T const& c, T const& a) {
  using std::exp;
  using std::log;
  using std::sqrt;
  constexpr bool narrow = std::numeric_limits<T>::digits <= 53;
  if (value_of(c) < 1) { return {erlang_excess_below_one(c, a), T(0)}; }
  if (value_of(a) < 1e-20 && value_of(c) < 12) {
    // Gamma(c + 1) a^-c to the last digit.
    return {T(0), T(log_gamma1p(c) - c * log(a))};
  }
  if constexpr (narrow) {
    if (value_of(c) < 12) { return erlang_inverse_few(c, a); }
  } else {
    if (value_of(c) < 1e6) { return erlang_inverse_sum(c, a); }
  }
  T const d = a - c;
  T const mu = d / c;
  T const about = mu * mu / (2 + T(4) / 3 * mu); // half of eta^2, a little less for mu < 0
  double const y2 = static_cast<double>(value_of(T(c * about)));
  if (value_of(about) < 0.45 && y2 < 12.25) {
    // eta over mu: a root of something that is never 0, so that dual numbers pass a = c.
    T const stretch = sqrt(T(2 * log1p_gap_over_square(mu)));
    T const eta = mu * stretch;
    T const root = sqrt(T(c / 2));
    T const main = sqrt(pi<T>()) * root * erfcx(T(eta * root));
    return {T(gamma_star(c) * (main + temme_sum(eta, c))), T(0)};
  }
  // The fractions need fewer terms where a is farther from c.
  if (value_of(d) > 0) {
    int const terms = !narrow ? 60 : y2 > 12.5 ? 7 + static_cast<int>(210 / y2) : 24;
    return {T(c * upper_fraction(c, a, terms)), T(0)};
  }
  int const terms = !narrow ? 60 : y2 > 9 ? 2 + static_cast<int>(100 / y2) : 14;
  T const exponent = deviance(c, a);
  T const rest = lower_fraction(c, a, terms) - 1;
  T const mantissa = sqrt(T(2 * pi<T>() * c)) * gamma_star(c) - rest * exp(T(-exponent));
  return {T(mantissa - 1), exponent};
}

/// Probability of delay C of c servers under the load a + rest, where rest is the rounding error of a:
/// near saturation and for many servers a rounded load alone would cost digits.
template <Real T> [[nodiscard]] T delay_probability(T const& c, T const& a, T const& rest) {
  using std::exp;
  if (value_of(a) == 0) { return T(0); }
  auto const r = inverse_erlang_b(c, a);
  T const small = exp(T(-r.exponent));
  // d log B / da = c/a - 1 + B
  T const mantissa = (1 + r.excess) * (1 - (c / a - 1 + small / (1 + r.excess)) * rest);
  return small / (small * ((a + rest) / c) + mantissa * ((c - a - rest) / c));
}

} // namespace ullage::detail
