// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How many items the fullest partition has when keys, or records, fall on partitions by chance: mean,
/// distribution and quantiles.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/policy.hpp>
#include <ullage/detail/require.hpp>

#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

namespace ullage {

/// Items of the same weight that fall on partitions by chance, and the count on the partition with most of them.
///
/// Keys of equal traffic, or the records of a backlog that are keys of their own: with the service time the mean
/// count is the time until the last partition is done.
/// The measures take the counts of the partitions as independent Poisson numbers: P(count <= m) = F(m)^P.
/// Accuracy: the mean is 0.1 % low where items >= 10 partitions, with 4 partitions or more; else 0.14 % with 100
/// items on 100 partitions, 0.9 % with 10 on 10, 2.8 % with 4 on 4. exact_hottest_count has no such error.
template <std::floating_point T = double> struct hottest_count {
  using scalar_type = T;
  long long items = 0;      ///< >= 1, required
  long long partitions = 0; ///< >= 1, required
  friend bool operator==(hottest_count const&, hottest_count const&) = default;
};

/// @throws std::domain_error a field is out of range
template <std::floating_point T> void validate(hottest_count<T> const& x) {
  detail::require(x.items >= 1 && x.items <= 1'000'000'000'000'000, "hottest_count", "items", double(x.items),
                  "must be in [1, 1e15]");
  detail::require(x.partitions >= 1 && x.partitions <= 1'000'000'000, "hottest_count", "partitions",
                  double(x.partitions), "must be in [1, 1000000000]");
}

namespace detail {

/// P(N > m) of a Poisson number. Formula: incomplete gamma function; for means above 10^5, where that takes too many
/// terms, its cube-root form (Wilson and Hilferty 1931).
template <std::floating_point W> [[nodiscard]] W poisson_above(W m, W mean) {
  W const k = m + 1;
  if (mean <= 1e5) { return boost::math::gamma_p(k, mean, policy()); }
  W const gap = (mean - k) / k;
  if (!(gap > -1)) { return W(0); }
  W const z = 3 * std::sqrt(k) * (std::expm1(std::log1p(gap) / 3) + 1 / (9 * k));
  return std::erfc(-z * W(inverse_root_two)) / 2;
}

/// P(count > m) of independent Poisson counts, m a whole number.
template <std::floating_point T> [[nodiscard]] T count_tail(hottest_count<T> const& x, wide_t<T> const& m) {
  using W = wide_t<T>;
  W const items(static_cast<W>(x.items)), partitions(static_cast<W>(x.partitions));
  if (!(m >= 1)) { return T(1); } // some partition has an item
  if (m >= items) { return T(0); }
  if (x.partitions == 1) { return T(1); }
  W const above = poisson_above(m, W(items / partitions));
  return T(-std::expm1(partitions * std::log1p(-above)));
}

/// The smallest whole number in 1 .. most with P(count > m) <= 1 - p.
template <class Tail, std::floating_point T> [[nodiscard]] T count_quantile(Tail const& tail, T p, long long most) {
  long long low = 0;
  long long high = most;
  while (high - low > 1) {
    long long const middle = low + (high - low) / 2;
    (tail(middle) <= 1 - p ? high : low) = middle;
  }
  return static_cast<T>(high);
}

inline void require_level(char const* function, double p) {
  require(p >= 0 && p < 1, function, "p", p, "must be in [0, 1)");
}
template <std::floating_point T> void require_value(char const* function, char const* field, T const& x) {
  require(!is_nan(x), function, field, x, "must be a number");
}

} // namespace detail

/// P(count > m).
/// @param m any number
/// @throws std::domain_error x is out of range, or m is not a number
template <std::floating_point T> [[nodiscard]] T tail(hottest_count<T> const& x, std::type_identity_t<T> m) {
  validate(x);
  detail::require_value("tail", "m", m);
  return detail::count_tail(x, std::floor(detail::wide_t<T>(m)));
}
/// P(count <= m).
/// @throws std::domain_error as tail
template <std::floating_point T> [[nodiscard]] T cdf(hottest_count<T> const& x, std::type_identity_t<T> m) {
  return 1 - tail(x, m);
}

/// Smallest m with P(count <= m) >= p.
/// @param p in [0, 1)
/// @throws std::domain_error an argument is out of range
template <std::floating_point T> [[nodiscard]] T quantile(hottest_count<T> const& x, std::type_identity_t<T> p) {
  validate(x);
  detail::require_level("quantile", double(p));
  auto const above = [&](long long m) { return detail::count_tail(x, static_cast<detail::wide_t<T>>(m)); };
  return detail::count_quantile(above, p, x.items);
}

/// Mean count on the fullest partition [items].
///
/// Formula: sum over m of 1 - F(m)^P, every (sqrt(items / partitions) / 16)th term where they change slowly.
/// @throws std::domain_error x is out of range
template <std::floating_point T> [[nodiscard]] T mean(hottest_count<T> const& x) {
  using W = detail::wide_t<T>;
  validate(x);
  W const items(static_cast<W>(x.items));
  if (x.partitions == 1) { return T(items); }
  W const each = items / static_cast<W>(x.partitions);
  W const deviation = std::sqrt(each);
  W const stride = detail::larger(W(1), W(std::floor(deviation / 16)));
  W const first = detail::larger(W(1), W(std::floor(each - 10 * deviation)));
  W sum(0);
  for (W m = first; m < items; m += stride) {
    W const above = detail::count_tail(hottest_count<W>{x.items, x.partitions}, m);
    sum += above;
    if (m > each && above < W(1e-18)) { break; }
  }
  // Trapezoids: the first term, which is 1, counts half.
  return T(first + stride * sum - (stride - 1) / 2);
}

/// The same without the assumption of independence, for up to 2000 items.
///
/// Formula: P(count <= m) = coefficient of z^items in (truncated Poisson generating function)^partitions over the
/// same without the truncation, by repeated squaring; all terms are positive. Exact, 3e-15 relative.
/// Source: Kolchin, Sevastyanov and Chistyakov, "Random Allocations" (1978). Cost: items^2 log(partitions) for each
/// value that has a chance: 2 ms for 100 items, up to 1.5 s for 2000.
template <std::floating_point T = double> class exact_hottest_count {
public:
  using scalar_type = T;

  /// @throws std::domain_error items not in [1, 2000] or partitions not in [1, 10^9]
  exact_hottest_count(long long items, long long partitions) : items_(items) {
    detail::require(items >= 1 && items <= 2000, "exact_hottest_count", "items", double(items), "must be in [1, 2000]");
    detail::require(partitions >= 1 && partitions <= 1'000'000'000, "exact_hottest_count", "partitions",
                    double(partitions), "must be in [1, 1000000000]");
    first_ = (items + partitions - 1) / partitions;
    W const all = chance_of_at_most(items, partitions); // with the same rounding errors
    for (long long m = first_; m < items; ++m) {
      below_.push_back(detail::smaller(W(chance_of_at_most(m, partitions) / all), W(1)));
      if (below_.back() > 1 - 4 * std::numeric_limits<W>::epsilon()) { break; }
    }
  }
  /// Largest count that there can be.
  [[nodiscard]] long long items() const { return items_; }
  /// P(count <= m), m whole.
  [[nodiscard]] T at_most(long long m) const {
    if (m < first_) { return T(0); }
    auto const i = static_cast<unsigned long long>(m - first_);
    return i < below_.size() ? T(below_[static_cast<std::size_t>(i)]) : T(1);
  }
  [[nodiscard]] T mean() const {
    W sum(static_cast<W>(first_));
    for (auto const& p : below_) { sum += 1 - p; }
    return T(sum);
  }

private:
  using W = detail::wide_t<T>;

  /// Coefficients of a power series; what is below 1e-50 is left out.
  struct series {
    std::vector<W> terms = {};
    std::size_t first = 0; ///< the terms before it are 0

    void trim() {
      for (auto& t : terms) { t = t < W(1e-50) ? W(0) : t; }
      while (terms.size() > 1 && terms.back() == 0) { terms.pop_back(); }
      for (first = 0; first + 1 < terms.size() && terms[first] == 0;) { ++first; }
    }
  };
  /// Up to z^items.
  [[nodiscard]] series product(series const& a, series const& b) const {
    std::size_t const all = a.terms.size() + b.terms.size() - 1;
    std::size_t const most = static_cast<std::size_t>(items_) + 1;
    series out{std::vector<W>(all < most ? all : most), 0};
    for (std::size_t i = a.first; i < a.terms.size() && i < out.terms.size(); ++i) {
      std::size_t const end = b.terms.size() < out.terms.size() - i ? b.terms.size() : out.terms.size() - i;
      for (std::size_t j = b.first; j < end; ++j) { out.terms[i + j] += a.terms[i] * b.terms[j]; }
    }
    out.trim();
    return out;
  }
  /// P(no count above m, and items in all) of independent Poisson counts.
  [[nodiscard]] W chance_of_at_most(long long m, long long partitions) const {
    auto const n = static_cast<std::size_t>(items_);
    W const each = W(double(items_)) / W(double(partitions));
    // Where independent counts have no chance, counts of a fixed sum have less.
    if (static_cast<W>(partitions) * std::log1p(-detail::poisson_above(W(double(m)), each)) < -60) { return W(0); }
    series square{std::vector<W>(static_cast<std::size_t>(m) + 1), 0};
    for (std::size_t j = 0; j < square.terms.size(); ++j) {
      square.terms[j] = boost::math::gamma_p_derivative(W(double(j + 1)), each, detail::policy());
    }
    square.trim();
    series power{{W(1)}, 0};
    long long left = partitions;
    for (; left > 2; left /= 2) {
      if (left % 2 == 1) { power = product(power, square); }
      square = product(square, square);
    }
    if (left == 2) { power = product(power, square); }
    W sum(0);
    for (std::size_t i = power.first; i < power.terms.size() && i <= n; ++i) {
      if (n - i < square.terms.size()) { sum += power.terms[i] * square.terms[n - i]; }
    }
    return sum;
  }

  long long items_;
  long long first_ = 1;
  std::vector<W> below_;
};

template <std::floating_point T> [[nodiscard]] T mean(exact_hottest_count<T> const& x) { return x.mean(); }
/// P(count <= m).
template <std::floating_point T> [[nodiscard]] T cdf(exact_hottest_count<T> const& x, std::type_identity_t<T> m) {
  detail::require_value("cdf", "m", m);
  if (m < 0) { return T(0); }
  return m >= static_cast<T>(x.items()) ? T(1) : x.at_most(static_cast<long long>(m));
}
/// P(count > m).
template <std::floating_point T> [[nodiscard]] T tail(exact_hottest_count<T> const& x, std::type_identity_t<T> m) {
  return 1 - cdf(x, m);
}
/// Smallest m with P(count <= m) >= p, p in [0, 1).
template <std::floating_point T> [[nodiscard]] T quantile(exact_hottest_count<T> const& x, std::type_identity_t<T> p) {
  detail::require_level("quantile", double(p));
  return detail::count_quantile([&](long long m) { return 1 - x.at_most(m); }, p, x.items());
}

} // namespace ullage
