// SPDX-License-Identifier: MIT
// Queues with constant service times: queue/md1.hpp, queue/mdc.hpp

#include "module.hpp"
#include "queue.hpp"

#include <ullage/queue/md1.hpp>
#include <ullage/queue/mdc.hpp>

#include <array>

namespace ullage_py {

namespace {

using md1_t = ullage::md1<double>;
constexpr std::array md1_columns{
    column_of<&md1_t::arrival_rate>("arrival_rate", edge::number, "lambda [records/s], >= 0, required."),
    column_of<&md1_t::service_time>("service_time", edge::time, "The time of each service [s], > 0, required."),
};

using mdc_t = ullage::mdc<double>;
constexpr std::array mdc_columns{
    column_of<&mdc_t::arrival_rate>("arrival_rate", edge::number, "lambda [records/s], >= 0, required."),
    column_of<&mdc_t::service_time>("service_time", edge::time, "The time of each service [s], > 0, required."),
    column_of<&mdc_t::servers>("servers", edge::count, "c, >= 1."),
};

} // namespace

void bind_deterministic(py::module_& m) {
  bind_queue(m, "md1", md1_columns,
             "M/D/1: Poisson arrivals, one server, every service takes the same time; one partition with keyed records.\n\n"
             "Exact. Source: Erlang 1909; Franx, Oper. Res. Lett. 29 (2001).");
  bind_queue(m, "mdc", mdc_columns,
             "M/D/c: Poisson arrivals, servers that share one queue, every service takes the same time; also each of c\n"
             "partitions to which records are dealt out round robin.\n\n"
             "Exact. Source: Spitzer, Trans. AMS 82 (1956); Franx, Oper. Res. Lett. 29 (2001).");
}

} // namespace ullage_py
