// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What a Kafka cluster of brokers can hold: partitions, throughput, brokers that are needed.
///
/// Amazon MSK as of 2026-10: dated tables, with where each number comes from. MB are 10^6 bytes: the vendor's rates are
/// those of its disks and networks (78.75 MB/s is 630 Mbit/s over 8).

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace ullage {

/// The topic's brokers are not looked at.
struct no_cluster {
  friend bool operator==(no_cluster const&, no_cluster const&) = default;
};

/// MSK Standard brokers.
template <Real T = double> struct standard_cluster {
  std::string instance = "m7g.large";   ///< as in the catalog, with or without "kafka."
  T brokers = T(3);                     ///< whole, >= 1
  T zones = T(3);                       ///< availability zones, whole, 1..brokers
  T replication_factor = T(3);          ///< copies of each partition, whole, 1..brokers
  T other_partitions = T(0);            ///< leaders of other topics on the same brokers, each with as many copies, >= 0
  T storage_gb = unset_v<T>;            ///< provisioned on each broker [GB of 10^9 bytes]; default: what the retention needs
  friend bool operator==(standard_cluster const& a, standard_cluster const& b) {
    auto const same = [](T const& x, T const& y) { return value_of(x) == value_of(y) || (detail::is_nan(x) && detail::is_nan(y)); };
    return a.instance == b.instance && same(a.brokers, b.brokers) && same(a.zones, b.zones) &&
           same(a.replication_factor, b.replication_factor) && same(a.other_partitions, b.other_partitions) && same(a.storage_gb, b.storage_gb);
  }
};

/// MSK Express brokers: three zones and three copies.
template <Real T = double> struct express_cluster {
  std::string instance = "m7g.large";
  T brokers = T(3);                     ///< whole, >= 3
  T other_partitions = T(0);
  friend bool operator==(express_cluster const&, express_cluster const&) = default;
};

/// MSK Serverless.
template <Real T = double> struct serverless_cluster {
  T other_partitions = T(0);            ///< leaders of other topics of the cluster
  friend bool operator==(serverless_cluster const&, serverless_cluster const&) = default;
};

/// Where the topic lives.
template <Real T = double> using broker_cluster = std::variant<no_cluster, standard_cluster<T>, express_cluster<T>, serverless_cluster<T>>;

/// Who says so.
enum class evidence {
  vendor,    ///< the vendor's own text
  secondary, ///< others, several of which agree unless said otherwise
  derived,   ///< arithmetic with numbers of the other two
};

/// A Standard broker. Partitions are leaders and followers together.
struct standard_size {
  std::string_view name;
  double recommended_partitions;
  double maximum_partitions; ///< up to which updates of the cluster still work
  double disk_rate;          ///< of its EBS volume [MB/s]; 0: not known
  double network_rate;       ///< [MB/s]; 0: not known
};

/// An Express broker. Rates are those of its clients.
struct express_size {
  std::string_view name;
  double recommended_partitions;
  double maximum_partitions;
  double sustained_ingress; ///< [MB/s]
  double maximum_ingress;   ///< beyond which producers are slowed down [MB/s]
  double sustained_egress;  ///< [MB/s]
  double maximum_egress;    ///< [MB/s]
};

/// Standard sizes. Source of the partitions: MSK developer guide, best practices, read 2026-10; of the rates: an open
/// sizing script with EC2's figures, secondary.
inline constexpr std::array<standard_size, 16> standard_catalog{{
    {"t3.small", 300, 300, 0, 0},
    {"m5.large", 1000, 1500, 81, 96},
    {"m5.xlarge", 1000, 1500, 144, 160},
    {"m5.2xlarge", 2000, 3000, 250, 320},
    {"m5.4xlarge", 4000, 6000, 593.75, 640},
    {"m5.8xlarge", 4000, 6000, 850, 1280},
    {"m5.12xlarge", 4000, 6000, 1000, 1536},
    {"m5.16xlarge", 4000, 6000, 1000, 2560},
    {"m5.24xlarge", 4000, 6000, 1000, 3200},
    {"m7g.large", 1000, 1500, 78.75, 117},
    {"m7g.xlarge", 1000, 1500, 156.25, 234},
    {"m7g.2xlarge", 2000, 3000, 312.5, 469},
    {"m7g.4xlarge", 4000, 6000, 625, 937},
    {"m7g.8xlarge", 4000, 6000, 1000, 1875},
    {"m7g.12xlarge", 4000, 6000, 1000, 2812},
    {"m7g.16xlarge", 4000, 6000, 1000, 3750},
}};

/// Express sizes. Source: MSK developer guide, limits, copies read 2026-10.
inline constexpr std::array<express_size, 7> express_catalog{{
    {"m7g.large", 1000, 1500, 15.6, 23.4, 31.2, 58.5},
    {"m7g.xlarge", 1000, 2000, 31.2, 46.8, 62.5, 117},
    {"m7g.2xlarge", 2500, 4000, 62.5, 93.7, 125, 234.2},
    {"m7g.4xlarge", 6000, 8000, 124.9, 187.5, 249.8, 468.7},
    {"m7g.8xlarge", 12000, 16000, 250, 375, 500, 937.5},
    {"m7g.12xlarge", 16000, 24000, 375, 562.5, 750, 1406.2},
    {"m7g.16xlarge", 20000, 32000, 500, 750, 1000, 1875},
}};

/// Amazon MSK's quotas that do not depend on a size.
struct msk_quotas {
  double account_brokers = 90;
  double zookeeper_cluster_brokers = 30;
  double cluster_brokers = 60;                 ///< KRaft
  double broker_storage_gib = 16384;           ///< Standard, GiB of 2^30 bytes
  double express_partition_ingress = 15e6;     ///< [bytes/s]
  double serverless_ingress = 200e6;           ///< of a cluster [bytes/s]
  double serverless_egress = 400e6;            ///< of a cluster [bytes/s]
  double serverless_partition_ingress = 5e6;   ///< [bytes/s]
  double serverless_partition_egress = 10e6;   ///< [bytes/s]
  double serverless_partitions = 2400;         ///< leaders
  double serverless_compacted_partitions = 120;
  double serverless_message = 8388608;         ///< [bytes]
  double serverless_connections = 3000;
  double serverless_requests = 15000;          ///< [1/s]
  double serverless_consumer_groups = 500;
};
inline constexpr msk_quotas msk{};

/// Where numbers of this header come from.
struct broker_fact {
  std::string_view what;
  std::string_view source;
  std::string_view date;
  evidence by;
};
inline constexpr std::array<broker_fact, 6> broker_facts{{
    {"partitions of a Standard broker", "https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html", "2026-10", evidence::vendor},
    {"partitions and throughput of an Express broker", "https://docs.aws.amazon.com/msk/latest/developerguide/limits.html (copies)", "2026-10", evidence::secondary},
    {"disk and network of a Standard broker", "an open sizing script with EC2's figures", "2026-10", evidence::secondary},
    {"ingress of a Standard broker",
     "min(disk / 6.5, network / (5.7 + 1.5 fan_out)); gives the 153.8 MB/s that the vendor states for m7g.16xlarge", "2026-10",
     evidence::derived},
    {"quotas of MSK Serverless", "https://docs.aws.amazon.com/msk/latest/developerguide/limits.html", "2026-10", evidence::vendor},
    {"brokers of a cluster and of an account, storage of a broker", "https://docs.aws.amazon.com/msk/latest/developerguide/limits.html", "2026-10", evidence::vendor},
}};

namespace detail {

template <class Size, std::size_t N> [[nodiscard]] constexpr Size const* find_size(std::array<Size, N> const& catalog, std::string_view name) {
  std::string_view const bare = name.substr(0, 6) == "kafka." ? name.substr(6) : name;
  for (auto const& size : catalog) {
    if (size.name == bare) { return &size; }
  }
  return nullptr;
}
template <class Size, std::size_t N>
[[nodiscard]] Size const& need_size(std::array<Size, N> const& catalog, char const* type, std::string_view name) {
  if (auto const* found = find_size(catalog, name)) { return *found; }
  std::string names;
  for (auto const& size : catalog) { names += (names.empty() ? "" : ", ") + std::string(size.name); }
  refuse(type, "instance", name, ("must be one of " + names).c_str());
}

/// The quotient as a whole number, up; within four rounding errors of one counts as it.
template <Real T> [[nodiscard]] T whole_units(T const& exact) {
  using std::ceil;
  using std::floor;
  T const below = T(floor(exact));
  return value_of(T(exact - below)) <= value_of(T(4 * std::numeric_limits<T>::epsilon() * exact)) ? below : T(ceil(exact));
}

template <Real T> void require_whole_from(char const* type, char const* field, T const& x, int least) {
  require(value_of(x) >= value_of(T(least)) && is_finite(x), type, field, x,
          least == 3 ? "must be finite and >= 3" : "must be finite and >= 1");
  require_moderate(type, field, x);
  require_whole(type, field, x);
}

} // namespace detail

/// @param name with or without "kafka."
/// @returns nullptr for one that is not in the catalog
[[nodiscard]] constexpr standard_size const* find_standard_size(std::string_view name) { return detail::find_size(standard_catalog, name); }
[[nodiscard]] constexpr express_size const* find_express_size(std::string_view name) { return detail::find_size(express_catalog, name); }

/// Refuses a cluster that cannot be, by the name of the field.
/// @throws std::domain_error
template <Real T> void validate(standard_cluster<T> const& c) {
  auto const f = "standard_cluster";
  static_cast<void>(detail::need_size(standard_catalog, f, c.instance));
  detail::require_whole_from(f, "brokers", c.brokers, 1);
  detail::require_whole_from(f, "zones", c.zones, 1);
  detail::require(value_of(c.zones) <= value_of(c.brokers), f, "zones", c.zones, "must be <= brokers");
  detail::require_whole_from(f, "replication_factor", c.replication_factor, 1);
  detail::require(value_of(c.replication_factor) <= value_of(c.brokers), f, "replication_factor", c.replication_factor, "must be <= brokers");
  detail::require_nonnegative(f, "other_partitions", c.other_partitions);
  if (!detail::is_nan(c.storage_gb)) { detail::require_positive(f, "storage_gb", c.storage_gb); }
}
template <Real T> void validate(express_cluster<T> const& c) {
  auto const f = "express_cluster";
  static_cast<void>(detail::need_size(express_catalog, f, c.instance));
  detail::require_whole_from(f, "brokers", c.brokers, 3);
  detail::require_nonnegative(f, "other_partitions", c.other_partitions);
}
template <Real T> void validate(serverless_cluster<T> const& c) {
  detail::require_nonnegative("serverless_cluster", "other_partitions", c.other_partitions);
}
inline void validate(no_cluster const&) {}
template <Real T> void validate(broker_cluster<T> const& c) {
  std::visit([](auto const& x) { validate(x); }, c);
}

/// Where old records of a topic are kept.
enum class storage_tier {
  primary, ///< on the brokers' disks alone
  tiered,  ///< older ones in a remote store, to which each broker writes too
};

/// Records that clients may write to one Standard broker.
///
/// Formula: min(disk / 6.5, network / (5.7 + 1.5 fan_out)) with three copies; 8 and 7.2 in place of 6.5 and 5.7 where storage
/// is tiered. Source: an open sizing script; the vendor states one value, 153.8 MB/s for m7g.16xlarge, which it gives.
/// An approximation: with fewer copies a broker carries more.
/// @param fan_out consumer groups that read each record, >= 0
/// @returns bytes/s; infinity where the size's rates are not known
/// @throws std::domain_error fan_out is out of range
template <Number F = int>
[[nodiscard]] promote_t<F> broker_ingress(standard_size const& size, F fan_out = 1, storage_tier tier = storage_tier::primary) {
  using T = promote_t<F>;
  T const readers(fan_out);
  detail::require_nonnegative("broker_ingress", "fan_out", readers);
  if (!(size.disk_rate > 0)) { return infinity_v<T>; }
  bool const tiered = tier == storage_tier::tiered;
  T const disk = T(size.disk_rate * 1e6) / T(tiered ? 8.0 : 6.5);
  T const network = T(size.network_rate * 1e6) / (T(tiered ? 7.2 : 5.7) + T(1.5) * readers);
  return detail::smaller(disk, network);
}

/// What a cluster can carry; infinity where there is no limit or none is known.
template <Real T = double> struct cluster_capacity {
  T partitions = infinity_v<T>;             ///< leaders of all its topics
  T recommended_partitions = infinity_v<T>;
  T ingress = infinity_v<T>;                ///< most that producers may write [bytes/s]
  T sustained_ingress = infinity_v<T>;      ///< [bytes/s]
  T egress = infinity_v<T>;                 ///< most that consumers may read, all groups together [bytes/s]
  T sustained_egress = infinity_v<T>;       ///< [bytes/s]
  T partition_ingress = infinity_v<T>;      ///< of one partition [bytes/s]
  T partition_egress = infinity_v<T>;       ///< of one partition [bytes/s]
  T other_partitions = T(0);                ///< of them taken
  T copies = T(1);                          ///< of each record that its own brokers store
  T brokers = T(0);                         ///< 0: none that its user sees
  friend bool operator==(cluster_capacity const&, cluster_capacity const&) = default;
};

/// What a cluster can carry.
///
/// Formula: partitions = brokers x partitions of a broker / copies; rates = brokers x those of a broker.
/// @param fan_out consumer groups that read each record, >= 0
/// @throws std::domain_error a field is out of range
template <Real T>
[[nodiscard]] cluster_capacity<T> capacity_of(broker_cluster<T> const& cluster, std::type_identity_t<T> const& fan_out = T(1)) {
  using std::floor;
  validate(cluster);
  detail::require_nonnegative("capacity_of", "fan_out", fan_out);
  cluster_capacity<T> out;
  T const mega(1e6);
  if (auto const* c = std::get_if<standard_cluster<T>>(&cluster)) {
    auto const& size = *find_standard_size(c->instance);
    out.brokers = c->brokers;
    out.copies = c->replication_factor;
    out.other_partitions = c->other_partitions;
    out.partitions = floor(T(c->brokers * T(size.maximum_partitions) / c->replication_factor));
    out.recommended_partitions = floor(T(c->brokers * T(size.recommended_partitions) / c->replication_factor));
    out.ingress = c->brokers * broker_ingress(size, fan_out);
    out.sustained_ingress = out.ingress;
  } else if (auto const* e = std::get_if<express_cluster<T>>(&cluster)) {
    auto const& size = *find_express_size(e->instance);
    out.brokers = e->brokers;
    out.copies = T(3);
    out.other_partitions = e->other_partitions;
    out.partitions = floor(T(e->brokers * T(size.maximum_partitions) / 3));
    out.recommended_partitions = floor(T(e->brokers * T(size.recommended_partitions) / 3));
    out.ingress = e->brokers * T(size.maximum_ingress) * mega;
    out.sustained_ingress = e->brokers * T(size.sustained_ingress) * mega;
    out.egress = e->brokers * T(size.maximum_egress) * mega;
    out.sustained_egress = e->brokers * T(size.sustained_egress) * mega;
    out.partition_ingress = T(msk.express_partition_ingress);
  } else if (auto const* s = std::get_if<serverless_cluster<T>>(&cluster)) {
    out.other_partitions = s->other_partitions;
    out.partitions = out.recommended_partitions = T(msk.serverless_partitions);
    out.ingress = out.sustained_ingress = T(msk.serverless_ingress);
    out.egress = out.sustained_egress = T(msk.serverless_egress);
    out.partition_ingress = T(msk.serverless_partition_ingress);
    out.partition_egress = T(msk.serverless_partition_egress);
  }
  return out;
}

/// Partitions that a cluster can still take beside those of a topic and the others.
/// @param partitions leaders of the topic, >= 0
/// @returns leaders, whole; below 0 by how many there are too many; infinity without a limit
/// @throws std::domain_error an argument is out of range
template <Real T> [[nodiscard]] T partitions_left(broker_cluster<T> const& cluster, std::type_identity_t<T> const& partitions) {
  using std::floor;
  detail::require_nonnegative("partitions_left", "partitions", partitions);
  auto const can = capacity_of(cluster);
  return floor(T(can.partitions - can.other_partitions - partitions));
}

} // namespace ullage
