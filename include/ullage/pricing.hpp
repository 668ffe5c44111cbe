// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Prices of AWS Lambda, MSK, SQS and containers as a dated table, and what a usage costs by them.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/interval.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace ullage {

/// The processor of a function.
enum class architecture { x86, arm };

/// The price of an MSK broker that is not in the catalog, or not as in the catalog.
template <Real T = double> struct instance_price {
  std::string name = {};         ///< "m7g.large", with or without "kafka."
  T standard_hour = unset_v<T>;  ///< [USD]; default: as in the catalog
  T express_hour = unset_v<T>;   ///< [USD]; default: as in the catalog
  friend bool operator==(instance_price const& a, instance_price const& b) {
    auto const same = [](T const& x, T const& y) { return value_of(x) == value_of(y) || (detail::is_nan(x) && detail::is_nan(y)); };
    return a.name == b.name && same(a.standard_hour, b.standard_hour) && same(a.express_hour, b.express_hour);
  }
};

/// Prices in USD, us-east-1, and the units that they are counted in; every one may be overridden. Where each comes from is
/// in price_catalog. GB-seconds are of 2^30 bytes, stored and moved GB of 10^9.
template <Real T = double> struct price_table {
  T request = T(0.20e-6);                      ///< [USD per request]
  T x86_gb_second = T(16.6667e-6);             ///< up to x86_tier_1 [USD]
  T x86_gb_second_2 = T(15e-6);                ///< from there up to x86_tier_2
  T x86_gb_second_3 = T(13.3334e-6);           ///< above
  T x86_tier_1 = T(6e9);                       ///< [GB-s per month]
  T x86_tier_2 = T(15e9);
  T arm_gb_second = T(13.3334e-6);
  T arm_gb_second_2 = T(12.0001e-6);
  T arm_gb_second_3 = T(10.6667e-6);
  T arm_tier_1 = T(7.5e9);
  T arm_tier_2 = T(18.75e9);
  T x86_provisioned_gb_second = T(4.1667e-6);  ///< of provisioned concurrency, busy or not
  T x86_provisioned_duration = T(9.7222e-6);   ///< per GB-s of work on it
  T arm_provisioned_gb_second = T(3.3334e-6);
  T arm_provisioned_duration = T(7.7778e-6);
  T ephemeral_gb_second = T(3.09e-8);          ///< of /tmp above ephemeral_free_mb
  T ephemeral_free_mb = T(512);
  T free_requests = T(1e6);                    ///< of an account per month
  T free_gb_seconds = T(4e5);
  T free_tier = T(0);                          ///< share of the free amounts that is left for this function, in [0, 1]
  T kafka_epu_hour = T(0.185);                 ///< an event poller unit of Kafka event source mappings
  T kafka_pollers_per_epu = T(10);
  T epu_mb_per_second = T(20);                 ///< that a Kafka unit carries [MB/s]
  T sqs_epu_hour = T(0.00925);
  T sqs_pollers_per_epu = T(1);
  T epu_least_seconds = T(60);                 ///< that a unit is billed for at least [s]
  T standard_storage_gb_month = T(0.10);
  T tiered_storage_gb_month = T(0.06);
  T cross_zone_gb = T(0.02);                   ///< into another zone, both sides
  T express_in_gb = T(0.01);
  T express_storage_gb_month = T(0.10);
  T serverless_cluster_hour = T(0.75);
  T serverless_partition_hour = T(0.0015);
  T serverless_storage_gb_month = T(0.10);
  T serverless_in_gb = T(0.10);
  T serverless_out_gb = T(0.05);
  T sqs_request = T(0.40e-6);
  T sqs_fifo_request = T(0.50e-6);
  T x86_vcpu_hour = T(0.04048);                ///< of a container
  T x86_container_gb_hour = T(0.004445);
  T arm_vcpu_hour = T(0.03238);
  T arm_container_gb_hour = T(0.00356);
  std::vector<instance_price<T>> instances = {}; ///< of brokers, before the catalog
  friend bool operator==(price_table const&, price_table const&) = default;
};

/// How much a price rests on.
enum class price_trust {
  vendor,      ///< read in the vendor's own text
  third_party, ///< several others agree
  unconfirmed, ///< they do not agree, or it is known from memory
};

