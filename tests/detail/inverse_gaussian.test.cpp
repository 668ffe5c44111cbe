// SPDX-License-Identifier: MIT
#include <ullage/detail/inverse_gaussian.hpp>

#include <ullage/detail/panels.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage::detail;
using namespace ullage::test;

TEST_CASE("cdf and tail: the textbook form with 80 digits, also where its factor overflows and where it cancels") {
  struct row {
    double mean, ratio, t, cdf, tail, tolerance;
  };
  for (auto const& r : {row{1, 1, 1, 0.668102001223170606, 0.331897998776829394, 3e-15}, row{2, 0.1, 0.5, 0.579738309872236776, 0.420261690127763224, 3e-15},
                        row{3, 500, 2.5, 0.0000244128540134592924, 0.999975587145986541, 1e-13},
                        row{3, 500, 4, 0.99999999995378566, 4.62143402369721675e-11, 1e-13},
                        row{1, 1e6, 1.004, 0.999967313200747813, 0.0000326867992521872463, 5e-12}, // the place of t in deviations
                        row{10, 1e-4, 40, 0.99610940691088818, 0.00389059308911182039, 3e-15},
                        row{1, 4, 30, 1, 1.06092367190091829e-27, 1e-13}, row{1, 4, 0.02, 1.09599256040757489e-43, 1, 1e-13},
                        row{1, 1e12, 0.99999, 7.61604511493414475e-24, 1, 1e-8}}) {
    inverse_gaussian_law<double> const law(r.mean, r.ratio);
    CHECK(law.cdf(r.t) == rel(r.cdf, r.tolerance));
    CHECK(law.tail(r.t) == rel(r.tail, r.tolerance));
    CHECK(law.cdf(r.t) + law.tail(r.t) == rel(1, 4e-16));
    inverse_gaussian_law<long double> const wide(r.mean, r.ratio);
    CHECK(static_cast<double>(wide.cdf(r.t)) == rel(r.cdf, r.tolerance));
  }
}

TEST_CASE("the tail integrates to the mean, and t times the tail to half the second moment") {
  for (double const ratio : {0.3, 2.0, 50.0}) {
    double const mean = 1.7;
    inverse_gaussian_law<double> const law(mean, ratio);
    // t = e^v
    auto const first = [&](double v) { return std::exp(v) * law.tail(std::exp(v)); };
    auto const second = [&](double v) { return 2 * std::exp(2 * v) * law.tail(std::exp(v)); };
    double m1 = 0;
    double m2 = 0;
    for (double v = -40; v < 8; v += 0.25) {
      m1 += panel<double>(first, v, v + 0.25);
      m2 += panel<double>(second, v, v + 0.25);
    }
    CHECK(m1 == rel(mean, 1e-13));
    CHECK(m2 == rel(mean * mean * (1 + 1 / ratio), 1e-13)); // variance mean^3 / shape
  }
}

TEST_CASE("the reciprocal of the law: P(T <= m^2 / t) = tail - 2 (tail less the lone normal term)") {
  // With t' = m^2 / t, z' = -z and w is the same: cdf(t') = phi(z)(M(z) + M(w)), tail(t) = phi(z)(M(z) - M(w)).
  for (double const ratio : {0.2, 3.0, 40.0}) {
    for (double const t : {1.1, 2.0, 6.0}) {
      inverse_gaussian_law<double> const law(1.0, ratio);
      double const z = std::sqrt(ratio / t) * (t - 1);
      CHECK(law.cdf(1 / t) + law.tail(t) == rel(std::erfc(z / std::sqrt(2.0)), 1e-13));
    }
  }
}

TEST_CASE("the quantile undoes the cdf below and the tail above, out to 1e-300, for any shape") {
  for (double const ratio : {1e-6, 0.01, 1.0, 30.0, 1e8}) {
    inverse_gaussian_law<double> const law(4.0, ratio);
    double last = 0;
    for (double const p : {1e-300, 1e-80, 1e-12, 0.01, 0.3, 0.4999}) {
      double const t = law.quantile(p, 1 - p);
      CHECK(t > last);
      last = t;
      CHECK(law.cdf(t) == rel(p, 1e-11 * (1 + std::sqrt(ratio) * 1e-3 * std::fabs(std::log(p)))));
    }
    for (double const q : {0.4999, 0.3, 0.01, 1e-12, 1e-80, 1e-300}) {
      double const t = law.quantile(1 - q, q);
      CHECK(t > last);
      last = t;
      CHECK(law.tail(t) == rel(q, 1e-11 * (1 + std::sqrt(ratio) * 1e-3 * std::fabs(std::log(q)))));
    }
  }
}

TEST_CASE("a unit of time scales the quantile; a large shape is the normal law, a small one Levy's") {
  inverse_gaussian_law<double> const one(1.0, 2.5);
  inverse_gaussian_law<double> const other(1e20, 2.5);
  for (double const p : {1e-9, 0.2, 0.9}) {
    CHECK(other.quantile(p, 1 - p) == rel(1e20 * one.quantile(p, 1 - p), 1e-13));
    CHECK(other.cdf(3e19) == rel(one.cdf(0.3), 1e-14));
  }
  inverse_gaussian_law<double> const narrow(1.0, 1e14);
  CHECK(narrow.quantile(0.8413447460685429, 0.15865525393145705) == rel(1 + 1e-7, 1e-12));
  // shape = mean ratio = 1, mean 1e12: 1 / Z^2
  inverse_gaussian_law<double> const wide(1e12, 1e-12);
  for (double const t : {0.05, 1.0, 300.0}) { CHECK(wide.cdf(t) == rel(std::erfc(std::sqrt(0.5 / t)), 1e-5)); }
}

TEST_CASE("ends: no time before 0, none after all") {
  inverse_gaussian_law<double> const law(2.0, 3.0);
  double const inf = std::numeric_limits<double>::infinity();
  for (double const t : {0.0, -1.0, -inf, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK(law.cdf(t) == 0);
    CHECK(law.tail(t) == 1);
  }
  CHECK(law.cdf(inf) == 1);
  CHECK(law.tail(inf) == 0);
  CHECK(law.cdf(1e-300) == 0);
  CHECK(law.tail(1e300) == 0);
  CHECK(law.quantile(0.0, 1.0) == 0);
  CHECK(law.quantile(1.0, 0.0) == inf);
}
