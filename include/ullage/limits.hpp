// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Limits of the platform that every plan has to keep, asked for or not.
///
/// AWS Lambda event source mappings, Amazon MSK, Kinesis; a pool of one's own (regimes "fixed", "keda-kafka" and custom
/// ones) has only those of its concurrency, its brokers and its keys. The numbers are those of platform_quotas.hpp and
/// brokers.hpp.

#include <ullage/arrivals.hpp>
#include <ullage/batching.hpp>
#include <ullage/broker_count.hpp>
#include <ullage/brokers.hpp>
#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/deployment.hpp>
#include <ullage/detail/limit_inputs.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/forecast.hpp>
#include <ullage/platform_quotas.hpp>

#include <string_view>
#include <vector>

namespace ullage {

namespace detail {

/// Collects constraints of the platform.
template <Real T> struct limit_list {
  std::vector<constraint<T>> all = {};

  void add(char const* name, T const& value, T const& limit, char const* unit, char const* note,
           bound side = bound::at_most) {
    auto c = constraint_of(name, value, limit, T(1), side);
    c.from = demand::platform;
    c.unit = unit;
    c.note = note;
    all.push_back(static_cast<constraint<T>&&>(c));
  }
  /// For a rate that may be above its limit for a while: what ends may be worked off later, which the targets judge.
  void add_rate(limit_inputs<T> const& x, char const* name, T const& value, T const& limit, char const* unit,
                char const* note) {
    add(name, value, limit, unit, note);
    if (!all.back().met && !x.endless) { all.pop_back(); }
  }
};

template <Real T> void add_function_limits(limit_list<T>& out, limit_inputs<T> const& x) {
  auto const& p = x.f.system;
  bool const told = !is_nan(x.d.function_timeout);
  if (x.on_lambda || told) {
    bool const longest = x.on_lambda && (!told || value_of(x.d.function_timeout) > value_of(x.longest_timeout));
    out.add("function_timeout", x.longest_invocation, longest ? x.longest_timeout : x.d.function_timeout, "s",
            value_of(p.service_scv) > 0 ? "999 of 1000 invocations of a full batch take no longer (gamma law of service_scv)"
                                        : "an invocation of a full batch");
  }
  if (!x.on_lambda) { return; }
  if (told) {
    out.add("timeout_setting", x.d.function_timeout, x.longest_timeout, "s",
            x.is_kafka ? "AWS Lambda behind Kafka: 14 min (2026-10)" : "AWS Lambda: 15 min (2026-10)");
  }
  if (x.sized) {
    out.add("payload", T(x.batch * x.payload_of_record), x.q.payload, "bytes",
            "AWS Lambda: 6 MB = 6 x 2^20 bytes, records in base64 (2026-10)");
  }
  bool const small_queue = x.is_sqs && value_of(p.batch_window) < 1;
  out.add("batch_size", p.batch_size, small_queue ? x.q.sqs_batch_size : x.q.batch_size, "records",
          small_queue ? "SQS without a batch window of 1 s or more: 10 (2026-10)"
                      : "AWS Lambda event sources: 10,000 (2026-10)");
  T const off = x.window_off();
  if (value_of(off) > 0) {
    out.add("batch_window", off, T(0), "s",
            x.is_kafka ? "how far it is from whole seconds or 0.5 s, which are all that the event source takes"
                       : "how far it is from whole seconds, which are all that the event source takes");
  } else {
    out.add("batch_window", p.batch_window, x.q.batch_window, "s", "AWS Lambda event sources: 300 s (2026-10)");
  }
}

template <Real T> void add_concurrency_limits(limit_list<T>& out, limit_inputs<T> const& x) {
  auto const& p = x.f.system;
  if (is_finite(x.concurrency_limit)) {
    out.add("concurrency", x.most_concurrency, x.concurrency_limit, "invocations",
            value_of(p.reserved_concurrency) <= value_of(x.account) ? "reserved concurrency of the function"
                                                                    : "concurrency of the account in this Region");
    if (x.on_lambda) {
      out.add("request_rate", T(x.most_throughput / x.batch), T(x.q.request_factor * x.concurrency_limit), "1/s",
              "AWS Lambda: 10 invocations per second for each unit of concurrency, full batches counted");
    }
  }
  if (x.on_lambda && is_finite(p.reserved_concurrency) && is_finite(x.account)) {
    out.add("reserved_concurrency", p.reserved_concurrency, larger(T(x.account - x.q.unreserved_concurrency), T(0)),
            "invocations", "AWS Lambda: 100 of the account's stay unreserved");
  }
}

template <Real T> void add_poller_limits(limit_list<T>& out, limit_inputs<T> const& x) {
  if (!x.has_pollers) { return; }
  auto const& s = x.f.system.scaling;
  T const fewest = x.is_sqs ? x.q.sqs_fewest_pollers : T(1);
  auto const note = x.is_sqs ? "SQS provisioned mode (2026-08)" : "Kafka provisioned mode (2024-11)";
  auto const range = [&](char const* name, T const& value, T const& most) {
    bool const few = value_of(value) < value_of(fewest);
    out.add(name, value, few ? fewest : most, "pollers", note, few ? bound::at_least : bound::at_most);
  };
  range("minimum_pollers", s.min_consumers, x.is_sqs ? x.q.sqs_minimum_pollers : x.q.kafka_minimum_pollers);
  T const most = is_finite(s.max_consumers) ? s.max_consumers : x.most_pollers;
  if (is_finite(most)) {
    range("maximum_pollers", most, x.is_sqs ? x.q.sqs_maximum_pollers : x.q.kafka_maximum_pollers);
  }
  if (x.is_kafka && !x.d.poller_group.empty()) {
    out.add("group_mappings", x.d.group_mappings, x.q.group_mappings, "mappings", "Kafka poller group: 100 mappings (2025-11)");
    if (is_finite(most)) {
      out.add("group_pollers", T(most + x.d.group_pollers), x.q.group_pollers, "pollers",
              "Kafka poller group: 2,000 maximum pollers (2025-11); of other mappings only the minimum is known and counted");
    }
  }
  if (!is_finite(x.most_pollers)) { return; }
  if (x.sized && is_finite(s.bytes_per_consumer)) {
    out.add_rate(x, "poller_throughput", T(x.mean * x.bytes), T(x.most_pollers * s.bytes_per_consumer), "bytes/s",
                 x.is_sqs ? "1 MB/s for each poller (2025-11), at the mean rate" : "5 MB/s for each poller (2024-11), at the mean rate");
  }
  if (x.is_sqs) {
    out.add_rate(x, "poller_requests", T(x.mean / smaller(x.f.system.batch_size, T(10))), T(x.most_pollers * x.q.sqs_polls),
                 "1/s", "10 polling requests per second for each poller (2025-11), at the mean rate");
  }
}

template <Real T> void add_key_limits(limit_list<T>& out, limit_inputs<T> const& x) {
  if (!x.f.system.partitions || !is_finite(x.lane_rate)) { return; }
  out.add_rate(x, "hottest_partition", T(x.hottest * x.mean), x.lane_rate, "records/s",
               "one ordered lane works on one batch at a time, at the mean rate");
  if (value_of(x.top_key) > 0) {
    out.add_rate(x, "hot_key", T(x.top_key * x.mean), x.lane_rate, "records/s",
                 "one key stays in one partition: no number of partitions helps");
  }
}

template <Real T> void add_shard_limits(limit_list<T>& out, limit_inputs<T> const& x) {
  if (x.f.system.scaling.name != "kinesis" || !x.f.system.partitions) { return; }
  T const records = x.hottest_shard() * x.peak;
  out.add("shard_records", records, x.q.shard_records, "records/s", "Kinesis: 1,000 records/s for each shard, at the peak");
  if (x.sized) {
    out.add("shard_ingress", T(records * x.bytes), x.q.shard_ingress, "bytes/s",
            "Kinesis: 1 MB/s for each shard, at the peak");
  }
}

template <Real T> void add_cluster_sizes(limit_list<T>& out, limit_inputs<T> const& x) {
  auto const& c = x.cluster;
  T const leaders = T(double(*x.f.system.partitions)) + c.other_partitions;
  if (!(value_of(c.brokers) > 0)) {
    out.add("serverless_partitions", leaders, c.partitions, "partitions", "MSK Serverless: 2,400 leaders (2026-10)");
    return;
  }
  out.add("partitions_per_broker", T(leaders * c.copies / c.brokers), x.broker_partitions, "partitions",
          "MSK: leaders and followers, the most with which updates still work (2026-10)");
  out.add("cluster_brokers", c.brokers, T(msk.cluster_brokers), "brokers",
          "MSK: 60 brokers of a KRaft cluster, 30 with ZooKeeper (2026-10)");
  T const over = c.brokers - x.zones * whole_part(T(c.brokers / x.zones));
  if (value_of(over) > 0) {
    out.add("brokers_in_zones", over, T(0), "brokers", "brokers beyond a multiple of the availability zones");
  }
}

template <Real T> void add_cluster_rates(limit_list<T>& out, limit_inputs<T> const& x) {
  auto const& c = x.cluster;
  T const written = x.peak * x.bytes;
  T const hottest = x.hottest_shard() * written;
  if (is_finite(c.ingress)) {
    out.add("broker_ingress", written, c.ingress, "bytes/s",
            x.is_standard ? "min(disk / 6.5, network / (5.7 + 1.5 fan_out)) for each broker (secondary), at the peak"
                          : "MSK: the whole cluster (2026-10), at the peak");
  }
  if (is_finite(c.egress)) {
    T const read = (larger(x.most_throughput, x.peak) + (x.d.fan_out - 1) * x.peak) * x.bytes;
    out.add("broker_egress", read, c.egress, "bytes/s",
            "MSK: the whole cluster (2026-10), this consumer group at its fastest, the others at the peak of the arrivals");
  }
  if (is_finite(c.partition_ingress)) {
    out.add("partition_ingress", hottest, c.partition_ingress, "bytes/s", "MSK: the hottest partition (2026-10), at the peak");
  }
  if (is_finite(c.partition_egress)) {
    out.add("partition_egress", T(hottest * x.d.fan_out), c.partition_egress, "bytes/s",
            "MSK: the hottest partition (2026-10), at the peak");
  }
  if (x.is_standard && is_finite(x.f.system.retention)) {
    T const most = T(msk.broker_storage_gib * 1073741824.0);
    bool const given = value_of(x.storage) < value_of(most);
    out.add("broker_storage", x.stored_per_broker(), given ? x.storage : most, "bytes",
            given ? "storage of one broker; MSK advises to act at 85 % of it" : "MSK: 16,384 GiB for each broker (2026-10)");
  }
}

template <Real T> void add_broker_limits(limit_list<T>& out, limit_inputs<T> const& x) {
  if (!x.has_cluster) { return; }
  add_cluster_sizes(out, x);
  if (x.sized) { add_cluster_rates(out, x); }
}

} // namespace detail

/// Every limit of the platform at a forecast, in a fixed order; those that cannot be told are left out (unchecked_limits).
///
/// Rates of producers and brokers count at the peak. What this pipeline works on counts at the mean rate, since a peak
/// may be worked off later; where the load ends, so may all of it, and such a limit that is not kept is a note instead
/// (platform_notes.hpp). The longest invocation is that of a full batch; where service_scv > 0 the time that 999 in 1000
/// do not exceed under the gamma law, at least the mean. Bytes count in base64 as the forecast counts them, which SQS
/// does not need. A window that is no whole second, and brokers that are no multiple of the zones, are limits of 0 that
/// appear where they are broken.
/// @param q quotas, if not those of 2026-10
/// @throws std::domain_error a field of the deployment is out of range
template <Real T>
[[nodiscard]] std::vector<constraint<T>> platform_limits(forecast_result<T> const& f, deployment<T> const& d,
                                                         platform_quotas<T> const& q = {}) {
  detail::limit_inputs<T> const x(f, d, q);
  detail::limit_list<T> out;
  out.all.reserve(24);
  detail::add_function_limits(out, x);
  detail::add_concurrency_limits(out, x);
  detail::add_poller_limits(out, x);
  detail::add_key_limits(out, x);
  detail::add_shard_limits(out, x);
  detail::add_broker_limits(out, x);
  return static_cast<std::vector<constraint<T>>&&>(out.all);
}

/// @returns true for a limit on what somebody sets, false for one on what then happens: only the latter says how near to
/// its end a pipeline is
[[nodiscard]] constexpr bool is_setting(std::string_view name) {
  constexpr std::string_view settings[] = {"timeout_setting", "batch_size",     "batch_window",  "reserved_concurrency", "minimum_pollers",
                                           "maximum_pollers", "group_mappings", "group_pollers", "cluster_brokers",      "brokers_in_zones"};
  for (auto const setting : settings) {
    if (setting == name) { return true; }
  }
  return false;
}

/// A limit that could not be looked at, and the field that would tell.
struct unchecked_limit {
  std::string_view name;
  std::string_view field;
  friend bool operator==(unchecked_limit const&, unchecked_limit const&) = default;
};

/// The limits that platform_limits leaves out because something is not known.
/// @throws std::domain_error as platform_limits
template <Real T>
[[nodiscard]] std::vector<unchecked_limit> unchecked_limits(forecast_result<T> const& f, deployment<T> const& d,
                                                            platform_quotas<T> const& q = {}) {
  detail::limit_inputs<T> const x(f, d, q);
  std::vector<unchecked_limit> out;
  auto const& p = f.system;
  auto const bytes = [&](bool asked, std::string_view name) {
    if (asked && !x.sized) { out.push_back({name, "record_bytes"}); }
  };
  bytes(x.on_lambda, "payload");
  bytes(x.has_pollers && detail::is_finite(p.scaling.bytes_per_consumer), "poller_throughput");
  bytes(p.scaling.name == "kinesis" && p.partitions.has_value(), "shard_ingress");
  if (p.partitions && std::holds_alternative<measured_shares<T>>(p.skew)) { out.push_back({"hot_key", "skew"}); }
  bool const brokers = x.may_have_cluster && p.partitions.has_value();
  if (brokers && !x.has_cluster) {
    out.push_back({"partitions_per_broker", "cluster"});
    out.push_back({"broker_ingress", "cluster"});
  }
  if (!x.has_cluster) { return out; }
  if (x.is_standard && !detail::is_finite(x.cluster.ingress)) { out.push_back({"broker_ingress", "instance"}); }
  bytes(detail::is_finite(x.cluster.ingress), "broker_ingress");
  bytes(detail::is_finite(x.cluster.egress), "broker_egress");
  bytes(detail::is_finite(x.cluster.partition_ingress), "partition_ingress");
  bytes(detail::is_finite(x.cluster.partition_egress), "partition_egress");
  bytes(x.is_standard, "broker_storage");
  if (x.is_standard && x.sized && !detail::is_finite(p.retention)) { out.push_back({"broker_storage", "retention"}); }
  return out;
}

} // namespace ullage
