// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The exact backlog of a first-in-first-out fluid under any arrivals and any scaling regime, from
/// event to event.
///
/// Between events the arrival rate and the capacity are linear in time, so the lag is a quadratic
/// whose zeros are known in closed form; no time is stepped. Capacity is that of the partition
/// which finishes last (packing.hpp). Source: control loop and order of events as in
/// scaling/controller.hpp. Accuracy: rounding only; instants are exact to a few units in the last
/// place of the time.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/errors.hpp>
#include <ullage/piecewise.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/scaling/controller.hpp>
#include <ullage/scaling/environments.hpp>
#include <ullage/scaling/fleet.hpp>
#include <ullage/scaling/ramp.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/trajectory.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ullage {

/// What a backlog is computed from.
template <Real T = double> struct backlog_model {
  arrival_profile<T> arrivals = {};
  T initial_lag = T(0);              ///< records that wait at time 0, >= 0
  T initial_lag_age = T(0);          ///< how long before 0 they came [s], >= 0
  capacity_model<T> consumers = {};  ///< what a number of consumers can do
  scaling_regime<T> scaling = {};
  T horizon = unset_v<T>;            ///< stop here [s], > 0; default: drained and cooled down
  long long max_events = 10'000'000; ///< give up after so many events, > 0
  friend bool operator==(backlog_model const&, backlog_model const&) = default;
};

