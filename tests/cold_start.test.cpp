// SPDX-License-Identifier: MIT
#include <ullage/cold_start.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();
double const at_once = 1e-30; // the environment is gone as soon as it is idle
} // namespace

TEST_CASE("R247: a start of 2 s whenever the consumer was idle") {
  started_queue<> const q{.arrival_rate = 0.25, .service_time = 3, .start = {.init_time = 2, .keep_alive = at_once}};
  CHECK(mean_wait(q) == rel(6.1666666666666667, 1e-15));
}

TEST_CASE("environments that are kept for ever cost nothing") {
  started_queue<> const q{.arrival_rate = 0.25, .service_time = 3, .start = {.init_time = 2}};
  CHECK(mean_wait(q) == rel(4.5, 1e-15)); // M/D/1
  CHECK(cold_start_share(q) == 0);
  CHECK(cold_start_probability(q.start, 0.25) == 0);
}

TEST_CASE("the chance of a start after an idle period falls with the keep-alive time") {
  cold_start<> const start{.init_time = 2, .init_scv = 0.5, .keep_alive = 300};
  CHECK(cold_start_probability(start, 0.01) == rel(std::exp(-3.0), 1e-15));
  auto const v = setup_after_idle(start, 0.01);
  CHECK(v.mean == rel(2 * std::exp(-3.0), 1e-15));
  CHECK(v.second_moment == rel(4 * 1.5 * std::exp(-3.0), 1e-15));
  CHECK(cold_start_probability(start, 0) == 1);
}

TEST_CASE("a record that comes once in a long while waits for the whole start") {
  started_queue<> const q{.arrival_rate = 1e-9, .service_time = 3, .start = {.init_time = 2, .keep_alive = 300}};
  CHECK(mean_wait(q) == rel(2, 1e-6));
  CHECK(cold_start_share(q) == rel(1, 1e-6));
}

TEST_CASE("mean wait and share of the starts agree with a simulation by Lindley's recursion") {
  started_queue<> const q{.arrival_rate = 0.2, .service_time = 2, .start = {.init_time = 3, .keep_alive = 4}};
  std::uint64_t state = 7;
  auto const share = [&] {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return double((z ^ (z >> 31)) >> 11) * 0x1p-53;
  };
  double wait = 0, cold = 0, arrival = 0, free = 0;
  int const n = 2000000;
  for (int i = 0; i < n; ++i) {
    arrival -= std::log(1 - share()) / q.arrival_rate;
    double start = free;
    if (arrival > free) {
      bool const gone = arrival - free > q.start.keep_alive;
      start = arrival + (gone ? q.start.init_time : 0);
      cold += gone;
    }
    wait += start - arrival;
    free = start + q.service_time;
  }
  CHECK(wait / n == rel(mean_wait(q), 0.01));
  CHECK(cold / n == rel(cold_start_share(q), 0.005));
}

TEST_CASE("a new consumer works after the delay and the start") {
  CHECK(ready_after(cold_start<>{.init_time = 2.5}, 60) == 62.5);
  CHECK(ready_after(cold_start<>{}) == 0);
  CHECK(is_off(cold_start<>{.keep_alive = 5}));
}

TEST_CASE("refusals say why") {
  CHECK(refusal([] { validate(cold_start<>{.init_time = -1}); return 0; }) == "cold_start: init_time = -1, but must be finite and >= 0");
  CHECK(refusal([] { validate(cold_start<>{.init_scv = none}); return 0; }) == "cold_start: init_scv = inf, but must be finite and >= 0");
  CHECK(refusal([] { validate(cold_start<>{.keep_alive = 0}); return 0; }) == "cold_start: keep_alive = 0, but must be > 0 (infinity: no limit)");
  CHECK(refusal([] { return setup_wait(cold_start<>{}, -1); }) == "cold_start_probability: arrival_rate = -1, but must be finite and >= 0");
  CHECK(refusal([] { return mean_wait(started_queue<>{.service_time = 1}); }) ==
        "started_queue: arrival_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { return mean_wait(started_queue<>{.arrival_rate = 1, .service_time = 1}); }) ==
        "mean_wait: utilization = 1, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK_THROWS_AS(static_cast<void>(cold_start_share(started_queue<>{.arrival_rate = 2, .service_time = 1})), unstable_error);
}

TEST_CASE("float and long double") {
  CHECK(double(mean_wait(started_queue<float>{.arrival_rate = 0.25F, .service_time = 3, .start = {.init_time = 2, .keep_alive = 1e-30F}})) ==
        rel(6.1666666666666667, 1e-6));
  CHECK(double(mean_wait(started_queue<long double>{.arrival_rate = 0.25L, .service_time = 3, .start = {.init_time = 2, .keep_alive = 1e-29L}})) ==
        rel(6.1666666666666667, 1e-15));
}
