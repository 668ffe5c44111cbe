// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The functions of <cmath> on dual numbers, found by argument-dependent lookup. Included by dual.hpp.

#include <ullage/concepts.hpp>
#include <ullage/dual.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>

namespace ullage {

namespace detail {

/// psi(x) = d log Gamma / dx: recurrence up to 12 (reflection below 1/2), then its asymptotic series; 2e-15 of its size or of log x.
template <class T> [[nodiscard]] T digamma(T x) {
  using std::log;
  using std::tan;
  T sum(0);
  if (value_of(x) < 0.5) {
    T const turn = static_cast<T>(3.141592653589793238462643383279502884L);
    return digamma(T(1 - x)) - turn / tan(T(turn * x));
  }
  for (; value_of(x) < 20; x = x + 1) { sum = sum - 1 / x; }
  T const u = 1 / (x * x);
  // Bernoulli numbers over 2k
  T const series = u * (T(1) / 12 - u * (T(1) / 120 - u * (T(1) / 252 - u * (T(1) / 240 - u * (T(1) / 132 - u * (T(691) / 32760 - u * (T(1) / 12 - u * T(3617) / 8160)))))));
  return sum + log(x) - 1 / (2 * x) - series;
}

} // namespace detail

template <class T, std::size_t N> [[nodiscard]] dual<T, N> exp(dual<T, N> const& x) {
  using std::exp;
  T const y = exp(x.value);
  return detail::chained(x, y, y);
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> expm1(dual<T, N> const& x) {
  using std::exp;
  using std::expm1;
  return detail::chained(x, T(expm1(x.value)), T(exp(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> exp2(dual<T, N> const& x) {
  using std::exp2;
  T const y = exp2(x.value);
  return detail::chained(x, y, T(y * T(0.693147180559945309417232121458176568L)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> log(dual<T, N> const& x) {
  using std::log;
  return detail::chained(x, T(log(x.value)), T(1 / x.value));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> log1p(dual<T, N> const& x) {
  using std::log1p;
  return detail::chained(x, T(log1p(x.value)), T(1 / (1 + x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> log2(dual<T, N> const& x) {
  using std::log2;
  return detail::chained(x, T(log2(x.value)), T(T(1.442695040888963407359924681001892137L) / x.value));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> log10(dual<T, N> const& x) {
  using std::log10;
  return detail::chained(x, T(log10(x.value)), T(T(0.434294481903251827651128918916605082L) / x.value));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> sqrt(dual<T, N> const& x) {
  using std::sqrt;
  T const y = sqrt(x.value);
  return detail::chained(x, y, T(T(0.5) / y));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> cbrt(dual<T, N> const& x) {
  using std::cbrt;
  T const y = cbrt(x.value);
  return detail::chained(x, y, T(1 / (3 * y * y)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> sin(dual<T, N> const& x) {
  using std::cos;
  using std::sin;
  return detail::chained(x, T(sin(x.value)), T(cos(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> cos(dual<T, N> const& x) {
  using std::cos;
  using std::sin;
  return detail::chained(x, T(cos(x.value)), T(-sin(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> tan(dual<T, N> const& x) {
  using std::tan;
  T const y = tan(x.value);
  return detail::chained(x, y, T(1 + y * y));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> atan(dual<T, N> const& x) {
  using std::atan;
  return detail::chained(x, T(atan(x.value)), T(1 / (1 + x.value * x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> asin(dual<T, N> const& x) {
  using std::asin;
  using std::sqrt;
  return detail::chained(x, T(asin(x.value)), T(1 / sqrt(T((1 - x.value) * (1 + x.value)))));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> acos(dual<T, N> const& x) {
  using std::acos;
  using std::sqrt;
  return detail::chained(x, T(acos(x.value)), T(-1 / sqrt(T((1 - x.value) * (1 + x.value)))));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> sinh(dual<T, N> const& x) {
  using std::cosh;
  using std::sinh;
  return detail::chained(x, T(sinh(x.value)), T(cosh(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> cosh(dual<T, N> const& x) {
  using std::cosh;
  using std::sinh;
  return detail::chained(x, T(cosh(x.value)), T(sinh(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> tanh(dual<T, N> const& x) {
  using std::cosh;
  using std::tanh;
  T const c = cosh(x.value);
  return detail::chained(x, T(tanh(x.value)), T(1 / c / c));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> erf(dual<T, N> const& x) {
  using std::erf;
  using std::exp;
  return detail::chained(x, T(erf(x.value)), T(T(1.128379167095512573896158903121545172L) * exp(T(-x.value * x.value))));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> erfc(dual<T, N> const& x) {
  using std::erfc;
  using std::exp;
  return detail::chained(x, T(erfc(x.value)), T(-T(1.128379167095512573896158903121545172L) * exp(T(-x.value * x.value))));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> lgamma(dual<T, N> const& x) {
  using std::lgamma;
  return detail::chained(x, T(lgamma(x.value)), T(detail::digamma(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> tgamma(dual<T, N> const& x) {
  using std::tgamma;
  T const y = tgamma(x.value);
  return detail::chained(x, y, T(y * detail::digamma(x.value)));
}

/// x^y. Where y carries no derivatives x may be 0 or negative.
template <class T, std::size_t N> [[nodiscard]] dual<T, N> pow(dual<T, N> const& x, dual<T, N> const& y) {
  using std::log;
  using std::pow;
  T const z = pow(x.value, y.value);
  T const along_x = detail::is_constant_zero(y.value) ? T(0) : T(y.value * pow(x.value, T(y.value - 1)));
  T const along_y = value_of(x) > 0 ? T(z * log(x.value)) : T(0);
  return detail::chained(x, y, z, along_x, along_y);
}
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> pow(dual<T, N> const& x, X const& y) {
  return pow(x, dual<T, N>(y));
}
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> pow(X const& x, dual<T, N> const& y) {
  return pow(dual<T, N>(x), y);
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> hypot(dual<T, N> const& x, dual<T, N> const& y) {
  using std::hypot;
  T const z = hypot(x.value, y.value);
  return detail::chained(x, y, z, T(x.value / z), T(y.value / z));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> atan2(dual<T, N> const& y, dual<T, N> const& x) {
  using std::atan2;
  T const square = x.value * x.value + y.value * y.value;
  return detail::chained(y, x, T(atan2(y.value, x.value)), T(x.value / square), T(-y.value / square));
}
/// x y + z with one rounding of the value.
template <class T, std::size_t N> [[nodiscard]] dual<T, N> fma(dual<T, N> const& x, dual<T, N> const& y, dual<T, N> const& z) {
  using std::fma;
  auto out = detail::chained(x, y, T(fma(x.value, y.value, z.value)), y.value, x.value);
  for (std::size_t i = 0; i < N; ++i) { out.partials[i] = out.partials[i] + z.partials[i]; }
  return out;
}
/// x - n y for the whole n that leaves a rest of the sign of x.
template <class T, std::size_t N> [[nodiscard]] dual<T, N> fmod(dual<T, N> const& x, dual<T, N> const& y) {
  using std::fmod;
  using std::trunc;
  T const rest = fmod(x.value, y.value);
  return detail::chained(x, y, rest, T(1), T(-trunc(T(x.value / y.value))));
}

// Steps are flat.
template <class T, std::size_t N> [[nodiscard]] dual<T, N> floor(dual<T, N> const& x) {
  using std::floor;
  return dual<T, N>(T(floor(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> ceil(dual<T, N> const& x) {
  using std::ceil;
  return dual<T, N>(T(ceil(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> round(dual<T, N> const& x) {
  using std::round;
  return dual<T, N>(T(round(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> trunc(dual<T, N> const& x) {
  using std::trunc;
  return dual<T, N>(T(trunc(x.value)));
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> nearbyint(dual<T, N> const& x) {
  using std::nearbyint;
  return dual<T, N>(T(nearbyint(x.value)));
}

template <class T, std::size_t N> [[nodiscard]] dual<T, N> abs(dual<T, N> const& x) { return value_of(x) < 0 ? -x : x; }
template <class T, std::size_t N> [[nodiscard]] dual<T, N> fabs(dual<T, N> const& x) { return value_of(x) < 0 ? -x : x; }
template <class T, std::size_t N> [[nodiscard]] dual<T, N> fmax(dual<T, N> const& x, dual<T, N> const& y) {
  return value_of(x) < value_of(y) || value_of(x) != value_of(x) ? y : x;
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> fmin(dual<T, N> const& x, dual<T, N> const& y) {
  return value_of(y) < value_of(x) || value_of(x) != value_of(x) ? y : x;
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> copysign(dual<T, N> const& x, dual<T, N> const& y) {
  using std::signbit;
  return signbit(value_of(x)) == signbit(value_of(y)) ? x : -x;
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> ldexp(dual<T, N> const& x, int exponent) {
  using std::ldexp;
  dual<T, N> out(T(ldexp(x.value, exponent)));
  for (std::size_t i = 0; i < N; ++i) { out.partials[i] = ldexp(x.partials[i], exponent); }
  return out;
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> frexp(dual<T, N> const& x, int* exponent) {
  using std::frexp;
  using std::ldexp;
  dual<T, N> out(T(frexp(x.value, exponent)));
  for (std::size_t i = 0; i < N; ++i) { out.partials[i] = ldexp(x.partials[i], -*exponent); }
  return out;
}

template <class T, std::size_t N> [[nodiscard]] bool isfinite(dual<T, N> const& x) {
  using std::isfinite;
  return isfinite(value_of(x));
}
template <class T, std::size_t N> [[nodiscard]] bool isnan(dual<T, N> const& x) {
  using std::isnan;
  return isnan(value_of(x));
}
template <class T, std::size_t N> [[nodiscard]] bool isinf(dual<T, N> const& x) {
  using std::isinf;
  return isinf(value_of(x));
}
template <class T, std::size_t N> [[nodiscard]] bool signbit(dual<T, N> const& x) {
  using std::signbit;
  return signbit(value_of(x));
}

} // namespace ullage
