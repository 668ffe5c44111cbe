// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Tails of the wait and of the sojourn in M/G/1 from the transform of Pollaczek and Khinchine.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/faded_kinks.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/laplace.hpp>
#include <ullage/detail/tilted_law.hpp>

#include <cmath>
#include <complex>
#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// Tilted by the decay rate theta, so that g(t) = e^(theta t) P(W > t) = K + r(t) with r falling to 0; r is
/// inverted. Kinks of g near t (at sums of a few atoms of the law) are subtracted in the transform and
/// added in the time domain, both exactly.
template <class U> struct mg1_tilt {
  U theta;    ///< [1/s] the decay rate, or a little less where that is next to the abscissa, or 0
  U constant; ///< K, 0 where theta is not the decay rate
  U excess;   ///< lambda (E[e^(theta S)] - 1 - theta E[S])
  U residual; ///< the same - (1 - rho) theta
};

/// How much a line of the transform is to be good for.
enum class care {
  rough,  ///< a first look, 1e-3
  smooth, ///< all digits where the tail has no kinks
  full
};

template <class U> class mg1_inversion {
public:
  using complex = std::complex<U>;

  template <Real T>
  mg1_inversion(service_law<T> const& law, U arrival_rate, U utilization, mg1_tilt<U> const& tilt)
      : law_(law, tilt.theta), rate_(arrival_rate), rho_(utilization), theta_(tilt.theta), constant_(tilt.constant),
        excess_(tilt.excess), residual_(tilt.residual), kappa_(arrival_rate + tilt.theta),
        damping_(kappa_ * U(0.8)), scale_(larger(law_.longest(), U(1) / kappa_)) {
    if (law_.kink_count() > 0) { expand(); }
  }

  /// Kinks at one time: size[i] e^(-s at) / (s + b)^(i + 1).
  struct cluster {
    U at;
    jumps<U> size;
  };

  /// The transform of a tail on a line, good for t in [earliest, window].
  struct prepared {
    U earliest;
    U window;
    bool with_service;
    fourier_line<U> line;
    std::vector<kink<U>> powers;   ///< taken out of the transform
    std::vector<cluster> kinks;    ///< that the fading blurs: sizes of D_m(highest * (t - at)) e^(shift (t - at))
  };

  /// @param with_service the tail of W + S, else of W
  [[nodiscard]] prepared prepare(U earliest, U window, bool with_service, care how = care::full) const {
    U const highest = how == care::full ? cutoff(earliest, window, with_service ? 1 : 0) : U(0);
    fourier_line<U> line(window, how == care::rough ? 2 * earliest : earliest, highest, theta_);
    prepared out{earliest, window, with_service, line, {}, {}};
    if (far(earliest)) { return out; }
    if (how == care::full) { add_kinks(out); }
    U const reach = U(fourier_reach) / line.highest();
    for (auto const& k : powers_) {
      if (k.at <= earliest - reach || k.at >= window + reach) { continue; }
      if (with_service) {
        out.powers.push_back({k.at, k.order, k.size * (kappa_ + damping_) / rate_});
        out.powers.push_back({k.at, k.order - 1, -k.size / rate_});
      } else {
        out.powers.push_back(k);
      }
    }
    auto const more = law_.increments(line.shift(), line.step(), line.size());
    U const factor = factor_of(with_service);
    out.line.fill([&](std::size_t k) {
      complex const s = line.point(k);
      complex const z = s - theta_;
      complex const d = rate_ * more[k];
      complex const bottom = s + residual_ + d;
      // P(W + S > t) = P(W > t) + density of W at t / arrival_rate
      complex const top = with_service ? complex(bottom - (1 - rho_) * z * (law_.total() + more[k])) : complex(rho_ * s + excess_ + d);
      complex value = top / (z * bottom) - constant_ * factor / s;
      if (!out.powers.empty()) { value += (1 - rho_) * sum_of(out.powers, s); }
      return value;
    });
    return out;
  }
  /// The tail at a t within the range of what is prepared.
  [[nodiscard]] U tail(prepared const& p, U t) const {
    U const most = p.with_service ? U(1) : rho_;
    U const limit = constant_ * factor_of(p.with_service);
    if (far(p.earliest)) { return smaller(most, U(std::exp(-theta_ * t) * limit)); }
    U const g = limit + p.line(t) - (1 - rho_) * (value_of_powers(p.powers, t) + value_of_kinks(p, t));
    return within(U(std::exp(-theta_ * t) * g), U(0), most);
  }
  /// The time at which the asymptote is at a level, if nothing else is left of the tail there; else 0.
  [[nodiscard]] U far_quantile(U level, bool with_service) const {
    U const limit = constant_ * factor_of(with_service);
    U const t = limit > level ? U(std::log(limit / level) / theta_) : U(0);
    if (t < 20 * scale_ || far(t)) { return t < 20 * scale_ ? U(0) : t; }
    auto const p = prepare(t, t, with_service, care::smooth);
    return std::fabs(p.line(t)) < U(3e-11) * limit ? t : U(0);
  }
  /// The tail at one t > 0.
  [[nodiscard]] U tail(U t, bool with_service) const { return tail(prepare(t, t, with_service), t); }

  [[nodiscard]] U rate_of_tail() const { return theta_; }
  [[nodiscard]] U factor_of_tail(bool with_service) const { return constant_ * factor_of(with_service); }

private:
  static constexpr std::size_t most_orders = 7;
  static constexpr std::size_t most_kinks = 2000;
  [[nodiscard]] U factor_of(bool with_service) const { return with_service ? kappa_ / rate_ : U(1); }
  /// Where nothing but the asymptote is left.
  [[nodiscard]] bool far(U t) const { return t > 800 * scale_ && constant_ > 0; }

  /// (1 - rho) sum_m (b + kappa - rate f)^m / (s + b)^(m + 1), b a damping: all terms up to an order.
  void expand() {
    std::size_t order = most_orders;
    // sums of up to order - 1 of n places: (n + order - 1)! / (n! (order - 1)!)
    for (; order > 2; --order) {
      U sums = 1;
      for (std::size_t i = 1; i < order; ++i) { sums *= U(law_.kink_count() + i) / U(i); }
      if (sums <= U(most_kinks)) { break; }
    }
    while (!expand_to(order)) { --order; }
    order_ = order;
  }
  bool expand_to(std::size_t highest) {
    std::vector<kink<U>> factor = law_.kinks(damping_, U(highest));
    for (auto& k : factor) { k.size *= -rate_; }
    factor.push_back({U(0), U(0), kappa_ + damping_});
    merge(factor);
    std::vector<kink<U>> power{{U(0), U(1), U(1)}};
    std::vector<kink<U>> sum;
    for (std::size_t m = 0; m < highest; ++m) {
      for (auto const& k : power) {
        if (k.at > 0) { sum.push_back(k); }
      }
      if (m + 1 == highest) { break; }
      std::vector<kink<U>> next;
      for (auto const& a : power) {
        for (auto const& b : factor) {
          if (a.order + b.order + 1 <= U(highest) + U(1e-9)) { next.push_back({a.at + b.at, a.order + b.order + 1, a.size * b.size}); }
        }
        if (highest > 2 && next.size() > 20 * most_kinks) { merge(next); }
        if (highest > 2 && next.size() > 20 * most_kinks) { return false; }
      }
      merge(next);
      if (highest > 2 && next.size() > 4 * most_kinks) { return false; }
      power = std::move(next);
    }
    merge(sum);
    groups_.clear();
    powers_.clear();
    for (auto const& k : sum) {
      U const whole = std::round(k.order);
      if (std::fabs(k.order - whole) < U(1e-9)) {
        if (groups_.empty() || groups_.back().at != k.at) { groups_.push_back({k.at, {}}); }
        groups_.back().size[static_cast<std::size_t>(whole) - 1] += k.size;
      } else {
        powers_.push_back(k);
      }
    }
    return true;
  }
  /// Sorts and puts together what is at one place, but for rounding.
  static void merge(std::vector<kink<U>>& x) {
    heap_sort(x, [](kink<U> const& a, kink<U> const& b) { return a.at < b.at; });
    for (std::size_t i = 1; i < x.size(); ++i) {
      if (x[i].at - x[i - 1].at <= U(1e-14) * x[i].at) { x[i].at = x[i - 1].at; }
    }
    for (std::size_t i = 1; i < x.size(); ++i) {
      for (std::size_t j = i; j > 0 && x[j].at == x[j - 1].at && x[j].order < x[j - 1].order; --j) { std::swap(x[j], x[j - 1]); }
    }
    std::size_t kept = 0;
    for (std::size_t i = 1; i < x.size(); ++i) {
      if (x[i].at == x[kept].at && x[i].order - x[kept].order < U(1e-9)) {
        x[kept].size += x[i].size;
      } else {
        x[++kept] = x[i];
      }
    }
    if (!x.empty()) { x.resize(kept + 1); }
  }

  /// Frequency from which on kinks of an order, taken out up to the one before, leave 1e-12 of what does not decay.
  [[nodiscard]] U left_below(U order, U size) const {
    U const digits = U(26) + std::log(larger(size, U(1e-30)));
    return digits > 0 ? U(4) * kappa_ * std::exp(smaller(U(7), U(digits / order))) : U(0);
  }
  /// Highest frequency [1/s] after which what is left of the transform has no say at t.
  [[nodiscard]] U cutoff(U t, U window, int lowered) const {
    U out = U(fourier_reach) / t;
    if (law_.kink_count() > 0) {
      U const order = U(order_) + U(1 - lowered);
      U const sums = std::ceil((t - U(fourier_reach) / larger(out, 20 * kappa_)) / larger(law_.last_kink(), U(1e-300)));
      U const first = larger(order, smaller(U(60), U(sums + U(1 - lowered))));
      U const share = larger(U(1e-30), smaller(U(1), U(rate_ * law_.atoms_total() / kappa_)));
      out = larger(out, left_below(first, U(std::pow(share, first))));
      if (groups_.size() > most_kinks) { out = larger(larger(out, U(280) / window), left_below(order, U(1))); }
      for (std::size_t i = 0; i < groups_.size() && groups_.size() <= most_kinks; ++i) {
        auto const& g = groups_[i];
        U const away = larger(t - g.at, g.at - window);
        U const beyond_reach = away > 0 ? U(fourier_reach) / away : infinity_v<U>;
        if (beyond_reach <= out) { continue; }
        out = larger(out, U(280) / window); // the shift in `undamped` is then small
        U size = 0;
        U scale = 1;
        for (U const& x : g.size) {
          size = larger(size, U(std::fabs(x) * scale));
          scale /= kappa_ + damping_;
        }
        out = larger(out, smaller(beyond_reach, left_below(order, smaller(size, U(1)))));
      }
    }
    if (law_.narrow_end() > 0) {
      for (int i = 0; i < 200; ++i) {
        U const sums = larger(U(1), std::ceil((t - U(fourier_reach) / out) / law_.narrow_end()));
        U const whole = out * U(0.3); // the fading begins there
        U const left = std::pow(kappa_ / whole, sums + U(1 - lowered)) * std::pow(law_.narrowness(whole), sums);
        if (left < U(1e-12)) { break; }
        out *= U(1.15);
      }
    }
    // A bound on the work, h = pi / 2 window for each point; far out, where it binds, kinks have long been smoothed away.
    U const least_needed = U(fourier_reach) / t;
    U const most = order_ == 2 ? U(1e6) : U(3e6); // many atoms: more frequencies gain little
    while (out > least_needed && out * window * law_.cost(U(7) / window, out) > most) { out *= U(0.9); }
    return larger(out, least_needed);
  }

  [[nodiscard]] complex sum_of(std::vector<kink<U>> const& near, complex const& s) const {
    complex sum(0);
    complex const inverse = U(1) / (s + damping_);
    for (auto const& k : near) { sum += k.size * std::pow(inverse, k.order) * std::exp(-s * k.at); }
    return sum;
  }
  [[nodiscard]] U value_of_powers(std::vector<kink<U>> const& near, U t) const {
    U sum = 0;
    for (auto const& k : near) {
      U const past = t - k.at;
      if (past > 0) { sum += k.size * std::pow(past, k.order - 1) / std::tgamma(k.order) * std::exp(-damping_ * past); }
    }
    return sum;
  }
  void add_kinks(prepared& out) const {
    U const highest = out.line.highest();
    // A series in kappa / s: below that it tells nothing, and the kinks are smooth on the scale of the line.
    if (highest < kappa_ + damping_) { return; }
    U const reach = U(fourier_reach) / highest;
    for (auto const& g : groups_) {
      if (g.at <= out.earliest - reach || g.at >= out.window + reach) { continue; }
      jumps<U> size = g.size;
      if (out.with_service) {
        for (std::size_t i = 0; i < jump_orders; ++i) {
          size[i] = g.size[i] * (kappa_ + damping_) / rate_ - (i + 1 < jump_orders ? g.size[i + 1] / rate_ : U(0));
        }
      }
      // the fading is of f(t) e^(-shift t)
      size = undamped(size, damping_ + out.line.shift());
      U scale = 1;
      for (U& x : size) {
        x *= scale;
        scale /= highest;
      }
      out.kinks.push_back({g.at, size});
    }
  }
  /// What the fading takes away at the kinks about t.
  [[nodiscard]] U value_of_kinks(prepared const& p, U t) const {
    if (p.kinks.empty()) { return U(0); }
    auto const& table = faded_kinks<U>::table();
    U const highest = p.line.highest();
    U sum = 0;
    for (auto const& g : p.kinks) {
      U const past = t - g.at;
      if (std::fabs(past) * highest < U(fourier_reach)) { sum += std::exp(p.line.shift() * past) * table(g.size, highest * past); }
    }
    return sum;
  }
  /// (s + b)^-n = sum_j C(-n, j) b^j s^(-n - j)
  [[nodiscard]] static jumps<U> undamped(jumps<U> const& size, U b) {
    jumps<U> out{};
    for (std::size_t d = 0; d < jump_orders; ++d) {
      U term = 1; // C(d, j) (-b)^j
      for (std::size_t j = 0; j <= d; ++j) {
        out[d] += size[d - j] * term;
        term *= -b * U(d - j) / U(j + 1);
      }
    }
    return out;
  }

  tilted_law<U> law_;
  U rate_;
  U rho_;
  U theta_;
  U constant_;
  U excess_;
  U residual_;
  U kappa_;
  U damping_;
  U scale_;
  std::size_t order_ = 0;
  std::vector<cluster> groups_;   ///< of whole orders
  std::vector<kink<U>> powers_;   ///< of the others
};

} // namespace ullage::detail
