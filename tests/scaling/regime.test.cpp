// SPDX-License-Identifier: MIT
#include <ullage/scaling/regime.hpp>

#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace ullage;
using ullage::test::refusal;

namespace {
double const none = std::numeric_limits<double>::infinity();
double const not_a_number = std::numeric_limits<double>::quiet_NaN();

scaling_regime<> sound() { return {.evaluation_period = 60, .initial_consumers = 1, .up = jump_to_cap{}}; }
template <class Change> std::string refused(Change const& change) {
  auto r = sound();
  change(r);
  return refusal([&] { validate(r); });
}
} // namespace

TEST_CASE("the first evaluation is at the phase, or one period after the start") {
  auto r = sound();
  CHECK(first_evaluation(r) == 60);
  r.phase = 0;
  CHECK(first_evaluation(r) == 0);
  r.phase = 780;
  CHECK(first_evaluation(r) == 780);
}

TEST_CASE("partitions and the maximum cap the consumers, whichever is less; pods are counted by the autoscaler alone") {
  auto r = sound();
  CHECK(consumer_cap(r, 20.0) == 20);
  r.max_consumers = 7;
  CHECK(consumer_cap(r, 20.0) == 7);
  CHECK(consumer_cap(r, 5.0) == 5);
  CHECK(consumer_cap(r, none) == 7);
  r.up = proportional<>{};
  CHECK(consumer_cap(r, 5.0) == 7);
}

TEST_CASE("the consumers at the start are a number or a share rounded up, within the cap") {
  auto r = sound();
  CHECK(starting_consumers(r, 20.0) == 1);
  r.initial_consumers = 50;
  CHECK(starting_consumers(r, 20.0) == 20);
  r.initial_consumers = not_a_number;
  r.initial_share = 0.5;
  CHECK(starting_consumers(r, 20.0) == 10);
  CHECK(starting_consumers(r, 21.0) == 11);
  CHECK(starting_consumers(r, 1.0) == 1);
}

TEST_CASE("the floor is the minimum within the cap, and the number itself where nothing changes") {
  auto r = sound();
  r.min_consumers = 3;
  CHECK(consumer_floor(r, 20.0) == 3);
  CHECK(consumer_floor(r, 2.0) == 2);
  r.up = hold{};
  r.initial_consumers = 8;
  CHECK(consumer_floor(r, 20.0) == 8);
  CHECK(is_fixed(r));
}

TEST_CASE("only the continuous ramp does without evaluations, only hold without changes") {
  auto r = sound();
  CHECK_FALSE(is_continuous(r));
  CHECK_FALSE(is_fixed(r));
  r.up = continuous_ramp<>{.per_minute = 60};
  CHECK(is_continuous(r));
  r.evaluation_period = 0;
  CHECK_NOTHROW(validate(r));
  r.up = hold{};
  CHECK_NOTHROW(validate(r));
}

TEST_CASE("regimes are equal field by field; unset fields equal each other") {
  CHECK(sound() == sound());
  auto r = sound();
  r.phase = 5;
  CHECK_FALSE(r == sound());
  r = sound();
  r.up = add<>{.step = 2};
  CHECK_FALSE(r == sound());
  r = sound();
  r.assumed = estimate::worst;
  CHECK_FALSE(r == sound());
  r = sound();
  r.down.factor = 0.5;
  CHECK_FALSE(r == sound());
}

