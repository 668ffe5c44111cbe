// SPDX-License-Identifier: MIT
// The questions that are asked of queues: as functions of the module and as methods of every model.

#include "module.hpp"
#include "queue.hpp"

#include <array>
#include <string>
#include <vector>

namespace ullage_py {

namespace {

constexpr char const* unstable_text =
    "\n\nunstable: what to do where utilization >= 1: \"raise\" unstable_error, or answer with \"inf\": waits, times in the\n"
    "system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.\n"
    "Raises TypeError for a model that does not have this measure.";

constexpr std::array<question, question_count> table{{
    {"utilization", "", edge::number, overload::as_ever, "Offered load per server: arrival_rate * service_time / servers; may be 1 or more."},
    {"wait_probability", "", edge::number, overload::one, "P(W > 0): share of the records that wait."},
    {"mean_wait", "", edge::number, overload::infinite, "Mean time from arrival to the start of service [s]."},
    {"wait_variance", "", edge::number, overload::infinite, "Variance of the time before service [s^2]."},
    {"wait_tail", "t", edge::time, overload::one, "P(W > t): share of the records that wait longer than t [s], t >= 0."},
    {"wait_quantile", "p", edge::number, overload::infinite, "The time within which a share p of the records starts service [s], p in [0, 1)."},
    {"mean_sojourn", "", edge::number, overload::infinite, "Mean time from arrival to the end of service [s]."},
    {"sojourn_tail", "t", edge::time, overload::one, "Share of the records that is in the system longer than t [s], t >= 0."},
    {"sojourn_quantile", "p", edge::number, overload::infinite, "The time within which a share p of the records is done [s], p in [0, 1)."},
    {"mean_in_queue", "", edge::number, overload::infinite, "Mean number of records that wait. Formula: throughput * mean_wait (Little 1961)."},
    {"mean_in_system", "", edge::number, overload::infinite, "Mean number of records that wait or are served. Formula: throughput * mean_sojourn (Little 1961)."},
    {"throughput", "", edge::number, overload::capacity, "Records that leave after service [records/s]."},
    {"blocking_probability", "", edge::number, overload::as_ever, "Share of the arrivals that is turned away."},
    {"abandon_probability", "", edge::number, overload::as_ever, "Share of the arrivals that gives up waiting."},
    {"is_stable", "", edge::number, overload::as_ever, "Does the queue have a steady state (utilization < 1)?"},
    {"state_probability", "n", edge::count, overload::zero, "P(N = n): probability of n records in the system, waiting or in service."},
    {"decay_rate", "", edge::number, overload::zero, "theta [1/s] with P(W > t) ~ exp(-theta t) for large t."},
    {"tail_constant", "", edge::number, overload::one, "K with P(W > t) ~ K exp(-theta t) for large t, theta the decay_rate."},
    {"wait_tail_bound", "t", edge::time, overload::one, "An upper bound of P(W > t), t [s]: exp(-theta t), theta the decay_rate (Kingman 1970)."},
    {"time_congestion", "", edge::number, overload::as_ever, "Share of the time in which all servers are busy."},
    {"mean_batch", "", edge::number, overload::as_ever, "Mean number of records of an invocation."},
    {"invocation_rate", "", edge::number, overload::as_ever, "Invocations per second. Formula: arrival_rate / mean_batch."},
    {"busy_fraction", "", edge::number, overload::one, "Share of the time in which an invocation runs; near 1 at small loads already, for batches grow."},
    {"empty_probability", "", edge::number, overload::zero, "Chance that nothing waits at the end of an invocation."},
}};

/// Truth values for the one question that has them.
[[nodiscard]] py::object answer(queue_base const& q, std::size_t id, py::object const& argument, py::handle unstable) {
  auto const found = q.ask(id, argument, to_mode(table[id].name, unstable));
  if (id != is_stable_q) { return found; }
  return py::isinstance<py::float_>(found) ? py::object(py::bool_(found.cast<double>() != 0)) : py::object(found.attr("astype")("bool"));
}

/// Defines one question on the module and on the class of all models.
template <class Def, class First> void define_question(Def const& def, std::size_t id, First const& queue_of) {
  question const& asked = table[id];
  std::string const doc = std::string(asked.doc) + (asked.answer == overload::as_ever ? "" : unstable_text);
  bool const has_argument = *asked.argument != 0;
  if (asked.answer == overload::as_ever) {
    def(asked.name, doc, [id, queue_of](py::object const& q) { return answer(queue_of(id, q), id, py::none(), py::str("raise")); });
  } else if (has_argument) {
    def(asked.name, doc, [id, queue_of](py::object const& q, py::object const& x, py::object const& unstable) {
      return answer(queue_of(id, q), id, x, unstable);
    }, py::arg(asked.argument), py::kw_only(), py::arg("unstable") = "raise");
  } else {
    def(asked.name, doc, [id, queue_of](py::object const& q, py::object const& unstable) { return answer(queue_of(id, q), id, py::none(), unstable); },
        py::kw_only(), py::arg("unstable") = "raise");
  }
}

} // namespace

mode to_mode(char const* function, py::handle x) {
  return to_word({function, "unstable"}, x, {"raise", "inf"}) == "inf" ? mode::inf : mode::raise;
}

std::span<question const> questions() { return table; }

std::vector<std::string>& models_with(std::size_t id) {
  static std::array<std::vector<std::string>, question_count> all;
  return all[id];
}

void refuse_lacking(std::size_t id, char const* model) {
  std::string text = std::string(table[id].name) + ": " + model + " does not have it" + (models_with(id).empty() ? "" : "; these do: ");
  bool first = true;
  for (auto const& name : models_with(id)) {
    text += (first ? "" : ", ") + name;
    first = false;
  }
  throw py::type_error(text);
}

void check_argument(question const& asked, double x) {
  if (*asked.argument == 'p') {
    ullage::detail::require_quantile(asked.name, x);
  } else if (*asked.argument != 0) {
    ullage::detail::require_nonnegative(asked.name, asked.argument, x);
  }
}

void bind_queue_base(py::module_& m) {
  py::class_<queue_base> type(m, "queue_model",
                              "A queue in its steady state, or an array of such queues: what mm1, mmc and all the other models are.\n"
                              "Its measures are methods, and functions of the module with the same names.");
  type.def_property_readonly("shape", [](queue_base const& q) { return shape_tuple(q.shape()); }, "Shape of the array of queues; () for one queue.");
  auto const of_self = [](std::size_t, py::object const& q) -> queue_base const& { return q.cast<queue_base const&>(); };
  auto const of_any = [](std::size_t id, py::object const& q) -> queue_base const& {
    return need<queue_base>({table[id].name, "q"}, "a queue such as mmc(...)", q);
  };
  for (std::size_t id = 0; id < question_count; ++id) {
    define_question([&](char const* name, std::string const& doc, auto const& f, auto const&... more) { type.def(name, f, more..., doc.c_str()); }, id, of_self);
    define_question([&](char const* name, std::string const& doc, auto const& f, auto const&... more) { m.def(name, f, py::arg("q"), more..., doc.c_str()); }, id,
                    of_any);
  }
}

} // namespace ullage_py
