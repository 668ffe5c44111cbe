// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// One kind of owner along its fluid: how many lanes it serves, its free path and the variance that has
/// gathered since its backlog began.

#include <ullage/detail/bounds.hpp>
#include <ullage/piecewise.hpp>
#include <ullage/trajectory.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace ullage::detail {

/// What chance adds to the flow of one owner.
template <class U> struct flow_noise {
  U arrival_scv = 1;  ///< of the topic
  U service_scv = 0;  ///< of one record, per record of a full batch
  U run = 1;          ///< records that stay together; 1: keyed
  bool in_turn = false;

  /// Variance per record of the arrivals of an owner with a share of the topic, in the long run.
  [[nodiscard]] U dispersion(U share) const {
    if (in_turn) { return arrival_scv * share; }
    return share * arrival_scv + run * (1 - share);
  }
  /// Variance per record of a lag that is split.
  [[nodiscard]] U split() const { return in_turn ? U(0) : run; }
};

/// Lanes of an owner while nothing waits, and how many owners there are; 0 lanes: unknown.
template <class U> struct owned_lanes {
  U lanes = 0;
  U owners = 1;
};

/// The state of an owner, all in records of that owner.
template <class U> struct owner_state {
  U lanes = 1;          ///< that it serves
  U arrival_rate = 0;
  U capacity = 0;
  U path = 0;           ///< lag of the fluid; below 0 what it could have served besides
  U variance = 0;
  U since = 0;          ///< when the clock began [s]
  bool waiting = false;
  U share = 1;          ///< of the topic
};

