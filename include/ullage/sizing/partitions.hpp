// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How many partitions a pipeline needs under its scaling regime.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/sizing/search.hpp>
#include <ullage/target.hpp>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace ullage {

/// What a search for a partition count found.
template <Real T = double> struct partition_answer {
  std::optional<long long> partitions = {};  ///< smallest count that meets every target; nothing when none does
  long long nearest = 1;                     ///< that count, or the one that misses the targets least
  bool monotone = false;                     ///< more partitions are never worse, so the search bisected
  bool proven = false;                       ///< every smaller count is known to fail
  bool too_slow = false;                     ///< the regime cannot add consumers fast enough for any count
  std::vector<size_range> feasible = {};     ///< feasible counts within the counts searched one by one
  size_range searched = {};                  ///< counts that were decided one by one
  limits_named limits = {};
};

/// The pipeline with another number of partitions.
template <Real T> [[nodiscard]] pipeline<T> with_partitions(pipeline<T> p, long long partitions) {
  p.partitions = partitions;
  return p;
}

/// The pipeline with every consumer at work from time 0 on: nothing that its regime does is better.
template <Real T> [[nodiscard]] pipeline<T> with_all_consumers(pipeline<T> p) {
  auto& s = p.scaling;
  s.up = hold{};
  s.initial_consumers = unset_v<T>;
  s.initial_share = T(1);
  s.max_consumers = infinity_v<T>;
  s.environment_burst = infinity_v<T>;
  s.environment_rate = infinity_v<T>;
  s.name = "custom";
  return p;
}

/// The most that a regime could do with n partitions: it adds consumers at every chance, takes none
/// away, and no consumer is idle for the sake of ownership or start-up of environments. Its capacity is
/// never below that of the regime itself, and it is monotone in n.
template <Real T> [[nodiscard]] pipeline<T> with_eager_consumers(pipeline<T> p, long long partitions) {
  p = with_partitions(std::move(p), partitions);
  auto& s = p.scaling;
  if (is_continuous(s) || is_fixed(s) || std::holds_alternative<proportional<T>>(s.up)) {
    return with_all_consumers(std::move(p));
  }
  T const all = lanes(p);
  T const start = starting_consumers(s, all);
  s.max_consumers = consumer_cap(s, all);
  if (value_of(s.min_consumers) > value_of(s.max_consumers)) { s.min_consumers = s.max_consumers; }
  s.initial_consumers = start;
  s.initial_share = unset_v<T>;
  if (std::holds_alternative<match_load<T>>(s.up)) { s.up = jump_to_cap{}; }
  s.lag_threshold = T(0);
  s.rebalance_pause = T(0);
  s.environment_burst = infinity_v<T>;
  s.environment_rate = infinity_v<T>;
  s.name = "custom";
  auto const limit = consumer_model(p).concurrency_limit;
  p.account_concurrency = value_of(all) < value_of(limit) ? all : limit;
  p.partitions.reset();
  return p;
}

/// Whether a larger size is never worse.
enum class monotony { unknown, monotone };

/// Is a larger partition count never worse? Yes when all consumers run from the start, and when one
/// consumer jumps to one per partition and stays while records arrive without a pause. Not in
/// general: a rise in steps packs unevenly, a drop depends on when the lag is gone.
template <Real T> [[nodiscard]] bool monotone_in_partitions(pipeline<T> const& p) {
  auto const& s = p.scaling;
  if (detail::is_finite(s.max_consumers) || value_of(s.concurrency_per_consumer) < 1) { return false; }
  if (!std::holds_alternative<even_shares>(p.skew)) { return false; } // keys fall anew for every count
  if (is_fixed(s)) { return detail::is_nan(s.initial_consumers) && value_of(s.initial_share) == 1; }
  bool const one = !detail::is_nan(s.initial_consumers) && value_of(T(s.initial_consumers * s.concurrency_per_consumer)) <= 1;
  if (!one || !std::holds_alternative<jump_to_cap>(s.up) || s.down.when != scale_down::keep_while_producing) { return false; }
  // No silence between the first and the last record: consumers then only go when all is done.
  T const end = ends_at(p.arrivals);
  T const begin = value_of(p.initial_lag) > 0 ? T(0) : starts_at(p.arrivals);
  T covered = begin;
  auto const& all = p.arrivals.pieces();
  for (std::size_t i = 0; i < all.size() && value_of(all[i].start) < value_of(end); ++i) {
    T const stop = i + 1 < all.size() ? all[i + 1].start : infinity_v<T>;
    if (value_of(stop) <= value_of(begin)) { continue; }
    bool const silent = value_of(all[i].rate) == 0 && value_of(all[i].slope) == 0;
    if (silent || value_of(all[i].start) > value_of(covered)) { return false; }
    covered = stop;
  }
  return value_of(end) <= value_of(begin) || value_of(covered) >= value_of(end);
}

