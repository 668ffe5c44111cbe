// SPDX-License-Identifier: MIT
// pricing.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "table_value.hpp"

#include <ullage/pricing.hpp>

#include <pybind11/stl.h>

#include <string>
#include <string_view>
#include <vector>

namespace ullage_py {
namespace {

using namespace ullage;
using prices_t = price_table<double>;
using instance_t = instance_price<double>;

[[nodiscard]] char const* word(price_trust t) { return t == price_trust::vendor ? "vendor" : t == price_trust::third_party ? "third party" : "unconfirmed"; }

[[nodiscard]] prices_t const& prices_of(char const* function, py::handle x) { return need<prices_t>({function, "prices"}, "a price_table(...)", x); }
[[nodiscard]] architecture to_processor(char const* function, py::handle x) {
  return to_word({function, "processor"}, x, {"x86", "arm"}) == "arm" ? architecture::arm : architecture::x86;
}

void bind_instances(py::module_& m) {
  bind_table<instance_t>(m, {.name = "instance_price",
                             .doc = "The price of an MSK broker that is not in the catalog, or not as in the catalog.",
                             .fields = {field_of<&instance_t::standard_hour>("standard_hour", edge::number, "Of a Standard broker [USD/hour]; None: as in the catalog."),
                                        field_of<&instance_t::express_hour>("express_hour", edge::number, "Of an Express broker [USD/hour]; None: as in the catalog.")},
                             .choices = {},
                             .check = [](instance_t const& x) { validate(prices_t{.instances = {x}}); },
                             .tag = "",
                             .pieces = {{"name", "str", "\"\"", "\"m7g.large\", with or without \"kafka.\"; required.",
                                         [](instance_t const& x) -> py::object { return py::str(x.name); },
                                         [](instance_t& x, place const& at, py::handle given) {
                                           if (!py::isinstance<py::str>(given)) { refuse_type(at, "a name", given); }
                                           x.name = given.cast<std::string>();
                                         }}}});
}

void bind_table_of_prices(py::module_& m) {
  bind_table<prices_t>(
      m,
      {.name = "price_table",
       .doc = "Prices in USD, us-east-1, and the units that they are counted in; every one may be overridden. price_info() tells where each comes from.",
       .fields =
           {
            field_of<&prices_t::request>("request", edge::number, "An invocation [USD/request]."),
            field_of<&prices_t::x86_gb_second>("x86_gb_second", edge::number, "Compute, first tier [USD/GB-s]."),
            field_of<&prices_t::x86_gb_second_2>("x86_gb_second_2", edge::number, "Compute, second tier [USD/GB-s]."),
            field_of<&prices_t::x86_gb_second_3>("x86_gb_second_3", edge::number, "Compute above [USD/GB-s]."),
            field_of<&prices_t::x86_tier_1>("x86_tier_1", edge::number, "End of the first tier [GB-s/month]."),
            field_of<&prices_t::x86_tier_2>("x86_tier_2", edge::number, "End of the second tier [GB-s/month]."),
            field_of<&prices_t::arm_gb_second>("arm_gb_second", edge::number, "Compute on Arm, first tier [USD/GB-s]."),
            field_of<&prices_t::arm_gb_second_2>("arm_gb_second_2", edge::number, "Compute on Arm, second tier [USD/GB-s]."),
            field_of<&prices_t::arm_gb_second_3>("arm_gb_second_3", edge::number, "Compute on Arm above [USD/GB-s]."),
            field_of<&prices_t::arm_tier_1>("arm_tier_1", edge::number, "End of the first tier on Arm [GB-s/month]."),
            field_of<&prices_t::arm_tier_2>("arm_tier_2", edge::number, "End of the second tier on Arm [GB-s/month]."),
            field_of<&prices_t::x86_provisioned_gb_second>("x86_provisioned_gb_second", edge::number, "Provisioned concurrency, busy or not [USD/GB-s]."),
            field_of<&prices_t::x86_provisioned_duration>("x86_provisioned_duration", edge::number, "Work on provisioned concurrency [USD/GB-s]."),
            field_of<&prices_t::arm_provisioned_gb_second>("arm_provisioned_gb_second", edge::number, "Provisioned concurrency on Arm, busy or not [USD/GB-s]."),
            field_of<&prices_t::arm_provisioned_duration>("arm_provisioned_duration", edge::number, "Work on provisioned concurrency on Arm [USD/GB-s]."),
            field_of<&prices_t::ephemeral_gb_second>("ephemeral_gb_second", edge::number, "/tmp above ephemeral_free_mb [USD/GB-s]."),
            field_of<&prices_t::ephemeral_free_mb>("ephemeral_free_mb", edge::number, "/tmp that costs nothing [MB]."),
            field_of<&prices_t::free_requests>("free_requests", edge::number, "Free requests of an account [requests/month]."),
            field_of<&prices_t::free_gb_seconds>("free_gb_seconds", edge::number, "Free compute of an account [GB-s/month]."),
            field_of<&prices_t::free_tier>("free_tier", edge::number, "Share of the free amounts that is left for this function, in [0, 1] [share]."),
            field_of<&prices_t::kafka_epu_hour>("kafka_epu_hour", edge::number, "Event poller unit of a Kafka mapping [USD/hour]."),
            field_of<&prices_t::kafka_pollers_per_epu>("kafka_pollers_per_epu", edge::number, "Kafka pollers in a unit [pollers]."),
            field_of<&prices_t::epu_mb_per_second>("epu_mb_per_second", edge::number, "Throughput of a Kafka unit [MB/s]."),
            field_of<&prices_t::sqs_epu_hour>("sqs_epu_hour", edge::number, "Event poller unit of an SQS mapping [USD/hour]."),
            field_of<&prices_t::sqs_pollers_per_epu>("sqs_pollers_per_epu", edge::number, "SQS pollers in a unit [pollers]."),
            field_of<&prices_t::epu_least_seconds>("epu_least_seconds", edge::number, "A unit is billed for at least [s]."),
            field_of<&prices_t::standard_storage_gb_month>("standard_storage_gb_month", edge::number, "Storage of Standard brokers [USD/GB-month]."),
            field_of<&prices_t::tiered_storage_gb_month>("tiered_storage_gb_month", edge::number, "Tiered storage [USD/GB-month]."),
            field_of<&prices_t::cross_zone_gb>("cross_zone_gb", edge::number, "Into another zone, both sides [USD/GB]."),
            field_of<&prices_t::express_in_gb>("express_in_gb", edge::number, "Written to Express brokers [USD/GB]."),
            field_of<&prices_t::express_storage_gb_month>("express_storage_gb_month", edge::number, "Storage of Express brokers [USD/GB-month]."),
            field_of<&prices_t::serverless_cluster_hour>("serverless_cluster_hour", edge::number, "An MSK Serverless cluster [USD/hour]."),
            field_of<&prices_t::serverless_partition_hour>("serverless_partition_hour", edge::number, "A partition of MSK Serverless [USD/hour]."),
            field_of<&prices_t::serverless_storage_gb_month>("serverless_storage_gb_month", edge::number, "Storage of MSK Serverless [USD/GB-month]."),
            field_of<&prices_t::serverless_in_gb>("serverless_in_gb", edge::number, "Written to MSK Serverless [USD/GB]."),
            field_of<&prices_t::serverless_out_gb>("serverless_out_gb", edge::number, "Read from MSK Serverless [USD/GB]."),
            field_of<&prices_t::sqs_request>("sqs_request", edge::number, "A request to a standard queue [USD/request]."),
            field_of<&prices_t::sqs_fifo_request>("sqs_fifo_request", edge::number, "A request to a FIFO queue [USD/request]."),
            field_of<&prices_t::x86_vcpu_hour>("x86_vcpu_hour", edge::number, "A vCPU of a container [USD/hour]."),
            field_of<&prices_t::x86_container_gb_hour>("x86_container_gb_hour", edge::number, "Memory of a container [USD/hour]."),
            field_of<&prices_t::arm_vcpu_hour>("arm_vcpu_hour", edge::number, "A vCPU of a container on Arm [USD/hour]."),
            field_of<&prices_t::arm_container_gb_hour>("arm_container_gb_hour", edge::number, "Memory of a container on Arm [USD/hour]."),
           },
       .choices = {},
       .check = [](prices_t const& x) { validate(x); },
       .tag = "",
       .pieces = {{"instances", "typing.Iterable[instance_price]", "()", "Prices of brokers that go before the catalog.",
                   [](prices_t const& x) -> py::object {
                     py::tuple out(x.instances.size());
                     for (std::size_t i = 0; i < x.instances.size(); ++i) { out[i] = x.instances[i]; }
                     return out;
                   },
                   [](prices_t& x, place const& at, py::handle given) {
                     if (!py::hasattr(given, "__iter__") || py::isinstance<py::str>(given)) { refuse_type(at, "instance_price(...) values", given); }
                     x.instances.clear();
                     for (auto const& one : py::iter(given)) { x.instances.push_back(need<instance_t>(at, "instance_price(...) values", one)); }
                   }}}});
}

void bind_catalog(py::module_& m) {
  py::class_<price_info> info(m, "price_info_row", "What is known of a price: unit, range, source, confidence.");
  auto const text = [&info](char const* name, std::string_view price_info::*member, char const* doc) {
    info.def_property_readonly(name, [member](price_info const& i) { return std::string(i.*member); }, doc);
  };
  text("name", &price_info::name, "The field of price_table.");
  text("unit", &price_info::unit, "Of the value.");
  info.def_readonly("low", &price_info::low, "Lowest of what sources say.");
  info.def_readonly("high", &price_info::high, "Highest of what sources say.");
  text("read", &price_info::read, "Month in which the source was read, \"-\" where that is not known.");
  text("source", &price_info::source, "Where it is written.");
  info.def_property_readonly("trust", [](price_info const& i) { return word(i.trust); },
                             "\"vendor\": its own text; \"third party\": several others agree; \"unconfirmed\": they do not, or it was not read.");
  text("open", &price_info::open, "What is not certain, \"\" for nothing.");
  info.def("to_dict", [](price_info const& i) {
    py::dict out;
    for (auto const* name : {"name", "unit", "low", "high", "read", "source", "trust", "open"}) { out[name] = py::cast(i).attr(name); }
    return out;
  }, "The row as a dict.");
  info.def("__repr__", [](price_info const& i) { return "<price_info_row " + std::string(i.name) + ", " + word(i.trust) + ", read " + std::string(i.read) + ">"; });
  m.def("price_info", [] { return std::vector<price_info>(price_catalog.begin(), price_catalog.end()); },
        "Every price of price_table, with source, date and confidence.");
  m.def("instance_prices", [] {
    py::dict out;
    for (auto const& x : instance_prices) {
      py::dict row;
      row["standard_hour"] = x.standard_hour;
      row["express_hour"] = x.express_hour > 0 ? py::object(py::float_(x.express_hour)) : py::object(py::none());
      row["trust"] = word(x.trust);
      row["open"] = std::string(x.open);
      out[py::str(std::string(x.name))] = row;
    }
    return out;
  }, "Prices of MSK brokers [USD/hour] by name, as quoted by others, read 2026-10.");
}

void bind_costs(py::module_& m) {
  m.def("billed_duration", [](py::object const& seconds) {
    return over("billed_duration", "seconds", seconds, [](double v) { return billed_duration(v); });
  }, py::arg("seconds"), "What a duration is billed as: rounded up to 1 ms [s].");
  m.def("request_cost", [](py::object const& requests, py::object const& prices) {
    auto const& p = prices_of("request_cost", prices);
    return over("request_cost", "requests", requests, [&](double v) { return request_cost(p, v); }, edge::number);
  }, py::arg("requests"), py::arg("prices") = prices_t{}, "Requests of a month [USD]: free ones first.");
  m.def("compute_cost", [](py::object const& gb_seconds, py::object const& processor, py::object const& prices) {
    auto const& p = prices_of("compute_cost", prices);
    auto const arch = to_processor("compute_cost", processor);
    return over("compute_cost", "gb_seconds", gb_seconds, [&](double v) { return compute_cost(p, arch, v); }, edge::number);
  }, py::arg("gb_seconds"), py::arg("processor") = "x86", py::arg("prices") = prices_t{}, "Compute of a month, tier by tier, free GB-seconds first [USD].");
  m.def("event_poller_units", [](py::object const& pollers, py::object const& bytes_per_second, py::object const& kind, py::object const& prices) {
    auto const f = "event_poller_units";
    auto const& p = prices_of(f, prices);
    auto const k = to_word({f, "kind"}, kind, {"kafka", "sqs"}) == "sqs" ? poller_kind::sqs : poller_kind::kafka;
    double const bytes = to_number({f, "bytes_per_second"}, bytes_per_second, edge::bytes);
    return over(f, "pollers", pollers, [&](double v) { return event_poller_units(p, k, v, bytes); }, edge::number);
  }, py::arg("pollers"), py::arg("bytes_per_second") = 0, py::arg("kind") = "kafka", py::arg("prices") = prices_t{},
        "Event poller units of one mapping, or of a group of Kafka mappings together: max(ceil(pollers / 10), ceil(MB/s / 20)).\n\n"
        "A mapping without a group takes a unit of its own for its first poller already.");
}

} // namespace

void bind_pricing(py::module_& m) {
  bind_instances(m);
  bind_table_of_prices(m);
  bind_catalog(m);
  bind_costs(m);
}

} // namespace ullage_py
