// SPDX-License-Identifier: MIT
#include <ullage/trajectory.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();

/// Case 2 of the field measurement: 5/s for 2000 s, 3 s each, one consumer until 900 s, then 20 until 2700 s.
trajectory<> measured() {
  trajectory<> f;
  f.service_time = 3;
  f.segments = {
      {.start = 0, .arrival_rate = 5, .start_rate = 1.0 / 3, .capacity = 1.0 / 3, .consumers = 1, .waiting = true},
      {.start = 900, .arrived = 4500, .arrival_rate = 5, .lag = 4200, .start_rate = 20.0 / 3, .capacity = 20.0 / 3, .consumers = 20, .waiting = true},
      {.start = 2000, .arrived = 10000, .lag = 7100.0 / 3, .start_rate = 20.0 / 3, .capacity = 20.0 / 3, .consumers = 20, .waiting = true},
      {.start = 2355, .arrived = 10000, .capacity = 20.0 / 3, .consumers = 20},
      {.start = 2700, .arrived = 10000, .capacity = 1.0 / 3, .consumers = 1}};
  return f;
}
} // namespace

TEST_CASE("R275, R276, R281, R282: lag and processed records of case 2") {
  auto const f = measured();
  CHECK(processed(f, 900) == rel(300, 1e-12));
  CHECK(lag(f, 900) == rel(4200, 1e-12));
  CHECK(lag(f, 450) == rel(2100, 1e-12));
  CHECK(lag(f, 1800) == rel(2700, 1e-12));
  CHECK(lag(f, 2000) == rel(7100.0 / 3, 1e-12));
  CHECK(lag(f, 2355) == 0);
  CHECK(lag(f, 1e6) == 0);
}

TEST_CASE("R285: the record that arrives at 60 s waits 840 s, and no record waits longer") {
  auto const f = measured();
  CHECK(wait_at(f, 60) == rel(840, 1e-12));
  CHECK(wait_at(f, 30) == rel(420, 1e-12));
  CHECK(wait_at(f, 1000) == rel(855 - 250, 1e-12));
  CHECK(wait_at(f, 2000) == rel(355, 1e-12));
  for (double t = 0; t <= 2000; t += 12.5) { CHECK(wait_at(f, t) <= 840 * (1 + 1e-12)); }
}

TEST_CASE("arrived is processed plus lag at every instant") {
  auto const f = measured();
  for (double t = 1; t < 3000; t += 37) { CHECK(arrived(f, t) == rel(processed(f, t) + lag(f, t), 1e-13)); }
}

TEST_CASE("the age of the oldest waiting record is what that record has waited so far") {
  auto const f = measured();
  CHECK(lag_age(f, 900) == rel(840, 1e-12));
  for (double arrival = 5; arrival < 2000; arrival += 35) {
    double const begins = arrival + wait_at(f, arrival);
    CHECK(lag_age(f, begins * (1 - 1e-13)) == rel(wait_at(f, arrival), 1e-9));
  }
  CHECK(lag_age(f, 2355) == 0);
  CHECK(lag_age(f, 5000) == 0);
}

TEST_CASE("records that waited at time 0 carry their age") {
  trajectory<> f;
  f.initial_lag = 100;
  f.initial_lag_age = 40;
  f.service_time = 1;
  f.segments = {{.start = 0, .arrived = 100, .arrival_rate = 1, .lag = 100, .start_rate = 2, .capacity = 2, .consumers = 2, .waiting = true},
                {.start = 100, .arrived = 200, .arrival_rate = 1, .start_rate = 1, .capacity = 2, .consumers = 2}};
  CHECK(lag_age(f, 0) == 40);
  CHECK(lag_age(f, 49) == 89);
  CHECK(lag_age(f, 60) == rel(40, 1e-12)); // the 20th to arrive
  CHECK(arrived(f, 0) == 100);
  CHECK(wait_at(f, 20) == rel(40, 1e-12));
}

