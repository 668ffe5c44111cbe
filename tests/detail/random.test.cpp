// SPDX-License-Identifier: MIT
#include <ullage/detail/random.hpp>

#include <support/approx.hpp>
#include <support/fit.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <vector>

using namespace ullage::detail;
using namespace ullage::test;

namespace {

template <class F> std::vector<double> draws(std::size_t n, F const& f) {
  std::vector<double> out(n);
  for (auto& x : out) { x = static_cast<double>(f()); }
  return out;
}

/// Counts of n draws against a mass function, by Pearson's statistic.
template <class F, class Mass> double count_fit(int n, std::size_t cells, F const& f, Mass const& mass) {
  std::vector<double> seen(cells, 0);
  std::vector<double> expected(cells, 0);
  double left = 1;
  for (std::size_t k = 0; k + 1 < cells; ++k) {
    expected[k] = n * mass(static_cast<double>(k));
    left -= mass(static_cast<double>(k));
  }
  expected[cells - 1] = n * std::fabs(left);
  for (int i = 0; i < n; ++i) {
    auto const k = static_cast<std::size_t>(f());
    seen[k < cells ? k : cells - 1] += 1;
  }
  return chi_square(seen, expected);
}

double poisson_mass_of(double k, double a) { return std::exp(k * std::log(a) - a - std::lgamma(k + 1)); }
double binomial_mass_of(double k, double n, double p) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) + (n - k) * std::log1p(-p));
}

} // namespace

TEST_CASE("the generators are splitmix64 and xoshiro256++: the values of another implementation, in Python") {
  CHECK(mixed(0) == 0xe220a8397b1dcdafU);
  random_source zero(0, 0, 0);
  CHECK(zero.next() == 0xbabb761ac830fe4aU);
  CHECK(zero.next() == 0x2b1abb547c60bbabU);
  CHECK(zero.next() == 0x288c5b4b4f854695U);
  CHECK(zero.next() == 0x1f5f7bf9d6d7c8baU);
  random_source some(1, 2, 3);
  CHECK(some.next() == 0x49866c4afe18581fU);
  CHECK(some.next() == 0xf7ea9df3522ec45dU);
  CHECK(some.next() == 0xa8ccbb8fe957ccb5U);
  CHECK(some.next() == 0xeadadaa25695247eU);
  random_source last(std::numeric_limits<std::uint64_t>::max(), 7, 0);
  CHECK(last.next() == 0xccd34aabd3967e7eU);
  CHECK(last.next() == 0xc559fde6f6e1365fU);
}

TEST_CASE("uniform, exponential, normal and whole numbers: the values of another implementation, 30 digits") {
  random_source u(1, 2, 3);
  CHECK(u.uniform() == 0.2872073824965765);
  CHECK(u.uniform() == 0.9684237212224459);
  CHECK(u.uniform() == 0.6593739725443292);
  random_source e(1, 2, 3);
  auto const gaps = draws(20000, [&] { return e.exponential(); });
  CHECK(gaps[0] == rel(1.0480758922999194, 1e-15));
  CHECK(gaps[3] == rel(1.5554683266380678, 1e-15));
  double sum = 0;
  for (double const x : gaps) { sum += x; }
  CHECK(sum == rel(20051.053928499212, 1e-13));
  CHECK(e.next() == 0x6e67fc02c7c131c2U);
  random_source n(1, 2, 3);
  auto const heights = draws(20000, [&] { return n.normal(); });
  CHECK(heights[0] == rel(0.692462287807588, 1e-15));
  CHECK(heights[1] == rel(1.7277005153669682, 1e-15));
  sum = 0;
  for (double const x : heights) { sum += std::fabs(x); }
  CHECK(sum == rel(16005.563725096945, 1e-13));
  CHECK(n.next() == 0xd7c9b11b89fa0418U);
  random_source b(1, 2, 3);
  for (std::uint64_t const k : {287U, 968U, 659U, 917U, 456U, 778U, 589U, 267U}) { CHECK(b.below(1000) == k); }
  random_source c(1, 2, 3);
  for (std::uint64_t const k : {861622146U, 2905271163U, 1978121916U, 2752205842U, 1368281040U}) { CHECK(c.below(3000000000U) == k); }
}

TEST_CASE("values are the same bit by bit whatever a compiler fuses") {
  // Pinned from a build without fused multiply-add; one with it must give the same.
  random_source r(9, 8, 7);
  std::uint64_t hash = 0;
  auto const note = [&](double x) { hash = mixed(hash ^ std::bit_cast<std::uint64_t>(x)); };
  for (int i = 0; i < 100000; ++i) {
    note(r.exponential());
    note(r.normal());
    note(r.gamma(0.25));
    note(r.gamma(3.5));
    note(exp_of(-r.uniform() * 700));
    note(static_cast<double>(r.poisson(30)));
  }
  CHECK(hash == 11980151889163749035U);
}

