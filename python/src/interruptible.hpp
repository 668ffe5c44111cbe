// SPDX-License-Identifier: MIT
#pragma once
// Long work that Python can watch and stop.

#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <future>

namespace ullage_py {

namespace py = pybind11;

/// Runs work(tick) on another thread with the GIL released. Asks Python now and then whether to go on, and tells `progress`
/// (a callable or None) the share that is done; after a false answer tick says false. An error of Python is the one that is
/// told.
template <class Work> [[nodiscard]] auto interruptible(py::object const& progress, Work const& work) {
  using namespace std::chrono_literals;
  std::atomic<double> done = 0;
  std::atomic<bool> stop = false;
  bool raised = false;
  auto const tell = [&](double share) {
    if (progress.is_none() || raised) { return; }
    try {
      py::object const answer = progress(share);
      if (!answer.is_none() && !py::bool_(answer)) { stop = true; }
    } catch (py::error_already_set& e) {
      e.restore();
      raised = true;
      stop = true;
    }
  };
  decltype(work([](double) { return true; })) out;
  {
    py::gil_scoped_release const release;
    // Where no thread can be started the work is done by get.
    auto run = std::async(std::launch::async | std::launch::deferred, [&] {
      return work([&](double share) {
        done.store(share, std::memory_order_relaxed);
        return !stop.load(std::memory_order_relaxed);
      });
    });
    while (run.wait_for(50ms) == std::future_status::timeout) {
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
      run.wait(); // its own error, if any, gives way to that of Python
    } else {
      out = run.get();
    }
  }
  if (raised) { throw py::error_already_set(); }
  return out;
}

} // namespace ullage_py
