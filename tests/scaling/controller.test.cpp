// SPDX-License-Identifier: MIT
#include <ullage/scaling/controller.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using namespace ullage;

namespace {
double const none = std::numeric_limits<double>::infinity();

scaling_regime<> minutely(up_rule<> const& up) { return {.evaluation_period = 60, .initial_consumers = 1, .up = up}; }
capacity_model<> const consumers{.service_time = 3, .lanes = 20};

/// Targets of evaluations at 60 s, 120 s, ... that see the given lags, while `rate` records/s arrive.
std::vector<double> targets(scaling_regime<> const& r, std::vector<double> const& lags, double rate = 1, capacity_model<> const& m = consumers) {
  controller<> c(r, m);
  std::vector<double> out;
  double t = 0;
  for (double const lag : lags) {
    t = c.next_evaluation(t);
    out.push_back(c.evaluate({.time = t, .lag = lag, .in_flight = 0, .arrival_rate = rate}).target);
  }
  return out;
}
using list = std::vector<double>;
} // namespace

TEST_CASE("evaluations are at the phase and every period after it, each of them once") {
  for (double const period : {60.0, 0.7, 6.1, 1.0 / 3}) {
    for (double const phase : {0.0, 0.3, 45.0, 100.0}) {
      auto r = minutely(add<>{});
      r.evaluation_period = period;
      r.phase = phase;
      controller<> c(r, consumers);
      double t = 0;
      for (int k = 0; k < 200; ++k) {
        double const at = c.next_evaluation(t);
        CHECK(at == doctest::Approx(phase + k * period).epsilon(1e-12).scale(1));
        (void)c.evaluate({.time = at, .lag = 0, .in_flight = 0, .arrival_rate = 1});
        t = at;
      }
    }
  }
}

TEST_CASE("skipped evaluations stay skipped: the next one is at or after the time asked") {
  controller<> c(minutely(add<>{}), consumers);
  CHECK(c.next_evaluation(0) == 60);
  CHECK(c.next_evaluation(60) == 60);
  CHECK(c.next_evaluation(60.5) == 120);
  CHECK(c.next_evaluation(1e6) == 1000020);
}

TEST_CASE("a rule that does not evaluate has no next evaluation") {
  CHECK(controller<>(minutely(hold{}), consumers).next_evaluation(0) == none);
  CHECK(controller<>(minutely(continuous_ramp<>{.per_minute = 60}), consumers).next_evaluation(0) == none);
}

TEST_CASE("jump: to the cap at a lag of the threshold, not below it") {
  CHECK(targets(minutely(jump_to_cap{}), {0, 0.999, 1}) == list{1, 1, 20});
  auto r = minutely(jump_to_cap{});
  r.lag_threshold = 100;
  r.max_consumers = 7;
  CHECK(targets(r, {99.9, 100}) == list{1, 7});
}

TEST_CASE("add and multiply count from the last decision, up to the cap") {
  CHECK(targets(minutely(add<>{.step = 8}), {9, 9, 9, 9}) == list{9, 17, 20, 20});
  CHECK(targets(minutely(multiply<>{}), {9, 9, 9, 9, 9, 9}) == list{2, 4, 8, 16, 20, 20});
  CHECK(targets(minutely(multiply<>{.factor = 1.5}), {9, 9, 9, 9}) == list{2, 3, 5, 8});
}

TEST_CASE("the least time between two changes holds in both directions") {
  auto r = minutely(multiply<>{.factor = 2, .min_interval = 180});
  CHECK(targets(r, {9, 9, 9, 9, 9, 9, 9}) == list{2, 2, 2, 4, 4, 4, 8});
  r.down = {.when = scale_down::drop_when_empty, .factor = 0.5, .min_interval = 120};
  CHECK(targets(r, {9, 9, 9, 9, 0, 0, 0, 0}) == list{2, 2, 2, 4, 4, 2, 2, 1});
}

TEST_CASE("matching the load: what carries the arrivals and drains the lag in time, never fewer while records wait") {
  auto const r = minutely(match_load<>{.drain_within = 60});
  // 1/s and 60 records in 60 s are 6 in service; of 20 partitions 6 consumers own up to 4 each (worth 5), 7 up to 3.
  CHECK(targets(r, {60, 600, 60, 5}) == list{7, 20, 20, 20});
  CHECK(targets(r, {60}, 1, {.service_time = 3}).front() == 6);
}

