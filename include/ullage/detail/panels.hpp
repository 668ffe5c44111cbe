// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Integral of a positive function with one peak, by Gauss-Legendre panels of a width that the
/// function itself sets.

#include <ullage/concepts.hpp>

#include <array>

namespace ullage::detail {

/// Node and weight on [-1, 1].
struct gauss_point {
  long double node;
  long double weight;
};
/// The upper half of the rule with 16 points; the lower is its mirror.
inline constexpr std::array<gauss_point, 8> gauss_legendre_16{{
    {0.9894009349916499325961542L, 0.02715245941175409485178057L},
    {0.9445750230732325760779884L, 0.06225352393864789286284384L},
    {0.8656312023878317438804679L, 0.09515851168249278480992511L},
    {0.7554044083550030338951012L, 0.1246289712555338720524763L},
    {0.6178762444026437484466718L, 0.1495959888165767320815017L},
    {0.4580167776572273863424194L, 0.1691565193950025381893121L},
    {0.2816035507792589132304605L, 0.1826034150449235888667637L},
    {0.09501250983763744018531934L, 0.1894506104550684962853967L}
}};

/// The integral of f over [a, b].
template <Real T, class F> [[nodiscard]] T panel(F const& f, T const& a, T const& b) {
  T const half = (b - a) / 2;
  T const middle = a + half;
  T sum(0);
  for (auto const& p : gauss_legendre_16) {
    T const offset = half * T(p.node);
    sum += T(p.weight) * (f(T(middle - offset)) + f(T(middle + offset)));
  }
  return half * sum;
}

/// The integral of f from `from` to `to` (which may lie below it; the result is then positive too),
/// in panels of width width(s) at their nearer end s, until a panel adds nothing.
/// f must fall away from `from`, or from a peak that the first panels reach.
template <Real T, class F, class W>
[[nodiscard]] T panels(F const& f, W const& width, T const& from, T const& to) {
  constexpr int most = 400;
  T const sign(value_of(to) < value_of(from) ? -1 : 1);
  T sum(0), last(0);
  T s = from;
  for (int i = 0; i < most; ++i) {
    T const left = (to - s) * sign;
    if (!(value_of(left) > 0)) { break; }
    T const w = width(s);
    bool const ends = !(value_of(w) < value_of(left));
    T const next = ends ? to : T(s + sign * w);
    if (!(value_of(T((next - s) * sign)) > 0)) { break; }
    T const part = sign * panel<T>(f, s, next);
    sum += part;
    if (ends || (value_of(part) <= value_of(last) && value_of(part) <= value_of(T(sum * T(1e-19))))) { break; }
    last = part;
    s = next;
  }
  return sum;
}

} // namespace ullage::detail
