// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Parts of the gamma function that keep their relative accuracy where the function itself would
/// lose or overflow.

#include <ullage/concepts.hpp>
#include <ullage/detail/polynomial.hpp>

#include <array>
#include <cmath>
#include <concepts>
#include <limits>

namespace ullage::detail {

template <Real T> [[nodiscard]] T pi() {
  using std::atan;
  if constexpr (tabulated<T>) {
    return T(3.141592653589793238462643383279502884L);
  } else {
    return 4 * atan(T(1));
  }
}

/// (atanh(sqrt z)/sqrt z - 1)/z on [0, 0.3]; Chebyshev interpolation with 60 digits, error 3e-18.
template <class C>
inline constexpr std::array<C, 16> atanh_coefficients{
    C(0.3333333333333333325154L),  C(0.2000000000000013821389L),  C(0.1428571428567556235922L),
    C(0.1111111111539335862132L),  C(0.09090908842699179821612L), C(0.07692316371186358094389L),
    C(0.06666468070399182962095L), C(0.05885480821359419810108L), C(0.05228169843355855661180L),
    C(0.05044844200235494695955L), C(0.02683078829608052396989L), C(0.1109053054395495044281L),
    C(-0.1773795791682868002653L), C(0.4759784720572958632361L),  C(-0.5351551331112569106576L),
    C(0.3959761726842581060397L)};

/// (x - log(1 + x)) / x^2, which is 1/2 at 0, for -0.7 <= x <= 2.3.
///
/// Formula: with r = x/(2 + x), log(1 + x) = 2 atanh r, this is
/// (1 - 2 x/(2 + x)^2 (1/3 + r^2/5 + r^4/7 + ...)) / (2 + x). Accuracy: 4e-16 relative in double.
template <Real T> [[nodiscard]] T log1p_gap_over_square(T const& x) {
  T const share = 1 / (2 + x);
  T const r = x * share;
  T const z = r * r;
  T sum = T(1) / 3;
  if constexpr (std::numeric_limits<T>::digits <= 53) {
    sum = polynomial(atanh_coefficients<coefficient_t<T>>, z);
  } else {
    T const eps = std::numeric_limits<T>::epsilon();
    T power(1);
    for (int k = 1; value_of(power) > value_of(eps); ++k) {
      power *= z;
      sum += power / T(2 * k + 3);
    }
  }
  return share * (1 - 2 * r * share * sum);
}

/// x - log(1 + x) without cancellation, x > -1. Accuracy: 5e-16 relative in double.
template <Real T> [[nodiscard]] T log1p_gap(T const& x) {
  using std::log;
  if (value_of(x) < -0.7 || value_of(x) > 2.3) { return x - log(T(1 + x)); }
  return x * x * log1p_gap_over_square(x);
}

/// a - c - c log(a/c), >= 0: the exponent of the Poisson and gamma laws; c > 0, a > 0.
/// @param apart a - c, which the caller may know better than by subtraction
template <Real T> [[nodiscard]] T deviance(T const& c, T const& a, T const& apart) {
  using std::log;
  T const mu = apart / c;
  if (value_of(mu) < -0.7 || value_of(mu) > 2.3) { return apart - c * log(T(a / c)); }
  return apart * mu * log1p_gap_over_square(mu);
}
template <Real T> [[nodiscard]] T deviance(T const& c, T const& a) { return deviance(c, a, T(a - c)); }

/// Polynomial in 1/x of gamma_star, x >= 12; Chebyshev interpolation with 60 digits, error 2e-20.
template <class C>
inline constexpr std::array<C, 10> gamma_star_coefficients{
    C(1.000000000000000000020L),     C(0.08333333333333328488212L),   C(0.003472222222241199790643L),
    C(-0.002681327163367964208956L), C(-2.294718736122205170079e-4L), C(7.840296204184711810381e-4L),
    C(6.997997610999022795244e-5L),  C(-5.961548887071119572364e-4L), C(-1.568944145918863944297e-5L),
    C(6.915040993868247930739e-4L)};

/// Gamma(x + 1) / (sqrt(2 pi x) x^x exp(-x)), x >= 12: what Stirling's formula is off.
template <Real T> [[nodiscard]] T gamma_star(T const& x) {
  return polynomial(gamma_star_coefficients<coefficient_t<T>>, T(1 / x));
}

/// log(Gamma(1 + x)) / x on [0, 1]; Chebyshev interpolation with 60 digits, relative error 2e-20.
template <class C>
inline constexpr std::array<C, 28> lgamma1p_coefficients{
    C(-0.5772156649015328606065L),  C(0.8224670334241132181886L),   C(-0.4006856343865314158426L),
    C(0.2705808084277832122030L),   C(-0.2073855510285986375167L),  C(0.1695571769947822901724L),
    C(-0.1440498967070442698964L),  C(0.1255096684823886205955L),   C(-0.1113342527293293465432L),
    C(0.1000993297799898856337L),   C(-0.09095303663545755768916L), C(0.08334778527035064122258L),
    C(-0.07690198251028096142279L), C(0.07130571117081306818806L),  C(-0.06622621356344617595839L),
    C(0.06120580719000683580670L),  C(-0.05560980737044087185224L), C(0.04874478371938386063070L),
    C(-0.04021686217627936538144L), C(0.03036622105968216154028L),  C(-0.02037863168831007519851L),
    C(0.01180050777567462138262L),  C(-0.005715801631261106118556L), C(0.002234985523785218657793L),
    C(-6.739645082982957128567e-4L), C(1.464875161985463113196e-4L), C(-2.036310480892044951159e-5L),
    C(1.356606667679655622033e-6L)};

/// Stirling's series of log(gamma_star(x)) by Bernoulli numbers, for x that is large enough for the
/// digits of T.
template <Real T> [[nodiscard]] T stirling_series(T const& x) {
  // B_2k / (2k (2k - 1)) as quotients that double holds exactly.
  constexpr std::array<double, 17> above{1,      -1,       1,        -1,       1,           -691,
                                         1,      -3617,    43867,    -174611,  77683,       -236364091,
                                         657931, -3392780147.0, 1723168255201.0, -7709321041217.0,
                                         151628697551.0};
  constexpr std::array<double, 17> below{12,     360,      1260,     1680,     1188,        360360,
                                         156,    122400,   244188,   125400,   5796,        1506960,
                                         300,    93960,    2492028,  505920,   396};
  T const square = x * x;
  T sum(0);
  for (std::size_t k = above.size(); k-- > 0;) { sum = sum / square + T(above[k]) / T(below[k]); }
  return sum / x;
}

/// log(Gamma(1 + x)), x >= 0, with an absolute error of some epsilons.
template <Real T> [[nodiscard]] T log_gamma1p(T x) {
  using std::log;
  if constexpr (tabulated<T>) {
    if (value_of(x) <= 1) { return x * polynomial(lgamma1p_coefficients<coefficient_t<T>>, x); }
  }
  // Up to where the series of 17 terms holds.
  constexpr int digits = std::numeric_limits<T>::digits;
  constexpr int from = digits <= 64 ? 9 : digits <= 113 ? 24 : 24 + digits / 2;
  T product(1);
  while (value_of(x) < from) {
    x += 1;
    product *= x;
  }
  return (x + T(0.5)) * log(x) - x + log(T(2 * pi<T>())) / 2 + stirling_series(x) - log(product);
}

} // namespace ullage::detail
