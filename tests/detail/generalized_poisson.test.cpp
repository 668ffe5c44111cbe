// SPDX-License-Identifier: MIT
#include <ullage/detail/generalized_poisson.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace ullage::detail;
using namespace ullage::test;

namespace {

/// exp(rate (s - 1)) as a power series, s one without a constant term.
std::vector<double> exponential_of(std::vector<double> const& s, double rate, std::size_t terms) {
  std::vector<double> out(terms, 0);
  out[0] = std::exp(-rate);
  for (std::size_t k = 1; k < terms; ++k) {
    double sum = 0;
    for (std::size_t i = 1; i <= k; ++i) { sum += static_cast<double>(i) * s[i] * out[k - i]; }
    out[k] = rate * sum / static_cast<double>(k);
  }
  return out;
}

/// The number of records of a busy period without the formula: a record is followed by those of its own service,
/// t(z) = z exp(load (t(z) - 1)), and all by those of a Poisson first generation.
std::vector<double> by_generations(double first, double load, std::size_t terms) {
  std::vector<double> t(terms, 0);
  for (std::size_t known = 1; known < terms; ++known) { t[known] = exponential_of(t, load, known)[known - 1]; }
  return exponential_of(t, first, terms);
}

} // namespace

TEST_CASE("masses, cdf, tail and quantiles are those of the branching process, generation by generation") {
  for (double const first : {0.01, 0.8, 9.0}) {
    for (double const load : {0.0, 0.3, 0.95}) {
      generalized_poisson<double> const law(first, load, 1 - load);
      auto const exact = by_generations(first, load, 90);
      double below = 0;
      for (std::size_t j = 0; j < exact.size(); ++j) {
        auto const at = static_cast<double>(j);
        double const p = below + exact[j] / 2;
        if (exact[j] > 1e-9 && 1 - p > 1e-3) { CHECK(law.quantile(p, 1 - p) == at); }
        below += exact[j];
        if (exact[j] > 1e-290) { CHECK(law.mass(at) == rel(exact[j], 2e-13)); }
        CHECK(law.cdf(at) == rel(below, 1e-13));
        if (1 - below > 1e-4) { CHECK(law.tail(at) == rel(1 - below, 1e-10)); }
      }
    }
  }
}

TEST_CASE("sums over far and over many terms: 25 digits, term by term") {
  generalized_poisson<double> const heavy(1000, 0.9, 0.1);
  CHECK(heavy.tail(11000) == rel(0.15758745751461887447, 1e-12));
  CHECK(heavy.cdf(8500) == rel(0.057961481982287104792, 1e-12));
  generalized_poisson<double> const long_tail(0.001, 0.99, 0.01);
  CHECK(long_tail.tail(500) == rel(0.000026792181519807955535, 1e-12));
  generalized_poisson<double> const large(100000, 0.5, 0.5);
  CHECK(large.tail(201500) == rel(0.046974684234142030158, 1e-12));
  CHECK(large.cdf(199000) == rel(0.13181521430585942613, 1e-12));
  generalized_poisson<double> const rare(5, 0.3, 0.7);
  CHECK(rare.tail(40) == rel(3.9727064165818459616e-7, 1e-12));
  CHECK(rare.smooth_tail(40) == rel(3.9727064165818459616e-7, 1e-12));
  generalized_poisson<long double> const wide(1000, 0.9L, 0.1L);
  CHECK(static_cast<double>(wide.tail(11000)) == rel(0.15758745751461887447, 1e-12));
}

TEST_CASE("mean and variance are those of the masses, a / (1 - rho) and a / (1 - rho)^3") {
  generalized_poisson<double> const law(20, 0.6, 0.4);
  double sum = 0;
  double mean = 0;
  double square = 0;
  for (double j = 0; j < 600; ++j) {
    double const p = law.mass(j);
    sum += p;
    mean += j * p;
    square += (j - 50) * (j - 50) * p;
  }
  CHECK(sum == rel(1, 1e-13));
  CHECK(mean == rel(law.mean(), 1e-13));
  CHECK(law.mean() == rel(50, 1e-15));
  CHECK(square == rel(law.variance(), 1e-12));
  CHECK(law.variance() == rel(20 / 0.064, 1e-14));
}

TEST_CASE("the smooth tail meets the tail at whole numbers, and between them goes down evenly") {
  generalized_poisson<double> const law(30, 0.7, 0.3);
  for (double j = 20; j < 300; j += 7) {
    CHECK(law.smooth_tail(j) == rel(law.tail(j), 1e-12));
    double const between = law.smooth_tail(j + 0.5);
    CHECK(between < law.tail(j));
    CHECK(between > law.tail(j + 1));
  }
}

TEST_CASE("a quantile is the least number that is enough, far in both tails and for huge numbers") {
  for (double const first : {0.5, 40.0, 3e7}) {
    generalized_poisson<double> const law(first, 0.8, 0.2);
    for (double const p : {1e-30, 1e-6, 0.2, 0.45}) {
      double const j = law.quantile(p, 1 - p);
      CHECK(law.cdf(j) >= p * (1 - 1e-10));
      if (j > 0) { CHECK(law.cdf(j - 1) < p * (1 + 1e-10)); }
      double const k = law.quantile(1 - p, p);
      CHECK(law.tail(k) <= p * (1 + 1e-10));
      if (k > 0) { CHECK(law.tail(k - 1) > p * (1 - 1e-10)); }
    }
  }
  generalized_poisson<double> const huge(1e20, 0.5, 0.5);
  CHECK(huge.quantile(0.5, 0.5) == rel(2e20, 1e-9));
}

TEST_CASE("ends: nothing to begin with, no probability, all of it, numbers below 0") {
  double const inf = std::numeric_limits<double>::infinity();
  generalized_poisson<double> const none(0, 0.5, 0.5);
  CHECK(none.mass(0) == 1);
  CHECK(none.mass(3) == 0);
  CHECK(none.cdf(0) == 1);
  CHECK(none.tail(0) == 0);
  CHECK(none.quantile(0.99, 0.01) == 0);
  generalized_poisson<double> const law(3, 0.5, 0.5);
  CHECK(law.cdf(-1) == 0);
  CHECK(law.tail(-1) == 1);
  CHECK(law.quantile(0, 1) == 0);
  CHECK(law.quantile(1, 0) == inf);
  CHECK(law.mass(0) == rel(std::exp(-3.0), 1e-15));
  CHECK(law.cdf(1e9) == 1);
  CHECK(law.tail(1e9) == 0);
}
