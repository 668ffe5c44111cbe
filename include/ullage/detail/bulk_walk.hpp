// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The backlog above one batch: a random walk whose steps are the arrivals of one service less a full batch.

#include <ullage/detail/count_row.hpp>
#include <ullage/detail/gamma_walk.hpp>

#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <vector>

namespace ullage::detail {

/// Factors of 1 - g(z), g the generating function of the steps A - B: all of them have positive coefficients.
///
/// Source: Spitzer, "Principles of Random Walk" (1964), 17-19; the roots of z^B = E z^A as Crommelin (1932), Bailey (1954).
template <std::floating_point U> struct bulk_walk {
  long long size = 1;          ///< B
  count_row<U> arrivals;       ///< law of A
  std::vector<U> down;         ///< renewal masses of the weakly descending ladder, from 0 on
  std::vector<U> up;           ///< law of the ascending ladder height; up[0] = 0
  std::vector<U> fall;         ///< law of the descending ladder height, from 0 to B
  U never = 1;                 ///< chance that the walk stays below its start
  U up_mean = 0;               ///< sum of j up[j]

  /// Largest backlog that the walk can reach from below in one step, in working precision.
  [[nodiscard]] long long reach() const { return arrivals.last() - size; }
};

/// The sums of the m-th powers of the B roots in the closed unit disc, m = 1 .. n.
template <std::floating_point U> [[nodiscard]] std::vector<U> root_power_sums(long long size, U mean, U scv, std::size_t n) {
  using C = std::complex<U>;
  U const two_pi = U(6.283185307179586476925286766559005768L);
  std::vector<U> sums(n + 1, U(1)); // the root 1
  U const rho = mean / U(size);
  U log_product = 0;
  C z(1);
  for (long long k = 1; 2 * k <= size; ++k) {
    U const angle = two_pi * U(k) / U(size);
    C const turn(std::cos(angle), std::sin(angle));
    auto const image = [&](C const& at, C& slope) {
      C const gap = U(1) - at;
      C const wide = U(1) + scv * mean * gap;
      C const value = turn * std::exp(scv > 0 ? C(-log_1p(C(scv * mean * gap)) / (scv * U(size))) : C(-rho * gap));
      slope = value * rho / wide;
      return value;
    };
    C slope;
    z = image(z, slope);
    for (int i = 0; i < 200; ++i) {
      C const value = image(z, slope);
      C next = z - (z - value) / (U(1) - slope);
      if (!(std::norm(next) <= 1)) { next = value; } // the image is a contraction of the disc
      bool const done = std::norm(next - z) <= U(1e-30) * std::norm(z);
      z = next;
      if (done) { break; }
    }
    bool const single = 2 * k == size;
    C power(1);
    for (std::size_t m = 1; m <= n; ++m) {
      power = C(power.real() * z.real() - power.imag() * z.imag(), power.real() * z.imag() + power.imag() * z.real());
      if (std::norm(power) < U(1e-40)) { break; }
      sums[m] += single ? power.real() : 2 * power.real();
    }
    U const away = std::log(std::norm(U(1) - z));
    log_product += single ? away / 2 : away;
  }
  sums[0] = log_product;
  return sums; // sums[0]: logarithm of the product of 1 - z over the other roots
}

/// @param mean of the arrivals in the service of a full batch, < size
/// @param idle size - mean, free of cancellation
template <std::floating_point U> [[nodiscard]] bulk_walk<U> make_bulk_walk(long long size, U mean, U scv, U idle) {
  bulk_walk<U> w;
  w.size = size;
  w.arrivals = counts_in(mean, scv);
  if (w.reach() <= 0) { return w; }
  auto const n = static_cast<std::size_t>(w.reach());
  auto const sums = root_power_sums(size, mean, scv, n);
  w.down.assign(n + 1, U(1));
  for (std::size_t m = 1; m <= n; ++m) {
    U sum = 0;
    for (std::size_t i = 1; i <= m; ++i) { sum += sums[i] * w.down[m - i]; }
    w.down[m] = sum / U(m);
  }
  w.up.assign(n + 1, U(0));
  U all = 0;
  for (std::size_t j = 1; j <= n; ++j) {
    U sum = 0;
    for (std::size_t k = 0; j + k <= n; ++k) { sum += w.down[k] * w.arrivals(size + static_cast<long long>(j + k)); }
    w.up[j] = sum;
    all += sum;
  }
  U const leave = idle * std::exp(-sums[0]);
  U const stay = 1 / (all + leave);
  for (U& x : w.down) { x *= stay; }
  for (std::size_t j = 1; j <= n; ++j) {
    w.up[j] *= stay;
    w.up_mean += U(j) * w.up[j];
  }
  w.never = leave * stay;
  // renewal masses of the ascending ladder as far as a fall of at most B needs them
  auto const low = w.arrivals.first < size ? size - w.arrivals.first : 0;
  std::vector<U> renewal(static_cast<std::size_t>(low) + 1, U(0));
  renewal[0] = 1;
  for (std::size_t j = 1; j < renewal.size(); ++j) {
    for (std::size_t i = 1; i <= j && i <= n; ++i) { renewal[j] += w.up[i] * renewal[j - i]; }
  }
  w.fall.assign(static_cast<std::size_t>(low) + 1, U(0));
  for (std::size_t k = 0; k < w.fall.size(); ++k) {
    for (std::size_t j = 0; j + k < w.fall.size(); ++j) { w.fall[k] += renewal[j] * w.arrivals(size - static_cast<long long>(j + k)); }
  }
  return w;
}

} // namespace ullage::detail
