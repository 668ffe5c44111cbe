// SPDX-License-Identifier: MIT
#include <ullage/breakdown.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();
breakdown_policy<> const rebalances{.rate = 1.0 / 900, .pause = 20};
breakdown_policy<> restarts(double rate, double pause = 20, double scv = 0) {
  return {.rate = rate, .pause = pause, .pause_scv = scv, .then = after_interruption::restart};
}
} // namespace

TEST_CASE("R244: a service of 3 s with pauses of 20 s every 900 s") {
  auto const c = completion_time(rebalances, service_moments<>{3});
  CHECK(c.mean == rel(3.06666666666666667, 1e-15));
  CHECK(c.mean * c.mean * (1 + c.scv) == rel(10.7377777777777778, 1e-15));
}

TEST_CASE("R245: the mean wait by Pollaczek and Khinchine") {
  auto const c = completion_time(rebalances, service_moments<>{3});
  double const load = 0.25 * c.mean;
  CHECK(load * c.mean * (1 + c.scv) / (2 * (1 - load)) == rel(5.7523809523809524, 1e-14));
}

TEST_CASE("R246: when the service begins anew") {
  CHECK(completion_time(restarts(1.0 / 900), service_moments<>{3}).mean == rel(3.0717834615257905, 1e-15));
}

TEST_CASE("restarts of constant and gamma services agree with 40-digit integrals of the conditional moments") {
  auto const fixed = completion_time(restarts(0.02, 20, 0.5), service_moments<>{3});
  CHECK(fixed.mean == rel(4.328558258175173555727941, 1e-14));
  CHECK(fixed.scv == rel(2.280202330835775019940618, 1e-13));
  auto const gamma = completion_time(restarts(0.02, 20, 0.5), service_moments<>{3, 0.4});
  CHECK(gamma.mean == rel(4.382966703607008962503746, 1e-14));
  CHECK(gamma.scv == rel(2.839533884725833181397889, 1e-13));
  auto const rare = completion_time(restarts(1e-6, 20, 0.5), service_moments<>{3, 0.4});
  CHECK(rare.mean == rel(3.000066300137340245511404, 1e-15));
  CHECK(rare.scv == rel(0.4002321910148084707973510, 1e-14));
}

TEST_CASE("the series and the closed form of the second moment meet") {
  for (double const scv : {0.0, 0.01, 0.049}) {
    auto const before = completion_time(restarts(7.999999999 / 3, 0.1), service_moments<>{3, scv});
    auto const after = completion_time(restarts(8.000000001 / 3, 0.1), service_moments<>{3, scv});
    CHECK(after.mean == rel(before.mean, 1e-7));
    CHECK(after.scv == rel(before.scv, 1e-7));
  }
  auto const below = completion_time(restarts(0.399999999), service_moments<>{1, 1});
  auto const above = completion_time(restarts(0.400000001), service_moments<>{1, 1});
  CHECK(above.scv == rel(below.scv, 1e-7));
}

TEST_CASE("without interruptions nothing changes, and pauses of no length change nothing on resumption") {
  service_moments<> const s{3, 0.7};
  CHECK(completion_time(breakdown_policy<>{}, s) == s);
  CHECK(completion_time(breakdown_policy<>{.rate = 5}, s) == s);
  CHECK(is_off(breakdown_policy<>{.rate = 5}));
  CHECK_FALSE(is_off(restarts(5, 0)));
  CHECK(completion_time(restarts(1e-25), s).scv == rel(0.7, 1e-14));
}

TEST_CASE("restarting costs more than resuming, and a long tail of the service restarts for ever") {
  for (double const rate : {1e-4, 1e-2, 0.1}) {
    breakdown_policy<> const resume{.rate = rate, .pause = 20};
    CHECK(completion_time(restarts(rate), service_moments<>{3, 0.5}).mean > completion_time(resume, service_moments<>{3, 0.5}).mean);
  }
  CHECK(completion_time(restarts(0.4), service_moments<>{3, 1}).mean == none);
  auto const half = completion_time(restarts(0.2), service_moments<>{3, 1});
  CHECK(half.mean == rel((1 / (1 - 0.6) - 1) * 25, 1e-14));
  CHECK(half.scv == none);
  CHECK(completion_time(restarts(1e10), service_moments<>{3}).mean == none);
}

TEST_CASE("share of the time without pauses") {
  CHECK(availability(rebalances) == rel(900.0 / 920, 1e-15));
  CHECK(availability(breakdown_policy<>{}) == 1);
}

TEST_CASE("refusals say why") {
  CHECK(refusal([] { return availability(breakdown_policy<>{.rate = -1}); }) == "breakdown_policy: rate = -1, but must be finite and >= 0");
  CHECK(refusal([] { return availability(breakdown_policy<>{.pause = none}); }) == "breakdown_policy: pause = inf, but must be finite and >= 0");
  CHECK(refusal([] { return availability(breakdown_policy<>{.pause_scv = -1}); }) == "breakdown_policy: pause_scv = -1, but must be finite and >= 0");
  CHECK(refusal([] { return completion_time(rebalances, service_moments<>{}).mean; }) ==
        "completion_time: mean = nan, but is required and must be a finite number > 0");
}

TEST_CASE("float and long double") {
  CHECK(double(completion_time(breakdown_policy<float>{1 / 900.0F, 20}, service_moments<float>{3}).mean) == rel(3.0666666667, 1e-6));
  CHECK(double(completion_time(breakdown_policy<long double>{1 / 900.0L, 20}, service_moments<long double>{3}).mean) == rel(3.06666666666666667, 1e-15));
}
