// SPDX-License-Identifier: MIT
#include <ullage/queue/map.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
/// Two rates, by the closed form of Heffes and Lucantoni.
double dispersion_of_two(double l1, double l2, double r1, double r2, double t) {
  double const r = r1 + r2;
  double const rate = (l1 * r2 + l2 * r1) / r;
  double const v = (l1 - l2) * (l1 - l2) * r1 * r2 / (r * r);
  double const x = r * t;
  return 1 + 2 * v / (rate * r) * (x < 1e-5 ? x / 2 - x * x / 6 : 1 + std::expm1(-x) / x);
}
auto const bursts = mmpp2<double>({.peak_rate = 5, .valley_rate = 0.5, .peak_duration = 4, .valley_duration = 20});
} // namespace

TEST_CASE("Poisson arrivals: no variation beyond chance at any time") {
  auto const a = poisson_map(3);
  CHECK(arrival_rate(a) == 3);
  CHECK(scv(a) == rel(1, 1e-15));
  CHECK(interval_correlation(a) == 0);
  CHECK(dispersion(a, 7) == 1);
  CHECK(dispersion_limit(a) == 1);
  CHECK(arrival_rate(poisson_map(0)) == 0);
}

TEST_CASE("two rates: the closed forms of rate, dispersion and its limit") {
  CHECK(arrival_rate(bursts) == rel((5 * 4 + 0.5 * 20) / 24, 1e-14));
  for (double const t : {1e-9, 1e-3, 0.1, 1.0, 10.0, 1e3, 1e6}) {
    CHECK(dispersion(bursts, t) == rel(dispersion_of_two(5, 0.5, 0.25, 0.05, t), 1e-12));
  }
  CHECK(dispersion_limit(bursts) == rel(dispersion_of_two(5, 0.5, 0.25, 0.05, 1e15), 1e-13));
}

TEST_CASE("two rates that change once in 1e12 arrivals keep their digits") {
  auto const slow = mmpp2<double>({.peak_rate = 5, .valley_rate = 0.5, .peak_duration = 1e12, .valley_duration = 1e12});
  for (double const t : {1.0, 1e6, 1e12, 1e18}) {
    CHECK(dispersion(slow, t) == rel(dispersion_of_two(5, 0.5, 1e-12, 1e-12, t), 1e-10));
  }
}

TEST_CASE("renewal arrivals: scv of the law, no correlation, dispersion tends to the scv") {
  auto const law = coxian_ph<double>({2, 5}, {0.25});
  auto const a = renewal_map(law);
  CHECK(arrival_rate(a) == rel(1 / mean(law), 1e-14));
  CHECK(scv(a) == rel(scv(law), 1e-13));
  CHECK(dispersion_limit(a) == rel(scv(law), 1e-12));
  CHECK(std::abs(interval_correlation(a, 1)) < 1e-14);
  CHECK(std::abs(interval_correlation(a, 100)) < 1e-14);
  CHECK(dispersion_limit(renewal_map(erlang_ph(1, 20))) == rel(0.05, 1e-12));
  CHECK(dispersion(renewal_map(erlang_ph(1, 4)), 1e5) == rel(0.25 + (1 - 1.0 / 16) / 6 / 1e5, 1e-9));
}

TEST_CASE("two rates: correlation of intervals by the closed form, a geometric sequence") {
  // P = (-D0)^-1 D1 of two phases has the second eigenvalue l1 l2 / det(-D0).
  double const ratio = 5 * 0.5 / ((5 + 0.25) * (0.5 + 0.05) - 0.25 * 0.05);
  double const first = interval_correlation(bursts, 1);
  CHECK(first > 0);
  CHECK(first < 0.5);
  for (int const k : {2, 3, 7, 20}) { CHECK(interval_correlation(bursts, k) == rel(first * std::pow(ratio, k - 1), 1e-11)); }
  // Dispersion of counts from that of intervals (Cox and Lewis 1966): scv (1 + 2 sum of correlations).
  CHECK(scv(bursts) * (1 + 2 * first / (1 - ratio)) == rel(dispersion_limit(bursts), 1e-12));
}

TEST_CASE("rates add when processes are superposed, and so do variances of counts") {
  auto const a = renewal_map(erlang_ph(0.5, 3));
  auto const both = superpose(a, bursts);
  double const ra = arrival_rate(a);
  double const rb = arrival_rate(bursts);
  CHECK(both.d0.size() == 36);
  CHECK(arrival_rate(both) == rel(ra + rb, 1e-14));
  CHECK(dispersion_limit(both) == rel((ra * dispersion_limit(a) + rb * dispersion_limit(bursts)) / (ra + rb), 1e-12));
  CHECK(dispersion(both, 3) == rel((ra * dispersion(a, 3) + rb * dispersion(bursts, 3)) / (ra + rb), 1e-11));
  auto const poisson = superpose(poisson_map(1.0), poisson_map(2.0));
  CHECK(poisson == poisson_map(3.0));
}

