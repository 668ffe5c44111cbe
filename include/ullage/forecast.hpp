// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What happens to a pipeline: how far it falls behind, how old the oldest record gets, when the
/// backlog is gone.

#include <ullage/arrivals.hpp>
#include <ullage/backlog.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/lane_group.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/trajectory.hpp>
#include <ullage/waits.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace ullage {

/// A time during which records wait.
template <Real T = double> struct backlog_period {
  T start = T(0);   ///< [s]
  T peak = T(0);    ///< largest lag [records]
  T peak_at = T(0); ///< [s]
  T end = T(0);     ///< [s]; infinity when it never ends, or not before the horizon
  friend bool operator==(backlog_period const&, backlog_period const&) = default;
};

/// The expected (fluid) course of a pipeline. Times in seconds, infinity for "never".
template <Real T = double> struct forecast_result {
  pipeline<T> system = {};
  trajectory<T> path = {};
  wait_distribution<T> records_waits = {};

  T peak_lag = T(0);            ///< largest lag [records]; infinity when it grows without end
  T peak_lag_at = T(0);         ///< its first moment
  T drained_at = T(0);          ///< first moment with lag 0 after the peak; 0 without a backlog
  T drain_time = T(0);          ///< drained_at - peak_lag_at
  T finished_at = T(0);         ///< the last record has begun
  T cooled_down_at = T(0);      ///< finished, and the consumers are back at the floor
  T settled_at = T(0);          ///< from then on nothing changes
  T settled_lag = T(0);         ///< lag then [records]; infinity when it grows
  T settled_consumers = T(0);
  T max_wait = T(0);            ///< longest time before service begins, over all records
  T mean_wait = T(0);
  T records = T(0);             ///< records that the waits are taken over
  T max_consumers = T(0);       ///< most consumers at once
  T consumer_seconds = T(0);    ///< integral of the consumers until cooled_down_at [s]
  T invocations = T(0);         ///< services begun by the end, one record each
  T full_capacity = T(0);       ///< with all consumers that the regime may use [records/s]
  T utilization = T(0);         ///< mean arrival rate during production / full_capacity
  T peak_utilization = T(0);    ///< highest arrival rate / full_capacity
  bool overloaded = false;      ///< endless arrivals above what the consumers can do
  bool oscillates = false;      ///< the rule never settles
  T period = unset_v<T>;        ///< of the oscillation [s]
};

namespace detail {

/// @returns where within [0, length] the lag of a segment is largest
template <Real T> [[nodiscard]] T highest_point(quadratic<T> const& q, T const& length) {
  T best = value_of(q.rate) > 0 ? length : T(0);
  if (value_of(q.slope) < 0 && value_of(q.rate) > 0) {
    T const top = -q.rate / q.slope;
    if (value_of(top) < value_of(length)) { best = top; }
  } else if (value_of(q.slope) > 0 && value_of(q.rate) <= 0 && is_finite(length) &&
             value_of(T(length * (q.rate + q.slope * length / 2))) > 0) {
    best = length;
  }
  return best;
}

} // namespace detail

/// Every time during which records wait, in order.
template <Real T> [[nodiscard]] std::vector<backlog_period<T>> backlogs(trajectory<T> const& f) {
  std::vector<backlog_period<T>> out;
  bool open = false;
  auto const& all = f.segments;
  auto const close = [&](T const& at) {
    out.back().end = at;
    if (value_of(out.back().peak) <= negligible_lag) { out.pop_back(); }
    open = false;
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const& s = all[i];
    bool const at_zero = value_of(s.lag) <= 0 || (value_of(s.burst) > 0 && value_of(T(s.lag - s.burst)) <= 0);
    if (open && at_zero) { close(s.start); }
    if (!s.waiting) { continue; }
    if (!open) {
      out.push_back({s.start, T(0), s.start, infinity_v<T>});
      open = true;
    }
    auto const curve = lag_curve(s);
    T const length = segment_end(f, i) - s.start;
    auto& now = out.back();
    auto const raise = [&](T const& peak, T const& at) {
      if (value_of(peak) > value_of(T(now.peak * (1 + T(1e-12))))) {
        now.peak = peak;
        now.peak_at = at;
      }
    };
    raise(s.lag, s.start);
    T const x = detail::highest_point(curve, length);
    raise(detail::is_finite(x) ? evaluate(curve, x) : infinity_v<T>, T(s.start + x));
  }
  if (open && value_of(out.back().peak) <= negligible_lag) { out.pop_back(); }
  return out;
}

