// SPDX-License-Identifier: MIT
// queue/phph1.hpp, queue/mapph1.hpp

#include "module.hpp"
#include "phases.hpp"
#include "queue.hpp"

#include <ullage/queue/mapph1.hpp>
#include <ullage/queue/phph1.hpp>

#include <array>

namespace ullage_py {

namespace {

using phph1_t = ullage::phph1<double>;
using mapph1_t = ullage::mapph1<double>;

constexpr std::array phph1_columns{
    column<phph1_t>{.name = "interarrival", .kind = edge::number, .doc = "Law of the time between two arrivals, required.", .type = "phase_type",
                    .read = &read_phases<phph1_t, &phph1_t::interarrival>},
    column<phph1_t>{.name = "service", .kind = edge::number, .doc = "Law of the service time, required.", .type = "phase_type",
                    .read = &read_phases<phph1_t, &phph1_t::service>},
};
constexpr std::array mapph1_columns{
    column<mapph1_t>{.name = "arrivals", .kind = edge::number, .doc = "The process of the arrivals, required.", .type = "markov_arrivals",
                     .read = &read_arrivals<mapph1_t, &mapph1_t::arrivals>},
    column<mapph1_t>{.name = "service", .kind = edge::number, .doc = "Law of the service time, required.", .type = "phase_type",
                     .read = &read_phases<mapph1_t, &mapph1_t::service>},
};

} // namespace

void bind_mapph1(py::module_& m) {
  bind_queue(m, "phph1", phph1_columns, "PH/PH/1: one server, independent intervals between arrivals and service times of phase type. Exact.");
  bind_queue(m, "mapph1", mapph1_columns, "MAP/PH/1: one server, Markovian arrivals (bursts, correlation), service times of phase type. Exact.");
}

} // namespace ullage_py
