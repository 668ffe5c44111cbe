// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Numbers that carry their partial derivatives: forward differentiation through every template on Real.

#include <ullage/concepts.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace ullage {

/// A value and its derivatives with respect to N inputs.
///
/// The value takes the path of the bare number, to the last bit; comparisons look at it alone. Nested,
/// `dual<dual<double, 1>, 1>` carries second derivatives. Where a function jumps or has a kink the derivative is that
/// of the branch that is taken; sensitivity.hpp finds such points. Roots of iterations get theirs by the implicit
/// function theorem (detail/root.hpp).
/// @tparam T float, double, long double, or a dual
template <Real T, std::size_t N> class dual {
public:
  T value = T(0);
  std::array<T, N> partials{};

  constexpr dual() = default;
  template <class X>
    requires(std::is_arithmetic_v<X> || std::is_same_v<X, T>)
  constexpr dual(X const& x) : value(static_cast<T>(x)) {} // NOLINT: constants are meant to convert
  constexpr dual(T const& x, std::array<T, N> const& d) : value(x), partials(d) {}
  /// The same numbers in another type.
  template <Real U>
    requires(!std::is_same_v<U, T> && !std::is_same_v<dual<U, N>, T>)
  explicit constexpr dual(dual<U, N> const& x) : value(static_cast<T>(x.value)) {
    for (std::size_t i = 0; i < N; ++i) { partials[i] = static_cast<T>(x.partials[i]); }
  }
  /// The plain number, without its derivatives.
  template <class X>
    requires std::is_arithmetic_v<X>
  explicit constexpr operator X() const {
    return static_cast<X>(value);
  }

  dual& operator+=(dual const& y) { return *this = *this + y; }
  dual& operator-=(dual const& y) { return *this = *this - y; }
  dual& operator*=(dual const& y) { return *this = *this * y; }
  dual& operator/=(dual const& y) { return *this = *this / y; }
};

template <class T, std::size_t N> inline constexpr bool enable_real<dual<T, N>> = true;
template <class T, std::size_t N> inline constexpr bool carries_derivatives<dual<T, N>> = true;
namespace detail {
template <class T, std::size_t N> struct wide<dual<T, N>> {
  using type = dual<wide_t<T>, N>;
};
} // namespace detail

/// The plain value, through all nested levels.
template <class T, std::size_t N> [[nodiscard]] constexpr auto const& value_of(dual<T, N> const& x) noexcept {
  if constexpr (enable_real<T>) {
    return value_of(x.value);
  } else {
    return x.value;
  }
}

/// The k-th of N inputs of a function that is differentiated with respect to them.
/// @param k < N
template <std::size_t N, Real T> [[nodiscard]] constexpr dual<T, N> variable(T const& x, std::size_t k) {
  dual<T, N> out(x);
  out.partials[k] = T(1);
  return out;
}

namespace detail {

template <class T> [[nodiscard]] constexpr bool is_constant_zero(T const& x) {
  if constexpr (enable_real<T>) {
    if (!is_constant_zero(x.value)) { return false; }
    for (auto const& d : x.partials) {
      if (!is_constant_zero(d)) { return false; }
    }
    return true;
  } else {
    return x == 0;
  }
}

/// factor * d, where no dependence stays none next to an infinite factor.
template <class T> [[nodiscard]] constexpr T share_of(T const& factor, T const& d) { return is_constant_zero(d) ? T(0) : T(factor * d); }

/// f(x) with f'(x) = slope.
template <class T, std::size_t N> [[nodiscard]] dual<T, N> chained(dual<T, N> const& x, T const& value, T const& slope) {
  dual<T, N> out(value);
  for (std::size_t i = 0; i < N; ++i) { out.partials[i] = share_of(slope, x.partials[i]); }
  return out;
}
/// f(x, y) with its two slopes.
template <class T, std::size_t N>
[[nodiscard]] dual<T, N> chained(dual<T, N> const& x, dual<T, N> const& y, T const& value, T const& along_x, T const& along_y) {
  dual<T, N> out(value);
  for (std::size_t i = 0; i < N; ++i) { out.partials[i] = share_of(along_x, x.partials[i]) + share_of(along_y, y.partials[i]); }
  return out;
}

/// What counts as a plain number next to dual<T, N>.
template <class X, class T>
concept plain_beside = std::is_arithmetic_v<X> || std::is_same_v<X, T>;

} // namespace detail

