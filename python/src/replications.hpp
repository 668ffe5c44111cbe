// SPDX-License-Identifier: MIT
#pragma once
// Replications of a simulation on all cores.

#include <ullage/simulate.hpp>

#include <pybind11/pybind11.h>

namespace ullage_py {

namespace py = pybind11;

/// Runs every replication with the GIL released. Asks Python now and then whether to go on, and tells `progress`
/// (a callable or None) the share that is done; a false answer stops, what was done until then counts.
[[nodiscard]] ullage::simulation_result run_replications(ullage::pipeline<double> const& p, ullage::simulation_options const& options,
                                                         py::object const& progress);

} // namespace ullage_py
