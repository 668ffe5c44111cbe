// SPDX-License-Identifier: MIT
#include <ullage/queue/gg1.hpp>

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
gg1<> queue(double rho, double arrival_scv, double service_scv) {
  return {.arrival_rate = rho, .arrival_scv = arrival_scv, .service_time = 1, .service_scv = service_scv};
}
void moments(gg1<> const& q, double chance, double mean, double variance) {
  CHECK(wait_probability(q) == rel(chance, 1e-13));
  CHECK(mean_wait(q) == rel(mean, 1e-13));
  CHECK(wait_variance(q) == rel(variance, 1e-13));
}
} // namespace

TEST_CASE("R101 to R115: P(W > 0), mean and variance of the wait") {
  moments(queue(0.8, 0.5, 1.0 / 3), 0.719838638415790, 1.54191879414199, 3.9905200656316);
  moments(queue(0.7, 0.25, 0.25), 0.473380073298327, 0.432432158733321, 0.55399194299825);
  moments(queue(0.8, 2, 0.5), 0.867920281665870, 5.29426124968733, 35.332132112142);
  moments(queue(0.6, 0.5, 2), 0.520552230413310, 1.70775809331947, 8.7106443535572);
  moments(queue(0.75, 1, 0.1), 0.75, 1.65, 4.0425);
}

TEST_CASE("R116 to R123: tail of M/E2/1 and M/E8/1") {
  CHECK(wait_tail(queue(0.8, 1, 0.5), 0.5) == rel(0.71197449822165, 1e-13));
  CHECK(wait_tail(queue(0.8, 1, 0.5), 1) == rel(0.62430257185998, 1e-13));
  CHECK(wait_tail(queue(0.8, 1, 0.5), 4) == rel(0.27547045029251, 1e-13));
  CHECK(wait_tail(queue(0.8, 1, 0.5), 16) == rel(0.01036339638569, 1e-12));
  CHECK(wait_tail(queue(0.75, 1, 0.125), 0.5) == rel(0.63712574811893, 1e-13));
  CHECK(wait_tail(queue(0.75, 1, 0.125), 1) == rel(0.50539982174567, 1e-13));
  CHECK(wait_tail(queue(0.75, 1, 0.125), 4) == rel(0.11997662893801, 1e-12));
  CHECK(wait_tail(queue(0.75, 1, 0.125), 16) == rel(0.00038366442551, 1e-11));
}

TEST_CASE("R050 to R058: the kinks of M/D/1") {
  CHECK(wait_tail(queue(0.8, 1, 0), 2.5) == rel(1 - 0.70485235349161897, 1e-14));
  CHECK(wait_tail(gg1<>{.arrival_rate = 0.3, .service_time = 3, .service_scv = 0}, 10) == rel(1 - 0.53209899265318248, 1e-13));
  CHECK(wait_tail(queue(0.95, 1, 0), 30) == rel(1 - 0.95429903221348360, 1e-12));
  CHECK(wait_tail(queue(0.5, 1, 0), 0.5) == rel(1 - 0.64201270834387074, 1e-13));
  CHECK(wait_quantile(gg1<>{.arrival_rate = 0.25, .service_time = 3, .service_scv = 0}, 0.99) == rel(24.112179673658100, 1e-12));
  CHECK(wait_quantile(gg1<>{.arrival_rate = 0.05, .service_time = 3, .service_scv = 0}, 0.99) == rel(3.3731644081940180, 1e-12));
}

TEST_CASE("R063 to R068, R076, R077: decay rate and tail constant") {
  gg1<> const md1{.arrival_rate = 0.25, .service_time = 3, .service_scv = 0};
  CHECK(decay_rate(md1) == rel(0.18340024721968953, 1e-14));
  CHECK(tail_constant(md1) == rel(0.83277609048654360, 1e-13));
  gg1<> const rare{.arrival_rate = 0.05, .service_time = 3, .service_scv = 0};
  CHECK(decay_rate(rare) == rel(1.0216411896872231, 1e-14));
  CHECK(tail_constant(rare) == rel(0.38376042039233626, 1e-13));
  gg1<> const gamma{.arrival_rate = 0.25, .service_time = 3, .service_scv = 0.25};
  CHECK(decay_rate(gamma) == rel(0.14120926918531811, 1e-14));
  CHECK(tail_constant(gamma) == rel(0.79962600168791506, 1e-13));
}

