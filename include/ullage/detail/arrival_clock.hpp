// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// From numbers of records to times: the inverse of the cumulated arrivals of a profile, read forward.

#include <ullage/arrivals.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/random.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ullage::detail {

/// A number of records since the start of a piece: base + ticks 2^-40. Whole-number sums do not drift.
struct record_count {
  static constexpr double per_record = 0x1p40;
  static constexpr std::int64_t full = std::int64_t{1} << 61;

  double base = 0; ///< a multiple of 2^21
  std::int64_t ticks = 0;

  [[nodiscard]] double value() const { return base + static_cast<double>(ticks) / per_record; }

  /// @param gap [records], >= 0
  void add(double gap) {
    if (gap < 0x1p20) [[likely]] {
      ticks += static_cast<std::int64_t>(gap * per_record);
    } else {
      double const whole = std::floor(gap / 0x1p21) * 0x1p21;
      base += whole;
      ticks += static_cast<std::int64_t>((gap - whole) * per_record);
    }
    settle();
  }
  void settle() {
    if (ticks >= full) [[unlikely]] {
      base += 0x1p21;
      ticks -= full;
    }
  }
  /// What is left of the count after an amount, where it is at least that.
  [[nodiscard]] record_count beyond(double amount) const {
    record_count out;
    double const rest = (base - amount) + static_cast<double>(ticks) / per_record;
    if (rest > 0) { out.add(rest); }
    return out;
  }
};

/// One stretch of a profile.
struct clock_piece {
  double start = 0;
  double end = infinity_v<double>;
  double rate = 0;
  double slope = 0;
  double knee = 0;   ///< rate^2 / (2 slope) [records]
  double amount = 0; ///< records of the rate in the piece
  double burst = 0;  ///< whole records at its start

  /// @param count since the start of the piece, the burst left out [records]
  /// @returns when that many have come [s]
  [[nodiscard]] double time(double count) const {
    double after = 0;
    if (slope == 0) {
      after = count / rate;
    } else if (knee != 0) {
      double const inside = 1 + count / knee;
      after = 2 * (count / rate) / (1 + std::sqrt(inside > 0 ? inside : 0));
    } else if (slope > 0) {
      after = std::sqrt(count / (slope / 2));
    }
    return smaller(start + after, end);
  }
};

/// The pieces of a profile in which records come. Bursts are whole numbers of records, rounded up with the
/// probability of the fraction.
class arrival_clock {
public:
  arrival_clock() = default;
  /// @param random of the rounding
  arrival_clock(arrival_profile<double> const& profile, random_source random) {
    auto const& all = profile.pieces();
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto const& p = all[i];
      bool const last = i + 1 == all.size();
      double const length = last ? infinity_v<double> : all[i + 1].start - p.start;
      clock_piece out{.start = p.start, .rate = p.rate, .slope = p.slope};
      if (!last) { out.end = all[i + 1].start; }
      // A falling rate that would end below 0 by rounding ends at 0.
      double const rise = p.slope == 0 ? 0 : larger(p.slope * length, -p.rate);
      out.slope = p.slope == 0 ? 0 : rise / length;
      out.knee = out.slope == 0 ? 0 : p.rate / (2 * out.slope / p.rate);
      double const mean = std::fma(rise, 0.5, p.rate);
      out.amount = mean > 0 ? mean * length : 0;
      double const whole = std::floor(p.burst);
      out.burst = smaller(whole, 0x1p53) + (random.chance(p.burst - whole) ? 1 : 0);
      if (out.burst > 0 || out.amount > 0) { pieces_.push_back(out); }
    }
  }

  [[nodiscard]] std::size_t size() const { return pieces_.size(); }
  [[nodiscard]] clock_piece const& operator[](std::size_t i) const { return pieces_[i]; }

private:
  std::vector<clock_piece> pieces_;
};

} // namespace ullage::detail
