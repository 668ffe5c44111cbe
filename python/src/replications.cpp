// SPDX-License-Identifier: MIT
#include "replications.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace ullage_py {
namespace {

using namespace std::chrono_literals;

/// The replications that the threads share.
class replication_pool {
public:
  replication_pool(ullage::pipeline<double> const& p, ullage::simulation_options const& options)
      : pipeline_(p), options_(options), shares_(static_cast<std::size_t>(options.replications)) {}

  /// Works until no replication is left. Called by each thread.
  void work() {
    for (;;) {
      int const i = next_.fetch_add(1);
      if (i >= options_.replications || stop_) { break; }
      try {
        auto& share = shares_[static_cast<std::size_t>(i)];
        auto run = simulate_once(pipeline_, options_, i, [&](double done) {
          share.store(done, std::memory_order_relaxed);
          return !stop_.load(std::memory_order_relaxed);
        });
        share = 1.0;
        std::scoped_lock const lock(mutex_);
        runs_.push_back(std::move(run));
      } catch (...) {
        std::scoped_lock const lock(mutex_);
        if (!failure_) { failure_ = std::current_exception(); }
        stop_ = true;
      }
    }
    std::scoped_lock const lock(mutex_);
    ++idle_;
    all_idle_.notify_all();
  }

  /// Waits a moment. @returns true when all of so many threads have nothing left to do
  [[nodiscard]] bool wait(int threads) {
    std::unique_lock lock(mutex_);
    return all_idle_.wait_for(lock, 50ms, [&] { return idle_ >= threads; });
  }
  void stop() { stop_ = true; }
  [[nodiscard]] double done() const {
    double sum = 0;
    for (auto const& s : shares_) { sum += s.load(std::memory_order_relaxed); }
    return sum / static_cast<double>(shares_.size());
  }
  [[nodiscard]] std::vector<ullage::simulation_run> take() {
    if (failure_) { std::rethrow_exception(failure_); }
    return std::move(runs_);
  }

private:
  ullage::pipeline<double> const& pipeline_;
  ullage::simulation_options const& options_;
  std::vector<std::atomic<double>> shares_;
  std::vector<ullage::simulation_run> runs_;
  std::mutex mutex_;
  std::condition_variable all_idle_;
  std::exception_ptr failure_;
  std::atomic<int> next_ = 0;
  std::atomic<bool> stop_ = false;
  int idle_ = 0;
};

} // namespace

ullage::simulation_result run_replications(ullage::pipeline<double> const& p, ullage::simulation_options const& options,
                                           py::object const& progress) {
  static_cast<void>(ullage::detail::sim_setup(p, options)); // refuses what cannot be run, before any thread begins
  replication_pool pool(p, options);
  bool const tells = !progress.is_none();
  bool raised = false;
  {
    py::gil_scoped_release const release;
    unsigned const cores = std::thread::hardware_concurrency();
    auto const wanted = static_cast<unsigned>(options.replications);
    std::vector<std::thread> threads;
    try {
      for (unsigned k = 0; k < (wanted < cores ? wanted : cores > 0 ? cores : 1); ++k) { threads.emplace_back([&pool] { pool.work(); }); }
    } catch (std::system_error const&) {
      // Fewer threads than wanted.
    }
    if (threads.empty()) { pool.work(); }
    double told = -1;
    auto const tell = [&](double done) {
      if (!tells || raised || done == told) { return; }
      told = done;
      try {
        py::object const answer = progress(done);
        if (!answer.is_none() && !py::bool_(answer)) { pool.stop(); }
      } catch (py::error_already_set& e) {
        e.restore();
        raised = true;
        pool.stop();
      }
    };
    while (!pool.wait(static_cast<int>(threads.size()))) {
      py::gil_scoped_acquire const acquire;
      if (raised) { continue; }
      if (PyErr_CheckSignals() != 0) {
        raised = true;
        pool.stop();
        continue;
      }
      tell(pool.done());
    }
    for (auto& t : threads) { t.join(); }
    py::gil_scoped_acquire const acquire;
    tell(pool.done());
  }
  if (raised) { throw py::error_already_set(); }
  auto runs = pool.take();
  if (runs.empty()) { // stopped before the first replication began
    runs.push_back(simulate_once(p, options, 0, [](double) { return false; }));
  }
  py::gil_scoped_release const release;
  return summarize(p, options, std::move(runs));
}

} // namespace ullage_py
