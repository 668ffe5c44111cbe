// SPDX-License-Identifier: MIT
// Forecasts over a grid

#include "module.hpp"
#include "sweep.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace ullage_py {
namespace {

[[nodiscard]] py::dict sweep(py::object const& asked, py::kwargs const& given) {
  auto const& base = need<pipeline_t>({"sweep", "pipeline"}, "a pipeline", asked);
  if (py::len(given) == 0) { throw py::type_error("sweep: give at least one field and its values, such as partitions=range(1, 101)"); }
  std::vector<axis> axes;
  double points = 1;
  for (auto const& [key, values] : given) {
    axes.push_back(read_axis(key.cast<std::string>(), values));
    points *= double(axes.back().size());
  }
  if (points > 1e8) { refuse_value({"sweep", "points"}, ullage::detail::show(points), "must be at most 1e+08; use fewer values"); }
  auto const n = static_cast<std::size_t>(points);
  py::dict out;
  std::size_t after = n;
  for (auto const& a : axes) {
    after /= a.size();
    py::list values;
    for (std::size_t i = 0; i < a.size(); ++i) {
      values.append(a.own ? from_number(a.numbers[i], a.own->kind) : a.name == "scaling" ? py::cast(a.regimes[i].name) : py::cast(a.overrides[i].number));
    }
    auto const numpy = py::module_::import("numpy");
    out[py::str(a.name)] = numpy.attr("tile")(numpy.attr("repeat")(numpy.attr("array")(values), after), n / after / a.size());
  }
  std::vector<double*> columns;
  auto const add = [&](char const* name) {
    py::array_t<double> column(static_cast<py::ssize_t>(n));
    columns.push_back(column.mutable_data());
    out[name] = column;
  };
  for (auto const& s : summaries) { add(s.name); }
  add("overloaded");
  add("oscillates");
  grid_run grid(base, axes, n, columns);
  try {
    grid.run();
  } catch (ullage::evaluation_error const& e) {
    throw ullage::evaluation_error("sweep at " + describe(axes, grid.failed_at()) + ": " + e.what());
  } catch (std::domain_error const& e) {
    throw std::domain_error("sweep at " + describe(axes, grid.failed_at()) + ": " + e.what());
  }
  for (auto const* name : {"overloaded", "oscillates"}) { out[name] = out[name].attr("astype")("bool"); }
  return out;
}

} // namespace

void bind_sweep(py::module_& m) {
  py::options options;
  options.disable_function_signatures();
  m.def("sweep_columns", &sweep, "sweep_columns(pipeline: pipeline, **axes: Any) -> dict[str, numpy.ndarray]\n\nThe columns of ullage.sweep.");
}

} // namespace ullage_py
