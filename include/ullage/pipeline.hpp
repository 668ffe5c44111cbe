// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A queue and the function that drains it, as one value.

#include <ullage/arrivals.hpp>
#include <ullage/backlog.hpp>
#include <ullage/batching.hpp>
#include <ullage/breakdown.hpp>
#include <ullage/cold_start.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/packing.hpp>
#include <ullage/producer.hpp>
#include <ullage/retry.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/skew.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ullage {

/// The whole system: what arrives, how long it takes, what it runs on.
template <Real T = double> struct pipeline {
  arrival_profile<T> arrivals = {};              ///< default: nothing arrives
  T initial_lag = T(0);                          ///< records that wait at time 0, >= 0
  T initial_lag_age = T(0);                      ///< how long before time 0 they came [s], >= 0
  T service_time = unset_v<T>;                   ///< mean time of one record [s], > 0, required (b of a + b n)
  T dispatch_overhead = T(0);                    ///< added to each invocation [s], >= 0 (a of a + b n)
  std::optional<long long> partitions = {};      ///< of the topic, or shards; absent for SQS, >= 1
  scaling_regime<T> scaling = regime<T>("fixed");
  T reserved_concurrency = infinity_v<T>;        ///< of the function, > 0; infinity: none reserved
  T account_concurrency = unset_v<T>;            ///< > 0; default: the regime's (1000 on AWS Lambda)
  T retention = infinity_v<T>;                   ///< records older than this are lost [s], > 0
  T record_bytes = unset_v<T>;                   ///< mean size of a record [bytes], > 0; default: unknown, throughput limits are not checked
  T horizon = unset_v<T>;                        ///< stop here [s], > 0; default: drained and cooled down
  long long max_events = 10'000'000;             ///< give up after so many events
  T arrival_scv = T(1);                          ///< of the times between records of the topic, >= 0; 1: Poisson
  T service_scv = T(0);                          ///< of the service time of an invocation, >= 0; 0: always the same
  producer_rule<T> producer = keyed{};           ///< how records are spread over the partitions
  partition_skew<T> skew = even_shares{};        ///< the share of each partition
  assignor assignment = assignor::range;         ///< which consumer owns which partitions
  T batch_size = T(1);                           ///< most records of an invocation, whole, 1..10000
  T batch_window = T(0);                         ///< longest time that a batch is held open [s], >= 0
  std::optional<window_rule> window = {};        ///< when the window opens; default: the regime's
  retry_policy<T> retry = {};                    ///< failures
  cold_start<T> cold_starts = {};                ///< starts of environments after idle times
  breakdown_policy<T> breakdowns = {};           ///< interruptions at random times
};

/// @returns ordered lanes: partitions x parallelization factor, infinity without partitions
template <Real T> [[nodiscard]] T lanes(pipeline<T> const& p) {
  return p.partitions ? T(T(double(*p.partitions)) * p.scaling.parallelization_factor) : infinity_v<T>;
}

/// @returns how records become batches; where the pipeline does not say when the window opens, as the platform does:
/// provisioned Kafka pollers go on collecting while an invocation runs, the others begin when it ends
template <Real T> [[nodiscard]] batch_policy<T> batching_of(pipeline<T> const& p) {
  bool const provisioned = p.scaling.name == "kafka-provisioned";
  auto const standard = provisioned ? window_rule::after_batch : window_rule::after_invocation;
  return {.batch_size = p.batch_size, .window = p.batch_window, .rule = p.window.value_or(standard), .record_bytes = p.record_bytes};
}

/// What one record takes of a consumer's time while records wait: its part of a full batch, with the attempts,
/// backoffs and interruptions that it takes on average.
///
/// Formula: E D / B for B records in a batch, D the time from its first attempt to the end of its last one
/// (retry.hpp, breakdown.hpp); (a + b B) / B where nothing fails.
/// @returns seconds; infinity where attempts never end
template <Real T> [[nodiscard]] T record_occupancy(pipeline<T> const& p) {
  T const full = batch_limit(batching_of(p));
  T once = p.service_time + p.dispatch_overhead / full;
  if (!is_off(p.retry)) {
    batch_work<T> const work{.service_time = p.service_time, .dispatch_overhead = p.dispatch_overhead, .service_scv = p.service_scv,
                             .records = full, .expires_in = expiry_after(p.retry, p.retention)};
    once = retried_service(p.retry, work).occupancy / full;
  }
  if (is_off(p.breakdowns) || !detail::is_finite(once)) { return once; }
  return completion_time(p.breakdowns, service_moments<T>{T(once * full), p.service_scv}).mean / full;
}

namespace detail {
/// Each partition's share spread evenly over its ordered lanes.
template <Real T> [[nodiscard]] std::vector<T> spread_over_lanes(std::vector<T> shares, std::size_t factor) {
  if (factor <= 1) { return shares; }
  std::vector<T> out;
  out.reserve(shares.size() * factor);
  for (auto const& share : shares) { out.insert(out.end(), factor, T(share / T(static_cast<double>(factor)))); }
  return out;
}
} // namespace detail

