// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How many pollers a provisioned event source needs, and how many consumers a fixed pool.

#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/sizing/search.hpp>
#include <ullage/target.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

namespace ullage {

/// The pollers that a platform lets one set.
struct poller_limits {
  long long least = 1;        ///< smallest minimum
  long long most_minimum = 1; ///< largest minimum
  long long most = 1;         ///< largest maximum
  friend bool operator==(poller_limits const&, poller_limits const&) = default;
};

/// Limits of a provisioned regime by its name.
///
/// Source: AWS Lambda developer guide, Kafka scaling modes (minimum 1 to 200, maximum 1 to 2000) and
/// What's New 2026-08-03 for SQS (minimum 2 to 200, maximum 2 to 10,000).
[[nodiscard]] constexpr std::optional<poller_limits> provisioned_limits(std::string_view name) {
  if (name == "kafka-provisioned") { return poller_limits{1, 200, 2000}; }
  if (name == "sqs-provisioned") { return poller_limits{2, 200, 10000}; }
  return std::nullopt;
}

/// The pipeline with a minimum and a maximum of pollers; it starts with the minimum.
template <Real T> [[nodiscard]] pipeline<T> with_pollers(pipeline<T> p, long long minimum, long long maximum) {
  p.scaling.min_consumers = T(double(minimum));
  p.scaling.initial_consumers = T(double(minimum));
  p.scaling.initial_share = unset_v<T>;
  p.scaling.max_consumers = T(double(maximum));
  return p;
}

/// What a search for a number of pollers found.
template <Real T = double> struct poller_answer {
  std::optional<long long> minimum = {}; ///< smallest minimum that meets every target; nothing when none does
  long long nearest = 1;                 ///< that minimum, or the one that misses the targets least
  long long maximum = 1;                 ///< the most that the plan uses at once, not below the minimum
  size_range searched = {};
  limits_named limits = {};
};

/// The smallest minimum of pollers that meets every target with as many more as the platform allows,
/// and the maximum that this uses, or that the utilization needs. Every smaller minimum is tried and fails.
/// @param p provisioned, with its partitions where it has them
/// @param judge judgement<T>(pipeline<T> const&) of a size
template <Real T, class Judge>
[[nodiscard]] poller_answer<T> size_pollers(pipeline<T> const& p, Judge const& judge, poller_limits const& limits) {
  using std::ceil;
  auto const lane_count = lanes(p);
  long long most = limits.most;
  if (detail::is_finite(lane_count) && value_of(lane_count) < double(most)) { most = static_cast<long long>(value_of(lane_count)); }
  long long const top = larger_of(smaller_of(limits.most_minimum, most), limits.least);
  auto const resize = [most](pipeline<T> const& base, long long n) { return with_pollers(base, n, larger_of(n, most)); };
  size_search<T, decltype(resize), Judge> search(p, judge, resize, limits.least, top);
  poller_answer<T> out;
  out.searched = {limits.least, top};
  for (long long n = limits.least; n <= top && !out.minimum; ++n) {
    if (search.meets(n)) { out.minimum = n; }
  }
  out.nearest = out.minimum.value_or(search.nearest_tried());
  T const used = ceil(forecast(search.at(out.nearest)).max_consumers);
  out.maximum = larger_of(out.nearest, static_cast<long long>(value_of(used)));
  if (out.minimum) {
    // What is used may be too few for a target on the utilization, which looks at what may be used.
    auto const cap = [n = out.nearest](pipeline<T> const& base, long long m) { return with_pollers(base, n, m); };
    size_search<T, decltype(cap), Judge> above(p, judge, cap, out.maximum, larger_of(out.maximum, most));
    out.maximum = above.bracketed().value_or(larger_of(out.maximum, most));
  }
  if (out.minimum) { out.limits = name_limits(search, *out.minimum, limits.least, false); }
  return out;
}

/// The same for the expected course alone.
template <Real T> [[nodiscard]] poller_answer<T> size_pollers(pipeline<T> const& p, target<T> const& t, poller_limits const& limits) {
  return size_pollers(p, course_judge<T>{t}, limits);
}

/// The pipeline with a fixed pool of consumers.
template <Real T> [[nodiscard]] pipeline<T> with_pool(pipeline<T> p, long long consumers) {
  p.scaling.initial_consumers = T(double(consumers));
  p.scaling.initial_share = unset_v<T>;
  return p;
}

/// What a search for the size of a fixed pool found.
template <Real T = double> struct pool_answer {
  std::optional<long long> consumers = {}; ///< smallest pool that meets every target
  long long nearest = 1;                   ///< that size, or the one that misses the targets least
  size_range searched = {};
  limits_named limits = {};
};

/// The smallest fixed pool, without partitions, that meets every target; monotone, so bisected.
/// @param most largest size that is tried, >= 1
template <Real T, class Judge> [[nodiscard]] pool_answer<T> size_pool(pipeline<T> const& p, Judge const& judge, long long most) {
  auto const resize = [](pipeline<T> const& base, long long n) { return with_pool(base, n); };
  size_search<T, decltype(resize), Judge> search(p, judge, resize, 1, most);
  pool_answer<T> out;
  out.consumers = search.bracketed();
  out.searched = {1, most};
  out.nearest = out.consumers ? *out.consumers : search.smallest_as_near_as(most);
  if (out.consumers) { out.limits = name_limits(search, *out.consumers, 1, true); }
  return out;
}

/// The same for the expected course alone.
template <Real T> [[nodiscard]] pool_answer<T> size_pool(pipeline<T> const& p, target<T> const& t) {
  return size_pool(p, course_judge<T>{t}, t.max_partitions);
}

} // namespace ullage