namespace detail {

template <Real T> void summarize_peak(forecast_result<T>& r) {
  bool first = true;
  for (auto const& b : backlogs(r.path)) {
    if (first || value_of(b.peak) > value_of(T(r.peak_lag * (1 + T(1e-12))))) {
      r.peak_lag = b.peak;
      r.peak_lag_at = b.peak_at;
      r.drained_at = b.end;
      first = false;
    }
  }
  if (value_of(r.peak_lag) > 0) {
    r.drain_time = is_finite(r.drained_at) ? T(r.drained_at - r.peak_lag_at) : infinity_v<T>;
  }
}

template <Real T> void summarize_end(forecast_result<T>& r) {
  auto const& f = r.path;
  auto const& all = f.segments;
  auto const& last = all.back();
  bool const settles = !is_finite(f.end);
  bool const active = value_of(last.arrival_rate) > 0 || last.waiting;
  auto const grows = lag_curve(last);
  r.overloaded = settles && last.waiting && value_of(last.arrival_rate) > 0 && value_of(grows.rate) > 0;
  r.settled_at = settles ? last.start : infinity_v<T>;
  r.settled_lag = r.overloaded ? infinity_v<T> : settles ? last.lag : lag(f, f.end);
  r.settled_consumers = settles ? last.consumers : consumers(f, f.end);
  r.oscillates = f.oscillates;
  r.period = f.period;

  // The last record has begun when nothing waits and nothing arrives any more.
  r.finished_at = T(0);
  if (active) {
    r.finished_at = infinity_v<T>;
  } else {
    for (std::size_t i = all.size(); i-- > 0;) {
      auto const& s = all[i];
      if (s.waiting || value_of(s.arrival_rate) > 0 || value_of(s.arrival_slope) > 0) {
        r.finished_at = segment_end(f, i);
        break;
      }
    }
  }

  T const floor = consumer_floor(r.system.scaling, lanes(r.system));
  r.cooled_down_at = r.finished_at;
  for (std::size_t i = all.size(); i-- > 0;) {
    auto const& s = all[i];
    T const end = segment_end(f, i);
    bool const falls = value_of(s.consumers_slope) < 0;
    if (value_of(s.consumers) > value_of(floor) || (!falls && value_of(s.consumers_slope) > 0)) {
      if (i + 1 == all.size()) {
        r.cooled_down_at = infinity_v<T>;
      } else if (value_of(end) > value_of(r.cooled_down_at)) {
        r.cooled_down_at = end;
      }
      break;
    }
  }

  T const until = is_finite(r.cooled_down_at) ? r.cooled_down_at : f.end;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const& s = all[i];
    T const end = segment_end(f, i);
    T const stop = value_of(end) < value_of(until) ? end : until;
    T const length = stop - s.start;
    if (value_of(s.consumers) > value_of(r.max_consumers)) { r.max_consumers = s.consumers; }
    if (is_finite(end)) {
      T const at_end = s.consumers + s.consumers_slope * (end - s.start);
      if (value_of(at_end) > value_of(r.max_consumers)) { r.max_consumers = at_end; }
    }
    if (!(value_of(length) > 0)) { continue; }
    if (value_of(s.consumers_slope) != 0) {
      r.consumer_seconds += length * (s.consumers + s.consumers_slope * length / 2);
    } else if (value_of(s.consumers) > 0) {
      r.consumer_seconds += length * s.consumers;
    }
  }
  bool const endless = settles && value_of(last.start_rate) > 0;
  r.invocations = endless ? infinity_v<T> : is_finite(f.end) ? processed(f, f.end) : at_least_zero(T(last.arrived - last.lag));
}

} // namespace detail

