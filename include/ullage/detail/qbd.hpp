// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// First return to the empty state of a one-server queue with phases, by doubling.

#include <ullage/detail/matrix.hpp>

#include <limits>

namespace ullage::detail {

/// Blocks of a conservative chain whose first states let a level rise at speed 1 and whose other states
/// let it fall at speed 1. Diagonals are not read.
template <class T> struct fluid_blocks {
  matrix<T> up_up{};
  matrix<T> up_down{};
  matrix<T> down_down{};
  matrix<T> down_up{};
};

/// Probability that the level, which rises from 0 in state i, is back at 0 for the first time in the
/// falling state j; for a chain whose level drifts down (the rows sum to 1).
///
/// Formula: the minimal solution of up_down + up_up X + X down_down + X down_up X = 0. Structure-preserving
/// doubling, quadratic also where the drift almost vanishes; all operations are on numbers >= 0.
/// Source: Guo, Lin and Xu, Numer. Math. 103 (2006); without subtractions Nguyen and Poloni,
/// Numer. Math. 130 (2015). It replaces the logarithmic reduction of Latouche and Ramaswami (1993):
/// for a MAP/PH/1 queue, G = X times the initial vector of the service.
template <class T> [[nodiscard]] matrix<T> first_return(fluid_blocks<T> const& q) {
  std::size_t const m = q.down_down.rows;
  std::size_t const p = q.up_up.rows;
  std::size_t const n = m + p;
  // The whole chain, falling states first.
  matrix<T> rates(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (i == j) { continue; }
      rates(i, j) = i < m ? (j < m ? q.down_down(i, j) : q.down_up(i, j - m))
                          : (j < m ? q.up_down(i - m, j) : q.up_up(i - m, j - m));
    }
  }
  T fastest(0);
  row<T> const out = row_sums(rates);
  for (auto const& x : out) { fastest = value_of(x) > value_of(fastest) ? x : fastest; }
  T const h = 1 / (2 * fastest);
  for (auto& x : rates.at_) { x *= h; }
  matrix<T> kernel = rates;
  for (std::size_t i = 0; i < n; ++i) { kernel(i, i) = 1 - out[i] * h; }
  // (I - h Q)^-1 (I + h Q), a stochastic matrix.
  kernel = chain_solver<T>(chain<T>{rates, row<T>(n, T(1))}).right(std::move(kernel));
  matrix<T> e(m, m);
  matrix<T> g(m, p);
  matrix<T> x(p, m);
  matrix<T> f(p, p);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      T const& v = kernel(i, j);
      if (i < m) {
        (j < m ? e(i, j) : g(i, j - m)) = v;
      } else {
        (j < m ? x(i - m, j) : f(i - m, j - m)) = v;
      }
    }
  }
  make_stochastic(e, g);
  make_stochastic(x, f);
  constexpr int most_steps = 1000; // rates between 1e-30 and 1e30 need some 250
  for (int step = 0; step < most_steps; ++step) {
    // I - G X with the excess E 1 + G F 1; the inverse of I - X G is I + X (I - G X)^-1 G.
    row<T> excess = times(g, row_sums(f));
    row<T> const stay = row_sums(e);
    for (std::size_t i = 0; i < m; ++i) { excess[i] += stay[i]; }
    chain_solver<T> const inverse(chain<T>{product(g, x), std::move(excess)});
    matrix<T> const ze = inverse.right(e);
    matrix<T> const zg = inverse.right(g);
    matrix<T> const fx = product(f, x);
    matrix<T> const more_x = product(fx, ze);
    matrix<T> const more_g = product(product(e, zg), f);
    matrix<T> const more_f = product(product(fx, zg), f);
    e = product(e, ze);
    f = product(f, f);
    for (std::size_t i = 0; i < f.at_.size(); ++i) { f.at_[i] += more_f.at_[i]; }
    for (std::size_t i = 0; i < g.at_.size(); ++i) { g.at_[i] += more_g.at_[i]; }
    bool done = true;
    for (std::size_t i = 0; i < x.at_.size(); ++i) {
      done = done && value_of(more_x.at_[i]) <= std::numeric_limits<T>::epsilon() / 4 * value_of(x.at_[i]);
      x.at_[i] += more_x.at_[i];
    }
    make_stochastic(e, g);
    make_stochastic(x, f);
    if (done) {
      make_stochastic(x);
      return x;
    }
  }
  throw evaluation_error("first_return: no convergence");
}

} // namespace ullage::detail
