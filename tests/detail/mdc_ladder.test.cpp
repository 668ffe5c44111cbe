// SPDX-License-Identifier: MIT
#include <ullage/detail/mdc_ladder.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <utility>

using namespace ullage::detail;
using ullage::test::rel;

namespace {

mdc_walk<double> walk_of(int servers, double load) {
  double const c = servers;
  return {c, load / c, (c - load) / c};
}

std::size_t length_of(mdc_walk<double> const& w) { return static_cast<std::size_t>(w.geometric_from()); }

/// s_m by its definition, by logarithms of factorials, in long double.
double weight(int servers, double load, int m) {
  long double sum = 0;
  long double left = 1;
  for (int n = 1; left > 1e-22L * sum || sum == 0; ++n) {
    long double const a = static_cast<long double>(load) * n;
    long double const k = static_cast<long double>(servers) * n + m;
    left = std::exp(k * std::log(a) - a - std::lgamma(k + 1)) / n;
    sum += left;
  }
  return static_cast<double>(sum);
}

} // namespace

TEST_CASE("the walk: decay, tilt and drift belong together") {
  auto const w = walk_of(20, 16);
  CHECK(1 + w.excess == rel(std::exp(w.decay), 4e-16));
  CHECK(w.drift == rel(w.rho * (1 + w.excess) - 1, 1e-14));
  CHECK(w.gap > 0);
  CHECK(walk_of(20, 2).falls_fast());
  CHECK(!walk_of(20, 19).falls_fast());
}

TEST_CASE("the direct weights are their definition, times z^m") {
  auto const w = walk_of(5, 3);
  auto const s = direct_ladder(w, length_of(w)).weights;
  for (int m = 0; m < 30; m += 3) {
    CHECK(s[static_cast<std::size_t>(m)] == rel(weight(5, 3, m) * std::exp(w.decay * m), 1e-13));
  }
}

TEST_CASE("the transformed weights are their definition, times z^m, less 1/m") {
  auto const w = walk_of(20, 18);
  auto const r = transformed_ladder(w, length_of(w)).weights;
  CHECK(r[0] == rel(weight(20, 18, 0), 1e-12));
  for (int m = 1; m < 40; m += 3) {
    CHECK(r[static_cast<std::size_t>(m)] + 1.0 / m == rel(weight(20, 18, m) * std::exp(w.decay * m), 1e-12));
  }
}

TEST_CASE("one server: the values of M/D/1") {
  for (double const rho : {0.05, 0.3, 0.8}) {
    auto const w = walk_of(1, rho);
    double const odds = rho / (1 - rho);
    for (auto const& s : {direct_ladder(w, length_of(w)), transformed_ladder(w, length_of(w))}) {
      CHECK(std::exp(-s.none) == rel(1 - rho, 1e-14));
      CHECK(s.mean == rel(rho * odds / 2, 1e-12));
      CHECK(s.factorial == rel(rho * rho * odds * (1.0 / 3 + odds / 4), 1e-11));
      CHECK(s.constant == rel((1 - rho) / w.drift, 1e-13));
    }
  }
}

TEST_CASE("sum and transform agree where both are good") {
  for (int const c : {2, 7, 50}) {
    for (double const rho : {0.5, 0.85}) {
      auto const w = walk_of(c, rho * c);
      auto const a = direct_ladder(w, length_of(w));
      auto const b = transformed_ladder(w, length_of(w));
      CHECK(a.none - b.none == doctest::Approx(0).scale(1).epsilon(3e-15));
      CHECK(a.mean - b.mean == doctest::Approx(0).scale(1 + a.mean).epsilon(1e-13));
      CHECK(a.factorial - b.factorial == doctest::Approx(0).scale(1 + a.factorial).epsilon(1e-12));
      CHECK(a.constant == rel(b.constant, 1e-12));
    }
  }
}

TEST_CASE("few arrivals: the chance to wait is that of c or more arrivals in a service, however small") {
  double const load = 1e-6;
  auto const w = walk_of(10, load);
  auto const s = direct_ladder(w, length_of(w));
  CHECK(s.none == rel(std::pow(load, 10) / 3628800 * (1 - 10 * load / 11), 1e-11));
}

TEST_CASE("next to saturation the transform has the limit of heavy traffic") {
  double const idle = std::ldexp(1.0, -36);
  mdc_walk<double> const w(4, 1 - idle, idle);
  auto const s = transformed_ladder(w, length_of(w));
  CHECK(s.mean * 2 * idle == rel(1, 1e-9));
  CHECK(s.constant == rel(1, 1e-9));
}

// Gamma functions at 80 digits.
TEST_CASE("P(A <= q) of the Poisson law, below its mean") {
  CHECK(poisson_lower_sum(0.0, 3.0, 3.0) == rel(0.0497870683678639429793, 1e-15));
  CHECK(poisson_lower_sum(10.0, 12.0, 2.0) == rel(0.347229417554171669185, 2e-15));
  CHECK(poisson_lower_sum(40.0, 41.0, 1.0) == rel(0.479229234099573816355, 2e-15));
  CHECK(poisson_lower_sum(100.0, 130.0, 30.0) == rel(0.00367521072558736942227, 4e-15));
  CHECK(poisson_lower_sum(20.0, 90.0, 70.0) == rel(5.24395229816105121831e-19, 2e-14));
}

TEST_CASE("angle - sin(angle), by its series where it is small") {
  for (auto const& [angle, wanted] : {std::pair{1e-5, 1.66666666665833374235e-16},
                                      {0.3, 0.00447979333866042439881},
                                      {0.69, 0.0534628177780320475721},
                                      {0.71, 0.0581662289784633102052},
                                      {3.0, 2.8588799919401327779}}) {
    CHECK(angle_excess(angle, std::sin(angle)) == rel(wanted, 3e-15));
  }
}