/// What happens to a pipeline.
///
/// Exact for the fluid model of backlog.hpp: every record counts once, service times are their mean,
/// chance is left out. Overload is an answer: peak_lag, drained_at and max_wait are then infinite.
/// @throws std::domain_error a field is out of range, by name
/// @throws evaluation_error more than max_events events
template <Real T> [[nodiscard]] forecast_result<T> forecast(pipeline<T> const& p) {
  validate(p);
  forecast_result<T> r;
  r.system = p;
  auto const model = model_of(p);
  r.path = detail::backlog_run<T, backlog_model<T>>(model).run(); // validated with the pipeline
  r.records_waits = waits(r.path);
  r.records = r.records_waits.records;
  r.max_wait = max_wait(r.records_waits);
  r.mean_wait = mean_wait(r.records_waits);
  r.full_capacity = full_capacity(p);
  r.utilization = mean_rate(p.arrivals) / r.full_capacity;
  r.peak_utilization = peak_rate(p.arrivals) / r.full_capacity;
  detail::summarize_peak(r);
  detail::summarize_end(r);
  return r;
}

/// @returns the wait that a share p of the records does not exceed [s]
template <Real T> [[nodiscard]] T wait_quantile(forecast_result<T> const& f, std::type_identity_t<T> const& p) {
  return wait_quantile(f.records_waits, p);
}
/// @returns records that wait longer than a limit
template <Real T> [[nodiscard]] T late_records(forecast_result<T> const& f, std::type_identity_t<T> const& limit) {
  return late_records(f.records_waits, limit);
}
/// @returns every time during which records wait
template <Real T> [[nodiscard]] std::vector<backlog_period<T>> backlogs(forecast_result<T> const& f) { return backlogs(f.path); }

// The queries of trajectory.hpp at an instant t [s].
template <Real T> [[nodiscard]] T lag(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return lag(f.path, t); }
template <Real T> [[nodiscard]] T arrived(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return arrived(f.path, t); }
template <Real T> [[nodiscard]] T processed(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return processed(f.path, t); }
template <Real T> [[nodiscard]] T arrival_rate(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return arrival_rate(f.path, t); }
template <Real T> [[nodiscard]] T throughput(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return throughput(f.path, t); }
template <Real T> [[nodiscard]] T capacity(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return capacity(f.path, t); }
template <Real T> [[nodiscard]] T consumers(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return consumers(f.path, t); }
template <Real T> [[nodiscard]] T concurrency(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return concurrency(f.path, t); }
template <Real T> [[nodiscard]] T offset_lag(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return offset_lag(f.path, t); }
template <Real T> [[nodiscard]] T lag_age(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return lag_age(f.path, t); }
template <Real T> [[nodiscard]] T wait_at(forecast_result<T> const& f, std::type_identity_t<T> const& t) { return wait_at(f.path, t); }

/// The curves of all partitions: one for each kind of them, with how many there are of it. One group where all
/// are alike at all times; none without partitions. Where a partition has several ordered lanes each of them counts.
template <Real T> [[nodiscard]] std::vector<partition_group<T>> partition_groups(forecast_result<T> const& f) {
  if (!f.path.groups.empty() || !f.system.partitions) { return f.path.groups; }
  partition_group<T> all{.partitions = lanes(f.system), .share = 1 / lanes(f.system)};
  for (auto const& s : f.path.segments) { all.segments.push_back(detail::part_of(s, all.share)); }
  return {all};
}

