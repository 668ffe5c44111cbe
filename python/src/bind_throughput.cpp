// SPDX-License-Identifier: MIT
// throughput.hpp and packing.hpp

#include "define.hpp"
#include "module.hpp"

#include <ullage/packing.hpp>
#include <ullage/throughput.hpp>

namespace ullage_py {

void bind_throughput(py::module_& m) {
  define<3>(m, "records_in_window", {{{"window", edge::time}, {"service_time", edge::time}, {"consumers", edge::number, 1}}},
     "Records done in a window in which the number of consumers is constant.\n\n"
     "Formula: consumers * window / service_time. With a window of 900 s and one consumer this is the ramp-up rule\n"
     "900 / average duration. Not rounded down. Arguments broadcast like NumPy.\n\n"
     "window: [s], >= 0. service_time: mean time of one record [s], > 0. consumers: records in service at once, >= 0.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::records_in_window(x[0], x[1], x[2]); });
  define<2>(m, "steady_throughput", {{{"partitions", edge::number}, {"service_time", edge::time}}},
     "Largest rate that one consumer per partition sustains [records/s].\n\nFormula: partitions / service_time.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::steady_throughput(x[0], x[1]); });
  define<2>(m, "steady_throughput_per_minute", {{{"partitions", edge::number}, {"service_time", edge::time}}},
     "The same per minute [records/min]: partitions * 60 / service_time.\n\nRaises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::steady_throughput_per_minute(x[0], x[1]); });
  define<2>(m, "cool_down", {{{"evaluation_period", edge::time}, {"drained_at", edge::time}}},
     "Time from an empty queue to the next evaluation, which takes the extra consumers away [s].\n\n"
     "Formula: evaluation_period * ceil(drained_at / evaluation_period) - drained_at; evaluations are at whole\n"
     "multiples of the period. Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::cool_down(x[0], x[1]); });
  define<3>(m, "partitions_for", {{{"arrival_rate", edge::number}, {"service_time", edge::time}, {"utilization", edge::number, 1}}},
     "Smallest number of partitions that carries a rate at a utilization.\n\n"
     "Formula: ceil(arrival_rate * service_time / utilization); a quotient within four rounding errors of a whole\n"
     "number counts as that number. A whole number as a float.\n\n"
     "arrival_rate: records/s, >= 0. service_time: [s], > 0. utilization: in (0, 1].\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::partitions_for(x[0], x[1], x[2]); });
  define<2>(m, "max_service_time", {{{"partitions", edge::number}, {"arrival_rate", edge::number}}},
     "Longest mean service time at which the partitions keep up with a rate [s].\n\nFormula: partitions / arrival_rate.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::max_service_time(x[0], x[1]); }, "2. ");
  define<3>(m, "max_arrival_rate", {{{"partitions", edge::number}, {"service_time", edge::time}, {"utilization", edge::number, 1}}},
     "Largest arrival rate that keeps the utilization [records/s].\n\nFormula: utilization * partitions / service_time.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::max_arrival_rate(x[0], x[1], x[2]); }, "2. ");
  define<2>(m, "effective_parallelism", {{{"partitions", edge::number}, {"consumers", edge::number}}},
     "Services in parallel when each partition has one owner among the consumers.\n\n"
     "Formula: partitions / ceil(partitions / consumers), the pace of the partition that finishes last; all partitions\n"
     "with as many consumers. Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::effective_parallelism(x[0], x[1]); });
}

} // namespace ullage_py
