// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Phase-type laws: the time that a small chain takes to leave its phases. Any law on [0, infinity) is
/// close to one of them, and queues with them have exact answers.

#include <ullage/concepts.hpp>
#include <ullage/detail/matrix.hpp>
#include <ullage/detail/phases.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/saturated.hpp>
#include <ullage/detail/uniformization.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage {

/// A phase-type law. `phase_type<>{.initial = {1, 0}, .subgenerator = {-2, 2, 0, -2}}` is Erlang 2.
template <Real T = double> struct phase_type {
  using scalar_type = T;
  std::vector<T> initial{};      ///< alpha, probabilities of the first phase; what is missing to 1 is P(X = 0)
  std::vector<T> subgenerator{}; ///< rates [1/s] between phases, row-major; row sums <= 0, the rest is the exit
  friend bool operator==(phase_type const&, phase_type const&) = default;
};

namespace detail {

/// Solvers are cubic in the number of phases.
inline constexpr std::size_t most_phases = 200;

/// Exit rate of a phase: minus its row sum, with the rounding errors of the row taken for 0.
template <class C, Real T> [[nodiscard]] C exit_rate(phase_type<T> const& law, std::size_t i) {
  std::size_t const n = law.initial.size();
  exact_sum<C> sum;
  for (std::size_t j = 0; j < n; ++j) { sum.add(C(law.subgenerator[i * n + j])); }
  C const out = -sum.result();
  C const noise = C(4 * static_cast<double>(n)) * C(std::numeric_limits<T>::epsilon()) * -C(law.subgenerator[i * n + i]);
  C const size = value_of(out) < 0 ? C(-out) : out;
  return value_of(size) <= value_of(noise) ? C(0) : out;
}

template <class C, Real T> [[nodiscard]] phase_chain<C> chain_of(phase_type<T> const& law) {
  std::size_t const n = law.initial.size();
  std::vector<std::size_t> seen;
  std::vector<bool> marked(n, false);
  for (std::size_t i = 0; i < n; ++i) {
    if (value_of(law.initial[i]) > 0) {
      seen.push_back(i);
      marked[i] = true;
    }
  }
  for (std::size_t k = 0; k < seen.size(); ++k) {
    for (std::size_t j = 0; j < n; ++j) {
      if (!marked[j] && value_of(law.subgenerator[seen[k] * n + j]) > 0) {
        seen.push_back(j);
        marked[j] = true;
      }
    }
  }
  phase_chain<C> out;
  std::size_t const m = seen.size();
  out.phases.rates = matrix<C>(m, m);
  exact_sum<C> sum;
  for (std::size_t a = 0; a < m; ++a) {
    for (std::size_t b = 0; b < m; ++b) {
      if (a != b) { out.phases.rates(a, b) = C(law.subgenerator[seen[a] * n + seen[b]]); }
    }
    out.phases.excess.push_back(exit_rate<C>(law, seen[a]));
    out.diagonal.push_back(C(law.subgenerator[seen[a] * n + seen[a]]));
    out.given.push_back(C(law.initial[seen[a]]));
    sum.add(out.given.back());
  }
  out.initial = out.given;
  exact_sum<C> missing;
  missing.add(C(1));
  missing.add(-sum.value);
  missing.rest -= sum.rest;
  if (value_of(missing.result()) > 1e4 * std::numeric_limits<T>::epsilon()) {
    out.atom = missing.result();
    out.mass.value = C(1);
  } else {
    out.mass = sum;
    for (auto& x : out.initial) { x /= sum.result(); }
  }
  return out;
}

/// P(X = 0) of a law must be 0.
template <Real T> void require_no_atom(char const* function, char const* field, phase_type<T> const& law) {
  T sum(0);
  for (auto const& x : law.initial) { sum += x; }
  require(value_of(T(1 - sum)) <= 1e4 * static_cast<double>(std::numeric_limits<T>::epsilon()), function, field, sum,
          "must be 1 (no times of length 0)");
}

} // namespace detail

