// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The share of the hottest of many partitions on which Zipf's keys fall: the largest keys in placements that
/// are drawn, the rest by its moments.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/key_placement.hpp>
#include <ullage/detail/splitmix.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ullage::detail {

class two_stage_share {
public:
  two_stage_share(long long keys, double exponent, std::size_t partitions, std::size_t one_by_one = 32,
                  std::size_t placements = 2048)
      : partitions_(partitions) {
    auto const load = zipf_load(keys, exponent, static_cast<long long>(one_by_one));
    auto const p = static_cast<double>(partitions);
    rest_ = load.rest / p;
    // As if the rests were independent: then those of a fixed sum, which lie as far from their mean as these from
    // the mean of theirs, have the same mean of the largest.
    deviation_ = partitions == 1 ? 0 : std::sqrt(load.rest_squares / p);
    if (deviation_ > 0) {
      double const skewness = load.rest_cubes / (load.rest_squares * std::sqrt(load.rest_squares)) * std::sqrt(p);
      tabulate(larger(skewness, 0.0));
      double const together = load.rest * load.rest / (load.rest_squares * p); // keys of one size
      double const next = rank_weight(static_cast<long long>(one_by_one) + 1, exponent); // over the largest key
      fits_ = together >= 10 || (load.top.front() > 10 * deviation_ && next < 0.125);
    }
    largest_key_ = load.top.front();
    place(load.top, placements);
  }

  /// False where few keys of the rest meet and none of the others stands out: their sum is then nothing like normal.
  [[nodiscard]] bool fits() const { return fits_; }

  /// P(share > x).
  [[nodiscard]] double tail(double x) const {
    double sum = 0;
    for (std::size_t r = 0; r + 1 < starts_.size(); ++r) { sum += 1 - at_most(r, x); }
    return as_probability(sum / static_cast<double>(starts_.size() - 1));
  }

  [[nodiscard]] double mean() const {
    double sum = 0;
    for (std::size_t r = 0; r + 1 < starts_.size(); ++r) {
      double const low = tops_[starts_[r]] + rest_ - lowest * deviation_;
      if (deviation_ == 0) {
        sum += low;
        continue;
      }
      double const step = deviation_ / 4;
      double above = 0.5;
      for (double x = low + step;; x += step) {
        double const here = 1 - at_most(r, x);
        above += here;
        if (here < 1e-9) { break; }
      }
      sum += low + step * above;
    }
    return within(sum / static_cast<double>(starts_.size() - 1), least(), 1.0);
  }

  /// Smallest x with P(share <= x) >= p, 0 <= p < 1.
  [[nodiscard]] double quantile(double p) const {
    double low = least();
    double high = 1;
    for (int i = 0; i < 52 && high - low > 1e-15; ++i) {
      double const middle = (low + high) / 2;
      (tail(middle) <= 1 - p ? high : low) = middle;
    }
    return high;
  }

private:
  static constexpr double lowest = 9;
  static constexpr double highest = 31;
  static constexpr double per_deviation = 256;

  /// No placement has less: the largest key, or an even share.
  [[nodiscard]] double least() const { return larger(largest_key_, 1 / static_cast<double>(partitions_)); }

