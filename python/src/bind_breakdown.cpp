// SPDX-License-Identifier: MIT
// breakdown.hpp

#include "module.hpp"
#include "table_value.hpp"

#include <ullage/breakdown.hpp>

namespace ullage_py {

void bind_breakdown(py::module_& m) {
  using policy = ullage::breakdown_policy<double>;
  bind_table<policy>(m, {.name = "breakdown_policy",
                         .doc = "Interruptions of the service at random times: rebalances, deployments, crashes.",
                         .fields = {field_of<&policy::rate>("rate", edge::number, "Interruptions per second of service [1/s], >= 0."),
                                    field_of<&policy::pause>("pause", edge::time, "Mean length of one [s], >= 0."),
                                    field_of<&policy::pause_scv>("pause_scv", edge::number, "Its squared coefficient of variation, >= 0.")},
                         .choices = {choice_of<&policy::then>("then", "\"resume\": the interrupted service goes on where it was; \"restart\": it begins anew.", {"resume", "restart"})},
                         .check = [](policy const& x) { validate(x); },
                         .tag = ""});
  using moments = ullage::service_moments<double>;
  bind_table<moments>(m, {.name = "service_moments",
                          .doc = "A service by its first two moments.",
                          .fields = {field_of<&moments::mean>("mean", edge::time, "[s], > 0, required."),
                                     field_of<&moments::scv>("scv", edge::number, "Squared coefficient of variation, >= 0.")},
                          .choices = {},
                          .check = [](moments const& x) {
                            ullage::detail::require(x.mean > 0, "service_moments", "mean", x.mean, "is required and must be > 0");
                            ullage::detail::require(x.scv >= 0, "service_moments", "scv", x.scv, "must be >= 0");
                          },
                          .tag = ""});
  m.def("completion_time", [](py::object const& p, py::object const& service) {
    auto const f = "completion_time";
    auto const& policy_given = need<policy>({f, "policy"}, "a breakdown_policy(...)", p);
    return completion_time(policy_given, need<moments>({f, "service"}, "a service_moments(...)", service));
  }, py::arg("policy"), py::arg("service"),
        "Time from the start of a service to its end, interruptions included; infinity where it has none.\n\n"
        "Exact: resume for any service, restart for constant and gamma services. Source: Gaver, J. R. Stat. Soc. B 24 (1962).");
  m.def("availability", [](py::object const& p) { return availability(need<policy>({"availability", "policy"}, "a breakdown_policy(...)", p)); }, py::arg("policy"),
        "Share of the time of a service that is not a pause. Formula: 1 / (1 + rate pause).");
}

} // namespace ullage_py
