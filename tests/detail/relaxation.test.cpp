// SPDX-License-Identifier: MIT
#include <ullage/detail/relaxation.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {
birth_death<double> const single{0.8, 0, 1, 1};
birth_death<double> const pool{5, 0, 1.0 / 3, 20};

double at(state_band<double> const& band, long long n) { return band.mass.at(static_cast<std::size_t>(n - band.first)); }

double mean(state_band<double> const& band) {
  double sum = 0;
  for (std::size_t i = 0; i < band.mass.size(); ++i) { sum += double(band.first + static_cast<long long>(i)) * band.mass[i]; }
  return sum;
}

void steps(state_band<double>& band, birth_death<double> const& chain, double length) {
  band_stepper<double> stepper(std::numeric_limits<double>::max());
  for (double gone = 0; length - gone > 1e-12 * length;) { gone += stepper.step(band, chain, length - gone); }
}
} // namespace

TEST_CASE("there is a steady state below full utilization only, and none that is too wide to hold") {
  CHECK(relaxation<double>(single).exists());
  CHECK_FALSE(relaxation<double>(birth_death<double>{1, 0, 1, 1}).exists());
  CHECK_FALSE(relaxation<double>(birth_death<double>{2, 0, 1, 1}).exists());
  CHECK_FALSE(relaxation<double>(birth_death<double>{0, 0, 1, 1}).exists());
  CHECK_FALSE(relaxation<double>(birth_death<double>{1, 0, 1, 0}).exists());
  CHECK(relaxation<double>(birth_death<double>{0.999, 0, 1, 1}).states() < 100'000);
  CHECK_FALSE(relaxation<double>(birth_death<double>{1 - 1e-7, 0, 1, 1}).exists());
  CHECK_FALSE(relaxation<double>(birth_death<double>{1e12, 0, 1, 2'000'000'000'000}).exists());
}

TEST_CASE("after a long time M/M/1 is geometric, M/M/20 has the mean of Erlang C") {
  for (double time : {1e4, 1e9, 1e30}) {
    state_band<double> band{0, {1.0}};
    relaxation<double>(single).jump(band, time);
    for (int n : {0, 1, 10, 100}) { CHECK(at(band, n) == rel(0.2 * std::pow(0.8, n), 1e-12)); }
    state_band<double> many{15, {1.0}};
    relaxation<double>(pool).jump(many, time);
    CHECK(mean(many) == rel(15 + 0.16042938741692362 * 15 / 5, 1e-12)); // R006
  }
}

TEST_CASE("one jump is many steps, for any time") {
  for (auto const& chain : {single, pool}) {
    relaxation<double> const steady(chain);
    for (double time : {1e-3, 0.1, 1.0, 7.0, 60.0}) {
      state_band<double> jumped{10, {0.25, 0, 0.5, 0.25}};
      state_band<double> stepped = jumped;
      REQUIRE(steady.near(jumped));
      steady.jump(jumped, time);
      steps(stepped, chain, time);
      CHECK(mean(jumped) == rel(mean(stepped), 1e-12));
      for (long long n : {8, 10, 13}) { CHECK(std::fabs(at(jumped, n) - at(stepped, n)) < 1e-13); }
    }
  }
}

TEST_CASE("two jumps are one, and the steady state stays") {
  relaxation<double> const steady(pool);
  state_band<double> once{12, {1.0}};
  state_band<double> twice = once;
  steady.jump(once, 5);
  steady.jump(twice, 2);
  steady.jump(twice, 3);
  CHECK(mean(once) == rel(mean(twice), 1e-13));
  steady.jump(once, 1e20);
  double const m = mean(once);
  steady.jump(once, 4);
  CHECK(mean(once) == rel(m, 1e-14));
}

TEST_CASE("M/M/1 near its steady state relaxes by the gap (1 - sqrt rho)^2") {
  // Long after the start, log(E[N] - limit) falls by the gap times time, and by 3/2 log time.
  relaxation<double> const steady(single);
  double const gap = std::pow(1 - std::sqrt(0.8), 2);
  auto const lag = [&](double t) {
    state_band<double> band{0, {1.0}};
    steady.jump(band, t);
    return 4 - mean(band);
  };
  CHECK(std::log(lag(800) / lag(1000)) == rel(200 * gap + 1.5 * std::log(1.25), 0.02));
}

TEST_CASE("what is far out is not near") {
  relaxation<double> const steady(single);
  CHECK(steady.near({0, {1.0}}));
  CHECK(steady.near({20, {1.0}}));
  CHECK_FALSE(steady.near({60, {1.0}}));        // 1 / pi(60) is 3e6
  CHECK_FALSE(steady.near({1'000'000, {1.0}})); // outside of what is held
}

TEST_CASE("float types: long double") {
  state_band<long double> band{0, {1.0L}};
  relaxation<long double>(birth_death<long double>{0.5L, 0, 1, 1}).jump(band, 1e6L);
  CHECK(double(band.mass[3]) == rel(0.0625, 1e-13));
}
