// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The mean wait in a run of records that finds an idle server.

#include <ullage/concepts.hpp>

#include <cmath>

namespace ullage::detail {

/// E[max(X, 0)] of a normal X with that mean and variance.
template <Real T> [[nodiscard]] T mean_positive_part(T const& mean, T const& variance) {
  using std::erfc;
  using std::exp;
  using std::sqrt;
  if (!(value_of(variance) > 0)) { return value_of(mean) > 0 ? mean : T(0); }
  T const deviation = sqrt(variance);
  T const over = mean / deviation * T(0.707106781186547524400844362104849039L);
  // Far below 0 a difference of two numbers that are nearly the same.
  T const x = mean * erfc(T(-over)) / 2 + deviation * T(0.398942280401432677939946059934381868L) * exp(T(-over * over));
  return value_of(x) > 0 ? x : T(0);
}

/// Sum over j >= 1 of (1/j - floor) E[(S_j)^+] as far as it is positive, S_j normal with mean drift * j and variance
/// * j, drift <= 0. One by one up to j = 64, then Simpson's rule in log j.
/// @param end where the terms end or vanish, >= 1, not only whole
template <Real T> [[nodiscard]] T walk_sum(T const& drift, T const& variance, T const& floor, T const& end) {
  using std::exp;
  using std::log;
  auto const term = [&](T const& j) { return mean_positive_part(T(drift * j), T(variance * j)) * (1 / j - floor); };
  T sum(0);
  for (int j = 1; j <= 64 && j < value_of(end); ++j) { sum += term(T(j)); }
  T const high = end - T(0.5);
  if (value_of(high) > 64.5) {
    constexpr int intervals = 128;
    T const from = log(T(64.5));
    T const step = (log(high) - from) / T(intervals);
    for (int i = 0; i <= intervals; ++i) {
      T const x = exp(T(from + T(i) * step));
      int const weight = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2;
      sum += T(weight) * term(x) * x * step / 3;
    }
  }
  return sum;
}

/// Mean wait of an unending run: the queue of a single server. Source: Kraemer and Langenbach-Belz (1976); exact for
/// Poisson arrivals.
template <Real T>
[[nodiscard]] T klb_wait(T const& service, T const& service_scv, T const& spacing, T const& spacing_scv) {
  using std::exp;
  T const rho = service / spacing;
  T const both = spacing_scv + service_scv;
  if (!(value_of(both) > 0)) { return T(0); }
  T const off = 1 - spacing_scv;
  T const exponent = value_of(off) > 0 ? T(-2 * (1 - rho) / (3 * rho) * off * off / both)
                                       : T((1 - rho) * off / (spacing_scv + 4 * service_scv));
  return rho / (1 - rho) * service * both / 2 * exp(exponent);
}

/// Mean over the records of a run of the wait behind the ones before them in the run.
///
/// Formula: (1/n) sum over j < n of (n - j)/j E[(S_j)^+] (Spitzer 1956), S_j the sum of j differences of service and
/// spacing, taken as normal. What chance adds to the drift is brought to the queue's mean wait for n = infinity
/// where the server keeps up. Accuracy: in the tests of producer.hpp.
/// @param n mean records of the run, >= 1, not only whole
template <Real T>
[[nodiscard]] T mean_wait_in_run(T const& n, T const& service, T const& service_scv, T const& spacing,
                                 T const& spacing_scv) {
  T const drift = service - spacing;
  T const variance = service_scv * service * service + spacing_scv * spacing * spacing;
  if (value_of(drift) >= 0) { return (n - 1) / 2 * drift + walk_sum(T(-drift), variance, T(1 / n), n); }
  T const sum = walk_sum(drift, variance, T(1 / n), n);
  if (!(value_of(sum) > 0)) { return T(0); }
  T const endless = walk_sum(drift, variance, T(0), T(64 + 80 * variance / (drift * drift)));
  return klb_wait(service, service_scv, spacing, spacing_scv) * (sum / endless);
}

} // namespace ullage::detail
