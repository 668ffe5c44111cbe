// SPDX-License-Identifier: MIT
#pragma once
// Queue models in Python: one class per model, one table of questions for all of them.

#include "many.hpp"

#include <ullage/queue/objective.hpp>
#include <ullage/queue/solve.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage_py {

/// The answer to a question about a queue that is not stable, where "inf" is asked for.
enum class overload { as_ever, infinite, zero, one, capacity };

/// What can be asked of a queue.
struct question {
  char const* name;
  char const* argument; ///< its name, "" for none
  edge kind;
  overload answer;
  char const* doc;
};

inline constexpr std::size_t measures = std::size(ullage::all_measures);
/// Questions beside the measures of the library, in the order of the table.
enum extra : std::size_t {
  is_stable_q = measures, state_probability_q, decay_rate_q, tail_constant_q, wait_tail_bound_q, time_congestion_q,
  mean_batch_q, invocation_rate_q, busy_fraction_q, empty_probability_q, question_count
};

[[nodiscard]] std::span<question const> questions();
/// Models that have an answer.
[[nodiscard]] std::vector<std::string>& models_with(std::size_t question);

enum class mode { raise, inf };
[[nodiscard]] mode to_mode(char const* function, py::handle x);
enum class unknown { servers, arrival_rate, service_time };
using objective_t = ullage::objective<double>;

/// What a solver found, for one queue or an array of them.
struct solution_value {
  py::object feasible;
  py::object value;
  py::object achieved;
  py::object reason;
};

/// A queue, or an array of queues of one model.
class queue_base {
public:
  queue_base() = default;
  queue_base(queue_base const&) = default;
  queue_base(queue_base&&) = default;
  queue_base& operator=(queue_base const&) = default;
  queue_base& operator=(queue_base&&) = default;
  virtual ~queue_base() = default;

  [[nodiscard]] virtual char const* name() const = 0;
  [[nodiscard]] virtual extents const& shape() const = 0;
  [[nodiscard]] virtual py::object ask(std::size_t id, py::object const& argument, mode unstable) const = 0;
  [[nodiscard]] virtual solution_value solve(unknown what, objective_t const& wanted) const = 0;
};

[[noreturn]] void refuse_lacking(std::size_t id, char const* model);
[[noreturn]] void refuse_solver(unknown what, char const* model);
/// An argument is checked also where an answer does not depend on it.
void check_argument(question const& asked, double x);

template <class M> using ask_function = double (*)(M const&, double const&);

/// The function behind a question, or nothing where the model does not have it.
template <class M> [[nodiscard]] constexpr ask_function<M> function_for(std::size_t id) {
  // A sojourn in batches is more than the wait and the time of one record.
  if constexpr (requires(M const& q) { q.run_spacing; }) {
    if (id == static_cast<std::size_t>(ullage::measure::mean_sojourn) || id == static_cast<std::size_t>(ullage::measure::mean_in_system)) { return nullptr; }
  }
  if (id < measures) { return ullage::detail::find_measure<M>(ullage::all_measures[id]).function; }
  if (id == is_stable_q) {
    return [](M const& q, double const&) { return is_stable(q) ? 1.0 : 0.0; };
  }
  if constexpr (requires(M const& q, long long n) { state_probability(q, n); }) {
    if (id == state_probability_q) {
      return [](M const& q, double const& n) -> double { return state_probability(q, static_cast<long long>(n)); };
    }
  }
  if constexpr (requires(M const& q) { decay_rate(q); }) {
    if (id == decay_rate_q) {
      return [](M const& q, double const&) -> double { return decay_rate(q); };
    }
  }
  if constexpr (requires(M const& q) { tail_constant(q); }) {
    if (id == tail_constant_q) {
      return [](M const& q, double const&) -> double { return tail_constant(q); };
    }
  }
  if constexpr (requires(M const& q, double t) { wait_tail_bound(q, t); }) {
    if (id == wait_tail_bound_q) {
      return [](M const& q, double const& t) -> double { return wait_tail_bound(q, t); };
    }
  }
  if constexpr (requires(M const& q) { time_congestion(q); }) {
    if (id == time_congestion_q) {
      return [](M const& q, double const&) -> double { return time_congestion(q); };
    }
  }
  if constexpr (requires(M const& q) { mean_batch(q); }) {
    switch (id) {
    case mean_batch_q: return [](M const& q, double const&) -> double { return mean_batch(q); };
    case invocation_rate_q: return [](M const& q, double const&) -> double { return invocation_rate(q); };
    case busy_fraction_q: return [](M const& q, double const&) -> double { return busy_fraction(q); };
    case empty_probability_q: return [](M const& q, double const&) -> double { return empty_probability(q); };
    default: break;
    }
  }
  return nullptr;
}

/// Records/s that the servers can do.
template <class M> [[nodiscard]] double capacity_of(M const& q) {
  double servers = 1;
  if constexpr (requires { q.servers; }) { servers = q.servers; }
  if constexpr (requires { q.per_invocation; }) {
    return 1 / (q.per_invocation / q.batch_size + q.per_record);
  } else if constexpr (requires { q.dispatch_overhead; }) {
    return servers / (q.dispatch_overhead / q.batch_size + q.service_time);
  } else {
    return servers / ullage::detail::mean_service(q);
  }
}

template <class M> [[nodiscard]] double answer_of(M const& q, ask_function<M> f, question const& asked, double x, mode unstable) {
  if (unstable == mode::inf && asked.answer != overload::as_ever && !is_stable(q)) {
    check_argument(asked, x);
    switch (asked.answer) {
    case overload::infinite: return std::numeric_limits<double>::infinity();
    case overload::one: return 1;
    case overload::capacity: return capacity_of(q);
    default: return 0;
    }
  }
  return f(q, x);
}

