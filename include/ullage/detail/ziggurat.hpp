// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What random numbers are made of: a falling exponential and the layers of two densities, the same bits on
/// any machine. No product meets a sum in a value that is returned, so that it does not matter whether a
/// compiler fuses them; the tables are made by the compiler.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace ullage::detail {

/// ln 2 / 64 in two parts of 32 bits: their products with whole numbers below 2^20 are exact.
inline constexpr double log_step_high = 0x1.62e42fee00000p-7;
inline constexpr double log_step_low = 0x1.a39ef35600000p-39;

namespace ziggurat {

/// 2^(-j / 64).
[[nodiscard]] constexpr std::array<double, 64> fractional_powers() {
  std::array<double, 64> out{};
  for (std::size_t j = 0; j < 64; ++j) {
    double const x = static_cast<double>(j) * log_step_high + static_cast<double>(j) * log_step_low;
    double sum = 1;
    for (int k = 24; k >= 1; --k) { sum = 1 - x / k * sum; }
    out[j] = sum;
  }
  return out;
}
inline constexpr std::array<double, 64> powers = fractional_powers();

} // namespace ziggurat

/// exp(-x), x >= 0. Formula: 2^(-k/64) times the continued fraction of exp on [0, ln 2 / 64).
/// Accuracy: 4e-16 relative where it is >= 1e-300; 0 beyond x = 745.
[[nodiscard]] constexpr double exp_down(double x) {
  if (!(x < 745)) { return 0; }
  auto const k = static_cast<std::int64_t>(x / log_step_high);
  double const whole = static_cast<double>(k);
  double const s = (whole * log_step_high - x) + whole * log_step_low;
  double const square = s * s;
  double const near = 1 + 2 * s / ((2 - s) + square / (6 + square / 10));
  double const part = near * ziggurat::powers[static_cast<std::size_t>(k % 64)];
  auto const n = static_cast<std::uint64_t>(k / 64);
  if (n < 1000) { return part * std::bit_cast<double>((1023 - n) << 52); }
  return part * std::bit_cast<double>(std::uint64_t{23} << 52) * std::bit_cast<double>((2023 - n) << 52);
}

/// exp(x). Accuracy: 6e-16 relative.
[[nodiscard]] constexpr double exp_of(double x) { return x > 0 ? 1 / exp_down(x) : exp_down(-x); }

/// 256 layers of one area under a falling density of maximum 1. Layer 0 holds the tail.
/// Source: Marsaglia and Tsang, "The ziggurat method for generating random variables" (2000); comparisons
/// are of whole numbers of 53 bits.
struct ziggurat_layers {
  std::array<double, 256> steps{};        ///< 2^53 / width of a layer
  std::array<std::uint64_t, 256> sure{};  ///< below it the number is under the density
  std::array<double, 257> heights{};      ///< density at the right edges, from layer 1 on; the last is 1
};

namespace ziggurat {

inline constexpr double exponential_edge = 7.69711747013104971404;
inline constexpr double exponential_area = 0.00394965982258155721998;
inline constexpr double normal_edge = 3.65415288536100877165;
inline constexpr double normal_area = 0.00492867323397465534736;

/// -ln y from a start below it.
[[nodiscard]] constexpr double log_down(double y, double start) {
  double x = start;
  for (int i = 0; i < 7; ++i) {
    x += 1 - y / exp_down(x);
    x = x > 0 ? x : 0;
  }
  return x;
}
[[nodiscard]] constexpr double root(double x, double start) {
  double r = start;
  for (int i = 0; i < 7 && r > 0; ++i) { r = (r + x / r) / 2; }
  return r;
}

/// Layers of exp(-x), or of exp(-x^2 / 2).
template <bool normal> [[nodiscard]] constexpr ziggurat_layers layers() {
  constexpr double edge = normal ? normal_edge : exponential_edge;
  constexpr double area = normal ? normal_area : exponential_area;
  std::array<double, 257> width{};
  ziggurat_layers out;
  double power = normal ? edge * edge / 2 : edge; // of the exponential at the right edge of a layer
  out.heights[1] = exp_down(power);
  width[0] = area / out.heights[1];
  width[1] = edge;
  for (std::size_t i = 1; i < 255; ++i) {
    out.heights[i + 1] = out.heights[i] + area / width[i];
    power = log_down(out.heights[i + 1], power);
    width[i + 1] = normal ? root(2 * power, width[i]) : power;
  }
  out.heights[256] = 1;
  for (std::size_t i = 0; i < 256; ++i) {
    out.steps[i] = 0x1p53 / width[i];
    out.sure[i] = static_cast<std::uint64_t>(width[i + 1] / width[i] * 0x1p53);
  }
  return out;
}

inline constexpr ziggurat_layers exponential = layers<false>();
inline constexpr ziggurat_layers normal = layers<true>();

} // namespace ziggurat

} // namespace ullage::detail
