// SPDX-License-Identifier: MIT
#pragma once
// The binders, in the order in which they are called: a type before what takes it.

#include <pybind11/pybind11.h>

namespace ullage_py {

namespace py = pybind11;

void bind_version(py::module_& m);
void bind_errors(py::module_& m);
void bind_throughput(py::module_& m);
void bind_arrivals(py::module_& m);
void bind_shapes(py::module_& m);
void bind_counts(py::module_& m);
void bind_rules(py::module_& m);
void bind_down(py::module_& m);
void bind_regime(py::module_& m);
void bind_presets(py::module_& m);
void bind_pipeline(py::module_& m);
void bind_forecast(py::module_& m);
void bind_sweep(py::module_& m);
void bind_target(py::module_& m);
void bind_plan(py::module_& m);

} // namespace ullage_py
