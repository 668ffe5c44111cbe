// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A backlog over time as a list of segments between events, and what can be read off at an
/// instant: lag, age, capacity, consumers. Every query is exact; nothing is sampled.

#include <ullage/concepts.hpp>
#include <ullage/detail/bisect.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/piecewise.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace ullage {

/// The time between two events. All members at `start`, bursts at that instant included.
template <Real T = double> struct segment {
  T start = T(0);            ///< [s]
  T burst = T(0);            ///< records that arrive at once at start, already in arrived and lag
  T arrived = T(0);          ///< records so far, the initial lag included
  T arrival_rate = T(0);     ///< [records/s]
  T arrival_slope = T(0);    ///< [records/s^2]
  T lag = T(0);              ///< records that wait
  T start_rate = T(0);       ///< services begun [records/s]
  T start_slope = T(0);      ///< [records/s^2]
  T capacity = T(0);         ///< services that could begin [records/s]
  T capacity_slope = T(0);   ///< [records/s^2]
  T consumers = T(0);
  T consumers_slope = T(0);  ///< [1/s]
  bool waiting = false;      ///< records wait within the segment
  friend bool operator==(segment const&, segment const&) = default;
};

/// Partitions that behave alike.
template <Real T = double> struct partition_group {
  T partitions = T(1);                    ///< how many; of a partition with several ordered lanes each lane counts
  T share = T(1);                         ///< of the topic's arrivals, each
  std::vector<segment<T>> segments = {};  ///< the curve of one of them; its consumers are those of the topic when a segment begins
  T companions = T(0);                    ///< other partitions of its owner when its backlog last ended, or at the end
  friend bool operator==(partition_group const&, partition_group const&) = default;
};

/// A backlog over time. `segments` is never empty.
template <Real T = double> struct trajectory {
  std::vector<segment<T>> segments = {};
  T end = infinity_v<T>;        ///< last time that is known [s]; infinity when the last segment goes on for ever
  T initial_lag = T(0);         ///< records that waited at time 0
  T initial_lag_age = T(0);     ///< how long before 0 they came [s]
  T service_time = unset_v<T>;  ///< occupancy of one record [s]
  bool oscillates = false;      ///< the rule never settles
  T period = unset_v<T>;        ///< of the oscillation [s]; nan when it has none that repeats
  long long events = 0;         ///< evaluations and changes that were worked through
  std::vector<partition_group<T>> groups = {}; ///< one curve per kind of partition; empty where all are alike at every time, or there are none
  friend bool operator==(trajectory const&, trajectory const&) = default;
};

/// @returns lag over the segment as a quadratic of the time since its start
template <Real T> [[nodiscard]] quadratic<T> lag_curve(segment<T> const& s) {
  if (!s.waiting) { return {T(0), T(0), T(0)}; }
  return {s.lag, T(s.arrival_rate - s.start_rate), T(s.arrival_slope - s.start_slope)};
}
/// @returns arrived records over the segment
template <Real T> [[nodiscard]] quadratic<T> arrived_curve(segment<T> const& s) {
  return {s.arrived, s.arrival_rate, s.arrival_slope};
}
/// @returns started records over the segment
template <Real T> [[nodiscard]] quadratic<T> started_curve(segment<T> const& s) {
  if (!s.waiting) { return arrived_curve(s); }
  return {T(s.arrived - s.lag), s.start_rate, s.start_slope};
}

namespace detail {
/// The end of segment i of a curve that is known up to `end`.
template <Real T> [[nodiscard]] T const& end_of_segment(std::vector<segment<T>> const& all, T const& end, std::size_t i) {
  return i + 1 < all.size() ? all[i + 1].start : end;
}
} // namespace detail

/// @returns end of segment i [s]
template <Real T> [[nodiscard]] T segment_end(trajectory<T> const& f, std::size_t i) {
  return detail::end_of_segment(f.segments, f.end, i);
}

