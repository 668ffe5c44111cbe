// SPDX-License-Identifier: MIT
// uncertain_input.hpp, uncertainty.hpp, confident_plan.hpp, tornado.hpp

#include "field.hpp"
#include "interruptible.hpp"
#include "module.hpp"
#include "package.hpp"
#include "posterior.hpp"
#include "value.hpp"

#include <ullage/confident_plan.hpp>
#include <ullage/tornado.hpp>
#include <ullage/uncertainty.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ullage_py {
namespace {

using namespace ullage;

using uncertain_t = uncertain<double>;
using target_t = target<double>;
using pipeline_t = pipeline<double>;
using deployment_t = deployment<double>;
using odds_t = odds_result<double>;
using tornado_t = tornado_result<double>;

/// Sizes with the question that they answer.
struct odds_curve {
  std::vector<size_odds<double>> sizes;
};
struct planned {
  confident_plan<double> found;
  tornado_t matters; ///< at the chosen count
  long long scenarios = 0;
};

void check_progress(char const* f, py::object const& progress) {
  if (!progress.is_none() && PyCallable_Check(progress.ptr()) == 0) { refuse_type({f, "progress"}, "something to call with the share that is done", progress); }
}

[[nodiscard]] uncertainty_options options_of(char const* f, py::object const& scenarios, py::object const& seed) {
  uncertainty_options out;
  out.scenarios = to_count({f, "scenarios"}, to_number({f, "scenarios"}, scenarios, edge::count));
  auto const s = to_count({f, "seed"}, to_number({f, "seed"}, seed, edge::count));
  if (s < 0) { refuse_value({f, "seed"}, std::to_string(s), "must be >= 0"); }
  out.seed = static_cast<std::uint64_t>(s);
  return out;
}

[[nodiscard]] edge kind_of(quantity q) {
  switch (q) {
  case quantity::service_time: case quantity::dispatch_overhead: case quantity::init_time: case quantity::evaluation_period: case quantity::reaction_delay:
  case quantity::startup_time: case quantity::rebalance_pause: case quantity::up_min_interval: case quantity::drain_within: return edge::time;
  case quantity::record_bytes: return edge::bytes;
  default: return edge::number;
  }
}

[[nodiscard]] std::vector<std::string> input_names() {
  std::vector<std::string> out;
  for (auto const q : all_quantities) { out.emplace_back(name_of(q)); }
  return out;
}

void add_input(uncertain_t& u, std::string const& name, py::handle value) {
  auto const f = "uncertain";
  auto const what = quantity_named(name);
  if (!what) { refuse_keyword(f, name, input_names()); }
  if (py::isinstance<evidence_value>(value)) {
    if (*what != quantity::service_time) { refuse_type({f, name}, "a belief such as between(1, 2, 5), or a number", value); }
    auto const& both = value.cast<evidence_value const&>();
    u.inputs.push_back({.what = quantity::service_time, .law = both.service_time});
    u.inputs.push_back({.what = quantity::service_scv, .law = both.service_scv});
    return;
  }
  if (py::isinstance<belief_value>(value)) {
    u.inputs.push_back({.what = *what, .law = value.cast<belief_value const&>().law});
    return;
  }
  if (*what == quantity::regime_estimate && py::isinstance<py::str>(value)) {
    static_cast<void>(to_word({f, name}, value, {"span"}));
    u.inputs.push_back(regime_span());
    return;
  }
  if (*what == quantity::regime_estimate && py::isinstance<py::sequence>(value)) {
    auto const weights = to_list({f, name}, value, edge::number);
    if (weights.size() != 3) { refuse_value({f, name}, std::to_string(weights.size()) + " weights", "must be those of best, likely and worst"); }
    u.inputs.push_back(regime_span(weights[0], weights[1], weights[2]));
    return;
  }
  u.inputs.push_back({.what = *what, .law = known<double>{to_number({f, name}, value, kind_of(*what))}});
}

[[nodiscard]] py::dict dict_of(share_estimate<double> const& x) {
  py::dict out;
  out["probability"] = x.value;
  out["error"] = x.error;
  return out;
}
[[nodiscard]] py::dict dict_of(std::vector<constraint_odds<double>> const& all) {
  py::dict out;
  for (auto const& c : all) { out[py::str(c.name)] = dict_of(c.met); }
  return out;
}
[[nodiscard]] py::dict dict_of(size_odds<double> const& x) {
  py::dict out = dict_of(x.all);
  out["partitions"] = x.partitions;
  out["scenarios"] = x.scenarios;
  out["constraints"] = dict_of(x.constraints);
  return out;
}
[[nodiscard]] py::list dict_of(std::vector<size_odds<double>> const& all) {
  py::list out;
  for (auto const& x : all) { out.append(dict_of(x)); }
  return out;
}
[[nodiscard]] py::dict dict_of(tornado_bar<double> const& b) {
  py::dict out;
  out["name"] = b.name;
  out["low"] = b.low;
  out["high"] = b.high;
  out["at_low"] = b.at_low;
  out["at_high"] = b.at_high;
  out["swing"] = b.swing;
  out["share"] = b.share;
  out["rank_correlation"] = b.rank_correlation;
  return out;
}
[[nodiscard]] py::dict dict_of(tornado_t const& t) {
  py::dict out;
  out["figure"] = name_of(t.of);
  out["centre"] = t.centre;
  py::list bars;
  for (auto const& b : t.bars) { bars.append(dict_of(b)); }
  out["bars"] = bars;
  out["together"] = t.together;
  out["scenarios"] = t.scenarios;
  out["interrupted"] = t.interrupted;
  return out;
}
[[nodiscard]] py::dict dict_of(odds_t const& o) {
  py::dict out = dict_of(o.all);
  out["scenarios"] = o.scenarios;
  out["interrupted"] = o.interrupted;
  out["constraints"] = dict_of(o.constraints);
  py::dict quantiles;
  auto const add = [&](char const* name, spread<double> const& s) {
    py::dict at;
    for (auto const& [label, p] : {std::pair{"p05", 0.05}, std::pair{"p50", 0.5}, std::pair{"p95", 0.95}, std::pair{"p99", 0.99}}) {
      at[label] = s.sorted.empty() ? py::object(py::none()) : py::object(py::float_(quantile(s, p)));
    }
    quantiles[name] = at;
  };
  add("peak_lag", o.peak_lag);
  add("max_wait", o.max_wait);
  add("drained_at", o.drained_at);
  add("monthly_cost", o.monthly_cost);
  out["quantiles"] = quantiles;
  out["priced"] = o.priced;
  return out;
}
[[nodiscard]] py::dict dict_of(planned const& p) {
  py::dict out;
  out["partitions"] = p.found.partitions ? py::object(py::int_(*p.found.partitions)) : py::object(py::none());
  out["confidence"] = p.found.confidence;
  out["chosen"] = dict_of(p.found.chosen);
  out["below"] = p.found.below ? py::object(dict_of(*p.found.below)) : py::object(py::none());
  out["binding"] = p.found.binding;
  out["curve"] = dict_of(p.found.curve);
  out["tornado"] = dict_of(p.matters);
  out["scenarios"] = p.scenarios;
  out["interrupted"] = p.found.interrupted;
  return out;
}

/// What all results have: to_dict, to_json, explain, str.
template <class Type> void bind_result(py::class_<Type>& type, char const* kind) {
  type.def("to_dict", [](Type const& x) { return dict_of(x); }, "The answer as plain values; infinity stays a float.");
  type.def("to_json", [](py::object const& a, py::object const& indent) { return helper("ullage._table", "to_json")(a, indent); }, py::arg("indent") = py::none(),
           "The same as JSON; infinity becomes null.");
  std::string const name = std::string("explain_") + kind;
  auto const explain = [name](py::object const& a) { return helper("ullage._tornado", name.c_str())(a.attr("to_dict")()); };
  type.def("explain", explain, "The answer in plain words.");
  type.def("__str__", explain);
}

[[nodiscard]] py::array_t<double> column(std::vector<size_odds<double>> const& all, double share_estimate<double>::*member) {
  std::vector<double> out;
  for (auto const& x : all) { out.push_back(x.all.*member); }
  return as_array(out);
}
[[nodiscard]] py::list counts(std::vector<size_odds<double>> const& all) {
  py::list out;
  for (auto const& x : all) { out.append(x.partitions); }
  return out;
}

void bind_results(py::module_& m) {
  py::class_<odds_t> odds(m, "odds_result", "How likely a pipeline keeps its targets, over scenarios of what is not known.");
  odds.def_property_readonly("probability", [](odds_t const& o) { return o.all.value; }, "That everything is kept.");
  odds.def_property_readonly("error", [](odds_t const& o) { return o.all.error; }, "Its standard error, measured.");
  odds.def_property_readonly("constraints", [](odds_t const& o) { return dict_of(o.constraints); }, "Probability and error of each constraint by name.");
  odds.def_readonly("scenarios", &odds_t::scenarios, "That were judged.");
  odds.def_readonly("priced", &odds_t::priced, "All of the bill could be priced.");
  odds.def_readonly("interrupted", &odds_t::interrupted, "Stopped by the caller; what was done until then counts.");
  odds.def("quantile", [](odds_t const& o, py::object const& figure, py::object const& p) {
    auto const word = to_word({"quantile", "figure"}, figure, {"peak_lag", "max_wait", "drained_at", "monthly_cost"});
    auto const& s = word == "peak_lag" ? o.peak_lag : word == "max_wait" ? o.max_wait : word == "drained_at" ? o.drained_at : o.monthly_cost;
    return quantile(s, to_number("quantile", "p", p, edge::number));
  }, py::arg("figure"), py::arg("p"), "The value of \"peak_lag\", \"max_wait\", \"drained_at\" or \"monthly_cost\" that a share p of the scenarios does not exceed.");
  bind_result(odds, "odds");
  odds.def("__repr__", [](odds_t const& o) { return "<odds_result: probability " + ullage::detail::show(o.all.value) + ", " + std::to_string(o.scenarios) + " scenarios>"; });

  py::class_<odds_curve> curve(m, "odds_curve", "How likely the targets are kept at each of some partition counts, all in the same scenarios.");
  curve.def_property_readonly("partitions", [](odds_curve const& c) { return counts(c.sizes); }, "The counts.");
  curve.def_property_readonly("probability", [](odds_curve const& c) { return column(c.sizes, &share_estimate<double>::value); }, "That everything is kept, for each count.");
  curve.def_property_readonly("error", [](odds_curve const& c) { return column(c.sizes, &share_estimate<double>::error); }, "Its standard error.");
  curve.def("__len__", [](odds_curve const& c) { return c.sizes.size(); });
  curve.def("to_dict", [](odds_curve const& c) {
    py::dict out;
    out["sizes"] = dict_of(c.sizes);
    return out;
  }, "The answer as plain values.");
  curve.def("to_json", [](py::object const& a, py::object const& indent) { return helper("ullage._table", "to_json")(a, indent); }, py::arg("indent") = py::none(), "The same as JSON.");
  auto const explain = [](py::object const& a) { return helper("ullage._tornado", "explain_curve")(a.attr("to_dict")()); };
  curve.def("explain", explain, "The answer in plain words.");
  curve.def("__str__", explain);
  curve.def("plot", [](py::object const& a, py::object const& ax) { return helper("ullage._tornado", "plot_curve")(a.attr("to_dict")(), ax); }, py::arg("ax") = py::none(),
            "Draws the probability over the partitions, each target for itself; returns the axes. Needs matplotlib.");
  curve.def("__repr__", [](odds_curve const& c) { return "<odds_curve of " + std::to_string(c.sizes.size()) + " sizes>"; });

  py::class_<tornado_t> tornado(m, "tornado_result", "What makes a figure uncertain, the widest swing first.");
  tornado.def_property_readonly("figure", [](tornado_t const& t) { return name_of(t.of); }, "Its name.");
  tornado.def_readonly("centre", &tornado_t::centre, "The figure with every input at its median.");
  tornado.def_property_readonly("bars", [](tornado_t const& t) {
    py::list out;
    for (auto const& b : t.bars) { out.append(dict_of(b)); }
    return out;
  }, "For each input: name, low, high (its 5 % and 95 % quantiles), at_low, at_high (the figure there, the others at their\nmedians), swing, share (of the variance of the figure's ranks), rank_correlation.");
  tornado.def_readonly("together", &tornado_t::together, "Share that only inputs together explain, and noise.");
  tornado.def_readonly("scenarios", &tornado_t::scenarios, "That were judged.");
  tornado.def_readonly("interrupted", &tornado_t::interrupted, "Stopped by the caller; what was done until then counts.");
  bind_result(tornado, "tornado");
  tornado.def("plot", [](py::object const& a, py::object const& ax) { return helper("ullage._tornado", "plot_tornado")(a.attr("to_dict")(), ax); }, py::arg("ax") = py::none(),
              "Draws the swings as bars, the widest on top; returns the axes. Needs matplotlib.");
  tornado.def("__repr__", [](tornado_t const& t) { return "<tornado_result of " + std::string(name_of(t.of)) + ": " + std::to_string(t.bars.size()) + " inputs>"; });

  py::class_<planned> plan(m, "confident_plan", "The partitions that keep everything with a confidence.");
  plan.def_property_readonly("partitions", [](planned const& p) { return p.found.partitions ? py::object(py::int_(*p.found.partitions)) : py::object(py::none()); },
                             "The smallest count that was found to reach the confidence; None where none does.");
  plan.def_property_readonly("confidence", [](planned const& p) { return p.found.confidence; }, "That was wanted.");
  plan.def_property_readonly("probability", [](planned const& p) { return p.found.chosen.all.value; }, "At that count, else at the most likely one (nearest).");
  plan.def_property_readonly("error", [](planned const& p) { return p.found.chosen.all.error; }, "Its standard error, measured.");
  plan.def_property_readonly("nearest", [](planned const& p) { return p.found.chosen.partitions; }, "That count, else the most likely one of those that were tried.");
  plan.def_property_readonly("probability_below", [](planned const& p) { return p.found.below ? py::object(py::float_(p.found.below->all.value)) : py::object(py::none()); },
                             "At one partition less; None where there is none.");
  plan.def_property_readonly("binding", [](planned const& p) { return p.found.binding; }, "The constraint that is missed most often at one partition less.");
  plan.def_property_readonly("curve", [](planned const& p) { return odds_curve{p.found.curve}; }, "Every count that was judged; the search looks at most of them in few scenarios.");
  plan.def_property_readonly("tornado", [](planned const& p) { return p.matters; }, "What decides most whether the targets are kept at that count.");
  plan.def_property_readonly("interrupted", [](planned const& p) { return p.found.interrupted; }, "Stopped by the caller: no count has been chosen.");
  bind_result(plan, "plan");
  plan.def("plot", [](py::object const& a, py::object const& ax) { return helper("ullage._tornado", "plot_plan")(a.attr("to_dict")(), ax); }, py::arg("ax") = py::none(),
           "Draws the probability over the partitions with the confidence; returns the axes. Needs matplotlib.");
  plan.def("__repr__", [](planned const& p) {
    return "<confident_plan: partitions " + (p.found.partitions ? std::to_string(*p.found.partitions) : std::string("None")) + " at confidence " + ullage::detail::show(p.found.confidence) + ">";
  });
}

constexpr char const* asking = "\n\nscenarios: 10 to 10,000,000, rounded up to tens. seed: the same seed gives the same numbers. progress: called with the\n"
                               "share that is done now and then; False stops. Ctrl-C ends it.";

void bind_questions(py::class_<uncertain_t>& type) {
  type.def("odds", [](uncertain_t const& u, py::object const& wanted, py::object const& scenarios, py::object const& seed, py::object const& progress) {
    auto const& t = need<target_t>({"odds", "target"}, "a target", wanted);
    auto const how = options_of("odds", scenarios, seed);
    check_progress("odds", progress);
    return interruptible(progress, [&](auto const& tick) { return odds(u, t, how, tick); });
  }, py::arg("target"), py::kw_only(), py::arg("scenarios") = 10'000, py::arg("seed") = 1, py::arg("progress") = py::none(),
           (std::string("How likely each constraint and all of them are kept, and the spread of lag, wait, drain and cost.") + asking).c_str());
  type.def("odds_by_size", [](uncertain_t const& u, py::object const& wanted, py::object const& sizes, py::object const& scenarios, py::object const& seed, py::object const& progress) {
    auto const f = "odds_by_size";
    auto const& t = need<target_t>({f, "target"}, "a target", wanted);
    std::vector<long long> all;
    for (double const n : to_list({f, "partitions"}, sizes, edge::count)) { all.push_back(to_count({f, "partitions"}, n)); }
    auto const how = options_of(f, scenarios, seed);
    check_progress(f, progress);
    return odds_curve{interruptible(progress, [&](auto const& tick) { return odds_by_size(u, t, std::span<long long const>(all), how, tick); })};
  }, py::arg("target"), py::arg("partitions"), py::kw_only(), py::arg("scenarios") = 10'000, py::arg("seed") = 1, py::arg("progress") = py::none(),
           (std::string("How likely the targets are kept at each of some partition counts, all in the same scenarios.") + asking).c_str());
  type.def("plan", [](uncertain_t const& u, py::object const& wanted, py::object const& confidence, py::object const& scenarios, py::object const& seed, py::object const& progress) {
    auto const f = "plan";
    auto const& t = need<target_t>({f, "target"}, "a target", wanted);
    double const level = to_number(f, "confidence", confidence, edge::number);
    auto const how = options_of(f, scenarios, seed);
    check_progress(f, progress);
    return interruptible(progress, [&](auto const& tick) {
      planned out{plan_at_confidence(u, t, level, how, tick), {}, how.scenarios};
      if (!out.found.interrupted) {
        auto at = u;
        at.system.partitions = out.found.chosen.partitions;
        out.matters = tornado(at, t, {.scenarios = how.scenarios < 2000 ? how.scenarios : 2000, .seed = how.seed}, [&](double) { return tick(0.99); });
      }
      return out;
    });
  }, py::arg("target"), py::arg("confidence") = 0.95, py::kw_only(), py::arg("scenarios") = 10'000, py::arg("seed") = 1, py::arg("progress") = py::none(),
           (std::string("The smallest partition count that keeps everything with a confidence, and what matters most there.\n\n"
                        "The count reaches the confidence in all scenarios and one partition less does not. No such count is an answer:\n"
                        "`partitions` is None, `nearest` and `probability` tell the most likely one.") + asking).c_str());
  type.def("tornado", [](uncertain_t const& u, py::object const& measure, py::object const& scenarios, py::object const& seed, py::object const& progress) {
    auto const f = "tornado";
    auto const how = options_of(f, scenarios, seed);
    check_progress(f, progress);
    if (py::isinstance<target_t>(measure)) {
      auto const& t = measure.cast<target_t const&>();
      return interruptible(progress, [&](auto const& tick) { return tornado(u, t, how, tick); });
    }
    if (!py::isinstance<py::str>(measure)) { refuse_type({f, "measure"}, "a target, or the name of a figure", measure); }
    auto const word = to_word({f, "measure"}, measure, {"peak_lag", "max_wait", "mean_wait", "drained_at", "utilization", "monthly_cost"});
    return interruptible(progress, [&, of = *figure_named(word)](auto const& tick) { return tornado(u, of, how, tick); });
  }, py::arg("measure") = "max_wait", py::kw_only(), py::arg("scenarios") = 10'000, py::arg("seed") = 1, py::arg("progress") = py::none(),
           (std::string("Which input moves a figure most: \"peak_lag\", \"max_wait\", \"mean_wait\", \"drained_at\", \"utilization\", \"monthly_cost\", or\n"
                        "the smallest margin of a target.") + asking).c_str());
}

} // namespace

