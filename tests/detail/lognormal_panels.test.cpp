// SPDX-License-Identifier: MIT
#include <ullage/detail/lognormal_panels.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {

template <class T> T integral(lognormal_service<T> const& law, int power, T half = infinity_v<T>, T until = T(0)) {
  auto const& rule = gauss_legendre<T>();
  T sum(0);
  for (auto const& p : lognormal_panels(law, half, until)) {
    for (std::size_t k = 0; k < gauss_order; ++k) { sum += p.f[k] * std::pow(p.mid + p.half * rule.x[k], T(power)); }
  }
  return sum;
}

} // namespace

TEST_CASE("the rule of 20 points is exact for polynomials of degree 39") {
  auto const& rule = gauss_legendre<double>();
  for (int n : {0, 1, 2, 19, 38, 39}) {
    double sum = 0;
    for (std::size_t k = 0; k < gauss_order; ++k) { sum += rule.w[k] * std::pow(rule.x[k], n); }
    CHECK(std::abs(sum - (n % 2 == 1 ? 0 : 2.0 / (n + 1))) < 1e-15);
  }
}

TEST_CASE("without a cut the panels hold all of the moments") {
  for (double const scv : {1e-6, 0.01, 0.35, 1.0, 10.0, 1e3}) {
    lognormal_service<> const law{2, scv};
    CHECK(integral(law, 0) == rel(1, 1e-13));
    CHECK(integral(law, 1) == rel(2, 1e-12));
    CHECK(integral(law, 2) == rel(4 * (1 + scv), 1e-12));
  }
}

TEST_CASE("with a cut they hold what lies below the timeout") {
  for (double const scv : {0.05, 1.0, 10.0}) {
    for (double const timeout : {0.5, 3.0, 40.0}) {
      lognormal_service<> const law{2, scv, timeout};
      auto const p = parameters(law);
      CHECK(integral(law, 0) == rel(normal_upper(-p.cut), 1e-11));
      CHECK(integral(law, 1) == rel(2 * normal_upper(p.sigma - p.cut), 1e-11));
    }
  }
}

TEST_CASE("narrower panels change nothing but their number") {
  lognormal_service<> const law{2, 1, 10};
  CHECK(lognormal_panels(law, 0.05, 6.0).size() > 50);
  CHECK(integral(law, 1, 0.05, 6.0) == rel(integral(law, 1), 1e-14));
  for (auto const& p : lognormal_panels(law, 0.05, 6.0)) { CHECK((p.half <= 0.0500001 || p.mid - p.half >= 5.9)); }
}

TEST_CASE("float and long double") {
  CHECK(double(integral(lognormal_service<float>{2, 1}, 1)) == rel(2, 1e-5));
  CHECK(static_cast<double>(integral(lognormal_service<long double>{2, 1}, 1)) == rel(2, 1e-13));
}
