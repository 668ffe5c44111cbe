// SPDX-License-Identifier: MIT
#include "module.hpp"

PYBIND11_MODULE(_core, m) {
  m.doc() = "What happens to a queue drained by functions, and how big it must be. Times are in seconds.";
  ullage_py::bind_version(m);
  ullage_py::bind_errors(m);
  ullage_py::bind_throughput(m);
  ullage_py::bind_arrivals(m);
  ullage_py::bind_shapes(m);
  ullage_py::bind_counts(m);
  ullage_py::bind_rules(m);
  ullage_py::bind_down(m);
  ullage_py::bind_regime(m);
  ullage_py::bind_presets(m);
  ullage_py::bind_pipeline(m);
  ullage_py::bind_forecast(m);
  ullage_py::bind_sweep(m);
  ullage_py::bind_target(m);
  ullage_py::bind_plan(m);
}
