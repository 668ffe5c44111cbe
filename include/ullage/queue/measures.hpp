// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What every queue model shares: the opt-in, the refusals, and the measures that follow from others
/// (Little's law, quantiles from tails). A model's own overload always wins over those here.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/errors.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

namespace ullage {

/// Opt-in of a queue model: specialise it to true for a value type with a member `scalar_type`, a
/// `validate(q)`, a `utilization(q)` and the measures that it has.
template <class Q> inline constexpr bool enable_queue = false;

/// A value type that stands for a queue in its steady state.
template <class Q>
concept QueueModel = enable_queue<std::remove_cvref_t<Q>>;

/// The scalar in which a model computes.
template <QueueModel Q> using scalar_t = typename std::remove_cvref_t<Q>::scalar_type;

/// @returns true when the queue has a steady state: utilization < 1
template <QueueModel Q> [[nodiscard]] bool is_stable(Q const& q) { return value_of(utilization(q)) < 1; }

namespace detail {

/// Refuses a model without a steady state.
template <QueueModel Q> void require_stable(char const* function, Q const& q) {
  validate(q);
  if (!is_stable(q)) [[unlikely]] {
    throw unstable_error(std::string(function) + ": utilization = " + show(utilization(q)) +
                         ", but must be < 1 (more or faster servers, or fewer arrivals)");
  }
}

/// Refuses a probability that is not in [0, 1).
template <Real T> void require_quantile(char const* function, T const& p) {
  require(value_of(p) >= 0 && value_of(p) < 1, function, "p", p, "must be in [0, 1)");
}

/// Mean of one service: the field of a model, or the mean of its law.
template <QueueModel Q> [[nodiscard]] scalar_t<Q> mean_service(Q const& q) {
  if constexpr (requires { q.service_time; }) {
    return q.service_time;
  } else {
    return mean(q.service);
  }
}

/// The t at which a tail that falls from above `level` to 0 passes it, at most 1e30; `scale` is a time of the
/// right size. The root is taken in the logarithms of both, where tails are close to straight lines.
template <Real T, class Tail> [[nodiscard]] T tail_root(Tail const& tail, T const& level, T const& scale) {
  using std::exp;
  using std::log;
  T const floor_value = std::numeric_limits<T>::min();
  T const latest = static_cast<T>(largest_number); // later times are refused by the models
  auto const excess = [&](T const& log_t) {
    T const f = tail(smaller(T(exp(log_t)), latest));
    return T(log(value_of(f) > value_of(floor_value) ? f : floor_value) - log(level));
  };
  T low = log(scale);
  T high = low;
  T step(1);
  while (value_of(excess(high)) > 0) {
    if (value_of(high) >= value_of(T(log(latest)))) { return latest; }
    low = high;
    high += step;
    step *= 2;
  }
  step = T(1);
  while (value_of(excess(low)) < 0) {
    if (value_of(T(log(scale) - low)) > 100) { return T(0); }
    high = low;
    low -= step;
    step *= 2;
  }
  return smaller(T(exp(bracketed_root<T>(excess, low, high))), latest);
}

} // namespace detail

/// Records that leave after service [records/s]; without loss those that arrive.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <QueueModel Q>
  requires requires(Q const& q) { q.arrival_rate; }
[[nodiscard]] scalar_t<Q> throughput(Q const& q) {
  detail::require_stable("throughput", q);
  return q.arrival_rate;
}

/// Mean number of records that wait. Formula: throughput * mean_wait (Little 1961).
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <QueueModel Q>
  requires requires(Q const& q) { mean_wait(q); }
[[nodiscard]] scalar_t<Q> mean_in_queue(Q const& q) {
  return detail::saturated<scalar_t<Q>>(throughput(q) * mean_wait(q));
}

/// Mean time from arrival to the end of service [s]. Formula: mean_wait + mean service.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <QueueModel Q>
  requires requires(Q const& q) { mean_wait(q); }
[[nodiscard]] scalar_t<Q> mean_sojourn(Q const& q) {
  return detail::saturated<scalar_t<Q>>(mean_wait(q) + detail::mean_service(q));
}

/// Mean number of records that wait or are served. Formula: throughput * mean_sojourn (Little 1961).
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <QueueModel Q>
  requires requires(Q const& q) { mean_wait(q); }
[[nodiscard]] scalar_t<Q> mean_in_system(Q const& q) {
  return detail::saturated<scalar_t<Q>>(throughput(q) * mean_sojourn(q));
}

/// The time within which a share p of the records starts service [s]: 0 where p <= P(W = 0).
/// Root of wait_tail; 1e-9 relative in 1 - p where wait_tail is that good.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <QueueModel Q>
  requires requires(Q const& q, scalar_t<Q> t) { wait_tail(q, t); }
[[nodiscard]] scalar_t<Q> wait_quantile(Q const& q, std::type_identity_t<scalar_t<Q>> p) {
  using T = scalar_t<Q>;
  detail::require_quantile("wait_quantile", p);
  T const level = 1 - p;
  if (value_of(level) >= value_of(T(wait_tail(q, T(0))))) { return T(0); }
  return detail::tail_root<T>([&](T const& t) { return wait_tail(q, t); }, level, detail::mean_service(q));
}

/// The time within which a share p of the records is done [s]. Root of sojourn_tail.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <QueueModel Q>
  requires requires(Q const& q, scalar_t<Q> t) { sojourn_tail(q, t); }
[[nodiscard]] scalar_t<Q> sojourn_quantile(Q const& q, std::type_identity_t<scalar_t<Q>> p) {
  using T = scalar_t<Q>;
  detail::require_quantile("sojourn_quantile", p);
  T const level = 1 - p;
  if (value_of(level) >= value_of(T(sojourn_tail(q, T(0))))) { return T(0); }
  return detail::tail_root<T>([&](T const& t) { return sojourn_tail(q, t); }, level, detail::mean_service(q));
}

} // namespace ullage
