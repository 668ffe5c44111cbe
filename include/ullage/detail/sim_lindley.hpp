// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// One replication where every lane is a queue of its own with one server that takes one record at a time:
/// Lindley's recursion lane by lane.

#include <ullage/concepts.hpp>
#include <ullage/detail/arrival_streams.hpp>
#include <ullage/detail/random.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/samplers.hpp>
#include <ullage/detail/sim_record.hpp>
#include <ullage/detail/sim_setup.hpp>
#include <ullage/errors.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage::detail {

/// @returns true when nothing couples the lanes and nothing changes
[[nodiscard]] inline bool is_lindley(sim_setup const& s) {
  auto const& regime = s.system.scaling;
  double const infinity = std::numeric_limits<double>::infinity();
  bool const plain = s.batch == 1 && !s.can_fail && !(s.retry.expiry < infinity) && !s.starts && !(s.breakdown_rate > 0) &&
                     !(s.record_rate < infinity) && !s.limited_environments;
  if (!plain || s.pooled || !is_fixed(regime)) { return false; }
  double const lanes = static_cast<double>(s.lanes);
  // A stretch holds what comes at one instant, and visits every lane.
  double at_once = s.system.initial_lag;
  for (auto const& x : s.system.arrivals.pieces()) { at_once += x.burst; }
  if (at_once > 1e6 || lanes > 2e5) { return false; }
  return s.most_busy >= lanes && starting_consumers(regime, s.consumers.lanes) * s.consumers.concurrency_per_consumer >= lanes;
}