/// What is known of a price.
struct price_info {
  std::string_view name;   ///< of the field
  std::string_view unit;
  double low;              ///< of what sources say, in the table's unit
  double high;
  std::string_view read;   ///< month in which the source was read
  std::string_view source;
  price_trust trust;
  std::string_view open;   ///< what is not certain; empty: nothing
};

namespace detail {
inline constexpr std::string_view lambda_page = "https://aws.amazon.com/lambda/pricing/";
inline constexpr std::string_view lambda_list = "extract of the AWS price list, us-east-1";
inline constexpr std::string_view msk_others = "https://aws.amazon.com/msk/pricing/ as quoted by several others";
inline constexpr std::string_view fargate_page = "https://aws.amazon.com/fargate/pricing/, as widely quoted";
inline constexpr std::string_view other_regions = "other Regions are not published here";
} // namespace detail

/// Every price and counted unit of price_table, in its order.
inline constexpr std::array<price_info, 42> price_catalog{{
    {"request", "USD/request", 0.20e-6, 0.20e-6, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"x86_gb_second", "USD/GB-s", 16.6667e-6, 16.6667e-6, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"x86_gb_second_2", "USD/GB-s", 15e-6, 15e-6, "2026-09", detail::lambda_list, price_trust::third_party, ""},
    {"x86_gb_second_3", "USD/GB-s", 13.3334e-6, 13.3334e-6, "2026-09", detail::lambda_list, price_trust::third_party, ""},
    {"x86_tier_1", "GB-s/month", 6e9, 6e9, "2026-09", detail::lambda_list, price_trust::third_party, ""},
    {"x86_tier_2", "GB-s/month", 15e9, 15e9, "2026-09", detail::lambda_list, price_trust::third_party, ""},
    {"arm_gb_second", "USD/GB-s", 13.3334e-6, 13.3334e-6, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"arm_gb_second_2", "USD/GB-s", 12.0001e-6, 12.0001e-6, "2026-09", detail::lambda_list, price_trust::third_party, ""},
    {"arm_gb_second_3", "USD/GB-s", 10.6667e-6, 10.6667e-6, "2026-09", detail::lambda_list, price_trust::third_party, ""},
    {"arm_tier_1", "GB-s/month", 7.5e9, 7.5e9, "2026-09", detail::lambda_list, price_trust::third_party, ""},
    {"arm_tier_2", "GB-s/month", 18.75e9, 18.75e9, "2026-09", detail::lambda_list, price_trust::third_party, ""},
    {"x86_provisioned_gb_second", "USD/GB-s", 4.1667e-6, 4.1667e-6, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"x86_provisioned_duration", "USD/GB-s", 9.7222e-6, 9.7222e-6, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"arm_provisioned_gb_second", "USD/GB-s", 3.3334e-6, 3.3334e-6, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"arm_provisioned_duration", "USD/GB-s", 7.7778e-6, 7.7778e-6, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"ephemeral_gb_second", "USD/GB-s", 3.09e-8, 3.09e-8, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"ephemeral_free_mb", "MB", 512, 512, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"free_requests", "requests/month", 1e6, 1e6, "2026-10", detail::lambda_page, price_trust::vendor, "shared by all functions of an account"},
    {"free_gb_seconds", "GB-s/month", 4e5, 4e5, "2026-10", detail::lambda_page, price_trust::vendor, "not for functions with provisioned concurrency"},
    {"free_tier", "share", 0, 1, "-", "choice", price_trust::vendor, "how much of it other functions leave"},
    {"kafka_epu_hour", "USD/hour", 0.185, 0.185, "2026-10", detail::lambda_page, price_trust::vendor, detail::other_regions},
    {"kafka_pollers_per_epu", "pollers", 4, 10, "2026-10", "AWS Lambda developer guide, Kafka scaling modes", price_trust::vendor,
     "10 since 2025-11; 4 where each moves 5 MB/s"},
    {"epu_mb_per_second", "MB/s", 20, 20, "2026-10", "AWS Lambda developer guide, Kafka scaling modes", price_trust::vendor, ""},
    {"sqs_epu_hour", "USD/hour", 0.00925, 0.00925, "2026-10", detail::lambda_page, price_trust::vendor, detail::other_regions},
    {"sqs_pollers_per_epu", "pollers", 1, 1, "2026-10", "AWS Lambda developer guide, SQS provisioned mode", price_trust::vendor, ""},
    {"epu_least_seconds", "s", 60, 60, "2026-10", detail::lambda_page, price_trust::vendor, ""},
    {"standard_storage_gb_month", "USD/GB-month", 0.10, 0.10, "2026-10", detail::msk_others, price_trust::third_party, ""},
    {"tiered_storage_gb_month", "USD/GB-month", 0.023, 0.06, "2026-10", detail::msk_others, price_trust::unconfirmed, "0.023 or 0.06, by source"},
    {"cross_zone_gb", "USD/GB", 0.02, 0.02, "2026-10", "AWS data transfer, 0.01 on each side, as quoted by several others", price_trust::third_party, ""},
    {"express_in_gb", "USD/GB", 0.01, 0.01, "2026-10", detail::msk_others, price_trust::third_party, ""},
    {"express_storage_gb_month", "USD/GB-month", 0.10, 0.10, "2026-10", "taken to be that of Standard brokers", price_trust::unconfirmed, "not read; one copy is counted"},
    {"serverless_cluster_hour", "USD/hour", 0.75, 0.75, "2026-10", detail::msk_others, price_trust::third_party, ""},
    {"serverless_partition_hour", "USD/hour", 0.0015, 0.0015, "2026-10", detail::msk_others, price_trust::third_party, ""},
    {"serverless_storage_gb_month", "USD/GB-month", 0.10, 0.10, "2026-10", detail::msk_others, price_trust::third_party, ""},
    {"serverless_in_gb", "USD/GB", 0.10, 0.10, "2026-10", detail::msk_others, price_trust::third_party, ""},
    {"serverless_out_gb", "USD/GB", 0.05, 0.05, "2026-10", detail::msk_others, price_trust::third_party, ""},
    {"sqs_request", "USD/request", 0.40e-6, 0.40e-6, "-", "https://aws.amazon.com/sqs/pricing/, as widely quoted", price_trust::third_party, "first tier; of 64 KB each"},
    {"sqs_fifo_request", "USD/request", 0.50e-6, 0.50e-6, "-", "https://aws.amazon.com/sqs/pricing/, as widely quoted", price_trust::third_party, "first tier; of 64 KB each"},
    {"x86_vcpu_hour", "USD/hour", 0.04048, 0.04048, "-", detail::fargate_page, price_trust::third_party, ""},
    {"x86_container_gb_hour", "USD/hour", 0.004445, 0.004445, "-", detail::fargate_page, price_trust::third_party, ""},
    {"arm_vcpu_hour", "USD/hour", 0.03238, 0.03238, "-", detail::fargate_page, price_trust::third_party, ""},
    {"arm_container_gb_hour", "USD/hour", 0.00356, 0.00356, "-", detail::fargate_page, price_trust::third_party, ""},
}};

