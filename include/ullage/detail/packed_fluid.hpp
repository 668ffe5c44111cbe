// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The backlog of owners that have several lanes each: every owner serves what has waited longest among
/// its lanes.
///
/// A lane's state is `behind`: the records of the topic that came after the oldest one of the lane that
/// waits, so that share * behind of its own wait. Records that arrive raise it for all lanes of an owner that
/// has a backlog; the lanes that are furthest behind fall at rate / (sum of their shares) until they meet
/// the next ones. All of that is quadratic in time, so meetings and ends have closed forms.

#include <ullage/concepts.hpp>
#include <ullage/detail/bisect.hpp>
#include <ullage/detail/event_queue.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/lane_group.hpp>
#include <ullage/detail/lane_layout.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/packing.hpp>
#include <ullage/piecewise.hpp>
#include <ullage/trajectory.hpp>

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace ullage::detail {

/// Rates that differ by rounding alone are the same.
template <Real T> [[nodiscard]] constexpr T rate_slack() { return 4096 * std::numeric_limits<T>::epsilon(); }

/// A quantity that changes evenly.
template <Real T> struct linear_flow {
  T rate = T(0);
  T slope = T(0);
};

/// Owners at work on their lanes. Where nothing depends on who owns what it is not active.
template <Real T> class packed_fluid {
public:
  packed_fluid(T const& lanes, std::vector<T> const& shares, assignor rule) : layout_(lanes, shares, rule) {}

  [[nodiscard]] lane_layout<T> const& layout() const { return layout_; }
  [[nodiscard]] bool active() const { return active_; }
  [[nodiscard]] bool drained() const { return !(value_of(busy_owners_) > 0); }
  /// Nothing depends on the owners any more: nothing waits, or all lanes are in one state.
  [[nodiscard]] bool uniform() const {
    return drained() || (layout_.alike() && kinds_.size() == 1 && kinds_[0].front == kinds_[0].members.size());
  }
  /// @returns records of the topic that wait where all lanes are in one state
  [[nodiscard]] T behind(T const& now) {
    settle(kinds_[0], now);
    return kinds_[0].behind;
  }
  [[nodiscard]] long long pushed() const { return pushed_; } ///< segments of groups so far

  /// The owners at work from now on.
  void own(T const& now, T const& owners) {
    if (!layout_.own(owners) || !active_) { return; }
    kinds_ = layout_.repack(std::move(kinds_), [&](owner_kind<T>& k) {
      settle(k, now);
      for (std::size_t i = 0; i < k.front; ++i) { k.members[i].behind = k.behind; }
    });
    dirty_.clear();
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (kinds_[i].dirty) { dirty_.push_back(i); }
    }
    repacked_ = true;
  }

  /// Owners matter from now on; all lanes are in the same state.
  /// @param behind records of the topic that wait
  /// @param so_far curve of the topic up to now
  /// @param burst records that come at this very instant, counted in so_far or not
  /// @param forced the arrivals have just reached what the heaviest owner can do
  void enter(T const& now, T const& behind, bool forced, std::vector<segment<T>> const& so_far, T const& burst) {
    kinds_ = layout_.pack(behind);
    copy(so_far, now);
    active_ = true;
    stale_ = true;
    entry_burst_ = burst;
    for (auto& k : kinds_) { k.forced = forced && value_of(k.share) >= value_of(T(layout_.heaviest() * (1 - rate_slack<T>()))); }
  }
  /// From now on the lanes are parts of the topic again.
  void leave(T const& now) {
    active_ = false;
    copied_to_ = now;
    entry_burst_ = T(0);
    kinds_.clear();
    dirty_.clear();
    busy_owners_ = T(0);
  }

  /// A burst of the topic.
  void burst(T const& now, T const& records) {
    if (!active_ || !(value_of(records) > 0)) { return; }
    for (auto& k : kinds_) {
      settle(k, now);
      k.behind += records;
      for (auto& m : k.members) { m.behind += records; }
      k.busy = true;
    }
  }
  /// The arrivals take another course.
  void refresh_next() { stale_ = true; }

  /// The flows from now on: arrivals of the topic, and what one owner can do.
  /// @param anew look at every owner, whatever has changed
  void flow(T const& now, linear_flow<T> const& arrivals, linear_flow<T> const& each, bool anew) {
    bool const same = value_of(each.rate) == value_of(each_.rate) && value_of(each.slope) == 0 && value_of(each_.slope) == 0;
    bool const all = anew || stale_ || held_ || !same;
    stale_ = false;
    held_ = false;
    if (!all && !repacked_) { return; }
    if (all) {
      for (auto& k : kinds_) { settle(k, now); }
      since_ = now;
      arrivals_ = arrivals;
      each_ = each;
      room_ = each;
      dirty_.clear();
      for (std::size_t i = 0; i < kinds_.size(); ++i) {
        dirty_.push_back(i);
        kinds_[i].dirty = true;
      }
    }
    for (auto& k : kinds_) {
      if (!all && !k.fresh) { continue; }
      if (k.fresh) { k.at = now; }
      k.busy = value_of(k.behind) > 0 || rises(k, now);
      k.fresh = false;
      if (!all) { course(k); }
    }
    count();
    unplanned_ = all;
    if (!all) { queue_.fill(kinds_.size(), [&](std::size_t i) { return kinds_[i].event; }); }
    repacked_ = false;
  }

  /// What all owners would do, were there no limit that they share.
  [[nodiscard]] linear_flow<T> wanted(T const& now) const {
    T const x = now - since_;
    return {busy_owners_ * (each_.rate + each_.slope * x) + idle_share_ * (arrivals_.rate + arrivals_.slope * x),
            busy_owners_ * each_.slope + idle_share_ * arrivals_.slope};
  }

  /// Shares less than what is wanted: whoever needs less than an equal part gets it, the others equal parts of
  /// the rest. To be called after flow(anew).
  void hold_to(T const& now, linear_flow<T> const& allowed) {
    held_ = true;
    std::vector<std::size_t> idle;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (!kinds_[i].busy) { idle.push_back(i); }
    }
    heap_sort(idle, [&](std::size_t a, std::size_t b) { return value_of(kinds_[a].share) > value_of(kinds_[b].share); });
    for (std::size_t i = 0;; ++i) {
      if (value_of(busy_owners_) > 0) {
        room_.rate = at_least_zero(T((allowed.rate - idle_share_ * arrivals_.rate) / busy_owners_));
        room_.slope = (allowed.slope - idle_share_ * arrivals_.slope) / busy_owners_;
        if (value_of(room_.rate) >= value_of(each_.rate) && value_of(room_.slope) >= value_of(each_.slope)) { room_ = each_; }
        if (value_of(room_.rate) > value_of(each_.rate)) { room_.rate = each_.rate; }
        if (i == idle.size() || !rises(kinds_[idle[i]], now)) { break; }
      } else if (i == idle.size()) {
        break;
      }
      auto& k = kinds_[idle[i]];
      k.busy = true;
      busy_owners_ += k.owners;
      idle_share_ -= k.owners * k.share;
      if (i + 1 == idle.size()) { idle_share_ = T(0); }
    }
  }

  /// Plans what comes next for every owner; to be called after flow(anew) and hold_to.
  void plan() {
    if (!unplanned_) { return; }
    unplanned_ = false;
    for (auto& k : kinds_) { course(k); }
    queue_.fill(kinds_.size(), [&](std::size_t i) { return kinds_[i].event; });
  }
  [[nodiscard]] T next_event() const { return queue_.next(); }

  /// Services that begin now.
  [[nodiscard]] linear_flow<T> started(T const& now) const {
    T const x = now - since_;
    return {busy_owners_ * (room_.rate + room_.slope * x) + idle_share_ * (arrivals_.rate + arrivals_.slope * x),
            busy_owners_ * room_.slope + idle_share_ * arrivals_.slope};
  }

  /// What happens to owners up to now.
  void advance(T const& now) {
    while (value_of(queue_.next()) <= value_of(now)) {
      std::size_t const i = queue_.first();
      auto& k = kinds_[i];
      settle(k, now);
      happen(k, now);
      course(k);
      queue_.set(i, k.event);
      if (!k.dirty) { dirty_.push_back(i); }
      k.dirty = true;
    }
  }

  /// Records of the topic that wait. Where many owners wait that is left to the integral over the topic.
  [[nodiscard]] T lag(T const& now, T const& integrated) {
    if (drained()) { return T(0); }
    if (kinds_.size() > 32) { return integrated; }
    T sum = T(0);
    for (auto& k : kinds_) {
      if (!k.busy) { continue; }
      settle(k, now);
      T one = k.front_share * k.behind;
      for (std::size_t i = k.front; i < k.members.size(); ++i) { one += k.members[i].share * k.members[i].behind; }
      sum += k.owners * one;
    }
    return sum;
  }

  /// Services per second that begin when each owner can do so many.
  [[nodiscard]] T demand(T const& each, T const& arrival_rate) const {
    T sum = T(0);
    for (auto const& k : kinds_) {
      bool const waits = k.fresh ? value_of(k.behind) > 0 : k.busy;
      T const comes = arrival_rate * k.share;
      sum += k.owners * (waits || value_of(comes) > value_of(each) ? each : comes);
    }
    return sum;
  }

  /// Segments of the groups whose course has changed.
  /// @param topic its segment that begins now
  void record(segment<T> const& topic) {
    T const now = topic.start;
    T const x = now - since_;
    T const room = room_.rate + room_.slope * x;
    for (std::size_t const i : dirty_) {
      auto& k = kinds_[i];
      settle(k, now);
      k.dirty = false;
      for (std::size_t j = 0; j < k.members.size(); ++j) {
        auto& g = layout_.groups()[k.members[j].group];
        bool const served = !k.busy || j < k.front;
        T const part = g.share / (k.busy && served ? k.front_share : k.share);
        segment<T> s = part_of(topic, g.share);
        s.burst = g.share * (topic.burst + entry_burst_);
        s.lag = k.busy ? T(g.share * (j < k.front ? k.behind : k.members[j].behind)) : T(0);
        s.capacity = part * room;
        s.capacity_slope = part * room_.slope;
        s.start_rate = k.busy ? (served ? s.capacity : T(0)) : s.arrival_rate;
        s.start_slope = k.busy ? (served ? s.capacity_slope : T(0)) : s.arrival_slope;
        s.waiting = k.busy;
        std::size_t const before = g.curve.size();
        append_segment(g.curve, s);
        if (g.curve.size() > before) { ++pushed_; }
      }
    }
    entry_burst_ = T(0);
    dirty_.clear();
  }

  /// The curves of all groups; none where all lanes are alike at all times.
  /// @param topic its whole curve
  [[nodiscard]] std::vector<partition_group<T>> groups(std::vector<segment<T>> const& topic) {
    auto& all = layout_.groups();
    if (!active_) { copy(topic, infinity_v<T>); }
    for (auto const& k : kinds_) { note_companions(k); }
    if (layout_.even()) {
      heap_sort(all, [](lane_group<T> const& a, lane_group<T> const& b) { return a.begin < b.begin; });
    }
    std::vector<partition_group<T>> out;
    for (auto& g : all) {
      if (value_of(g.share) == 0) { g.curve = {part_of(topic.front(), T(0))}; }
      out.push_back({.partitions = T(g.lanes), .share = g.share, .segments = std::move(g.curve), .companions = g.companions});
    }
    return out;
  }