namespace detail {
template <Real T> [[nodiscard]] std::size_t segment_at(trajectory<T> const& f, T const& t, char const* function) {
  require(value_of(t) >= 0 && is_finite(t), function, "t", t, "must be finite and >= 0");
  require(value_of(t) <= value_of(f.end), function, "t", t,
          "must not be after the end of the forecast (set a later horizon)");
  auto const& all = f.segments;
  return partition_index(1, all.size(), [&](std::size_t i) { return value_of(all[i].start) <= value_of(t); }) - 1;
}
template <Real T> [[nodiscard]] T at_least_zero(T const& x) { return value_of(x) > 0 ? x : T(0); }
} // namespace detail

/// Records that arrived and have not started. @returns records
/// @throws std::domain_error t is negative, not finite or after the end
template <Real T> [[nodiscard]] T lag(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  auto const& s = f.segments[detail::segment_at(f, t, "lag")];
  return detail::at_least_zero(evaluate(lag_curve(s), T(t - s.start)));
}

/// Records that arrived, the initial lag included. @returns records
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T arrived(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  auto const& s = f.segments[detail::segment_at(f, t, "arrived")];
  return evaluate(arrived_curve(s), T(t - s.start));
}

/// Records whose service has begun: arrived - lag. @returns records
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T processed(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  auto const& s = f.segments[detail::segment_at(f, t, "processed")];
  return detail::at_least_zero(evaluate(started_curve(s), T(t - s.start))); // rounding of two large counts
}

/// @returns arrival rate [records/s]
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T arrival_rate(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  auto const& s = f.segments[detail::segment_at(f, t, "arrival_rate")];
  return s.arrival_rate + s.arrival_slope * (t - s.start);
}

/// @returns services begun [records/s]
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T throughput(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  auto const& s = f.segments[detail::segment_at(f, t, "throughput")];
  return started_curve(s).rate + started_curve(s).slope * (t - s.start);
}

/// What the consumers could do, the initial ramp of environments included. @returns records/s
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T capacity(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  auto const& s = f.segments[detail::segment_at(f, t, "capacity")];
  return s.capacity + s.capacity_slope * (t - s.start);
}

/// @returns consumers, a real number while a continuous ramp is under way
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T consumers(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  auto const& s = f.segments[detail::segment_at(f, t, "consumers")];
  return s.consumers + s.consumers_slope * (t - s.start);
}

/// Records in service at once: throughput * service_time. @returns records
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T concurrency(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  return throughput(f, t) * f.service_time;
}

/// What brokers, CloudWatch and KEDA read: lag plus the records in service. @returns records
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T offset_lag(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  return lag(f, t) + concurrency(f, t);
}

