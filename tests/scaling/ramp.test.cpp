// SPDX-License-Identifier: MIT
#include <ullage/scaling/ramp.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

using namespace ullage;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();

scaling_regime<> sqs(double per_minute = 60) {
  scaling_regime<> r{.initial_consumers = 5, .min_consumers = 5, .max_consumers = 1000, .up = continuous_ramp<>{.per_minute = per_minute}};
  r.down.when = scale_down::follow_load;
  return r;
}
capacity_model<> const queue{.service_time = 2};
capacity_model<> const topic{.service_time = 2, .lanes = 100};
} // namespace

TEST_CASE("a regime without a ramp has none at work") {
  scaling_regime<> const fixed{.initial_consumers = 5};
  ramp_control<> const c(fixed, queue);
  CHECK_FALSE(c.active());
  CHECK(c.growth(0, 5, [](double) { FAIL("nothing to consider"); }) == 0);
}

TEST_CASE("consumers rise by per_minute / 60 a second, from the delay and the start-up after a backlog begins to the cap") {
  auto r = sqs(120);
  r.reaction_delay = 5;
  r.startup_time = 3;
  ramp_control<> c(r, queue);
  CHECK(c.active());
  c.wait_from(100);
  double next = none;
  auto const consider = [&](double t) { next = std::min(next, t); };
  CHECK(c.growth(100, 5, consider) == 0);
  CHECK(next == 108);
  next = none;
  CHECK(c.growth(108, 5, consider) == 2);
  CHECK(next == rel(108 + 995.0 / 2, 1e-15));
  CHECK(c.growth(2000, 1000, consider) == 0);
}

TEST_CASE("a backlog that goes on does not begin again, one that ended does") {
  auto r = sqs();
  r.reaction_delay = 5;
  ramp_control<> c(r, queue);
  auto const ignore = [](double) {};
  c.wait_from(100);
  c.wait_from(103);
  CHECK(c.growth(105, 5, ignore) == 1);
  c.stop();
  c.wait_from(200);
  CHECK(c.growth(204, 5, ignore) == 0);
  CHECK(c.growth(205, 5, ignore) == 1);
}

TEST_CASE("when nothing waits: what the arrivals need, a real number without partitions, a whole one with") {
  auto const r = sqs();
  CHECK(ramp_control<>(r, queue).when_empty(50, 7.25, 0) == 14.5);
  CHECK(ramp_control<>(r, topic).when_empty(50, 7.25, 0) == 17); // 15 own up to 7 of 100 each, 17 up to 6
  CHECK(ramp_control<>(r, queue).when_empty(50, 0, 0) == 5);
  CHECK(ramp_control<>(r, queue).when_empty(10, 7.25, 0) == 10); // never more than there are
}

TEST_CASE("keep_while_producing lets go only when nothing arrives and nothing is about to") {
  auto r = sqs();
  r.down.when = scale_down::keep_while_producing;
  ramp_control<> const c(r, queue);
  CHECK(c.when_empty(50, 0.001, 0) == 50);
  CHECK(c.when_empty(50, 0, 0.5) == 50);
  CHECK(c.when_empty(50, 0, 0) == 5);
}

TEST_CASE("the load is followed without a backlog only by a ramp that begins at once and is steep enough") {
  CHECK(ramp_control<>(sqs(60), queue).reachable_slope(10) == 0.5);
  CHECK(ramp_control<>(sqs(60), queue).reachable_slope(1000) == 0);
  auto late = sqs(60);
  late.startup_time = 1;
  CHECK(ramp_control<>(late, queue).reachable_slope(10) == 0);
  auto const ignore = [](double) {};
  auto const r = sqs(60);
  ramp_control<> const c(r, queue);
  CHECK(c.tracked_growth(0, 10, 0.25, true, ignore) == rel(0.5, 1e-15));
  CHECK(c.tracked_growth(0, 10, 0.75, true, ignore) == 0);
  CHECK(c.tracked_growth(0, 10, -0.25, true, ignore) == rel(-0.5, 1e-15));
  CHECK(c.tracked_growth(0, 5, -0.25, true, ignore) == 0); // at the floor
  CHECK(c.tracked_growth(0, 10, 0.25, false, ignore) == 0);
}

TEST_CASE("the ramp works in float and long double") {
  scaling_regime<float> const f{.initial_consumers = 5, .min_consumers = 5, .max_consumers = 10, .up = continuous_ramp<float>{.per_minute = 60}};
  capacity_model<float> const one{.service_time = 1};
  CHECK(ramp_control<float>(f, one).reachable_slope(5) == 1.0f);
  scaling_regime<long double> const l{.initial_consumers = 5, .min_consumers = 5, .max_consumers = 10, .up = continuous_ramp<long double>{.per_minute = 60}};
  capacity_model<long double> const two{.service_time = 1};
  CHECK(ramp_control<long double>(l, two).reachable_slope(5) == 1.0L);
}