/// Prices of MSK brokers, us-east-1; 0: there is none of that kind.
struct instance_price_info {
  std::string_view name;
  double standard_hour;
  double express_hour;
  price_trust trust;
  std::string_view open;
};

/// As quoted by others, read 2026-10.
inline constexpr std::array<instance_price_info, 16> instance_prices{{
    {"t3.small", 0.0456, 0, price_trust::unconfirmed, "0.0433, 0.0456, 0.052 or 0.067, by source"},
    {"m5.large", 0.21, 0, price_trust::third_party, ""},
    {"m5.xlarge", 0.42, 0, price_trust::third_party, ""},
    {"m5.2xlarge", 0.84, 0, price_trust::third_party, ""},
    {"m5.4xlarge", 1.68, 0, price_trust::third_party, ""},
    {"m5.8xlarge", 3.36, 0, price_trust::third_party, ""},
    {"m5.12xlarge", 5.04, 0, price_trust::third_party, ""},
    {"m5.16xlarge", 6.72, 0, price_trust::third_party, ""},
    {"m5.24xlarge", 10.08, 0, price_trust::third_party, ""},
    {"m7g.large", 0.204, 0.408, price_trust::third_party, ""},
    {"m7g.xlarge", 0.408, 0.816, price_trust::third_party, ""},
    {"m7g.2xlarge", 0.816, 1.632, price_trust::third_party, ""},
    {"m7g.4xlarge", 1.632, 3.264, price_trust::third_party, ""},
    {"m7g.8xlarge", 3.264, 6.528, price_trust::third_party, ""},
    {"m7g.12xlarge", 4.896, 9.792, price_trust::third_party, ""},
    {"m7g.16xlarge", 6.528, 13.056, price_trust::third_party, ""},
}};

