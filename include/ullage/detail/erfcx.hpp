// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The scaled complementary error function.

#include <ullage/concepts.hpp>
#include <ullage/detail/polynomial.hpp>

#include <array>
#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

namespace ullage::detail {

/// Polynomial in t = (x - 3) / (x + 3) of (1 + 2 x) erfcx(x), x >= 0; Chebyshev interpolation with
/// 60 digits, relative error 6e-23.
template <class C>
inline constexpr std::array<C, 34> erfcx_coefficients{
    C(1.253008058269729652935L),    C(-0.1356211061245811929449L),   C(-0.04756229435345119028394L),
    C(0.1296451587027626382370L),   C(-0.1192736634152738432144L),   C(0.06830802734392261788552L),
    C(-0.02377051491967073897428L), C(0.002529391816713486790851L),  C(0.001888690373887915522343L),
    C(-7.798322754678454238303e-4L), C(-1.051599187386353990030e-4L), C(1.250993558057709185226e-4L),
    C(4.950080571986742331927e-6L), C(-2.010051648833619605768e-5L), C(-7.334682736201413107730e-7L),
    C(3.472096577860778488319e-6L), C(3.611925717039864603997e-7L),  C(-6.156943531911229591785e-7L),
    C(-1.482251513608250727355e-7L), C(1.000886838253001193873e-7L), C(4.865213437534497444744e-8L),
    C(-1.112979836186054445086e-8L), C(-1.316101338530580356367e-8L), C(-8.296684870003670605656e-10L),
    C(2.842430515781443086247e-9L), C(1.002581353128189449771e-9L),  C(-4.339937961092690010130e-10L),
    C(-3.616800169974067447178e-10L), C(2.878838059528418765541e-11L), C(8.446289384342103301861e-11L),
    C(4.061889567615315125959e-12L), C(-1.265318119568496212713e-11L), C(-8.535632744741610597530e-13L),
    C(9.364528077672107613785e-13L)};

/// exp(x^2): the rounding error of the square is put back where the type has an fma.
template <Real T> [[nodiscard]] T exp_of_square(T const& x) {
  using std::exp;
  T const square = x * x;
  if constexpr (std::floating_point<T> || carries_derivatives<T>) {
    using std::fma;
    return exp(square) * (1 + fma(x, x, T(-square)));
  } else {
    return exp(square);
  }
}

/// erfcx(x), x >= 0, to the epsilon of any type: the series of erf below 1, above it the continued
/// fraction by Lentz's method.
template <Real T> [[nodiscard]] T erfcx_any(T const& x) {
  using std::atan;
  using std::exp;
  using std::sqrt;
  T const root_pi = 2 * sqrt(T(atan(T(1))));
  T const eps = std::numeric_limits<T>::epsilon();
  if (value_of(x) < 1) {
    // e^(x^2) erf(x) = 2/sqrt(pi) sum 2^n x^(2n+1) / (2n+1)!!
    T term = x;
    T sum = x;
    for (int n = 1; value_of(term) > value_of(T(eps * sum)); ++n) {
      term *= 2 * x * x / T(2 * n + 1);
      sum += term;
    }
    return exp(T(x * x)) - 2 * sum / root_pi;
  }
  // sqrt(pi) erfcx(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...
  T f = x;
  T c = x;
  T d(0);
  for (int n = 1; n < 100000; ++n) {
    T const a = T(n) / 2;
    d = 1 / (x + a * d);
    c = x + a / c;
    T const step = c * d;
    f *= step;
    T const off = step - 1;
    if (value_of(off) < value_of(eps) && value_of(T(-off)) < value_of(eps)) { break; }
  }
  return 1 / (f * root_pi);
}

/// exp(x^2) erfc(x), the scaled complementary error function (Mills' ratio of the normal law up to
/// scale). Any x >= 0; below it grows like 2 exp(x^2), which ends at x = -26.6 in double.
///
/// Formula: for x >= 0 a polynomial in (x - 3) / (x + 3), in the spirit of Shepherd and Laframboise,
/// Math. Comp. 36 (1981); for x < 0 the reflection 2 exp(x^2) - erfcx(-x).
/// Accuracy: 6e-16 relative in double.
template <Real T> [[nodiscard]] T erfcx(T const& x) {
  if constexpr (std::is_same_v<T, float>) {
    return static_cast<float>(erfcx(static_cast<double>(x)));
  } else {
    if (value_of(x) < 0) { return 2 * exp_of_square(x) - erfcx(T(-x)); }
    if constexpr (tabulated<T>) {
      T const p = polynomial(erfcx_coefficients<coefficient_t<T>>, T((x - 3) / (x + 3)));
      return p / (1 + 2 * x);
    } else {
      return erfcx_any(x);
    }
  }
}

} // namespace ullage::detail
