// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Dated scaling regimes of real platforms, by name. Where a vendor publishes nothing, the best,
/// likely and worst case span what its documents allow.

#include <ullage/concepts.hpp>
#include <ullage/interval.hpp>
#include <ullage/scaling/regime.hpp>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ullage {

/// How much a preset rests on.
enum class confidence {
  documented, ///< the vendor's own text or source code gives every number
  partly,     ///< the vendor's text leaves numbers open; they are spanned by best and worst
};

/// What is known of a preset.
struct regime_info {
  std::string_view name;
  std::string_view what;
  std::string_view valid_from; ///< date, or "-" where none applies
  std::string_view valid_to;   ///< date, "-" where it still holds
  std::string_view source;
  confidence trust;
  std::string_view open; ///< what is not published
};

/// Every preset, with source, date and confidence.
inline constexpr std::array<regime_info, 11> regime_catalog{{
    {"kafka-on-demand-2021", "Kafka event source of AWS Lambda, evaluation every 15 min", "2020-08-11", "2022-01-30",
     "AWS Lambda developer guide of 2021-07 to 2021-11 (one consumer, 15 min); Hexaview measurement of 2021-07, published 2023-02-10; What's New 2022-01-31 (half of the maximum)",
     confidence::partly, "the two sources differ on the start: one consumer (likely, worst) or half of the maximum (best); first evaluation observed at 780 to 900 s"},
    {"kafka-on-demand-2022", "Kafka event source of AWS Lambda, evaluation every minute, action within 3 min", "2022-01-31", "2023-11-08",
     "What's New 2022-01-31; AWS Lambda developer guide 2022-02-23", confidence::partly, "step size and speed"},
    {"kafka-on-demand-2023", "Kafka event source of AWS Lambda, more initial pollers, up to twice as fast as in 2022", "2023-11-09", "-",
     "What's New 2023-11-09; AWS compute blog on Kafka scaling improvements", confidence::partly,
     "number of initial pollers, step size, length of low lag before scaling down"},
    {"kafka-provisioned", "Kafka event source of AWS Lambda, provisioned mode: minimum and maximum pollers, 5 MB/s or 5 concurrent each", "2024-11-20", "-",
     "AWS Lambda developer guide, Kafka scaling modes; read 2026-10", confidence::partly, "speed of scaling between minimum and maximum"},
    {"sqs-2018", "standard SQS event source, +60 concurrent batches per minute", "2018-06-28", "2023-11-25",
     "AWS Lambda developer guide, with-sqs", confidence::documented, "how concurrency falls while records still arrive"},
    {"sqs-2023", "standard SQS event source, +300 concurrent batches per minute", "2023-11-26", "-",
     "AWS Lambda developer guide, SQS scaling", confidence::documented, "how concurrency falls while records still arrive"},
    {"sqs-provisioned", "SQS provisioned mode: pollers of 10 concurrent batches or 1 MB/s, +1000 per minute", "2025-11-14", "-",
     "AWS news blog 2025-11-14; What's New 2026-08-03 (10,000 pollers)", confidence::partly, "detection of a backlog: \"within seconds\""},
    {"kinesis", "Kinesis data stream: shards x parallelization factor, no ramp", "2019-11-25", "-",
     "AWS Lambda developer guide, with-kinesis", confidence::documented, ""},
    {"dynamodb-streams", "DynamoDB stream: shards x parallelization factor, no ramp", "2019-11-25", "-",
     "AWS Lambda developer guide, with-ddb", confidence::documented, ""},
    {"fixed", "a pool that never changes; by default one consumer per partition", "-", "-", "definition", confidence::documented, ""},
    {"keda-kafka", "KEDA Kafka scaler on a Kubernetes HPA", "2026-08-20", "-",
     "KEDA v2.21 Kafka scaler; Kubernetes horizontal pod autoscaling", confidence::documented, "start-up time of a pod (startup_time, default 0)"},
}};

