// SPDX-License-Identifier: MIT
// The numbers of the up and the down rules, each under a name of its own.

#include "regime.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <variant>

namespace ullage_py {
namespace {

using namespace ullage;

template <class R, double R::*Member> double* of_up(regime_t& r) {
  auto* rule = std::get_if<R>(&r.up);
  return rule ? &(rule->*Member) : nullptr;
}
template <double add<double>::*InAdd, double multiply<double>::*InMultiply> double* of_steps(regime_t& r) {
  if (auto* rule = of_up<add<double>, InAdd>(r)) { return rule; }
  return of_up<multiply<double>, InMultiply>(r);
}
template <double down_rule<double>::*Member> double* of_down(regime_t& r) { return &(r.down.*Member); }

using prop = proportional<double>;
constexpr rule_field all_fields[] = {
    {"ramp_per_minute", edge::number, "Consumers per minute of a continuous ramp.", of_up<continuous_ramp<double>, &continuous_ramp<double>::per_minute>},
    {"up_step", edge::number, "Consumers that `add` adds.", of_up<add<double>, &add<double>::step>},
    {"up_factor", edge::number, "Factor of `multiply`.", of_up<multiply<double>, &multiply<double>::factor>},
    {"up_min_interval", edge::time, "Between two steps of `add` or `multiply` [s].", of_steps<&add<double>::min_interval, &multiply<double>::min_interval>},
    {"lag_per_consumer", edge::number, "lagThreshold of KEDA [records].", of_up<prop, &prop::lag_per_consumer>},
    {"tolerance", edge::number, "No change within this share of the target.", of_up<prop, &prop::tolerance>},
    {"max_added", edge::number, "Consumers that one evaluation may add.", of_up<prop, &prop::max_added>},
    {"max_factor", edge::number, "... or factor by which it may multiply.", of_up<prop, &prop::max_factor>},
    {"activation_lag", edge::number, "0 -> 1 when the offset lag is above it [records].", of_up<prop, &prop::activation_lag>},
    {"polling_period", edge::time, "Between two looks for 0 <-> 1 [s].", of_up<prop, &prop::polling_period>},
    {"cooldown_period", edge::time, "Without activity before going to 0 [s].", of_up<prop, &prop::cooldown_period>},
    {"drain_within", edge::time, "Time in which `match_load` works the lag off [s].", of_up<match_load<double>, &match_load<double>::drain_within>},
    {"down_factor", edge::number, "Share of the consumers that one evaluation leaves.", of_down<&down_rule<double>::factor>},
    {"down_min_interval", edge::time, "Between two changes downwards [s].", of_down<&down_rule<double>::min_interval>},
    {"down_stabilization", edge::time, "The lag must have been low for so long [s].", of_down<&down_rule<double>::stabilization>},
};

} // namespace

std::span<rule_field const> rule_fields() { return all_fields; }

rule_field const* find_rule_field(std::string const& name) {
  auto const* const found = std::find_if(std::begin(all_fields), std::end(all_fields), [&](auto const& f) { return name == f.name; });
  return found == std::end(all_fields) ? nullptr : found;
}

} // namespace ullage_py
