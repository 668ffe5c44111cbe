// SPDX-License-Identifier: MIT
// plan.hpp, assess.hpp

#include "answer.hpp"
#include "forecast.hpp"
#include "module.hpp"

#include <ullage/assess.hpp>
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
using relaxation_t = relaxation<double>;
using alternative_t = alternative<double>;
using assessment_t = assessment<double>;

[[nodiscard]] answer ask(pipeline_type const& p, target_type const& t, deployment_type const& d, free_variables const& v) {
  return {p, plan(p, t, d, v)};
}

[[nodiscard]] span ask_span(pipeline_type const& p, target_type const& t, deployment_type const& d, free_variables const& v) {
  auto cases = plan_span(p, t, d, v);
  auto const as = [&](estimate which, result&& r) {
    auto q = p;
    q.scaling = regime_as(p.scaling, which);
    return answer{std::move(q), std::move(r)};
  };
  return {p, t, d, v, as(estimate::best, std::move(cases.best)), as(estimate::likely, std::move(cases.likely)), as(estimate::worst, std::move(cases.worst))};
}

[[nodiscard]] py::tuple range(size_range const& r) { return py::make_tuple(r.from, r.to); }
[[nodiscard]] py::object unless_nan(double x) { return from_number(x, edge::number); }

/// A part of an answer: what it says by name.
template <class C> struct said {
  char const* name;
  py::object (*get)(C const&);
  char const* doc;
};
template <auto Member> [[nodiscard]] py::object said_as(typename detail::member_of<decltype(Member)>::owner const& x) {
  using V = typename detail::member_of<decltype(Member)>::type;
  if constexpr (std::is_same_v<V, double>) { return unless_nan(x.*Member); }
  else { return py::cast(x.*Member); }
}

