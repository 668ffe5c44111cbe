// SPDX-License-Identifier: MIT
#pragma once
// A grid of pipelines, and what is computed at its points on all cores.

#include "forecast.hpp"
#include "pipeline.hpp"
#include "regime.hpp"

#include <ullage/deployment.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace ullage_py {

using deployment_t = ullage::deployment<double>;

/// The fields of a deployment that may vary: they change limits and the bill, not what happens to a record.
inline constexpr field<deployment_t> deployment_axes[] = {
    field_of<&deployment_t::memory_mb>("memory_mb", edge::number, "Of the function [MB]."),
    field_of<&deployment_t::function_timeout>("function_timeout", edge::time, "Of the function [s]."),
    field_of<&deployment_t::ephemeral_mb>("ephemeral_mb", edge::number, "/tmp of an environment [MB]."),
    field_of<&deployment_t::payload_overhead>("payload_overhead", edge::bytes, "Of the payload for each record [bytes]."),
    field_of<&deployment_t::group_mappings>("group_mappings", edge::number, "Mappings that share pollers."),
    field_of<&deployment_t::group_pollers>("group_pollers", edge::number, "Minimum pollers of the others."),
    field_of<&deployment_t::fan_out>("fan_out", edge::number, "Consumer groups that read the topic."),
    field_of<&deployment_t::repeats_every>("repeats_every", edge::time, "The load comes once in so long [s]."),
    field_of<&deployment_t::hours_per_month>("hours_per_month", edge::number, "Hours of a month."),
    field_of<&deployment_t::provisioned_concurrency>("provisioned_concurrency", edge::number, "Environments that are kept ready."),
    field_of<&deployment_t::cross_zone_share>("cross_zone_share", edge::number, "Of the bytes to and from the brokers."),
};

/// One field that varies: a number of the pipeline, of its regime or of what it runs on, or the regime itself.
struct axis {
  std::string name;
  field<pipeline_t> const* own = nullptr;
  field<deployment_t> const* on = nullptr;
  std::vector<double> numbers;   ///< fields of the pipeline or of the deployment
  std::vector<regime_t> regimes; ///< name "scaling"
  std::vector<regime_override> overrides;

  [[nodiscard]] std::size_t size() const { return own || on ? numbers.size() : name == "scaling" ? regimes.size() : overrides.size(); }
};

/// A grid over some fields; the last one varies fastest.
struct grid {
  char const* function;
  std::vector<axis> axes;
  std::size_t points;
};

/// @param deployed whether fields of the deployment may vary too
[[nodiscard]] grid read_grid(char const* function, py::kwargs const& given, bool deployed);
/// The axes as columns by name.
[[nodiscard]] py::dict columns_of(grid const& g);
/// The pipeline at a point of the grid.
[[nodiscard]] pipeline_t at_point(pipeline_t const& base, grid const& g, std::size_t point);
/// What it runs on there.
[[nodiscard]] deployment_t deployed_at(deployment_t const& base, grid const& g, std::size_t point);
/// The values of the axes at a point, for messages.
[[nodiscard]] std::string describe(grid const& g, std::size_t point);

/// Computes every point by threads that take chunks. The first failure in the order of the points is
/// thrown again with the values of its axes.
void run_grid(grid const& g, std::function<void(std::size_t)> const& point);

/// A column of the table; where its values are written.
[[nodiscard]] double* add_column(py::dict& table, char const* name, std::size_t points);
/// The summary of a forecast: its columns, and what a point writes there.
[[nodiscard]] std::vector<double*> add_summary(py::dict& table, std::size_t points);
void write_summary(std::vector<double*> const& columns, std::size_t point, forecast_t const& f);
/// Columns of 0 and 1 become bool.
void make_flags(py::dict& table, std::vector<char const*> const& names);

} // namespace ullage_py
