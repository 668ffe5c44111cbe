// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A small generator of random numbers that gives the same sequence everywhere.

#include <cmath>
#include <cstdint>

namespace ullage::detail {

/// The output function of splitmix64 after one step of its state.
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

/// splitmix64.
class splitmix {
public:
  explicit constexpr splitmix(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] constexpr std::uint64_t bits() {
    std::uint64_t const out = mixed(state_);
    state_ += 0x9e3779b97f4a7c15U;
    return out;
  }
  /// 0 .. n - 1, n <= 2^20.
  [[nodiscard]] constexpr std::uint64_t below(std::uint64_t n) { return ((bits() >> 20) * n) >> 44; }
  /// In (0, 1).
  [[nodiscard]] constexpr double unit() { return (static_cast<double>(bits() >> 12) + 0.5) * 0x1p-52; }
  /// Standard normal, by Marsaglia's polar method (1964).
  [[nodiscard]] double normal() {
    if (kept_) {
      kept_ = false;
      return second_;
    }
    for (;;) {
      double const x = 2 * unit() - 1;
      double const y = 2 * unit() - 1;
      double const r = x * x + y * y;
      if (r >= 1 || r == 0) { continue; }
      double const stretch = std::sqrt(-2 * std::log(r) / r);
      second_ = y * stretch;
      kept_ = true;
      return x * stretch;
    }
  }
  /// Poisson, by search from 0; for means below 30.
  [[nodiscard]] int poisson(double mean) {
    double const u = unit();
    double mass = std::exp(-mean);
    double sum = mass;
    int k = 0;
    while (sum < u && k < 300) {
      ++k;
      mass *= mean / k;
      sum += mass;
    }
    return k;
  }

private:
  std::uint64_t state_;
  double second_ = 0;
  bool kept_ = false;
};

} // namespace ullage::detail
