// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Moments of the time that a batch takes when attempts at it fail.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/root.hpp>

#include <cmath>

namespace ullage::detail {

template <Real T> struct attempt_rules {
  T failure;   ///< f, of an attempt at a record
  T poison;    ///< g
  T backoff;   ///< d
  T retries;   ///< may be infinite
  T expires;   ///< no attempt starts later; may be infinite
  T overhead;  ///< a
  T service;   ///< b
  T scv;       ///< of the time of an invocation
  T records;   ///< of the batch
};

/// Sums over one batch or a part of it.
template <Real T> struct attempt_cost {
  T time = T(0);        ///< mean
  T variance = T(0);    ///< of the time
  T invocations = T(0);
  T tries = T(0);       ///< of a record of the whole batch
  T lost = T(0);        ///< records
};

template <Real T> [[nodiscard]] T scv_of(attempt_cost<T> const& c) {
  // What takes for ever does so after a geometric number of attempts.
  if (!is_finite(c.time) || !is_finite(c.variance)) { return is_finite(c.time) ? infinity_v<T> : T(1); }
  return larger(T(c.variance / c.time / c.time), T(0));
}

/// x^n for whole n >= 0, also infinite; x in [0, 1].
template <Real T> [[nodiscard]] T power_of(T const& x, T const& n) {
  using std::exp;
  using std::log;
  if (value_of(n) == 0) { return T(1); }
  if (value_of(x) == 0) { return T(0); }
  if (!is_finite(n)) { return T(value_of(x) < 1 ? 0 : 1); }
  return exp(T(n * log(x)));
}
/// (1 - x)^n
template <Real T> [[nodiscard]] T all_good(T const& x, T const& n) {
  using std::exp;
  using std::log1p;
  return value_of(x) == 0 ? T(1) : T(exp(T(n * log1p(T(-x)))));
}

/// Mean and variance of a geometric number of attempts that is cut off: P(N > k) = fail^k for k < most.
template <Real T> struct attempt_count {
  T mean;
  T variance;
};
/// @param fail in [0, 1]
/// @param pass 1 - fail, which the caller may know better
/// @param most whole, >= 1, or infinite
template <Real T> [[nodiscard]] attempt_count<T> counted(T const& fail, T const& pass, T const& most) {
  using std::floor;
  if (!is_finite(most) || value_of(most) > 1e15) {
    if (value_of(pass) > 0) { return {1 / pass, fail / pass / pass}; }
    return {most, T(0)};
  }
  // sums of fail^k and k fail^k over k < most, by doubling: no term is < 0
  T sum(0), ramp(0), length(0), power(1); // power = fail^length
  T bit(1);
  while (value_of(T(bit * 2)) <= value_of(most)) { bit *= 2; }
  T rest = most;
  while (value_of(bit) >= 1) {
    ramp += power * (ramp + length * sum);
    sum += power * sum;
    power *= power;
    length *= 2;
    if (value_of(rest) >= value_of(bit)) {
      rest -= bit;
      ramp += power * length;
      sum += power;
      power *= fail;
      length += 1;
    }
    bit = floor(T(bit / 2));
  }
  // E[N^2] = 2 ramp + sum
  return {sum, larger(T(2 * ramp + sum - sum * sum), T(0))};
}

template <Real T> [[nodiscard]] T attempt_time(attempt_rules<T> const& r, int n) { return r.overhead + r.service * T(n); }

/// Attempts at the same n records, at least one.
template <Real T> [[nodiscard]] T most_attempts(attempt_rules<T> const& r, int n) {
  using std::floor;
  T const turns = floor(T(r.expires / (attempt_time(r, n) + r.backoff)));
  return 1 + smaller(r.retries, turns);
}
/// true when age ends the attempts rather than their number
template <Real T> [[nodiscard]] bool ends_by_age(attempt_rules<T> const& r, int n) {
  return value_of(most_attempts(r, n)) < value_of(T(r.retries + 1));
}

/// N attempts with backoffs in between.
template <Real T> [[nodiscard]] attempt_cost<T> repeated(attempt_rules<T> const& r, int n, attempt_count<T> const& count) {
  T const one = attempt_time(r, n);
  T const turn = one + r.backoff;
  attempt_cost<T> out;
  out.time = one + (count.mean - 1) * turn;
  out.variance = count.mean * (r.scv * (one * one)) + count.variance * (turn * turn);
  out.invocations = count.mean;
  out.tries = count.mean * (T(n) / r.records);
  return out;
}

/// One of two kinds by chance.
template <Real T> [[nodiscard]] attempt_cost<T> mixed(T const& p, attempt_cost<T> const& a, attempt_cost<T> const& b) {
  if (value_of(p) >= 1) { return a; }
  if (value_of(p) <= 0) { return b; }
  T const q = 1 - p;
  T const apart = a.time - b.time;
  bool const both = is_finite(a.time) && is_finite(b.time);
  return {p * a.time + q * b.time, both ? T(p * a.variance + q * b.variance + p * q * (apart * apart)) : infinity_v<T>,
          p * a.invocations + q * b.invocations, p * a.tries + q * b.tries, p * a.lost + q * b.lost};
}

/// A clean part of n records that is tried as a whole.
template <Real T> [[nodiscard]] attempt_cost<T> clean_batch(attempt_rules<T> const& r, int n) {
  T const pass = all_good(r.failure, T(n));
  T const fail = 1 - pass;
  T const most = most_attempts(r, n);
  auto out = repeated(r, n, counted(fail, pass, most));
  out.lost = T(n) * power_of(fail, most);
  return out;
}
/// With poison in it.
template <Real T> [[nodiscard]] attempt_cost<T> poisoned_batch(attempt_rules<T> const& r, int n) {
  using std::expm1;
  using std::log1p;
  auto out = repeated(r, n, {most_attempts(r, n), T(0)});
  out.lost = T(n);
  if (ends_by_age(r, n)) {
    // The records expire one by one, up to the last poison record; those behind it are still young enough.
    // The mean place of the last one; by its series where poison is rare, since the closed form cancels there.
    T const rate = -log1p(T(-r.poison)) * T(n);
    if (value_of(rate) < 1e-3) {
      out.lost = T(n + 1) / 2 + rate * (T(n) - 1 / T(n)) / 12;
    } else {
      T const from_end = 1 / r.poison - T(n) / expm1(rate);
      out.lost = within(T(T(n) + 1 - from_end), T(1), T(n));
    }
  }
  return out;
}
template <Real T> [[nodiscard]] attempt_cost<T> whole_batch(attempt_rules<T> const& r, int n) {
  if (value_of(r.poison) == 0) { return clean_batch(r, n); }
  return mixed(all_good(r.poison, T(n)), clean_batch(r, n), poisoned_batch(r, n));
}

/// Bisection: of n and n + 1 records, without poison and with each record poison by chance.
template <Real T> struct bisection {
  attempt_cost<T> clean[2];
  attempt_cost<T> any[2];
};

/// S(n) + d + the two halves.
template <Real T>
[[nodiscard]] attempt_cost<T> split(attempt_rules<T> const& r, int n, attempt_cost<T> const& left, attempt_cost<T> const& right) {
  T const one = attempt_time(r, n);
  return {one + r.backoff + left.time + right.time, r.scv * (one * one) + left.variance + right.variance,
          1 + left.invocations + right.invocations, T(n) / r.records + left.tries + right.tries, left.lost + right.lost};
}
/// One invocation that succeeds.
template <Real T> [[nodiscard]] attempt_cost<T> done_at_once(attempt_rules<T> const& r, int n) {
  T const one = attempt_time(r, n);
  return {one, r.scv * (one * one), T(1), T(n) / r.records, T(0)};
}

template <Real T> [[nodiscard]] bisection<T> bisection_of(attempt_rules<T> const& r, int n) {
  bisection<T> out;
  bisection<T> const halves = n >= 2 ? bisection_of(r, n / 2) : bisection<T>{};
  for (int k = 0; k < 2; ++k) {
    int const size = n + k;
    if (size == 1) {
      out.clean[k] = clean_batch(r, 1);
      out.any[k] = whole_batch(r, 1);
      continue;
    }
    // n = 1: the halves of 2 are the single record just done
    auto const& source = n >= 2 ? halves : out;
    int const base = n >= 2 ? n / 2 : 1;
    int const small = size / 2 - base;
    int const large = size - size / 2 - base;
    T const pass = all_good(r.failure, T(size));
    out.clean[k] = mixed(pass, done_at_once(r, size), split(r, size, source.clean[large], source.clean[small]));
    // The halves are independent where the batch as a whole is not known to be bad: all splits less the clean ones.
    T const p = all_good(r.poison, T(size));
    auto const all = split(r, size, source.any[large], source.any[small]);
    auto const good = split(r, size, source.clean[large], source.clean[small]);
    auto const& c = out.clean[k];
    auto& u = out.any[k];
    if (value_of(p) >= 1) {
      u = c;
      continue;
    }
    u.time = all.time + p * (c.time - good.time);
    u.invocations = all.invocations + p * (c.invocations - good.invocations);
    u.tries = all.tries + p * (c.tries - good.tries);
    u.lost = all.lost + p * (c.lost - good.lost);
    // second moments around all.time
    T const from_clean = c.time - all.time;
    T const from_good = good.time - all.time;
    T const off = u.time - all.time;
    u.variance = all.variance + p * (c.variance + from_clean * from_clean - good.variance - from_good * from_good) - off * off;
    if (!is_finite(all.time)) {
      u.time = infinity_v<T>;
      u.variance = infinity_v<T>;
    }
  }
  return out;
}
template <Real T> [[nodiscard]] attempt_cost<T> bisected(attempt_rules<T> const& r, int n) { return bisection_of(r, n).any[0]; }

/// Reported failures: what passed stays done, the rest from the first failure on is tried again.
///
/// Q(m) is what follows when the first of m records has just failed once, G(m) what follows an attempt at m records
/// that have not been tried: E h(G(m)) = phi E h(Q(m)) + (1 - phi) E h(G(m-1)), phi the chance that a record fails.
template <Real T> [[nodiscard]] attempt_cost<T> reported(attempt_rules<T> const& r, int n) {
  T const f = r.failure;
  T const g = r.poison;
  T const phi = f + g - f * g;
  if (value_of(phi) == 0) { return done_at_once(r, n); }
  T const bad = g / phi; // that the failed record is poison
  attempt_cost<T> after; // G(m)
  for (int m = 1; m <= n; ++m) {
    T const one = attempt_time(r, m);
    T const turn = one + r.backoff;
    T const more = most_attempts(r, m) - 1;
    T const stuck = power_of(f, more);
    bool const by_age = ends_by_age(r, m);
    T const given_up = by_age ? T(1) : T(m);
    attempt_cost<T> clean;
    attempt_cost<T> poisoned;
    if (value_of(more) > 0) {
      // J attempts, after the last of which the record has passed (or is given up)
      auto const count = counted(f, T(1 - f), more);
      T const passed = 1 - stuck;
      // E[J; passed] = E J - more P(stuck)
      T const together = value_of(stuck) > 0 ? T(count.mean - more * stuck) : count.mean;
      T const square = count.variance + count.mean * count.mean;
      T const mean = count.mean * turn + passed * after.time;
      T const second = count.mean * (r.scv * (one * one)) + square * (turn * turn) + 2 * turn * together * after.time +
                       passed * (after.variance + after.time * after.time);
      clean = {mean, second - mean * mean, count.mean + passed * after.invocations, count.mean * (T(m) / r.records) + passed * after.tries,
               stuck * given_up + passed * after.lost};
      poisoned = {more * turn, more * (r.scv * (one * one)), more, more * (T(m) / r.records), T(0)};
    } else {
      clean.lost = given_up;
    }
    poisoned.lost = given_up;
    if (by_age && m > 1) {
      // The records behind it are tried once it is gone.
      poisoned.time += r.backoff;
      auto const behind = done_at_once(r, m - 1);
      poisoned.time += behind.time + after.time;
      poisoned.variance += behind.variance + after.variance;
      poisoned.invocations += 1 + after.invocations;
      poisoned.tries += behind.tries + after.tries;
      poisoned.lost += after.lost;
    }
    auto const q = value_of(bad) > 0 ? mixed(T(1 - bad), clean, poisoned) : clean;
    after = mixed(phi, q, after);
  }
  auto out = done_at_once(r, n);
  out.time += after.time;
  out.variance += after.variance;
  out.invocations += after.invocations;
  out.tries += after.tries;
  out.lost = after.lost;
  return out;
}

/// Invocations of a bisection with one poison record somewhere among n.
template <Real T> [[nodiscard]] T bisect_one_poison(T const& n) {
  using std::floor;
  // O(n) = 2 + (l O(l) + r O(r)) / n for two neighbours at once, from the size 1 up along the binary digits of n.
  T size(1);  // one = O(size), next = O(size + 1)
  T one(1), next(3);
  T bit(1);
  while (value_of(T(bit * 2)) <= value_of(n)) { bit *= 2; }
  T rest = n - bit;
  while (value_of(bit) > 1) {
    bit = floor(T(bit / 2));
    T const a = 2 + one;                                                                          // O(2 size)
    T const b = 2 + (size * one + (size + 1) * next) / (2 * size + 1);                            // O(2 size + 1)
    T const c = 2 + next;                                                                         // O(2 size + 2)
    bool const odd = value_of(rest) >= value_of(bit);
    if (odd) { rest -= bit; }
    one = odd ? b : a;
    next = odd ? c : b;
    size = 2 * size + (odd ? T(1) : T(0));
  }
  return one;
}

/// E(e^(-u) - 1 + u) for a gamma law of u, without cancellation.
template <Real T> [[nodiscard]] T exponential_gap(T const& mean, T const& scv) {
  using std::expm1;
  using std::log1p;
  T const step = mean * scv;
  if (value_of(T(mean + step)) < 0.05) {
    T sum(0), term = mean;
    for (int k = 1; k < 12; ++k) {
      term *= -(mean + T(k) * step) / T(k + 1);
      sum -= term;
    }
    return sum;
  }
  return mean + (value_of(scv) < 1e-12 ? T(expm1(T(-mean))) : T(expm1(T(-log1p(step) / scv))));
}

/// arrival_rate g h of discarded_share, in units of the service time.
template <Real T> [[nodiscard]] T lost_behind(T const& load, T const& g, T const& scv) {
  T const q = load * g;
  T const good = load * (1 - g);
  // theta - good (1 - E e^(-theta S)) - q, from <= 0 at q to >= 0 at the load
  auto const excess = [&](T const& x) { return T((1 - good) * x + good * exponential_gap(x, scv) - q); };
  T low = q;
  T high = load;
  while (value_of(excess(low)) > 0) { low *= T(0.5); } // by a rounding only
  while (value_of(excess(high)) < 0) { high *= 2; }
  T const root = bracketed_root<T>(excess, low, high);
  return good * exponential_gap(root, scv) / root;
}

} // namespace ullage::detail
