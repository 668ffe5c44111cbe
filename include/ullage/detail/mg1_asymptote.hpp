// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Decay rate and constant of the tail of the wait in M/G/1, and the exact tail where the service is a
/// mixture of exponential laws.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/lognormal_panels.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/service.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <variant>
#include <vector>

namespace ullage::detail {

/// 1 - e^y + y e^y without cancellation from e^y - 1 - y, y >= 0.
template <Real T> [[nodiscard]] T exp_surplus(T const& y, T const& less) { return y * y + (y - 1) * less; }

/// E[1 - e^y + y e^y], y = theta S.
template <Real T> [[nodiscard]] T part_surplus(gamma_service<T> const& law, T const& theta) {
  using std::exp;
  using std::log1p;
  T const x = theta * law.mean * law.scv;
  T const y = theta * law.mean + log_less(x) / law.scv; // ln E[e^(theta S)]
  // x / (1 - x) + ln(1 - x) = x^2 / (1 - x) - (-ln(1 - x) - x)
  T more = x * x / (1 - x) - log_less(x);
  if (value_of(x) < 0.25) {
    T power_of_x = x;
    more = T(0);
    for (int k = 2; k < 60; ++k) {
      power_of_x *= x;
      more += power_of_x * T(k - 1) / T(k);
    }
  }
  return exp_surplus(y, expm1_less(y)) + exp(y) * more / law.scv;
}
/// Both means at one theta; all of it positive.
template <Real T> struct tilt_means {
  T excess{0};  ///< E[e^y - 1 - y], y = theta S
  T surplus{0}; ///< E[1 - e^y + y e^y]
};

/// A law with its integrals replaced by sums, made once for many theta.
template <Real T> class tilt_of_law {
public:
  explicit tilt_of_law(service_law<T> const& law) {
    for_each_part(law, [&](T const& p, auto const& part) {
      using Law = std::remove_cvref_t<decltype(part)>;
      if (!(value_of(p) > 0)) { return; }
      if constexpr (std::is_same_v<Law, deterministic_service<T>>) {
        add(part.mean, p);
      } else if constexpr (std::is_same_v<Law, lognormal_service<T>>) {
        auto const& rule = gauss_legendre<T>();
        for (auto const& panel : lognormal_panels(part)) {
          for (std::size_t k = 0; k < gauss_order; ++k) { add(panel.mid + panel.half * rule.x[k], p * panel.f[k]); }
        }
        T const cut = parameters(part).cut;
        if (value_of(cut) < lognormal_far) { add(part.timeout, p * normal_upper(cut)); }
      } else if constexpr (std::is_same_v<Law, exponential_service<T>>) {
        gammas_.push_back({p, {part.mean, T(1)}});
      } else {
        gammas_.push_back({p, part});
      }
    });
  }
  [[nodiscard]] tilt_means<T> operator()(T const& theta) const {
    tilt_means<T> out;
    for (auto const& a : atoms_) {
      T const y = theta * a.at;
      T const less = expm1_less(y);
      out.excess += a.weight * less;
      out.surplus += a.weight * exp_surplus(y, less);
    }
    for (auto const& g : gammas_) {
      out.excess += g.weight * part_excess(g.law, theta);
      out.surplus += g.weight * part_surplus(g.law, theta);
    }
    return out;
  }
  /// Longest time among the atoms.
  [[nodiscard]] T longest() const {
    T out(0);
    for (auto const& a : atoms_) { out = larger(out, a.at); }
    return out;
  }

private:
  struct atom {
    T at, weight;
  };
  struct gamma_part {
    T weight;
    gamma_service<T> law;
  };
  void add(T const& at, T const& weight) {
    if (value_of(weight) > 0) { atoms_.push_back({at, weight}); }
  }
  std::vector<atom> atoms_;
  std::vector<gamma_part> gammas_;
};

/// P(W > t) ~ constant e^(-rate t); the constant is 0 where `rate` is the abscissa of the law.
template <Real T> struct exponential_asymptote {
  T rate;
  T constant;
};

/// The same for gamma service away from utilization 1: in y = -ln(1 - theta / abscissa), which keeps its digits where
/// theta is next to the abscissa. Root of lambda mean scv (e^(y / scv) - 1) = 1 - e^-y.
template <Real T>
[[nodiscard]] exponential_asymptote<T> gamma_asymptote(gamma_service<T> const& law, T const& arrival_rate, T const& slack, T y) {
  using std::exp;
  using std::expm1;
  using std::log;
  T const load = arrival_rate * law.mean * law.scv;
  for (int i = 0; i < 60; ++i) {
    T const right = -expm1(T(-y));
    T const left = expm1(T(y / law.scv));
    T const step = log(T(load * left / right)) / ((1 + 1 / left) / law.scv - (1 - right) / right);
    y -= step;
    if (std::fabs(static_cast<double>(value_of(step))) <= 4e-16 * static_cast<double>(value_of(y))) { break; }
  }
  T const rho = arrival_rate * law.mean;
  return {-expm1(T(-y)) / (law.mean * law.scv), slack / (rho * exp(T(y * (1 + 1 / law.scv))) - 1)};
}

/// Decay rate theta > 0 with lambda (E[e^(theta S)] - 1) = theta, for 0 < rho < 1 and abscissa > 0, and the constant.
///
/// ln(lambda E[e^(theta S) - 1 - theta S] / theta) is convex in ln theta and rises, so Newton steps from the right of
/// the root stay there.
template <Real T> [[nodiscard]] exponential_asymptote<T> wait_asymptote(service_law<T> const& law, T const& arrival_rate, T const& slack) {
  using std::exp;
  using std::log;
  using std::log1p;
  tilt_of_law<T> const means(law);
  T const limit = abscissa(law);
  // e^x - 1 - x >= x^2 / 2, so this is at or beyond the root
  T theta = 2 * slack / (arrival_rate * moment(law, 2));
  if (is_finite(limit)) {
    T gap(0.5);
    for (int i = 0; value_of(theta) >= value_of(limit) && i < 200; ++i) {
      T const inside = limit * (1 - gap);
      if (!(value_of(inside) < value_of(limit))) { break; } // no number lies between
      if (!(value_of(T(arrival_rate * means(inside).excess - slack * inside)) < 0)) { theta = inside; }
      gap /= 4;
    }
    if (value_of(theta) >= value_of(limit)) { theta = limit; }
  } else {
    T const most = (std::is_same_v<T, float> ? T(80) : T(650)) / means.longest();
    theta = smaller(theta, most);
  }
  if (auto const* gamma = std::get_if<gamma_service<T>>(&law.value)) {
    T const x = theta / limit;
    T const start = gamma->scv * log1p(T(1 / (arrival_rate * gamma->mean * gamma->scv)));
    if (value_of(x) > 0.25 && value_of(start) > 0.25) {
      auto const out = gamma_asymptote(*gamma, arrival_rate, slack, start);
      if (value_of(T(out.rate / limit)) > 0.25) { return out; }
    }
  }
  if (value_of(theta) >= value_of(limit)) { return {limit, T(0)}; }
  double const enough = static_cast<double>(std::numeric_limits<T>::epsilon());
  T low(0);
  T high = theta;
  for (int i = 0; i < 300; ++i) {
    auto const m = means(theta);
    T const ratio = arrival_rate * m.excess / (slack * theta);
    if (!is_finite(m.surplus)) {
      high = theta;
      theta = (low + high) / 2;
      continue;
    }
    (value_of(ratio) < 1 ? low : high) = theta;
    T next = theta * exp(T(-log(ratio) * m.excess / m.surplus));
    if (!(value_of(next) <= value_of(high))) { next = (low + high) / 2; }
    double const change = static_cast<double>(value_of(T(next - theta))) / static_cast<double>(value_of(theta));
    theta = next;
    if (change > -4 * enough && change < 4 * enough) { break; }
  }
  if (is_finite(limit) && value_of(theta) >= value_of(limit)) { return {limit, T(0)}; }
  auto const m = means(theta);
  return {theta, m.excess / m.surplus};
}

/// A sum of factor e^(-rate t).
template <Real T> struct exponential_term {
  T rate;
  T factor;
};

/// Whether a law is a mixture of exponential laws.
template <Real T> [[nodiscard]] bool is_exponential_mixture(service_law<T> const& law) {
  bool all = true;
  for_each_part(law, [&](T const&, auto const& part) {
    using Law = std::remove_cvref_t<decltype(part)>;
    bool here = std::is_same_v<Law, exponential_service<T>>;
    if constexpr (std::is_same_v<Law, gamma_service<T>>) { here = value_of(part.scv) == 1; }
    all = all && here;
  });
  return all;
}

/// P(W > t) = sum K_j e^(-theta_j t) for a mixture of exponential laws of the rates mu_i: theta_j are the roots
/// of lambda sum p_i / (mu_i - theta) = 1, one below each mu_i; all K_j > 0. Each root is found as its distance
/// from the nearer pole.
template <Real T>
[[nodiscard]] std::vector<exponential_term<T>> exponential_terms(service_law<T> const& law, T const& rate, T const& slack) {
  struct phase {
    T mu, p;
  };
  std::vector<phase> phases;
  for_each_part(law, [&](T const& p, auto const& part) {
    if (value_of(p) > 0) { phases.push_back({1 / part.mean, p}); }
  });
  heap_sort(phases, [](phase const& a, phase const& b) { return value_of(a.mu) < value_of(b.mu); });
  std::vector<phase> unique;
  for (auto const& x : phases) {
    if (!unique.empty() && value_of(unique.back().mu) == value_of(x.mu)) {
      unique.back().p += x.p;
    } else {
      unique.push_back(x);
    }
  }
  std::vector<exponential_term<T>> out;
  for (std::size_t j = 0; j < unique.size(); ++j) {
    T const above = unique[j].mu;
    T const below = j == 0 ? T(0) : unique[j - 1].mu;
    // mu_i - theta for theta = origin + step
    auto const gap = [&](std::size_t i, T const& origin, T const& step) { return T(unique[i].mu - origin - step); };
    auto const level = [&](T const& origin, T const& step) {
      T sum(0);
      for (std::size_t i = 0; i < unique.size(); ++i) { sum += rate * unique[i].p / gap(i, origin, step); }
      return T(sum - 1);
    };
    T const half = (above - below) / 2;
    bool const upper = value_of(level(above, T(-half))) < 0;
    T const origin = upper ? above : below;
    T const sign = upper ? T(-1) : T(1);
    T near = half;
    T step = half;
    if (j == 0 && !upper) {
      // lambda sum p / mu = rho, so theta sum lambda p / (mu (mu - theta)) = 1 - rho: no cancellation at 0
      auto const drift = [&](T const& theta) {
        T sum(0);
        for (auto const& x : unique) { sum += rate * x.p / (x.mu * (x.mu - theta)); }
        return T(theta * sum - slack);
      };
      while (value_of(drift(near)) > 0) { near /= 2; }
      step = value_of(drift(half)) <= 0 ? half : bracketed_root<T>(drift, near, half);
    } else {
      bool const rising = !upper;
      bool found = false;
      for (int i = 0; i < 400 && !found; ++i) {
        near /= 8;
        found = (value_of(level(origin, T(sign * near))) < 0) == rising;
      }
      step = found ? bracketed_root<T>([&](T const& x) { return level(origin, T(sign * x)); }, near, half) : near;
    }
    T const theta = origin + sign * step;
    T squares(0);
    T product(0);
    for (std::size_t i = 0; i < unique.size(); ++i) {
      T const d = gap(i, origin, T(sign * step));
      squares += unique[i].p / (d * d);
      product += unique[i].p / (unique[i].mu * d);
    }
    out.push_back({theta, j == 0 ? T(product / squares) : T(slack / (theta * rate * squares))});
  }
  return out;
}

} // namespace ullage::detail
