// SPDX-License-Identifier: MIT
// The up rules of scaling/regime.hpp

#include "module.hpp"
#include "table_value.hpp"

#include <ullage/scaling/regime.hpp>

#include <vector>

namespace ullage_py {
namespace {

/// One rule: checked as a part of a regime.
template <class R> void bind_rule(py::module_& m, char const* name, char const* doc, std::vector<field<R>> fields) {
  bind_table<R>(m, {.name = name, .doc = doc, .fields = std::move(fields), .choices = {},
                    .check = [](R const& x) {
                      ullage::scaling_regime<double> r{.evaluation_period = 1, .initial_consumers = 1, .up = x};
                      if (!std::holds_alternative<ullage::hold>(r.up)) { validate(r); }
                    },
                    .tag = "rule"});
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
