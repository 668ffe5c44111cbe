// SPDX-License-Identifier: MIT
#include <ullage/arrivals.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();
double const not_a_number = std::numeric_limits<double>::quiet_NaN();
using profile = arrival_profile<double>;
template <class Shape> std::string refused(Shape const& shape) {
  return refusal([&] { (void)profile(shape); });
}
} // namespace

TEST_CASE("a constant rate lasts as long as it says") {
  profile const a = constant_rate<>{.rate = 5, .duration = 2000};
  CHECK(arrived(a, 900) == 4500);
  CHECK(arrived(a, 2000) == 10000);
  CHECK(arrived(a, 1e6) == 10000);
  CHECK(arrival_rate(a, 1999) == 5);
  CHECK(arrival_rate(a, 2000) == 0);
  CHECK(total_records(a) == 10000);
  CHECK(arrival_time(a, 4500) == 900);
  CHECK(starts_at(a) == 0);
  CHECK(ends_at(a) == 2000);
  CHECK(mean_rate(a) == 5);
  CHECK(peak_rate(a) == 5);
}

TEST_CASE("an endless rate has no end and no total") {
  profile const a = constant_rate<>{.rate = 5, .start = 10};
  CHECK(total_records(a) == none);
  CHECK(ends_at(a) == none);
  CHECK(mean_rate(a) == 5);
  CHECK(starts_at(a) == 10);
  CHECK(arrived(a, 10) == 0);
  CHECK(arrived(a, 12) == 10);
}

TEST_CASE("a step changes the rate at its instant") {
  profile const a = step<>{.before = 2, .after = 8, .at = 10, .duration = 30};
  CHECK(arrival_rate(a, 9.999) == 2);
  CHECK(arrival_rate(a, 10) == 8);
  CHECK(arrived(a, 30) == 20 + 160);
  CHECK(profile(step<>{.before = 2, .after = 8, .at = 0}) == profile(constant_rate<>{.rate = 8}));
}

TEST_CASE("R317: the ramp 0.01 t up to 600 s, then 6/s") {
  profile const a = ramp<>{.from = 0, .to = 6, .over = 600};
  CHECK(arrived(a, 600) == rel(1800, 1e-14));
  CHECK(arrived(a, 900) == rel(3600, 1e-14));
  CHECK(arrival_rate(a, 300) == rel(3, 1e-14));
  CHECK(arrival_rate(a, 700) == 6);
  CHECK(arrival_time(a, 294.44) == rel(std::sqrt(2 * 294.44 / 0.01), 1e-14));
}

TEST_CASE("a ramp waits at its first rate and may fall to nothing") {
  profile const a = ramp<>{.from = 4, .to = 0, .over = 8, .start = 10, .duration = 20};
  CHECK(arrival_rate(a, 5) == 4);
  CHECK(arrival_rate(a, 14) == rel(2, 1e-14));
  CHECK(arrival_rate(a, 19) == 0);
  CHECK(total_records(a) == rel(40 + 16, 1e-14));
}

TEST_CASE("a spike is a rectangle on a base") {
  profile const a = spike<>{.base = 1, .peak = 11, .at = 100, .width = 5, .duration = 200};
  CHECK(arrival_rate(a, 99) == 1);
  CHECK(arrival_rate(a, 100) == 11);
  CHECK(arrival_rate(a, 105) == 1);
  CHECK(total_records(a) == rel(200 + 50, 1e-14));
  CHECK(peak_rate(a) == 11);
}

TEST_CASE("a day has its exact mean, and is off the sinusoid by no more than documented") {
  double const pi = std::acos(-1.0);
  for (int const pieces : {4, 12, 96, 1000}) {
    profile const a = daily<>{.mean = 50, .amplitude = 40, .peak_at = 50000, .pieces = pieces};
    CHECK(total_records(a) == rel(50 * 86400, 1e-12));
    double worst = 0;
    for (int i = 0; i < 5000; ++i) {
      double const t = 86400.0 * i / 5000;
      worst = std::max(worst, std::abs(arrival_rate(a, t) - (50 + 40 * std::cos(2 * pi * (t - 50000) / 86400))));
    }
    CHECK(worst <= 40 * std::pow(pi / pieces, 2) / 2);
  }
  CHECK(std::pow(pi / 96, 2) / 2 == rel(0.00054, 0.01));
}

TEST_CASE("a burst comes at one instant and belongs to it") {
  profile const a = burst<>{.records = 1000, .at = 30};
  CHECK(arrived(a, 29.999) == 0);
  CHECK(arrived(a, 30) == 1000);
  CHECK(total_records(a) == 1000);
  CHECK(starts_at(a) == 30);
  CHECK(ends_at(a) == 30);
  CHECK(mean_rate(a) == 0);
  CHECK(arrival_time(a, 500) == 30);
}

TEST_CASE("nothing at all is a profile too") {
  profile const a;
  CHECK(total_records(a) == 0);
  CHECK(ends_at(a) == 0);
  CHECK(starts_at(a) == 0);
  CHECK(mean_rate(a) == 0);
  CHECK(arrived(a, 1e9) == 0);
  CHECK((a + a) == a);
}

TEST_CASE("a sum has the records of both, at every instant") {
  profile const a = ramp<>{.from = 1, .to = 7, .over = 60, .start = 5, .duration = 100};
  profile const b = spike<>{.base = 0.5, .peak = 9, .at = 33, .width = 11};
  profile const c = burst<>{.records = 40, .at = 33};
  profile const all = a + b + c;
  for (double t = 0.25; t < 150; t += 0.37) {
    CHECK(arrived(all, t) == rel(arrived(a, t) + arrived(b, t) + arrived(c, t), 1e-12));
    CHECK(arrival_rate(all, t) == rel(arrival_rate(a, t) + arrival_rate(b, t), 1e-12));
  }
  CHECK((a + b) == (b + a));
}

