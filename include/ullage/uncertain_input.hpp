// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The numbers of a pipeline that nobody knows exactly, each with its law: the load, the service, and what the
/// vendor of the platform does not publish.

#include <ullage/assess.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/low_discrepancy.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/posterior.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace ullage {

/// Which number of a pipeline. Those from initial_consumers on are numbers of its scaling regime.
enum class quantity {
  arrival_rate,        ///< mean rate of the arrivals [records/s]: the whole profile is scaled to it
  arrival_factor,      ///< on the whole profile
  arrival_scv,
  service_time,        ///< [s]
  service_scv,
  dispatch_overhead,   ///< [s]
  record_bytes,        ///< [bytes]
  initial_lag,         ///< [records]
  failure_probability, ///< of the retry policy
  poison_probability,  ///< of the retry policy
  init_time,           ///< of a cold start [s]
  initial_consumers,   ///< rounded to a whole number
  evaluation_period,   ///< [s]
  reaction_delay,      ///< [s]
  startup_time,        ///< [s]
  rebalance_pause,     ///< [s]
  lag_threshold,       ///< [records]
  up_step,             ///< of the rule `add`, rounded to a whole number, at least 1
  up_factor,           ///< of the rule `multiply`, above 1
  up_min_interval,     ///< of the rules `add` and `multiply` [s]
  drain_within,        ///< of the rule `match_load` [s]
  regime_estimate,     ///< 0, 1, 2: the best, likely and worst of what the vendor's documents allow
  other,               ///< whatever a function changes
};

/// Every quantity that has a name, in the order of their declaration.
inline constexpr quantity all_quantities[] = {
    quantity::arrival_rate,        quantity::arrival_factor,    quantity::arrival_scv,     quantity::service_time,
    quantity::service_scv,         quantity::dispatch_overhead, quantity::record_bytes,    quantity::initial_lag,
    quantity::failure_probability, quantity::poison_probability, quantity::init_time,      quantity::initial_consumers,
    quantity::evaluation_period,   quantity::reaction_delay,    quantity::startup_time,    quantity::rebalance_pause,
    quantity::lag_threshold,       quantity::up_step,           quantity::up_factor,       quantity::up_min_interval,
    quantity::drain_within,        quantity::regime_estimate};

/// The name of a quantity.
[[nodiscard]] constexpr char const* name_of(quantity q) {
  constexpr char const* names[] = {"arrival_rate",     "arrival_factor",      "arrival_scv",        "service_time",    "service_scv",
                                   "dispatch_overhead", "record_bytes",       "initial_lag",        "failure_probability", "poison_probability",
                                   "init_time",        "initial_consumers",   "evaluation_period",  "reaction_delay",  "startup_time",
                                   "rebalance_pause",  "lag_threshold",       "up_step",            "up_factor",       "up_min_interval",
                                   "drain_within",     "regime_estimate",     "other"};
  return names[static_cast<std::size_t>(q)];
}

/// @returns the quantity of a name, nothing for an unknown one
[[nodiscard]] constexpr std::optional<quantity> quantity_named(std::string_view name) {
  for (auto const q : all_quantities) {
    if (name == name_of(q)) { return q; }
  }
  return std::nullopt;
}

namespace detail {
/// An empty string by a call: g++ 12 fails on the constructor as a default here.
[[nodiscard]] inline std::string unnamed() { return {}; }
} // namespace detail

/// One number and its law. Values out of the range of the field are taken to its nearest end.
template <std::floating_point T = double> struct uncertain_input {
  quantity what = quantity::other;
  belief<T> law = {};
  std::string name = detail::unnamed();        ///< for `other`, required there
  void (*change)(pipeline<T>&, T) = nullptr;    ///< for `other`, required there: puts a value into a pipeline
};

/// @returns the name under which an input is told
template <std::floating_point T> [[nodiscard]] std::string name_of(uncertain_input<T> const& x) {
  return x.name.empty() ? std::string(name_of(x.what)) : x.name;
}

/// How likely the best, the likely and the worst of what the vendor's documents allow are held.
template <std::floating_point T = double>
[[nodiscard]] uncertain_input<T> regime_span(T best = T(0.25), T likely = T(0.5), T worst = T(0.25)) {
  return {.what = quantity::regime_estimate, .law = one_of<T>{{T(0), T(1), T(2)}, {best, likely, worst}}};
}

/// A pipeline some numbers of which are not known. They are independent of each other.
template <std::floating_point T = double> struct uncertain {
  pipeline<T> system = {};                    ///< all that is known
  std::vector<uncertain_input<T>> inputs = {}; ///< at most 24
  deployment<T> runs_on = {};
};

