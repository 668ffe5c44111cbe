// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What is wanted of a pipeline, and how far a forecast is from it.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>

#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ullage {

/// A share of the records that must not wait longer than a limit.
template <Real T = double> struct quantile_target {
  T probability = unset_v<T>; ///< in (0, 1), required
  T limit = unset_v<T>;       ///< [s], >= 0, required
  friend bool operator==(quantile_target const&, quantile_target const&) = default;
};

/// Traffic goes on while nothing is processed for some time; how soon must everything have begun again?
template <Real T = double> struct outage_target {
  T duration = unset_v<T>;         ///< of the outage [s], > 0, required
  T recovered_within = unset_v<T>; ///< from its end until nothing waits [s], >= 0, required
  friend bool operator==(outage_target const&, outage_target const&) = default;
};

/// Old records are read again beside the live traffic; how soon must they all have begun?
template <Real T = double> struct replay_target {
  T records = unset_v<T>; ///< > 0, required
  T within = unset_v<T>;  ///< from the start until nothing waits [s], >= 0, required
  friend bool operator==(replay_target const&, replay_target const&) = default;
};

/// The arrivals grow at a compound rate until the end of the planning horizon.
template <Real T = double> struct growth_target {
  T per_year = unset_v<T>; ///< 0.4: 40 % more each year, > -1, required
  T years = unset_v<T>;    ///< >= 0, required
  friend bool operator==(growth_target const&, growth_target const&) = default;
};

/// @returns the factor on the arrivals at the end of the horizon
template <Real T> [[nodiscard]] T growth_factor(growth_target<T> const& g) {
  using std::pow;
  return pow(T(1 + g.per_year), g.years);
}

/// What is wanted. A field that is left alone is not asked for; at least one must be.
template <Real T = double> struct target {
  T utilization = unset_v<T>;                              ///< mean arrival rate over full capacity, in (0, 1]
  T max_wait = unset_v<T>;                                 ///< longest wait of any record [s], >= 0
  std::optional<quantile_target<T>> wait_quantile = {};    ///< wait that a share of the records does not exceed
  T drained_by = unset_v<T>;                               ///< at that time nothing waits [s], >= 0
  T peak_lag = unset_v<T>;                                 ///< largest lag [records], >= 0
  T retention_fraction = unset_v<T>;                       ///< longest wait over the pipeline's retention, in (0, 1]
  long long max_partitions = 10'000;                       ///< largest count that is tried, >= 1
  long long max_scan_events = 400'000;                     ///< events that a scan may cost before it samples, >= 1
  T headroom = unset_v<T>;                                 ///< full capacity over the mean arrival rate - 1, >= 0
  T mean_wait = unset_v<T>;                                ///< mean wait over all records of the load [s], >= 0
  T probability = unset_v<T>;                              ///< chance with which max_wait, drained_by, peak_lag and retention hold, in (0, 1); wait_quantile then counts chance too. Unset: the expected course
  T steady_mean_wait = unset_v<T>;                         ///< mean wait in the steady state at the mean arrival rate with all consumers at work [s], >= 0
  std::optional<quantile_target<T>> steady_wait_quantile = {}; ///< the same for a share of the records
  std::optional<outage_target<T>> outage = {};             ///< recovery after an outage
  std::optional<replay_target<T>> replay = {};             ///< a replay beside live traffic
  std::optional<growth_target<T>> growth = {};             ///< every target is kept by the arrivals of the end of the horizon
  T monthly_cost = unset_v<T>;                             ///< [USD per month], >= 0; needs a deployment that can be priced
  friend bool operator==(target const&, target const&) = default;
};

/// @returns true when some field limits something
template <Real T> [[nodiscard]] bool asks_anything(target<T> const& t) {
  for (auto const& x : {t.utilization, t.headroom, t.max_wait, t.mean_wait, t.drained_by, t.peak_lag, t.steady_mean_wait, t.monthly_cost}) {
    if (!detail::is_nan(x)) { return true; }
  }
  return t.wait_quantile || t.steady_wait_quantile || t.outage || t.replay;
}