namespace detail {

/// Every number of the table with its name, in the order of price_catalog.
template <Real T, class F> void for_each_price(price_table<T> const& p, F const& f) {
  T const* const all[] = {&p.request, &p.x86_gb_second, &p.x86_gb_second_2, &p.x86_gb_second_3, &p.x86_tier_1, &p.x86_tier_2,
                          &p.arm_gb_second, &p.arm_gb_second_2, &p.arm_gb_second_3, &p.arm_tier_1, &p.arm_tier_2,
                          &p.x86_provisioned_gb_second, &p.x86_provisioned_duration, &p.arm_provisioned_gb_second, &p.arm_provisioned_duration,
                          &p.ephemeral_gb_second, &p.ephemeral_free_mb, &p.free_requests, &p.free_gb_seconds, &p.free_tier,
                          &p.kafka_epu_hour, &p.kafka_pollers_per_epu, &p.epu_mb_per_second, &p.sqs_epu_hour, &p.sqs_pollers_per_epu,
                          &p.epu_least_seconds, &p.standard_storage_gb_month, &p.tiered_storage_gb_month, &p.cross_zone_gb, &p.express_in_gb,
                          &p.express_storage_gb_month, &p.serverless_cluster_hour, &p.serverless_partition_hour,
                          &p.serverless_storage_gb_month, &p.serverless_in_gb, &p.serverless_out_gb, &p.sqs_request, &p.sqs_fifo_request,
                          &p.x86_vcpu_hour, &p.x86_container_gb_hour, &p.arm_vcpu_hour, &p.arm_container_gb_hour};
  static_assert(sizeof all / sizeof all[0] == price_catalog.size());
  for (std::size_t i = 0; i < price_catalog.size(); ++i) { f(price_catalog[i].name.data(), *all[i]); }
}

/// An amount that is used: not as narrow as what is given by hand.
template <Real T> void require_usage(char const* function, char const* field, T const& x) {
  require(value_of(x) >= 0 && is_finite(x), function, field, x, "must be finite and >= 0");
}

/// "kafka.m7g.large" and "express.m7g.large" are m7g.large.
[[nodiscard]] constexpr std::string_view bare_instance(std::string_view name) {
  for (std::string_view const head : {std::string_view("kafka."), std::string_view("express.")}) {
    if (name.substr(0, head.size()) == head) { return name.substr(head.size()); }
  }
  return name;
}

/// The next whole number, as steep as x itself where it carries derivatives: prices are counted in whole units.
template <Real T> [[nodiscard]] T rounded_up(T const& x) {
  using std::ceil;
  T const plain(value_of(x));
  T const up = T(ceil(plain));
  // 28.000000000000004 is 28
  T const exact = value_of(T(plain - (up - 1))) <= value_of(T(8 * std::numeric_limits<T>::epsilon() * plain)) ? T(up - 1) : up;
  return exact + (x - plain);
}

} // namespace detail

/// @throws std::domain_error a price is out of range
template <Real T> void validate(price_table<T> const& p) {
  auto const f = "price_table";
  detail::for_each_price(p, [&](char const* name, T const& x) { detail::require_nonnegative(f, name, x); });
  detail::require(value_of(p.x86_tier_2) >= value_of(p.x86_tier_1), f, "x86_tier_2", p.x86_tier_2, "must be >= x86_tier_1");
  detail::require(value_of(p.arm_tier_2) >= value_of(p.arm_tier_1), f, "arm_tier_2", p.arm_tier_2, "must be >= arm_tier_1");
  detail::require(value_of(p.free_tier) <= 1, f, "free_tier", p.free_tier, "must be in [0, 1]");
  detail::require_positive(f, "kafka_pollers_per_epu", p.kafka_pollers_per_epu);
  detail::require_positive(f, "sqs_pollers_per_epu", p.sqs_pollers_per_epu);
  detail::require_positive(f, "epu_mb_per_second", p.epu_mb_per_second);
  for (std::size_t i = 0; i < p.instances.size(); ++i) {
    auto const& x = p.instances[i];
    detail::require_element(!x.name.empty(), f, "instances", i, x.name, "must have a name");
    for (T const* hour : {&x.standard_hour, &x.express_hour}) {
      detail::require_element(detail::is_nan(*hour) || detail::is_amount(*hour), f, "instances", i, *hour, "must be 0 or in [1e-30, 1e30] USD/hour");
    }
  }
}

