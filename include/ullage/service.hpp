// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Moments, tails and transforms of the laws of the service time.

#include <ullage/concepts.hpp>
#include <ullage/detail/dual_gamma.hpp>
#include <ullage/detail/laplace.hpp>
#include <ullage/detail/lognormal_laplace.hpp>
#include <ullage/detail/lognormal_panels.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/service_law.hpp>

#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace ullage {

namespace detail {

template <Real T> [[nodiscard]] T raw_moment(deterministic_service<T> const& law, int k) { return power(law.mean, k); }
template <Real T> [[nodiscard]] T raw_moment(exponential_service<T> const& law, int k) {
  T out(1);
  for (int i = 1; i <= k; ++i) { out *= T(i) * law.mean; }
  return out;
}
template <Real T> [[nodiscard]] T raw_moment(gamma_service<T> const& law, int k) {
  T out(1);
  for (int i = 0; i < k; ++i) { out *= law.mean * (1 + T(i) * law.scv); }
  return out;
}
template <Real T> [[nodiscard]] T raw_moment(lognormal_service<T> const& law, int k) {
  using std::exp;
  auto const p = parameters(law);
  T const whole = power(law.mean, k) * power(T(1 + law.scv), k * (k - 1) / 2);
  if (!is_finite(law.timeout)) { return whole; }
  return whole * normal_upper(T(T(k) * p.sigma - p.cut)) + power(law.timeout, k) * normal_upper(p.cut);
}

template <Real T> [[nodiscard]] T part_tail(deterministic_service<T> const& law, T const& t) {
  return value_of(t) < value_of(law.mean) ? T(1) : T(0);
}
template <Real T> [[nodiscard]] T part_tail(exponential_service<T> const& law, T const& t) {
  using std::exp;
  return exp(T(-t / law.mean));
}
template <Real T> [[nodiscard]] T part_tail(gamma_service<T> const& law, T const& t) {
  if (value_of(t) == 0) { return T(1); }
  T const shape = 1 / law.scv;
  T const x = t / (law.mean * law.scv);
  // 1 - 1e-70 or more; Boost overflows on the way to it, or does not converge.
  if (value_of(shape) > 30 && value_of(x) < value_of(shape) / 1000) { return T(1); }
  // Beyond it gamma_q is below 1e-320 for every shape that is allowed.
  if (value_of(T(x - shape)) > 2000 + 60 / value_of(T(law.scv * 1000))) { return T(0); }
  return gamma_upper<T>(shape, x);
}
template <Real T> [[nodiscard]] T part_tail(lognormal_service<T> const& law, T const& t) {
  using std::log;
  if (value_of(t) >= value_of(law.timeout)) { return T(0); }
  if (value_of(t) == 0) { return T(1); }
  auto const p = parameters(law);
  return normal_upper(T((log(t) - p.mu) / p.sigma));
}

/// E[e^(theta S)], theta below the abscissa.
template <Real T> [[nodiscard]] T part_mgf(deterministic_service<T> const& law, T const& theta) {
  using std::exp;
  return exp(T(theta * law.mean));
}
template <Real T> [[nodiscard]] T part_mgf(exponential_service<T> const& law, T const& theta) {
  return 1 / (1 - theta * law.mean);
}
template <Real T> [[nodiscard]] T part_mgf(gamma_service<T> const& law, T const& theta) {
  using std::exp;
  using std::log1p;
  return exp(T(-log1p(T(-theta * law.mean * law.scv)) / law.scv));
}
template <Real T> [[nodiscard]] T part_mgf(lognormal_service<T> const& law, T const& theta) {
  using std::exp;
  T sum(0);
  auto const& rule = gauss_legendre<T>();
  for (auto const& panel : lognormal_panels(law)) {
    for (std::size_t k = 0; k < gauss_order; ++k) {
      sum += panel.f[k] * exp(T(theta * (panel.mid + panel.half * rule.x[k])));
    }
  }
  T const cut = parameters(law).cut;
  return value_of(cut) < lognormal_far ? T(sum + normal_upper(cut) * exp(T(theta * law.timeout))) : sum;
}

/// e^y - 1 - y without cancellation.
template <Real T> [[nodiscard]] T expm1_less(T const& y) {
  using std::expm1;
  if (value_of(y) > 0.5 || value_of(y) < -0.5) { return expm1(y) - y; }
  constexpr long double inverse[] = {1.0L / 3,  1.0L / 4,  1.0L / 5,  1.0L / 6,  1.0L / 7,  1.0L / 8,  1.0L / 9, 1.0L / 10,
                                     1.0L / 11, 1.0L / 12, 1.0L / 13, 1.0L / 14, 1.0L / 15, 1.0L / 16, 1.0L / 17};
  T sum(1);
  for (std::size_t i = 15; i-- > 0;) { sum = 1 + y * T(inverse[i]) * sum; }
  return y * y / 2 * sum;
}
/// -ln(1 - x) - x without cancellation, x < 1.
template <Real T> [[nodiscard]] T log_less(T const& x) {
  using std::log1p;
  if (value_of(x) > 0.25 || value_of(x) < -0.25) { return -log1p(T(-x)) - x; }
  T power_of_x = x;
  T sum(0);
  for (int k = 2; k < 60; ++k) {
    power_of_x *= x;
    sum += power_of_x / T(k);
    if (std::fabs(static_cast<double>(value_of(power_of_x))) <= 1e-22 * std::fabs(static_cast<double>(value_of(sum)))) { break; }
  }
  return sum;
}

/// E[e^(theta S)] - 1 - theta E[S], theta >= 0 below the abscissa: no cancellation near 0.
template <Real T> [[nodiscard]] T part_excess(gamma_service<T> const& law, T const& theta) {
  T const x = theta * law.mean * law.scv;
  T const less = log_less(x) / law.scv;
  return expm1_less(T(theta * law.mean + less)) + less;
}
template <Real T> [[nodiscard]] T part_abscissa(deterministic_service<T> const&) { return infinity_v<T>; }
template <Real T> [[nodiscard]] T part_abscissa(exponential_service<T> const& law) { return 1 / law.mean; }
template <Real T> [[nodiscard]] T part_abscissa(gamma_service<T> const& law) { return 1 / (law.mean * law.scv); }
template <Real T> [[nodiscard]] T part_abscissa(lognormal_service<T> const& law) {
  if (!is_finite(law.timeout)) { return T(0); }
  auto const p = parameters(law);
  if (value_of(p.cut) < lognormal_far) { return infinity_v<T>; }
  // Below it what lies beyond `lognormal_far`, with 1e-268 of the probability, does not count.
  using std::exp;
  T const inner = 600 / exp(T(p.mu + T(lognormal_far) * p.sigma));
  T const outer = (p.cut * p.cut / 2 - 100) / law.timeout;
  return value_of(inner) < value_of(outer) ? inner : outer;
}

template <Real T> void require_order(int k) { require(k >= 0 && k <= 8, "moment", "k", k, "must be in [0, 8]"); }

} // namespace detail

