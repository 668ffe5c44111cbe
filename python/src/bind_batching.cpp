// SPDX-License-Identifier: MIT
// batching.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "table_value.hpp"

#include <ullage/batching.hpp>

namespace ullage_py {
namespace {

using policy_t = ullage::batch_policy<double>;
using formed_t = ullage::batch_formation<double>;
using cost_t = ullage::invocation_time<double>;

void bind_formation(py::module_& m) {
  bind_table<formed_t>(m, {.name = "batch_formation",
                           .doc = "What becomes of a batch that an idle consumer opens with its first record.",
                           .fields = {field_of<&formed_t::mean_size>("mean_size", edge::number, "Records, >= 1."),
                                      field_of<&formed_t::size_variance>("size_variance", edge::number, "[records^2]"),
                                      field_of<&formed_t::mean_time>("mean_time", edge::time, "From the first record until the batch is closed [s]."),
                                      field_of<&formed_t::time_variance>("time_variance", edge::number, "[s^2]"),
                                      field_of<&formed_t::mean_delay>("mean_delay", edge::time, "From the arrival of a record until its batch is closed [s]."),
                                      field_of<&formed_t::closed_by_size>("closed_by_size", edge::number, "Chance that the batch is full before the window ends.")},
                           .choices = {}, .check = [](formed_t const&) {}, .tag = ""});
}

[[nodiscard]] policy_t const& policy_of(char const* function, py::handle x) { return need<policy_t>({function, "policy"}, "a batch_policy(...)", x); }
[[nodiscard]] cost_t const& time_of(char const* function, py::handle x) { return need<cost_t>({function, "time"}, "an invocation_time(...)", x); }

} // namespace

void bind_batching(py::module_& m) {
  bind_table<policy_t>(m, {.name = "batch_policy",
                           .doc = "How records become batches.",
                           .fields = {field_of<&policy_t::batch_size>("batch_size", edge::count, "Most records of a batch, 1 to 10000."),
                                      field_of<&policy_t::window>("window", edge::time, "Longest time that a batch is held open [s], 0 to 300; 0 when batch_size is 1."),
                                      field_of<&policy_t::record_bytes>("record_bytes", edge::bytes, "Mean size of a record [bytes], > 0; default unknown, the payload is not checked."),
                                      field_of<&policy_t::payload_limit>("payload_limit", edge::bytes, "Of one invocation [bytes], > 0."),
                                      field_of<&policy_t::envelope_bytes>("envelope_bytes", edge::bytes, "Added to each record in the payload [bytes], >= 0.")},
                           .choices = {choice_of<&policy_t::rule>("rule", "When the window opens: \"after_invocation\", \"after_batch\" or \"when_idle\".",
                                                                  {"after_invocation", "after_batch", "when_idle"})},
                           .check = [](policy_t const& x) { validate(x); }, .tag = ""});
  bind_formation(m);
  bind_table<cost_t>(m, {.name = "invocation_time",
                          .doc = "How long an invocation of n records takes: per_invocation + per_record * n.",
                          .fields = {field_of<&cost_t::per_invocation>("per_invocation", edge::time, "a [s], >= 0."),
                                     field_of<&cost_t::per_record>("per_record", edge::time, "b [s], >= 0, required; a + b > 0.")},
                          .choices = {}, .check = [](cost_t const& x) { validate(x); }, .tag = ""});
  m.def("payload_bytes", [](py::object const& p) { return payload_bytes(policy_of("payload_bytes", p)); }, py::arg("policy"),
        "What one record takes of the payload of an invocation [bytes]: base64 in JSON.\n\nFormula: 4 ceil(record_bytes / 3) + envelope_bytes.");
  m.def("batch_limit", [](py::object const& p) { return batch_limit(policy_of("batch_limit", p)); }, py::arg("policy"),
        "The most records that fit into one invocation.\n\nFormula: min(batch_size, floor(payload_limit / payload_bytes)).\n"
        "Raises ValueError when not one record fits.");
  m.def("formation", [](py::object const& p, py::object const& rate) {
    auto const& policy = policy_of("formation", p);
    return formation(policy, to_number("formation", "arrival_rate", rate, edge::number));
  }, py::arg("policy"), py::arg("arrival_rate"),
        "A batch that an idle consumer forms from Poisson arrivals, closed by size, payload or window. Exact.\n\n"
        "arrival_rate: [records/s]. Raises ValueError by the name of what is out of range.");
  m.def("fill_time", [](py::object const& p, py::object const& rate) {
    auto const& policy = policy_of("fill_time", p);
    return over("fill_time", "arrival_rate", rate, [&](double x) { return fill_time(policy, x); }, edge::number);
  }, py::arg("policy"), py::arg("arrival_rate"), "Mean time from the first record of a batch to the one that fills it, without a window [s].");
  m.def("invocation_rate", [](py::object const& p, py::object const& rate) {
    auto const& policy = policy_of("invocation_rate", p);
    return over("invocation_rate", "arrival_rate", rate, [&](double x) { return invocation_rate(policy, x); }, edge::number);
  }, py::arg("policy"), py::arg("arrival_rate"),
        "Invocations per second of a consumer that is idle whenever a batch begins: the most that these arrivals cause. Exact.");
  m.def("batch_capacity", [](py::object const& d, py::object const& size) {
    auto const& time = time_of("batch_capacity", d);
    return over("batch_capacity", "batch_size", size, [&](double x) { return batch_capacity(time, x); }, edge::number);
  }, py::arg("time"), py::arg("batch_size"), "Largest rate of one consumer with full batches [records/s]. Formula: B / (a + b B).");
  m.def("batch_capacity_limit", [](py::object const& d) { return batch_capacity_limit(time_of("batch_capacity_limit", d)); }, py::arg("time"),
        "The rate that no batch size reaches [records/s]: 1 / b; infinity without a time per record.");
  m.def("smallest_batch_size", [](py::object const& d, py::object const& rate) {
    auto const& time = time_of("smallest_batch_size", d);
    return over("smallest_batch_size", "arrival_rate", rate, [&](double x) { return smallest_batch_size(time, x); }, edge::number);
  }, py::arg("time"), py::arg("arrival_rate"),
        "Smallest batch size with which one consumer carries a rate [records/s]; infinity where none does.\n\n"
        "Formula: ceil(arrival_rate a / (1 - arrival_rate b)), at least 1.");
}

} // namespace ullage_py
