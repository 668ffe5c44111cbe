// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Incomplete gamma and beta functions with their derivatives in all arguments, the shapes too.
///
/// Boost's functions choose their branch by the value of the shape (whole, half), so that a number with derivatives
/// passed through them loses those in the shape. Here the value is Boost's and the slopes are sums of positive terms,
/// each differentiated.

#include <ullage/concepts.hpp>
#include <ullage/detail/policy.hpp>
#include <ullage/dual.hpp>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace ullage::detail {

/// A number and its slope in one shape.
template <class T> using in_shape = dual<T, 1>;

/// x^a e^-x / Gamma(a + 1) and its slope in a.
template <class T> [[nodiscard]] in_shape<T> shape_mass(T const& a, T const& x) {
  using std::exp;
  using std::lgamma;
  using std::log;
  T mass(0);
  if constexpr (std::floating_point<T>) {
    mass = boost::math::gamma_p_derivative(a, x, policy()) * (x / a);
  } else {
    mass = exp(T(a * log(x) - x - lgamma(T(a + 1))));
  }
  return {mass, {T(mass * (log(x) - digamma(T(a + 1))))}};
}

/// dP(a, x)/da = -dQ/da, a > 0, x > 0.
///
/// Formula: P = mass (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...) up to three deviations above a, where Q is not small;
/// beyond, Legendre's fraction Q = mass a / (x + 1 - a - 1 (1 - a)/(x + 3 - a - ...)). Accuracy: 1e-12 relative.
template <class T> [[nodiscard]] T gamma_p_shape_slope(T const& a, T const& x) {
  using std::sqrt;
  in_shape<T> const mass = shape_mass(a, x);
  in_shape<T> const s = variable<1>(a, 0);
  auto const gap = value_of(x) - value_of(a);
  auto const digits = static_cast<double>(std::numeric_limits<T>::digits);
  if (static_cast<double>(gap) > 3 * std::sqrt(static_cast<double>(value_of(a))) + 3) {
    double const far = static_cast<double>(gap);
    int const terms = 20 + static_cast<int>(digits / 53 * digits / 53 * 500 * static_cast<double>(value_of(x)) / (far * far));
    in_shape<T> below = x + T(2 * terms + 1) - s;
    for (int k = terms; k > 0; --k) { below = x + T(2 * k - 1) - s - T(k) * (T(k) - s) / below; }
    return -T((mass * s / below).partials[0]);
  }
  in_shape<T> term = mass;
  in_shape<T> sum = mass;
  for (int k = 1; k < 10'000'000; ++k) {
    term *= x / (s + T(k));
    sum += term;
    auto const slope = value_of(term.partials[0]);
    auto const size = slope < 0 ? -slope : slope;
    auto const all = value_of(sum.partials[0]) < 0 ? -value_of(sum.partials[0]) : value_of(sum.partials[0]);
    bool const falling = value_of(T(2 * x)) < value_of(T(a + T(k))) || k > 40;
    if (falling && value_of(x) < value_of(a) + k && size <= value_of(T(std::numeric_limits<T>::epsilon())) / 16 * all) { break; }
    if (value_of(term.value) == 0 && size == 0) { break; }
  }
  return T(sum.partials[0]);
}

/// Regularised P(a, x) of any number.
template <Real T> [[nodiscard]] T gamma_lower(T const& a, T const& x);
/// Regularised Q(a, x) of any number.
template <Real T> [[nodiscard]] T gamma_upper(T const& a, T const& x);

/// dP/dx.
template <class T> [[nodiscard]] T gamma_p_slope(T const& a, T const& x) {
  if constexpr (std::floating_point<T>) {
    return boost::math::gamma_p_derivative(a, x, policy());
  } else {
    return shape_mass(a, x).value * a / x;
  }
}

