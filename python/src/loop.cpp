// SPDX-License-Identifier: MIT
#include "loop.hpp"

#include <ullage/errors.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

namespace ullage_py {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t trial = 64;      ///< elements that are timed before threads are started
constexpr double worth_threads = 2e-3; ///< seconds of work left
constexpr double pause = 0.05;         ///< seconds between two looks for Ctrl-C

[[nodiscard]] double seconds_since(clock::time_point t) { return std::chrono::duration<double>(clock::now() - t).count(); }

class shared_loop {
public:
  shared_loop(std::size_t from, std::size_t size, std::size_t chunk, stretch const& some)
      : next_(from), limit_(size), chunk_(chunk), some_(some) {}

  /// Takes one chunk; false when there is none left.
  bool step() {
    auto const from = next_.fetch_add(chunk_);
    std::size_t const limit = limit_;
    if (from >= limit) { return false; }
    std::size_t i = from;
    try {
      some_(i, std::min(from + chunk_, limit));
    } catch (...) {
      std::scoped_lock const lock(mutex_);
      if (!failure_ || i < failed_at_) {
        failure_ = std::current_exception();
        failed_at_ = i;
        limit_ = i; // elements before it are still tried
      }
    }
    return true;
  }
  void stop() { limit_ = 0; }
  [[nodiscard]] std::exception_ptr const& failure() const { return failure_; }
  [[nodiscard]] std::size_t failed_at() const { return failed_at_; }

private:
  std::atomic<std::size_t> next_;
  std::atomic<std::size_t> limit_;
  std::size_t chunk_;
  stretch const& some_;
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::size_t failed_at_ = 0;
};

/// Runs a loop on the calling thread and helpers. @returns false when Python wants to stop
[[nodiscard]] bool run(shared_loop& loop, unsigned helpers) {
  std::vector<std::thread> threads;
  try {
    for (unsigned k = 0; k < helpers; ++k) {
      threads.emplace_back([&loop] {
        while (loop.step()) {}
      });
    }
  } catch (std::system_error const&) {
    // Fewer threads than wanted: the loop ends all the same.
  }
  bool go_on = true;
  auto asked = clock::now();
  while (loop.step()) {
    if (seconds_since(asked) < pause) { continue; }
    py::gil_scoped_acquire const acquire;
    if (PyErr_CheckSignals() != 0) {
      go_on = false;
      loop.stop();
      break;
    }
    asked = clock::now();
  }
  for (auto& t : threads) { t.join(); }
  return go_on;
}

} // namespace

std::string index_text(extents const& shape, std::size_t i) {
  std::string out;
  for (auto k = shape.size(); k-- > 0;) {
    auto const width = static_cast<std::size_t>(shape[k]);
    out = std::to_string(i % width) + (out.empty() ? "" : ", ") + out;
    i /= width;
  }
  return "[" + out + "]";
}

void run_all(std::size_t size, extents const& shape, stretch const& some) {
  std::exception_ptr failure;
  std::size_t failed_at = 0;
  bool go_on = true;
  {
    py::gil_scoped_release const release;
    auto const begun = clock::now();
    std::size_t const first = std::min(size, trial);
    shared_loop start(0, first, first, some);
    if (first > 0) { start.step(); }
    failure = start.failure();
    failed_at = start.failed_at();
    if (!failure && first < size) {
      double const each = seconds_since(begun) / static_cast<double>(first);
      bool const many = each * static_cast<double>(size - first) > worth_threads;
      auto const chunk = static_cast<std::size_t>(std::clamp(worth_threads / (each + 1e-9), 1.0, 4096.0));
      shared_loop rest(first, size, chunk, some);
      go_on = run(rest, many ? std::max(1U, std::thread::hardware_concurrency()) - 1 : 0);
      failure = rest.failure();
      failed_at = rest.failed_at();
    }
  }
  if (!go_on) { throw py::error_already_set(); }
  if (!failure) { return; }
  try {
    std::rethrow_exception(failure);
  } catch (ullage::unstable_error const& e) {
    throw ullage::unstable_error(e.what() + (", at " + index_text(shape, failed_at)));
  } catch (std::domain_error const& e) {
    throw std::domain_error(e.what() + (", at " + index_text(shape, failed_at)));
  } catch (ullage::evaluation_error const& e) {
    throw ullage::evaluation_error(e.what() + (", at " + index_text(shape, failed_at)));
  }
}

} // namespace ullage_py
