// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What happens to a pipeline, record by record: the second opinion beside forecast.hpp, with the chance that
/// a fluid leaves out.

#include <ullage/concepts.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/sim_engine.hpp>
#include <ullage/detail/sim_histogram.hpp>
#include <ullage/detail/sim_lindley.hpp>
#include <ullage/detail/sim_options.hpp>
#include <ullage/detail/sim_pipeline.hpp>
#include <ullage/detail/sim_record.hpp>
#include <ullage/detail/sim_setup.hpp>
#include <ullage/detail/sim_summary.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace ullage {

/// What the replications of a simulation showed together.
struct simulation_result {
  forecast_result<double> forecast = {}; ///< means over the replications; its path runs through the points of `bands`
  long long replications = 0;            ///< that ran to their end
  bool interrupted = false;              ///< stopped by the caller; what was done until then counts
  double confidence = 0;                 ///< of the intervals
  double band = 0;                       ///< share of the replications within the bands
  confidence_interval peak_lag = {};
  confidence_interval peak_lag_at = {};
  confidence_interval drained_at = {};
  confidence_interval drain_time = {};
  confidence_interval finished_at = {};     ///< the last record has begun
  confidence_interval completed_at = {};    ///< the last record is done
  confidence_interval cooled_down_at = {};
  confidence_interval max_wait = {};
  confidence_interval mean_wait = {};
  confidence_interval wait_p50 = {};
  confidence_interval wait_p90 = {};
  confidence_interval wait_p99 = {};
  confidence_interval wait_p999 = {};
  confidence_interval mean_sojourn = {};    ///< arrival to completion, of the records that were processed
  confidence_interval max_sojourn = {};
  confidence_interval peak_offset_lag = {}; ///< most records that arrived and were not done
  confidence_interval mean_lag = {};        ///< over the time that was simulated
  confidence_interval consumer_seconds = {};
  confidence_interval busy_seconds = {};    ///< of the invocations
  confidence_interval invocations = {};
  confidence_interval batch_size = {};      ///< mean records of a batch
  confidence_interval failures = {};        ///< invocations that failed
  confidence_interval cold_starts = {};
  confidence_interval interruptions = {};
  confidence_interval discarded = {};       ///< records given up
  confidence_interval throughput = {};      ///< records processed / time simulated [records/s]
  confidence_interval final_lag = {};       ///< records that wait at the end
  detail::time_histogram waits = {};        ///< of all replications together
  std::vector<simulation_band> bands = {};  ///< over time
  std::vector<double> lane_lag = {};        ///< mean lag of each lane at the end
  std::vector<double> lane_last = {};       ///< share of the replications in which a lane was the last to be empty
};

/// One replication. Pure: the same arguments give the same result on any machine, in any order, on any thread.
///
/// Each record is followed on its own: arrivals by the profile, arrival_scv and producer, owners, batches, windows,
/// services (a + b n) times a factor of mean 1, attempts, starts and interruptions of the pipeline, and the control
/// loop of its regime, which sees the records that wait. With one owner to each lane, batches of one record and
/// nothing else the waits are Lindley's recursion; the lag over time is then counted in steps of half of the mean
/// time between records.
/// @param replication number of the replication, >= 0
/// @param go_on go_on(share done) is asked after every 65,536 records or events; false stops the replication
/// @throws std::domain_error a field is out of range, or arrivals without end and without a horizon
/// @throws evaluation_error more than max_events events
template <Real T, class Progress>
[[nodiscard]] simulation_run simulate_once(pipeline<T> const& p, simulation_options const& options, long long replication, Progress const& go_on) {
  detail::require(replication >= 0, "simulate_once", "replication", static_cast<double>(replication), "must be >= 0");
  detail::sim_setup const setup(detail::in_double(p), options);
  if (detail::is_lindley(setup)) { return detail::simulate_lindley(setup, replication, go_on); }
  return detail::sim_engine(setup, replication).run(go_on);
}
template <Real T> [[nodiscard]] simulation_run simulate_once(pipeline<T> const& p, simulation_options const& options, long long replication) {
  return simulate_once(p, options, replication, [](double) { return true; });
}

