// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// MAP/PH/1: one server, arrivals that may come in bursts, services of any phase-type law, first come
/// first served. All measures are exact.
///
/// Solved as a quasi-birth-death process by doubling, without subtractions (detail/qbd.hpp,
/// detail/age_process.hpp), so that a utilization of 1 - 1e-9 costs no digits.

#include <ullage/concepts.hpp>
#include <ullage/detail/age_process.hpp>
#include <ullage/detail/matrix.hpp>
#include <ullage/detail/phases.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/detail/uniformization.hpp>
#include <ullage/queue/map.hpp>
#include <ullage/queue/measures.hpp>
#include <ullage/queue/ph.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace ullage {

/// One server with Markovian arrivals and phase-type services.
template <Real T = double> struct mapph1 {
  using scalar_type = T;
  markov_arrivals<T> arrivals{}; ///< required; poisson_map, renewal_map, mmpp2, superpose make one
  phase_type<T> service{};       ///< required; [s]; fit_ph, erlang_ph, ... make one
  friend bool operator==(mapph1 const&, mapph1 const&) = default;
};
template <Real T> inline constexpr bool enable_queue<mapph1<T>> = true;

/// The solved queue: it answers many questions for one solution. Made by `prepare`.
template <Real T = double> class prepared_mapph1 {
public:
  using scalar_type = T;
  using work_type = detail::chain_t<T>;

  prepared_mapph1(detail::arrival_chain<work_type> const& arrivals, detail::phase_chain<work_type> const& service,
                  work_type const& mean_service, work_type const& vacant)
      : arrival_rate(detail::saturated<T>(arrivals.rate.result())), service_time(detail::saturated<T>(mean_service)),
        age(detail::solve_age(arrivals, service, vacant)), backwards(age.phases),
        left(age.phases, work_type(std::numeric_limits<double>::max())) {
    if (value_of(service.atom) == 0) {
      auto numbers = detail::solve_numbers(arrivals, service, age);
      first = std::move(numbers.first);
      last = numbers.last;
      levels.emplace(std::move(numbers.more), std::move(numbers.last), work_type(std::numeric_limits<double>::max()));
    }
  }

  T arrival_rate; ///< records/s
  T service_time; ///< mean [s]

  // The solution, for the measures alone.
  detail::age_process<work_type> age;
  detail::chain_solver<work_type> backwards;
  detail::survival<work_type> left;
  detail::row<work_type> first{};
  detail::row<work_type> last{};
  std::optional<detail::survival_powers<work_type>> levels{};
};
template <Real T> inline constexpr bool enable_queue<prepared_mapph1<T>> = true;

/// Nothing to refuse: only a valid model becomes a solved one.
template <Real T> void validate(prepared_mapph1<T> const&) {}
/// Only a stable model becomes a solved one.
template <Real T> [[nodiscard]] bool is_stable(prepared_mapph1<T> const&) { return true; }
/// Share of the time in which the server is busy.
template <Real T> [[nodiscard]] T utilization(prepared_mapph1<T> const& q) { return T(1 - q.age.vacant); }

/// A model that `prepare` solves, so that each measure of it is the measure of the solution.
template <class Q>
concept PreparedQueue = QueueModel<Q> && requires(Q const& q) { prepare(q); };

/// P(W > 0): share of the records that find the server busy.
/// Accuracy: exact, 1e-13 relative.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_probability(prepared_mapph1<T> const& q) {
  T const p = T(detail::total(q.age.wait));
  return value_of(p) < 1 ? p : T(1);
}
template <PreparedQueue Q> [[nodiscard]] scalar_t<Q> wait_probability(Q const& q) {
  detail::require_stable("wait_probability", q);
  return wait_probability(prepare(q));
}

/// Mean time before service starts [s].
/// Formula: wait (-K)^-1 1. Accuracy: exact, 1e-12 relative up to utilization 1 - 1e-9.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T mean_wait(prepared_mapph1<T> const& q) {
  using C = detail::chain_t<T>;
  return detail::saturated<T>(detail::dot(q.age.wait, q.backwards.right(detail::row<C>(q.age.wait.size(), C(1)))));
}
template <PreparedQueue Q> [[nodiscard]] scalar_t<Q> mean_wait(Q const& q) {
  detail::require_stable("mean_wait", q);
  return mean_wait(prepare(q));
}

/// Variance of the time before service starts [s^2].
/// Formula: 2 wait (-K)^-2 1 - mean_wait^2. Accuracy: exact, 2e-12 relative up to utilization 1 - 1e-9.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_variance(prepared_mapph1<T> const& q) {
  using C = detail::chain_t<T>;
  auto const once = q.backwards.right(detail::row<C>(q.age.wait.size(), C(1)));
  C const mean = detail::dot(q.age.wait, once);
  C const variance = 2 * detail::dot(q.age.wait, q.backwards.right(once)) - mean * mean;
  return value_of(variance) > 0 ? detail::saturated<T>(variance) : T(0);
}
template <PreparedQueue Q> [[nodiscard]] scalar_t<Q> wait_variance(Q const& q) {
  detail::require_stable("wait_variance", q);
  return wait_variance(prepare(q));
}

