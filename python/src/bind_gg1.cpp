// SPDX-License-Identifier: MIT
// Queues given by two moments: queue/gg1.hpp, queue/ggc.hpp

#include "module.hpp"
#include "queue.hpp"

#include <ullage/queue/gg1.hpp>
#include <ullage/queue/ggc.hpp>

#include <array>

namespace ullage_py {

namespace {

using gg1_t = ullage::gg1<double>;
constexpr std::array gg1_columns{
    column_of<&gg1_t::arrival_rate>("arrival_rate", edge::number, "lambda [records/s], >= 0, required."),
    column_of<&gg1_t::arrival_scv>("arrival_scv", edge::number, "Of the time between two arrivals, 0 to 1000."),
    column_of<&gg1_t::service_time>("service_time", edge::time, "Mean S [s], > 0, required."),
    column_of<&gg1_t::service_scv>("service_scv", edge::number, "Of the service time, 0 to 1000."),
};

using ggc_t = ullage::ggc<double>;
constexpr std::array ggc_columns{
    column_of<&ggc_t::arrival_rate>("arrival_rate", edge::number, "lambda [records/s], >= 0, required."),
    column_of<&ggc_t::arrival_scv>("arrival_scv", edge::number, "Of the time between two arrivals, 0 to 1000."),
    column_of<&ggc_t::service_time>("service_time", edge::time, "Mean S [s], > 0, required."),
    column_of<&ggc_t::service_scv>("service_scv", edge::number, "Of the service time, 0 to 1000."),
    column_of<&ggc_t::servers>("servers", edge::count, "c, >= 1."),
};

} // namespace

void bind_gg1(py::module_& m) {
  bind_queue(m, "gg1", gg1_columns,
             "G/G/1 with gamma times between arrivals and gamma service times, by their means and squared coefficients of\n"
             "variation (0: constant, 1: exponential, 1/k: Erlang of k phases).\n\n"
             "Exact for these laws (Spitzer 1956). Two moments do not fix a law: for scv > 1 others give another wait.");
  bind_queue(m, "ggc", ggc_columns,
             "G/G/c by means and squared coefficients of variation: servers that share one queue.\n\n"
             "Approximation. Source: Whitt, Prod. Oper. Manag. 2 (1993).");
}

} // namespace ullage_py
