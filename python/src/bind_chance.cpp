// SPDX-License-Identifier: MIT
// chance.hpp

#include "broadcast.hpp"
#include "forecast.hpp"
#include "module.hpp"

#include <ullage/chance.hpp>
#include <ullage/chance_extremes.hpp>

#include <memory>
#include <string>

namespace ullage_py {
namespace {

using namespace ullage;
using chance_t = chance_result<double>;
using value_t = chance_value<double>;
using band_t = chance_band<double>;

[[nodiscard]] char const* word_of(chance_method m) {
  switch (m) {
  case chance_method::exact_queue: return "exact_queue";
  case chance_method::approximate_queue: return "approximate_queue";
  case chance_method::gaussian_band: return "gaussian_band";
  case chance_method::reflected_interpolation: return "reflected_interpolation";
  case chance_method::inverse_gaussian: return "inverse_gaussian";
  case chance_method::work_left: return "work_left";
  case chance_method::high_level: return "high_level";
  case chance_method::fluid: return "fluid";
  }
  return "";
}
[[nodiscard]] std::string show(double x) { return ullage::detail::show(x); }

/// Where an answer came from, and whether it is inside its validity.
template <class V> void bind_origin(py::class_<V>& type) {
  type.def_property_readonly("method", [](V const& x) { return word_of(x.method); }, "Where the answer came from, as a word.");
  type.def_property_readonly("description", [](V const& x) { return description(x.method); }, "The method in words.");
  type.def_readonly("valid", &V::valid, "Inside the range in which the method has been measured.");
  type.def_readonly("reason", &V::reason, "Why not, else empty.");
  type.def("__eq__", [](V const& a, V const& b) { return a == b; }, py::is_operator(), py::arg("other"));
}

void bind_values(py::module_& m) {
  py::class_<value_t> value(m, "chance_value", "A number with its origin.");
  value.def_readonly("value", &value_t::value, "The number.");
  value.def("__float__", [](value_t const& x) { return x.value; });
  value.def("__hash__", [](value_t const& x) { return py::hash(py::make_tuple(x.value, word_of(x.method), x.valid)); });
  value.def("__repr__", [](value_t const& x) {
    return "<" + show(x.value) + ", " + word_of(x.method) + (x.valid ? ">" : ", not valid: " + x.reason + ">");
  });
  bind_origin(value);
  py::class_<band_t> band(m, "chance_band", "A range with its origin.");
  band.def_readonly("low", &band_t::low, "Lower end.");
  band.def_readonly("high", &band_t::high, "Upper end.");
  band.def("__iter__", [](band_t const& x) { return py::iter(py::make_tuple(x.low, x.high)); });
  band.def("__hash__", [](band_t const& x) { return py::hash(py::make_tuple(x.low, x.high, word_of(x.method), x.valid)); });
  band.def("__repr__", [](band_t const& x) {
    return "<" + show(x.low) + " to " + show(x.high) + ", " + word_of(x.method) + (x.valid ? ">" : ", not valid: " + x.reason + ">");
  });
  bind_origin(band);
}

template <class F> [[nodiscard]] value_t at(char const* function, char const* name, py::object const& x, edge kind, F const& f) {
  double const number = to_number(function, name, x, kind);
  py::gil_scoped_release const release;
  return f(number);
}

} // namespace

void bind_chance(py::module_& m) {
  bind_values(m);
  py::class_<chance_t, std::shared_ptr<chance_t>> type(m, "chance_result", "What chance makes of a forecast: every answer says which method it came from and whether it is valid.");
  type.def("wait_quantile", [](chance_t const& c, py::object const& p) { return at("wait_quantile", "p", p, edge::number, [&](double x) { return wait_quantile(c, x); }); },
           py::arg("p"), "The wait that a share p of the records does not exceed [s].");
  type.def_property_readonly("mean_wait", [](chance_t const& c) { return mean_wait(c); }, "Mean wait of all records [s].");
  type.def("late_share", [](chance_t const& c, py::object const& limit) { return at("late_share", "limit", limit, edge::time, [&](double x) { return late_share(c, x); }); },
           py::arg("limit"), "Share of the records that wait longer than a limit [s].");
  type.def("max_wait_quantile", [](chance_t const& c, py::object const& p) { return at("max_wait_quantile", "p", p, edge::number, [&](double x) { return max_wait_quantile(c, x); }); },
           py::arg("p"), "The wait that no record exceeds over the whole run with probability p [s].");
  type.def("peak_lag_quantile", [](chance_t const& c, py::object const& p) { return at("peak_lag_quantile", "p", p, edge::number, [&](double x) { return peak_lag_quantile(c, x); }); },
           py::arg("p"), "The largest lag that is not exceeded with probability p [records].");
  type.def("drained_at_quantile", [](chance_t const& c, py::object const& p) { return at("drained_at_quantile", "p", p, edge::number, [&](double x) { return drained_at_quantile(c, x); }); },
           py::arg("p"), "The time by which the backlog is gone with probability p [s].");
  type.def_property_readonly("drained_at_mean", [](chance_t const& c) { return drained_at_mean(c); }, "Mean of that time [s].");
  type.def("finished_at_quantile", [](chance_t const& c, py::object const& p) { return at("finished_at_quantile", "p", p, edge::number, [&](double x) { return finished_at_quantile(c, x); }); },
           py::arg("p"), "The time by which the last record has begun with probability p [s].");
  type.def_property_readonly("finished_at_mean", [](chance_t const& c) { return finished_at_mean(c); }, "Mean of that time [s].");
  auto const exceeds = [&type](char const* name, auto const& ask, char const* doc) {
    type.def(name, [name, ask](chance_t const& c, py::object const& limit, py::object const& t) {
      bool const of_age = std::string(name) == "age_exceedance";
      double const level = to_number(name, "limit", limit, of_age ? edge::time : edge::number);
      double const time = to_number(name, "t", t, edge::time);
      py::gil_scoped_release const release;
      return ask(c, level, time);
    }, py::arg("limit"), py::arg("t"), doc);
  };
  exceeds("lag_exceedance", [](chance_t const& c, double limit, double t) { return lag_exceedance(c, limit, t); },
          "Probability that the lag exceeds a limit [records] by the time t [s].");
  exceeds("age_exceedance", [](chance_t const& c, double limit, double t) { return age_exceedance(c, limit, t); },
          "Probability that the oldest waiting record is older than a limit [s] by the time t [s].");
  type.def("lag_band", [](chance_t const& c, py::object const& t, py::object const& level) {
    double const time = to_number("lag_band", "t", t, edge::time);
    double const share = to_number("lag_band", "level", level, edge::number);
    py::gil_scoped_release const release;
    return lag_band(c, time, share);
  }, py::arg("t"), py::arg("level") = 0.9, "The range in which the lag lies at t [s] with probability level.");
}

} // namespace ullage_py