/// E[S^k] [s^k]. Exact.
/// @param k order, in [0, 8]
/// @throws std::domain_error a field of the law or k is out of range
/// Accuracy: 1e-14 relative.
template <Real T> [[nodiscard]] T moment(service_law<T> const& law, int k) {
  detail::require_order<T>(k);
  validate(law);
  T sum(0);
  detail::for_each_part(law, [&](T const& p, auto const& part) { sum += p * detail::raw_moment(part, k); });
  return sum;
}

/// E[S] [s]. Of a lognormal law after the cut at its timeout.
/// @throws std::domain_error a field of the law is out of range
template <Real T> [[nodiscard]] T mean(service_law<T> const& law) { return moment(law, 1); }

/// Squared coefficient of variation Var S / E[S]^2, as a sum of squares where the law is a mixture.
/// @throws std::domain_error a field of the law is out of range
/// Accuracy: 1e-14 relative; 1e-16 absolute for a lognormal law with a timeout.
template <Real T> [[nodiscard]] T scv(service_law<T> const& law) {
  T const m = mean(law);
  T sum(0);
  detail::for_each_part(law, [&](T const& p, auto const& part) {
    using Law = std::remove_cvref_t<decltype(part)>;
    T const own = detail::raw_moment(part, 1) / m;
    T spread(0);
    if constexpr (std::is_same_v<Law, exponential_service<T>>) {
      spread = own * own;
    } else if constexpr (std::is_same_v<Law, gamma_service<T>>) {
      spread = part.scv * own * own;
    } else if constexpr (std::is_same_v<Law, lognormal_service<T>>) {
      spread = detail::is_finite(part.timeout) ? T(detail::raw_moment(part, 2) / m / m - own * own) : T(part.scv * own * own);
      if (value_of(spread) < 0) { spread = T(0); }
    }
    sum += p * (spread + (own - 1) * (own - 1));
  });
  return sum;
}

/// P(S > t).
/// @param t [s], >= 0
/// @throws std::domain_error a field of the law or t is out of range
/// Accuracy: 1e-13 relative, gamma laws as good as Boost's gamma_q.
template <Real T> [[nodiscard]] T service_tail(service_law<T> const& law, std::type_identity_t<T> t) {
  validate(law);
  detail::require_nonnegative("service_tail", "t", t);
  T sum(0);
  detail::for_each_part(law, [&](T const& p, auto const& part) { sum += p * detail::part_tail(part, t); });
  return value_of(sum) > 1 ? T(1) : sum;
}

