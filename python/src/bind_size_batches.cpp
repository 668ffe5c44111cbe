// SPDX-License-Identifier: MIT
// sizing/batch.hpp

#include "module.hpp"
#include "queue.hpp"
#include "table_value.hpp"

#include <ullage/sizing/batch.hpp>

#include <pybind11/stl.h>

#include <memory>
#include <vector>

namespace ullage_py {
namespace {

using target_t = ullage::batch_target<double>;
using choice_t = ullage::batch_choice<double>;
using answer_t = ullage::batch_answer<double>;
using bulk_t = ullage::bulk<double>;

[[nodiscard]] py::object helper(char const* function, py::handle a) { return py::module_::import("ullage._table").attr(function)(a); }

/// A single queue as the object that it is in Python.
[[nodiscard]] py::object to_python(bulk_t const& q) {
  if (std::isnan(q.arrival_rate) && std::isnan(q.per_record)) { return py::none(); }
  constexpr char const* rules[] = {"after_invocation", "after_batch", "when_idle"};
  py::dict out;
  out["arrival_rate"] = q.arrival_rate;
  out["per_invocation"] = q.per_invocation;
  out["per_record"] = q.per_record;
  out["batch_size"] = q.batch_size;
  out["window"] = q.window;
  out["rule"] = rules[static_cast<int>(q.rule)];
  out["service_scv"] = q.service_scv;
  return py::module_::import("ullage._core").attr("bulk")(**out);
}
void set_partition(target_t& x, place const& at, py::handle given) {
  auto const& q = need<queue<bulk_t>>(at, "a bulk(...)", given);
  if (!q.data.shape.empty()) { refuse_value(at, "an array of queues", "must be a single one"); }
  x.partition = q.data.items[0];
}

void bind_answer(py::module_& m) {
  py::class_<choice_t> choice(m, "batch_choice", "One batch size and window, and what comes of them.");
  choice.def_readonly("batch_size", &choice_t::batch_size, "Most records of an invocation.");
  choice.def_readonly("window", &choice_t::window, "[s]");
  choice.def_readonly("mean_wait", &choice_t::mean_wait, "From arrival to the start of the invocation [s].");
  choice.def_property_readonly("wait_quantile", [](choice_t const& c) { return from_number(c.wait_quantile, edge::number); },
                               "At the share that was asked for [s]; None where the mean was.");
  choice.def_readonly("mean_sojourn", &choice_t::mean_sojourn, "From arrival to the end of the invocation [s].");
  choice.def_readonly("mean_batch", &choice_t::mean_batch, "Records of an invocation.");
  choice.def_readonly("invocation_rate", &choice_t::invocation_rate, "[1/s]");
  choice.def_readonly("busy_per_record", &choice_t::busy_per_record, "Running time for each record [s].");
  choice.def_readonly("utilization", &choice_t::utilization, "Load with full batches.");
  choice.def_readonly("cost", &choice_t::cost, "Per second, in the unit of the target.");
  choice.def("to_dict", [](choice_t const& c) {
    py::dict out;
    out["batch_size"] = c.batch_size;
    out["window"] = c.window;
    out["mean_wait"] = c.mean_wait;
    out["wait_quantile"] = from_number(c.wait_quantile, edge::number);
    out["mean_sojourn"] = c.mean_sojourn;
    out["mean_batch"] = c.mean_batch;
    out["invocation_rate"] = c.invocation_rate;
    out["busy_per_record"] = c.busy_per_record;
    out["utilization"] = c.utilization;
    out["cost"] = c.cost;
    return out;
  }, "The fields by name.");
  choice.def("__repr__", [](choice_t const& c) {
    auto const show = [](double x) { return ullage::detail::show(x); };
    return "<batch_size " + show(c.batch_size) + ", window " + show(c.window) + " s: mean_wait " + show(c.mean_wait) + " s, cost " + show(c.cost) + ">";
  });
  py::class_<answer_t, std::shared_ptr<answer_t>> answer(m, "batch_answer", "Which batch size and window, and all that were tried.");
  answer.def_readonly("feasible", &answer_t::feasible, "Does the best keep the limit?");
  answer.def_readonly("stable", &answer_t::stable, "Does some size carry the load at all?");
  answer.def_readonly("best", &answer_t::best, "Cheapest that keeps the limit; the one nearest to it when none does.");
  answer.def_readonly("table", &answer_t::table, "All that were tried, by size, then by window.");
  answer.def("__repr__", [](answer_t const& a) {
    return std::string(a.feasible ? "<batch_answer: " : a.stable ? "<batch_answer, the limit is not kept: " : "<batch_answer, no size carries the load: ") +
           py::repr(py::cast(a.best)).cast<std::string>() + ", " + std::to_string(a.table.size()) + " tried>";
  });
  answer.def("to_pandas", [](py::object const& a) { return helper("to_pandas", helper("batch_columns", a)); }, "A pandas frame with one row per choice of the table.");
  answer.def("to_polars", [](py::object const& a) { return helper("to_polars", helper("batch_columns", a)); }, "The same as a polars frame.");
  answer.def("to_arrow", [](py::object const& a) { return helper("to_arrow", helper("batch_columns", a)); }, "The same as an Arrow table.");
}

} // namespace

void bind_size_batches(py::module_& m) {
  bind_answer(m);
  auto type = bind_table<target_t>(
      m, {.name = "batch_target",
          .doc = "What is asked of batches: the partition, the age that records may have, and what invocations cost.",
          .fields = {field_of<&target_t::max_wait>("max_wait", edge::time, "Limit of the age at the start of the invocation [s], > 0; infinity: none."),
                     field_of<&target_t::quantile>("quantile", edge::number, "Share of the records that keep it, in (0, 1); default: the mean keeps it."),
                     field_of<&target_t::max_batch_size>("max_batch_size", edge::count, "1 to 10000; a payload limit goes in here (batch_limit)."),
                     field_of<&target_t::max_window>("max_window", edge::time, "[s], 0 to 300."),
                     field_of<&target_t::window_step>("window_step", edge::time, "Windows are multiples of it [s], >= 0; 0: any."),
                     field_of<&target_t::max_utilization>("max_utilization", edge::number, "In (0, 1]; sizes with more load are left out."),
                     field_of<&target_t::cost_per_invocation>("cost_per_invocation", edge::number, "Any unit, >= 0."),
                     field_of<&target_t::cost_per_second>("cost_per_second", edge::number, "Of running time, same unit, >= 0."),
                     field_of<&target_t::sizes_per_decade>("sizes_per_decade", edge::count, "Of the first grid, 1 to 20."),
                     field_of<&target_t::windows_per_decade>("windows_per_decade", edge::count, "Of the first grid, 1 to 20."),
                     field_of<&target_t::refinements>("refinements", edge::count, "Times that the grid is halved around the best, 0 to 10.")},
          .choices = {}, .check = [](target_t const& x) { validate(x); }, .tag = "",
          .pieces = {{"partition", "bulk | None", "None", "The partition, required; its batch_size and window are what is searched for.",
                      [](target_t const& x) { return to_python(x.partition); }, &set_partition}}});
  type.def("evaluate", [](target_t const& t, py::object const& size, py::object const& window) {
    double const b = to_number("evaluate", "batch_size", size, edge::count);
    double const w = to_number("evaluate", "window", window, edge::time);
    py::gil_scoped_release const release;
    return ullage::evaluate(t, b, w);
  }, py::arg("batch_size"), py::arg("window") = 0, "The measures of one batch size and window [s]. Raises unstable_error for a load of 1 or more.");
  m.def("size_batches", [](py::object const& asked) {
    auto const& t = need<target_t>({"size_batches", "target"}, "a batch_target(...)", asked);
    py::gil_scoped_release const release;
    return std::make_shared<answer_t>(ullage::size_batches(t));
  }, py::arg("target"),
        "Batch size and window with the least cost among those whose age keeps the limit.\n\n"
        "A grid is scanned and refined around the best, for the age is not monotone in either. The cost is within 0.5 %\n"
        "of that of a dense scan. \"Cannot be kept\" is an answer: feasible is then False.");
}

} // namespace ullage_py
