// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Quotas of AWS Lambda and its event source mappings, as a dated table that may be overridden.

#include <ullage/brokers.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>

#include <array>
#include <string_view>

namespace ullage {

/// Quotas of AWS Lambda, 2026-10. Those of an account are in the pipeline: account_concurrency.
template <Real T = double> struct platform_quotas {
  T payload = T(6291456);                ///< of one invocation [bytes]: the 6 MB of the documents as the service counts them (6 x 2^20); 6 x 10^6 is 5 % less
  T kafka_timeout = T(840);              ///< longest function timeout behind a Kafka event source [s]
  T timeout = T(900);                    ///< behind another [s]
  T unreserved_concurrency = T(100);     ///< that reservations must leave to the other functions of the account
  T request_factor = T(10);              ///< invocations per second for each unit of concurrency
  T batch_size = T(10'000);
  T sqs_batch_size = T(10);              ///< of a queue without a batch window of 1 s or more
  T batch_window = T(300);               ///< [s]
  T kafka_minimum_pollers = T(200);      ///< largest minimum
  T kafka_maximum_pollers = T(2'000);    ///< largest maximum
  T sqs_fewest_pollers = T(2);           ///< smallest minimum and maximum
  T sqs_minimum_pollers = T(200);        ///< largest minimum
  T sqs_maximum_pollers = T(10'000);     ///< largest maximum
  T sqs_polls = T(10);                   ///< polling requests of one SQS poller [1/s], each for up to 10 messages
  T group_mappings = T(100);             ///< event source mappings that share a group of pollers
  T group_pollers = T(2'000);            ///< maximum pollers of a group, all mappings together
  T shard_ingress = T(1e6);              ///< of a Kinesis shard [bytes/s]
  T shard_records = T(1'000);            ///< of a Kinesis shard [records/s]
  friend bool operator==(platform_quotas const&, platform_quotas const&) = default;
};

/// Refuses quotas that are none, by the name of the field.
/// @throws std::domain_error
template <Real T> void validate(platform_quotas<T> const& q) {
  auto const check = [](char const* field, T const& x) { detail::require_positive("platform_quotas", field, x); };
  check("payload", q.payload);
  check("kafka_timeout", q.kafka_timeout);
  check("timeout", q.timeout);
  check("unreserved_concurrency", q.unreserved_concurrency);
  check("request_factor", q.request_factor);
  check("batch_size", q.batch_size);
  check("sqs_batch_size", q.sqs_batch_size);
  check("batch_window", q.batch_window);
  check("kafka_minimum_pollers", q.kafka_minimum_pollers);
  check("kafka_maximum_pollers", q.kafka_maximum_pollers);
  check("sqs_fewest_pollers", q.sqs_fewest_pollers);
  check("sqs_minimum_pollers", q.sqs_minimum_pollers);
  check("sqs_maximum_pollers", q.sqs_maximum_pollers);
  check("sqs_polls", q.sqs_polls);
  check("group_mappings", q.group_mappings);
  check("group_pollers", q.group_pollers);
  check("shard_ingress", q.shard_ingress);
  check("shard_records", q.shard_records);
}

/// A quota and where it comes from.
struct quota_info {
  std::string_view name; ///< the field of platform_quotas
  double value;
  std::string_view unit;
  std::string_view source;
  std::string_view date;
  evidence by;
};

namespace detail {
inline constexpr std::string_view lambda_quotas_page = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
inline constexpr std::string_view kafka_modes_page = "https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html";
inline constexpr std::string_view mapping_page = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html";
inline constexpr std::string_view kafka_page = "https://docs.aws.amazon.com/lambda/latest/dg/with-msk-configure.html";
inline constexpr std::string_view sqs_page = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html";
inline constexpr std::string_view concurrency_page = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html";
} // namespace detail

/// Every quota with its source.
inline constexpr std::array<quota_info, 18> quota_catalog{{
    {"payload", 6291456, "bytes", detail::lambda_quotas_page, "2026-10", evidence::vendor},
    {"kafka_timeout", 840, "s", detail::kafka_page, "2026-10", evidence::vendor},
    {"timeout", 900, "s", detail::lambda_quotas_page, "2026-10", evidence::vendor},
    {"unreserved_concurrency", 100, "invocations", detail::concurrency_page, "2026-10", evidence::vendor},
    {"request_factor", 10, "1/s", detail::lambda_quotas_page, "2022", evidence::vendor},
    {"batch_size", 10000, "records", detail::mapping_page, "2026-10", evidence::vendor},
    {"sqs_batch_size", 10, "records", detail::sqs_page, "2026-10", evidence::vendor},
    {"batch_window", 300, "s", detail::mapping_page, "2026-10", evidence::vendor},
    {"kafka_minimum_pollers", 200, "pollers", detail::kafka_modes_page, "2024-11", evidence::vendor},
    {"kafka_maximum_pollers", 2000, "pollers", detail::kafka_modes_page, "2024-11", evidence::vendor},
    {"sqs_fewest_pollers", 2, "pollers", detail::sqs_page, "2025-11", evidence::vendor},
    {"sqs_minimum_pollers", 200, "pollers", detail::sqs_page, "2025-11", evidence::vendor},
    {"sqs_maximum_pollers", 10000, "pollers", "What's New 2026-08-03 (2,000 before)", "2026-08-03", evidence::secondary},
    {"sqs_polls", 10, "1/s", detail::sqs_page, "2025-11", evidence::vendor},
    {"group_mappings", 100, "mappings", detail::kafka_modes_page, "2025-11", evidence::vendor},
    {"group_pollers", 2000, "pollers", detail::kafka_modes_page, "2025-11", evidence::vendor},
    {"shard_ingress", 1e6, "bytes/s", "Kinesis Data Streams quotas", "2026-10", evidence::secondary},
    {"shard_records", 1000, "records/s", "Kinesis Data Streams quotas", "2026-10", evidence::secondary},
}};

} // namespace ullage