TEST_CASE("R081 to R083, R096 to R100: Erlang arrivals of five phases and constant service are M/D/5") {
  auto const q = queue(0.8, 0.2, 0);
  moments(q, 0.53361506296562537, 0.28906000726266831, 0.19462518156209357);
  CHECK(wait_tail(q, 0.3) == rel(1 - 0.66265855566287806, 1e-13));
  CHECK(wait_tail(q, 1) == rel(1 - 0.92459393843325617, 1e-13));
  CHECK(wait_tail(q, 2.5) == rel(1 - 0.99702357090327109, 1e-11));
  CHECK(decay_rate(q) == rel(2.1542110489212952, 1e-14));
}

TEST_CASE("Poisson arrivals: Pollaczek and Khinchine, up to utilization 1 - 1e-9") {
  for (double const rho : {1e-6, 0.3, 0.99, 1 - 1e-9}) {
    for (double const s : {0.0, 1e-6, 0.3, 1.0, 7.0, 1000.0}) {
      double const idle = std::fma(-rho, 1.0, 1.0);
      double const mean = rho * (1 + s) / (2 * idle);
      moments(queue(rho, 1, s), rho, mean, mean * mean + rho * (1 + s) * (1 + 2 * s) / (3 * idle));
    }
  }
}

TEST_CASE("exponential services: the wait of those that wait is exponential") {
  for (double const rho : {0.1, 0.75, 0.99, 1 - 1e-9}) {
    for (double const a : {0.0, 1e-3, 0.3, 1.0, 3.0, 1000.0}) {
      auto const q = queue(rho, a, 1);
      double const theta = decay_rate(q);
      double const chance = wait_probability(q);
      CHECK(mean_wait(q) == rel(chance / theta, 1e-12));
      CHECK(tail_constant(q) == rel(chance, 1e-11));
      for (double const x : {1e-6, 0.1, 1.0, 10.0, 100.0}) {
        CHECK(wait_tail(q, x / theta) == rel(chance * std::exp(-x), 1e-10));
        CHECK(sojourn_tail(q, x / theta) == rel(std::exp(-x), 1e-10));
      }
    }
  }
}

TEST_CASE("the tail falls, stays below Kingman's bound and has the mean as its integral") {
  for (double const a : {0.0, 0.3, 1.0, 5.0}) {
    for (double const s : {0.02, 0.5, 4.0}) {
      auto const q = queue(0.7, a, s);
      // W mod a step, trapezoid rule with step h: error below h P(W > 0) / 2 is taken out by the end correction
      double const end = 40 / decay_rate(q);
      int const n = 6000;
      double sum = 0;
      double last = 1;
      for (int i = 0; i < n; ++i) { // t = end x^3 gathers the points near 0
        double const x = (i + 0.5) / n;
        double const t = end * x * x * x;
        double const f = i % 20 == 10 ? wait_tail(q, t) : last;
        if (i % 20 == 10) {
          CHECK(f <= last);
          CHECK(f <= wait_tail_bound(q, t) * (1 + 1e-12));
          last = f;
          sum += f * 20 * end * 3 * x * x / n;
        }
      }
      CHECK(sum == rel(mean_wait(q), 3e-3));
    }
  }
}

TEST_CASE("the sojourn of constant services is the wait and the service; of constant times, the service") {
  auto const q = queue(0.6, 2, 0);
  CHECK(sojourn_tail(q, 0.9) == 1);
  CHECK(sojourn_tail(q, 1.7) == rel(wait_tail(q, 0.7), 1e-12));
  CHECK(sojourn_quantile(q, 0.9) == rel(1 + wait_quantile(q, 0.9), 1e-14));
  auto const clock = queue(0.9, 0, 0);
  CHECK(mean_wait(clock) == 0);
  CHECK(wait_tail(clock, 1) == 0);
  CHECK(wait_quantile(clock, 0.999) == 0);
  CHECK(sojourn_tail(clock, 0.5) == 1);
  CHECK(sojourn_tail(clock, 1.5) == 0);
  CHECK(mean_wait(queue(0, 1, 1)) == 0);
  CHECK(sojourn_tail(queue(0, 1, 1), 2) == rel(std::exp(-2.0), 1e-14));
  CHECK(sojourn_quantile(queue(0, 1, 1), 0.5) == rel(std::log(2.0), 1e-14));
}

