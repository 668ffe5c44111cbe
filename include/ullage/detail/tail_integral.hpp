// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Integrals of a service tail times a rate that is linear in time: what one piece of an arrival
/// profile leaves in service.

#include <ullage/concepts.hpp>
#include <ullage/detail/lognormal_panels.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/policy.hpp>
#include <ullage/service.hpp>
#include <ullage/service_law.hpp>

#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace ullage::detail {

/// Records that came at ages in [young, old]; the rate is `late` at age young and falls (or rises) to
/// `early` at age old, linearly.
template <Real T> struct age_piece {
  T young;
  T old;
  T late;
  T early;
};

/// A value with a bound on its absolute error.
template <Real T> struct bounded {
  T value;
  T error;
};

/// (e^-z - 1 + z) / z^2 and (1 - e^-z (1 + z)) / z^2, which are both between 0 and 1/2.
template <Real T> struct ramp_weights {
  T late;
  T early;
};
template <Real T> [[nodiscard]] ramp_weights<T> weights_of(T const& z) {
  using std::exp;
  using std::expm1;
  if (value_of(z) > 1) {
    return {(z + expm1(T(-z))) / z / z, (-expm1(T(-z)) - z * exp(T(-z))) / z / z};
  }
  // sum (-z)^k / (k+2)! and sum (-z)^k / (k! (k+2))
  T late(0.5);
  T early(0.5);
  T term(1);
  for (int k = 1; k < 30; ++k) {
    term *= -z / T(k);
    late += term / T((k + 1) * (k + 2));
    early += term / T(k + 2);
  }
  return {late, early};
}

/// Exponential service: every term is >= 0.
template <Real T> [[nodiscard]] bounded<T> load_of(exponential_service<T> const& law, age_piece<T> const& p) {
  using std::exp;
  T const length = p.old - p.young;
  auto const w = weights_of(T(length / law.mean));
  return {exp(T(-p.young / law.mean)) * length * (p.late * w.late + p.early * w.early), T(0)};
}

/// A service time that is fixed: what is younger than it.
template <Real T> [[nodiscard]] bounded<T> load_of(deterministic_service<T> const& law, age_piece<T> const& p) {
  if (value_of(law.mean) <= value_of(p.young)) { return {T(0), T(0)}; }
  if (value_of(law.mean) >= value_of(p.old)) { return {(p.old - p.young) * (p.late + p.early) / 2, T(0)}; }
  T const length = law.mean - p.young;
  T const share = length / (p.old - p.young);
  return {length * (p.late + share * (p.early - p.late) / 2), T(0)};
}

/// Below 1/1000 of the shape, from a shape of 150 on, P(S <= t) is below 1e-380. Boost's functions throw
/// there for large shapes.
template <Real T> [[nodiscard]] bool too_young(gamma_service<T> const& law, T const& x) {
  return value_of(law.scv) < 1.0 / 150 && value_of(x) < value_of(T(law.mean / 1000));
}
/// P(S > x) of a law that is no mixture.
template <Real T, class Law> [[nodiscard]] T simple_tail(Law const& law, T const& x) {
  if constexpr (std::is_same_v<Law, gamma_service<T>>) {
    if (too_young(law, x)) { return T(1); }
  }
  return part_tail(law, x);
}

/// E[min(S, x)] and E[min(S, x)^2] / 2: integrals of the tail G(v) and of v G(v) over [0, x].
template <Real T> struct partial_means {
  T first;
  T second;
};
template <Real T> [[nodiscard]] partial_means<T> partial(gamma_service<T> const& law, T const& x) {
  if (too_young(law, x)) { return {x, x * x / 2}; }
  T const shape = 1 / law.scv;
  T const z = x / (law.mean * law.scv);
  T const whole = law.mean * law.mean * (1 + law.scv) / 2;
  if (value_of(T(z - shape)) > 2000 + 60 / value_of(T(law.scv * 1000))) { return {law.mean, whole}; }
  T const tail = boost::math::gamma_q(shape, z, policy());
  return {x * tail + law.mean * boost::math::gamma_p(T(shape + 1), z, policy()),
          x * x * tail / 2 + whole * boost::math::gamma_p(T(shape + 2), z, policy())};
}
template <Real T> [[nodiscard]] partial_means<T> partial(lognormal_service<T> const& law, T const& x) {
  using std::log;
  if (value_of(x) == 0) { return {T(0), T(0)}; }
  T const cut = value_of(x) < value_of(law.timeout) ? x : law.timeout;
  auto const p = parameters(law);
  T const z = (log(cut) - p.mu) / p.sigma;
  T const tail = normal_upper(z);
  return {cut * tail + law.mean * normal_upper(T(p.sigma - z)),
          cut * cut * tail / 2 + law.mean * law.mean * (1 + law.scv) * normal_upper(T(2 * p.sigma - z)) / 2};
}

