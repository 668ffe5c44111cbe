// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What a platform does that is no limit of a plan, but that its owner should know.

#include <ullage/concepts.hpp>
#include <ullage/deployment.hpp>
#include <ullage/detail/limit_inputs.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/forecast.hpp>
#include <ullage/platform_quotas.hpp>
#include <ullage/poller_throughput.hpp>

#include <string>
#include <vector>

namespace ullage {

/// Something worth knowing. The value is on the wrong side of the reference.
template <Real T = double> struct platform_note {
  std::string name;
  T value = unset_v<T>;
  T reference = unset_v<T>;
  std::string unit = {};
  std::string text = {};
  friend bool operator==(platform_note const&, platform_note const&) = default;
};

namespace detail {

template <Real T> struct note_list {
  std::vector<platform_note<T>> all = {};
  void add_above(char const* name, T const& value, T const& reference, char const* unit, std::string text) {
    if (value_of(value) > value_of(T(reference * (1 + T(1e-12))))) {
      all.push_back({name, value, reference, unit, static_cast<std::string&&>(text)});
    }
  }
};

template <Real T> void add_load_notes(note_list<T>& out, limit_inputs<T> const& x) {
  auto const& p = x.f.system;
  if (p.partitions && is_finite(x.lane_rate)) {
    T const busiest = x.hottest * x.peak;
    bool const stays = x.endless && value_of(T(x.hottest * x.mean)) > value_of(x.lane_rate);
    if (!stays) { // else it is a limit
      out.add_above("hottest_partition", busiest, x.lane_rate, "records/s",
                    "at the peak the hottest partition falls behind whatever the consumers: it gets " + brief(busiest) +
                        " records/s and one ordered lane does " + brief(x.lane_rate));
    }
    T const key = x.top_key * x.peak;
    out.add_above("hot_key", key, x.lane_rate, "records/s",
                  "at the peak one key alone brings " + brief(key) + " records/s, more than the " + brief(x.lane_rate) +
                      " that its lane does: no number of partitions helps");
  }
  if (x.has_pollers && x.sized && is_finite(x.most_pollers) && is_finite(p.scaling.bytes_per_consumer)) {
    T const can = x.most_pollers * p.scaling.bytes_per_consumer;
    out.add_above("poller_throughput", T(x.peak * x.bytes), can, "bytes/s",
                  brief(x.most_pollers) + " pollers carry " + brief(can) +
                      " bytes/s, less than the peak: it is worked off later");
  }
  T const burst = p.scaling.environment_burst;
  T const rate = p.scaling.environment_rate;
  if (is_finite(burst) && is_finite(rate) && is_finite(x.most_concurrency)) {
    out.add_above("environment_burst", x.most_concurrency, burst, "environments",
                  "from nothing to " + brief(x.most_concurrency) + " environments takes " +
                      time_text(environment_time(x.most_concurrency, burst, rate)) + " or more, which the forecast counts");
  }
  if (p.partitions && p.scaling.name == "keda-kafka") {
    T const partitions = T(double(*p.partitions));
    out.add_above("idle_pods", p.scaling.max_consumers, partitions, "pods",
                  "pods beyond the " + brief(partitions) + " partitions own nothing");
  }
  if (x.on_lambda && x.sized) {
    out.add_above("payload", p.batch_size, x.batch, "records",
                  "a batch is closed by 6 MB of payload with " + brief(x.batch) + " records");
  }
}

template <Real T> void add_cluster_notes(note_list<T>& out, limit_inputs<T> const& x) {
  if (!x.has_cluster) { return; }
  auto const& c = x.cluster;
  T const leaders = T(double(*x.f.system.partitions)) + c.other_partitions;
  if (value_of(c.brokers) > 0) {
    T const each = leaders * c.copies / c.brokers;
    out.add_above("recommended_partitions", each, x.recommended_broker_partitions, "partitions",
                  brief(each) + " partitions on each broker; MSK recommends up to " + brief(x.recommended_broker_partitions));
    out.add_above("zookeeper_brokers", c.brokers, T(msk.zookeeper_cluster_brokers), "brokers",
                  "more than the 30 brokers that a cluster with ZooKeeper may have: it must be KRaft");
  }
  if (!x.sized) { return; }
  T const written = x.mean * x.bytes;
  out.add_above("sustained_ingress", written, c.sustained_ingress, "bytes/s",
                "at the mean rate above what MSK states as sustained: " + brief(c.sustained_ingress) + " bytes/s");
  out.add_above("sustained_egress", T(written * x.d.fan_out), c.sustained_egress, "bytes/s",
                "at the mean rate above what MSK states as sustained: " + brief(c.sustained_egress) + " bytes/s");
  if (x.is_standard && !is_nan(x.storage) && is_finite(x.f.system.retention)) {
    out.add_above("storage_warning", x.stored_per_broker(), T(x.storage * T(0.85)), "bytes",
                  "MSK advises to act when 85 % of a broker's storage is used");
  }
}

} // namespace detail

/// What is worth knowing of a forecast on a platform: peaks that are worked off later, keys that no partitions help,
/// recommendations that are not kept. None of it makes a plan infeasible. Empty where there is nothing to say.
/// @param q quotas, if not those of 2026-10
/// @throws std::domain_error a field of the deployment is out of range
template <Real T>
[[nodiscard]] std::vector<platform_note<T>> platform_notes(forecast_result<T> const& f, deployment<T> const& d,
                                                           platform_quotas<T> const& q = {}) {
  detail::limit_inputs<T> const x(f, d, q);
  detail::note_list<T> out;
  detail::add_load_notes(out, x);
  detail::add_cluster_notes(out, x);
  return static_cast<std::vector<platform_note<T>>&&>(out.all);
}

} // namespace ullage
