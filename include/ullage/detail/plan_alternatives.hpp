// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Plans without one of the targets, with a looser one, and pairs of targets that contradict each other.

#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/detail/planner.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/plan_result.hpp>
#include <ullage/target.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ullage::detail {

/// The question without some of its limits.
template <Real T> [[nodiscard]] question<T> without(question<T> q, std::vector<std::string> const& names) {
  auto& t = q.wanted;
  for (auto const& name : names) {
    if (name == "utilization") { t.utilization = unset_v<T>; }
    if (name == "headroom") { t.headroom = unset_v<T>; }
    if (name == "max_wait") { t.max_wait = unset_v<T>; }
    if (name == "mean_wait") { t.mean_wait = unset_v<T>; }
    if (name == "wait_quantile") { t.wait_quantile.reset(); }
    if (name == "drained_by") { t.drained_by = unset_v<T>; }
    if (name == "peak_lag") { t.peak_lag = unset_v<T>; }
    if (name == "steady_mean_wait") { t.steady_mean_wait = unset_v<T>; }
    if (name == "steady_wait_quantile") { t.steady_wait_quantile.reset(); }
    if (name == "outage") { t.outage.reset(); }
    if (name == "replay") { t.replay.reset(); }
    if (name == "monthly_cost") { t.monthly_cost = unset_v<T>; }
    // Also what the platform asks, and what comes with the retention.
    q.without.push_back(name);
  }
  return q;
}

/// The question with another limit of a target.
/// @returns nothing for a name whose limit is no field of its own
template <Real T> [[nodiscard]] std::optional<question<T>> with_limit(question<T> q, std::string const& name, T const& limit) {
  auto& t = q.wanted;
  if (name == "utilization" && value_of(limit) <= 1) {
    t.utilization = limit;
  } else if (name == "headroom") {
    t.headroom = limit;
  } else if (name == "max_wait") {
    t.max_wait = limit;
  } else if (name == "mean_wait") {
    t.mean_wait = limit;
  } else if (name == "wait_quantile") {
    t.wait_quantile->limit = limit;
  } else if (name == "drained_by") {
    t.drained_by = limit;
  } else if (name == "peak_lag") {
    t.peak_lag = limit;
  } else if (name == "steady_mean_wait") {
    t.steady_mean_wait = limit;
  } else if (name == "steady_wait_quantile") {
    t.steady_wait_quantile->limit = limit;
  } else if (name == "outage") {
    t.outage->recovered_within = limit;
  } else if (name == "replay") {
    t.replay->within = limit;
  } else if (name == "monthly_cost") {
    t.monthly_cost = limit;
  } else {
    return std::nullopt;
  }
  return q;
}

/// @param d sizes that keep everything else
template <Real T, class Sizes> [[nodiscard]] alternative<T> alternative_of(std::string const& name, Sizes const& d) {
  alternative<T> out;
  out.target = name;
  out.feasible = true;
  out.partitions = d.partitions;
  out.min_pollers = d.min_pollers;
  out.max_pollers = d.max_pollers;
  out.consumers = d.consumers;
  return out;
}

