// SPDX-License-Identifier: MIT
// Queues with Poisson arrivals and exponential service: queue/mm1.hpp, queue/mmc.hpp, queue/mminf.hpp

#include "module.hpp"
#include "queue.hpp"

#include <ullage/queue/mm1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/mminf.hpp>

#include <array>

namespace ullage_py {

namespace {

constexpr char const* rate_text = "lambda [records/s], >= 0, required.";
constexpr char const* time_text = "Mean S [s], > 0, required.";

using mm1_t = ullage::mm1<double>;
constexpr std::array mm1_columns{
    column_of<&mm1_t::arrival_rate>("arrival_rate", edge::number, rate_text),
    column_of<&mm1_t::service_time>("service_time", edge::time, time_text),
};

using mmc_t = ullage::mmc<double>;
constexpr std::array mmc_columns{
    column_of<&mmc_t::arrival_rate>("arrival_rate", edge::number, rate_text),
    column_of<&mmc_t::service_time>("service_time", edge::time, time_text),
    column_of<&mmc_t::servers>("servers", edge::count, "c, >= 1."),
};

using mminf_t = ullage::mminf<double>;
constexpr std::array mminf_columns{
    column_of<&mminf_t::arrival_rate>("arrival_rate", edge::number, rate_text),
    column_of<&mminf_t::service_time>("service_time", edge::time, time_text),
};

} // namespace

void bind_memoryless(py::module_& m) {
  bind_queue(m, "mm1", mm1_columns, "M/M/1: Poisson arrivals, one server, exponential service. Exact. Source: Erlang 1917.");
  bind_queue(m, "mmc", mmc_columns,
             "M/M/c (Erlang C): Poisson arrivals, servers that share one queue, exponential service; a share group, not the\n"
             "partitions of a stream. Exact. Source: Erlang 1917.");
  bind_queue(m, "mminf", mminf_columns, "M/M/inf: a server for every record, nobody waits. Exact.");
}

} // namespace ullage_py