/// The states of one kind of owner at the starts of its segments, and in between.
template <class U> class owner_path {
public:
  /// @param fluid of `lanes_of_curve` lanes together
  /// @param all lanes of the topic
  /// @param share of the topic that the curve carries
  /// @param owned from a number of consumers to the owned_lanes
  template <class F>
  owner_path(trajectory<U> fluid, U lanes_of_curve, U all, U share, U occupancy, flow_noise<U> const& noise, F const& owned)
      : curve_(static_cast<trajectory<U>&&>(fluid)), lanes_of_curve_(lanes_of_curve), share_(share), noise_(noise) {
    auto const& curve = curve_;
    owner_state<U> s;
    s.lanes = all;
    s.path = curve.initial_lag / lanes_of_curve * all;
    auto const& segments = curve.segments;
    states_.reserve(segments.size());
    U const rounding = U(1e-9);
    for (std::size_t i = 0; i < segments.size(); ++i) {
      auto const& g = segments[i];
      if (i > 0) { s = at(i - 1, g.start); }
      U const lane_capacity = g.capacity / lanes_of_curve;
      U lanes = s.lanes;
      // Where nothing waits the curve shows what the topic could do, not what an owner can.
      owned_lanes<U> const calm = g.waiting || !(g.capacity > 0) ? owned_lanes<U>{} : owned(g.consumers);
      if (calm.lanes > 0 && share > 0) {
        lanes = calm.lanes;
        U const pool = smaller(g.capacity / share * occupancy / calm.owners, U(1)); // less where a limit is shared
        curve_.segments[i].capacity = lanes_of_curve / (lanes * occupancy) * pool;
      } else if (lane_capacity > 0) {
        lanes = within(1 / (lane_capacity * occupancy), U(1), larger(all, U(1)));
        if (std::abs(lanes - std::round(lanes)) < rounding * lanes) { lanes = std::round(lanes); }
      }
      s = regrouped(s, lanes);
      U const scale = s.lanes / lanes_of_curve;
      U const sudden = g.burst * scale;
      if (sudden > 0) {
        if (s.path < 0) { begin(s, g.start, i); }
        s.path += sudden;
        s.variance += sudden * larger(U(1) - s.lanes / larger(all, s.lanes), U(0)) * noise.split();
      }
      bool const begins = g.waiting && (i == 0 || !segments[i - 1].waiting);
      if (begins && i > 0 && !(sudden > 0)) { begin(s, g.start, i); }
      if (!g.waiting && i > 0 && segments[i - 1].waiting) { drained_.push_back(g.start); }
      s.waiting = g.waiting;
      s.share = share_ * s.lanes / lanes_of_curve;
      s.arrival_rate = g.arrival_rate * scale;
      s.capacity = g.capacity * scale;
      states_.push_back(s);
      offsets_.push_back(g.waiting ? s.path - g.lag * scale : U(0));
      emptied_.push_back(drained_.empty() ? U(0) : drained_.back());
    }
  }

  [[nodiscard]] trajectory<U> const& curve() const { return curve_; }
  [[nodiscard]] std::vector<owner_state<U>> const& states() const { return states_; }
  [[nodiscard]] U lanes_of_curve() const { return lanes_of_curve_; }

  /// @returns segment that holds a time
  [[nodiscard]] std::size_t index(U t) const {
    auto const& all = curve_.segments;
    return partition_index(1, all.size(), [&](std::size_t i) { return all[i].start <= t; }) - 1;
  }

  /// The state at a time within segment i.
  [[nodiscard]] owner_state<U> at(std::size_t i, U t) const {
    auto const& g = curve_.segments[i];
    owner_state<U> s = states_[i];
    U const scale = s.lanes / lanes_of_curve_;
    U const x = t - g.start;
    U const came = x * (g.arrival_rate + g.arrival_slope * x / 2) * scale;
    U const could = x * (g.capacity + g.capacity_slope * x / 2) * scale;
    U const began = g.waiting ? x * (g.start_rate + g.start_slope * x / 2) * scale : came;
    s.arrival_rate = larger(g.arrival_rate + g.arrival_slope * x, U(0)) * scale;
    s.capacity = larger(g.capacity + g.capacity_slope * x, U(0)) * scale;
    if (g.waiting) {
      s.path = offsets_[i] + larger(evaluate(lag_curve(g), x), U(0)) * scale;
    } else {
      s.path += came - could;
    }
    s.variance += came * noise_.dispersion(s.share) + began * noise_.service_scv;
    return s;
  }

  /// The utilization of a constant load under which the tail of the lag near e^-3 would be what the
  /// slack of the near past makes it: after a step or along a ramp the lag does not follow at once.
  ///
  /// Formula: a lag of x arises over a past time s with the exponent (x + D(s))^2 / (2 Q(s)), D the
  /// slack and Q the variance of that time; the x whose least exponent is 3 is max(sqrt(6 Q) - D), and
  /// 3 q / (2 d) for a constant slack d.
  [[nodiscard]] U effective_load(std::size_t i, U t) const {
    auto const now = at(i, t);
    U const q = rate_of_variance(now);
    U const slack = now.capacity - now.arrival_rate;
    if (!(now.capacity > 0) || !(q > 0)) { return now.capacity > 0 ? now.arrival_rate / now.capacity : U(1); }
    U depth = 0;
    U spread = 0;
    U best = 0;
    U last_slack = slack;
    U last_q = q;
    U const limit = emptied_[i];
    for (std::size_t j = i + 1; j-- > 0;) {
      auto const& g = curve_.segments[j];
      U const to = j == i ? t : curve_.segments[j + 1].start;
      if (states_[j].waiting || states_[j].lanes != now.lanes || to <= limit) { break; }
      U const from = larger(g.start, limit);
      bool const bends = g.arrival_slope != 0 || g.capacity_slope != 0;
      int const parts = bends ? 8 : 1;
      for (int k = 0; k < parts; ++k) { // shorter next to t
        U const b = to - (to - from) * U(k * k) / U(parts * parts);
        U const a = to - (to - from) * U((k + 1) * (k + 1)) / U(parts * parts);
        auto const middle = at(j, a + (b - a) / 2);
        last_slack = middle.capacity - middle.arrival_rate;
        last_q = rate_of_variance(middle);
        best = larger(best, highest(depth, spread, last_slack, last_q, b - a));
        depth += last_slack * (b - a);
        spread += last_q * (b - a);
      }
      if (depth > 4 * std::sqrt(6 * spread) && j < i) { return load_of(now, q, best, last_slack); }
      if (from == limit) { break; }
    }
    if (last_slack > 0) { best = larger(best, highest(depth, spread, last_slack, last_q, infinity_v<U>)); }
    else { return U(1); }
    return load_of(now, q, best, last_slack);
  }

  /// Variance per second of an owner that is busy as often as it must.
  [[nodiscard]] U rate_of_variance(owner_state<U> const& s) const {
    return s.arrival_rate * (noise_.dispersion(s.share) + noise_.service_scv);
  }

  /// The same lag in owners of another number of lanes.
  [[nodiscard]] owner_state<U> regrouped(owner_state<U> s, U lanes) const {
    if (lanes == s.lanes) { return s; }
    U const part = lanes / s.lanes;
    if (part < 1) {
      U const lag = larger(s.path, U(0));
      s.variance = part * part * s.variance + lag * part * (1 - part) * noise_.split();
    } else {
      s.variance *= part;
    }
    s.path *= part;
    s.lanes = lanes;
    return s;
  }

private:
  [[nodiscard]] static U load_of(owner_state<U> const& now, U q, U best, U before) {
    if (!(best > 0)) { return now.arrival_rate / now.capacity; }
    U const load = 1 - U(1.5) * q / (best * now.capacity);
    U const plain = now.arrival_rate / now.capacity;
    return std::abs(load - plain) < U(1e-7) ? plain : within(load, smaller(plain, larger(1 - before / now.capacity, U(0))), U(1));
  }
  /// The largest sqrt(6 (Q + q s)) - (D + d s) for s in [0, length].
  [[nodiscard]] static U highest(U depth, U spread, U slack, U q, U length) {
    auto const at = [&](U s) { return std::sqrt(6 * (spread + q * s)) - depth - slack * s; };
    U best = at(U(0));
    if (is_finite(length)) { best = larger(best, at(length)); }
    if (slack > 0 && q > 0) {
      U const s = U(1.5) * q / (slack * slack) - spread / q;
      if (s > 0 && s < length) { best = larger(best, at(s)); }
    }
    return best;
  }

  /// A backlog begins on what waited by chance: about an exponential amount of the steady state.
  void begin(owner_state<U>& s, U t, std::size_t i) {
    U chance = 0;
    U const q = rate_of_variance(s);
    if (q > 0 && s.capacity > 0 && i > 0 && !curve_.segments[i - 1].waiting) {
      U const load = effective_load(i - 1, t);
      U const spread = std::sqrt(larger(s.variance, U(0)));
      U const steady = load < 1 ? q / (2 * (1 - load) * s.capacity) : infinity_v<U>;
      chance = load * smaller(steady, U(0.8) * spread);
    }
    s.path = chance;
    s.variance = chance * chance;
    s.since = t;
  }

  trajectory<U> curve_;
  U lanes_of_curve_;
  U share_;
  flow_noise<U> noise_;
  std::vector<owner_state<U>> states_;
  std::vector<U> offsets_; ///< of the path above the fluid lag
  std::vector<U> emptied_; ///< when the last backlog was gone
  std::vector<U> drained_;
};

} // namespace ullage::detail
