// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Markovian arrival processes: arrivals of a small chain, so that times between arrivals may be of any
/// law and may depend on each other (bursts, on and off, superpositions).

#include <ullage/concepts.hpp>
#include <ullage/detail/matrix.hpp>
#include <ullage/detail/phases.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/queue/ph.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage {

/// A Markovian arrival process. The diagonal of d0 is minus the sum of the other rates of its row.
template <Real T = double> struct markov_arrivals {
  using scalar_type = T;
  std::vector<T> d0{}; ///< rates [1/s] of changes of phase without an arrival, row-major
  std::vector<T> d1{}; ///< rates [1/s] of changes of phase (or none) with an arrival, row-major
  friend bool operator==(markov_arrivals const&, markov_arrivals const&) = default;
};

namespace detail {

[[nodiscard]] inline std::size_t side(std::size_t area) {
  std::size_t n = 0;
  while (n * n < area) { ++n; }
  return n;
}

/// Phases that are visited for ever, when they are one class; else none.
template <Real T> [[nodiscard]] std::vector<std::size_t> lasting_phases(markov_arrivals<T> const& a) {
  std::size_t const n = side(a.d0.size());
  std::vector<std::vector<bool>> reach(n, std::vector<bool>(n, false));
  for (std::size_t from = 0; from < n; ++from) {
    std::vector<std::size_t> todo{from};
    reach[from][from] = true;
    while (!todo.empty()) {
      std::size_t const i = todo.back();
      todo.pop_back();
      for (std::size_t j = 0; j < n; ++j) {
        bool const linked = j != i && (value_of(a.d0[i * n + j]) > 0 || value_of(a.d1[i * n + j]) > 0);
        if (linked && !reach[from][j]) {
          reach[from][j] = true;
          todo.push_back(j);
        }
      }
    }
  }
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < n; ++i) {
    bool returns = true;
    for (std::size_t j = 0; j < n; ++j) { returns = returns && (!reach[i][j] || reach[j][i]); }
    if (returns) { out.push_back(i); }
  }
  for (auto const i : out) {
    if (!reach[out.front()][i]) { return {}; }
  }
  return out;
}

template <class C, Real T> [[nodiscard]] arrival_chain<C> chain_of(markov_arrivals<T> const& a) {
  std::size_t const n = side(a.d0.size());
  auto const phases = lasting_phases(a);
  std::size_t const m = phases.size();
  arrival_chain<C> out{.d0 = matrix<C>(m, m), .d1 = matrix<C>(m, m), .moves = matrix<C>(m, m)};
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      std::size_t const at = phases[i] * n + phases[j];
      out.d1(i, j) = C(a.d1[at]);
      if (i == j) { continue; }
      out.d0(i, j) = C(a.d0[at]);
      out.moves(i, j) = out.d0(i, j) + out.d1(i, j);
    }
  }
  complete(out);
  return out;
}

} // namespace detail

/// Refuses a process that is none: sizes, signs, a diagonal that does not fit, phases that fall apart.
/// @throws std::domain_error what is wrong, and where
template <Real T> void validate(markov_arrivals<T> const& a) {
  constexpr char const* me = "markov_arrivals";
  auto const size = static_cast<double>(a.d0.size());
  std::size_t const n = a.d0.size() > detail::most_phases * detail::most_phases ? 0 : detail::side(a.d0.size());
  detail::require(n >= 1 && n * n == a.d0.size(), me, "d0.size", size, "must be the square of a number in [1, 200]");
  detail::require(a.d1.size() == a.d0.size(), me, "d1.size", static_cast<double>(a.d1.size()), "must be d0.size");
  for (std::size_t i = 0; i < n; ++i) {
    T out(0);
    for (std::size_t j = 0; j < n; ++j) {
      std::size_t const at = i * n + j;
      detail::require_element(detail::is_amount(a.d1[at]), me, "d1", at, a.d1[at], "must be 0 or in [1e-30, 1e30]");
      out += a.d1[at];
      if (i == j) { continue; }
      detail::require_element(detail::is_amount(a.d0[at]), me, "d0", at, a.d0[at],
                              "must be 0 or in [1e-30, 1e30] off the diagonal");
      out += a.d0[at];
    }
    T const& given = a.d0[i * n + i];
    T const slack = T(1e4 * static_cast<double>(std::numeric_limits<T>::epsilon())) * out;
    bool const fits = value_of(T(given + out)) <= value_of(slack) && value_of(T(given + out)) >= -value_of(slack);
    detail::require_element(fits, me, "d0", i * n + i, given, "must be minus the sum of the other rates of the row in d0 and d1");
  }
  detail::require(!detail::lasting_phases(a).empty(), me, "phases", static_cast<double>(n),
                  "must lead to each other: d0 + d1 has more than one closed class");
}