/// P(W > t).
/// Formula: wait exp(K t) 1 by uniformization and squaring. Accuracy: exact, 1e-10 relative down to 1e-300.
/// @param t >= 0 [s]
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_tail(prepared_mapph1<T> const& q, std::type_identity_t<T> t) {
  using C = detail::chain_t<T>;
  detail::require_nonnegative("wait_tail", "t", t);
  T const p = T(detail::total(q.left.advance(q.age.wait, C(t))));
  return value_of(p) < 1 ? p : T(1);
}
template <PreparedQueue Q> [[nodiscard]] scalar_t<Q> wait_tail(Q const& q, std::type_identity_t<scalar_t<Q>> t) {
  detail::require_stable("wait_tail", q);
  return wait_tail(prepare(q), t);
}

/// P(wait + service > t), as wait_tail.
/// @param t >= 0 [s]
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T sojourn_tail(prepared_mapph1<T> const& q, std::type_identity_t<T> t) {
  using C = detail::chain_t<T>;
  detail::require_nonnegative("sojourn_tail", "t", t);
  T const p = T(detail::total(q.left.advance(q.age.sojourn, C(t))));
  return value_of(p) < 1 ? p : T(1);
}
template <PreparedQueue Q> [[nodiscard]] scalar_t<Q> sojourn_tail(Q const& q, std::type_identity_t<scalar_t<Q>> t) {
  detail::require_stable("sojourn_tail", q);
  return sojourn_tail(prepare(q), t);
}

/// Records that leave after service [records/s]: those that arrive.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <PreparedQueue Q> [[nodiscard]] scalar_t<Q> throughput(Q const& q) {
  detail::require_stable("throughput", q);
  return arrival_rate(q.arrivals);
}

/// P(N = n): share of the time in which n records wait or are served.
/// Formula: matrix-geometric, by squaring. Accuracy: exact, 1e-11 relative down to 1e-300.
/// @param n >= 0
/// @throws std::domain_error a field or n is out of range, or some services have length 0
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T state_probability(prepared_mapph1<T> const& q, long long n) {
  using C = detail::chain_t<T>;
  detail::require(n >= 0, "state_probability", "n", static_cast<double>(n), "must be >= 0");
  detail::require(q.levels.has_value(), "state_probability", "service", "with times of 0",
                  "must have a sum of initial = 1");
  if (n == 0) { return T(q.age.vacant); }
  return T(detail::dot(q.levels->advance(q.first, C(static_cast<double>(n - 1))), q.last));
}
template <PreparedQueue Q> [[nodiscard]] scalar_t<Q> state_probability(Q const& q, long long n) {
  detail::require_stable("state_probability", q);
  return state_probability(prepare(q), n);
}

/// Rate at which the tail of the wait falls in the end: P(W > t) ~ constant * exp(-rate t) [1/s].
/// Formula: smallest eigenvalue of -K. Accuracy: exact, 1e-13 relative.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T decay_rate(prepared_mapph1<T> const& q) {
  using C = detail::chain_t<T>;
  std::size_t const n = q.age.wait.size();
  detail::matrix<C> unit(n, n);
  for (std::size_t i = 0; i < n; ++i) { unit(i, i) = C(1); }
  return detail::saturated<T>(1 / detail::largest_eigenvalue(q.backwards.right(std::move(unit))));
}
template <PreparedQueue Q> [[nodiscard]] scalar_t<Q> decay_rate(Q const& q) {
  detail::require_stable("decay_rate", q);
  return decay_rate(prepare(q));
}

/// @returns offered load: arrival rate * mean service; may be >= 1
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(mapph1<T> const& q) { return detail::saturated<T>(arrival_rate(q.arrivals) * mean(q.service)); }

/// @throws std::domain_error a field is out of range, or more than 200 phases of arrivals times services
template <Real T> void validate(mapph1<T> const& q) {
  validate(q.arrivals);
  validate(q.service);
  std::size_t const phases = detail::side(q.arrivals.d0.size()) * q.service.initial.size();
  detail::require(phases <= detail::most_phases, "mapph1", "phases of arrivals * phases of service",
                  static_cast<double>(phases), "must be <= 200");
}

namespace detail {

/// 1 - utilization with all its digits.
template <Real T> [[nodiscard]] chain_t<T> vacancy(mapph1<T> const& q) {
  using C = chain_t<T>;
  auto const s = chain_of<C>(q.service);
  return one_minus_product(chain_of<C>(q.arrivals).rate, exact_mean(s));
}

} // namespace detail

/// @returns true when utilization < 1, also where 1 - utilization is smaller than rounding errors
template <Real T> [[nodiscard]] bool is_stable(mapph1<T> const& q) {
  validate(q);
  return value_of(detail::vacancy(q)) > 0;
}

/// Solves the queue once for many questions; what it returns has all the measures of the model.
/// Cost: some 10 us for 2 x 2 phases; cubic in the number of phases.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] prepared_mapph1<T> prepare(mapph1<T> const& q) {
  using C = detail::chain_t<T>;
  detail::require_stable("prepare", q);
  auto const a = detail::chain_of<C>(q.arrivals);
  auto const s = detail::chain_of<C>(q.service);
  auto const mean = detail::exact_mean(s);
  return prepared_mapph1<T>(a, s, mean.result(), detail::one_minus_product(a.rate, mean));
}

/// The time within which a share p of the records starts service [s]: 0 where p <= P(W = 0).
/// Root of wait_tail of one solution. Accuracy: 1e-10 relative in 1 - p.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_quantile(mapph1<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("wait_quantile", q);
  return wait_quantile(prepare(q), p);
}

/// The time within which a share p of the records is done [s].
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T sojourn_quantile(mapph1<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("sojourn_quantile", q);
  return sojourn_quantile(prepare(q), p);
}

} // namespace ullage
