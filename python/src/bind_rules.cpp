// SPDX-License-Identifier: MIT
// The up rules of scaling/regime.hpp

#include "module.hpp"
#include "regime.hpp"
#include "value.hpp"

#include <ullage/scaling/regime.hpp>

#include <string>
#include <vector>

namespace ullage_py {
namespace {

template <class R> using fields_of_rule = std::vector<field<R>>;

/// One rule: a class with its fields, each a keyword.
template <class R> void bind_rule(py::module_& m, char const* name, char const* doc, fields_of_rule<R> table) {
  static std::string const called = name;
  static fields_of_rule<R> const fields = std::move(table);
  value_traits<R> const traits{
      name,
      [](R const& x) {
        py::dict out;
        for (auto const& f : fields) { out[f.name] = from_number(f.get(x), f.kind); }
        return out;
      },
      [](py::kwargs const& given) {
        R x;
        for (auto const& [key, value] : given) {
          auto const word = key.template cast<std::string>();
          field<R> const* found = nullptr;
          std::vector<std::string> names;
          for (auto const& f : fields) {
            names.emplace_back(f.name);
            if (word == f.name) { found = &f; }
          }
          if (names.empty()) { throw py::type_error(called + ": takes no field, but got \"" + word + '"'); }
          if (!found) { refuse_keyword(called, word, names); }
          set_field(*found, x, called.c_str(), value);
        }
        ullage::scaling_regime<double> r{.evaluation_period = 1, .initial_consumers = 1, .up = x};
        if (!std::holds_alternative<ullage::hold>(r.up)) { validate(r); }
        return x;
      },
      [](R const& x) {
        py::dict out;
        for (auto const& f : fields) {
          if (!(f.get(x) == f.get(R{}))) { out[f.name] = from_number(f.get(x), f.kind); }
        }
        return call_text("ul." + called, out);
      },
      "rule"};
  std::vector<parameter> parameters;
  for (auto const& f : fields) { parameters.push_back(parameter_of(f)); }
  auto const head = signature(std::string("__init__(self") + (fields.empty() ? "" : ", *"), parameters, "None");
  py::class_<R> type(m, name, doc);
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([make = traits.make](py::args const& more, py::kwargs const& given) {
      refuse_positional(called, more);
      return make(given);
    }), head.c_str());
  }
  for (auto const& f : fields) {
    type.def_property_readonly(f.name, [&f](R const& x) { return from_number(f.get(x), f.kind); }, f.doc);
  }
  bind_value(type, traits);
}

} // namespace

void bind_rules(py::module_& m) {
  using namespace ullage;
  bind_rule<hold>(m, "hold", "Up rule: never changes the consumers.", {});
  bind_rule<jump_to_cap>(m, "jump_to_cap", "Up rule: to the cap at once.", {});
  bind_rule<add<double>>(m, "add", "Up rule: some more at each evaluation.",
                         {field_of<&add<double>::step>("step", edge::number, "Consumers, > 0."),
                          field_of<&add<double>::min_interval>("min_interval", edge::time, "Between two changes [s], >= 0.")});
  bind_rule<multiply<double>>(m, "multiply", "Up rule: a multiple at each evaluation, rounded up.",
                              {field_of<&multiply<double>::factor>("factor", edge::number, "Greater than 1."),
                               field_of<&multiply<double>::min_interval>("min_interval", edge::time, "Between two changes [s], >= 0.")});
  bind_rule<continuous_ramp<double>>(
      m, "continuous_ramp", "Up rule: consumers rise evenly while records wait; the evaluation period does not matter.",
      {field_of<&continuous_ramp<double>::per_minute>("per_minute", edge::number, "Consumers per minute, > 0, required.")});
  using prop = proportional<double>;
  bind_rule<prop>(m, "proportional", "Up rule: KEDA's Kafka scaler on a Kubernetes HPA, in proportion to the offset lag.",
                  {field_of<&prop::lag_per_consumer>("lag_per_consumer", edge::number, "lagThreshold [records], > 0."),
                   field_of<&prop::tolerance>("tolerance", edge::number, "No change within this share of the target, in [0, 1)."),
                   field_of<&prop::max_added>("max_added", edge::number, "Consumers that one evaluation may add, >= 0."),
                   field_of<&prop::max_factor>("max_factor", edge::number, "... or factor by which it may multiply, whichever is more, >= 1."),
                   field_of<&prop::activation_lag>("activation_lag", edge::number, "0 -> 1 when the offset lag is above it [records], >= 0."),
                   field_of<&prop::polling_period>("polling_period", edge::time, "Between two looks for 0 <-> 1 [s], > 0."),
                   field_of<&prop::cooldown_period>("cooldown_period", edge::time, "Without activity before going to 0 [s], >= 0.")});
  bind_rule<match_load<double>>(m, "match_load", "Up rule: to the number that carries the arrivals and works the lag off in a given time.",
                                {field_of<&match_load<double>::drain_within>("drain_within", edge::time, "[s], > 0.")});
}

} // namespace ullage_py
