// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The consumers of a pipeline over time: changes on their way, start-up, pauses while partitions
/// are handed over, and whether the changes repeat themselves.

#include <ullage/concepts.hpp>
#include <ullage/detail/fifo.hpp>
#include <ullage/scaling/regime.hpp>

#include <cstddef>
#include <vector>

namespace ullage {

/// Consumers that exist, consumers that work, and what is about to happen to them.
template <Real T = double> class consumer_fleet {
public:
  /// @param regime delays, start-up and pauses
  /// @param consumers at time 0, all of them at work
  consumer_fleet(scaling_regime<T> const& regime, T const& consumers)
      : delay_(regime.reaction_delay), startup_(regime.startup_time), pause_(regime.rebalance_pause), consumers_(consumers),
        working_(consumers) {}

  [[nodiscard]] T const& consumers() const { return consumers_; }
  [[nodiscard]] T const& working() const { return working_; }
  [[nodiscard]] bool paused(T const& now) const { return value_of(now) < value_of(paused_until_); }
  [[nodiscard]] T const& paused_until() const { return paused_until_; }

  /// A decision of now; it takes effect after the reaction delay. Decisions keep their order and are
  /// neither cancelled nor merged.
  void decide(T const& now, T const& consumers) { changes_.push_back({now + delay_, consumers}); }

  /// The number itself, at once: a continuous rule has no decisions.
  void set(T const& consumers) {
    consumers_ = consumers;
    working_ = consumers;
  }

  /// @returns when the next decision takes effect or a start-up ends; infinity when none is on its way
  [[nodiscard]] T next_change() const {
    T next = infinity_v<T>;
    if (!changes_.empty()) { next = changes_.front().at; }
    if (!starting_.empty() && value_of(starting_.front().at) < value_of(next)) { next = starting_.front().at; }
    return next;
  }

  /// Lets everything take effect that is due.
  /// @param lag records that wait now, for the detection of cycles
  /// @returns true when anything happened
  bool apply(T const& now, T const& lag) {
    bool any = false;
    while (!changes_.empty() && value_of(changes_.front().at) <= value_of(now)) {
      activate(now, changes_.front().consumers, lag);
      changes_.pop_front();
      any = true;
    }
    while (!starting_.empty() && value_of(starting_.front().at) <= value_of(now)) {
      T const n = starting_.front().consumers;
      working_ = value_of(n) < value_of(consumers_) ? n : consumers_;
      starting_.pop_front();
      any = true;
    }
    return any;
  }

  /// Forgets the drops so far: the arrivals have changed, so they say nothing about what comes.
  void forget_drops() { drops_.clear(); }

  /// The time after which the same drop comes again from the same lag, seen three times at equal
  /// distances; 0 when there is no such cycle.
  [[nodiscard]] T cycle() const {
    auto const close = [](T const& a, T const& b, T const& scale) {
      T const d = a - b;
      T const room = scale * T(1e-9);
      return value_of(d) <= value_of(room) && value_of(T(-d)) <= value_of(room);
    };
    auto const same = [&](drop const& a, drop const& b) {
      return value_of(a.from) == value_of(b.from) && value_of(a.to) == value_of(b.to) && close(a.lag, b.lag, T(1 + a.lag));
    };
    std::size_t const n = drops_.size();
    for (std::size_t back = 1; 2 * back < n && back <= longest_cycle; ++back) {
      auto const& a = drops_[n - 1];
      auto const& b = drops_[n - 1 - back];
      auto const& c = drops_[n - 1 - 2 * back];
      T const distance = a.at - b.at;
      if (value_of(distance) > 0 && close(T(b.at - c.at), distance, a.at) && same(a, b) && same(b, c)) { return distance; }
    }
    return T(0);
  }

private:
  struct change {
    T at;
    T consumers;
  };
  struct drop {
    T at;
    T from;
    T to;
    T lag;
  };
  static constexpr std::size_t longest_cycle = 64; ///< in drops

  void activate(T const& now, T const& n, T const& lag) {
    if (value_of(n) == value_of(consumers_)) { return; }
    if (value_of(n) < value_of(consumers_)) {
      drops_.push_back({now, consumers_, n, lag});
      if (drops_.size() > 4 * longest_cycle) { drops_.erase(drops_.begin(), drops_.begin() + 2 * longest_cycle - 1); }
      if (value_of(working_) > value_of(n)) { working_ = n; }
    } else if (value_of(startup_) > 0) {
      starting_.push_back({now + startup_, n});
    } else {
      working_ = n;
    }
    consumers_ = n;
    if (value_of(pause_) > 0) { paused_until_ = now + pause_; }
  }

  T delay_;
  T startup_;
  T pause_;
  T consumers_;
  T working_;
  T paused_until_ = T(0);
  detail::fifo<change> changes_;
  detail::fifo<change> starting_;
  std::vector<drop> drops_;
};

} // namespace ullage
