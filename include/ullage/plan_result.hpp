// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The answer to a planning question, and its words.

#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/cost.hpp>
#include <ullage/deployment.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/sizing/search.hpp>
#include <ullage/target.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ullage {

/// What a plan may choose; the rest stays as the pipeline has it.
struct free_variables {
  bool partitions = true;            ///< of the topic; of a fixed pool without partitions its size
  bool pollers = true;               ///< minimum and maximum, in a provisioned regime
  bool reserved_concurrency = false; ///< the smallest that keeps everything
  bool batch = false;                ///< batch size and window
  bool service_time = false;         ///< the largest that is allowed
  bool arrival_rate = false;         ///< the largest factor on the arrivals that is allowed
  friend bool operator==(free_variables const&, free_variables const&) = default;
};

/// What one step more of a resource gives.
template <Real T = double> struct relaxation {
  std::string variable = {};      ///< "partitions", "min_pollers", "reserved_concurrency", "service_time", ...
  T from = T(0);
  T to = T(0);
  std::string unit = {};
  std::string measure = {};       ///< what improves: "max_wait", "drained_at", ...
  T before = T(0);
  T after = T(0);
  T cost_before = unset_v<T>;     ///< [USD per month]; not a number where it cannot be told
  T cost_after = unset_v<T>;
  std::string then = {};          ///< the resource that binds after the step
  std::string text = {};
  friend bool operator==(relaxation const&, relaxation const&) = default;
};

/// A target that was dropped or loosened, and the plan without it.
template <Real T = double> struct alternative {
  std::string target = {};
  bool dropped = false;
  T limit = unset_v<T>;           ///< to what it would have to be loosened; not a number where it was dropped
  std::optional<long long> partitions = {};
  std::optional<long long> min_pollers = {};
  std::optional<long long> max_pollers = {};
  std::optional<long long> consumers = {};
  bool feasible = false;
  std::string text = {};
  friend bool operator==(alternative const&, alternative const&) = default;
};

/// Two things that can be kept each alone, and not together.
struct conflict {
  std::string first = {};
  std::string second = {};
  std::string text = {};
  friend bool operator==(conflict const&, conflict const&) = default;
};