template <class M> [[nodiscard]] py::object ask_many(many<M> const& data, std::size_t id, py::object const& argument, mode unstable) {
  auto const f = function_for<M>(id);
  question const& asked = questions()[id];
  bool const has_argument = *asked.argument != 0;
  if (data.shape.empty() && (!has_argument || is_scalar(argument))) {
    double const x = has_argument ? to_number(asked.name, asked.argument, argument, asked.kind) : 0;
    if (has_argument && asked.kind == edge::count) { (void)to_count({asked.name, asked.argument}, x); }
    return py::float_(answer_of(data.items[0], f, asked, x, unstable));
  }
  place const at{asked.name, asked.argument};
  std::vector<slot> slots(has_argument ? 2 : 1);
  if (has_argument) {
    slots[1].hold(to_numbers(at, argument, asked.kind));
    slots[1].scalar = false;
    if (asked.kind == edge::count) { require_counts(at, py::reinterpret_borrow<numbers>(slots[1].array)); }
    slots[0].count_places(data.shape);
  }
  extents const shape = has_argument ? spread(slots) : data.shape;
  double const* const place_of = has_argument ? slots[0].data : nullptr;
  double const* const x = has_argument ? slots[1].data : nullptr;
  py::array_t<double> out(shape);
  double* const to = out.mutable_data();
  M const* const items = data.items.data();
  if constexpr (requires(M const& q) { prepare(q); }) {
    // Many answers of one queue: what they have in common is computed once.
    if (data.shape.empty() && (unstable == mode::raise || is_stable(items[0]))) {
      auto const prepared = prepare(items[0]);
      using P = std::remove_cvref_t<decltype(prepared)>;
      if (auto const g = function_for<P>(id); g != nullptr) {
        for_each_element(size_of(shape), shape, [=, &prepared](std::size_t k) { to[k] = g(prepared, x[k]); });
        return out;
      }
    }
  }
  if (has_argument) {
    for_each_element(size_of(shape), shape, [=, &asked](std::size_t k) {
      to[k] = answer_of(items[static_cast<std::size_t>(place_of[k])], f, asked, x[k], unstable);
    });
  } else {
    for_each_element(size_of(shape), shape, [=, &asked](std::size_t k) { to[k] = answer_of(items[k], f, asked, 0, unstable); });
  }
  return out;
}

struct solved {
  std::vector<double> value;
  std::vector<double> achieved;
  std::vector<char> feasible;
  std::vector<std::string> reason;
};

[[nodiscard]] solution_value to_python(solved const& all, extents const& shape, bool whole);

template <class M, class Solver> [[nodiscard]] solution_value solve_many(many<M> const& data, bool whole, Solver const& solver) {
  auto const size = data.items.size();
  solved all{std::vector<double>(size), std::vector<double>(size), std::vector<char>(size), std::vector<std::string>(size)};
  auto const one = [&](std::size_t k) {
    auto found = solver(data.items[k]);
    all.value[k] = static_cast<double>(found.value);
    all.achieved[k] = found.achieved;
    all.feasible[k] = found.feasible ? 1 : 0;
    all.reason[k] = std::move(found.reason);
  };
  if (data.shape.empty()) {
    one(0);
  } else {
    for_each_element(size, data.shape, one);
  }
  return to_python(all, data.shape, whole);
}

/// The class of a model.
template <class M> class queue final : public queue_base {
public:
  explicit queue(many<M> all) : data(std::move(all)) {}

  [[nodiscard]] char const* name() const override { return title; }
  [[nodiscard]] extents const& shape() const override { return data.shape; }
  [[nodiscard]] py::object ask(std::size_t id, py::object const& argument, mode unstable) const override {
    if (function_for<M>(id) == nullptr) { refuse_lacking(id, title); }
    return ask_many(data, id, argument, unstable);
  }
  [[nodiscard]] solution_value solve(unknown what, objective_t const& wanted) const override {
    if (!ullage::has_measure<M>(wanted.of)) { refuse_lacking(static_cast<std::size_t>(wanted.of), title); }
    if constexpr (requires(M const& q) { ullage::servers_for(q, wanted); }) {
      if (what == unknown::servers) {
        return solve_many(data, true, [&](M const& q) { return ullage::servers_for(q, wanted); });
      }
    }
    if constexpr (requires(M const& q) { ullage::max_arrival_rate(q, wanted); }) {
      if (what == unknown::arrival_rate) {
        return solve_many(data, false, [&](M const& q) { return ullage::max_arrival_rate(q, wanted); });
      }
    }
    if constexpr (requires(M const& q) { ullage::max_service_time(q, wanted); }) {
      if (what == unknown::service_time) {
        return solve_many(data, false, [&](M const& q) { return ullage::max_service_time(q, wanted); });
      }
    }
    refuse_solver(what, title);
  }

  many<M> data;
  static inline char const* title = "";
};

/// Binds a model: its class and its place in the table of questions.
template <class M, std::size_t N>
py::class_<queue<M>, queue_base> bind_queue(py::module_& m, char const* name, std::array<column<M>, N> const& columns, char const* doc) {
  queue<M>::title = name;
  for (std::size_t id = 0; id < question_count; ++id) {
    if (function_for<M>(id) != nullptr) { models_with(id).emplace_back(name); }
  }
  py::class_<queue<M>, queue_base> type(m, name, doc);
  bind_many(type, name, std::span<column<M> const>(columns),
            "Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of\n"
            "queues. Times are seconds, strings such as \"500ms\", \"3 s\", \"10 min\", or timedelta.\n\n"
            "Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an\n"
            "unknown one (with the nearest name).");
  return type;
}

} // namespace ullage_py
