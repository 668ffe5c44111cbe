// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Models drawn from the bytes of a fuzzer, and what must hold of every trajectory.

#include "support/fuzz_input.hpp"

#include <ullage/arrivals.hpp>
#include <ullage/backlog.hpp>
#include <ullage/counts.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/trajectory.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace ullage_fuzz {

/// @throws std::domain_error where the profile refuses what was drawn
inline ullage::arrival_profile<double> arrivals(input& in, int depth = 0) {
  using namespace ullage;
  switch (in.whole("arrivals", 0, depth < 2 ? 9 : 7)) {
  case 0: return {};
  case 1: {
    constant_rate<> s{.rate = in.number("rate")};
    in.maybe("duration", s.duration);
    in.maybe("start", s.start);
    return s;
  }
  case 2: {
    step<> s{.before = in.number("before"), .after = in.number("after"), .at = in.number("at")};
    in.maybe("duration", s.duration);
    return s;
  }
  case 3: {
    ramp<> s{.from = in.number("from"), .to = in.number("to"), .over = in.number("over")};
    in.maybe("start", s.start);
    in.maybe("duration", s.duration);
    return s;
  }
  case 4: {
    spike<> s{.base = in.number("base"), .peak = in.number("peak"), .at = in.number("at"), .width = in.number("width")};
    in.maybe("duration", s.duration);
    return s;
  }
  case 5: {
    daily<> s{.mean = in.number("mean"), .amplitude = in.number("amplitude")};
    in.maybe("peak_at", s.peak_at);
    in.maybe("period", s.period);
    in.maybe("duration", s.duration);
    s.pieces = in.whole("pieces", 2, 40);
    if (s.duration / s.period * s.pieces > 2000) { return {}; } // long lists only cost time
    return s;
  }
  case 6: {
    burst<> s{.records = in.number("records")};
    in.maybe("at", s.at);
    return s;
  }
  case 7: {
    std::vector<double> counts(static_cast<std::size_t>(in.whole("bins", 0, 12)));
    for (auto& c : counts) { c = in.number("count"); }
    return from_counts(std::span<double const>(counts), in.number("bin_width"));
  }
  case 8: {
    auto const a = arrivals(in, depth + 1);
    return a + arrivals(in, depth + 1);
  }
  default: {
    auto const a = arrivals(in, depth + 1);
    return delayed(a * in.number("factor"), in.number("delay"));
  }
  }
}

inline ullage::scaling_regime<double> regime(input& in) {
  using namespace ullage;
  scaling_regime<double> r;
  if (in.flag("preset")) {
    r = ullage::regime(regime_catalog[static_cast<std::size_t>(in.whole("regime", 0, 10))].name, static_cast<estimate>(in.whole("estimate", 0, 2)));
  } else {
    r.initial_consumers = in.number("initial_consumers");
    r.evaluation_period = in.number("evaluation_period");
    switch (in.whole("up", 0, 6)) {
    case 0: r.up = hold{}; break;
    case 1: r.up = jump_to_cap{}; break;
    case 2: {
      add<> u;
      in.maybe("up.step", u.step);
      in.maybe("up.min_interval", u.min_interval);
      r.up = u;
      break;
    }
    case 3: {
      multiply<> u;
      in.maybe("up.factor", u.factor);
      in.maybe("up.min_interval", u.min_interval);
      r.up = u;
      break;
    }
    case 4: r.up = continuous_ramp<>{in.number("up.per_minute")}; break;
    case 5: {
      proportional<> u;
      in.maybe("up.lag_per_consumer", u.lag_per_consumer);
      in.maybe("up.tolerance", u.tolerance);
      in.maybe("up.max_added", u.max_added);
      in.maybe("up.max_factor", u.max_factor);
      in.maybe("up.activation_lag", u.activation_lag);
      in.maybe("up.polling_period", u.polling_period);
      in.maybe("up.cooldown_period", u.cooldown_period);
      r.up = u;
      break;
    }
    default: r.up = match_load<>{in.number("up.drain_within")}; break;
    }
    r.down.when = static_cast<scale_down>(in.whole("down.when", 0, 2));
  }
  if (in.flag("overrides")) {
    in.maybe("phase", r.phase);
    in.maybe("reaction_delay", r.reaction_delay);
    in.maybe("initial_share", r.initial_share);
    in.maybe("min_consumers", r.min_consumers);
    in.maybe("max_consumers", r.max_consumers);
    in.maybe("lag_threshold", r.lag_threshold);
    in.maybe("concurrency_per_consumer", r.concurrency_per_consumer);
    in.maybe("bytes_per_consumer", r.bytes_per_consumer);
    in.maybe("parallelization_factor", r.parallelization_factor);
    in.maybe("rebalance_pause", r.rebalance_pause);
    in.maybe("startup_time", r.startup_time);
    in.maybe("account_concurrency", r.account_concurrency);
    in.maybe("environment_burst", r.environment_burst);
    in.maybe("environment_rate", r.environment_rate);
    in.maybe("down.factor", r.down.factor);
    in.maybe("down.min_interval", r.down.min_interval);
    in.maybe("down.stabilization", r.down.stabilization);
  }
  return r;
}

