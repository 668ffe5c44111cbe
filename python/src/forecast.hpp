// SPDX-License-Identifier: MIT
#pragma once
// The summary of a forecast by name: attributes of a result, columns of a sweep.

#include "convert.hpp"

#include <ullage/forecast.hpp>

#include <memory>

namespace ullage_py {

using forecast_t = ullage::forecast_result<double>;
using forecast_class = pybind11::class_<forecast_t, std::shared_ptr<forecast_t>>;

/// Everything that is asked of a forecast at an instant or of its waits.
void bind_queries(forecast_class& type);

struct summary {
  char const* name;
  double (*get)(forecast_t const&);
  char const* doc;
};

inline constexpr summary summaries[] = {
    {"peak_lag", [](forecast_t const& f) { return f.peak_lag; }, "Largest lag [records]; infinity when it grows without end."},
    {"peak_lag_at", [](forecast_t const& f) { return f.peak_lag_at; }, "Its first moment [s]."},
    {"drained_at", [](forecast_t const& f) { return f.drained_at; }, "First moment with lag 0 after the peak [s]; 0 without a backlog, infinity if never."},
    {"drain_time", [](forecast_t const& f) { return f.drain_time; }, "drained_at - peak_lag_at [s]."},
    {"finished_at", [](forecast_t const& f) { return f.finished_at; }, "The last record has begun [s]."},
    {"cooled_down_at", [](forecast_t const& f) { return f.cooled_down_at; }, "Finished, and the consumers are back at the floor [s]."},
    {"settled_at", [](forecast_t const& f) { return f.settled_at; }, "From then on nothing changes [s]."},
    {"settled_lag", [](forecast_t const& f) { return f.settled_lag; }, "Lag then [records]; infinity when it grows."},
    {"settled_consumers", [](forecast_t const& f) { return f.settled_consumers; }, "Consumers then."},
    {"max_wait", [](forecast_t const& f) { return f.max_wait; }, "Longest time before service begins, over all records [s]."},
    {"mean_wait", [](forecast_t const& f) { return f.mean_wait; }, "Mean of it over all records, each counting once [s]."},
    {"records", [](forecast_t const& f) { return f.records; }, "Records that the waits are taken over."},
    {"max_consumers", [](forecast_t const& f) { return f.max_consumers; }, "Most consumers at once."},
    {"consumer_seconds", [](forecast_t const& f) { return f.consumer_seconds; }, "Integral of the consumers until cooled_down_at [s]."},
    {"invocations", [](forecast_t const& f) { return f.invocations; }, "Services begun by the end, one record each."},
    {"full_capacity", [](forecast_t const& f) { return f.full_capacity; }, "With all consumers that the regime may use [records/s]."},
    {"utilization", [](forecast_t const& f) { return f.utilization; }, "Mean arrival rate during production / full_capacity."},
    {"peak_utilization", [](forecast_t const& f) { return f.peak_utilization; }, "Highest arrival rate / full_capacity."},
    {"headroom", [](forecast_t const& f) { return headroom(f); }, "full_capacity / mean arrival rate - 1; infinity without arrivals."},
    {"period", [](forecast_t const& f) { return f.period; }, "Of the oscillation [s]; None where there is none that repeats."},
};

} // namespace ullage_py
