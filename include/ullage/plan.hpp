// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What to provision so that a pipeline keeps its targets, and why.

#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/forecast.hpp>
#include <ullage/interval.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/sizing/partitions.hpp>
#include <ullage/sizing/pollers.hpp>
#include <ullage/sizing/search.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ullage {

/// The answer to "what must I provision". Never an exception where a target cannot be met.
template <Real T = double> struct plan_result {
  bool feasible = false;                          ///< every target is met
  target<T> wanted = {};
  pipeline<T> system = {};                        ///< the pipeline at the recommended, or nearest, size
  std::optional<long long> partitions = {};       ///< recommended; nothing where the source has none
  std::optional<long long> min_pollers = {};      ///< in a provisioned regime
  std::optional<long long> max_pollers = {};      ///< in a provisioned regime
  std::optional<long long> consumers = {};        ///< size of a fixed pool without partitions
  forecast_result<T> forecast = {};               ///< at that size
  std::optional<forecast_result<T>> baseline = {}; ///< of the pipeline as it was given, where it can be run
  std::vector<constraint<T>> constraints = {};    ///< at that size
  std::vector<constraint<T>> below = {};          ///< at the next smaller size; empty when there is none
  std::string binding = {};                       ///< what keeps the size from being smaller
  std::string next = {};                          ///< what would bind without it
  std::vector<size_range> feasible_partitions = {}; ///< among the counts decided one by one
  size_range searched = {};                       ///< the counts that were decided one by one
  bool monotone = false;                          ///< bisected, since more is never worse; else scanned
  bool proven = true;                             ///< every smaller size is known to fail
  std::string reason = {};                        ///< why the targets cannot be met
  std::vector<constraint<T>> loosened = {};       ///< the targets that the nearest plan misses, with what it reaches
  std::vector<std::string> ways_out = {};         ///< what would meet the targets
};