/// What a duration is billed as: rounded up to 1 ms. @param seconds >= 0 @returns [s]
template <Real T> [[nodiscard]] T billed_duration(T const& seconds) {
  detail::require_usage("billed_duration", "seconds", seconds);
  if (value_of(seconds) > 1e12) { return seconds; }
  return detail::rounded_up(T(seconds * 1000)) / 1000;
}

/// @param memory_mb [MB of 2^20 bytes], >= 0 @param seconds >= 0
template <Real T> [[nodiscard]] T gb_seconds(T const& memory_mb, std::type_identity_t<T> const& seconds) { return memory_mb / 1024 * seconds; }

/// Requests of a month [USD]: free ones first. @param requests >= 0
/// @throws std::domain_error an argument is out of range
template <Real T> [[nodiscard]] T request_cost(price_table<T> const& p, std::type_identity_t<T> const& requests) {
  detail::require_usage("request_cost", "requests", requests);
  return detail::larger(T(requests - p.free_tier * p.free_requests), T(0)) * p.request;
}

/// Compute of a month, tier by tier, free GB-seconds first [USD].
/// @param gb_seconds of the month, >= 0
/// @throws std::domain_error an argument is out of range
template <Real T> [[nodiscard]] T compute_cost(price_table<T> const& p, architecture processor, std::type_identity_t<T> const& gb_seconds) {
  detail::require_usage("compute_cost", "gb_seconds", gb_seconds);
  bool const arm = processor == architecture::arm;
  T const paid = detail::larger(T(gb_seconds - p.free_tier * p.free_gb_seconds), T(0));
  T const first = arm ? p.arm_tier_1 : p.x86_tier_1;
  T const second = arm ? p.arm_tier_2 : p.x86_tier_2;
  T cost = detail::smaller(paid, first) * (arm ? p.arm_gb_second : p.x86_gb_second);
  cost += detail::larger(T(detail::smaller(paid, second) - first), T(0)) * (arm ? p.arm_gb_second_2 : p.x86_gb_second_2);
  return cost + detail::larger(T(paid - second), T(0)) * (arm ? p.arm_gb_second_3 : p.x86_gb_second_3);
}

/// Provisioned concurrency: what is kept ready, and the work on it [USD]. The free tier does not count there.
/// @param ready GB-seconds that are kept ready, busy or not, >= 0 @param busy GB-seconds of work on them, >= 0
/// @throws std::domain_error an argument is out of range
template <Real T>
[[nodiscard]] T provisioned_cost(price_table<T> const& p, architecture processor, std::type_identity_t<T> const& ready,
                                 std::type_identity_t<T> const& busy = T(0)) {
  detail::require_usage("provisioned_cost", "ready", ready);
  detail::require_usage("provisioned_cost", "busy", busy);
  bool const arm = processor == architecture::arm;
  return ready * (arm ? p.arm_provisioned_gb_second : p.x86_provisioned_gb_second) +
         busy * (arm ? p.arm_provisioned_duration : p.x86_provisioned_duration);
}

/// /tmp above the free part [USD]. @param ephemeral_mb >= 0 @param seconds of invocations, >= 0
template <Real T>
[[nodiscard]] T ephemeral_cost(price_table<T> const& p, std::type_identity_t<T> const& ephemeral_mb, std::type_identity_t<T> const& seconds) {
  detail::require_usage("ephemeral_cost", "ephemeral_mb", ephemeral_mb);
  detail::require_usage("ephemeral_cost", "seconds", seconds);
  return gb_seconds(detail::larger(T(ephemeral_mb - p.ephemeral_free_mb), T(0)), seconds) * p.ephemeral_gb_second;
}

/// Whose pollers.
enum class poller_kind { kafka, sqs };