TEST_CASE("records of one burst: the age is that of the burst, the wait that of its last record") {
  trajectory<> f;
  f.service_time = 1;
  f.segments = {{.start = 0, .capacity = 4, .consumers = 4},
                {.start = 10, .burst = 100, .arrived = 100, .lag = 100, .start_rate = 4, .capacity = 4, .consumers = 4, .waiting = true},
                {.start = 35, .arrived = 100, .capacity = 4, .consumers = 4}};
  CHECK(lag_age(f, 20) == 10);
  CHECK(wait_at(f, 10) == 25);
  CHECK(wait_at(f, 9) == 0);
}

TEST_CASE("throughput, concurrency and offset lag") {
  auto const f = measured();
  CHECK(throughput(f, 100) == rel(1.0 / 3, 1e-14));
  CHECK(concurrency(f, 100) == rel(1, 1e-14));
  CHECK(concurrency(f, 1000) == rel(20, 1e-14));
  CHECK(offset_lag(f, 900) == rel(4220, 1e-14));
  CHECK(concurrency(f, 2400) == 0);
  CHECK(capacity(f, 2400) == rel(20.0 / 3, 1e-14));
  CHECK(consumers(f, 2699) == 20);
  CHECK(consumers(f, 2700) == 1);
  CHECK(arrival_rate(f, 1999) == 5);
  CHECK(arrival_rate(f, 2000) == 0);
}

TEST_CASE("slopes count within a segment") {
  trajectory<> f;
  f.service_time = 2;
  f.segments = {{.start = 10, .arrived = 8, .arrival_rate = 1, .arrival_slope = 0.5, .lag = 5, .start_rate = 2, .start_slope = 0.25,
                 .capacity = 2, .capacity_slope = 0.25, .consumers = 4, .consumers_slope = 0.5, .waiting = true}};
  CHECK(lag(f, 14) == rel(5 + 4 * (1 - 2) + 16 * 0.25 / 2, 1e-14));
  CHECK(arrived(f, 14) == rel(8 + 4 + 4, 1e-14));
  CHECK(arrival_rate(f, 14) == 3);
  CHECK(throughput(f, 14) == 3);
  CHECK(capacity(f, 14) == 3);
  CHECK(consumers(f, 14) == 6);
  CHECK(concurrency(f, 14) == 6);
}

TEST_CASE("a record that the trajectory does not reach waits for ever") {
  trajectory<> f;
  f.service_time = 1;
  f.segments = {{.start = 0, .arrival_rate = 5, .waiting = true}};
  CHECK(wait_at(f, 10) == none);
  f.segments[0].start_rate = 1;
  f.end = 20;
  CHECK(wait_at(f, 4) == 16);
  CHECK(wait_at(f, 5) == none);
}

TEST_CASE("the end of a segment is the start of the next, or the end of what is known") {
  auto f = measured();
  CHECK(segment_end(f, 0) == 900);
  CHECK(segment_end(f, 4) == none);
  f.end = 4000;
  CHECK(segment_end(f, 4) == 4000);
}

TEST_CASE("instants outside of what is known are refused by function and value") {
  auto f = measured();
  f.end = 3000;
  CHECK(refusal([&] { (void)lag(f, -1); }) == "lag: t = -1, but must be finite and >= 0");
  CHECK(refusal([&] { (void)arrived(f, none); }) == "arrived: t = inf, but must be finite and >= 0");
  CHECK(refusal([&] { (void)lag_age(f, std::numeric_limits<double>::quiet_NaN()); }) == "lag_age: t = nan, but must be finite and >= 0");
  CHECK(refusal([&] { (void)consumers(f, 3001); }) ==
        "consumers: t = 3001, but must not be after the end of the forecast (set a later horizon)");
  CHECK(refusal([&] { (void)wait_at(f, -2); }) == "wait_at: t = -2, but must be finite and >= 0");
  CHECK(refusal([&] { (void)lag(f, 3000); }) == "accepted");
}

TEST_CASE("queries work in float and long double") {
  trajectory<float> f;
  f.service_time = 1;
  f.segments = {{.start = 0, .arrival_rate = 5, .start_rate = 1, .waiting = true}};
  CHECK(lag(f, 10) == 40.0f);
  trajectory<long double> l;
  l.service_time = 1;
  l.segments = {{.start = 0, .arrival_rate = 5, .start_rate = 1, .waiting = true}};
  CHECK(lag(l, 10) == 40.0L);
  CHECK(lag_age(l, 10) == 8.0L);
}
