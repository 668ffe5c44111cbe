// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Inverse questions to every queue model: how many servers, which arrival rate, which service time
/// meet an objective.

#include <ullage/detail/stretch.hpp>
#include <ullage/queue/objective.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

namespace ullage {

/// An answer that may be "no".
template <class V, Real T> struct solution {
  bool feasible = false;
  V value{};          ///< what was asked for; where infeasible the one that comes nearest
  T achieved = T(0);  ///< the measure at that value
  std::string reason; ///< what is in the way beyond the value, or why the objective cannot be met

  friend bool operator==(solution const&, solution const&) = default;
};

namespace detail {

/// Models of which the arrivals or the service can be varied; not a solved one, of which they are results.
template <class Q>
concept has_arrivals = QueueModel<Q> && std::is_aggregate_v<Q> &&
                       (requires(Q& q) { q.arrival_rate; } || requires(Q& q) { q.arrivals; } || requires(Q& q) { q.interarrival; });
template <class Q>
concept has_service =
    QueueModel<Q> && std::is_aggregate_v<Q> && (requires(Q& q) { q.service_time; } || requires(Q& q) { q.service; });

template <Real T, class U> [[nodiscard]] objective<T> as(objective<U> const& o) {
  return {.of = o.of, .at = T(o.at), .limit = T(o.limit), .where = o.where};
}

template <QueueModel Q, class T> [[nodiscard]] bool is_defined(Q const& q, objective<T> const& o) {
  return o.of == measure::utilization || is_stable(q);
}
template <QueueModel Q, class T>
[[nodiscard]] T achieved(Q const& q, objective<T> const& o, measure_function<Q> f) {
  return is_defined(q, o) ? f(q, o.at) : infinity_v<T>;
}
/// Six digits, for people.
template <Real T> [[nodiscard]] std::string brief(T const& x) {
  char buffer[32];
  auto const end = std::to_chars(buffer, buffer + sizeof buffer, static_cast<double>(value_of(x)), std::chars_format::general, 6).ptr;
  return std::string(buffer, end);
}
/// "mean_wait = 3".
template <QueueModel Q, class T>
[[nodiscard]] std::string finding(Q const& q, objective<T> const& o, measure_function<Q> f) {
  if (!is_defined(q, o)) { return "the queue is not stable (utilization = " + brief(utilization(q)) + ")"; }
  std::string const text = text_of(o);
  return text.substr(0, text.find(' ')) + " = " + brief(f(q, o.at));
}

/// More servers than any pool of consumers has; sums of them stay within an int.
inline constexpr int most_servers = 1'000'000'000;

/// Beyond this number servers are of no use or not allowed.
template <class Q> [[nodiscard]] int servers_of_use(Q const& q) {
  long long most = most_servers;
  if constexpr (requires { q.capacity; }) { most = q.capacity < most ? static_cast<long long>(q.capacity) : most; }
  if constexpr (requires { q.sources; }) { most = q.sources < most ? static_cast<long long>(q.sources) : most; }
  return static_cast<int>(most < 1 ? 1 : most);
}

/// Where a condition holds that fails from some x on.
enum class extent { bounded, everywhere, nowhere };
template <Real T> struct largest {
  T value;
  extent found;
};

/// The largest x of a range at which a condition holds; `excess(log x)` changes its sign there.
template <Real T, class Holds, class Excess>
[[nodiscard]] largest<T> largest_that(T const& start, search_range<T> const& range, Holds const& holds, Excess const& excess) {
  using std::exp;
  using std::log;
  T low = start;
  T high = start;
  T factor(2);
  if (holds(start)) {
    while (holds(high)) {
      low = high;
      if (value_of(high) >= value_of(range.most)) { return {range.most, extent::everywhere}; }
      high = value_of(high) < value_of(T(range.most / factor)) ? T(high * factor) : range.most;
      factor = value_of(factor) < 1e8 ? T(factor * factor) : factor;
    }
  } else {
    while (!holds(low)) {
      high = low;
      if (value_of(low) <= value_of(range.least)) { return {range.least, extent::nowhere}; }
      low = value_of(low) > value_of(T(range.least * factor)) ? T(low / factor) : range.least;
      factor = value_of(factor) < 1e8 ? T(factor * factor) : factor;
    }
  }
  // exp(log(x)) is x up to rounding errors, and so is the root: step back until the condition holds indeed.
  T const from = log(low);
  T const to = log(high);
  if (!(value_of(excess(from)) < 0)) { return {low, extent::bounded}; }
  T const root = value_of(excess(to)) > 0 ? T(exp(bracketed_root<T>(excess, from, to))) : high;
  T x = root;
  for (T step(4 * std::numeric_limits<T>::epsilon()); value_of(x) > value_of(low); step *= 2) {
    if (value_of(x) < value_of(high) && holds(x)) { return {x, extent::bounded}; }
    x = root * (1 - step);
  }
  return {low, extent::bounded};
}

/// The largest size of a model with which an objective is met.
template <class With, class T, class Q>
[[nodiscard]] solution<T, T> largest_size(With& with, objective<T> const& o, measure_function<Q> f) {
  using std::exp;
  using std::log;
  auto const range = with.range();
  // The utilization is in proportion to the size: start at 1/2.
  T const unit = value_of(range.least) < 1 && value_of(range.most) > 1 ? T(1) : T(range.least * T(1e9));
  T const load = utilization(with(unit));
  T const half = value_of(load) > 0 ? T(unit / (2 * load)) : unit;
  T const start = value_of(half) > value_of(range.least) && value_of(half) < value_of(range.most) ? half : unit;
  T const cap(700);
  auto const excess = [&](T const& log_x) -> T {
    Q const& q = with(T(exp(log_x)));
    if (!is_defined(q, o)) { return cap; }
    T const v = f(q, o.at);
    bool const met = o.where == side::at_most ? value_of(v) <= value_of(o.limit) : value_of(v) >= value_of(o.limit);
    if (!(value_of(o.limit) > 0) || !(value_of(v) > 0)) { return met ? T(-cap) : cap; }
    T const out = o.where == side::at_most ? T(log(v) - log(o.limit)) : T(log(o.limit) - log(v));
    return value_of(out) == 0 ? T(-std::numeric_limits<T>::epsilon()) : out; // equality may hold over a stretch
  };
  auto const found = largest_that<T>(start, range, [&](T const& x) { return meets(with(x), o, f); }, excess);
  Q const at = with(found.value);
  solution<T, T> out{.feasible = found.found != extent::nowhere, .value = found.value, .achieved = achieved(at, o, f), .reason = ""};
  if (found.found == extent::everywhere) {
    out.value = infinity_v<T>;
    out.reason = std::string("no ") + With::name + " misses " + text_of(o);
  } else if (found.found == extent::nowhere) {
    out.reason = text_of(o) + " fails however small the " + With::name + " is: " + finding(at, o, f);
  } else {
    Q const& beyond = with(T(found.value * T(1 + 1e-6)));
    out.reason = is_defined(beyond, o) ? text_of(o) + " fails above" : "the queue is not stable above";
  }
  return out;
}

} // namespace detail

/// The smallest number of servers with which a queue meets an objective.
///
/// Method: bracketed from one above the offered load, then bisected; the objective is met with the
/// result and fails with one server less. Where more servers change nothing any more (the time in
/// service remains), the answer is infeasible, with the number from which on nothing changes.
/// @param q the queue; its own `servers` do not matter
/// @throws std::domain_error a field is out of range, or the model does not have the measure
template <QueueModel Q, Real U>
  requires requires(Q& q) { q.servers = 1; }
[[nodiscard]] solution<int, scalar_t<Q>> servers_for(Q q, objective<U> const& wanted) {
  using T = scalar_t<Q>;
  auto const f = detail::need_measure<Q>("servers_for", wanted.of);
  auto const o = detail::as<T>(wanted);
  validate(o);
  auto const with = [&q](int n) -> Q const& {
    q.servers = n;
    return q;
  };
  validate(with(1));
  auto const met = [&](int n) { return detail::meets(with(n), o, f); };
  auto const answer = [&](int n, bool feasible) {
    solution<int, T> out{.feasible = feasible, .value = n, .achieved = detail::achieved(with(n), o, f), .reason = ""};
    if (!feasible) {
      out.reason = text_of(o) + " fails with any number of servers: " + detail::finding(q, o, f) + " with " + std::to_string(n);
    } else if (n > 1) {
      out.reason = "with " + std::to_string(n - 1) + (n == 2 ? " server " : " servers ") + detail::finding(with(n - 1), o, f);
    }
    return out;
  };

  int const most = detail::servers_of_use(q);
  auto const load = static_cast<double>(value_of(utilization(with(1))));
  int low = load < most - 1 ? static_cast<int>(load) + 1 : most;
  int high = low;
  int step = 1;
  if (met(low)) {
    low = high - 1;
    while (low > 0 && met(low)) {
      high = low;
      low = low > step ? low - step : 0;
      step *= 2;
    }
  } else {
    while (!met(high)) {
      if (high == most) { return answer(high, false); }
      // From half the load per server on, doubling the servers ends the wait or changes nothing.
      if (high > low && value_of(utilization(with(high))) < 0.5) {
        T const now = f(q, o.at);
        T const before = detail::achieved(with(low), o, f);
        T const change = value_of(now) < value_of(before) ? T(before - now) : T(now - before);
        if (value_of(change) <= value_of(T(8 * std::numeric_limits<T>::epsilon() * now))) { return answer(low, false); }
      }
      low = high;
      high = high < most - step ? high + step : most;
      step = step < most / 2 ? step * 2 : most;
    }
  }
  while (high - low > 1) {
    int const middle = low + (high - low) / 2;
    (met(middle) ? high : low) = middle;
  }
  return answer(high, true);
}

/// The largest arrival rate at which a queue meets an objective [records/s].
///
/// Method: bracketed in the logarithm of the rate, then Chandrupatla's root; the objective is met with
/// the result and fails 1e-12 above it. Infinity where every rate meets it. Arrivals that are a process
/// or a law are stretched in time: their form stays.
/// @param q the queue; its own `arrival_rate` does not matter
/// @param wanted a measure that more arrivals make worse: not a throughput
/// @throws std::domain_error a field is out of range, or the model does not have the measure
template <QueueModel Q, Real U>
  requires detail::has_arrivals<Q>
[[nodiscard]] solution<scalar_t<Q>, scalar_t<Q>> max_arrival_rate(Q const& q, objective<U> const& wanted) {
  using T = scalar_t<Q>;
  auto const f = detail::need_measure<Q>("max_arrival_rate", wanted.of);
  auto const o = detail::as<T>(wanted);
  validate(o);
  detail::require(o.where == side::at_most, "max_arrival_rate", "objective", text_of(o), "must be one that more arrivals make worse");
  detail::with_arrival_rate<Q> with(q);
  if constexpr (detail::with_arrival_rate<Q>::is_number) {
    validate(with(T(1)));
    Q const idle = with(T(0));
    if (!detail::meets(idle, o, f)) {
      return {.feasible = false, .value = T(0), .achieved = f(idle, o.at),
              .reason = text_of(o) + " fails without any arrivals: " + detail::finding(idle, o, f)};
    }
    auto out = detail::largest_size<detail::with_arrival_rate<Q>, T, Q>(with, o, f);
    if (out.feasible) { return out; }
    return {.feasible = true, .value = T(0), .achieved = f(idle, o.at), .reason = text_of(o) + " fails with any arrivals"};
  } else {
    return detail::largest_size<detail::with_arrival_rate<Q>, T, Q>(with, o, f);
  }
}

/// The longest mean service time with which a queue meets an objective [s]. A service law keeps its
/// form: all its times, a timeout too, are stretched alike.
///
/// Method and accuracy as max_arrival_rate.
/// @param q the queue; the mean of its own service does not matter
/// @throws std::domain_error a field is out of range, or the model does not have the measure
template <QueueModel Q, Real U>
  requires detail::has_service<Q>
[[nodiscard]] solution<scalar_t<Q>, scalar_t<Q>> max_service_time(Q const& q, objective<U> const& wanted) {
  using T = scalar_t<Q>;
  auto const f = detail::need_measure<Q>("max_service_time", wanted.of);
  auto const o = detail::as<T>(wanted);
  validate(o);
  detail::with_service_time<Q> with(q);
  if constexpr (detail::with_service_time<Q>::is_number) { validate(with(T(1))); }
  return detail::largest_size<detail::with_service_time<Q>, T, Q>(with, o, f);
}

} // namespace ullage
