// SPDX-License-Identifier: MIT
// brokers.hpp, broker_count.hpp, poller_throughput.hpp

#include "define.hpp"
#include "module.hpp"
#include "table_value.hpp"

#include <ullage/broker_count.hpp>
#include <ullage/brokers.hpp>
#include <ullage/poller_throughput.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ullage_py {
namespace {

using standard = ullage::standard_cluster<double>;
using express = ullage::express_cluster<double>;
using serverless = ullage::serverless_cluster<double>;
using demand_t = ullage::broker_demand<double>;
using count_t = ullage::broker_count<double>;
using capacity_t = ullage::cluster_capacity<double>;

template <class C> [[nodiscard]] constexpr auto const& catalog_of() {
  if constexpr (std::is_same_v<C, standard>) {
    return ullage::standard_catalog;
  } else {
    return ullage::express_catalog;
  }
}

/// The names of a catalog, then the same ones with "kafka." before them.
template <class C> [[nodiscard]] choice<C> instance_choice(char const* doc) {
  std::vector<std::string> words;
  for (auto const& size : catalog_of<C>()) { words.emplace_back(size.name); }
  std::size_t const n = words.size();
  for (std::size_t i = 0; i < n; ++i) { words.push_back("kafka." + words[i]); }
  return {"instance", doc, std::move(words),
          [](C const& x) {
            auto const& all = catalog_of<C>();
            return static_cast<int>(ullage::detail::find_size(all, x.instance) - all.data());
          },
          [](C& x, int i) { x.instance = std::string(catalog_of<C>()[static_cast<std::size_t>(i) % catalog_of<C>().size()].name); }};
}

void bind_clusters(py::module_& m) {
  bind_table<standard>(
      m, {.name = "standard_cluster",
          .doc = "MSK Standard brokers.",
          .fields = {field_of<&standard::brokers>("brokers", edge::count, ">= 1."),
                     field_of<&standard::zones>("zones", edge::count, "Availability zones, 1 to brokers."),
                     field_of<&standard::replication_factor>("replication_factor", edge::count, "Copies of each partition, 1 to brokers."),
                     field_of<&standard::other_partitions>("other_partitions", edge::count, "Leaders of other topics on the same brokers, each with as many copies, >= 0."),
                     field_of<&standard::storage_gb>("storage_gb", edge::number, "Provisioned on each broker [GB of 10^9 bytes]; None: what the retention needs.")},
          .choices = {instance_choice<standard>("Size of a broker, see standard_sizes().")},
          .check = [](standard const& x) { validate(x); },
          .tag = "kind"});
  bind_table<express>(m, {.name = "express_cluster",
                          .doc = "MSK Express brokers: three zones and three copies.",
                          .fields = {field_of<&express::brokers>("brokers", edge::count, ">= 3."),
                                     field_of<&express::other_partitions>("other_partitions", edge::count, "Leaders of other topics on the same brokers, >= 0.")},
                          .choices = {instance_choice<express>("Size of a broker, see express_sizes().")},
                          .check = [](express const& x) { validate(x); },
                          .tag = "kind"});
  bind_table<serverless>(m, {.name = "serverless_cluster",
                             .doc = "MSK Serverless.",
                             .fields = {field_of<&serverless::other_partitions>("other_partitions", edge::count, "Leaders of other topics of the cluster, >= 0.")},
                             .choices = {},
                             .check = [](serverless const& x) { validate(x); },
                             .tag = "kind"});
}

[[nodiscard]] ullage::broker_cluster<double> cluster_of(char const* function, py::handle x) {
  if (py::isinstance<standard>(x)) { return x.cast<standard const&>(); }
  if (py::isinstance<express>(x)) { return x.cast<express const&>(); }
  if (py::isinstance<serverless>(x)) { return x.cast<serverless const&>(); }
  refuse_type({function, "cluster"}, "a standard_cluster(...), express_cluster(...) or serverless_cluster(...)", x);
}

[[nodiscard]] char const* text_of(ullage::evidence by) {
  return by == ullage::evidence::vendor ? "vendor" : by == ullage::evidence::secondary ? "secondary" : "derived";
}

void bind_catalogs(py::module_& m) {
  m.def("standard_sizes", [] {
    py::dict out;
    for (auto const& s : ullage::standard_catalog) {
      py::dict row;
      row["recommended_partitions"] = s.recommended_partitions;
      row["maximum_partitions"] = s.maximum_partitions;
      row["disk_rate"] = s.disk_rate > 0 ? py::object(py::float_(s.disk_rate * 1e6)) : py::none();
      row["network_rate"] = s.network_rate > 0 ? py::object(py::float_(s.network_rate * 1e6)) : py::none();
      out[py::str(std::string(s.name))] = row;
    }
    return out;
  }, "What an MSK Standard broker of each size can do: partitions (leaders and followers), rates of its disk and network [bytes/s].");
  m.def("express_sizes", [] {
    py::dict out;
    for (auto const& s : ullage::express_catalog) {
      py::dict row;
      row["recommended_partitions"] = s.recommended_partitions;
      row["maximum_partitions"] = s.maximum_partitions;
      row["sustained_ingress"] = s.sustained_ingress * 1e6;
      row["maximum_ingress"] = s.maximum_ingress * 1e6;
      row["sustained_egress"] = s.sustained_egress * 1e6;
      row["maximum_egress"] = s.maximum_egress * 1e6;
      out[py::str(std::string(s.name))] = row;
    }
    return out;
  }, "What an MSK Express broker of each size can do: partitions (leaders and followers), rates of its clients [bytes/s].");
  m.def("broker_facts", [] {
    py::list out;
    for (auto const& f : ullage::broker_facts) {
      py::dict row;
      row["what"] = std::string(f.what);
      row["source"] = std::string(f.source);
      row["date"] = std::string(f.date);
      row["by"] = text_of(f.by);
      out.append(row);
    }
    return out;
  }, "Where the numbers of brokers come from: what, source, date, and by whom (vendor, secondary, derived).");
  m.def("broker_ingress", [](std::string const& instance, py::object const& fan_out, bool tiered) {
    auto const& size = ullage::detail::need_size(ullage::standard_catalog, "broker_ingress", instance);
    auto const tier = tiered ? ullage::storage_tier::tiered : ullage::storage_tier::primary;
    return over("broker_ingress", "fan_out", fan_out, [&](double n) { return ullage::broker_ingress(size, n, tier); }, edge::number);
  }, py::arg("instance"), py::arg("fan_out") = 1, py::arg("tiered") = false,
        "What clients may write to one Standard broker [bytes/s].\n\n"
        "Formula: min(disk / 6.5, network / (5.7 + 1.5 fan_out)) with three copies; 8 and 7.2 in place of 6.5 and 5.7 with tiered\n"
        "storage (secondary source; it gives the 153.8 MB/s that the vendor states for m7g.16xlarge).");
}

void bind_capacity(py::module_& m) {
  py::class_<capacity_t> type(m, "cluster_capacity", "What a cluster can carry; infinity where there is no limit or none is known.");
  type.def_readonly("partitions", &capacity_t::partitions, "Leaders of all its topics.");
  type.def_readonly("recommended_partitions", &capacity_t::recommended_partitions, "The same, as the vendor recommends.");
  type.def_readonly("ingress", &capacity_t::ingress, "Most that producers may write [bytes/s].");
  type.def_readonly("sustained_ingress", &capacity_t::sustained_ingress, "[bytes/s]");
  type.def_readonly("egress", &capacity_t::egress, "Most that consumers may read, all groups together [bytes/s].");
  type.def_readonly("sustained_egress", &capacity_t::sustained_egress, "[bytes/s]");
  type.def_readonly("partition_ingress", &capacity_t::partition_ingress, "Of one partition [bytes/s].");
  type.def_readonly("partition_egress", &capacity_t::partition_egress, "Of one partition [bytes/s].");
  type.def_readonly("other_partitions", &capacity_t::other_partitions, "Of its partitions taken by other topics.");
  type.def("__eq__", [](capacity_t const& a, capacity_t const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  type.def("__hash__", [](capacity_t const& a) { return py::hash(py::make_tuple(a.partitions, a.ingress, a.egress)); });
  type.def("__repr__", [](capacity_t const& a) {
    auto const show = [](double v) { return ullage::detail::show(v); };
    return "<cluster_capacity: " + show(a.partitions) + " partitions, ingress " + show(a.ingress) + " bytes/s, egress " + show(a.egress) + " bytes/s>";
  });
  m.def("capacity_of", [](py::object const& cluster, py::object const& fan_out) {
    return ullage::capacity_of(cluster_of("capacity_of", cluster), to_number("capacity_of", "fan_out", fan_out, edge::number));
  }, py::arg("cluster"), py::arg("fan_out") = 1, "What a cluster can carry: its brokers together, over the copies of each partition.\n\nfan_out: consumer groups that read each record.");
  m.def("partitions_left", [](py::object const& cluster, py::object const& partitions) {
    auto const c = cluster_of("partitions_left", cluster);
    return over("partitions_left", "partitions", partitions, [&](double n) { return ullage::partitions_left(c, n); }, edge::number);
  }, py::arg("cluster"), py::arg("partitions"), "Partitions that a cluster can still take beside those of a topic and of others; below 0 by how many there are too many.");
}

void bind_counts_of_brokers(py::module_& m) {
  bind_table<demand_t>(
      m, {.name = "broker_demand",
          .doc = "What a cluster has to hold, and what one of its brokers can.",
          .fields = {field_of<&demand_t::partitions>("partitions", edge::number, "Leaders of all topics, >= 0, required."),
                     field_of<&demand_t::partitions_per_broker>("partitions_per_broker", edge::number, "Leaders and followers, > 0, required."),
                     field_of<&demand_t::ingress>("ingress", edge::bytes, "That producers write [bytes/s], >= 0."),
                     field_of<&demand_t::ingress_per_broker>("ingress_per_broker", edge::bytes, "[bytes/s], > 0."),
                     field_of<&demand_t::egress>("egress", edge::bytes, "That consumers read, all groups together [bytes/s], >= 0."),
                     field_of<&demand_t::egress_per_broker>("egress_per_broker", edge::bytes, "[bytes/s], > 0."),
                     field_of<&demand_t::replication_factor>("replication_factor", edge::count, "Copies of each partition, >= 1."),
                     field_of<&demand_t::zones>("zones", edge::count, "Of which the brokers are a multiple, >= 1.")},
          .choices = {},
          .check = [](demand_t const& x) { static_cast<void>(brokers_needed(x)); },
          .tag = ""});
  py::class_<count_t> type(m, "broker_count", "How many brokers a topic needs.");
  type.def_readonly("brokers", &count_t::brokers, "The least multiple of the zones that is enough.");
  type.def_readonly("needed", &count_t::needed, "Before that rounding.");
  type.def_readonly("by_partitions", &count_t::by_partitions, "For the partitions alone.");
  type.def_readonly("by_ingress", &count_t::by_ingress, "For the producers alone.");
  type.def_readonly("by_egress", &count_t::by_egress, "For the consumers alone.");
  type.def_readonly("by_copies", &count_t::by_copies, "For the copies alone: each on another broker.");
  type.def_readonly("rounded", &count_t::rounded, "The zones added some.");
  type.def_readonly("reason", &count_t::reason, "What decides, in words.");
  type.def("__eq__", [](count_t const& a, count_t const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  type.def("__hash__", [](count_t const& a) { return py::hash(py::make_tuple(a.brokers, a.needed, a.reason)); });
  type.def("__repr__", [](count_t const& a) { return "<broker_count: " + ullage::detail::show(a.brokers) + ", " + a.reason + ">"; });
  m.def("brokers_needed", [](py::object const& x) { return brokers_needed(need<demand_t>({"brokers_needed", "demand"}, "a broker_demand(...)", x)); },
        py::arg("demand"), "The brokers that a topic needs, and what decides: partitions, ingress, egress, copies or the zones.");
  define<4>(m, "storage_needed",
            {{{"arrival_rate", edge::number}, {"record_bytes", edge::bytes}, {"retention", edge::time}, {"replication_factor", edge::number, 3}}},
            "Storage that a topic needs on all brokers together [bytes]. Formula: arrival_rate record_bytes retention replication_factor.",
            [](auto const& x) { return ullage::storage_needed(ullage::storage_demand<double>{x[0], x[1], x[2], x[3]}); });
}

} // namespace

void bind_brokers(py::module_& m) {
  bind_clusters(m);
  bind_catalogs(m);
  bind_capacity(m);
  bind_counts_of_brokers(m);
  define<3>(m, "poller_rate", {{{"batch", edge::number}, {"invocation_time", edge::time}, {"slots", edge::number, 5}}},
            "Largest rate of one event poller by its invocations: batch / invocation_time * slots, in the unit of the batch per second.",
            [](auto const& x) { return ullage::poller_rate(x[0], x[1], x[2]); });
  define<2>(m, "pollers_needed", {{{"rate", edge::number}, {"one", edge::number}}},
            "Smallest number of event pollers that carries a rate: ceil(rate / rate of one).", [](auto const& x) { return ullage::pollers_needed(x[0], x[1]); });
  define<2>(m, "fifo_concurrency", {{{"message_groups", edge::number}, {"maximum_concurrency", edge::number, std::numeric_limits<double>::infinity()}}},
            "Most concurrent invocations of a FIFO queue: min(message_groups, maximum_concurrency).",
            [](auto const& x) { return ullage::fifo_concurrency(x[0], x[1]); });
  define<3>(m, "environment_time", {{{"environments", edge::number}, {"burst", edge::number, 1000}, {"rate", edge::number, 100}}},
            "Shortest time in which a function comes to a number of execution environments [s]: (environments - burst) / rate.",
            [](auto const& x) { return ullage::environment_time(x[0], x[1], x[2]); });
}

} // namespace ullage_py
