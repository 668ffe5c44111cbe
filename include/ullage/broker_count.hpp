// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How many brokers a topic needs, what decides that, and the storage that its retention takes.

#include <ullage/brokers.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/text.hpp>

#include <cmath>
#include <string>

namespace ullage {

/// What a cluster has to hold, and what one of its brokers can.
template <Real T = double> struct broker_demand {
  T partitions = unset_v<T>;             ///< leaders of all topics, >= 0, required
  T partitions_per_broker = unset_v<T>;  ///< leaders and followers, > 0, required
  T ingress = T(0);                      ///< that producers write [bytes/s], >= 0
  T ingress_per_broker = infinity_v<T>;  ///< [bytes/s], > 0
  T egress = T(0);                       ///< that consumers read, all groups together [bytes/s], >= 0
  T egress_per_broker = infinity_v<T>;   ///< [bytes/s], > 0
  T replication_factor = T(3);           ///< copies of each partition, whole, >= 1
  T zones = T(3);                        ///< of which the brokers are a multiple, whole, >= 1
  friend bool operator==(broker_demand const&, broker_demand const&) = default;
};

/// How many brokers that are.
template <Real T = double> struct broker_count {
  T brokers = T(0);       ///< the least multiple of the zones that is enough
  T needed = T(0);        ///< before that rounding
  T by_partitions = T(0);
  T by_ingress = T(0);
  T by_egress = T(0);
  T by_copies = T(0);     ///< each copy of a partition lies on another broker
  bool rounded = false;   ///< the zones added some
  std::string reason = {}; ///< what decides, in words
  friend bool operator==(broker_count const&, broker_count const&) = default;
};

/// The brokers that a topic needs.
///
/// Formula: the largest of ceil(partitions replication_factor / partitions_per_broker), ceil(ingress /
/// ingress_per_broker), ceil(egress / egress_per_broker) and replication_factor, rounded up to a multiple of the zones. A
/// quotient within four rounding errors of a whole number counts as it.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] broker_count<T> brokers_needed(broker_demand<T> const& d) {
  using std::ceil;
  auto const f = "broker_demand";
  detail::require_nonnegative(f, "partitions", d.partitions);
  detail::require_positive(f, "partitions_per_broker", d.partitions_per_broker);
  detail::require_nonnegative(f, "ingress", d.ingress);
  detail::require_positive_or_unlimited(f, "ingress_per_broker", d.ingress_per_broker);
  detail::require_nonnegative(f, "egress", d.egress);
  detail::require_positive_or_unlimited(f, "egress_per_broker", d.egress_per_broker);
  detail::require_whole_from(f, "replication_factor", d.replication_factor, 1);
  detail::require_whole_from(f, "zones", d.zones, 1);
  broker_count<T> out;
  out.by_partitions = detail::whole_units(T(d.partitions * d.replication_factor / d.partitions_per_broker));
  out.by_ingress = detail::whole_units(T(d.ingress / d.ingress_per_broker));
  out.by_egress = detail::whole_units(T(d.egress / d.egress_per_broker));
  out.by_copies = d.replication_factor;
  out.needed = detail::larger(detail::larger(out.by_partitions, out.by_ingress), detail::larger(out.by_egress, out.by_copies));
  out.brokers = d.zones * ceil(T(out.needed / d.zones));
  out.rounded = value_of(out.brokers) > value_of(out.needed);

  // All that ask for the most are named.
  std::string verb;
  auto const name = [&](char const* what, char const* alone, T const& count) {
    if (value_of(count) != value_of(out.needed)) { return; }
    verb = out.reason.empty() ? alone : " each need ";
    out.reason += (out.reason.empty() ? "" : " and ") + std::string(what);
  };
  name("the partitions", " need ", out.by_partitions);
  name("the ingress", " needs ", out.by_ingress);
  name("the egress", " needs ", out.by_egress);
  name("the copies", " need ", out.by_copies);
  auto const count = detail::brief(out.needed);
  out.reason += verb + count + (count == "1" ? " broker" : " brokers");
  if (out.rounded) { out.reason += "; " + detail::brief(d.zones) + " zones round " + count + " up to " + detail::brief(out.brokers); }
  return out;
}

/// What the records of a topic take on disks.
template <Real T = double> struct storage_demand {
  T arrival_rate = unset_v<T>;  ///< mean [records/s], >= 0, required
  T record_bytes = unset_v<T>;  ///< [bytes], > 0, required
  T retention = unset_v<T>;     ///< [s], > 0, required
  T replication_factor = T(3);  ///< whole, >= 1
  friend bool operator==(storage_demand const&, storage_demand const&) = default;
};

/// Storage that a topic needs on all brokers together, indexes and the segment that is still open left out.
///
/// Formula: arrival_rate record_bytes retention replication_factor. Exact for a constant rate.
/// @returns bytes
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T storage_needed(storage_demand<T> const& d) {
  auto const f = "storage_demand";
  detail::require_nonnegative(f, "arrival_rate", d.arrival_rate);
  detail::require_positive(f, "record_bytes", d.record_bytes);
  detail::require_positive(f, "retention", d.retention);
  detail::require_whole_from(f, "replication_factor", d.replication_factor, 1);
  return d.arrival_rate * d.record_bytes * d.retention * d.replication_factor;
}

} // namespace ullage
