// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What to provision so that a pipeline keeps its targets, and why.

#include <ullage/assess.hpp>
#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/cost.hpp>
#include <ullage/deployment.hpp>
#include <ullage/detail/plan_alternatives.hpp>
#include <ullage/detail/plan_failure.hpp>
#include <ullage/detail/plan_relaxations.hpp>
#include <ullage/detail/plan_variables.hpp>
#include <ullage/detail/planner.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/forecast.hpp>
#include <ullage/interval.hpp>
#include <ullage/partition_advice.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/plan_result.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/target.hpp>

#include <string>
#include <utility>

namespace ullage {

namespace detail {

/// Events of one plan up to which alternatives are looked for at any length.
inline constexpr long long cheap_events = 2'000;

template <Real T> void keep_sizes(plan_result<T>& r, decision<T>&& d) {
  r.partitions = d.partitions;
  r.min_pollers = d.min_pollers;
  r.max_pollers = d.max_pollers;
  r.consumers = d.consumers;
  r.below = std::move(d.below);
  r.binding = d.limits.binding;
  r.next = d.limits.next;
  r.monotone = d.monotone;
  r.proven = d.proven;
  r.searched = d.searched;
  r.feasible_partitions = std::move(d.feasible);
  r.system = std::move(d.system);
  r.feasible = d.met;
}

/// Allowed service time and arrivals, reserved concurrency: after the sizes, at them.
template <Real T> void decide_rest(plan_result<T>& r, question<T> const& q) {
  auto const judge = q.judge();
  auto const& v = q.variables;
  auto const meets = [&] { return all_met(judge(r.system).constraints); };
  if (v.reserved_concurrency) {
    if (auto const n = least_reserved(r.system, q)) {
      r.reserved_concurrency = *n;
      r.system.reserved_concurrency = T(double(*n));
    }
  }
  auto const allow = [&](char const* name, auto const& with_factor, auto&& keep) {
    auto const base = r.system;
    auto const x = largest_factor<T>([&](T const& k) { return with_factor(base, k); }, judge);
    if (!x) { return; }
    keep(*x);
    if (value_of(*x) < 1) {
      r.system = with_factor(base, *x);
      r.notes.push_back(std::string(name) + " has to fall to " + brief(T(100 * *x)) + " % of what it is");
    }
  };
  if (v.service_time) {
    T const now = r.system.service_time;
    allow("service_time", with_service_factor<T>, [&](T const& k) { r.service_time = T(k * now); });
  }
  if (v.arrival_rate) {
    allow("arrival_rate", with_arrival_factor<T>, [&](T const& k) { r.arrival_factor = k; });
  }
  r.feasible = meets();
}

template <Real T> void note_batches(plan_result<T>& r, batch_trial<T> const& best, std::size_t tried) {
  r.batch_size = best.size;
  r.batch_window = best.window;
  r.notes.push_back("batch_size " + brief(best.size) + " with a window of " + time_text(best.window) + " is the cheapest of " + std::to_string(tried) +
                    " pairs that were tried, not of all");
}

/// Everything but the words on what cannot be met.
template <Real T> [[nodiscard]] plan_result<T> sized(question<T>& q) {
  plan_result<T> r;
  r.on = q.on;
  r.variables = q.variables;
  if (q.variables.batch) {
    batch_choices<T> choices(q);
    auto best = choices.run();
    note_batches(r, best, choices.tried());
    q.base.batch_size = best.size;
    q.base.batch_window = best.window;
    keep_sizes(r, std::move(best.found));
  } else {
    keep_sizes(r, decide_sizes(q));
  }
  if (q.variables.reserved_concurrency || q.variables.service_time || q.variables.arrival_rate) { decide_rest(r, q); }
  auto a = assess_grown(r.system, q.wanted, q.on, demand::wanted);
  r.constraints = a.constraints;
  for (auto const& c : r.constraints) {
    if (!c.met) { r.loosened.push_back(c); }
  }
  r.feasible = r.feasible && r.loosened.empty();
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
  r.relaxations = relaxations_of(q, a, r.binding);
  r.forecast = std::move(a.forecast);
  r.cost = std::move(a.cost);
  return r;
}

/// What the answer rests on, where that is not plain.
template <Real T> void add_notes(plan_result<T>& r, pipeline<T> const& asked, target<T> const& t) {
  if (t.growth) { r.notes.push_back("all figures are for " + brief(growth_factor(*t.growth)) + " times the arrivals that were given"); }
  for (auto const& c : r.constraints) {
    if (c.from == demand::wanted && !c.note.empty()) { r.notes.push_back(c.name + ": " + c.note); }
  }
  for (auto const& item : r.cost.items) {
    if (!item.note.empty()) { r.notes.push_back(item.name + ": " + item.note); }
  }
  // Partitions are a one-way door: what the next steps would do to the keys.
  if (r.feasible && r.partitions && r.variables.partitions && r.system.scaling.name.substr(0, 5) == "kafka") {
    long long const present = asked.partitions.value_or(0);
    r.notes.push_back(partition_advice<T>(*r.partitions, {.present = present == *r.partitions ? 0 : present, .cluster = r.on.cluster}).advice);
  }
}

} // namespace detail

/// The smallest provision that keeps every target and every limit of the platform, and why.
///
/// Decided is what is free, in this order: batch size and window (the cheapest that keeps everything); the partitions (the
/// smallest); in a provisioned regime the minimum, then the maximum of pollers; of a fixed pool without partitions its size;
/// the reserved concurrency (the smallest); then, with all of those in place, the largest service time and the largest factor
/// on the arrivals that still keep everything. What is not free stays as the pipeline has it; its partitions, where they are
/// free, are the baseline and no constraint. Smallest is proven: smaller sizes fail even with all consumers at work from the
/// start, or were tried one by one (`proven` and `searched` say how far).
/// @param d what limits and the bill depend on
/// @throws std::domain_error a field is out of range, by name
/// @throws evaluation_error a forecast with more than max_events events
template <Real T>
[[nodiscard]] plan_result<T> plan(pipeline<T> const& p, target<T> const& t, deployment<T> const& d = {}, free_variables const& variables = {}) {
  pipeline<T> any = p;
  if (!any.partitions && needs_partitions(p.scaling.name)) {
    if (!variables.partitions) { validate(p); }
    any.partitions = 1;
  }
  bool const pool = !any.partitions && is_fixed(p.scaling) && detail::is_nan(p.scaling.initial_consumers) && variables.partitions;
  validate(pool ? with_pool(any, 1) : any);
  validate(t, p);
  validate(d);
  detail::question<T> q{with_growth(p, t), t, d, variables};
  q.wanted.growth.reset();
  auto r = detail::sized(q);
  r.wanted = t;
  bool const runs = !pool && (p.partitions || !needs_partitions(p.scaling.name));
  if (runs) { r.baseline = forecast(p); }
  if (!r.feasible) {
    detail::explain_failure(r, q);
    detail::add_alternatives(r, q, r.forecast.path.events < detail::cheap_events);
  }
  detail::add_notes(r, p, t);
  return r;
}

/// A plan under the best, likely and worst of what the vendor's documents allow.
template <Real T = double> struct plan_cases {
  plan_result<T> best = {};
  plan_result<T> likely = {};
  plan_result<T> worst = {};
};

/// The same question at each estimate of the regime (regime_as).
/// @throws see plan
template <Real T>
[[nodiscard]] plan_cases<T> plan_span(pipeline<T> const& p, target<T> const& t, deployment<T> const& d = {}, free_variables const& variables = {}) {
  auto const at = [&](estimate which) {
    auto other = p;
    other.scaling = regime_as(p.scaling, which);
    return plan(other, t, d, variables);
  };
  return {at(estimate::best), at(estimate::likely), at(estimate::worst)};
}

} // namespace ullage