/// Long-run arrivals per second. Formula: phase D1 1, phase the stationary probabilities of D0 + D1.
/// Accuracy: exact, 1e-15 relative.
/// @returns records/s
/// @throws std::domain_error the process is out of range
template <Real T> [[nodiscard]] T arrival_rate(markov_arrivals<T> const& a) {
  validate(a);
  return detail::saturated<T>(detail::chain_of<detail::chain_t<T>>(a).rate.result());
}

namespace detail {

template <class C, Real T> [[nodiscard]] arrival_chain<C> chain_with_arrivals(char const* function, markov_arrivals<T> const& a) {
  validate(a);
  auto c = chain_of<C>(a);
  require(value_of(c.rate.value) > 0, function, "arrival rate", T(c.rate.value), "must be > 0");
  return c;
}

} // namespace detail

/// Squared coefficient of variation of the time between two arrivals in the long run.
/// Formula: 2 rate phase (-D0)^-1 1 - 1. Accuracy: exact, 1e-14 absolute.
/// @throws std::domain_error the process is out of range or has no arrivals
template <Real T> [[nodiscard]] T scv(markov_arrivals<T> const& a) {
  using C = detail::chain_t<T>;
  auto const c = detail::chain_with_arrivals<C>("scv", a);
  auto const x = c.between().right(detail::row<C>(c.size(), C(1)));
  return detail::saturated<T>(2 * c.rate.result() * detail::dot(c.phase, x) - 1);
}

/// Correlation of two times between arrivals that are k apart; 0 for a renewal process and for times
/// that do not vary.
/// Formula: (rate phase P^k (-D0)^-1 1 - 1) / scv with P = (-D0)^-1 D1. Accuracy: exact, 1e-12 absolute.
/// @param k >= 1
/// @throws std::domain_error the process or k is out of range
template <Real T> [[nodiscard]] T interval_correlation(markov_arrivals<T> const& a, int k = 1) {
  using C = detail::chain_t<T>;
  auto const c = detail::chain_with_arrivals<C>("interval_correlation", a);
  detail::require(k >= 1, "interval_correlation", "k", k, "must be >= 1");
  auto const solver = c.between();
  C const rate = c.rate.result();
  auto mean_next = solver.right(detail::row<C>(c.size(), C(1)));
  C const variation = 2 * rate * detail::dot(c.phase, mean_next) - 1;
  for (auto& x : mean_next) { x = rate * x - 1; }
  auto power = solver.right(c.d1);
  for (unsigned left = static_cast<unsigned>(k); left > 0; left /= 2) {
    if (left % 2 == 1) { mean_next = detail::times(power, mean_next); }
    if (left > 1) {
      power = detail::product(power, power);
      detail::make_stochastic(power);
    }
  }
  C const joint = detail::dot(c.phase, mean_next);
  return value_of(variation) > 0 ? T(joint / variation) : T(0);
}

