// SPDX-License-Identifier: MIT
// plan.hpp

#include "answer.hpp"
#include "forecast.hpp"
#include "module.hpp"

#include <ullage/plan.hpp>

#include <pybind11/stl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ullage_py {
namespace {

using namespace ullage;
using result = plan_result<double>;

[[nodiscard]] answer ask(pipeline_type const& p, target_type const& t) { return {p, plan(p, t)}; }

[[nodiscard]] span ask_span(pipeline_type const& p, target_type const& t) {
  auto cases = plan_span(p, t);
  auto const as = [&](estimate which, result&& r) {
    auto q = p;
    q.scaling = regime_as(p.scaling, which);
    return answer{std::move(q), std::move(r)};
  };
  return {p, t, as(estimate::best, std::move(cases.best)), as(estimate::likely, std::move(cases.likely)), as(estimate::worst, std::move(cases.worst))};
}

[[nodiscard]] py::tuple range(size_range const& r) { return py::make_tuple(r.from, r.to); }

using shared_answer = std::shared_ptr<answer>;

template <class Type> void bind_fields(Type& type) {
  auto const get = [&type](char const* name, auto const& f, char const* doc) {
    type.def_property_readonly(name, [f](answer const& a) { return f(a.found); }, doc);
  };
  get("feasible", [](result const& r) { return r.feasible; }, "Every target is met.");
  get("partitions", [](result const& r) { return r.partitions; }, "Recommended, or nearest; None where the source has none.");
  get("min_pollers", [](result const& r) { return r.min_pollers; }, "In a provisioned regime, else None.");
  get("max_pollers", [](result const& r) { return r.max_pollers; }, "In a provisioned regime, else None.");
  get("consumers", [](result const& r) { return r.consumers; }, "Size of a fixed pool without partitions, else None.");
  get("binding", [](result const& r) { return r.binding; }, "Name of what keeps the size from being smaller.");
  get("next", [](result const& r) { return r.next; }, "Name of what would bind without it, \"\" when nothing.");
  get("constraints", [](result const& r) { return r.constraints; }, "Every constraint at that size.");
  get("below", [](result const& r) { return r.below; }, "The constraints at the next smaller size; empty when there is none.");
  get("margins", [](result const& r) {
    py::dict out;
    for (auto const& c : r.constraints) { out[py::str(c.name)] = c.margin; }
    return out;
  }, "limit - value of every constraint by name.");
  get("feasible_partitions", [](result const& r) {
    py::list out;
    for (auto const& x : r.feasible_partitions) { out.append(range(x)); }
    return out;
  }, "Ranges (from, to) of the feasible counts among those that were decided one by one.");
  get("searched", [](result const& r) { return range(r.searched); }, "(from, to): the counts that were decided one by one.");
  get("monotone", [](result const& r) { return r.monotone; }, "Bisected, since more is never worse; else scanned.");
  get("proven", [](result const& r) { return r.proven; }, "Every smaller size is known to fail.");
  get("reason", [](result const& r) { return r.reason; }, "Why the targets cannot be met, \"\" when they can.");
  get("loosened", [](result const& r) { return r.loosened; }, "The targets that the nearest plan misses, with what it reaches.");
  get("ways_out", [](result const& r) { return r.ways_out; }, "Sentences: what would meet the targets.");
  // What a plan holds is shared, not copied: a forecast of a long trace is large.
  type.def_property_readonly("forecast", [](shared_answer const& a) { return std::shared_ptr<forecast_t>(a, &a->found.forecast); }, "At that size.");
  type.def_property_readonly("baseline", [](shared_answer const& a) {
    return a->found.baseline ? std::shared_ptr<forecast_t>(a, &*a->found.baseline) : nullptr;
  }, "Forecast of the pipeline as it was given, None where it cannot be run.");
  type.def_property_readonly("system", [](answer const& a) -> pipeline_type const& { return a.found.system; }, py::return_value_policy::reference_internal,
                             "The pipeline at the recommended, or nearest, size.");
  get("target", [](result const& r) { return r.wanted; }, "What was wanted.");
}

void bind_functions(py::module_& m) {
  py::options options;
  options.disable_function_signatures();
  m.def("plan", [](py::object const& asked, py::object const& wanted) {
    auto const& p = need<pipeline_type>({"plan", "pipeline"}, "a pipeline", asked);
    auto const& t = need<target_type>({"plan", "target"}, "a target", wanted);
    py::gil_scoped_release const release;
    return std::make_shared<answer>(ask(p, t));
  }, py::arg("pipeline"), py::arg("target"),
        "plan(pipeline: pipeline, target: target) -> plan_result\n\n"
        "The smallest provision that keeps every target, and why.\n\n"
        "Decided are the partitions; in a provisioned regime also the minimum and maximum of pollers, without\n"
        "partitions those alone; of a fixed pool without partitions its size. The pipeline's own partitions are the\n"
        "baseline, not a constraint. Smallest is proven: smaller sizes fail even with all consumers at work from the\n"
        "start, or were tried one by one (`proven` and `searched` say how far).\n\n"
        "Raises ValueError by the name of a field that is out of range, evaluation_error for a forecast with more than\n"
        "max_events events.");
  m.def("plan_span", [](py::object const& asked, py::object const& wanted) {
    auto const& p = need<pipeline_type>({"plan_span", "pipeline"}, "a pipeline", asked);
    auto const& t = need<target_type>({"plan_span", "target"}, "a target", wanted);
    py::gil_scoped_release const release;
    return std::make_shared<span>(ask_span(p, t));
  }, py::arg("pipeline"), py::arg("target"),
        "plan_span(pipeline: pipeline, target: target) -> plan_cases\n\n"
        "The same question at each estimate of the regime; what was changed of it by hand is kept.\n\nRaises as plan does.");
}

} // namespace

void bind_plan(py::module_& m) {
  py::class_<answer, std::shared_ptr<answer>> type(m, "plan_result", "What to provision, and why. Targets that cannot be met are an answer, not an error.");
  type.def_readonly("asked", &answer::asked, "The pipeline as it was given.");
  bind_fields(type);
  type.def("explain", [](answer const& a) { return explain(a.found); }, "The answer in plain words: the size, what binds, what comes next, what happens at that size.");
  bind_answer(type, "plan", &ask);
  py::class_<span, std::shared_ptr<span>> cases(m, "plan_cases", "A plan under the best, likely and worst of what the vendor's documents allow.");
  auto const at = [&cases](char const* name, answer span::*member, char const* doc) {
    cases.def_property_readonly(name, [member](std::shared_ptr<span> const& s) { return shared_answer(s, &((*s).*member)); }, doc);
  };
  at("best", &span::best, "Work is done soonest.");
  at("likely", &span::likely, "Held most likely.");
  at("worst", &span::worst, "Work is done last.");
  cases.def("explain", [](span const& s) {
    return "best: " + explain(s.best.found) + "\nlikely: " + explain(s.likely.found) + "\nworst: " + explain(s.worst.found);
  }, "The three answers in plain words, one per line.");
  bind_answer(cases, "plan_span", &ask_span);
  bind_functions(m);
}

} // namespace ullage_py
