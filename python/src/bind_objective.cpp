// SPDX-License-Identifier: MIT
// queue/objective.hpp

#include "define.hpp"
#include "module.hpp"
#include "queue.hpp"

#include <cstddef>
#include <string>

namespace ullage_py {

namespace {

constexpr char const* side_names[] = {"at_most", "at_least"};

[[nodiscard]] py::dict fields(objective_t const& o) {
  py::dict out;
  out["of"] = ullage::name_of(o.of);
  bool const has_argument = ullage::argument_of(o.of) != ullage::measure_argument::none;
  out["at"] = has_argument ? py::object(py::float_(o.at)) : py::object(py::none());
  out["limit"] = o.limit;
  out["where"] = side_names[static_cast<int>(o.where)];
  return out;
}

[[nodiscard]] objective_t make(py::kwargs const& given) {
  objective_t o;
  auto const of = given["of"].cast<std::string>();
  for (auto const m : ullage::all_measures) {
    if (of == ullage::name_of(m)) { o.of = m; }
  }
  o.at = given["at"].is_none() ? 0 : given["at"].cast<double>();
  o.limit = given["limit"].cast<double>();
  o.where = given["where"].cast<std::string>() == side_names[0] ? ullage::side::at_most : ullage::side::at_least;
  validate(o);
  return o;
}

[[nodiscard]] std::string repr(objective_t const& o) {
  std::string const head = std::string("ul.") + ullage::name_of(o.of) + "_" + side_names[static_cast<int>(o.where)] + "(";
  bool const has_argument = ullage::argument_of(o.of) != ullage::measure_argument::none;
  return head + (has_argument ? code(py::float_(o.at)) + ", " : "") + code(py::float_(o.limit)) + ")";
}

void bind_makers(py::module_& m) {
  char const* const type = "objective";
  std::string const rest = "\n\nRaises ValueError by the name of what is out of range.";
  auto const one = [&](char const* name, char const* argument, edge kind, std::string const& doc, auto const& maker) {
    define_maker<1>(m, name, {{{argument, kind}}}, type, (doc + rest).c_str(), [maker](auto const& x) { return maker(x[0]); });
  };
  auto const two = [&](char const* name, number_argument a, number_argument b, std::string const& doc, auto const& maker) {
    define_maker<2>(m, name, {{a, b}}, type, (doc + rest).c_str(), [maker](auto const& x) { return maker(x[0], x[1]); });
  };
  one("mean_wait_at_most", "x", edge::time, "Mean time before service at most x [s].", [](double x) { return ullage::mean_wait_at_most(x); });
  two("wait_quantile_at_most", {"p", edge::number}, {"x", edge::time}, "A share p of the records starts service within x [s].",
      [](double p, double x) { return ullage::wait_quantile_at_most(p, x); });
  two("wait_tail_at_most", {"t", edge::time}, {"probability", edge::number}, "P(wait > t) at most a probability; t [s].",
      [](double t, double p) { return ullage::wait_tail_at_most(t, p); });
  one("wait_probability_at_most", "x", edge::number, "P(wait > 0) at most x.", [](double x) { return ullage::wait_probability_at_most(x); });
  one("mean_sojourn_at_most", "x", edge::time, "Mean time from arrival to the end of service at most x [s].",
      [](double x) { return ullage::mean_sojourn_at_most(x); });
  two("sojourn_quantile_at_most", {"p", edge::number}, {"x", edge::time}, "A share p of the records is done within x [s].",
      [](double p, double x) { return ullage::sojourn_quantile_at_most(p, x); });
  two("sojourn_tail_at_most", {"t", edge::time}, {"probability", edge::number}, "P(time in the system > t) at most a probability; t [s].",
      [](double t, double p) { return ullage::sojourn_tail_at_most(t, p); });
  one("mean_in_queue_at_most", "x", edge::number, "Mean number that waits at most x.", [](double x) { return ullage::mean_in_queue_at_most(x); });
  one("mean_in_system_at_most", "x", edge::number, "Mean number that waits or is served at most x.",
      [](double x) { return ullage::mean_in_system_at_most(x); });
  one("utilization_at_most", "x", edge::number, "Offered load per server at most x.", [](double x) { return ullage::utilization_at_most(x); });
  one("blocking_probability_at_most", "x", edge::number, "Share of the arrivals that is turned away at most x.",
      [](double x) { return ullage::blocking_probability_at_most(x); });
  one("abandon_probability_at_most", "x", edge::number, "Share of the arrivals that gives up waiting at most x.",
      [](double x) { return ullage::abandon_probability_at_most(x); });
  one("throughput_at_least", "x", edge::number, "Records that leave after service at least x [records/s].",
      [](double x) { return ullage::throughput_at_least(x); });
}

} // namespace

void bind_objective(py::module_& m) {
  py::class_<objective_t> type(m, "objective", "A measure of a queue on one side of a limit; made by mean_wait_at_most and the like.");
  type.def_property_readonly("of", [](objective_t const& o) { return ullage::name_of(o.of); }, "The name of the measure.");
  type.def_property_readonly("at", [](objective_t const& o) -> py::object { return fields(o)["at"]; }, "t [s] of a tail, p of a quantile, else None.");
  type.def_readonly("limit", &objective_t::limit, "In the unit of the measure.");
  type.def_property_readonly("where", [](objective_t const& o) { return side_names[static_cast<int>(o.where)]; }, "The side of the limit: \"at_most\" or \"at_least\".");
  type.def("__str__", [](objective_t const& o) { return ullage::text_of(o); });
  bind_value(type, value_traits<objective_t>{"objective", &fields, &make, &repr});
  bind_makers(m);
}

} // namespace ullage_py