/// The answer to "what must I provision". Never an exception where a target cannot be met.
template <Real T = double> struct plan_result {
  bool feasible = false;                          ///< every target is met
  target<T> wanted = {};
  pipeline<T> system = {};                        ///< the pipeline at the recommended, or nearest, size, with the arrivals at the end of the growth
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
  deployment<T> on = {};
  free_variables variables = {};
  std::optional<long long> reserved_concurrency = {}; ///< smallest, where it is free
  std::optional<T> batch_size = {};                   ///< chosen, where it is free [records]
  std::optional<T> batch_window = {};                 ///< chosen, where the batch is free [s]
  std::optional<T> service_time = {};                 ///< largest mean service time that keeps everything, where it is free [s]
  std::optional<T> arrival_factor = {};               ///< largest factor on the arrivals that keeps everything, where they are free
  bill<T> cost = {};                                  ///< at that size
  std::vector<relaxation<T>> relaxations = {};        ///< what one step more of each resource would give
  std::vector<alternative<T>> alternatives = {};      ///< where no plan keeps everything: what would be feasible
  std::vector<conflict> conflicts = {};               ///< pairs that can be kept alone and not together
  std::vector<std::string> notes = {};                ///< what is worth knowing of the answer
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
  if (c.side == bound::at_least) {
    return c.name + " is " + brief(c.value) + (c.met ? ", at least " : ", below ") + brief(c.limit);
  }
  auto const number = [](T const& x, int digits) { return brief(x, digits); };
  auto const time = [](T const& x, int digits) { return time_text(x, digits); };
  if (c.name == "utilization") { return pair("the utilization is", "the utilization has no limit", number); }
  if (c.name == "max_wait") { return pair("the longest wait is", "the longest wait has no limit", time); }
  if (c.name == "wait_quantile") {
    auto const share = brief(T(100 * t.wait_quantile->probability)) + " % of the records";
    return pair(share + " wait no longer than", ("the wait of " + share + " has no limit").c_str(), time);
  }
  if (c.name == "mean_wait") { return pair("the mean wait is", "the mean wait has no limit", time); }
  if (c.name == "steady_mean_wait") { return pair("the mean wait in the steady state is", "there is no steady state", time); }
  if (c.name == "steady_wait_quantile") {
    auto const share = brief(T(100 * t.steady_wait_quantile->probability)) + " % of the records";
    return pair("in the steady state " + share + " wait no longer than", "there is no steady state", time);
  }
  if (c.name == "outage") {
    return pair("after an outage of " + time_text(t.outage->duration) + " the backlog is gone in", "the backlog of an outage is never gone", time);
  }
  if (c.name == "outage_retention") { return pair("the oldest record of an outage waits", "some records of an outage wait without limit", time); }
  if (c.name == "replay") {
    return pair("a replay of " + brief(t.replay->records) + " records is done in", "the replay never ends", time);
  }
  if (c.name == "monthly_cost") { return pair("the cost in USD per month is", "the cost has no limit", number); }
  if (c.name == "drained_by") { return pair("the records that had come by then have all begun at", "the records that had come by then never all begin", time); }
  if (c.name == "peak_lag") { return pair("the largest lag in records is", "the lag grows without limit", number); }
  if (c.name == "retention") { return pair("the longest wait against the retention is", "the longest wait has no limit", time); }
  auto const unit = c.unit.empty() || c.unit == "s" ? std::string{} : " " + c.unit;
  auto const text = [&](T const& x, int digits) { return (c.unit == "s" ? time_text(x, digits) : brief(x, digits)) + unit; };
  return pair(c.name + " is", (c.name + " has no limit").c_str(), text);
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

/// The sizes of a plan, or of a decision of one, in words.
template <class Sizes> [[nodiscard]] std::string count_of(Sizes const& r) {
  std::string out;
  if (r.partitions) { out = counted(*r.partitions, "partition", "partitions"); }
  if (r.min_pollers) {
    out += (out.empty() ? "" : " with ") + std::to_string(*r.min_pollers) + " minimum and " + counted(*r.max_pollers, "maximum poller", "maximum pollers");
  }
  if (r.consumers) { out += counted(*r.consumers, "consumer", "consumers"); }
  return out;
}

/// Variables beside the sizes, what relaxing is worth, alternatives and cost, in sentences.
template <Real T> [[nodiscard]] std::string rest_of(plan_result<T> const& r) {
  std::string out;
  if (r.batch_size) { out += " batch_size is " + brief(*r.batch_size) + ", batch_window " + time_text(*r.batch_window) + "."; }
  if (r.reserved_concurrency) { out += " reserved_concurrency is " + std::to_string(*r.reserved_concurrency) + "."; }
  if (r.service_time) { out += " service_time may be up to " + time_text(*r.service_time, 6) + "."; }
  if (r.arrival_factor) {
    T const percent = 100 * (*r.arrival_factor - 1);
    out += value_of(percent) < 0 ? " The arrivals have to fall by " + brief(T(-percent)) + " %." : " The arrivals may grow by " + brief(percent) + " %.";
  }
  if (!r.relaxations.empty()) { out += " " + r.relaxations.front().text + "."; }
  for (auto const& c : r.conflicts) { out += " " + c.text + "."; }
  for (std::size_t i = 0; i < r.alternatives.size(); ++i) { out += (i == 0 ? " Feasible: " : "; ") + r.alternatives[i].text; }
  if (!r.alternatives.empty()) { out += "."; }
  if (value_of(r.cost.total) > 0 && !is_nan(r.on.memory_mb)) {
    out += " It costs " + brief(r.cost.total, 6) + " USD per month" + (r.cost.unknown.empty() ? "" : ", without what cannot be priced") + ".";
  }
  return out;
}

} // namespace detail

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
  if (!detail::is_finite(f.peak_lag)) {
    out += (size.empty() ? " The lag " : " At " + size + " the lag ") + std::string("grows without limit.");
  } else if (value_of(f.peak_lag) > negligible_lag) {
    out += size.empty() ? " The lag " : " At " + size + " the lag ";
    out += "peaks at " + brief(f.peak_lag, 6) + " records after " + time_text(f.peak_lag_at);
    out += detail::is_finite(f.drained_at) ? " and is gone at " + time_text(f.drained_at) : " and is never gone";
    out += detail::is_finite(f.max_wait) ? "; the oldest record waits " + time_text(f.max_wait) + "." : "; some records never begin.";
  } else {
    out += " No backlog forms.";
  }
  out += detail::rest_of(r);
  return out;
}

} // namespace ullage
