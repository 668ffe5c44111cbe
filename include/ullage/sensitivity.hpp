// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How much each input of a pipeline or of a queue matters: derivatives and elasticities of any measure, by dual
/// numbers through the same templates that compute the measure.

#include <ullage/concepts.hpp>
#include <ullage/detail/dual_pipeline.hpp>
#include <ullage/detail/queue_slopes.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/slopes.hpp>
#include <ullage/dual.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ullage {

namespace detail {

/// A number of a forecast, by name.
template <Real T> struct forecast_measure {
  char const* name;
  char const* argument; ///< what it is asked at: "", "p" or "t"
  T (*of)(forecast_result<T> const&, T const&);
};

template <Real T> [[nodiscard]] std::vector<forecast_measure<T>> const& forecast_measures() {
  using F = forecast_result<T>;
  static std::vector<forecast_measure<T>> const all{
      {"peak_lag", "", [](F const& f, T const&) { return f.peak_lag; }},
      {"peak_lag_at", "", [](F const& f, T const&) { return f.peak_lag_at; }},
      {"drained_at", "", [](F const& f, T const&) { return f.drained_at; }},
      {"drain_time", "", [](F const& f, T const&) { return f.drain_time; }},
      {"finished_at", "", [](F const& f, T const&) { return f.finished_at; }},
      {"cooled_down_at", "", [](F const& f, T const&) { return f.cooled_down_at; }},
      {"settled_lag", "", [](F const& f, T const&) { return f.settled_lag; }},
      {"max_wait", "", [](F const& f, T const&) { return f.max_wait; }},
      {"mean_wait", "", [](F const& f, T const&) { return f.mean_wait; }},
      {"max_consumers", "", [](F const& f, T const&) { return f.max_consumers; }},
      {"consumer_seconds", "", [](F const& f, T const&) { return f.consumer_seconds; }},
      {"invocations", "", [](F const& f, T const&) { return f.invocations; }},
      {"full_capacity", "", [](F const& f, T const&) { return f.full_capacity; }},
      {"utilization", "", [](F const& f, T const&) { return f.utilization; }},
      {"peak_utilization", "", [](F const& f, T const&) { return f.peak_utilization; }},
      {"wait_quantile", "p", [](F const& f, T const& p) { return wait_quantile(f, p); }},
      {"late_records", "t", [](F const& f, T const& t) { return late_records(f, t); }},
      {"lag", "t", [](F const& f, T const& t) { return lag(f, t); }},
      {"offset_lag", "t", [](F const& f, T const& t) { return offset_lag(f, t); }},
      {"lag_age", "t", [](F const& f, T const& t) { return lag_age(f, t); }},
      {"wait_at", "t", [](F const& f, T const& t) { return wait_at(f, t); }},
      {"processed", "t", [](F const& f, T const& t) { return processed(f, t); }},
      {"throughput", "t", [](F const& f, T const& t) { return throughput(f, t); }},
      {"capacity", "t", [](F const& f, T const& t) { return capacity(f, t); }},
      {"consumers", "t", [](F const& f, T const& t) { return consumers(f, t); }},
  };
  return all;
}

/// Every number of a pipeline that a forecast may depend on.
template <Real T> [[nodiscard]] std::vector<model_input<pipeline<T>, T>> const& pipeline_inputs() {
  using P = pipeline<T>;
  static std::vector<model_input<P, T>> const all{
      {"arrival_scale", [](P const&) { return T(1); },
       [](P& p, T const& by) {
         auto pieces = p.arrivals.pieces();
         for (auto& x : pieces) {
           x.rate += x.rate * by;
           x.slope += x.slope * by;
           x.burst += x.burst * by;
         }
         p.arrivals = arrival_profile<T>(pieces);
       }},
      {"service_time", [](P const& p) { return p.service_time; }, [](P& p, T const& by) { p.service_time += by; }},
      {"dispatch_overhead", [](P const& p) { return p.dispatch_overhead; }, [](P& p, T const& by) { p.dispatch_overhead += by; }},
      {"initial_lag", [](P const& p) { return p.initial_lag; }, [](P& p, T const& by) { p.initial_lag += by; }},
      {"initial_lag_age", [](P const& p) { return p.initial_lag_age; }, [](P& p, T const& by) { p.initial_lag_age += by; }},
      // Lanes are partitions times the factor; only the latter is a number that can move.
      {"partitions", [](P const& p) { return p.partitions ? T(double(*p.partitions)) : unset_v<T>; },
       [](P& p, T const& by) { p.scaling.parallelization_factor += p.scaling.parallelization_factor * (by / T(double(p.partitions.value_or(1)))); },
       [](P& p, int by) { p.partitions = p.partitions.value_or(1) + by; }},
      {"reserved_concurrency", [](P const& p) { return p.reserved_concurrency; }, [](P& p, T const& by) { p.reserved_concurrency += by; }},
      {"account_concurrency", [](P const& p) { return is_nan(p.account_concurrency) ? p.scaling.account_concurrency : p.account_concurrency; },
       [](P& p, T const& by) { (is_nan(p.account_concurrency) ? p.scaling.account_concurrency : p.account_concurrency) += by; }},
      {"record_bytes", [](P const& p) { return p.record_bytes; }, [](P& p, T const& by) { p.record_bytes += by; }},
      {"service_scv", [](P const& p) { return p.service_scv; }, [](P& p, T const& by) { p.service_scv += by; }},
      {"batch_size", [](P const& p) { return p.batch_size; }, [](P& p, T const& by) { p.batch_size += by; },
       [](P& p, int by) { p.batch_size += T(by); }},
      {"batch_window", [](P const& p) { return p.batch_window; }, [](P& p, T const& by) { p.batch_window += by; }},
      {"failure_probability", [](P const& p) { return p.retry.failure_probability; }, [](P& p, T const& by) { p.retry.failure_probability += by; }},
      {"poison_probability", [](P const& p) { return p.retry.poison_probability; }, [](P& p, T const& by) { p.retry.poison_probability += by; }},
      {"backoff", [](P const& p) { return p.retry.backoff; }, [](P& p, T const& by) { p.retry.backoff += by; }},
      {"max_record_age", [](P const& p) { return p.retry.max_record_age; }, [](P& p, T const& by) { p.retry.max_record_age += by; }},
      {"breakdown_rate", [](P const& p) { return p.breakdowns.rate; }, [](P& p, T const& by) { p.breakdowns.rate += by; }},
      {"breakdown_pause", [](P const& p) { return p.breakdowns.pause; }, [](P& p, T const& by) { p.breakdowns.pause += by; }},
      {"breakdown_pause_scv", [](P const& p) { return p.breakdowns.pause_scv; }, [](P& p, T const& by) { p.breakdowns.pause_scv += by; }},
      {"evaluation_period", [](P const& p) { return p.scaling.evaluation_period; },
       [](P& p, T const& by) { p.scaling.evaluation_period += by; }},
      {"phase", [](P const& p) { return p.scaling.phase; }, [](P& p, T const& by) { p.scaling.phase += by; }},
      {"reaction_delay", [](P const& p) { return p.scaling.reaction_delay; }, [](P& p, T const& by) { p.scaling.reaction_delay += by; }},
      {"rebalance_pause", [](P const& p) { return p.scaling.rebalance_pause; }, [](P& p, T const& by) { p.scaling.rebalance_pause += by; }},
      {"startup_time", [](P const& p) { return p.scaling.startup_time; }, [](P& p, T const& by) { p.scaling.startup_time += by; }},
      {"lag_threshold", [](P const& p) { return p.scaling.lag_threshold; }, [](P& p, T const& by) { p.scaling.lag_threshold += by; }},
      {"concurrency_per_consumer", [](P const& p) { return p.scaling.concurrency_per_consumer; },
       [](P& p, T const& by) { p.scaling.concurrency_per_consumer += by; }},
      {"bytes_per_consumer", [](P const& p) { return p.scaling.bytes_per_consumer; }, [](P& p, T const& by) { p.scaling.bytes_per_consumer += by; }},
      {"initial_consumers", [](P const& p) { return p.scaling.initial_consumers; }, [](P& p, T const& by) { p.scaling.initial_consumers += by; }},
      {"max_consumers", [](P const& p) { return p.scaling.max_consumers; }, [](P& p, T const& by) { p.scaling.max_consumers += by; }},
      {"environment_burst", [](P const& p) { return p.scaling.environment_burst; }, [](P& p, T const& by) { p.scaling.environment_burst += by; }},
      {"environment_rate", [](P const& p) { return p.scaling.environment_rate; }, [](P& p, T const& by) { p.scaling.environment_rate += by; }},
      {"down_stabilization", [](P const& p) { return p.scaling.down.stabilization; }, [](P& p, T const& by) { p.scaling.down.stabilization += by; }},
      {"down_min_interval", [](P const& p) { return p.scaling.down.min_interval; }, [](P& p, T const& by) { p.scaling.down.min_interval += by; }},
      {"consumers_per_minute",
       [](P const& p) {
         auto const* up = std::get_if<continuous_ramp<T>>(&p.scaling.up);
         return up ? up->per_minute : unset_v<T>;
       },
       [](P& p, T const& by) {
         if (auto* up = std::get_if<continuous_ramp<T>>(&p.scaling.up)) { up->per_minute += by; }
       }},
  };
  return all;
}

template <class Table> [[nodiscard]] std::string names_in(Table const& table) {
  std::string out;
  for (auto const& x : table) { out += (out.empty() ? "" : ", ") + std::string(x.name); }
  return out;
}
/// The place of a name in a table.
template <class Table> [[nodiscard]] std::size_t place_of(char const* function, char const* what, std::string const& name, Table const& table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (name == table[i].name) { return i; }
  }
  throw std::domain_error(std::string(function) + ": " + what + " = \"" + name + "\", but must be one of " + names_in(table));
}

