// SPDX-License-Identifier: MIT
// limits.hpp, platform_notes.hpp, platform_quotas.hpp, partition_advice.hpp

#include "forecast.hpp"
#include "module.hpp"
#include "table_value.hpp"

#include <ullage/limits.hpp>
#include <ullage/partition_advice.hpp>
#include <ullage/platform_notes.hpp>
#include <ullage/platform_quotas.hpp>

#include <pybind11/stl.h>

#include <string>

namespace ullage_py {
namespace {

using deployment_t = ullage::deployment<double>;
using quotas_t = ullage::platform_quotas<double>;
using note_t = ullage::platform_note<double>;
using option_t = ullage::partition_option;
using report_t = ullage::partition_report<double>;

/// f of a forecast, a deployment and quotas, the latter two by default those that are standard.
template <class F> void ask(py::module_& m, char const* name, char const* doc, F const& f) {
  m.def(name, [name, f](py::object const& forecast, py::object const& deployment, py::object const& quotas) {
    auto const& what = need<forecast_t>({name, "forecast"}, "a forecast", forecast);
    deployment_t const where = deployment.is_none() ? deployment_t{} : need<deployment_t>({name, "deployment"}, "a deployment(...)", deployment);
    quotas_t const limits = quotas.is_none() ? quotas_t{} : need<quotas_t>({name, "quotas"}, "a platform_quotas(...)", quotas);
    return f(what, where, limits);
  }, py::arg("forecast"), py::arg("deployment") = py::none(), py::arg("quotas") = py::none(), doc);
}

void bind_quotas(py::module_& m) {
  bind_table<quotas_t>(
      m, {.name = "platform_quotas",
          .doc = "Quotas of AWS Lambda and its event source mappings, 2026-10; every one may be overridden.",
          .fields = {field_of<&quotas_t::payload>("payload", edge::bytes, "Of one invocation: the documents' 6 MB as 6 x 2^20 bytes."),
                     field_of<&quotas_t::kafka_timeout>("kafka_timeout", edge::time, "Longest function timeout behind a Kafka event source [s]."),
                     field_of<&quotas_t::timeout>("timeout", edge::time, "Behind another [s]."),
                     field_of<&quotas_t::unreserved_concurrency>("unreserved_concurrency", edge::number, "That reservations must leave to other functions."),
                     field_of<&quotas_t::request_factor>("request_factor", edge::number, "Invocations per second for each unit of concurrency."),
                     field_of<&quotas_t::batch_size>("batch_size", edge::number, "[records]"),
                     field_of<&quotas_t::sqs_batch_size>("sqs_batch_size", edge::number, "Of a queue without a batch window of 1 s or more [records]."),
                     field_of<&quotas_t::batch_window>("batch_window", edge::time, "[s]"),
                     field_of<&quotas_t::kafka_minimum_pollers>("kafka_minimum_pollers", edge::number, "Largest minimum."),
                     field_of<&quotas_t::kafka_maximum_pollers>("kafka_maximum_pollers", edge::number, "Largest maximum."),
                     field_of<&quotas_t::sqs_fewest_pollers>("sqs_fewest_pollers", edge::number, "Smallest minimum and maximum."),
                     field_of<&quotas_t::sqs_minimum_pollers>("sqs_minimum_pollers", edge::number, "Largest minimum."),
                     field_of<&quotas_t::sqs_maximum_pollers>("sqs_maximum_pollers", edge::number, "Largest maximum."),
                     field_of<&quotas_t::sqs_polls>("sqs_polls", edge::number, "Polling requests of one SQS poller [1/s]."),
                     field_of<&quotas_t::group_mappings>("group_mappings", edge::number, "Event source mappings that share a group of pollers."),
                     field_of<&quotas_t::group_pollers>("group_pollers", edge::number, "Maximum pollers of a group, all mappings together."),
                     field_of<&quotas_t::shard_ingress>("shard_ingress", edge::bytes, "Of a Kinesis shard [bytes/s]."),
                     field_of<&quotas_t::shard_records>("shard_records", edge::number, "Of a Kinesis shard [records/s].")},
          .choices = {},
          .check = [](quotas_t const& x) { validate(x); },
          .tag = ""});
  m.def("quota_sources", [] {
    py::dict out;
    for (auto const& q : ullage::quota_catalog) {
      py::dict row;
      row["value"] = q.value;
      row["unit"] = std::string(q.unit);
      row["source"] = std::string(q.source);
      row["date"] = std::string(q.date);
      row["by"] = q.by == ullage::evidence::vendor ? "vendor" : q.by == ullage::evidence::secondary ? "secondary" : "derived";
      out[py::str(std::string(q.name))] = row;
    }
    return out;
  }, "Value, unit, source, date and kind of evidence of each field of platform_quotas.");
}

void bind_notes(py::module_& m) {
  py::class_<note_t> type(m, "platform_note", "Something worth knowing of a forecast on a platform: a value that is above its reference.");
  type.def_readonly("name", &note_t::name, "What it is about.");
  type.def_readonly("value", &note_t::value, "What the forecast gives.");
  type.def_readonly("reference", &note_t::reference, "What it is above.");
  type.def_readonly("unit", &note_t::unit, "Of both.");
  type.def_readonly("text", &note_t::text, "In words.");
  type.def("__eq__", [](note_t const& a, note_t const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  type.def("__hash__", [](note_t const& a) { return py::hash(py::make_tuple(a.name, a.value, a.reference)); });
  type.def("__repr__", [](note_t const& a) { return "<platform_note " + a.name + ": " + a.text + ">"; });
  type.def("to_dict", [](note_t const& a) {
    py::dict out;
    out["name"] = a.name;
    out["value"] = a.value;
    out["reference"] = a.reference;
    out["unit"] = a.unit;
    out["text"] = a.text;
    return out;
  }, "The fields by name.");
}

[[nodiscard]] py::dict option_fields(option_t const& o) {
  py::dict out;
  out["partitions"] = o.partitions;
  out["packing"] = o.packing > 0 ? py::object(py::float_(o.packing)) : py::none();
  out["moved"] = o.moved;
  out["divisors"] = o.divisors;
  out["reason"] = o.reason;
  return out;
}

[[nodiscard]] ullage::broker_cluster<double> cluster_of(char const* function, py::handle x) {
  if (py::isinstance<ullage::standard_cluster<double>>(x)) { return x.cast<ullage::standard_cluster<double> const&>(); }
  if (py::isinstance<ullage::express_cluster<double>>(x)) { return x.cast<ullage::express_cluster<double> const&>(); }
  if (py::isinstance<ullage::serverless_cluster<double>>(x)) { return x.cast<ullage::serverless_cluster<double> const&>(); }
  refuse_type({function, "cluster"}, "a standard_cluster(...), express_cluster(...), serverless_cluster(...) or None", x);
}

void bind_advice(py::module_& m) {
  py::class_<report_t> type(m, "partition_report", "What a number of partitions is like to live with.");
  type.def_readonly("partitions", &report_t::partitions, "The number.");
  type.def_property_readonly("even_consumers", [](report_t const& r) { return r.even_consumers; }, "Numbers of consumers that own as many partitions each: its divisors.");
  type.def_property_readonly("packing", [](report_t const& r) { return r.packing > 0 ? py::object(py::float_(r.packing)) : py::none(); },
                             "Share of the consumers' capacity that it uses; None: consumers are not told.");
  type.def_readonly("moved", &report_t::moved, "Share of the keys that move from the present number.");
  type.def_readonly("room", &report_t::room, "Partitions that the cluster can take beside them; below 0: too many.");
  type.def_readonly("even_brokers", &report_t::even_brokers, "Every broker leads as many.");
  type.def_readonly("even_zones", &report_t::even_zones, "Every zone leads as many.");
  type.def_property_readonly("options", [](report_t const& r) {
    py::list out;
    for (auto const& o : r.options) { out.append(option_fields(o)); }
    return out;
  }, "Larger numbers nearby that are better in some way: partitions, packing, moved, divisors, reason.");
  type.def_property_readonly("growth", [](report_t const& r) {
    py::list out;
    for (auto const& g : r.growth) { out.append(py::make_tuple(g.partitions, g.moved)); }
    return out;
  }, "Steps to grow by later: (partitions, share of the keys that move).");
  type.def_readonly("advice", &report_t::advice, "In words.");
  type.def("__repr__", [](report_t const& r) { return "<partition_report: " + r.advice + ">"; });
  type.def("__str__", [](report_t const& r) { return r.advice; });
  m.def("partition_advice", [](py::object const& partitions, py::object const& present, py::object const& consumers, py::object const& cluster) {
    auto const f = "partition_advice";
    auto const count = [&](char const* name, py::object const& x) { return x.is_none() ? 0LL : static_cast<long long>(to_count({f, name}, to_number({f, name}, x, edge::count))); };
    ullage::partition_setting<double> s{.present = count("present", present), .consumers = count("consumers", consumers)};
    if (!cluster.is_none()) { s.cluster = cluster_of(f, cluster); }
    return ullage::partition_advice(static_cast<long long>(to_count({f, "partitions"}, to_number({f, "partitions"}, partitions, edge::count))), s);
  }, py::arg("partitions"), py::kw_only(), py::arg("present") = py::none(), py::arg("consumers") = py::none(), py::arg("cluster") = py::none(),
        "What a number of partitions is like, and which numbers nearby are better.\n\n"
        "present: partitions that the topic has now; None: it is new.\nconsumers: that will own them most of the time.\n"
        "cluster: where they are to live.\n\nKeys are those of producers that place them by hash mod partitions.");
}

} // namespace

void bind_limits(py::module_& m) {
  bind_quotas(m);
  bind_notes(m);
  ask(m, "platform_limits",
      "Every limit of the platform at a forecast, as constraints in a fixed order; those that cannot be told are left out.\n\n"
      "Rates of producers and brokers count at the peak, what the pipeline works on at the mean rate. The longest invocation is that\n"
      "of a full batch; where service_scv > 0 the time that 999 in 1000 do not exceed (gamma law).",
      [](forecast_t const& f, deployment_t const& d, quotas_t const& q) {
        py::list out;
        for (auto& c : platform_limits(f, d, q)) { out.append(py::cast(c)); }
        return out;
      });
  ask(m, "unchecked_limits", "The limits that platform_limits leaves out because something is not known: (name, the field that would tell).",
      [](forecast_t const& f, deployment_t const& d, quotas_t const& q) {
        py::list out;
        for (auto const& u : unchecked_limits(f, d, q)) { out.append(py::make_tuple(std::string(u.name), std::string(u.field))); }
        return out;
      });
  ask(m, "platform_notes",
      "What is worth knowing of a forecast on a platform: peaks that are worked off later, keys that no partitions help,\n"
      "recommendations that are not kept. None of it makes a plan infeasible.",
      [](forecast_t const& f, deployment_t const& d, quotas_t const& q) {
        py::list out;
        for (auto& n : platform_notes(f, d, q)) { out.append(py::cast(n)); }
        return out;
      });
  bind_advice(m);
}

} // namespace ullage_py
