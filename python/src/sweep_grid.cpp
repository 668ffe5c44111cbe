// SPDX-License-Identifier: MIT
// The threads of a sweep.

#include "sweep.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace ullage_py {

void grid_run::run() {
  auto const cores = std::max(1U, std::thread::hardware_concurrency());
  auto const count = static_cast<unsigned>(std::min<std::size_t>(cores, (points_ + chunk - 1) / chunk));
  running_ = count;
  std::vector<std::thread> threads;
  bool interrupted = false;
  {
    py::gil_scoped_release const release;
    try {
      for (unsigned i = 0; i < count; ++i) { threads.emplace_back([this] { work(); }); }
    } catch (...) {
      stop_ = true;
      for (auto& t : threads) { t.join(); }
      throw;
    }
    std::unique_lock lock(mutex_);
    while (!done_.wait_for(lock, std::chrono::milliseconds(50), [&] { return running_ == 0; })) {
      lock.unlock();
      {
        py::gil_scoped_acquire const acquire;
        if (!interrupted && PyErr_CheckSignals() != 0) {
          interrupted = true;
          stop_ = true;
        }
      }
      lock.lock();
    }
    lock.unlock();
    for (auto& t : threads) { t.join(); }
  }
  if (interrupted) { throw py::error_already_set(); }
  if (failure_) { std::rethrow_exception(failure_); }
}

void grid_run::work() {
  while (!stop_) {
    auto const from = next_.fetch_add(chunk);
    if (from >= limit_) { break; }
    // Points before one that has failed are still tried: the first failure is the one to report.
    for (auto i = from; i < from + chunk && i < limit_ && !stop_; ++i) {
      try {
        one(i);
      } catch (...) {
        std::scoped_lock const lock(mutex_);
        if (!failure_ || i < failed_at_) {
          failure_ = std::current_exception();
          failed_at_ = i;
          limit_ = i;
        }
      }
    }
  }
  std::scoped_lock const lock(mutex_);
  if (--running_ == 0) { done_.notify_one(); }
}

void grid_run::one(std::size_t i) {
  auto const f = ullage::forecast(at_point(base_, axes_, i));
  std::size_t k = 0;
  for (auto const& s : summaries) { columns_[k++][i] = s.get(f); }
  columns_[k++][i] = f.overloaded ? 1 : 0;
  columns_[k][i] = f.oscillates ? 1 : 0;
}

} // namespace ullage_py