/// @returns share of the arrivals of each lane; empty where all are the same or there are none
template <Real T> [[nodiscard]] std::vector<T> lane_shares(pipeline<T> const& p) {
  if (!p.partitions || is_even(p.skew)) { return {}; }
  return detail::spread_over_lanes(placed_shares(p.skew, *p.partitions), static_cast<std::size_t>(value_of(p.scaling.parallelization_factor)));
}

/// @returns what a number of consumers of this pipeline can do
template <Real T> [[nodiscard]] capacity_model<T> consumer_model(pipeline<T> const& p) {
  T const account = detail::is_nan(p.account_concurrency) ? p.scaling.account_concurrency : p.account_concurrency;
  bool const sized = !detail::is_nan(p.record_bytes);
  return {.service_time = record_occupancy(p),
          .lanes = lanes(p),
          .concurrency_per_consumer = p.scaling.concurrency_per_consumer,
          .records_per_consumer = sized ? T(p.scaling.bytes_per_consumer / p.record_bytes) : infinity_v<T>,
          .concurrency_limit = value_of(account) < value_of(p.reserved_concurrency) ? account : p.reserved_concurrency};
}

/// @returns the backlog model of the pipeline
template <Real T> [[nodiscard]] backlog_model<T> model_of(pipeline<T> const& p) {
  return {.arrivals = p.arrivals, .initial_lag = p.initial_lag, .initial_lag_age = p.initial_lag_age,
          .consumers = consumer_model(p), .scaling = p.scaling, .horizon = p.horizon, .max_events = p.max_events,
          .shares = lane_shares(p), .assignment = p.assignment};
}

/// Refuses a pipeline that cannot be run, by the name of the field.
/// @throws std::domain_error
template <Real T> void validate(pipeline<T> const& p) {
  auto const f = "pipeline";
  detail::require_nonnegative(f, "initial_lag", p.initial_lag);
  detail::require_nonnegative(f, "initial_lag_age", p.initial_lag_age);
  detail::require_positive(f, "service_time", p.service_time);
  detail::require_nonnegative(f, "dispatch_overhead", p.dispatch_overhead);
  if (p.partitions) {
    detail::require(*p.partitions >= 1 && *p.partitions <= 1'000'000'000, f, "partitions", double(*p.partitions),
                    "must be in [1, 1000000000]");
  }
  detail::require_positive_or_unlimited(f, "reserved_concurrency", p.reserved_concurrency);
  detail::require(detail::is_nan(p.account_concurrency) || value_of(p.account_concurrency) > 0, f, "account_concurrency",
                  p.account_concurrency, "must be > 0 (infinity: no limit)");
  detail::require_positive_or_unlimited(f, "retention", p.retention);
  detail::require(detail::is_nan(p.record_bytes) || (value_of(p.record_bytes) > 0 && detail::is_finite(p.record_bytes)), f,
                  "record_bytes", p.record_bytes, "must be finite and > 0");
  if (!p.partitions && needs_partitions(p.scaling.name)) {
    throw std::domain_error("pipeline: partitions are missing, but regime \"" + p.scaling.name + "\" needs them");
  }
  if (!p.partitions && is_fixed(p.scaling) && detail::is_nan(p.scaling.initial_consumers)) {
    throw std::domain_error("pipeline: partitions are missing, but regime \"" + p.scaling.name +
                            "\" needs them or initial_consumers");
  }
  detail::require_nonnegative(f, "arrival_scv", p.arrival_scv);
  detail::require_nonnegative(f, "service_scv", p.service_scv);
  detail::require_batch_size(f, p.batch_size);
  detail::require_window(f, "batch_window", p.batch_size, p.batch_window);
  if (p.partitions) { validate(p.skew, *p.partitions); }
  validate(p.producer);
  validate(p.retry, p.retention);
  validate(p.cold_starts);
  validate(p.breakdowns);
  validate(model_of(p));
}

/// The largest rate that can be carried for ever with all the consumers that the regime may use: the owner with most
/// traffic sets it.
/// @returns records/s
template <Real T> [[nodiscard]] T full_capacity(pipeline<T> const& p) {
  auto const m = consumer_model(p);
  T const most = is_fixed(p.scaling) ? starting_consumers(p.scaling, m.lanes) : consumer_cap(p.scaling, m.lanes);
  auto const shares = lane_shares(p);
  if (shares.empty()) { return capacity(m, most); }
  T const owners = owners_of(m.lanes, T(most * m.concurrency_per_consumer));
  if (!(value_of(owners) >= 1)) { return capacity(m, most) * effective_parallelism(shares, 1, p.assignment); }
  T const services = effective_parallelism(shares, static_cast<std::size_t>(value_of(owners)), p.assignment) * owner_parallelism(m);
  return (value_of(services) < value_of(m.concurrency_limit) ? services : m.concurrency_limit) / m.service_time;
}

} // namespace ullage
