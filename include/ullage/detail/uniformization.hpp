// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How much of a chain with an exit is left after a time: repeated squaring of nonnegative matrices
/// that keep, beside each row, the share that has left. While that share is small the row sums are taken from it,
/// so that a leak of 1e-9 per step keeps its digits over 1e11 steps.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/matrix.hpp>

#include <array>
#include <cmath>
#include <limits>

namespace ullage::detail {

/// P, P^2, P^4, ... of a substochastic matrix.
template <class T> class survival_powers {
public:
  survival_powers() = default;
  /// @param lost the share of each row that is missing to 1, given apart because it may be tiny
  /// @param steps the largest exponent that will be asked for; powers beyond it are left out
  survival_powers(matrix<T> p, row<T> lost, T const& steps) {
    T reach(1);
    fit_rows(p, lost);
    powers_.push_back(std::move(p));
    // The number of squarings is bounded by the logarithm of the slowest leak that doubles tell from 0.
    while (largest_row(powers_.back()) > 1e-20 && value_of(reach) < value_of(steps)) {
      if (powers_.size() > most_squarings) [[unlikely]] {
        throw evaluation_error("survival_powers: the chain does not leave its states");
      }
      matrix<T> const& last = powers_.back();
      row<T> const more = times(last, lost);
      for (std::size_t i = 0; i < lost.size(); ++i) { lost[i] += more[i]; }
      matrix<T> square = product(last, last);
      fit_rows(square, lost);
      powers_.push_back(std::move(square));
      reach *= 2;
    }
  }

  /// v P^n; n is a whole number >= 0.
  [[nodiscard]] row<T> advance(row<T> v, T n) const {
    using std::ldexp;
    for (std::size_t k = powers_.size(); k-- > 0;) {
      T const unit = ldexp(T(1), static_cast<int>(k));
      // Only the highest power is taken more than once; it shrinks v to nothing in a few steps.
      while (value_of(n) >= value_of(unit)) {
        v = times(v, powers_[k]);
        n -= unit;
        if (value_of(total(v)) < std::numeric_limits<double>::min()) { return row<T>(v.size(), T(0)); }
      }
    }
    return v;
  }

private:
  static constexpr std::size_t most_squarings = 900;

  static double largest_row(matrix<T> const& p) {
    double largest = 0;
    for (std::size_t i = 0; i < p.rows; ++i) {
      T sum(0);
      for (std::size_t j = 0; j < p.cols; ++j) { sum += p(i, j); }
      largest = larger(largest, static_cast<double>(value_of(sum)));
    }
    return largest;
  }
  static void fit_rows(matrix<T>& p, row<T> const& lost) {
    for (std::size_t i = 0; i < p.rows; ++i) {
      if (!(value_of(lost[i]) < 0.5)) { continue; }
      T sum(0);
      for (std::size_t j = 0; j < p.cols; ++j) { sum += p(i, j); }
      if (!(value_of(sum) > 0)) { continue; }
      T const factor = (1 - lost[i]) / sum;
      for (std::size_t j = 0; j < p.cols; ++j) { p(i, j) *= factor; }
    }
  }

  std::vector<matrix<T>> powers_{};
};

/// exp(K t) of a chain in continuous time, as powers of exp(K h) and a Poisson sum for the rest.
/// Source: uniformization, Jensen, Skand. Aktuarietidskr. 36 (1953); all terms are >= 0.
template <class T> class survival {
public:
  survival() = default;
  /// @param until the largest time that will be asked for
  survival(chain<T> const& c, T const& until) : jump_(c.rates) {
    std::size_t const n = c.excess.size();
    row<T> out = c.excess;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        if (i != j) { out[i] += jump_(i, j); }
      }
      if (value_of(out[i]) > value_of(rate_)) { rate_ = out[i]; }
    }
    if (!(value_of(rate_) > 0)) { return; }
    row<T> lost = c.excess;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) { jump_(i, j) /= rate_; }
      jump_(i, i) = 1 - out[i] / rate_;
      lost[i] /= rate_;
    }
    // exp(K h) = sum w_j J^j, what it has lost = sum (w_{j+1} + w_{j+2} + ...) J^j (excess / rate).
    auto const w = weights(T(step));
    matrix<T> p(n, n);
    matrix<T> power(n, n);
    for (std::size_t i = 0; i < n; ++i) { power(i, i) = T(1); }
    row<T> gone(n, T(0));
    for (std::size_t k = 0; k < w.size(); ++k) {
      T later(0);
      for (std::size_t l = w.size(); l-- > k + 1;) { later += w[l]; }
      for (std::size_t i = 0; i < p.at_.size(); ++i) { p.at_[i] += w[k] * power.at_[i]; }
      for (std::size_t i = 0; i < n; ++i) { gone[i] += later * lost[i]; }
      if (k + 1 < w.size()) {
        power = product(power, jump_);
        lost = times(jump_, lost);
      }
    }
    powers_ = survival_powers<T>(std::move(p), std::move(gone), T(until * rate_ / step));
  }

  /// v exp(K t).
  [[nodiscard]] row<T> advance(row<T> v, T const& t) const {
    using std::floor;
    if (v.empty() || !(value_of(rate_) > 0)) { return v; }
    T const steps = t * rate_ / step;
    T const whole = floor(steps);
    v = powers_.advance(std::move(v), whole);
    if (!(value_of(steps) > value_of(whole))) { return v; }
    auto const w = weights(T((steps - whole) * step));
    row<T> out(v.size(), T(0));
    for (std::size_t k = 0; k < w.size(); ++k) {
      for (std::size_t i = 0; i < v.size(); ++i) { out[i] += w[k] * v[i]; }
      if (k + 1 < w.size()) { v = times(v, jump_); }
    }
    return out;
  }

private:
  static constexpr double step = 0.25; // jumps in h: 13 of them are enough for 1e-18

  /// Poisson probabilities of 0, 1, ... jumps.
  static std::array<T, 16> weights(T const& x) {
    using std::exp;
    std::array<T, 16> w{};
    w[0] = exp(T(-x));
    for (std::size_t k = 1; k < w.size(); ++k) { w[k] = w[k - 1] * x / T(static_cast<double>(k)); }
    return w;
  }

  matrix<T> jump_{};
  T rate_{0};
  survival_powers<T> powers_{};
};

} // namespace ullage::detail
