// SPDX-License-Identifier: MIT
#include <ullage/hottest_count.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

using exact = exact_hottest_count<>;
using fast = hottest_count<>;

/// P(count <= m) by all the ways in which n items can lie on p partitions, one partition at a time.
double by_counting(int n, int p, int m) {
  std::vector<double> ways(static_cast<std::size_t>(n) + 1);
  ways[0] = 1;
  for (int bin = 0; bin < p; ++bin) {
    std::vector<double> next(ways.size());
    for (int have = 0; have <= n; ++have) {
      double choose = 1;
      for (int more = 0; more <= m && have + more <= n; ++more) {
        next[static_cast<std::size_t>(have + more)] += ways[static_cast<std::size_t>(have)] * choose;
        choose *= double(n - have - more) / (more + 1);
      }
    }
    ways = next;
  }
  return ways[static_cast<std::size_t>(n)] / std::pow(p, n);
}

} // namespace

TEST_CASE("R186 to R191: exact mean and quantiles of the keys on the fullest partition") {
  CHECK(mean(exact(10, 4)) == rel(550175.0 / 131072, 1e-14));
  struct row {
    long long keys, partitions;
    double mean, p50, p99;
  };
  for (auto const& r : {row{20, 10, 4.409855528043, 4, 7}, row{100, 10, 15.124527428812, 15, 20}, row{100, 100, 4.232595238796, 4, 6},
                        row{1000, 10, 115.663581756071, 115, 130}, row{1000, 100, 18.761660017475, 19, 24}}) {
    exact const x(r.keys, r.partitions);
    CHECK(mean(x) == rel(r.mean, 2e-12));
    CHECK(quantile(x, 0.5) == r.p50);
    CHECK(quantile(x, 0.99) == r.p99);
  }
}

TEST_CASE("R192 to R195: the mean of independent Poisson counts, and the simulation of the true one") {
  CHECK(mean(fast{1000, 100}) == rel(18.7606461226706, 1e-13));
  CHECK(mean(fast{4000, 10}) == rel(431.054688053791, 1e-13));
  CHECK(mean(fast{10000, 20}) == rel(542.211328249805, 1e-13));
  CHECK(mean(fast{10000, 100}) == rel(125.959076285314, 1e-13));
  CHECK(std::fabs(mean(fast{4000, 10}) - 431.043) < 2 * 0.044);
  CHECK(std::fabs(mean(fast{10000, 20}) - 542.202) < 2 * 0.048);
  CHECK(std::fabs(mean(fast{10000, 100}) - 125.966) < 2 * 0.020);
}

TEST_CASE("the exact law counts the ways in which the items can lie") {
  for (int const p : {1, 2, 3, 5, 8, 13}) {
    for (int const n : {1, 2, 7, 12, 20}) {
      exact const x(n, p);
      for (int m = 0; m <= n; ++m) { CHECK(cdf(x, m) == doctest::Approx(by_counting(n, p, m)).epsilon(1e-13).scale(1)); }
    }
  }
}

TEST_CASE("two partitions: the larger of a binomial number and the rest") {
  // E = n/2 + n C(n-1, (n-1)/2) / 2^n for odd n
  double binomial = 1; // C(2k, k) / 4^k
  for (int k = 1; k <= 500; ++k) { binomial *= (2.0 * k - 1) / (2.0 * k); }
  CHECK(mean(exact(1001, 2)) == rel(500.5 + 1001 * binomial / 2, 1e-12));
}

TEST_CASE("independent counts are close: 3 % in the mean at 4 items, 0.1 % from 10 items for each partition on") {
  for (long long const p : {4, 10, 30}) {
    for (long long const each : {1, 2, 5, 10, 20}) {
      double const truth = mean(exact(p * each, p));
      CHECK(mean(fast{p * each, p}) == rel(truth, each < 10 ? 0.12 / double(p * each) : 0.0009));
      CHECK(mean(fast{p * each, p}) <= truth * (1 + 1e-3));
    }
  }
}

TEST_CASE("birthdays: with few items on many partitions two of them rarely meet") {
  fast const x{23, 365};
  CHECK(tail(x, 1) == rel(0.507297, 0.04));
  CHECK(tail(exact(23, 365), 1) == rel(0.5072972343239854, 1e-12));
  CHECK(tail(x, 0) == 1);
  CHECK(tail(x, 23) == 0);
  CHECK(quantile(x, 0) == 1);
}

TEST_CASE("the law falls, its quantiles undo it, and one partition has all") {
  for (fast const& x : {fast{100, 7}, fast{1'000'000, 100}, fast{1'000'000'000'000, 50}, fast{5, 1000}}) {
    double const m = mean(x);
    double before = 1;
    for (double f = 0.5; f < 2; f += 0.01) {
      double const t = tail(x, f * m);
      CHECK(t <= before);
      before = t;
      CHECK(cdf(x, f * m) == 1 - t);
    }
    for (double const p : {0.01, 0.5, 0.9, 0.999}) {
      double const q = quantile(x, p);
      CHECK(cdf(x, q) >= p);
      if (q > 1) { CHECK(cdf(x, q - 1) < p); }
    }
  }
  CHECK(mean(fast{77, 1}) == 77);
  CHECK(quantile(fast{77, 1}, 0.3) == 77);
  CHECK(mean(exact(77, 1)) == 77);
}

TEST_CASE("very many records: the mean grows smoothly through the change of method") {
  double const below = mean(fast{10'000'000, 100}); // 10^5 each
  double const above = mean(fast{10'000'100, 100});
  CHECK(above - below == rel(1.0, 0.03));
  CHECK(mean(fast{1'000'000'000'000'000, 100}) / 1e13 == rel(1 + 7.9297e-7, 1e-10)); // 2.5076 deviations of 10^6.5
}

TEST_CASE("counts out of range are refused by name") {
  CHECK(refusal([] { (void)mean(fast{}); }) == "hottest_count: items = 0, but must be in [1, 1e15]");
  CHECK(refusal([] { (void)mean(fast{.items = 5}); }) == "hottest_count: partitions = 0, but must be in [1, 1000000000]");
  CHECK(refusal([] { (void)quantile(fast{5, 5}, 1.0); }) == "quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)tail(fast{5, 5}, std::numeric_limits<double>::quiet_NaN()); }) == "tail: m = nan, but must be a number");
  CHECK(refusal([] { (void)exact(2001, 5); }) == "exact_hottest_count: items = 2001, but must be in [1, 2000]");
  CHECK(refusal([] { (void)exact(5, 0); }) == "exact_hottest_count: partitions = 0, but must be in [1, 1000000000]");
  CHECK(refusal([] { (void)quantile(exact(5, 5), -0.1); }) == "quantile: p = -0.1, but must be in [0, 1)");
}

TEST_CASE("float and long double stay what they are") {
  CHECK(std::is_same_v<decltype(mean(hottest_count<float>{10, 2})), float>);
  CHECK(double(mean(hottest_count<float>{10000, 100})) == rel(125.959076285314, 1e-7));
  CHECK(static_cast<double>(mean(hottest_count<long double>{10000, 100})) == rel(125.959076285314, 1e-13));
  CHECK(static_cast<double>(mean(exact_hottest_count<long double>(10, 4))) == rel(550175.0 / 131072, 1e-15));
}
