// SPDX-License-Identifier: MIT
// simulate.hpp

#include "figures.hpp"
#include "forecast.hpp"
#include "module.hpp"
#include "package.hpp"
#include "phases.hpp"
#include "pipeline.hpp"
#include "replications.hpp"

#include <ullage/simulate.hpp>

#include <memory>
#include <string>
#include <vector>

namespace ullage_py {
namespace {

using interval_t = ullage::confidence_interval;
using options_t = ullage::simulation_options;
using simulated_class = py::class_<simulated_t, std::shared_ptr<simulated_t>>;

[[nodiscard]] std::string show(double x) { return ullage::detail::show(x); }

void bind_interval(py::module_& m) {
  py::class_<interval_t> type(m, "confidence_interval", "The mean of a figure over replications, and an interval for its expectation.");
  type.def_readonly("mean", &interval_t::mean, "Over the replications; infinity where one of them is.");
  type.def_readonly("low", &interval_t::low, "Lower end of the interval.");
  type.def_readonly("high", &interval_t::high, "Upper end of the interval.");
  type.def_readonly("deviation", &interval_t::deviation, "Standard deviation of a single replication.");
  type.def("__float__", [](interval_t const& x) { return x.mean; });
  type.def("__contains__", [](interval_t const& x, double value) { return contains(x, value); }, py::arg("value"));
  type.def("__eq__", [](interval_t const& a, interval_t const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  auto const values = [](interval_t const& x) { return py::make_tuple(x.mean, x.low, x.high, x.deviation); };
  type.def("__hash__", [values](interval_t const& x) { return py::hash(values(x)); });
  type.def("to_dict", [](interval_t const& x) {
    py::dict out;
    out["mean"] = x.mean;
    out["low"] = x.low;
    out["high"] = x.high;
    out["deviation"] = x.deviation;
    return out;
  }, "The fields by name.");
  type.def("__repr__", [](interval_t const& x) {
    return "confidence_interval(mean=" + show(x.mean) + ", low=" + show(x.low) + ", high=" + show(x.high) + ", deviation=" + show(x.deviation) + ")";
  });
}

constexpr field<options_t> option_fields[] = {
    field_of<&options_t::replications>("replications", edge::count, ""),
    field_of<&options_t::confidence>("confidence", edge::number, ""),
    field_of<&options_t::band>("band", edge::number, ""),
    field_of<&options_t::horizon>("horizon", edge::time, ""),
    field_of<&options_t::warmup>("warmup", edge::time, ""),
    field_of<&options_t::grid>("grid", edge::count, ""),
};

[[nodiscard]] options_t read_options(py::dict const& given) {
  options_t out;
  for (auto const& [key, value] : given) {
    auto const name = key.cast<std::string>();
    place const at{"simulate", name};
    for (auto const& f : option_fields) {
      if (name == f.name) { set_field(f, out, "simulate", value); }
    }
    if (name == "seed" && !value.is_none()) {
      auto const seed = to_count(at, to_number(at, value, edge::count));
      if (seed < 0) { refuse_value(at, std::to_string(seed), "must be >= 0"); }
      out.seed = static_cast<std::uint64_t>(seed);
    }
    if (name == "placement" && !value.is_none()) {
      out.placement = to_word(at, value, {"typical", "random"}) == "random" ? ullage::key_placement::random : ullage::key_placement::typical;
    }
    if (name == "service" && !value.is_none()) { out.service = to_law(at, value); }
    if (name == "markov" && !value.is_none()) { out.map = need<arrivals_value>(at, "markov_arrivals such as poisson_map(0.2)", value).data.items.at(0); }
    if (name == "replay" && !value.is_none()) { out.replay = to_list(at, value, edge::time); }
  }
  return out;
}

template <double ullage::simulation_band::* Member> [[nodiscard]] py::array_t<double> band_of(simulated_t const& r) {
  std::vector<double> out;
  out.reserve(r.bands.size());
  for (auto const& b : r.bands) { out.push_back(b.*Member); }
  return as_array(out);
}

void bind_result(py::module_& m) {
  using band = ullage::simulation_band;
  simulated_class type(m, "simulation_result", "What the replications of a simulation showed together. Times in seconds, infinity for never.");
  type.def_property_readonly("forecast", [](std::shared_ptr<simulated_t> const& r) { return std::shared_ptr<forecast_t>(r, &r->forecast); },
                             "The means in the form of a forecast; its path runs through the points of times.");
  for (auto const& f : figures) { type.def_readonly(f.name, f.member, f.doc); }
  type.def_property_readonly("system", [](simulated_t const& r) { return r.forecast.system; }, "The pipeline.");
  type.def_readonly("replications", &simulated_t::replications, "That ran to their end.");
  type.def_readonly("interrupted", &simulated_t::interrupted, "Stopped by the caller; what was done until then counts.");
  type.def_readonly("confidence", &simulated_t::confidence, "Of the intervals.");
  type.def_readonly("band", &simulated_t::band, "Share of the replications within lag_low and lag_high.");
  type.def_property_readonly("records", [](simulated_t const& r) { return r.forecast.records; }, "Records of a replication that the waits are taken over, on average.");
  type.def_property_readonly("times", &band_of<&band::time>, "Points of the output over time [s].");
  type.def_property_readonly("lag", &band_of<&band::lag>, "Mean lag at each of the times [records].");
  type.def_property_readonly("lag_low", &band_of<&band::lag_low>, "Lower end of the band of the lag at each of the times.");
  type.def_property_readonly("lag_high", &band_of<&band::lag_high>, "Upper end of the band of the lag at each of the times.");
  type.def_property_readonly("offset_lag", &band_of<&band::offset_lag>, "Mean records that arrived and are not done, at each of the times.");
  type.def_property_readonly("consumers", &band_of<&band::consumers>, "Mean consumers at each of the times.");
  type.def_property_readonly("busy", &band_of<&band::busy>, "Mean invocations under way at each of the times.");
  type.def_property_readonly("lane_lag", [](simulated_t const& r) { return as_array(r.lane_lag); }, "Mean lag of each lane at the end; empty without partitions.");
  type.def_property_readonly("lane_last", [](simulated_t const& r) { return as_array(r.lane_last); }, "Share of the replications in which a lane was the last to be empty.");
  type.def("wait_quantile", [](simulated_t const& r, py::object const& p) {
    return over("wait_quantile", "p", p, [&](double x) { return wait_quantile(r, x); }, edge::number);
  }, py::arg("p"), "The wait that a share p of the records of all replications does not exceed [s].");
  type.def("late_records", [](simulated_t const& r, py::object const& limit) {
    return over("late_records", "limit", limit, [&](double x) { return late_records(r, x); });
  }, py::arg("limit"), "Records of a replication that wait longer than a limit [s], on average.");
  type.def("summary", [](simulated_t const& r) {
    py::dict out;
    for (auto const& f : figures) { out[f.name] = (r.*f.member).mean; }
    return out;
  }, "The mean of every figure by name; infinity for never.");
  type.def("intervals", [](simulated_t const& r) {
    py::dict out;
    for (auto const& f : figures) { out[f.name] = r.*f.member; }
    return out;
  }, "Every figure by name with its interval.");
  type.def("to_dict", [](py::object const& a) { return helper("ullage._table", "simulation_dict")(a); }, "The figures, the system and the options as plain values; infinity stays a float.");
  type.def("to_json", [](py::object const& a, py::object const& indent) { return helper("ullage._table", "to_json")(a, indent); },
           py::arg("indent") = py::none(), "The same as JSON; infinity becomes null.");
  auto const table = [&type](char const* name, char const* doc) {
    type.def(name, [name](py::object const& a) { return helper("ullage._table", name)(helper("ullage._table", "simulation_columns")(a)); }, doc);
  };
  table("to_pandas", "A pandas frame with one row per point of the output over time: time, lag, lag_low, lag_high,\noffset_lag, consumers, busy.");
  table("to_polars", "The same as a polars frame.");
  table("to_arrow", "The same as an Arrow table.");
  type.def("plot", [](py::object const& a, py::object const& ax) { return helper("ullage._plot", "plot_simulation")(a, ax); },
           py::arg("ax") = py::none(), "Draws the mean lag and its band over time with the fluid forecast; returns the axes. Needs matplotlib.");
  type.def("__repr__", [](simulated_t const& r) {
    return "<simulation_result of " + std::to_string(r.replications) + " replications: peak_lag " + show(r.peak_lag.mean) + ", mean_wait " + show(r.mean_wait.mean) +
           " s, drained_at " + show(r.drained_at.mean) + " s>";
  });
  type.def("__str__", [](py::object const& a) { return helper("ullage._text", "of_simulation")(a); });
  type.def("_repr_html_", [](py::object const& a) { return helper("ullage._html", "of_simulation")(a); });
}

} // namespace

void bind_simulate(py::module_& m) {
  bind_interval(m);
  bind_result(m);
  m.def("simulate", [](py::object const& asked, py::object const& seed, py::object const& replications, py::object const& confidence,
                       py::object const& band, py::object const& horizon, py::object const& warmup, py::object const& service,
                       py::object const& markov, py::object const& replay, py::object const& placement, py::object const& grid, py::object const& progress) {
    auto const& p = need<pipeline_t>({"simulate", "pipeline"}, "a pipeline", asked);
    if (!progress.is_none() && PyCallable_Check(progress.ptr()) == 0) { refuse_type({"simulate", "progress"}, "something to call with the share that is done", progress); }
    py::dict given;
    given["seed"] = seed;
    given["replications"] = replications;
    given["confidence"] = confidence;
    given["band"] = band;
    given["horizon"] = horizon;
    given["warmup"] = warmup;
    given["service"] = service;
    given["markov"] = markov;
    given["replay"] = replay;
    given["placement"] = placement;
    given["grid"] = grid;
    return std::make_shared<simulated_t>(run_replications(p, read_options(given), progress));
  }, py::arg("pipeline"), py::kw_only(), py::arg("seed") = 1, py::arg("replications") = 20, py::arg("confidence") = 0.95, py::arg("band") = 0.9,
        py::arg("horizon") = py::none(), py::arg("warmup") = 0, py::arg("service") = py::none(), py::arg("markov") = py::none(),
        py::arg("replay") = py::none(), py::arg("placement") = "typical", py::arg("grid") = 500, py::arg("progress") = py::none(),
        "What happens to a pipeline, record by record, in independent replications with confidence intervals.\n\n"
        "seed: the same seed gives the same numbers on any machine. confidence: of the intervals; band: share of the\n"
        "replications within the bands over time. horizon: stop here [s]; default that of the pipeline, else when all is\n"
        "done. warmup: waits of records that come before it do not count [s]. service: a law whose shape the times have,\n"
        "instead of a gamma law with the pipeline's service_scv. markov: arrivals of the topic as markov_arrivals. replay:\n"
        "times of the records of the topic [s]. placement: of keys whose names are not known, \"typical\" or \"random\" in\n"
        "each replication. grid: points over time, about. progress: called with the share that is done now and then; False\n"
        "stops. Replications run on all cores; Ctrl-C ends them.\n\n"
        "Raises ValueError by the name of a field that is out of range, evaluation_error after too many events.");
}

} // namespace ullage_py
