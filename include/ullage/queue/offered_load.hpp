// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Offered load over time: how many records would be in service at once if none ever waited,
/// M(t)/G/infinity. Its number is Poisson, so a concurrency limit follows from it.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/poisson.hpp>
#include <ullage/detail/policy.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/tail_integral.hpp>
#include <ullage/service.hpp>

#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace ullage {

namespace detail {

/// Calls f(piece, records at once, their age) for all that came up to t.
template <Real T, class F> void for_each_age(arrival_profile<T> const& arrivals, T const& t, F const& f) {
  auto const& all = arrivals.pieces();
  for (std::size_t i = 0; i < all.size() && value_of(all[i].start) <= value_of(t); ++i) {
    auto const& p = all[i];
    bool const ended = i + 1 < all.size() && value_of(all[i + 1].start) < value_of(t);
    T const end = ended ? all[i + 1].start : t;
    T const late = p.rate + p.slope * (end - p.start);
    f(age_piece<T>{t - end, t - p.start, value_of(late) > 0 ? late : T(0), p.rate}, p.burst);
  }
}

/// Load of one law of a mixture.
template <Real T, class Law> [[nodiscard]] T part_load(arrival_profile<T> const& arrivals, Law const& law, T const& t) {
  T sum(0);
  T error(0);
  auto const tail = [&](T const& v) { return simple_tail(law, v); };
  for_each_age(arrivals, t, [&](age_piece<T> const& p, T const& burst) {
    if (value_of(burst) > 0) { sum += burst * tail(p.old); }
    if (value_of(p.old) > value_of(p.young)) {
      auto const load = load_of(law, p);
      sum += load.value;
      error += load.error;
    }
  });
  if (value_of(error) <= 1e-11 * value_of(sum)) { return value_of(sum) > 0 ? sum : T(0); }
  sum = T(0);
  T const split = raw_moment(law, 1);
  for_each_age(arrivals, t, [&](age_piece<T> const& p, T const& burst) {
    if (value_of(burst) > 0) { sum += burst * tail(p.old); }
    if (value_of(p.old) > value_of(p.young)) { sum += tail_quadrature(tail, p).value(split); }
  });
  return sum;
}

/// So far from the mean Boost's functions lose as many digits as m has; there the first probability is
/// evaluated at its saddle point, and the others follow from it by positive terms.
template <Real T> [[nodiscard]] bool far_from_mean(T const& m, T const& n) {
  T const apart = n - m;
  return value_of(T(apart * apart)) > value_of(T(25 * m));
}

/// P(N > n) or P(N <= n) of the Poisson law with mean m > 0.
template <Real T> [[nodiscard]] T poisson_above(T const& m, T const& n) {
  if (value_of(n) >= 150 && 1000 * value_of(m) < value_of(n)) { return T(0); } // below 1e-380
  T k = n + 1;
  if (value_of(k) < value_of(m) || !far_from_mean(m, k)) { return boost::math::gamma_p(k, m, policy()); }
  T const first = poisson_mass(k, m, T(m - k));
  T sum(1);
  for (T term(1); value_of(term) > value_of(sum) * std::numeric_limits<T>::epsilon() / 16;) {
    k += 1;
    term *= m / k;
    sum += term;
  }
  return first * sum;
}
template <Real T> [[nodiscard]] T poisson_up_to(T const& m, T const& n) {
  if (value_of(n) >= 150 && 1000 * value_of(m) < value_of(n)) { return T(1); }
  if (value_of(n) > value_of(m) || !far_from_mean(m, n)) { return boost::math::gamma_q(T(n + 1), m, policy()); }
  T const first = poisson_mass(n, m, T(m - n));
  T sum(1);
  T k = n;
  for (T term(1); value_of(term) > value_of(sum) * std::numeric_limits<T>::epsilon() / 16;) {
    term *= k / m;
    k -= 1;
    sum += term;
  }
  return first * sum;
}

} // namespace detail

/// Mean number of records in service at once at time t with as many servers as are wanted.
///
/// Exact. Formula: m(t) = E[lambda(t - S_e)] E[S] = integral of lambda(u) P(S > t - u) du; a burst of n
/// records at u adds n P(S > t - u). Nothing came before the profile begins.
/// Source: Eick, Massey and Whitt, "The physics of the Mt/G/infinity queue", Oper. Res. 41 (1993).
/// Without bursts the number is Poisson with this mean, whatever the law of the service time.
/// @param arrivals rate over time
/// @param service law of the service time
/// @param t [s], >= 0; bursts at t count
/// @returns [erlangs]
/// @throws std::domain_error a field of the law or t is out of range
/// Accuracy: 1e-14 relative for exponential, hyperexponential, fixed and measured times (closed
/// forms); 1e-11 for gamma and lognormal ones (closed forms where they do not cancel, else quadrature).
template <Real T>
[[nodiscard]] T offered_load(arrival_profile<T> const& arrivals, std::type_identity_t<service_law<T>> const& service,
                             std::type_identity_t<T> const& t) {
  validate(service);
  detail::require_nonnegative("offered_load", "t", t);
  T sum(0);
  detail::for_each_part(service, [&](T const& p, auto const& law) {
    using Law = std::remove_cvref_t<decltype(law)>;
    if constexpr (std::is_same_v<Law, deterministic_service<T>>) {
      if (value_of(law.mean) == 0) { return; }
    }
    if (value_of(p) > 0) { sum += p * detail::part_load(arrivals, law, t); }
  });
  return sum;
}

