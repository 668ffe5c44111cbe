// SPDX-License-Identifier: MIT
#include <ullage/detail/wait_law.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using ullage::test::rel;

namespace {
gamma_walk<double> walk(double rho, double arrival_scv, double service_scv) {
  return {1 / rho, std::fma(-rho, 1.0, 1.0) / rho, arrival_scv, service_scv};
}
double value(tail_value<double> const& v) { return v.value * std::exp(v.log_scale); }
double slope(tail_value<double> const& v) { return v.slope * std::exp(v.log_scale); }
} // namespace

TEST_CASE("parts of a tail add up whatever their scales") {
  tail_value<double> a{-1, 2, -3};
  a.add({1, 5, -7});
  CHECK(value(a) == rel(2 * std::exp(-1.0) + 5 * std::exp(1.0), 1e-15));
  CHECK(slope(a) == rel(-3 * std::exp(-1.0) - 7 * std::exp(1.0), 1e-15));
  a.add({-900, 1, 1});
  CHECK(a.log_scale == 1);
}

TEST_CASE("M/M/1: tails of wait and sojourn and their slopes") {
  wait_law<double> const law(walk(0.8, 1, 1), 0.01);
  for (double const t : {0.01, 0.3, 5.0, 60.0}) {
    auto const w = law.tail(t, false);
    CHECK(value(w) == rel(0.8 * std::exp(-0.2 * t), 1e-13));
    CHECK(slope(w) == rel(-0.16 * std::exp(-0.2 * t), 1e-11));
    CHECK(value(law.tail(t, true)) == rel(std::exp(-0.2 * t), 1e-13));
  }
  CHECK(law.tail_constant() == rel(0.8, 1e-13));
}

TEST_CASE("D/M/1: the wait of those that wait is exponential") {
  wait_law<double> const law(walk(0.5, 0, 1), 0.01);
  double const theta = law.engine().decay_rate().rate;
  for (double const t : {0.01, 1.0, 20.0}) {
    CHECK(value(law.tail(t, false)) == rel((1 - theta) * std::exp(-theta * t), 1e-13));
    CHECK(value(law.tail(t, true)) == rel(std::exp(-theta * t), 1e-13));
  }
}

TEST_CASE("M/D/1 up to the first kink and behind: P(W <= t) = (1 - rho) e^(rho t), less (1 - rho) rho (t - 1) e^(rho (t - 1))") {
  wait_law<double> const law(walk(0.6, 1, 0), 0.01);
  for (double const t : {0.2, 0.999, 1.001, 1.7}) {
    double const below = 0.4 * (std::exp(0.6 * t) - (t > 1 ? 0.6 * (t - 1) * std::exp(0.6 * (t - 1)) : 0.0));
    CHECK(value(law.tail(t, false)) == rel(1 - below, 1e-13));
  }
}

TEST_CASE("gamma times of scv 2.5 and 0.3 against Euler's inversion with 60 digits") {
  wait_law<double> const law(walk(0.6, 2.5, 0.3), 0.05);
  CHECK(value(law.tail(0.1, false)) == rel(0.7547655983009516342985, 1e-13));
  CHECK(value(law.tail(30, false)) == rel(4.602707746982955577e-5, 1e-12));
  CHECK(value(law.tail(0.1, true)) == rel(0.99949243870838273498, 1e-13));
  CHECK(value(law.tail(30, true)) == rel(6.488524950746150017e-5, 1e-12));
}

TEST_CASE("far out the tail is K exp(-theta t)") {
  wait_law<double> const law(walk(0.7, 0.4, 0.2), 1);
  double const theta = law.engine().decay_rate().rate;
  CHECK(value(law.tail(40, false)) == rel(law.tail_constant() * std::exp(-40 * theta), 1e-12));
}