/// What the inputs of a list have in two scalar types.
template <class Plain, class Duals> void select(char const* function, std::vector<std::string> const& names, Plain& plain, Duals& duals) {
  if (names.empty()) { return; }
  Plain some;
  Duals same;
  for (auto const& name : names) {
    auto const i = place_of(function, "input", name, plain);
    some.push_back(plain[i]);
    same.push_back(duals[i]);
  }
  plain = some;
  duals = same;
}

} // namespace detail

/// The names that sensitivity takes as a measure of a pipeline.
[[nodiscard]] inline std::vector<std::string> sensitivity_measures() {
  std::vector<std::string> out;
  for (auto const& m : detail::forecast_measures<double>()) { out.emplace_back(m.name); }
  return out;
}
/// The names that sensitivity takes as an input of a pipeline.
[[nodiscard]] inline std::vector<std::string> sensitivity_inputs() {
  std::vector<std::string> out;
  for (auto const& m : detail::pipeline_inputs<double>()) { out.emplace_back(m.name); }
  return out;
}

/// What is asked of a pipeline.
template <Real T = double> struct sensitivity_question {
  std::string measure = "max_wait";
  std::vector<std::string> inputs = {}; ///< empty: all
  T at = unset_v<T>;                    ///< p of wait_quantile, t of a measure at an instant [s]
};

