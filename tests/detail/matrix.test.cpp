// SPDX-License-Identifier: MIT
#include <ullage/detail/matrix.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <initializer_list>
#include <type_traits>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {

matrix<double> filled(std::size_t r, std::size_t c, std::initializer_list<double> values) {
  matrix<double> out(r, c);
  std::size_t i = 0;
  for (double const x : values) { out.at_[i++] = x; }
  return out;
}

} // namespace

TEST_CASE("products of matrices and rows") {
  auto const a = filled(2, 3, {1, 2, 3, 4, 5, 6});
  auto const b = filled(3, 2, {1, 0, 0, 1, 1, 1});
  CHECK(product(a, b).at_ == row<double>{4, 5, 10, 11});
  CHECK(times(a, {1, 1, 2}) == row<double>{9, 21});
  CHECK(times(row<double>{1, 2}, a) == row<double>{9, 12, 15});
  CHECK(row_sums(a) == row<double>{6, 15});
  CHECK(dot<double>({1, 2}, {3, 4}) == 11);
  CHECK(total<double>({1, 2, 4}) == 7);
}

TEST_CASE("rows scaled to the sum 1, alone or with a second block") {
  auto a = filled(2, 2, {1, 3, 2, 2});
  auto b = filled(2, 1, {4, 0});
  make_stochastic(a, b);
  CHECK(a.at_ == row<double>{0.125, 0.375, 0.5, 0.5});
  CHECK(b.at_ == row<double>{0.5, 0});
  make_stochastic(a);
  CHECK(a.at_ == row<double>{0.25, 0.75, 0.5, 0.5});
}

TEST_CASE("a chain that leaks 1e-20 per step is solved to the last digits") {
  // Two states that swap at rate 1 and leave at 1e-20 and 3e-20: mean time to leave is 1 / 2e-20 to first order.
  chain_solver<double> const solver(chain<double>{filled(2, 2, {0, 1, 1, 0}), {1e-20, 3e-20}});
  auto const x = solver.right(row<double>{1, 1});
  CHECK(x[0] == rel(5e19, 1e-14));
  CHECK(x[1] == rel(5e19, 1e-14));
  auto const y = solver.left(row<double>{1, 0});
  CHECK(y[0] + y[1] == rel(5e19, 1e-14));
  auto const z = solver.right(filled(2, 2, {1, 0, 0, 1}));
  CHECK(z(0, 0) + z(0, 1) == rel(5e19, 1e-14));
  CHECK(y[0] == rel(z(0, 0), 1e-14));
}

TEST_CASE("solutions from both sides satisfy their equations") {
  chain<double> const c{filled(3, 3, {0, 2, 0.5, 1, 0, 3, 0, 4, 0}), {0.25, 0, 1}};
  chain_solver<double> const solver(c);
  matrix<double> m(3, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    m(i, i) = c.excess[i];
    for (std::size_t j = 0; j < 3; ++j) {
      if (i == j) { continue; }
      m(i, j) = -c.rates(i, j);
      m(i, i) += c.rates(i, j);
    }
  }
  row<double> const b{1, 2, 3};
  auto const right = times(m, solver.right(b));
  auto const left = times(solver.left(b), m);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(right[i] == rel(b[i], 1e-13));
    CHECK(left[i] == rel(b[i], 1e-13));
  }
}

TEST_CASE("stationary probabilities of a birth-death chain over 60 orders of magnitude") {
  std::size_t const n = 7;
  matrix<double> a(n, n);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    a(i, i + 1) = 1e-10;
    a(i + 1, i) = 1;
  }
  auto const p = stationary(a);
  for (std::size_t i = 0; i + 1 < n; ++i) { CHECK(p[i + 1] / p[i] == rel(1e-10, 1e-14)); }
  CHECK(total(p) == rel(1, 1e-15));
}

TEST_CASE("stationary probabilities do not overflow when the last state is all that counts") {
  matrix<double> a(12, 12);
  for (std::size_t i = 0; i + 1 < 12; ++i) {
    a(i, i + 1) = 1e30;
    a(i + 1, i) = 1e-30;
  }
  CHECK(stationary(a)[11] == rel(1, 1e-15));
}

TEST_CASE("the largest eigenvalue of a nonnegative matrix") {
  CHECK(largest_eigenvalue(filled(2, 2, {2, 1, 1, 2})) == rel(3, 1e-14));
  CHECK(largest_eigenvalue(filled(1, 1, {1e9})) == rel(1e9, 1e-14));
}

TEST_CASE("a sum keeps what plain doubles lose") {
  exact_sum<double> sum;
  sum.add(1);
  sum.add_product(-0.1, 10);
  CHECK(sum.result() == rel(-5.5511151231257827e-17, 1e-12)); // 0.1 is not a tenth
  exact_sum<double> big;
  big.add(1e16);
  big.add(1);
  big.add(-1e16);
  CHECK(big.result() == 1);
}

TEST_CASE("a chain that is never left is an error, not a division by 0") {
  CHECK_THROWS_AS(chain_solver<double>(chain<double>{filled(1, 1, {0}), {0}}), evaluation_error);
  CHECK_THROWS_AS((void)stationary(filled(2, 2, {0, 0, 0, 0})), evaluation_error);
}

TEST_CASE("float is computed in double, long double in itself") {
  CHECK(std::is_same_v<chain_t<float>, double>);
  CHECK(std::is_same_v<chain_t<long double>, long double>);
}
