// SPDX-License-Identifier: MIT
#include <ullage/detail/bulk_tail.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

TEST_CASE("the mean of what a Poisson number has above a level") {
  for (double const x : {0.3, 12.0, 400.0, 9000.0}) {
    upper_tail<double> const exact(counts_in(x, 0.0));
    for (double const share : {0.0, 0.5, 0.97, 1.0, 1.02, 1.3}) {
      auto const n = static_cast<long long>(share * x);
      double const found = poisson_excess(static_cast<double>(n), x);
      CHECK((exact.excess(n) == 0 ? found < 1e-20 : found == rel(exact.excess(n), 1e-11)));
    }
    CHECK(poisson_excess(-2.0, x) == x + 2);
    CHECK(poisson_excess(2 * x + 300, x) < 1e-12);
  }
}

TEST_CASE("the tail falls from the chance to wait to nothing, under all rules") {
  for (auto const rule : {window_rule::when_idle, window_rule::after_invocation, window_rule::after_batch}) {
    bulk_scaled<double> const q{2, 0.4, 3.0, 10, rule, 0, 4};
    bulk_chain<double> const c(q);
    bulk_tails<double> const tails(c);
    double before = tails.tail(0);
    CHECK(before <= 1);
    for (double t = 0.1; t < 40; t += 0.1) {
      double const now = tails.tail(t);
      CHECK(now <= before + 1e-14);
      before = now;
    }
    CHECK(before < 1e-12);
  }
}
