// SPDX-License-Identifier: MIT
#include <ullage/queue/offered_load.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>
#include <support/sinusoid.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
using law = service_law<>;
arrival_profile<> const steady = constant_rate<>{.rate = 5};
arrival_profile<> const hat({{.start = 1, .rate = 2, .slope = 3}, {.start = 4, .rate = 11, .slope = -2}, {.start = 7, .rate = 5}, {.start = 9}});
std::vector<law> const laws = {exponential_service<>{3},
                               deterministic_service<>{3},
                               gamma_service<>{3, 0.25},
                               gamma_service<>{3, 4},
                               lognormal_service<>{3, 2},
                               lognormal_service<>{4, 2, 10},
                               hyperexponential_service<>{{0.9, 0.1}, {1, 21}},
                               discrete_service<>{{1, 5}, {0.5, 0.5}},
                               empirical_service<>{{1, 2, 6}}};

/// The definition, by the midpoint rule.
double by_definition(arrival_profile<> const& a, law const& s, double t, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    double const u = t * (i + 0.5) / n;
    sum += arrival_rate(a, u) * service_tail(s, t - u);
  }
  return sum * t / n;
}
} // namespace

TEST_CASE("R230 to R232: the load of a sinusoidal rate") {
  auto const a = test::sinusoid(4, 2, 60, 60, 6000);
  CHECK(offered_load(a, exponential_service<>{3}, 15) == rel(17.391723484047626, 1e-12));
  CHECK(offered_load(a, exponential_service<>{3}, 30) == rel(13.715162815593008, 1e-12));
  CHECK(offered_load(a, exponential_service<>{3}, 45) == rel(6.5389778281096160, 1e-12));
}

TEST_CASE("a constant rate: rate * E[min(S, t)], in the end rate * E[S]") {
  CHECK(offered_load(steady, exponential_service<>{3}, 3) == rel(15 * -std::expm1(-1.0), 1e-14));
  CHECK(offered_load(steady, deterministic_service<>{3}, 2) == rel(10, 1e-14));
  for (auto const& s : laws) {
    CHECK(offered_load(steady, s, 0) == 0);
    CHECK(offered_load(steady, s, 1e6) == rel(5 * mean(s), 1e-12));
  }
}

TEST_CASE("any law: the integral of rate times tail") {
  for (auto const& s : laws) {
    for (double t : {0.5, 2.0, 5.0, 8.0, 12.0, 30.0}) { CHECK(std::fabs(offered_load(hat, s, t) - by_definition(hat, s, t, 100000)) < 2e-3); }
  }
  CHECK(offered_load(hat, gamma_service<>{3, 0.25}, 8) == rel(by_definition(hat, gamma_service<>{3, 0.25}, 8, 800000), 1e-6));
}

TEST_CASE("the law of the service time is made of its parts") {
  law const same = mixture_service<>{{0.9, 0.1}, {exponential_service<>{1}, exponential_service<>{21}}};
  for (double t : {2.0, 6.0, 100.0}) {
    CHECK(offered_load(hat, same, t) == rel(offered_load(hat, laws[6], t), 1e-14));
    CHECK(offered_load(hat, gamma_service<>{3, 1}, t) == rel(offered_load(hat, exponential_service<>{3}, t), 1e-11));
  }
  for (double t : {1.5, 2.0, 6.0}) {
    CHECK(offered_load(hat, gamma_service<>{3, 1e-6}, t) == rel(offered_load(hat, deterministic_service<>{3}, t), 1e-4));
  }
}

TEST_CASE("a tiny scv: the load of a fixed time, less slope * variance / 2 away from breakpoints") {
  double const pi = std::acos(-1.0);
  for (double scv : {1e-6, 1e-5, 1e-4, 1e-3}) {
    // The records that leave at 5.5 came at 2.5, 1.5 after the rate began to rise by 3 each second.
    double const fixed = offered_load(hat, deterministic_service<>{3}, 5.5);
    CHECK(offered_load(hat, gamma_service<>{3, scv}, 5.5) == rel(fixed - 13.5 * scv, 1e-12));
    CHECK(offered_load(hat, lognormal_service<>{3, scv}, 5.5) == rel(fixed - 13.5 * scv, 1e-12));
    // At the end of a fixed time the law shows: E[min(S, m)] = m (1 - a^a e^-a / Gamma(a + 1)), a = 1 / scv.
    double const short_of = std::sqrt(scv / (2 * pi)) / (1 + scv / 12 + scv * scv / 288);
    CHECK(offered_load(steady, gamma_service<>{3, scv}, 3) == rel(15 * (1 - short_of), 1e-12));
    // Lognormal: E[(S - m)+] = m (2 Phi(sigma / 2) - 1), sigma^2 = log(1 + scv).
    CHECK(offered_load(steady, lognormal_service<>{3, scv}, 3) ==
          rel(15 * (1 - std::erf(std::sqrt(std::log1p(scv) / 8))), 1e-12));
    CHECK(offered_load(steady, gamma_service<>{3, scv}, 1.5) == rel(7.5, 1e-12));
  }
}

TEST_CASE("long after the last record no digit is lost") {
  // The closed forms of the gamma law cancel, the quadrature does not.
  CHECK(offered_load(hat, exponential_service<>{3}, 300) == rel(offered_load(hat, exponential_service<>{3}, 30) * std::exp(-90.0), 1e-13));
  CHECK(offered_load(hat, gamma_service<>{3, 1}, 300) == rel(offered_load(hat, exponential_service<>{3}, 300), 1e-11));
  CHECK(offered_load(hat, deterministic_service<>{3}, 12.5) == 0);
}

