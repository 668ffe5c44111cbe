// SPDX-License-Identifier: MIT
#include <ullage/queue/md1.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

md1<> queue(double rate, double service) { return {.arrival_rate = rate, .service_time = service}; }

/// Integral by Gauss-Legendre with 5 points in each part, which start at the kinks.
template <class F> double integral(F const& f, double from, double part, int parts) {
  constexpr double x[] = {0, 0.5384693101056831, 0.9061798459386640};
  constexpr double w[] = {0.5688888888888889, 0.4786286704993665, 0.2369268850561891};
  double sum = 0;
  for (int i = 0; i < parts; ++i) {
    double const middle = from + (i + 0.5) * part;
    sum += w[0] * f(middle);
    for (int j = 1; j < 3; ++j) { sum += w[j] * (f(middle - x[j] * part / 2) + f(middle + x[j] * part / 2)); }
  }
  return sum * part / 2;
}

} // namespace

TEST_CASE("R050-R053: the law of the wait, also where the alternating sum fails") {
  CHECK(1 - wait_tail(queue(0.8, 1), 2.5) == rel(0.70485235349161897, 1e-13));
  CHECK(1 - wait_tail(queue(0.3, 3), 10) == rel(0.53209899265318248, 1e-13));
  CHECK(1 - wait_tail(queue(0.95, 1), 30) == rel(0.95429903221348360, 1e-13));
  CHECK(1 - wait_tail(queue(0.5, 1), 0.5) == rel(0.64201270834387074, 1e-13));
}

TEST_CASE("R054-R058: quantiles of the wait") {
  CHECK(wait_quantile(queue(0.3, 3), 0.99) == rel(65.694712048620335, 1e-13));
  CHECK(wait_quantile(queue(0.25, 3), 0.99) == rel(24.112179673658100, 1e-13));
  CHECK(wait_quantile(queue(0.25, 3), 0.5) == rel(2.7725887222397812, 1e-13));
  CHECK(wait_quantile(queue(0.2, 3), 0.99) == rel(13.588837685398948, 1e-13));
  CHECK(wait_quantile(queue(0.05, 3), 0.99) == rel(3.3731644081940180, 1e-13));
}

TEST_CASE("R059-R062: 41 partitions are the fewest that keep the sojourn below 10 s in 99 %") {
  CHECK(sojourn_tail(queue(5.0 / 20, 3), 10) == rel(0.23088833954545572, 1e-13));
  CHECK(sojourn_tail(queue(5.0 / 30, 3), 10) == rel(0.035405517018766817, 1e-13));
  CHECK(sojourn_tail(queue(5.0 / 40, 3), 10) == rel(0.010395386933363486, 1e-13));
  CHECK(sojourn_tail(queue(5.0 / 41, 3), 10) == rel(0.0093893152687429759, 1e-13));
}

TEST_CASE("R063-R068: decay rate and constant of the tail") {
  CHECK(decay_rate(queue(0.25, 3)) == rel(0.18340024721968953, 1e-14));
  CHECK(tail_constant(queue(0.25, 3)) == rel(0.83277609048654360, 1e-14));
  CHECK(decay_rate(queue(0.2, 3)) == rel(0.31580162720505053, 1e-14));
  CHECK(tail_constant(queue(0.2, 3)) == rel(0.73072055700302768, 1e-14));
  CHECK(decay_rate(queue(0.05, 3)) == rel(1.0216411896872231, 1e-14));
  CHECK(tail_constant(queue(0.05, 3)) == rel(0.38376042039233626, 1e-14));
}

TEST_CASE("R069, R070: the number of records") {
  CHECK(state_probability(queue(0.75, 1), 1) == rel(0.27925000415316867, 1e-14));
  CHECK(state_probability(queue(0.75, 1), 5) == rel(0.039020550140418062, 1e-13));
}

TEST_CASE("R071, R072: mean 4.5 s and standard deviation of the wait") {
  CHECK(mean_wait(queue(0.25, 3)) == rel(4.5, 1e-15));
  CHECK(std::sqrt(wait_variance(queue(0.25, 3))) == rel(5.4083269131959839, 1e-15));
}