/// The smallest partition count that meets every target.
///
/// Counts that fail even if the regime added consumers at every chance are excluded by bisection (that
/// bound is monotone; a target for a share of the records excludes none). Above them the regime itself is
/// bisected where it is monotone, else scanned.
/// @param p valid for some partition count
/// @param t valid
/// @param resize pipeline<T>(pipeline<T> const&, long long): the pipeline with that many partitions
/// @param shape whether more partitions are never worse
/// @param judge judgement<T>(pipeline<T> const&) of a size; it may ask for more than the target, never for less
/// @param bounded the part of the target that no regime keeps when eager consumers do not
template <Real T, class Resize, class Judge>
[[nodiscard]] partition_answer<T> size_partitions(pipeline<T> const& p, target<T> const& t, Resize const& resize, monotony shape,
                                                  Judge const& judge, target<T> const& bounded) {
  // What was measured holds for the partitions that there are.
  auto const* const measured = std::get_if<measured_shares<T>>(&p.skew);
  long long const first = measured ? static_cast<long long>(measured->weights.size()) : 1;
  long long const most = measured ? first : t.max_partitions;
  partition_answer<T> out;
  out.monotone = shape == monotony::monotone;
  auto const eager = [&](pipeline<T> const& base, long long n) { return with_eager_consumers(resize(base, n), n); };
  size_search<T, decltype(eager)> bound(p, course_judge<T>{bounded}, eager, first, most);
  auto const least = bound.bracketed();
  if (!least) {
    out.too_slow = true;
    out.proven = true;
    out.searched = {first, most};
    out.nearest = bound.smallest_as_near_as(most);
    return out;
  }
  size_search<T, Resize, Judge> search(p, judge, resize, *least, most);
  if (out.monotone) {
    out.partitions = search.bracketed();
    out.proven = true;
    out.searched = {first, most};
    if (out.partitions) { out.feasible = {{*out.partitions, most}}; }
    out.nearest = out.partitions ? *out.partitions : search.smallest_as_near_as(most);
  } else {
    out.partitions = search.scanned(t.max_scan_events);
    out.searched = {first, search.scanned_to()};
    out.proven = out.partitions ? *out.partitions <= search.scanned_to() : search.scanned_to() >= most;
    out.feasible = search.feasible_ranges();
    out.nearest = out.partitions.value_or(search.nearest_tried());
  }
  if (out.partitions) { out.limits = name_limits(search, *out.partitions, first, out.monotone); }
  return out;
}

/// The part of a target that binds even where the regime adds consumers at every chance.
///
/// First come, first served over all records is the best for the longest wait and for the lag, not for a share
/// of the records or their mean: partitions that fall behind alone may keep others within the limit.
template <Real T> [[nodiscard]] target<T> bounded_target(target<T> t, monotony shape) {
  if (shape == monotony::unknown) {
    t.wait_quantile.reset();
    t.mean_wait = unset_v<T>;
  }
  return t;
}

/// The same for the expected course alone.
template <Real T, class Resize>
[[nodiscard]] partition_answer<T> size_partitions(pipeline<T> const& p, target<T> const& t, Resize const& resize, monotony shape) {
  return size_partitions(p, t, resize, shape, course_judge<T>{t}, bounded_target(t, shape));
}

/// The same for the pipeline's own regime.
template <Real T> [[nodiscard]] partition_answer<T> size_partitions(pipeline<T> const& p, target<T> const& t) {
  auto const resize = [](pipeline<T> const& base, long long n) { return with_partitions(base, n); };
  return size_partitions(p, t, resize, monotone_in_partitions(p) ? monotony::monotone : monotony::unknown);
}

} // namespace ullage