TEST_CASE("quantiles undo tails") {
  for (double const a : {0.0, 0.3, 1.0, 5.0}) {
    for (double const s : {0.001, 0.5, 4.0}) {
      for (double const p : {0.6, 0.99, 0.999999}) {
        auto const q = queue(0.8, a, s);
        double const t = wait_quantile(q, p);
        if (t > 0) { CHECK(wait_tail(q, t) == rel(1 - p, 1e-11)); }
        CHECK(sojourn_tail(q, sojourn_quantile(q, p)) == rel(1 - p, 1e-11));
      }
    }
  }
  CHECK(wait_quantile(queue(0.8, 1, 1), 0.2 - 1e-9) == 0);
  CHECK(wait_quantile(queue(0.8, 1, 1), 0) == 0);
  CHECK(sojourn_quantile(queue(0.8, 1, 1), 0) == 0);
}

TEST_CASE("the far tail of nearly constant arrivals and Erlang services of twenty phases") {
  CHECK(wait_tail(queue(0.4633203125, 1.0181160196611476e-05, 0.05), 12.243093550495763) == rel(2.4492958856530988e-91, 1e-12));
}

TEST_CASE("sojourn of nearly constant services: normal around the service time, and the wait where any") {
  // P(W > 0) = 1/2; a wait is long beside the spread of a service
  CHECK(sojourn_tail(queue(0.5, 1, 1e-6), 1.0005) == rel(0.5 + 0.5 * 0.3085375, 1e-3));
  CHECK(sojourn_tail(queue(0.5, 1, 1e-6), 1.003) == rel(0.5, 1e-3));
  CHECK(sojourn_tail(queue(0.999, 1e-6, 1e-6), 1.004467) == rel(0.0083882, 1e-4));
  CHECK(sojourn_tail(queue(0.7, 1000, 1e-14), 6818.5) == rel(wait_tail(queue(0.7, 1000, 0), 6817.5), 1e-9));
  CHECK(sojourn_tail(queue(0, 1, 1e-14), 1 + 1e-7) == rel(0.15865525393145705, 1e-6));
  CHECK(sojourn_quantile(queue(0, 1, 1e-14), 0.5) == rel(1, 1e-13));
  CHECK(sojourn_tail(queue(0, 1, 1.0001e-4), 1.01) == rel(sojourn_tail(queue(0, 1, 0.9999e-4), 1.01), 1e-3)); // two formulas
}

TEST_CASE("quantiles many powers of ten below the mean, or below what counts") {
  for (double const a : {0.3, 1.0, 93.0}) {
    for (double const s : {2.0, 30.0}) {
      auto const q = queue(0.36, a, s);
      for (double const p : {1e-6, 0.0039, 0.1}) {
        double const t = sojourn_quantile(q, p);
        if (t > 1e-30) { CHECK(1 - sojourn_tail(q, t) == rel(p, 1e-7)); }
        if (t == 0) { CHECK(1 - sojourn_tail(q, 1.01e-30) > p); }
      }
    }
  }
  // M/M/1: 1 - e^(-(1 - rho) t)
  CHECK(sojourn_quantile(queue(0.999, 1, 1), 1e-13) == rel(1e-10, 0.1));
  CHECK(sojourn_quantile(gg1<>{.arrival_rate = 0.0017879983304834866, .arrival_scv = 93, .service_time = 204, .service_scv = 133}, 0.0039) == 0);
}

TEST_CASE("at a near-step the quantile is the generalized inverse") {
  for (double const s : {0.0, 1e-14, 1e-10, 1e-6}) {
    for (double const a : {0.01, 4.0, 1000.0}) {
      for (double const p : {0.1, 0.5, 0.8, 0.99}) {
        auto const q = queue(0.3, a, s);
        double const w = wait_quantile(q, p);
        double const t = sojourn_quantile(q, p);
        double const ulps = 16 * std::numeric_limits<double>::epsilon();
        if (w > 0) {
          CHECK(wait_tail(q, w * (1 - ulps)) >= (1 - p) * (1 - 1e-9));
          CHECK(wait_tail(q, w * (1 + ulps)) <= (1 - p) * (1 + 1e-9));
        }
        CHECK(sojourn_tail(q, t * (1 - ulps)) >= (1 - p) * (1 - 1e-9));
        CHECK(sojourn_tail(q, t * (1 + ulps)) <= (1 - p) * (1 + 1e-9));
      }
    }
  }
}

