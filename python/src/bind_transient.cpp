// SPDX-License-Identifier: MIT
// queue/transient.hpp

#include "module.hpp"
#include "transient.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace ullage_py {

namespace {

using state_t = ullage::transient_state<double>;

/// The states at some instants.
struct states {
  extents shape;
  std::vector<state_t> all;

  template <class F> [[nodiscard]] py::object each(F const& f) const {
    if (shape.empty()) { return py::float_(static_cast<double>(f(all[0]))); }
    py::array_t<double> out(shape);
    double* const to = out.mutable_data();
    for (std::size_t k = 0; k < all.size(); ++k) { to[k] = static_cast<double>(f(all[k])); }
    return out;
  }
};

/// Stops a computation when Python wants to.
struct ask_python {
  std::chrono::steady_clock::time_point asked = std::chrono::steady_clock::now();
  void operator()(double) {
    auto const now = std::chrono::steady_clock::now();
    if (now - asked < std::chrono::milliseconds(50)) { return; }
    asked = now;
    py::gil_scoped_acquire const acquire;
    if (PyErr_CheckSignals() != 0) { throw py::error_already_set(); }
  }
};

[[nodiscard]] states run(transient_value const& q, py::object const& times) {
  auto const at = to_numbers({"transient", "times"}, times, edge::time);
  states out{shape_of(at), {}};
  std::vector<double> const t(at.data(), at.data() + at.size());
  auto const& system = one_system("transient", q);
  py::gil_scoped_release const release;
  out.all = ullage::transient(system, t, ask_python{});
  return out;
}

void bind_states(py::module_& m) {
  py::class_<states, std::shared_ptr<states>> type(m, "transient_states", "The number of records in a system at some instants, as distributions. Answers have the shape of the times.");
  type.def_property_readonly("t", [](states const& s) { return s.each([](state_t const& x) { return x.t; }); }, "The instants [s].");
  type.def_property_readonly("servers", [](states const& s) { return s.each([](state_t const& x) { return x.servers; }); }, "Servers from that instant on.");
  type.def_property_readonly("mean_in_system", [](states const& s) { return s.each([](state_t const& x) { return mean_in_system(x); }); }, "E[N].");
  type.def_property_readonly("mean_in_queue", [](states const& s) { return s.each([](state_t const& x) { return mean_in_queue(x); }); }, "E[(N - servers)+].");
  type.def_property_readonly("deviation_in_system", [](states const& s) { return s.each([](state_t const& x) { return deviation_in_system(x); }); },
                             "Standard deviation of N.");
  type.def_property_readonly("wait_probability", [](states const& s) { return s.each([](state_t const& x) { return wait_probability(x); }); },
                             "Probability that a record that comes at this instant has to wait.");
  type.def_property_readonly("mean_wait", [](states const& s) { return s.each([](state_t const& x) { return mean_wait(x); }); },
                             "Mean wait of a record that comes at this instant, if the servers stay as they are [s].");
  type.def("in_system_quantile", [](states const& s, double p) { return s.each([p](state_t const& x) { return in_system_quantile(x, p); }); }, py::arg("p"),
           "The fewest records that are not exceeded with probability p, in [0, 1).");
  type.def("state_probability", [](states const& s, long long n) { return s.each([n](state_t const& x) { return state_probability(x, n); }); }, py::arg("n"), "P(N = n).");
  type.def("probability_at_least", [](states const& s, long long n) { return s.each([n](state_t const& x) { return probability_at_least(x, n); }); }, py::arg("n"),
           "P(N >= n).");
  type.def("__repr__", [](states const& s) { return "<transient_states of shape " + py::repr(shape_tuple(s.shape)).cast<std::string>() + ">"; });
}

} // namespace

void bind_transient(py::module_& m) {
  bind_states(m);
  m.def("transient", &run, py::arg("q"), py::arg("times"),
        "The distribution of the number of records in the system at each of some times [s], not decreasing.\n\n"
        "Exact, by uniformization (Jensen 1953, Grassmann 1977) with rates that are linear in time.\n"
        "Raises ValueError by the name of what is out of range, evaluation_error after max_updates.");
}

} // namespace ullage_py
