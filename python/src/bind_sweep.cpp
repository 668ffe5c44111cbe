// SPDX-License-Identifier: MIT
// Forecasts over a grid

#include "module.hpp"
#include "sweep.hpp"

namespace ullage_py {
namespace {

[[nodiscard]] py::dict sweep(py::object const& asked, py::kwargs const& given) {
  auto const& base = need<pipeline_t>({"sweep", "pipeline"}, "a pipeline", asked);
  auto const g = read_grid("sweep", given, false);
  py::dict out = columns_of(g);
  auto const columns = add_summary(out, g.points);
  run_grid(g, [&](std::size_t i) { write_summary(columns, i, ullage::forecast(at_point(base, g, i))); });
  make_flags(out, {"overloaded", "oscillates"});
  return out;
}

} // namespace

void bind_sweep(py::module_& m) {
  py::options options;
  options.disable_function_signatures();
  m.def("sweep_columns", &sweep, "sweep_columns(pipeline: pipeline, **axes: Any) -> dict[str, numpy.ndarray]\n\nThe columns of ullage.sweep.");
}

} // namespace ullage_py