namespace detail {

/// One curve of a trajectory, of the topic or of one partition of a group.
template <Real T> struct curve_view {
  std::vector<segment<T>> const& segments;
  T end;
  T initial_lag;
  T initial_lag_age;
};
template <Real T> [[nodiscard]] curve_view<T> curve_of(trajectory<T> const& f) { return {f.segments, f.end, f.initial_lag, f.initial_lag_age}; }
template <Real T> [[nodiscard]] curve_view<T> curve_of(trajectory<T> const& f, partition_group<T> const& g) {
  return {g.segments, f.end, T(g.share * f.initial_lag), f.initial_lag_age};
}

template <Real T> [[nodiscard]] std::size_t segment_before(std::vector<segment<T>> const& all, T const& t) {
  return partition_index(1, all.size(), [&](std::size_t i) { return value_of(all[i].start) <= value_of(t); }) - 1;
}

/// t - A^-1(D(t)) of one curve.
template <Real T> [[nodiscard]] T age_at(curve_view<T> const& f, T const& t) {
  auto const k = segment_before(f.segments, t);
  auto const& now = f.segments[k];
  T const waiting = evaluate(lag_curve(now), T(t - now.start));
  if (!now.waiting || !(value_of(waiting) > 0)) { return T(0); }
  T const started = evaluate(started_curve(now), T(t - now.start));
  if (value_of(started) < value_of(f.initial_lag)) { return t + f.initial_lag_age; }
  // The last segment at whose start, before its burst, no more than `started` had arrived.
  auto const i = partition_index(0, k + 1, [&](std::size_t j) {
    return value_of(T(f.segments[j].arrived - f.segments[j].burst)) <= value_of(started);
  });
  if (i == 0) { return t; }
  auto const& s = f.segments[i - 1];
  if (value_of(started) < value_of(s.arrived)) { return t - s.start; }
  T at = s.start + time_to_accumulate(T(started - s.arrived), s.arrival_rate, s.arrival_slope);
  T const end = i - 1 < k ? f.segments[i].start : t;
  if (value_of(at) > value_of(end)) { at = end; }
  return t - at;
}

/// D^-1(A(t)) - t of one curve.
template <Real T> [[nodiscard]] T wait_from(curve_view<T> const& f, T const& t) {
  auto const k = segment_before(f.segments, t);
  auto const& now = f.segments[k];
  if (!(value_of(evaluate(lag_curve(now), T(t - now.start))) > 0)) { return T(0); }
  T const target = evaluate(arrived_curve(now), T(t - now.start));
  auto const next = partition_index(k + 1, f.segments.size(), [&](std::size_t j) {
    return value_of(started_curve(f.segments[j]).value) < value_of(target);
  });
  auto const& s = f.segments[next - 1];
  auto const curve = started_curve(s);
  T at = s.start + time_to_accumulate(T(target - curve.value), curve.rate, curve.slope);
  T const end = end_of_segment(f.segments, f.end, next - 1);
  if (value_of(at) > value_of(end)) { at = next == f.segments.size() ? infinity_v<T> : end; }
  return value_of(at) > value_of(t) ? T(at - t) : T(0);
}

} // namespace detail

/// How long the oldest waiting record has waited, 0 when nothing waits: the horizontal distance
/// t - A^-1(D(t)) between the curves of arrived and started records, never lag over rate. Of all
/// partitions the one with the oldest record counts.
/// @returns seconds
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T lag_age(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  (void)detail::segment_at(f, t, "lag_age");
  if (f.groups.empty()) { return detail::age_at(detail::curve_of(f), t); }
  T oldest = T(0);
  for (auto const& g : f.groups) { oldest = detail::larger(oldest, detail::age_at(detail::curve_of(f, g), t)); }
  return oldest;
}

/// How long a record that arrives at t waits for its service: D^-1(A(t)) - t; of records that
/// come in one burst the last one, of all partitions the one in which it waits longest. Infinity when the
/// trajectory does not reach its start.
/// @returns seconds
/// @throws std::domain_error see lag
template <Real T> [[nodiscard]] T wait_at(trajectory<T> const& f, std::type_identity_t<T> const& t) {
  (void)detail::segment_at(f, t, "wait_at");
  if (f.groups.empty()) { return detail::wait_from(detail::curve_of(f), t); }
  T longest = T(0);
  for (auto const& g : f.groups) { longest = detail::larger(longest, detail::wait_from(detail::curve_of(f, g), t)); }
  return longest;
}

/// Records of one partition of a group that arrived and have not started. @returns records
/// @throws std::domain_error see lag; group is out of range
template <Real T> [[nodiscard]] T lag(trajectory<T> const& f, std::size_t group, std::type_identity_t<T> const& t) {
  (void)detail::segment_at(f, t, "lag");
  detail::require(group < f.groups.size(), "lag", "group", double(group), "must be below the number of groups");
  auto const& all = f.groups[group].segments;
  auto const& s = all[detail::segment_before(all, T(t))];
  return detail::at_least_zero(evaluate(lag_curve(s), T(t - s.start)));
}

} // namespace ullage
