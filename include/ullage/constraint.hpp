// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What a plan has to keep, and how far a forecast is from it.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>

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
};

/// One thing that a plan has to keep.
template <Real T = double> struct constraint {
  std::string name;
  T value = unset_v<T>;  ///< what the forecast gives
  T limit = unset_v<T>;  ///< what is allowed
  T margin = unset_v<T>; ///< limit - value
  T scale = T(1);        ///< what the margin is measured against: the limit; where that is 0 one service time or one record
  bool met = false;
  friend bool operator==(constraint const&, constraint const&) = default;
};

/// @returns margin / scale
template <Real T> [[nodiscard]] T relative_margin(constraint<T> const& c) { return c.margin / c.scale; }

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
  if (!asked(t.utilization) && !asked(t.max_wait) && !t.wait_quantile && !asked(t.drained_by) && !asked(t.peak_lag) && !retained) {
    throw std::domain_error("target: nothing is asked for; set at least one of utilization, max_wait, wait_quantile, "
                            "drained_by, peak_lag (or retention in the pipeline)");
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

/// Every constraint of a target at a forecast, in a fixed order.
template <Real T>
[[nodiscard]] std::vector<constraint<T>> constraints_of(forecast_result<T> const& f, target<T> const& t) {
  std::vector<constraint<T>> out;
  auto const add = [&](char const* name, T const& value, T const& limit, T const& unit) {
    bool const met = value_of(value) <= value_of(T(limit * (1 + T(1e-12))));
    out.push_back({name, value, limit, T(limit - value), value_of(limit) > 0 ? limit : unit, met});
  };
  T const service = f.path.service_time;
  auto const asked = [](T const& x) { return !detail::is_nan(x); };
  if (asked(t.utilization)) { add("utilization", f.utilization, t.utilization, T(1)); }
  if (asked(t.max_wait)) { add("max_wait", f.max_wait, t.max_wait, service); }
  if (t.wait_quantile) { add("wait_quantile", wait_quantile(f, t.wait_quantile->probability), t.wait_quantile->limit, service); }
  if (asked(t.drained_by)) { add("drained_by", begun_by(f, t.drained_by), t.drained_by, service); }
  if (asked(t.peak_lag)) { add("peak_lag", f.peak_lag, t.peak_lag, T(1)); }
  if (detail::is_finite(f.system.retention)) {
    T const share = asked(t.retention_fraction) ? t.retention_fraction : T(1);
    add("retention", f.max_wait, T(share * f.system.retention), service);
  }
  return out;
}

/// @returns true when all are met, but for one that is left out by name
template <Real T>
[[nodiscard]] bool all_met(std::vector<constraint<T>> const& all, std::string const& but = {}) {
  for (auto const& c : all) {
    if (!c.met && c.name != but) { return false; }
  }
  return true;
}

/// The constraint with the smallest relative margin, but for one left out by name.
/// @returns nullptr when there is none
template <Real T>
[[nodiscard]] constraint<T> const* tightest(std::vector<constraint<T>> const& all, std::string const& but = {}) {
  constraint<T> const* best = nullptr;
  for (auto const& c : all) {
    if (c.name != but && (!best || value_of(relative_margin(c)) < value_of(relative_margin(*best)))) { best = &c; }
  }
  return best;
}

} // namespace ullage
