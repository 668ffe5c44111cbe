// SPDX-License-Identifier: MIT
// queue/solve.hpp

#include "module.hpp"
#include "queue.hpp"

#include <cstddef>
#include <string>

namespace ullage_py {

namespace {

[[nodiscard]] py::tuple values(solution_value const& s) { return py::make_tuple(s.feasible, s.value, s.achieved, s.reason); }
constexpr char const* solution_names[] = {"feasible", "value", "achieved", "reason"};
[[nodiscard]] py::dict dict_of(solution_value const& s) {
  py::dict out;
  for (std::size_t i = 0; i < 4; ++i) { out[solution_names[i]] = plain_field(values(s)[i]); }
  return out;
}

void bind_solution(py::module_& m) {
  py::class_<solution_value> type(m, "solution", "An answer that may be \"no\". For an array of queues each field is an array.");
  type.def_readonly("feasible", &solution_value::feasible, "Can the objective be met?");
  type.def_readonly("value", &solution_value::value,
                    "What was asked for: servers as int, records/s, or seconds; infinity where every value meets the objective;\n"
                    "where it cannot be met the value that comes nearest.");
  type.def_readonly("achieved", &solution_value::achieved, "The measure at that value.");
  type.def_readonly("reason", &solution_value::reason, "What is in the way beyond the value, or why the objective cannot be met.");
  type.def("to_dict", &dict_of, "The fields as plain values by name.");
  type.def("__eq__", [](solution_value const& a, py::object const& b) -> py::object {
    if (!py::isinstance<solution_value>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(dict_of(a).equal(dict_of(b.cast<solution_value const&>())));
  }, py::arg("other"));
  type.def("__hash__", [](solution_value const& s) { return py::hash(py::repr(dict_of(s))); });
  type.def("__repr__", [](solution_value const& s) {
    py::dict out;
    for (auto const& [name, value] : dict_of(s)) { out[name] = value; }
    return call_text("solution", out);
  });
  type.def("_repr_html_", [](solution_value const& s) { return py::module_::import("ullage._html").attr("of_fields")("solution", dict_of(s)); });
  type.def(py::pickle([](solution_value const& s) { return py::make_tuple(pickle_format, values(s)); },
                      [](py::tuple const& state) {
                        check_format("solution", state);
                        auto const v = state[1].cast<py::tuple>();
                        return solution_value{v[0], v[1], v[2], v[3]};
                      }));
}

[[nodiscard]] char const* solver_name(unknown what) {
  return what == unknown::servers ? "servers_for" : what == unknown::arrival_rate ? "max_arrival_rate" : "max_service_time";
}

/// The other two names are also functions of numbers: those are the second overload of their docstring.
void bind_solver(py::module_& m, unknown what, std::string const& doc) {
  py::options options;
  options.disable_function_signatures();
  std::string const name = solver_name(what);
  std::string const line = name + "(q: queue_model, objective: objective) -> solution\n\n";
  std::string const text = what == unknown::servers ? line + doc : name + "(*args, **kwargs)\nOverloaded function.\n\n1. " + line + doc + "\n";
  m.def(name.c_str(), [what](queue_base const& q, objective_t const& wanted) { return q.solve(what, wanted); }, py::arg("q"), py::arg("objective"), py::prepend(),
        text.c_str());
}

} // namespace

void refuse_solver(unknown what, char const* model) {
  char const* const field = what == unknown::servers ? "servers" : what == unknown::arrival_rate ? "arrival_rate" : "service_time";
  throw py::type_error(std::string(solver_name(what)) + ": " + model + " has no " + field + " to solve for");
}

solution_value to_python(solved const& all, extents const& shape, bool whole) {
  if (shape.empty()) {
    return {py::bool_(all.feasible[0] != 0), from_number(all.value[0], whole ? edge::count : edge::number), py::float_(all.achieved[0]), py::str(all.reason[0])};
  }
  py::array_t<bool> feasible(shape);
  py::array_t<double> value(shape);
  py::array_t<double> achieved(shape);
  py::list reason;
  for (std::size_t k = 0; k < all.value.size(); ++k) {
    feasible.mutable_data()[k] = all.feasible[k] != 0;
    value.mutable_data()[k] = all.value[k];
    achieved.mutable_data()[k] = all.achieved[k];
    reason.append(all.reason[k]);
  }
  py::object const texts = py::module_::import("numpy").attr("array")(reason, py::arg("dtype") = "object").attr("reshape")(shape_tuple(shape));
  return {feasible, whole ? py::object(value.attr("astype")("int64")) : py::object(value), achieved, texts};
}

void bind_solve(py::module_& m) {
  bind_solution(m);
  bind_solver(m, unknown::servers,
              "The smallest number of servers with which a queue meets an objective.\n\n"
              "Method: bracketed from one above the offered load, then bisected: the objective is met with the result and\n"
              "fails with one server less. The queue's own servers do not matter. Of an array of queues each is solved.\n"
              "Raises TypeError where the queue does not have the measure, or has no servers.");
  bind_solver(m, unknown::arrival_rate,
              "The largest arrival rate at which a queue meets an objective [records/s].\n\n"
              "Method: bracketed in the logarithm, then Chandrupatla's root: the objective is met with the result and fails\n"
              "1e-12 above it. The queue's own arrival_rate does not matter.\n"
              "Raises TypeError where the queue does not have the measure, or has no arrival rate.");
  bind_solver(m, unknown::service_time,
              "The longest mean service time with which a queue meets an objective [s]; a service law keeps its form.\n\n"
              "Method as max_arrival_rate. The mean of the queue's own service does not matter.\n"
              "Raises TypeError where the queue does not have the measure, or has no service time.");
}

} // namespace ullage_py
