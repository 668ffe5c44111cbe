// SPDX-License-Identifier: MIT
// deployment.hpp, cost.hpp, break_even.hpp

#include "forecast.hpp"
#include "module.hpp"
#include "package.hpp"
#include "table_value.hpp"

#include <ullage/break_even.hpp>
#include <ullage/cost.hpp>
#include <ullage/deployment.hpp>

#include <pybind11/stl.h>

#include <charconv>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace ullage_py {
namespace {

using namespace ullage;
using deployment_t = deployment<double>;
using item_t = bill_item<double>;
using bill_t = bill<double>;
using pool_t = container_pool<double>;
using even_t = break_even_result<double>;
using cluster_t = broker_cluster<double>;

/// A number of MB, or a text: MB and GB of a function are 2^20 and 2^30 bytes.
[[nodiscard]] double to_megabytes(place const& at, py::handle x) {
  if (!py::isinstance<py::str>(x)) { return to_number(at, x, edge::number); }
  auto const text = x.cast<std::string>();
  auto const bare = trimmed(text);
  double value = 0;
  auto const [end, error] = std::from_chars(bare.data(), bare.data() + bare.size(), value);
  auto const unit = trimmed(std::string_view(end, static_cast<std::size_t>(bare.data() + bare.size() - end)));
  bool const mega = unit.empty() || unit == "MB" || unit == "MiB";
  if (error != std::errc{} || !(mega || unit == "GB" || unit == "GiB")) {
    refuse_value(at, '"' + text + '"', "must be a size such as \"512 MB\" or \"2 GB\"");
  }
  return mega ? value : value * 1024;
}

template <auto Member> [[nodiscard]] piece<deployment_t> megabytes(char const* name, char const* type, char const* standard, char const* doc) {
  return {name, type, standard, doc, [](deployment_t const& d) { return from_number(d.*Member, edge::number); },
          [](deployment_t& d, place const& at, py::handle x) { d.*Member = to_megabytes(at, x); }};
}

[[nodiscard]] py::object from_cluster(cluster_t const& c) {
  return std::visit([](auto const& x) -> py::object {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(x)>, no_cluster>) {
      return py::none();
    } else {
      return py::cast(x);
    }
  }, c);
}
[[nodiscard]] cluster_t to_cluster(place const& at, py::handle x) {
  if (py::isinstance<standard_cluster<double>>(x)) { return x.cast<standard_cluster<double> const&>(); }
  if (py::isinstance<express_cluster<double>>(x)) { return x.cast<express_cluster<double> const&>(); }
  if (py::isinstance<serverless_cluster<double>>(x)) { return x.cast<serverless_cluster<double> const&>(); }
  refuse_type(at, "a standard_cluster(...), express_cluster(...) or serverless_cluster(...)", x);
}

void bind_deployment(py::module_& m) {
  bind_table<deployment_t>(
      m, {.name = "deployment",
          .doc = "What a pipeline runs on, as far as limits and the bill depend on it. Nothing in here changes what happens to a record.",
          .fields = {field_of<&deployment_t::function_timeout>("function_timeout", edge::time, "[s]; None: the longest that the event source allows."),
                     field_of<&deployment_t::payload_overhead>("payload_overhead", edge::bytes, "Bytes of a payload for each record beside its base64 text, >= 0."),
                     field_of<&deployment_t::group_mappings>("group_mappings", edge::count, "Mappings in the poller group, this one counted, 1 to 100."),
                     field_of<&deployment_t::group_pollers>("group_pollers", edge::number, "Minimum pollers of the other mappings of the group, >= 0."),
                     field_of<&deployment_t::fan_out>("fan_out", edge::number, "Consumer groups that read the topic, this one counted, >= 1."),
                     field_of<&deployment_t::repeats_every>("repeats_every", edge::time, "A load that ends comes once in so long [s]; None: end to end."),
                     field_of<&deployment_t::hours_per_month>("hours_per_month", edge::number, "> 0."),
                     field_of<&deployment_t::provisioned_concurrency>("provisioned_concurrency", edge::number, "Environments that are kept ready all month, >= 0."),
                     field_of<&deployment_t::cross_zone_share>("cross_zone_share", edge::number, "Of the bytes to and from Standard and Express brokers, in [0, 1]; None: (zones - 1) / zones.")},
          .choices = {choice_of<&deployment_t::processor>("processor", "Of the function: \"x86\" or \"arm\".", {"x86", "arm"})},
          .check = [](deployment_t const& d) { validate(d); },
          .tag = "",
          .pieces = {megabytes<&deployment_t::memory_mb>("memory_mb", "float | str | None", "None", "Of the function [MB of 2^20 bytes] or \"1 GB\", 128 to 10240; None: compute is not priced."),
                     megabytes<&deployment_t::ephemeral_mb>("ephemeral_mb", "float | str", "512.0", "/tmp of an environment [MB] or \"1 GB\", 512 to 10240."),
                     {"poller_group", "str", "\"\"", "Name of a group of event source mappings that share pollers; \"\": none.",
                      [](deployment_t const& d) -> py::object { return py::str(d.poller_group); },
                      [](deployment_t& d, place const& at, py::handle x) {
                        if (!py::isinstance<py::str>(x)) { refuse_type(at, "a name", x); }
                        d.poller_group = x.cast<std::string>();
                      }},
                     {"cluster", "standard_cluster | express_cluster | serverless_cluster | None", "None", "Where the topic lives; None: its brokers are not looked at.",
                      [](deployment_t const& d) { return from_cluster(d.cluster); },
                      [](deployment_t& d, place const& at, py::handle x) { d.cluster = to_cluster(at, x); }},
                     piece_of<&deployment_t::prices>("prices", "price_table", "price_table()", "Dated prices; see load_prices.")}});
}

