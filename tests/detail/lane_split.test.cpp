// SPDX-License-Identifier: MIT
#include <ullage/detail/lane_split.hpp>

#include <support/approx.hpp>
#include <support/fit.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace ullage::detail;
using namespace ullage::test;

namespace {

std::vector<long long> all_of(lane_split const& split, std::size_t lanes, long long n, std::uint64_t seed) {
  std::vector<long long> out(lanes);
  for (std::size_t i = lanes; i-- > 0;) { out[i] = split(n, i, random_source(seed, 1, 2)); }
  return out;
}

} // namespace

TEST_CASE("the lanes get all records, one by one and in any order") {
  for (std::size_t const lanes : {1U, 2U, 3U, 7U, 8U, 9U, 100U}) {
    std::vector<double> shares(lanes);
    for (std::size_t i = 0; i < lanes; ++i) { shares[i] = 1.0 / static_cast<double>(1 + i * i); }
    lane_split const split(shares);
    for (long long const n : {0LL, 1LL, 17LL, 1000LL, 123'456'789'012'345LL}) {
      auto const got = all_of(split, lanes, n, lanes);
      long long sum = 0;
      for (std::size_t i = 0; i < lanes; ++i) {
        CHECK(got[i] >= 0);
        CHECK(split(n, i, random_source(lanes, 1, 2)) == got[i]);
        sum += got[i];
      }
      CHECK(sum == n);
    }
  }
}

TEST_CASE("a lane gets a binomial number, and lanes of one half and of two are anticorrelated as multinomial counts") {
  std::vector<double> const shares{0.3, 0.05, 0.25, 0.15, 0.25};
  lane_split const split(shares);
  int const n = 12;
  int const runs = 40000;
  std::vector<std::vector<double>> seen(5, std::vector<double>(13, 0));
  double product[3] = {};
  for (int run = 0; run < runs; ++run) {
    auto const x = all_of(split, 5, n, static_cast<std::uint64_t>(run));
    for (std::size_t i = 0; i < 5; ++i) { seen[i][static_cast<std::size_t>(x[i])] += 1; }
    product[0] += static_cast<double>(x[0] * x[1]); // of one pair
    product[1] += static_cast<double>(x[0] * x[2]); // of one half
    product[2] += static_cast<double>(x[0] * x[4]); // of two halves
  }
  for (std::size_t i = 0; i < 5; ++i) {
    std::vector<double> expected(13);
    for (int k = 0; k <= n; ++k) {
      double mass = runs;
      for (int j = 0; j < k; ++j) { mass *= shares[i] * (n - j) / (j + 1); }
      expected[static_cast<std::size_t>(k)] = mass * std::pow(1 - shares[i], n - k);
    }
    CHECK(chi_square(seen[i], expected) < chi_limit);
  }
  std::size_t const other[] = {1, 2, 4};
  for (std::size_t k = 0; k < 3; ++k) {
    // E X Y = n (n - 1) p q; standard errors are 0.6 % to 0.9 %
    CHECK(product[k] / runs == rel(n * (n - 1) * shares[0] * shares[other[k]], 0.03));
  }
}

TEST_CASE("large numbers: mean and variance of a share") {
  lane_split const split({0.2, 0.1, 0.7});
  double const n = 1e12;
  double sum = 0;
  double square = 0;
  int const runs = 4000;
  for (int run = 0; run < runs; ++run) {
    double const d = (static_cast<double>(split(1'000'000'000'000, 1, random_source(5, static_cast<std::uint64_t>(run), 0))) - 0.1 * n) / std::sqrt(n * 0.09);
    sum += d;
    square += d * d;
  }
  CHECK(std::fabs(sum) < 3.9 * std::sqrt(runs));
  CHECK(std::fabs(square - runs) < 3.9 * std::sqrt(2.0 * runs));
}

TEST_CASE("a share of 0 gets nothing, a single one everything; only proportions count") {
  lane_split const holes({0, 0.5, 0, 0, 0.5, 0});
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto const x = all_of(holes, 6, 1000, seed);
    CHECK(x[0] + x[2] + x[3] + x[5] == 0);
    CHECK(x[1] > 0);
    CHECK(x[4] == 1000 - x[1]);
  }
  lane_split const last({0, 0, 0, 1});
  CHECK((all_of(last, 4, 77, 3) == std::vector<long long>{0, 0, 0, 77}));
  CHECK(lane_split()(9, 0, random_source()) == 9);
  CHECK(lane_split(std::vector<double>{0.25})(9, 0, random_source()) == 9);
  lane_split const some({0.125, 0.5, 0.375});
  lane_split const eightfold({1, 4, 3});
  for (std::uint64_t seed = 0; seed < 50; ++seed) { CHECK((all_of(some, 3, 900, seed) == all_of(eightfold, 3, 900, seed))); }
}

TEST_CASE("another seed is another split") {
  lane_split const split({0.5, 0.5});
  double same = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    same += split(100, 0, random_source(1, seed, 0)) == split(100, 0, random_source(1, seed, 1)) ? 1 : 0;
  }
  CHECK(std::fabs(same - 400 * 0.0563) < 3.9 * std::sqrt(400 * 0.0563)); // sum of squared masses of Bin(100, 1/2)
}
