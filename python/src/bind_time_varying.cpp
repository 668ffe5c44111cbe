// SPDX-License-Identifier: MIT
// The systems of queue/transient.hpp, and queue/time_varying.hpp

#include "module.hpp"
#include "service.hpp"
#include "transient.hpp"

#include <ullage/queue/time_varying.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace ullage_py {

namespace {

/// A number of servers, or rows of start [s] and servers.
[[nodiscard]] schedule_t to_schedule(place const& at, py::handle x) {
  double const most = std::numeric_limits<int>::max();
  if (is_scalar(x)) {
    double const n = to_number(at, x, edge::count);
    if (!(std::fabs(n) <= most)) { refuse_value(at, ullage::detail::show(n), "must be a whole number within 2^31"); }
    return schedule_t(static_cast<int>(n));
  }
  std::vector<ullage::server_step<double>> steps;
  for (auto const& row : x) {
    auto const pair = py::isinstance<py::sequence>(row) || py::hasattr(row, "__len__") ? py::reinterpret_borrow<py::object>(row) : py::object();
    if (!pair || py::isinstance<py::str>(pair) || py::len(pair) != 2) { refuse_type(at, "servers, or pairs of start and servers", row); }
    double const n = to_number(at, py::object(pair[py::int_(1)]), edge::count);
    if (!(std::fabs(n) <= most)) { refuse_value(at, ullage::detail::show(n), "must be a whole number within 2^31"); }
    steps.push_back({to_number(at, py::object(pair[py::int_(0)]), edge::time), static_cast<int>(n)});
  }
  return schedule_t(steps);
}
[[nodiscard]] setter<transient_t> read_profile(place const& at, py::object& given, extents& /*shape*/) {
  if (given.is_none()) { given = py::cast(ullage::arrival_profile<double>()); }
  auto const profile = need<ullage::arrival_profile<double>>(at, "an arrival_profile such as constant_rate(5)", given);
  return [profile](transient_t& q, std::size_t) { q.arrivals = profile; };
}
[[nodiscard]] setter<transient_t> read_servers(place const& at, py::object& given, extents& /*shape*/) {
  auto const schedule = given.is_none() ? schedule_t(1) : to_schedule(at, given);
  given = schedule.steps().size() == 1 ? py::object(py::int_(schedule.steps()[0].servers)) : from_schedule(schedule);
  return [schedule](transient_t& q, std::size_t) { q.servers = schedule; };
}

constexpr std::array columns{
    column<transient_t>{.name = "arrivals", .kind = edge::number, .doc = "Rate over time; bursts must be whole records.", .type = "arrival_profile", .read = &read_profile},
    column_of<&transient_t::service_time>("service_time", edge::time, "Mean S [s], > 0, required."),
    column<transient_t>{.name = "servers", .kind = edge::count, .doc = "A number, or pairs of start [s] and servers.", .type = "int | list", .read = &read_servers},
    column_of<&transient_t::initial>("initial", edge::count, "Records in the system at time 0, in [0, 1e15]."),
    column_of<&transient_t::max_updates>("max_updates", edge::number, "Give up after so many updates of a state, about 1e9 each second."),
};

} // namespace

py::object from_schedule(schedule_t const& s) {
  py::list out;
  for (auto const& step : s.steps()) { out.append(py::make_tuple(step.start, step.servers)); }
  return py::tuple(out);
}

transient_t const& one_system(char const* function, transient_value const& q) {
  if (!q.data.shape.empty()) { throw py::type_error(std::string(function) + ": this is an array of systems; ask one of them"); }
  return q.data.items[0];
}

void bind_time_varying(py::module_& m) {
  py::class_<transient_value> type(m, "transient_mmc",
                                   "Poisson arrivals with a rate that changes in time, exponential service, servers that come and go, one queue.\n"
                                   "A record whose server leaves goes back to the queue.");
  bind_many(type, "transient_mmc", std::span<column<transient_t> const>(columns), "Raises ValueError by the name of what is out of range.");
  m.def("pointwise_stationary_wait_probability", [](transient_value const& q, py::object const& t) {
    char const* const f = "pointwise_stationary_wait_probability";
    return over(f, "t", t, [&x = one_system(f, q)](double s) { return pointwise_stationary_wait_probability(x, s); });
  }, py::arg("q"), py::arg("t"),
        "Probability of a wait at time t [s], as if the rate of this instant had always been there.\n\n"
        "Approximation. Source: Green and Kolesar, Management Sci. 37 (1991).");
  m.def("modified_offered_load_wait_probability", [](transient_value const& q, py::object const& t) {
    char const* const f = "modified_offered_load_wait_probability";
    return over(f, "t", t, [&x = one_system(f, q)](double s) { return modified_offered_load_wait_probability(x, s); });
  }, py::arg("q"), py::arg("t"),
        "Probability of a wait at time t [s] by the load that would be in service if none ever waited.\n\n"
        "Approximation, good where few wait. Source: Jennings, Mandelbaum, Massey and Whitt, Management Sci. 42 (1996).");
  m.def("staffing_over_time", [](ullage::arrival_profile<double> const& arrivals, py::object const& service, py::object const& beta, py::object const& interval,
                                 py::object const& duration) {
    char const* const f = "staffing_over_time";
    ullage::staffing_rule<double> const rule{to_number(f, "beta", beta, edge::number), to_number(f, "interval", interval, edge::time),
                                             to_number(f, "duration", duration, edge::time)};
    return from_schedule(ullage::staffing_over_time(arrivals, to_law({f, "service"}, service), rule));
  }, py::arg("arrivals"), py::arg("service"), py::kw_only(), py::arg("beta"), py::arg("interval"), py::arg("duration"),
        "Servers over time for which about the same share of the records waits all the time.\n\nPairs of start [s] and servers.\n"
        "Formula: ceil(m + beta sqrt(m)), m the largest offered load in the interval. Approximation; transient says how\n"
        "good it is. Source: Jennings et al., Management Sci. 42 (1996).\n\n"
        "beta: quality of service, see halfin_whitt_beta. interval: the number stays the same for so long [s].\n"
        "duration: of the whole schedule [s]. Raises ValueError by the name of what is out of range.");
}

} // namespace ullage_py
