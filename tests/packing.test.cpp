// SPDX-License-Identifier: MIT
#include <ullage/packing.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("R319: 10 partitions with 1 to 10 consumers are worth 1, 2, 2.5, 10/3, 5, 5, 5, 5, 5, 10") {
  std::vector<double> const worth{1, 2, 2.5, 10.0 / 3, 5, 5, 5, 5, 5, 10};
  for (int c = 1; c <= 10; ++c) { CHECK(effective_parallelism(10, c) == rel(worth[static_cast<std::size_t>(c - 1)], 1e-15)); }
}

TEST_CASE("more partitions can be worth less: 5 consumers at 10 and at 11 partitions") {
  CHECK(effective_parallelism(10, 5) == 5);
  CHECK(effective_parallelism(11, 5) == rel(11.0 / 3, 1e-15));
}

TEST_CASE("as many consumers as partitions, or more, are worth the partitions; none are worth nothing") {
  for (int const p : {1, 3, 100}) {
    CHECK(effective_parallelism(p, p) == p);
    CHECK(effective_parallelism(p, 10 * p) == p);
    CHECK(effective_parallelism(p, 0) == 0);
  }
  CHECK(effective_parallelism(0, 0) == 0);
  CHECK(effective_parallelism(0, 5) == 0);
}

TEST_CASE("it is the partitions over the largest number that one consumer owns") {
  for (int p = 1; p <= 60; ++p) {
    double before = 0;
    for (int c = 1; c <= 70; ++c) {
      std::vector<int> owned(static_cast<std::size_t>(c), 0);
      for (int i = 0; i < p; ++i) { ++owned[static_cast<std::size_t>(i % c)]; }
      double const worth = effective_parallelism(p, c);
      CHECK(worth == rel(static_cast<double>(p) / *std::max_element(owned.begin(), owned.end()), 1e-14));
      CHECK(worth <= c);
      CHECK(worth <= p);
      CHECK(worth >= before); // more consumers never harm
      before = worth;
    }
  }
}

TEST_CASE("a real number of consumers counts when the next whole share is reached") {
  CHECK(effective_parallelism(10, 2.5) == 2.5);
  CHECK(effective_parallelism(10, 3.2) == 2.5);
  CHECK(effective_parallelism(10, 10.0 / 3) == rel(10.0 / 3, 1e-15));
  CHECK(effective_parallelism(7, 7.0 / 3) == rel(7.0 / 3, 1e-15)); // 7 / (7/3) is 3 but for rounding
  CHECK(effective_parallelism(10, 0.5) == rel(0.5, 1e-15));
}

TEST_CASE("arguments out of range are refused by field, value and rule") {
  CHECK(refusal([] { (void)effective_parallelism(-1, 2); }) ==
        "effective_parallelism: partitions = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)effective_parallelism(3, -2); }) ==
        "effective_parallelism: consumers = -2, but must be finite and >= 0");
  CHECK(refusal([] { (void)effective_parallelism(std::numeric_limits<double>::infinity(), 2); }) ==
        "effective_parallelism: partitions = inf, but must be finite and >= 0");
}

TEST_CASE("float and long double give the same") {
  CHECK(effective_parallelism(10.0f, 7.0f) == 5.0f);
  CHECK(effective_parallelism(10.0L, 7.0L) == 5.0L);
}
