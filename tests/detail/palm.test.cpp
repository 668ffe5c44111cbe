// SPDX-License-Identifier: MIT
#include <ullage/detail/palm.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using ullage::test::rel;

namespace {
palm_parts<double> parts(double rate, double patience, double servers) { return palm_parts_of<double>(rate, 1, patience, servers); }
} // namespace

TEST_CASE("the tail falls by its hazard, and the hazard rises by its bend") {
  for (double const rate : {5.0, 9.9, 10.0, 10.1, 14.0}) {
    for (double const patience : {0.1, 1.0, 50.0}) {
      auto const m = parts(rate, patience, 10);
      for (double const t : {0.05, 0.2, 0.6}) {
        double const h = 1e-4;
        auto const before = palm_tail<double>(m, {t - h, 0});
        auto const at = palm_tail<double>(m, {t, 0});
        auto const after = palm_tail<double>(m, {t + h, 0});
        CHECK(at.hazard == rel(std::log(before.tail / after.tail) / (2 * h), 1e-4));
        CHECK(at.bend == rel((after.hazard - before.hazard) / (2 * h), 1e-4));
      }
    }
  }
}

TEST_CASE("what ends in a service and what gives up is everything that waits") {
  for (double const rate : {5.0, 10.0, 14.0}) {
    auto const m = parts(rate, 2, 10);
    double served = 0;
    int const steps = 20000;
    for (int i = 0; i < steps; ++i) { served += palm_service_begins<double>(m, (i + 0.5) * 8 / steps) * 8 / steps; }
    CHECK(served == rel(m.wait() * m.above.served, 1e-6));
  }
}

TEST_CASE("the second moment is the integral of 2 t times the tail") {
  for (double const rate : {5.0, 10.0, 14.0, 100.0}) {
    auto const m = parts(rate, 3, 10);
    double sum = 0;
    int const steps = 20000;
    for (int i = 0; i < steps; ++i) {
      double const t = (i + 0.5) * 12 / steps;
      sum += 2 * t * palm_tail<double>(m, {t, 0}).tail * 12 / steps;
    }
    CHECK(palm_second_moment(m) == rel(sum, 2e-5));
  }
}

TEST_CASE("patience as long as service: each record leaves at the rate 1, so time in the system is exponential") {
  auto const m = parts(12, 1, 10);
  for (double const t : {0.1, 1.0, 5.0, 30.0}) { CHECK(palm_sojourn_tail<double>(m, {t, 0}) == rel(std::exp(-t), 1e-11)); }
}

TEST_CASE("the quantile is where the tail has the level, in calm and in overload, up to 1e9 services per patience") {
  for (double const patience : {1e-4, 1.0, 1e4, 1e8}) {
    for (double const rate : {1.0, 9.0, 10.0, 10.001, 11.0, 1000.0}) {
      auto const m = parts(rate, patience, 10);
      for (double const share : {0.999, 0.5, 1e-3, 1e-12}) {
        double const level = share * m.wait();
        double const t = palm_wait_quantile<double>(m, level);
        auto const at = palm_tail<double>(m, {t, 0});
        // The time itself is rounded.
        CHECK(at.tail == rel(level, 1e-12 + 3e-16 * t * at.hazard));
      }
    }
  }
}

TEST_CASE("far in overload the digits of the tail do not depend on the load") {
  // y' = x (1 + d') at t = log(rho): P(x, y') near 1/2 for every rho.
  for (double const rho : {2.0, 100.0, 1e4}) {
    auto const m = parts(rho * 10, 1e8, 10);
    double const t = std::log(rho);
    CHECK(palm_tail<double>(m, {t, 0}).tail * rho == rel(0.5, 1e-4));
  }
}
