// SPDX-License-Identifier: MIT
#include <ullage/detail/count_row.hpp>
#include <ullage/detail/poisson.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("a Poisson row is the law, also where it is small") {
  for (double const mean : {1e-12, 0.3, 7.0, 150.5, 9800.0}) {
    auto const row = counts_in(mean, 0.0);
    CHECK(row.mass.front() <= (row.first > 0 ? 1e-20 : 1.0));
    for (long long n = row.first; n <= row.last(); n += 1 + row.last() / 40) {
      double const exact = poisson_mass(static_cast<double>(n), mean, mean - static_cast<double>(n));
      CHECK(row(n) == rel(exact, 2e-12));
    }
    CHECK(row(row.last() + 1) == 0);
    CHECK(row(row.first - 1) == 0);
  }
}

TEST_CASE("a gamma time makes it negative binomial") {
  for (double const scv : {0.01, 0.5, 1.0, 4.0}) {
    for (double const mean : {0.2, 3.0, 60.0}) {
      auto const row = counts_in(mean, scv);
      double m = 0;
      double square = 0;
      for (long long n = row.first; n <= row.last(); ++n) {
        double const x = static_cast<double>(n);
        m += x * row(n);
        square += x * x * row(n);
      }
      CHECK(m == rel(mean, 1e-11));
      CHECK(square - m * m == rel(mean + scv * mean * mean, 1e-9));
      double const r = 1 / scv;
      double const at5 = std::exp(std::lgamma(5 + r) - std::lgamma(r) - std::lgamma(6.0) + 5 * std::log(mean * scv / (1 + mean * scv)) - r * std::log1p(mean * scv));
      if (at5 > 1e-15) { CHECK(row(5) == rel(at5, 1e-10)); }
    }
  }
  auto const geometric = counts_in(2.0, 1.0);
  CHECK(geometric(7) == rel(std::pow(2.0 / 3, 7) / 3, 1e-13));
}

TEST_CASE("tails and what lies above a level") {
  for (double const mean : {0.0, 0.4, 33.0, 900.0}) {
    auto const row = counts_in(mean, 0.0);
    upper_tail<double> const tail(row);
    for (long long n : {0LL, 1LL, 2LL, 20LL, 33LL, 50LL, 880LL, 950LL, 3000LL}) {
      double sum = 0;
      double excess = 0;
      for (long long k = row.first; k <= row.last(); ++k) {
        if (k >= n) { sum += row(k); }
        if (k > n) { excess += static_cast<double>(k - n) * row(k); }
      }
      CHECK((sum == 0 ? tail(n) == 0 : tail(n) == rel(sum, 1e-12)));
      CHECK((excess == 0 ? tail.excess(n) == 0 : tail.excess(n) == rel(excess, 1e-11)));
    }
  }
}
