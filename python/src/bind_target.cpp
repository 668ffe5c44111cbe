// SPDX-License-Identifier: MIT
// constraint.hpp

#include "module.hpp"
#include "value.hpp"

#include <ullage/constraint.hpp>

#include <string>
#include <vector>

namespace ullage_py {
namespace {

using target_t = ullage::target<double>;
using constraint_t = ullage::constraint<double>;

constexpr field<target_t> target_fields[] = {
    field_of<&target_t::utilization>("utilization", edge::number, "Mean arrival rate over full capacity, in (0, 1]."),
    field_of<&target_t::max_wait>("max_wait", edge::time, "Longest wait of any record [s], >= 0."),
    field_of<&target_t::drained_by>("drained_by", edge::time, "At that time nothing waits of what had come by then [s], >= 0."),
    field_of<&target_t::peak_lag>("peak_lag", edge::number, "Largest lag [records], >= 0."),
    field_of<&target_t::retention_fraction>("retention_fraction", edge::number, "Longest wait over the pipeline's retention, in (0, 1]."),
    field_of<&target_t::max_partitions>("max_partitions", edge::count, "Largest count that is tried, >= 1."),
    field_of<&target_t::max_scan_events>("max_scan_events", edge::count, "Events that a scan may cost before it samples, >= 1."),
};

[[nodiscard]] py::object quantile_of(target_t const& t) {
  if (!t.wait_quantile) { return py::none(); }
  return py::make_tuple(t.wait_quantile->probability, t.wait_quantile->limit);
}

[[nodiscard]] py::dict fields(target_t const& t) {
  py::dict out;
  for (auto const& f : target_fields) {
    out[f.name] = from_number(f.get(t), f.kind);
    if (std::string(f.name) == "max_wait") { out["wait_quantile"] = quantile_of(t); }
  }
  return out;
}

void set_quantile(target_t& t, py::handle value) {
  place const at{"target", "wait_quantile"};
  if (value.is_none()) { return; }
  if (py::isinstance<py::str>(value) || !py::isinstance<py::sequence>(value) || py::len(value) != 2) {
    refuse_type(at, "a pair of probability and seconds such as (0.99, 60)", value);
  }
  auto const pair = py::reinterpret_borrow<py::sequence>(value);
  t.wait_quantile = {to_number({"target", "wait_quantile.probability"}, py::object(pair[0]), edge::number),
                     to_number({"target", "wait_quantile.limit"}, py::object(pair[1]), edge::time)};
}

[[nodiscard]] target_t make(py::kwargs const& given) {
  std::vector<std::string> names{"wait_quantile"};
  for (auto const& f : target_fields) { names.emplace_back(f.name); }
  target_t t;
  for (auto const& [key, value] : given) {
    auto const name = key.cast<std::string>();
    bool found = name == "wait_quantile";
    if (found) { set_quantile(t, value); }
    for (auto const& f : target_fields) {
      if (name == f.name) {
        set_field(f, t, "target", value);
        found = true;
      }
    }
    if (!found) { refuse_keyword("target", name, names); }
  }
  // Whether anything is asked for, and whether there is a retention, depends on the pipeline.
  validate(t, ullage::pipeline<double>{.retention = 1});
  return t;
}

} // namespace

void bind_target(py::module_& m) {
  py::class_<target_t> type(m, "target", "What is wanted. A field that is left alone is not asked for.");
  std::vector<parameter> all{{"wait_quantile", "tuple[float, float | str | datetime.timedelta] | None", "None"}};
  for (auto const& f : target_fields) { all.push_back(parameter_of(f)); }
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([](py::args const& more, py::kwargs const& given) {
      refuse_positional("target", more);
      return make(given);
    }), (signature("__init__(self, *", all, "None") +
         "wait_quantile: (probability, seconds), a share of the records that must not wait longer.\n\n"
         "Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an\n"
         "unknown one (with the nearest name).").c_str());
  }
  for (auto const& f : target_fields) {
    type.def_property_readonly(f.name, [&f](target_t const& t) { return from_number(f.get(t), f.kind); }, f.doc);
  }
  type.def_property_readonly("wait_quantile", &quantile_of, "(probability, limit [s]): the wait that this share of the records must not exceed.");
  bind_value(type, value_traits<target_t>{"target", &fields, &make, [](target_t const& t) {
    return call_text("ul.target", difference(fields(t), fields(target_t{})));
  }});

  py::class_<constraint_t> one(m, "constraint", "One thing that a plan has to keep.");
  one.def_readonly("name", &constraint_t::name, "As in target, or \"retention\".");
  one.def_readonly("value", &constraint_t::value, "What the forecast gives.");
  one.def_readonly("limit", &constraint_t::limit, "What is allowed.");
  one.def_readonly("margin", &constraint_t::margin, "limit - value.");
  one.def_readonly("met", &constraint_t::met, "value <= limit.");
  one.def("__eq__", [](constraint_t const& a, constraint_t const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  one.def("__hash__", [](constraint_t const& c) { return py::hash(py::make_tuple(c.name, c.value, c.limit)); });
  auto const dict = [](constraint_t const& c) {
    py::dict out;
    out["name"] = c.name;
    out["value"] = c.value;
    out["limit"] = c.limit;
    out["margin"] = c.margin;
    out["met"] = c.met;
    return out;
  };
  one.def("to_dict", dict, "The fields by name.");
  one.def("__repr__", [dict](constraint_t const& c) { return call_text("constraint", dict(c)); });
}

} // namespace ullage_py
