// SPDX-License-Identifier: MIT
// trajectory.hpp and waits.hpp, as methods of a forecast

#include "broadcast.hpp"
#include "forecast.hpp"

#include <string>

namespace ullage_py {

using namespace ullage;

void bind_queries(forecast_class& type) {
  auto const query = [&type](char const* name, double (*f)(forecast_t const&, double), char const* doc) {
    type.def(name, [name, f](forecast_t const& r, py::object const& t) { return over(name, "t", t, [&](double x) { return f(r, x); }); },
             py::arg("t"), (std::string(doc) + "\n\nt: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.").c_str());
  };
  query("lag", [](forecast_t const& r, double t) { return lag(r, t); }, "Records that arrived and have not started, at t.");
  query("arrived", [](forecast_t const& r, double t) { return arrived(r, t); }, "Records that arrived by t, the initial lag included.");
  query("processed", [](forecast_t const& r, double t) { return processed(r, t); }, "Records whose service has begun by t: arrived - lag.");
  query("arrival_rate", [](forecast_t const& r, double t) { return arrival_rate(r, t); }, "Arrival rate at t [records/s].");
  query("throughput", [](forecast_t const& r, double t) { return throughput(r, t); }, "Services begun at t [records/s].");
  query("capacity", [](forecast_t const& r, double t) { return capacity(r, t); }, "What the consumers could do at t [records/s].");
  query("consumers", [](forecast_t const& r, double t) { return consumers(r, t); }, "Consumers at t, a real number while a continuous ramp is under way.");
  query("concurrency", [](forecast_t const& r, double t) { return concurrency(r, t); }, "Records in service at t: throughput * service_time.");
  query("offset_lag", [](forecast_t const& r, double t) { return offset_lag(r, t); }, "Lag plus the records in service at t, what brokers, CloudWatch and KEDA read.");
  query("lag_age", [](forecast_t const& r, double t) { return lag_age(r, t); },
        "How long the oldest waiting record has waited at t [s], 0 when nothing waits: the horizontal distance\nbetween the curves of arrived and started records.");
  query("wait_at", [](forecast_t const& r, double t) { return wait_at(r, t); }, "How long the record that arrives at t waits for its service [s]; of a burst the last one.");
  type.def("wait_quantile", [](forecast_t const& r, py::object const& p) {
    return over("wait_quantile", "p", p, [&](double x) { return wait_quantile(r, x); }, edge::number);
  }, py::arg("p"), "The wait that a share p of the records does not exceed [s].\n\np: in [0, 1], a number or an array.");
  type.def("late_records", [](forecast_t const& r, py::object const& limit) {
    return over("late_records", "limit", limit, [&](double x) { return late_records(r, x); });
  }, py::arg("limit"), "Records that wait longer than a limit [s].");
}

} // namespace ullage_py