/// Replications taken together. Independent of their order; those that were interrupted count only when there
/// are no others.
/// @throws std::domain_error see simulate_once
template <Real T>
[[nodiscard]] simulation_result summarize(pipeline<T> const& pipeline_of_runs, simulation_options const& options, std::vector<simulation_run> runs) {
  auto const p = detail::in_double(pipeline_of_runs);
  detail::sim_setup const setup(p, options);
  double const infinity = std::numeric_limits<double>::infinity();
  simulation_result out;
  std::size_t kept = 0;
  for (auto& r : runs) {
    out.interrupted = out.interrupted || r.interrupted;
    if (r.interrupted) { continue; }
    if (&runs[kept] != &r) { runs[kept] = std::move(r); }
    ++kept;
  }
  out.interrupted = out.interrupted || kept < static_cast<std::size_t>(options.replications);
  out.replications = static_cast<long long>(kept);
  if (kept > 0) { runs.resize(kept); }
  detail::require(!runs.empty(), "summarize", "runs.size()", 0.0, "must be > 0");
  detail::heap_sort(runs, [](simulation_run const& a, simulation_run const& b) { return a.replication < b.replication; });
  out.confidence = options.confidence;
  out.band = options.band;

  auto const over = [&](auto const& value) {
    std::vector<double> x;
    x.reserve(runs.size());
    for (auto const& r : runs) { x.push_back(value(r)); }
    return detail::interval_of(x, options.confidence);
  };
  auto const of = [&](double simulation_run::* field) { return over([&](simulation_run const& r) { return r.*field; }); };
  auto const share = [](double a, double b) { return b > 0 ? a / b : 0; };
  auto const quantile = [&](double q) {
    return over([&](simulation_run const& r) {
      double const known = r.waits.records();
      double const all = known + (r.stuck ? r.lag : 0);
      double const at = all > 0 ? q * all / known : 0;
      if (all > 0 && !(at <= 1)) { return std::numeric_limits<double>::infinity(); }
      double const w = r.waits.quantile(at);
      return w < r.max_wait ? w : r.max_wait;
    });
  };
  out.peak_lag = of(&simulation_run::peak_lag);
  out.peak_lag_at = of(&simulation_run::peak_lag_at);
  out.drained_at = of(&simulation_run::drained_at);
  out.drain_time = over([&](simulation_run const& r) { return r.drained_at < infinity ? r.drained_at - r.peak_lag_at * (r.peak_lag > 0) : infinity; });
  out.finished_at = of(&simulation_run::finished_at);
  out.completed_at = of(&simulation_run::completed_at);
  out.cooled_down_at = of(&simulation_run::cooled_down_at);
  out.max_wait = over([&](simulation_run const& r) { return r.stuck ? infinity : r.max_wait; });
  out.mean_wait = over([&](simulation_run const& r) { return r.stuck ? infinity : share(r.total_wait, r.counted); });
  out.wait_p50 = quantile(0.5);
  out.wait_p90 = quantile(0.9);
  out.wait_p99 = quantile(0.99);
  out.wait_p999 = quantile(0.999);
  out.mean_sojourn = over([&](simulation_run const& r) { return share(r.total_sojourn, r.sojourns); });
  out.max_sojourn = of(&simulation_run::max_sojourn);
  out.peak_offset_lag = of(&simulation_run::peak_offset_lag);
  out.mean_lag = over([&](simulation_run const& r) { return share(r.lag_seconds, r.end); });
  out.consumer_seconds = of(&simulation_run::consumer_seconds);
  out.busy_seconds = of(&simulation_run::busy_seconds);
  out.invocations = of(&simulation_run::invocations);
  out.batch_size = over([&](simulation_run const& r) { return share(r.started, r.batches); });
  out.failures = of(&simulation_run::failures);
  out.cold_starts = of(&simulation_run::cold_starts);
  out.interruptions = of(&simulation_run::interruptions);
  out.discarded = of(&simulation_run::discarded);
  out.throughput = over([&](simulation_run const& r) { return share(r.completed, r.end); });
  out.final_lag = of(&simulation_run::lag);
  for (auto const& r : runs) { out.waits.merge(r.waits); }
  out.bands = detail::bands_of(runs, options.band);
  double const n = static_cast<double>(runs.size());
  out.lane_lag.assign(runs[0].lane_lag.size(), 0.0);
  out.lane_last.assign(runs[0].lane_lag.size(), 0.0);
  for (auto const& r : runs) {
    std::size_t last = 0;
    for (std::size_t i = 0; i < r.lane_lag.size(); ++i) {
      out.lane_lag[i] += r.lane_lag[i] / n;
      bool const later = r.lane_finished_at[i] > r.lane_finished_at[last];
      bool const longer = r.lane_finished_at[i] == r.lane_finished_at[last] && r.lane_lag[i] > r.lane_lag[last];
      if (later || longer) { last = i; }
    }
    if (!r.lane_lag.empty()) { out.lane_last[last] += 1 / n; }
  }

  auto& f = out.forecast;
  f.system = p;
  f.path = detail::path_of(p, out.bands, out.interrupted && kept == 0 ? runs[0].end : setup.horizon);
  f.records_waits = detail::waits_of(runs, out.waits);
  f.peak_lag = out.peak_lag.mean;
  f.peak_lag_at = out.peak_lag_at.mean;
  f.drained_at = out.drained_at.mean;
  f.drain_time = out.drain_time.mean;
  f.finished_at = out.finished_at.mean;
  f.cooled_down_at = out.cooled_down_at.mean;
  f.settled_at = setup.horizon < infinity ? infinity : f.cooled_down_at;
  f.settled_lag = out.final_lag.mean;
  f.settled_consumers = out.bands.back().consumers;
  f.max_wait = out.max_wait.mean;
  f.mean_wait = out.mean_wait.mean;
  f.records = f.records_waits.records;
  f.max_consumers = of(&simulation_run::max_consumers).mean;
  f.consumer_seconds = out.consumer_seconds.mean;
  f.invocations = out.invocations.mean;
  f.full_capacity = full_capacity(p);
  f.utilization = mean_rate(p.arrivals) / f.full_capacity;
  f.peak_utilization = peak_rate(p.arrivals) / f.full_capacity;
  return out;
}

