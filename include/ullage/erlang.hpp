// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Erlang's loss and delay formulas for any number of servers, whole or not, and their inverses.
///
/// Source: Erlang (1917); for real-valued servers Jagerman, "Some properties of the Erlang loss
/// function", Bell Syst. Tech. J. 53 (1974): 1/B = a integral_0^inf exp(-a t) (1 + t)^c dt. How it is
/// evaluated is said in detail/erlang_inverse.hpp.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/erlang_inverse.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/errors.hpp>

#include <cmath>
#include <limits>
#include <string>

namespace ullage {

namespace detail {

/// log B, a > 0.
template <Real T> [[nodiscard]] T log_loss(T const& c, T const& a) {
  using std::log1p;
  auto const r = inverse_erlang_b(c, a);
  return -(r.exponent + T(log1p(r.excess)));
}

/// log C for the load a = c - spare, a > 0.
template <Real T> [[nodiscard]] T log_delay(T const& c, T const& a, T const& spare) {
  using std::exp;
  using std::log;
  using std::log1p;
  auto const r = inverse_erlang_b(c, a);
  if (value_of(r.exponent) == 0) { return -T(log1p(T(spare / c * r.excess))); }
  T const small = exp(T(-r.exponent));
  return -(r.exponent + T(log(T(small * (a / c) + (1 + r.excess) * (spare / c)))));
}

template <Real T> void require_servers_and_load(char const* function, T const& c, T const& a) {
  require_nonnegative(function, "servers", c);
  require_nonnegative(function, "offered_load", a);
}

template <Real T> void require_share_above_zero(char const* function, T const& p) {
  require(value_of(p) > 0 && value_of(p) <= 1, function, "probability", p, "must be in (0, 1]");
}
template <Real T> void require_share_below_one(char const* function, T const& p) {
  require(value_of(p) >= 0 && value_of(p) < 1, function, "probability", p, "must be in [0, 1)");
}

/// The smallest whole n >= first that is enough; excess(n) falls and passes 0 there but for rounding.
template <Real T, class Enough, class F>
[[nodiscard]] T smallest_whole(Enough const& enough, F const& excess, T const& first, T const& scale) {
  using std::ceil;
  if (enough(first)) { return first; }
  T n = first;
  if (value_of(excess(first)) > 0) {
    T low = first;
    T step = scale;
    T high = low + step;
    while (value_of(excess(high)) > 0) {
      low = high;
      step *= 2;
      high += step;
    }
    n = ceil(bracketed_root<T>(excess, low, high));
  }
  // The root is good to some epsilons: the values themselves settle it. Sizes beyond 1/epsilon stay.
  for (int i = 0; i < 16 && value_of(n) > value_of(first) && enough(T(n - 1)); ++i) { n -= 1; }
  for (int i = 0; i < 16 && !enough(n); ++i) { n += 1; }
  return n;
}

/// Below it a probability is compared by its logarithm.
inline constexpr double smallest_probability = 1e-290;

/// a (1 - share), the last step of a root that is there already but for rounding.
template <Real T> [[nodiscard]] T refined(T const& a, T const& share) {
  return value_of(share) > -1e-9 && value_of(share) < 1e-9 ? T(a * (1 - share)) : a;
}

/// What the inverses return for loads that the library does not take.
template <Real T> [[nodiscard]] T moderate_load(T const& a) {
  if (value_of(a) < smallest_number) { return T(0); }
  return smaller(a, T(largest_number));
}

} // namespace detail

/// Erlang B: the share of the arrivals that is lost when none may wait (M/G/c/c), equal to the share
/// of time in which all servers are busy. 1 without servers, 0 without load.
///
/// Formula: 1/B = a integral_0^inf exp(-a t) (1 + t)^c dt; for whole c this is a^c/c! over
/// sum_k a^k/k!. Exact. Accuracy: 4e-13 relative where B >= 1e-300 (c <= 1e7).
/// @param servers c, >= 0, also between whole numbers
/// @param offered_load a = arrival rate times mean service time [erlang], >= 0
/// @returns probability
/// @throws std::domain_error an argument is out of range
template <Number C, Number A> [[nodiscard]] promote_t<C, A> erlang_b(C servers, A offered_load) {
  using std::exp;
  using T = promote_t<C, A>;
  using U = detail::wide_t<T>;
  detail::require_servers_and_load<T>("erlang_b", T(servers), T(offered_load));
  U const c = U(T(servers));
  U const a = U(T(offered_load));
  if (value_of(c) == 0) { return T(1); }
  if (value_of(a) == 0) { return T(0); }
  auto const r = detail::inverse_erlang_b(c, a);
  return T(exp(U(-r.exponent)) / (1 + r.excess));
}

/// Logarithm of Erlang B, where B itself is too small for the scalar type, or too close to 1.
///
/// Accuracy: 3e-14 relative.
/// @param servers c, >= 0
/// @param offered_load a [erlang], > 0
/// @returns log B, <= 0
/// @throws std::domain_error an argument is out of range
template <Number C, Number A> [[nodiscard]] promote_t<C, A> log_erlang_b(C servers, A offered_load) {
  using T = promote_t<C, A>;
  using U = detail::wide_t<T>;
  detail::require_nonnegative("log_erlang_b", "servers", T(servers));
  detail::require_positive("log_erlang_b", "offered_load", T(offered_load));
  if (value_of(T(servers)) == 0) { return T(0); }
  return T(detail::log_loss(U(T(servers)), U(T(offered_load))));
}

/// Erlang C: the share of the arrivals that has to wait when all may (M/M/c).
///
/// Formula: C = B / ((1 - rho) + rho B), rho = a/c, written with 1/B - 1 so that nothing is lost as
/// rho goes to 1. Exact. Accuracy: 4e-13 relative where C >= 1e-300 (c <= 1e7).
/// @param servers c, > offered_load, also between whole numbers
/// @param offered_load a = arrival rate times mean service time [erlang], >= 0
/// @returns probability
/// @throws std::domain_error an argument is out of range
/// @throws unstable_error offered_load >= servers
template <Number C, Number A> [[nodiscard]] promote_t<C, A> erlang_c(C servers, A offered_load) {
  using T = promote_t<C, A>;
  using U = detail::wide_t<T>;
  detail::require_servers_and_load<T>("erlang_c", T(servers), T(offered_load));
  U const c = U(T(servers));
  U const a = U(T(offered_load));
  if (!(value_of(a) < value_of(c))) [[unlikely]] {
    throw unstable_error("erlang_c: offered_load = " + detail::show(a) + ", but must be < servers = " +
                         detail::show(c) + " (utilization < 1)");
  }
  return T(detail::delay_probability(c, a, U(0)));
}

/// Smallest whole number of servers at which at most a given share of the arrivals is lost.
///
/// Root of log B in real-valued servers, then the neighbouring whole numbers are tried. Exact.
/// @param offered_load a [erlang], >= 0
/// @param probability largest share lost, in (0, 1]
/// @returns servers, a whole number (in the scalar type, so that nothing overflows)
/// @throws std::domain_error an argument is out of range
template <Number A, Number P> [[nodiscard]] promote_t<A, P> erlang_b_servers(A offered_load, P probability) {
  using std::floor;
  using std::log;
  using std::sqrt;
  using T = promote_t<A, P>;
  using U = detail::wide_t<T>;
  U const a = U(T(offered_load));
  U const p = U(T(probability));
  detail::require_nonnegative("erlang_b_servers", "offered_load", T(offered_load));
  detail::require_share_above_zero("erlang_b_servers", p);
  if (value_of(p) == 1) { return T(0); }
  if (value_of(a) == 0) { return T(1); }
  U const level = log(p);
  auto const excess = [&](U const& c) {
    return value_of(c) == 0 ? U(-level) : U(detail::log_loss(c, a) - level);
  };
  auto const enough = [&](U const& c) {
    if (value_of(p) < detail::smallest_probability) { return value_of(excess(c)) <= 0; }
    return value_of(erlang_b(T(c), T(offered_load))) <= value_of(T(probability));
  };
  // The servers carry a (1 - B) <= c, so fewer than a (1 - p) are never enough.
  U const first = floor(U(a * (1 - p) * (1 - 8 * std::numeric_limits<U>::epsilon())));
  return T(detail::smallest_whole<U>(enough, excess, first, U(1 + sqrt(a))));
}

/// Smallest whole number of servers at which at most a given share of the arrivals has to wait.
///
/// Root of log C in real-valued servers, then the neighbouring whole numbers are tried. Exact.
/// @param offered_load a [erlang], >= 0
/// @param probability largest share that waits, in (0, 1]
/// @returns servers, a whole number > offered_load (in the scalar type)
/// @throws std::domain_error an argument is out of range
template <Number A, Number P> [[nodiscard]] promote_t<A, P> erlang_c_servers(A offered_load, P probability) {
  using std::floor;
  using std::log;
  using std::sqrt;
  using T = promote_t<A, P>;
  using U = detail::wide_t<T>;
  U const a = U(T(offered_load));
  U const p = U(T(probability));
  detail::require_nonnegative("erlang_c_servers", "offered_load", T(offered_load));
  detail::require_share_above_zero("erlang_c_servers", p);
  if (value_of(a) == 0) { return T(1); }
  U first = floor(a) + 1;
  // Beyond 1/epsilon the next whole number is that of the type.
  if (!(value_of(first) > value_of(a))) { first = a * (1 + 2 * std::numeric_limits<U>::epsilon()); }
  U const level = log(p);
  auto const excess = [&](U const& c) { return U(detail::log_delay(c, a, U(c - a)) - level); };
  auto const enough = [&](U const& c) {
    if (value_of(p) < detail::smallest_probability) { return value_of(excess(c)) <= 0; }
    return value_of(T(detail::delay_probability(c, a, U(0)))) <= value_of(T(probability));
  };
  return T(detail::smallest_whole<U>(enough, excess, first, U(1 + sqrt(a))));
}

/// Largest offered load at which at most a given share of the arrivals is lost.
///
/// Root of log B, with Newton steps at the end. Accuracy: the share lost is the given one within
/// 1e-13 relative plus what one rounding of the load changes it by.
/// @param servers c, > 0
/// @param probability largest share lost, in [0, 1)
/// @returns erlang, within the sizes that the library takes: 0 below 1e-30, at most 1e30
/// @throws std::domain_error an argument is out of range
template <Number C, Number P> [[nodiscard]] promote_t<C, P> erlang_b_load(C servers, P probability) {
  using std::exp;
  using std::log;
  using T = promote_t<C, P>;
  using U = detail::wide_t<T>;
  U const c = U(T(servers));
  U const p = U(T(probability));
  detail::require_positive("erlang_b_load", "servers", T(servers));
  detail::require_share_below_one("erlang_b_load", p);
  if (value_of(p) == 0) { return T(0); }
  U const level = log(p);
  auto const excess = [&](U const& log_a) { return U(detail::log_loss(c, U(exp(log_a))) - level); };
  // B >= 1 - c/a
  U high = log(U(c / (1 - p)));
  U step(1);
  while (value_of(excess(high)) < 0) { high += 1; }
  U low = high - step;
  while (value_of(excess(low)) > 0) {
    if (value_of(low) < -70) { return T(0); }
    high = low;
    step *= 2;
    low -= step;
  }
  U a = exp(detail::bracketed_root<U>(excess, low, high));
  // Beyond some 1e20 servers one rounding of log a is as much as a deviation of the load: more than one step.
  for (int i = 0; i < 20; ++i) {
    U const log_b = detail::log_loss(c, a);
    U const off = log_b - level;
    // d log B / d log a = c - a (1 - B)
    U const next = detail::refined(a, U(off / (c - a + a * exp(log_b))));
    bool const last = (value_of(off) < 1e-7 && value_of(off) > -1e-7) || value_of(next) == value_of(a);
    a = next;
    if (last) { break; }
  }
  return T(detail::moderate_load(a));
}

/// Largest offered load at which at most a given share of the arrivals has to wait.
///
/// Root of log C, with one Newton step at the end. Accuracy: as erlang_b_load.
/// @param servers c, > 0
/// @param probability largest share that waits, in [0, 1)
/// @returns erlang, < servers; 0 where it is below 1e-30
/// @throws std::domain_error an argument is out of range
template <Number C, Number P> [[nodiscard]] promote_t<C, P> erlang_c_load(C servers, P probability) {
  using std::exp;
  using std::log;
  using T = promote_t<C, P>;
  using U = detail::wide_t<T>;
  U const c = U(T(servers));
  U const p = U(T(probability));
  detail::require_positive("erlang_c_load", "servers", T(servers));
  detail::require_share_below_one("erlang_c_load", p);
  if (value_of(p) == 0) { return T(0); }
  U const level = log(p);
  // In x = log(a / (c - a)), which resolves both ends of [0, c].
  auto const excess = [&](U const& x) {
    U const s = exp(x);
    return U(detail::log_delay(c, U(c * (s / (1 + s))), U(c / (1 + s))) - level);
  };
  U low(0);
  U high(0);
  U step(1);
  while (value_of(excess(high)) < 0 && value_of(high) < 120) {
    low = high;
    high += step;
    step *= 2;
  }
  step = U(1);
  while (value_of(excess(low)) > 0) {
    if (value_of(U(low + log(c))) < -70) { return T(0); }
    high = low;
    low -= step;
    step *= 2;
  }
  U const below = c * (1 - std::numeric_limits<U>::epsilon());
  if (value_of(excess(high)) < 0) { return T(below); }
  U const s = exp(detail::bracketed_root<U>(excess, low, high));
  U const a = c * (s / (1 + s));
  U const spare = c / (1 + s);
  U const carried = a / c * (1 - exp(detail::log_loss(c, a)));
  // d log C / d log a = c - a + q / (1 - q), q = rho (1 - B)
  U const step_back = (detail::log_delay(c, a, spare) - level) / (spare + carried / (1 - carried));
  U const out = detail::refined(a, step_back);
  return T(detail::moderate_load(detail::smaller(below, out)));
}

} // namespace ullage
