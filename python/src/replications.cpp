// SPDX-License-Identifier: MIT
#include "replications.hpp"

#include "interruptible.hpp"

#include <ullage/simulate_parallel.hpp>

#include <atomic>

namespace ullage_py {

ullage::simulation_result run_replications(ullage::pipeline<double> const& p, ullage::simulation_options const& options,
                                           py::object const& progress) {
  std::atomic<double> done = 0; // told from whichever thread has finished a replication
  double told = -1;
  py::object once = py::none();
  if (!progress.is_none()) {
    once = py::cpp_function([&progress, &told](double share) -> py::object {
      if (share == told) { return py::none(); }
      told = share;
      return progress(share);
    });
  }
  auto out = interruptible(once, [&](auto const& tick) {
    return simulate_parallel(p, options, 0, [&](double share) {
      done.store(share, std::memory_order_relaxed);
      return tick(share);
    });
  });
  if (!once.is_none()) { once(out.interrupted ? done.load() : 1.0); }
  return out;
}

} // namespace ullage_py