void bind_uncertainty(py::module_& m) {
  bind_results(m);
  py::class_<uncertain_t> type(m, "uncertain", "A pipeline some numbers of which are not known for certain.");
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([](py::object const& system, py::object const& runs_on, py::kwargs const& given) {
      uncertain_t u;
      u.system = need<pipeline_t>({"uncertain", "pipeline"}, "a pipeline", system);
      if (!runs_on.is_none()) { u.runs_on = need<deployment_t>({"uncertain", "deployment"}, "a deployment", runs_on); }
      for (auto const& [key, value] : given) { add_input(u, key.cast<std::string>(), value); }
      auto sized = u;
      if (!sized.system.partitions && needs_partitions(sized.system.scaling.name)) { sized.system.partitions = 1; } // a plan decides them
      validate(sized);
      return u;
    }), py::arg("pipeline"), py::arg("deployment") = py::none(),
             "__init__(self, pipeline: pipeline, deployment: deployment | None = None, **inputs: belief | service_evidence | float | str) -> None\n\n"
             "inputs, each by name with a law (between, rate_from_counts, share_from_counts, lognormal_belief, one_of) or a number:\n"
             "arrival_rate (of the whole profile), arrival_factor, arrival_scv, service_time (or a service_evidence, which gives\n"
             "service_scv too), service_scv, dispatch_overhead, record_bytes, initial_lag, failure_probability,\n"
             "poison_probability, init_time; of the regime initial_consumers, evaluation_period, reaction_delay, startup_time,\n"
             "rebalance_pause, lag_threshold, up_step, up_factor, up_min_interval, drain_within; regime_estimate=\"span\" for what\n"
             "the vendor leaves open, or three weights of best, likely, worst. They are independent of each other.\n\n"
             "Raises ValueError by the name of what is out of range, TypeError for an unknown name (with the nearest one).");
  }
  type.def_property_readonly("system", [](uncertain_t const& u) { return u.system; }, "The pipeline.");
  type.def_property_readonly("inputs", [](uncertain_t const& u) {
    py::dict out;
    for (auto const& x : u.inputs) { out[py::str(name_of(x))] = belief_value{x.law}; }
    return out;
  }, "The law of each input by name.");
  bind_questions(type);
  type.def("__repr__", [](py::object const& u) {
    std::string out = "ul.uncertain(" + py::repr(u.attr("system")).cast<std::string>();
    for (auto const& [name, law] : u.attr("inputs").cast<py::dict>()) { out += ", " + name.cast<std::string>() + "=" + py::repr(law).cast<std::string>(); }
    return out + ")";
  });
}

} // namespace ullage_py
