// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Quantile of a time whose tail has a concave logarithm, as the waits of birth-death queues have.

#include <ullage/concepts.hpp>
#include <ullage/detail/implicit_root.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <limits>

namespace ullage::detail {

/// A tail at one point, with two derivatives of its logarithm.
template <Real T> struct tail_point {
  T tail;
  T hazard; ///< -d ln tail / dx
  T bend;   ///< d hazard / dx, >= 0; to a few digits, for it tells when to stop
};

/// About the x at which a gamma law with the given mean and variance has the tail `level`.
/// Source: Wilson and Hilferty, Proc. Nat. Acad. Sci. 17 (1931); the normal quantile by Hastings (1955).
template <Real T> [[nodiscard]] T gamma_guess(T const& mean, T const& variance, T const& level) {
  using std::log;
  using std::sqrt;
  bool const high = value_of(level) < 0.5;
  T const r = sqrt(-2 * log(high ? level : T(1 - level)));
  T const z = r - (T(2.30753) + T(0.27061) * r) / (1 + r * (T(0.99229) + T(0.04481) * r));
  T const c = variance / (9 * mean * mean);
  T const root = 1 - c + (high ? z : T(-z)) * sqrt(c);
  return value_of(root) > 0.1 ? T(mean * root * root * root) : T(mean / 1000);
}

/// The x >= 0 at which a tail that begins above `level` has fallen to it.
///
/// Formula: the logarithm of the tail is taken for a parabola, x moves to its root; from any start, because
/// the tangent of a concave function ends beyond the root, and a step out of the bracket is replaced by
/// its middle. Third order: mostly 3 evaluations.
/// @param at x to its tail_point
/// @param start > 0
template <Real T, class F> [[nodiscard]] T concave_quantile(F const& at, T const& level, T const& start) {
  using std::log;
  using std::sqrt;
  if constexpr (carries_derivatives<T>) {
    using plain = plain_t<T>;
    auto const of_value = [&](plain const& x) {
      auto const p = at(T(x));
      return tail_point<plain>{value_of(p.tail), value_of(p.hazard), value_of(p.bend)};
    };
    plain const root = concave_quantile<plain>(of_value, value_of(level), value_of(start));
    return value_of(root) > 0 ? implicit_root<T>([&](T const& x) { return T(log(at(x).tail / level)); }, root) : T(root);
  }
  constexpr int most_steps = 100;
  // Steps whose error is of third order end at the cube root of epsilon.
  constexpr int third = std::numeric_limits<T>::digits / 3;
  constexpr double cube_root = third < 60 ? 1.0 / static_cast<double>(1ULL << (third < 60 ? third : 0)) : 0.0;
  T const epsilon = std::numeric_limits<T>::epsilon();
  T low(0);
  T high = infinity_v<T>;
  T x = start;
  T last(0);
  for (int i = 0; i < most_steps; ++i) {
    auto const p = at(x);
    T const g = value_of(p.tail) > 0 ? T(log(p.tail / level)) : -infinity_v<T>;
    (value_of(g) > 0 ? low : high) = x;
    T const square = p.hazard * p.hazard + 2 * g * p.bend;
    T const step = value_of(square) > 0 ? T(2 * g / (p.hazard + sqrt(square))) : T(g / p.hazard);
    T const size = value_of(step) < 0 ? T(-step) : step;
    T const off = value_of(g) < 0 ? T(-g) : g;
    bool const near = value_of(off) < cube_root;
    bool const exact = near && value_of(T(p.bend * size)) <= value_of(T(T(cube_root) * p.hazard));
    // Where the tail is flat the parabola knows nothing of the fall.
    T const next = value_of(step) > value_of(T(15 * x)) && !exact ? T(16 * x) : T(x + step);
    bool const still = value_of(size) <= value_of(T(epsilon * x));
    // A tangent from the right may end far from the root: behind a bend too sharp for x its step rounds to nothing.
    bool const stuck = still && !near && value_of(g) < 0;
    bool const fits = !stuck && is_finite(step) && value_of(next) >= value_of(low) && value_of(next) <= value_of(high);
    // From the right each step more than halves g, until the tail has no more digits.
    bool const noise = near && value_of(g) < 0 && value_of(T(2 * g)) < value_of(last) && value_of(last) < 0;
    bool const done = value_of(off) <= value_of(T(4 * epsilon)) || (still && !stuck) || noise;
    if (fits) {
      if (done || exact) { return next; }
      x = next;
      last = g;
    } else {
      if (done) { return x; }
      last = T(0);
      // The tangent ends at the root or right of it: at or below 0 only where the tail does not tell 0 from x.
      T const tangent = x + g / p.hazard;
      bool const falls = !stuck && value_of(g) < 0 && is_finite(tangent);
      if (falls && value_of(tangent) > value_of(low)) {
        x = tangent;
        continue;
      }
      if (falls && value_of(low) == 0) { return T(0); }
      T const middle = value_of(low) > 0 ? T(is_finite(high) ? T((low + high) / 2) : T(16 * x)) : T(high / 8);
      if (value_of(middle) == value_of(x)) { break; }
      x = middle;
    }
  }
  return x;
}

} // namespace ullage::detail