TEST_CASE("the integral of the tail is the mean, of 2 t times the tail the second moment") {
  for (double const rho : {0.1, 0.5, 0.75, 0.9}) {
    auto const q = queue(rho / 2, 2);
    auto const tail = [&](double t) { return wait_tail(q, t); };
    int const parts = static_cast<int>(80 / (1 - rho));
    CHECK(integral(tail, 0, 1, parts) == rel(mean_wait(q), 1e-10));
    double const mean = mean_wait(q);
    CHECK(integral([&](double t) { return 2 * t * tail(t); }, 0, 1, parts) == rel(wait_variance(q) + mean * mean, 1e-10));
  }
}

TEST_CASE("the masses sum to 1, their mean is Little's, and 1 - P(0) is the load") {
  for (double const rho : {1e-3, 0.3, 0.75, 0.95}) {
    auto const q = queue(rho, 1);
    double sum = 0;
    double mean = 0;
    for (int n = 1500; n >= 0; --n) {
      double const p = state_probability(q, n);
      sum += p;
      mean += n * p;
    }
    CHECK(sum == rel(1, 1e-13));
    CHECK(mean == rel(mean_in_system(q), 1e-12));
    CHECK(1 - state_probability(q, 0) == rel(wait_probability(q), 1e-12));
    CHECK(wait_tail(q, 0) == rel(wait_probability(q), 1e-14));
  }
}

TEST_CASE("the records found waiting arrived during the wait: P(nobody waits) = E e^(-lambda W)") {
  for (double const rho : {0.2, 0.75, 0.9}) {
    auto const q = queue(rho, 1);
    double const expected = 1 - rho * integral([&](double t) { return std::exp(-rho * t) * wait_tail(q, t); }, 0, 0.5, 200);
    CHECK(state_probability(q, 0) + state_probability(q, 1) == rel(expected, 1e-10));
  }
}

TEST_CASE("where the exponential takes over it is the tail to rounding") {
  for (double const rho : {1e-3, 0.1, 0.5, 0.75, 0.95, 1 - 1e-6}) {
    auto const q = queue(rho, 1);
    double const theta = decay_rate(q);
    double const k = tail_constant(q);
    for (int t = 1; t < 60; ++t) {
      double const asymptote = k * std::exp(-theta * t);
      double const beyond = wait_tail(q, t);
      if (t > 52 && asymptote > 1e-280 && rho > 0.2) { CHECK(beyond == rel(asymptote, 1e-13)); }
      double const just_before = wait_tail(q, t * (1 - 1e-13));
      if (beyond > 1e-280) { CHECK(just_before == rel(beyond, 1e-9)); }
      CHECK(just_before >= beyond * (1 - 1e-12));
    }
  }
}

TEST_CASE("next to utilization 1 the wait is exponential: heavy traffic") {
  auto const q = queue(1 - 1e-9, 1);
  CHECK(decay_rate(q) == rel(2e-9, 1e-7));
  CHECK(wait_tail(q, 5e8) == rel(std::exp(-1), 1e-6));
  CHECK(wait_quantile(q, 0.5) == rel(mean_wait(q) * std::log(2), 1e-6));
  auto const nearer = queue(std::nextafter(1.0, 0.0), 1);
  CHECK(wait_tail(nearer, 0) <= 1);
  CHECK(mean_wait(nearer) == rel(1 / std::numeric_limits<double>::epsilon(), 1e-12));
}

TEST_CASE("at a tiny load the wait is what is left of one service") {
  auto const q = queue(1e-9, 1);
  for (double const t : {0.0, 0.25, 0.9}) { CHECK(wait_tail(q, t) == rel(1e-9 * (1 - t), 1e-8)); }
  CHECK(wait_tail(q, 1) == rel(1e-18 / 2, 1e-8)); // two in the service before
  CHECK(mean_wait(queue(1e-30, 1e-30)) == rel(5e-91, 1e-14));
}

TEST_CASE("quantiles are where the tail is 1 - p, and 0 in the atom") {
  for (double const rho : {0.01, 0.3, 0.75, 0.99, 1 - 1e-9}) {
    auto const q = queue(rho / 3, 3);
    for (double const p : {0.0, 0.2, 0.5, 0.75, 0.9, 0.99, 0.999999, 1 - 1e-15}) {
      double const t = wait_quantile(q, p);
      if (p < 1 - rho) { CHECK(t == 0); }
      if (t > 0) { CHECK(wait_tail(q, t) == rel(1 - p, 1e-12)); }
      CHECK(sojourn_quantile(q, p) == rel(t + 3, 1e-15));
    }
  }
}

