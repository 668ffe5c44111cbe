// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The wait over all records as a mixture of reflected bands and steady states, and its quantile.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/reflected_band.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/partition_queue.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace ullage::detail {

/// One steady state that an owner has or moves towards.
template <class U> struct steady_owner {
  U lanes;
  U load;
  U capacity;
  partition_queue_distribution<U> law;
  tail_terms<U> terms;

  /// P(W > x): exact where that is quick, else by the terms.
  [[nodiscard]] U tail(U x) const { return law.is_quick() && law.positive() > 0 ? law.tail(x) : terms.tail(x); }
};

/// Records whose fluid waits run linearly between two values.
template <class U> struct wait_band {
  static constexpr std::size_t no_law = static_cast<std::size_t>(-1);

  U records = 0;
  U from = 0;                ///< free path at the first of them [s]
  U to = 0;                  ///< at the last
  U deviation = 0;           ///< [s]
  std::size_t law = no_law;  ///< of the steady state, else `growth`
  U growth = 0;              ///< 2 m / s^2 [1/s]
  U fluid = 0;               ///< mean wait of the fluid [s]

  /// @param reach the wait up to which the steady state matters [s]
  [[nodiscard]] bool steady(U reach) const { return from < -8 * deviation - reach && to < -8 * deviation - reach; }
};

/// All records, with their steady states.
template <class U> struct wait_mixture {
  std::vector<wait_band<U>> bands;
  std::vector<steady_owner<U>> owners;
  U records = 0; ///< all of them
  U never = 0;   ///< that never start
  U fluid_wait = 0; ///< sum of the waits of the fluid [s]

  /// Records that wait longer than x > 0.
  /// @param mirror x and the number of an owner to the tail of its steady state
  template <class G> [[nodiscard]] U late(U x, G const& mirror) const {
    U sum = never;
    for (auto const& b : bands) {
      U const direct = averaged_upper(x, b.from, b.to, b.deviation);
      U other = 0;
      if (b.law != wait_band<U>::no_law) {
        U const beyond = averaged_upper(x, U(-b.from), U(-b.to), b.deviation);
        if (beyond > 0) { other = beyond * mirror(x, b.law); }
      } else if (b.deviation > 0) {
        U const middle = b.from + (b.to - b.from) / 2;
        U const z = (x + middle) / b.deviation;
        other = std::exp(smaller(b.growth * x + log_normal_upper(z), U(0)));
      }
      sum += b.records * smaller(direct + other, U(1));
    }
    return sum;
  }
  [[nodiscard]] U late_by_terms(U x) const {
    std::vector<U> tails(owners.size());
    for (std::size_t i = 0; i < owners.size(); ++i) { tails[i] = owners[i].terms.tail(x); }
    return late(x, [&](U const&, std::size_t i) { return tails[i]; });
  }
  [[nodiscard]] U late_exactly(U x) const {
    std::vector<U> tails(owners.size(), U(-1));
    return late(x, [&](U const& at, std::size_t i) {
      if (tails[i] < 0) { tails[i] = owners[i].law.tail(at); }
      return tails[i];
    });
  }

  /// Sum of all waits [s]: that of the fluid and what chance adds to each band.
  [[nodiscard]] U total_wait() const {
    U sum = fluid_wait;
    for (auto const& b : bands) {
      tail_terms<U> terms;
      if (b.law != wait_band<U>::no_law) {
        terms = owners[b.law].terms;
      } else {
        terms.factor[0] = 1;
        terms.rate[0] = -b.growth;
      }
      U const middle = b.from + (b.to - b.from) / 2;
      sum += b.records * (moments_of(middle, b.deviation, terms).mean - b.fluid);
    }
    return sum;
  }

  /// The wait that all but `level` of the records do not exceed.
  [[nodiscard]] U quantile(U level) const {
    U const wanted = level * records;
    if (never > wanted) { return infinity_v<U>; }
    U const tiny = smallest_wait();
    if (!(late_by_terms(tiny) > wanted)) { return 0; }
    U const floor_value = U(1e-300);
    auto const excess = [&](U log_x) { return std::log(larger(late_by_terms(std::exp(log_x)) / wanted, floor_value)); };
    U low = std::log(tiny);
    U high = low + 1;
    for (U step = 1; excess(high) > 0; step *= 2) {
      if (high > 60) { return infinity_v<U>; }
      low = high;
      high += step;
    }
    U x = std::exp(rough_root(excess, low, high));
    if (owners.size() > most_exact) { return x; }
    bool smooth = true;
    for (auto const& o : owners) { smooth = smooth && o.law.is_smooth(); }
    if (!smooth) { return stepped_quantile(wanted, x); }
    // Steps of Newton with the exact tails and the slope of the terms.
    for (int i = 0; i < 4; ++i) {
      U const off = std::log(larger(late_exactly(x) / wanted, floor_value));
      U const next = x * (1 + U(1e-4));
      U const slope = (std::log(larger(late_by_terms(next) / wanted, floor_value)) - std::log(larger(late_by_terms(x) / wanted, floor_value))) / (next - x);
      if (!(slope < 0) || !is_finite(off)) { break; }
      x = within(x - off / slope, x / 2, 2 * x);
      if (std::abs(off) < U(1e-5)) { break; }
    }
    return x;
  }

private:
  /// Where tails may have steps: halves of a bracket round a guess.
  [[nodiscard]] U stepped_quantile(U wanted, U guess) const {
    U low = guess / U(1.1);
    U high = guess * U(1.1);
    for (int i = 0; i < 100 && late_exactly(low) <= wanted; ++i) {
      high = low;
      low /= 2;
      if (i > 60) { return 0; }
    }
    for (int i = 0; i < 100 && late_exactly(high) > wanted; ++i) {
      low = high;
      high *= 2;
    }
    for (int i = 0; i < 40 && high - low > U(1e-5) * high; ++i) {
      U const x = low + (high - low) / 2;
      (late_exactly(x) > wanted ? low : high) = x;
    }
    return high;
  }

  static constexpr std::size_t most_exact = 24;

  /// No wait is told from 0 below it.
  [[nodiscard]] U smallest_wait() const {
    U scale = 0;
    for (auto const& b : bands) { scale = larger(scale, larger(std::abs(b.to) < U(1e29) ? std::abs(b.to) : U(0), b.deviation)); }
    for (auto const& o : owners) { scale = larger(scale, 1 / o.capacity); }
    return larger(scale, U(1e-20)) * U(1e-9);
  }
  /// A root to 1e-7 relative in x, whose logarithm is the argument.
  template <class F> [[nodiscard]] static U rough_root(F const& f, U a, U b) {
    U fa = f(a);
    U fb = f(b);
    int side = 0;
    for (int i = 0; i < 100 && b - a > U(1e-7); ++i) { // Illinois, halves in between
      U x = i % 4 == 3 || !(fa > 0) || !(fb < 0) ? (a + b) / 2 : (a * fb - b * fa) / (fb - fa);
      if (!(x > a && x < b)) { x = (a + b) / 2; }
      U const fx = f(x);
      if (std::abs(fx) < U(1e-9)) { return x; }
      if (fx > 0) {
        a = x;
        fa = fx;
        if (side == 1) { fb /= 2; }
        side = 1;
      } else {
        b = x;
        fb = fx;
        if (side == -1) { fa /= 2; }
        side = -1;
      }
    }
    return (a + b) / 2;
  }
};

} // namespace ullage::detail
