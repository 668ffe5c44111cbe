// SPDX-License-Identifier: MIT
#include "support/approx.hpp"

#include <ullage/detail/gamma_quantile.hpp>

#include <doctest/doctest.h>

#include <cmath>

using ullage::detail::gamma_survival;
using ullage::detail::gamma_upper_quantile;
using ullage::test::rel;

TEST_CASE("quantiles are those of 50-digit arithmetic") {
  struct row {
    double scv;
    double p;
    double x;
  };
  // mpmath: root of gammainc(1/scv, x/scv, regularized=True) = p
  constexpr row rows[] = {
      {1e-6, 0.5, 0.99999966666668642}, {1e-6, 0.001, 1.00309308236985447}, {1e-6, 1e-12, 1.0070506534381917},
      {1e-4, 0.5, 0.999966666864204742}, {1e-4, 0.001, 1.0311875224539538}, {1e-4, 1e-12, 1.07196917766166294},
      {0.01, 0.5, 0.996668649193154887}, {0.01, 0.001, 1.33770263911378597}, {0.01, 1e-12, 1.87247955363566451},
      {0.04, 0.5, 0.986698734679536706}, {0.04, 0.001, 1.73321630380806278}, {0.04, 1e-12, 3.1066434706677586},
      {0.08, 0.5, 0.973463467915372}, {0.08, 0.001, 2.10478623104691354}, {0.08, 1e-12, 4.42109102213616246},
      {0.1, 0.5, 0.966871461471413115}, {0.1, 0.001, 2.26573733090629307}, {0.1, 1e-12, 5.02798844949286858},
      {0.25, 0.5, 0.918015187212724026}, {0.25, 0.001, 3.26556019479701768}, {0.25, 1e-12, 9.1832523832704375},
      {0.5, 0.5, 0.839173495008330327}, {0.5, 0.001, 4.61670673822579287}, {0.5, 1e-12, 15.5499365978845753},
      {1, 0.5, 0.693147180559945309}, {1, 0.001, 6.90775527898213705}, {1, 1e-12, 27.6310211159285482},
      {2, 0.5, 0.454936423119572752}, {2, 0.001, 10.8275661706627323}, {2, 1e-12, 50.8441279118181555},
      {4, 0.5, 0.174695209411493641}, {4, 0.001, 17.5057770315467488}, {4, 1e-12, 95.7275078602327809},
      {5, 0.5, 0.103731695964124202}, {5, 0.001, 20.5098216236933306}, {5, 1e-12, 117.737916501538577},
      {20, 0.5, 0.0000111477568814924864}, {20, 0.001, 54.7291719745735248}, {20, 1e-12, 433.953185007931081},
      {100, 0.5, 4.46553501891034868e-29}, {100, 0.001, 150.908414769475052}, {100, 1e-12, 2001.86388197420067},
      {900, 0.5, 5.98358548565119079e-269}, {900, 0.001, 272.146786436513739}, {900, 1e-12, 16106.5156497246958},
  };
  for (auto const& r : rows) {
    CAPTURE(r.scv);
    CAPTURE(r.p);
    CHECK(gamma_upper_quantile(r.scv, r.p) == rel(r.x, r.x < 1e-3 ? 1e-9 : 1e-11));
  }
}

TEST_CASE("an exponential law has its logarithm, an Erlang law of two its sum, a constant itself") {
  CHECK(gamma_upper_quantile(1., 1e-3) == rel(std::log(1e3), 1e-13));
  CHECK(gamma_upper_quantile(0., 1e-3) == 1);
  double const x = 2 * gamma_upper_quantile(0.5, 1e-3); // shape 2
  CHECK((1 + x) * std::exp(-x) == rel(1e-3, 1e-11));
}

TEST_CASE("the tail at the quantile is the probability, for every shape") {
  for (double scv = 1e-5; scv < 2e2; scv *= 1.7) {
    for (double const p : {0.3, 1e-2, 1e-3, 1e-7}) {
      double const x = gamma_upper_quantile(scv, p);
      CAPTURE(scv);
      CAPTURE(p);
      if (x > 1e-6) { CHECK(gamma_survival(1 / scv, x / scv) == rel(p, 2e-9)); }
    }
  }
}

TEST_CASE("a quantile too small for a number is 0") { CHECK(gamma_upper_quantile(1e6, 1e-2) == 0); }

TEST_CASE("long double agrees, float to its digits") {
  CHECK(double(gamma_upper_quantile(2.0L, 1e-3L)) == rel(gamma_upper_quantile(2.0, 1e-3), 1e-12));
  CHECK(double(gamma_upper_quantile(2.0f, 1e-3f)) == rel(gamma_upper_quantile(2.0, 1e-3), 1e-5));
}
