// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A backlog worked through from event to event: one fluid while nothing depends on who owns which
/// lanes, else one per kind of owner (packed_fluid.hpp).

#include <ullage/concepts.hpp>
#include <ullage/detail/lane_group.hpp>
#include <ullage/detail/lane_layout.hpp>
#include <ullage/detail/owner_flows.hpp>
#include <ullage/detail/packed_fluid.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/errors.hpp>
#include <ullage/piecewise.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/scaling/controller.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/trajectory.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ullage::detail {

/// Works a backlog through from event to event.
/// @tparam Model backlog_model<T>
template <Real T, class Model> class backlog_run : owner_flows<T, Model> {
  using base = owner_flows<T, Model>;
  using typename base::flow;
  using base::model_, base::unlimited_, base::ramp_, base::pool_, base::lanes_, base::fleet_, base::time_, base::lag_, base::rate_, base::slope_;
  using base::flow_of, base::one_owner, base::sustained, base::busy_flow, base::own, base::carrying, base::time_to_drop, base::services_under_way, base::slack;

public:
  explicit backlog_run(Model const& m)
      : base(m, starting_consumers(m.scaling, m.consumers.lanes)), pieces_(m.arrivals.pieces()), loop_(m.scaling, m.consumers),
        arrived_(m.initial_lag), epoch_(loop_.next_evaluation(T(0))), horizon_(is_nan(m.horizon) ? infinity_v<T> : m.horizon) {
    lag_ = m.initial_lag;
  }

  trajectory<T> run() {
    out_.initial_lag = model_.initial_lag;
    out_.initial_lag_age = model_.initial_lag_age;
    out_.service_time = model_.consumers.service_time;
    enter_piece();
    while (step()) {}
    out_.groups = lanes_.groups(out_.segments);
    check_events(); // the last step and the ends of the groups may have added more than one
    out_.events = events();
    return std::move(out_);
  }

private:
  void check_events() const {
    if (events() > model_.max_events) {
      throw evaluation_error("backlog: max_events = " + std::to_string(model_.max_events) + " reached at t = " +
                             show(time_) + " s; set a horizon, coarser arrivals or a larger max_events");
    }
  }
  [[nodiscard]] long long events() const { return steps_ + lanes_.pushed() / 2; }

  void enter_piece() {
    while (piece_ < pieces_.size() && value_of(pieces_[piece_].start) <= value_of(time_)) {
      auto const& p = pieces_[piece_++];
      rate_ = p.rate;
      slope_ = piece_ < pieces_.size() ? p.slope : T(0);
      burst_ += p.burst;
      arrived_ += p.burst;
      lag_ += p.burst;
      lanes_.burst(time_, p.burst);
      lanes_.refresh_next();
      fleet_.forget_drops();
      piece_events_ = ruled_;
    }
  }

  /// The course from now on, and when it changes.
  struct course {
    bool waiting = false;
    T start_rate = T(0);
    T start_slope = T(0);
    T ramp = T(0);            ///< growth of the consumers [1/s]
    T busy_slope = T(0);      ///< growth of the environments in use [1/s]
    flow shown = {};          ///< what the consumers could do
    T zero = infinity_v<T>;   ///< time until the backlog of one fluid is gone
    T leave = infinity_v<T>;  ///< time until the arrivals reach what can begin
    T next = infinity_v<T>;
    bool owners_next = false; ///< next is an event of some owner alone

    void consider(T const& at) {
      if (value_of(at) < value_of(next)) { next = at; }
    }
  };

  [[nodiscard]] bool step() {
    ++steps_;
    ++ruled_;
    check_events();
    own();
    if (lanes_.active() && lanes_.uniform()) { leave_packing(); }
    if (ramp_.active() && !(value_of(lag_) > 0) && !forced_ && !lanes_.active()) {
      fleet_.set(carrying(ramp_.when_empty(fleet_.consumers(), rate_, slope_)));
      own();
    }
    T const& s = model_.consumers.service_time;
    T const still = T(0);
    course c;
    c.next = horizon_;
    c.start_rate = rate_;
    c.start_slope = slope_;
    c.busy_slope = slope_ * s;
    flow const idle = flow_of(sustained(), still);
    // What can begin now so that no owner falls behind, and how fast that can grow with the load.
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
    c.waiting = lanes_.active() || value_of(lag_) > 0 || (!calm_ && (beyond || outrun));
    bool const forced = forced_;
    forced_ = false;
    calm_ = false;

    if (c.waiting) {
      ramp_.wait_from(time_);
      c.ramp = ramp_.growth(time_, fleet_.consumers(), [&](T const& at) { c.consider(at); });
      bool const several = is_finite(model_.consumers.lanes) && (lanes_.active() || !lanes_.layout().alike());
      if (!(several ? wait_in_owners(c, forced) : wait_as_one(c))) {
        calm_ = true;
        return true;
      }
    } else if (!run_idle(c, idle, at_limit)) {
      return true;
    }
    if (piece_ < pieces_.size()) { c.consider(pieces_[piece_].start); }
    c.consider(fleet_.next_change());
    schedule(c.waiting, c.start_rate, c.start_slope);
    c.consider(epoch_);
    if (lanes_.active()) {
      c.owners_next = value_of(lanes_.next_event()) < value_of(c.next);
      c.consider(lanes_.next_event());
    }

    record(c);
    if (!is_finite(c.next)) { return false; }
    advance(c);
    if (value_of(c.next) >= value_of(horizon_)) {
      out_.end = horizon_;
      return false;
    }
    if (lanes_.active()) {
      lanes_.advance(time_);
      lag_ = lanes_.lag(time_, lag_);
      if (lanes_.drained()) { ramp_.stop(); }
      if (c.owners_next) { --ruled_; }
    } else if (value_of(T(time_ - (start_ + c.zero))) >= 0 || (c.waiting && value_of(lag_) <= 0)) {
      lag_ = T(0);
      ramp_.stop();
    }
    if (value_of(T(time_ - (start_ + c.leave))) >= 0) { forced_ = true; }
    return handle();
  }

  /// One fluid with a backlog. @returns false when it does not really grow
  [[nodiscard]] bool wait_as_one(course& c) {
    flow now = busy_flow(c.ramp);
    c.consider(T(time_ + now.until));
    limit_by_pool(now, c);
    c.start_rate = now.capacity;
    c.start_slope = now.slope;
    if (!leaves_zero(c.start_rate, c.start_slope)) { return false; }
    c.zero = time_to_zero(c.start_rate, c.start_slope);
    c.consider(T(time_ + c.zero));
    c.shown = now;
    return true;
  }

  /// Owners of which some have a backlog. @returns false when none has
  [[nodiscard]] bool wait_in_owners(course& c, bool forced) {
    T const& s = model_.consumers.service_time;
    if (!lanes_.active()) {
      bool const again = !out_.segments.empty() && value_of(out_.segments.back().start) == value_of(time_);
      lanes_.enter(time_, lag_, forced, out_.segments, again ? out_.segments.back().burst : T(0));
    }
    flow const each = flow_of(one_owner(), c.ramp);
    c.consider(T(time_ + each.until));
    c.shown = busy_flow(c.ramp);
    c.consider(T(time_ + c.shown.until));
    T const limit = model_.consumers.concurrency_limit / s;
    bool const limited = is_finite(limit) && (value_of(each.slope) > 0 || value_of(T(each.capacity * T(lanes_.layout().owners()) * (1 + slack()))) > value_of(limit));
    lanes_.flow(time_, {rate_, slope_}, {each.capacity, each.slope}, limited || !pool_.unlimited());
    auto const wanted = lanes_.wanted(time_);
    flow now{wanted.rate, wanted.slope, infinity_v<T>};
    if (limited) { limit_together(now, limit, c); }
    bool const held = value_of(now.slope) != value_of(wanted.slope) || value_of(now.capacity) < value_of(wanted.rate);
    flow const before = now;
    limit_by_pool(now, c);
    bool const short_of = value_of(now.slope) != value_of(before.slope) || value_of(now.capacity) < value_of(before.capacity);
    if (short_of) { c.shown = now; }
    if (held || short_of) { lanes_.hold_to(time_, {now.capacity, now.slope}); }
    lanes_.plan();
    if (lanes_.drained()) {
      leave_packing();
      return false;
    }
    auto const begun = lanes_.started(time_);
    c.start_rate = begun.rate;
    c.start_slope = begun.slope;
    return true;
  }

  /// Holds the flow to the services that all consumers together may have under way.
  void limit_together(flow& now, T const& limit, course& c) const {
    T const spare = limit - now.capacity;
    bool const rises = value_of(now.slope) > 0;
    bool binds = value_of(T(-spare)) > value_of(T(slack() * limit)) || (rises && value_of(spare) <= value_of(T(slack() * limit)));
    if (!binds && rises) {
      T const at = time_ + spare / now.slope;
      binds = !(value_of(at) > value_of(time_)); // sooner than time can tell
      if (!binds) { c.consider(at); }
    }
    if (!binds) { return; }
    if (value_of(now.slope) < 0 && value_of(spare) < 0) { c.consider(T(time_ + spare / now.slope)); }
    now = {limit, T(0), now.until};
  }

  /// Nothing depends on who owns what any more.
  void leave_packing() {
    lag_ = lanes_.drained() ? T(0) : lanes_.behind(time_);
    lanes_.leave(time_);
    apart_ = true;
  }

  /// Nothing waits. @returns false when the instant must be looked at again
  [[nodiscard]] bool run_idle(course& c, flow const& idle, bool at_limit) {
    T const& s = model_.consumers.service_time;
    auto const consider = [&](T const& at) { c.consider(at); };
    ramp_.stop();
    c.shown = busy_flow(T(0));
    consider(T(time_ + idle.until));
    c.ramp = ramp_.tracked_growth(time_, fleet_.consumers(), slope_, at_limit, consider);
    if (ramp_.active() && value_of(c.ramp) == 0) { consider(T(time_ + time_to_drop())); }
    if (value_of(c.ramp) > 0) { consider(T(time_ + busy_flow(c.ramp).until)); }
    if (!pool_.unlimited()) {
      pool_.request(T(rate_ * s));
      T const spent = time_ + pool_.time_to_empty(c.busy_slope);
      if (!(value_of(spent) > value_of(time_)) && !pool_.empty()) {
        pool_.drain();
        return false;
      }
      consider(spent);
    }
    c.leave = time_to_overload(idle, c.ramp);
    consider(T(time_ + c.leave));
    if (value_of(c.ramp) != 0) { c.shown = {rate_, slope_, infinity_v<T>}; }
    return true;
  }

  /// Holds the flow to the environments that may be started.
  void limit_by_pool(flow& now, course& c) {
    if (pool_.unlimited()) { return; }
    T const& s = model_.consumers.service_time;
    T const wanted = now.capacity * s;
    T const wanted_slope = now.slope * s;
    T const missing = wanted - pool_.request(wanted);
    T const& refill = pool_.refill_rate();
    c.busy_slope = wanted_slope;
    bool const short_of = value_of(missing) > 0;
    bool const slower = value_of(wanted_slope) > value_of(refill);
    if (slower && !(value_of(T(time_ + pool_.time_to_empty(wanted_slope))) > value_of(time_))) { pool_.drain(); }
    if (short_of && !slower) {
      T const full = time_ + missing / (refill - wanted_slope);
      if (!(value_of(full) > value_of(time_))) {
        pool_.settle(wanted);
        return;
      }
      c.consider(full);
    }
    if (short_of || (slower && pool_.empty())) {
      c.busy_slope = refill;
      now.capacity = pool_.in_use() / s;
      now.slope = refill / s;
    } else {
      c.consider(T(time_ + pool_.time_to_empty(wanted_slope)));
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

  void record(course const& c) {
    segment<T> s{.start = time_, .burst = burst_, .arrived = arrived_, .arrival_rate = rate_, .arrival_slope = slope_,
                 .lag = lag_, .start_rate = c.start_rate, .start_slope = c.start_slope, .capacity = c.shown.capacity,
                 .capacity_slope = c.shown.slope, .consumers = fleet_.consumers(), .consumers_slope = c.ramp, .waiting = c.waiting};
    start_ = time_;
    burst_ = T(0);
    if (lanes_.active()) { lanes_.record(s); }
    auto const& all = out_.segments;
    // Copies for the groups begin anew where these stop to have curves of their own.
    bool const joined = !apart_ && !all.empty() && value_of(all.back().start) < value_of(time_) && continues(all.back(), s) &&
                        value_of(all.back().consumers) == value_of(s.consumers) && value_of(all.back().consumers_slope) == 0 &&
                        value_of(s.consumers_slope) == 0;
    apart_ = false;
    if (joined) { return; }
    if (!all.empty() && value_of(all.back().start) == value_of(time_)) {
      s.burst += all.back().burst;
      out_.segments.back() = s;
    } else {
      out_.segments.push_back(s);
    }
  }

  void advance(course const& c) {
    T const dt = c.next - time_;
    arrived_ += dt * (rate_ + slope_ * dt / 2);
    if (c.waiting) {
      T const net = rate_ - c.start_rate;
      T const bend = slope_ - c.start_slope;
      lag_ = at_least_zero(T(lag_ + dt * (net + bend * dt / 2)));
    }
    rate_ = at_least_zero(T(rate_ + slope_ * dt));
    if (value_of(c.ramp) != 0) {
      T const step = busy_parallelism(unlimited_, fleet_.working()).until; // the limits do not hide the next whole owner
      fleet_.set(ramp_.snapped(T(fleet_.consumers() + c.ramp * dt), step, c.ramp, c.next));
    }
    if (!pool_.unlimited()) { pool_.advance(dt, c.busy_slope); }
    time_ = c.next;
  }

  /// What happens at this instant, in order: arrivals, activations, evaluation.
  [[nodiscard]] bool handle() {
    bool news = forced_ || (value_of(lag_) == 0 && (!lanes_.active() || lanes_.drained()));
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
    T const before = loop_.desired();
    verdict_ = loop_.evaluate({time_, lag_, services_under_way(), rate_});
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
    bool const restless = endless && ruled_ - piece_events_ > unsettled_events;
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

  std::vector<rate_piece<T>> const& pieces_;
  controller<T> loop_;
  trajectory<T> out_;
  T start_ = T(0);
  T burst_ = T(0);
  T arrived_;
  T epoch_;
  T horizon_;
  bool forced_ = false; ///< the arrivals have just reached what can begin
  bool calm_ = false;   ///< they exceed it by rounding alone
  bool apart_ = false;  ///< the next segment of the topic does not go on from the last one
  std::size_t piece_ = 0;
  verdict<T> verdict_{};
  verdict<T> const* quiet_ = nullptr;
  long long steps_ = 0;
  long long ruled_ = 0;        ///< steps but for those that some owner alone made
  long long piece_events_ = 0;
};

} // namespace ullage::detail