/// What happens to a pipeline, record by record, in independent replications with confidence intervals.
///
/// Agrees with forecast(p) where numbers are large and chance is small. Student's intervals over the replications.
/// Differences to the fluid: a rule without evaluations takes consumers away only when nothing has waited for a
/// minute; environments that fall idle stay for keep_alive, without one for the longer of a minute and ten
/// services; records older than the retention or max_record_age are given up when their turn comes.
/// @param options seed, number of replications, confidence, ...
/// @param progress progress(share done) -> bool; false stops: what was done until then is returned, with
///   `interrupted`
/// @throws std::domain_error a field is out of range, or arrivals without end and without a horizon
/// @throws evaluation_error more than max_events events
template <Real T, class Progress>
[[nodiscard]] simulation_result simulate(pipeline<T> const& p, simulation_options const& options, Progress const& progress) {
  std::vector<simulation_run> runs;
  double const n = options.replications;
  for (int i = 0; i < options.replications; ++i) {
    runs.push_back(simulate_once(p, options, i, [&](double done) { return progress((i + done) / n); }));
    if (runs.back().interrupted || (i + 1 < options.replications && !progress((i + 1) / n))) { break; }
  }
  if (runs.empty()) { static_cast<void>(simulate_once(p, options, 0)); } // refuses the number of replications
  return summarize(p, options, std::move(runs));
}
template <Real T> [[nodiscard]] simulation_result simulate(pipeline<T> const& p, simulation_options const& options = {}) {
  return simulate(p, options, [](double) { return true; });
}

/// @returns the wait that a share p of the records of all replications does not exceed [s]
/// @throws std::domain_error p is out of range
[[nodiscard]] inline double wait_quantile(simulation_result const& r, double p) {
  detail::require(p >= 0 && p <= 1, "wait_quantile", "p", p, "must be in [0, 1]");
  return wait_quantile(r.forecast.records_waits, p);
}
/// @returns records of a replication that wait longer than a limit [s], on average
[[nodiscard]] inline double late_records(simulation_result const& r, double limit) { return late_records(r.forecast.records_waits, limit); }

} // namespace ullage
