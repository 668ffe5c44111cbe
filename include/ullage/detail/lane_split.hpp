// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How many of a number of records each lane gets when each of them picks a lane by chance: any lane on its
/// own, the sum over the lanes exact, nothing kept.

#include <ullage/detail/random.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ullage::detail {

/// A multinomial split by halves of the lanes. Each half has its own random numbers, so that the number of a
/// lane does not depend on which lanes have been asked before.
class lane_split {
public:
  lane_split() = default;
  explicit lane_split(std::vector<double> const& shares) {
    while (leaves_ < shares.size()) { leaves_ *= 2; }
    sums_.assign(2 * leaves_, 0.0);
    for (std::size_t i = 0; i < shares.size(); ++i) { sums_[leaves_ + i] = shares[i]; }
    for (std::size_t i = leaves_; i-- > 1;) { sums_[i] = sums_[2 * i] + sums_[2 * i + 1]; }
  }

  /// @param seed of this split
  /// @returns how many of n records lane i gets; log2 of the lanes steps
  [[nodiscard]] long long operator()(long long n, std::size_t i, random_source seed) const {
    std::uint64_t const first = seed.next();
    std::size_t const leaf = leaves_ + i;
    int depth = 0;
    while ((leaf >> depth) > 1) { ++depth; }
    while (depth > 0 && n > 0) {
      std::size_t const node = leaf >> depth;
      --depth;
      std::size_t const child = leaf >> depth;
      double const right = sums_[2 * node + 1];
      random_source random(first, 0, node);
      long long const to_left = right > 0 ? random.binomial(n, sums_[2 * node] / sums_[node]) : n;
      n = child % 2 == 0 ? to_left : n - to_left;
    }
    return n;
  }

private:
  std::size_t leaves_ = 1;
  std::vector<double> sums_{0.0, 1.0};
};

} // namespace ullage::detail
