// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// PH/PH/1: one server, independent times between arrivals and independent services, both of any
/// phase-type law. The exact answer to G/G/1 for laws with few phases. Solved as MAP/PH/1.

#include <ullage/concepts.hpp>
#include <ullage/detail/matrix.hpp>
#include <ullage/detail/phases.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/queue/map.hpp>
#include <ullage/queue/mapph1.hpp>
#include <ullage/queue/measures.hpp>
#include <ullage/queue/ph.hpp>

#include <type_traits>

namespace ullage {

/// One server with renewal arrivals and phase-type services.
template <Real T = double> struct phph1 {
  using scalar_type = T;
  phase_type<T> interarrival{}; ///< time between two arrivals [s], without times of 0, required
  phase_type<T> service{};      ///< [s], required
  friend bool operator==(phph1 const&, phph1 const&) = default;
};
template <Real T> inline constexpr bool enable_queue<phph1<T>> = true;

/// @throws std::domain_error a field is out of range, or more than 200 phases of arrivals times services
template <Real T> void validate(phph1<T> const& q) {
  validate(q.interarrival);
  validate(q.service);
  detail::require_no_atom("phph1", "sum of interarrival.initial", q.interarrival);
  std::size_t const phases = q.interarrival.initial.size() * q.service.initial.size();
  detail::require(phases <= detail::most_phases, "phph1", "phases of interarrival * phases of service",
                  static_cast<double>(phases), "must be <= 200");
}

/// @returns offered load: mean service / mean time between arrivals; may be >= 1
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(phph1<T> const& q) {
  validate(q);
  return detail::saturated<T>(mean(q.service) / mean(q.interarrival));
}

namespace detail {

/// Means of both laws to twice the digits, and what follows from them.
template <class C> struct renewal_load {
  phase_chain<C> interarrival;
  phase_chain<C> service;
  exact_sum<C> service_mean;
  exact_sum<C> rate;
  C vacant;

  template <Real T>
  explicit renewal_load(phph1<T> const& q) : interarrival(chain_of<C>(q.interarrival)), service(chain_of<C>(q.service)) {
    service_mean = exact_mean(service);
    exact_sum<C> one;
    one.value = C(1);
    rate = quotient(one, exact_mean(interarrival));
    vacant = one_minus_product(rate, service_mean);
  }
};

} // namespace detail

/// @returns true when utilization < 1, also where 1 - utilization is smaller than rounding errors
template <Real T> [[nodiscard]] bool is_stable(phph1<T> const& q) {
  validate(q);
  return value_of(detail::renewal_load<detail::chain_t<T>>(q).vacant) > 0;
}

/// Solves the queue once for many questions; what it returns has all the measures of the model.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] prepared_mapph1<T> prepare(phph1<T> const& q) {
  using C = detail::chain_t<T>;
  detail::require_stable("prepare", q);
  detail::renewal_load<C> const load(q);
  detail::arrival_chain<C> a = detail::renewal_chain(load.interarrival);
  a.rate = load.rate;
  return prepared_mapph1<T>(a, load.service, load.service_mean.result(), load.vacant);
}

/// Records that leave after service [records/s]: those that arrive.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T throughput(phph1<T> const& q) {
  detail::require_stable("throughput", q);
  return detail::saturated<T>(1 / mean(q.interarrival));
}

/// The time within which a share p of the records starts service [s]: 0 where p <= P(W = 0).
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_quantile(phph1<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("wait_quantile", q);
  return wait_quantile(prepare(q), p);
}

/// The time within which a share p of the records is done [s].
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T sojourn_quantile(phph1<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("sojourn_quantile", q);
  return sojourn_quantile(prepare(q), p);
}

} // namespace ullage