TEST_CASE("regimes that cannot be run are refused by field, value and rule") {
  CHECK(refused([](auto&) {}) == "accepted");
  CHECK(refused([](auto& r) { r.evaluation_period = -1; }) == "regime: evaluation_period = -1, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.evaluation_period = 0; }) ==
        "regime: evaluation_period = 0, but must be > 0 for a rule that acts at evaluations");
  CHECK(refused([](auto& r) { r.phase = -1; }) == "regime: phase = -1, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.reaction_delay = none; }) == "regime: reaction_delay = inf, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.initial_consumers = not_a_number; }) == "regime: initial_consumers = nan, but is required (or initial_share)");
  CHECK(refused([](auto& r) { r.initial_share = 0.5; }) ==
        "regime: initial_share = 0.5, but must be unset (nan) when initial_consumers is set");
  CHECK(refused([](auto& r) { r.initial_consumers = -1; }) == "regime: initial_consumers = -1, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.initial_consumers = not_a_number; r.initial_share = 1.5; }) == "regime: initial_share = 1.5, but must be in (0, 1]");
  CHECK(refused([](auto& r) { r.min_consumers = -1; }) == "regime: min_consumers = -1, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.max_consumers = 0.5; }) ==
        "regime: max_consumers = 0.5, but must be > 0 and >= min_consumers (infinity: no limit)");
  CHECK(refused([](auto& r) { r.up = hold{}; r.initial_consumers = 0; }) ==
        "regime: initial_consumers = 0, but must be > 0 where nothing ever adds consumers");
  CHECK(refused([](auto& r) { r.lag_threshold = -1; }) == "regime: lag_threshold = -1, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.concurrency_per_consumer = 0; }) == "regime: concurrency_per_consumer = 0, but must be finite and > 0");
  CHECK(refused([](auto& r) { r.bytes_per_consumer = 0; }) == "regime: bytes_per_consumer = 0, but must be > 0 (infinity: no limit)");
  CHECK(refused([](auto& r) { r.parallelization_factor = 1.5; }) == "regime: parallelization_factor = 1.5, but must be a whole number");
  CHECK(refused([](auto& r) { r.rebalance_pause = -1; }) == "regime: rebalance_pause = -1, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.startup_time = not_a_number; }) ==
        "regime: startup_time = nan, but is required and must be a finite number >= 0");
  CHECK(refused([](auto& r) { r.account_concurrency = 0; }) == "regime: account_concurrency = 0, but must be > 0 (infinity: no limit)");
  CHECK(refused([](auto& r) { r.environment_burst = -1; }) == "regime: environment_burst = -1, but must be > 0 (infinity: no limit)");
  CHECK(refused([](auto& r) { r.environment_rate = 0; }) == "regime: environment_rate = 0, but must be > 0 (infinity: no limit)");
  CHECK(refused([](auto& r) { r.down.factor = 1; }) == "regime: down.factor = 1, but must be in [0, 1)");
  CHECK(refused([](auto& r) { r.down.min_interval = -1; }) == "regime: down.min_interval = -1, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.down.stabilization = none; }) == "regime: down.stabilization = inf, but must be finite and >= 0");
}

TEST_CASE("each up rule refuses its own fields") {
  CHECK(refused([](auto& r) { r.up = add<>{.step = 0}; }) == "regime: up.step = 0, but must be finite and > 0");
  CHECK(refused([](auto& r) { r.up = add<>{.min_interval = -1}; }) == "regime: up.min_interval = -1, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.up = multiply<>{.factor = 1}; }) == "regime: up.factor = 1, but must be finite and > 1");
  CHECK(refused([](auto& r) { r.up = multiply<>{}; r.min_consumers = 0; }) ==
        "regime: min_consumers = 0, but must be > 0 where consumers multiply");
  CHECK(refused([](auto& r) { r.up = continuous_ramp<>{}; }) ==
        "regime: ramp_per_minute = nan, but is required and must be a finite number > 0");
  CHECK(refused([](auto& r) { r.up = continuous_ramp<>{.per_minute = 60}; r.down.when = scale_down::drop_when_empty; }) ==
        "regime: down.when = \"drop_when_empty\", but a continuous ramp would flap without end; use follow_load or keep_while_producing");
  CHECK(refused([](auto& r) { r.up = match_load<>{.drain_within = 0}; }) == "regime: up.drain_within = 0, but must be finite and > 0");
  CHECK(refused([](auto& r) { r.up = proportional<>{.lag_per_consumer = 0}; }) == "regime: up.lag_per_consumer = 0, but must be finite and > 0");
  CHECK(refused([](auto& r) { r.up = proportional<>{.tolerance = 1}; }) == "regime: up.tolerance = 1, but must be in [0, 1)");
  CHECK(refused([](auto& r) { r.up = proportional<>{.max_factor = 0.5}; }) == "regime: up.max_factor = 0.5, but must be finite and >= 1");
  CHECK(refused([](auto& r) { r.up = proportional<>{.max_added = 0, .max_factor = 1}; }) ==
        "regime: up.max_added = 0, but must be > 0 where up.max_factor is 1 (nothing could ever be added)");
  CHECK(refused([](auto& r) { r.up = proportional<>{.polling_period = 0}; }) == "regime: up.polling_period = 0, but must be finite and > 0");
  CHECK(refused([](auto& r) { r.up = proportional<>{.cooldown_period = -1}; }) == "regime: up.cooldown_period = -1, but must be finite and >= 0");
  CHECK(refused([](auto& r) { r.up = proportional<>{}; r.min_consumers = 1.5; }) == "regime: min_consumers = 1.5, but must be a whole number");
}

TEST_CASE("regimes work in float and long double") {
  scaling_regime<float> const f{.evaluation_period = 60, .initial_consumers = 1, .up = add<float>{}};
  CHECK_NOTHROW(validate(f));
  CHECK(first_evaluation(f) == 60.0f);
  scaling_regime<long double> const l{.evaluation_period = 60, .initial_share = 0.5L, .up = add<long double>{}};
  CHECK(starting_consumers(l, 21.0L) == 11.0L);
}