/// Largest theta [1/s] below which E[e^(theta S)] can be computed: 0 for a lognormal law without a timeout,
/// a finite number for one whose timeout has a probability below 1e-268, infinity for a law of bounded values.
/// @throws std::domain_error a field of the law is out of range
template <Real T> [[nodiscard]] T abscissa(service_law<T> const& law) {
  validate(law);
  T least = infinity_v<T>;
  detail::for_each_part(law, [&](T const& p, auto const& part) {
    T const x = detail::part_abscissa(part);
    if (value_of(p) > 0 && value_of(x) < value_of(least)) { least = x; }
  });
  return least;
}

/// Exponential moment E[e^(theta S)].
/// @param theta [1/s], below the abscissa (at 0 it is 1)
/// @throws std::domain_error a field of the law or theta is out of range, or the moment is above 1e300
/// Accuracy: 1e-13 relative.
template <Real T> [[nodiscard]] T mgf(service_law<T> const& law, std::type_identity_t<T> theta) {
  T const limit = abscissa(law);
  detail::require_moderate("mgf", "theta", theta);
  detail::require(value_of(theta) < value_of(limit) || value_of(theta) <= 0, "mgf", "theta", theta,
                  "must be below the abscissa of the law (a lognormal law has one > 0 only with a timeout)");
  T sum(0);
  detail::for_each_part(law, [&](T const& p, auto const& part) { sum += p * detail::part_mgf(part, theta); });
  detail::require(detail::is_finite(sum) && value_of(sum) < 1e300, "mgf", "theta", theta, "the moment there is too large");
  return sum;
}

/// Laplace transform E[e^(-sS)].
/// @param s [1/s], Re s >= 0
/// @throws std::domain_error a field of the law is out of range or Re s < 0
/// Accuracy: 1e-14 of 1; for a lognormal law 1e-13.
template <std::floating_point T>
[[nodiscard]] std::complex<T> laplace(service_law<T> const& law, std::complex<std::type_identity_t<T>> s) {
  validate(law);
  detail::require_nonnegative("laplace", "Re s", s.real());
  detail::require_moderate("laplace", "Im s", s.imag());
  using U = std::conditional_t<std::is_same_v<T, float>, double, T>;
  std::complex<U> const at(U(s.real()), U(s.imag()));
  std::complex<U> out(0);
  detail::for_each_part(law, [&](T const& p, auto const& part) {
    using Law = std::remove_cvref_t<decltype(part)>;
    if constexpr (std::is_same_v<Law, deterministic_service<T>>) {
      out += U(p) * std::exp(std::complex<U>(-at * U(part.mean)));
    } else if constexpr (std::is_same_v<Law, exponential_service<T>>) {
      out += U(p) / (U(1) + at * U(part.mean));
    } else if constexpr (std::is_same_v<Law, gamma_service<T>>) {
      out += U(p) * std::exp(std::complex<U>(-detail::complex_log1p(std::complex<U>(at * (U(part.mean) * U(part.scv)))) / U(part.scv)));
    } else {
      out += U(p) * detail::part_laplace(lognormal_service<U>{U(part.mean), U(part.scv), U(part.timeout)}, at);
    }
  });
  return {T(out.real()), T(out.imag())};
}

/// The lognormal law with a given median and 99th percentile, both before the cut.
///
/// Formula: sigma = ln(p99 / median) / z, z = 2.3263...; mean = median e^(sigma^2 / 2); scv = e^(sigma^2) - 1.
/// @param median [s], > 0
/// @param p99 [s], > median
/// @param timeout [s], > 0; infinity: none
/// @throws std::domain_error an argument is out of range
template <Real T>
[[nodiscard]] lognormal_service<T> lognormal_from_percentiles(T median, std::type_identity_t<T> p99,
                                                              std::type_identity_t<T> timeout = infinity_v<T>) {
  using std::exp;
  using std::expm1;
  using std::log;
  detail::require_positive("lognormal_from_percentiles", "median", median);
  detail::require_positive("lognormal_from_percentiles", "p99", p99);
  detail::require(value_of(p99) > value_of(median), "lognormal_from_percentiles", "p99", p99, "must be > median");
  T const sigma = log(T(p99 / median)) / T(2.326347874040841100885606163346911723L);
  T const variance = sigma * sigma;
  detail::require(value_of(variance) < 13.8, "lognormal_from_percentiles", "p99", p99, "gives an scv above 1e6");
  lognormal_service<T> const law{median * exp(T(variance / 2)), expm1(variance), timeout};
  detail::check(law);
  return law;
}

} // namespace ullage
