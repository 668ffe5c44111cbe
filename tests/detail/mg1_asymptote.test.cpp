// SPDX-License-Identifier: MIT
#include <ullage/detail/mg1_asymptote.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {

std::vector<service_law<>> laws() {
  return {deterministic_service<>{2},
          exponential_service<>{0.5},
          gamma_service<>{3, 0.25},
          gamma_service<>{3, 5},
          lognormal_service<>{3, 0.35, 12},
          mixture_service<>{{0.6, 0.4}, {deterministic_service<>{2}, exponential_service<>{3}}},
          discrete_service<>{{0, 1, 3}, {0.25, 0.5, 0.25}}};
}

} // namespace

TEST_CASE("both means of a tilt are what the exponential moment says") {
  for (auto const& law : laws()) {
    tilt_of_law<double> const means(law);
    double const theta = smaller(0.2, abscissa(law) / 3);
    auto const m = means(theta);
    CHECK(m.excess == rel(mgf(law, theta) - 1 - theta * mean(law), 1e-12));
    double const h = 1e-5;
    double const slope = (mgf(law, theta + h) - mgf(law, theta - h)) / (2 * h);
    CHECK(m.surplus == rel(1 - mgf(law, theta) + theta * slope, 1e-5));
    // theta^2 E[S^2] / 2 near 0, with all digits
    auto const near = means(1e-9);
    CHECK(near.excess == rel(moment(law, 2) * 0.5e-18, 1e-7));
    CHECK(near.surplus == rel(moment(law, 2) * 0.5e-18, 1e-7));
  }
}

TEST_CASE("the rate solves its equation at any load") {
  for (auto const& law : laws()) {
    for (double const rho : {1e-6, 0.1, 0.7, 0.999, 1 - 0x1p-30}) {
      double const rate = rho / mean(law);
      auto const a = wait_asymptote<double>(law, rate, 1 - rho);
      auto const m = tilt_of_law<double>(law)(a.rate);
      // next to the abscissa the excess knows the rate better than a double does
      if (a.rate < abscissa(law) * (1 - 1e-7)) { CHECK(rate * m.excess == rel((1 - rho) * a.rate, 1e-9)); }
      CHECK(a.constant > 0);
      CHECK(a.constant <= 1);
    }
  }
}

TEST_CASE("exponential times: rate (1 - rho) mu and constant rho, from the general solver") {
  for (double const rho : {1e-9, 1e-5, 0.3, 0.9, 1 - 0x1p-30}) {
    auto const a = wait_asymptote<double>(gamma_service<>{2, 1}, rho / 2, 1 - rho);
    CHECK(a.rate == rel((1 - rho) / 2, 1e-13));
    CHECK(a.constant == rel(rho, 1e-13));
  }
}

TEST_CASE("gamma times keep the digits of the constant next to the abscissa") {
  // shape 2, mean 1: rho (1 - theta / 2)^-2 = rho + theta, a quadratic for e = 1 - theta / 2
  for (double const rho : {1e-12, 1e-8, 1e-4, 0.05}) {
    auto const a = wait_asymptote<double>(gamma_service<>{1, 0.5}, rho, 1 - rho);
    // rho (1 + e) = 2 e^2
    double const e = (rho + std::sqrt(rho * rho + 8 * rho)) / 4;
    CHECK(a.rate == rel(2 * (1 - e), 1e-14));
    CHECK(a.constant == rel((1 - rho) / (rho / (e * e * e) - 1), 1e-13));
  }
}

TEST_CASE("mixtures of exponential laws: the terms add up to the load, and to the mean wait") {
  service_law<> const law = hyperexponential_service<>{{0.2, 0.5, 0.3}, {0.1, 1, 7}};
  for (double const rho : {1e-6, 0.4, 0.99}) {
    double const rate = rho / mean(law);
    double load = 0;
    double wait = 0;
    for (auto const& x : exponential_terms<double>(law, rate, 1 - rho)) {
      load += x.factor;
      wait += x.factor / x.rate;
    }
    CHECK(load == rel(rho, 1e-12));
    CHECK(wait == rel(rate * moment(law, 2) / (2 * (1 - rho)), 1e-12));
    CHECK(exponential_terms<double>(law, rate, 1 - rho)[0].rate == rel(wait_asymptote<double>(law, rate, 1 - rho).rate, 1e-12));
  }
}
