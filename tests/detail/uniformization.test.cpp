// SPDX-License-Identifier: MIT
#include <ullage/detail/uniformization.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {
double const always = std::numeric_limits<double>::max();

chain<double> single(double rate) { return {matrix<double>(1, 1), {rate}}; }
} // namespace

TEST_CASE("one state is an exponential law, down to 1e-300") {
  survival<double> const left(single(3), always);
  for (double const t : {0.0, 1e-12, 0.1, 1.0, 10.0, 100.0, 230.0}) {
    CHECK(left.advance({1}, t)[0] == rel(std::exp(-3 * t), 3e-12));
  }
  CHECK(left.advance({1}, 1e6)[0] == 0);
  CHECK(left.advance({1}, 1e30)[0] == 0);
}

TEST_CASE("a leak of 1e-9 next to fast moves keeps its digits") {
  matrix<double> rates(2, 2);
  rates(0, 1) = 5;
  rates(1, 0) = 5;
  // Both states leak alike, so the law is exponential whatever the moves do.
  survival<double> const left(chain<double>{rates, {1e-9, 1e-9}}, always);
  for (double const t : {1.0, 1e6, 1e9, 1e11, 6e11}) {
    CHECK(total(left.advance({0.25, 0.75}, t)) == rel(std::exp(-1e-9 * t), 1e-11));
  }
}

TEST_CASE("Erlang 3 has the tail of its Poisson sum") {
  matrix<double> rates(3, 3);
  rates(0, 1) = 2;
  rates(1, 2) = 2;
  survival<double> const left(chain<double>{rates, {0, 0, 2}}, always);
  for (double const t : {0.01, 0.5, 3.0, 40.0, 300.0}) {
    double const x = 2 * t;
    CHECK(total(left.advance({1, 0, 0}, t)) == rel(std::exp(-x) * (1 + x + x * x / 2), 1e-11));
  }
}

TEST_CASE("steps of a discrete chain") {
  matrix<double> p(1, 1);
  p(0, 0) = 0.5;
  survival_powers<double> const half(p, {0.5}, always);
  CHECK(half.advance({1}, 0)[0] == 1);
  CHECK(half.advance({1}, 1)[0] == 0.5);
  CHECK(half.advance({1}, 13)[0] == rel(std::ldexp(1, -13), 1e-13));
  CHECK(half.advance({1}, 900)[0] == rel(std::ldexp(1, -900), 1e-11));
  CHECK(half.advance({1}, 1e300)[0] == 0);
}

TEST_CASE("powers that are not asked for are left out and change nothing") {
  survival<double> const all(single(1), always);
  survival<double> const some(single(1), 20);
  CHECK(some.advance({1}, 20)[0] == all.advance({1}, 20)[0]);
}

TEST_CASE("a chain without states or without exits in its states stays as it is") {
  survival<double> const none;
  CHECK(none.advance({1, 2}, 5) == row<double>{1, 2});
  CHECK(none.advance({}, 5).empty());
}