/// Refuses a target that asks for nothing or for something impossible by form.
/// @throws std::domain_error
template <Real T> void validate(target<T> const& t, pipeline<T> const& p) {
  auto const f = "target";
  auto const asked = [](T const& x) { return !detail::is_nan(x); };
  auto const share = [&](char const* field, T const& x) {
    detail::require(!asked(x) || (value_of(x) > 0 && value_of(x) <= 1), f, field, x, "must be in (0, 1]");
  };
  auto const amount = [&](char const* field, T const& x) {
    if (asked(x)) { detail::require_nonnegative(f, field, x); }
  };
  share("utilization", t.utilization);
  amount("max_wait", t.max_wait);
  if (t.wait_quantile) {
    auto const& q = *t.wait_quantile;
    detail::require(value_of(q.probability) > 0 && value_of(q.probability) < 1, f, "wait_quantile.probability", q.probability,
                    "must be in (0, 1)");
    detail::require_nonnegative(f, "wait_quantile.limit", q.limit);
    detail::require(detail::is_finite(ends_at(p.arrivals)) || !detail::is_nan(p.horizon), f, "wait_quantile.probability",
                    q.probability, "of endless arrivals nearly all records wait nothing: give the arrivals a duration, or the pipeline a horizon");
  }
  amount("drained_by", t.drained_by);
  detail::require(!asked(t.drained_by) || detail::is_nan(p.horizon) || value_of(t.drained_by) <= value_of(p.horizon), f,
                  "drained_by", t.drained_by, "must not be after the horizon of the pipeline");
  amount("peak_lag", t.peak_lag);
  share("retention_fraction", t.retention_fraction);
  bool const retained = detail::is_finite(p.retention);
  detail::require(!asked(t.retention_fraction) || retained, f, "retention_fraction", t.retention_fraction,
                  "needs a finite retention in the pipeline");
  detail::require(t.max_partitions >= 1 && t.max_partitions <= 1'000'000'000, f, "max_partitions", double(t.max_partitions),
                  "must be in [1, 1000000000]");
  detail::require(t.max_scan_events >= 1, f, "max_scan_events", double(t.max_scan_events), "must be >= 1");
  amount("headroom", t.headroom);
  amount("mean_wait", t.mean_wait);
  detail::require(!asked(t.probability) || (value_of(t.probability) > 0 && value_of(t.probability) < 1), f, "probability", t.probability,
                  "must be in (0, 1)");
  amount("steady_mean_wait", t.steady_mean_wait);
  if (t.steady_wait_quantile) {
    auto const& q = *t.steady_wait_quantile;
    detail::require(value_of(q.probability) > 0 && value_of(q.probability) < 1, f, "steady_wait_quantile.probability", q.probability,
                    "must be in (0, 1)");
    detail::require_nonnegative(f, "steady_wait_quantile.limit", q.limit);
  }
  if (t.outage) {
    detail::require_positive(f, "outage.duration", t.outage->duration);
    detail::require_nonnegative(f, "outage.recovered_within", t.outage->recovered_within);
  }
  if (t.replay) {
    detail::require_positive(f, "replay.records", t.replay->records);
    detail::require_nonnegative(f, "replay.within", t.replay->within);
  }
  if (t.growth) {
    detail::require(value_of(t.growth->per_year) > -1 && value_of(t.growth->per_year) <= 1000, f, "growth.per_year", t.growth->per_year,
                    "must be in (-1, 1000] (0.4: 40 % more each year)");
    detail::require(value_of(t.growth->years) >= 0 && value_of(t.growth->years) <= 100, f, "growth.years", t.growth->years,
                    "must be in [0, 100]");
  }
  amount("monthly_cost", t.monthly_cost);
  if (!asks_anything(t) && !retained) {
    throw std::domain_error("target: nothing is asked for; set at least one of utilization, headroom, max_wait, mean_wait, wait_quantile, "
                            "drained_by, peak_lag, steady_mean_wait, steady_wait_quantile, outage, replay, monthly_cost "
                            "(or retention in the pipeline)");
  }
}

/// When everything that had come by an instant has begun: before it when nothing waits then.
template <Real T> [[nodiscard]] T begun_by(forecast_result<T> const& f, T const& instant) {
  auto const& path = f.path;
  if (value_of(instant) > value_of(path.end)) { return infinity_v<T>; }
  if (value_of(lag(path, instant)) > negligible_lag) { return instant + wait_at(path, instant); }
  T last = T(0);
  for (auto const& b : backlogs(path)) {
    if (value_of(b.end) <= value_of(instant)) { last = b.end; }
  }
  return last;
}

/// Every constraint of a target that one forecast tells, in a fixed order: the expected course, without chance.
template <Real T>
[[nodiscard]] std::vector<constraint<T>> constraints_of(forecast_result<T> const& f, target<T> const& t) {
  std::vector<constraint<T>> out;
  auto const add = [&](char const* name, T const& value, T const& limit, T const& unit_margin, char const* unit) {
    out.push_back(constraint_of(name, value, limit, unit_margin));
    out.back().unit = unit;
  };
  T const service = f.path.service_time;
  auto const asked = [](T const& x) { return !detail::is_nan(x); };
  if (asked(t.utilization)) { add("utilization", f.utilization, t.utilization, T(1), ""); }
  if (asked(t.headroom)) {
    out.push_back(constraint_of("headroom", headroom(f), t.headroom, T(1), bound::at_least));
  }
  if (asked(t.max_wait)) { add("max_wait", f.max_wait, t.max_wait, service, "s"); }
  if (asked(t.mean_wait)) { add("mean_wait", f.mean_wait, t.mean_wait, service, "s"); }
  if (t.wait_quantile) { add("wait_quantile", wait_quantile(f, t.wait_quantile->probability), t.wait_quantile->limit, service, "s"); }
  if (asked(t.drained_by)) { add("drained_by", begun_by(f, t.drained_by), t.drained_by, service, "s"); }
  if (asked(t.peak_lag)) { add("peak_lag", f.peak_lag, t.peak_lag, T(1), "records"); }
  if (detail::is_finite(f.system.retention)) {
    T const share = asked(t.retention_fraction) ? t.retention_fraction : T(1);
    add("retention", f.max_wait, T(share * f.system.retention), service, "s");
  }
  return out;
}

} // namespace ullage