namespace detail {

inline constexpr estimate estimates[] = {estimate::best, estimate::likely, estimate::worst};

template <Real T> [[nodiscard]] T up_amount(T const& v) { return v >= T(smallest_number) ? smaller(v, T(largest_number)) : T(0); }
template <Real T> [[nodiscard]] T up_positive(T const& v) { return within(v, T(smallest_number), T(largest_number)); }
template <Real T> [[nodiscard]] T up_share(T const& v) { return v >= T(smallest_number) ? smaller(v, T(1) - T(1e-6)) : T(0); }

/// Puts a value of an up rule in where the regime has that rule.
/// @returns whether it has
template <Real T> bool change_rule(scaling_regime<T>& r, quantity what, T const& v) {
  if (what == quantity::up_step) {
    if (auto* const rule = std::get_if<add<T>>(&r.up)) {
      rule->step = larger(T(std::round(up_positive(v))), T(1));
      return true;
    }
  } else if (what == quantity::up_factor) {
    if (auto* const rule = std::get_if<multiply<T>>(&r.up)) {
      rule->factor = within(v, T(1) + T(1e-3), T(largest_number));
      return true;
    }
  } else if (what == quantity::up_min_interval) {
    if (auto* const some = std::get_if<add<T>>(&r.up)) {
      some->min_interval = up_amount(v);
      return true;
    }
    if (auto* const times = std::get_if<multiply<T>>(&r.up)) {
      times->min_interval = up_amount(v);
      return true;
    }
  } else if (auto* const rule = std::get_if<match_load<T>>(&r.up)) {
    rule->drain_within = up_positive(v);
    return true;
  }
  return false;
}

/// Puts one value into a pipeline.
template <std::floating_point T> void change(pipeline<T>& p, uncertain_input<T> const& x, T v, T base_rate) {
  auto& s = p.scaling;
  switch (x.what) {
  case quantity::arrival_rate: p.arrivals = T(up_amount(v) / base_rate) * p.arrivals; break;
  case quantity::arrival_factor: p.arrivals = up_amount(v) * p.arrivals; break;
  case quantity::arrival_scv: p.arrival_scv = up_amount(v); break;
  case quantity::service_time: p.service_time = up_positive(v); break;
  case quantity::service_scv: p.service_scv = up_amount(v); break;
  case quantity::dispatch_overhead: p.dispatch_overhead = up_amount(v); break;
  case quantity::record_bytes: p.record_bytes = up_positive(v); break;
  case quantity::initial_lag: p.initial_lag = up_amount(v); break;
  case quantity::failure_probability: p.retry.failure_probability = up_share(v); break;
  case quantity::poison_probability: p.retry.poison_probability = up_share(v); break;
  case quantity::init_time: p.cold_starts.init_time = up_amount(v); break;
  case quantity::initial_consumers:
    s.initial_consumers = larger(T(std::round(up_amount(v))), is_fixed(s) || is_continuous(s) ? T(1) : T(0));
    s.initial_share = unset_v<T>;
    break;
  case quantity::evaluation_period:
    if (s.phase == s.evaluation_period) { s.phase = unset_v<T>; }
    s.evaluation_period = up_positive(v);
    break;
  case quantity::reaction_delay: s.reaction_delay = up_amount(v); break;
  case quantity::startup_time: s.startup_time = up_amount(v); break;
  case quantity::rebalance_pause: s.rebalance_pause = up_amount(v); break;
  case quantity::lag_threshold: s.lag_threshold = up_amount(v); break;
  case quantity::up_step:
  case quantity::up_factor:
  case quantity::up_min_interval:
  case quantity::drain_within: change_rule(s, x.what, v); break;
  case quantity::regime_estimate: s = regime_as(s, estimates[static_cast<std::size_t>(within(v, T(0), T(2)))]); break;
  case quantity::other: x.change(p, v); break;
  }
}

/// Does any estimate of the regime have the rule that a quantity belongs to?
template <Real T> [[nodiscard]] bool rule_exists(scaling_regime<T> const& r, quantity what, bool spanned) {
  auto own = r;
  bool found = change_rule(own, what, T(2));
  for (auto const e : estimates) {
    auto other = regime_as(r, e);
    found = found || (spanned && change_rule(other, what, T(2)));
  }
  return found;
}

} // namespace detail

/// The pipeline with a value for each uncertain input, the estimate of the regime first.
/// @param value(j) of the j-th input
/// @throws std::domain_error a value cannot be put in
template <std::floating_point T, class Value> [[nodiscard]] pipeline<T> pipeline_at(uncertain<T> const& u, Value const& value) {
  auto p = u.system;
  T const base = mean_rate(u.system.arrivals);
  for (bool const regime_first : {true, false}) {
    for (std::size_t j = 0; j < u.inputs.size(); ++j) {
      if ((u.inputs[j].what == quantity::regime_estimate) == regime_first) { detail::change(p, u.inputs[j], T(value(j)), base); }
    }
  }
  return p;
}

/// The pipeline with every input at the same quantile of its law.
/// @param p in (0, 1); 0.5: the medians
template <std::floating_point T> [[nodiscard]] pipeline<T> pipeline_at_quantile(uncertain<T> const& u, std::type_identity_t<T> p) {
  return pipeline_at(u, [&](std::size_t j) { return quantile(u.inputs[j].law, p); });
}