TEST_CASE("exp_down and exp_of are exp within 4e-16 and 6e-16") {
  double down = 0;
  double up = 0;
  for (double x = 0; x < 690; x += 0.01237) {
    auto const exact = std::exp(-static_cast<long double>(x));
    down = std::fmax(down, static_cast<double>(std::fabs((exp_down(x) - exact) / exact)));
    up = std::fmax(up, static_cast<double>(std::fabs((exp_of(x) * exact - 1))));
  }
  CHECK(down < 4e-16);
  CHECK(up < 6e-16);
  CHECK(exp_down(0) == 1);
  CHECK(exp_down(744.9) == std::numeric_limits<double>::denorm_min());
  CHECK(exp_down(746) == 0);
  CHECK(exp_down(std::numeric_limits<double>::infinity()) == 0);
}

TEST_CASE("the layers of the ziggurats have one area each and fall in width") {
  for (bool const normal : {false, true}) {
    auto const& z = normal ? ziggurat::normal : ziggurat::exponential;
    double const area = normal ? ziggurat::normal_area : ziggurat::exponential_area;
    for (std::size_t i = 1; i < 256; ++i) {
      double const width = 0x1p53 / z.steps[i];
      CHECK(width * (z.heights[i + 1] - z.heights[i]) == rel(area, 1e-11));
      CHECK(z.heights[i] == rel(normal ? std::exp(-width * width / 2) : std::exp(-width), 1e-13));
      if (i > 1) { CHECK(z.steps[i] > z.steps[i - 1]); }
    }
  }
}

TEST_CASE("uniform numbers are uniform, inside (0, 1), and differ by seed, replication and stream") {
  random_source r(1, 0, 0);
  auto const x = draws(200000, [&] { return r.uniform(); });
  CHECK(kolmogorov(x, [](double t) { return t; }) < ks_limit);
  std::set<std::uint64_t> firsts;
  for (std::uint64_t a = 0; a < 20; ++a) {
    for (std::uint64_t b = 0; b < 20; ++b) {
      for (std::uint64_t c = 0; c < 20; ++c) { firsts.insert(random_source(a, b, c).next()); }
    }
  }
  CHECK(firsts.size() == 8000);
  // The first number of neighbouring streams is uniform too.
  std::vector<double> first;
  for (std::uint64_t c = 0; c < 100000; ++c) { first.push_back(random_source(3, 4, c).uniform()); }
  CHECK(kolmogorov(first, [](double t) { return t; }) < ks_limit);
}

TEST_CASE("exponential, normal and gamma numbers follow their laws") {
  random_source r(2, 0, 0);
  std::size_t const n = 200000;
  CHECK(kolmogorov(draws(n, [&] { return r.exponential(); }), [](double t) { return -std::expm1(-t); }) < ks_limit);
  CHECK(kolmogorov(draws(n, [&] { return r.normal(); }), [](double t) { return std::erfc(-t / std::sqrt(2.0)) / 2; }) < ks_limit);
  CHECK(kolmogorov(draws(n, [&] { return r.gamma(0.5); }), [](double t) { return std::erf(std::sqrt(t)); }) < ks_limit);
  CHECK(kolmogorov(draws(n, [&] { return r.gamma(1.5); }), [](double t) {
          return std::erf(std::sqrt(t)) - std::sqrt(t / std::atan(1.0)) * std::exp(-t);
        }) < ks_limit);
  for (int const k : {2, 4, 30}) {
    CHECK(kolmogorov(draws(n, [&] { return r.gamma(k); }), [k](double t) {
            double term = std::exp(-t);
            double above = term;
            for (int i = 1; i < k; ++i) { above += term *= t / i; }
            return 1 - above;
          }) < ks_limit);
  }
}

TEST_CASE("the tails of the exponential and the normal law have the right weight") {
  random_source r(3, 0, 0);
  double beyond = 0;
  double far = 0;
  int const n = 4'000'000;
  for (int i = 0; i < n; ++i) {
    beyond += r.exponential() > ziggurat::exponential_edge ? 1 : 0;
    far += std::fabs(r.normal()) > ziggurat::normal_edge ? 1 : 0;
  }
  double const p = std::exp(-ziggurat::exponential_edge);
  double const q = std::erfc(ziggurat::normal_edge / std::sqrt(2.0));
  CHECK(std::fabs(beyond - n * p) < 3.9 * std::sqrt(n * p));
  CHECK(std::fabs(far - n * q) < 3.9 * std::sqrt(n * q));
}