TEST_CASE("a fit of bursts has the rate, the dispersion and the time constant that were asked for") {
  for (double const share : {0.05, 0.2, 0.4}) {
    auto const x = fit_mmpp2<double>({.arrival_rate = 10, .dispersion_limit = 25, .time_constant = 3, .peak_share = share});
    auto const a = mmpp2(x);
    CHECK(arrival_rate(a) == rel(10, 1e-13));
    CHECK(dispersion_limit(a) == rel(25, 1e-12));
    CHECK(1 / (1 / x.peak_duration + 1 / x.valley_duration) == rel(3, 1e-14));
    CHECK(x.peak_duration / (x.peak_duration + x.valley_duration) == rel(share, 1e-14));
    // Correlation of the rate falls by e in one time constant: (I(t) - 1) / (I - 1) = 1 - (1 - e^-x) / x, x = t / 3.
    CHECK((dispersion(a, 6) - 1) / 24 == rel(1 + std::expm1(-2) / 2, 1e-11));
  }
  CHECK(refusal([] {
          (void)fit_mmpp2<double>({.arrival_rate = 10, .dispersion_limit = 25, .time_constant = 3, .peak_share = 0.9});
        }) == "fit_mmpp2: peak_share = 0.9, but must be <= 0.7142857142857143, or the valley rate would be below 0");
  CHECK(fit_mmpp2<double>({.arrival_rate = 10, .dispersion_limit = 25, .time_constant = 3, .peak_share = 1 / 1.4}).valley_rate <
        1e-6);
}

TEST_CASE("a change of the time unit scales the rate alone; phases in another order are the same process") {
  auto const minutes = mmpp2<double>({.peak_rate = 300, .valley_rate = 30, .peak_duration = 4.0 / 60, .valley_duration = 20.0 / 60});
  CHECK(arrival_rate(minutes) == rel(60 * arrival_rate(bursts), 1e-14));
  CHECK(scv(minutes) == rel(scv(bursts), 1e-13));
  CHECK(dispersion(minutes, 0.1) == rel(dispersion(bursts, 6), 1e-12));
  auto const turned = mmpp2<double>({.peak_rate = 0.5, .valley_rate = 5, .peak_duration = 20, .valley_duration = 4});
  CHECK(arrival_rate(turned) == rel(arrival_rate(bursts), 1e-15));
  CHECK(interval_correlation(turned) == rel(interval_correlation(bursts), 1e-12));
}

TEST_CASE("a process that is none is refused by field and rule") {
  auto const said = [](markov_arrivals<> const& a) { return refusal([&] { validate(a); }); };
  CHECK(said({}) == "markov_arrivals: d0.size = 0, but must be the square of a number in [1, 200]");
  CHECK(said({.d0 = {-1, 1}, .d1 = {0, 0}}) == "markov_arrivals: d0.size = 2, but must be the square of a number in [1, 200]");
  CHECK(said({.d0 = {-1}, .d1 = {1, 0}}) == "markov_arrivals: d1.size = 2, but must be d0.size");
  CHECK(said({.d0 = {-1}, .d1 = {-1}}) == "markov_arrivals: d1[0] = -1, but must be 0 or in [1e-30, 1e30]");
  CHECK(said({.d0 = {-1}, .d1 = {2}}) ==
        "markov_arrivals: d0[0] = -1, but must be minus the sum of the other rates of the row in d0 and d1");
  CHECK(said({.d0 = {-1, 0, 0, -2}, .d1 = {1, 0, 0, 2}}) ==
        "markov_arrivals: phases = 2, but must lead to each other: d0 + d1 has more than one closed class");
  CHECK(refusal([] { (void)scv(poisson_map(0.0)); }) == "scv: arrival rate = 0, but must be > 0");
  CHECK(refusal([] { (void)interval_correlation(poisson_map(1.0), 0); }) == "interval_correlation: k = 0, but must be >= 1");
  CHECK(refusal([] { (void)dispersion(poisson_map(1.0), 0); }) == "dispersion: t = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)poisson_map(-1); }) == "poisson_map: rate = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)renewal_map(phase_type<>{.initial = {0.5}, .subgenerator = {-1}}); }) ==
        "renewal_map: sum of interval.initial = 0.5, but must be 1 (no times of length 0)");
  CHECK(refusal([] { (void)mmpp2<double>({.peak_rate = 1}); }) ==
        "mmpp2: valley_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)fit_mmpp2<double>({.arrival_rate = 1, .dispersion_limit = 0.5, .time_constant = 1}); }) ==
        "fit_mmpp2: dispersion_limit = 0.5, but must be > 1");
  CHECK(refusal([] {
          auto const big = renewal_map(erlang_ph(1.0, 20));
          (void)superpose(big, big);
        }) == "superpose: phases = 400, but must be <= 200");
}

TEST_CASE("float and long double stay what they are") {
  auto const f = mmpp2<float>({.peak_rate = 5, .valley_rate = 0.5F, .peak_duration = 4, .valley_duration = 20});
  CHECK(std::is_same_v<decltype(arrival_rate(f)), float>);
  CHECK(double(dispersion(f, 3)) == rel(dispersion(bursts, 3), 1e-5));
  CHECK(double(arrival_rate(renewal_map(erlang_ph(0.5L, 3)))) == rel(2, 1e-15));
}
