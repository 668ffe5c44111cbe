// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The control loop: at each evaluation a regime sees the lag and says how many consumers it
/// wants, and for how long asking again would bring the same answer.

#include <ullage/concepts.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/scaling/kubernetes.hpp>
#include <ullage/scaling/regime.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>
#include <variant>

namespace ullage {

/// What an evaluation sees.
template <Real T> struct observation {
  T time;         ///< [s]
  T lag;          ///< records that wait
  T in_flight;    ///< records in service
  T arrival_rate; ///< [records/s]
};

/// What an evaluation says. Asked again before `quiet_until`, while
/// lag_weight * lag + in_flight_weight * in_flight + rate_weight * arrival_rate stays within
/// [low, high], it would say the same.
template <Real T> struct verdict {
  T target;
  T quiet_until;
  T low = -infinity_v<T>;
  T high = infinity_v<T>;
  T lag_weight = T(1);
  T in_flight_weight = T(0);
  T rate_weight = T(0);
};

/// A lag below this many records counts as none: round-off must not keep consumers alive.
inline constexpr double negligible_lag = 1e-6;

/// The state of a control loop under a regime.
template <Real T = double> class controller {
public:
  /// @param regime valid
  /// @param model what the consumers can do
  controller(scaling_regime<T> const& regime, capacity_model<T> const& model)
      : regime_(regime), model_(model), cap_(consumer_cap(regime, model.lanes)),
        floor_(consumer_floor(regime, model.lanes)), desired_(starting_consumers(regime, model.lanes)),
        first_(first_evaluation(regime)), last_change_(-infinity_v<T>), low_since_(unset_v<T>),
        last_active_(T(0)), looks_{regime.evaluation_period}, polls_{regime.evaluation_period} {
    if (auto const* up = std::get_if<proportional<T>>(&regime.up)) { polls_.period = up->polling_period; }
  }

  [[nodiscard]] T const& cap() const { return cap_; }
  [[nodiscard]] T const& floor() const { return floor_; }
  [[nodiscard]] T const& desired() const { return desired_; }

  /// The first evaluation at or after a time that has not been made yet; infinity for a rule that
  /// makes none. KEDA's polls for 0 <-> 1 are evaluations too.
  [[nodiscard]] T next_evaluation(T const& time) const {
    if (is_fixed(regime_) || is_continuous(regime_)) { return infinity_v<T>; }
    if (!std::holds_alternative<proportional<T>>(regime_.up)) { return next_on(looks_, time); }
    bool const idle = value_of(desired_) == 0;
    T const look = idle ? infinity_v<T> : next_on(looks_, time);
    T const poll = idle || polls() ? next_on(polls_, time) : infinity_v<T>;
    return value_of(poll) < value_of(look) ? poll : look;
  }

  /// One evaluation; the wish that it returns counts as the consumers from then on.
  verdict<T> evaluate(observation<T> const& seen) {
    auto out = std::holds_alternative<proportional<T>>(regime_.up) ? by_autoscaler(seen) : by_rule(seen);
    if (value_of(out.target) != value_of(desired_)) { last_change_ = seen.time; }
    desired_ = out.target;
    if (is_on(looks_, seen.time)) { mark(looks_, seen.time); }
    if (is_on(polls_, seen.time)) { mark(polls_, seen.time); }
    return out;
  }

private:
  [[nodiscard]] proportional<T> const& rule() const { return std::get<proportional<T>>(regime_.up); }
  [[nodiscard]] bool polls() const { return value_of(regime_.min_consumers) == 0; }

  /// Evaluations at first + k * period, counted, so that rounding neither repeats nor loses one.
  struct grid {
    T period;
    T made = T(-1); ///< last k that has been made
  };
  /// Periods by which an instant may be off for its rounding alone.
  [[nodiscard]] T grid_slack(T const& time, T const& period) const {
    return 64 * std::numeric_limits<T>::epsilon() * (time + first_ + period) / period;
  }
  [[nodiscard]] T nearest_step(T const& time, T const& period) const {
    using std::floor;
    return T(floor((time - first_) / period + T(0.5)));
  }
  /// @returns smallest k whose instant is not before a time
  [[nodiscard]] T step_from(T const& time, T const& period) const {
    using std::ceil;
    T const step = ceil((time - first_) / period - grid_slack(time, period));
    return value_of(step) > 0 ? step : T(0);
  }
  [[nodiscard]] T next_on(grid const& g, T const& time) const {
    T step = step_from(time, g.period);
    if (value_of(step) <= value_of(g.made)) { step = g.made + 1; }
    T const at = first_ + g.period * step;
    return value_of(at) > value_of(time) ? at : time;
  }
  [[nodiscard]] bool is_on(grid const& g, T const& time) const {
    T const off = (time - first_) / g.period - nearest_step(time, g.period);
    T const room = grid_slack(time, g.period);
    return value_of(off) <= value_of(room) && value_of(T(-off)) <= value_of(room);
  }
  void mark(grid& g, T const& time) const {
    T const step = nearest_step(time, g.period);
    if (value_of(step) > value_of(g.made)) { g.made = step; }
  }
  [[nodiscard]] bool elapsed(T const& now, T const& since, T const& interval) const {
    return value_of(T(now - since)) >= value_of(T(interval * (1 - T(1e-12))));
  }
  /// The next whole number; a product that is one but for rounding counts as it.
  [[nodiscard]] static T whole_above(T const& x) {
    using std::ceil;
    return T(ceil(x * (1 - 8 * std::numeric_limits<T>::epsilon())));
  }
  [[nodiscard]] T bounded(T const& wanted, T const& low) const {
    T const up = value_of(wanted) > value_of(low) ? wanted : low;
    return value_of(up) < value_of(cap_) ? up : cap_;
  }

  /// One step up, and the least time between two of them.
  struct rise {
    T target;
    T min_interval;
  };
  [[nodiscard]] rise next_step_up(observation<T> const& seen) const {
    return std::visit(
        [&](auto const& up) -> rise {
          using rule_t = std::remove_cvref_t<decltype(up)>;
          if constexpr (std::same_as<rule_t, jump_to_cap>) {
            return {cap_, T(0)};
          } else if constexpr (std::same_as<rule_t, add<T>>) {
            return {bounded(desired_ + up.step, desired_), up.min_interval};
          } else if constexpr (std::same_as<rule_t, multiply<T>>) {
            T const base = value_of(desired_) > 0 ? desired_ : T(1) / up.factor;
            return {bounded(whole_above(base * up.factor), desired_), up.min_interval};
          } else if constexpr (std::same_as<rule_t, match_load<T>>) {
            return {bounded(consumers_for(model_, seen.arrival_rate + seen.lag / up.drain_within), desired_), T(0)};
          } else {
            return {desired_, T(0)};
          }
        },
        regime_.up);
  }

  [[nodiscard]] verdict<T> by_rule(observation<T> const& seen) {
    bool const behind = value_of(seen.lag) >= value_of(regime_.lag_threshold);
    bool const empty = value_of(seen.lag) <= negligible_lag;
    verdict<T> out{.target = desired_, .quiet_until = infinity_v<T>};
    if (behind) {
      low_since_ = unset_v<T>;
      return rising(seen, std::move(out));
    }
    if (detail::is_nan(low_since_)) { low_since_ = seen.time; }
    out.low = T(-1);
    out.high = regime_.lag_threshold;
    bool const idle = empty && (value_of(seen.arrival_rate) == 0 || regime_.down.when != scale_down::keep_while_producing);
    if (!idle) { return out; }
    T const base = regime_.down.when == scale_down::follow_load
                       ? bounded(consumers_for(model_, seen.arrival_rate), floor_)
                       : floor_;
    if (regime_.down.when == scale_down::follow_load && value_of(seen.arrival_rate) > 0) {
      // What the arrivals need is a function of their rate: look again when that leaves its step.
      out.lag_weight = T(0);
      out.rate_weight = T(1);
      out.high = value_of(base) < value_of(cap_) ? capacity(model_, base) : infinity_v<T>;
      out.low = value_of(base) > value_of(floor_) ? capacity(model_, base - 1) : T(0);
    }
    if (value_of(desired_) <= value_of(base)) { return out; }
    if (!elapsed(seen.time, low_since_, regime_.down.stabilization)) {
      out.quiet_until = low_since_ + regime_.down.stabilization;
      return out;
    }
    if (!elapsed(seen.time, last_change_, regime_.down.min_interval)) {
      out.quiet_until = last_change_ + regime_.down.min_interval;
      return out;
    }
    out.target = bounded(whole_above(desired_ * regime_.down.factor), base);
    if (value_of(out.target) >= value_of(desired_)) { out.target = base; }
    return out;
  }

  [[nodiscard]] verdict<T> rising(observation<T> const& seen, verdict<T> out) const {
    out.low = value_of(regime_.lag_threshold) > 0 ? regime_.lag_threshold : T(-1);
    if (value_of(desired_) >= value_of(cap_)) { return out; }
    auto const step = next_step_up(seen);
    if (!elapsed(seen.time, last_change_, step.min_interval)) {
      out.quiet_until = last_change_ + step.min_interval;
      return out;
    }
    out.target = step.target;
    if (std::holds_alternative<match_load<T>>(regime_.up)) {
      // The wish moves with the lag until no further consumer would help.
      T const useful = bounded(consumers_for(model_, infinity_v<T>), floor_);
      if (value_of(desired_) < value_of(useful)) { out.quiet_until = seen.time; }
    }
    return out;
  }

  [[nodiscard]] verdict<T> by_autoscaler(observation<T> const& seen) {
    auto const& up = rule();
    T const offset_lag = seen.lag + seen.in_flight;
    verdict<T> out{.target = desired_, .quiet_until = seen.time};
    out.in_flight_weight = T(1);
    T const wakes_at = up.activation_lag + T(negligible_lag);
    bool const active = value_of(offset_lag) > value_of(wakes_at);
    if (skipped_active_) { last_active_ = first_ + up.polling_period * (step_from(seen.time, up.polling_period) - 1); }
    skipped_active_ = false;

    if (value_of(desired_) > 0 && is_on(looks_, seen.time)) {
      out = by_recommendation(seen, offset_lag, std::move(out));
    }
    if (is_on(polls_, seen.time)) {
      if (active) { last_active_ = seen.time; }
      if (value_of(desired_) == 0) {
        out.target = active ? T(1) : T(0);
        out.quiet_until = infinity_v<T>;
        out.high = wakes_at;
      } else if (!active && polls() && elapsed(seen.time, last_active_, up.cooldown_period)) {
        out.target = T(0);
      }
    }
    if (value_of(out.target) == 0) { window_.clear(); }
    if (value_of(desired_) > 0 && polls()) {
      // Skipped polls must all see activity.
      if (!active) { out.quiet_until = seen.time; }
      if (value_of(out.low) < value_of(wakes_at)) { out.low = wakes_at; }
      skipped_active_ = active && value_of(out.quiet_until) > value_of(seen.time);
    }
    return out;
  }

  [[nodiscard]] verdict<T> by_recommendation(observation<T> const& seen, T const& offset_lag, verdict<T> out) {
    auto const& up = rule();
    T const& limit = model_.lanes;
    T const reported = keda_reported_lag(offset_lag, up.lag_per_consumer, limit);
    T const least = value_of(regime_.min_consumers) > 1 ? regime_.min_consumers : T(1);
    T wish = hpa_recommendation(up, reported, desired_);
    if (value_of(wish) < value_of(least)) { wish = least; }
    if (value_of(wish) > value_of(regime_.max_consumers)) { wish = regime_.max_consumers; }
    window_.repeated_until(seen.time - regime_.evaluation_period);
    window_.push(seen.time, wish, regime_.down.stabilization);
    T const speed = hpa_scale_up_limit(up, desired_);
    if (value_of(wish) > value_of(desired_)) {
      out.target = value_of(wish) < value_of(speed) ? wish : speed;
    } else if (value_of(window_.highest()) < value_of(desired_)) {
      out.target = window_.highest();
    }
    if (value_of(out.target) == value_of(desired_) && window_.settled()) {
      out.quiet_until = infinity_v<T>;
      quiet_band(out, offset_lag, reported, wish, limit);
    }
    return out;
  }

  /// The offset lags that lead to the same recommendation.
  void quiet_band(verdict<T>& out, T const& offset_lag, T const& reported, T const& wish, T const& limit) const {
    auto const& up = rule();
    T const& unit = up.lag_per_consumer;
    T const least = value_of(regime_.min_consumers) > 1 ? regime_.min_consumers : T(1);
    if (value_of(reported) < value_of(offset_lag)) {
      out.low = (limit + 1) * unit;
    } else if (value_of(wish) >= value_of(regime_.max_consumers) && value_of(regime_.max_consumers) <= value_of(limit)) {
      out.low = regime_.max_consumers * unit;
      if (value_of(offset_lag) < value_of(out.low)) { out.low = offset_lag; }
    } else {
      out.low = value_of(wish) <= value_of(least) ? T(0) : T((wish - 1) * unit);
      out.high = wish * unit;
      T const close_low = (1 - up.tolerance) * unit * desired_;
      T const close_high = (1 + up.tolerance) * unit * desired_;
      if (value_of(offset_lag) >= value_of(close_low) && value_of(offset_lag) <= value_of(close_high)) {
        out.low = close_low;
        out.high = close_high;
      }
    }
  }

  scaling_regime<T> regime_;
  capacity_model<T> model_;
  T cap_;
  T floor_;
  T desired_;
  T first_;
  T last_change_;
  T low_since_;
  T last_active_;
  grid looks_; ///< evaluations of the rule
  grid polls_; ///< KEDA's own looks for 0 <-> 1
  bool skipped_active_ = false; ///< polls that are not made while nothing changes see activity
  recommendation_window<T> window_;
};

} // namespace ullage