/// Refuses a law that is none: sizes, signs, sums, and phases that are never left.
/// @throws std::domain_error what is wrong, and where
template <Real T> void validate(phase_type<T> const& law) {
  constexpr char const* me = "phase_type";
  std::size_t const n = law.initial.size();
  detail::require(n >= 1 && n <= detail::most_phases, me, "initial.size", static_cast<double>(n), "must be in [1, 200]");
  detail::require(law.subgenerator.size() == n * n, me, "subgenerator.size", static_cast<double>(law.subgenerator.size()),
                  "must be the square of initial.size");
  T sum(0);
  for (std::size_t i = 0; i < n; ++i) {
    detail::require_element(detail::is_amount(law.initial[i]), me, "initial", i, law.initial[i],
                            "must be 0 or in [1e-30, 1]");
    sum += law.initial[i];
  }
  double const slack = 1e4 * static_cast<double>(std::numeric_limits<T>::epsilon());
  detail::require(value_of(sum) > 0 && value_of(sum) <= 1 + slack, me, "sum of initial", sum, "must be in (0, 1]");
  std::vector<bool> leaves(n, false);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      T const& x = law.subgenerator[i * n + j];
      bool const fits = detail::is_moderate(x) && (i == j ? value_of(x) < 0 : value_of(x) >= 0);
      detail::require_element(fits, me, "subgenerator", i * n + j, x,
                              i == j ? "must be < 0 on the diagonal, of a size between 1e-30 and 1e30"
                                     : "must be 0 or in [1e-30, 1e30] off the diagonal");
    }
    T const out = T(detail::exit_rate<detail::chain_t<T>>(law, i));
    detail::require_element(value_of(out) >= 0, me, "row sum of subgenerator", i, T(-out), "must be <= 0");
    leaves[i] = value_of(out) > 0;
  }
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n && !leaves[i]; ++j) {
        if (leaves[j] && value_of(law.subgenerator[i * n + j]) > 0) {
          leaves[i] = true;
          more = true;
        }
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    detail::require_element(leaves[i], me, "row sum of subgenerator", i, 0.0,
                            "must be < 0 in a phase that can be reached from this one, or it is never left");
  }
}

namespace detail {

template <class C, Real T> [[nodiscard]] C moment_of(phase_type<T> const& law, int k) {
  validate(law);
  auto const c = chain_of<C>(law);
  chain_solver<C> const solver(c.phases);
  row<C> x(c.initial.size(), C(1));
  for (int i = 1; i <= k; ++i) {
    x = solver.right(std::move(x));
    for (auto& v : x) { v *= C(i); }
  }
  return dot(c.initial, x);
}

} // namespace detail

/// E[X^k] [s^k]. Formula: k! alpha (-S)^-k 1 (Neuts 1981), without subtractions.
/// Accuracy: exact, 1e-14 relative.
/// @param k in [0, 5]
/// @throws std::domain_error the law or k is out of range
template <Real T> [[nodiscard]] T moment(phase_type<T> const& law, int k) {
  using C = detail::chain_t<T>;
  validate(law);
  detail::require(k >= 0 && k <= 5, "moment", "k", k, "must be in [0, 5]");
  return k == 0 ? T(1) : detail::saturated<T>(detail::moment_of<C>(law, k));
}

/// E[X] [s].
/// @throws std::domain_error the law is out of range
template <Real T> [[nodiscard]] T mean(phase_type<T> const& law) { return moment(law, 1); }

/// Var X / E[X]^2.
/// @throws std::domain_error the law is out of range
template <Real T> [[nodiscard]] T scv(phase_type<T> const& law) {
  using C = detail::chain_t<T>;
  C const m = detail::moment_of<C>(law, 1);
  return detail::saturated<T>(detail::moment_of<C>(law, 2) / m / m - 1);
}

/// E[X^3] / (E[X] E[X^2]): the third moment free of units, at least 1 + scv; 3 for an exponential law.
/// It is (1 + 3 scv + skewness scv^1.5) / (1 + scv).
/// Source: Bobbio, Horvath and Telek, Stoch. Models 21 (2005).
/// @throws std::domain_error the law is out of range
template <Real T> [[nodiscard]] T normalized_third(phase_type<T> const& law) {
  using C = detail::chain_t<T>;
  return detail::saturated<T>(detail::moment_of<C>(law, 3) / detail::moment_of<C>(law, 2) / detail::moment_of<C>(law, 1));
}

/// P(X > t). Formula: alpha exp(S t) 1 by uniformization and squaring, all terms >= 0.
/// Accuracy: exact, 1e-11 relative down to 1e-300.
/// @param t >= 0 [s]
/// @throws std::domain_error the law or t is out of range
template <Real T> [[nodiscard]] T tail(phase_type<T> const& law, std::type_identity_t<T> t) {
  using C = detail::chain_t<T>;
  validate(law);
  detail::require_nonnegative("tail", "t", t);
  auto const c = detail::chain_of<C>(law);
  T const p = T(detail::total(detail::survival<C>(c.phases, C(t)).advance(c.initial, C(t))));
  return value_of(p) < 1 ? p : T(1);
}

