// SPDX-License-Identifier: MIT
#include <ullage/detail/arrival_clock.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using namespace ullage::test;

namespace {

/// The time at which n records have come, by walking over the pieces of the clock.
double time_of(arrival_clock const& clock, double n) {
  for (std::size_t i = 0; i < clock.size(); ++i) {
    auto const& p = clock[i];
    if (n <= p.burst) { return p.start; }
    n -= p.burst;
    if (n <= p.amount) { return p.time(n); }
    n -= p.amount;
  }
  return infinity_v<double>;
}

void follows(arrival_profile<double> const& profile, double upto) {
  arrival_clock const clock(profile, random_source(1, 0, 0));
  for (int i = 1; i < 400; ++i) {
    double const n = upto * i / 400;
    CHECK(time_of(clock, n) == rel(arrival_time(profile, n), 1e-12));
  }
}

} // namespace

TEST_CASE("times are those of the inverse of the profile: constant, step, ramps up and down, spike, day, bursts") {
  follows(constant_rate<double>{.rate = 3, .duration = 500, .start = 20}, 1499);
  follows(step<double>{.before = 1, .after = 7, .at = 30}, 1000);
  follows(ramp<double>{.from = 0, .to = 6, .over = 600, .start = 10}, 5000);
  follows(ramp<double>{.from = 6, .to = 0, .over = 600}, 1799);
  follows(ramp<double>{.from = 1e-12, .to = 5, .over = 1}, 100);
  follows(spike<double>{.base = 1, .peak = 50, .at = 100, .width = 10}, 2000);
  follows(daily<double>{.mean = 5, .amplitude = 5}, 431000);
  follows(arrival_profile<double>(constant_rate<double>{.rate = 2}) + burst<double>{.records = 40, .at = 7}, 1000);
}

TEST_CASE("a rate that falls to 0 gives its last record at its end, and silent pieces are left out") {
  arrival_clock const clock(ramp<double>{.from = 6, .to = 0, .over = 600, .duration = 1000}, random_source(1, 0, 0));
  REQUIRE(clock.size() == 1);
  CHECK(clock[0].amount == 1800);
  CHECK(clock[0].time(1800) == 600);
  CHECK(clock[0].time(1801) == 600);
  CHECK(arrival_clock(arrival_profile<double>(), random_source(1, 0, 0)).size() == 0);
}

TEST_CASE("bursts are whole: a fraction is a chance") {
  double sum = 0;
  for (std::uint64_t i = 0; i < 10000; ++i) {
    arrival_clock const clock(burst<double>{.records = 3.25}, random_source(1, i, 0));
    REQUIRE((clock[0].burst == 3 || clock[0].burst == 4));
    sum += clock[0].burst;
  }
  CHECK(std::fabs(sum - 32500) < 3.9 * std::sqrt(10000 * 0.25 * 0.75));
}

TEST_CASE("a count of 10^8 gaps is their exact sum") {
  record_count n;
  double const gap = 0x1p-40 * 361'234'567'891;
  for (int i = 0; i < 100'000'000; ++i) { n.add(gap); }
  CHECK(n.value() == rel(1e8 * gap, 1e-16));
  CHECK(n.base > 0);
  // Large gaps and small ones, and what is beyond an amount.
  record_count m;
  m.add(3e9 + 0.5);
  m.add(0.25);
  CHECK(m.value() == 3e9 + 0.75);
  CHECK(m.beyond(3e9).value() == 0.75);
  CHECK(m.beyond(1e9).value() == 2e9 + 0.75);
  CHECK(m.beyond(4e9).value() == 0);
}
