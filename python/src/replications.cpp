// SPDX-License-Identifier: MIT
#include "replications.hpp"

#include <ullage/simulate_parallel.hpp>

#include <atomic>
#include <chrono>
#include <future>

namespace ullage_py {

ullage::simulation_result run_replications(ullage::pipeline<double> const& p, ullage::simulation_options const& options,
                                           py::object const& progress) {
  using namespace std::chrono_literals;
  std::atomic<double> done = 0;
  std::atomic<bool> stop = false;
  bool raised = false;
  double told = -1;
  auto const tell = [&](double share) {
    if (progress.is_none() || raised || share == told) { return; }
    told = share;
    try {
      py::object const answer = progress(share);
      if (!answer.is_none() && !py::bool_(answer)) { stop = true; }
    } catch (py::error_already_set& e) {
      e.restore();
      raised = true;
      stop = true;
    }
  };
  ullage::simulation_result out;
  {
    py::gil_scoped_release const release;
    // Where no thread can be started the work is done by get.
    auto work = std::async(std::launch::async | std::launch::deferred, [&] {
      return simulate_parallel(p, options, 0, [&](double share) {
        done.store(share, std::memory_order_relaxed);
        return !stop.load(std::memory_order_relaxed);
      });
    });
    while (work.wait_for(50ms) == std::future_status::timeout) {
      py::gil_scoped_acquire const acquire;
      if (raised) { continue; }
      if (PyErr_CheckSignals() != 0) {
        raised = true;
        stop = true;
        continue;
      }
      tell(done);
    }
    if (raised) {
      work.wait(); // the error of Python is the one that is told
    } else {
      out = work.get();
    }
  }
  tell(out.interrupted ? done.load() : 1.0);
  if (raised) { throw py::error_already_set(); }
  return out;
}

} // namespace ullage_py