[[nodiscard]] py::object none_or(double x) { return from_number(x, edge::number); }

[[nodiscard]] py::dict dict_of(item_t const& x) {
  py::dict out;
  out["name"] = x.name;
  out["quantity"] = x.quantity;
  out["unit"] = x.unit;
  out["usd"] = x.usd;
  out["note"] = x.note;
  return out;
}
[[nodiscard]] py::dict dict_of(bill_t const& x) {
  py::dict out;
  out["total"] = x.total;
  out["records"] = x.records;
  out["per_million_records"] = none_or(x.per_million_records);
  out["invocations"] = x.invocations;
  out["mean_batch"] = x.mean_batch;
  out["most_invocations"] = x.most_invocations;
  py::list items;
  for (auto const& i : x.items) { items.append(dict_of(i)); }
  out["items"] = items;
  out["unknown"] = x.unknown;
  return out;
}
[[nodiscard]] py::dict dict_of(even_t const& x) {
  py::dict out;
  out["records"] = x.records;
  out["records_now"] = x.records_now;
  out["function_usd"] = x.function_usd;
  out["fixed_usd"] = x.fixed_usd;
  out["pool_usd"] = x.pool_usd;
  out["containers"] = x.containers;
  out["pool_records"] = x.pool_records;
  out["idle_share"] = x.idle_share;
  out["function_cheaper"] = x.function_cheaper;
  out["reason"] = x.reason;
  return out;
}

