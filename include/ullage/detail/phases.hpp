// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Phase-type laws and Markovian arrivals as solvers want them, with means to twice the digits of the scalar:
/// near utilization 1 the difference of two rates is all that counts.

#include <ullage/concepts.hpp>
#include <ullage/detail/matrix.hpp>

#include <cstddef>
#include <utility>

namespace ullage::detail {

/// A law as its solvers want it: phases that are never entered are left out.
template <class C> struct phase_chain {
  chain<C> phases{};   ///< rates between phases, and exits
  row<C> diagonal{};   ///< of the subgenerator as given
  row<C> given{};      ///< the initial probabilities as given
  row<C> initial{};    ///< scaled to the sum 1 when only rounding is missing to it
  C atom{0};           ///< P(X = 0)
  exact_sum<C> mass{}; ///< the sum by which probabilities of phases are divided: 1 when there is an atom
};

/// a / b to twice the digits.
template <class C> [[nodiscard]] exact_sum<C> quotient(exact_sum<C> const& a, exact_sum<C> const& b) {
  exact_sum<C> out;
  out.value = a.value / b.value;
  exact_sum<C> left;
  left.add(a.value);
  left.add_product(C(-out.value), b.value);
  out.rest = (left.result() + a.rest - out.value * b.rest) / b.value;
  return out;
}

/// Mean of a law to twice the digits of C: one correction of a solution by its residual.
template <class C> [[nodiscard]] exact_sum<C> exact_mean(phase_chain<C> const& law) {
  std::size_t const n = law.initial.size();
  chain_solver<C> const solver(law.phases);
  row<C> const x = solver.right(row<C>(n, C(1)));
  row<C> const weight = solver.left(law.initial);
  exact_sum<C> mean;
  for (std::size_t i = 0; i < n; ++i) {
    mean.add_product(law.given[i], x[i]);
    exact_sum<C> residual;
    residual.add(C(1));
    residual.add_product(law.diagonal[i], x[i]);
    for (std::size_t j = 0; j < n; ++j) { residual.add_product(law.phases.rates(i, j), x[j]); }
    mean.rest += weight[i] * residual.result();
  }
  return quotient(mean, law.mass);
}

/// Arrivals as their solvers want them: lasting phases alone, their stationary probabilities and the rate.
template <class C> struct arrival_chain {
  matrix<C> d0{}; ///< without its diagonal
  matrix<C> d1{};
  row<C> phase{};      ///< stationary probabilities
  row<C> intensity{};  ///< arrivals per second in each phase
  exact_sum<C> rate{}; ///< to twice the digits of C
  matrix<C> moves{};   ///< d0 + d1 without its diagonal
  row<C> bias{};       ///< expected surplus of arrivals over rate * time of each phase against the last one

  [[nodiscard]] std::size_t size() const { return phase.size(); }
  /// -d0 as a chain: its excess is the intensity.
  [[nodiscard]] chain_solver<C> between() const { return chain_solver<C>(chain<C>{d0, intensity}); }
};

/// The rates give the rest.
template <class C> void complete(arrival_chain<C>& out) {
  std::size_t const m = out.d0.rows;
  out.intensity = row_sums(out.d1);
  out.phase = stationary(out.moves);
  C const rate = dot(out.phase, out.intensity);
  // D h = rate 1 - D1 1 with h = 0 in the last phase, as the difference of two solutions >= 0.
  out.bias = row<C>(m, C(0));
  if (m > 1) {
    chain<C> rest{matrix<C>(m - 1, m - 1), row<C>(m - 1, C(0))};
    row<C> up(m - 1, C(0));
    row<C> down(m - 1, C(0));
    for (std::size_t i = 0; i + 1 < m; ++i) {
      for (std::size_t j = 0; j + 1 < m; ++j) { rest.rates(i, j) = out.moves(i, j); }
      rest.excess[i] = out.moves(i, m - 1);
      C const surplus = out.intensity[i] - rate;
      (value_of(surplus) > 0 ? up : down)[i] = value_of(surplus) > 0 ? surplus : C(-surplus);
    }
    chain_solver<C> const solver(std::move(rest));
    up = solver.right(std::move(up));
    down = solver.right(std::move(down));
    for (std::size_t i = 0; i + 1 < m; ++i) { out.bias[i] = up[i] - down[i]; }
  }
  // For any h: rate = r + phase (D1 1 - r + D h); the bracket is small, so few digits of `phase` do.
  out.rate.add(rate);
  for (std::size_t i = 0; i < m; ++i) {
    exact_sum<C> gap;
    gap.add(-rate);
    for (std::size_t j = 0; j < m; ++j) { gap.add(out.d1(i, j)); }
    for (std::size_t j = 0; j < m; ++j) {
      if (i == j) { continue; }
      // The difference of two biases is not exact: each is multiplied alone.
      gap.add_product(out.d0(i, j), out.bias[j]);
      gap.add_product(out.d1(i, j), out.bias[j]);
      gap.add_product(out.d0(i, j), C(-out.bias[i]));
      gap.add_product(out.d1(i, j), C(-out.bias[i]));
    }
    out.rate.rest += out.phase[i] * gap.result();
  }
}

/// Arrivals with independent times between them; the law has no atom.
template <class C> [[nodiscard]] arrival_chain<C> renewal_chain(phase_chain<C> const& law) {
  std::size_t const m = law.initial.size();
  arrival_chain<C> out{.d0 = law.phases.rates, .d1 = matrix<C>(m, m), .moves = law.phases.rates};
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      out.d1(i, j) = law.phases.excess[i] * law.initial[j];
      if (i != j) { out.moves(i, j) += out.d1(i, j); }
    }
  }
  complete(out);
  return out;
}

/// 1 - a b where all digits of the difference are wanted.
template <class C> [[nodiscard]] C one_minus_product(exact_sum<C> const& a, exact_sum<C> const& b) {
  exact_sum<C> out;
  out.add(C(1));
  out.add_product(C(-a.value), b.value);
  return out.result() - (a.value * b.rest + a.rest * b.value);
}

} // namespace ullage::detail
