// SPDX-License-Identifier: MIT
#include <ullage/queue/sinusoidal_load.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
sinusoidal_load<> const wave{.mean_rate = 4, .amplitude = 2, .service_time = 3, .period = 60};
double const pi = std::acos(-1.0);
} // namespace

TEST_CASE("R230 to R232: from an empty system") {
  CHECK(offered_load(wave, 15) == rel(17.391723484047626, 1e-14));
  CHECK(offered_load(wave, 30) == rel(13.715162815593008, 1e-14));
  CHECK(offered_load(wave, 45) == rel(6.5389778281096160, 1e-14));
}

TEST_CASE("in the end the load repeats each period, whenever that is") {
  CHECK(offered_load(wave, 6000) == rel(periodic_offered_load(wave, 0), 1e-14));
  CHECK(periodic_offered_load(wave, 6e12 + 15) == rel(periodic_offered_load(wave, 15), 1e-14));
  CHECK(offered_load(wave, 0) == 0);
}

TEST_CASE("the load grows by what comes less what goes: m' = rate - m / S") {
  for (double t : {0.1, 2.9, 3.1, 20.0, 50.0}) {
    double const h = 1e-4;
    double const slope = (offered_load(wave, t + h) - offered_load(wave, t - h)) / (2 * h);
    CHECK(slope == rel(4 + 2 * std::sin(2 * pi * t / 60) - offered_load(wave, t) / 3, 1e-6));
  }
}

TEST_CASE("right after the start: the integral of the rate") {
  for (double t : {1e-12, 1e-8, 1e-5}) { CHECK(offered_load(wave, t) == rel(4 * t + pi / 30 * t * t - 4 * t * t / 6, 1e-10)); }
}

TEST_CASE("the peak comes later than that of the rate") {
  double const late = offered_load_delay(wave);
  CHECK(late == rel(std::atan(pi / 10) / (pi / 30), 1e-14));
  CHECK(periodic_offered_load(wave, 15 + late) == rel(peak_offered_load(wave), 1e-15));
  CHECK(periodic_offered_load(wave, 15 + late + 1) < peak_offered_load(wave));
  CHECK(peak_offered_load(wave) == rel(12 + 6 / std::sqrt(1 + pi * pi / 100), 1e-15));
}

TEST_CASE("a slow wave that touches 0 keeps its digits there") {
  sinusoidal_load<> const slow{.mean_rate = 1, .amplitude = 1, .service_time = 1e-6, .period = 4};
  double const q = pi / 2 * 1e-6;
  // S (1 - cos of the delay angle) at the lowest point, to first order S q^2 / 2
  CHECK(periodic_offered_load(slow, 3 + offered_load_delay(slow)) == rel(1e-6 * q * q / 2, 1e-9));
}

TEST_CASE("no wave: a constant rate") {
  sinusoidal_load<> const flat{.mean_rate = 4, .amplitude = 0, .service_time = 3};
  CHECK(offered_load(flat, 3) == rel(12 * -std::expm1(-1.0), 1e-15));
  CHECK(periodic_offered_load(flat, 7) == 12);
  CHECK(offered_load_delay(sinusoidal_load<>{.mean_rate = 1, .amplitude = 1, .service_time = 1e-30, .period = 1e30}) == rel(1e-30, 1e-14));
}

TEST_CASE("what is out of range is refused by name") {
  CHECK(refusal([] { (void)offered_load(sinusoidal_load<>{.mean_rate = 1, .amplitude = 2, .service_time = 1}, 1); }) ==
        "sinusoidal_load: amplitude = 2, but must be <= mean_rate");
  CHECK(refusal([] { (void)peak_offered_load(sinusoidal_load<>{.mean_rate = 1, .amplitude = 1}); }) ==
        "sinusoidal_load: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)offered_load(wave, -1); }) == "offered_load: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)periodic_offered_load(wave, -1); }) == "periodic_offered_load: t = -1, but must be finite and >= 0");
}

TEST_CASE("float and long double") {
  CHECK(double(offered_load(sinusoidal_load<float>{4, 2, 3, 60}, 15)) == rel(17.391723484047626, 1e-6));
  CHECK(double(offered_load(sinusoidal_load<long double>{4, 2, 3, 60}, 15)) == rel(17.391723484047626, 1e-15));
}
