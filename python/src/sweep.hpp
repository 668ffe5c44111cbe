// SPDX-License-Identifier: MIT
#pragma once
// A grid of pipelines, and its forecasts on all cores.

#include "forecast.hpp"
#include "pipeline.hpp"
#include "regime.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <string>
#include <vector>

namespace ullage_py {

/// One field that varies: a number of the pipeline or of its regime, or the regime itself.
struct axis {
  std::string name;
  field<pipeline_t> const* own = nullptr;
  std::vector<double> numbers;   ///< fields of the pipeline
  std::vector<regime_t> regimes; ///< name "scaling"
  std::vector<regime_override> overrides;

  [[nodiscard]] std::size_t size() const { return own ? numbers.size() : name == "scaling" ? regimes.size() : overrides.size(); }
};

[[nodiscard]] axis read_axis(std::string const& name, py::handle values);
/// The pipeline at a point of the grid; the last axis varies fastest.
[[nodiscard]] pipeline_t at_point(pipeline_t const& base, std::vector<axis> const& axes, std::size_t point);
/// The values of the axes at a point, for messages.
[[nodiscard]] std::string describe(std::vector<axis> const& axes, std::size_t point);

/// Every point by threads that take chunks; the first failure in the order of the points is kept.
class grid_run {
public:
  grid_run(pipeline_t const& base, std::vector<axis> const& axes, std::size_t points, std::vector<double*> columns)
      : base_(base), axes_(axes), points_(points), columns_(std::move(columns)), limit_(points) {}

  /// Runs with the GIL released; asks Python now and then whether to go on.
  void run();
  [[nodiscard]] std::size_t failed_at() const { return failed_at_; }

private:
  static constexpr std::size_t chunk = 16;

  void work();
  void one(std::size_t i);

  pipeline_t const& base_;
  std::vector<axis> const& axes_;
  std::size_t points_;
  std::vector<double*> columns_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> limit_; ///< first point that need not be tried
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable done_;
  unsigned running_ = 0;
  std::exception_ptr failure_;
  std::size_t failed_at_ = 0;
};

} // namespace ullage_py