/// Event poller units of one mapping, or of a group of Kafka mappings together.
///
/// Formula: Kafka max(ceil(pollers / 10), ceil(MB/s / 20)), SQS ceil(pollers / 1). A mapping without a group takes a unit of
/// its own for its first poller already: ten mappings of one poller cost ten units, or one in a group.
/// @param pollers >= 0 @param bytes_per_second that they move, >= 0
/// @throws std::domain_error an argument is out of range
template <Real T>
[[nodiscard]] T event_poller_units(price_table<T> const& p, poller_kind kind, std::type_identity_t<T> const& pollers,
                                   std::type_identity_t<T> const& bytes_per_second = T(0)) {
  detail::require_usage("event_poller_units", "pollers", pollers);
  detail::require_usage("event_poller_units", "bytes_per_second", bytes_per_second);
  using std::ceil;
  T const nearly = 1 - 8 * std::numeric_limits<T>::epsilon();
  T const by_count = ceil(T(pollers / (kind == poller_kind::kafka ? p.kafka_pollers_per_epu : p.sqs_pollers_per_epu) * nearly));
  if (kind == poller_kind::sqs) { return by_count; }
  return detail::larger(by_count, T(ceil(T(bytes_per_second / 1e6 / p.epu_mb_per_second * nearly))));
}

/// [USD] @param units event poller units, >= 0 @param seconds that they are there: at least a minute is billed, >= 0
template <Real T>
[[nodiscard]] T poller_cost(price_table<T> const& p, poller_kind kind, std::type_identity_t<T> const& units, std::type_identity_t<T> const& seconds) {
  detail::require_usage("poller_cost", "units", units);
  detail::require_usage("poller_cost", "seconds", seconds);
  T const billed = value_of(seconds) > 0 ? detail::larger(seconds, p.epu_least_seconds) : T(0);
  return units * billed / 3600 * (kind == poller_kind::kafka ? p.kafka_epu_hour : p.sqs_epu_hour);
}

/// What brokers.
enum class broker_kind { standard, express };

/// An hour of a broker [USD]: the override of the table, else the catalog; nan where neither has it.
/// @param instance with or without "kafka."
template <Real T> [[nodiscard]] T broker_hour(price_table<T> const& p, broker_kind kind, std::string_view instance) {
  auto const name = detail::bare_instance(instance);
  for (auto const& x : p.instances) {
    T const& hour = kind == broker_kind::standard ? x.standard_hour : x.express_hour;
    if (detail::bare_instance(x.name) == name && !detail::is_nan(hour)) { return hour; }
  }
  for (auto const& x : instance_prices) {
    double const hour = kind == broker_kind::standard ? x.standard_hour : x.express_hour;
    if (x.name == name && hour > 0) { return T(hour); }
  }
  return unset_v<T>;
}

/// An hour of a container [USD]. @param vcpu >= 0 @param memory_gb >= 0
template <Real T>
[[nodiscard]] T container_hour(price_table<T> const& p, architecture processor, std::type_identity_t<T> const& vcpu,
                               std::type_identity_t<T> const& memory_gb) {
  detail::require_usage("container_hour", "vcpu", vcpu);
  detail::require_usage("container_hour", "memory_gb", memory_gb);
  bool const arm = processor == architecture::arm;
  return vcpu * (arm ? p.arm_vcpu_hour : p.x86_vcpu_hour) + memory_gb * (arm ? p.arm_container_gb_hour : p.x86_container_gb_hour);
}

/// Longest time that a poller waits at an empty queue [s].
inline constexpr double long_poll_seconds = 20;

/// Requests to SQS for records and for pollers that find nothing, all of them together.
///
/// Formula: sends, receives and deletes take 1 to 10 records each; a poller without records asks every 20 s. low: all by ten,
/// no empty receive; likely: sends one by one, the rest with the batch of an invocation, idle pollers ask every 20 s;
/// high: everything one by one. How the platform really polls is not published.
/// @param records >= 0 @param batch records of an invocation, >= 1 @param idle_seconds sum over the pollers, >= 0
/// @throws std::domain_error an argument is out of range
template <Real T>
[[nodiscard]] interval<T> sqs_requests(T const& records, std::type_identity_t<T> const& batch, std::type_identity_t<T> const& idle_seconds) {
  detail::require_usage("sqs_requests", "records", records);
  detail::require(value_of(batch) >= 1, "sqs_requests", "batch", batch, "must be >= 1");
  detail::require_usage("sqs_requests", "idle_seconds", idle_seconds);
  T const empty = idle_seconds / T(long_poll_seconds);
  T const together = detail::smaller(batch, T(10));
  return {T(3 * records / 10), T(records * (1 + 2 / together) + empty), T(3 * records + empty)};
}

} // namespace ullage
