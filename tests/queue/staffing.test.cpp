// SPDX-License-Identifier: MIT
#include <ullage/erlang.hpp>
#include <ullage/queue/staffing.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("R043 to R045: Halfin-Whitt wait probability") {
  CHECK(halfin_whitt(0.5) == rel(0.50453864099794502, 1e-14));
  CHECK(halfin_whitt(1) == rel(0.22336127479826074, 1e-14));
  CHECK(halfin_whitt(2) == rel(0.026881362429432263, 1e-14));
}

TEST_CASE("R046, R047: the quality of service for a wait probability") {
  CHECK(halfin_whitt_beta(0.2) == rel(1.0615162754187176, 1e-14));
  CHECK(halfin_whitt_beta(0.01) == rel(2.3748881475350505, 1e-14));
}

TEST_CASE("R048, R049: Garnett wait probability") {
  CHECK(garnett(0, 0.5) == rel(0.58578643762690495, 1e-14));
  CHECK(garnett(0.5, 0.5) == rel(0.35717692012655872, 1e-14));
}

TEST_CASE("no server to spare: everything waits; a huge margin: nothing does, and nothing overflows") {
  CHECK(halfin_whitt(0) == 1);
  CHECK(halfin_whitt(1e-6) == rel(1 - 1e-6 * std::sqrt(std::acos(-1.0) / 2), 1e-11));
  CHECK(halfin_whitt(30) > 1e-200);
  CHECK(halfin_whitt(1e30) == 0);
  CHECK(garnett(1e30, 1e-30) == 0);
  CHECK(garnett(-1e30, 1e30) == 1);
  CHECK(garnett(30, 1e30) >= 0);
}

TEST_CASE("records that never give up: Garnett is Halfin-Whitt") {
  for (double beta : {0.01, 0.5, 1.0, 3.0, 20.0}) {
    CHECK(garnett(beta, 0) == rel(halfin_whitt(beta), 1e-14));
    CHECK(garnett(beta, 1e-20) == rel(halfin_whitt(beta), 1e-12));
  }
  CHECK(garnett(0, 0) == 1);
  CHECK(garnett(-1, 0) == 1);
}

TEST_CASE("patience as long as a service: the infinite-server queue, P(Z > beta)") {
  for (double beta : {-3.0, -0.5, 0.0, 1.0, 4.0}) { CHECK(garnett(beta, 1) == rel(std::erfc(beta / std::sqrt(2.0)) / 2, 1e-13)); }
}

TEST_CASE("the wait probability falls with the quality of service and with impatience") {
  double before = 1;
  for (double beta = 0.01; beta < 30; beta *= 1.3) {
    CHECK(halfin_whitt(beta) < before);
    before = halfin_whitt(beta);
    CHECK(garnett(beta, 2) < garnett(beta, 1));
    CHECK(garnett(-beta, 2) <= garnett(-beta, 1)); // both round to 1 far out
  }
}

TEST_CASE("the inverses give the probability back") {
  for (double p : {1e-290, 1e-12, 0.001, 0.3, 0.5, 0.9, 1 - 1e-9, 1 - 1e-15}) {
    CHECK(halfin_whitt(halfin_whitt_beta(p)) == rel(p, 1e-12));
    for (double r : {1e-6, 0.5, 1.0, 30.0, 1e6}) { CHECK(garnett(garnett_beta(p, r), r) == rel(p, 1e-11)); }
  }
}

TEST_CASE("square-root staffing rounds up to whole servers") {
  CHECK(square_root_staffing(100, 1) == 110);
  CHECK(square_root_staffing(100, 1.01) == 111);
  CHECK(square_root_staffing(100, -1) == 90);
  CHECK(square_root_staffing(1, -5) == 0);
  CHECK(square_root_staffing(0, 3) == 0);
  CHECK(staffing_level(100, 0.2) == 111);
  CHECK(std::is_same_v<decltype(square_root_staffing(100, 1)), double>);
}

TEST_CASE("measured against Erlang C: never above it, low by at most 0.16 / sqrt(servers), two servers too few") {
  for (double load = 1; load <= 1e6; load *= 7) {
    for (double beta = 0.01; beta < 8; beta *= 1.5) {
      double const servers = load + beta * std::sqrt(load);
      double const low = erlang_c(servers, load) - halfin_whitt(beta);
      CHECK(low > 0);
      CHECK(low * std::sqrt(servers) < 0.16);
    }
    for (double p : {0.01, 0.05, 0.2, 0.5, 0.9}) {
      double const missing = erlang_c_servers(load, p) - staffing_level(load, p);
      CHECK(missing >= 0);
      CHECK(missing <= 2);
    }
  }
}

TEST_CASE("what is out of range is refused by name") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal([] { (void)halfin_whitt(-1); }) == "halfin_whitt: beta = -1, but must be finite and >= 0");
  CHECK(refusal([=] { (void)halfin_whitt(nan); }) == "halfin_whitt: beta = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)halfin_whitt_beta(0); }) == "halfin_whitt_beta: probability = 0, but must be in (0, 1)");
  CHECK(refusal([] { (void)halfin_whitt_beta(1); }) == "halfin_whitt_beta: probability = 1, but must be in (0, 1)");
  CHECK(refusal([=] { (void)garnett(nan, 1); }) == "garnett: beta = nan, but must be a finite number");
  CHECK(refusal([] { (void)garnett(1, -1); }) == "garnett: patience_ratio = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)garnett_beta(2, 1); }) == "garnett_beta: probability = 2, but must be in (0, 1)");
  CHECK(refusal([] { (void)garnett_beta(0.5, 0); }) == "garnett_beta: patience_ratio = 0, but must be in [1e-12, 1e12]");
  CHECK(refusal([] { (void)square_root_staffing(-1, 1); }) == "square_root_staffing: offered_load = -1, but must be finite and >= 0");
  CHECK(refusal([=] { (void)square_root_staffing(1, nan); }) == "square_root_staffing: beta = nan, but must be a finite number");
}

TEST_CASE("float and long double") {
  CHECK(double(halfin_whitt(1.0f)) == rel(0.22336127479826074, 1e-6));
  CHECK(double(halfin_whitt(1.0L)) == rel(0.22336127479826074, 1e-15));
  CHECK(double(halfin_whitt_beta(0.2f)) == rel(1.0615162754187176, 1e-6));
  CHECK(double(halfin_whitt_beta(0.2L)) == rel(1.0615162754187176, 1e-15));
  CHECK(double(garnett(0.5f, 0.5f)) == rel(0.35717692012655872, 1e-6));
  CHECK(double(garnett_beta(0.35717692012655872L, 0.5L)) == rel(0.5, 1e-14));
  CHECK(std::is_same_v<decltype(halfin_whitt(1.0f)), float>);
}
