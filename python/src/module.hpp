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
void bind_producer(py::module_& m);
void bind_murmur2(py::module_& m);
void bind_packing(py::module_& m);
void bind_skew(py::module_& m);
void bind_hottest(py::module_& m);
void bind_batching(py::module_& m);
void bind_retry(py::module_& m);
void bind_cold_start(py::module_& m);
void bind_breakdown(py::module_& m);
void bind_pipeline(py::module_& m);
void bind_forecast(py::module_& m);
void bind_sweep(py::module_& m);
void bind_target(py::module_& m);
void bind_plan(py::module_& m);
void bind_queue_base(py::module_& m);
void bind_objective(py::module_& m);
void bind_solve(py::module_& m);
void bind_erlang(py::module_& m);
void bind_memoryless(py::module_& m);
void bind_deterministic(py::module_& m);
void bind_service(py::module_& m);
void bind_mg1(py::module_& m);
void bind_phases(py::module_& m);
void bind_mapph1(py::module_& m);
void bind_bulk(py::module_& m);
void bind_size_batches(py::module_& m);
void bind_limited(py::module_& m);
void bind_gg1(py::module_& m);
void bind_approximations(py::module_& m);
void bind_staffing(py::module_& m);
void bind_offered_load(py::module_& m);
void bind_time_varying(py::module_& m);
void bind_transient(py::module_& m);
void bind_drain(py::module_& m);
void bind_lag_path(py::module_& m);
void bind_chance(py::module_& m);
void bind_simulate(py::module_& m);
void bind_pricing(py::module_& m);
void bind_brokers(py::module_& m);
void bind_cost(py::module_& m);
void bind_limits(py::module_& m);
void bind_frontier(py::module_& m);
void bind_posterior(py::module_& m);
void bind_uncertainty(py::module_& m);
void bind_sensitivity(py::module_& m);

} // namespace ullage_py
