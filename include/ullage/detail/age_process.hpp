// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// One server with phase-type services and Markovian arrivals, first come first served: the age of the
/// record in service as a level that rises at speed 1 and falls by the times between arrivals.
///
/// Source: Sengupta, "Markov processes whose steady state distribution is matrix-exponential", Adv. Appl.
/// Probab. 21 (1989); He, "Analysis of a continuous time SM[K]/PH[K]/1/FCFS queue", Syst. Control Lett. 2005.

#include <ullage/detail/matrix.hpp>
#include <ullage/detail/phases.hpp>
#include <ullage/detail/qbd.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// The stationary law. A wait that is not 0, and a sojourn, are phase-type: the times that the chain `phases`
/// takes to leave, from the initial probabilities `wait` and `sojourn`.
///
/// A state is an arrival phase right after an arrival with a phase of the service in progress. With X the first
/// return probabilities and K = S + X D1 x beta, the age has the density idle (D1 x beta) exp(K x); turned
/// around by its total `busy` = phase D1 x beta (-S)^-1 this is a chain whose exits are
/// idle (D1 x beta) / busy: no difference is taken anywhere but in `vacant` = 1 - utilization.
template <class C> struct age_process {
  C rate{0};            ///< arrivals per second
  C vacant{1};          ///< 1 - utilization
  row<C> wait{};        ///< sums to P(W > 0)
  row<C> sojourn{};     ///< sums to 1
  chain<C> phases{};    ///< of the time spent
  row<C> starts{};      ///< busy periods per second by their first phases
  row<C> busy{};        ///< P(busy) by phase
  matrix<C> returns{};  ///< first return probabilities X
  std::vector<std::size_t> entry{}; ///< arrival phases right after an arrival
};

/// @param vacant 1 - utilization, > 0
template <class C>
[[nodiscard]] age_process<C> solve_age(arrival_chain<C> const& a, phase_chain<C> const& s, C const& vacant) {
  age_process<C> out{.rate = a.rate.result(), .vacant = vacant};
  std::size_t const n = s.initial.size();
  if (!(value_of(out.rate) > 0)) {
    out.phases = s.phases;
    out.wait = row<C>(n, C(0));
    out.sojourn = s.initial;
    return out;
  }
  std::size_t const m = a.size();
  auto& entry = out.entry;
  for (std::size_t j = 0; j < m; ++j) {
    C sum(0);
    for (std::size_t i = 0; i < m; ++i) { sum += a.d1(i, j); }
    if (value_of(sum) > 0) { entry.push_back(j); }
  }
  std::size_t const e = entry.size();
  std::size_t const p = e * n;
  fluid_blocks<C> q{matrix<C>(p, p), matrix<C>(p, m), a.d0, matrix<C>(m, p)};
  for (std::size_t k = 0; k < e; ++k) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t l = 0; l < n; ++l) { q.up_up(k * n + j, k * n + l) = s.phases.rates(j, l); }
      q.up_down(k * n + j, entry[k]) = s.phases.excess[j];
      for (std::size_t i = 0; i < m; ++i) { q.down_up(i, k * n + j) = a.d1(i, entry[k]) * s.initial[j]; }
    }
  }
  if (value_of(s.atom) > 0) {
    for (std::size_t i = 0; i < q.down_down.at_.size(); ++i) { q.down_down.at_[i] += s.atom * a.d1.at_[i]; }
  }
  out.returns = first_return(q);
  matrix<C> const& x = out.returns;

  matrix<C> idle_moves = product(q.down_up, x);
  for (std::size_t i = 0; i < idle_moves.at_.size(); ++i) { idle_moves.at_[i] += q.down_down.at_[i]; }
  row<C> idle = stationary(std::move(idle_moves));
  for (auto& v : idle) { v *= vacant; }
  out.starts = times(idle, q.down_up);

  row<C> const arrivals = times(a.phase, a.d1);
  row<C> const occupied = chain_solver<C>(s.phases).left(s.initial);
  auto& busy = out.busy;
  busy = row<C>(p);
  for (std::size_t k = 0; k < e; ++k) {
    for (std::size_t j = 0; j < n; ++j) { busy[k * n + j] = arrivals[entry[k]] * occupied[j]; }
  }
  row<C> const next = times(x, a.intensity);
  matrix<C> const again = product(x, q.down_up);
  out.phases = {matrix<C>(p, p), row<C>(p)};
  out.wait = row<C>(p);
  out.sojourn = row<C>(p);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) {
      if (i != j) { out.phases.rates(i, j) = busy[j] * (q.up_up(j, i) + again(j, i)) / busy[i]; }
    }
    out.phases.excess[i] = out.starts[i] / busy[i];
    out.wait[i] = busy[i] * next[i] / out.rate;
    out.sojourn[i] = busy[i] * (s.phases.excess[i % n] + s.atom * next[i]) / out.rate;
  }
  return out;
}

