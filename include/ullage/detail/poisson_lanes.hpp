// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Poisson arrivals that keys spread over lanes: independent Poisson streams, each with its own random numbers.

#include <ullage/detail/arrival_clock.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/lane_split.hpp>
#include <ullage/detail/random.hpp>
#include <ullage/detail/topic_stream.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ullage::detail {

class poisson_lanes {
public:
  poisson_lanes() = default;
  /// @param initial records at the time `first`, before all others
  poisson_lanes(arrival_clock clock, std::vector<double> const& shares, double initial, double first, double horizon,
                std::uint64_t seed, std::uint64_t replication)
      : clock_(std::move(clock)), split_(shares), horizon_(horizon), seed_(seed), replication_(replication),
        next_(shares.size(), infinity_v<double>), lanes_(shares.size()) {
    for (std::size_t i = 0; i < shares.size(); ++i) {
      auto& l = lanes_[i];
      if (!(shares[i] > 0)) {
        l.piece = clock_.size();
        continue;
      }
      l.random = random_source(seed, replication, lane_stream + i);
      l.share = shares[i];
      l.at.add(l.random.exponential());
      l.burst_left = initial > 0 ? split_(static_cast<long long>(initial), i, split_source(0)) : 0;
      l.start = first;
      next_[i] = resolve(i, l);
    }
  }

  [[nodiscard]] double peek(std::size_t lane) const { return next_[lane]; }

  void pop(std::size_t lane) {
    auto& l = lanes_[lane];
    if (l.steady) [[likely]] {
      l.at.ticks += static_cast<std::int64_t>(l.random.exponential() * record_count::per_record);
      if (l.at.ticks < l.limit) [[likely]] {
        double const t = smaller(l.start + l.at.value() / l.rate, l.end);
        if (t <= horizon_) [[likely]] {
          next_[lane] = t;
          return;
        }
      }
      l.at.settle();
    } else if (l.regular) {
      l.at.add(l.random.exponential());
    }
    next_[lane] = resolve(lane, l);
  }

private:
  struct lane_state {
    random_source random{0, 0, 0};
    record_count at{};            ///< of the next record in the piece, in records of the lane
    std::int64_t limit = 0;       ///< below it the next record is in the piece for sure
    double start = 0;             ///< of the piece
    double rate = 0;              ///< of the lane
    double end = 0;               ///< of the piece
    double amount = -1;           ///< records of the lane in the piece; none before the first one
    double share = 0;
    long long burst_left = 0;
    std::size_t piece = 0;        ///< that comes after this one
    bool steady = false;          ///< the next record is a regular one, and the rate does not change
    bool regular = false;
  };

  [[nodiscard]] random_source split_source(std::uint64_t number) const {
    return {seed_, mixed(replication_ ^ static_cast<std::uint64_t>(stream_number::split)), number};
  }

  double resolve(std::size_t lane, lane_state& l) {
    l.regular = false;
    l.steady = false;
    for (;;) {
      if (l.burst_left > 0) {
        if (!(l.start <= horizon_)) { break; }
        --l.burst_left;
        return l.start;
      }
      if (l.at.value() <= l.amount) {
        auto const& p = clock_[l.piece - 1];
        double const n = l.at.value();
        double const t = p.slope == 0 ? smaller(l.start + n / l.rate, l.end) : p.time(n / l.share);
        if (!(t <= horizon_)) { break; }
        l.regular = true;
        l.steady = p.slope == 0;
        double const most = (l.amount - l.at.base) * record_count::per_record;
        constexpr auto full = static_cast<double>(record_count::full);
        l.limit = most < full ? static_cast<std::int64_t>(most) : record_count::full;
        return t;
      }
      if (l.amount >= 0) { l.at = l.at.beyond(l.amount); }
      if (l.piece == clock_.size()) { break; }
      auto const& p = clock_[l.piece++];
      l.start = p.start;
      l.end = p.end;
      l.rate = p.rate * l.share;
      l.amount = p.amount / (1 / l.share);
      l.burst_left = p.burst > 0 ? split_(static_cast<long long>(p.burst), lane, split_source(l.piece)) : 0;
    }
    l.burst_left = 0;
    l.amount = -1;
    l.piece = clock_.size();
    return infinity_v<double>;
  }

  arrival_clock clock_;
  lane_split split_;
  double horizon_ = infinity_v<double>;
  std::uint64_t seed_ = 0;
  std::uint64_t replication_ = 0;
  std::vector<double> next_;
  std::vector<lane_state> lanes_;
};

} // namespace ullage::detail
