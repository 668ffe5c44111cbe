// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Chance that a Brownian path with piecewise constant drift and variance has reached a level.

#include <ullage/concepts.hpp>
#include <ullage/detail/bisect.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/panels.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace ullage::detail {

/// exp(2 v w / s^2) P(N > (v + w) / s) for a start at v >= 0 and a net move w: the images behind the barrier.
/// @param near_z (v - w) / s
/// @param far_z (v + w) / s
/// @param exponent 2 v w / s^2 = (far_z^2 - near_z^2) / 2
template <Real T> [[nodiscard]] T image_term(T const& near_z, T const& far_z, T const& exponent) {
  using std::exp;
  if (value_of(far_z) > 0) { return normal_density(near_z) * mills_ratio(far_z); }
  return exp(exponent) * normal_upper(far_z);
}

/// P(a path that starts u below a level reaches it) over a net move with a deviation s.
/// @param u >= 0
/// @param move drift times length
/// @param s > 0
template <Real T> [[nodiscard]] T crossing_chance(T const& u, T const& move, T const& s) {
  T const near_z = (u - move) / s;
  T const far_z = (u + move) / s;
  if (value_of(near_z) > 1e3 && value_of(far_z) > 0) { return T(0); }
  return as_probability(T(normal_upper(near_z) + image_term(near_z, far_z, T(2 * (u / s) * (move / s)))));
}

/// A function on an interval as polynomials on panels that were halved until they fit.
template <Real T> class panel_function {
public:
  static constexpr std::size_t order = 16;
  static constexpr std::size_t most_panels = 64; ///< from there on nothing is halved

  panel_function() = default;
  template <class F> panel_function(F const& f, T const& low, T const& high, T const& wanted) {
    constexpr int parts = 4;
    edges_.push_back(low);
    for (int i = 0; i < parts; ++i) {
      add(f, T(low + (high - low) * T(i) / T(parts)), T(low + (high - low) * T(i + 1) / T(parts)), wanted, 24);
    }
  }
  [[nodiscard]] bool empty() const { return values_.empty(); }
  /// The value at x, or at the nearer end.
  [[nodiscard]] T operator()(T const& x) const {
    std::size_t const i = index(x);
    return at(values_[i], edges_[i], edges_[i + 1], within(x, edges_.front(), edges_.back()));
  }
  /// The first edge above x, or `none`.
  [[nodiscard]] T edge_above(T const& x, T const& none) const {
    std::size_t const i = partition_index(0, edges_.size(), [&](std::size_t k) { return value_of(edges_[k]) <= value_of(x); });
    return i < edges_.size() ? edges_[i] : none;
  }

private:
  using samples = std::array<T, order>;
  /// Node i of the rule on [-1, 1], from below.
  [[nodiscard]] static T node(std::size_t i) {
    return i < order / 2 ? T(-gauss_legendre_16[i].node) : T(gauss_legendre_16[order - 1 - i].node);
  }
  [[nodiscard]] static T factor(std::size_t i) {
    using std::sqrt;
    auto const& p = gauss_legendre_16[i < order / 2 ? i : order - 1 - i];
    T const size = sqrt(T((1 - T(p.node) * T(p.node)) * T(p.weight)));
    return i % 2 == 0 ? size : T(-size);
  }
  /// Barycentric interpolation at Legendre points.
  [[nodiscard]] static T at(samples const& y, T const& a, T const& b, T const& x) {
    static std::array<T, order> const nodes = [] {
      samples out;
      for (std::size_t i = 0; i < order; ++i) { out[i] = node(i); }
      return out;
    }();
    static std::array<T, order> const factors = [] {
      samples out;
      for (std::size_t i = 0; i < order; ++i) { out[i] = factor(i); }
      return out;
    }();
    T const half = (b - a) / 2;
    T const r = (x - a - half) / half;
    T above(0), below(0);
    for (std::size_t i = 0; i < order; ++i) {
      T const apart = r - nodes[i];
      if (value_of(apart) == 0) { return y[i]; }
      T const w = factors[i] / apart;
      above += w * y[i];
      below += w;
    }
    return above / below;
  }
  [[nodiscard]] std::size_t index(T const& x) const {
    std::size_t const i = partition_index(1, edges_.size() - 1, [&](std::size_t k) { return value_of(edges_[k]) <= value_of(x); });
    return i - 1;
  }
  template <class F> void add(F const& f, T const& a, T const& b, T const& wanted, int depth) {
    T const half = (b - a) / 2;
    T const middle = a + half;
    samples y;
    for (std::size_t i = 0; i < order; ++i) { y[i] = f(T(middle + half * node(i))); }
    bool fits = depth == 0 || values_.size() >= most_panels;
    if (!fits) {
      fits = true;
      for (double const r : {-0.997, -0.33, 0.41, 0.996}) {
        T const x = middle + half * T(r);
        T const off = at(y, a, b, x) - f(x);
        fits = fits && value_of(off) <= value_of(wanted) && value_of(T(-off)) <= value_of(wanted);
      }
    }
    if (fits) {
      values_.push_back(y);
      edges_.push_back(b);
      return;
    }
    add(f, a, middle, wanted, depth - 1);
    add(f, middle, b, wanted, depth - 1);
  }

  std::vector<T> edges_ = {};
  std::vector<samples> values_ = {};
};