TEST_CASE("the tail falls in t and grows in the load") {
  double before = 1;
  for (int i = 0; i <= 400; ++i) {
    double const tail = wait_tail(queue(0.6, 1), i * 0.05);
    CHECK(tail <= before);
    before = tail;
  }
  for (double const t : {0.0, 0.4, 3.0, 20.0}) {
    before = 0;
    for (int i = 1; i < 100; ++i) {
      double const tail = wait_tail(queue(i / 100.0, 1), t);
      CHECK(tail > before);
      before = tail;
    }
  }
}

TEST_CASE("a change of the time unit changes nothing but times") {
  auto const q = queue(0.25, 3);
  auto const minutes = queue(0.25 * 60, 3.0 / 60);
  CHECK(wait_tail(minutes, 10.0 / 60) == rel(wait_tail(q, 10), 1e-13));
  CHECK(wait_quantile(minutes, 0.99) * 60 == rel(wait_quantile(q, 0.99), 1e-13));
  CHECK(decay_rate(minutes) == rel(60 * decay_rate(q), 1e-14));
  CHECK(mean_wait(minutes) * 60 == rel(mean_wait(q), 1e-14));
  CHECK(wait_variance(minutes) * 3600 == rel(wait_variance(q), 1e-14));
}

TEST_CASE("no arrivals: no wait") {
  auto const q = queue(0, 3);
  CHECK(utilization(q) == 0);
  CHECK(wait_probability(q) == 0);
  CHECK(mean_wait(q) == 0);
  CHECK(wait_variance(q) == 0);
  CHECK(wait_tail(q, 0) == 0);
  CHECK(wait_quantile(q, 0.999) == 0);
  CHECK(sojourn_tail(q, 2.9) == 1);
  CHECK(sojourn_tail(q, 3) == 0);
  CHECK(sojourn_quantile(q, 0.5) == 3);
  CHECK(state_probability(q, 0) == 1);
  CHECK(state_probability(q, 7) == 0);
}

TEST_CASE("any time is answered") {
  CHECK(wait_tail(queue(0.25, 3), 1e30) == 0);
  CHECK(wait_tail(queue(1e29, 1e-30), 1e30) == 0);
  CHECK(wait_tail(queue(1 - 1e-12, 1), 1e-30) <= 1);
  CHECK(state_probability(queue(0.5, 1), std::numeric_limits<long long>::max()) == 0);
}

TEST_CASE("arguments out of range are refused by name") {
  CHECK(refusal([] { (void)mean_wait(md1<>{.arrival_rate = 1}); }) ==
        "md1: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)mean_wait(queue(-1, 3)); }) == "md1: arrival_rate = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_tail(queue(1, 0.5), -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_quantile(queue(1, 0.5), 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)state_probability(queue(1, 0.5), -1); }) == "state_probability: n = -1, but must be >= 0");
  CHECK(refusal([] { (void)decay_rate(queue(0, 1)); }) == "decay_rate: arrival_rate = 0, but must be > 0");
  CHECK(refusal([] { (void)tail_constant(queue(0, 1)); }) == "tail_constant: arrival_rate = 0, but must be > 0");
  CHECK(refusal([] { (void)mean_wait(queue(0.5, 2)); }) ==
        "mean_wait: utilization = 1, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK_THROWS_AS((void)wait_tail(queue(2, 1), 1), unstable_error);
}

TEST_CASE("float and long double stay what they are") {
  md1<float> const f{.arrival_rate = 0.25F, .service_time = 3};
  CHECK(std::is_same_v<decltype(wait_tail(f, 1)), float>);
  CHECK(static_cast<double>(wait_quantile(f, 0.5F)) == rel(2.7725887222397812, 1e-6));
  CHECK(static_cast<double>(wait_tail(f, 7)) == rel(0.23088833954545572, 1e-6));
  md1<long double> const l{.arrival_rate = 0.25L, .service_time = 3};
  CHECK(static_cast<double>(wait_tail(l, 7)) == rel(0.23088833954545572, 1e-15));
  CHECK(static_cast<double>(decay_rate(l)) == rel(0.18340024721968953, 1e-15));
  CHECK(std::fabs(wait_tail(l, 7) / 0.23088833954545572L - 1) < 1e-15L);
}
