// SPDX-License-Identifier: MIT
#include <ullage/detail/polynomial.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using ullage::detail::polynomial;
using ullage::test::rel;

TEST_CASE("four chains give what one gives") {
  std::array<double, 4> const four{1, 2, 3, 4};
  CHECK(polynomial(four, 0.0) == 1);
  CHECK(polynomial(four, 2.0) == 1 + 4 + 12 + 32);
  std::array<double, 7> const seven{7, -6, 5, -4, 3, -2, 1};
  for (double const x : {-1.5, -0.3, 0.0, 0.7, 2.0}) {
    double plain = 0;
    for (std::size_t k = 7; k-- > 0;) { plain = plain * x + seven[k]; }
    CHECK(polynomial(seven, x) == rel(plain, 1e-14));
  }
}

TEST_CASE("a long one keeps its last digits: the exponential series") {
  std::array<double, 24> c{};
  c[0] = 1;
  for (std::size_t k = 1; k < c.size(); ++k) { c[k] = c[k - 1] / static_cast<double>(k); }
  for (double const x : {-1.0, 0.25, 1.0}) { CHECK(polynomial(c, x) == rel(std::exp(x), 4e-16)); }
}

TEST_CASE("float and long double stay what they are") {
  CHECK(polynomial(std::array<float, 5>{1, 1, 1, 1, 1}, 2.0f) == 31.0f);
  CHECK(polynomial(std::array<long double, 5>{1, 1, 1, 1, 1}, 2.0L) == 31.0L);
  CHECK(std::is_same_v<ullage::detail::coefficient_t<long double>, long double>);
}