TEST_CASE("nothing jumps where a variability passes 1 or leaves 0") {
  double const near = 1e-9;
  for (double const s : {0.0, 0.2, 1.0, 5.0}) {
    CHECK(mean_wait(queue(0.8, 1 + near, s)) == rel(mean_wait(queue(0.8, 1, s)), 3e-9));
    CHECK(wait_tail(queue(0.8, 1 + near, s), 3.2) == rel(wait_tail(queue(0.8, 1, s), 3.2), 3e-8));
    CHECK(wait_tail(queue(0.8, s + near, s + 0.1), 3.2) == rel(wait_tail(queue(0.8, s, s + 0.1), 3.2), 1e-6));
  }
  CHECK(wait_tail(queue(0.8, 1, 1e-12), 3.2) == rel(wait_tail(queue(0.8, 1, 0), 3.2), 1e-8));
  CHECK(wait_tail(queue(0.8, 0.5 - near, 0.5), 3.2) == rel(wait_tail(queue(0.8, 0.5 + near, 0.5), 3.2), 1e-7));
}

TEST_CASE("a change of the time unit changes times alone; Little's law") {
  gg1<> const q{.arrival_rate = 0.25, .arrival_scv = 2, .service_time = 3, .service_scv = 0.4};
  gg1<> const minutes{.arrival_rate = 15, .arrival_scv = 2, .service_time = 0.05, .service_scv = 0.4};
  CHECK(mean_wait(minutes) * 60 == rel(mean_wait(q), 1e-12));
  CHECK(wait_tail(minutes, 0.1) == rel(wait_tail(q, 6), 1e-12));
  CHECK(wait_quantile(minutes, 0.99) * 60 == rel(wait_quantile(q, 0.99), 1e-12));
  CHECK(decay_rate(minutes) == rel(60 * decay_rate(q), 1e-13));
  CHECK(mean_in_queue(q) == rel(0.25 * mean_wait(q), 1e-15));
  CHECK(mean_in_system(q) == rel(0.25 * (3 + mean_wait(q)), 1e-14));
}

TEST_CASE("more load and more variability mean more waiting") {
  double last = 0;
  for (double const rho : {0.1, 0.5, 0.9, 0.99}) {
    double const w = mean_wait(queue(rho, 0.7, 0.3));
    CHECK(w > last);
    last = w;
  }
  last = 0;
  for (double const s : {0.0, 0.1, 1.0, 10.0, 1000.0}) {
    double const w = mean_wait(queue(0.6, 0.7, s));
    CHECK(w > last);
    last = w;
  }
}

TEST_CASE("arguments out of range are refused") {
  CHECK(refusal([] { (void)mean_wait(gg1<>{.service_time = 1}); }) ==
        "gg1: arrival_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)mean_wait(queue(0.5, -1, 1)); }) == "gg1: arrival_scv = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)mean_wait(queue(0.5, 1, 2000)); }) == "gg1: service_scv = 2000, but must be <= 1000");
  CHECK(refusal([] { (void)mean_wait(queue(1, 1, 1)); }) ==
        "mean_wait: utilization = 1, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK(refusal([] { (void)wait_tail(queue(0.5, 1, 1), -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_quantile(queue(0.5, 1, 1), 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)decay_rate(queue(0.5, 0, 0)); }) ==
        "decay_rate: service_scv = 0, but must be > 0 where arrival_scv is 0 (no record waits)");
}

TEST_CASE("float and long double stay what they are") {
  gg1<float> const f{.arrival_rate = 0.8f, .arrival_scv = 0.5f, .service_time = 1, .service_scv = 0.25f};
  gg1<long double> const l{.arrival_rate = 0.8L, .arrival_scv = 0.5L, .service_time = 1, .service_scv = 0.25L};
  CHECK(std::is_same_v<decltype(mean_wait(f)), float>);
  CHECK(std::is_same_v<decltype(wait_quantile(l, 0.5L)), long double>);
  CHECK(double(mean_wait(f)) == rel(double(mean_wait(l)), 1e-6));
  CHECK(double(wait_tail(f, 2.0f)) == rel(double(wait_tail(l, 2)), 1e-5));
  CHECK(double(wait_quantile(l, 0.99L)) == rel(wait_quantile(queue(0.8, 0.5, 0.25), 0.99), 1e-12));
}