  /// Upper tail of the rest of a partition at z deviations from its mean: Wilson and Hilferty's cube root of a gamma
  /// number, shifted to mean 0 and scaled to variance 1.
  void tabulate(double skewness) {
    auto const n = static_cast<std::size_t>((lowest + highest) * per_deviation) + 1;
    upper_.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      double const z = static_cast<double>(i) / per_deviation - lowest;
      double const cube = 1 + skewness * z / 2;
      double const w = skewness < 1e-6 ? z
                       : cube <= 0     ? -lowest * 9
                                       : 6 / skewness * (std::cbrt(cube) - 1) + skewness / 6;
      upper_[i] = std::erfc(w * 0.70710678118654752) / 2;
    }
  }
  [[nodiscard]] double upper(double z) const {
    double const at = (z + lowest) * per_deviation;
    if (!(at > 0)) { return 1; }
    auto const i = static_cast<std::size_t>(at);
    if (at >= static_cast<double>(upper_.size() - 1)) { return 0; }
    return upper_[i] + (at - static_cast<double>(i)) * (upper_[i + 1] - upper_[i]);
  }

  /// Each key lands equally often everywhere over all placements (Latin hypercube); the largest lies on the first.
  void place(std::vector<double> const& top, std::size_t placements) {
    splitmix chance(0x686f7474657374U);
    std::vector<std::size_t> where(placements * top.size(), 0);
    std::vector<std::size_t> strata(placements);
    for (std::size_t k = 1; k < top.size(); ++k) {
      for (std::size_t r = 0; r < placements; ++r) { strata[r] = r; }
      for (std::size_t r = placements; r-- > 1;) { std::swap(strata[r], strata[chance.below(r + 1)]); }
      for (std::size_t r = 0; r < placements; ++r) {
        double const u = (static_cast<double>(strata[r]) + chance.unit()) / static_cast<double>(placements);
        auto const at = static_cast<std::size_t>(u * static_cast<double>(partitions_));
        where[r * top.size() + k] = at < partitions_ ? at : partitions_ - 1;
      }
    }
    std::vector<std::pair<std::size_t, double>> loads;
    std::vector<double> sums;
    starts_.push_back(0);
    for (std::size_t r = 0; r < placements; ++r) {
      loads.clear();
      sums.clear();
      for (std::size_t k = 0; k < top.size(); ++k) { loads.emplace_back(where[r * top.size() + k], top[k]); }
      heap_sort(loads, [](auto const& a, auto const& b) { return a.first < b.first; });
      for (std::size_t k = 0; k < loads.size(); ++k) {
        if (k == 0 || loads[k].first != loads[k - 1].first) { sums.push_back(0); }
        sums.back() += loads[k].second;
      }
      heap_sort(sums, [](double a, double b) { return a > b; });
      tops_.insert(tops_.end(), sums.begin(), sums.end());
      starts_.push_back(tops_.size());
    }
  }

  /// P(share <= x) in placement r.
  [[nodiscard]] double at_most(std::size_t r, double x) const {
    std::size_t const first = starts_[r];
    std::size_t const last = starts_[r + 1];
    if (deviation_ == 0) { return x >= tops_[first] + rest_ ? 1 : 0; }
    double product = 1;
    for (std::size_t i = first; i < last; ++i) {
      double const above = upper((x - tops_[i] - rest_) / deviation_);
      if (above < 1e-13) { break; }
      product *= 1 - above;
      if (product < 1e-15) { return 0; }
    }
    auto const empty = static_cast<double>(partitions_ - (last - first));
    double const above = upper((x - rest_) / deviation_);
    return above < 1 ? product * std::exp(empty * std::log1p(-above)) : empty > 0 ? 0 : product;
  }

  std::size_t partitions_;
  double largest_key_ = 0;
  double rest_ = 0;
  double deviation_ = 0;
  bool fits_ = true;
  std::vector<double> upper_ = {};
  std::vector<double> tops_ = {};
  std::vector<std::size_t> starts_ = {};
};

/// The share of the hottest partition in up to 4001 throws of the keys.
class hottest_throws {
public:
  hottest_throws(key_load<double> const& load, std::size_t partitions) {
    std::size_t const wanted = 6000000 / (partitions + load.top.size());
    std::size_t const n = wanted > 4001 ? 4001 : wanted < 25 ? 25 : wanted;
    std::vector<double> out(partitions);
    for (std::size_t i = 0; i < n; ++i) {
      throw_keys(load, splitmix(0x7468726f7773U + i).bits(), out);
      double most = 0;
      for (double const share : out) { most = larger(most, share); }
      hottest_.push_back(most);
    }
    heap_sort(hottest_, [](double a, double b) { return a < b; });
  }
  [[nodiscard]] double tail(double x) const {
    std::size_t above = 0;
    for (double const share : hottest_) { above += share > x ? 1 : 0; }
    return static_cast<double>(above) / static_cast<double>(hottest_.size());
  }
  [[nodiscard]] double mean() const {
    double sum = 0;
    for (double const share : hottest_) { sum += share; }
    return smaller(sum / static_cast<double>(hottest_.size()), 1.0);
  }
  [[nodiscard]] double quantile(double p) const {
    auto const rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(hottest_.size()) * (1 - 1e-15)));
    return smaller(hottest_[rank == 0 ? 0 : rank - 1], 1.0);
  }

private:
  std::vector<double> hottest_ = {};
};

} // namespace ullage::detail
