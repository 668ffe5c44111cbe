// SPDX-License-Identifier: MIT
#include <ullage/skew.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

using skew = partition_skew<double>;

double sum(std::vector<double> const& x) {
  double s = 0;
  for (double const v : x) { s += v; }
  return s;
}

/// Median of the hottest share over placements of each key by itself, with another generator.
double median_by_keys(std::vector<double> weights, std::size_t partitions, int placements) {
  std::mt19937_64 chance(7);
  double const all = sum(weights);
  std::vector<double> hottest;
  for (int r = 0; r < placements; ++r) {
    std::vector<double> load(partitions);
    for (double const w : weights) { load[chance() % partitions] += w; }
    hottest.push_back(*std::max_element(load.begin(), load.end()) / all);
  }
  std::sort(hottest.begin(), hottest.end());
  return hottest[hottest.size() / 2];
}
std::vector<double> zipf_weights(int keys, double exponent) {
  std::vector<double> w;
  for (int k = 1; k <= keys; ++k) { w.push_back(std::pow(k, -exponent)); }
  return w;
}

} // namespace

TEST_CASE("R196: the top share of Zipf's keys") {
  CHECK(top_share(skew(zipf_keys<>{.keys = 1000})) == rel(0.13359213049244016, 1e-14));
  CHECK(top_share(skew(zipf_keys<>{.keys = 1})) == 1);
  CHECK(top_share(skew(zipf_keys<>{.keys = 1000, .exponent = 0})) == rel(0.001, 1e-14));
  CHECK(top_share(skew(zipf_keys<>{.keys = 1'000'000'000, .exponent = 1})) == rel(1 / 21.300481502347944, 1e-13)); // H of 10^9
  CHECK(top_share(skew(zipf_keys<>{.keys = 1'000'000'000, .exponent = 2})) == rel(6 / (3.141592653589793 * 3.141592653589793), 2e-9));
  CHECK(top_share(skew(zipf_keys<>{.keys = 1'000'000'000, .exponent = 1e30})) == 1);
}

TEST_CASE("R197: the sum of the squares of Zipf's shares") {
  auto const load = detail::zipf_load<double>(1000, 1, 10);
  double squares = load.rest_squares;
  double all = load.rest;
  for (double const p : load.top) {
    squares += p * p;
    all += p;
  }
  CHECK(squares == rel(0.029339065670614259, 1e-14));
  CHECK(all == rel(1, 1e-15));
}

TEST_CASE("the top share of other distributions") {
  CHECK(top_share(skew(equal_keys{.keys = 250})) == 0.004);
  CHECK(top_share(skew(measured_shares<>{{3, 1, 4}})) == 0.5);
  CHECK(top_share(skew(named_keys<>{{"a", "b", "c", "d"}, {1, 5, 2, 2}})) == 0.5);
  CHECK(top_share(skew(named_keys<>{{"a", "b", "a", "c"}, {3, 4, 2, 1}})) == 0.5); // "a" is one key
  CHECK(top_share(skew(named_keys<>{{"a", "b"}})) == 0.5);
  CHECK(top_share(skew(even_shares{})) == 0);
}

TEST_CASE("hot keys: no number of partitions carries more than one partition does of the largest key") {
  double const limit = hot_key_limit(skew(zipf_keys<>{.keys = 1000}), 1.0);
  CHECK(limit == rel(7.485470860550345, 1e-14)); // H of 1000
  CHECK(hot_key_limit(0.5, 100) == 200);
  CHECK(hot_key_limit(0, 100) == std::numeric_limits<double>::infinity());
  for (long long const partitions : {10, 100, 1000}) {
    CHECK(effective_partitions(partition_shares(skew(zipf_keys<>{.keys = 1000}), partitions)) <= limit * (1 + 1e-12));
  }
  CHECK(effective_partitions(std::vector<double>{1, 1, 2}) == 2);
  CHECK(effective_partitions(partition_shares(skew(even_shares{}), 12)) == rel(12, 1e-14));
}

TEST_CASE("shares are what was given, or even") {
  CHECK(partition_shares(skew(even_shares{}), 4) == std::vector<double>{0.25, 0.25, 0.25, 0.25});
  CHECK(partition_shares(skew(measured_shares<>{{1, 0, 3}}), 3) == std::vector<double>{0.25, 0, 0.75});
  CHECK(placed_shares(skew(measured_shares<>{{1, 0, 3}}), 3) == std::vector<double>{0.25, 0, 0.75});
}

TEST_CASE("named keys lie where the Java client puts them") {
  // Partitions of 7 by the Java client: "21" 3, "foobar" 0, "a-little-bit-long-string" 1, "abc" 4.
  auto const shares = partition_shares(skew(named_keys<>{{"21", "foobar", "a-little-bit-long-string", "abc"}, {1, 2, 3, 4}}), 7);
  CHECK(shares == std::vector<double>{0.2, 0.3, 0, 0.1, 0.4, 0, 0});
  auto const numbers = partition_shares(skew(named_keys<>{{int_key(1), long_key(2)}}), 5);
  CHECK(numbers[static_cast<std::size_t>(partition_for_int(1, 5))] >= 0.5);
  CHECK(numbers[static_cast<std::size_t>(partition_for_long(2, 5))] >= 0.5);
}

TEST_CASE("the hottest share is not monotone in the number of partitions when the keys are known") {
  skew const keys = named_keys<>{{"customer-1", "customer-2", "customer-3", "customer-4", "customer-5", "customer-6"}};
  bool rises = false;
  double before = 1;
  for (long long p = 2; p <= 12; ++p) {
    double const most = 1 / effective_partitions(placed_shares(keys, p));
    rises = rises || most > before;
    before = most;
  }
  CHECK(rises);
}

TEST_CASE("placements of hashed keys are typical: the hottest share is near the median of throws key by key") {
  struct one {
    int keys;
    double exponent;
    int partitions;
  };
  for (auto const& x : {one{1000, 1, 10}, one{1000, 1, 100}, one{10000, 0.5, 100}, one{10000, 1.2, 20}, one{30000, 0.8, 50}}) {
    auto const shares = partition_shares(skew(zipf_keys<>{.keys = x.keys, .exponent = x.exponent}), x.partitions);
    CHECK(shares.front() == rel(median_by_keys(zipf_weights(x.keys, x.exponent), std::size_t(x.partitions), 401), 0.025));
    CHECK(sum(shares) == rel(1, 1e-14));
    CHECK(std::is_sorted(shares.rbegin(), shares.rend()));
  }
  for (int const keys : {500, 30000}) { // one by one, and by moments
    auto const shares = partition_shares(skew(equal_keys{.keys = keys}), 100);
    CHECK(shares.front() == rel(median_by_keys(zipf_weights(keys, 0), 100, 401), 0.03));
  }
}

TEST_CASE("placed shares of hashed keys have the mean and the variance of the throw") {
  struct one {
    skew keys;
    double squares; // of the shares of the keys
  };
  for (auto const& x : {one{equal_keys{.keys = 1'000'000}, 1e-6}, one{equal_keys{.keys = 25000}, 1.0 / 25000},
                        one{zipf_keys<>{.keys = 100'000'000, .exponent = 0.3}, 0}}) {
    std::size_t const partitions = 20000;
    auto const shares = placed_shares(x.keys, static_cast<long long>(partitions));
    double squares = 0;
    for (double const s : shares) { squares += (s - 1.0 / 20000) * (s - 1.0 / 20000); }
    double expected = x.squares;
    if (expected == 0) {
      double const all = detail::power_sum(0.3, 1, 100'000'000);
      expected = detail::power_sum(0.6, 1, 100'000'000) / all / all;
    }
    CHECK(squares == rel(expected, 0.05)); // sum of variances: sum p^2 (1 - 1/P)
    CHECK(!std::is_sorted(shares.rbegin(), shares.rend()));
  }
}

TEST_CASE("placements are always the same, also for a billion keys on very many partitions") {
  skew const keys = zipf_keys<>{.keys = 1'000'000'000, .exponent = 0.9};
  CHECK(partition_shares(keys, 300) == partition_shares(keys, 300));
  auto const many = placed_shares(keys, 100000);
  CHECK(sum(many) == rel(1, 1e-12));
  CHECK(*std::min_element(many.begin(), many.end()) >= 0);
  CHECK(placed_shares(keys, 1) == std::vector<double>{1});
}

TEST_CASE("extreme exponents: one key has all, or all the same") {
  CHECK(partition_shares(skew(zipf_keys<>{.keys = 1'000'000, .exponent = 500}), 10).front() == 1);
  CHECK(partition_shares(skew(zipf_keys<>{.keys = 1'000'000, .exponent = 1e30}), 10).back() == 0);
  auto const flat = partition_shares(skew(zipf_keys<>{.keys = 1'000'000, .exponent = 0}), 10);
  auto const same = partition_shares(skew(equal_keys{.keys = 1'000'000}), 10);
  CHECK(flat.front() == rel(same.front(), 0.002));
}

TEST_CASE("what is even") {
  CHECK(is_even(skew(even_shares{})));
  CHECK(is_even(skew(measured_shares<>{{2, 2, 2}})));
  CHECK(!is_even(skew(measured_shares<>{{2, 2, 3}})));
  CHECK(!is_even(skew(equal_keys{.keys = 1000})));
  CHECK(!is_even(skew(zipf_keys<>{.keys = 10})));
  CHECK(!is_even(skew(named_keys<>{{"a"}})));
}

TEST_CASE("distributions that no topic can have are refused by name") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal([] { validate(skew(even_shares{}), 0); }) ==
        "partition_skew: partitions = 0, but must be >= 1 (traffic needs a partition to go to)");
  CHECK(refusal([] { validate(skew(measured_shares<>{{1, 2}}), 3); }) ==
        "measured_shares: number of weights = 2, but must be that of the partitions, 3");
  CHECK(refusal([] { validate(skew(measured_shares<>{{1, -2, 1}}), 3); }) == "measured_shares: weights[1] = -2, but must be finite and >= 0");
  CHECK(refusal([&] { validate(skew(measured_shares<>{{1, 2, nan}}), 3); }) == "measured_shares: weights[2] = nan, but must be finite and >= 0");
  CHECK(refusal([] { validate(skew(measured_shares<>{{0, 1e-40}}), 2); }) ==
        "measured_shares: weights[1] = 1e-40, but must be 0 or of a size between 1e-30 and 1e30");
  CHECK(refusal([] { validate(skew(measured_shares<>{{0, 0}}), 2); }) == "measured_shares: sum of weights = 0, but must be > 0");
  CHECK(refusal([] { validate(skew(equal_keys{}), 2); }) == "equal_keys: keys = 0, but must be in [1, 1000000000]");
  CHECK(refusal([] { validate(skew(zipf_keys<>{.keys = -1}), 2); }) == "zipf_keys: keys = -1, but must be in [1, 1000000000]");
  CHECK(refusal([] { validate(skew(zipf_keys<>{.keys = 5, .exponent = -1}), 2); }) == "zipf_keys: exponent = -1, but must be finite and >= 0");
  CHECK(refusal([] { validate(skew(named_keys<>{}), 2); }) == "named_keys: number of keys = 0, but must be >= 1");
  CHECK(refusal([] { validate(skew(named_keys<>{{"a", "b"}, {1, 2, 3}}), 2); }) ==
        "named_keys: number of weights = 3, but must be that of the keys, 2, or 0 (all the same)");
  CHECK(refusal([] { validate(skew(named_keys<>{{"a", "b"}, {0, 0}}), 2); }) == "named_keys: sum of weights = 0, but must be > 0");
  CHECK(refusal([] { validate(skew(equal_keys{.keys = 5}), 1'000'000'000); }) == "accepted");
  CHECK(refusal([] { (void)partition_shares(skew(even_shares{}), 2'000'000); }) ==
        "partition_shares: partitions = 2e+06, but must be in [1, 1000000]");
  CHECK(refusal([] { (void)top_share(skew(measured_shares<>{})); }) ==
        "measured_shares: number of weights = 0, but must be that of the partitions, 1");
  CHECK(refusal([] { (void)hot_key_limit(1.5, 1); }) == "hot_key_limit: top_share = 1.5, but must be in [0, 1]");
  CHECK(refusal([] { (void)hot_key_limit(0.5, 0); }) == "hot_key_limit: partition_capacity = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)effective_partitions(std::vector<double>{}); }) == "effective_partitions: number of shares = 0, but must be >= 1");
  CHECK(refusal([] { (void)effective_partitions(std::vector<double>{1, -1}); }) ==
        "effective_partitions: shares[1] = -1, but must be finite and >= 0");
}

TEST_CASE("float and long double stay what they are") {
  partition_skew<float> const f = zipf_keys<float>{.keys = 1000};
  CHECK(std::is_same_v<decltype(top_share(f)), float>);
  CHECK(double(top_share(f)) == rel(0.13359213049244016, 1e-7));
  auto const shares = partition_shares(f, 10);
  CHECK(double(shares.front()) == rel(partition_shares(skew(zipf_keys<>{.keys = 1000}), 10).front(), 1e-6));
  partition_skew<long double> const l = zipf_keys<long double>{.keys = 1'000'000};
  CHECK(static_cast<double>(top_share(l)) == rel(1 / 14.392726722865723, 1e-15)); // H of 10^6
  CHECK(static_cast<double>(partition_shares(l, 10).front()) == rel(partition_shares(skew(zipf_keys<>{.keys = 1'000'000}), 10).front(), 1e-12));
}
