// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Integrals over a lognormal law that is cut at a timeout.

#include <ullage/detail/normal.hpp>
#include <ullage/service_law.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace ullage::detail {

inline constexpr std::size_t gauss_order = 20;

template <class T> struct gauss_rule {
  std::array<T, gauss_order> x{}; ///< in (-1, 1)
  std::array<T, gauss_order> w{};
};

/// Nodes and weights of Gauss and Legendre, by Newton steps on the recursion.
template <Real T> [[nodiscard]] gauss_rule<T> const& gauss_legendre() {
  static gauss_rule<T> const rule = [] {
    gauss_rule<T> r;
    constexpr int n = static_cast<int>(gauss_order);
    for (int i = 0; i < n; ++i) {
      T x = static_cast<T>(std::cos(3.14159265358979323846 * (i + 0.75) / (n + 0.5)));
      T slope(1);
      for (int step = 0; step < 8; ++step) {
        T before(1);
        T p = x;
        for (int k = 2; k <= n; ++k) {
          T const next = (T(2 * k - 1) * x * p - T(k - 1) * before) / T(k);
          before = p;
          p = next;
        }
        slope = T(n) * (before - x * p) / (1 - x * x);
        x -= p / slope;
      }
      r.x[static_cast<std::size_t>(i)] = x;
      r.w[static_cast<std::size_t>(i)] = 2 / ((1 - x * x) * slope * slope);
    }
    return r;
  }();
  return rule;
}

/// A stretch [mid - half, mid + half] of the times below the timeout: f[k] is the weight of the node
/// mid + half * x_k, so that E[g(S); S in it] = sum f[k] g(node k).
template <class T> struct lognormal_panel {
  T mid;
  T half;
  std::array<T, gauss_order> f;
};

/// Panels narrow enough that the density is a polynomial to 1e-14, and e^(theta x) too for every
/// theta that occurs as a decay rate.
/// @param half upper limit of their half width below `until`
template <Real T>
[[nodiscard]] std::vector<lognormal_panel<T>> lognormal_panels(lognormal_service<T> const& law, T half = infinity_v<T>, T until = T(0)) {
  using std::exp;
  using std::log;
  auto const p = parameters(law);
  bool const cut = value_of(p.cut) < lognormal_far;
  T const unlimited_end = is_finite(law.timeout) ? T(lognormal_far) : T(T(9.5) + 2 * p.sigma);
  T const end = cut ? p.cut : unlimited_end;
  T z(-9.5);
  std::vector<lognormal_panel<T>> out;
  auto const& rule = gauss_legendre<T>();
  T const widest = (value_of(end) > 6 ? T(1.0 / 30) : T(1.0 / 12)) * exp(p.mu + p.sigma * end);
  T x0 = exp(T(p.mu + p.sigma * z));
  while (value_of(z) < value_of(end)) {
    T next = z + T(0.6);
    if (value_of(T(p.sigma * T(0.6))) > 0.47) { next = z + T(0.47) / p.sigma; }
    T x1 = exp(T(p.mu + p.sigma * next));
    T limit = is_finite(law.timeout) ? T(widest / 2) : infinity_v<T>;
    if (value_of(x0) < value_of(until) && value_of(half) < value_of(limit)) { limit = half; }
    if (value_of(T((x1 - x0) / 2)) > value_of(limit)) {
      x1 = x0 + 2 * limit;
      next = (log(x1) - p.mu) / p.sigma;
    }
    if (value_of(next) >= value_of(end) || value_of(T(end - next)) < 1e-6) {
      next = end;
      x1 = cut ? law.timeout : T(exp(T(p.mu + p.sigma * end)));
    }
    lognormal_panel<T> panel{(x0 + x1) / 2, (x1 - x0) / 2, {}};
    for (std::size_t k = 0; k < gauss_order; ++k) {
      T const x = panel.mid + panel.half * rule.x[k];
      // ln(x / x0) keeps its digits where sigma is small
      T const zk = z + log(T(x / x0)) / p.sigma;
      panel.f[k] = rule.w[k] * panel.half * T(inverse_root_two_pi) * exp(T(-zk * zk / 2)) / (p.sigma * x);
    }
    out.push_back(panel);
    z = next;
    x0 = x1;
  }
  return out;
}

} // namespace ullage::detail