TEST_CASE("gamma numbers of any shape have their mean and variance") {
  random_source r(4, 0, 0);
  for (double const k : {1e-3, 0.1, 0.99, 1.0, 1.01, 7.3, 1e4, 1e9}) {
    int const n = 400000;
    double sum = 0;
    double square = 0;
    for (int i = 0; i < n; ++i) {
      double const x = r.gamma(k) - k;
      sum += x;
      square += x * x;
    }
    CHECK(std::fabs(sum) < 3.9 * std::sqrt(n * k));
    // Fourth central moment 3 k^2 + 6 k.
    CHECK(std::fabs(square - n * k) < 3.9 * std::sqrt(n * (2 * k * k + 6 * k)));
  }
  CHECK(r.gamma(1e-300) == 0);
  CHECK(r.gamma(1e30) == rel(1e30, 1e-12));
}

TEST_CASE("poisson, binomial and geometric numbers follow their laws") {
  random_source r(5, 0, 0);
  for (double const a : {0.3, 5.0, 11.9, 12.1, 80.0, 1000.0}) {
    CHECK(count_fit(100000, static_cast<std::size_t>(a + 12 * std::sqrt(a) + 12), [&] { return r.poisson(a); },
                    [a](double k) { return poisson_mass_of(k, a); }) < chi_limit);
  }
  for (double const n : {3.0, 16.0, 40.0, 1000.0, 5000.0}) {
    for (double const p : {0.003, 0.3, 0.5, 0.9}) {
      CHECK(count_fit(50000, static_cast<std::size_t>(n) + 1, [&] { return r.binomial(static_cast<long long>(n), p); },
                      [n, p](double k) { return binomial_mass_of(k, n, p); }) < chi_limit);
    }
  }
  for (double const p : {0.01, 0.4, 0.95}) {
    CHECK(count_fit(100000, static_cast<std::size_t>(8 / p + 3), [&] { return r.geometric(p); },
                    [p](double k) { return p * std::pow(1 - p, k); }) < chi_limit);
  }
}

TEST_CASE("large counts: mean and variance") {
  random_source r(6, 0, 0);
  double z = 0;
  double square = 0;
  double y = 0;
  for (int i = 0; i < 20000; ++i) {
    double const x = (static_cast<double>(r.poisson(1e12)) - 1e12) / 1e6;
    z += x;
    square += x * x;
    y += (static_cast<double>(r.binomial(1'000'000'000'000, 1e-4)) - 1e8) / std::sqrt(1e8 * (1 - 1e-4));
  }
  CHECK(std::fabs(z) < 3.9 * std::sqrt(20000.0));
  CHECK(std::fabs(square - 20000) < 3.9 * std::sqrt(2 * 20000.0));
  CHECK(std::fabs(y) < 3.9 * std::sqrt(20000.0));
}

TEST_CASE("whole numbers below n are equally likely, for small and for large n") {
  random_source r(7, 0, 0);
  for (std::uint64_t const n : {1U, 3U, 10U, 100U}) {
    CHECK((n == 1 || count_fit(200000, n, [&] { return r.below(n); }, [n](double) { return 1 / static_cast<double>(n); }) < chi_limit));
  }
  std::uint64_t const large = (std::uint64_t{1} << 63) + 12345;
  CHECK(kolmogorov(draws(100000, [&] { return r.below(large); }), [&](double t) { return t / static_cast<double>(large); }) < ks_limit);
  CHECK(r.below(0) == 0);
  CHECK(r.below(1) == 0);
}

TEST_CASE("degenerate arguments have an answer") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  random_source r(8, 0, 0);
  CHECK_FALSE(r.chance(0));
  CHECK(r.chance(1));
  CHECK_FALSE(r.chance(nan));
  CHECK(r.poisson(0) == 0);
  CHECK(r.poisson(nan) == 0);
  CHECK(r.poisson(1e300) > 3'900'000'000'000'000'000);
  CHECK(r.binomial(10, 0) == 0);
  CHECK(r.binomial(10, 1) == 10);
  CHECK(r.binomial(10, nan) == 0);
  CHECK(r.binomial(-1, 0.5) == 0);
  CHECK(r.geometric(1) == 0);
  CHECK(r.geometric(0) == 4'000'000'000'000'000'000);
  CHECK(r.geometric(1e-300) == 4'000'000'000'000'000'000);
}