/// @returns true for a name of the catalog
[[nodiscard]] constexpr bool is_preset(std::string_view name) {
  for (auto const& info : regime_catalog) {
    if (info.name == name) { return true; }
  }
  return false;
}

namespace detail {

/// AWS Lambda, account concurrency per Region by default.
inline constexpr double lambda_account_concurrency = 1000;

template <Real T> void limit_environments(scaling_regime<T>& r, bool since_2023_11) {
  r.account_concurrency = T(lambda_account_concurrency);
  // Until 2023-11: 500 to 3000 at once by Region, then 500 per minute; since: 1000 per 10 s.
  r.environment_burst = since_2023_11 ? T(1000) : T(3000);
  r.environment_rate = since_2023_11 ? T(100) : T(500) / 60;
}

template <Real T> [[nodiscard]] scaling_regime<T> kafka_2021(estimate which) {
  scaling_regime<T> r{.evaluation_period = T(900), .up = jump_to_cap{}};
  bool const best = which == estimate::best;
  r.initial_consumers = best ? unset_v<T> : T(1);
  r.initial_share = best ? T(0.5) : unset_v<T>;
  r.phase = best ? T(780) : T(900);
  limit_environments(r, false);
  return r;
}

template <Real T> [[nodiscard]] scaling_regime<T> kafka_2022(estimate which) {
  scaling_regime<T> r{.evaluation_period = T(60), .initial_consumers = T(1)};
  r.reaction_delay = which == estimate::best ? T(60) : T(180);
  if (which == estimate::best) { r.up = jump_to_cap{}; }
  if (which == estimate::likely) { r.up = multiply<T>{.factor = T(2), .min_interval = T(180)}; }
  if (which == estimate::worst) { r.up = add<T>{.step = T(1), .min_interval = T(180)}; }
  r.down = {.factor = T(0.5), .min_interval = T(180)};
  limit_environments(r, false);
  return r;
}

template <Real T> [[nodiscard]] scaling_regime<T> kafka_2023(estimate which) {
  auto r = kafka_2022<T>(which == estimate::best ? estimate::best : estimate::likely);
  if (which == estimate::best) {
    r.initial_consumers = unset_v<T>;
    r.initial_share = T(0.5);
  }
  if (which == estimate::likely) {
    r.reaction_delay = T(90);
    r.up = multiply<T>{.factor = T(2), .min_interval = T(90)};
  }
  r.down.stabilization = T(900);
  limit_environments(r, true);
  return r;
}

template <Real T> [[nodiscard]] scaling_regime<T> kafka_provisioned(estimate which) {
  scaling_regime<T> r{.evaluation_period = which == estimate::best ? T(5) : T(60), .initial_consumers = T(1),
                      .max_consumers = T(200), .up = match_load<T>{}};
  r.reaction_delay = which == estimate::best ? T(5) : which == estimate::likely ? T(30) : T(180);
  r.down.when = scale_down::follow_load;
  r.concurrency_per_consumer = T(5);
  r.bytes_per_consumer = T(5e6);
  limit_environments(r, true);
  return r;
}

template <Real T> [[nodiscard]] scaling_regime<T> sqs(T const& per_minute, T const& cap, bool since_2023_11) {
  scaling_regime<T> r{.initial_consumers = T(5), .min_consumers = T(5), .max_consumers = cap,
                      .up = continuous_ramp<T>{per_minute}};
  r.down.when = scale_down::follow_load;
  limit_environments(r, since_2023_11);
  return r;
}

template <Real T> [[nodiscard]] scaling_regime<T> sqs_provisioned() {
  auto r = sqs<T>(T(100), T(200), true);
  r.reaction_delay = T(5);
  r.initial_consumers = T(2);
  r.min_consumers = T(2);
  r.concurrency_per_consumer = T(10);
  r.bytes_per_consumer = T(1e6);
  return r;
}

template <Real T> [[nodiscard]] scaling_regime<T> shards() {
  scaling_regime<T> r{.initial_share = T(1)};
  limit_environments(r, true);
  return r;
}

template <Real T> [[nodiscard]] scaling_regime<T> keda() {
  scaling_regime<T> r{.evaluation_period = T(15), .initial_consumers = T(0), .min_consumers = T(0),
                      .max_consumers = T(100), .up = proportional<T>{}};
  r.down = {.when = scale_down::drop_when_empty, .stabilization = T(300)};
  return r;
}

} // namespace detail