/// A replication at work, one stretch of time after the other.
template <class Source> class lindley_run {
public:
  lindley_run(sim_setup const& s, long long replication, Source& head, Source& tail)
      : s_(s), record_(s.recorder()), random_(s.seed, static_cast<std::uint64_t>(replication), sim_chance_stream), service_(s.service()),
        head_(head), tail_(tail), lanes_(s.lanes) {
    record_.out.replication = replication;
  }

  template <class Progress> simulation_run run(Progress const& go_on) {
    auto& out = record_.out;
    double const consumers = starting_consumers(s_.system.scaling, s_.consumers.lanes);
    out.max_consumers = consumers;
    stretch(0, 0, true);
    double asked = 0;
    while (!out.interrupted) {
      record_.sample({.lag = lag_, .arrived = out.arrived, .completed = out.completed, .consumers = consumers, .busy = out.started - out.completed});
      double const from = now_;
      if (from >= s_.horizon || (from >= last_ && out.arrived == out.completed && exhausted())) { break; }
      double to = record_.next_sample();
      if (!(to < s_.horizon)) { to = s_.horizon; }
      // Stretches of at most 32,768 records, about.
      double const due = arrived(s_.system.arrivals, to) - arrived(s_.system.arrivals, from);
      double const parts = s_.fits_profile ? std::floor(due / 32768) + 1 : std::floor(s_.expected / 32768) + 1;
      for (double k = 1; k <= parts && !out.interrupted; ++k) {
        double const end = k == parts ? to : from + (to - from) * (k / parts);
        if (end > now_) { stretch(now_, end, false, due / parts); }
        if (out.started > static_cast<double>(s_.max_events)) {
          throw evaluation_error("simulate: max_events = " + std::to_string(s_.max_events) + " reached at t = " + show(now_) +
                                 " s; set a horizon or a larger max_events");
        }
        if (out.arrived - asked >= 65536) {
          asked = out.arrived;
          out.interrupted = !go_on(share_done());
        }
      }
    }
    finish(consumers);
    return std::move(out);
  }

private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  struct lane {
    double free = -infinity; ///< end of its last service
    double last = 0;         ///< start of it
    double waiting = 0;
  };

  [[nodiscard]] double share_done() const {
    double const share = s_.horizon < infinity ? now_ / s_.horizon : record_.out.arrived / s_.expected;
    return share < 1 ? share : 1;
  }
  [[nodiscard]] bool exhausted() const {
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      if (tail_.peek(i) < infinity) { return false; }
    }
    return true;
  }

  /// Everything in (from, to]; at the very beginning all that comes up to time 0.
  void stretch(double from, double to, bool first, double due = 0) {
    auto& out = record_.out;
    double const wanted = 2 * due + 16;
    auto const bins = static_cast<std::size_t>(wanted < 65536 ? wanted : 65536);
    waiting_.assign(bins, 0);
    open_.assign(bins, 0);
    double const scale = first ? 0 : static_cast<double>(bins) / (to - from);
    auto const bin = [&](double t) {
      double const x = (t - from) * scale;
      auto const i = x > 0 ? static_cast<std::size_t>(x) : 0;
      return i < bins ? i : bins - 1;
    };
    double const each = s_.overhead + s_.each;
    bool const constant = service_.constant();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      auto& q = lanes_[i];
      double came = 0;
      double began = 0;
      for (double t = tail_.peek(i); t <= to && t < infinity; t = tail_.peek(i)) {
        tail_.pop(i);
        auto const k = bin(t);
        ++waiting_[k];
        ++open_[k];
        came += 1;
      }
      double free = q.free;
      if (free > from && free <= to) {
        --open_[bin(free)];
        done(free);
      }
      if (q.waiting + came > 0) {
        for (double a = head_.peek(i); a < infinity; a = head_.peek(i)) {
          double const start = a > free ? (a > 0 ? a : 0) : free;
          if (start > to) { break; }
          head_.pop(i);
          double const time = constant ? each : each * service_(random_);
          record_.wait(a, start);
          --waiting_[bin(start)];
          began += 1;
          free = start + time;
          if (record_.counts(a)) {
            out.sojourns += 1;
            out.total_sojourn += free - a;
            if (free - a > out.max_sojourn) { out.max_sojourn = free - a; }
          }
          out.busy_seconds += time;
          q.last = start;
          if (free <= to) {
            --open_[bin(free)];
            done(free);
          }
        }
      }
      q.free = free;
      q.waiting += came - began;
      out.arrived += came;
      out.started += began;
    }
    double const width = first ? 0 : (to - from) / static_cast<double>(bins);
    for (std::size_t k = 0; k < bins; ++k) {
      double const end = from + width * static_cast<double>(k + 1);
      double const before = lag_;
      lag_ += waiting_[k];
      offset_ += open_[k];
      out.lag_seconds += width * (before + lag_) / 2;
      if (waiting_[k] != 0 || open_[k] != 0) {
        record_.raise(lag_, end);
        if (!(lag_ > 0)) { record_.drain(end); }
        if (offset_ > out.peak_offset_lag) { out.peak_offset_lag = offset_; }
      }
    }
    now_ = to;
  }
  void done(double t) {
    record_.out.completed += 1;
    if (t > last_) { last_ = t; }
  }

  void finish(double consumers) {
    auto& out = record_.out;
    if (s_.horizon < infinity && !out.interrupted) {
      while (record_.next_sample() < infinity) { record_.sample(out.grid.back()); }
      now_ = s_.horizon;
    }
    out.end = now_;
    out.lag = lag_;
    out.batches = out.started;
    out.invocations = out.started;
    bool const over = exhausted();
    bool const begun = over && !(lag_ > 0);
    out.completed_at = over && out.arrived == out.completed ? last_ : infinity;
    out.finished_at = begun ? 0 : infinity;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      auto const& q = lanes_[i];
      out.lane_lag.push_back(q.waiting);
      out.lane_finished_at.push_back(q.waiting > 0 || !over ? infinity : q.last);
      if (begun && q.last > out.finished_at) { out.finished_at = q.last; }
      if (q.free > now_ && q.free < infinity) { // services that go on, and their records
        out.busy_seconds -= q.free - now_;
      }
      for (double k = 0; k < q.waiting; ++k) {
        record_.censor(head_.peek(i), now_);
        head_.pop(i);
      }
    }
    out.cooled_down_at = out.finished_at;
    out.consumer_seconds = consumers * (out.cooled_down_at < infinity ? out.cooled_down_at : now_);
    out.waits.trim();
  }

  sim_setup const& s_;
  sim_recorder record_;
  random_source random_;
  service_sampler service_;
  Source& head_;
  Source& tail_;
  std::vector<lane> lanes_;
  std::vector<int> waiting_; ///< change of the lag in each step of a stretch
  std::vector<int> open_;    ///< change of the records that are not done
  double now_ = 0;
  double lag_ = 0;
  double offset_ = 0;
  double last_ = 0;          ///< the last completion so far
};

template <class Progress> [[nodiscard]] simulation_run simulate_lindley(sim_setup const& s, long long replication, Progress const& go_on) {
  auto const options = s.arrivals(s.draw_shares(replication));
  arrival_streams head(options, s.seed, static_cast<std::uint64_t>(replication));
  arrival_streams tail(head);
  return head.with_source([&](auto& a) {
    using source = std::remove_cvref_t<decltype(a)>;
    simulation_run out;
    tail.with_source([&](auto& b) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(b)>, source>) { out = lindley_run<source>(s, replication, a, b).run(go_on); }
    });
    return out;
  });
}

} // namespace ullage::detail