/// @throws std::domain_error see arrivals
inline ullage::pipeline<double> pipeline(input& in, long long max_events = 20'000) {
  ullage::pipeline<double> p;
  p.service_time = in.number("service_time");
  if (in.flag("has partitions")) {
    bool const few = in.flag("few");
    p.partitions = few ? in.whole("partitions", 0, 60) : in.whole("partitions / 20000", 0, 60'000) * 20'000LL;
  }
  p.scaling = regime(in);
  in.maybe("initial_lag", p.initial_lag);
  in.maybe("initial_lag_age", p.initial_lag_age);
  in.maybe("dispatch_overhead", p.dispatch_overhead);
  in.maybe("reserved_concurrency", p.reserved_concurrency);
  in.maybe("account_concurrency", p.account_concurrency);
  in.maybe("retention", p.retention);
  in.maybe("record_bytes", p.record_bytes);
  in.maybe("horizon", p.horizon);
  p.max_events = max_events;
  p.arrivals = arrivals(in);
  return p;
}

/// A capacity model of valid numbers.
inline ullage::capacity_model<double> capacity_model(input& in) {
  ullage::capacity_model<double> m{.service_time = in.positive("service_time")};
  if (in.flag("has lanes")) { m.lanes = in.whole("lanes", 1, 1000); }
  if (in.flag("slots")) { m.concurrency_per_consumer = in.positive("concurrency_per_consumer"); }
  if (in.flag("bytes")) { m.records_per_consumer = in.positive("records_per_consumer"); }
  if (in.flag("limited")) { m.concurrency_limit = in.positive("concurrency_limit"); }
  return m;
}

/// The instants at which a trajectory is looked at: starts of segments and between them.
inline std::vector<double> instants(ullage::trajectory<double> const& f) {
  std::vector<double> out;
  std::size_t const n = f.segments.size();
  for (std::size_t i = 0; i < n; i += std::max<std::size_t>(1, n / 20)) {
    double const start = f.segments[i].start;
    double const end = ullage::segment_end(f, i);
    out.push_back(start);
    double const middle = std::isfinite(end) ? start + (end - start) / 2 : start + 1;
    if (std::isfinite(middle)) { out.push_back(middle); }
  }
  return out;
}

/// Records that may flow in the time that a number cannot resolve: counts are exact to that many.
inline double unresolved_records(ullage::trajectory<double> const& f) {
  double flow = 0;
  for (auto const& s : f.segments) { flow = std::max({flow, s.capacity, s.arrival_rate}); }
  return 1e-15 * flow * f.segments.back().start * static_cast<double>(f.segments.size());
}

/// Segments follow each other without a gap; nothing is lost, negative or not a number.
inline void check_path(ullage::trajectory<double> const& f) {
  using namespace ullage;
  require(!f.segments.empty(), "a trajectory has a segment");
  number(f.end, "end is a number");
  for (std::size_t i = 0; i < f.segments.size(); ++i) {
    auto const& s = f.segments[i];
    amount(s.lag, "lag >= 0");
    amount(s.arrived, "arrived >= 0");
    amount(s.arrival_rate, "arrival_rate >= 0");
    amount(s.start_rate, "start_rate >= 0");
    amount(s.capacity, "capacity >= 0");
    amount(s.consumers, "consumers >= 0");
    number(s.arrival_slope, "arrival_slope is a number");
    number(s.start_slope, "start_slope is a number");
    number(s.capacity_slope, "capacity_slope is a number");
    number(s.consumers_slope, "consumers_slope is a number");
    double const scale = 1e-9 * (1 + s.arrived);
    require(s.lag <= s.arrived + scale, "lag <= arrived");
    require(s.start_rate <= s.capacity * (1 + 1e-9) + 1e-9, "services begin within the capacity");
    if (i + 1 == f.segments.size()) { continue; }
    auto const& next = f.segments[i + 1];
    require(next.start > s.start, "segments increase in time");
    double const x = next.start - s.start;
    double const came = evaluate(arrived_curve(s), x);
    // Instants are exact to a few units in the last place, counts to what flows in that time.
    double const flow = s.arrival_rate + std::max(s.capacity, next.capacity);
    double const room = 1e-9 * (1 + next.arrived) + flow * (1e-10 * x + 1e-15 * next.start);
    require(std::fabs(came + next.burst - next.arrived) <= room, "nothing is lost between segments: arrived");
    double const left = std::max(0.0, evaluate(lag_curve(s), x));
    require(std::fabs(left + next.burst - next.lag) <= room, "nothing is lost between segments: lag");
  }
}

} // namespace ullage_fuzz