namespace detail {

/// Works a backlog through from event to event.
template <Real T> class backlog_run {
public:
  explicit backlog_run(backlog_model<T> const& m)
      : model_(m), pieces_(m.arrivals.pieces()), loop_(m.scaling, m.consumers), ramp_(m.scaling, m.consumers),
        pool_(m.scaling.environment_burst, m.scaling.environment_rate), arrived_(m.initial_lag), lag_(m.initial_lag),
        fleet_(m.scaling, loop_.desired()), epoch_(loop_.next_evaluation(T(0))),
        horizon_(is_nan(m.horizon) ? infinity_v<T> : m.horizon) {
  }

  trajectory<T> run() {
    out_.initial_lag = model_.initial_lag;
    out_.initial_lag_age = model_.initial_lag_age;
    out_.service_time = model_.consumers.service_time;
    enter_piece();
    while (step()) {}
    out_.events = events_;
    return std::move(out_);
  }

private:
  /// Rates that differ by rounding alone are the same.
  [[nodiscard]] static T slack() { return 4096 * std::numeric_limits<T>::epsilon(); }

  void enter_piece() {
    while (piece_ < pieces_.size() && value_of(pieces_[piece_].start) <= value_of(time_)) {
      auto const& p = pieces_[piece_++];
      rate_ = p.rate;
      slope_ = piece_ < pieces_.size() ? p.slope : T(0);
      burst_ += p.burst;
      arrived_ += p.burst;
      lag_ += p.burst;
      fleet_.forget_drops();
      piece_events_ = events_;
    }
  }

  /// What begins now: services per second and their change, within every limit.
  struct flow {
    T capacity = T(0);
    T slope = T(0);
    T until = infinity_v<T>; ///< length of time for which this holds
  };

  /// @param ramp growth of the consumers [1/s]
  [[nodiscard]] flow flow_of_consumers(T const& ramp) const {
    if (fleet_.paused(time_)) { return {T(0), T(0), fleet_.paused_until() - time_}; }
    auto const p = parallelism(model_.consumers, fleet_.working());
    T const& s = model_.consumers.service_time;
    flow out{p.value / s, p.slope * ramp / s, infinity_v<T>};
    if (value_of(ramp) > 0 && is_finite(p.until)) { out.until = (p.until - fleet_.working()) / ramp; }
    return out;
  }

  [[nodiscard]] bool step() {
    if (++events_ > model_.max_events) {
      throw evaluation_error("backlog: max_events = " + std::to_string(model_.max_events) + " reached at t = " +
                             show(time_) + " s; set a horizon, coarser arrivals or a larger max_events");
    }
    if (ramp_.active() && !(value_of(lag_) > 0) && !forced_) { fleet_.set(ramp_.when_empty(fleet_.consumers(), rate_, slope_)); }
    T const& s = model_.consumers.service_time;
    T const still = T(0);
    flow const idle = flow_of_consumers(still);
    // What can begin now, and how fast that can grow with the load.
    T reach = idle.capacity;
    T follow = ramp_.reachable_slope(fleet_.consumers());
    if (!pool_.unlimited()) {
      T const pool_reach = pool_.reachable() / s;
      T const pool_follow = pool_.refill_rate() / s;
      bool const binds = value_of(pool_reach) <= value_of(T(reach * (1 + slack())));
      bool const alone = value_of(T(pool_reach * (1 + slack()))) < value_of(reach);
      if (alone || (binds && value_of(pool_follow) < value_of(follow))) { follow = pool_follow; }
      if (binds) { reach = pool_reach; }
    }
    // Does anything wait from here on?
    bool const at_limit = forced_ || value_of(rate_) >= value_of(T(reach * (1 - slack())));
    bool const beyond = value_of(rate_) > value_of(T(reach * (1 + slack())));
    bool const outrun = at_limit && value_of(slope_) > 0 && value_of(slope_) > value_of(follow);
    bool const waiting = value_of(lag_) > 0 || (!calm_ && (beyond || outrun));
    forced_ = false;
    calm_ = false;

    T next = horizon_;
    auto const consider = [&](T const& at) {
      if (value_of(at) < value_of(next)) { next = at; }
    };
    T ramp = still;
    flow now = idle;
    T start_rate = rate_;
    T start_slope = slope_;
    T busy_slope = slope_ * s;
    T zero = infinity_v<T>;
    T leave = infinity_v<T>;
    if (waiting) {
      ramp_.wait_from(time_);
      ramp = ramp_.growth(time_, fleet_.consumers(), consider);
      if (value_of(ramp) > 0) { now = flow_of_consumers(ramp); }
      consider(T(time_ + now.until));
      limit_by_pool(now, busy_slope, consider);
      start_rate = now.capacity;
      start_slope = now.slope;
      if (!leaves_zero(start_rate, start_slope)) {
        calm_ = true;
        return true;
      }
      zero = time_to_zero(start_rate, start_slope);
      consider(T(time_ + zero));
    } else {
      ramp_.stop();
      consider(T(time_ + now.until));
      ramp = ramp_.tracked_growth(time_, fleet_.consumers(), slope_, at_limit, consider);
      if (ramp_.active() && value_of(ramp) == 0) { consider(T(time_ + ramp_.time_to_drop(fleet_.consumers(), rate_, slope_))); }
      if (value_of(ramp) > 0) {
        flow const grown = flow_of_consumers(ramp);
        consider(T(time_ + grown.until));
      }
      if (!pool_.unlimited()) {
        pool_.request(T(rate_ * s));
        T const spent = time_ + pool_.time_to_empty(busy_slope);
        if (!(value_of(spent) > value_of(time_)) && !pool_.empty()) {
          pool_.drain();
          return true;
        }
        consider(spent);
      }
      leave = time_to_overload(now, ramp);
      consider(T(time_ + leave));
      if (value_of(ramp) != 0) { now = {rate_, slope_, infinity_v<T>}; }
    }
    if (piece_ < pieces_.size()) { consider(pieces_[piece_].start); }
    consider(fleet_.next_change());
    schedule(waiting, start_rate, start_slope);
    consider(epoch_);

    record(waiting, start_rate, start_slope, now, ramp);
    if (!is_finite(next)) { return false; }
    advance(next, waiting, start_rate, start_slope, ramp, busy_slope);
    if (value_of(next) >= value_of(horizon_)) {
      out_.end = horizon_;
      return false;
    }
    if (value_of(T(time_ - (start_ + zero))) >= 0 || (waiting && value_of(lag_) <= 0)) {
      lag_ = T(0);
      ramp_.stop();
    }
    if (value_of(T(time_ - (start_ + leave))) >= 0) { forced_ = true; }
    return handle();
  }

  /// Holds the flow to the environments that may be started.
  template <class Consider> void limit_by_pool(flow& now, T& busy_slope, Consider const& consider) {
    if (pool_.unlimited()) { return; }
    T const& s = model_.consumers.service_time;
    T const wanted = now.capacity * s;
    T const wanted_slope = now.slope * s;
    T const missing = wanted - pool_.request(wanted);
    T const& refill = pool_.refill_rate();
    busy_slope = wanted_slope;
    bool const short_of = value_of(missing) > 0;
    bool const slower = value_of(wanted_slope) > value_of(refill);
    if (slower && !(value_of(T(time_ + pool_.time_to_empty(wanted_slope))) > value_of(time_))) { pool_.drain(); }
    if (short_of && !slower) {
      T const full = time_ + missing / (refill - wanted_slope);
      if (!(value_of(full) > value_of(time_))) {
        pool_.settle(wanted);
        return;
      }
      consider(full);
    }
    if (short_of || (slower && pool_.empty())) {
      busy_slope = refill;
      now.capacity = pool_.in_use() / s;
      now.slope = refill / s;
    } else {
      consider(T(time_ + pool_.time_to_empty(wanted_slope)));
    }
  }

  /// Does a lag of 0 really grow, or is the excess over before time can tell?
  [[nodiscard]] bool leaves_zero(T const& start_rate, T const& start_slope) const {
    if (value_of(lag_) > 0) { return true; }
    T const net = rate_ - start_rate;
    T const bend = slope_ - start_slope;
    if (value_of(bend) >= 0) { return value_of(net) > 0 || value_of(bend) > 0; }
    return value_of(net) > 0 && value_of(T(time_ - 2 * net / bend)) > value_of(time_);
  }

  /// Time until the backlog is gone.
  [[nodiscard]] T time_to_zero(T const& start_rate, T const& start_slope) const {
    T const net = rate_ - start_rate;
    T const bend = slope_ - start_slope;
    if (value_of(lag_) > 0) { return first_zero(quadratic<T>{lag_, net, bend}); }
    // From a zero that has just been left: only a return counts, not the start itself.
    return value_of(net) > 0 ? first_zero(quadratic<T>{T(0), net, bend}) : infinity_v<T>;
  }

  /// Time until the arrivals exceed what can begin.
  [[nodiscard]] T time_to_overload(flow const& now, T const& ramp) const {
    if (value_of(slope_) <= 0 || value_of(ramp) != 0) { return infinity_v<T>; }
    T const room = now.capacity - rate_;
    return value_of(room) > value_of(T(slack() * now.capacity)) ? T(room / slope_) : infinity_v<T>;
  }

  /// The next evaluation that can change anything.
  void schedule(bool waiting, T const& start_rate, T const& start_slope) {
    if (!quiet_) { return; }
    auto const& v = *quiet_;
    T const s = model_.consumers.service_time;
    quadratic<T> const lag_now = waiting ? quadratic<T>{lag_, T(rate_ - start_rate), T(slope_ - start_slope)} : quadratic<T>{};
    quadratic<T> const signal{
        v.lag_weight * lag_now.value + v.in_flight_weight * start_rate * s + v.rate_weight * rate_,
        v.lag_weight * lag_now.rate + v.in_flight_weight * start_slope * s + v.rate_weight * slope_,
        v.lag_weight * lag_now.slope};
    // A verdict that looks at the rate alone says nothing once records wait.
    bool const blind = waiting && value_of(v.lag_weight) == 0;
    T wake = blind ? time_ : T(time_ + first_exit(signal, v.low, v.high));
    if (value_of(v.quiet_until) < value_of(wake)) { wake = v.quiet_until; }
    epoch_ = is_finite(wake) ? loop_.next_evaluation(wake) : infinity_v<T>;
  }

  void record(bool waiting, T const& start_rate, T const& start_slope, flow const& now, T const& ramp) {
    segment<T> s{.start = time_, .burst = burst_, .arrived = arrived_, .arrival_rate = rate_, .arrival_slope = slope_,
                 .lag = lag_, .start_rate = start_rate, .start_slope = start_slope, .capacity = now.capacity,
                 .capacity_slope = now.slope, .consumers = fleet_.consumers(), .consumers_slope = ramp, .waiting = waiting};
    start_ = time_;
    burst_ = T(0);
    if (!out_.segments.empty()) {
      auto& last = out_.segments.back();
      if (value_of(last.start) == value_of(time_)) {
        s.burst += last.burst;
        last = s;
        return;
      }
      if (continues(last, s)) { return; }
    }
    out_.segments.push_back(s);
  }

  /// An event that changed nothing needs no segment of its own.
  [[nodiscard]] static bool continues(segment<T> const& a, segment<T> const& b) {
    return value_of(b.burst) == 0 && a.waiting == b.waiting && value_of(a.arrival_slope) == 0 && value_of(b.arrival_slope) == 0 &&
           value_of(a.arrival_rate) == value_of(b.arrival_rate) && value_of(a.start_rate) == value_of(b.start_rate) &&
           value_of(a.start_slope) == 0 && value_of(b.start_slope) == 0 && value_of(a.capacity) == value_of(b.capacity) &&
           value_of(a.capacity_slope) == 0 && value_of(b.capacity_slope) == 0 && value_of(a.consumers) == value_of(b.consumers) &&
           value_of(a.consumers_slope) == 0 && value_of(b.consumers_slope) == 0;
  }

  void advance(T const& next, bool waiting, T const& start_rate, T const& start_slope, T const& ramp, T const& busy_slope) {
    T const dt = next - time_;
    arrived_ += dt * (rate_ + slope_ * dt / 2);
    if (waiting) {
      T const net = rate_ - start_rate;
      T const bend = slope_ - start_slope;
      lag_ = at_least_zero(T(lag_ + dt * (net + bend * dt / 2)));
    }
    rate_ = at_least_zero(T(rate_ + slope_ * dt));
    if (value_of(ramp) != 0) {
      T const step = parallelism(model_.consumers, fleet_.working()).until;
      fleet_.set(ramp_.snapped(T(fleet_.consumers() + ramp * dt), step, ramp, next));
    }
    if (!pool_.unlimited()) { pool_.advance(dt, busy_slope); }
    time_ = next;
  }

  /// What happens at this instant, in order: arrivals, activations, evaluation.
  [[nodiscard]] bool handle() {
    bool news = forced_ || value_of(lag_) == 0;
    auto const piece = piece_;
    enter_piece();
    news = news || piece != piece_;
    if (fleet_.apply(time_, lag_)) {
      news = true;
      if (ends_in_a_cycle()) { return false; }
    }
    if (value_of(epoch_) <= value_of(time_)) {
      if (!evaluate_rule()) { return false; }
    } else if (news) {
      quiet_ = nullptr;
      epoch_ = loop_.next_evaluation(time_);
    }
    return true;
  }
  [[nodiscard]] bool evaluate_rule() {
    T const s = model_.consumers.service_time;
    T running = fleet_.paused(time_) ? T(0) : parallelism(model_.consumers, fleet_.working()).value;
    if (!pool_.unlimited() && value_of(pool_.reachable()) < value_of(running)) { running = pool_.reachable(); }
    T const needed = rate_ * s;
    T const busy = value_of(lag_) > 0 || value_of(needed) > value_of(running) ? running : needed;
    T const before = loop_.desired();
    verdict_ = loop_.evaluate({time_, lag_, busy, rate_});
    bool const same = value_of(verdict_.target) == value_of(before);
    quiet_ = same ? &verdict_ : nullptr;
    if (same) { return true; }
    fleet_.decide(time_, verdict_.target);
    epoch_ = loop_.next_evaluation(time_);
    return !(fleet_.apply(time_, lag_) && ends_in_a_cycle());
  }

  /// The rule repeats itself, and so it will for as long as the arrival rate lasts.
  [[nodiscard]] bool ends_in_a_cycle() {
    bool const endless = piece_ == pieces_.size() && value_of(rate_) > 0;
    T const period = value_of(slope_) == 0 ? fleet_.cycle() : T(0);
    bool const restless = endless && events_ - piece_events_ > unsettled_events;
    if (!(value_of(period) > 0) && !restless) { return false; }
    out_.oscillates = true;
    if (value_of(period) > 0) {
      out_.period = period;
      fleet_.forget_drops();
    }
    if (!endless || is_finite(horizon_)) { return false; }
    out_.end = time_;
    return true;
  }

  /// An endless load under which a rule has changed its mind so often is never going to settle.
  static constexpr long long unsettled_events = 20'000;

  backlog_model<T> const& model_;
  std::vector<rate_piece<T>> const& pieces_;
  controller<T> loop_;
  ramp_control<T> ramp_;
  environment_pool<T> pool_;
  trajectory<T> out_;
  T time_ = T(0);
  T start_ = T(0);
  T burst_ = T(0);
  T arrived_;
  T lag_;
  T rate_ = T(0);
  T slope_ = T(0);
  consumer_fleet<T> fleet_;
  T epoch_;
  T horizon_;
  bool forced_ = false; ///< the arrivals have just reached what can begin
  bool calm_ = false;   ///< they exceed it by rounding alone
  std::size_t piece_ = 0;
  verdict<T> verdict_{};
  verdict<T> const* quiet_ = nullptr;
  long long events_ = 0;
  long long piece_events_ = 0;
};

} // namespace detail

