// SPDX-License-Identifier: MIT
#include <ullage/detail/low_discrepancy.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

using ullage::detail::random_source;
using ullage::detail::scrambled_sobol;
using ullage::test::rel;

namespace {

std::size_t const sets = 10;

struct answer {
  double mean;
  double error;
};

/// The mean of f over `each` points of every scrambling, and the standard error between the scramblings.
template <class F> answer by_sobol(F const& f, std::size_t dimensions, std::uint64_t each, std::uint64_t seed) {
  scrambled_sobol const points(dimensions, sets, seed);
  double sum = 0;
  double square = 0;
  for (std::size_t r = 0; r < sets; ++r) {
    double here = 0;
    for (std::uint64_t i = 0; i < each; ++i) { here += f([&](std::size_t j) { return points.coordinate(r, i, j); }); }
    here /= double(each);
    sum += here;
    square += here * here;
  }
  double const mean = sum / double(sets);
  double const variance = square / double(sets) - mean * mean;
  return {mean, std::sqrt(variance > 0 ? variance / double(sets - 1) : 0)};
}

/// Root of the mean square error over seeds.
template <class F> double sobol_error(F const& f, std::size_t dimensions, std::uint64_t each, double exact) {
  double square = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    double const off = by_sobol(f, dimensions, each, seed).mean - exact;
    square += off * off / 20;
  }
  return std::sqrt(square);
}

template <class F> double random_error(F const& f, std::size_t dimensions, std::uint64_t each, double exact) {
  double square = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    random_source random(seed, 0, 0);
    double sum = 0;
    double x[scrambled_sobol::max_dimensions] = {};
    for (std::uint64_t i = 0; i < each * sets; ++i) {
      for (std::size_t j = 0; j < dimensions; ++j) { x[j] = random.uniform(); }
      sum += f([&](std::size_t j) { return x[j]; });
    }
    double const off = sum / double(each * sets) - exact;
    square += off * off / 20;
  }
  return std::sqrt(square);
}

/// prod (1 + (x_j - 1/2) / (j + 1)): smooth, mean 1.
auto product(std::size_t dimensions) {
  return [dimensions](auto const& x) {
    double out = 1;
    for (std::size_t j = 0; j < dimensions; ++j) { out *= 1 + (x(j) - 0.5) / double(j + 1); }
    return out;
  };
}

} // namespace

TEST_CASE("the first 2^m points hit each of 2^m equal stretches of every coordinate once") {
  scrambled_sobol const points(scrambled_sobol::max_dimensions, 3, 42);
  for (std::size_t const n : {8U, 64U, 1024U}) {
    for (std::size_t j = 0; j < points.dimensions(); ++j) {
      for (std::size_t r = 0; r < 3; ++r) {
        bool hit[1024] = {};
        std::size_t seen = 0;
        for (std::uint64_t i = 0; i < n; ++i) {
          auto const k = static_cast<std::size_t>(points.coordinate(r, i, j) * double(n));
          seen += hit[k] ? 0 : 1;
          hit[k] = true;
        }
        CHECK(seen == n);
      }
    }
  }
}

TEST_CASE("two coordinates of the first pair are a net: each of 64 boxes of any shape holds one of 64 points") {
  scrambled_sobol const points(2, 5, 9);
  for (std::size_t r = 0; r < 5; ++r) {
    for (int a = 0; a <= 6; ++a) {
      auto const wide = std::size_t{1} << a;
      auto const high = std::size_t{1} << (6 - a);
      bool hit[64] = {};
      std::size_t seen = 0;
      for (std::uint64_t i = 0; i < 64; ++i) {
        auto const x = static_cast<std::size_t>(points.coordinate(r, i, 0) * double(wide));
        auto const y = static_cast<std::size_t>(points.coordinate(r, i, 1) * double(high));
        seen += hit[x * high + y] ? 0 : 1;
        hit[x * high + y] = true;
      }
      CHECK(seen == 64);
    }
  }
}

