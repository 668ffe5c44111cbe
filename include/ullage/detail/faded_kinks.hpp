// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What the fading of a `fourier_line` takes away from a function at a jump of one of its derivatives.

#include <ullage/detail/laplace.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace ullage::detail {

/// Jumps of a function, of its first, second, ... derivative.
inline constexpr std::size_t jump_orders = 8;
template <class U> using jumps = std::array<U, jump_orders>;

/// D_m(x): (x^m / m!) for x > 0, 0 for x < 0, less the same with its frequencies faded out up to 1.
///
/// Formula: D_0' = -k for x > 0, k the kernel of the fading, D_m' = D_(m-1), D_m = 0 beyond the reach,
/// D_m(-x) = (-1)^(m+1) D_m(x). Taylor series about the nearest node of a table. 1e-13 absolute.
template <class U> class faded_kinks {
public:
  /// The table is made at the first call.
  [[nodiscard]] static faded_kinks const& table() {
    static faded_kinks const made;
    return made;
  }
  /// sum_m size[m] D_m(x)
  [[nodiscard]] U operator()(jumps<U> const& size, U x) const {
    U const distance = std::fabs(x);
    if (!(distance < U(fourier_reach))) { return U(0); }
    std::size_t const node = static_cast<std::size_t>(distance / width + U(0.5));
    U const off = distance - U(node) * width;
    auto const& row = rows_[node];
    U powers[slopes + 1] = {U(1)};
    for (std::size_t i = 1; i <= slopes; ++i) { powers[i] = powers[i - 1] * off * inverse[i]; }
    U sum = 0;
    for (std::size_t m = 0; m < jump_orders; ++m) {
      std::size_t const from = jump_orders - 1 - m;
      std::size_t const terms = from + slopes < columns ? slopes + 1 : columns - from;
      U value = 0;
      for (std::size_t i = terms; i-- > 0;) { value += powers[i] * row[from + i]; }
      sum += size[m] * (x < 0 && m % 2 == 0 ? -value : value);
    }
    return sum;
  }

private:
  static constexpr std::size_t nodes = 512;
  static constexpr U width = U(0.25);
  static constexpr std::size_t slopes = 10; ///< k and its derivatives
  static constexpr std::size_t columns = jump_orders + slopes;
  static constexpr U inverse[slopes + 1] = {U(0),        U(1),        U(1) / U(2), U(1) / U(3), U(1) / U(4), U(1) / U(5),
                                            U(1) / U(6), U(1) / U(7), U(1) / U(8), U(1) / U(9), U(1) / U(10)};
  /// D_7, ..., D_0, -k, -k', ...: each the derivative of the one before.
  using row_type = std::array<U, columns>;

  [[nodiscard]] static U taylor(row_type const& row, std::size_t from, U off) {
    std::size_t const to = from + slopes < columns ? from + slopes : columns - 1;
    U sum = row[to];
    for (std::size_t i = to; i-- > from;) { sum = row[i] + sum * off / U(i - from + 1); }
    return sum;
  }
  faded_kinks() : rows_(nodes + 1) {
    // k by the trapezoidal rule, which is exact for what is flat at 0
    U const fine = U(0.02);
    U const pi = U(3.141592653589793238462643383279502884L);
    for (int j = 0; j <= 65; ++j) {
      U const u = U(j) * fine;
      U const weight = std::erfc(U(fade_from) + U(fade_slope) * u) / 2 * fine / pi * (j == 0 ? U(0.5) : U(1));
      for (std::size_t n = 0; n <= nodes; ++n) {
        U const c = weight * std::cos(u * width * U(n));
        U const s = weight * std::sin(u * width * U(n));
        U const turned[4] = {c, -s, -c, s}; // Re (i^d e^(iux))
        U power = 1;
        for (std::size_t d = 0; d < slopes; ++d) {
          rows_[n][jump_orders + d] -= power * turned[d % 4];
          power *= u;
        }
      }
    }
    for (std::size_t n = nodes; n-- > 0;) {
      for (std::size_t m = 0; m < jump_orders; ++m) { rows_[n][m] = taylor(rows_[n + 1], m, -width); }
    }
  }
  std::vector<row_type> rows_;
};

} // namespace ullage::detail
