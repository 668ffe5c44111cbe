// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Progeny of a Poisson number of ancestors in a Poisson branching process: the records that arrive while a backlog
/// is worked off.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/inverse_gaussian.hpp>
#include <ullage/detail/panels.hpp>
#include <ullage/detail/poisson.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/special.hpp>
#include <ullage/errors.hpp>

#include <cmath>
#include <limits>

namespace ullage::detail {

/// P(j) = a (a + rho j)^(j-1) e^-(a + rho j) / j!, j >= 0, with rho < 1.
///
/// Sums of it are exact where they have few terms; elsewhere blocks of terms are integrated by Gauss's rule with
/// the corrections of Gauss and Encke at both ends, which is good to the rounding. All terms are positive and the
/// shorter side is summed, so that small values keep their digits.
/// Source: Consul and Jain, Technometrics 15 (1973); Haight and Breuer, Biometrika 47 (1960).
template <Real T> class generalized_poisson {
public:
  /// @param first a, mean of the first generation, >= 0
  /// @param load rho, in [0, 1)
  /// @param idle 1 - rho
  generalized_poisson(T const& first, T const& load, T const& idle) : first_(first), load_(load), idle_(idle) {}

  [[nodiscard]] T mean() const { return first_ / idle_; }
  [[nodiscard]] T variance() const { return first_ / idle_ / idle_ / idle_; }

  /// @param j >= 0; below 12 whole
  [[nodiscard]] T mass(T const& j) const {
    if (value_of(first_) == 0) { return T(value_of(j) == 0 ? 1 : 0); }
    T const a = first_ + load_ * j;
    return first_ / a * poisson_mass(j, a, minus_product(first_, idle_, j));
  }
  /// P(at most j), j whole.
  [[nodiscard]] T cdf(T const& j) const {
    if (value_of(j) < 0) { return T(0); }
    return value_of(j) < value_of(mean()) ? as_probability(sum(j, -1)) : as_probability(T(1 - sum(T(j + 1), 1)));
  }
  /// P(more than j), j whole.
  [[nodiscard]] T tail(T const& j) const {
    if (value_of(j) < 0) { return T(1); }
    return value_of(j) < value_of(mean()) ? as_probability(T(1 - sum(j, -1))) : as_probability(sum(T(j + 1), 1));
  }
  /// P(more than x) as a smooth function of a real x >= 12, without regard to where the mass is.
  [[nodiscard]] T smooth_tail(T const& x) const { return as_probability(sum(T(x + 1), 1)); }

  /// The least j with P(at most j) >= p.
  /// @param q 1 - p, which the caller may know better than by subtraction
  [[nodiscard]] T quantile(T const& p, T const& q) const {
    using std::floor;
    using std::log;
    if (!(value_of(p) > 0) || value_of(first_) == 0) { return T(0); }
    if (!(value_of(q) > 0)) { return infinity_v<T>; }
    bool const lower = value_of(p) < value_of(q);
    auto const enough = [&](T const& f) { return lower ? value_of(f) >= value_of(p) : value_of(f) <= value_of(q); };
    auto const at = [&](T const& j) { return lower ? cdf(j) : tail(j); };
    T low(-1);                  // not enough
    T high = infinity_v<T>;     // enough
    T j = guess(p, q);
    for (int i = 0; i < 300; ++i) {
      T f = at(j);
      bool const done = enough(f);
      (done ? high : low) = j;
      if (!is_infinite(high) && (value_of(T(high - low)) <= 1 || value_of(T(high - low)) <= value_of(T(4 * std::numeric_limits<T>::epsilon() * high)))) {
        return high;
      }
      T const here = mass(done ? j : T(j + 1));
      T const step = value_of(f) > 0 && value_of(here) > 0
                         ? T(f / here * (lower ? T(log(T(p / f))) : T(log(T(f / q)))))
                         : infinity_v<T>;
      T const size = value_of(step) < 0 ? T(-step) : step;
      if (value_of(size) < 24 && value_of(j) < 1e15) {
        // The last steps add single terms.
        for (int k = 0; k < 64; ++k) {
          if (enough(f)) {
            T const m = mass(j);
            T const before = lower ? T(f - m) : T(f + m);
            if (value_of(j) == 0 || !enough(before)) { return j; }
            f = before;
            j -= 1;
          } else {
            j += 1;
            T const m = mass(j);
            f = lower ? T(f + m) : T(f - m);
            if (enough(f)) { return j; }
          }
        }
        (enough(f) ? high : low) = j;
      }
      T next = j + floor(step);
      bool const inside = value_of(next) > value_of(low) && value_of(next) < value_of(high); // false for infinities
      if (!inside) {
        next = is_infinite(high) ? T(2 * j + 16) : T(low + floor(T((high - low) / 2)));
      }
      j = next;
    }
    throw evaluation_error("generalized_poisson: the quantile was not found in 300 steps");
  }

private:
  [[nodiscard]] static bool is_infinite(T const& x) { return value_of(x) > value_of(std::numeric_limits<T>::max()); }

  /// The quantile of the shifted inverse Gaussian law with the same three moments.
  [[nodiscard]] T guess(T const& p, T const& q) const {
    using std::floor;
    T const shape = 1 + 2 * load_; // third cumulant = first (1 + 2 rho) / idle^5
    T const m = 3 * first_ / (idle_ * shape);
    T const ratio = m * m / variance();
    if (!(value_of(ratio) > 0)) { return T(0); }
    T const at = mean() - m + inverse_gaussian_law<T>(m, ratio).quantile(p, q) - T(0.5);
    return value_of(at) > 0 && !is_infinite(at) ? T(floor(T(at + 0.5))) : T(0);
  }

  /// What Gauss and Encke add at the lower end x + 1/2 of a block that starts at x + 1.
  [[nodiscard]] T end_term(T const& x) const {
    T const f[6] = {mass(T(x - 2)), mass(T(x - 1)), mass(x), mass(T(x + 1)), mass(T(x + 2)), mass(T(x + 3))};
    T const d1 = f[3] - f[2];
    T const d3 = f[4] - 3 * d1 - f[1];
    T const d5 = f[5] - f[0] - 5 * (f[4] - f[1]) + 10 * d1;
    return d1 / 24 - 17 * d3 / 5760 + 367 * d5 / 967680;
  }

  /// The sum of the masses at from, from + sign, from + 2 sign, ... down to 0 or up to infinity.
  [[nodiscard]] T sum(T from, int sign) const {
    using std::floor;
    using std::sqrt;
    constexpr int few = 128;
    T const epsilon = std::numeric_limits<T>::epsilon() / 64;
    auto const f = [this](T const& x) { return mass(x); };
    T total(0);
    T j = from;
    T end(0);         // end_term at the near end of the block
    bool has_end = false;
    for (int block = 0; block < 10000; ++block) {
      if (value_of(j) < 0 || value_of(j) > 1e200) { return total; }
      T const a = first_ + load_ * j;
      T width(0);
      bool falls = sign < 0 && value_of(j) < 1;
      T slope(0);
      if (value_of(j) >= few && value_of(first_) > 0) {
        // of log mass, outwards; without cancellation, since it is about idle^2 / 2 next to load 1
        T const x = -minus_product(first_, idle_, j) / a;
        slope = T(sign) * (log1p_gap(x) - idle_ * x);
        T const size = value_of(slope) < 0 ? T(-slope) : slope;
        falls = value_of(slope) < 0;
        width = smaller(T(sign > 0 ? j : T(j / 2)), T(2 * (a / first_) * sqrt(j)));
        if (value_of(T(width * size)) > 8) { width = 8 / size; }
        T const here = mass(j);
        if (falls && value_of(T(here * width)) <= value_of(T(total * epsilon))) { return total; }
      }
      if (value_of(width) < few) {
        has_end = false;
        for (int i = 0; i < few; ++i) {
          T const m = mass(j);
          total += m;
          j += T(sign);
          if (value_of(j) < 0) { return total; }
          if (value_of(m) == 0 && value_of(first_) == 0) { return total; }
        }
        // Small first generations: what is beyond the first block may be nothing at all.
        if (sign > 0 && value_of(mass(j)) == 0 && value_of(j) > value_of(mean())) { return total; }
        continue;
      }
      T const count = floor(width);
      T const low = sign > 0 ? j : T(j - count + 1);
      T const near = has_end ? end : end_term(sign > 0 ? T(low - 1) : j);
      T const far = end_term(sign > 0 ? T(j + count - 1) : T(low - 1));
      T const whole = panel<T>(f, T(low - 0.5), T(low + count - 0.5));
      total += whole + (sign > 0 ? T(near - far) : T(far - near));
      end = far;
      has_end = true;
      j += T(sign) * count;
    }
    throw evaluation_error("generalized_poisson: the sum did not end in 10000 blocks");
  }

  T first_;
  T load_;
  T idle_;
};

} // namespace ullage::detail
