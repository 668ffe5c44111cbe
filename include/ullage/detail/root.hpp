// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Root of a continuous function in a bracket.

#include <ullage/concepts.hpp>
#include <ullage/detail/implicit_root.hpp>
#include <ullage/errors.hpp>

#include <limits>

namespace ullage::detail {

/// A root of f in [a, b], where f(a) and f(b) have opposite signs or one of them is zero.
///
/// Chandrupatla's method (Adv. Eng. Softw. 28, 1997): inverse quadratic steps that fall back on
/// bisection. Stops at a bracket of 4 epsilon relative width. Derivatives are those of the root, not of the steps.
/// @throws evaluation_error no sign change, or a function value that is not a number
template <Real T, class F> [[nodiscard]] T bracketed_root(F const& f, T a, T b) {
  if constexpr (carries_derivatives<T>) {
    using plain = plain_t<T>;
    auto const of_value = [&](plain const& x) { return plain(value_of(T(f(T(x))))); };
    return implicit_root<T>(f, bracketed_root<plain>(of_value, value_of(a), value_of(b)));
  }
  T fa = f(a);
  T fb = f(b);
  if (value_of(fa) == 0) { return a; }
  if (value_of(fb) == 0) { return b; }
  if (!((value_of(fa) < 0) != (value_of(fb) < 0)) || value_of(fa) != value_of(fa) || value_of(fb) != value_of(fb)) {
    throw evaluation_error("bracketed_root: the function does not change its sign in the bracket");
  }
  T c = a;
  T fc = fa;
  T share = T(0.5);
  auto const abs = [](T const& x) { return value_of(x) < 0 ? T(-x) : x; };
  for (int i = 0; i < 2000; ++i) {
    T const x = a + share * (b - a);
    T const fx = f(x);
    if (value_of(fx) == 0) { return x; }
    if ((value_of(fx) < 0) == (value_of(fa) < 0)) {
      c = a;
      fc = fa;
    } else {
      c = b;
      b = a;
      fc = fb;
      fb = fa;
    }
    a = x;
    fa = fx;
    T const best = value_of(abs(fa)) < value_of(abs(fb)) ? a : b;
    T const tolerance = 2 * std::numeric_limits<T>::epsilon() * abs(best) + std::numeric_limits<T>::min();
    T const width = abs(T(b - a));
    if (value_of(width) <= value_of(T(2 * tolerance))) { return best; }
    T const limit = tolerance / width;
    T const xi = (a - b) / (c - b);
    T const phi = (fa - fb) / (fc - fb);
    T const rest = 1 - phi;
    bool const smooth = value_of(T(phi * phi)) < value_of(xi) && value_of(T(rest * rest)) < value_of(T(1 - xi));
    share = smooth ? T(fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb))) : T(0.5);
    if (value_of(share) < value_of(limit)) { share = limit; }
    if (value_of(share) > value_of(T(1 - limit))) { share = 1 - limit; }
  }
  throw evaluation_error("bracketed_root: no convergence in 2000 steps");
}

} // namespace ullage::detail