template <class T, std::size_t N> [[nodiscard]] dual<T, N> operator+(dual<T, N> const& x) { return x; }
template <class T, std::size_t N> [[nodiscard]] dual<T, N> operator-(dual<T, N> const& x) {
  dual<T, N> out(T(-x.value));
  for (std::size_t i = 0; i < N; ++i) { out.partials[i] = -x.partials[i]; }
  return out;
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> operator+(dual<T, N> const& x, dual<T, N> const& y) {
  dual<T, N> out(T(x.value + y.value));
  for (std::size_t i = 0; i < N; ++i) { out.partials[i] = x.partials[i] + y.partials[i]; }
  return out;
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> operator-(dual<T, N> const& x, dual<T, N> const& y) {
  dual<T, N> out(T(x.value - y.value));
  for (std::size_t i = 0; i < N; ++i) { out.partials[i] = x.partials[i] - y.partials[i]; }
  return out;
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> operator*(dual<T, N> const& x, dual<T, N> const& y) {
  return detail::chained(x, y, T(x.value * y.value), y.value, x.value);
}
template <class T, std::size_t N> [[nodiscard]] dual<T, N> operator/(dual<T, N> const& x, dual<T, N> const& y) {
  T const quotient = x.value / y.value;
  dual<T, N> out(quotient);
  for (std::size_t i = 0; i < N; ++i) {
    T const change = x.partials[i] - detail::share_of(quotient, y.partials[i]);
    out.partials[i] = detail::is_constant_zero(change) ? T(0) : T(change / y.value);
  }
  return out;
}

// Next to a plain number, which has no derivatives.
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> operator+(dual<T, N> const& x, X const& y) {
  return dual<T, N>(T(x.value + static_cast<T>(y)), x.partials);
}
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> operator+(X const& x, dual<T, N> const& y) { return y + x; }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> operator-(dual<T, N> const& x, X const& y) {
  return dual<T, N>(T(x.value - static_cast<T>(y)), x.partials);
}
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> operator-(X const& x, dual<T, N> const& y) {
  dual<T, N> out(T(static_cast<T>(x) - y.value));
  for (std::size_t i = 0; i < N; ++i) { out.partials[i] = -y.partials[i]; }
  return out;
}
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> operator*(dual<T, N> const& x, X const& y) {
  T const factor = static_cast<T>(y);
  return detail::chained(x, T(x.value * factor), factor);
}
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> operator*(X const& x, dual<T, N> const& y) { return y * x; }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> operator/(dual<T, N> const& x, X const& y) {
  T const divisor = static_cast<T>(y);
  return detail::chained(x, T(x.value / divisor), T(T(1) / divisor));
}
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] dual<T, N> operator/(X const& x, dual<T, N> const& y) {
  T const quotient = static_cast<T>(x) / y.value;
  return detail::chained(y, quotient, T(-quotient / y.value));
}

// Comparisons look at the values.
template <class T, std::size_t N> [[nodiscard]] bool operator==(dual<T, N> const& x, dual<T, N> const& y) { return value_of(x) == value_of(y); }
template <class T, std::size_t N> [[nodiscard]] bool operator<(dual<T, N> const& x, dual<T, N> const& y) { return value_of(x) < value_of(y); }
template <class T, std::size_t N> [[nodiscard]] bool operator>(dual<T, N> const& x, dual<T, N> const& y) { return value_of(x) > value_of(y); }
template <class T, std::size_t N> [[nodiscard]] bool operator<=(dual<T, N> const& x, dual<T, N> const& y) { return value_of(x) <= value_of(y); }
template <class T, std::size_t N> [[nodiscard]] bool operator>=(dual<T, N> const& x, dual<T, N> const& y) { return value_of(x) >= value_of(y); }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] bool operator==(dual<T, N> const& x, X const& y) { return x == dual<T, N>(y); }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] bool operator<(dual<T, N> const& x, X const& y) { return x < dual<T, N>(y); }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] bool operator>(dual<T, N> const& x, X const& y) { return x > dual<T, N>(y); }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] bool operator<=(dual<T, N> const& x, X const& y) { return x <= dual<T, N>(y); }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] bool operator>=(dual<T, N> const& x, X const& y) { return x >= dual<T, N>(y); }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] bool operator<(X const& x, dual<T, N> const& y) { return dual<T, N>(x) < y; }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] bool operator>(X const& x, dual<T, N> const& y) { return dual<T, N>(x) > y; }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] bool operator<=(X const& x, dual<T, N> const& y) { return dual<T, N>(x) <= y; }
template <class T, std::size_t N, detail::plain_beside<T> X> [[nodiscard]] bool operator>=(X const& x, dual<T, N> const& y) { return dual<T, N>(x) >= y; }

} // namespace ullage

/// The limits of the values; derivatives of the constants are 0.
template <class T, std::size_t N> class std::numeric_limits<ullage::dual<T, N>> : public std::numeric_limits<T> {
public:
  static constexpr ullage::dual<T, N> min() noexcept { return std::numeric_limits<T>::min(); }
  static constexpr ullage::dual<T, N> max() noexcept { return std::numeric_limits<T>::max(); }
  static constexpr ullage::dual<T, N> lowest() noexcept { return std::numeric_limits<T>::lowest(); }
  static constexpr ullage::dual<T, N> epsilon() noexcept { return std::numeric_limits<T>::epsilon(); }
  static constexpr ullage::dual<T, N> round_error() noexcept { return std::numeric_limits<T>::round_error(); }
  static constexpr ullage::dual<T, N> denorm_min() noexcept { return std::numeric_limits<T>::denorm_min(); }
  static constexpr ullage::dual<T, N> infinity() noexcept { return std::numeric_limits<T>::infinity(); }
  static constexpr ullage::dual<T, N> quiet_NaN() noexcept { return std::numeric_limits<T>::quiet_NaN(); }
  static constexpr ullage::dual<T, N> signaling_NaN() noexcept { return std::numeric_limits<T>::signaling_NaN(); }
};

#include <ullage/detail/dual_math.hpp>
