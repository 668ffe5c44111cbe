// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Everything that a plan has to keep, at one size of the pipeline.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/cost.hpp>
#include <ullage/deployment.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/forecast.hpp>
#include <ullage/limits.hpp>
#include <ullage/odds.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/sizing/search.hpp>
#include <ullage/target.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ullage {

/// A pipeline against everything that it has to keep.
template <Real T = double> struct assessment {
  forecast_result<T> forecast = {};            ///< with the arrivals at the end of the growth
  bill<T> cost = {};
  std::vector<constraint<T>> constraints = {}; ///< the targets, then the limits of the platform
  long long events = 0;                        ///< of all forecasts that were made
};

/// The pipeline with the arrivals of the end of the planning horizon.
template <Real T> [[nodiscard]] pipeline<T> with_growth(pipeline<T> p, target<T> const& t) {
  if (t.growth) { p.arrivals = growth_factor(*t.growth) * p.arrivals; }
  return p;
}

namespace detail {

/// Until when a recovery is followed: well beyond what is allowed, but no further than a rule can be stepped; what takes
/// longer counts as never over.
template <Real T> [[nodiscard]] T recovery_horizon(pipeline<T> const& p, T const& within) {
  T const step = p.scaling.evaluation_period;
  T const far = 20 * within + 100 * (is_finite(step) ? step : T(1)) + p.service_time;
  return is_finite(step) && value_of(step) > 0 ? smaller(far, larger(T(20'000 * step), T(2 * within))) : far;
}

} // namespace detail

/// The pipeline when an outage ends: what has come during it waits, the live traffic goes on at its mean rate.
template <Real T> [[nodiscard]] pipeline<T> after_outage(pipeline<T> p, outage_target<T> const& outage) {
  T const rate = mean_rate(p.arrivals);
  p.initial_lag += rate * outage.duration;
  p.initial_lag_age = detail::larger(p.initial_lag_age, outage.duration);
  p.arrivals = constant_rate<T>{.rate = rate};
  p.horizon = detail::recovery_horizon(p, outage.recovered_within);
  return p;
}

/// The pipeline when old records begin to be read again beside the live traffic at its mean rate.
template <Real T> [[nodiscard]] pipeline<T> with_replay(pipeline<T> p, replay_target<T> const& replay) {
  p.initial_lag += replay.records;
  p.arrivals = constant_rate<T>{.rate = mean_rate(p.arrivals)};
  p.horizon = detail::recovery_horizon(p, replay.within);
  return p;
}

namespace detail {

template <Real T> [[nodiscard]] constraint<T> recovery_of(char const* name, forecast_result<T> const& f, T const& within) {
  auto out = constraint_of(name, f.drained_at, within, f.path.service_time);
  out.unit = "s";
  return out;
}

/// What one forecast of the grown pipeline does not tell: outage, replay.
template <Real T> void add_recoveries(std::vector<constraint<T>>& out, pipeline<T> const& p, target<T> const& t, long long& events) {
  if (t.outage) {
    auto const f = forecast(after_outage(p, *t.outage));
    events += f.path.events;
    out.push_back(recovery_of("outage", f, t.outage->recovered_within));
    if (is_finite(p.retention)) {
      T const share = is_nan(t.retention_fraction) ? T(1) : t.retention_fraction;
      out.push_back(constraint_of("outage_retention", f.max_wait, T(share * p.retention), f.path.service_time));
      out.back().unit = "s";
    }
  }
  if (t.replay) {
    auto const f = forecast(with_replay(p, *t.replay));
    events += f.path.events;
    out.push_back(recovery_of("replay", f, t.replay->within));
  }
}

[[nodiscard]] inline bool is_extreme(std::string const& name) {
  return name == "max_wait" || name == "drained_by" || name == "peak_lag" || name == "retention";
}

/// Work of the chance laws for one segment of a path, in events of a forecast.
inline constexpr long long chance_events = 1'000;

/// The expected course alone misses an extreme, which chance would only make larger.
template <Real T> [[nodiscard]] bool course_decides(std::vector<constraint<T>> const& all, target<T> const& t) {
  if (!(value_of(t.probability) >= 0.5)) { return false; }
  for (auto const& c : all) {
    if (!c.met && is_extreme(c.name)) { return true; }
  }
  return false;
}

/// Chance-based constraints in the place of those of the expected course.
/// An extreme that is kept with a probability of one half or more counts no less than the expected course: chance makes
/// it larger, and an approximation must not undo that.
template <Real T> void put_chance(std::vector<constraint<T>>& all, std::vector<constraint<T>> with_chance, T const& probability) {
  for (auto& c : with_chance) {
    bool found = false;
    for (auto& old : all) {
      if (old.name != c.name) { continue; }
      bool const keeps = value_of(probability) >= 0.5 && is_extreme(c.name) && value_of(old.value) > value_of(c.value);
      if (!keeps) { old = std::move(c); }
      found = true;
      break;
    }
    if (!found) { all.push_back(std::move(c)); }
  }
}

template <Real T> [[nodiscard]] constraint<T> cost_constraint(bill<T> const& b, T const& limit) {
  if (!b.unknown.empty()) {
    throw std::domain_error("target: monthly_cost = " + show(limit) + ", but the bill cannot be told: " + b.unknown.front());
  }
  auto out = constraint_of("monthly_cost", b.total, limit, T(1));
  out.unit = "USD/month";
  return out;
}

/// Without the growth of the target, which the pipeline has already.
/// @param cost demand::wanted: everything, with the bill; demand::platform: what decides whether all is kept, with the bill
/// where it is asked for, and without chance where the expected course decides
template <Real T> [[nodiscard]] assessment<T> assess_grown(pipeline<T> const& p, target<T> const& t, deployment<T> const& d, demand cost) {
  assessment<T> out;
  out.forecast = ullage::forecast(p);
  out.events = out.forecast.path.events;
  out.constraints = constraints_of(out.forecast, t);
  if (needs_chance(t) && (cost == demand::wanted || !course_decides(out.constraints, t))) {
    put_chance(out.constraints, constraints_with_chance(out.forecast, t), t.probability);
    out.events += chance_events * static_cast<long long>(out.forecast.path.segments.size());
  }
  add_recoveries(out.constraints, p, t, out.events);
  bool const priced = !is_nan(t.monthly_cost);
  if (priced || cost == demand::wanted) { out.cost = monthly_cost(out.forecast, d); }
  if (priced) { out.constraints.push_back(cost_constraint(out.cost, t.monthly_cost)); }
  auto limits = platform_limits(out.forecast, d);
  for (auto& c : limits) { out.constraints.push_back(std::move(c)); }
  return out;
}

} // namespace detail

/// A pipeline against a target and the limits of its platform, with the bill.
///
/// Exact for the expected course; with chance where the target asks for it (odds.hpp). Costs one forecast, one more for
/// an outage and for a replay each, and the laws of chance where they are needed.
/// @throws std::domain_error a field is out of range, by name; a cost is asked for that cannot be told
template <Real T> [[nodiscard]] assessment<T> assess(pipeline<T> const& p, target<T> const& t, deployment<T> const& d = {}) {
  return detail::assess_grown(with_growth(p, t), t, d, demand::wanted);
}

/// Judges a pipeline by everything that it has to keep, but for what is left out by name.
template <Real T = double> struct full_judge {
  target<T> wanted = {}; ///< without growth
  deployment<T> on = {};
  std::vector<std::string> without = {};
  [[nodiscard]] judgement<T> operator()(pipeline<T> const& p) const {
    auto a = detail::assess_grown(p, wanted, on, demand::platform);
    judgement<T> out{{}, a.forecast.utilization, a.events};
    out.constraints.reserve(a.constraints.size());
    for (auto& c : a.constraints) {
      bool left_out = false;
      for (auto const& name : without) { left_out = left_out || name == c.name; }
      if (!left_out) { out.constraints.push_back(std::move(c)); }
    }
    return out;
  }
};

} // namespace ullage