/// Refuses a model that cannot be run, by the name of the field.
/// @throws std::domain_error
template <Real T> void validate(backlog_model<T> const& m) {
  auto const f = "backlog";
  auto const& c = m.consumers;
  detail::require_nonnegative(f, "initial_lag", m.initial_lag);
  detail::require_nonnegative(f, "initial_lag_age", m.initial_lag_age);
  detail::require_positive(f, "service_time", c.service_time);
  detail::require_positive_or_unlimited(f, "partitions", c.lanes);
  if (detail::is_finite(c.lanes)) { detail::require_whole(f, "partitions", c.lanes); }
  detail::require_positive(f, "concurrency_per_consumer", c.concurrency_per_consumer);
  detail::require_positive_or_unlimited(f, "records_per_consumer", c.records_per_consumer);
  detail::require_positive_or_unlimited(f, "concurrency_limit", c.concurrency_limit);
  detail::require(detail::is_nan(m.horizon) || (value_of(m.horizon) > 0 && detail::is_finite(m.horizon)), f, "horizon",
                  m.horizon, "must be finite and > 0");
  if (!detail::is_nan(m.horizon)) { detail::require_moderate(f, "horizon", m.horizon); }
  detail::require(m.max_events > 0, f, "max_events", double(m.max_events), "must be > 0");
  validate(m.scaling);
  bool const capped = is_fixed(m.scaling) || detail::is_finite(consumer_cap(m.scaling, c.lanes)) ||
                      (std::holds_alternative<proportional<T>>(m.scaling.up) && detail::is_finite(c.lanes));
  detail::require(capped && detail::is_finite(starting_consumers(m.scaling, c.lanes)), f, "partitions", c.lanes,
                  "must be given for this regime, or max_consumers and initial_consumers");
}

/// The backlog over time.
///
/// One first-in-first-out fluid at min(P / ceil(P / slots), allowed concurrency) / service_time, the
/// view of the partition that finishes last. Evaluations that cannot change anything are skipped in
/// closed form. Overload is an answer: the lag then grows without end.
/// @returns segments from time 0 until nothing changes any more, or until the horizon
/// @throws std::domain_error a field is out of range, by name
/// @throws evaluation_error more than max_events events
template <Real T> [[nodiscard]] trajectory<T> backlog(backlog_model<T> const& m) {
  validate(m);
  return detail::backlog_run<T>(m).run();
}

} // namespace ullage
