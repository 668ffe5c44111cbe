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
  ullage_py::bind_producer(m);
  ullage_py::bind_murmur2(m);
  ullage_py::bind_packing(m);
  ullage_py::bind_skew(m);
  ullage_py::bind_hottest(m);
  ullage_py::bind_batching(m);
  ullage_py::bind_retry(m);
  ullage_py::bind_cold_start(m);
  ullage_py::bind_breakdown(m);
  ullage_py::bind_pipeline(m);
  ullage_py::bind_chance(m);
  ullage_py::bind_forecast(m);
  ullage_py::bind_sweep(m);
  ullage_py::bind_target(m);
  ullage_py::bind_plan(m);
  ullage_py::bind_queue_base(m);
  ullage_py::bind_objective(m);
  ullage_py::bind_solve(m);
  ullage_py::bind_erlang(m);
  ullage_py::bind_memoryless(m);
  ullage_py::bind_deterministic(m);
  ullage_py::bind_service(m);
  ullage_py::bind_mg1(m);
  ullage_py::bind_phases(m);
  ullage_py::bind_mapph1(m);
  ullage_py::bind_bulk(m);
  ullage_py::bind_size_batches(m);
  ullage_py::bind_limited(m);
  ullage_py::bind_gg1(m);
  ullage_py::bind_approximations(m);
  ullage_py::bind_staffing(m);
  ullage_py::bind_offered_load(m);
  ullage_py::bind_time_varying(m);
  ullage_py::bind_transient(m);
  ullage_py::bind_drain(m);
  ullage_py::bind_lag_path(m);
  ullage_py::bind_simulate(m);
}
