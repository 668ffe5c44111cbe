// SPDX-License-Identifier: MIT
#include <ullage/detail/state_band.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {
double const always = std::numeric_limits<double>::max();

/// Goes the whole way; the birth rate moves with the slope.
state_band<double> after(state_band<double> band, birth_death<double> chain, double length) {
  band_stepper<double> stepper(always);
  for (double gone = 0; length - gone > 1e-12 * length;) {
    double const step = stepper.step(band, chain, length - gone);
    CHECK(step > 0);
    CHECK(step <= length);
    gone += step;
    chain.birth += chain.slope * step;
  }
  return band;
}

double total(state_band<double> const& band) {
  double sum = 0;
  for (double const m : band.mass) { sum += m; }
  return sum;
}

double at(state_band<double> const& band, long long n) { return band.mass.at(static_cast<std::size_t>(n - band.first)); }

double poisson(double mean, int n) { return std::exp(-mean + n * std::log(mean) - std::lgamma(n + 1.0)); }
} // namespace

TEST_CASE("a trim drops what nobody sees, at both ends, and never the last state") {
  state_band<double> band{10, {1e-25, 1e-22, 0.25, 0, 0.75, 3e-21, 9e-21, 0}};
  trim(band);
  CHECK(band.first == 12);
  CHECK(band.mass == std::vector<double>{0.25, 0, 0.75, 3e-21}); // both last ones together are 1.2e-20
  state_band<double> none{5, {0, 0, 0}};
  trim(none);
  CHECK(none.mass.size() == 1);
  CHECK(none.last() == none.first);
}

TEST_CASE("deaths go on at the rate of the busy servers") {
  birth_death<double> const chain{1, 0, 0.5, 3};
  CHECK(chain.death(0) == 0);
  CHECK(chain.death(2) == 1);
  CHECK(chain.death(3) == 1.5);
  CHECK(chain.death(1'000'000) == 1.5);
}

TEST_CASE("births alone are Poisson, at a constant rate and at one that rises or falls") {
  struct row {
    double birth, slope, length;
  };
  for (auto const [birth, slope, length] : {row{2, 0, 5}, row{1, 3, 4}, row{0, 0.5, 10}, row{31, -3, 10}, row{5, -1, 5}, row{1e-9, 0, 1}}) {
    double const mean = birth * length + slope * length * length / 2;
    auto const band = after({7, {1.0}}, {birth, slope, 1, 0}, length);
    CHECK(total(band) == rel(1, 1e-13));
    for (int n = 0; n < mean + 6 * std::sqrt(mean); ++n) {
      double const p = poisson(mean, n);
      if (p > 1e-9) { CHECK(at(band, 7 + n) == rel(p, 1e-11)); }
    }
  }
}

TEST_CASE("deaths alone of many servers are binomial") {
  auto const band = after({12, {1.0}}, {0, 0, 0.25, 100}, 3);
  double const stays = std::exp(-0.75);
  for (int n = 0; n <= 12; ++n) {
    double const ways = std::exp(std::lgamma(13.0) - std::lgamma(n + 1.0) - std::lgamma(13.0 - n));
    CHECK(at(band, n) == rel(ways * std::pow(stays, n) * std::pow(1 - stays, 12 - n), 1e-13));
  }
}

TEST_CASE("one server with as many births as deaths is empty with e^-2t (I0(2t) + I1(2t))") {
  auto const band = after({0, {1.0}}, {1, 0, 1, 1}, 1.5);
  CHECK(at(band, 0) == rel(0.439827067459126252, 1e-13));
}

TEST_CASE("a band far from 0 stays narrow") {
  auto const band = after({1'000'000'000'000, {1.0}}, {3, 0, 1, 4}, 100);
  CHECK(band.mass.size() < 1000);
  double mean = 0;
  for (std::size_t i = 0; i < band.mass.size(); ++i) { mean += double(band.first - 1'000'000'000'000 + static_cast<long long>(i)) * band.mass[i]; }
  CHECK(mean == rel(-100, 1e-11));
}

TEST_CASE("the count of updates has a limit") {
  band_stepper<double> stepper(100);
  stepper.count(60);
  std::string message;
  try {
    stepper.count(60);
  } catch (evaluation_error const& e) { message = e.what(); }
  CHECK(message == "transient: max_updates = 100 reached (a shorter time, a larger limit, or a fluid model)");
}

TEST_CASE("long double") {
  state_band<long double> band{0, {1.0L}};
  band_stepper<long double> stepper(always);
  CHECK(stepper.step(band, {1, 0, 1, 0}, 2) == 2);
  CHECK(double(band.mass[0]) == rel(std::exp(-2.0), 1e-15));
}
