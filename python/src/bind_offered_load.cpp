// SPDX-License-Identifier: MIT
// queue/offered_load.hpp, queue/sinusoidal_load.hpp

#include "define.hpp"
#include "module.hpp"
#include "service.hpp"

#include <ullage/queue/offered_load.hpp>
#include <ullage/queue/sinusoidal_load.hpp>

#include <array>

namespace ullage_py {

namespace {

using wave_t = ullage::sinusoidal_load<double>;
struct wave_value {
  many<wave_t> data;
};
constexpr std::array wave_columns{
    column_of<&wave_t::mean_rate>("mean_rate", edge::number, "[records/s], >= 0, required."),
    column_of<&wave_t::amplitude>("amplitude", edge::number, "[records/s], in [0, mean_rate], required."),
    column_of<&wave_t::service_time>("service_time", edge::time, "Mean S [s], > 0, required."),
    column_of<&wave_t::period>("period", edge::time, "[s], > 0."),
};

[[nodiscard]] wave_t const& one(char const* function, wave_value const& x) {
  if (!x.data.shape.empty()) { throw py::type_error(std::string(function) + ": this is an array of loads; ask one of them"); }
  return x.data.items[0];
}

void bind_sinusoidal_load(py::module_& m) {
  py::class_<wave_value> type(m, "sinusoidal_load",
                              "Arrivals at the rate mean_rate + amplitude sin(2 pi t / period), exponential service, as many\n"
                              "servers as are wanted.\n\n"
                              "Exact. Source: Eick, Massey and Whitt, Management Sci. 39 (1993).");
  bind_many(type, "sinusoidal_load", std::span<column<wave_t> const>(wave_columns), "Raises ValueError by the name of what is out of range.");
  type.def("offered_load", [](wave_value const& x, py::object const& t) {
    return over("offered_load", "t", t, [&q = one("offered_load", x)](double s) { return offered_load(q, s); });
  }, py::arg("t"), "Mean number of records in service at t [s] from an empty system at time 0 [erlang].");
  type.def("periodic_offered_load", [](wave_value const& x, py::object const& t) {
    return over("periodic_offered_load", "t", t, [&q = one("periodic_offered_load", x)](double s) { return periodic_offered_load(q, s); });
  }, py::arg("t"), "The same where the arrivals have always been there.");
  type.def_property_readonly("peak_offered_load", [](wave_value const& x) { return peak_offered_load(one("peak_offered_load", x)); },
                             "The largest offered load in a period [erlang].");
  type.def_property_readonly("offered_load_delay", [](wave_value const& x) { return offered_load_delay(one("offered_load_delay", x)); },
                             "How much later than the rate the offered load is highest [s].");
}

} // namespace

void bind_offered_load(py::module_& m) {
  bind_sinusoidal_load(m);
  m.def("offered_load", [](ullage::arrival_profile<double> const& arrivals, py::object const& service, py::object const& t) {
    auto const law = to_law({"offered_load", "service"}, service);
    return over("offered_load", "t", t, [&](double s) { return ullage::offered_load(arrivals, law, s); });
  }, py::arg("arrivals"), py::arg("service"), py::arg("t"),
        "Mean number of records in service at once at time t with as many servers as are wanted [erlang].\n\n"
        "Formula: integral of lambda(u) P(S > t - u) du. Exact. Source: Eick, Massey and Whitt, Oper. Res. 41 (1993).\n\n"
        "arrivals: rate over time. service: law of the service time. t: [s], >= 0, a number or an array.\n"
        "Raises ValueError by the name of what is out of range.");
  m.def("offered_load_delay", [](py::object const& service) { return ullage::offered_load_delay(to_law({"offered_load_delay", "service"}, service)); },
        py::arg("service"),
        "How much later than a slowly changing rate the offered load changes [s]: E[S^2] / (2 E[S]).");
  define<2>(m, "concurrency_quantile", {{{"offered_load", edge::number}, {"p", edge::number}}},
     "Records in service at once that are not exceeded with probability p: a quantile of the Poisson law.\n\n"
     "offered_load: mean number [erlang], in [0, 1e15]. p: in [0, 1). A whole number as a float.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::concurrency_quantile(x[0], x[1]); });
  define<2>(m, "concurrency_tail", {{{"offered_load", edge::number}, {"n", edge::count}}},
     "Probability that more than n records are in service at once. Formula: gamma_p(n + 1, offered_load).\n\n"
     "offered_load: mean number [erlang], in [0, 1e15]. n: such as a concurrency limit, >= 0.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::concurrency_tail(x[0], x[1]); });
}

} // namespace ullage_py
