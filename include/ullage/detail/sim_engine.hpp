// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// One replication of a simulation, from event to event: arrivals, batches, invocations, and the same
/// control loop, fleet, ramp and environments as in backlog.hpp. At one instant: ends of invocations,
/// arrivals, activations, evaluation, sample.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/sim_record.hpp>
#include <ullage/detail/sim_setup.hpp>
#include <ullage/detail/sim_work.hpp>
#include <ullage/errors.hpp>
#include <ullage/scaling/controller.hpp>
#include <ullage/scaling/fleet.hpp>
#include <ullage/scaling/ramp.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace ullage::detail {

/// A replication at work.
class sim_engine : sim_work {
public:
  sim_engine(sim_setup const& setup, long long replication)
      : sim_work(setup, replication), loop_(setup.system.scaling, setup.consumers), ramp_(setup.system.scaling, setup.consumers),
        fleet_(setup.system.scaling, loop_.desired()), pieces_(setup.system.arrivals.pieces()), floor_(loop_.floor()) {}

  /// @param go_on go_on(share done) is asked after every 65,536 events; false stops the run
  template <class Progress> simulation_run run(Progress const& go_on) {
    begin();
    for (;;) {
      double const arrival = arrivals_.time();
      double const event = events_.time();
      double const control = control_;
      if (event <= arrival && event <= control) {
        if (!(event < infinity)) { break; }
        advance(event);
        happen();
        if (ramp_.active() && (lag_ > 0) != ramping_) { turn_ramp(); }
        if (in_line() && s_.limited_environments) { plan(); }
      } else if (arrival <= control) {
        advance(arrival);
        arrive();
        if (ramp_.active() && (lag_ > 0) != ramping_) { turn_ramp(); }
        if (in_line() && s_.limited_environments) { plan(); }
      } else {
        advance(control);
        if (!decide()) { break; }
      }
      if ((++events_made_ & 0xffff) == 0 && !go_on(share_done())) {
        record_.out.interrupted = true;
        break;
      }
      if (events_made_ > s_.max_events) {
        throw evaluation_error("simulate: max_events = " + std::to_string(s_.max_events) + " reached at t = " + show(now_) +
                               " s; set a horizon or a larger max_events");
      }
    }
    return finish();
  }

private:
  [[nodiscard]] double share_done() const {
    double const by_time = s_.horizon < infinity ? now_ / s_.horizon : 0;
    double const by_count = (record_.out.arrived + done_) / (2 * s_.expected);
    double const share = by_time > by_count ? by_time : by_count;
    return share < 1 ? share : 1;
  }
  [[nodiscard]] double rate() {
    while (piece_ < pieces_.size() && pieces_[piece_].start <= now_) { ++piece_; }
    if (piece_ == 0) { return 0; }
    auto const& p = pieces_[piece_ - 1];
    double const r = p.rate + p.slope * (now_ - p.start);
    return r > 0 ? r : 0;
  }
  [[nodiscard]] double slope() const { return piece_ > 0 && piece_ < pieces_.size() ? pieces_[piece_ - 1].slope : 0; }

  void begin() {
    epoch_ = loop_.next_evaluation(0);
    if (s_.limited_environments) { warm_until_ = s_.warm_time; }
    if (ramp_.active()) { calm_at_ = 0; }
    if (s_.pooled) {
      lanes_.hand_over(std::vector<std::size_t>(1, 0), 1, head());
      lanes_.owners[0].servers = 0;
      idle_.push_back({0, s_.servers(fleet_.working())});
    }
    sync();
    for (auto& o : lanes_.owners) { o.cold = false; }
    plan();
  }

  // -- consumers --------------------------------------------------------------------------------

  /// When the next thing happens that is neither an arrival nor the end of something.
  void plan() {
    double next = s_.horizon;
    auto const consider_time = [&](double at) {
      if (at < next) { next = at; }
    };
    consider_time(epoch_);
    consider_time(fleet_.next_change());
    if (paused_) { consider_time(fleet_.paused_until()); }
    consider_time(ramp_next_);
    consider_time(calm_at_);
    consider_time(warm_until_);
    consider_time(record_.next_sample());
    if (admission_.limited() && in_line()) { consider_time(admission_.next(busy_, now_, infinity)); }
    control_ = next > now_ ? next : now_;
  }

