// SPDX-License-Identifier: MIT
#include <ullage/detail/mmck_tail.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using ullage::test::rel;

namespace {
mmck_parts<double> parts(double rate, double servers, double room) { return mmck_parts_of<double>(rate, 1, servers, room); }

/// Tails of wait and sojourn state by state: sum over j of rho^j P(Erlang j + 1 > x), and with a service of c steps on top.
struct direct {
  double wait = 0;
  double sojourn = 0;
  direct(double rho, int c, int room, double x) {
    long double const y = x;
    long double below = 0, term = 1, weight = 1;
    for (int n = c; n > 0; --n) {
      term *= n / (static_cast<long double>(rho) * c);
      below += term;
    }
    long double q = 0, mass = std::exp(-y), r = std::exp(-y / c), all = below, w = 0, s = below * r;
    for (int j = 0; j < room; ++j) {
      q += mass;
      mass *= y / (j + 1);
      r = c == 1 ? q + mass : (r - q / c) / (1 - 1.0L / c);
      w += weight * q;
      s += weight * r;
      all += weight;
      weight *= rho;
    }
    wait = static_cast<double>(w / all);
    sojourn = static_cast<double>(s / all);
  }
};
} // namespace

TEST_CASE("(coth(z/2)/2 - 1/z)/z, 1/12 at 0") {
  CHECK(langevin_share(0.0) == rel(1.0 / 12, 1e-15));
  for (double const z : {-2.0, -1.0, 0.5, 1.0, 2.0}) { CHECK(langevin_share(z) == rel((0.5 / std::tanh(z / 2) - 1 / z) / z, 1e-13)); }
}

TEST_CASE("steps of those that wait: mean and variance are those of the sums, on both sides of rho = 1") {
  for (int const room : {1, 2, 5, 40, 1000}) {
    for (double const rho : {0.01, 0.7, 0.99, 1 - 1e-6, 1 - 1e-12, 1.0, 1 + 1e-12, 1 + 1e-6, 1.01, 1.5, 20.0}) {
      long double w = 1, sum = 0, first = 0, second = 0;
      for (int j = room; j >= 1; --j) { // from the last state backwards: rho^-1 at each
        sum += w;
        first += j * w;
        second += static_cast<long double>(j) * j * w;
        w /= static_cast<long double>(rho);
      }
      auto const m = parts(rho * 3, 3, room);
      auto const mean = static_cast<double>(first / sum);
      CHECK(m.mean_steps() == rel(mean, 1e-12));
      if (room > 1) { CHECK(m.variance_of_steps() == rel(static_cast<double>((second - first * first / sum) / sum), 1e-11)); }
    }
  }
}

TEST_CASE("the tails are those of the sums over states") {
  for (int const c : {1, 2, 7}) {
    for (int const room : {1, 3, 20}) {
      for (double const rho : {0.2, 0.9, 0.999999, 1.0, 1.1, 3.0}) {
        auto const m = parts(rho * c, c, room);
        for (double const x : {0.01, 1.0, 5.0, 20.0, 40.0}) {
          direct const wanted(rho, c, room, x);
          CHECK(mmck_wait_tail<double>(m, {x, 0}) == rel(wanted.wait, 1e-12));
          CHECK(mmck_sojourn_tail<double>(m, {x, 0}) == rel(wanted.sojourn, 1e-10));
        }
      }
    }
  }
}

TEST_CASE("a rest of the time below its rounding counts") {
  auto const m = parts(9, 10, 1000000);
  double const x = 60;
  double const rest = 1e-9;
  double const change = mmck_wait_tail<double>(m, {x, rest}) / mmck_wait_tail<double>(m, {x, 0}) - 1;
  CHECK(change == rel(-1e-10, 1e-5)); // the tail of M/M/c falls by 1 - rho = 0.1
}

TEST_CASE("the quantile is where the tail has the level, on both sides of rho = 1 and with much room") {
  for (double const room : {1.0, 2.0, 30.0, 1e5, 1e9}) {
    for (double const rho : {0.1, 0.999, 1.0, 1.001, 4.0, 1e25}) {
      auto const m = parts(rho * 10, 10, room);
      for (double const share : {0.999, 0.5, 1e-3, 1e-13}) {
        double const level = share * m.wait();
        double const x = mmck_wait_quantile<double>(m, level);
        CHECK(mmck_wait_tail<double>(m, {x, 0}) == rel(level, 1e-12 + 1e-15 * std::sqrt(room)));
      }
    }
  }
}