/// == and hash by what a result says.
template <class T> void bind_equality(py::class_<T>& type) {
  type.def("__eq__", [](T const& a, py::object const& b) -> py::object {
    if (!py::isinstance<T>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(dict_of(a).equal(dict_of(b.cast<T const&>())));
  }, py::arg("other"));
  type.def("__hash__", [](T const& a) { return py::hash(py::str(dict_of(a))); });
  type.def("to_dict", [](T const& a) { return dict_of(a); }, "Everything as plain values by name.");
}

[[nodiscard]] std::string dollars(double x) { return ullage::detail::show(std::floor(x * 100 + 0.5) / 100); }

void bind_bill(py::module_& m) {
  py::class_<item_t> item(m, "bill_item", "One item of a bill.");
  item.def_readonly("name", &item_t::name, "\"requests\", \"compute\", \"event poller units\", ...");
  item.def_readonly("quantity", &item_t::quantity, "Of the month.");
  item.def_readonly("unit", &item_t::unit, "Of the quantity.");
  item.def_readonly("usd", &item_t::usd, "[USD per month]");
  item.def_readonly("note", &item_t::note, "What is surprising about it, \"\" for nothing.");
  item.def("__repr__", [](item_t const& x) { return "<bill_item " + x.name + ", " + dollars(x.usd) + " USD>"; });
  bind_equality(item);

  py::class_<bill_t> type(m, "bill", "What a pipeline costs in a month, item by item.");
  type.def_readonly("total", &bill_t::total, "[USD per month], without what could not be priced.");
  type.def_readonly("records", &bill_t::records, "[per month]");
  type.def_property_readonly("per_million_records", [](bill_t const& b) { return none_or(b.per_million_records); }, "[USD]; None without records.");
  type.def_readonly("invocations", &bill_t::invocations, "[per month], attempts included.");
  type.def_readonly("mean_batch", &bill_t::mean_batch, "Records of an invocation.");
  type.def_readonly("most_invocations", &bill_t::most_invocations,
                    "[per month] if the rule adds all the consumers it may, as batches that are being filled can make it do.");
  type.def_property_readonly("items", [](bill_t const& b) { return b.items; }, "The items in order.");
  type.def_property_readonly("unknown", [](bill_t const& b) { return b.unknown; }, "What could not be priced, and which field would tell.");
  type.def("__getitem__", [](bill_t const& b, std::string const& name) -> item_t {
    if (auto const* x = find_item(b, name)) { return *x; }
    throw py::key_error(name);
  }, py::arg("name"), "The item of that name.");
  type.def("__contains__", [](bill_t const& b, std::string const& name) { return find_item(b, name) != nullptr; }, py::arg("name"));
  type.def("__repr__", [](bill_t const& b) {
    std::string out = "<bill: " + dollars(b.total) + " USD per month";
    for (auto const& x : b.items) { out += ", " + x.name + " " + dollars(x.usd); }
    return out + (b.unknown.empty() ? ">" : ", " + std::to_string(b.unknown.size()) + " unknown>");
  });
  type.def("_repr_html_", [](bill_t const& b) {
    py::dict rows;
    for (auto const& x : b.items) { rows[py::str(x.name)] = dollars(x.usd) + " USD" + (x.note.empty() ? "" : " (" + x.note + ")"); }
    for (auto const& x : b.unknown) { rows[py::str(x)] = "not priced"; }
    rows["total"] = dollars(b.total) + " USD";
    return helper("ullage._html", "of_fields")("cost per month", rows);
  });
  bind_equality(type);
  m.def("monthly_cost", [](std::shared_ptr<forecast_t> const& f, py::object const& d) {
    auto const on = d.is_none() ? deployment_t{} : need<deployment_t>({"monthly_cost", "deployment"}, "a deployment(...)", d);
    return monthly_cost(*f, on);
  }, py::arg("forecast"), py::arg("deployment") = py::none(),
        "What the pipeline of a forecast costs in a month, item by item.\n\n"
        "A load that ends comes again end to end, or once in `repeats_every`; an endless one is billed as what it settles to.\n"
        "Invocations are an estimate for Poisson arrivals: full batches while records wait, else what an owner collects\n"
        "(within 1 % mostly). What cannot be priced is named in `unknown` with the field that would tell.\n\n"
        "Raises ValueError by the name of a field that is out of range.");
}

void bind_pool(py::module_& m) {
  bind_table<pool_t>(
      m, {.name = "container_pool",
          .doc = "Containers that run all month and do the same work.",
          .fields = {field_of<&pool_t::vcpu>("vcpu", edge::number, "Of a container, > 0, required."),
                     field_of<&pool_t::memory_gb>("memory_gb", edge::number, "Of a container, > 0, required."),
                     field_of<&pool_t::containers>("containers", edge::count, ">= 1; None: as many as the highest arrival rate needs."),
                     field_of<&pool_t::records_per_second>("records_per_second", edge::number, "That one does, > 0; None: concurrency / the occupancy of a record."),
                     field_of<&pool_t::concurrency>("concurrency", edge::number, "Records that one works on at once, > 0."),
                     field_of<&pool_t::utilization>("utilization", edge::number, "Share of it that is used at the highest rate, in (0, 1]."),
                     field_of<&pool_t::hour_usd>("hour_usd", edge::number, "Of a container [USD]; None: from the price table.")},
          .choices = {choice_of<&pool_t::processor>("processor", "Of the containers: \"x86\" or \"arm\".", {"x86", "arm"})},
          .check = [](pool_t const& x) { validate(x); },
          .tag = ""});
  py::class_<even_t> type(m, "break_even_result", "A function and a pool of containers next to each other.");
  type.def_readonly("records", &even_t::records, "Of a month at which both cost the same; infinity: the function is always cheaper; 0: never.");
  type.def_readonly("records_now", &even_t::records_now, "Of a month.");
  type.def_readonly("function_usd", &even_t::function_usd, "[USD per month] now, without queue and brokers.");
  type.def_readonly("fixed_usd", &even_t::fixed_usd, "Part of it that comes with no record at all.");
  type.def_readonly("pool_usd", &even_t::pool_usd, "[USD per month]");
  type.def_readonly("containers", &even_t::containers, "Of the pool.");
  type.def_readonly("pool_records", &even_t::pool_records, "That the pool can do in a month.");
  type.def_readonly("idle_share", &even_t::idle_share, "Of the pool's capacity, on average over the month.");
  type.def_readonly("function_cheaper", &even_t::function_cheaper, "Now.");
  type.def_readonly("reason", &even_t::reason, "In words.");
  type.def("__repr__", [](even_t const& x) {
    return "<break_even_result: function " + dollars(x.function_usd) + ", pool " + dollars(x.pool_usd) + " USD per month, even at " + ullage::detail::show(x.records) + " records>";
  });
  type.def("_repr_html_", [](even_t const& x) { return helper("ullage._html", "of_fields")("break-even", dict_of(x)); });
  bind_equality(type);
  m.def("break_even", [](std::shared_ptr<forecast_t> const& f, py::object const& d, py::object const& pool) {
    return break_even(*f, need<deployment_t>({"break_even", "deployment"}, "a deployment(...)", d),
                      need<pool_t>({"break_even", "pool"}, "a container_pool(...)", pool));
  }, py::arg("forecast"), py::arg("deployment"), py::arg("pool"),
        "The monthly records at which a function costs as much as a pool of containers, if the same load comes more or less often.\n\n"
        "Raises ValueError by the name of a field that is out of range, or without deployment.memory_mb.");
}

} // namespace

void bind_cost(py::module_& m) {
  bind_deployment(m);
  bind_bill(m);
  bind_pool(m);
}

} // namespace ullage_py
