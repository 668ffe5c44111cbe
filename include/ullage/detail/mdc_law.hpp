// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The law of the wait and of the number of records in M/D/c, without roots and in relative accuracy.
/// Everything is kept times e^(decay m), so that it tends to a constant and nothing underflows.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/fft.hpp>
#include <ullage/detail/mdc_ladder.hpp>
#include <ullage/detail/poisson.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/detail/special.hpp>

#include <bit>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace ullage::detail {

/// Solves m q[m] = sum_{i=1}^m w[i] q[m - i] from q[first] on, given the terms of q[0 .. first) in `sums`.
///
/// Halves the range: what the left half adds to the right one is a convolution, by transform where it is
/// long. All terms are positive, and those of q[0], which may be far larger than the rest, are in `sums`
/// from the start, so that the rounding of a transform is small against what it is added to.
template <std::floating_point T>
void solve_renewal(std::span<T> q, std::span<T> sums, std::span<T const> w, std::size_t first,
                   std::size_t last) {
  std::size_t const length = last - first;
  if (length <= 256) {
    for (std::size_t m = first; m < last; ++m) {
      T sum = sums[m];
      for (std::size_t i = first; i < m; ++i) { sum += q[i] * w[m - i]; }
      q[m] = sum / T(m);
    }
    return;
  }
  std::size_t const middle = first + length / 2;
  solve_renewal(q, sums, w, first, middle);
  std::size_t const n = std::bit_ceil(length);
  std::vector<std::complex<T>> a(n), b(n);
  for (std::size_t i = first; i < middle; ++i) { a[i - first] = q[i]; }
  for (std::size_t i = 1; i < length; ++i) { b[i] = w[i]; }
  fft<T>(a);
  fft<T>(b);
  for (std::size_t i = 0; i < n; ++i) { a[i] = std::conj(complex_product(a[i], b[i])); }
  fft<T>(a);
  for (std::size_t m = middle; m < last; ++m) {
    T const more = a[m - first].real() / T(n);
    if (more > 0) { sums[m] += more; }
  }
  solve_renewal(q, sums, w, middle, last);
}

