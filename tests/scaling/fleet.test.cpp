// SPDX-License-Identifier: MIT
#include <ullage/scaling/fleet.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ullage;

namespace {
double const none = std::numeric_limits<double>::infinity();
}

TEST_CASE("a decision takes effect after the reaction delay") {
  consumer_fleet<> f({.reaction_delay = 30}, 1);
  CHECK(f.next_change() == none);
  f.decide(60, 20);
  CHECK(f.next_change() == 90);
  CHECK_FALSE(f.apply(89.9, 0));
  CHECK(f.consumers() == 1);
  CHECK(f.apply(90, 0));
  CHECK(f.consumers() == 20);
  CHECK(f.working() == 20);
  CHECK(f.next_change() == none);
}

TEST_CASE("decisions keep their order and are neither cancelled nor merged") {
  consumer_fleet<> f({.reaction_delay = 100}, 1);
  f.decide(0, 5);
  f.decide(60, 1);
  f.decide(90, 8);
  f.apply(100, 0);
  CHECK(f.consumers() == 5);
  f.apply(160, 0);
  CHECK(f.consumers() == 1);
  f.apply(190, 0);
  CHECK(f.consumers() == 8);
}

TEST_CASE("added consumers work after their start-up, removed ones stop at once") {
  consumer_fleet<> f({.startup_time = 20}, 2);
  f.decide(0, 10);
  f.apply(0, 0);
  CHECK(f.consumers() == 10);
  CHECK(f.working() == 2);
  CHECK(f.next_change() == 20);
  f.decide(5, 6);
  f.apply(5, 0);
  CHECK(f.consumers() == 6);
  CHECK(f.working() == 2);
  f.apply(20, 0);
  CHECK(f.working() == 6);
  f.decide(30, 1);
  f.apply(30, 0);
  CHECK(f.working() == 1);
}

TEST_CASE("every change of the number pauses everybody, the same number pauses nobody") {
  consumer_fleet<> f({.rebalance_pause = 10}, 4);
  CHECK_FALSE(f.paused(0));
  f.decide(100, 4);
  f.apply(100, 0);
  CHECK_FALSE(f.paused(100));
  f.decide(200, 5);
  f.apply(200, 0);
  CHECK(f.paused(200));
  CHECK(f.paused(209.9));
  CHECK_FALSE(f.paused(210));
  CHECK(f.paused_until() == 210);
}

TEST_CASE("a drop that comes back at equal distances from the same lag is a cycle, other drops are none") {
  consumer_fleet<> f({}, 1);
  auto const swing = [&](double t, double lag) {
    f.decide(t, 20);
    f.apply(t, 4200);
    f.decide(t + 900, 1);
    f.apply(t + 900, lag);
  };
  swing(0, 7);
  swing(1800, 7);
  CHECK(f.cycle() == 0);
  swing(3600, 7);
  CHECK(f.cycle() == 1800);
  f.forget_drops();
  CHECK(f.cycle() == 0);
  swing(10000, 7);
  swing(11800, 8);
  swing(13600, 9);
  CHECK(f.cycle() == 0);
}

TEST_CASE("the fleet works in float and long double") {
  consumer_fleet<float> f({.reaction_delay = 30}, 1);
  f.decide(60, 20);
  CHECK(f.next_change() == 90.0f);
  consumer_fleet<long double> l({.reaction_delay = 30}, 1);
  l.decide(60, 20);
  CHECK(l.next_change() == 90.0L);
}
