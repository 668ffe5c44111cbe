// SPDX-License-Identifier: MIT
#include <ullage/hottest_share.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

using skew = partition_skew<double>;
using law = hottest_share<double>;

law zipf(long long keys, double exponent, long long partitions) { return law(skew(zipf_keys<>{.keys = keys, .exponent = exponent}), partitions); }

} // namespace

TEST_CASE("R198 to R202: the mean within twice the half-width of the simulation, p99 within 5 %") {
  CHECK(std::fabs(mean(zipf(1000, 1, 10)) - 0.2204) < 2 * 0.0010);
  CHECK(quantile(zipf(1000, 1, 10), 0.99) == rel(0.317, 0.05));
  CHECK(std::fabs(mean(zipf(1000, 1, 100)) - 0.1421) < 2 * 0.0003);
  CHECK(quantile(zipf(1000, 1, 100), 0.99) == rel(0.201, 0.05));
  CHECK(std::fabs(mean(zipf(10000, 1, 100)) - 0.1110) < 2 * 0.0002);
  CHECK(std::fabs(mean(zipf(10000, 0.5, 100)) - 0.01554) < 2 * 0.00004);
  CHECK(std::fabs(mean(zipf(10000, 1.2, 20)) - 0.2481) < 2 * 0.0009);
  CHECK(quantile(zipf(10000, 1.2, 20), 0.99) == rel(0.352, 0.05));
}

TEST_CASE("two keys: they meet on one of the partitions, or they do not") {
  // shares 2/3 and 1/3
  auto const x = zipf(2, 1, 4);
  CHECK(mean(x) == rel(2.0 / 3 + 1.0 / 3 / 4, 1e-12));
  CHECK(tail(x, 0.5) == 1);
  CHECK(tail(x, 0.7) == rel(0.25, 1e-12));
  CHECK(quantile(x, 0.5) == rel(2.0 / 3, 1e-14));
  CHECK(quantile(x, 0.9) == rel(1, 1e-14));
}

TEST_CASE("keys that are all the same: the two ways agree") {
  for (long long const partitions : {5, 50}) {
    law const count(skew(equal_keys{.keys = 20000}), partitions);
    auto const moments = zipf(20000, 0, partitions);
    CHECK(mean(moments) == rel(mean(count), 0.002));
    CHECK(quantile(moments, 0.99) == rel(quantile(count, 0.99), 0.01));
    CHECK(mean(count) == rel(mean(hottest_count<>{20000, partitions}) / 20000, 1e-15));
  }
}

TEST_CASE("shares that lie as they lie are one value") {
  law const m(skew(measured_shares<>{{1, 3, 4}}), 3);
  CHECK(mean(m) == 0.5);
  CHECK(quantile(m, 0.01) == 0.5);
  CHECK(tail(m, 0.49) == 1);
  CHECK(tail(m, 0.5) == 0);
  CHECK(mean(law(skew(even_shares{}), 8)) == 0.125);
  CHECK(mean(law(skew(named_keys<>{{"21", "foobar"}, {1, 3}}), 7)) == 0.75);
}

TEST_CASE("no partition is hotter than all, nor cooler than the largest key or an even share") {
  for (double const s : {0.0, 0.4, 1.0, 1.5, 4.0, 1e30}) {
    for (long long const keys : {1LL, 10LL, 1000LL, 1'000'000'000LL}) {
      for (long long const partitions : {1LL, 2LL, 30LL, 1'000'000LL}) {
        auto const x = zipf(keys, s, partitions);
        double const low = std::fmax(top_share(skew(zipf_keys<>{.keys = keys, .exponent = s})), 1 / double(partitions));
        CHECK(mean(x) >= low * (1 - 1e-6));
        CHECK(mean(x) <= 1);
        double const q = quantile(x, 0.9);
        CHECK(q >= low * (1 - 1e-12));
        CHECK(q <= 1);
        CHECK(cdf(x, q) >= 0.9 - 1e-9);
        CHECK(tail(x, -1.0) == 1);
        CHECK(tail(x, 1.0) == doctest::Approx(0).epsilon(1e-12));
      }
    }
  }
  CHECK(mean(zipf(1000, 1, 1)) == rel(1, 1e-14));
}

TEST_CASE("quantiles rise and undo the tail; the mean is the area under it") {
  auto const x = zipf(10000, 0.8, 40);
  double before = 0;
  for (double p = 0; p < 1; p += 0.05) {
    double const q = quantile(x, p);
    CHECK(q >= before);
    CHECK(cdf(x, q) >= p - 1e-12);
    before = q;
  }
  double area = 0;
  for (int i = 0; i < 2000; ++i) { area += tail(x, (i + 0.5) / 2000) / 2000; }
  CHECK(mean(x) == rel(area, 1e-4));
}

TEST_CASE("equal keys: shares are counts over the number of keys, exact ones for few keys") {
  law const few(skew(equal_keys{.keys = 30}), 6);
  exact_hottest_count<> const exact(30, 6);
  for (int m = 5; m < 30; ++m) { CHECK(cdf(few, m / 30.0) == doctest::Approx(cdf(exact, m)).epsilon(1e-15)); }
  CHECK(quantile(few, 0.99) == quantile(exact, 0.99) / 30);
  CHECK(mean(few) == rel(mean(exact) / 30, 1e-15));
  law const many(skew(equal_keys{.keys = 300}), 6);
  hottest_count<> const count{300, 6};
  for (int m = 50; m < 300; ++m) { CHECK(cdf(many, m / 300.0) == doctest::Approx(cdf(count, m)).epsilon(1e-15)); }
  CHECK(mean(many) == rel(mean(count) / 300, 1e-15));
}

TEST_CASE("few keys of like size on many partitions: birthdays") {
  // 1000 keys on 10^6 partitions: no two meet with probability 0.607; then the hottest has two or, rarely, three.
  auto const x = zipf(1000, 0, 1'000'000);
  exact_hottest_count<> const n(1000, 1'000'000);
  CHECK(mean(x) == doctest::Approx(mean(n) / 1000).epsilon(0.25).scale(0));
  auto const y = zipf(300, 0.01, 2000);
  exact_hottest_count<> const m(300, 2000);
  CHECK(mean(y) == rel(mean(m) / 300, 0.02));
}

TEST_CASE("bad values are refused by name") {
  auto const x = zipf(100, 1, 10);
  CHECK(refusal([&] { (void)quantile(x, 1.0); }) == "quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([&] { (void)tail(x, std::numeric_limits<double>::quiet_NaN()); }) == "tail: share = nan, but must be a number");
  CHECK(refusal([] { (void)zipf(0, 1, 10); }) == "zipf_keys: keys = 0, but must be in [1, 1000000000]");
  CHECK(refusal([] { (void)zipf(10, 1, 2'000'000); }) == "hottest_share: partitions = 2e+06, but must be in [1, 1000000]");
}

TEST_CASE("float and long double stay what they are") {
  hottest_share<float> const f(partition_skew<float>(zipf_keys<float>{.keys = 1000}), 10);
  CHECK(std::is_same_v<decltype(mean(f)), float>);
  CHECK(double(mean(f)) == rel(mean(zipf(1000, 1, 10)), 1e-6));
  hottest_share<long double> const l(partition_skew<long double>(equal_keys{.keys = 1000}), 10);
  CHECK(static_cast<double>(mean(l)) == rel(mean(law(skew(equal_keys{.keys = 1000}), 10)), 1e-14));
}