/// A preset by its name; every field can be changed afterwards.
///
/// A forecast uses one point regime; a plan shows the span from best to worst.
/// @param name one of regime_catalog
/// @param which end of what the vendor's documents allow
/// @throws std::domain_error no such name (the message lists the names)
template <Real T = double>
[[nodiscard]] scaling_regime<T> regime(std::string_view name, estimate which = estimate::likely) {
  auto const named = [&](scaling_regime<T> r) {
    r.name = std::string(name);
    r.assumed = which;
    return r;
  };
  if (name == "kafka-on-demand-2021") { return named(detail::kafka_2021<T>(which)); }
  if (name == "kafka-on-demand-2022") { return named(detail::kafka_2022<T>(which)); }
  if (name == "kafka-on-demand-2023") { return named(detail::kafka_2023<T>(which)); }
  if (name == "kafka-provisioned") { return named(detail::kafka_provisioned<T>(which)); }
  if (name == "sqs-2018") { return named(detail::sqs<T>(T(60), T(1000), false)); }
  if (name == "sqs-2023") { return named(detail::sqs<T>(T(300), T(1250), true)); }
  if (name == "sqs-provisioned") { return named(detail::sqs_provisioned<T>()); }
  if (name == "kinesis" || name == "dynamodb-streams") { return named(detail::shards<T>()); }
  if (name == "fixed") { return named(scaling_regime<T>{.initial_share = T(1)}); }
  if (name == "keda-kafka") { return named(detail::keda<T>()); }
  std::string names;
  for (auto const& info : regime_catalog) { names += (names.empty() ? "" : ", ") + std::string(info.name); }
  throw std::domain_error("regime: name = \"" + std::string(name) + "\", but must be one of " + names);
}

/// The same regime at another estimate: what still is as the preset says follows it, what was set
/// by hand stays. A regime that is no preset stays as it is.
template <Real T> [[nodiscard]] scaling_regime<T> regime_as(scaling_regime<T> r, estimate which) {
  if (!is_preset(r.name)) { return r; }
  auto const from = regime<T>(r.name, r.assumed);
  auto const to = regime<T>(r.name, which);
  auto const follow = [&](auto scaling_regime<T>::* field) {
    bool const untouched = r.*field == from.*field || (r.*field != r.*field && from.*field != from.*field);
    if (untouched) { r.*field = to.*field; }
  };
  using regime_t = scaling_regime<T>;
  bool const start = !detail::is_nan(r.initial_consumers) && !(r.initial_consumers == from.initial_consumers);
  follow(&regime_t::evaluation_period);
  follow(&regime_t::phase);
  follow(&regime_t::reaction_delay);
  if (!start) {
    follow(&regime_t::initial_share);
    if (detail::is_nan(r.initial_share)) {
      r.initial_consumers = to.initial_consumers;
    } else {
      r.initial_consumers = unset_v<T>;
    }
  }
  follow(&regime_t::up);
  follow(&regime_t::down);
  r.assumed = which;
  return r;
}

/// @returns true when partitions (or shards) bound the consumers of a preset
[[nodiscard]] constexpr bool needs_partitions(std::string_view name) {
  return name.substr(0, 5) == "kafka" || name == "kinesis" || name == "dynamodb-streams" || name == "keda-kafka";
}

} // namespace ullage
