// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What one simulated replication leaves behind, and how it is gathered: sums, extremes, a histogram of the
/// waits and samples on a grid of times. The memory does not grow with the records.

#include <ullage/detail/sim_histogram.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace ullage {

/// The state at an instant of a simulation.
struct simulation_sample {
  double lag = 0;       ///< records that arrived and have not started
  double arrived = 0;   ///< records so far, the initial lag included
  double completed = 0; ///< records that are done or given up
  double consumers = 0;
  double busy = 0;      ///< invocations under way
  friend bool operator==(simulation_sample const&, simulation_sample const&) = default;
};

/// What one replication showed. Times in seconds from the start of the run, infinity for "not before its end".
struct simulation_run {
  long long replication = 0;
  bool interrupted = false;     ///< stopped by the caller: everything below is up to `end`
  double end = 0;               ///< time up to which the system was followed
  double arrived = 0;           ///< records, the initial lag included
  double started = 0;           ///< records whose first invocation began
  double completed = 0;         ///< records that were processed
  double discarded = 0;         ///< records given up: too old, or out of attempts
  double expired = 0;           ///< of these, those that were too old before they started
  double lag = 0;               ///< records that wait at the end: arrived - started - expired
  double invocations = 0;       ///< attempts of any batch that began
  double failures = 0;          ///< of these, those that failed
  double batches = 0;           ///< batches that were formed
  double cold_starts = 0;
  double interruptions = 0;
  double peak_lag = 0;
  double peak_lag_at = 0;
  double drained_at = 0;
  double peak_offset_lag = 0;   ///< largest number of records that arrived and were not done
  double finished_at = 0;       ///< the last record has begun
  double completed_at = 0;      ///< the last record is done
  double cooled_down_at = 0;    ///< finished, and the consumers are back at the floor
  double max_consumers = 0;
  double consumer_seconds = 0;  ///< until cooled_down_at
  double busy_seconds = 0;      ///< of the invocations [s]
  double lag_seconds = 0;       ///< integral of the lag over time
  double counted = 0;           ///< records that the waits are taken over: those that came after the warm-up
  double total_wait = 0;        ///< of the counted records [s]; those that still wait at the end count with their wait so far
  double censored = 0;          ///< of the counted records, those that still wait at the end
  double max_wait = 0;
  double sojourns = 0;          ///< counted records that were processed
  double total_sojourn = 0;     ///< their time from arrival to completion [s]
  double max_sojourn = 0;
  bool stuck = false;           ///< records wait for ever
  detail::time_histogram waits; ///< of the counted records
  double grid_step = 0;         ///< between two samples [s]
  std::vector<simulation_sample> grid;   ///< at 0, grid_step, ...
  std::vector<double> lane_lag;          ///< per lane, at the end; empty without partitions
  std::vector<double> lane_finished_at;  ///< per lane, when its last record began; 0 where none came
};

namespace detail {

/// Gathers what happens in a replication.
class sim_recorder {
public:
  /// @param unit a usual time [s]
  /// @param warmup records that come before it are not counted [s]
  /// @param step between two samples [s]
  /// @param most samples; the step doubles when they are used up
  /// @param fixed samples: the step never changes
  sim_recorder(double unit, double warmup, double step, std::size_t most, bool fixed) : warmup_(warmup), most_(most), fixed_(fixed) {
    out.waits = time_histogram(unit);
    out.grid_step = step;
    out.grid.reserve(most + 1);
  }

  /// A record begins.
  void wait(double arrived, double now) {
    if (arrived < warmup_ && warmup_ > 0) { return; }
    double const w = now - arrived;
    out.waits.add(w);
    out.counted += 1;
    out.total_wait += w;
    if (w > out.max_wait) { out.max_wait = w; }
  }
  /// A record that still waits at the end.
  void censor(double arrived, double now) {
    if (arrived < warmup_ && warmup_ > 0) { return; }
    wait(arrived, now);
    out.censored += 1;
  }
  [[nodiscard]] bool counts(double arrived) const { return !(warmup_ > 0) || arrived >= warmup_; }

  /// A lag has been reached by an arrival.
  void raise(double lag, double now) {
    if (lag > out.peak_lag) {
      out.peak_lag = lag;
      out.peak_lag_at = now;
      out.drained_at = std::numeric_limits<double>::infinity();
    }
  }
  /// The lag is 0 now.
  void drain(double now) {
    if (out.drained_at > now) { out.drained_at = now; }
  }

  [[nodiscard]] double next_sample() const {
    if (fixed_ && out.grid.size() > most_) { return std::numeric_limits<double>::infinity(); }
    return out.grid_step * static_cast<double>(out.grid.size());
  }
  void sample(simulation_sample const& now) {
    if (!fixed_ && out.grid.size() == most_) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < out.grid.size(); i += 2) { out.grid[kept++] = out.grid[i]; }
      out.grid.resize(kept);
      out.grid_step *= 2;
      // The sample falls on the coarser grid: the number of samples was even.
    }
    out.grid.push_back(now);
  }

  simulation_run out;

private:
  double warmup_;
  std::size_t most_;
  bool fixed_;
};

/// The next of 1, 2, 5, 10, 20, ... at or above a time, so that samples fall on instants that people name.
[[nodiscard]] inline double round_step(double x) {
  double const power = std::pow(10.0, std::floor(std::log10(x)));
  for (double const digit : {1.0, 2.0, 5.0}) {
    if (digit * power >= x * (1 - 1e-9)) { return digit * power; }
  }
  return 10 * power;
}

} // namespace detail
} // namespace ullage
