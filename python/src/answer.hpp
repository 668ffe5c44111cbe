// SPDX-License-Identifier: MIT
#pragma once
// A plan with the question that it answers: ==, hash, repr, pickle.

#include "package.hpp"
#include "value.hpp"

#include <ullage/deployment.hpp>
#include <ullage/plan.hpp>

#include <memory>
#include <string>

namespace ullage_py {

using pipeline_type = ullage::pipeline<double>;
using target_type = ullage::target<double>;
using deployment_type = ullage::deployment<double>;
using ullage::free_variables;

/// What may be decided, by name.
struct variable {
  char const* name;
  bool free_variables::* member;
};
inline constexpr variable variables[] = {
    {"partitions", &free_variables::partitions},
    {"pollers", &free_variables::pollers},
    {"reserved_concurrency", &free_variables::reserved_concurrency},
    {"batch", &free_variables::batch},
    {"service_time", &free_variables::service_time},
    {"arrival_rate", &free_variables::arrival_rate},
};

[[nodiscard]] inline py::tuple names_of(free_variables const& v) {
  py::list out;
  for (auto const& x : variables) {
    if (v.*x.member) { out.append(x.name); }
  }
  return py::tuple(out);
}

/// Names, in any order; a single one may stand alone.
[[nodiscard]] inline free_variables to_variables(char const* function, py::handle given) {
  place const at{function, "variables"};
  free_variables out;
  for (auto const& x : variables) { out.*x.member = false; }
  auto const one = [&](py::handle name) {
    if (!py::isinstance<py::str>(name)) { refuse_type(at, "names such as (\"partitions\", \"pollers\")", name); }
    auto const word = name.cast<std::string>();
    std::string all;
    std::string nearest;
    for (auto const& x : variables) {
      if (word == x.name) {
        out.*x.member = true;
        return;
      }
      all += (all.empty() ? "" : ", ") + std::string(x.name);
      if (nearest.empty() || distance(word, x.name) < distance(word, nearest)) { nearest = x.name; }
    }
    refuse_value(at, '"' + word + '"', "must be of " + all + "; did you mean \"" + nearest + "\"?");
  };
  if (py::isinstance<py::str>(given)) {
    one(given);
    return out;
  }
  if (!py::hasattr(given, "__iter__")) { refuse_type(at, "names such as (\"partitions\", \"pollers\")", given); }
  for (auto const& name : py::iter(given)) { one(name); }
  return out;
}

/// A plan and the question that it answers.
struct answer {
  pipeline_type asked;
  ullage::plan_result<double> found;
};
/// The same at the best, likely and worst estimate of the regime.
struct span {
  pipeline_type asked;
  target_type wanted;
  deployment_type on;
  free_variables decided;
  answer best;
  answer likely;
  answer worst;
};

[[nodiscard]] inline py::tuple question(answer const& a) { return py::make_tuple(a.asked, a.found.wanted, a.found.on, names_of(a.found.variables)); }
[[nodiscard]] inline py::tuple question(span const& a) { return py::make_tuple(a.asked, a.wanted, a.on, names_of(a.decided)); }

/// The question as a call; what is as it is when left out is left out.
[[nodiscard]] inline std::string call_of(std::string const& function, py::tuple const& q) {
  auto const text = [&q](std::size_t i) { return py::repr(q[i]).cast<std::string>(); };
  std::string out = "ul." + function + "(" + text(0) + ", " + text(1);
  if (!py::object(q[2]).equal(py::cast(deployment_type{}))) { out += ", " + text(2); }
  if (!py::object(q[3]).equal(names_of(free_variables{}))) { out += ", variables=" + text(3); }
  return out + ")";
}

/// A result is the same as another one to the same question; its pickle is the question.
template <class A, class Ask> void bind_answer(py::class_<A, std::shared_ptr<A>>& type, std::string const& function, Ask ask_again) {
  type.def("__eq__", [](A const& a, py::object const& b) -> py::object {
    if (!py::isinstance<A>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(question(a).equal(question(b.cast<A const&>())));
  }, py::arg("other"));
  type.def("__hash__", [function](A const& a) { return py::hash(py::make_tuple(function, question(a))); });
  type.def("__repr__", [function](A const& a) { return call_of(function, question(a)); });
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
                        // A question of an older release has neither deployment nor variables.
                        bool const whole = q.size() == 4;
                        return std::make_shared<A>(ask_again(q[0].cast<pipeline_type const&>(), q[1].cast<target_type const&>(),
                                                             whole ? q[2].cast<deployment_type const&>() : deployment_type{},
                                                             whole ? to_variables(function.c_str(), q[3]) : free_variables{}));
                      }));
}

} // namespace ullage_py