/// Var N(t) / E[N(t)] of the number of arrivals in a time t of the stationary process: 1 for Poisson.
///
/// Formula: 1 + 2 / (rate t) times the integral over [0, t] of (t - u) (phase D1 exp(D u) D1 1 - rate^2) du,
/// by doubling of t. Source: Heffes and Lucantoni, IEEE J. Sel. Areas Commun. 4 (1986). Accuracy: exact, 1e-10.
/// @param t > 0 [s]
/// @throws std::domain_error the process or t is out of range
template <Real T> [[nodiscard]] T dispersion(markov_arrivals<T> const& a, std::type_identity_t<T> t) {
  using std::exp;
  using std::frexp;
  using std::ldexp;
  using C = detail::chain_t<T>;
  auto const c = detail::chain_with_arrivals<C>("dispersion", a);
  detail::require_positive("dispersion", "t", t);
  std::size_t const n = c.size();
  C const rate = c.rate.result();
  detail::row<C> const out = detail::row_sums(c.moves);
  C fastest = out[0];
  for (auto const& x : out) { fastest = value_of(x) > value_of(fastest) ? x : fastest; }
  int doublings = 0;
  static_cast<void>(frexp(C(fastest * C(t) * 4), &doublings));
  doublings = doublings > 0 ? doublings : 0;
  C h = ldexp(C(t), -doublings);
  // First and second integral of exp(D u) surplus over [0, h] by their power series, |D h| <= 1/2.
  detail::row<C> once(n, C(0));
  detail::row<C> twice(n, C(0));
  detail::row<C> term(n);
  for (std::size_t i = 0; i < n; ++i) { term[i] = h * (c.intensity[i] - rate); }
  // exp(D h) of the chain that may jump to the same phase.
  C const x = fastest * h;
  detail::matrix<C> flow(n, n);
  detail::matrix<C> jumps(n, n);
  C weight = exp(C(-x));
  for (std::size_t i = 0; i < n; ++i) { jumps(i, i) = C(1); }
  for (int k = 1; k <= 24; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      once[i] += term[i];
      twice[i] += h * term[i] / C(k + 1);
    }
    detail::row<C> const moved = detail::times(c.moves, term);
    for (std::size_t i = 0; i < n; ++i) { term[i] = h * (moved[i] - out[i] * term[i]) / C(k + 1); }
    for (std::size_t i = 0; i < flow.at_.size(); ++i) { flow.at_[i] += weight * jumps.at_[i]; }
    detail::matrix<C> next = detail::product(c.moves, jumps);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) { next(i, j) = h * (next(i, j) + (fastest - out[i]) * jumps(i, j)) / C(k); }
    }
    jumps = std::move(next);
  }
  for (int i = 0; i < doublings; ++i) {
    detail::make_stochastic(flow);
    auto const moved = detail::times(flow, twice);
    auto const later = detail::times(flow, once);
    for (std::size_t j = 0; j < n; ++j) {
      twice[j] += h * once[j] + moved[j];
      once[j] += later[j];
    }
    flow = detail::product(flow, flow);
    h *= 2;
  }
  C const surplus = detail::dot(detail::times(c.phase, c.d1), twice);
  C const index = 1 + 2 * surplus / (rate * C(t));
  return value_of(index) > 0 ? detail::saturated<T>(index) : T(0);
}

/// Limit of `dispersion` for a long time: what a queue under load sees instead of the scv.
/// Formula: 1 + 2 / rate (phase D1 h - rate phase h), D h = rate 1 - D1 1. Accuracy: exact, 1e-13 absolute.
/// @throws std::domain_error the process is out of range or has no arrivals
template <Real T> [[nodiscard]] T dispersion_limit(markov_arrivals<T> const& a) {
  using C = detail::chain_t<T>;
  auto const c = detail::chain_with_arrivals<C>("dispersion_limit", a);
  C const rate = c.rate.result();
  C const index = 1 + 2 * (detail::dot(detail::times(c.phase, c.d1), c.bias) / rate - detail::dot(c.phase, c.bias));
  return value_of(index) > 0 ? detail::saturated<T>(index) : T(0);
}

/// Poisson arrivals.
/// @param rate >= 0 [records/s]
/// @throws std::domain_error rate is out of range
template <Number L> [[nodiscard]] markov_arrivals<promote_t<L>> poisson_map(L rate) {
  using T = promote_t<L>;
  detail::require_nonnegative("poisson_map", "rate", T(rate));
  return {.d0 = {-T(rate)}, .d1 = {T(rate)}};
}

/// Independent times between arrivals, all of one law: d0 = S, d1 = exits times alpha.
/// @param interval the law, which must not have a share of times that are 0
/// @throws std::domain_error the law is out of range
template <Real T> [[nodiscard]] markov_arrivals<T> renewal_map(phase_type<T> const& interval) {
  using C = detail::chain_t<T>;
  validate(interval);
  detail::require_no_atom("renewal_map", "sum of interval.initial", interval);
  std::size_t const n = interval.initial.size();
  markov_arrivals<T> out{.d0 = interval.subgenerator, .d1 = std::vector<T>(n * n, T(0))};
  for (std::size_t i = 0; i < n; ++i) {
    C const exit = detail::exit_rate<C>(interval, i);
    T sum(0);
    for (std::size_t j = 0; j < n; ++j) {
      T const x = T(exit * C(interval.initial[j]));
      out.d1[i * n + j] = value_of(x) < detail::smallest_number ? T(0) : x;
      sum += out.d1[i * n + j] + (i == j ? T(0) : out.d0[i * n + j]);
    }
    out.d0[i * n + i] = -sum;
  }
  return out;
}

/// Poisson arrivals whose rate changes between two values at random moments.
template <Real T = double> struct two_rates {
  T peak_rate = unset_v<T>;       ///< records/s while the burst lasts, >= 0, required
  T valley_rate = unset_v<T>;     ///< records/s between bursts, >= 0, required
  T peak_duration = unset_v<T>;   ///< mean [s] of an exponential time, > 0, required
  T valley_duration = unset_v<T>; ///< mean [s] of an exponential time, > 0, required
  friend bool operator==(two_rates const&, two_rates const&) = default;
};