/// Refuses inputs that no pipeline can be made of, by name. The pipelines at the medians, with each input alone at its
/// far ends (1e-6 beyond), and with all at them must be valid.
/// @throws std::domain_error
template <std::floating_point T> void validate(uncertain<T> const& u) {
  auto const f = "uncertain";
  detail::require(u.inputs.size() <= detail::scrambled_sobol::max_dimensions, f, "inputs.size()", u.inputs.size(), "must be <= 24");
  bool spanned = false;
  for (auto const& x : u.inputs) { spanned = spanned || x.what == quantity::regime_estimate; }
  for (std::size_t j = 0; j < u.inputs.size(); ++j) {
    auto const& x = u.inputs[j];
    validate(x.law);
    std::string const name = name_of(x);
    if (x.what == quantity::other && (x.name.empty() || x.change == nullptr)) {
      throw std::domain_error("uncertain: inputs[" + std::to_string(j) + "] is \"other\", but has no name or no function that changes a pipeline");
    }
    for (std::size_t i = 0; i < j; ++i) {
      if (name == name_of(u.inputs[i])) { throw std::domain_error("uncertain: input \"" + name + "\" is given twice"); }
    }
    if (x.what == quantity::arrival_rate && !(mean_rate(u.system.arrivals) > 0)) {
      throw std::domain_error("uncertain: arrival_rate is given, but the arrivals of the pipeline have no mean rate to scale (use arrival_factor)");
    }
    bool const of_rule = x.what == quantity::up_step || x.what == quantity::up_factor || x.what == quantity::up_min_interval ||
                         x.what == quantity::drain_within;
    if (of_rule && !detail::rule_exists(u.system.scaling, x.what, spanned)) {
      throw std::domain_error("uncertain: " + name + " is no number of the up rule of regime \"" + u.system.scaling.name + '"');
    }
    if (x.what == quantity::regime_estimate && !is_preset(u.system.scaling.name)) {
      throw std::domain_error("uncertain: regime_estimate needs a preset, but the regime is \"" + u.system.scaling.name + '"');
    }
  }
  T const far[] = {T(1e-6), T(0.5), T(1) - T(1e-6)};
  for (T const& p : far) {
    validate(pipeline_at_quantile(u, p));
    for (std::size_t k = 0; k < u.inputs.size(); ++k) {
      validate(pipeline_at(u, [&](std::size_t j) { return quantile(u.inputs[j].law, j == k ? p : T(0.5)); }));
    }
  }
}

/// Values of the uncertain inputs, one row for each scenario.
template <std::floating_point T = double> struct scenario_table {
  std::size_t inputs = 0;     ///< columns
  std::size_t sets = 10;      ///< independent sets of points; row i belongs to set i % sets
  std::vector<T> levels = {}; ///< probability of not exceeding the value, row by row
  std::vector<T> values = {}; ///< row by row
  std::size_t rows = 0;
  friend bool operator==(scenario_table const&, scenario_table const&) = default;
};

/// Draws scenarios: ten scramblings of a sequence that fills the cube of the inputs evenly, so that the mean over all
/// of them errs far less than over as many random ones, and the spread between the ten tells by how much.
/// @param count 10..10,000,000; rounded up to a multiple of 10; powers of 2 times 10 fill best
/// @param seed the same seed gives the same scenarios
/// @throws std::domain_error an argument is out of range
template <std::floating_point T>
[[nodiscard]] scenario_table<T> scenarios(uncertain<T> const& u, long long count = 10'000, std::uint64_t seed = 1) {
  detail::require(count >= 10 && count <= 10'000'000, "scenarios", "count", double(count), "must be in [10, 10000000]");
  validate(u);
  scenario_table<T> out;
  out.inputs = u.inputs.size();
  std::size_t const each = (static_cast<std::size_t>(count) + out.sets - 1) / out.sets;
  out.rows = each * out.sets;
  out.levels.reserve(out.rows * out.inputs);
  out.values.reserve(out.rows * out.inputs);
  detail::scrambled_sobol const points(out.inputs, out.sets, seed);
  for (std::size_t i = 0; i < each; ++i) {
    for (std::size_t r = 0; r < out.sets; ++r) {
      for (std::size_t j = 0; j < out.inputs; ++j) {
        // Not nearer to the ends than validate has looked.
        T const level = detail::within(T(points.coordinate(r, i, j)), T(1e-6), T(1) - T(1e-6));
        out.levels.push_back(level);
        out.values.push_back(quantile(u.inputs[j].law, level));
      }
    }
  }
  return out;
}

/// The pipeline of one scenario.
template <std::floating_point T>
[[nodiscard]] pipeline<T> pipeline_of(uncertain<T> const& u, scenario_table<T> const& all, std::size_t row) {
  return pipeline_at(u, [&](std::size_t j) { return all.values[row * all.inputs + j]; });
}

} // namespace ullage
