// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A queue and the function that drains it, as one value.

#include <ullage/arrivals.hpp>
#include <ullage/backlog.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/scaling/regime.hpp>

#include <optional>
#include <stdexcept>
#include <string>

namespace ullage {

/// The whole system: what arrives, how long it takes, what it runs on.
template <Real T = double> struct pipeline {
  arrival_profile<T> arrivals = {};              ///< default: nothing arrives
  T initial_lag = T(0);                          ///< records that wait at time 0, >= 0
  T initial_lag_age = T(0);                      ///< how long before time 0 they came [s], >= 0
  T service_time = unset_v<T>;                   ///< mean time of one record [s], > 0, required
  T dispatch_overhead = T(0);                    ///< added to each invocation [s], >= 0
  std::optional<long long> partitions = {};      ///< of the topic, or shards; absent for SQS, >= 1
  scaling_regime<T> scaling = regime<T>("fixed");
  T reserved_concurrency = infinity_v<T>;        ///< of the function, > 0; infinity: none reserved
  T account_concurrency = unset_v<T>;            ///< > 0; default: the regime's (1000 on AWS Lambda)
  T retention = infinity_v<T>;                   ///< records older than this are lost [s], > 0
  T record_bytes = unset_v<T>;                   ///< mean size of a record [bytes], > 0; default: unknown, throughput limits are not checked
  T horizon = unset_v<T>;                        ///< stop here [s], > 0; default: drained and cooled down
  long long max_events = 10'000'000;             ///< give up after so many events
};

/// @returns ordered lanes: partitions x parallelization factor, infinity without partitions
template <Real T> [[nodiscard]] T lanes(pipeline<T> const& p) {
  return p.partitions ? T(T(double(*p.partitions)) * p.scaling.parallelization_factor) : infinity_v<T>;
}

/// @returns what a number of consumers of this pipeline can do
template <Real T> [[nodiscard]] capacity_model<T> consumer_model(pipeline<T> const& p) {
  T const account = detail::is_nan(p.account_concurrency) ? p.scaling.account_concurrency : p.account_concurrency;
  bool const sized = !detail::is_nan(p.record_bytes);
  return {.service_time = p.service_time + p.dispatch_overhead,
          .lanes = lanes(p),
          .concurrency_per_consumer = p.scaling.concurrency_per_consumer,
          .records_per_consumer = sized ? T(p.scaling.bytes_per_consumer / p.record_bytes) : infinity_v<T>,
          .concurrency_limit = value_of(account) < value_of(p.reserved_concurrency) ? account : p.reserved_concurrency};
}

/// @returns the backlog model of the pipeline
template <Real T> [[nodiscard]] backlog_model<T> model_of(pipeline<T> const& p) {
  return {.arrivals = p.arrivals, .initial_lag = p.initial_lag, .initial_lag_age = p.initial_lag_age,
          .consumers = consumer_model(p), .scaling = p.scaling, .horizon = p.horizon, .max_events = p.max_events};
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
  validate(model_of(p));
}

/// @returns services that can begin with all the consumers that the regime may use [records/s]
template <Real T> [[nodiscard]] T full_capacity(pipeline<T> const& p) {
  auto const m = consumer_model(p);
  T const most = is_fixed(p.scaling) ? starting_consumers(p.scaling, m.lanes) : consumer_cap(p.scaling, m.lanes);
  return capacity(m, most);
}

} // namespace ullage