namespace detail {
[[nodiscard]] inline sensitivity_question<double> widened(sensitivity_question<float> const& q) {
  return {.measure = q.measure, .inputs = q.inputs, .at = static_cast<double>(q.at)};
}
[[nodiscard]] inline sensitivity_result<float> narrowed(sensitivity_result<double> const& r) {
  sensitivity_result<float> out{.measure = r.measure, .value = static_cast<float>(r.value), .inputs = {}};
  for (auto const& s : r.inputs) {
    out.inputs.push_back({s.input, static_cast<float>(s.at), static_cast<float>(s.derivative), static_cast<float>(s.elasticity), s.defined, s.reason});
  }
  return out;
}

template <std::floating_point T> [[nodiscard]] sensitivity_result<T> pipeline_slopes(pipeline<T> const& p, sensitivity_question<T> const& question) {
  using D = dual<T, detail::slopes_at_once>;
  auto const f = "sensitivity";
  auto const k = detail::place_of(f, "measure", question.measure, detail::forecast_measures<T>());
  auto const& measure = detail::forecast_measures<T>()[k];
  bool const quantile = measure.argument[0] == 'p';
  if (measure.argument[0] != '\0') {
    detail::require(quantile ? question.at >= 0 && question.at <= 1 : question.at >= 0 && detail::is_finite(question.at), f, "at", question.at,
                    quantile ? "is required for this measure and must be in [0, 1]" : "is required for this measure and must be a time >= 0");
  }
  auto plain = detail::pipeline_inputs<T>();
  auto duals = detail::pipeline_inputs<D>();
  detail::select(f, question.inputs, plain, duals);
  bool const fractional_lanes = p.partitions && !is_even(p.skew);
  auto const evaluate = [&](auto const& model) {
    using U = std::remove_cvref_t<decltype(model.service_time)>;
    return detail::forecast_measures<U>()[k].of(forecast(model), U(question.at));
  };
  auto out = detail::slopes_of<T, pipeline<T>, pipeline<D>>(
      p, plain, duals, true, evaluate, [](pipeline<T> const& x) { return detail::as_scalar<D>(x); },
      [](pipeline<T> const& x) { return detail::is_valid(x); });
  out.measure = question.measure;
  for (auto& s : out.inputs) {
    if (s.input == "partitions" && s.defined && fractional_lanes) { detail::undefined(s, "the shares of the partitions are those of a whole number of them"); }
  }
  return out;
}
} // namespace detail

