// SPDX-License-Identifier: MIT
#include <ullage/detail/spitzer_run.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("the positive part of a normal number: its three regimes") {
  CHECK(mean_positive_part(0.0, 1.0) == rel(1 / std::sqrt(2 * 3.141592653589793), 1e-15));
  CHECK(mean_positive_part(50.0, 1.0) == rel(50, 1e-15));
  CHECK(mean_positive_part(-50.0, 1.0) == 0);
  CHECK(mean_positive_part(3.0, 0.0) == 3);
  CHECK(mean_positive_part(-3.0, 0.0) == 0);
  // E[X^+] - E[(-X)^+] = E[X]
  for (double const m : {0.1, 1.0, 3.0}) { CHECK(mean_positive_part(m, 4.0) - mean_positive_part(-m, 4.0) == rel(m, 1e-13)); }
}

TEST_CASE("terms in the logarithm of their number are the terms one by one") {
  for (double const n : {65.0, 66.0, 100.0, 3000.0, 200000.0}) {
    for (double const drift : {0.0, -0.001, -0.1}) {
      double sum = 0;
      for (int j = 1; j < n; ++j) { sum += mean_positive_part(drift * j, 2.0 * j) * (1.0 / j - 1 / n); }
      CHECK(walk_sum(drift, 2.0, 1 / n, n) == rel(sum, 2e-4));
    }
  }
}

TEST_CASE("without chance a record waits behind all before it, or not at all") {
  CHECK(mean_wait_in_run(5.0, 3.0, 0.0, 0.2, 0.0) == rel(2 * 2.8, 1e-14));
  CHECK(mean_wait_in_run(5.0, 0.1, 0.0, 0.2, 0.0) == 0);
  CHECK(mean_wait_in_run(1.0, 3.0, 1.0, 0.2, 1.0) == 0);
}

TEST_CASE("an unending run of Poisson records waits as Pollaczek and Khinchine say") {
  for (double const rho : {0.1, 0.5, 0.9}) {
    for (double const scv : {0.0, 1.0, 4.0}) { CHECK(mean_wait_in_run(1e12, rho, scv, 1.0, 1.0) == rel(rho * rho * (1 + scv) / 2 / (1 - rho), 1e-3)); }
  }
  CHECK(klb_wait(0.5, 1.0, 1.0, 1.0) == rel(0.5, 1e-15));
  CHECK(klb_wait(0.5, 0.0, 1.0, 0.0) == 0);
}

TEST_CASE("the wait grows with the run") {
  for (double const service : {0.5, 0.99, 1.0, 1.01, 2.0}) {
    double before = -1;
    for (double n = 1; n < 1e6; n *= 1.3) {
      double const w = mean_wait_in_run(n, service, 0.5, 1.0, 1.0);
      CHECK(w >= before * (1 - 1e-3));
      before = w;
    }
  }
}
