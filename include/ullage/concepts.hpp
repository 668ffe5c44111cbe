// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The scalar types that every template of ullage accepts.

#include <concepts>
#include <limits>
#include <type_traits>

namespace ullage {

/// Opt-in for scalar types that are not built in: dual numbers, multiprecision types, rationals.
///
/// Specialise it to true for a type that has the arithmetic operators, comparisons, a
/// `std::numeric_limits` with infinity and quiet NaN, and `sqrt floor ceil isfinite` by
/// argument-dependent lookup.
template <class T> inline constexpr bool enable_real = false;

/// A scalar that the models can be evaluated on.
template <class T>
concept Real = std::floating_point<T> || enable_real<std::remove_cv_t<T>>;

/// The plain value behind a scalar. Branches look at it alone, so that a number that carries
/// derivatives takes the same path as the bare number. Overload it for such types.
template <class T>
  requires std::floating_point<T> || std::integral<T>
[[nodiscard]] constexpr T value_of(T x) noexcept {
  return x;
}
template <class T>
  requires(enable_real<T>)
[[nodiscard]] constexpr T const& value_of(T const& x) noexcept {
  return x;
}

namespace detail {
template <class T> using floating_t = std::conditional_t<std::is_integral_v<T>, double, T>;

template <class T> struct wide {
  using type = T;
};
template <> struct wide<float> {
  using type = double;
};
/// The scalar in which sums, exponents and transforms are computed: float has too few digits for them.
template <class T> using wide_t = typename wide<T>::type;
} // namespace detail

/// The scalar in which a function of the given arguments computes: integers count as double.
template <class... Ts>
using promote_t = std::common_type_t<detail::floating_t<std::remove_cvref_t<Ts>>...>;

/// A plain number: a Real or an integer (which is promoted to double).
template <class T>
concept Number = Real<std::remove_cvref_t<T>> ||
                 (std::integral<std::remove_cvref_t<T>> && !std::same_as<std::remove_cvref_t<T>, bool>);

/// True for numbers that carry derivatives (dual.hpp). Only where an iteration ends must a template know.
template <class T> inline constexpr bool carries_derivatives = false;

/// Positive infinity of a scalar type.
template <Real T> inline T const infinity_v = std::numeric_limits<T>::infinity();

/// The value of a required field that nobody has set.
template <Real T> inline T const unset_v = std::numeric_limits<T>::quiet_NaN();

} // namespace ullage
