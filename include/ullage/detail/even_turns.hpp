// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Evenly spaced records that lanes get in turn, in closed form.

#include <ullage/detail/arrival_clock.hpp>
#include <ullage/detail/bounds.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace ullage::detail {

class even_turns {
public:
  even_turns() = default;
  /// @param initial records at the time `first`, before all others
  even_turns(arrival_clock const& clock, std::size_t lanes, double initial, double first, double horizon)
      : horizon_(horizon), lanes_(static_cast<double>(lanes)) {
    double index = 0;
    double offset = 1;
    if (initial > 0) {
      pieces_.push_back({.piece = {.start = first, .burst = initial}});
      index = initial;
    }
    for (std::size_t i = 0; i < clock.size(); ++i) {
      auto const& p = clock[i];
      pieces_.push_back({.piece = p, .first = index, .offset = offset});
      // A record that is beyond the end by rounding alone belongs to the piece.
      double const most = p.amount - offset + 1e-12 * (p.amount + 1);
      double const regular = most >= 0 ? std::floor(most) + 1 : 0;
      index += p.burst + regular;
      offset = within((offset - p.amount) + regular, 0, 1);
    }
    end_ = index;
    at_.resize(lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      at_[lane].index = static_cast<double>(lane);
      settle(at_[lane]);
    }
  }

  [[nodiscard]] double peek(std::size_t lane) const { return at_[lane].time; }

  void pop(std::size_t lane) {
    auto& r = at_[lane];
    r.index += lanes_;
    settle(r);
  }

private:
  struct numbered {
    clock_piece piece{};
    double first = 0;  ///< number of its first record
    double offset = 0; ///< of its first record after the burst [records]
  };
  struct reader {
    double index = 0;
    double time = infinity_v<double>;
    std::size_t piece = 0;
  };

  void settle(reader& r) const {
    if (!(r.index < end_)) {
      r.time = infinity_v<double>;
      return;
    }
    while (r.piece + 1 < pieces_.size() && r.index >= pieces_[r.piece + 1].first) { ++r.piece; }
    auto const& p = pieces_[r.piece];
    double const after = (r.index - p.first) - p.piece.burst;
    double const t = after < 0 ? p.piece.start : p.piece.time(after + p.offset);
    r.time = t <= horizon_ ? t : infinity_v<double>;
  }

  double horizon_ = infinity_v<double>;
  double lanes_ = 1;
  double end_ = 0; ///< number of records
  std::vector<numbered> pieces_;
  std::vector<reader> at_;
};

} // namespace ullage::detail
