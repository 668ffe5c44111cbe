// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Quantiles of Student's t for a whole number of degrees of freedom, for confidence intervals.

#include <ullage/detail/normal.hpp>
#include <ullage/detail/root.hpp>

#include <cmath>

namespace ullage::detail {

/// P(|X| > t) of Student's law. Finite trigonometric sums (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4),
/// all terms positive.
[[nodiscard]] inline double student_two_sided(double t, int freedom) {
  double const angle = std::atan2(t, std::sqrt(static_cast<double>(freedom)));
  double const c = std::cos(angle);
  double const square = c * c;
  double const rest = std::atan2(std::sqrt(static_cast<double>(freedom)), t); // pi / 2 - angle, also for large t
  bool const odd = freedom % 2 == 1;
  double term = odd ? c : 1;
  double sum = freedom > 1 ? term : 0;
  for (int k = odd ? 3 : 2; k < freedom; k += 2) {
    term *= square * (k - 1) / k;
    sum += term;
  }
  double const two_over_pi = 0.636619772367581343;
  if (odd) { return two_over_pi * (rest - std::sin(angle) * sum); }
  return 1 - std::sin(angle) * sum;
}

/// The t with P(|X| <= t) = confidence.
///
/// Formula: root of the finite sum up to 400 degrees of freedom, beyond that the expansion around the normal
/// quantile (Abramowitz and Stegun 1964, 26.7.5). Accuracy: 1e-9 relative for confidence <= 0.999999.
/// @param confidence in (0, 1)
/// @param freedom >= 1
[[nodiscard]] inline double student_quantile(double confidence, int freedom) {
  double const tail = (1 - confidence) / 2;
  double const z = normal_upper_quantile(tail);
  if (freedom > 400) {
    double const n = freedom;
    double const s = z * z;
    double const g1 = z * (s + 1) / 4;
    double const g2 = z * ((5 * s + 16) * s + 3) / 96;
    double const g3 = z * (((3 * s + 19) * s + 17) * s - 15) / 384;
    double const g4 = z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;
    return z + (g1 + (g2 + (g3 + g4 / n) / n) / n) / n;
  }
  double high = z + 1;
  while (student_two_sided(high, freedom) > 2 * tail && high < 1e30) { high *= 2; }
  return bracketed_root<double>([&](double t) { return student_two_sided(t, freedom) - 2 * tail; }, 0.0, high);
}

} // namespace ullage::detail
