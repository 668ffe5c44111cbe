// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Several servers without a queue and a finite number of sources: Engset's loss system.

#include <ullage/concepts.hpp>
#include <ullage/detail/binomial.hpp>
#include <ullage/detail/birth_death.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/queue/measures.hpp>

#include <type_traits>

namespace ullage {

/// M/M/c/c//N: an idle source makes a request after an exponential time; a request that finds all servers
/// busy is lost and its source is idle again. Always stable; nobody waits.
template <Real T = double> struct engset {
  using scalar_type = T;
  int sources = 0;             ///< N, 1 .. 1e6, required
  T source_rate = unset_v<T>;  ///< alpha, requests/s of one idle source, >= 0, required
  T service_time = unset_v<T>; ///< mean S [s], > 0, required
  int servers = 1;             ///< c, >= 1
  friend bool operator==(engset const&, engset const&) = default;
};
template <Real T> inline constexpr bool enable_queue<engset<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(engset<T> const& q) {
  detail::require(q.sources >= 1, "engset", "sources", q.sources, "is required and must be >= 1");
  detail::require(q.sources <= detail::most_sources, "engset", "sources", q.sources, "must be <= 1000000");
  detail::require_nonnegative("engset", "source_rate", q.source_rate);
  detail::require_positive("engset", "service_time", q.service_time);
  detail::require(q.servers >= 1, "engset", "servers", q.servers, "must be >= 1");
}

/// Always: what does not fit is lost.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] bool is_stable(engset<T> const& q) {
  validate(q);
  return true;
}

namespace detail {
/// States below c in units of state c for n sources; infinity where state c cannot be.
template <Real T> [[nodiscard]] wide_t<T> engset_below(engset<T> const& q, int n) {
  using U = wide_t<T>;
  validate(q);
  U const load = U(q.source_rate) * U(q.service_time);
  if (n < q.servers || value_of(load) == 0) { return infinity_v<U>; }
  return binomial_below<U>(n, q.servers, load).ratio;
}
/// The share of the requests that is served; no digits are lost where nearly all are turned away.
template <Real T> [[nodiscard]] wide_t<T> engset_served(engset<T> const& q) {
  auto const below = engset_below(q, q.sources - 1);
  return is_finite(below) ? wide_t<T>(below / (1 + below)) : wide_t<T>(1);
}
} // namespace detail

/// Share of the requests that is lost (call congestion): an arriving request finds the other N - 1
/// sources in their own steady state. The share of the time is time_congestion.
///
/// Formula: C(N-1, c) b^c / sum_{k<=c} C(N-1, k) b^k, b = alpha S. Exact. Accuracy: 6e-13 relative where >= 1e-300.
/// Source: Engset (1918); arrival theorem: Sevcik and Mitrani (1981), Lavenberg and Reiser (1980).
/// @returns probability
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T blocking_probability(engset<T> const& q) {
  return T(1 / (1 + detail::engset_below(q, q.sources - 1)));
}

/// Share of the time in which all servers are busy; blocking_probability is that of the requests.
///
/// Formula: C(N, c) b^c / sum_{k<=c} C(N, k) b^k, b = alpha S. Exact. Accuracy: 3e-13 relative where >= 1e-300.
/// @returns probability
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T time_congestion(engset<T> const& q) {
  return T(1 / (1 + detail::engset_below(q, q.sources)));
}

/// Mean number of busy servers. Formula: N b s / (1 + b s), s = 1 - blocking_probability, b = alpha S. Exact.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T mean_in_system(engset<T> const& q) {
  using U = detail::wide_t<T>;
  U const kept = U(q.source_rate) * U(q.service_time) * detail::engset_served(q);
  if (value_of(kept) > 1) { return T(U(q.sources) / (1 + 1 / kept)); }
  return T(U(q.sources) * (kept / (1 + kept)));
}

/// Requests that are served [1/s]. Formula: mean_in_system / service_time (Little 1961). Exact.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T throughput(engset<T> const& q) { return detail::saturated<T>(mean_in_system(q) / q.service_time); }

/// Share of the servers' time that is used: mean_in_system / servers, of the load that is carried; <= 1.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(engset<T> const& q) {
  T const used = mean_in_system(q) / T(q.servers);
  return value_of(used) < 1 ? used : T(1);
}

/// P(n servers busy).
/// @returns probability; 0 for n > servers or n > sources
/// @throws std::domain_error a field is out of range, or n < 0
template <Real T> [[nodiscard]] T state_probability(engset<T> const& q, long long n) {
  using U = detail::wide_t<T>;
  validate(q);
  detail::require(n >= 0, "state_probability", "n", n, "must be >= 0");
  if (n > q.servers || n > q.sources) { return T(0); }
  U const load = U(q.source_rate) * U(q.service_time);
  if (value_of(load) == 0) { return T(n == 0 ? 1 : 0); }
  int const k = static_cast<int>(n);
  if (q.servers >= q.sources) { return T(detail::binomial_mass<U>(q.sources, k, load)); }
  auto const below = detail::binomial_below<U>(q.sources, q.servers, load);
  if (value_of(below.share) > 0) {
    U const all = below.share * (1 + 1 / below.ratio);
    return T(detail::binomial_mass<U>(q.sources, k, load) / all);
  }
  U weight(1);
  for (int j = q.servers; j > k && value_of(weight) > 0; --j) { weight *= U(j) / (U(q.sources - j + 1) * load); }
  return T(weight / (1 + below.ratio));
}

} // namespace ullage