private:
  /// Copies the curve of the topic for the time since the lanes were left, up to an instant.
  void copy(std::vector<segment<T>> const& topic, T const& until) {
    auto& all = layout_.groups();
    if (all.empty()) { return; }
    auto const first_from = [&](T const& t) {
      return partition_index(0, topic.size(), [&](std::size_t i) { return value_of(topic[i].start) < value_of(t); });
    };
    std::size_t const from = first_from(copied_to_);
    std::size_t const to = first_from(until);
    for (auto& g : all) {
      if (value_of(g.share) == 0) { continue; }
      if (g.curve.capacity() < g.curve.size() + (to - from)) { g.curve.reserve(larger_size(g.curve.size() + (to - from), 2 * g.curve.size())); }
      for (std::size_t i = from; i < to; ++i) {
        auto const s = part_of(topic[i], g.share);
        if (!g.curve.empty() && value_of(g.curve.back().start) == value_of(s.start)) {
          g.curve.back() = s;
        } else {
          g.curve.push_back(s);
        }
      }
      pushed_ += static_cast<long long>(to - from);
    }
  }
  static std::size_t larger_size(std::size_t a, std::size_t b) { return a < b ? b : a; }

  /// Lets the time up to now pass for the lanes of an owner.
  void settle(owner_kind<T>& k, T const& now) const {
    if (k.fresh || !(value_of(now) > value_of(k.at))) { return; }
    if (k.busy) {
      T const dt = now - k.at;
      T const rate = arrivals_.rate + arrivals_.slope * (k.at - since_);
      T const room = room_.rate + room_.slope * (k.at - since_);
      T const came = dt * (rate + arrivals_.slope * dt / 2);
      T const begun = dt * (room + room_.slope * dt / 2);
      k.behind = at_least_zero(T(k.behind + came - begun / k.front_share));
      for (std::size_t i = k.front; i < k.members.size(); ++i) { k.members[i].behind = at_least_zero(T(k.members[i].behind + came)); }
    }
    k.at = now;
  }

  /// Do the arrivals of an owner without a backlog exceed what it can do, so that one begins?
  [[nodiscard]] bool rises(owner_kind<T>& k, T const& now) const {
    bool const forced = k.forced;
    k.forced = false;
    T const x = now - since_;
    T const room = room_.rate + room_.slope * x;
    T const comes = (arrivals_.rate + arrivals_.slope * x) * k.share;
    T const steeper = arrivals_.slope * k.share - room_.slope;
    bool const beyond = value_of(comes) > value_of(T(room * (1 + rate_slack<T>())));
    bool const reached = forced || value_of(comes) >= value_of(T(room * (1 - rate_slack<T>())));
    if (!beyond && !(reached && value_of(arrivals_.slope) > 0 && value_of(steeper) > 0)) { return false; }
    if (value_of(steeper) >= 0) { return true; }
    return value_of(T(now + 2 * (room - comes) / steeper)) > value_of(now);
  }

  /// When the course of an owner changes next.
  void course(owner_kind<T>& k) const {
    T const x = k.at - since_;
    linear_flow<T> const room{room_.rate + room_.slope * x, room_.slope};
    T const rate = arrivals_.rate + arrivals_.slope * x;
    T after = infinity_v<T>;
    if (!k.busy) {
      T const comes = rate * k.share;
      T const steeper = arrivals_.slope * k.share - room.slope;
      T const spare = room.rate - comes;
      if (value_of(arrivals_.slope) > 0 && value_of(steeper) > 0 && value_of(spare) > value_of(T(rate_slack<T>() * room.rate))) { after = spare / steeper; }
    } else if (k.front < k.members.size()) {
      T const gap = at_least_zero(T(k.behind - k.members[k.front].behind));
      after = value_of(gap) > 0 ? first_zero(quadratic<T>{gap, T(-room.rate / k.front_share), T(-room.slope / k.front_share)}) : T(0);
    } else {
      T const net = rate - room.rate / k.front_share;
      T const bend = arrivals_.slope - room.slope / k.front_share;
      if (value_of(k.behind) > 0) {
        after = first_zero(quadratic<T>{k.behind, net, bend});
      } else if (value_of(net) > 0) {
        after = first_zero(quadratic<T>{T(0), net, bend}); // the start itself does not count
      }
    }
    k.event = k.at + after;
  }

  /// The event of an owner: lanes meet, the backlog is gone, or one begins.
  void happen(owner_kind<T>& k, T const& now) {
    if (!k.busy) {
      k.forced = true;
      k.busy = rises(k, now);
      if (k.busy) { shift(k, true); }
      return;
    }
    if (k.front < k.members.size()) {
      k.behind = k.members[k.front].behind;
      layout_.take_front(k);
      if (value_of(k.behind) > 0 || k.front < k.members.size()) { return; }
    }
    k.behind = T(0);
    note_companions(k);
    // What has just come down to nothing rises again only where the arrivals get the upper hand.
    k.busy = value_of(T(arrivals_.slope * k.share)) > value_of(room_.slope) && rises(k, now);
    if (!k.busy) { shift(k, false); }
  }
  void shift(owner_kind<T> const& k, bool busy) {
    T const share = k.owners * k.share;
    busy_owners_ += busy ? k.owners : T(-k.owners);
    idle_share_ += busy ? T(-share) : share;
    // Rounding of what is left must not pass for traffic.
    if (drained()) { idle_share_ = T(1); }
    if (busy && value_of(idle_share_) < value_of(rate_slack<T>())) { count(); }
  }
  void count() {
    busy_owners_ = T(0);
    idle_share_ = T(0);
    for (auto const& k : kinds_) {
      if (k.busy) {
        busy_owners_ += k.owners;
      } else {
        idle_share_ += k.owners * k.share;
      }
    }
    if (drained()) { idle_share_ = T(1); }
  }
  void note_companions(owner_kind<T> const& k) {
    if (!k.busy) { return; }
    for (auto const& m : k.members) { layout_.groups()[m.group].companions = T(k.lanes - 1); }
  }

  lane_layout<T> layout_;
  std::vector<owner_kind<T>> kinds_;
  event_queue<T> queue_;
  std::vector<std::size_t> dirty_; ///< kinds whose course has changed since it was recorded
  linear_flow<T> arrivals_;        ///< of the topic at `since_`
  linear_flow<T> each_;            ///< what one owner can do then
  linear_flow<T> room_;            ///< ... within the limits that all share
  T since_ = T(0);
  T busy_owners_ = T(0);
  T idle_share_ = T(1);
  T copied_to_ = T(0);   ///< the curves of the groups end here, while not active
  T entry_burst_ = T(0); ///< a burst at the instant of entry
  bool active_ = false;
  bool stale_ = true;
  bool repacked_ = false;
  bool unplanned_ = false;
  bool held_ = false; ///< the limits that all share bind
  long long pushed_ = 0;
};

} // namespace ullage::detail
