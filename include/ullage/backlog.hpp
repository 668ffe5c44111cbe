// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The exact backlog of a topic, partition by partition, under any arrivals and any scaling regime,
/// from event to event.
///
/// Between events the arrival rate and the capacity are linear in time, so a lag is a quadratic whose
/// zeros are known in closed form; no time is stepped. Every owner serves what has waited longest among its
/// partitions. Source: control loop and order of events as in scaling/controller.hpp. Accuracy: rounding only;
/// instants are exact to a few units in the last place of the time.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/backlog_run.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/packing.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/trajectory.hpp>

#include <cstddef>
#include <limits>
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
  std::vector<T> shares = {};        ///< of the arrivals, one per lane, sum 1; empty: all the same
  assignor assignment = assignor::range; ///< which consumer owns which lanes
  friend bool operator==(backlog_model const&, backlog_model const&) = default;
};

namespace detail {

inline constexpr std::size_t most_listed_lanes = 1'000'000;

template <Real T> void validate_shares(backlog_model<T> const& m) {
  using std::sqrt;
  auto const f = "backlog";
  if (m.shares.empty()) { return; }
  double const n = static_cast<double>(m.shares.size());
  require(m.shares.size() <= most_listed_lanes, f, "shares.size()", n, "must be <= 1000000");
  require(n == static_cast<double>(value_of(m.consumers.lanes)), f, "shares.size()", n, "must be the number of lanes");
  require_shares(f, m.shares);
  T sum = T(0);
  for (T const& s : m.shares) { sum += s; }
  T const off = value_of(sum) < 1 ? T(1 - sum) : T(sum - 1);
  require(value_of(T(off * off)) <= value_of(T(16 * std::numeric_limits<T>::epsilon())), f, "sum of shares", sum, "must be 1");
}

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
  detail::validate_shares(m);
  validate(m.scaling);
  bool const capped = is_fixed(m.scaling) || detail::is_finite(consumer_cap(m.scaling, c.lanes)) ||
                      (std::holds_alternative<proportional<T>>(m.scaling.up) && detail::is_finite(c.lanes));
  detail::require(capped && detail::is_finite(starting_consumers(m.scaling, c.lanes)), f, "partitions", c.lanes,
                  "must be given for this regime, or max_consumers and initial_consumers");
}

/// The backlog over time.
///
/// One fluid per partition, those that behave alike in one group: the consumers at work own whole partitions,
/// and every owner is one first-in-first-out server of all that it owns, at its full rate as long as one of its
/// partitions waits. Whenever the number of owners changes, partitions and what waits in them change hands.
/// Limits on concurrency and on new environments are shared: an owner without a backlog has what it needs,
/// the others equal parts of the rest. The topic is the sum over its partitions. Equal shares: contiguous
/// blocks whatever the assignor, and no cost per partition. Evaluations that cannot change anything are
/// skipped in closed form. Overload is an answer: the lag then grows without end.
/// @returns segments from time 0 until nothing changes any more, or until the horizon
/// @throws std::domain_error a field is out of range, by name
/// @throws evaluation_error more than max_events events, two segments of groups counted as one
template <Real T> [[nodiscard]] trajectory<T> backlog(backlog_model<T> const& m) {
  validate(m);
  return detail::backlog_run<T, backlog_model<T>>(m).run();
}

} // namespace ullage
