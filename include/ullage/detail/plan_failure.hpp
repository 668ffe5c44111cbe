// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Why a plan cannot keep everything, and what would do.

#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/detail/planner.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/plan_result.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/sizing/partitions.hpp>
#include <ullage/sizing/pollers.hpp>
#include <ullage/target.hpp>
#include <ullage/trajectory.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace ullage::detail {

/// The partitions of a question, whatever is free.
template <Real T> [[nodiscard]] decision<T> decide_all_partitions(question<T> q) {
  q.variables = {.partitions = true, .pollers = false};
  return decide_sizes(q);
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
template <Real T> void explain_concurrency(plan_result<T>& r, question<T> const& q) {
  auto const& p = q.base;
  auto const limit = consumer_model(p).concurrency_limit;
  if (!is_finite(limit)) { return; }
  bool const ordered = r.partitions.has_value();
  auto free = q;
  free.base = without_concurrency_limits(p);
  std::optional<long long> need;
  if (ordered) {
    free.base = with_all_consumers(free.base);
    auto const found = decide_all_partitions(free);
    if (found.met) { need = found.partitions; }
  } else {
    free.base.scaling = regime<T>("fixed");
    need = size_pool(free.base, free.judge(), q.wanted.max_partitions).consumers;
  }
  if (need && double(*need) > value_of(limit)) {
    auto const what = value_of(p.reserved_concurrency) <= value_of(limit) ? "reserved_concurrency" : "account_concurrency";
    r.reason += " The concurrency limit holds it back: " + std::string(what) + " is " + brief(limit) + ".";
    r.ways_out.push_back("raise " + std::string(what) + " from " + brief(limit) + " to at least " + std::to_string(*need) +
                         (ordered ? ", with as many partitions and consumers that are there when the records come" : ", with consumers that are there when the records come"));
  }
}

/// The targets could be met by consumers that are there; the regime brings them too late.
template <Real T> void explain_slowness(plan_result<T>& r, question<T> const& q, long long pool) {
  auto const& s = q.base.scaling;
  auto const& t = q.wanted;
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
    auto other = q;
    other.base.scaling = regime<T>("kafka-provisioned", s.assumed);
    auto const provisioned = decide_sizes(other);
    if (provisioned.met) { r.ways_out.push_back("kafka-provisioned: " + count_of(provisioned) + " meet every target"); }
  }
  r.ways_out.push_back("consumers that are all at work when the records come: " + counted(pool, "partition", "partitions") + " would then do");
}

/// Why not, how near, and what would do.
template <Real T> void explain_failure(plan_result<T>& r, question<T> const& q) {
  auto const& p = q.base;
  auto const& t = q.wanted;
  auto const size = count_of(r);
  auto const missed = phrases(r.loosened, t, false);
  if (r.partitions && q.variables.partitions) {
    auto pool = q;
    pool.base = with_all_consumers(p);
    auto const found = decide_all_partitions(pool);
    if (found.met) { return explain_slowness(r, q, *found.partitions); }
    r.reason = "Even with all consumers at work from the start no partition count up to " + std::to_string(t.max_partitions) + " meets the targets: at " + size + " " + missed + ".";
  } else if (size.empty() || (r.partitions && !r.min_pollers)) {
    r.reason = "Under " + p.scaling.name + (size.empty() ? "" : " at " + size) + " " + missed + "; there is nothing to size.";
  } else {
    r.reason = "No size up to " + std::to_string(r.searched.to) + " meets the targets: at " + size + " " + missed + ".";
  }
  if (value_of(p.initial_lag) > 0 && !is_nan(t.max_wait) && value_of(p.initial_lag_age) > value_of(t.max_wait)) {
    r.reason += " Records that wait at time 0 are already older (initial_lag_age = " + time_text(p.initial_lag_age) + ").";
    return;
  }
  for (auto const& c : r.loosened) {
    if (c.from == demand::platform && !c.note.empty()) { r.reason += " " + c.name + ": " + c.note + "."; }
  }
  explain_concurrency(r, q);
  if (r.ways_out.empty() && r.partitions) { r.ways_out.push_back("a shorter service_time, or a larger max_partitions in the target"); }
  if (r.ways_out.empty() && !r.partitions && !is_fixed(p.scaling)) {
    auto pool = p;
    pool.scaling = regime<T>("fixed");
    if (auto const n = size_pool(pool, q.judge(), t.max_partitions).consumers) {
      r.ways_out.push_back("consumers that are all at work when the records come: " + std::to_string(*n) + " would then do");
    }
  }
}

} // namespace ullage::detail
