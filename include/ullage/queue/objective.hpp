// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A measure of a queue as a value, and what somebody wants of it: "the 99 % wait is at most 10 s".

#include <ullage/queue/measures.hpp>

#include <string>
#include <string_view>

namespace ullage {

/// The measures of a queue by name. A model has some of them.
enum class measure {
  utilization,
  wait_probability,
  mean_wait,
  wait_variance,
  wait_tail,
  wait_quantile,
  mean_sojourn,
  sojourn_tail,
  sojourn_quantile,
  mean_in_queue,
  mean_in_system,
  throughput,
  blocking_probability,
  abandon_probability
};

/// Every measure, in the order of their declaration.
inline constexpr measure all_measures[] = {
    measure::utilization,      measure::wait_probability, measure::mean_wait,     measure::wait_variance,
    measure::wait_tail,        measure::wait_quantile,    measure::mean_sojourn,  measure::sojourn_tail,
    measure::sojourn_quantile, measure::mean_in_queue,    measure::mean_in_system, measure::throughput,
    measure::blocking_probability, measure::abandon_probability};

/// The name of a measure: that of its function.
[[nodiscard]] constexpr char const* name_of(measure m) {
  constexpr char const* names[] = {"utilization",      "wait_probability", "mean_wait",      "wait_variance",
                                   "wait_tail",        "wait_quantile",    "mean_sojourn",   "sojourn_tail",
                                   "sojourn_quantile", "mean_in_queue",    "mean_in_system", "throughput",
                                   "blocking_probability", "abandon_probability"};
  return names[static_cast<int>(m)];
}

/// What the argument of a measure is.
enum class measure_argument { none, time, probability };
[[nodiscard]] constexpr measure_argument argument_of(measure m) {
  bool const tail = m == measure::wait_tail || m == measure::sojourn_tail;
  bool const quantile = m == measure::wait_quantile || m == measure::sojourn_quantile;
  return tail ? measure_argument::time : quantile ? measure_argument::probability : measure_argument::none;
}

/// On which side of the limit a measure must lie.
enum class side { at_most, at_least };

/// What somebody wants of a queue: a measure on one side of a limit. Made by the functions below.
template <Real T = double> struct objective {
  measure of = measure::mean_wait;
  T at = T(0);             ///< t [s] of a tail or p of a quantile; else 0
  T limit = unset_v<T>;    ///< in the unit of the measure, >= 0, required
  side where = side::at_most;

  friend bool operator==(objective const&, objective const&) = default;
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(objective<T> const& o) {
  detail::require_nonnegative("objective", "limit", o.limit);
  auto const argument = argument_of(o.of);
  if (argument == measure_argument::probability) { detail::require_quantile("objective", o.at); }
  if (argument == measure_argument::time) { detail::require_nonnegative("objective", "t", o.at); }
}

namespace detail {

/// The name of a model type in messages.
template <class Q> [[nodiscard]] std::string model_name() {
#if defined(__GNUC__)
  std::string_view text = __PRETTY_FUNCTION__;
  auto const from = text.find("Q = ");
  text.remove_prefix(from == std::string_view::npos ? 0 : from + 4);
  text = text.substr(0, text.find_first_of("<;]"));
  auto const scope = text.rfind("::");
  return std::string(scope == std::string_view::npos ? text : text.substr(scope + 2));
#else
  return "the model";
#endif
}

/// One measure of a model as a function of the model and the argument of the measure.
template <QueueModel Q> using measure_function = scalar_t<Q> (*)(Q const&, scalar_t<Q> const&);

/// The function behind a measure. Whether there is one stands beside it: under a sanitizer of undefined
/// behaviour g++ does not compare a pointer to a function in a constant expression.
template <QueueModel Q> struct found_measure {
  measure_function<Q> function = nullptr;
  bool is_there = false;
};

template <QueueModel Q> [[nodiscard]] constexpr found_measure<Q> find_measure(measure m) {
  using T = scalar_t<Q>;
  switch (m) {
  case measure::utilization: return {[](Q const& q, T const&) -> T { return utilization(q); }, true};
  case measure::wait_probability:
    if constexpr (requires(Q const& q) { wait_probability(q); }) {
      return {[](Q const& q, T const&) -> T { return wait_probability(q); }, true};
    }
    break;
  case measure::mean_wait:
    if constexpr (requires(Q const& q) { mean_wait(q); }) {
      return {[](Q const& q, T const&) -> T { return mean_wait(q); }, true};
    }
    break;
  case measure::wait_variance:
    if constexpr (requires(Q const& q) { wait_variance(q); }) {
      return {[](Q const& q, T const&) -> T { return wait_variance(q); }, true};
    }
    break;
  case measure::wait_tail:
    if constexpr (requires(Q const& q, T t) { wait_tail(q, t); }) {
      return {[](Q const& q, T const& t) -> T { return wait_tail(q, t); }, true};
    }
    break;
  case measure::wait_quantile:
    if constexpr (requires(Q const& q, T p) { wait_quantile(q, p); }) {
      return {[](Q const& q, T const& p) -> T { return wait_quantile(q, p); }, true};
    }
    break;
  case measure::mean_sojourn:
    if constexpr (requires(Q const& q) { mean_sojourn(q); }) {
      return {[](Q const& q, T const&) -> T { return mean_sojourn(q); }, true};
    }
    break;
  case measure::sojourn_tail:
    if constexpr (requires(Q const& q, T t) { sojourn_tail(q, t); }) {
      return {[](Q const& q, T const& t) -> T { return sojourn_tail(q, t); }, true};
    }
    break;
  case measure::sojourn_quantile:
    if constexpr (requires(Q const& q, T p) { sojourn_quantile(q, p); }) {
      return {[](Q const& q, T const& p) -> T { return sojourn_quantile(q, p); }, true};
    }
    break;
  case measure::mean_in_queue:
    if constexpr (requires(Q const& q) { mean_in_queue(q); }) {
      return {[](Q const& q, T const&) -> T { return mean_in_queue(q); }, true};
    }
    break;
  case measure::mean_in_system:
    if constexpr (requires(Q const& q) { mean_in_system(q); }) {
      return {[](Q const& q, T const&) -> T { return mean_in_system(q); }, true};
    }
    break;
  case measure::throughput:
    if constexpr (requires(Q const& q) { throughput(q); }) {
      return {[](Q const& q, T const&) -> T { return throughput(q); }, true};
    }
    break;
  case measure::blocking_probability:
    if constexpr (requires(Q const& q) { blocking_probability(q); }) {
      return {[](Q const& q, T const&) -> T { return blocking_probability(q); }, true};
    }
    break;
  case measure::abandon_probability:
    if constexpr (requires(Q const& q) { abandon_probability(q); }) {
      return {[](Q const& q, T const&) -> T { return abandon_probability(q); }, true};
    }
    break;
  }
  return {};
}

/// The same, or a refusal by model and measure.
template <QueueModel Q> [[nodiscard]] measure_function<Q> need_measure(char const* function, measure m) {
  auto const found = find_measure<Q>(m);
  if (!found.is_there) { refuse(function, "measure", name_of(m), (model_name<Q>() + " does not have it").c_str()); }
  return found.function;
}

} // namespace detail

/// Does a model have a measure?
template <QueueModel Q> [[nodiscard]] constexpr bool has_measure(measure m) {
  return detail::find_measure<std::remove_cvref_t<Q>>(m).is_there;
}

/// A measure that is chosen at run time.
/// @param at t [s] of a tail or p of a quantile; any number for the others
/// @throws std::domain_error the model does not have the measure, or a field or `at` is out of range
/// @throws unstable_error utilization >= 1 (only utilization itself is answered)
template <QueueModel Q>
[[nodiscard]] scalar_t<Q> evaluate(Q const& q, measure m, std::type_identity_t<scalar_t<Q>> at = scalar_t<Q>(0)) {
  return detail::need_measure<Q>("evaluate", m)(q, at);
}

namespace detail {

template <QueueModel Q, class T> [[nodiscard]] bool meets(Q const& q, objective<T> const& o, measure_function<Q> f) {
  if (o.of != measure::utilization && !is_stable(q)) { return false; }
  auto const x = f(q, scalar_t<Q>(o.at));
  return o.where == side::at_most ? value_of(x) <= value_of(o.limit) : value_of(x) >= value_of(o.limit);
}

template <class T> [[nodiscard]] objective<T> checked(objective<T> const& o) {
  validate(o);
  return o;
}

} // namespace detail

/// Is the objective met? A queue without a steady state meets none but one of its utilization.
/// @throws std::domain_error the model does not have the measure, or a field is out of range
template <QueueModel Q> [[nodiscard]] bool is_met(Q const& q, objective<scalar_t<Q>> const& o) {
  validate(q);
  validate(o);
  return detail::meets(q, o, detail::need_measure<Q>("is_met", o.of));
}

/// Mean time before service [s] at most x. @throws std::domain_error x is not >= 0 (as all of these)
template <Number X> [[nodiscard]] objective<promote_t<X>> mean_wait_at_most(X x) {
  return detail::checked(objective<promote_t<X>>{.of = measure::mean_wait, .limit = promote_t<X>(x)});
}
/// A share p of the records starts service within x [s].
template <Number P, Number X> [[nodiscard]] objective<promote_t<P, X>> wait_quantile_at_most(P p, X x) {
  using T = promote_t<P, X>;
  return detail::checked(objective<T>{.of = measure::wait_quantile, .at = T(p), .limit = T(x)});
}
/// P(wait > t) at most a probability.
template <Number X, Number P> [[nodiscard]] objective<promote_t<X, P>> wait_tail_at_most(X t, P probability) {
  using T = promote_t<X, P>;
  return detail::checked(objective<T>{.of = measure::wait_tail, .at = T(t), .limit = T(probability)});
}
/// P(wait > 0) at most x.
template <Number X> [[nodiscard]] objective<promote_t<X>> wait_probability_at_most(X x) {
  return detail::checked(objective<promote_t<X>>{.of = measure::wait_probability, .limit = promote_t<X>(x)});
}
/// Mean time from arrival to the end of service [s] at most x.
template <Number X> [[nodiscard]] objective<promote_t<X>> mean_sojourn_at_most(X x) {
  return detail::checked(objective<promote_t<X>>{.of = measure::mean_sojourn, .limit = promote_t<X>(x)});
}
/// A share p of the records is done within x [s].
template <Number P, Number X> [[nodiscard]] objective<promote_t<P, X>> sojourn_quantile_at_most(P p, X x) {
  using T = promote_t<P, X>;
  return detail::checked(objective<T>{.of = measure::sojourn_quantile, .at = T(p), .limit = T(x)});
}
/// P(sojourn > t) at most a probability.
template <Number X, Number P> [[nodiscard]] objective<promote_t<X, P>> sojourn_tail_at_most(X t, P probability) {
  using T = promote_t<X, P>;
  return detail::checked(objective<T>{.of = measure::sojourn_tail, .at = T(t), .limit = T(probability)});
}
/// Mean number that waits at most x.
template <Number X> [[nodiscard]] objective<promote_t<X>> mean_in_queue_at_most(X x) {
  return detail::checked(objective<promote_t<X>>{.of = measure::mean_in_queue, .limit = promote_t<X>(x)});
}
/// Mean number that waits or is served at most x.
template <Number X> [[nodiscard]] objective<promote_t<X>> mean_in_system_at_most(X x) {
  return detail::checked(objective<promote_t<X>>{.of = measure::mean_in_system, .limit = promote_t<X>(x)});
}
/// Offered load per server at most x.
template <Number X> [[nodiscard]] objective<promote_t<X>> utilization_at_most(X x) {
  return detail::checked(objective<promote_t<X>>{.of = measure::utilization, .limit = promote_t<X>(x)});
}
/// Share of the arrivals that is turned away at most x.
template <Number X> [[nodiscard]] objective<promote_t<X>> blocking_probability_at_most(X x) {
  return detail::checked(objective<promote_t<X>>{.of = measure::blocking_probability, .limit = promote_t<X>(x)});
}
/// Share of the arrivals that gives up waiting at most x.
template <Number X> [[nodiscard]] objective<promote_t<X>> abandon_probability_at_most(X x) {
  return detail::checked(objective<promote_t<X>>{.of = measure::abandon_probability, .limit = promote_t<X>(x)});
}
/// Records that leave after service [records/s] at least x.
template <Number X> [[nodiscard]] objective<promote_t<X>> throughput_at_least(X x) {
  return detail::checked(
      objective<promote_t<X>>{.of = measure::throughput, .limit = promote_t<X>(x), .where = side::at_least});
}

/// "mean_wait <= 3", "wait_quantile(0.99) <= 10".
template <Real T> [[nodiscard]] std::string text_of(objective<T> const& o) {
  std::string out = name_of(o.of);
  if (argument_of(o.of) != measure_argument::none) { out += "(" + detail::show(o.at) + ")"; }
  return out + (o.where == side::at_most ? " <= " : " >= ") + detail::show(o.limit);
}

} // namespace ullage