template <Real T> T gamma_lower(T const& a, T const& x) {
  if constexpr (carries_derivatives<T>) {
    auto const value = gamma_lower(a.value, x.value);
    if (!(value_of(x) > 0)) { return T(value); }
    bool const moves = !is_constant_zero(T(a - a.value));
    using inner = std::remove_cvref_t<decltype(value)>;
    return chained(a, x, value, moves ? gamma_p_shape_slope(a.value, x.value) : inner(0), gamma_p_slope(a.value, x.value));
  } else {
    return boost::math::gamma_p(a, x, policy());
  }
}
template <Real T> T gamma_upper(T const& a, T const& x) {
  if constexpr (carries_derivatives<T>) {
    auto const value = gamma_upper(a.value, x.value);
    if (!(value_of(x) > 0)) { return T(value); }
    bool const moves = !is_constant_zero(T(a - a.value));
    using inner = std::remove_cvref_t<decltype(value)>;
    return chained(a, x, value, moves ? inner(-gamma_p_shape_slope(a.value, x.value)) : inner(0), inner(-gamma_p_slope(a.value, x.value)));
  } else {
    return boost::math::gamma_q(a, x, policy());
  }
}

/// The slopes of I_x(a, b) in a and b for x where it is the smaller side: x <= (a + 1)/(a + b + 2).
///
/// Formula: I = x^a (1-x)^b / (a B(a, b)) (1 + (a+b)/(a+1) x + (a+b)(a+b+1)/((a+1)(a+2)) x^2 + ...).
template <std::floating_point T> [[nodiscard]] dual<T, 2> beta_share(T a, T b, T x, T rest) {
  using pair = dual<T, 2>;
  T const front = boost::math::ibeta_derivative(a, b, x, policy()) * x * rest / a;
  T const both = digamma(T(a + b));
  pair term(front, {front * (std::log(x) - 1 / a - digamma(a) + both), front * (std::log(rest) - digamma(b) + both)});
  pair sum = term;
  pair const p = variable<2>(a, 0);
  pair const q = variable<2>(b, 1);
  T const enough = std::numeric_limits<T>::epsilon() / 16;
  for (int k = 0; k < 10'000'000; ++k) {
    term *= x * (p + q + T(k)) / (p + T(k + 1));
    sum += term;
    bool small = std::fabs(term.value) <= enough * sum.value;
    for (int i = 0; i < 2; ++i) { small = small && std::fabs(term.partials[static_cast<std::size_t>(i)]) <= enough * std::fabs(sum.partials[static_cast<std::size_t>(i)]); }
    if (small || term.value == 0) { break; }
  }
  return sum;
}

/// Regularised I_x(a, b), of plain numbers and of those that carry first derivatives.
template <Real T> [[nodiscard]] T beta_lower(T const& a, T const& b, T const& x) {
  if constexpr (carries_derivatives<T>) {
    using inner = std::remove_cvref_t<decltype(a.value)>;
    static_assert(std::floating_point<inner>, "beta_lower: first derivatives only");
    inner const value = boost::math::ibeta(a.value, b.value, x.value, policy());
    inner const rest = 1 - x.value;
    if (!(x.value > 0 && rest > 0)) { return T(value); }
    inner along_a(0);
    inner along_b(0);
    if (x.value <= (a.value + 1) / (a.value + b.value + 2)) {
      auto const s = beta_share(a.value, b.value, x.value, rest);
      along_a = s.partials[0];
      along_b = s.partials[1];
    } else {
      auto const s = beta_share(b.value, a.value, rest, x.value);
      along_a = -s.partials[1];
      along_b = -s.partials[0];
    }
    T out = chained(a, b, value, along_a, along_b);
    inner const along_x = boost::math::ibeta_derivative(a.value, b.value, x.value, policy());
    for (std::size_t i = 0; i < out.partials.size(); ++i) { out.partials[i] += share_of(along_x, x.partials[i]); }
    return out;
  } else {
    return boost::math::ibeta(a, b, x, policy());
  }
}

} // namespace ullage::detail
