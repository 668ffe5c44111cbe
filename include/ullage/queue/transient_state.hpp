// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The number of records in a many-server system at one instant, as a distribution, and what can be
/// read off it.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace ullage {

/// Records in the system at an instant: P(N = first + i) = probability[i], 0 elsewhere.
template <Real T = double> struct transient_state {
  T t = unset_v<T>;            ///< the instant [s]
  T service_time = unset_v<T>; ///< mean S [s]
  int servers = 1;             ///< from this instant on
  long long first = 0;         ///< fewest records that are considered
  std::vector<T> probability = {};
  friend bool operator==(transient_state const&, transient_state const&) = default;
};

namespace detail {
/// Sum of f(n) P(N = n) over n >= from.
template <Real T, class F> [[nodiscard]] T expectation(transient_state<T> const& s, long long from, F const& f) {
  T sum(0);
  std::size_t const skip = from > s.first ? static_cast<std::size_t>(from) - static_cast<std::size_t>(s.first) : 0;
  for (auto i = s.probability.size(); i > skip;) {
    --i;
    sum += f(T(double(s.first + static_cast<long long>(i)))) * s.probability[i];
  }
  return sum;
}
} // namespace detail

/// @returns P(N = n)
template <Real T> [[nodiscard]] T state_probability(transient_state<T> const& s, long long n) {
  bool const inside = n >= s.first && n - s.first < static_cast<long long>(s.probability.size());
  return inside ? s.probability[static_cast<std::size_t>(n - s.first)] : T(0);
}

/// @returns P(N >= n), summed from the far end
template <Real T> [[nodiscard]] T probability_at_least(transient_state<T> const& s, long long n) {
  if (n <= s.first) { return T(1); }
  return detail::as_probability(detail::expectation(s, n, [](T const&) { return T(1); }));
}

/// Probability that a record that comes at this instant has to wait: P(N >= servers), since Poisson
/// arrivals see the state as it is.
template <Real T> [[nodiscard]] T wait_probability(transient_state<T> const& s) { return probability_at_least(s, s.servers); }

/// @returns E[N], mean number of records that wait or are served
template <Real T> [[nodiscard]] T mean_in_system(transient_state<T> const& s) {
  return detail::expectation(s, s.first, [](T const& n) { return n; });
}

/// @returns E[(N - servers)+], mean number of records that wait
template <Real T> [[nodiscard]] T mean_in_queue(transient_state<T> const& s) {
  T const c(s.servers);
  return detail::expectation(s, s.servers, [&](T const& n) { return T(n - c); });
}

/// @returns variance of the number of records in the system
template <Real T> [[nodiscard]] T variance_in_system(transient_state<T> const& s) {
  T const m = mean_in_system(s);
  return detail::expectation(s, s.first, [&](T const& n) { return T((n - m) * (n - m)); });
}

/// @returns standard deviation of the number of records in the system
template <Real T> [[nodiscard]] T deviation_in_system(transient_state<T> const& s) {
  using std::sqrt;
  return sqrt(variance_in_system(s));
}

/// Mean wait of a record that comes at this instant, if the servers stay as they are.
/// Formula: sum over n >= servers of (n - servers + 1) P(N = n) service_time / servers.
/// @returns [s]
/// @throws std::domain_error there is no server
template <Real T> [[nodiscard]] T mean_wait(transient_state<T> const& s) {
  detail::require(s.servers >= 1, "mean_wait", "servers", double(s.servers), "must be >= 1");
  T const c(s.servers);
  return s.service_time / c * detail::expectation(s, s.servers, [&](T const& n) { return T(n - c + 1); });
}

/// The fewest records that are not exceeded with probability p.
/// @param p in [0, 1)
/// @returns smallest n with P(N <= n) >= p, that is P(N > n) <= 1 - p
/// @throws std::domain_error p is out of range
template <Real T> [[nodiscard]] long long in_system_quantile(transient_state<T> const& s, std::type_identity_t<T> p) {
  detail::require(value_of(p) >= 0 && value_of(p) < 1, "in_system_quantile", "p", p, "must be in [0, 1)");
  T const level = 1 - p;
  T above(0);
  for (auto i = s.probability.size(); i-- > 1;) {
    above += s.probability[i];
    if (value_of(above) > value_of(level)) { return s.first + static_cast<long long>(i); }
  }
  return s.first;
}

} // namespace ullage
