// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Polynomials with constant coefficients.

#include <ullage/concepts.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>

namespace ullage::detail {

/// The type of tabulated coefficients: a built-in type its own, a number with derivatives that of its value.
template <Real T> struct coefficient {
  using type = std::conditional_t<std::floating_point<T>, T, double>;
};
template <Real T>
  requires carries_derivatives<T>
struct coefficient<T> {
  using type = std::remove_cvref_t<decltype(value_of(std::declval<T const&>()))>;
};
template <Real T> using coefficient_t = typename coefficient<T>::type;

/// True for types that the tabulated coefficients (19 digits) serve to the last digit.
template <Real T> inline constexpr bool tabulated = std::numeric_limits<T>::digits <= 64;

/// Sum of c[k] x^k, k = 0..N-1. Four chains (of x^4) instead of one: what it takes is latency.
template <Real T, class C, std::size_t N> [[nodiscard]] T polynomial(std::array<C, N> const& c, T const& x) {
  static_assert(N >= 4);
  T const square = x * x;
  T const fourth = square * square;
  std::array<T, 4> lane{T(C(0)), T(C(0)), T(C(0)), T(C(0))};
  constexpr std::size_t top = (N + 3) / 4 * 4;
  for (std::size_t k = top; k-- > 0;) {
    T& sum = lane[k % 4];
    if (k + 4 >= N) {
      sum = T(k < N ? c[k] : C(0));
    } else {
      sum = sum * fourth + c[k];
    }
  }
  return (lane[0] + lane[1] * x) + (lane[2] + lane[3] * x) * square;
}

} // namespace ullage::detail
