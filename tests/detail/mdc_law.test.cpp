// SPDX-License-Identifier: MIT
#include <ullage/detail/mdc_law.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

using namespace ullage::detail;
using ullage::test::rel;

namespace {

mdc_law<double> law_of(int servers, double load) {
  double const c = servers;
  return mdc_law<double>({c, load / c, (c - load) / c});
}

double tail(mdc_law<double> const& law, double t) { return law.tail(t, std::floor(t) + 1 - t); }

/// q_m of the equation m q_m = sum_i w q_(m-i), i = 1 .. m, for a constant w: the coefficients of (1 - z)^-w.
std::vector<double> constant_renewal(std::size_t n, double w) {
  std::vector<double> q(n), sums(n, w);
  std::vector<double> const weights(n, w);
  q[0] = 1;
  solve_renewal<double>(q, sums, weights, 1, n);
  return q;
}

} // namespace

TEST_CASE("the renewal equation by halves: binomial series, also beyond the length of the plain sum") {
  for (double const w : {0.5, 1.0, 2.0, 3.5}) {
    auto const q = constant_renewal(3000, w);
    double wanted = 1;
    double worst = 0;
    for (std::size_t m = 1; m < q.size(); ++m) {
      wanted *= (w + static_cast<double>(m) - 1) / static_cast<double>(m);
      worst = larger(worst, std::abs(q[m] / wanted - 1));
    }
    CHECK(worst < 3e-13);
  }
}

// Roots of the characteristic equation with 2400 bits and Franx's sum.
TEST_CASE("the tail, by sums (low loads) and by transforms") {
  CHECK(tail(law_of(20, 10), 0.12) == rel(0.0008184431508411253438943519, 1e-13));
  CHECK(tail(law_of(5, 4.75), 0.6) == rel(0.6657153125407402504755602, 1e-13));
  CHECK(tail(law_of(20, 19), 1.62) == rel(0.02934435135144924982489439, 1e-13));
  CHECK(tail(law_of(2, 1.4), 1.2) == rel(0.1368532159054521245274680, 1e-13));
  CHECK(tail(law_of(400, 200), 0.225) == rel(1.668800601509759864101728e-60, 2e-13));
}

TEST_CASE("the numbers in the system are in balance from one service to the next") {
  // p_j = sum_{i <= c} p_i a_j + sum_{i = c + 1}^{c + j} p_i a_(j + c - i), a = Poisson(load).
  struct {
    int servers;
    double load;
  } const cases[] = {{1, 0.4}, {3, 0.3}, {3, 2.7}, {8, 7.5}, {30, 20}};
  for (auto const& [c, load] : cases) {
    auto const law = law_of(c, load);
    auto const arrivals = [a = load](int n) { return std::exp(n * std::log(a) - a - std::lgamma(n + 1.0)); };
    for (int j = 0; j <= 2 * c + 6; ++j) {
      double sum = 0;
      for (int i = 0; i <= c; ++i) { sum += law.mass(i) * arrivals(j); }
      for (int i = c + 1; i <= c + j; ++i) { sum += law.mass(i) * arrivals(j + c - i); }
      CHECK(law.mass(j) == rel(sum, 2e-13));
    }
  }
}

TEST_CASE("the masses sum to 1, their mean is that of the ladder and Little's") {
  struct {
    int servers;
    double load;
  } const cases[] = {{1, 0.4}, {3, 2.7}, {30, 20}, {100, 97}};
  for (auto const& [c, load] : cases) {
    auto const law = law_of(c, load);
    double sum = 0;
    double mean = 0;
    for (int n = 2000; n >= 0; --n) {
      sum += law.mass(n);
      mean += n * law.mass(n);
    }
    CHECK(sum == rel(1, 1e-12));
    CHECK(mean == rel(load + law.sums().mean, 1e-12));
  }
}

TEST_CASE("the integral of the tail is the mean wait") {
  struct {
    int servers;
    double load;
  } const cases[] = {{4, 3}, {25, 23.5}};
  for (auto const& [c, load] : cases) {
    auto const law = law_of(c, load);
    double sum = 0; // Simpson in parts of a service: the tail has a kink in its derivatives at whole services
    int const parts = 400;
    for (int k = 0; k < 60 * parts; ++k) {
      double const h = 1.0 / parts;
      sum += h / 6 * (tail(law, k * h) + 4 * tail(law, (k + 0.5) * h) + tail(law, (k + 1) * h));
    }
    CHECK(sum == rel(law.sums().mean / load, 1e-8));
  }
}

TEST_CASE("at t = 0 the tail is the chance to wait; at the end of each period nothing jumps") {
  struct {
    int servers;
    double load;
  } const cases[] = {{1, 0.6}, {7, 3.5}, {7, 6.7}, {200, 199}};
  for (auto const& [c, load] : cases) {
    auto const law = law_of(c, load);
    CHECK(tail(law, 0) == rel(-std::expm1(-law.sums().none), 1e-12));
    for (int k = 1; k < 40; ++k) { CHECK(tail(law, k) == rel(tail(law, std::nextafter(k, 0.0)), 1e-12)); }
    for (double t = 0; t < 30; t += 0.31) { CHECK(tail(law, t + 0.31) < tail(law, t)); }
  }
}

TEST_CASE("far out the tail is K e^(-theta t)") {
  mdc_walk<double> const walk(6, 0.75, 0.25);
  mdc_law<double> const law(walk);
  double const t = 40.5;
  CHECK(tail(law, t) == rel(law.sums().constant * std::exp(-walk.decay * 6 * t), 1e-11));
  CHECK(tail(law, 1e30) == 0);
}

TEST_CASE("the quantile is where the tail is the level") {
  struct {
    int servers;
    double load;
  } const cases[] = {{1, 0.6}, {12, 6}, {12, 11.8}};
  for (auto const& [c, load] : cases) {
    auto const law = law_of(c, load);
    double const waits = tail(law, 0);
    CHECK(law.quantile(1) == 0);
    CHECK(law.quantile(waits) == 0);
    for (double const share : {0.9, 1e-3, 1e-8, 1e-60}) {
      CHECK(tail(law, law.quantile(share * waits)) == rel(share * waits, 1e-12));
    }
  }
}

TEST_CASE("long double has its digits") {
  mdc_law<long double> const law({5, 0.95L, 0.05L});
  // 0.6 and 0.4 rounded: exact to the digits of the table, which is of the double nearest to 0.6.
  long double const t = 0.6000000000000001;
  CHECK(std::abs(static_cast<double>(law.tail(t, 1 - t) / 0.6657153125407402504755602L - 1)) < 1e-17);
}