/// The partition whose backlog is the last to be gone.
template <Real T = double> struct last_partition_result {
  std::size_t group = 0;    ///< in partition_groups(f)
  T share = unset_v<T>;     ///< of the topic's arrivals; nan without partitions
  T drained_at = T(0);      ///< first moment with lag 0 after the topic's peak [s]; 0 without a backlog
  std::string reason = {};  ///< why it is the last
};

/// Which partition is the last one after the topic's largest backlog, and why: of partitions that never
/// get there the one whose lag grows fastest. Of several that are last the first group counts.
template <Real T> [[nodiscard]] last_partition_result<T> last_partition(forecast_result<T> const& f) {
  last_partition_result<T> out;
  if (!f.system.partitions) {
    out.drained_at = f.drained_at;
    out.reason = "there are no partitions";
    return out;
  }
  T const count = lanes(f.system);
  if (f.path.groups.empty() || !(value_of(f.peak_lag) > 0)) {
    out.share = f.path.groups.empty() ? T(1 / count) : f.path.groups[0].share;
    out.drained_at = f.drained_at;
    out.reason = value_of(f.peak_lag) > 0 ? "all partitions are alike" : "nothing waits";
    return out;
  }
  T latest = T(-1);
  T fastest = T(0);
  bool tie = true;
  for (std::size_t i = 0; i < f.path.groups.size(); ++i) {
    auto const& g = f.path.groups[i];
    T ends = T(0);
    T growth = T(0);
    for (std::size_t k = g.segments.size(); k-- > 0;) {
      auto const& s = g.segments[k];
      T const end = detail::end_of_segment(g.segments, infinity_v<T>, k);
      if (!s.waiting || value_of(s.start) >= value_of(f.drained_at)) { continue; }
      ends = value_of(end) > value_of(f.drained_at) ? f.drained_at : end;
      growth = detail::is_finite(ends) ? T(0) : T(s.arrival_rate - s.start_rate + (s.arrival_slope - s.start_slope));
      break;
    }
    tie = tie && (i == 0 || value_of(ends) == value_of(latest)) && value_of(g.share) == value_of(f.path.groups[0].share);
    bool const later = value_of(ends) > value_of(latest) || (value_of(ends) == value_of(latest) && value_of(growth) > value_of(fastest));
    if (!later) { continue; }
    latest = ends;
    fastest = growth;
    out.group = i;
  }
  auto const& last = f.path.groups[out.group];
  out.share = last.share;
  out.drained_at = latest;
  T const times = last.share * count;
  T largest = T(0);
  for (auto const& g : f.path.groups) { largest = detail::larger(largest, g.share); }
  if (tie) {
    out.reason = "all partitions are alike";
  } else if (value_of(last.share) == value_of(largest) && value_of(times) > 1 + 1e-9) {
    out.reason = "largest share s = " + detail::brief(last.share) + ", " + detail::brief(times) + " times the mean";
  }
  if (!tie && value_of(last.companions) > 0) {
    auto const others = detail::brief(last.companions);
    out.reason += out.reason.empty() ? "" : "; ";
    out.reason += "owner shares with " + others + " other partition" + (others == "1" ? "" : "s");
  }
  if (out.reason.empty()) { out.reason = "its owner had other partitions before"; }
  return out;
}

/// Records that wait in one partition of a group of partition_groups(f) at an instant t [s].
/// @returns records
/// @throws std::domain_error see lag; group is out of range
template <Real T> [[nodiscard]] T lag(forecast_result<T> const& f, std::size_t group, std::type_identity_t<T> const& t) {
  if (!f.path.groups.empty()) { return lag(f.path, group, t); }
  detail::require(f.system.partitions && group == 0, "lag", "group", double(group), "must be below the number of groups");
  return lag(f.path, t) / lanes(f.system);
}

/// @returns capacity / arrival_rate - 1 with all consumers, at the mean rate; infinity without arrivals
template <Real T> [[nodiscard]] T headroom(forecast_result<T> const& f) {
  return value_of(f.utilization) > 0 ? T(1 / f.utilization - 1) : infinity_v<T>;
}

} // namespace ullage
