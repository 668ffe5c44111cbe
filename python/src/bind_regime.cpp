// SPDX-License-Identifier: MIT
// scaling/regime.hpp and scaling/presets.hpp

#include "module.hpp"
#include "regime.hpp"

#include <ullage/scaling/presets.hpp>
#include <ullage/scaling/regime.hpp>

#include <pybind11/stl.h>

#include <string>

namespace ullage_py {
namespace {

using namespace ullage;

[[nodiscard]] std::string estimate_word(estimate e) {
  return e == estimate::best ? "best" : e == estimate::worst ? "worst" : "likely";
}

[[nodiscard]] py::dict fields(regime_t const& r) {
  py::dict out;
  out["name"] = r.name;
  for (auto const& f : regime_fields) { out[f.name] = from_number(f.get(r), f.kind); }
  out["up"] = py::cast(r.up);
  out["down"] = py::cast(r.down);
  out["assumed"] = estimate_word(r.assumed);
  return out;
}

/// Reads and applies every keyword but those that are named.
void override_all(char const* function, regime_t& r, py::kwargs const& given, std::vector<std::string> const& but) {
  std::vector<regime_override> all;
  for (auto const& [key, value] : given) {
    auto const name = key.cast<std::string>();
    if (std::find(but.begin(), but.end(), name) == but.end()) { all.push_back(read_override(function, name, value)); }
  }
  apply_overrides(function, r, all);
}

[[nodiscard]] regime_t make(py::kwargs const& given) {
  regime_t r;
  if (given.contains("name")) {
    if (!py::isinstance<py::str>(given["name"])) { refuse_type({"scaling_regime", "name"}, "a string", given["name"]); }
    r.name = given["name"].cast<std::string>();
  }
  if (given.contains("assumed")) { r.assumed = to_estimate({"scaling_regime", "assumed"}, given["assumed"]); }
  override_all("scaling_regime", r, given, {"name", "assumed"});
  validate(r);
  return r;
}

[[nodiscard]] regime_t named(py::object const& name, py::object const& which, py::kwargs const& given) {
  if (!py::isinstance<py::str>(name)) { refuse_type({"regime", "name"}, "the name of a preset", name); }
  auto r = regime<double>(name.cast<std::string>(), to_estimate({"regime", "case"}, which));
  override_all("regime", r, given, {});
  validate(r);
  return r;
}

[[nodiscard]] std::string repr(regime_t const& r) {
  auto const all = fields(r);
  if (!is_preset(r.name)) { return call_text("ul.scaling_regime", difference(all, fields(regime_t{}))); }
  auto changes = difference(all, fields(regime<double>(r.name, r.assumed)));
  if (changes.contains("evaluation_period")) { changes["phase"] = all["phase"]; }
  if (changes.contains("min_consumers") && !std::isnan(r.initial_consumers)) { changes["initial_consumers"] = all["initial_consumers"]; }
  if (changes.contains("initial_consumers") && std::isnan(r.initial_consumers)) { changes.attr("pop")("initial_consumers"); }
  if (changes.contains("initial_share") && std::isnan(r.initial_share)) { changes.attr("pop")("initial_share"); }
  auto const text = call_text("", changes);
  std::string const head = "ul.regime(\"" + r.name + '"' + (r.assumed == estimate::likely ? "" : ", \"" + estimate_word(r.assumed) + '"');
  return head + (py::len(changes) == 0 ? ")" : ", " + text.substr(1));
}

} // namespace

void bind_regime(py::module_& m) {
  std::vector<parameter> all{{"name", "str", "\"custom\""}};
  for (auto const& f : regime_fields) { all.push_back(parameter_of(f)); }
  all.push_back({"up", "hold | jump_to_cap | add | multiply | continuous_ramp | proportional | match_load | str", "hold()"});
  all.push_back({"down", "down_rule", "down_rule()"});
  all.push_back({"assumed", "str", "\"likely\""});
  py::class_<regime_t> type(m, "scaling_regime",
      "When a platform looks at the backlog, what it then does, how soon that takes effect, and how far it may go.\n\n"
      "Consumers are whatever the platform counts: Kafka consumers, event pollers, concurrent SQS batches, pods.");
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([](py::args const& more, py::kwargs const& given) {
      refuse_positional("scaling_regime", more);
      return make(given);
    }), (signature("__init__(self, *", all, "None") + "Raises ValueError by the name of a field that is out of range.").c_str());
    m.def("regime", &named, py::arg("name"), py::arg("case") = "likely",
          "regime(name: str, case: str = \"likely\", **overrides: Any) -> scaling_regime\n\n"
          "A preset by its name; every field can be changed by keyword.\n\n"
          "A forecast uses one point regime; a plan shows the span from best to worst. Beside the fields of\n"
          "scaling_regime a keyword may be a number of its rules: ramp_per_minute, up_step, up_factor,\n"
          "up_min_interval, lag_per_consumer, tolerance, max_added, max_factor, activation_lag, polling_period,\n"
          "cooldown_period, drain_within, down_when, down_factor, down_min_interval, down_stabilization; min_pollers\n"
          "and max_pollers are min_consumers and max_consumers. initial_share takes the place of initial_consumers\n"
          "and the other way round; a larger min_consumers raises initial_consumers; another evaluation_period moves\n"
          "a first evaluation that was one period after time 0.\n\n"
          "case: \"best\", \"likely\" or \"worst\" of what the vendor's documents allow.\n"
          "Raises ValueError for an unknown name (the message lists the names) or a field out of range, TypeError\n"
          "for an unknown keyword (with the nearest one).");
  }
  type.def_readonly("name", &regime_t::name, "Of the preset, or a name of your own.");
  for (auto const& f : regime_fields) {
    type.def_property_readonly(f.name, [&f](regime_t const& r) { return from_number(f.get(r), f.kind); }, f.doc);
  }
  type.def_property_readonly("up", [](regime_t const& r) { return py::cast(r.up); }, "What an evaluation does when it sees a backlog.");
  type.def_readonly("down", &regime_t::down, "When and how consumers are taken away.");
  type.def_property_readonly("assumed", [](regime_t const& r) { return estimate_word(r.assumed); },
                             "\"best\", \"likely\" or \"worst\" of what the vendor's documents allow.");
  type.def("at", [](regime_t const& r, py::object const& which) { return regime_as(r, to_estimate({"at", "case"}, which)); },
           py::arg("case"), "The same regime, its changes kept, at another estimate: \"best\", \"likely\" or \"worst\".");
  bind_value(type, value_traits<regime_t>{"scaling_regime", &fields, &make, &repr});
}

} // namespace ullage_py
