// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Small dense matrices and elimination without subtractions for the chains behind the phase models.
///
/// A chain is kept as its off-diagonal rates and the rate at which each state leaves it (the excess);
/// the diagonal is their sum and is never stored. Every operation then adds, multiplies and divides
/// numbers >= 0, so that each entry of a result keeps its leading digits however slow the chain is.

#include <ullage/concepts.hpp>
#include <ullage/errors.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage::detail {

/// The scalar in which chains are solved: float has too few digits.
template <class T> using chain_t = std::conditional_t<std::is_same_v<T, float>, double, T>;

template <class T> using row = std::vector<T>;

/// Row-major.
template <class T> struct matrix {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<T> at_{};

  matrix() = default;
  matrix(std::size_t r, std::size_t c) : rows(r), cols(c), at_(r * c, T(0)) {}
  T& operator()(std::size_t i, std::size_t j) { return at_[i * cols + j]; }
  T const& operator()(std::size_t i, std::size_t j) const { return at_[i * cols + j]; }
};

template <class T> [[nodiscard]] matrix<T> product(matrix<T> const& a, matrix<T> const& b) {
  matrix<T> out(a.rows, b.cols);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t k = 0; k < a.cols; ++k) {
      T const x = a(i, k);
      if (value_of(x) == 0) { continue; }
      for (std::size_t j = 0; j < b.cols; ++j) { out(i, j) += x * b(k, j); }
    }
  }
  return out;
}

template <class T> [[nodiscard]] row<T> times(matrix<T> const& a, row<T> const& x) {
  row<T> out(a.rows, T(0));
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) { out[i] += a(i, j) * x[j]; }
  }
  return out;
}

template <class T> [[nodiscard]] row<T> times(row<T> const& x, matrix<T> const& a) {
  row<T> out(a.cols, T(0));
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) { out[j] += x[i] * a(i, j); }
  }
  return out;
}

template <class T> [[nodiscard]] T dot(row<T> const& x, row<T> const& y) {
  T sum(0);
  for (std::size_t i = 0; i < x.size(); ++i) { sum += x[i] * y[i]; }
  return sum;
}

template <class T> [[nodiscard]] T total(row<T> const& x) {
  T sum(0);
  for (auto const& v : x) { sum += v; }
  return sum;
}

template <class T> [[nodiscard]] row<T> row_sums(matrix<T> const& a) { return times(a, row<T>(a.cols, T(1))); }

/// Scales the rows of [a b] to the sum 1.
template <class T> void make_stochastic(matrix<T>& a, matrix<T>& b) {
  for (std::size_t i = 0; i < a.rows; ++i) {
    T sum(0);
    for (std::size_t j = 0; j < a.cols; ++j) { sum += a(i, j); }
    for (std::size_t j = 0; j < b.cols; ++j) { sum += b(i, j); }
    for (std::size_t j = 0; j < a.cols; ++j) { a(i, j) /= sum; }
    for (std::size_t j = 0; j < b.cols; ++j) { b(i, j) /= sum; }
  }
}
template <class T> void make_stochastic(matrix<T>& a) {
  matrix<T> none;
  make_stochastic(a, none);
}

/// Off-diagonal rates and excess of a chain.
template <class T> struct chain {
  matrix<T> rates{}; ///< >= 0; the diagonal is not read
  row<T> excess{};   ///< >= 0
};

