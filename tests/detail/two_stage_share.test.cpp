// SPDX-License-Identifier: MIT
#include <ullage/detail/two_stage_share.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("three keys on two partitions: the four ways of lying") {
  // 6/11, 3/11, 2/11 with the first fixed: both others there 1, second 9/11, third 8/11, none 6/11
  two_stage_share const x(3, 1, 2);
  CHECK(x.mean() == rel((1 + 9.0 / 11 + 8.0 / 11 + 6.0 / 11) / 4, 0.01));
  CHECK(x.tail(0.95) == doctest::Approx(0.25).epsilon(0.1));
  CHECK(x.tail(0.5) == 1);
  CHECK(x.fits());
}

TEST_CASE("telling more keys apart changes little") {
  for (double const s : {0.5, 0.8, 1.1}) {
    two_stage_share const some(20000, s, 50, 16);
    two_stage_share const more(20000, s, 50, 100);
    CHECK(some.mean() == rel(more.mean(), 0.005));
    CHECK(some.quantile(0.9) == rel(more.quantile(0.9), 0.01));
  }
}

TEST_CASE("two stages and throws of all keys agree") {
  for (double const s : {0.3, 0.7, 1.0, 1.3}) {
    two_stage_share const two(5000, s, 25);
    hottest_throws const all(zipf_load(5000, s, 5000), 25);
    CHECK(two.fits());
    CHECK(two.mean() == rel(all.mean(), 0.012));
    for (double const p : {0.1, 0.5, 0.8, 0.95}) {
      // Three standard errors of some 1200 throws, and 0.02 since the rest of one partition is not less for that of another.
      double const x = all.quantile(p) * (1 + 1e-9);
      CHECK(std::fabs(two.tail(x) - all.tail(x)) < 0.02 + 3 * std::sqrt(p * (1 - p) / 1200));
    }
  }
}

TEST_CASE("where the rest is nothing like normal it says so") {
  CHECK(!two_stage_share(1000, 0, 1'000'000).fits());
  CHECK(!two_stage_share(2000, 0.1, 2000).fits());
  CHECK(two_stage_share(2000, 1, 2000).fits()); // the largest key stands out
  CHECK(two_stage_share(1'000'000, 0, 100).fits());
}

TEST_CASE("quantiles of throws are their ranks") {
  hottest_throws const x(zipf_load(50, 0.5, 50), 10);
  for (double const p : {0.001, 0.25, 0.5, 0.999}) {
    CHECK(x.tail(x.quantile(p)) <= 1 - p + 1e-12);
    CHECK(x.tail(x.quantile(p) * (1 - 1e-12)) > 1 - p - 1e-12);
  }
}
