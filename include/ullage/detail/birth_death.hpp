// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Sums of Poisson masses that birth-death queues are made of, each relative to its largest term, so
/// that nothing underflows or cancels.

#include <ullage/concepts.hpp>
#include <ullage/detail/dual_gamma.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/special.hpp>
#include <ullage/detail/temme.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

namespace ullage::detail {

/// A rounded number and what the rounding lost: value + rest.
template <Real T> struct split_number {
  T value = T(0);
  T rest = T(0);
};

/// x (1 + d).
template <Real T> [[nodiscard]] split_number<T> grown(split_number<T> const& x, T const& d) {
  T const value = x.value + d * x.value;
  if (value_of(d) > 1) { return {value, T(0)}; }
  return {value, T(product_less<T>(d, x.value, T(value - x.value)) + x.rest * (1 + d))};
}

/// a b / c.
template <Real T> [[nodiscard]] split_number<T> split_quotient(T const& a, T const& b, T const& c) {
  T const ab = a * b;
  T const value = ab / c;
  T const rest = (product_less<T>(a, b, ab) - product_less<T>(value, c, ab)) / c;
  return {value, is_finite(rest) ? rest : T(0)};
}

/// exp(-x) - 1 + x without cancellation, x >= 0.
template <Real T> [[nodiscard]] T exp_gap(T const& x) {
  using std::expm1;
  if (value_of(x) > T(0.5)) { return expm1(T(-x)) + x; }
  T term = x * x / 2;
  T sum = term;
  for (int k = 3; k < 40; ++k) {
    term *= -x / T(k);
    T const next = sum + term;
    if (value_of(next) == value_of(sum)) { break; }
    sum = next;
  }
  return sum;
}

/// exp(-y) y^n / Gamma(n + 1), n >= 0 real.
/// Source: Loader, "Fast and accurate computation of binomial probabilities" (2000).
template <Real T> [[nodiscard]] T gamma_mass(T const& n, split_number<T> const& y) {
  using std::exp;
  using std::log;
  using std::sqrt;
  using std::tgamma;
  T const z = y.value;
  if (!(value_of(z) > 0)) { return T(value_of(n) > 0 ? 0 : 1); }
  if (value_of(n) < 12) { return exp(T(n * log(z) - z)) / tgamma(T(n + 1)); }
  T const d = (z - n + y.rest) / n;
  // Near -1 the logarithm of the ratio is the precise one.
  T const gap = value_of(d) < T(-0.5) ? T(d - log(T(z / n))) : log1p_gap(d);
  return exp(T(-n * gap)) / (sqrt(T(2 * pi<T>() * n)) * gamma_star(n));
}

/// ratio, f1 and f2 for y > n + 2 sqrt(y), n >= 0 real, backwards along the recurrence of sum_below. It
/// falls towards them while k < y - n: `fits` says whether that is long enough.
template <Real T> struct fraction_below {
  bool fits;
  T ratio;
  T mean_steps;
  T more_steps;
};
template <Real T> [[nodiscard]] fraction_below<T> fraction_from(T const& gap, T const& z) {
  using std::sqrt;
  T const distance = sqrt(z) / gap;
  T const k = 14 + T(400 * distance * distance);
  if (value_of(T(2 * k)) > value_of(gap)) { return {false, T(1), T(1), T(1)}; }
  int const start = static_cast<int>(value_of(k));
  T f = value_of(gap) > value_of(T(4 * k)) ? T(1) : T((k - gap + sqrt(T((k - gap) * (k - gap) + 4 * k * z))) / (2 * k));
  for (int i = start; i > 2; --i) { f = z / (gap + T(i) * (f - 1)); }
  T const once = z / (gap + 2 * (f - 1));
  return {true, T(z / (gap + (once - 1))), once, f};
}

/// Regularised P(x, y) and Q(x, y), y = x (1 + d), within a few sqrt(x) of each other.
/// From 1000 on by Temme's expansion, which takes d itself; Boost needs up to a second there.
template <Real T> struct gamma_shares {
  T lower;
  T upper;
};
template <Real T> [[nodiscard]] gamma_shares<T> shares_of(T const& x, T const& d, split_number<T> const& y, T const& mass) {
  using std::erfc;
  using std::exp;
  using std::sqrt;
  if (value_of(x) < 1000 || std::numeric_limits<T>::digits > 64) {
    T const correction = y.rest * mass * (x / y.value);
    if (value_of(d) < 0) { return {T(gamma_lower<T>(x, y.value) + correction), T(0)}; }
    return {T(0), T(gamma_upper<T>(x, y.value) - correction)};
  }
  T const power = x * log1p_gap(d);
  T const root = sqrt(power);
  T const eta = (value_of(d) < 0 ? T(-1) : T(1)) * root * sqrt(T(2 / x));
  T const more = exp(T(-power)) / sqrt(T(2 * pi<T>() * x)) * temme_sum<T>(eta, x);
  if (value_of(d) < 0) { return {T(erfc(root) / 2 - more), T(0)}; }
  return {T(0), T(erfc(root) / 2 + more)};
}

/// The states above the servers when each that waits may leave: weights
/// w_k = y^k / ((x + 1) ... (x + k)), k >= 0.
template <Real T> struct masses_above {
  T ratio;  ///< A = w_0 + w_1 + ... = gamma(x, y) x e^y / y^x; infinity where it has no double
  T excess; ///< K = sum_k k w_k / (y A), in (0, 1): the share of those that wait and then leave
  T served; ///< 1 - K = x (A - 1) / (y A)
  T share;  ///< regularised P(x, y) = A exp(-y) y^x / Gamma(x + 1)
};

/// @param x > 0
/// @param d y / x - 1, >= -1, given apart because y near x and y near 0 need their own digits
/// Formula: continued fraction 1 / K = 1 + x - y + 2 y / (2 + x - y + 3 y / (3 + x - y + ...)) and
/// 1 / A = (1 - y/x) + y/x K where x - y > 2.5 sqrt(x); the sum itself where y <= 100; else P(x, y).
/// Source: the fraction is that of Perron, Die Lehre von den Kettenbruechen (1957).
template <Real T> [[nodiscard]] masses_above<T> sum_above(T const& x, T const& d, split_number<T> const& y) {
  using std::sqrt;
  T const z = y.value;
  T const gap = -d * x;
  T const epsilon = std::numeric_limits<T>::epsilon();
  masses_above<T> out{T(1), T(1), T(1), T(1)};
  if (value_of(gap) > value_of(T(T(2.5) * sqrt(x)))) {
    // Lentz's algorithm; every term is positive.
    T f = 1 + gap;
    T c = f;
    T e(0);
    for (int k = 2; k < 2000; ++k) {
      T const b = T(k) + gap;
      T const a = T(k) * z;
      e = 1 / (b + a * e);
      c = b + a / c;
      T const step = c * e;
      f *= step;
      T const off = value_of(step) > 1 ? T(step - 1) : T(1 - step);
      if (value_of(off) < value_of(epsilon)) { break; }
    }
    out.excess = 1 / f;
    out.served = 1 - out.excess;
    out.ratio = 1 / (-d + (1 + d) * out.excess);
    out.share = out.ratio * gamma_mass<T>(x, y);
  } else if (value_of(z) <= 100) {
    // w_k / y, k >= 1
    T term = 1 / (x + 1);
    T sum = term;
    T weighted = term;
    for (int k = 2; k < 1000; ++k) {
      term *= z / (x + T(k));
      sum += term;
      weighted += T(k) * term;
      bool const falling = value_of(T(2 * z)) < value_of(T(x + T(k)));
      if (falling && value_of(T(T(k) * term)) <= value_of(T(epsilon / 4 * weighted))) { break; }
    }
    out.ratio = 1 + z * sum;
    out.excess = weighted / out.ratio;
    out.served = x * sum / out.ratio;
    out.share = out.ratio * gamma_mass<T>(x, y);
  } else {
    T const mass = gamma_mass<T>(x, y);
    if (value_of(gap) > 0) {
      out.share = shares_of<T>(x, d, y, mass).lower;
    } else {
      // Nearer to x the fraction takes 400 z / gap^2 terms.
      bool const far = value_of(T(-gap)) > value_of(T(4 * sqrt(z)));
      auto const f = far ? fraction_from<T>(T(1 - gap), z) : fraction_below<T>{false, T(1), T(1), T(1)};
      out.share = 1 - (f.fits ? T(f.ratio * (mass * (x / z))) : shares_of<T>(x, d, y, mass).upper);
    }
    out.ratio = value_of(mass) > 0 ? T(out.share / mass) : infinity_v<T>;
    out.excess = (d + 1 / out.ratio) / (1 + d);
    out.served = (1 - 1 / out.ratio) / (1 + d);
  }
  if (value_of(out.share) > 1) { out.share = T(1); }
  if (value_of(out.excess) > 1) { out.excess = T(1); }
  return out;
}

/// Sums of Poisson masses q_i = exp(-y) y^i / i! from i = n downwards.
template <Real T> struct masses_below {
  T mass;       ///< q_n
  T share;      ///< q_0 + ... + q_n
  T ratio;      ///< share / mass = 1 / erlang_b(n, y) >= 1; infinity where the mass vanishes
  T mean_steps; ///< f1 = sum_i q_i (n + 1 - i) / share >= 1
  T more_steps; ///< f2 = sum_i q_i (n + 1 - i) (n + 2 - i) / 2 / sum_i q_i (n + 1 - i) >= 1
};

/// @param n whole, >= 0
/// Formula: with I_0(y) = share, I_k its k-fold integral from y to infinity and f_k = I_k / I_(k-1),
/// k f_k = n + k - y + y / f_(k-1): forwards from f_0 = share / mass where y < n + 2 sqrt(y), backwards
/// above it, where it is a continued fraction of positive terms, or the sums.
template <Real T> [[nodiscard]] masses_below<T> sum_below(T const& n, split_number<T> const& y) {
  using std::sqrt;
  T const z = y.value;
  masses_below<T> out{gamma_mass<T>(n, y), T(1), infinity_v<T>, T(n + 1), T((n + 2) / 2)};
  if (!(value_of(z) > 0)) {
    if (value_of(n) == 0) { out.ratio = T(1); }
    return out;
  }
  T const gap = z - n + y.rest;
  T const deviation = sqrt(z);
  if (value_of(gap) > value_of(T(2 * deviation))) {
    auto const fraction = fraction_from<T>(gap, z);
    if (!fraction.fits) {
      // The sums are short there.
      T const epsilon = std::numeric_limits<T>::epsilon();
      T term(1);
      T sum(1);
      T once(1);
      T twice(1);
      for (T j(1); value_of(j) <= value_of(n); j += 1) {
        term *= (n - j + 1) / z;
        sum += term;
        once += (j + 1) * term;
        T const part = (j + 1) * (j + 2) / 2 * term;
        twice += part;
        if (value_of(part) < value_of(T(epsilon / 8 * twice))) { break; }
      }
      out.ratio = sum;
      out.mean_steps = once / sum;
      out.more_steps = twice / once;
      out.share = sum * out.mass;
      return out;
    }
    out.ratio = fraction.ratio;
    out.mean_steps = fraction.mean_steps;
    out.more_steps = fraction.more_steps;
    out.share = out.ratio * out.mass;
    return out;
  }
  if (value_of(n) <= 64 && value_of(z) > value_of(T(n / 4))) {
    out.ratio = T(1);
    int const steps = static_cast<int>(value_of(n));
    for (int i = 1; i <= steps; ++i) { out.ratio = 1 + T(i) / z * out.ratio; }
    out.share = out.ratio * out.mass;
  } else {
    T const far = (1 - gap) / sqrt(T(n + 1));
    if (value_of(far) < 4) {
      if (value_of(n) < 1000) {
        out.share = gamma_upper<T>(T(n + 1), z) - y.rest * out.mass;
      } else {
        auto const s = shares_of<T>(T(n + 1), T((gap - 1) / (n + 1)), y, T(out.mass * (z / (n + 1))));
        out.share = value_of(gap) < 1 ? T(1 - s.lower) : s.upper;
      }
    } else if (value_of(far) < 10) {
      out.share = 1 - sum_above<T>(T(n + 1), T((gap - 1) / (n + 1)), y).share;
    }
    if (value_of(out.mass) > 0) { out.ratio = out.share / out.mass; }
  }
  if (value_of(out.share) > 1) { out.share = T(1); }
  out.mean_steps = (1 - gap) + z / out.ratio;
  if (!(value_of(out.mean_steps) > 1)) { out.mean_steps = T(1); }
  out.more_steps = ((2 - gap) + z / out.mean_steps) / 2;
  if (!(value_of(out.more_steps) > 1)) { out.more_steps = T(1); }
  return out;
}

} // namespace ullage::detail