TEST_CASE("down rules: idle, empty, or what the arrivals need") {
  auto r = minutely(jump_to_cap{});
  CHECK(targets(r, {9, 0}, 1) == list{20, 20});
  CHECK(targets(r, {9, 0}, 0) == list{20, 1});
  r.down.when = scale_down::drop_when_empty;
  CHECK(targets(r, {9, 0}, 1) == list{20, 1});
  CHECK(targets(r, {9, 0.5}, 1) == list{20, 20}); // something waits
  r.down.when = scale_down::follow_load;
  CHECK(targets(r, {9, 0}, 1) == list{20, 4}); // 3 in service; 3 consumers own up to 7 of 20 each
  CHECK(targets(r, {9, 0}, 0) == list{20, 1});
  CHECK(targets(r, {0, 0}, 5) == list{1, 1}); // nothing waits: no rise
}

TEST_CASE("a factor leaves a share, rounded up, and the floor once that changes nothing") {
  auto r = minutely(jump_to_cap{});
  r.down.factor = 0.5;
  CHECK(targets(r, {9, 0, 0, 0, 0, 0, 0}, 0) == list{20, 10, 5, 3, 2, 1, 1});
  r.down.factor = 0.75;
  r.min_consumers = 2;
  CHECK(targets(r, {9, 0, 0, 0, 0, 0, 0, 0}, 0) == list{20, 15, 12, 9, 7, 6, 5, 4});
  CHECK(targets(r, {9, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0).back() == 2);
}

TEST_CASE("stabilization: the lag must have been low at every evaluation for so long") {
  auto r = minutely(jump_to_cap{});
  r.down.stabilization = 120;
  CHECK(targets(r, {9, 0, 0, 0, 0}, 0) == list{20, 20, 20, 1, 1});
  CHECK(targets(r, {9, 0, 0.5, 0, 0}, 0) == list{20, 20, 20, 1, 1}); // below the threshold is low
  CHECK(targets(r, {9, 0, 5, 0, 0, 0}, 0) == list{20, 20, 20, 20, 20, 1});
}

TEST_CASE("a lag of rounding alone keeps no consumers") {
  CHECK(targets(minutely(jump_to_cap{}), {9, 1e-9}, 0) == list{20, 1});
}

TEST_CASE("as long as it says, and within the band it names, it would say the same again") {
  auto r = minutely(jump_to_cap{});
  controller<> c(r, consumers);
  auto const calm = c.evaluate({.time = 60, .lag = 0, .in_flight = 0, .arrival_rate = 1});
  CHECK(calm.target == 1);
  CHECK(calm.quiet_until == none);
  CHECK(calm.high == 1); // the threshold
  r.up = add<>{.step = 1, .min_interval = 600};
  controller<> d(r, consumers);
  CHECK(d.evaluate({.time = 60, .lag = 9, .in_flight = 0, .arrival_rate = 1}).target == 2);
  auto const waits = d.evaluate({.time = 120, .lag = 9, .in_flight = 0, .arrival_rate = 1});
  CHECK(waits.target == 2);
  CHECK(waits.quiet_until == 660);
}

TEST_CASE("the autoscaler sees the records in service too") {
  scaling_regime<> r{.evaluation_period = 15, .initial_consumers = 1, .max_consumers = 100, .up = proportional<>{.max_added = 50}};
  controller<> c(r, consumers);
  CHECK(c.evaluate({.time = 15, .lag = 15, .in_flight = 10, .arrival_rate = 1}).target == 3);
}

TEST_CASE("the autoscaler sleeps and wakes at polls alone") {
  scaling_regime<> r{.evaluation_period = 15, .initial_consumers = 0, .min_consumers = 0, .max_consumers = 100,
                     .up = proportional<>{.activation_lag = 5, .polling_period = 40, .cooldown_period = 60}};
  controller<> c(r, consumers);
  CHECK(c.next_evaluation(0) == 15);
  CHECK(c.evaluate({.time = 15, .lag = 5, .in_flight = 0, .arrival_rate = 1}).target == 0); // not above 5
  CHECK(c.next_evaluation(15) == 55);
  CHECK(c.evaluate({.time = 55, .lag = 5.1, .in_flight = 0, .arrival_rate = 1}).target == 1);
  CHECK(c.next_evaluation(55) == 60);
}

TEST_CASE("the controller works in float and long double") {
  controller<float> f({.evaluation_period = 60, .initial_consumers = 1, .up = multiply<float>{}}, {.service_time = 3, .lanes = 20});
  CHECK(f.evaluate({.time = 60, .lag = 9, .in_flight = 0, .arrival_rate = 1}).target == 2.0f);
  controller<long double> l({.evaluation_period = 60, .initial_consumers = 1, .up = jump_to_cap{}}, {.service_time = 3, .lanes = 20});
  CHECK(l.evaluate({.time = 60, .lag = 9, .in_flight = 0, .arrival_rate = 1}).target == 20.0L);
}