TEST_CASE("a burst stays as long as its services") {
  arrival_profile<> const all = burst<>{.records = 50, .at = 2};
  CHECK(offered_load(all, exponential_service<>{3}, 1) == 0);
  CHECK(offered_load(all, exponential_service<>{3}, 2) == 50);
  CHECK(offered_load(all, exponential_service<>{3}, 5) == rel(50 * std::exp(-1.0), 1e-14));
  CHECK(offered_load(all, gamma_service<>{3, 0.25}, 5) == rel(50 * service_tail(law(gamma_service<>{3, 0.25}), 3), 1e-14));
}

TEST_CASE("loads of two profiles add up, another unit of time changes nothing") {
  for (auto const& s : laws) { CHECK(offered_load(hat + steady, s, 8) == rel(offered_load(hat, s, 8) + offered_load(steady, s, 8), 1e-11)); }
  arrival_profile<> const slow({{.start = 1e6, .rate = 2e-6, .slope = 3e-12}, {.start = 4e6, .rate = 11e-6, .slope = -2e-12}, {.start = 7e6, .rate = 5e-6}, {.start = 9e6}});
  CHECK(offered_load(slow, gamma_service<>{3e6, 0.25}, 8e6) == rel(offered_load(hat, gamma_service<>{3, 0.25}, 8), 1e-12));
}

TEST_CASE("the load follows a slow rate with a delay of E[S^2] / (2 E[S])") {
  CHECK(offered_load_delay(law(exponential_service<>{3})) == rel(3, 1e-15));
  CHECK(offered_load_delay(law(deterministic_service<>{3})) == rel(1.5, 1e-15));
  CHECK(offered_load_delay(law(gamma_service<>{3, 4})) == rel(7.5, 1e-15));
  arrival_profile<> const slope({{.start = 0, .rate = 0, .slope = 1}, {.start = 1000, .rate = 1000}});
  for (auto const& s : laws) { CHECK(offered_load(slope, s, 900) == rel((900 - offered_load_delay(s)) * mean(s), 1e-6)); }
}

TEST_CASE("quantiles and tails of the Poisson law") {
  CHECK(concurrency_quantile(15, 0.99) == 25);
  CHECK(concurrency_quantile(0, 0.99) == 0);
  CHECK(concurrency_quantile(0.01, 0.5) == 0);
  CHECK(concurrency_quantile(15, 0) == 0);
  CHECK(concurrency_tail(1, 0) == rel(-std::expm1(-1.0), 1e-15));
  CHECK(concurrency_tail(0, 5) == 0);
  for (double m : {0.001, 1.0, 15.0, 1e3, 1e6, 1e9}) {
    for (double p : {1e-9, 0.1, 0.5, 0.9, 0.999999, 1 - 1e-15}) {
      double const n = concurrency_quantile(m, p);
      CHECK(concurrency_tail(m, n) <= 1 - p + 1e-12);
      CHECK((n == 0 || concurrency_tail(m, n - 1) > (1 - p) * (1 - 1e-11)));
    }
  }
  // Far from the mean as well, on both sides; sums of the law with 90 digits.
  CHECK(concurrency_quantile(1e9, 1e-40) == 999'579'101);
  CHECK(concurrency_quantile(1e6, 1e-60) == 983'647);
  CHECK(concurrency_quantile(2500, 1e-30) == 1949);
  CHECK(concurrency_tail(1e9, 1'000'600'000) == rel(1.458991997302270709965834e-80, 1e-12));
  CHECK(concurrency_tail(1e9, 1'001'000'000) == rel(1.060143542900281508244177e-219, 1e-12));
}

TEST_CASE("what is out of range is refused by name") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal([] { (void)offered_load(steady, law(), 1); }) == "deterministic_service: mean = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)offered_load(steady, exponential_service<>{1}, -1); }) == "offered_load: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)concurrency_quantile(1e10, 0.5); }) == "concurrency_quantile: offered_load = 1e+10, but must be at most 1e9");
  CHECK(refusal([] { (void)concurrency_quantile(1, 1); }) == "concurrency_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([=] { (void)concurrency_quantile(nan, 0.5); }) == "concurrency_quantile: offered_load = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)concurrency_tail(1, 0.5); }) == "concurrency_tail: n = 0.5, but must be a whole number");
  CHECK(refusal([] { (void)concurrency_tail(1, -1); }) == "concurrency_tail: n = -1, but must be in [0, 1e15]");
}

TEST_CASE("float and long double") {
  arrival_profile<float> const f = constant_rate<float>{.rate = 5};
  arrival_profile<long double> const l = constant_rate<long double>{.rate = 5};
  CHECK(double(offered_load(f, exponential_service<float>{3}, 3)) == rel(15 * -std::expm1(-1.0), 1e-6));
  CHECK(double(offered_load(l, gamma_service<long double>{3, 1}, 3)) == rel(15 * -std::expm1(-1.0), 1e-14));
  CHECK(double(offered_load(f, lognormal_service<float>{3, 2}, 1e4)) == rel(15, 1e-4));
  // A float does not hold every whole number up here.
  CHECK(double(concurrency_quantile(1e9f, 0.9f)) == rel(concurrency_quantile(1e9, 0.9), 1e-7));
  CHECK(double(concurrency_tail(1e6f, 1.005e6f)) == rel(concurrency_tail(1e6, 1.005e6), 1e-6));
  CHECK(double(concurrency_tail(15.0L, 25.0L)) == rel(0.0061849038112667928, 1e-14));
}
