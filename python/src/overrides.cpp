// SPDX-License-Identifier: MIT
// Changes of a preset by keyword.

#include "regime.hpp"

#include <ullage/scaling/presets.hpp>

#include <pybind11/stl.h>

#include <algorithm>
#include <variant>

namespace ullage_py {
namespace {

using namespace ullage;

/// The words of AWS for two of the fields.
[[nodiscard]] std::string field_name(std::string const& word) {
  if (word == "min_pollers") { return "min_consumers"; }
  if (word == "max_pollers") { return "max_consumers"; }
  return word;
}

[[nodiscard]] up_rule<double> to_up(place const& at, py::handle x) {
  if (!py::isinstance<py::str>(x)) {
    try {
      return x.cast<up_rule<double>>();
    } catch (py::cast_error const&) {
      refuse_type(at, "an up rule (hold, jump_to_cap, add, multiply, continuous_ramp, proportional, match_load)", x);
    }
  }
  auto const word = to_word(at, x, {"hold", "jump_to_cap", "add", "multiply", "continuous_ramp", "proportional", "match_load"});
  if (word == "jump_to_cap") { return jump_to_cap{}; }
  if (word == "add") { return add<double>{}; }
  if (word == "multiply") { return multiply<double>{}; }
  if (word == "continuous_ramp") { return continuous_ramp<double>{}; }
  if (word == "proportional") { return proportional<double>{}; }
  if (word == "match_load") { return match_load<double>{}; }
  return hold{};
}

} // namespace

std::vector<std::string> regime_keywords() {
  std::vector<std::string> out;
  for (auto const& f : regime_fields) { out.emplace_back(f.name); }
  for (auto const* word : {"min_pollers", "max_pollers", "up", "down", "down_when"}) { out.emplace_back(word); }
  for (auto const& f : rule_fields()) { out.emplace_back(f.name); }
  return out;
}

estimate to_estimate(place const& at, py::handle x) {
  auto const word = to_word(at, x, {"best", "likely", "worst"});
  return word == "best" ? estimate::best : word == "worst" ? estimate::worst : estimate::likely;
}

scale_down to_scale_down(place const& at, py::handle x) {
  auto const word = to_word(at, x, {"keep_while_producing", "drop_when_empty", "follow_load"});
  return word == "drop_when_empty" ? scale_down::drop_when_empty : word == "follow_load" ? scale_down::follow_load : scale_down::keep_while_producing;
}

regime_override read_override(char const* function, std::string const& name, py::handle value) {
  auto const field = field_name(name);
  if (field == "up" || field == "down" || field == "down_when") {
    return {field, std::numeric_limits<double>::quiet_NaN(), py::reinterpret_borrow<py::object>(value)};
  }
  auto const number = [&](edge kind) {
    return value.is_none() ? std::numeric_limits<double>::quiet_NaN() : to_number({function, name}, value, kind);
  };
  for (auto const& f : regime_fields) {
    if (field == f.name) { return {field, number(f.kind), {}}; }
  }
  if (auto const* rule = find_rule_field(field)) { return {field, number(rule->kind), {}}; }
  refuse_keyword(function, name, regime_keywords());
}

void apply_overrides(char const* function, regime_t& r, std::vector<regime_override> const& all) {
  regime_t const before = r;
  auto const given = [&](char const* name) {
    return std::any_of(all.begin(), all.end(), [&](auto const& o) { return o.name == name; });
  };
  for (auto const& o : all) {
    if (o.name == "up") { r.up = to_up({function, "up"}, o.other); }
    if (o.name == "down") {
      if (!py::isinstance<down_rule<double>>(o.other)) { refuse_type({function, "down"}, "a down_rule", o.other); }
      r.down = o.other.cast<down_rule<double>>();
    }
  }
  for (auto const& o : all) {
    if (o.name == "down_when") {
      r.down.when = to_scale_down({function, "down_when"}, o.other);
    } else if (auto const* rule = find_rule_field(o.name)) {
      double* const place_of = rule->find(r);
      if (!place_of) { throw py::value_error(std::string(function) + ": " + o.name + " is not a field of the up rule of regime \"" + r.name + '"'); }
      *place_of = o.number;
    } else {
      for (auto const& f : regime_fields) {
        if (o.name == f.name) { f.set(r, std::isnan(o.number) ? f.get(regime_t{}) : o.number); }
      }
    }
  }
  double const unset = std::numeric_limits<double>::quiet_NaN();
  if (given("initial_share") && !given("initial_consumers") && !std::isnan(r.initial_share)) { r.initial_consumers = unset; }
  if (given("initial_consumers") && !given("initial_share") && !std::isnan(r.initial_consumers)) { r.initial_share = unset; }
  if (given("evaluation_period") && !given("phase") && before.phase == before.evaluation_period) { r.phase = unset; }
  if (given("min_consumers") && !given("initial_consumers") && r.initial_consumers < r.min_consumers) { r.initial_consumers = r.min_consumers; }
}

regime_t to_regime(place const& at, py::handle x) {
  if (py::isinstance<regime_t>(x)) { return x.cast<regime_t>(); }
  if (!py::isinstance<py::str>(x)) { refuse_type(at, "a regime, or the name of a preset", x); }
  return regime<double>(x.cast<std::string>());
}

} // namespace ullage_py
