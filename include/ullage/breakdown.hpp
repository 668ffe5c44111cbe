// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Interruptions of the service at random times: rebalances, deployments, crashes.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <limits>

namespace ullage {

/// What happens to the service that is interrupted.
enum class after_interruption {
  resume,  ///< it goes on where it was
  restart, ///< it begins anew
};

/// Interruptions at random times.
template <Real T = double> struct breakdown_policy {
  T rate = T(0);      ///< interruptions per second of service [1/s], >= 0
  T pause = T(0);     ///< mean length of one [s], >= 0
  T pause_scv = T(0); ///< its squared coefficient of variation, >= 0
  after_interruption then = after_interruption::resume;
  friend bool operator==(breakdown_policy const&, breakdown_policy const&) = default;
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(breakdown_policy<T> const& p) {
  detail::require_nonnegative("breakdown_policy", "rate", p.rate);
  detail::require_nonnegative("breakdown_policy", "pause", p.pause);
  detail::require_nonnegative("breakdown_policy", "pause_scv", p.pause_scv);
}

/// @returns true when interruptions change nothing
template <Real T> [[nodiscard]] bool is_off(breakdown_policy<T> const& p) {
  return value_of(p.rate) == 0 || (value_of(p.pause) == 0 && p.then == after_interruption::resume);
}

/// A service by its first two moments.
template <Real T = double> struct service_moments {
  T mean = unset_v<T>; ///< [s], > 0, required
  T scv = T(0);        ///< squared coefficient of variation, >= 0
  friend bool operator==(service_moments const&, service_moments const&) = default;
};

namespace detail {

/// E[e^u (e^u - 1 - u)] and E[(e^u - 1)^2] for a gamma law of u; infinity where they are.
template <Real T> struct restart_sums {
  T ahead;
  T square;
};
template <Real T> [[nodiscard]] restart_sums<T> restart_sums_of(T const& mean, T const& scv) {
  using std::exp;
  using std::log1p;
  T const step = mean * scv;
  if (!(value_of(T(2 * step)) < 1)) { return {infinity_v<T>, infinity_v<T>}; }
  if (value_of(step) < 0.4 && value_of(mean) < 8) {
    // sums of E[u^k]/k! times 2^k - 1 - k and 2^k - 2
    T ahead(0), square(0), term(1), power(1);
    T const epsilon = std::numeric_limits<T>::epsilon() / 8;
    for (int k = 1; k < 2000; ++k) {
      term *= (mean + T(k - 1) * step) / T(k);
      power *= 2;
      T const part = term * (power - 2);
      ahead += term * (power - 1 - T(k));
      square += part;
      if (k > 2 && value_of(part) <= value_of(T(square * epsilon))) { break; }
    }
    return {ahead, square};
  }
  // e^(s u) has the mean (1 - s step)^(-1/scv)
  bool const fixed = value_of(scv) < 1e-12;
  T const one = fixed ? T(exp(mean)) : T(exp(T(-log1p(T(-step)) / scv)));
  T const two = fixed ? T(one * one) : T(exp(T(-log1p(T(-2 * step)) / scv)));
  if (!is_finite(two)) { return {infinity_v<T>, infinity_v<T>}; }
  return {two - one - mean * one / (1 - step), two - 2 * one + 1};
}

} // namespace detail

/// Time from the start of a service to its end, interruptions included.
///
/// Formula, with the interruptions xi per second of service and pauses R: resume, E C = E S (1 + xi E R),
/// E C^2 = E S^2 (1 + xi E R)^2 + E S xi E R^2; restart (the same service again from its beginning), with y = e^(xi S),
/// E C = (E y - 1)(1/xi + E R), E C^2 = 2/xi^2 (1 + xi E R)(E[y (y - 1 - xi S)] + xi E R E[(y - 1)^2]) + E R^2 (E y - 1).
/// Source: Gaver, J. R. Stat. Soc. B 24 (1962). Exact: resume for any service, restart for constant and gamma services
/// (a law with a longer tail restarts for ever: infinity). Accuracy: 1e-14 relative.
/// @returns mean and scv of the completion time; infinity where it has none
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] service_moments<T> completion_time(breakdown_policy<T> const& p, service_moments<T> const& service) {
  using U = detail::wide_t<T>;
  using std::expm1;
  using std::log1p;
  validate(p);
  detail::require_positive("completion_time", "mean", service.mean);
  detail::require_nonnegative("completion_time", "scv", service.scv);
  if (is_off(p)) { return service; }
  U const mean(service.mean), scv(service.scv), rate(p.rate), pause(p.pause);
  U const lost = rate * pause; // seconds of pause per second of service
  U const pause_square = pause * pause * (1 + U(p.pause_scv));
  if (p.then == after_interruption::resume) {
    U const whole = mean * (1 + lost);
    return {T(whole), T(scv + rate * (pause_square / (mean * (1 + lost) * (1 + lost))))};
  }
  U const u = rate * mean;
  U const step = u * scv;
  // A service that is never interrupted in 1e12 is as good as one that is not.
  if (!(value_of(step) < 1)) { return {infinity_v<T>, infinity_v<T>}; }
  U const again = value_of(scv) < 1e-12 ? U(expm1(u)) : U(expm1(U(-log1p(U(-step)) / scv))); // E y - 1
  U const whole = again / rate * (1 + lost);
  auto const sums = detail::restart_sums_of<U>(u, scv);
  if (!detail::is_finite(whole) || !detail::is_finite(sums.ahead) || !detail::is_finite(sums.square)) {
    return {T(whole), infinity_v<T>};
  }
  // E C^2 / (E C)^2 - 1, both over (1 + lost)^2 / rate^2
  U const share = 1 / (1 + lost);
  U const second = 2 * share * (sums.ahead + lost * sums.square) + rate * pause_square * rate * again * share * share;
  U const ratio = second / again / again;
  return {T(whole), T(detail::larger(U(ratio - 1), U(0)))};
}

/// Share of the time of a service that is not a pause. Formula: 1 / (1 + rate pause). Exact; with restart the work
/// that is lost comes on top of it.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T availability(breakdown_policy<T> const& p) {
  validate(p);
  return 1 / (1 + p.rate * p.pause);
}

} // namespace ullage
