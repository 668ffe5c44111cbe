// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Derivatives of a root by the implicit function theorem: no iteration is differentiated.

#include <ullage/concepts.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace ullage::detail {

/// The number behind a scalar.
template <Real T> using plain_t = std::remove_cvref_t<decltype(value_of(std::declval<T const&>()))>;

/// How many times a scalar is nested, 0 for a plain number.
template <Real T> [[nodiscard]] constexpr int order_of_derivatives() {
  if constexpr (carries_derivatives<T>) {
    return 1 + order_of_derivatives<std::remove_cvref_t<decltype(T{}.value)>>();
  } else {
    return 0;
  }
}

/// Leaves the derivatives alone.
template <Real T> void drop_value(T& x) {
  if constexpr (carries_derivatives<T>) {
    drop_value(x.value);
  } else {
    x = T(0);
  }
}

/// The root x of f, found for the values alone, with its derivatives: x' = -f_p / f_x. The value stays.
///
/// Chord steps x - f(x) / f_x in dual arithmetic, of which each makes one more order right, and one against rounding.
/// Where f does not depend on x the derivatives are infinite or no numbers.
/// @tparam T a number that carries derivatives
template <Real T, class F> [[nodiscard]] T implicit_root(F const& f, plain_t<T> const& root) {
  using plain = plain_t<T>;
  T x(root);
  T const at = f(x);
  auto const slope_in = [&](std::size_t i) { return value_of(at.partials[i]); };
  auto const size = [](plain const& y) { return y < 0 ? -y : y; };
  // The input on which f depends least leaves most digits to the difference.
  std::size_t slot = 0;
  for (std::size_t i = 1; i < at.partials.size(); ++i) {
    if (size(slope_in(i)) < size(slope_in(slot))) { slot = i; }
  }
  auto const along_x = [&](plain const& step) {
    T moved(root);
    moved.partials[slot] += step;
    return plain((value_of(T(f(moved)).partials[slot]) - slope_in(slot)) / step);
  };
  plain slope(0);
  plain seen(1); // large enough to be seen beside the slope in the input
  for (int i = 0; i < 8 && slope == 0; ++i, seen *= plain(1e4)) { slope = along_x(seen); }
  if (slope != 0 && slope_in(slot) != 0) { slope = along_x(plain(slope_in(slot) / slope)); }
  for (int i = 0; i <= order_of_derivatives<T>(); ++i) {
    T step = f(x) / slope;
    drop_value(step);
    x = x - step;
  }
  return x;
}

} // namespace ullage::detail