/// LU factors of the M-matrix `diag(row sums + excess) - rates`.
///
/// Source: Alfa, Xue and Ye, "Accurate computation of the smallest eigenvalue of a diagonally dominant
/// M-matrix", Math. Comp. 71 (2002), after Grassmann, Taksar and Heyman, Oper. Res. 33 (1985).
/// Accuracy: each entry of a solution has a relative error of a few n * epsilon.
template <class T> class chain_solver {
public:
  explicit chain_solver(chain<T> c) : factors_(std::move(c.rates)), pivot_(c.excess.size()) {
    auto& a = factors_;
    auto& u = c.excess;
    for (std::size_t k = 0; k < a.rows; ++k) {
      T sum = u[k];
      for (std::size_t j = k + 1; j < a.rows; ++j) { sum += a(k, j); }
      if (!(value_of(sum) > 0)) [[unlikely]] {
        throw evaluation_error("chain_solver: a state is left at a rate that underflows");
      }
      pivot_[k] = sum;
      for (std::size_t i = k + 1; i < a.rows; ++i) {
        if (value_of(a(i, k)) == 0) { continue; }
        T const share = a(i, k) / sum;
        a(i, k) = share;
        u[i] += share * u[k];
        for (std::size_t j = k + 1; j < a.rows; ++j) {
          if (i != j) { a(i, j) += share * a(k, j); }
        }
      }
    }
  }

  /// x with M x = b, b >= 0.
  [[nodiscard]] row<T> right(row<T> b) const {
    auto const& a = factors_;
    std::size_t const n = a.rows;
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t i = k + 1; i < n; ++i) { b[i] += a(i, k) * b[k]; }
    }
    for (std::size_t k = n; k-- > 0;) {
      for (std::size_t j = k + 1; j < n; ++j) { b[k] += a(k, j) * b[j]; }
      b[k] /= pivot_[k];
    }
    return b;
  }
  /// x with x M = b, b >= 0.
  [[nodiscard]] row<T> left(row<T> b) const {
    auto const& a = factors_;
    std::size_t const n = a.rows;
    for (std::size_t k = 0; k < n; ++k) {
      b[k] /= pivot_[k];
      for (std::size_t j = k + 1; j < n; ++j) { b[j] += b[k] * a(k, j); }
    }
    for (std::size_t k = n; k-- > 0;) {
      for (std::size_t i = k + 1; i < n; ++i) { b[k] += b[i] * a(i, k); }
    }
    return b;
  }
  /// X with M X = B, B >= 0.
  [[nodiscard]] matrix<T> right(matrix<T> b) const {
    auto const& a = factors_;
    std::size_t const n = a.rows;
    std::size_t const w = b.cols;
    auto const add = [&](std::size_t to, std::size_t from, T const& factor) {
      if (value_of(factor) == 0) { return; }
      for (std::size_t j = 0; j < w; ++j) { b(to, j) += factor * b(from, j); }
    };
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t i = k + 1; i < n; ++i) { add(i, k, a(i, k)); }
    }
    for (std::size_t k = n; k-- > 0;) {
      for (std::size_t j = k + 1; j < n; ++j) { add(k, j, a(k, j)); }
      for (std::size_t j = 0; j < w; ++j) { b(k, j) /= pivot_[k]; }
    }
    return b;
  }

private:
  matrix<T> factors_; // strictly lower: shares, strictly upper: rates after elimination
  row<T> pivot_;
};

/// Stationary probabilities of an irreducible chain from its off-diagonal rates, without subtractions.
/// Source: Grassmann, Taksar and Heyman, Oper. Res. 33 (1985).
template <class T> [[nodiscard]] row<T> stationary(matrix<T> a) {
  std::size_t const n = a.rows;
  for (std::size_t k = n; k-- > 1;) {
    T sum(0);
    for (std::size_t j = 0; j < k; ++j) { sum += a(k, j); }
    if (!(value_of(sum) > 0)) [[unlikely]] {
      throw evaluation_error("stationary: a state is left at a rate that underflows");
    }
    for (std::size_t i = 0; i < k; ++i) {
      a(i, k) /= sum;
      if (value_of(a(i, k)) == 0) { continue; }
      for (std::size_t j = 0; j < k; ++j) {
        if (i != j) { a(i, j) += a(i, k) * a(k, j); }
      }
    }
  }
  row<T> x(n, T(0));
  x[0] = T(1);
  T sum(1);
  for (std::size_t k = 1; k < n; ++k) {
    for (std::size_t i = 0; i < k; ++i) { x[k] += x[i] * a(i, k); }
    sum += x[k];
    // Kept near 1, so that a chain with one very likely state does not overflow.
    if (value_of(sum) > 1e100) {
      for (std::size_t i = 0; i <= k; ++i) { x[i] /= sum; }
      sum = T(1);
    }
  }
  for (auto& v : x) { v /= sum; }
  return x;
}

/// 1 / (smallest eigenvalue) of an M-matrix from the powers of its inverse, which is >= 0.
template <class T> [[nodiscard]] T largest_eigenvalue(matrix<T> const& inverse) {
  matrix<T> power = inverse;
  for (int i = 0; i < 64; ++i) {
    T largest(0);
    for (auto const& x : power.at_) { largest = value_of(x) > value_of(largest) ? x : largest; }
    for (auto& x : power.at_) { x /= largest; }
    power = product(power, power);
  }
  row<T> const ones(inverse.rows, T(1));
  row<T> const v = times(power, ones);
  return total(times(inverse, v)) / total(v);
}

/// A sum with twice the digits of T: value + rest. Needs that the compiler keeps the order of
/// floating-point operations.
template <class T> struct exact_sum {
  T value{0};
  T rest{0};

  void add(T const& x) {
    T const s = value + x;
    T const b = s - value;
    rest += (value - (s - b)) + (x - b);
    value = s;
  }
  void add_product(T const& x, T const& y) {
    T const p = x * y;
    add(p);
    if constexpr (std::is_floating_point_v<T>) { rest += std::fma(x, y, -p); }
  }
  [[nodiscard]] T result() const { return value + rest; }
};

} // namespace ullage::detail
