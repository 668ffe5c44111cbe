// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Counts of times in buckets whose width is less than 0.4 % of their place: any share of them in a fixed memory.

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ullage::detail {

/// Times in buckets, 256 to a power of two, over 64 powers of two. Shorter times count as 0, longer ones as
/// the longest.
class time_histogram {
public:
  static constexpr std::size_t octaves = 64;
  static constexpr std::size_t size = octaves << 8;

  time_histogram() = default;
  /// @param unit a usual time, > 0; buckets begin at 2^-24 of the power of two below it
  explicit time_histogram(double unit) : floor_(std::ldexp(1.0, std::ilogb(unit) - 24)), counts_(size) {
    base_ = std::bit_cast<std::uint64_t>(floor_) >> shift;
  }

  void add(double x) {
    if (!(x >= floor_)) {
      ++short_;
      return;
    }
    auto const i = (std::bit_cast<std::uint64_t>(x) >> shift) - base_;
    ++counts_[i < size ? i : size - 1];
  }

  /// Frees what lies outside of the times that were added; nothing is added after it.
  void trim() {
    std::size_t from = 0;
    std::size_t to = counts_.size();
    while (to > 0 && counts_[to - 1] == 0) { --to; }
    while (from < to && counts_[from] == 0) { ++from; }
    std::vector<std::uint64_t> kept;
    for (std::size_t i = from; i < to; ++i) { kept.push_back(counts_[i]); }
    counts_ = std::move(kept);
    first_ = first_ + from;
  }

  /// Adds the counts of a histogram of the same unit.
  void merge(time_histogram const& other) {
    short_ += other.short_;
    if (counts_.empty()) {
      counts_ = other.counts_;
      first_ = other.first_;
      floor_ = other.floor_;
      base_ = other.base_;
      return;
    }
    if (other.counts_.empty()) { return; }
    std::size_t const from = first_ < other.first_ ? first_ : other.first_;
    std::size_t const end = first_ + counts_.size();
    std::size_t const other_end = other.first_ + other.counts_.size();
    std::vector<std::uint64_t> sum((end > other_end ? end : other_end) - from);
    for (std::size_t i = 0; i < counts_.size(); ++i) { sum[first_ - from + i] += counts_[i]; }
    for (std::size_t i = 0; i < other.counts_.size(); ++i) { sum[other.first_ - from + i] += other.counts_[i]; }
    counts_ = std::move(sum);
    first_ = from;
  }

  [[nodiscard]] double records() const {
    double sum = static_cast<double>(short_);
    for (auto const n : counts_) { sum += static_cast<double>(n); }
    return sum;
  }
  [[nodiscard]] double at_zero() const { return static_cast<double>(short_); }

  /// Calls f(low, high, count) for every bucket with a count, in order.
  template <class F> void for_each(F const& f) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] > 0) { f(edge(first_ + i), edge(first_ + i + 1), static_cast<double>(counts_[i])); }
    }
  }

  /// The time that a share p does not exceed; even within a bucket.
  [[nodiscard]] double quantile(double p) const {
    double left = p * records() - static_cast<double>(short_);
    if (!(left > 0)) { return 0; }
    double at = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      double const n = static_cast<double>(counts_[i]);
      if (!(n > 0)) { continue; }
      double const low = edge(first_ + i);
      at = edge(first_ + i + 1);
      if (left <= n) { return low + (at - low) * (left / n); }
      left -= n;
    }
    return at;
  }

private:
  static constexpr int shift = 52 - 8;
  [[nodiscard]] double edge(std::size_t i) const { return std::bit_cast<double>((base_ + i) << shift); }

  double floor_ = 0;
  std::uint64_t base_ = 0;
  std::uint64_t short_ = 0;
  std::size_t first_ = 0;
  std::vector<std::uint64_t> counts_;
};

} // namespace ullage::detail
