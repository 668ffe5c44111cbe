// SPDX-License-Identifier: MIT
#include <ullage/detail/product.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

using ullage::detail::minus_product;
using ullage::detail::product_less;
using ullage::test::rel;

TEST_CASE("the difference from a product is rounded once") {
  double const e = std::ldexp(1.0, -40);
  CHECK(minus_product(1.0, 1 + e, 1 - e) == e * e); // (1 + e)(1 - e) rounds to 1
  CHECK(minus_product(1.0, 1 - e, 1 - e) == 2 * e - e * e);
  CHECK(minus_product(0.5, 0.25, 4.0) == -0.5);
}

TEST_CASE("a product and its rounding error are the exact product") {
  double const a = 0.1 * 3.0;
  double const lost = -minus_product(a, 0.1, 3.0);
  CHECK(lost != 0);
  CHECK(a + lost == a);
  CHECK(lost == rel(static_cast<double>(static_cast<long double>(0.1) * 3.0L - static_cast<long double>(a)), 1e-3));
}

TEST_CASE("every scalar stays what it is") {
  CHECK(std::is_same_v<decltype(minus_product(1.0f, 0.5f, 0.5f)), float>);
  float const e = std::ldexp(1.0f, -20);
  CHECK(minus_product(1.0f, 1 + e, 1 - e) == e * e);
  long double const d = std::ldexp(1.0L, -50);
  CHECK(minus_product(1.0L, 1 + d, 1 - d) == d * d);
}

TEST_CASE("what a product is above a number is the same with the other sign") {
  double const x = 1.0 / 3;
  CHECK(product_less(x, 3.0, 1.0) == -minus_product(1.0, x, 3.0));
  CHECK(product_less(x, 3.0, 1.0) != 0);
}
