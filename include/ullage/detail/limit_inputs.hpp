// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What limits of the platform look at, read once from a forecast and a deployment.

#include <ullage/arrivals.hpp>
#include <ullage/batching.hpp>
#include <ullage/brokers.hpp>
#include <ullage/concepts.hpp>
#include <ullage/deployment.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/gamma_quantile.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/platform_quotas.hpp>
#include <ullage/skew.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>
#include <variant>

namespace ullage::detail {

/// One in so many invocations may take longer than the one that is held against the timeout.
inline constexpr double slow_invocations = 1e-3;

/// The whole part of a quotient; within four rounding errors of the next whole number counts as it.
template <Real T> [[nodiscard]] T whole_part(T const& x) {
  using std::floor;
  return floor(T(x * (1 + 4 * std::numeric_limits<T>::epsilon())));
}

template <Real T> struct limit_inputs {
  forecast_result<T> const& f;
  deployment<T> const& d;
  platform_quotas<T> const& q;

  bool is_kafka = false;    ///< an event source mapping of Kafka
  bool is_sqs = false;
  bool is_shards = false;   ///< Kinesis, DynamoDB streams
  bool on_lambda = false;   ///< one of the three
  bool has_pollers = false; ///< provisioned mode
  bool endless = false;     ///< the arrivals never end
  bool sized = false;       ///< the bytes of a record are known
  bool may_have_cluster = false;
  bool has_cluster = false;
  bool is_standard = false;

  T mean = T(0);              ///< [records/s]
  T peak = T(0);              ///< [records/s]
  T bytes = T(0);             ///< of a record
  T batch = T(1);             ///< records of a full one
  T payload_of_record = T(0); ///< [bytes]
  T longest_invocation = T(0);
  T longest_timeout = infinity_v<T>;
  T account = infinity_v<T>;
  T concurrency_limit = infinity_v<T>;
  T most_throughput = T(0);   ///< [records/s]
  T most_concurrency = T(0);
  T most_pollers = infinity_v<T>;
  T hottest = T(0);           ///< share of the arrivals of an ordered lane
  T top_key = T(0);           ///< share of a key, 0 where none is known
  T lane_rate = infinity_v<T>; ///< [records/s]
  cluster_capacity<T> cluster = {};
  T broker_partitions = infinity_v<T>;
  T recommended_broker_partitions = infinity_v<T>;
  T zones = T(1);
  T storage = unset_v<T>;     ///< of a broker [bytes]

  limit_inputs(forecast_result<T> const& forecast, deployment<T> const& deployed, platform_quotas<T> const& quotas)
      : f(forecast), d(deployed), q(quotas) {
    validate(d);
    validate(q);
    auto const& p = f.system;
    std::string_view const name = p.scaling.name;
    is_kafka = name.substr(0, 6) == "kafka-";
    is_sqs = name.substr(0, 4) == "sqs-";
    is_shards = name == "kinesis" || name == "dynamodb-streams";
    on_lambda = is_kafka || is_sqs || is_shards;
    has_pollers = name == "kafka-provisioned" || name == "sqs-provisioned";
    longest_timeout = is_kafka ? q.kafka_timeout : q.timeout;
    endless = !is_finite(ends_at(p.arrivals)) && is_nan(p.horizon);
    mean = mean_rate(p.arrivals);
    peak = peak_rate(p.arrivals);
    sized = !is_nan(p.record_bytes);
    read_batch();
    read_rates();
    read_cluster();
  }

  /// How far the window is from one that an event source mapping takes [s].
  [[nodiscard]] T window_off() const {
    using std::floor;
    T const& w = f.system.batch_window;
    auto const from = [&](T const& allowed) { return value_of(w) < value_of(allowed) ? T(allowed - w) : T(w - allowed); };
    T const whole = from(T(floor(T(w + T(0.5)))));
    return is_kafka ? smaller(whole, from(T(0.5))) : whole;
  }
  /// The share of a partition or shard, all its ordered lanes together.
  [[nodiscard]] T hottest_shard() const { return smaller(T(hottest * f.system.scaling.parallelization_factor), T(1)); }
  /// Records that the retention keeps: of a load that comes again and again, end to end by default.
  [[nodiscard]] T kept_records() const {
    T const& retention = f.system.retention;
    if (endless || is_nan(d.repeats_every)) { return mean * retention; }
    T const once = total_records(f.system.arrivals);
    bool const comes_again = value_of(retention) > value_of(d.repeats_every);
    return comes_again ? T(once * retention / d.repeats_every) : smaller(once, T(mean * retention));
  }

  /// Bytes that the retention keeps on each broker.
  [[nodiscard]] T stored_per_broker() const { return kept_records() * bytes * cluster.copies / cluster.brokers; }

private:
  void read_batch() {
    auto const& p = f.system;
    auto policy = batching_of(p);
    batch = batch_limit(policy);
    if (sized) {
      policy.envelope_bytes = d.payload_overhead;
      bytes = p.record_bytes;
      payload_of_record = payload_bytes(policy);
    }
    T const full = p.dispatch_overhead + p.service_time * batch;
    using W = wide_t<T>;
    bool const varies = value_of(p.service_scv) > 0;
    T const slow = varies ? T(gamma_upper_quantile<W>(W(p.service_scv), W(slow_invocations))) : T(1);
    longest_invocation = full * larger(slow, T(1));
  }

  void read_rates() {
    auto const& p = f.system;
    account = is_nan(p.account_concurrency) ? p.scaling.account_concurrency : p.account_concurrency;
    concurrency_limit = smaller(account, p.reserved_concurrency);
    auto const& all = f.path.segments;
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto const& s = all[i];
      most_throughput = larger(most_throughput, s.start_rate);
      T const end = segment_end(f.path, i);
      if (value_of(s.start_slope) > 0 && is_finite(end)) {
        most_throughput = larger(most_throughput, T(s.start_rate + s.start_slope * (end - s.start)));
      }
    }
    T const occupancy = f.path.service_time;
    if (value_of(most_throughput) > 0) { most_concurrency = most_throughput * occupancy; }
    if (has_pollers) {
      most_pollers = p.scaling.max_consumers;
      if (p.partitions) { most_pollers = smaller(most_pollers, T(double(*p.partitions))); }
    }
    if (!p.partitions) { return; }
    lane_rate = 1 / occupancy;
    if (sized) { lane_rate = smaller(lane_rate, T(p.scaling.bytes_per_consumer / bytes)); } // a consumer that owns nothing else
    hottest = 1 / lanes(p);
    for (auto const& g : f.path.groups) { hottest = larger(hottest, g.share); }
    bool const keys = !std::holds_alternative<even_shares>(p.skew) && !std::holds_alternative<measured_shares<T>>(p.skew);
    if (keys) { top_key = top_share(p.skew); }
  }

  void read_cluster() {
    may_have_cluster = !is_sqs && !is_shards;
    has_cluster = may_have_cluster && f.system.partitions && !std::holds_alternative<no_cluster>(d.cluster);
    if (!has_cluster) { return; }
    cluster = capacity_of(d.cluster, d.fan_out);
    if (auto const* s = std::get_if<standard_cluster<T>>(&d.cluster)) {
      auto const& size = *find_standard_size(s->instance);
      is_standard = true;
      broker_partitions = T(size.maximum_partitions);
      recommended_broker_partitions = T(size.recommended_partitions);
      zones = s->zones;
      storage = s->storage_gb * T(1e9);
    } else if (auto const* e = std::get_if<express_cluster<T>>(&d.cluster)) {
      auto const& size = *find_express_size(e->instance);
      broker_partitions = T(size.maximum_partitions);
      recommended_broker_partitions = T(size.recommended_partitions);
      zones = T(3);
    }
  }
};

} // namespace ullage::detail
