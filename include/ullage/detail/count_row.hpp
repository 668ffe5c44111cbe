// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Probabilities of a number of arrivals as a row: Poisson, or Poisson with a gamma time (negative binomial).

#include <cmath>
#include <concepts>
#include <cstddef>
#include <vector>

namespace ullage::detail {

/// P(N = first + i) = mass[i]; what is left out is below 1e-20 of the largest.
template <std::floating_point U> struct count_row {
  long long first = 0;
  std::vector<U> mass = {};

  [[nodiscard]] long long last() const { return first + static_cast<long long>(mass.size()) - 1; }
  [[nodiscard]] U operator()(long long n) const {
    return n < first || n > last() ? U(0) : mass[static_cast<std::size_t>(n - first)];
  }
};

/// The number of Poisson arrivals of rate 1 in a time of the given mean, constant or gamma with the scv.
///
/// Outwards from the mode by the quotient of neighbours, and divided by the sum. Accuracy: 1e-16 times the number of
/// steps from the mode, relative.
/// @param mean >= 0, at most 1e9
/// @param scv >= 0
template <std::floating_point U> [[nodiscard]] count_row<U> counts_in(U mean, U scv) {
  count_row<U> row;
  if (!(mean > 0)) {
    row.mass = {U(1)};
    return row;
  }
  U const spread = mean * scv;
  U const mode = scv < 1 ? std::floor(mean * (1 - scv)) : U(0);
  U const least = U(1e-20);
  U const slope = 1 / (1 + spread);
  auto const from = static_cast<long long>(mode);
  std::vector<U> down;
  U p = 1;
  for (long long n = from; n > 0 && p > least; --n) {
    p *= U(n) / ((mean + spread * U(n - 1)) * slope);
    down.push_back(p);
  }
  row.first = from - static_cast<long long>(down.size());
  row.mass.assign(down.rbegin(), down.rend());
  p = 1;
  for (long long n = from; (p > least || n < from + 4) && p > 0; ++n) {
    row.mass.push_back(p);
    p *= (mean + spread * U(n)) * slope / U(n + 1);
  }
  U sum = 0;
  for (U const x : row.mass) { sum += x; }
  for (U& x : row.mass) { x /= sum; }
  return row;
}

/// P(N >= n) for all n: 1 below the row, 0 above, summed from the far end.
template <std::floating_point U> class upper_tail {
public:
  explicit upper_tail(count_row<U> const& row) : first_(row.first), tail_(row.mass) {
    for (std::size_t i = tail_.size() - 1; i-- > 0;) { tail_[i] += tail_[i + 1]; }
    excess_ = tail_; // at first + i: sum of the tails above it
    U sum = 0;
    for (std::size_t i = tail_.size(); i-- > 0;) {
      excess_[i] = sum;
      sum += tail_[i];
    }
    mean_above_ = sum - tail_[0];
  }
  [[nodiscard]] U operator()(long long n) const {
    if (n <= first_) { return U(1); }
    auto const i = static_cast<std::size_t>(n - first_);
    return i < tail_.size() ? tail_[i] : U(0);
  }
  /// E (N - n)^+
  [[nodiscard]] U excess(long long n) const {
    if (n < first_) { return U(first_ - n) + mean_above_; }
    auto const i = static_cast<std::size_t>(n - first_);
    return i < excess_.size() ? excess_[i] : U(0);
  }
  [[nodiscard]] long long first() const { return first_; }
  [[nodiscard]] long long last() const { return first_ + static_cast<long long>(tail_.size()) - 1; }

private:
  long long first_;
  std::vector<U> tail_, excess_;
  U mean_above_{};
};

} // namespace ullage::detail
