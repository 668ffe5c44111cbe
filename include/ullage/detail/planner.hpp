// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The sizes of a plan, decided one after another.

#include <ullage/assess.hpp>
#include <ullage/brokers.hpp>
#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/plan_result.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/sizing/partitions.hpp>
#include <ullage/sizing/pollers.hpp>
#include <ullage/sizing/search.hpp>
#include <ullage/target.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ullage::detail {

/// A planning question: the pipeline with its growth, the target without it.
template <Real T> struct question {
  pipeline<T> base = {};
  target<T> wanted = {};
  deployment<T> on = {};
  free_variables variables = {};
  std::vector<std::string> without = {}; ///< limits that do not count, by name

  [[nodiscard]] full_judge<T> judge() const { return {wanted, on, without}; }
};

/// What was decided, before the forecast is kept and the words are made.
template <Real T> struct decision {
  bool met = true;
  pipeline<T> system = {};
  std::optional<long long> partitions = {};
  std::optional<long long> min_pollers = {};
  std::optional<long long> max_pollers = {};
  std::optional<long long> consumers = {};
  std::vector<constraint<T>> below = {};
  limits_named limits = {};
  bool monotone = false;
  bool proven = true;
  size_range searched = {};
  std::vector<size_range> feasible = {};
};

/// Is the expected course all that a target looks at?
template <Real T> [[nodiscard]] bool looks_at_course_alone(target<T> const& t) {
  return !needs_chance(t) && !t.outage && !t.replay && is_nan(t.monthly_cost);
}

/// More partitions are never worse for this question.
template <Real T> [[nodiscard]] monotony shape_of(question<T> const& q) {
  bool const plain = looks_at_course_alone(q.wanted) && std::holds_alternative<no_cluster>(q.on.cluster) && value_of(q.base.batch_size) <= 1;
  return plain && monotone_in_partitions(q.base) ? monotony::monotone : monotony::unknown;
}

/// The part of a target that nothing keeps when eager consumers do not keep it in the expected course.
///
/// Chance makes extremes larger than those of the expected course, so that a probability of one half or more leaves the
/// bound in place. A steady state needs a utilization below 1.
template <Real T> [[nodiscard]] target<T> necessary_target(question<T> const& q, monotony shape) {
  auto t = bounded_target(q.wanted, shape);
  if (needs_chance(t)) {
    t.wait_quantile.reset();
    t.mean_wait = unset_v<T>;
    if (value_of(t.probability) < 0.5) { t.max_wait = t.drained_by = t.peak_lag = unset_v<T>; }
    bool const steady = !is_nan(t.steady_mean_wait) || t.steady_wait_quantile;
    if (steady && is_nan(t.utilization)) { t.utilization = T(1); }
  }
  auto const out = [&](char const* name) {
    for (auto const& x : q.without) {
      if (x == name) { return true; }
    }
    return false;
  };
  if (out("retention")) { t.retention_fraction = infinity_v<T>; }
  return t;
}

template <Real T> void decide_partitions(decision<T>& r, question<T> const& q, std::optional<poller_limits> const& pollers) {
  auto const most_pollers = [&](pipeline<T> const& base, long long n) {
    auto const minimum = larger_of(pollers->least, smaller_of(pollers->most_minimum, n));
    return with_pollers(with_partitions(base, n), minimum, larger_of(pollers->least, smaller_of(pollers->most, n)));
  };
  auto judge = q.judge();
  bool const any_pollers = pollers && q.variables.pollers;
  if (any_pollers) {
    // The search gives every count the most pollers; what they cost, and how many there may be, is judged with those chosen.
    for (auto const* name : {"monthly_cost", "minimum_pollers", "maximum_pollers", "group_pollers"}) { judge.without.emplace_back(name); }
  }
  auto const shape = any_pollers ? monotony::unknown : shape_of(q);
  auto const& base = q.base;
  auto const bounded = necessary_target(q, shape);
  auto const found = any_pollers ? size_partitions(base, q.wanted, most_pollers, shape, judge, bounded)
                                 : size_partitions(base, q.wanted, [](pipeline<T> const& b, long long n) { return with_partitions(b, n); }, shape, judge, bounded);
  r.met = found.partitions.has_value();
  r.partitions = found.nearest;
  r.monotone = found.monotone;
  r.proven = found.proven;
  r.searched = found.searched;
  r.feasible = found.feasible;
  r.limits = found.limits;
  r.system = with_partitions(q.base, found.nearest);
  if (r.met && found.nearest > 1 && !std::holds_alternative<measured_shares<T>>(q.base.skew)) {
    r.below = judge(any_pollers ? most_pollers(q.base, found.nearest - 1) : with_partitions(q.base, found.nearest - 1)).constraints;
  }
}

template <Real T> void decide_pollers(decision<T>& r, question<T> const& q, poller_limits const& limits, bool only) {
  auto const judge = q.judge();
  auto const found = size_pollers(r.system, judge, limits);
  r.met = r.met && found.minimum.has_value();
  r.min_pollers = found.nearest;
  r.max_pollers = found.maximum;
  if (only) {
    r.searched = found.searched;
    r.limits = found.limits;
    if (r.met && found.nearest > limits.least) {
      r.below = judge(with_pollers(r.system, found.nearest - 1, larger_of(found.nearest - 1, limits.most))).constraints;
    }
  }
  r.system = with_pollers(r.system, found.nearest, found.maximum);
}

template <Real T> void decide_pool(decision<T>& r, question<T> const& q) {
  auto const judge = q.judge();
  auto const found = size_pool(q.base, judge, q.wanted.max_partitions);
  r.met = found.consumers.has_value();
  r.consumers = found.nearest;
  r.monotone = true;
  r.searched = found.searched;
  r.limits = found.limits;
  r.system = with_pool(q.base, found.nearest);
  if (r.met && found.nearest > 1) { r.below = judge(with_pool(q.base, found.nearest - 1)).constraints; }
}

/// Partitions, pollers and pools, each as far as it is free.
template <Real T> [[nodiscard]] decision<T> decide_sizes(question<T> const& q) {
  decision<T> r;
  r.system = q.base;
  auto const limits = provisioned_limits(q.base.scaling.name);
  bool const ordered = q.base.partitions.has_value() || needs_partitions(q.base.scaling.name);
  bool const sizes_partitions = ordered && q.variables.partitions;
  bool const sizes_pollers = limits && q.variables.pollers;
  bool const sizes_pool = !ordered && !limits && is_fixed(q.base.scaling) && q.variables.partitions;
  if (sizes_partitions) { decide_partitions(r, q, limits); }
  if (sizes_pollers) { decide_pollers(r, q, *limits, !sizes_partitions); }
  if (sizes_pool) { decide_pool(r, q); }
  if (!sizes_partitions && !sizes_pollers && !sizes_pool) { r.met = all_met(q.judge()(r.system).constraints); }
  if (ordered && !sizes_partitions) { r.partitions = q.base.partitions; }
  return r;
}

} // namespace ullage::detail
