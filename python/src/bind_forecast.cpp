// SPDX-License-Identifier: MIT
// forecast.hpp

#include "forecast.hpp"
#include "module.hpp"
#include "package.hpp"
#include "value.hpp"

#include <ullage/chance.hpp>
#include <ullage/forecast.hpp>

#include <pybind11/stl.h>

#include <memory>
#include <string>
#include <vector>

namespace ullage_py {
namespace {

using namespace ullage;
using period_t = backlog_period<double>;

void bind_period(py::module_& m) {
  py::class_<period_t> type(m, "backlog_period", "A time during which records wait.");
  type.def_readonly("start", &period_t::start, "[s]");
  type.def_readonly("peak", &period_t::peak, "Largest lag [records].");
  type.def_readonly("peak_at", &period_t::peak_at, "[s]");
  type.def_readonly("end", &period_t::end, "[s]; infinity when it never ends, or not before the horizon.");
  type.def("__eq__", [](period_t const& a, period_t const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  auto const values = [](period_t const& b) { return py::make_tuple(b.start, b.peak, b.peak_at, b.end); };
  type.def("__hash__", [values](period_t const& b) { return py::hash(values(b)); });
  type.def("to_dict", [](period_t const& b) {
    py::dict out;
    out["start"] = b.start;
    out["peak"] = b.peak;
    out["peak_at"] = b.peak_at;
    out["end"] = b.end;
    return out;
  }, "The fields by name.");
  type.def("__repr__", [](period_t const& b) {
    auto const show = [](double x) { return ullage::detail::show(x); };
    return "backlog_period(start=" + show(b.start) + ", peak=" + show(b.peak) + ", peak_at=" + show(b.peak_at) + ", end=" + show(b.end) + ")";
  });
}

[[nodiscard]] py::array_t<double> event_times(forecast_t const& r) {
  std::vector<double> out;
  for (auto const& s : r.path.segments) { out.push_back(s.start); }
  if (std::isfinite(r.path.end) && r.path.end > out.back()) { out.push_back(r.path.end); }
  return as_array(out);
}

} // namespace

void bind_forecast(py::module_& m) {
  bind_period(m);
  forecast_class type(m, "forecast_result", "The expected (fluid) course of a pipeline. Times in seconds, infinity for never.");
  type.def_readonly("system", &forecast_t::system, "The pipeline.");
  for (auto const& s : summaries) {
    type.def_property_readonly(s.name, [&s](forecast_t const& r) { return from_number(s.get(r), edge::number); }, s.doc);
  }
  type.def_readonly("overloaded", &forecast_t::overloaded, "Endless arrivals above what the consumers can do.");
  type.def_readonly("oscillates", &forecast_t::oscillates, "The rule never settles.");
  type.def_property_readonly("end", [](forecast_t const& r) { return r.path.end; }, "Last time that is known [s]; infinity when the last state goes on for ever.");
  type.def_property_readonly("events", [](forecast_t const& r) { return r.path.events; }, "Evaluations and changes that were worked through.");
  type.def_property_readonly("event_times", &event_times, "When something changes [s], from 0 on; between two of these everything is linear or quadratic.");
  type.def("backlogs", [](forecast_t const& r) { return backlogs(r); }, "Every time during which records wait, in order.");
  bind_queries(type);
  type.def_property_readonly("chance", [](forecast_t const& r) {
    return std::make_shared<chance_result<double>>(chance(r));
  }, "What chance makes of it: quantiles of waits, lag and drain time, each with its method and validity.");
  type.def("compare", [](py::object const& a, py::object const& simulation) { return helper("ullage._compare", "compare")(a, simulation); },
           py::arg("simulation"), "The figures of this forecast, and what chance makes of them, beside a simulation with its intervals.");

  type.def("__eq__", [](py::object const& a, py::object const& b) -> py::object {
    if (!py::isinstance<forecast_t>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(a.attr("system").equal(b.attr("system")));
  }, py::arg("other"));
  type.def("__hash__", [](py::object const& a) { return py::hash(py::make_tuple("forecast", a.attr("system"))); });
  type.def("__repr__", [](py::object const& a) { return "ul.forecast(" + py::repr(a.attr("system")).cast<std::string>() + ")"; });
  type.def("__str__", [](py::object const& a) { return helper("ullage._text", "of_forecast")(a); });
  type.def("_repr_html_", [](py::object const& a) { return helper("ullage._html", "of_forecast")(a); });
  type.def(py::pickle([](forecast_t const& r) { return py::make_tuple(pickle_format, r.system); },
                      [](py::tuple const& state) {
                        check_format("forecast_result", state);
                        return std::make_shared<forecast_t>(forecast(state[1].cast<pipeline<double> const&>()));
                      }));
  type.def("summary", [](forecast_t const& r) {
    py::dict out;
    for (auto const& s : summaries) { out[s.name] = from_number(s.get(r), edge::number); }
    out["overloaded"] = r.overloaded;
    out["oscillates"] = r.oscillates;
    return out;
  }, "Every number of the summary by name; infinity for never, None for what there is not.");
  type.def("__rich_repr__", [](py::object const& a) { return py::list(a.attr("summary")().attr("items")()); });
  type.def("to_dict", [](py::object const& a) { return helper("ullage._table", "forecast_dict")(a); },
           "Summary, system and backlogs as plain values; infinity stays a float.");
  type.def("to_json", [](py::object const& a, py::object const& indent) { return helper("ullage._table", "to_json")(a, indent); },
           py::arg("indent") = py::none(), "The same as JSON; infinity becomes null.");
  auto const table = [&type](char const* name, char const* doc) {
    type.def(name, [name](py::object const& a, py::object const& points) {
      return helper("ullage._table", name)(helper("ullage._table", "forecast_columns")(a, points));
    }, py::arg("points") = py::none(), doc);
  };
  table("to_pandas", "A pandas frame with one row per event, and per point of an even grid of so many points: time,\n"
                     "arrival_rate, arrived, processed, lag, lag_age, offset_lag, throughput, capacity, concurrency, consumers.");
  table("to_polars", "The same as a polars frame.");
  table("to_arrow", "The same as an Arrow table.");
  type.def("plot", [](py::object const& a, py::object const& ax) { return helper("ullage._plot", "plot_forecast")(a, ax); },
           py::arg("ax") = py::none(),
           "Draws lag, age of the oldest record and concurrency over time with the partition ceiling, phases shaded;\n"
           "returns the array of three axes. With ax given draws the lag into it and returns it. Needs matplotlib.");
  py::options options;
  options.disable_function_signatures();
  m.def("forecast", [](py::object const& asked) {
    auto const& p = need<pipeline<double>>({"forecast", "pipeline"}, "a pipeline", asked);
    py::gil_scoped_release const release;
    return std::make_shared<forecast_t>(forecast(p));
  }, py::arg("pipeline"),
        "forecast(pipeline: pipeline) -> forecast_result\n\n"
        "What happens to a pipeline.\n\n"
        "Exact for the fluid model: every record counts once, service times are their mean, chance is left out.\n"
        "Overload is an answer: peak_lag, drained_at and max_wait are then infinite.\n\n"
        "Raises ValueError by the name of a field that is out of range, evaluation_error after more than max_events.");
}

} // namespace ullage_py
