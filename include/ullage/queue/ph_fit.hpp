// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Phase-type laws with two or three given moments.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/queue/ph.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ullage {

/// Most phases of a fitted law.
inline constexpr int most_fitted_phases = 50;

/// A law with a given mean and scv.
///
/// Formula: scv < 1: a mixture of Erlang k - 1 and Erlang k of the same rate, k = ceil(1 / scv) (Tijms,
/// "Stochastic Models", 1994); scv >= 1: two exponential phases with balanced means (Whitt, Oper. Res. 30,
/// 1982). Accuracy: both moments to 1e-13; the shape is a choice, which two moments do not fix.
/// @param mean > 0 [s]
/// @param scv Var X / E[X]^2, in [0.02, 1e15]; for less use gg1 with a gamma law, for 0 md1
/// @throws std::domain_error an argument is out of range
template <Number M, Number V> [[nodiscard]] phase_type<promote_t<M, V>> fit_ph(M mean, V scv) {
  using std::ceil;
  using std::sqrt;
  using T = promote_t<M, V>;
  T const m(mean);
  T const v(scv);
  detail::require_positive("fit_ph", "mean", m);
  detail::require_nonnegative("fit_ph", "scv", v);
  detail::require(value_of(T(most_fitted_phases * v)) >= 1 - 1e-9, "fit_ph", "scv", v,
                  "must be >= 0.02 (50 phases); gg1 takes smaller ones");
  detail::require(value_of(v) <= 1e15, "fit_ph", "scv", v, "must be <= 1e15");
  if (value_of(v) >= 1) {
    T const skew = sqrt((v - 1) / (v + 1));
    T const likely = (1 + skew) / 2;
    T const rare = 1 / ((v + 1) * (1 + skew)); // 1 - likely, without the cancellation
    return {.initial = {likely, rare}, .subgenerator = {-2 * likely / m, T(0), T(0), -2 * rare / m}};
  }
  T k = ceil((1 - 16 * std::numeric_limits<T>::epsilon()) / v);
  if (value_of(k) > most_fitted_phases) { k = T(most_fitted_phases); }
  auto const n = static_cast<std::size_t>(value_of(k));
  if (n <= 1) { return exponential_ph(m); }
  T const square = k * (1 + v) - k * k * v;
  T p = (k * v - sqrt(value_of(square) > 0 ? square : T(0))) / (1 + v);
  p = value_of(p) < 1e-14 ? T(0) : p;
  phase_type<T> law = erlang_ph(T(m * k / (k - p)), static_cast<int>(n));
  law.initial[0] = 1 - p;
  law.initial[1] = p;
  return law;
}

