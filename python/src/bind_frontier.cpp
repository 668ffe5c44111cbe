// SPDX-License-Identifier: MIT
// Cost against age over a grid

#include "module.hpp"
#include "sweep.hpp"

#include <ullage/assess.hpp>

#include <pybind11/stl.h>

#include <limits>
#include <mutex>
#include <string>
#include <vector>

namespace ullage_py {
namespace {

using target_t = ullage::target<double>;
using assessment_t = ullage::assessment<double>;

/// The columns beside the axes and the summary.
struct verdicts {
  double* cost;
  double* per_million;
  double* quantile;
  double* feasible;
  double* margin;
  double* tightest; ///< index into names
  std::vector<double*> margins; ///< of what was wanted, in the order of `wanted`
  std::vector<std::string> wanted;
  std::vector<std::string> names;
  std::vector<std::string> unknown; ///< what could not be priced at some point
  std::mutex mutex;                 ///< of names and unknown

  [[nodiscard]] std::size_t index_of(std::string const& name, std::vector<std::string>& among) {
    std::scoped_lock const lock(mutex);
    for (std::size_t k = 0; k < among.size(); ++k) {
      if (among[k] == name) { return k; }
    }
    among.push_back(name);
    return among.size() - 1;
  }
};

void write(verdicts& to, std::size_t i, assessment_t const& a, double probability) {
  double const unknown = std::numeric_limits<double>::quiet_NaN();
  bool const priced = !a.cost.items.empty();
  for (auto const& what : a.cost.unknown) { static_cast<void>(to.index_of(what, to.unknown)); }
  to.cost[i] = priced ? a.cost.total : unknown;
  to.per_million[i] = priced ? a.cost.per_million_records : unknown;
  to.quantile[i] = wait_quantile(a.forecast, probability);
  to.feasible[i] = all_met(a.constraints) ? 1 : 0;
  auto const* worst = tightest(a.constraints);
  to.margin[i] = worst ? relative_margin(*worst) : unknown;
  to.tightest[i] = worst ? double(to.index_of(worst->name, to.names)) : -1;
  for (std::size_t k = 0; k < to.wanted.size(); ++k) {
    to.margins[k][i] = unknown;
    for (auto const& c : a.constraints) {
      if (c.name == to.wanted[k]) { to.margins[k][i] = c.margin; }
    }
  }
}

[[nodiscard]] py::dict frontier(py::object const& asked, py::object const& wanted, py::object const& on, double probability, py::kwargs const& given) {
  char const* const f = "frontier";
  auto const& base = need<pipeline_t>({f, "pipeline"}, "a pipeline", asked);
  auto const t = wanted.is_none() ? target_t{} : need<target_t>({f, "target"}, "a target", wanted);
  auto const d = on.is_none() ? deployment_t{} : need<deployment_t>({f, "deployment"}, "a deployment", on);
  if (!(probability > 0 && probability < 1)) { refuse_value({f, "probability"}, ullage::detail::show(probability), "must be in (0, 1)"); }
  auto const g = read_grid(f, given, true);
  py::dict out = columns_of(g);
  auto const columns = add_summary(out, g.points);
  verdicts to{};
  to.quantile = add_column(out, "wait_quantile", g.points);
  to.cost = add_column(out, "cost", g.points);
  to.per_million = add_column(out, "cost_per_million", g.points);
  to.feasible = add_column(out, "feasible", g.points);
  to.margin = add_column(out, "tightest_margin", g.points);
  to.tightest = add_column(out, "tightest", g.points);
  // Which targets there are does not depend on the point.
  run_grid({f, g.axes, 1}, [&](std::size_t) {
    for (auto const& c : assess(at_point(base, g, 0), t, deployed_at(d, g, 0)).constraints) {
      if (c.from == ullage::demand::wanted) { to.wanted.push_back(c.name); }
    }
  });
  for (auto const& name : to.wanted) { to.margins.push_back(add_column(out, ("margin_" + name).c_str(), g.points)); }
  run_grid(g, [&](std::size_t i) {
    auto const a = assess(at_point(base, g, i), t, deployed_at(d, g, i));
    write_summary(columns, i, a.forecast);
    write(to, i, a, probability);
  });
  make_flags(out, {"overloaded", "oscillates", "feasible"});
  auto const numpy = py::module_::import("numpy");
  py::list names;
  for (auto const& name : to.names) { names.append(name); }
  names.append("");
  out["tightest"] = numpy.attr("array")(names)[out["tightest"].attr("astype")("int64")];
  out["unknown"] = to.unknown;
  return out;
}

} // namespace

void bind_frontier(py::module_& m) {
  py::options options;
  options.disable_function_signatures();
  m.def("frontier_columns", &frontier, py::arg("pipeline"), py::arg("target"), py::arg("deployment"), py::arg("probability"),
        "frontier_columns(pipeline: pipeline, target: target | None, deployment: deployment | None, probability: float, **axes: Any) -> dict[str, Any]\n\n"
        "The columns of ullage.frontier, and what could not be priced.");
}

} // namespace ullage_py