/// How much later than the rate the offered load changes: the mean of the stationary excess S_e.
/// A rate that changes slowly gives m(t) = lambda(t - delay) E[S] to first order.
///
/// Formula: E[S^2] / (2 E[S]). Source: Eick, Massey and Whitt (1993).
/// @returns [s]
/// @throws std::domain_error a field of the law is out of range
template <Real T> [[nodiscard]] T offered_load_delay(service_law<T> const& service) {
  return moment(service, 2) / (2 * mean(service));
}

/// Records in service at once that are not exceeded with probability p: a quantile of the Poisson law.
/// @param offered_load mean number [erlangs], in [0, 1e9]
/// @param p in [0, 1)
/// @returns smallest whole n with P(N <= n) >= p
/// @throws std::domain_error an argument is out of range
/// Accuracy: exact but where the smaller of p and 1 - p is within 2e-12 relative of a step of the law.
template <Number A, Number P> [[nodiscard]] promote_t<A, P> concurrency_quantile(A offered_load, P p) {
  using std::floor;
  using std::sqrt;
  using T = promote_t<A, P>;
  using U = std::conditional_t<std::is_same_v<T, float>, double, T>; // float does not hold every whole number
  U const m(offered_load);
  U const q(p);
  detail::require_nonnegative("concurrency_quantile", "offered_load", m);
  detail::require(value_of(m) <= 1e9, "concurrency_quantile", "offered_load", m, "must be at most 1e9");
  detail::require(value_of(q) >= 0 && value_of(q) < 1, "concurrency_quantile", "p", q, "must be in [0, 1)");
  if (value_of(m) == 0 || value_of(q) == 0) { return T(0); }
  // The smaller side is compared, so that no digit of it is lost.
  auto const enough = [&](U const& n) {
    if (value_of(q) > 0.5) { return value_of(detail::poisson_above(m, n)) <= value_of(U(1 - q)); }
    return value_of(detail::poisson_up_to(m, n)) >= value_of(q);
  };
  U low = floor(m); // fails, or is the answer when it is 0
  U high = low;
  U step = floor(sqrt(m)) + 1;
  if (enough(low)) {
    while (value_of(low) > 0 && enough(low)) {
      high = low;
      low = value_of(low) > value_of(step) ? U(low - step) : U(0);
      step *= 2;
    }
    if (enough(low)) { return T(low); }
  } else {
    do {
      low = high;
      high += step;
      step *= 2;
    } while (!enough(high));
  }
  while (value_of(U(high - low)) > 1) {
    U const mid = floor(U(low + (high - low) / 2));
    (enough(mid) ? high : low) = mid;
  }
  return T(high);
}

/// Probability that more than n records are in service at once.
/// Formula: P(N > n) of the Poisson law, gamma_p(n + 1, offered_load); five standard deviations above the
/// mean, the probability of n + 1 at its saddle point times a sum of positive terms.
/// Source: Temme (1979), in Boost.Math; Loader (2000).
/// @param offered_load mean number [erlangs], in [0, 1e9]
/// @param n whole number, >= 0, such as a concurrency limit
/// @throws std::domain_error an argument is out of range
/// Accuracy: 1e-12 relative where it is >= 1e-300, whatever the load (measured up to 1e9).
template <Number A, Number N> [[nodiscard]] promote_t<A, N> concurrency_tail(A offered_load, N n) {
  using T = promote_t<A, N>;
  using U = std::conditional_t<std::is_same_v<T, float>, double, T>;
  U const m(offered_load);
  U const k(n);
  detail::require_nonnegative("concurrency_tail", "offered_load", m);
  detail::require(value_of(m) <= 1e9, "concurrency_tail", "offered_load", m, "must be at most 1e9");
  detail::require(value_of(k) >= 0 && value_of(k) <= 1e15, "concurrency_tail", "n", k, "must be in [0, 1e15]");
  detail::require_whole("concurrency_tail", "n", k);
  if (value_of(m) == 0) { return T(0); }
  return T(detail::poisson_above(m, k));
}

} // namespace ullage