/// Follows the chance that the level has not been reached, given where the path is now.
///
/// The free path is normal at all times. With u the distance below the level, r(u) = P(not reached | u now) is
/// propagated by r'(u') = E[r(u) (1 - exp(-2 u u'/s^2)) | u'], where u given u' is normal; the bridge factor is the
/// chance not to touch the level in between. What crosses in a segment is added up, so that small chances keep
/// their digits. Source: Wang and Poetzelberger, J. Appl. Probab. 34 (1997).
template <Real T> class path_crossing {
public:
  /// @param distance of the mean start below the level
  /// @param variance of the start, >= 0
  path_crossing(T const& distance, T const& variance) : mean_(distance) {
    using std::sqrt;
    s_ = sqrt(variance);
    if (value_of(s_) == 0) {
      reached_ = T(value_of(distance) > 0 ? 0 : 1);
    } else {
      reached_ = normal_upper(T(distance / s_));
    }
  }

  /// @param move drift times length
  /// @param variance over the length, >= 0
  void segment(T const& move, T const& variance) {
    using std::sqrt;
    if (value_of(reached_) >= 1) { return; }
    T const s = sqrt(variance);
    if (value_of(s) == 0) {
      still(move);
    } else if (value_of(s_) == 0) {
      reached_ = crossing_chance(mean_, move, s);
      T const start = mean_;
      mean_ -= move;
      s_ = s;
      fit([&](T const& u) { return bridge(T(2 * (start / s) * (u / s))); });
    } else {
      reached_ = as_probability(T(reached_ + flow(move, s)));
      T const all = sqrt(T(s_ * s_ + variance));
      T const share = (s_ / all) * (s_ / all);
      T const q = s_ * (s / all);
      T const before = mean_;
      T const after = mean_ - move;
      auto const old = r_;
      T const passed = passed_;
      mean_ = after;
      s_ = all;
      passed_ = T(0);
      fit([&](T const& u) { return propagated(old, passed, T(before + share * (u - after)), q, T(u / s), s); },
          T(16 * std::numeric_limits<T>::epsilon() * ((before + T(reach) * s_) / q))); // of the place in deviations
    }
  }

  [[nodiscard]] T const& reached() const { return reached_; }

private:
  static constexpr int reach = 12; ///< deviations of the path that are followed

  [[nodiscard]] static T bridge(T const& exponent) {
    using std::expm1;
    return -expm1(T(-exponent));
  }
  [[nodiscard]] T lowest() const { return larger(T(mean_ - T(reach) * s_), passed_); }
  [[nodiscard]] T highest() const { return mean_ + T(reach) * s_; }
  /// @returns P(not reached | u) before the next segment
  [[nodiscard]] static T chance(panel_function<T> const& r, T const& u) { return r.empty() ? T(1) : within(r(u), T(0), T(1)); }
  template <class F> void fit(F const& f, T const& noise = T(0)) {
    T const low = lowest();
    T const high = highest();
    if (!(value_of(high) > value_of(low))) { // as good as surely above
      reached_ = T(1);
      return;
    }
    r_ = panel_function<T>(f, low, high, T(1e-11 + noise));
  }

  /// A move without chance: what is passed is reached.
  void still(T const& move) {
    if (value_of(s_) == 0) {
      mean_ -= move;
      if (!(value_of(mean_) > 0)) { reached_ = T(1); }
      return;
    }
    if (value_of(move) > 0) {
      T const top = smaller(move, highest());
      reached_ = as_probability(T(reached_ + integral(T(0), top, T(2 * s_), [](T const&) { return T(1); })));
    }
    auto const old = r_;
    mean_ -= move;
    passed_ = larger(T(passed_ - move), T(0));
    fit([&](T const& u) { return chance(old, T(u + move)); });
  }

  [[nodiscard]] T flow(T const& move, T const& s) const {
    auto const p = [&](T const& u) { return crossing_chance(u, move, s); };
    if (value_of(move) > 0) {
      T const edge = move - 9 * s;
      T const end = smaller(T(move + 13 * s), highest());
      T sum(0);
      if (value_of(edge) > 0) { sum += integral(T(0), smaller(edge, end), T(2 * s_), p); }
      return sum + integral(larger(edge, T(0)), end, smaller(T(2 * s_), T(1.5 * s)), p);
    }
    T end = 13 * s;
    T width = 1.5 * s;
    if (value_of(move) < 0) {
      T const layer = s * (s / (-2 * move));
      end = smaller(end, T(60 * layer));
      width = smaller(width, T(5 * layer));
    }
    return integral(T(0), smaller(end, highest()), smaller(T(2 * s_), width), p);
  }

  /// The integral of density times r times p over [low, high].
  template <class P> [[nodiscard]] T integral(T low, T const& high, T const& width, P const& p) const {
    low = larger(low, lowest());
    T sum(0);
    auto const f = [&](T const& u) { return T(normal_density(T((u - mean_) / s_)) * chance(r_, u) * p(u)); };
    for (int i = 0; i < 100000 && value_of(low) < value_of(high); ++i) {
      T next = smaller(T(low + width), high);
      if (!r_.empty()) { next = smaller(next, r_.edge_above(low, high)); }
      if (!(value_of(next) > value_of(low))) { break; }
      sum += panel<T>(f, low, next);
      low = next;
    }
    return sum / s_;
  }

  /// E[r(U) (1 - exp(-2 U rate))], U normal around c with deviation q, over U > passed.
  [[nodiscard]] static T propagated(panel_function<T> const& r, T const& passed, T const& c, T const& q, T const& to, T const& s) {
    constexpr double window = 7.5;
    T low = larger(T(c - T(window) * q), passed);
    T const high = c + T(window) * q;
    T const rate = 2 * to / s; // of u in the exponent
    auto const f = [&](T const& u) { return T(normal_density(T((u - c) / q)) * chance(r, u) * bridge(T(rate * u))); };
    T sum(0);
    for (int i = 0; i < 100000 && value_of(low) < value_of(high); ++i) {
      T next = smaller(T(low + 3 * q), high);
      if (!r.empty()) { next = smaller(next, r.edge_above(low, high)); }
      T const done = rate * low; // e-folds of the bridge factor behind
      T const fold = value_of(done) < 0.5 ? T(1) : value_of(done) < 40 ? T(done * 3) : infinity_v<T>;
      if (value_of(T(rate * next)) > value_of(fold)) { next = fold / rate; }
      if (!(value_of(next) > value_of(low))) { break; }
      sum += panel<T>(f, low, next);
      low = next;
    }
    return sum / q;
  }

  T mean_;               ///< of the distance below the level, of the free path
  T s_ = T(0);           ///< its deviation
  T reached_ = T(0);
  T passed_ = T(0);      ///< a distance below which the level has been reached for sure
  panel_function<T> r_ = {}; ///< empty: 1 everywhere
};

} // namespace ullage::detail
