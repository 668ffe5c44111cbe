// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A law of the service time with density e^(theta x) dF(x): its transform on a line, and where that is not smooth.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/laplace.hpp>
#include <ullage/detail/lognormal_panels.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/rotating_nodes.hpp>
#include <ullage/service_law.hpp>

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <vector>

namespace ullage::detail {

/// size * e^(-s at) / (s + b)^order in the transform: a kink of a function of time, at `at`.
template <class U> struct kink {
  U at;
  U order;
  U size;
};

template <class U> class tilted_law {
public:
  struct atom {
    U at;
    U weight;
  };

  /// @param theta at which E[e^(theta S)] exists
  template <Real T> tilted_law(service_law<T> const& law, U theta) : theta_(theta) {
    for_each_part(law, [&](T const& p, auto const& part) {
      if (p > 0) { add(U(p), part); }
    });
    sort_atoms();
  }

  /// E[e^(-(s - theta) S)] - E[e^(theta S)] at s = shift + ikh, k < count, without cancellation for small s.
  [[nodiscard]] std::vector<std::complex<U>> increments(U shift, U step, std::size_t count) const {
    rotating_nodes<U> nodes;
    for (auto const& a : atoms_) { nodes.add(a.at, a.weight); }
    for (auto const& law : lognormals_) { add_nodes(nodes, law, step * U(count), shift); }
    auto out = nodes.increments(shift, step, count);
    for (auto const& g : gammas_) {
      for (std::size_t k = 0; k < count; ++k) {
        std::complex<U> const z(shift * g.scale, U(k) * step * g.scale);
        if (g.shape == 1) {
          out[k] -= g.weight * z / (U(1) + z);
        } else {
          out[k] += g.weight * complex_expm1(std::complex<U>(-g.shape * complex_log1p(z)));
        }
      }
    }
    return out;
  }
  /// E[e^(theta S)]
  [[nodiscard]] U total() const { return total_; }
  [[nodiscard]] std::vector<atom> const& atoms() const { return atoms_; }
  /// What one point of `increments` up to a frequency costs, in nodes.
  [[nodiscard]] U cost(U shift, U highest) const {
    U sum(static_cast<U>(20 + atoms_.size()));
    for (auto const& law : lognormals_) { sum += U(law.nodes.size()) + resolved_end(law, shift) * highest; }
    return sum + U(50) * U(gammas_.size());
  }
  /// Longest time scale of the law.
  [[nodiscard]] U longest() const { return longest_; }
  /// Largest |transform| / total at the frequency y that can carry a kink.
  [[nodiscard]] U narrowness(U y) const {
    U most = 0;
    for (auto const& g : gammas_) {
      if (g.shape > 8) { most = larger(most, U(std::exp(-g.shape / 2 * std::log1p(y * g.scale * y * g.scale)))); }
    }
    for (U const& sd : narrow_) { most = larger(most, U(std::exp(-y * y * sd * sd / 2))); }
    return most;
  }
  /// Where the narrow parts end, for practical purposes.
  [[nodiscard]] U narrow_end() const { return narrow_end_; }

  /// The transform for large |s| as a sum of kinks about s = -b, up to an order.
  [[nodiscard]] std::vector<kink<U>> kinks(U b, U highest) const {
    std::vector<kink<U>> out;
    for (auto const& a : atoms_) { out.push_back({a.at, U(0), a.weight}); }
    for (auto const& e : ends_) {
      // derivatives of the density times e^(b x) at the end of its support
      auto row = e.f;
      for (std::size_t j = 0; j < row.size() && U(j + 1) <= highest; ++j) {
        out.push_back({e.at, U(j + 1), -row[0]});
        for (std::size_t i = 0; i + 1 < row.size(); ++i) { row[i] = row[i + 1] + b * row[i]; }
      }
    }
    for (auto const& g : gammas_) {
      U const rate = 1 / g.scale;
      U term = g.weight * std::pow(rate, g.shape);
      for (int j = 0; g.shape + U(j) <= highest; ++j) {
        out.push_back({U(0), g.shape + U(j), term});
        term *= -(g.shape + U(j)) / U(j + 1) * (rate - b);
      }
    }
    return out;
  }
  [[nodiscard]] U atoms_total() const {
    U sum = 0;
    for (auto const& a : atoms_) { sum += a.weight; }
    return sum;
  }
  /// Places at which the law itself has a kink, but 0.
  [[nodiscard]] std::size_t kink_count() const { return atoms_.size(); }
  [[nodiscard]] U last_kink() const { return atoms_.empty() ? U(0) : atoms_.back().at; }

private:
  struct gamma_part {
    U weight, shape, scale;
  };
  struct lognormal_part {
    U probability;
    lognormal_service<U> law;
    U widest;                ///< half width of a panel
    std::vector<atom> nodes; ///< for low frequencies
  };
  struct density_end {
    U at;
    std::array<U, 4> f; ///< density and derivatives just before
  };

  template <Real T> void add(U p, deterministic_service<T> const& law) {
    U const weight = p * std::exp(theta_ * U(law.mean));
    atoms_.push_back({U(law.mean), weight});
    grow(U(law.mean), weight);
  }
  template <Real T> void add(U p, exponential_service<T> const& law) { add_gamma(p, U(law.mean), U(1)); }
  template <Real T> void add(U p, gamma_service<T> const& law) { add_gamma(p, U(law.mean), U(law.scv)); }
  void add_gamma(U p, U mean, U scv) {
    U const rest = 1 - theta_ * mean * scv;
    U const weight = p * std::exp(-std::log1p(-theta_ * mean * scv) / scv);
    gammas_.push_back({weight, 1 / scv, mean * scv / rest});
    U const tilted_mean = mean / rest;
    grow(larger(tilted_mean, U(mean * scv / rest)), weight);
    if (scv < U(0.125)) { narrow_end_ = larger(narrow_end_, U(tilted_mean * (1 + 6 * std::sqrt(scv)))); }
  }
  template <Real T> void add(U p, lognormal_service<T> const& given) {
    lognormal_service<U> const law{U(given.mean), U(given.scv), is_finite(given.timeout) ? U(given.timeout) : infinity_v<U>};
    auto const par = parameters(law);
    lognormal_part part{p, law, U(0), {}};
    nodes_of(part, lognormal_panels(law), [&](U x, U weight) { part.nodes.push_back({x, weight}); });
    U weight = 0;
    for (auto const& x : part.nodes) { weight += x.weight; }
    grow(part.nodes.empty() ? U(0) : part.nodes.back().at, weight);
    lognormals_.push_back(part);
    if (par.sigma < U(0.35)) {
      narrow_.push_back(par.sigma * law.mean);
      narrow_end_ = larger(narrow_end_, U(law.mean * std::exp(6 * par.sigma)));
    }
    if (par.cut < U(lognormal_far)) {
      add(p * normal_upper(par.cut), deterministic_service<U>{law.timeout});
      add_end(p, law.timeout, par.sigma, par.cut);
    }
  }
  template <class Add>
  void nodes_of(lognormal_part& part, std::vector<lognormal_panel<U>> const& panels, Add const& add_node) const {
    auto const& rule = gauss_legendre<U>();
    for (auto const& panel : panels) {
      part.widest = larger(part.widest, panel.half);
      for (std::size_t k = 0; k < gauss_order; ++k) {
        U const x = panel.mid + panel.half * rule.x[k];
        U const weight = part.probability * panel.f[k] * std::exp(theta_ * x);
        // what has no part in the sum at theta, nor in its mean, has none to the right of it
        if (weight * larger(U(1), U(x / part.law.mean)) > U(1e-18) * part.probability) { add_node(x, weight); }
      }
    }
  }
  /// Up to where the oscillation matters on the line at shift.
  [[nodiscard]] static U resolved_end(lognormal_part const& part, U shift) {
    for (std::size_t i = part.nodes.size(); i-- > 0;) {
      auto const& a = part.nodes[i];
      if (a.weight * larger(U(1), U(a.at / part.law.mean)) * std::exp(-shift * a.at) > U(1e-17) * part.probability) { return a.at; }
    }
    return U(0);
  }
  void add_nodes(rotating_nodes<U>& nodes, lognormal_part const& part, U highest, U shift) const {
    // at 0.53 of the highest frequency, where the fading is by one half, that is 6.4 cycles
    U const half = U(12) / highest;
    if (part.widest <= half) {
      for (auto const& a : part.nodes) { nodes.add(a.at, a.weight); }
      return;
    }
    lognormal_part copy = part;
    nodes_of(copy, lognormal_panels(part.law, half, resolved_end(part, shift)),
             [&](U x, U weight) { nodes.add(x, weight); });
  }
  void add_end(U p, U x, U sigma, U z) {
    U const density = p * normal_density(z) * std::exp(theta_ * x) / (sigma * x);
    if (!(density > 0 && z > -9)) { return; }
    U const u = 1 + z / sigma;
    U const v = 1 / (sigma * sigma);
    U const q = u * u + u - v;
    U const raw[4] = {U(1), -u / x, q / (x * x), (-u * q + (2 * u + 1) * v - 2 * q) / (x * x * x)};
    U const th = theta_;
    density_end e{x, {raw[0], raw[1] + th * raw[0], raw[2] + 2 * th * raw[1] + th * th * raw[0],
                      raw[3] + 3 * th * raw[2] + 3 * th * th * raw[1] + th * th * th * raw[0]}};
    for (U& f : e.f) { f *= density; }
    ends_.push_back(e);
  }
  void grow(U scale, U weight) {
    total_ += weight;
    if (weight > 0) { longest_ = larger(longest_, scale); }
  }
  void sort_atoms() {
    heap_sort(atoms_, [](atom const& a, atom const& b) { return a.at < b.at; });
    std::size_t kept = 0;
    for (std::size_t i = 1; i < atoms_.size(); ++i) {
      if (atoms_[i].at == atoms_[kept].at) {
        atoms_[kept].weight += atoms_[i].weight;
      } else {
        atoms_[++kept] = atoms_[i];
      }
    }
    if (!atoms_.empty()) { atoms_.resize(kept + 1); }
  }

  U theta_;
  U total_ = 0;
  U longest_ = 0;
  U narrow_end_ = 0;
  std::vector<atom> atoms_;
  std::vector<gamma_part> gammas_;
  std::vector<lognormal_part> lognormals_;
  std::vector<density_end> ends_;
  std::vector<U> narrow_;
};

} // namespace ullage::detail