TEST_CASE("directions by their published numbers: the difference of two points in the first digits") {
  // Point 3 of dimension 3 is v1 ^ v2 = 0.1 ^ 0.11 (m = 1, 3), point 1 is 0.1, point 2 is 0.11: unscrambled 1/2, 3/4, 1/4.
  // Scrambling keeps which half of the unit interval two points share.
  scrambled_sobol const points(3, 4, 77);
  for (std::size_t r = 0; r < 4; ++r) {
    auto const half = [&](std::uint64_t i) { return points.coordinate(r, i, 2) < 0.5; };
    CHECK(half(1) == half(2));
    CHECK(half(0) == half(3));
    CHECK(half(0) != half(1));
  }
}

TEST_CASE("coordinates are in (0, 1), the same for a seed, others for another one") {
  scrambled_sobol const a(5, 4, 1);
  scrambled_sobol const b(5, 4, 1);
  scrambled_sobol const c(5, 4, 2);
  int differ = 0;
  for (std::size_t r = 0; r < 4; ++r) {
    for (std::uint64_t i = 0; i < 100; ++i) {
      for (std::size_t j = 0; j < 5; ++j) {
        double const x = a.coordinate(r, i, j);
        CHECK((x > 0 && x < 1));
        CHECK(x == b.coordinate(r, i, j));
        differ += x != c.coordinate(r, i, j) ? 1 : 0;
      }
    }
  }
  CHECK(differ == 2000);
}

TEST_CASE("a smooth integral errs far less than with as many random points") {
  for (std::size_t const d : {2U, 6U, 16U, 24U}) {
    auto const f = product(d);
    double const scrambled = sobol_error(f, d, 1024, 1);
    double const plain = random_error(f, d, 1024, 1);
    CAPTURE(d);
    CHECK(scrambled < plain / (d == 2 ? 200 : d == 6 ? 80 : 40));
  }
}

TEST_CASE("the error of a smooth integral falls about as 1 / n, not as its root") {
  auto const f = product(4);
  double const few = sobol_error(f, 4, 128, 1);
  double const many = sobol_error(f, 4, 4096, 1);
  CHECK(std::log(few / many) / std::log(32.0) > 0.75);
}

TEST_CASE("a probability errs less than with random points, at powers of two and elsewhere") {
  // P(sum of four < 2) = 1/2, P(product of three < 0.1): Irwin-Hall and the gamma law of logarithms
  auto const sum = [](auto const& x) { return x(0) + x(1) + x(2) + x(3) < 2 ? 1.0 : 0.0; };
  auto const product3 = [](auto const& x) { return x(0) * x(1) * x(2) < 0.1 ? 1.0 : 0.0; };
  double const l = std::log(10.0);
  double const below = 0.1 * (1 + l + l * l / 2);
  for (std::uint64_t const each : {1000U, 1024U}) {
    CHECK(sobol_error(sum, 4, each, 0.5) < random_error(sum, 4, each, 0.5) / 1.8);
    CHECK(sobol_error(product3, 3, each, below) < random_error(product3, 3, each, below) / 2.5);
  }
}

TEST_CASE("the error told by the scramblings is the error made") {
  auto const sum = [](auto const& x) { return x(0) + x(1) + x(2) + x(3) < 1.3 ? 1.0 : 0.0; };
  // Irwin-Hall: (s^4 - 4 (s - 1)^4) / 24
  double const exact = (std::pow(1.3, 4) - 4 * std::pow(0.3, 4)) / 24;
  double told = 0;
  int within_two = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    auto const a = by_sobol(sum, 4, 250, seed);
    told += a.error * a.error / 200;
    within_two += std::abs(a.mean - exact) <= 2.262 * a.error ? 1 : 0; // 95 % of Student's law with 9 degrees
  }
  double square = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    double const off = by_sobol(sum, 4, 250, seed).mean - exact;
    square += off * off / 200;
  }
  CHECK(std::sqrt(told) == rel(std::sqrt(square), 0.15));
  CHECK(within_two >= 180);
  CHECK(within_two <= 198);
}