template <std::floating_point T> class mdc_law {
public:
  explicit mdc_law(mdc_walk<T> const& walk) : walk_(walk) {
    double const geometric = walk.geometric_from();
    if (walk.falls_fast()) {
      constexpr double bits = 1.0 - std::numeric_limits<T>::min_exponent + std::numeric_limits<T>::digits;
      double const vanished = bits * 0.7 / static_cast<double>(walk.decay) + 8;
      ladder_ = direct_ladder(walk, static_cast<std::size_t>(smaller(smaller(geometric, vanished), longest)));
      solve_directly();
    } else {
      ladder_ = transformed_ladder(walk, static_cast<std::size_t>(geometric));
      solve_transformed();
    }
    ladder_.weights.clear();
    for (T const& m : more_) { largest_ = larger(largest_, m); }
  }

  [[nodiscard]] mdc_ladder<T> const& sums() const { return ladder_; }

  /// P(W > t)
  /// @param periods t in services, >= 0
  /// @param left how much of the period is left: (floor(periods) + 1) - periods, in (0, 1]
  [[nodiscard]] T tail(T periods, T left) const {
    T const c = walk_.servers;
    T const z = 1 + walk_.excess;
    T const fall = std::exp(-walk_.decay * c * periods);
    if (c * periods >= T(queue_.size() - 1)) { return smaller(z * more_.back() * fall, T(1)); }
    // P(W > t) = sum_j Poisson(x; j) P(more than top - j wait), both ways from the largest Poisson mass on:
    // the factors behind it have several maxima, so what is left out is bounded by the largest of them.
    auto const top = static_cast<long long>((std::floor(periods) + 1) * c) - 1;
    T const x = (1 + walk_.drift) * c * left;
    T const tiny = std::numeric_limits<T>::epsilon() / 1024;
    // z is huge where the load is small: the sum is kept times the power of two below it, which rounds nothing.
    T const scale = std::ldexp(T(1), std::ilogb(z));
    T const rest = z / scale;
    T const largest = scale * largest_;
    auto const start = static_cast<long long>(smaller(T(top), x));
    T const peak = poisson_mass(T(start), x, x - T(start));
    T sum = 0;
    // Beyond the top nobody needs to wait: P = 1, times z^(top - j).
    T mass = poisson_mass(T(top + 1), x, x - T(top + 1)) / rest;
    for (long long j = top + 2; mass > tiny * sum; ++j) {
      sum += mass;
      mass *= x / (T(j) * z);
    }
    mass = peak;
    for (long long j = start; j >= 0 && mass * largest > tiny * sum; --j) {
      sum += mass * (scale * more_[index(top - j)]);
      mass *= T(j) / x;
    }
    mass = peak * x / T(start + 1);
    for (long long j = start + 1; j <= top && mass * largest > tiny * sum; ++j) {
      sum += mass * (scale * more_[index(top - j)]);
      mass *= x / T(j + 1);
    }
    return smaller(rest * fall * sum, T(1));
  }

  /// The t in services with P(W > t) = level, level in (0, 1]
  [[nodiscard]] T quantile(T level) const {
    auto const at = [&](T t) { return tail(t, std::floor(t) + 1 - t); };
    if (level >= at(T(0))) { return T(0); }
    T const rate = walk_.decay * walk_.servers;
    T const asymptotic = std::log((1 + walk_.excess) * more_.back() / level) / rate;
    if (asymptotic * walk_.servers >= T(queue_.size() - 1)) { return asymptotic; }
    T high = -std::log(level) / rate; // P(W > t) <= e^(-theta t)
    T const least_value = std::numeric_limits<T>::min();
    auto const excess = [&](T t) { return std::log(at(t) + least_value) - std::log(level); };
    while (excess(high) > 0) { high *= 2; }
    return bracketed_root<T>(excess, T(0), high);
  }

  /// P(N = n): P(queue = n - c) above c; below, one service later, sum_m P(queue = m) P(A = n - m).
  [[nodiscard]] T mass(long long n) const {
    auto const c = static_cast<long long>(walk_.servers);
    if (n > c) { return std::exp(-walk_.decay * T(n - c)) * queue_[index(n - c)]; }
    T const load = walk_.servers * walk_.rho;
    T poisson = poisson_mass(T(n), load, load - T(n));
    T sum = 0;
    for (long long m = 0; m <= n; ++m) {
      T const term = poisson * std::exp(-walk_.decay * T(m)) * queue_[index(m)];
      sum += term;
      if (m > 0 && term <= sum * (std::numeric_limits<T>::epsilon() / 8)) { break; }
      poisson *= T(n - m) / load;
    }
    return sum;
  }

private:
  /// Keeps memory and time bounded. Beyond it the tail falls with e^(-decay m), which is an upper bound.
  static constexpr double longest = 262144;

  [[nodiscard]] std::size_t index(long long m) const {
    return m < static_cast<long long>(queue_.size()) ? static_cast<std::size_t>(m) : queue_.size() - 1;
  }

  void solve_directly() {
    std::size_t const n = ladder_.weights.size();
    T const none = std::exp(ladder_.weights[0] - ladder_.none);
    std::vector<T> w(n), sums(n);
    for (std::size_t m = 1; m < n; ++m) {
      w[m] = T(m) * ladder_.weights[m];
      sums[m] = none * w[m];
    }
    queue_.assign(n, none);
    solve_renewal<T>(queue_, sums, w, 1, n);
    more_.assign(n, queue_[n - 1] / walk_.excess);
    for (std::size_t m = n - 1; m-- > 0;) { more_[m] = (more_[m + 1] + queue_[m + 1]) / (1 + walk_.excess); }
  }

  /// F(z), the generating function of the queue without its pole, by its logarithm; back by a transform.
  void solve_transformed() {
    std::size_t const length = ladder_.weights.size();
    std::size_t const n = std::bit_ceil(2 * length);
    auto const& r = ladder_.weights;
    auto const twist = unit_powers<T>(length, -pi<T>() / T(n));
    std::vector<std::complex<T>> x(n);
    T rest = 0;
    for (std::size_t m = 1; m < length; ++m) {
      x[m] = r[m] * twist[m];
      rest += r[m] * std::exp(-walk_.decay * T(m));
    }
    fft<T>(x);
    for (std::size_t j = 0; j < n / 2; ++j) {
      T const size = std::exp(x[j].real() - rest);
      x[j] = {size * std::cos(x[j].imag()), -size * std::sin(x[j].imag())};
      x[n - 1 - j] = std::conj(x[j]);
    }
    fft<T>(x);
    T const z = 1 + walk_.excess;
    queue_.resize(length);
    more_.resize(length);
    T sum = 0;
    for (std::size_t m = 0; m < length; ++m) {
      more_[m] = complex_product(x[m], twist[m]).real() / T(n);
      sum += more_[m];
      queue_[m] = walk_.excess / z * sum;
    }
    T beyond = 0;   // sum of f_i z^i, i > m
    T weighted = 0; // sum of f_i z^m, i > m
    for (std::size_t m = length; m-- > 0;) {
      T const own = more_[m];
      more_[m] = ladder_.constant / z - (beyond / z - weighted);
      beyond += own;
      weighted = (own + weighted) / z;
    }
  }

  mdc_walk<T> walk_;
  mdc_ladder<T> ladder_;
  std::vector<T> queue_; ///< P(m wait) z^m
  std::vector<T> more_;  ///< P(more than m wait) z^m
  T largest_ = 0;        ///< of more_
};

} // namespace ullage::detail
