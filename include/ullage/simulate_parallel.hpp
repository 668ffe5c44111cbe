// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The replications of a simulation on all cores.

#include <ullage/concepts.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/simulate.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace ullage {

/// The same result as simulate(p, options, progress), bit by bit, from several threads.
/// @param threads at most so many; 0: as many as the machine has
/// @param progress called from the threads, one at a time; false stops all of them
/// @throws std::domain_error, evaluation_error as simulate; what progress throws
template <Real T, class Progress>
[[nodiscard]] simulation_result simulate_parallel(pipeline<T> const& p, simulation_options const& options, unsigned threads, Progress const& progress) {
  static_cast<void>(detail::sim_setup(detail::in_double(p), options)); // refuses before a thread begins
  auto const n = static_cast<std::size_t>(options.replications);
  std::size_t const wanted = threads == 0 ? std::thread::hardware_concurrency() : threads;
  std::size_t const workers = wanted < 1 ? 1 : wanted < n ? wanted : n;
  std::vector<simulation_run> runs(n);
  std::vector<char> ran(n, 0);
  std::vector<double> done(n, 0.0);
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};
  std::mutex guard;
  std::exception_ptr error;
  double shown = 0;
  auto const tell = [&](std::size_t i, double share) {
    if (stop) { return false; }
    std::scoped_lock const lock(guard);
    shown += share - done[i];
    done[i] = share;
    if (!progress(shown / static_cast<double>(n))) { stop = true; }
    return !stop;
  };
  auto const work = [&] {
    try {
      for (std::size_t i = next++; i < n && !stop; i = next++) {
        runs[i] = simulate_once(p, options, static_cast<long long>(i), [&](double share) { return tell(i, share); });
        ran[i] = 1;
        if (!runs[i].interrupted && !tell(i, 1)) { break; }
      }
    } catch (...) {
      stop = true;
      std::scoped_lock const lock(guard);
      if (!error) { error = std::current_exception(); }
    }
  };
  {
    std::vector<std::thread> all;
    try {
      for (std::size_t k = 1; k < workers; ++k) { all.emplace_back(work); }
    } catch (std::system_error const&) { // fewer threads do as well
    }
    work();
    for (auto& t : all) { t.join(); }
  }
  if (error) { std::rethrow_exception(error); }
  std::vector<simulation_run> kept;
  for (std::size_t i = 0; i < n; ++i) {
    if (ran[i] != 0) { kept.push_back(std::move(runs[i])); }
  }
  return summarize(p, options, std::move(kept));
}
template <Real T> [[nodiscard]] simulation_result simulate_parallel(pipeline<T> const& p, simulation_options const& options = {}, unsigned threads = 0) {
  return simulate_parallel(p, options, threads, [](double) { return true; });
}

} // namespace ullage