  /// Everything that is due at this instant. @returns false at the end of the run
  [[nodiscard]] bool decide() {
    if (ramp_next_ <= now_) { grow(); }
    if (calm_at_ <= now_) { calm(); }
    if (fleet_.next_change() <= now_) { fleet_.apply(now_, lag_); }
    sync();
    if (epoch_ <= now_) { evaluate(); }
    if (warm_until_ <= now_) { warm_until_ = admission_.forget(busy_, now_) || !over_for_good() ? now_ + s_.warm_time : infinity; }
    unblock();
    if (record_.next_sample() <= now_) { record_.sample(state()); }
    if (now_ >= s_.horizon || over()) { return false; }
    plan();
    return true;
  }

  [[nodiscard]] simulation_sample state() const {
    return {.lag = lag_, .arrived = record_.out.arrived, .completed = done_, .consumers = consumers_, .busy = busy_};
  }

  /// Nothing is left that could happen.
  [[nodiscard]] bool over() const {
    if (!arrivals_.empty() || !events_.empty() || fleet_.next_change() < infinity) { return false; }
    bool const empty = record_.out.arrived == done_;
    if (empty && consumers_ <= floor_) { return true; }
    bool const waits = paused_ || epoch_ < infinity || ramp_next_ < infinity || calm_at_ < infinity;
    bool const line = s_.limited_environments && in_line();
    return !waits && !line;
  }

  [[nodiscard]] bool over_for_good() const { return arrivals_.empty() && events_.empty() && !in_line(); }

  /// Takes over what the fleet has become.
  void sync() {
    note_consumers(fleet_.consumers());
    bool const was_paused = paused_;
    paused_ = fleet_.paused(now_);
    double const working = fleet_.working();
    working_ = working;
    if (s_.record_rate < infinity) {
      auto const n = s_.pooled || !(working > 1) ? std::size_t(1) : static_cast<std::size_t>(working);
      if (n != next_bytes_.size()) { next_bytes_.resize(n, now_); }
    }
    if (s_.pooled) {
      double const n = s_.servers(working);
      auto& o = lanes_.owners[0];
      if (n > o.servers || (was_paused && !paused_)) {
        o.servers = n;
        consider(0, true);
      }
      lanes_.owners[0].servers = n;
    } else {
      std::size_t const n = s_.owners(working);
      if (n != lanes_.owners.size()) {
        hand_over(n);
      } else if (was_paused && !paused_) {
        consider_all();
      }
    }
    if (was_paused && !paused_) { unblock(); }
  }
  void note_consumers(double n) {
    record_.out.consumer_seconds += consumers_ * (now_ - consumers_since_);
    consumers_since_ = now_;
    if (n == consumers_) { return; }
    if (consumers_ > floor_ && n <= floor_) { back_at_ = now_; }
    consumers_ = n;
    if (n > record_.out.max_consumers) { record_.out.max_consumers = n; }
  }

  void evaluate() {
    double const before = loop_.desired();
    double const r = rate();
    double const in_flight = record_.out.started - (done_ - record_.out.expired);
    auto const v = loop_.evaluate({now_, lag_, in_flight, r});
    if (v.target != before) {
      fleet_.decide(now_, v.target);
      if (fleet_.next_change() <= now_) {
        fleet_.apply(now_, lag_);
        sync();
      }
      epoch_ = loop_.next_evaluation(now_);
      return;
    }
    epoch_ = loop_.next_evaluation(now_);
    // Where nothing moves until then, evaluations that would say the same are left out.
    if (!events_.empty() || paused_ || slope() != 0) { return; }
    double const signal = v.lag_weight * lag_ + v.in_flight_weight * in_flight + v.rate_weight * r;
    if (signal < v.low || signal > v.high) { return; }
    double wake = v.quiet_until;
    if (arrivals_.time() < wake) { wake = arrivals_.time(); }
    if (piece_ < pieces_.size() && pieces_[piece_].start < wake) { wake = pieces_[piece_].start; }
    if (wake > epoch_) { epoch_ = wake < infinity ? loop_.next_evaluation(wake) : infinity; }
  }

  // -- continuous ramps -------------------------------------------------------------------------

