// SPDX-License-Identifier: MIT
#include <ullage/detail/key_placement.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <vector>

using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("the load of keys is 1 in all, however many are told apart") {
  for (long long const h : {0LL, 1LL, 50LL, 1000LL, 5000LL}) {
    auto const load = zipf_load(1000, 0.7, h);
    double all = load.rest, squares = load.rest_squares, cubes = load.rest_cubes;
    for (double const p : load.top) {
      all += p;
      squares += p * p;
      cubes += p * p * p;
    }
    double const sum = power_sum(0.7, 1, 1000);
    CHECK(all == rel(1, 1e-14));
    CHECK(squares == rel(power_sum(1.4, 1, 1000) / sum / sum, 1e-14));
    CHECK(cubes == rel(power_sum(2.1, 1, 1000) / sum / sum / sum, 1e-14));
  }
}

TEST_CASE("a throw keeps the traffic, and its shares have the variance and the skewness of the sums") {
  struct one {
    long long keys;
    double exponent;
    long long one_by_one;
  };
  // all one by one; the rest as counts; the rest as normal numbers
  for (auto const& x : {one{400, 0.5, 400}, one{400, 0.5, 10}, one{20000, 0.5, 10}}) {
    std::size_t const partitions = 40;
    auto const load = zipf_load(x.keys, x.exponent, x.one_by_one);
    std::vector<double> out(partitions);
    double squares = 0, cubes = 0;
    constexpr int throws = 3000;
    for (std::uint64_t seed = 0; seed < throws; ++seed) {
      throw_keys(load, splitmix(seed).bits(), out);
      double sum = 0;
      for (double const s : out) {
        sum += s;
        double const d = s - 1.0 / 40;
        squares += d * d / 40 / throws;
        cubes += d * d * d / 40 / throws;
        CHECK_UNARY(s >= 0);
      }
      CHECK(sum == rel(1, 1e-13));
    }
    auto const all = zipf_load(x.keys, x.exponent, 0);
    double const p = 1.0 / 40;
    CHECK(squares == rel(all.rest_squares * p * (1 - p), 0.04));
    CHECK(cubes == rel(all.rest_cubes * p * (1 - p) * (1 - 2 * p), x.keys > 1000 ? 0.2 : 0.35));
  }
}

TEST_CASE("the typical throw is the one with the median of the hottest share") {
  auto const load = zipf_load(200, 1.0, 200);
  auto const typical = typical_throw(load, 10);
  double most = 0;
  for (double const s : typical) { most = s > most ? s : most; }
  int below = 0, above = 0;
  std::vector<double> out(10);
  for (std::uint64_t i = 0; i < 401; ++i) {
    throw_keys(load, splitmix(0x756c6c616765U + i).bits(), out);
    double hottest = 0;
    for (double const s : out) { hottest = s > hottest ? s : hottest; }
    below += hottest < most ? 1 : 0;
    above += hottest > most ? 1 : 0;
  }
  CHECK(below <= 200);
  CHECK(above <= 200);
  CHECK(below + above >= 390);
}
