// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What a pipeline runs on, as far as limits and the bill depend on it: function, event source mapping, brokers, prices.

#include <ullage/brokers.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/pricing.hpp>

#include <string>

namespace ullage {

/// What runs the pipeline. Nothing in here changes what happens to a record.
template <Real T = double> struct deployment {
  T memory_mb = unset_v<T>;            ///< of the function [MB of 2^20 bytes], 128..10240; default: unknown, compute is not priced
  architecture processor = architecture::x86;
  T function_timeout = unset_v<T>;     ///< [s]; default: the longest that the event source allows (840 for Kafka, 900)
  T ephemeral_mb = T(512);             ///< /tmp of an environment [MB], 512..10240
  T payload_overhead = T(0);           ///< bytes of an invocation's payload for each record beside its base64 text, >= 0
  std::string poller_group = {};       ///< name of a group of event source mappings that share pollers; empty: none
  T group_mappings = T(1);             ///< mappings in that group, this one counted, whole, 1..100
  T group_pollers = T(0);              ///< minimum pollers of the other mappings of the group, >= 0
  T fan_out = T(1);                    ///< consumer groups that read the topic, this one counted, >= 1
  broker_cluster<T> cluster = no_cluster{};
  price_table<T> prices = {};
  T repeats_every = unset_v<T>;        ///< the load comes once in so long [s]; default: end to end
  T hours_per_month = T(730);          ///< > 0
  T provisioned_concurrency = T(0);    ///< environments that are kept ready all month, >= 0
  T cross_zone_share = unset_v<T>;     ///< of the bytes to and from Standard and Express brokers, in [0, 1]; default: (zones - 1) / zones
  friend bool operator==(deployment const& a, deployment const& b) {
    auto const same = [](T const& x, T const& y) { return value_of(x) == value_of(y) || (detail::is_nan(x) && detail::is_nan(y)); };
    return same(a.memory_mb, b.memory_mb) && a.processor == b.processor && same(a.function_timeout, b.function_timeout) &&
           same(a.ephemeral_mb, b.ephemeral_mb) && same(a.payload_overhead, b.payload_overhead) && a.poller_group == b.poller_group &&
           same(a.group_mappings, b.group_mappings) && same(a.group_pollers, b.group_pollers) && same(a.fan_out, b.fan_out) &&
           a.cluster == b.cluster && a.prices == b.prices && same(a.repeats_every, b.repeats_every) &&
           same(a.hours_per_month, b.hours_per_month) && same(a.provisioned_concurrency, b.provisioned_concurrency) &&
           same(a.cross_zone_share, b.cross_zone_share);
  }
};

/// Refuses a deployment that cannot be, by the name of the field.
/// @throws std::domain_error
template <Real T> void validate(deployment<T> const& d) {
  using detail::is_nan;
  auto const f = "deployment";
  detail::require(is_nan(d.memory_mb) || (value_of(d.memory_mb) >= 128 && value_of(d.memory_mb) <= 10240), f, "memory_mb", d.memory_mb,
                  "must be in [128, 10240] MB");
  detail::require(is_nan(d.function_timeout) || (value_of(d.function_timeout) >= 1 && value_of(d.function_timeout) <= 900), f,
                  "function_timeout", d.function_timeout, "must be in [1, 900] s");
  detail::require(value_of(d.ephemeral_mb) >= 512 && value_of(d.ephemeral_mb) <= 10240, f, "ephemeral_mb", d.ephemeral_mb,
                  "must be in [512, 10240] MB");
  detail::require_nonnegative(f, "payload_overhead", d.payload_overhead);
  detail::require(value_of(d.group_mappings) >= 1 && value_of(d.group_mappings) <= 100, f, "group_mappings", d.group_mappings,
                  "must be in [1, 100]");
  detail::require_whole(f, "group_mappings", d.group_mappings);
  detail::require_nonnegative(f, "group_pollers", d.group_pollers);
  bool const grouped = !d.poller_group.empty();
  detail::require(grouped || value_of(d.group_mappings) == 1, f, "group_mappings", d.group_mappings, "must be 1 without a poller_group");
  detail::require(grouped || value_of(d.group_pollers) == 0, f, "group_pollers", d.group_pollers, "must be 0 without a poller_group");
  detail::require_positive(f, "fan_out", d.fan_out);
  detail::require(value_of(d.fan_out) >= 1, f, "fan_out", d.fan_out, "must be >= 1");
  validate(d.cluster);
  validate(d.prices);
  if (!is_nan(d.repeats_every)) { detail::require_positive(f, "repeats_every", d.repeats_every); }
  detail::require_positive(f, "hours_per_month", d.hours_per_month);
  detail::require_nonnegative(f, "provisioned_concurrency", d.provisioned_concurrency);
  detail::require(is_nan(d.cross_zone_share) || (value_of(d.cross_zone_share) >= 0 && value_of(d.cross_zone_share) <= 1), f,
                  "cross_zone_share", d.cross_zone_share, "must be in [0, 1]");
}

} // namespace ullage
