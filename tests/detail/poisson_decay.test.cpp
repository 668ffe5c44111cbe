// SPDX-License-Identifier: MIT
#include <ullage/detail/poisson_decay.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage::detail;
using ullage::test::rel;

// -rho - W(-rho e^-rho) on the branch -1, at 80 digits.
TEST_CASE("the decay by Lambert's function, from no load to saturation") {
  CHECK(poisson_decay(std::ldexp(1.0, -100), 1.0) == rel(73.6135471290449432427, 4e-16));
  CHECK(poisson_decay(1e-6, 0.999999) == rel(16.626508965366291394, 4e-16));
  CHECK(poisson_decay(0.1, 0.9) == rel(3.61495042708753055577, 4e-16));
  CHECK(poisson_decay(0.5, 0.5) == rel(1.25643120862616967698, 4e-16));
  CHECK(poisson_decay(0.9, 1 - 0.9) == rel(0.207146502944249911162, 6e-16));
  CHECK(poisson_decay(1 - std::ldexp(1.0, -40), std::ldexp(1.0, -40)) == rel(1.81898940354640792957e-12, 4e-16));
}

TEST_CASE("the idle share counts where the load is 1 in the last digit") {
  CHECK(poisson_decay(1.0, std::ldexp(1.0, -60)) == rel(1.73472347597680709491e-18, 4e-16));
  CHECK(poisson_decay(1.0, 1e-300) == rel(2e-300, 4e-16));
}

TEST_CASE("it falls with the load, and solves its equation") {
  double before = std::numeric_limits<double>::infinity();
  for (double rho = 0.001; rho < 1; rho += 0.0173) {
    double const y = poisson_decay(rho, 1 - rho);
    CHECK(y < before);
    CHECK(rho * std::expm1(y) == rel(y, 2e-14));
    before = y;
  }
}

TEST_CASE("(e^y - 1 - y) / y on both sides of its switch") {
  CHECK(expm1_excess(1e-9) == rel(5.00000000166666697849e-10, 4e-16));
  CHECK(expm1_excess(0.3) == rel(0.166196025253343673149, 4e-16));
  CHECK(expm1_excess(1.0) == rel(0.71828182845904523536, 4e-16));
  CHECK(expm1_excess(std::nextafter(1.0, 0.0)) == rel(0.71828182845904523536, 6e-16));
  CHECK(expm1_excess(1.5) == rel(1.32112604689204321507, 4e-16));
  CHECK(expm1_excess(40.0) == rel(5884631670925498.6102, 4e-16));
}

// The smallest real part of the other branches of -rho - W(-rho e^(-rho - 2 pi i / c)), at 80 digits.
TEST_CASE("the next root behind the decay") {
  CHECK(next_decay(0.5, 0.5, 1) == rel(2.789002122032987885, 1e-11));
  CHECK(next_decay(0.9, 1 - 0.9, 2) == rel(1.694108381014835755, 1e-11));
  CHECK(next_decay(0.9, 1 - 0.9, 20) == rel(0.6607488447031528834, 1e-11));
  CHECK(next_decay(0.99, 1 - 0.99, 1000) == rel(0.08959149239399045528, 1e-11));
  CHECK(next_decay(0.1, 0.9, 3) == rel(3.870302351340098241, 1e-11));
  CHECK(next_decay(1 - std::ldexp(1.0, -30), std::ldexp(1.0, -30), 7) == rel(0.9113089568013623734, 1e-11));
}

TEST_CASE("the next root comes to the first one like 1/c^2 as the servers grow") {
  // f(y) = y - log(1 + y / rho) = 2 pi i / c: from the positive root on, f''/f'^3 times (2 pi / c)^2 / 2.
  double const y = poisson_decay(0.7, 1 - 0.7);
  double const slope = 1 - 1 / (0.7 + y);
  double const bend = 1 / ((0.7 + y) * (0.7 + y));
  double const turn = 2 * pi<double>() / 1e4;
  CHECK(next_decay(0.7, 1 - 0.7, 1e4) - y == rel(turn * turn / 2 * bend / (slope * slope * slope), 1e-4));
}

TEST_CASE("long double has its digits") {
  CHECK(std::abs(static_cast<double>(poisson_decay(0.5L, 0.5L) / 1.25643120862616967698L - 1)) < 3e-19);
  CHECK(poisson_decay(0.5f, 0.5f) == rel(1.2564312f, 3e-7));
}
