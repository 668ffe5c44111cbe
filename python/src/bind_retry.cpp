// SPDX-License-Identifier: MIT
// retry.hpp

#include "define.hpp"
#include "module.hpp"
#include "table_value.hpp"

#include <ullage/retry.hpp>

#include <array>

namespace ullage_py {
namespace {

using policy = ullage::retry_policy<double>;
using work_t = ullage::batch_work<double>;
using cost_t = ullage::retried_work<double>;
using blocked_t = ullage::blocked_partition<double>;

[[nodiscard]] policy const& policy_of(char const* function, py::handle x) { return need<policy>({function, "policy"}, "a retry_policy(...)", x); }

/// batch_work has no check of its own: what retried_service refuses.
void check_work(work_t const& x) { static_cast<void>(retried_service(policy{}, x)); }

void bind_work(py::module_& m) {
  bind_table<work_t>(m, {.name = "batch_work",
                         .doc = "A batch and the invocations that work on it: one of n records takes dispatch_overhead + service_time * n.",
                         .fields = {field_of<&work_t::service_time>("service_time", edge::time, "Of one record [s], > 0, required."),
                                    field_of<&work_t::dispatch_overhead>("dispatch_overhead", edge::time, "Of an invocation [s], >= 0."),
                                    field_of<&work_t::service_scv>("service_scv", edge::number, "Of the time of an invocation, >= 0."),
                                    field_of<&work_t::records>("records", edge::count, "In the batch, 1 to 10000."),
                                    field_of<&work_t::expires_in>("expires_in", edge::time, "Time until its records are too old [s], > 0; see expiry_after.")},
                         .choices = {}, .check = &check_work, .tag = ""});
  py::class_<cost_t> cost(m, "retried_work", "What a batch costs with its failures.");
  cost.def_readonly("occupancy", &cost_t::occupancy, "Mean time from the first attempt to the end of the last [s]; infinity: it may never end.");
  cost.def_readonly("occupancy_scv", &cost_t::occupancy_scv, "Its squared coefficient of variation.");
  cost.def_readonly("invocations", &cost_t::invocations, "Mean number.");
  cost.def_readonly("attempts", &cost_t::attempts, "Mean number of times that a record is tried.");
  cost.def_readonly("discarded", &cost_t::discarded, "Share of the records that are given up.");
  cost.def_readonly("endless", &cost_t::endless, "Poison, and nothing takes it away.");
  auto const values = [](cost_t const& x) { return py::make_tuple(x.occupancy, x.occupancy_scv, x.invocations, x.attempts, x.discarded, x.endless); };
  cost.def("__eq__", [](cost_t const& a, cost_t const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  cost.def("__hash__", [values](cost_t const& x) { return py::hash(values(x)); });
  cost.def("__repr__", [](cost_t const& x) {
    auto const show = [](double v) { return ullage::detail::show(v); };
    return "<retried_work: occupancy " + show(x.occupancy) + " s, invocations " + show(x.invocations) + ", discarded " + show(x.discarded) + (x.endless ? ", endless>" : ">");
  });
}

template <class F> void ask(py::module_& m, char const* name, char const* doc, F const& f) {
  m.def(name, [name, f](py::object const& q) { return f(need<blocked_t>({name, "q"}, "a blocked_partition(...)", q)); }, py::arg("q"), doc);
}

void bind_blocked(py::module_& m) {
  auto type = bind_table<blocked_t>(
      m, {.name = "blocked_partition",
          .doc = "One partition that poison records block.",
          .fields = {field_of<&blocked_t::arrival_rate>("arrival_rate", edge::number, "Of the partition [records/s], > 0, required."),
                     field_of<&blocked_t::service_time>("service_time", edge::time, "Of one record [s], > 0, required."),
                     field_of<&blocked_t::service_scv>("service_scv", edge::number, "Of it, >= 0."),
                     field_of<&blocked_t::poison_probability>("poison_probability", edge::number, "In [0, 1)."),
                     field_of<&blocked_t::block_time>("block_time", edge::time, "For which a poison record that does not wait blocks [s], >= 0; see expiry_after.")},
          .choices = {}, .check = [](blocked_t const& x) { validate(x); }, .tag = ""});
  type.def("is_stable", [](blocked_t const& x) { return is_stable(x); }, "Does the lag not grow without end? blocked_load < 1.");
  ask(m, "blocked_lag", "Records that have piled up when the poison record goes. Formula: arrival_rate * block_time (fluid).", [](blocked_t const& q) { return blocked_lag(q); });
  ask(m, "recovery_time", "Time from there until the pile is gone [s]; infinity at a load of 1 or more. Formula: block_time rho / (1 - rho) (fluid).",
      [](blocked_t const& q) { return recovery_time(q); });
  ask(m, "blocked_load", "Load of the partition when every poison record blocks for the whole block_time.", [](blocked_t const& q) { return blocked_load(q); });
  ask(m, "blocked_age", "Age that the records at the head come to in the long run [s]; 0 where the partition is stable (fluid).", [](blocked_t const& q) { return blocked_age(q); });
  ask(m, "discarded_share",
      "Share of the records that are given up in the long run: the poison ones, and those behind them that get too old.\n\n"
      "Exact for Poisson arrivals and a block_time that is long against the service and the time between poison records.",
      [](blocked_t const& q) { return discarded_share(q); });
  m.def("blocked_probability", [](py::object const& q, py::object const& horizon) {
    auto const& x = need<blocked_t>({"blocked_probability", "q"}, "a blocked_partition(...)", q);
    return over("blocked_probability", "horizon", horizon, [&](double t) { return blocked_probability(x, t); });
  }, py::arg("q"), py::arg("horizon"), "Probability that the partition is blocked at least once within a time [s]. Exact for Poisson arrivals.");
}

} // namespace

void bind_retry(py::module_& m) {
  bind_table<policy>(m, {.name = "retry_policy",
                         .doc = "Failures of records and what is done about them.",
                         .fields = {field_of<&policy::failure_probability>("failure_probability", edge::number, "That one attempt at a record fails and a later one may not, in [0, 1)."),
                                    field_of<&policy::poison_probability>("poison_probability", edge::number, "That a record fails whatever is tried, in [0, 1)."),
                                    field_of<&policy::backoff>("backoff", edge::time, "Between two attempts [s], >= 0."),
                                    field_of<&policy::max_retries>("max_retries", edge::number, "After the first attempt, whole, >= 0; infinity: until success or expiry."),
                                    field_of<&policy::max_record_age>("max_record_age", edge::time, "Older records are given up [s], > 0.")},
                         .choices = {choice_of<&policy::response>("response", "\"retry_batch\": the whole batch again; \"bisect\": its two halves;\n\"report_failures\": the rest from the first failed record on.",
                                                                  {"retry_batch", "bisect", "report_failures"})},
                         .check = [](policy const& x) { validate(x); },
                         .tag = ""});
  bind_work(m);
  bind_blocked(m);
  m.def("expiry_after", [](py::object const& p, py::object const& retention, py::object const& age) {
    auto const f = "expiry_after";
    auto const& policy_given = policy_of(f, p);
    double const kept = to_number(f, "retention", retention, edge::time);
    return ullage::expiry_after(policy_given, kept, to_number(f, "age", age, edge::time));
  }, py::arg("policy"), py::arg("retention"), py::arg("age") = 0,
        "Time until a record expires [s]: min(max_record_age, retention) - age, at least 0.\n\nage: of the record at its first attempt [s].");
  m.def("retried_service", [](py::object const& p, py::object const& work) {
    auto const f = "retried_service";
    auto const& policy_given = policy_of(f, p);
    return retried_service(policy_given, need<work_t>({f, "work"}, "a batch_work(...)", work));
  }, py::arg("policy"), py::arg("work"),
        "Mean and variability of the time that a batch occupies its consumer, all attempts and backoffs included.\n\n"
        "Exact where expires_in is infinite. Retries that never end give an infinite occupancy and endless=True.");
  m.def("batch_failure_probability", [](py::object const& p, py::object const& records) {
    auto const& x = policy_of("batch_failure_probability", p);
    return over("batch_failure_probability", "records", records, [&](double n) { return batch_failure_probability(x, n); }, edge::number);
  }, py::arg("policy"), py::arg("records"), "Probability that one attempt at a batch fails. Formula: 1 - ((1-f)(1-g))^n.");
  define<1>(m, "bisect_invocations", {{{"records", edge::number}}},
            "Mean number of invocations that bisection needs for a batch with one poison record, which is tried once alone.\n\nAbout 2 log2 n + 1. Exact.",
            [](auto const& x) { return ullage::bisect_invocations(x[0]); });
}

} // namespace ullage_py
