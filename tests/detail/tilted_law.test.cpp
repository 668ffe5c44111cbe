// SPDX-License-Identifier: MIT
#include <ullage/detail/tilted_law.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <cstddef>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;
using complex = std::complex<double>;

namespace {

/// The only increment of a line of one point.
complex increment(tilted_law<double> const& law, double shift, double step, std::size_t k) {
  return law.increments(shift, step, k + 1)[k];
}

} // namespace

TEST_CASE("a tilted gamma law is a gamma law") {
  double const theta = 0.4;
  tilted_law<double> const law(service_law<>(gamma_service<>{2, 0.5}), theta);
  // E[e^(theta S)] = (1 - theta)^-2
  CHECK(law.total() == rel(std::pow(1 - theta, -2), 1e-14));
  for (std::size_t k = 0; k < 90; k += 13) {
    complex const s(0.3, 0.2 * double(k));
    CHECK(std::abs(increment(law, 0.3, 0.2, k) - (std::pow(1.0 + s - theta, -2) - std::pow(1 - theta, -2))) < 2e-14);
  }
}

TEST_CASE("atoms, an exponential part and a mixture of them") {
  service_law<> const given = mixture_service<>{{0.5, 0.5}, {deterministic_service<>{2}, exponential_service<>{1}}};
  tilted_law<double> const law(given, 0.25);
  CHECK(law.total() == rel(0.5 * std::exp(0.5) + 0.5 / 0.75, 1e-14));
  complex const s(0.1, 3);
  complex const z = s - 0.25;
  CHECK(std::abs(increment(law, 0.1, 1.5, 2) - (0.5 * std::exp(-2.0 * z) + 0.5 / (1.0 + z) - law.total())) < 1e-14);
  CHECK(law.kink_count() == 1);
  CHECK(law.last_kink() == 2);
  CHECK(law.atoms_total() == rel(0.5 * std::exp(0.5), 1e-15));
}

TEST_CASE("equal atoms are one, in order") {
  tilted_law<double> const law(service_law<>(empirical_service<>{{3, 1, 3, 2}}), 0.0);
  REQUIRE(law.atoms().size() == 3);
  CHECK(law.atoms()[0].at == 1);
  CHECK(law.atoms()[2].at == 3);
  CHECK(law.atoms()[2].weight == 0.5);
}

TEST_CASE("a cut lognormal law: total, and high frequencies on narrower panels") {
  service_law<> const given = lognormal_service<>{1, 1, 6};
  tilted_law<double> const plain(given, 0.0);
  CHECK(plain.total() == rel(1, 1e-13));
  tilted_law<double> const law(given, 0.3);
  // one line to 20, the other to 2000: the first points are the same
  auto const low = law.increments(1, 0.5, 40);
  auto const high = law.increments(1, 0.5, 4000);
  for (std::size_t k = 0; k < 40; ++k) { CHECK(std::abs(low[k] - high[k]) < 1e-13 * law.total()); }
}

TEST_CASE("kinks of a cut lognormal law: what is left of its transform at high frequencies") {
  // sigma small: nothing but the end is not smooth
  lognormal_service<> const given{1, 0.05, 1.3};
  tilted_law<double> const law(service_law<>(given), 0.0);
  double const b = 0.7;
  double const y = 400;
  complex const s(0, y);
  complex sum(0);
  for (auto const& k : law.kinks(b, 4)) { sum += k.size * std::exp(-s * k.at) / std::pow(s + b, k.order); }
  complex const exact = law.total() + law.increments(1e-12, y, 2)[1];
  CHECK(std::abs(exact - sum) < 1e-7);
}

TEST_CASE("a narrow law says how far its frequencies reach") {
  tilted_law<double> const law(service_law<>(gamma_service<>{1, 0.01}), 0.0);
  CHECK(law.narrow_end() == rel(1.6, 1e-12));
  CHECK(law.narrowness(10) == rel(std::pow(1.01, -50), 1e-12));
  CHECK(tilted_law<double>(service_law<>(gamma_service<>{1, 1}), 0.0).narrowness(10) == 0);
}