template <class C, std::size_t N> void bind_said(py::module_& m, char const* name, char const* doc, said<C> const (&parts)[N]) {
  py::class_<C> type(m, name, doc);
  for (auto const& p : parts) { type.def_property_readonly(p.name, p.get, p.doc); }
  auto const dict = [&parts](C const& x) {
    py::dict out;
    for (auto const& p : parts) { out[p.name] = p.get(x); }
    return out;
  };
  type.def("to_dict", dict, "The fields by name.");
  type.def("__str__", [](C const& x) { return x.text; });
  type.def("__eq__", [dict](C const& a, py::object const& b) -> py::object {
    if (!py::isinstance<C>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(dict(a).equal(dict(b.cast<C const&>())));
  }, py::arg("other"));
  type.def("__hash__", [dict](C const& x) { return py::hash(py::tuple(dict(x).attr("values")())); });
  type.def("__repr__", [dict, name](C const& x) { return call_text(name, dict(x)); });
}

constexpr said<relaxation_t> relaxation_parts[] = {
    {"variable", &said_as<&relaxation_t::variable>, "What is changed by one step."},
    {"from_value", &said_as<&relaxation_t::from>, "Of the variable, as recommended."},
    {"to_value", &said_as<&relaxation_t::to>, "Of the variable, one step on."},
    {"unit", &said_as<&relaxation_t::unit>, "Of measure."},
    {"measure", &said_as<&relaxation_t::measure>, "What gets better: max_wait, drained_at, peak_lag, ..."},
    {"before", &said_as<&relaxation_t::before>, "The measure at the recommended size."},
    {"after", &said_as<&relaxation_t::after>, "The measure one step on."},
    {"cost_before", &said_as<&relaxation_t::cost_before>, "USD per month, None where unknown."},
    {"cost_after", &said_as<&relaxation_t::cost_after>, "USD per month, None where unknown."},
    {"then", &said_as<&relaxation_t::then>, "What binds after that."},
    {"text", &said_as<&relaxation_t::text>, "The same as a sentence."},
};
constexpr said<alternative_t> alternative_parts[] = {
    {"target", &said_as<&alternative_t::target>, "Name of the target that is dropped or loosened."},
    {"dropped", &said_as<&alternative_t::dropped>, "Dropped; else loosened to limit."},
    {"limit", &said_as<&alternative_t::limit>, "What the target would have to be, None when dropped."},
    {"feasible", &said_as<&alternative_t::feasible>, "Every other target is met then."},
    {"partitions", &said_as<&alternative_t::partitions>, "Then recommended."},
    {"min_pollers", &said_as<&alternative_t::min_pollers>, "Then recommended."},
    {"max_pollers", &said_as<&alternative_t::max_pollers>, "Then recommended."},
    {"consumers", &said_as<&alternative_t::consumers>, "Then recommended."},
    {"text", &said_as<&alternative_t::text>, "The same as a sentence."},
};
constexpr said<conflict> conflict_parts[] = {
    {"first", &said_as<&conflict::first>, "Name of a constraint."},
    {"second", &said_as<&conflict::second>, "Name of the one that contradicts it."},
    {"text", &said_as<&conflict::text>, "Why both cannot hold."},
};

using shared_answer = std::shared_ptr<answer>;
using answer_class = py::class_<answer, shared_answer>;

template <class F> void get(answer_class& type, char const* name, F const& f, char const* doc) {
  type.def_property_readonly(name, [f](answer const& a) { return f(a.found); }, doc);
}

void bind_sizes(answer_class& type) {
  get(type, "feasible", [](result const& r) { return r.feasible; }, "Every target is met.");
  get(type, "partitions", [](result const& r) { return r.partitions; }, "Recommended, or nearest; None where the source has none.");
  get(type, "min_pollers", [](result const& r) { return r.min_pollers; }, "In a provisioned regime, else None.");
  get(type, "max_pollers", [](result const& r) { return r.max_pollers; }, "In a provisioned regime, else None.");
  get(type, "consumers", [](result const& r) { return r.consumers; }, "Size of a fixed pool without partitions, else None.");
  get(type, "reserved_concurrency", [](result const& r) { return r.reserved_concurrency; }, "Smallest that keeps the targets, None where it was not to be decided.");
  get(type, "batch_size", [](result const& r) { return r.batch_size; }, "Recommended, None where it was not to be decided.");
  get(type, "batch_window", [](result const& r) { return r.batch_window; }, "Recommended [s], None where it was not to be decided.");
  get(type, "service_time", [](result const& r) { return r.service_time; }, "Largest mean time of one record that is allowed [s], None where it was not asked for.");
  get(type, "arrival_factor", [](result const& r) { return r.arrival_factor; }, "Largest factor on the arrivals that is allowed, None where it was not asked for.");
  get(type, "variables", [](result const& r) { return names_of(r.variables); }, "Names of what was to be decided.");
}

void bind_reasons(answer_class& type) {
  get(type, "binding", [](result const& r) { return r.binding; }, "Name of what keeps the size from being smaller.");
  get(type, "next", [](result const& r) { return r.next; }, "Name of what would bind without it, \"\" when nothing.");
  get(type, "constraints", [](result const& r) { return r.constraints; }, "Every constraint at that size: the targets, then the limits of the platform.");
  get(type, "below", [](result const& r) { return r.below; }, "The constraints at the next smaller size; empty when there is none.");
  get(type, "margins", [](result const& r) {
    py::dict out;
    for (auto const& c : r.constraints) { out[py::str(c.name)] = c.margin; }
    return out;
  }, "Margin of every constraint by name.");
  get(type, "feasible_partitions", [](result const& r) {
    py::list out;
    for (auto const& x : r.feasible_partitions) { out.append(range(x)); }
    return out;
  }, "Ranges (from, to) of the feasible counts among those that were decided one by one.");
  get(type, "searched", [](result const& r) { return range(r.searched); }, "(from, to): the counts that were decided one by one.");
  get(type, "monotone", [](result const& r) { return r.monotone; }, "Bisected, since more is never worse; else scanned.");
  get(type, "proven", [](result const& r) { return r.proven; }, "Every smaller size is known to fail.");
  get(type, "reason", [](result const& r) { return r.reason; }, "Why the targets cannot be met, \"\" when they can.");
  get(type, "loosened", [](result const& r) { return r.loosened; }, "The targets that the nearest plan misses, with what it reaches.");
  get(type, "ways_out", [](result const& r) { return r.ways_out; }, "Sentences: what would meet the targets.");
  get(type, "relaxations", [](result const& r) { return r.relaxations; }, "What one step more of each variable would be worth, and what binds after it.");
  get(type, "alternatives", [](result const& r) { return r.alternatives; }, "The nearest plans with one target dropped or loosened; empty when all can be met.");
  get(type, "conflicts", [](result const& r) { return r.conflicts; }, "Pairs of targets that contradict each other.");
  get(type, "notes", [](result const& r) { return r.notes; }, "Sentences: roundings, ties, what was assumed.");
}

void bind_contents(answer_class& type) {
  // What a plan holds is shared, not copied: a forecast of a long trace is large.
  type.def_property_readonly("forecast", [](shared_answer const& a) { return std::shared_ptr<forecast_t>(a, &a->found.forecast); }, "At that size.");
  type.def_property_readonly("baseline", [](shared_answer const& a) {
    return a->found.baseline ? std::shared_ptr<forecast_t>(a, &*a->found.baseline) : nullptr;
  }, "Forecast of the pipeline as it was given, None where it cannot be run.");
  type.def_property_readonly("system", [](answer const& a) -> pipeline_type const& { return a.found.system; }, py::return_value_policy::reference_internal,
                             "The pipeline at the recommended, or nearest, size.");
  get(type, "cost", [](result const& r) { return r.cost; }, "Of a month at that size, item by item.");
  get(type, "deployment", [](result const& r) { return r.on; }, "What it runs on.");
  get(type, "target", [](result const& r) { return r.wanted; }, "What was wanted.");
}

struct question_parts {
  pipeline_type const& p;
  target_type const& t;
  deployment_type d;
  free_variables v;
};
[[nodiscard]] deployment_type deployment_of(char const* function, py::object const& on) {
  return on.is_none() ? deployment_type{} : need<deployment_type>({function, "deployment"}, "a deployment", on);
}
[[nodiscard]] question_parts read(char const* function, py::object const& asked, py::object const& wanted, py::object const& on, py::object const& decided) {
  return {need<pipeline_type>({function, "pipeline"}, "a pipeline", asked), need<target_type>({function, "target"}, "a target", wanted), deployment_of(function, on),
          decided.is_none() ? free_variables{} : to_variables(function, decided)};
}

void bind_functions(py::module_& m) {
  py::options options;
  options.disable_function_signatures();
  m.def("plan", [](py::object const& asked, py::object const& wanted, py::object const& on, py::object const& decided) {
    auto const q = read("plan", asked, wanted, on, decided);
    py::gil_scoped_release const release;
    return std::make_shared<answer>(ask(q.p, q.t, q.d, q.v));
  }, py::arg("pipeline"), py::arg("target"), py::arg("deployment") = py::none(), py::arg("variables") = py::none(),
        "plan(pipeline: pipeline, target: target, deployment: deployment | None = None, variables: Iterable[str] = (\"partitions\", \"pollers\")) -> plan_result\n\n"
        "The smallest provision that keeps every target and every limit of the platform, and why.\n\n"
        "variables: what may be decided, of partitions, pollers, reserved_concurrency, batch, service_time (the longest\n"
        "allowed) and arrival_rate (the largest allowed); the rest stays as given. By default the partitions, and in a\n"
        "provisioned regime the minimum and maximum of pollers; without partitions those alone; of a fixed pool without\n"
        "partitions its size. The pipeline's own partitions are the baseline, not a constraint. Smallest is proven:\n"
        "smaller sizes fail even with all consumers at work from the start, or were tried one by one (`proven` and\n"
        "`searched` say how far).\n\n"
        "Raises ValueError by the name of a field that is out of range, evaluation_error for a forecast with more than\n"
        "max_events events.");
  m.def("plan_span", [](py::object const& asked, py::object const& wanted, py::object const& on, py::object const& decided) {
    auto const q = read("plan_span", asked, wanted, on, decided);
    py::gil_scoped_release const release;
    return std::make_shared<span>(ask_span(q.p, q.t, q.d, q.v));
  }, py::arg("pipeline"), py::arg("target"), py::arg("deployment") = py::none(), py::arg("variables") = py::none(),
        "plan_span(pipeline: pipeline, target: target, deployment: deployment | None = None, variables: Iterable[str] = (\"partitions\", \"pollers\")) -> plan_cases\n\n"
        "The same question at each estimate of the regime; what was changed of it by hand is kept.\n\nRaises as plan does.");
  m.def("assess", [](py::object const& asked, py::object const& wanted, py::object const& on) {
    auto const& p = need<pipeline_type>({"assess", "pipeline"}, "a pipeline", asked);
    auto const t = wanted.is_none() ? target_type{} : need<target_type>({"assess", "target"}, "a target", wanted);
    auto const d = deployment_of("assess", on);
    py::gil_scoped_release const release;
    return std::make_shared<assessment_t>(assess(p, t, d));
  }, py::arg("pipeline"), py::arg("target") = py::none(), py::arg("deployment") = py::none(),
        "assess(pipeline: pipeline, target: target | None = None, deployment: deployment | None = None) -> assessment\n\n"
        "A pipeline as it is against everything that it has to keep: the targets and the limits of the platform; and its\n"
        "bill of a month.\n\nRaises ValueError by the name of a field that is out of range.");
}

void bind_assessment(py::module_& m) {
  py::class_<assessment_t, std::shared_ptr<assessment_t>> type(m, "assessment", "A pipeline against everything that it has to keep.");
  type.def_property_readonly("forecast", [](std::shared_ptr<assessment_t> const& a) { return std::shared_ptr<forecast_t>(a, &a->forecast); }, "Of the pipeline.");
  type.def_property_readonly("cost", [](assessment_t const& a) { return a.cost; }, "Of a month, item by item.");
  type.def_property_readonly("constraints", [](assessment_t const& a) { return a.constraints; }, "The targets, then the limits of the platform.");
  type.def_property_readonly("feasible", [](assessment_t const& a) { return all_met(a.constraints); }, "Every constraint is met.");
  type.def("to_dict", [](py::object const& a) { return helper("ullage._table", "assessment_dict")(a); }, "The same as plain values.");
  type.def("to_json", [](py::object const& a, py::object const& indent) { return helper("ullage._table", "to_json")(a, indent); },
           py::arg("indent") = py::none(), "The same as JSON; infinity becomes null.");
  type.def("__repr__", [](assessment_t const& a) {
    std::string missed;
    for (auto const& c : a.constraints) {
      if (!c.met) { missed += (missed.empty() ? "" : ", ") + c.name; }
    }
    return "<assessment: " + std::to_string(a.constraints.size()) + " constraints, " + (missed.empty() ? "all met" : "missed: " + missed) + ">";
  });
}

} // namespace

void bind_plan(py::module_& m) {
  bind_said(m, "relaxation", "What one step more of a variable would be worth.", relaxation_parts);
  bind_said(m, "alternative", "A plan with one target dropped or loosened.", alternative_parts);
  bind_said(m, "conflict", "Two constraints that cannot both hold.", conflict_parts);
  bind_assessment(m);
  answer_class type(m, "plan_result", "What to provision, and why. Targets that cannot be met are an answer, not an error.");
  type.def_readonly("asked", &answer::asked, "The pipeline as it was given.");
  bind_sizes(type);
  bind_reasons(type);
  bind_contents(type);
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
