// SPDX-License-Identifier: MIT
// sensitivity.hpp

#include "forecast.hpp"
#include "module.hpp"
#include "queue.hpp"
#include "value.hpp"

#include <ullage/sensitivity.hpp>

#include <pybind11/stl.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ullage_py {
namespace {

using result_t = ullage::sensitivity_result<double>;
using slope_t = ullage::input_slope<double>;
using pipe_t = ullage::pipeline<double>;
using ask_t = ullage::sensitivity_question<double>;

/// What was asked, for repr, == and pickle, and the answer.
struct answered {
  std::string function;
  py::object subject;
  py::tuple names; ///< of the inputs, as asked; empty: all
  py::object at;
  result_t found;
};

[[nodiscard]] py::object number(double x) { return std::isnan(x) ? py::object(py::none()) : py::object(py::float_(x)); }
template <class F> [[nodiscard]] py::dict by_input(answered const& a, F const& f) {
  py::dict out;
  for (auto const& s : a.found.inputs) { out[py::str(s.input)] = f(s); }
  return out;
}
[[nodiscard]] py::dict gradient_of(answered const& a) {
  return by_input(a, [](slope_t const& s) { return number(s.derivative); });
}
[[nodiscard]] py::dict elasticity_of(answered const& a) {
  return by_input(a, [](slope_t const& s) { return number(s.elasticity); });
}
[[nodiscard]] py::dict inputs_of(answered const& a) {
  return by_input(a, [](slope_t const& s) { return number(s.at); });
}
[[nodiscard]] py::dict defined_of(answered const& a) {
  return by_input(a, [](slope_t const& s) { return py::bool_(s.defined); });
}
[[nodiscard]] py::dict reasons_of(answered const& a) {
  py::dict out;
  for (auto const& s : a.found.inputs) {
    if (!s.reason.empty()) { out[py::str(s.input)] = s.reason; }
  }
  return out;
}
[[nodiscard]] py::tuple question_of(answered const& a) { return py::make_tuple(a.function, a.subject, a.found.measure, a.names, a.at); }
[[nodiscard]] std::string text(answered const& a) {
  std::string out = "ul." + a.function + "(" + py::repr(a.subject).cast<std::string>() + ", measure=\"" + a.found.measure + '"';
  if (py::len(a.names) > 0) { out += ", inputs=" + py::repr(a.names).cast<std::string>(); }
  if (!a.at.is_none()) { out += ", at=" + py::repr(a.at).cast<std::string>(); }
  return out + ")";
}

[[nodiscard]] std::vector<std::string> names_from(char const* function, py::handle inputs) {
  if (inputs.is_none()) { return {}; }
  if (py::isinstance<py::str>(inputs)) { return {inputs.cast<std::string>()}; }
  if (!py::hasattr(inputs, "__iter__")) { refuse_type({function, "inputs"}, "names such as (\"service_time\", \"initial_lag\")", inputs); }
  std::vector<std::string> out;
  for (auto const& name : py::iter(inputs)) {
    if (!py::isinstance<py::str>(name)) { refuse_type({function, "inputs"}, "names such as (\"service_time\", \"initial_lag\")", name); }
    out.push_back(name.cast<std::string>());
  }
  return out;
}
[[nodiscard]] ask_t asked(char const* function, std::string const& measure, py::handle inputs, py::handle at) {
  ask_t out{.measure = measure, .inputs = names_from(function, inputs)};
  if (!at.is_none()) { out.at = to_number({function, "at"}, at, measure.ends_with("quantile") ? edge::number : edge::time); }
  return out;
}
[[nodiscard]] std::shared_ptr<answered> answer_to(char const* function, py::object const& subject, ask_t const& question, py::object const& at, result_t found) {
  return std::make_shared<answered>(answered{function, subject, py::tuple(py::cast(question.inputs)), at, std::move(found)});
}

[[nodiscard]] std::shared_ptr<answered> of_pipeline(py::object const& subject, std::string const& measure, py::object const& inputs, py::object const& at) {
  auto const f = "sensitivity";
  py::object const system = py::isinstance<forecast_t>(subject) ? py::object(subject.attr("system")) : subject;
  auto const& p = need<pipe_t>({f, "pipeline"}, "a pipeline(...) or its forecast", system);
  auto const question = asked(f, measure, inputs, at);
  result_t found;
  {
    py::gil_scoped_release const free;
    found = ullage::sensitivity(p, question);
  }
  return answer_to(f, system, question, at, std::move(found));
}

/// Tries the classes of queues one after the other.
template <template <class> class... Qs> [[nodiscard]] result_t of_any(py::handle given, ask_t const& question) {
  result_t out;
  bool found = false;
  auto const attempt = [&]<template <class> class Q>() {
    using held = ullage_py::queue<Q<double>>;
    if (found || !py::isinstance<held>(given)) { return; }
    found = true;
    auto const& data = given.cast<held const&>().data;
    if (!data.shape.empty()) { throw std::domain_error("queue_sensitivity: queue is an array, but must be a single one"); }
    py::gil_scoped_release const free;
    out = ullage::sensitivity(data.items[0], question);
  };
  (attempt.template operator()<Qs>(), ...);
  if (!found) { refuse_type({"queue_sensitivity", "queue"}, "an mm1, mminf, mmc, mmck, erlang_a, md1, mg1, gg1 or ggc", given); }
  return out;
}
[[nodiscard]] std::shared_ptr<answered> of_queue(py::object const& queue, std::string const& measure, py::object const& inputs, py::object const& at) {
  auto const f = "queue_sensitivity";
  auto const question = asked(f, measure, inputs, at);
  auto found = of_any<ullage::mm1, ullage::mminf, ullage::mmc, ullage::mmck, ullage::erlang_a, ullage::md1, ullage::mg1, ullage::gg1, ullage::ggc>(queue, question);
  return answer_to(f, queue, question, at, std::move(found));
}

} // namespace

