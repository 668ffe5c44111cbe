// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A difference from a product that keeps its digits where the two nearly cancel.

#include <ullage/concepts.hpp>

#include <cmath>
#include <concepts>

namespace ullage::detail {

/// whole - x * y, rounded once where the type has a fused operation: near utilization 1 the product
/// alone would lose the digits of the difference. With whole = x * y it is minus the rounding error of
/// the product.
template <Real T> [[nodiscard]] T minus_product(T const& whole, T const& x, T const& y) {
  if constexpr (std::floating_point<T> || carries_derivatives<T>) {
    using std::fma;
    return fma(T(-x), y, whole);
  } else {
    return whole - x * y;
  }
}

/// x * y - whole, likewise.
template <Real T> [[nodiscard]] T product_less(T const& x, T const& y, T const& whole) {
  return -minus_product(whole, x, y);
}

} // namespace ullage::detail
