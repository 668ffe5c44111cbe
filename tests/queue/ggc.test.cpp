// SPDX-License-Identifier: MIT
#include <ullage/queue/ggc.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
ggc<> pool(double a, double s, int servers, double rho) {
  return {.arrival_rate = rho * servers, .arrival_scv = a, .service_time = 1, .service_scv = s, .servers = servers};
}
} // namespace

TEST_CASE("R131, R133, R135, R137, R139, R141: Whitt's mean wait") {
  CHECK(mean_wait(pool(1, 0.5, 10, 0.8)) == rel(0.16000442458950694, 1e-13));
  CHECK(mean_wait(pool(1, 2, 10, 0.8)) == rel(0.28600754075160559, 1e-13));
  CHECK(mean_wait(pool(0.5, 0.5, 10, 0.8)) == rel(0.085264415940976758, 1e-13));
  CHECK(mean_wait(pool(0.5, 1, 4, 0.7)) == rel(0.22757650716638118, 1e-13));
  CHECK(mean_wait(pool(1, 0.35, 20, 0.75)) == rel(0.024264148578441633, 1e-13));
  CHECK(mean_wait(pool(4, 1, 4, 0.8)) == rel(1.9223002780545988, 1e-13));
}

TEST_CASE("M/M/c is exact: R006, R014, R016, R017") {
  CHECK(wait_probability(pool(1, 1, 20, 0.75)) == rel(0.16042938741692362, 1e-13));
  ggc<> const q{.arrival_rate = 5, .service_time = 3, .servers = 20};
  CHECK(mean_wait(q) == rel(0.096257632450154172, 1e-13));
  CHECK(wait_quantile(q, 0.95) == rel(0.69949853192713407, 1e-12));
  CHECK(wait_quantile(q, 0.99) == rel(1.6651612793875943, 1e-12));
  CHECK(wait_quantile(q, 0.5) == 0);
  CHECK(decay_rate(q) == rel(20.0 / 3 - 5, 1e-13));
}

TEST_CASE("one server with Poisson arrivals is within 3 % of the moments of M/G/1") {
  double const s = 0.4;
  double const mean = 0.7 * (1 + s) / 0.6;
  CHECK(mean_wait(pool(1, s, 1, 0.7)) == rel(mean, 0.02));
  CHECK(wait_variance(pool(1, s, 1, 0.7)) == rel(mean * mean + 0.7 * (1 + s) * (1 + 2 * s) / 0.9, 0.03));
}

TEST_CASE("R100: the decay rate of M/D/5, and of one server as of five with a fifth of the rate each") {
  CHECK(decay_rate(pool(1, 0, 5, 0.8)) == rel(5 * decay_rate(pool(1, 0, 1, 0.8)), 1e-13));
  // Neuts and Takahashi: E exp(-theta A) E exp(theta S / c) = 1
  double const theta = decay_rate(pool(0.5, 0.25, 3, 0.7));
  CHECK(std::pow(1 + 0.5 * theta / 2.1, -2) * std::pow(1 - 0.25 * theta / 3, -4) == rel(1, 1e-13));
}

TEST_CASE("the tail starts at P(W > 0), falls, and its quantile is its inverse") {
  for (double const a : {0.3, 1.0, 4.0}) {
    for (double const s : {0.0, 0.5, 3.0}) {
      auto const q = pool(a, s, 8, 0.9);
      CHECK(wait_tail(q, 0) == rel(wait_probability(q), 1e-14));
      CHECK(wait_tail(q, 2) < wait_tail(q, 1));
      CHECK(wait_tail(q, wait_quantile(q, 0.99)) == rel(0.01, 1e-12));
      double sum = 0;
      for (int i = 0; i < 4000; ++i) { sum += wait_tail(q, (i + 0.5) * 0.01) * 0.01; }
      CHECK(sum == rel(mean_wait(q), 2e-3));
      CHECK(mean_in_queue(q) == rel(7.2 * mean_wait(q), 1e-14));
    }
  }
}

TEST_CASE("limits: constant times, no arrivals, a change of the time unit") {
  CHECK(mean_wait(pool(0, 0, 4, 0.9)) == 0);
  CHECK(wait_tail(pool(0, 0, 4, 0.9), 1) == 0);
  CHECK(wait_quantile(pool(0, 0, 4, 0.9), 0.9) == 0);
  CHECK(mean_wait(pool(1, 1, 4, 0)) == 0);
  ggc<> const q{.arrival_rate = 5, .arrival_scv = 2, .service_time = 3, .service_scv = 0.5, .servers = 20};
  ggc<> const minutes{.arrival_rate = 300, .arrival_scv = 2, .service_time = 0.05, .service_scv = 0.5, .servers = 20};
  CHECK(60 * mean_wait(minutes) == rel(mean_wait(q), 1e-13));
  CHECK(60 * wait_quantile(minutes, 0.99) == rel(wait_quantile(q, 0.99), 1e-12));
}

TEST_CASE("a chance of waiting next to 0 leaves the variance a number") {
  ggc<> const q{.arrival_rate = 0.11484549, .arrival_scv = 0, .service_time = 95, .service_scv = 0.0036075115203857422, .servers = 19};
  CHECK(wait_probability(q) < 1e-300);
  CHECK(std::isfinite(wait_variance(q)));
}

TEST_CASE("arguments out of range are refused") {
  CHECK(refusal([] { (void)mean_wait(pool(1, 1, 0, 0.5)); }) == "ggc: servers = 0, but must be >= 1");
  CHECK(refusal([] { (void)mean_wait(pool(1, 1001, 2, 0.5)); }) == "ggc: service_scv = 1001, but must be <= 1000");
  CHECK(refusal([] { (void)mean_wait(pool(1, 1, 2, 1)); }) ==
        "mean_wait: utilization = 1, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK(refusal([] { (void)wait_quantile(pool(1, 1, 2, 0.5), 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
}

TEST_CASE("float and long double stay what they are") {
  ggc<float> const f{.arrival_rate = 8, .arrival_scv = 0.5f, .service_time = 1, .servers = 10};
  ggc<long double> const l{.arrival_rate = 8, .arrival_scv = 0.5L, .service_time = 1, .servers = 10};
  CHECK(std::is_same_v<decltype(wait_quantile(f, 0.9f)), float>);
  CHECK(double(mean_wait(f)) == rel(double(mean_wait(l)), 1e-5));
  CHECK(double(wait_quantile(l, 0.9L)) == rel(wait_quantile(pool(0.5, 1, 10, 0.8), 0.9), 1e-12));
}