/// The stationary number in the system: P(N >= n) = sum of first more^(n - 1).
template <class C> struct queue_numbers {
  row<C> first{};   ///< P(N >= 1) by phase; sums to the utilization
  matrix<C> more{}; ///< share of P(N >= n) that is P(N >= n + 1), by phase
  row<C> last{};    ///< share of P(N >= n) that is P(N = n); more and last have row sums 1 together
};

/// Formula: P(N = n) = idle (D1 x beta) (Y A)^(n - 1) Y 1 with A = D1 x 1 the way up and Y = -(D0 + S + A G)^-1 the time
/// in a level before it is left downwards; scaled by the mean length of a busy period that starts in each phase.
/// For services that are never 0.
template <class C>
[[nodiscard]] queue_numbers<C> solve_numbers(arrival_chain<C> const& a, phase_chain<C> const& s, age_process<C> const& age) {
  queue_numbers<C> out;
  std::size_t const m = a.size();
  std::size_t const n = s.initial.size();
  std::size_t const p = age.busy.size();
  if (p == 0) { return out; }
  // Arrivals from phase i that the level above turns into phase k of arrivals (and beta of services).
  chain<C> level{matrix<C>(m * n, m * n), row<C>(m * n)};
  matrix<C> way_up(m * n, p);
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      std::size_t const from = i * n + j;
      for (std::size_t k = 0; k < m; ++k) {
        C back(0);
        for (std::size_t l = 0; l < age.entry.size(); ++l) { back += a.d1(i, age.entry[l]) * age.returns(l * n + j, k); }
        for (std::size_t l = 0; l < n; ++l) { level.rates(from, k * n + l) += back * s.initial[l]; }
        level.rates(from, k * n + j) += a.d0(i, k);
      }
      for (std::size_t l = 0; l < n; ++l) { level.rates(from, i * n + l) += s.phases.rates(j, l); }
      level.excess[from] = s.phases.excess[j];
      for (std::size_t l = 0; l < age.entry.size(); ++l) { way_up(from, l * n + j) = a.d1(i, age.entry[l]); }
    }
  }
  chain_solver<C> const in_level(std::move(level));
  matrix<C> const up = in_level.right(std::move(way_up));
  row<C> const stay = in_level.right(row<C>(m * n, C(1)));
  row<C> length = chain_solver<C>(age.phases).left(age.busy);
  for (std::size_t i = 0; i < p; ++i) { length[i] /= age.busy[i]; }
  out.first = row<C>(p);
  out.last = row<C>(p);
  out.more = matrix<C>(p, p);
  for (std::size_t i = 0; i < p; ++i) {
    std::size_t const from = age.entry[i / n] * n + i % n;
    out.first[i] = age.starts[i] * length[i];
    out.last[i] = stay[from] / length[i];
    for (std::size_t j = 0; j < p; ++j) { out.more(i, j) = up(from, j) * length[j] / length[i]; }
  }
  return out;
}

} // namespace ullage::detail