namespace detail {

/// A time that is Erlang (n - 1, mean y) with probability p, and an exponential phase of mean z.
template <class T> struct two_blocks {
  T p;
  T y;
  T z;
  bool exponential_always; ///< then the Erlang part has probability p; else the exponential one has
};

/// Whether a solution is one: where a part has almost no weight its equation says little.
template <class T> [[nodiscard]] bool has_moments(two_blocks<T> const& b, T const& m2, T const& m3, T const& n) {
  T const pe = b.exponential_always ? b.p : T(1); // probability of the Erlang part, and of the other one
  T const px = b.exponential_always ? T(1) : b.p;
  T const y2 = b.y * b.y * n / (n - 1);
  T const y3 = y2 * b.y * (n + 1) / (n - 1);
  T const both = pe * px; // one of them is 1
  T const first = pe * b.y + px * b.z;
  T const second = pe * y2 + 2 * both * b.y * b.z + 2 * px * b.z * b.z;
  T const third = pe * y3 + 3 * both * (y2 * b.z + 2 * b.y * b.z * b.z) + 6 * px * b.z * b.z * b.z;
  auto const near = [](T const& x, T const& wanted) {
    T const error = x / wanted - 1;
    return value_of(error) < 1e-9 && value_of(error) > -1e-9;
  };
  return value_of(b.p) > 1e-28 && near(first, T(1)) && near(second, m2) && near(third, m3);
}

/// The law with mean 1, E[X^2] = m2 and E[X^3] = m3 whose Erlang part is the optional one.
///
/// p y + z = 1 and the second moment leave a quadratic in z.
template <class T> [[nodiscard]] std::optional<two_blocks<T>> optional_erlang(T const& m2, T const& m3, T const& n) {
  using std::sqrt;
  T const c = (n + 1) / n;
  T const a = 4 * c - 3 * m2;
  T const b = (3 - 4 * c) * m2 + m3;
  T const d = m2 * m2 * c - m3;
  T square = b * b - 4 * a * d;
  T const noise = T(1e-13) * (b * b + m2 * m2);
  if (value_of(square) < value_of(T(-noise))) { return std::nullopt; }
  square = value_of(square) > 0 ? sqrt(square) : T(0);
  T const q = value_of(b) < 0 ? T((square - b) / 2) : T(-(square + b) / 2);
  T const roots[] = {value_of(a) == 0 ? T(-1) : T(q / a), value_of(q) == 0 ? T(-1) : T(d / q)};
  for (T const& z : roots) {
    if (!(value_of(z) > 0 && value_of(z) < 1 && 2 * value_of(z) < value_of(m2))) { continue; }
    T const y = (m2 - 2 * z) * (n - 1) / (n * (1 - z));
    T const p = (1 - z) / y;
    two_blocks<T> const out{value_of(p) < 1 ? p : T(1), y, z, true};
    if (value_of(p) <= 1 + 1e-12 && has_moments(out, m2, m3, n)) { return out; }
  }
  return std::nullopt;
}

/// The same where the exponential part is the optional one.
///
/// y + p z = 1 and the second moment leave a function of w = p z alone, which changes its sign between the ends
/// where p = 1.
template <class T> [[nodiscard]] std::optional<two_blocks<T>> optional_exponential(T const& m2, T const& m3, T const& n) {
  using std::sqrt;
  T const r = n / (n - 1);
  T square = 1 - r * (2 - m2);
  if (value_of(square) < -1e-12) { return std::nullopt; }
  square = value_of(square) > 0 ? sqrt(square) : T(0);
  T const low = value_of(T(square * (n - 1))) < 1 ? T((1 - square * (n - 1)) / n) : T(0);
  T const high = value_of(square) < 1 ? T((1 + square * (n - 1)) / n) : T(1);
  // 2 w z from the second moment.
  auto const twice = [&](T const& w) { return T((m2 - r) + 2 * w * (r - 1) - w * w * (r - 2)); };
  auto const excess = [&](T const& w) {
    T const y = 1 - w;
    T const e = twice(w);
    return T(w * (y * y * y * r * (n + 1) / (n - 1) + 3 * y * y * r * w + 3 * y * e - m3) + 1.5 * e * e);
  };
  T const at_low = excess(low);
  T const at_high = excess(high);
  T const noise = T(1e-13) * m3;
  auto const is_root = [&](T const& x) { return value_of(x) >= value_of(T(-noise)) && value_of(x) <= value_of(noise); };
  T w(0);
  if (is_root(at_high)) {
    w = high;
  } else if (is_root(at_low) && value_of(low) > 0) {
    w = low;
  } else if ((value_of(at_low) < 0) != (value_of(at_high) < 0)) {
    w = bracketed_root<T>(excess, low, high);
  } else {
    return std::nullopt;
  }
  T const y = 1 - w;
  if (!(value_of(y) > 0 && value_of(w) > 0)) { return std::nullopt; }
  T const z = twice(w) / (2 * w);
  if (!(value_of(z) > 0)) { return std::nullopt; }
  T const p = w / z;
  if (!(value_of(p) <= 1 + 1e-6)) { return std::nullopt; }
  two_blocks<T> const out{value_of(p) < 1 ? p : T(1), y, z, false};
  return has_moments(out, m2, m3, n) ? std::optional(out) : std::nullopt;
}

/// Smallest normalized third moment of an acyclic law with n phases and mean 1, E[X^2] = n2.
/// Source: Bobbio, Horvath and Telek, Stoch. Models 21 (2005), theorem 3.1.
template <class T> [[nodiscard]] T smallest_third(T const& n2, T const& n) {
  using std::sqrt;
  if (value_of(n2) >= value_of(T((n + 4) / (n + 1)))) { return n2 * (n + 1) / n; }
  T const p = (n + 1) * (n2 - 2) / (3 * n2 * (n - 1)) * (-2 * sqrt(n + 1) / sqrt(4 * (n + 1) - 3 * n * n2) - 1);
  T const root = p * p + p * n * (n2 - 2) / (n - 1);
  T const a = (n2 - 2) / (p * (1 - n2) + sqrt(value_of(root) > 0 ? root : T(0)));
  return ((3 + a) * (n - 1) + 2 * a) / ((n - 1) * (1 + a * p)) -
         2 * a * (n + 1) / (2 * (n - 1) + a * p * (n * a + 2 * n - 2));
}

/// Largest one; infinity for n2 >= n / (n - 1).
template <class T> [[nodiscard]] T largest_third(T const& n2, T const& n) {
  using std::sqrt;
  T const root = 1 + n * (n2 - 2) / (n - 1);
  return (2 * (n - 2) * (n * n2 - n - 1) * sqrt(value_of(root) > 0 ? root : T(0)) +
          (n + 2) * (3 * n * n2 - 2 * n - 2)) /
         (n * n * n2);
}

} // namespace detail

