// SPDX-License-Identifier: MIT
// cold_start.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "table_value.hpp"

#include <ullage/cold_start.hpp>

namespace ullage_py {
namespace {

using start = ullage::cold_start<double>;
using setup_t = ullage::setup_time<double>;
using started_t = ullage::started_queue<double>;

[[nodiscard]] start const& start_of(char const* function, py::handle x) { return need<start>({function, "start"}, "a cold_start(...)", x); }

} // namespace

void bind_cold_start(py::module_& m) {
  bind_table<start>(m, {.name = "cold_start",
                        .doc = "The start of an execution environment after an idle time.",
                        .fields = {field_of<&start::init_time>("init_time", edge::time, "Mean time of a start [s], >= 0."),
                                   field_of<&start::init_scv>("init_scv", edge::number, "Its squared coefficient of variation, >= 0."),
                                   field_of<&start::keep_alive>("keep_alive", edge::time, "Idle time after which an environment is gone [s], > 0; infinity: never.")},
                        .choices = {},
                        .check = [](start const& x) { validate(x); },
                        .tag = ""});
  bind_table<setup_t>(m, {.name = "setup_time",
                          .doc = "First two moments of the setup before a service that follows an idle period: 0 where the environment is warm.",
                          .fields = {field_of<&setup_t::mean>("mean", edge::time, "[s]"), field_of<&setup_t::second_moment>("second_moment", edge::number, "[s^2]")},
                          .choices = {}, .check = [](setup_t const&) {}, .tag = ""});
  auto type = bind_table<started_t>(m, {.name = "started_queue",
                                        .doc = "A consumer with Poisson arrivals whose environment starts after idle times: M/G/1 with setup. Exact.",
                                        .fields = {field_of<&started_t::arrival_rate>("arrival_rate", edge::number, "lambda [records/s], >= 0, required."),
                                                   field_of<&started_t::service_time>("service_time", edge::time, "Mean S [s], > 0, required."),
                                                   field_of<&started_t::service_scv>("service_scv", edge::number, "Of S, >= 0.")},
                                        .choices = {}, .check = [](started_t const& x) { validate(x); }, .tag = "",
                                        .pieces = {piece_of<&started_t::start>("start", "cold_start", "cold_start()", "The start of an environment.")}});
  type.def("utilization", [](started_t const& q) { return utilization(q); }, "Load without the starts: arrival_rate * service_time.");
  type.def("mean_wait", [](started_t const& q) { return mean_wait(q); },
           "Mean wait before service, starts included [s]. Exact. Raises unstable_error for a load of 1 or more.\n\nSource: Pollaczek 1930; Welch, Oper. Res. 12 (1964).");
  type.def("cold_start_share", [](started_t const& q) { return cold_start_share(q); },
           "Share of the records (invocations of one record) that find no environment. Exact. Raises unstable_error for a load of 1 or more.");
  m.def("cold_start_probability", [](py::object const& s, py::object const& rate) {
    auto const& x = start_of("cold_start_probability", s);
    return over("cold_start_probability", "arrival_rate", rate, [&](double v) { return cold_start_probability(x, v); }, edge::number);
  }, py::arg("start"), py::arg("arrival_rate"),
        "Probability that the record that ends an idle period finds no environment. Formula: exp(-arrival_rate keep_alive).\n\n"
        "arrival_rate: of the records of one consumer [1/s].");
  m.def("setup_after_idle", [](py::object const& s, py::object const& rate) {
    auto const& x = start_of("setup_after_idle", s);
    return setup_after_idle(x, to_number("setup_after_idle", "arrival_rate", rate, edge::number));
  }, py::arg("start"), py::arg("arrival_rate"), "The setup before a service that follows an idle period, as two moments. Exact for Poisson arrivals.");
  m.def("setup_wait", [](py::object const& s, py::object const& rate) {
    auto const& x = start_of("setup_wait", s);
    return over("setup_wait", "arrival_rate", rate, [&](double v) { return setup_wait(x, v); }, edge::number);
  }, py::arg("start"), py::arg("arrival_rate"),
        "What starts add to the mean wait of a single server with Poisson arrivals [s]. Exact for any service law.\n\nSource: Welch, Oper. Res. 12 (1964).");
  m.def("ready_after", [](py::object const& s, py::object const& delay) {
    auto const& x = start_of("ready_after", s);
    return over("ready_after", "delay", delay, [&](double v) { return ready_after(x, v); });
  }, py::arg("start"), py::arg("delay") = 0, "Time from a scaling decision until a new consumer works, on average [s]. Formula: delay + init_time.");
}

} // namespace ullage_py