/// E[exp(-s X)]. Formula: alpha (s - S)^-1 (-S 1) + P(X = 0). Accuracy: exact, 1e-14 relative.
/// @param s >= 0 [1/s]
/// @throws std::domain_error the law or s is out of range
template <Real T> [[nodiscard]] T laplace(phase_type<T> const& law, std::type_identity_t<T> s) {
  using C = detail::chain_t<T>;
  validate(law);
  detail::require_nonnegative("laplace", "s", s);
  auto c = detail::chain_of<C>(law);
  auto const leave = c.phases.excess;
  for (auto& x : c.phases.excess) { x += C(s); }
  return T(detail::dot(c.initial, detail::chain_solver<C>(c.phases).right(leave)) + c.atom);
}

/// Exponential law.
/// @param mean > 0 [s]
/// @throws std::domain_error mean is out of range
template <Number M> [[nodiscard]] phase_type<promote_t<M>> exponential_ph(M mean) {
  using T = promote_t<M>;
  detail::require_positive("exponential_ph", "mean", T(mean));
  return {.initial = {T(1)}, .subgenerator = {-1 / T(mean)}};
}

/// Sum of k exponential phases of equal mean: scv = 1 / k.
/// @param mean of the sum, > 0 [s]
/// @param k phases, in [1, 200]
/// @throws std::domain_error an argument is out of range
template <Number M> [[nodiscard]] phase_type<promote_t<M>> erlang_ph(M mean, int k) {
  using T = promote_t<M>;
  detail::require_positive("erlang_ph", "mean", T(mean));
  detail::require(k >= 1 && k <= static_cast<int>(detail::most_phases), "erlang_ph", "k", k, "must be in [1, 200]");
  auto const n = static_cast<std::size_t>(k);
  phase_type<T> law{.initial = std::vector<T>(n, T(0)), .subgenerator = std::vector<T>(n * n, T(0))};
  T const rate = T(k) / T(mean);
  law.initial[0] = T(1);
  for (std::size_t i = 0; i < n; ++i) {
    law.subgenerator[i * n + i] = -rate;
    if (i + 1 < n) { law.subgenerator[i * n + i + 1] = rate; }
  }
  return law;
}

/// One of several exponential laws, chosen by chance: scv >= 1.
/// @param probabilities of the laws; their sum is 1 (less: the rest is a time of 0)
/// @param means of the laws, > 0 [s]
/// @throws std::domain_error an argument is out of range
template <Real T>
[[nodiscard]] phase_type<T> hyperexponential_ph(std::vector<T> probabilities, std::type_identity_t<std::vector<T>> means) {
  std::size_t const n = means.size();
  detail::require(probabilities.size() == n, "hyperexponential_ph", "probabilities.size",
                  static_cast<double>(probabilities.size()), "must be the size of means");
  phase_type<T> law{.initial = std::move(probabilities), .subgenerator = std::vector<T>(n * n, T(0))};
  for (std::size_t i = 0; i < n; ++i) {
    detail::require_positive("hyperexponential_ph", "means", means[i]);
    law.subgenerator[i * n + i] = -1 / means[i];
  }
  validate(law);
  return law;
}

/// Exponential phases in a row, after each of which the time may end.
/// @param means of the phases, > 0 [s]
/// @param proceed probability to go on after a phase, one for each but the last, in [0, 1]
/// @throws std::domain_error an argument is out of range
template <Real T>
[[nodiscard]] phase_type<T> coxian_ph(std::vector<T> const& means, std::type_identity_t<std::vector<T>> const& proceed) {
  std::size_t const n = means.size();
  detail::require(proceed.size() + 1 == n, "coxian_ph", "proceed.size", static_cast<double>(proceed.size()),
                  "must be one less than the size of means");
  phase_type<T> law{.initial = std::vector<T>(n, T(0)), .subgenerator = std::vector<T>(n * n, T(0))};
  law.initial[0] = T(1);
  for (std::size_t i = 0; i < n; ++i) {
    detail::require_positive("coxian_ph", "means", means[i]);
    law.subgenerator[i * n + i] = -1 / means[i];
    if (i + 1 < n) {
      T const& p = proceed[i];
      detail::require_element(value_of(p) >= 0 && value_of(p) <= 1, "coxian_ph", "proceed", i, p, "must be in [0, 1]");
      law.subgenerator[i * n + i + 1] = p / means[i];
    }
  }
  validate(law);
  return law;
}

} // namespace ullage