void bind_sensitivity(py::module_& m) {
  py::class_<answered, std::shared_ptr<answered>> type(m, "sensitivity_result", "A measure and its derivatives with respect to the inputs.");
  type.def_property_readonly("measure", [](answered const& a) { return a.found.measure; }, "Its name.");
  type.def_property_readonly("value", [](answered const& a) { return a.found.value; }, "The measure itself.");
  type.def_property_readonly("inputs", &inputs_of, "Value of each input; None where there is no such number.");
  type.def_property_readonly("gradient", &gradient_of, "d measure / d input by input; None where it is not defined.");
  type.def_property_readonly("elasticity", &elasticity_of, "d ln measure / d ln input by input: per cent per per cent; None where it is not defined.");
  type.def_property_readonly("defined", &defined_of, "Whether there is a derivative, by input.");
  type.def_property_readonly("reasons", &reasons_of, "Why there is none, or in which sense it is one; ordinary ones are left out.");
  type.def("to_dict", [](answered const& a) {
    py::dict out;
    out["measure"] = a.found.measure;
    out["value"] = a.found.value;
    out["inputs"] = inputs_of(a);
    out["gradient"] = gradient_of(a);
    out["elasticity"] = elasticity_of(a);
    out["defined"] = defined_of(a);
    out["reasons"] = reasons_of(a);
    return out;
  }, "Everything as plain values.");
  type.def("__eq__", [](answered const& a, py::object const& b) -> py::object {
    if (!py::isinstance<answered>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(question_of(a).equal(question_of(b.cast<answered const&>())));
  }, py::arg("other"));
  type.def("__hash__", [](answered const& a) { return py::hash(question_of(a)); });
  type.def("__repr__", &text);
  type.def(py::pickle([](answered const& a) { return py::make_tuple(pickle_format, question_of(a)); },
                      [](py::tuple const& state) {
                        check_format("sensitivity_result", state);
                        auto const q = state[1].cast<py::tuple>();
                        auto const inputs = py::len(q[3]) > 0 ? py::object(q[3]) : py::object(py::none());
                        auto const measure = q[2].cast<std::string>();
                        return q[0].cast<std::string>() == "sensitivity" ? of_pipeline(q[1], measure, inputs, q[4]) : of_queue(q[1], measure, inputs, q[4]);
                      }));
  m.def("sensitivity", &of_pipeline, py::arg("pipeline"), py::kw_only(), py::arg("measure") = "max_wait", py::arg("inputs") = py::none(), py::arg("at") = py::none(),
        "How much each number of a pipeline matters for a measure of its forecast: derivatives by dual numbers.\n\n"
        "pipeline: a pipeline or a forecast.\nmeasure: one of sensitivity_measures().\ninputs: names of sensitivity_inputs(); None: all.\n"
        "at: p of wait_quantile, or the time [s] of a measure at an instant.\n\n"
        "Where the measure jumps or has a kink the derivative is None and reasons says why; at the edge of a range it is one-sided.");
  m.def("queue_sensitivity", &of_queue, py::arg("queue"), py::kw_only(), py::arg("measure") = "mean_wait", py::arg("inputs") = py::none(), py::arg("at") = py::none(),
        "The same for a measure of a queue: mm1, mminf, mmc, mmck, erlang_a, md1, mg1, gg1, ggc.\n\n"
        "measure: such as \"mean_wait\", \"wait_quantile\", \"decay_rate\".\ninputs: names of its numbers; None: all.\nat: p of a quantile or t of a tail [s].");
  m.def("sensitivity_measures", [] { return py::tuple(py::cast(ullage::sensitivity_measures())); }, "Names of the measures that sensitivity knows.");
  m.def("sensitivity_inputs", [] { return py::tuple(py::cast(ullage::sensitivity_inputs())); }, "Names of the inputs that sensitivity knows.");
}

} // namespace ullage_py