  /// Records begin to wait, or none waits any more.
  void turn_ramp() {
    if (ramping_) { return stop_ramp(); }
    ramping_ = true;
    calm_at_ = infinity;
    ramp_.wait_from(now_);
    ramp_since_ = now_;
    ramp_speed_ = 0;
    grow();
    plan();
  }
  /// Adds what the ramp has brought, and looks for its next step.
  void grow() {
    if (ramp_speed_ > 0 && now_ > ramp_since_) {
      double const before = consumers_;
      double n = before + ramp_speed_ * (now_ - ramp_since_);
      double const cap = loop_.cap();
      if (n > ramp_mark_ * (1 - 1e-9) && n < ramp_mark_ * (1 + 1e-9)) { n = ramp_mark_; }
      if (n > cap) { n = cap; }
      record_.out.consumer_seconds += (n - before) / 2 * (now_ - ramp_since_);
      fleet_.set(n);
      sync();
    }
    ramp_since_ = now_;
    ramp_next_ = infinity;
    ramp_speed_ = 0;
    if (!ramping_) { return; }
    double next = infinity;
    double const speed = ramp_.growth(now_, fleet_.consumers(), [&](double at) {
      if (at < next) { next = at; }
    });
    ramp_speed_ = speed;
    ramp_next_ = next;
    if (ramp_speed_ > 0) {
      ramp_mark_ = s_.next_step(consumers_);
      double const at = now_ + (ramp_mark_ - consumers_) / ramp_speed_;
      if (at < ramp_next_) { ramp_next_ = at; }
    }
    if (!(ramp_next_ > now_)) { ramp_next_ = std::nextafter(now_, infinity); } // time goes on
  }
  void stop_ramp() {
    ramping_ = false;
    grow();
    ramp_.stop();
    calm_at_ = now_ + (rate() > 0 ? s_.calm_time : 0);
    plan();
  }
  /// Nothing has waited for a while.
  void calm() {
    calm_at_ = infinity;
    if (lag_ > 0) { return; }
    double const r = rate();
    double n = ramp_.when_empty(fleet_.consumers(), r, slope());
    double const needed = busy_ / s_.consumers.concurrency_per_consumer;
    if (r > 0 && n < needed) { n = needed; }
    if (n < consumers_) { fleet_.set(n); }
    if (n > floor_) { calm_at_ = now_ + s_.calm_time; }
    if (piece_ < pieces_.size() && n > floor_) {
      double const change = pieces_[piece_].start;
      if (change < calm_at_) { calm_at_ = change; }
    }
  }

  // -- the end ----------------------------------------------------------------------------------

  simulation_run finish() {
    auto& out = record_.out;
    if (s_.horizon < infinity && !out.interrupted) { advance(s_.horizon); }
    note_consumers(consumers_);
    out.end = now_;
    out.lag = lag_;
    bool const exhausted = arrivals_.empty();
    out.stuck = lag_ > 0 && !(s_.horizon < infinity) && !out.interrupted;
    bool const begun = exhausted && !(lag_ > 0);
    out.finished_at = begun ? last_start_ : infinity;
    if (out.arrived != done_ || !exhausted) { out.completed_at = infinity; }
    out.cooled_down_at = infinity;
    if (begun && consumers_ <= floor_) {
      out.cooled_down_at = back_at_ > out.finished_at ? back_at_ : out.finished_at;
      out.consumer_seconds -= consumers_ * (now_ - out.cooled_down_at);
    }
    for (std::size_t lane = 0; lane < s_.lanes; ++lane) {
      double const n = lanes_.waiting(lane);
      if (!s_.pooled) {
        out.lane_lag.push_back(n);
        out.lane_finished_at.push_back(n > 0 || !exhausted ? infinity : lane_last_[lane]);
      }
      if (out.stuck) { continue; }
      for (double k = 0; k < n; ++k) {
        record_.censor(head_.peek(lane), now_);
        head_.pop(lane);
      }
    }
    while (s_.horizon < infinity && !out.interrupted && record_.next_sample() < infinity) { record_.sample(state()); }
    if (out.grid.empty() || out.stuck || !(s_.horizon < infinity)) { record_.sample(state()); }
    out.waits.trim();
    return std::move(out);
  }

  controller<double> loop_;
  ramp_control<double> ramp_;
  consumer_fleet<double> fleet_;
  std::vector<rate_piece<double>> const& pieces_;
  std::size_t piece_ = 0;
  double control_ = 0;
  double epoch_ = infinity;
  long long events_made_ = 0;
  double consumers_ = 0;
  double consumers_since_ = 0;
  double floor_ = 0;
  double back_at_ = 0;    ///< when the consumers came back to the floor
  bool ramping_ = false;
  double ramp_speed_ = 0;
  double ramp_since_ = 0;
  double ramp_mark_ = 0;
  double ramp_next_ = infinity;
  double calm_at_ = infinity;
  double warm_until_ = infinity;
};

} // namespace ullage::detail
