// SPDX-License-Identifier: MIT
// queue/mg1.hpp

#include "module.hpp"
#include "queue.hpp"
#include "service.hpp"

#include <ullage/queue/mg1.hpp>

#include <array>

namespace ullage_py {

namespace {

using mg1_t = ullage::mg1<double>;
constexpr std::array mg1_columns{
    column_of<&mg1_t::arrival_rate>("arrival_rate", edge::number, "lambda [records/s], >= 0, required."),
    column<mg1_t>{.name = "service", .kind = edge::number, .doc = "Law of the service time, required.", .type = "service_law", .read = &read_law<mg1_t, &mg1_t::service>},
};

} // namespace

void bind_mg1(py::module_& m) {
  bind_queue(m, "mg1", mg1_columns,
             "M/G/1: Poisson arrivals, one server, any law of the service time; a partition that is drained record by record.\n\n"
             "Means and variances are exact (Pollaczek 1930, Khinchine 1932, Takacs 1962), tails inverted numerically\n"
             "(Abate and Whitt 2006) or by exact sums where the law has steps.");
}

} // namespace ullage_py
