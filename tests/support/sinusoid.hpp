// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A sinusoidal rate as line segments that fit it best in the mean square: what is wrong with one
/// has no mean and no trend, so the error of a smooth result falls with the fourth power.

#include <ullage/arrivals.hpp>

#include <cmath>
#include <utility>
#include <vector>

namespace ullage::test {

/// mean + amplitude sin(2 pi t / period) on [0, duration]
inline arrival_profile<double> sinusoid(double mean, double amplitude, double period, double duration, int pieces) {
  double const w = 2 * std::acos(-1.0) / period;
  double const h = duration / pieces;
  std::vector<rate_piece<double>> out;
  for (int i = 0; i < pieces; ++i) {
    double const mid = (i + 0.5) * h;
    double const z = w * h / 2;
    double const level = amplitude * std::sin(w * mid) * std::sin(z) / z;
    double const slope = amplitude * std::cos(w * mid) * w * 3 * (std::sin(z) - z * std::cos(z)) / (z * z * z);
    out.push_back({.start = i * h, .rate = mean + level - slope * h / 2, .slope = slope});
  }
  out.push_back({.start = duration});
  return arrival_profile<double>(std::move(out));
}

} // namespace ullage::test