/// A measure of the forecast of a pipeline, and its derivatives with respect to numbers of the pipeline.
///
/// The derivatives are those of the exact fluid, by dual numbers; times of events move with the inputs as they do in
/// the model. Both sides of the point are looked at as well: where the measure jumps (an evaluation that comes to see
/// the backlog, a whole number of consumers) or has a kink, the derivative is not defined and the reason is told. Of
/// inputs at the edge of their range, such as 0, the derivative is the one-sided one. The whole numbers
/// partitions and batch_size count as real ones in the formulas; their derivative is defined where one more and one
/// less change the measure in its direction and by a quarter to four times as much.
/// Accuracy: 1e-12 of the derivative, 1e-7 where differences are named in the reason.
/// @throws std::domain_error a field of the pipeline is out of range; a name or `at` that is not known, by name
template <std::floating_point T> [[nodiscard]] sensitivity_result<T> sensitivity(pipeline<T> const& p, sensitivity_question<T> const& question) {
  if constexpr (std::is_same_v<T, float>) { // too few digits for a look at both sides
    return detail::narrowed(detail::pipeline_slopes(detail::as_scalar<double>(p), detail::widened(question)));
  } else {
    return detail::pipeline_slopes(p, question);
  }
}

/// The same for all inputs, or some of them.
template <std::floating_point T>
[[nodiscard]] sensitivity_result<T> sensitivity(pipeline<T> const& p, std::string const& measure, std::vector<std::string> const& inputs = {}) {
  return sensitivity(p, sensitivity_question<T>{.measure = measure, .inputs = inputs});
}

