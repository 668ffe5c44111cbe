// SPDX-License-Identifier: MIT
// The threads of a sweep.

#include "sweep.hpp"

#include <ullage/errors.hpp>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ullage_py {
namespace {

/// The first failure in the order of the points is kept.
class grid_run {
public:
  grid_run(std::size_t points, std::function<void(std::size_t)> const& point) : points_(points), point_(point), limit_(points) {}

  /// Runs with the GIL released; asks Python now and then whether to go on.
  void run();
  [[nodiscard]] std::size_t failed_at() const { return failed_at_; }

private:
  static constexpr std::size_t chunk = 16;

  void work();

  std::size_t points_;
  std::function<void(std::size_t)> const& point_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> limit_; ///< first point that need not be tried
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable done_;
  unsigned running_ = 0;
  std::exception_ptr failure_;
  std::size_t failed_at_ = 0;
};

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
        point_(i);
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

} // namespace

void run_grid(grid const& g, std::function<void(std::size_t)> const& point) {
  grid_run run(g.points, point);
  auto const where = [&] { return std::string(g.function) + " at " + describe(g, run.failed_at()) + ": "; };
  try {
    run.run();
  } catch (ullage::unstable_error const& e) {
    throw ullage::unstable_error(where() + e.what());
  } catch (ullage::evaluation_error const& e) {
    throw ullage::evaluation_error(where() + e.what());
  } catch (std::domain_error const& e) {
    throw std::domain_error(where() + e.what());
  }
}

double* add_column(py::dict& table, char const* name, std::size_t points) {
  py::array_t<double> column(static_cast<py::ssize_t>(points));
  table[name] = column;
  return column.mutable_data();
}

std::vector<double*> add_summary(py::dict& table, std::size_t points) {
  std::vector<double*> out;
  for (auto const& s : summaries) { out.push_back(add_column(table, s.name, points)); }
  for (auto const* name : {"overloaded", "oscillates"}) { out.push_back(add_column(table, name, points)); }
  return out;
}

void write_summary(std::vector<double*> const& columns, std::size_t point, forecast_t const& f) {
  std::size_t k = 0;
  for (auto const& s : summaries) { columns[k++][point] = s.get(f); }
  columns[k++][point] = f.overloaded ? 1 : 0;
  columns[k][point] = f.oscillates ? 1 : 0;
}

void make_flags(py::dict& table, std::vector<char const*> const& names) {
  for (auto const* name : names) { table[name] = table[name].attr("astype")("bool"); }
}

} // namespace ullage_py
