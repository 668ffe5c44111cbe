// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Consumers that rise evenly while records wait, without evaluations, and follow the load back.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/scaling/regime.hpp>

#include <limits>
#include <variant>

namespace ullage {

/// A continuous ramp at work. Where a regime has none, `active` is false and nothing else matters.
template <Real T = double> class ramp_control {
public:
  ramp_control(scaling_regime<T> const& regime, capacity_model<T> const& model)
      : regime_(regime), model_(model), cap_(consumer_cap(regime, model.lanes)), floor_(consumer_floor(regime, model.lanes)) {
    if (auto const* up = std::get_if<continuous_ramp<T>>(&regime.up)) { speed_ = up->per_minute / 60; }
  }

  [[nodiscard]] bool active() const { return value_of(speed_) > 0; }

  /// How fast the capacity can rise along with the load, so that no backlog forms: only where the ramp
  /// begins without delay. @returns [records/s^2]
  [[nodiscard]] T reachable_slope(T const& consumers) const {
    bool const prompt = active() && value_of(T(regime_.reaction_delay + regime_.startup_time)) == 0;
    if (!prompt || at_cap(consumers)) { return T(0); }
    return speed_ * parallelism(model_, consumers).slope / model_.service_time;
  }

  /// The consumers that stay when nothing waits.
  [[nodiscard]] T when_empty(T const& consumers, T const& arrival_rate, T const& arrival_slope) const {
    if (regime_.down.when == scale_down::keep_while_producing) {
      bool const silent = value_of(arrival_rate) == 0 && value_of(arrival_slope) == 0;
      return silent ? floor_ : consumers;
    }
    T need = detail::is_finite(model_.lanes) ? consumers_for(model_, arrival_rate) : real_need(arrival_rate);
    if (value_of(need) < value_of(floor_)) { need = floor_; }
    return value_of(need) < value_of(consumers) ? need : consumers;
  }

  /// Time until a falling load needs a whole consumer less, where they own partitions.
  [[nodiscard]] T time_to_drop(T const& consumers, T const& arrival_rate, T const& arrival_slope) const {
    bool const steps = regime_.down.when == scale_down::follow_load && detail::is_finite(model_.lanes);
    if (!steps || value_of(arrival_slope) >= 0 || value_of(consumers) <= value_of(floor_)) { return infinity_v<T>; }
    T const need = consumers_for(model_, arrival_rate);
    if (value_of(need) <= value_of(floor_)) { return infinity_v<T>; }
    T const below = capacity(model_, T(need - 1)) * (1 - 64 * std::numeric_limits<T>::epsilon());
    T const excess = arrival_rate - below;
    return value_of(excess) > 0 ? T(-excess / arrival_slope) : infinity_v<T>;
  }

  /// A backlog begins; the ramp follows after the delay and the start-up.
  void wait_from(T const& now) {
    if (active() && !detail::is_finite(from_)) { from_ = now + regime_.reaction_delay + regime_.startup_time; }
  }
  void stop() { from_ = infinity_v<T>; }

  /// Growth of the consumers while records wait [1/s].
  /// @param consider called with every time at which that changes
  template <class Consider> [[nodiscard]] T growth(T const& now, T const& consumers, Consider const& consider) const {
    if (!active()) { return T(0); }
    if (value_of(now) < value_of(from_)) {
      consider(from_);
      return T(0);
    }
    if (at_cap(consumers)) { return T(0); }
    consider(T(now + (cap_ - consumers) / speed_));
    return speed_;
  }

  /// Change of the consumers while nothing waits and they follow the load [1/s].
  /// @param at_limit the arrivals need everything that the consumers can do
  /// @param consider as in growth
  template <class Consider>
  [[nodiscard]] T tracked_growth(T const& now, T const& consumers, T const& arrival_slope, bool at_limit, Consider const& consider) const {
    if (!active() || !at_limit || value_of(arrival_slope) == 0) { return T(0); }
    bool const rises = value_of(arrival_slope) > 0;
    bool const falls = !rises && regime_.down.when == scale_down::follow_load && !detail::is_finite(model_.lanes) && value_of(consumers) > value_of(floor_);
    T const each = parallelism(model_, consumers).slope / model_.service_time;
    if (!(rises || falls) || !(value_of(each) > 0) || (rises && !(value_of(reachable_slope(consumers)) >= value_of(arrival_slope)))) { return T(0); }
    T const change = arrival_slope / each;
    T const left = ((rises ? cap_ : floor_) - consumers) / change;
    consider(value_of(left) > 0 ? T(now + left) : now);
    return change;
  }

  /// Consumers after a change, exactly at the cap, the floor or a step of the packing where it ends there
  /// but for the rounding of the number and of the time.
  [[nodiscard]] T snapped(T const& consumers, T const& step, T const& speed, T const& now) const {
    T const by_time = (value_of(speed) < 0 ? T(-speed) : speed) * now;
    for (T const& mark : {step, cap_, floor_}) {
      T const off = consumers - mark;
      T const room = 64 * std::numeric_limits<T>::epsilon() * (mark + by_time);
      if (detail::is_finite(mark) && value_of(off) <= value_of(room) && value_of(T(-off)) <= value_of(room)) { return mark; }
    }
    return consumers;
  }

private:
  [[nodiscard]] bool at_cap(T const& consumers) const {
    return value_of(consumers) >= value_of(T(cap_ * (1 - 4096 * std::numeric_limits<T>::epsilon())));
  }
  /// Consumers that carry a rate where none of them owns partitions; a real number.
  [[nodiscard]] T real_need(T const& arrival_rate) const {
    T const by_slots = arrival_rate * model_.service_time / model_.concurrency_per_consumer;
    T const by_bytes = arrival_rate / model_.records_per_consumer;
    return value_of(by_bytes) > value_of(by_slots) ? by_bytes : by_slots;
  }

  scaling_regime<T> const& regime_;
  capacity_model<T> const& model_;
  T cap_;
  T floor_;
  T speed_ = T(0);
  T from_ = infinity_v<T>; ///< when consumers begin to rise
};

} // namespace ullage
