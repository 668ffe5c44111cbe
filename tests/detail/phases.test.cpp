// SPDX-License-Identifier: MIT
#include <ullage/detail/phases.hpp>
#include <ullage/queue/map.hpp>
#include <ullage/queue/ph.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("a mean has twice the digits of a double") {
  // Mean 1 / 3 with the double rate 3: the rest is what the double nearest to 1 / 3 lacks.
  auto const mean = exact_mean(chain_of<double>(phase_type<>{.initial = {1}, .subgenerator = {-3}}));
  CHECK(mean.value == rel(1.0 / 3, 1e-15));
  exact_sum<double> thrice; // 3 mean - 1
  thrice.add(-1);
  thrice.add_product(3, mean.value);
  thrice.add(3 * mean.rest);
  CHECK(std::abs(thrice.result()) < 1e-30);
}

TEST_CASE("probabilities that miss 1 by rounding are divided by their sum") {
  // 0.1 + 0.2 + 0.7 is not 1 in doubles; with equal rates the mean is 1 all the same.
  auto const law = phase_type<>{.initial = {0.1, 0.2, 0.7}, .subgenerator = {-1, 0, 0, 0, -1, 0, 0, 0, -1}};
  auto const mean = exact_mean(chain_of<double>(law));
  CHECK(std::abs((mean.value - 1) + mean.rest) < 1e-30);
}

TEST_CASE("1 - a b keeps the digits of the difference") {
  exact_sum<double> a;
  a.add(3);
  exact_sum<double> one;
  one.add(1);
  auto const third = quotient(one, a);
  CHECK(std::abs(one_minus_product(a, third)) < 1e-31);
}

TEST_CASE("the rate of arrivals has twice the digits of a double") {
  // The same phase twice: the rate of the copy is that of one Poisson process, exactly.
  auto const c = chain_of<double>(markov_arrivals<>{.d0 = {-0.4, 0.1, 0.7, -1}, .d1 = {0.3, 0, 0, 0.3}});
  CHECK(std::abs((c.rate.value - 0.3) + c.rate.rest) < 1e-31);
}

TEST_CASE("phases that are never entered, or left for ever, are dropped") {
  auto const law = phase_type<>{.initial = {0, 1}, .subgenerator = {-2, 2, 0, -3}};
  CHECK(chain_of<double>(law).initial.size() == 1);
  auto const a = markov_arrivals<>{.d0 = {-1, 1, 0, -5}, .d1 = {0, 0, 0, 5}};
  CHECK(chain_of<double>(a).size() == 1);
  CHECK(chain_of<double>(a).rate.result() == 5);
}
