// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How many records the invocations of one consumer carry at a rate, as a closed estimate: what a bill counts.

#include <ullage/batching.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <type_traits>

namespace ullage {

/// The invocations of a consumer that keeps up with its arrivals.
template <Real T = double> struct batch_flow {
  T mean_size = T(1);  ///< records of an invocation, in [1, batch_limit]
  T idle_share = T(1); ///< share of the invocations before which the consumer had nothing to do
  friend bool operator==(batch_flow const&, batch_flow const&) = default;
};

namespace detail {

/// E min(N, most) and P(N < most) for N ~ Poisson(x).
template <Real T> struct capped_count {
  T mean;
  T below;
};

/// Sums up to here, the normal law above: it is 1 % of the mean off at worst.
inline constexpr int summed_counts = 48;

template <Real T> [[nodiscard]] capped_count<T> capped_poisson(T const& x, T const& most) {
  using std::exp;
  using std::sqrt;
  if (!(value_of(x) > 0)) { return {T(0), T(1)}; }
  T const spread = sqrt(x);
  T const gap = most - x;
  if (value_of(gap) > 7 * value_of(spread) + 14) { return {x, T(1)}; }
  if (value_of(gap) < -9 * value_of(spread)) { return {most, T(0)}; }
  if (value_of(most) > summed_counts) {
    T const z = gap / spread;
    T const mean = most - gap * normal_upper(T(-z)) - spread * normal_density(z);
    return {within(mean, T(0), smaller(x, most)), normal_upper(T((T(0.5) - gap) / spread))};
  }
  T mass = exp(T(-x));
  T below = mass;
  T k = T(1);
  for (; value_of(k) < value_of(most); k += T(1)) {
    mass *= x / k;
    below += mass;
  }
  T const mean = x * (below - mass) + most * (1 - below);
  return {mean, below};
}

/// The estimate for one load, as a root in the mean number x that waits at the end of an invocation.
template <Real T> struct flow_balance {
  T work;     ///< arrival_rate * a
  T each;     ///< arrival_rate * b
  T window;   ///< arrival_rate * window
  T most;     ///< batch_limit
  window_rule rule;
  capped_count<T> held; ///< of the window
  T spread = T(1);      ///< -log P(X = 0) / E X

  struct point {
    T excess; ///< below 0 where x is too small
    T size;
    T empty;
  };

  [[nodiscard]] point at(T const& x) const {
    using std::exp;
    auto const taken = capped_poisson(x, most);
    T const empty = exp(T(-x * spread));
    T size(0);
    if (value_of(window) == 0) {
      size = taken.mean + empty;
    } else if (rule == window_rule::when_idle) {
      size = taken.mean + empty * (held.mean + held.below);
    } else if (rule == window_rule::after_invocation) {
      size = capped_poisson(T(x + window), most).mean + empty * held.below;
    } else {
      T const open = x - window;
      bool const behind = value_of(open) > 0;
      size = (behind ? taken.mean : held.mean) + (behind ? T(exp(T(-open * spread))) : T(1)) * held.below;
    }
    return {taken.mean - work - each * size, size, empty};
  }
};

/// Chance that nothing waits at the end of an invocation, and mean records of one, where batches have no limit.
template <Real T> struct unlimited_flow {
  T empty;
  T size;
};

/// Exact but for after_batch: with z = 1 - exp(-s) the transform of the number n of an invocation is
/// E exp(-s n) = exp(-work z) E exp(-each z n) + what is added, so that P(X = 0) = exp(-work) E exp(-each n) follows from
/// a chain of s that falls to 0. Everything is linear in P(X = 0).
template <Real T> [[nodiscard]] unlimited_flow<T> without_limit(flow_balance<T> const& q) {
  using std::exp;
  using std::expm1;
  bool const every = q.rule == window_rule::after_invocation;
  bool const behind = q.rule == window_rule::after_batch;
  T const rest = 1 - q.each;
  T const added = q.held.mean + q.held.below - 1; // to the record that opens a window
  // size = fixed + part * empty
  T const fixed = (q.work + (every ? q.window : T(0))) / rest;
  T const part = (q.rule == window_rule::when_idle ? T(1 + added) : T(1)) / rest;
  T factor = exp(T(behind ? q.window - q.work : -q.work));
  T times(0);
  T s = q.each;
  for (int i = 0; i < 400 && value_of(T(s * (fixed + part))) > 1e-3; ++i) {
    T const z = -expm1(T(-s));
    T const held = every ? T(exp(T(-q.window * z))) : T(1);
    T const idle = q.rule == window_rule::when_idle ? T(expm1(T(-s - added * z))) : behind ? T(-z * exp(T(-q.window * z))) : T(-z);
    times += factor * held * idle;
    factor *= held * exp(T(-q.work * z));
    s = q.each * z;
  }
  // E exp(-s n) = 1 - s E n
  T const known = factor * (1 - s * fixed);
  times -= factor * s * part;
  T const empty = known / (1 - times);
  T const chance = value_of(empty) > 0 && value_of(empty) < 1 ? empty : T(value_of(empty) > 0 ? 1 : 0);
  return {chance, T(fixed + part * chance)};
}

/// The x at which as much comes as goes, by regula falsi (Illinois) on the excess, which rises from below 0 at
/// x = work + each to B (1 - load); the last step carries derivatives.
template <Real T> [[nodiscard]] T balanced_count(flow_balance<T> const& balance, T const& load) {
  T low(value_of(T(balance.work + balance.each)));
  T fl = balance.at(low).excess;
  T high = low;
  T fh = fl;
  T const fine = (low + load * balance.most) * T(1e-7);
  for (int i = 0; i < 200 && value_of(fh) < 0; ++i) {
    low = high;
    fl = fh;
    high = i == 0 ? T(value_of(T(low - fl / (1 - balance.each)))) : T(2 * high);
    fh = balance.at(high).excess;
    if (i == 0 && value_of(fh) < 0 && value_of(T(-fh)) < value_of(fine)) { break; }
  }
  T x = high;
  T fx = fh;
  bool was_high = true;
  for (int i = 0; i < 60 && value_of(fx) * value_of(fx) > value_of(T(fine * fine)) && value_of(fh) > value_of(fl); ++i) {
    x = T(value_of(T(low - fl * (high - low) / (fh - fl))));
    if (!(value_of(x) > value_of(low)) || !(value_of(x) < value_of(high))) { x = low + (high - low) / 2; }
    fx = balance.at(x).excess;
    bool const is_high = value_of(fx) > 0;
    if (is_high) {
      high = x;
      fh = fx;
      if (was_high && i > 0) { fl /= 2; }
    } else {
      low = x;
      fl = fx;
      if (!was_high && i > 0) { fh /= 2; }
    }
    was_high = is_high;
  }
  T const step = x * T(1e-6);
  T const slope(value_of(T((balance.at(T(x + step)).excess - fx) / step)));
  return value_of(slope) > 0 ? T(x - fx / slope) : x;
}

} // namespace detail

/// Mean records of the invocations of one consumer with Poisson arrivals: an estimate in closed form, where queue/bulk.hpp
/// is exact and 100 to 1e6 times slower.
///
/// Formula: the number X that waits at the end of an invocation is taken to be Poisson of a mean x that balances what comes
/// and what goes, E min(X, B) = arrival_rate (a + b n), n = E min(X, B) + what an idle consumer adds (the first record)
/// + what a window adds. P(X = 0) = exp(-k x), where k is exact for batches without a limit and tends to 1 for B = 1.
/// Accuracy: an approximation; exact where B is never reached (but after_batch with a window), for B = 1, without and with
/// full load. Relative error against the exact chain, 400 random loads each, B = 2..300, utilization 0.02..0.97, constant
/// service:
///
///     rule               window   median   90 %    99 %    largest   up to utilization 0.7
///     any                0        0.01 %   0.6 %   3 %     9 %       1 %
///     after_invocation   > 0      0.01 %   0.7 %   5 %     14 %      4 %
///     when_idle          > 0      0.1 %    1.6 %   5 %     5 %       4 %
///     after_batch        > 0      0.1 %    8 %     19 %    21 %      14 %
///
/// Cost: 0.1 to 3 us.
/// @param p size, window and payload
/// @param d how long an invocation of n records takes
/// @param arrival_rate of the consumer [records/s], >= 0; from its capacity on batches are full
/// @throws std::domain_error a field or arrival_rate is out of range
template <Real T>
[[nodiscard]] batch_flow<T> estimate_batches(batch_policy<T> const& p, invocation_time<T> const& d, std::type_identity_t<T> arrival_rate) {
  using std::log;
  using std::sqrt;
  detail::require_nonnegative("estimate_batches", "arrival_rate", arrival_rate);
  validate(d);
  T const most = batch_limit(p);
  T const load = arrival_rate * (d.per_invocation / most + d.per_record);
  if (!(value_of(load) < 1)) { return {most, T(0)}; }
  if (value_of(most) == 1) { return {T(1), T(1 - load)}; }
  if (value_of(arrival_rate) == 0) { return {T(1), T(1)}; }
  T const window = arrival_rate * p.window;
  detail::flow_balance<T> balance{T(arrival_rate * d.per_invocation), T(arrival_rate * d.per_record), window, most, p.rule,
                                  detail::capped_poisson(window, most)};
  bool const busy = value_of(T(balance.work + balance.each)) > 30; // never empty
  if (busy && (value_of(window) == 0 || p.rule == window_rule::when_idle)) {
    return {detail::within(T(balance.work / (1 - balance.each)), T(1), most), T(0)};
  }
  if (!busy) {
    auto const free = detail::without_limit(balance);
    T const waiting = balance.work + balance.each * free.size;
    T const most_seen = waiting + window + 9 * sqrt(T(waiting + window)) + 14;
    if (value_of(most_seen) < value_of(most) && (p.rule != window_rule::after_batch || value_of(window) == 0)) {
      return {detail::within(free.size, T(1), most), free.empty};
    }
    if (value_of(free.empty) < 1 && value_of(free.empty) > 0 && value_of(waiting) > 0) {
      balance.spread = 1 - (1 - detail::within(T(-log(free.empty) / waiting), T(0), T(1))) * (1 - 1 / most);
    }
  }
  auto const here = balance.at(detail::balanced_count(balance, load));
  return {detail::within(here.size, T(1), most), detail::as_probability(here.empty)};
}

} // namespace ullage
