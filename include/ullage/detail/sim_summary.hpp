// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// From replications to means, intervals, bands and one curve.

#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/sim_record.hpp>
#include <ullage/detail/sim_student.hpp>
#include <ullage/forecast.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace ullage {

/// The mean of a figure over replications, and an interval that holds its expectation with the confidence asked for.
struct confidence_interval {
  double mean = 0;
  double low = 0;
  double high = 0;
  double deviation = 0; ///< standard deviation of a single replication
  friend bool operator==(confidence_interval const&, confidence_interval const&) = default;
};

/// @returns true when a value lies within the interval
[[nodiscard]] inline bool contains(confidence_interval const& x, double value) { return x.low <= value && value <= x.high; }
/// @returns half of the width of the interval
[[nodiscard]] inline double half_width(confidence_interval const& x) { return x.high - x.low < std::numeric_limits<double>::infinity() ? (x.high - x.low) / 2 : std::numeric_limits<double>::infinity(); }

/// The replications at one instant.
struct simulation_band {
  double time = 0;
  double lag = 0;        ///< mean
  double lag_low = 0;    ///< quantiles over the replications
  double lag_high = 0;
  double offset_lag = 0; ///< mean of the records that arrived and are not done
  double arrived = 0;    ///< mean
  double consumers = 0;  ///< mean
  double busy = 0;       ///< mean of the invocations under way
  friend bool operator==(simulation_band const&, simulation_band const&) = default;
};

namespace detail {

/// Student's interval. Infinite values make the mean infinite; the interval then begins at the smallest value.
[[nodiscard]] inline confidence_interval interval_of(std::vector<double> const& x, double confidence) {
  double const infinity = std::numeric_limits<double>::infinity();
  confidence_interval out;
  double const n = static_cast<double>(x.size());
  if (x.empty()) { return {0, 0, infinity, 0}; }
  double least = x[0];
  double sum = 0;
  for (double const v : x) {
    least = v < least ? v : least;
    sum += v / n;
  }
  out.mean = sum;
  if (!(sum < infinity)) { return {infinity, least, infinity, infinity}; }
  double squares = 0;
  for (double const v : x) { squares += (v - sum) * (v - sum); }
  if (x.size() == 1) { return {sum, 0, infinity, 0}; }
  out.deviation = std::sqrt(squares / (n - 1));
  double const half = out.deviation > 0 ? student_quantile(confidence, static_cast<int>(x.size()) - 1) * out.deviation / std::sqrt(n) : 0;
  out.low = sum - half;
  out.high = sum + half;
  return out;
}

/// The value below which a share p of sorted values lies, linear between them.
[[nodiscard]] inline double sorted_quantile(std::vector<double> const& x, double p) {
  double const at = p * static_cast<double>(x.size() - 1);
  auto const i = static_cast<std::size_t>(at);
  if (i + 1 >= x.size()) { return x.back(); }
  return x[i] + (x[i + 1] - x[i]) * (at - static_cast<double>(i));
}

/// The state of a replication at a multiple of a step; after its end nothing changes.
[[nodiscard]] inline simulation_sample sample_at(simulation_run const& run, std::size_t i, double step) {
  auto const k = static_cast<std::size_t>(std::llround(step / run.grid_step)) * i;
  return k < run.grid.size() ? run.grid[k] : run.grid.back();
}

/// Mean and quantiles over the replications on the coarsest of their grids.
[[nodiscard]] inline std::vector<simulation_band> bands_of(std::vector<simulation_run> const& runs, double share) {
  std::vector<simulation_band> out;
  if (runs.empty()) { return out; }
  double step = 0;
  for (auto const& r : runs) { step = r.grid_step > step ? r.grid_step : step; }
  std::size_t points = 1;
  for (auto const& r : runs) {
    auto const every = static_cast<std::size_t>(std::llround(step / r.grid_step));
    std::size_t const n = (r.grid.size() - 1 + every - 1) / every + 1;
    points = n > points ? n : points;
  }
  double const n = static_cast<double>(runs.size());
  std::vector<double> lags(runs.size());
  for (std::size_t i = 0; i < points; ++i) {
    simulation_band b{.time = step * static_cast<double>(i)};
    for (std::size_t k = 0; k < runs.size(); ++k) {
      auto const s = sample_at(runs[k], i, step);
      lags[k] = s.lag;
      b.lag += s.lag / n;
      b.offset_lag += (s.arrived - s.completed) / n;
      b.arrived += s.arrived / n;
      b.consumers += s.consumers / n;
      b.busy += s.busy / n;
    }
    heap_sort(lags, [](double x, double y) { return x < y; });
    b.lag_low = sorted_quantile(lags, (1 - share) / 2);
    b.lag_high = sorted_quantile(lags, (1 + share) / 2);
    out.push_back(b);
  }
  return out;
}

/// The means over time as a trajectory: between two points of the grid everything is linear.
[[nodiscard]] inline trajectory<double> path_of(pipeline<double> const& p, std::vector<simulation_band> const& bands, double horizon) {
  trajectory<double> out;
  auto const model = consumer_model(p);
  out.service_time = model.service_time;
  out.initial_lag = p.initial_lag;
  out.initial_lag_age = p.initial_lag_age;
  bool const open = !(horizon < std::numeric_limits<double>::infinity());
  if (!open) { out.end = horizon; }
  for (std::size_t i = 0; i < bands.size(); ++i) {
    auto const& b = bands[i];
    bool const last = i + 1 == bands.size();
    if (last && i > 0 && !open) { break; }
    segment<double> s{.start = b.time, .arrived = b.arrived, .lag = b.lag};
    if (i == 0 && b.arrived > p.initial_lag) { s.burst = b.arrived - p.initial_lag; }
    s.waiting = b.lag > 0;
    if (!last) {
      auto const& next = bands[i + 1];
      double const length = (!open && i + 2 == bands.size() ? horizon : next.time) - b.time;
      double const started = (next.arrived - next.lag) - (b.arrived - b.lag);
      s.arrival_rate = (next.arrived - b.arrived) / length;
      s.start_rate = started > 0 ? started / length : 0;
      s.waiting = s.waiting || next.lag > 0;
      if (!s.waiting) { s.start_rate = s.arrival_rate; }
    }
    s.consumers = b.consumers;
    s.capacity = capacity(model, b.consumers);
    out.segments.push_back(s);
  }
  return out;
}

/// The waits of all replications together, one cell to a bucket; as many records as one replication has.
[[nodiscard]] inline wait_distribution<double> waits_of(std::vector<simulation_run> const& runs, time_histogram const& all) {
  wait_distribution<double> out;
  double const infinity = std::numeric_limits<double>::infinity();
  double const n = static_cast<double>(runs.size());
  out.immediate = all.at_zero() / n;
  out.records = all.records() / n;
  all.for_each([&](double low, double high, double count) {
    out.cells.push_back({count / n, 0, infinity, 0, low, count / n / (high - low), 0, low, high});
  });
  for (auto const& r : runs) {
    out.total_wait += r.total_wait / n;
    out.censored += r.censored / n;
    if (r.stuck) { out.never += r.lag / n; }
  }
  out.records += out.never;
  if (out.never > 0) { out.total_wait = infinity; }
  return out;
}

} // namespace detail
} // namespace ullage
