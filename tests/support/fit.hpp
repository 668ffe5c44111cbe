// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Whether numbers follow a law: distances that a true law exceeds once in 10,000 times.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace ullage::test {

/// Largest distance of the empirical distribution from a continuous one, times the root of the count.
/// Below `ks_limit` with a probability of 0.9999 (Kolmogorov's law).
template <class Cdf> double kolmogorov(std::vector<double> x, Cdf const& cdf) {
  std::sort(x.begin(), x.end());
  auto const n = static_cast<double>(x.size());
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double const f = cdf(x[i]);
    worst = std::max({worst, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  return worst * std::sqrt(n);
}
inline constexpr double ks_limit = 2.226;

/// Pearson's statistic as a standard normal number (Wilson and Hilferty); neighbouring cells with less than
/// ten expected counts are taken together. Below `chi_limit` with a probability of 0.9999.
inline double chi_square(std::vector<double> const& seen, std::vector<double> const& expected) {
  double sum = 0;
  double cells = 0;
  double s = 0;
  double e = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    s += seen[i];
    e += expected[i];
    if (e < 10 && i + 1 < seen.size()) { continue; }
    sum += (s - e) * (s - e) / std::max(e, 1e-9);
    cells += 1;
    s = 0;
    e = 0;
  }
  double const k = cells - 1;
  return (std::cbrt(sum / k) - (1 - 2 / (9 * k))) / std::sqrt(2 / (9 * k));
}
inline constexpr double chi_limit = 3.72;

} // namespace ullage::test
