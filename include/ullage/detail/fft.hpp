// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Fast Fourier transform of a power-of-two length.

#include <bit>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ullage::detail {

/// The product without the detour for infinities that operator* takes.
template <std::floating_point T>
[[nodiscard]] std::complex<T> complex_product(std::complex<T> const& a, std::complex<T> const& b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// e^(i step k) for k = 0 .. n - 1, each from log2(k) products: an error of log2(n) roundings.
template <std::floating_point T>
[[nodiscard]] std::vector<std::complex<T>> unit_powers(std::size_t n, T step) {
  std::vector<std::complex<T>> w(n);
  if (n > 0) { w[0] = T(1); }
  for (std::size_t half = 1; half < n; half *= 2) {
    T const angle = step * T(half);
    std::complex<T> const turn(std::cos(angle), std::sin(angle));
    for (std::size_t j = 0; j < half && half + j < n; ++j) { w[half + j] = complex_product(w[j], turn); }
  }
  return w;
}

/// In place: x[k] becomes sum_j x[j] e^(-2 pi i j k / n), n = x.size().
///
/// Radix 2, decimation in time (Cooley, Tukey 1965). Error: log2(n) roundings of the root mean square.
/// @throws std::domain_error n is not a power of two
template <std::floating_point T> void fft(std::span<std::complex<T>> x) {
  std::size_t const n = x.size();
  if (!std::has_single_bit(n)) { throw std::domain_error("fft: the length must be a power of two"); }
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n / 2;
    for (; (j & bit) != 0; bit /= 2) { j ^= bit; }
    j ^= bit;
    if (i < j) { std::swap(x[i], x[j]); }
  }
  T const turn = T(-6.283185307179586476925286766559005768L);
  auto const w = unit_powers<T>(n / 2, turn / T(n));
  for (std::size_t half = 1; half < n; half *= 2) {
    std::size_t const stride = n / (2 * half);
    for (std::size_t start = 0; start < n; start += 2 * half) {
      for (std::size_t j = 0; j < half; ++j) {
        auto& a = x[start + j];
        auto& b = x[start + j + half];
        auto const shifted = complex_product(b, w[j * stride]);
        b = a - shifted;
        a += shifted;
      }
    }
  }
}

} // namespace ullage::detail
