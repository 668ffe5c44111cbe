// SPDX-License-Identifier: MIT
#pragma once
// A plan with the question that it answers: ==, hash, repr, pickle.

#include "package.hpp"
#include "value.hpp"

#include <ullage/plan.hpp>

#include <memory>
#include <string>

namespace ullage_py {

using pipeline_type = ullage::pipeline<double>;
using target_type = ullage::target<double>;

/// A plan and the question that it answers.
struct answer {
  pipeline_type asked;
  ullage::plan_result<double> found;
};
/// The same at the best, likely and worst estimate of the regime.
struct span {
  pipeline_type asked;
  target_type wanted;
  answer best;
  answer likely;
  answer worst;
};

[[nodiscard]] inline py::tuple question(answer const& a) { return py::make_tuple(a.asked, a.found.wanted); }
[[nodiscard]] inline py::tuple question(span const& a) { return py::make_tuple(a.asked, a.wanted); }

/// A result is the same as another one to the same question; its pickle is the question.
template <class A, class Ask> void bind_answer(py::class_<A, std::shared_ptr<A>>& type, std::string const& function, Ask ask_again) {
  type.def("__eq__", [](A const& a, py::object const& b) -> py::object {
    if (!py::isinstance<A>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(question(a).equal(question(b.cast<A const&>())));
  }, py::arg("other"));
  type.def("__hash__", [function](A const& a) { return py::hash(py::make_tuple(function, question(a))); });
  type.def("__repr__", [function](A const& a) {
    return "ul." + function + "(" + py::repr(question(a)[0]).template cast<std::string>() + ", " + py::repr(question(a)[1]).template cast<std::string>() + ")";
  });
  type.def("__str__", [](py::object const& a) { return a.attr("explain")(); });
  type.def("_repr_html_", [function](py::object const& a) { return helper("ullage._html", ("of_" + function).c_str())(a); });
  type.def("to_dict", [function](py::object const& a) { return helper("ullage._table", (function + "_dict").c_str())(a); },
           "The answer as plain values; infinity stays a float.");
  type.def("to_json", [](py::object const& a, py::object const& indent) { return helper("ullage._table", "to_json")(a, indent); },
           py::arg("indent") = py::none(), "The same as JSON; infinity becomes null.");
  type.def(py::pickle([](A const& a) { return py::make_tuple(pickle_format, question(a)); },
                      [ask_again, function](py::tuple const& state) {
                        check_format(function + "_result", state);
                        auto const q = state[1].cast<py::tuple>();
                        return std::make_shared<A>(ask_again(q[0].cast<pipeline_type const&>(), q[1].cast<target_type const&>()));
                      }));
}

} // namespace ullage_py
