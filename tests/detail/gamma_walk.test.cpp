// SPDX-License-Identifier: MIT
#include <ullage/detail/gamma_walk.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <complex>

using namespace ullage::detail;
using ullage::test::rel;

namespace {
using complex = std::complex<double>;
gamma_walk<double> walk(double rho, double arrival_scv, double service_scv) {
  return {1 / rho, std::fma(-rho, 1.0, 1.0) / rho, arrival_scv, service_scv};
}
} // namespace

TEST_CASE("log(1 + z) and exp(z) - 1 keep the digits of a small z") {
  // log(1 + z) = z - z^2/2 + ..., exp(z) - 1 = z + z^2/2 + ...
  complex const z(1e-9, 2e-9);
  CHECK(log_1p(z).real() == rel(1e-9 + 1.5e-18, 1e-15));
  CHECK(log_1p(z).imag() == rel(2e-9 - 2e-18, 1e-15));
  CHECK(exp_m1(z).real() == rel(1e-9 - 1.5e-18, 1e-15));
  CHECK(exp_m1(z).imag() == rel(2e-9 + 2e-18, 1e-15));
  CHECK(log_1p(complex(0, 1)).real() == rel(std::log(2.0) / 2, 1e-15));
  CHECK(log_1p(complex(0, 1)).imag() == rel(std::atan(1.0), 1e-15));
  CHECK(exp_m1(complex(1, 2)).real() == rel(std::exp(1.0) * std::cos(2.0) - 1, 1e-15));
}

TEST_CASE("the series of log(1 - x) joins the logarithm") {
  for (double const x : {-0.12, -1e-3, 1e-3, 0.12}) {
    CHECK(log_curvature(x) == rel(-(std::log1p(-x) + x) / (x * x), std::fabs(x) > 0.1 ? 1e-14 : 1e-12));
  }
  CHECK(log_curvature(0.0) == 0.5);
}

TEST_CASE("cumulants of gamma laws: the exponential, Erlang's of two phases, a constant") {
  CHECK(gamma_cumulants(2.0, 1.0, 0.25) == rel(std::log(2.0), 1e-15));            // 1 / (1 - 2/4)
  CHECK(gamma_cumulants(1.0, 0.5, -2.0) == rel(-2 * std::log(2.0), 1e-15));       // (1 + 2/2)^-2
  CHECK(gamma_cumulants(3.0, 0.0, 0.7) == rel(2.1, 1e-15));
  CHECK(gamma_cumulants(1.0, 1e-12, 0.7) == rel(0.7 + 0.7 * 0.7 * 1e-12 / 2, 1e-15));
}

TEST_CASE("psi starts with the drift and the variance of the step, its slope and curvature are derivatives") {
  auto const w = walk(0.8, 0.5, 0.3);
  double const variance = 0.3 + 0.5 * 1.25 * 1.25;
  CHECK(w.psi(1e-5) == rel(1e-5 * (variance / 2 * 1e-5 - 0.25), 1e-9));
  CHECK(w.slope(0.0) == rel(-0.25, 1e-15));
  CHECK(w.curvature(0.0) == rel(variance, 1e-15));
  for (double const z : {0.1, 0.9, 2.0}) {
    double const h = 1e-5;
    CHECK(w.slope(z) == rel((w.psi(z + h) - w.psi(z - h)) / (2 * h), 1e-8));
    CHECK(w.curvature(z) == rel((w.slope(z + h) - w.slope(z - h)) / (2 * h), 1e-8));
  }
  complex const z(0.4, 1.5);
  complex const direct = -std::log(1.0 - 0.3 * z) / 0.3 - std::log(1.0 + 0.625 * z) / 0.5;
  CHECK(std::abs(w.psi(z) - direct) < 1e-14);
}

TEST_CASE("psi is least at the saddle, also that of n services less m arrivals") {
  auto const w = walk(0.8, 0.5, 0.3);
  CHECK(std::fabs(w.slope(w.saddle())) < 1e-15);
  double const z = w.saddle(3, 2, 4);
  CHECK(3 / (1 - 0.3 * z) - 2 * 1.25 / (1 + 0.625 * z) == rel(4, 1e-14));
  CHECK(w.saddle(2, 0, 1) == 0); // two services are longer on the average: nowhere above 0
}

TEST_CASE("decay rate: M/M/1, M/D/1, D/M/1 and near saturation") {
  CHECK(decay_of(walk(0.8, 1, 1)).rate == rel(0.2, 1e-14));
  CHECK(decay_of(walk(0.8, 1, 1)).room == rel(0.8, 1e-14));
  // M/D/1: lambda (exp(theta) - 1) = theta; 3 times 0.18340024721968953 at lambda = 3/4
  CHECK(decay_of(walk(0.75, 1, 0)).rate == rel(3 * 0.18340024721968953, 1e-14));
  double const theta = decay_of(walk(0.5, 0, 1)).rate; // exp(-2 theta) = 1 - theta
  CHECK(std::exp(-2 * theta) == rel(1 - theta, 1e-14));
  CHECK(decay_of(walk(1 - 1e-9, 1, 1)).rate == rel(1e-9, 1e-7));
  for (double const a : {0.0, 0.01, 2.0, 1000.0}) {
    for (double const s : {0.01, 2.0, 1000.0}) {
      auto const w = walk(0.7, a, s);
      auto const d = decay_of(w);
      CHECK(std::fabs(w.psi(d.rate)) < 1e-11 * (1 + std::fabs(d.rate * w.slope(d.rate))));
      CHECK(std::log(d.room) / -s == rel(-gamma_cumulants(w.interval, a, -d.rate), 1e-11));
    }
  }
}
