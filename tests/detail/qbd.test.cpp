// SPDX-License-Identifier: MIT
#include <ullage/detail/qbd.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>

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

/// Largest entry of up_down + up_up X + X down_down + X down_up X, diagonals taken from the row sums.
double residual(fluid_blocks<double> const& q, matrix<double> const& x) {
  auto up = q.up_up;
  auto down = q.down_down;
  for (std::size_t i = 0; i < up.rows; ++i) { up(i, i) = -(row_sums(q.up_up)[i] + row_sums(q.up_down)[i]); }
  for (std::size_t i = 0; i < down.rows; ++i) { down(i, i) = -(row_sums(q.down_down)[i] + row_sums(q.down_up)[i]); }
  auto const a = product(up, x);
  auto const b = product(x, down);
  auto const c = product(product(x, q.down_up), x);
  double worst = 0;
  for (std::size_t i = 0; i < a.at_.size(); ++i) {
    worst = std::max(worst, std::abs(q.up_down.at_[i] + a.at_[i] + b.at_[i] + c.at_[i]));
  }
  return worst;
}

} // namespace

TEST_CASE("one state up and one down: it comes back with certainty, also at a drift of 1e-15") {
  for (double const gap : {0.9, 0.1, 1e-6, 1e-12, 1e-15}) {
    fluid_blocks<double> const q{matrix<double>(1, 1), filled(1, 1, {1}), matrix<double>(1, 1), filled(1, 1, {1 - gap})};
    CHECK(first_return(q)(0, 0) == rel(1, 1e-15));
  }
}

TEST_CASE("the quadratic equation holds and rows sum to 1") {
  for (double const slow : {1.0, 1e-3, 1e-9}) {
    fluid_blocks<double> const q{filled(2, 2, {0, 0.5, 0, 0}), filled(2, 2, {2.5, 0, 0, 3}),
                                 filled(2, 2, {0, slow, 2 * slow, 0}), filled(2, 2, {0, 1.5, 0.25, 0})};
    auto const x = first_return(q);
    CHECK(residual(q, x) < 1e-15);
    for (double const sum : row_sums(x)) { CHECK(sum == rel(1, 1e-15)); }
    for (double const v : x.at_) { CHECK(v > 0); }
  }
}

TEST_CASE("a change of the time unit leaves probabilities alone") {
  fluid_blocks<double> q{filled(2, 2, {0, 0.5, 0.25, 0}), filled(2, 1, {2.5, 3}), matrix<double>(1, 1), filled(1, 2, {0.5, 1})};
  auto const x = first_return(q);
  for (auto* block : {&q.up_up, &q.up_down, &q.down_up}) {
    for (auto& v : block->at_) { v *= 1e20; }
  }
  auto const y = first_return(q);
  for (std::size_t i = 0; i < x.at_.size(); ++i) { CHECK(y.at_[i] == rel(x.at_[i], 1e-14)); }
}

TEST_CASE("rates that are 40 orders of magnitude apart converge") {
  fluid_blocks<double> const q{matrix<double>(1, 1), filled(1, 2, {1e20, 0}), filled(2, 2, {0, 1e-20, 3e-20, 0}),
                               filled(2, 1, {1e-20, 1e-19})};
  auto const x = first_return(q);
  CHECK(x(0, 0) + x(0, 1) == rel(1, 1e-15));
  CHECK(x(0, 1) == rel(1e-40, 1e-9)); // one change of phase during a fall of 1e-20
}
