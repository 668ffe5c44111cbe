// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Quick answers for a rate that changes: the wait probability by pointwise steady states and by the
/// modified offered load, and servers over time by the square-root rule. The exact answer is
/// transient().

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/erlang.hpp>
#include <ullage/queue/offered_load.hpp>
#include <ullage/queue/staffing.hpp>
#include <ullage/queue/transient.hpp>
#include <ullage/service.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage {

namespace detail {
/// Erlang C, and 1 where there is no steady state.
template <Real T> [[nodiscard]] T wait_probability_at(int servers, T const& load) {
  T const c(static_cast<T>(servers));
  return value_of(load) >= value_of(c) ? T(1) : T(erlang_c(c, load));
}
} // namespace detail

/// Probability of a wait at time t, as if the rate of this instant had always been there.
///
/// Approximation, good where the rate changes little within a service time; Erlang C with
/// lambda(t) S, 1 where that is not below the servers. Source: Green and Kolesar, "The pointwise
/// stationary approximation for queues with nonstationary arrivals", Management Sci. 37 (1991).
/// Error, absolute, for rates that rise and fall within 1 to 30 service times at 1 to 30 servers, never
/// above 0.85 of them: 0.48 at worst, 0.01 in the median.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
template <Real T>
[[nodiscard]] T pointwise_stationary_wait_probability(transient_mmc<T> const& q, std::type_identity_t<T> const& t) {
  validate(q);
  detail::require_nonnegative("pointwise_stationary_wait_probability", "t", t);
  return detail::wait_probability_at<T>(q.servers.at(t), arrival_rate(q.arrivals, t) * q.service_time);
}

/// Probability of a wait at time t by the load that would be in service if none ever waited.
///
/// Approximation, good where few wait: Erlang C with m(t) of offered_load (what is left of the
/// initial records included), 1 where that is not below the servers. Source: Jennings, Mandelbaum,
/// Massey and Whitt, "Server staffing to meet time-varying demand", Management Sci. 42 (1996).
/// Error, absolute, in the same cases as above: 0.13 at worst, 0.0005 in the median.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
template <Real T>
[[nodiscard]] T modified_offered_load_wait_probability(transient_mmc<T> const& q, std::type_identity_t<T> const& t) {
  using std::exp;
  validate(q);
  detail::require_nonnegative("modified_offered_load_wait_probability", "t", t);
  T const load = offered_load(q.arrivals, exponential_service<T>{q.service_time}, t) + T(double(q.initial)) * exp(T(-t / q.service_time));
  return detail::wait_probability_at<T>(q.servers.at(t), load);
}

/// How often the number of servers may change, and how safe it is to be.
template <Real T = double> struct staffing_rule {
  T beta = unset_v<T>;     ///< quality of service, any sign, required; see halfin_whitt_beta
  T interval = unset_v<T>; ///< the number stays the same for so long [s], > 0, required
  T duration = unset_v<T>; ///< of the whole schedule, from 0 [s], > 0, required; at most 1e6 intervals
  friend bool operator==(staffing_rule const&, staffing_rule const&) = default;
};

/// Servers over time for which about the same share of the records waits all the time.
///
/// Formula: ceil(m + beta sqrt(m)) with m the largest offered load in the interval. It is looked at
/// at both ends, at breakpoints of the rate and at seven instants between. Source: Jennings et al.
/// (1996). Approximation; transient() says how good it is.
/// @param service law of the service time
/// @returns a step where the number changes; the last one goes on for ever
/// @throws std::domain_error an argument is out of range, or more than 1e9 servers are needed
template <Real T>
[[nodiscard]] server_schedule<T> staffing_over_time(arrival_profile<T> const& arrivals, std::type_identity_t<service_law<T>> const& service,
                                                    staffing_rule<T> const& rule) {
  validate(service);
  detail::require(detail::is_finite(rule.beta) && detail::is_moderate(rule.beta), "staffing_rule", "beta", rule.beta,
                  "is required and must be 0 or of a size between 1e-30 and 1e30");
  detail::require_positive("staffing_rule", "interval", rule.interval);
  detail::require_positive("staffing_rule", "duration", rule.duration);
  T const ratio = rule.duration / rule.interval;
  detail::require(value_of(ratio) <= 1e6, "staffing_rule", "duration", rule.duration, "must be at most 1,000,000 intervals");
  auto const& pieces = arrivals.pieces();
  std::size_t next = 0; // first piece that begins after the instant that was looked at
  std::vector<server_step<T>> steps;
  T at_start = offered_load(arrivals, service, T(0));
  for (long long i = 0; i == 0 || value_of(T(T(double(i)) * rule.interval)) < value_of(rule.duration); ++i) {
    T const start = T(double(i)) * rule.interval;
    T most = at_start;
    auto const look = [&](T const& t) {
      T const m = offered_load(arrivals, service, t);
      if (value_of(m) > value_of(most)) { most = m; }
      return m;
    };
    for (int k = 1; k < 8; ++k) { (void)look(T(start + rule.interval * T(k) / 8)); }
    T const end = start + rule.interval;
    for (; next < pieces.size() && value_of(pieces[next].start) <= value_of(end); ++next) {
      if (value_of(pieces[next].start) >= value_of(start)) { (void)look(pieces[next].start); }
    }
    at_start = look(end);
    T const servers = square_root_staffing(most, rule.beta);
    detail::require(value_of(servers) <= 1e9, "staffing_over_time", "servers", servers, "must be at most 1e9");
    int const whole = static_cast<int>(value_of(servers));
    if (steps.empty() || steps.back().servers != whole) { steps.push_back({start, whole}); }
  }
  return server_schedule<T>(std::move(steps));
}

} // namespace ullage