/// Difference of the closed forms at both ends.
template <Real T, class Law> [[nodiscard]] bounded<T> load_of(Law const& law, age_piece<T> const& p) {
  auto const near = partial(law, p.young);
  auto const far = partial(law, p.old);
  T const slope = (p.early - p.late) / (p.old - p.young);
  T const size = value_of(slope) < 0 ? T(-slope) : slope;
  T const first = far.first - near.first;
  T const second = far.second - near.second - p.young * first;
  // The special functions are good to about 1e-14.
  T const ulp = 64 * std::numeric_limits<T>::epsilon();
  return {p.late * first + slope * second, ulp * (p.late * far.first + size * (far.second + p.young * far.first))};
}

/// The same by quadrature where the difference cancels: no term is < 0.
template <Real T, class Tail> class tail_quadrature {
public:
  tail_quadrature(Tail const& tail, age_piece<T> const& p) : tail_(tail), p_(p) {}

  /// @param split an age at which the tail may be steep, like the mean
  [[nodiscard]] T value(T const& split) const {
    T const start = tail_(p_.young);
    if (!(value_of(start) > 0)) { return T(0); }
    // What is older than `end` has no weight.
    T step = split / 16;
    T end = p_.old;
    for (T x = p_.young + step; value_of(x) < value_of(end); x += step) {
      if (value_of(T(tail_(x))) < 1e-20 * value_of(start)) {
        end = x;
        break;
      }
      step *= 2;
    }
    bool const inside = value_of(p_.young) < value_of(split) && value_of(split) < value_of(end);
    T const rough = panel(p_.young, end);
    if (!inside) { return refined(p_.young, end, rough, T(0), 0); }
    T const left = panel(p_.young, split);
    T const right = panel(split, end);
    T const sum = left + right;
    return refined(p_.young, split, left, sum, 0) + refined(split, end, right, sum, 0);
  }

private:
  [[nodiscard]] T panel(T const& a, T const& b) const {
    auto const& rule = gauss_legendre<T>();
    T const half = (b - a) / 2;
    T const mid = a + half;
    T const length = p_.old - p_.young;
    T sum(0);
    for (std::size_t i = 0; i < gauss_order; ++i) {
      T const v = mid + half * rule.x[i];
      T const share = (v - p_.young) / length;
      sum += rule.w[i] * (p_.late * (1 - share) + p_.early * share) * tail_(v);
    }
    return half * sum;
  }

  /// Halves a panel until both halves say the same as the whole.
  [[nodiscard]] T refined(T const& a, T const& b, T const& whole, T const& scale, int depth) const {
    T const mid = a + (b - a) / 2;
    T const left = panel(a, mid);
    T const right = panel(mid, b);
    T const sum = left + right;
    T const error = sum - whole;
    double const size = static_cast<double>(value_of(error) < 0 ? -value_of(error) : value_of(error));
    double const wanted = 1e-13 * static_cast<double>(value_of(sum) > value_of(scale) ? value_of(sum) : value_of(scale));
    if (size <= wanted || depth >= 40) { return sum; }
    T const next = value_of(scale) > value_of(sum) ? scale : sum;
    return refined(a, mid, left, next, depth + 1) + refined(mid, b, right, next, depth + 1);
  }

  Tail const& tail_;
  age_piece<T> const& p_;
};

} // namespace ullage::detail