namespace detail {

template <std::floating_point T, template <class> class Q>
[[nodiscard]] sensitivity_result<T> queue_slopes(Q<T> const& q, sensitivity_question<T> const& question, bool only_servers) {
  using D = dual<T, slopes_at_once>;
  auto const f = "sensitivity";
  auto const measures = queue_measures<Q<T>>();
  auto const same = queue_measures<Q<D>>();
  auto const k = place_of(f, "measure", question.measure, measures);
  if (!measures[k].of) { throw std::domain_error("sensitivity: measure = \"" + question.measure + "\", but this queue has none of that name"); }
  char const argument = measures[k].argument[0];
  if (argument != '\0') {
    require(argument == 'p' ? question.at >= 0 && question.at < 1 : question.at >= 0 && is_finite(question.at), f, "at", question.at,
            argument == 'p' ? "is required for this measure and must be in [0, 1)" : "is required for this measure and must be a time >= 0");
  }
  auto plain = queue_inputs<Q<T>>();
  auto duals = queue_inputs<Q<D>>();
  if (only_servers) {
    select(f, {"servers"}, plain, duals);
  } else {
    select(f, question.inputs, plain, duals);
  }
  auto const evaluate = [&](auto const& model) {
    using U = scalar_t<decltype(model)>;
    if constexpr (carries_derivatives<U>) {
      return same[k].of(model, U(question.at));
    } else {
      return measures[k].of(model, question.at);
    }
  };
  auto out = slopes_of<T, Q<T>, Q<D>>(q, plain, duals, same[k].of != nullptr, evaluate, [](Q<T> const& x) { return queue_as<D>(x); },
                                      [](Q<T> const& x) { return is_valid(x) && is_stable(x); });
  out.measure = question.measure;
  return out;
}

} // namespace detail

/// A measure of a queue and its derivatives with respect to the numbers of the queue.
///
/// Measures and inputs have the names that the queue gives them; `service_time` of an mg1 stretches all times of its
/// law. The real number of servers of an mmc is that of erlang_c. Measures that are inverted transforms (wait_tail and
/// quantiles of mg1 and gg1, mean_wait of gg1, the tail of ggc) have slopes by central differences, as their reason says.
/// Accuracy: 1e-11 of the derivative, 1e-6 where differences are named.
/// @param q an mm1, mminf, mmc, mmck, erlang_a, md1, mg1, gg1 or ggc
/// @throws std::domain_error a field of the queue is out of range; a name or `at` that is not known, by name
/// @throws unstable_error utilization >= 1 for a measure that needs a steady state
template <std::floating_point T, template <class> class Q>
  requires QueueModel<Q<T>>
[[nodiscard]] sensitivity_result<T> sensitivity(Q<T> const& q, sensitivity_question<T> const& question) {
  if constexpr (std::is_same_v<T, float>) {
    return detail::narrowed(sensitivity(detail::queue_as<double>(q), detail::widened(question)));
  } else if constexpr (std::is_same_v<Q<T>, mmc<T>>) {
    // Real servers have their own model, for the measures that it has.
    sensitivity_question<T> others = question;
    others.inputs.clear();
    bool servers = question.inputs.empty();
    for (auto const& name : question.inputs) {
      if (name == "servers") {
        servers = true;
      } else {
        others.inputs.push_back(name);
      }
    }
    auto out = detail::queue_slopes<T, mmc>(q, others, false);
    if (others.inputs.empty() && !question.inputs.empty()) { out.inputs.clear(); }
    auto const measures = detail::queue_measures<detail::relaxed_mmc<T>>();
    if (servers && measures[detail::place_of("sensitivity", "measure", question.measure, measures)].of) {
      auto more = detail::queue_slopes<T, detail::relaxed_mmc>({q.arrival_rate, q.service_time, T(q.servers)}, question, true);
      more.inputs[0].reason = "continuous relaxation: this is a whole number";
      out.inputs.push_back(std::move(more.inputs[0]));
    } else if (!question.inputs.empty() && servers) {
      input_slope<T> s;
      s.input = "servers";
      s.at = T(q.servers);
      detail::undefined(s, "this measure has no form for a real number of servers");
      out.inputs.push_back(std::move(s));
    }
    return out;
  } else {
    return detail::queue_slopes<T, Q>(q, question, false);
  }
}

} // namespace ullage