TEST_CASE("any two profiles add up, also where one of them has fallen to nothing") {
  std::mt19937_64 engine(1);
  auto const draw = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  for (int i = 0; i < 20000; ++i) {
    double const start = draw() * 10;
    profile const a = ramp<>{.from = draw() * 100, .to = 0, .over = 1 + draw() * 100, .start = start, .duration = 1e4};
    profile const b = spike<>{.base = 0, .peak = draw() * 100, .at = draw() * 50, .width = 1 + draw() * 30};
    profile const sum = a + b;
    REQUIRE(total_records(sum) == rel(total_records(a) + total_records(b), 1e-12));
    for (auto const& p : sum.pieces()) { REQUIRE(p.rate >= 0); }
  }
}

TEST_CASE("a factor multiplies every rate and burst, and 1 changes nothing") {
  profile const a = profile(ramp<>{.from = 1, .to = 7, .over = 60}) + burst<>{.records = 40, .at = 3};
  profile const twice = 2.0 * a;
  for (double const t : {1.0, 3.0, 30.0, 100.0}) { CHECK(arrived(twice, t) == rel(2 * arrived(a, t), 1e-15)); }
  CHECK(a * 2.0 == twice);
  CHECK(1.0 * a == a);
  CHECK(total_records(0.0 * a) == 0);
}

TEST_CASE("a delayed profile is the same one later") {
  profile const a = spike<>{.base = 1, .peak = 11, .at = 100, .width = 5, .duration = 200};
  profile const b = delayed(a, 50);
  for (double const t : {1.0, 60.0, 149.0, 152.0, 300.0}) { CHECK(arrived(b, t + 50) == rel(arrived(a, t), 1e-14)); }
  CHECK(arrived(b, 49) == 0);
  CHECK(ends_at(b) == 250);
  CHECK(delayed(a, 0) == a);
}

TEST_CASE("a change of the time unit keeps the counts") {
  double const k = 60;
  profile const a = ramp<>{.from = 1, .to = 7, .over = 60, .start = 5, .duration = 100};
  profile const b = ramp<>{.from = k, .to = 7 * k, .over = 60 / k, .start = 5 / k, .duration = 100 / k};
  for (double t = 1; t < 150; t += 7) { CHECK(arrived(b, t / k) == rel(arrived(a, t), 1e-13)); }
  CHECK(mean_rate(b) == rel(k * mean_rate(a), 1e-13));
}

TEST_CASE("shapes out of range are refused by shape, field, value and rule") {
  CHECK(refused(constant_rate<>{}) == "constant_rate: rate = nan, but is required and must be a finite number >= 0");
  CHECK(refused(constant_rate<>{.rate = -1}) == "constant_rate: rate = -1, but must be finite and >= 0");
  CHECK(refused(constant_rate<>{.rate = 1, .duration = 0}) == "constant_rate: duration = 0, but must be > 0 (infinity: no limit)");
  CHECK(refused(constant_rate<>{.rate = 1, .start = -1}) == "constant_rate: start = -1, but must be finite and >= 0");
  CHECK(refused(step<>{.before = 1, .after = 2}) == "step: at = nan, but is required and must be a finite number >= 0");
  CHECK(refused(step<>{.before = 1, .after = 2, .at = 5, .duration = 5}) == "step: duration = 5, but must be > at");
  CHECK(refused(step<>{.before = none, .after = 2, .at = 5}) == "step: before = inf, but must be finite and >= 0");
  CHECK(refused(ramp<>{.from = 1, .to = 2, .over = 0}) == "ramp: over = 0, but must be finite and > 0");
  CHECK(refused(ramp<>{.from = 1, .to = 2, .over = 5, .duration = 4}) == "ramp: duration = 4, but must be >= start + over");
  CHECK(refused(spike<>{.base = 1, .peak = 2, .at = 1, .width = -1}) == "spike: width = -1, but must be finite and > 0");
  CHECK(refused(spike<>{.base = 1, .peak = 2, .at = 1, .width = 5, .duration = 5}) == "spike: duration = 5, but must be >= at + width");
  CHECK(refused(daily<>{.mean = 1, .amplitude = 2}) == "daily: amplitude = 2, but must be in [0, mean]");
  CHECK(refused(daily<>{.mean = 1, .amplitude = not_a_number}) == "daily: amplitude = nan, but must be in [0, mean]");
  CHECK(refused(daily<>{.mean = 1, .amplitude = 1, .pieces = 3}) == "daily: pieces = 3, but must be >= 4");
  CHECK(refused(daily<>{.mean = 1, .amplitude = 1, .duration = none}) == "daily: duration = inf, but must be finite and > 0");
  CHECK(refused(daily<>{.mean = 1, .amplitude = 1, .duration = 1e12}) ==
        "daily: duration = 1e+12, but must not need more than 10,000,000 pieces (shorten it or lower pieces)");
  CHECK(refused(burst<>{.records = -1}) == "burst: records = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)(-1.0 * profile()); }) == "arrivals: factor = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)delayed(profile(), -1); }) == "delayed: delay = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)profile(std::vector<rate_piece<double>>(1, {.start = -1, .rate = 1})); }) ==
        "arrivals: start = -1, but must be >= 0");
}

TEST_CASE("a profile works in float and long double") {
  arrival_profile<float> const f = constant_rate<float>{.rate = 5, .duration = 100};
  CHECK(arrived(f, 50) == 250.0f);
  arrival_profile<long double> const l = ramp<long double>{.from = 0, .to = 6, .over = 600};
  CHECK(static_cast<double>(arrived(l, 600)) == rel(1800, 1e-15));
}
