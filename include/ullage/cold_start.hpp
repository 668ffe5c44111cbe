// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Environments that are started, and forgotten after an idle time.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/errors.hpp>

#include <cmath>
#include <string>
#include <type_traits>

namespace ullage {

/// The start of an execution environment.
template <Real T = double> struct cold_start {
  T init_time = T(0);            ///< mean time of a start [s], >= 0
  T init_scv = T(0);             ///< its squared coefficient of variation, >= 0
  T keep_alive = infinity_v<T>;  ///< idle time after which an environment is gone [s], > 0; infinity: never
  friend bool operator==(cold_start const&, cold_start const&) = default;
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(cold_start<T> const& s) {
  detail::require_nonnegative("cold_start", "init_time", s.init_time);
  detail::require_nonnegative("cold_start", "init_scv", s.init_scv);
  detail::require_positive_or_unlimited("cold_start", "keep_alive", s.keep_alive);
}

/// @returns true when a start costs nothing
template <Real T> [[nodiscard]] bool is_off(cold_start<T> const& s) { return value_of(s.init_time) == 0; }

/// Chance that the record that ends an idle period finds no environment.
/// Formula: exp(-arrival_rate keep_alive), Poisson arrivals. Exact.
/// @param arrival_rate of the consumer's records [1/s], >= 0
/// @throws std::domain_error a field or arrival_rate is out of range
template <Real T> [[nodiscard]] T cold_start_probability(cold_start<T> const& s, std::type_identity_t<T> arrival_rate) {
  using std::exp;
  validate(s);
  detail::require_nonnegative("cold_start_probability", "arrival_rate", arrival_rate);
  if (!detail::is_finite(s.keep_alive)) { return T(0); }
  return exp(T(-arrival_rate * s.keep_alive));
}

/// First two moments of the setup before a service that follows an idle period: 0 where the environment is warm.
template <Real T = double> struct setup_time {
  T mean = T(0);          ///< [s]
  T second_moment = T(0); ///< [s^2]
  friend bool operator==(setup_time const&, setup_time const&) = default;
};

/// Formula: E U and E U^2 times cold_start_probability. Exact.
/// @param arrival_rate of the consumer's records [1/s], >= 0
/// @throws std::domain_error a field or arrival_rate is out of range
template <Real T> [[nodiscard]] setup_time<T> setup_after_idle(cold_start<T> const& s, std::type_identity_t<T> arrival_rate) {
  T const cold = cold_start_probability(s, arrival_rate);
  return {cold * s.init_time, cold * (s.init_time * s.init_time) * (1 + s.init_scv)};
}

/// What starts add to the mean wait of a single server with Poisson arrivals [s]. Exact for any service law.
///
/// Formula: (2 E V + lambda E V^2) / (2 (1 + lambda E V)), V the setup after an idle period; it does not depend on
/// the load. Source: Welch, Oper. Res. 12 (1964). Accuracy: 1e-15 relative.
/// @param arrival_rate of the consumer's records [1/s], >= 0
/// @throws std::domain_error a field or arrival_rate is out of range
template <Real T> [[nodiscard]] T setup_wait(cold_start<T> const& s, std::type_identity_t<T> arrival_rate) {
  auto const v = setup_after_idle(s, arrival_rate);
  return (v.mean + arrival_rate * v.second_moment / 2) / (1 + arrival_rate * v.mean);
}

/// A consumer with Poisson arrivals whose environment starts after idle times: M/G/1 with setup.
template <Real T = double> struct started_queue {
  T arrival_rate = unset_v<T>; ///< lambda [records/s], >= 0, required
  T service_time = unset_v<T>; ///< mean S [s], > 0, required
  T service_scv = T(0);        ///< of S, >= 0
  cold_start<T> start = {};
  friend bool operator==(started_queue const&, started_queue const&) = default;
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(started_queue<T> const& q) {
  detail::require_nonnegative("started_queue", "arrival_rate", q.arrival_rate);
  detail::require_positive("started_queue", "service_time", q.service_time);
  detail::require_nonnegative("started_queue", "service_scv", q.service_scv);
  validate(q.start);
}

/// Load without the starts: arrival_rate * service_time. They do not count for stability, since a server that has
/// no idle time has none.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(started_queue<T> const& q) {
  validate(q);
  return q.arrival_rate * q.service_time;
}

namespace detail {
template <Real T> void require_stable_start(char const* function, started_queue<T> const& q) {
  T const load = utilization(q);
  if (!(value_of(load) < 1)) [[unlikely]] {
    throw unstable_error(std::string(function) + ": utilization = " + show(load) +
                         ", but must be < 1 (more or faster servers, or fewer arrivals)");
  }
}
} // namespace detail

/// Mean wait before service, starts included [s]. Exact.
/// Formula: lambda S^2 (1 + scv) / (2 (1 - rho)) + setup_wait. Source: Pollaczek 1930; Welch 1964.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T mean_wait(started_queue<T> const& q) {
  detail::require_stable_start("mean_wait", q);
  T const load = q.arrival_rate * q.service_time;
  return load * q.service_time * (1 + q.service_scv) / (2 * (1 - load)) + setup_wait(q.start, q.arrival_rate);
}

/// Share of the records (invocations of one record) that find no environment. Exact.
/// Formula: p (1 - rho) / (1 + lambda p E U), p = cold_start_probability: one idle period per busy cycle.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T cold_start_share(started_queue<T> const& q) {
  detail::require_stable_start("cold_start_share", q);
  T const p = cold_start_probability(q.start, q.arrival_rate);
  return p * (1 - q.arrival_rate * q.service_time) / (1 + q.arrival_rate * p * q.start.init_time);
}

/// Time from a scaling decision until a new consumer works, on average [s].
/// Formula: delay + init_time.
/// @param delay until the platform begins the start [s], >= 0
/// @throws std::domain_error a field or delay is out of range
template <Real T> [[nodiscard]] T ready_after(cold_start<T> const& s, std::type_identity_t<T> delay = T(0)) {
  validate(s);
  detail::require_nonnegative("ready_after", "delay", delay);
  return delay + s.init_time;
}

} // namespace ullage
