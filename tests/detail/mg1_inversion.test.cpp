// SPDX-License-Identifier: MIT
#include <ullage/detail/mg1_inversion.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {

double const rate = 0.5;
/// M/D/1 with D = 1 at rho = 1/2: theta solves e^theta = 1 + 2 theta.
mg1_inversion<double> fixed_times() {
  double theta = 1.2;
  for (int i = 0; i < 60; ++i) { theta = std::log1p(2 * theta); }
  double const constant = 0.5 / (rate * std::exp(theta) - 1);
  return mg1_inversion<double>(service_law<>(deterministic_service<>{1}), rate, 0.5, mg1_tilt<double>{theta, constant, 0.5 * theta, 0});
}
/// Crommelin's alternating sum.
double exact(double t) {
  double sum = 0;
  double factorial = 1;
  for (int k = 0; k <= t; ++k) {
    factorial *= k > 0 ? k : 1;
    sum += std::pow(rate * (k - t), k) / factorial * std::exp(rate * (t - k));
  }
  return 1 - 0.5 * sum;
}

} // namespace

TEST_CASE("fixed times: next to a kink and far from it, wait and sojourn") {
  auto const law = fixed_times();
  for (double const t : {0.01, 0.5, 0.97, 0.9999, 1.0, 1.0001, 1.04, 1.7, 2.0, 2.02, 3.5, 7.3}) {
    CHECK(law.tail(t, false) == rel(exact(t), 1e-10));
    if (t >= 1 && t < 7) { CHECK(law.tail(t, true) == rel(t == 1.0 ? 0.5 : exact(t - 1), 2e-10)); }
  }
  CHECK(law.tail(0.999, true) == rel(1, 1e-10));
}

TEST_CASE("one line serves all of its window") {
  auto const law = fixed_times();
  auto const line = law.prepare(0.8, 2.6, false);
  for (double t = 0.8; t <= 2.6; t += 0.0371) { CHECK(law.tail(line, t) == rel(exact(t), 1e-10)); }
}

TEST_CASE("a rough line is good to 1e-3 and has fewer points") {
  auto const law = fixed_times();
  auto const rough = law.prepare(2.0, 4.0, false, care::rough);
  CHECK(rough.line.size() * 2 < law.prepare(2.0, 4.0, false).line.size());
  for (double t = 2; t <= 4; t += 0.13) { CHECK(law.tail(rough, t) == rel(exact(t), 2e-3)); }
}

TEST_CASE("far out the asymptote gives the quantile at once, nearer it does not") {
  auto const law = fixed_times();
  double const t = law.far_quantile(1e-20, false);
  CHECK(law.tail(t, false) == rel(1e-20, 1e-10));
  CHECK(law.far_quantile(0.1, false) == 0);
  CHECK(law.tail(1e6, false) == 0);
}

TEST_CASE("a fraction of a power at a kink: fixed or gamma times") {
  // shape 1/2 behind an atom: the slope of the density has a pole there
  service_law<> const service = mixture_service<>{{0.5, 0.5}, {deterministic_service<>{1}, gamma_service<>{1, 2}}};
  mg1_inversion<double> const law(service, 0.5, 0.5, mg1_tilt<double>{0, 0, 0, 0});
  // both sides of the kink meet
  CHECK(law.tail(1 - 1e-7, false) == rel(law.tail(1 + 1e-7, false), 1e-6));
  auto const line = law.prepare(0.5, 2.0, false);
  for (double const t : {0.5, 0.99, 1.01, 2.0}) { CHECK(law.tail(line, t) == rel(law.tail(t, false), 1e-9)); }
}