/// Three moments of a law.
template <Real T = double> struct three_moments {
  T mean = unset_v<T>;             ///< E[X] [s], > 0, required
  T scv = unset_v<T>;              ///< Var X / E[X]^2, in [0.02, 1e6], required
  T normalized_third = unset_v<T>; ///< E[X^3] / (E[X] E[X^2]), > 1 + scv; 3 for an exponential law, required
  friend bool operator==(three_moments const&, three_moments const&) = default;
};

/// The acyclic law with the fewest phases, at most 50, that has three given moments.
///
/// An exponential phase and an Erlang one in a row, one of which is left out with some probability. With
/// n phases there is a law for scv >= 1 / n and a normalized third moment above
/// (1 + scv) (n + 1) / n (scv >= 3 / (n + 1); for less see the paper) and, for scv <= 1 / (n - 1), below a bound.
/// Source: Bobbio, Horvath and Telek, "Matching three moments with minimal acyclic phase type
/// distributions", Stoch. Models 21 (2005). Accuracy: the moments to 1e-9, mostly 1e-14; within 2e-7 of those of the
/// exponential law it is that law.
/// @throws std::domain_error a moment is out of range; the message has the bound of 50 phases. Beside an scv just
/// above 1/49 a third moment of 1e6 and more may be refused because a weight of the law has no digits.
template <Real T> [[nodiscard]] phase_type<T> fit_ph3(three_moments<T> const& target) {
  constexpr char const* me = "fit_ph3";
  detail::require_positive(me, "mean", target.mean);
  detail::require_positive(me, "scv", target.scv);
  detail::require_positive(me, "normalized_third", target.normalized_third);
  detail::require(value_of(target.scv) >= (1 - 1e-9) / most_fitted_phases, me, "scv", target.scv,
                  "must be >= 0.02 (50 phases); gg1 takes smaller ones");
  detail::require(value_of(target.scv) <= 1e6, me, "scv", target.scv, "must be <= 1e6");
  detail::require(value_of(target.normalized_third) <= 1e9, me, "normalized_third", target.normalized_third,
                  "must be <= 1e9");
  using C = detail::chain_t<T>;
  C const m2 = 1 + C(target.scv);
  C const m3 = C(target.normalized_third) * m2;
  // The equations lose their digits there.
  auto const near = [](C const& x, double y) { return value_of(x) > y - 2e-7 && value_of(x) < y + 2e-7; };
  if (near(m2, 2) && near(C(target.normalized_third), 3)) { return exponential_ph(target.mean); }
  for (int k = 2; k <= most_fitted_phases; ++k) {
    C const n(k);
    bool const first = value_of(m2) > 2 || value_of(C(target.normalized_third)) < value_of(C(2 * m2 - 1));
    auto found = first ? detail::optional_erlang<C>(m2, m3, n) : detail::optional_exponential<C>(m2, m3, n);
    if (!found) { found = first ? detail::optional_exponential<C>(m2, m3, n) : detail::optional_erlang<C>(m2, m3, n); }
    if (!found) { continue; }
    auto const size = static_cast<std::size_t>(k);
    std::size_t const single = found->exponential_always ? size - 1 : 0; // where the exponential phase stands
    phase_type<T> law{.initial = std::vector<T>(size, T(0)), .subgenerator = std::vector<T>(size * size, T(0))};
    law.initial[0] = T(found->p);
    law.initial[found->exponential_always ? size - 1 : 1] = T(1 - found->p);
    for (std::size_t i = 0; i < size; ++i) {
      T const rate = T((i == single ? 1 / found->z : (n - 1) / found->y) / C(target.mean));
      law.subgenerator[i * size + i] = -rate;
      if (i + 1 < size) { law.subgenerator[i * size + i + 1] = rate; }
    }
    return law;
  }
  C const n(most_fitted_phases);
  C const low = detail::smallest_third<C>(m2, n);
  bool const bounded = value_of(m2) <= value_of(C(n / (n - 1)));
  std::string rule = "must be > " + detail::show(low);
  if (bounded) {
    rule += " and < " + detail::show(detail::largest_third<C>(m2, n));
  } else if (value_of(C(target.normalized_third)) > value_of(C(low * 1.001))) {
    // A law exists, but not in doubles: scv is just above 1/49.
    rule = "is too large beside a scv this close to 1/49: the part of the law that makes it has a weight without digits";
  }
  rule += " (scv = " + detail::show(target.scv) + ", 50 phases)";
  detail::refuse(me, "normalized_third", target.normalized_third, rule.c_str());
}

} // namespace ullage