namespace detail {

/// A constraint as a phrase.
template <Real T> [[nodiscard]] std::string phrase(constraint<T> const& c, target<T> const& t) {
  auto const pair = [&](std::string const& what, char const* endless, auto const& text) {
    if (!is_finite(c.value)) { return endless + (", above " + text(c.limit, 4)); }
    // Enough digits to tell a value from the limit that it misses.
    int digits = 4;
    while (!c.met && digits < 15 && text(c.value, digits) == text(c.limit, digits)) { ++digits; }
    return what + " " + text(c.value, digits) + (c.met ? ", within " : ", above ") + text(c.limit, digits);
  };
  auto const number = [](T const& x, int digits) { return brief(x, digits); };
  auto const time = [](T const& x, int digits) { return time_text(x, digits); };
  if (c.name == "utilization") { return pair("the utilization is", "the utilization has no limit", number); }
  if (c.name == "max_wait") { return pair("the longest wait is", "the longest wait has no limit", time); }
  if (c.name == "wait_quantile") {
    auto const share = brief(T(100 * t.wait_quantile->probability)) + " % of the records";
    return pair(share + " wait no longer than", ("the wait of " + share + " has no limit").c_str(), time);
  }
  if (c.name == "drained_by") { return pair("the records that had come by then have all begun at", "the records that had come by then never all begin", time); }
  if (c.name == "peak_lag") { return pair("the largest lag in records is", "the lag grows without limit", number); }
  return pair("the longest wait against the retention is", "the longest wait has no limit", time);
}

template <Real T> [[nodiscard]] std::string phrases(std::vector<constraint<T>> const& all, target<T> const& t, bool met) {
  std::string out;
  for (auto const& c : all) {
    if (c.met == met) { out += (out.empty() ? "" : " and ") + phrase(c, t); }
  }
  return out;
}

template <Real T> [[nodiscard]] constraint<T> const* named(std::vector<constraint<T>> const& all, std::string const& name) {
  for (auto const& c : all) {
    if (c.name == name) { return &c; }
  }
  return nullptr;
}

[[nodiscard]] inline std::string counted(long long n, char const* one, char const* many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

template <Real T> [[nodiscard]] std::string count_of(plan_result<T> const& r) {
  std::string out;
  if (r.partitions) { out = counted(*r.partitions, "partition", "partitions"); }
  if (r.min_pollers) {
    out += (out.empty() ? "" : " with ") + std::to_string(*r.min_pollers) + " minimum and " + counted(*r.max_pollers, "maximum poller", "maximum pollers");
  }
  if (r.consumers) { out += counted(*r.consumers, "consumer", "consumers"); }
  return out;
}

template <Real T> void settle_plan(plan_result<T>& r, pipeline<T> const& system) {
  r.system = system;
  r.forecast = forecast(system);
  r.constraints = constraints_of(r.forecast, r.wanted);
  for (auto const& c : r.constraints) {
    if (!c.met) { r.loosened.push_back(c); }
  }
}

/// Without an explanation of what cannot be met: sizes, forecast, limits.
template <Real T> [[nodiscard]] plan_result<T> sized(pipeline<T> const& p, target<T> const& t) {
  plan_result<T> r;
  r.wanted = t;
  auto const limits = provisioned_limits(p.scaling.name);
  bool const ordered = p.partitions.has_value() || needs_partitions(p.scaling.name);
  pipeline<T> system = p;
  bool met = true;
  if (ordered) {
    auto const with_most_pollers = [&](pipeline<T> const& base, long long n) {
      auto const lane_limit = larger_of(limits->least, smaller_of(limits->most, n));
      return with_pollers(with_partitions(base, n), larger_of(limits->least, smaller_of(limits->most_minimum, n)), lane_limit);
    };
    auto const found = limits ? size_partitions(p, t, with_most_pollers, monotony::unknown) : size_partitions(p, t);
    met = found.partitions.has_value();
    r.partitions = found.nearest;
    r.monotone = found.monotone;
    r.proven = found.proven;
    r.searched = found.searched;
    r.feasible_partitions = found.feasible;
    r.binding = found.limits.binding;
    r.next = found.limits.next;
    system = with_partitions(p, found.nearest);
    if (met && found.nearest > 1) {
      auto const smaller = limits ? with_most_pollers(p, found.nearest - 1) : with_partitions(p, found.nearest - 1);
      r.below = constraints_of(forecast(smaller), t);
    }
  }
  if (limits) {
    auto const found = size_pollers(system, t, *limits);
    met = met && found.minimum.has_value();
    r.min_pollers = found.nearest;
    r.max_pollers = found.maximum;
    if (!ordered) {
      r.searched = found.searched;
      r.binding = found.limits.binding;
      r.next = found.limits.next;
      if (met && found.nearest > limits->least) {
        r.below = constraints_of(forecast(with_pollers(system, found.nearest - 1, larger_of(found.nearest - 1, limits->most))), t);
      }
    }
    system = with_pollers(system, found.nearest, found.maximum);
  } else if (!ordered && is_fixed(p.scaling)) {
    auto const found = size_pool(p, t);
    met = found.consumers.has_value();
    r.consumers = found.nearest;
    r.monotone = true;
    r.searched = found.searched;
    r.binding = found.limits.binding;
    r.next = found.limits.next;
    system = with_pool(p, found.nearest);
    if (met && found.nearest > 1) { r.below = constraints_of(forecast(with_pool(p, found.nearest - 1)), t); }
  }
  settle_plan(r, system);
  r.feasible = met && all_met(r.constraints);
  if (!r.feasible) {
    r.binding.clear();
    r.next.clear();
  }
  if (r.binding.empty()) {
    auto const* c = tightest(r.constraints);
    r.binding = c ? c->name : "";
    auto const* second = tightest(r.constraints, r.binding);
    r.next = second ? second->name : "";
  }
  return r;
}

/// When the number of consumers first grows; infinity when it never does.
template <Real T> [[nodiscard]] T first_growth(trajectory<T> const& f) {
  for (std::size_t i = 1; i < f.segments.size(); ++i) {
    if (value_of(f.segments[i].consumers) > value_of(f.segments[0].consumers) || value_of(f.segments[i].consumers_slope) > 0) {
      return f.segments[i].start;
    }
  }
  return infinity_v<T>;
}

template <Real T> [[nodiscard]] pipeline<T> without_concurrency_limits(pipeline<T> p) {
  p.account_concurrency = infinity_v<T>;
  p.reserved_concurrency = infinity_v<T>;
  p.scaling.environment_burst = infinity_v<T>;
  p.scaling.environment_rate = infinity_v<T>;
  return p;
}

/// Would a larger concurrency alone do? Then how much.
template <Real T>
void explain_concurrency(plan_result<T>& r, pipeline<T> const& p, target<T> const& t) {
  auto const limit = consumer_model(p).concurrency_limit;
  if (!is_finite(limit)) { return; }
  bool const ordered = r.partitions.has_value();
  auto const free = without_concurrency_limits(p);
  std::optional<long long> need;
  if (ordered) {
    auto const found = size_partitions(with_all_consumers(free), t);
    need = found.partitions;
  } else {
    auto pool = free;
    pool.scaling = regime<T>("fixed");
    need = size_pool(pool, t).consumers;
  }
  if (need && double(*need) > value_of(limit)) {
    auto const what = value_of(p.reserved_concurrency) <= value_of(limit) ? "reserved_concurrency" : "account_concurrency";
    r.reason += " The concurrency limit holds it back: " + std::string(what) + " is " + brief(limit) + ".";
    r.ways_out.push_back("raise " + std::string(what) + " from " + brief(limit) + " to at least " + std::to_string(*need) +
                         (ordered ? ", with as many partitions and consumers that are there when the records come" : ", with consumers that are there when the records come"));
  }
}

/// The targets could be met by consumers that are there; the regime brings them too late.
template <Real T> void explain_slowness(plan_result<T>& r, pipeline<T> const& p, target<T> const& t, long long pool) {
  auto const& s = p.scaling;
  r.reason = "No partition count ";
  r.reason += r.proven ? "up to " + std::to_string(t.max_partitions)
                       : "from 1 to " + std::to_string(r.searched.to) + ", nor a larger one that packs well up to " + std::to_string(t.max_partitions) + ",";
  r.reason += " meets the targets under " + s.name + ": at " + count_of(r) + " " + phrases(r.loosened, t, false) + ".";
  T const start = first_growth(r.forecast.path);
  auto const at_first = r.forecast.path.segments[0].consumers;
  if (is_finite(start)) {
    bool const nobody = value_of(at_first) == 0;
    r.reason += " Until " + time_text(start) + (nobody ? " no consumer works" : " only " + counted(static_cast<long long>(value_of(at_first)), "consumer works", "consumers work")) +
                ", whatever the partition count.";
  } else {
    r.reason += " The rule never adds consumers.";
  }
  if (s.name.substr(0, 15) == "kafka-on-demand") {
    auto other = p;
    other.scaling = regime<T>("kafka-provisioned", s.assumed);
    auto const provisioned = sized(other, t);
    if (provisioned.feasible) { r.ways_out.push_back("kafka-provisioned: " + count_of(provisioned) + " meet every target"); }
  }
  r.ways_out.push_back("consumers that are all at work when the records come: " + counted(pool, "partition", "partitions") + " would then do");
}

/// Why not, how near, and what would do.
template <Real T> void explain_failure(plan_result<T>& r, pipeline<T> const& p, target<T> const& t) {
  auto const size = count_of(r);
  auto const missed = phrases(r.loosened, t, false);
  if (r.partitions) {
    auto const pool = size_partitions(with_all_consumers(p), t);
    if (pool.partitions) { return explain_slowness(r, p, t, *pool.partitions); }
    r.reason = "Even with all consumers at work from the start no partition count up to " + std::to_string(t.max_partitions) + " meets the targets: at " + size + " " + missed + ".";
  } else if (size.empty()) {
    r.reason = "Under " + p.scaling.name + " " + missed + "; there is nothing to size.";
  } else {
    r.reason = "No size up to " + std::to_string(r.searched.to) + " meets the targets: at " + size + " " + missed + ".";
  }
  if (value_of(p.initial_lag) > 0 && !is_nan(t.max_wait) && value_of(p.initial_lag_age) > value_of(t.max_wait)) {
    r.reason += " Records that wait at time 0 are already older (initial_lag_age = " + time_text(p.initial_lag_age) + ").";
    return;
  }
  explain_concurrency(r, p, t);
  if (r.ways_out.empty() && r.partitions) { r.ways_out.push_back("a shorter service_time, or a larger max_partitions in the target"); }
  if (r.ways_out.empty() && !r.partitions && !is_fixed(p.scaling)) {
    auto pool = p;
    pool.scaling = regime<T>("fixed");
    if (auto const n = size_pool(pool, t).consumers) {
      r.ways_out.push_back("consumers that are all at work when the records come: " + std::to_string(*n) + " would then do");
    }
  }
}

} // namespace detail

/// The smallest provision that keeps every target, and why.
///
/// Decided are the partitions; in a provisioned regime also the minimum and maximum of pollers, without
/// partitions those alone; of a fixed pool without partitions its size. The pipeline's own partitions
/// are the baseline, not a constraint. Smallest is proven: smaller sizes fail even with all consumers at
/// work from the start, or were tried one by one (`proven` and `searched` say how far).
/// @throws std::domain_error a field is out of range, by name
/// @throws evaluation_error a forecast with more than max_events events
template <Real T> [[nodiscard]] plan_result<T> plan(pipeline<T> const& p, target<T> const& t) {
  pipeline<T> any = p;
  if (!any.partitions && needs_partitions(p.scaling.name)) { any.partitions = 1; }
  bool const pool = !any.partitions && is_fixed(p.scaling) && detail::is_nan(p.scaling.initial_consumers);
  validate(pool ? with_pool(any, 1) : any);
  validate(t, p);
  auto r = detail::sized(p, t);
  bool const runs = !pool && (p.partitions || !needs_partitions(p.scaling.name));
  if (runs) { r.baseline = forecast(p); }
  if (!r.feasible) { detail::explain_failure(r, p, t); }
  return r;
}

/// The answer in plain words: the size, what binds, what comes next, what happens at that size.
template <Real T> [[nodiscard]] std::string explain(plan_result<T> const& r) {
  using detail::brief;
  using detail::time_text;
  auto const size = detail::count_of(r);
  auto const& f = r.forecast;
  std::string out;
  if (r.feasible) {
    out = size.empty() ? "Every target is met" : size + (size.substr(0, 2) == "1 " && !r.min_pollers ? " is enough" : " are enough");
    if (!r.below.empty() && !detail::phrases(r.below, r.wanted, false).empty()) {
      out += ", one less is not: " + detail::phrases(r.below, r.wanted, false) + ". " + r.binding + " binds";
    } else {
      out += "; " + r.binding + " is the tightest target";
    }
    if (auto const* c = detail::named(r.constraints, r.binding)) { out += " (" + detail::phrase(*c, r.wanted) + ")"; }
    if (auto const* c = detail::named(r.constraints, r.next)) { out += ", then " + r.next + " (" + detail::phrase(*c, r.wanted) + ")"; }
    out += ".";
    if (!r.proven) {
      out += " Only counts from 1 to " + std::to_string(r.searched.to) + " were all tried, so a smaller one may do as well.";
    }
  } else {
    out = r.reason;
    for (std::size_t i = 0; i < r.ways_out.size(); ++i) { out += (i == 0 ? " What would do: " : "; or ") + r.ways_out[i]; }
    if (!r.ways_out.empty()) { out += "."; }
  }
  if (value_of(f.peak_lag) > negligible_lag) {
    out += size.empty() ? " The lag " : " At " + size + " the lag ";
    if (!detail::is_finite(f.peak_lag)) { return out + "grows without limit."; }
    out += "peaks at " + brief(f.peak_lag, 6) + " records after " + time_text(f.peak_lag_at);
    out += detail::is_finite(f.drained_at) ? " and is gone at " + time_text(f.drained_at) : " and is never gone";
    out += detail::is_finite(f.max_wait) ? "; the oldest record waits " + time_text(f.max_wait) + "." : "; some records never begin.";
  } else {
    out += " No backlog forms.";
  }
  return out;
}

/// A plan under the best, likely and worst of what the vendor's documents allow.
template <Real T = double> struct plan_cases {
  plan_result<T> best = {};
  plan_result<T> likely = {};
  plan_result<T> worst = {};
};

/// The same question at each estimate of the regime (regime_as).
/// @throws see plan
template <Real T> [[nodiscard]] plan_cases<T> plan_span(pipeline<T> const& p, target<T> const& t) {
  auto const at = [&](estimate which) {
    auto other = p;
    other.scaling = regime_as(p.scaling, which);
    return plan(other, t);
  };
  return {at(estimate::best), at(estimate::likely), at(estimate::worst)};
}

} // namespace ullage
