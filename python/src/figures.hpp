// SPDX-License-Identifier: MIT
#pragma once
// The figures of a simulation by name: attributes of a result, rows of a table.

#include <ullage/simulate.hpp>

namespace ullage_py {

using simulated_t = ullage::simulation_result;

struct figure {
  char const* name;
  ullage::confidence_interval simulated_t::* member;
  char const* doc;
};

inline constexpr figure figures[] = {
    {"peak_lag", &simulated_t::peak_lag, "Largest lag [records]."},
    {"peak_lag_at", &simulated_t::peak_lag_at, "Its first moment [s]."},
    {"drained_at", &simulated_t::drained_at, "First moment with lag 0 after the peak [s]."},
    {"drain_time", &simulated_t::drain_time, "drained_at - peak_lag_at [s]."},
    {"finished_at", &simulated_t::finished_at, "The last record has begun [s]."},
    {"completed_at", &simulated_t::completed_at, "The last record is done [s]."},
    {"cooled_down_at", &simulated_t::cooled_down_at, "Finished, and the consumers are back at the floor [s]."},
    {"max_wait", &simulated_t::max_wait, "Longest time before service begins [s]."},
    {"mean_wait", &simulated_t::mean_wait, "Mean of it over the records of a replication [s]."},
    {"wait_p50", &simulated_t::wait_p50, "Median of the waits of a replication [s]."},
    {"wait_p90", &simulated_t::wait_p90, "Wait of 90 % of the records of a replication [s]."},
    {"wait_p99", &simulated_t::wait_p99, "Wait of 99 % of the records of a replication [s]."},
    {"wait_p999", &simulated_t::wait_p999, "Wait of 99.9 % of the records of a replication [s]."},
    {"mean_sojourn", &simulated_t::mean_sojourn, "From arrival to completion, of the records that were processed [s]."},
    {"max_sojourn", &simulated_t::max_sojourn, "The longest of these [s]."},
    {"peak_offset_lag", &simulated_t::peak_offset_lag, "Most records that arrived and were not done."},
    {"mean_lag", &simulated_t::mean_lag, "Over the time that was simulated [records]."},
    {"consumer_seconds", &simulated_t::consumer_seconds, "Integral of the consumers until cooled_down_at [s]."},
    {"busy_seconds", &simulated_t::busy_seconds, "Of the invocations [s]."},
    {"invocations", &simulated_t::invocations, "Invocations that began, attempts included."},
    {"batch_size", &simulated_t::batch_size, "Mean records of a batch."},
    {"failures", &simulated_t::failures, "Invocations that failed."},
    {"cold_starts", &simulated_t::cold_starts, "Starts of environments."},
    {"interruptions", &simulated_t::interruptions, "Interruptions of the service."},
    {"discarded", &simulated_t::discarded, "Records given up."},
    {"throughput", &simulated_t::throughput, "Records processed over the time simulated [records/s]."},
    {"final_lag", &simulated_t::final_lag, "Records that wait at the end."},
};

} // namespace ullage_py