/// How far one target has to be loosened: between the limit that is asked and one that is reached, to a thousandth.
/// The limit that counts is the value that the plan at the loosened limit reaches.
/// @param nearest the sizes that miss least; where they miss this target alone they are a plan at the value they reach
template <Real T>
[[nodiscard]] std::optional<alternative<T>> loosened_plan(question<T> const& q, constraint<T> const& missed, plan_result<T> const& nearest,
                                                          decision<T> const& dropped, int steps) {
  auto const reached = [&](pipeline<T> const& system) -> std::optional<T> {
    for (auto const& c : q.judge()(system).constraints) {
      if (c.name == missed.name && is_finite(c.value)) { return c.value; }
    }
    return std::nullopt;
  };
  std::optional<alternative<T>> best;
  T good = missed.limit;
  auto const take = [&](alternative<T>&& found, T const& limit) {
    best = std::move(found);
    good = limit;
  };
  auto const nearest_limit = is_finite(missed.value) ? with_limit(q, missed.name, missed.value) : std::nullopt;
  if (nearest_limit && all_met(nearest_limit->judge()(nearest.system).constraints)) {
    take(alternative_of<T>(missed.name, nearest), missed.value);
  } else if (auto const v = reached(dropped.system)) {
    if (auto const wider = with_limit(q, missed.name, *v)) {
      if (auto const d = decide_sizes(*wider); d.met) { take(alternative_of<T>(missed.name, d), *v); }
    }
  }
  if (!best) { return std::nullopt; }
  T bad = missed.limit;
  for (int i = 0; i < steps; ++i) {
    T const middle = (bad + good) / 2;
    auto const d = decide_sizes(*with_limit(q, missed.name, middle));
    if (!d.met) {
      bad = middle;
      continue;
    }
    // What the plan reaches is a limit that it keeps, too.
    auto const v = reached(d.system);
    bool const nearer = v && (missed.side == bound::at_most ? value_of(*v) < value_of(middle) : value_of(*v) > value_of(middle));
    take(alternative_of<T>(missed.name, d), nearer ? *v : middle);
  }
  best->limit = good;
  return best;
}

/// Events that the scan of one alternative may cost: the question has no answer, so that each of them may try every size.
inline constexpr long long alternative_events = 2'000;

/// Fills in what would be feasible, and which pairs of limits contradict each other.
/// @param cheap a plan costs little, so that limits may be bisected and pairs be tried
template <Real T> void add_alternatives(plan_result<T>& r, question<T> q, bool cheap) {
  if (q.wanted.max_scan_events > alternative_events) { q.wanted.max_scan_events = alternative_events; }
  auto const say = [&](alternative<T> a, std::string const& how) {
    auto const size = count_of(a);
    a.text = how + (size.empty() ? " the rest is kept" : ": " + size);
    r.alternatives.push_back(a);
  };
  std::vector<std::string> names;
  for (auto const& c : r.constraints) {
    if (c.from == demand::wanted || !c.met) { names.push_back(c.name); }
  }
  std::vector<bool> alone(names.size(), true);
  bool const several = names.size() > 1;
  for (auto const& c : r.constraints) {
    bool listed = false;
    for (auto const& n : names) { listed = listed || n == c.name; }
    if (!listed) { continue; }
    auto const d = decide_sizes(without(q, {c.name}));
    if (d.met && several) {
      auto a = alternative_of<T>(c.name, d);
      a.dropped = true;
      say(a, "without " + c.name);
    }
    if (c.from == demand::wanted && !c.met && (d.met || !several)) {
      if (auto a = loosened_plan(q, c, r, d, cheap ? 10 : 0)) {
        auto const text = c.unit == "s" ? time_text(a->limit) : brief(a->limit) + (c.unit.empty() ? "" : " " + c.unit);
        say(*a, c.name + " of " + text);
      }
    }
  }
  if (!cheap || !several) { return; }
  auto const only = [&](std::size_t i, std::size_t k) {
    std::vector<std::string> others;
    for (std::size_t j = 0; j < names.size(); ++j) {
      if (j != i && j != k) { others.push_back(names[j]); }
    }
    return decide_sizes(without(q, others));
  };
  for (std::size_t i = 0; i < names.size(); ++i) { alone[i] = only(i, i).met; }
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t k = i + 1; k < names.size(); ++k) {
      if (!alone[i] || !alone[k]) { continue; }
      auto const both = only(i, k);
      if (both.met) { continue; }
      r.conflicts.push_back({names[i], names[k], names[i] + " and " + names[k] + " can each be kept alone, but " +
                                                     (both.proven ? "not together" : "no size that was tried keeps both")});
    }
  }
}

} // namespace ullage::detail