/// The Markov-modulated Poisson process of two rates; phase 0 is the peak.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] markov_arrivals<T> mmpp2(two_rates<T> const& x) {
  detail::require_nonnegative("mmpp2", "peak_rate", x.peak_rate);
  detail::require_nonnegative("mmpp2", "valley_rate", x.valley_rate);
  detail::require_positive("mmpp2", "peak_duration", x.peak_duration);
  detail::require_positive("mmpp2", "valley_duration", x.valley_duration);
  T const fall = 1 / x.peak_duration;
  T const rise = 1 / x.valley_duration;
  return {.d0 = {-(x.peak_rate + fall), fall, rise, -(x.valley_rate + rise)},
          .d1 = {x.peak_rate, T(0), T(0), x.valley_rate}};
}

/// Burstiness as it is measured: by the rate, the long-run dispersion of counts and how long bursts last.
template <Real T = double> struct burstiness {
  T arrival_rate = unset_v<T>;     ///< records/s, > 0, required
  T dispersion_limit = unset_v<T>; ///< Var N(t) / E N(t) for long t, > 1, required
  T time_constant = unset_v<T>;    ///< of the correlation of the rate [s], > 0, required
  T peak_share = T(0.5);           ///< share of the time at the peak rate, in (0, 1)
  friend bool operator==(burstiness const&, burstiness const&) = default;
};

/// The two rates that have a given burstiness.
///
/// Formula: with q the peak share and c the time constant, the durations are c / (1 - q) and c / q; the
/// variance v of the rate is (dispersion_limit - 1) arrival_rate / (2 c), and the rates lie
/// (1 - q) d above and q d below the mean, d = sqrt(v / (q (1 - q))). Exact: it is the inverse of the formulas
/// of the process (Heffes and Lucantoni 1986).
/// @throws std::domain_error a field is out of range, or the valley would have a rate below 0: then the
/// message has the largest peak_share
template <Real T> [[nodiscard]] two_rates<T> fit_mmpp2(burstiness<T> const& x) {
  using std::sqrt;
  detail::require_positive("fit_mmpp2", "arrival_rate", x.arrival_rate);
  detail::require_positive("fit_mmpp2", "dispersion_limit", x.dispersion_limit);
  detail::require(value_of(x.dispersion_limit) > 1, "fit_mmpp2", "dispersion_limit", x.dispersion_limit, "must be > 1");
  detail::require_positive("fit_mmpp2", "time_constant", x.time_constant);
  T const q = x.peak_share;
  detail::require(value_of(q) > 1e-15 && value_of(q) < 1 - 1e-15, "fit_mmpp2", "peak_share", q, "must be in (0, 1)");
  T const v = (x.dispersion_limit - 1) * x.arrival_rate / (2 * x.time_constant);
  T const ratio = v / x.arrival_rate / x.arrival_rate;
  T const valley = x.arrival_rate - sqrt(q / (1 - q) * v);
  if (value_of(valley) < -1e-12 * value_of(x.arrival_rate)) {
    detail::refuse("fit_mmpp2", "peak_share", q,
                   ("must be <= " + detail::show(T(1 / (1 + ratio))) + ", or the valley rate would be below 0").c_str());
  }
  return {.peak_rate = x.arrival_rate + sqrt((1 - q) / q * v),
          .valley_rate = value_of(valley) > 0 ? valley : T(0),
          .peak_duration = x.time_constant / (1 - q),
          .valley_duration = x.time_constant / q};
}

/// Arrivals of two independent processes together. Formula: Kronecker sums of d0 and of d1.
/// @throws std::domain_error a process is out of range, or there are more than 200 phases
template <Real T>
[[nodiscard]] markov_arrivals<T> superpose(markov_arrivals<T> const& a, markov_arrivals<T> const& b) {
  validate(a);
  validate(b);
  std::size_t const m = detail::side(a.d0.size());
  std::size_t const n = detail::side(b.d0.size());
  std::size_t const all = m * n;
  detail::require(all <= detail::most_phases, "superpose", "phases", static_cast<double>(all), "must be <= 200");
  markov_arrivals<T> out{.d0 = std::vector<T>(all * all, T(0)), .d1 = std::vector<T>(all * all, T(0))};
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      std::size_t const from = (i * n + j) * all;
      for (std::size_t k = 0; k < m; ++k) {
        out.d0[from + k * n + j] += a.d0[i * m + k];
        out.d1[from + k * n + j] += a.d1[i * m + k];
      }
      for (std::size_t k = 0; k < n; ++k) {
        out.d0[from + i * n + k] += b.d0[j * n + k];
        out.d1[from + i * n + k] += b.d1[j * n + k];
      }
    }
  }
  return out;
}

} // namespace ullage
