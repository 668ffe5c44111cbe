// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Differences of Mills' ratio that keep their digits where the two ratios are almost the same.

#include <ullage/concepts.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/panels.hpp>

#include <cmath>

namespace ullage::detail {

/// (M(a) - M(a + d)) / d for Mills' ratio M, a >= 0, d >= 0; at d = 0 the slope 1 - a M(a).
///
/// Formula: integral of exp(-a t - t^2/2) (1 - exp(-d t)) / d over t > 0, which has no term < 0; the plain
/// difference where it keeps a share of the first ratio. Accuracy: 2e-15 relative.
template <Real T> [[nodiscard]] T mills_drop_rate(T const& a, T const& d) {
  using std::exp;
  using std::expm1;
  using std::sqrt;
  if (value_of(d) > 0) {
    T const first = mills_ratio(a);
    T const second = mills_ratio(T(a + d));
    if (value_of(second) < value_of(first) / 4) { return (first - second) / d; }
  }
  auto const f = [&](T const& t) {
    T const weight = exp(T(-t * (a + t / 2)));
    return value_of(d) > 0 ? T(weight * (-expm1(T(-d * t)) / d)) : T(weight * t);
  };
  // a t + t^2/2 = 50 at the end, 6 e-folds in a panel.
  T const end = 100 / (a + sqrt(T(a * a + 100)));
  constexpr int parts = 8;
  T sum(0);
  for (int i = 0; i < parts; ++i) { sum += panel<T>(f, T(end * T(i) / T(parts)), T(end * T(i + 1) / T(parts))); }
  return sum;
}

} // namespace ullage::detail
