// SPDX-License-Identifier: MIT
#include <ullage/queue/approximations.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
gg1<> queue(double rho, double a, double s) { return {.arrival_rate = rho, .arrival_scv = a, .service_time = 1, .service_scv = s}; }
ggc<> pool(double a, double s, int servers, double rho) {
  return {.arrival_rate = rho * servers, .arrival_scv = a, .service_time = 1, .service_scv = s, .servers = servers};
}
} // namespace

TEST_CASE("R124 to R128: Kraemer and Langenbach-Belz, Marchal") {
  CHECK(klb_mean_wait(queue(0.75, 0.5, 0.25)) == rel(1.0446782691298279, 1e-13));
  CHECK(klb_mean_wait(queue(0.75, 2, 0.25)) == rel(3.1051498993739660, 1e-13));
  CHECK(klb_wait_probability(queue(0.75, 0.5, 0.25)) == rel(0.65711009174311927, 1e-13));
  CHECK(klb_wait_probability(queue(0.75, 2, 0.25)) == rel(0.83470588235294118, 1e-13));
  CHECK(marchal_mean_wait(queue(0.75, 0.5, 0.25)) == rel(1.0530821917808219, 1e-13));
}

TEST_CASE("R129, R130: the bounds of Chen and Whitt, Daley and Kingman") {
  CHECK(1 - chen_whitt_complement(queue(0.75, 1, 1)) == rel(0.54560501656074974, 1e-13));
  CHECK(chen_whitt_mean_wait(queue(0.75, 1, 1)) == rel(3.7007285213211287, 1e-13));
  CHECK(daley_mean_wait(queue(0.75, 1, 1)) == rel(4, 1e-13));
  CHECK(kingman_mean_wait(queue(0.75, 1, 1)) == rel(4.1666666666666667, 1e-13));
  CHECK(chen_whitt_complement(queue(1 - 1e-9, 1, 1)) == rel(2e-9, 1e-7)); // 2 (1 - rho) near saturation
  CHECK(chen_whitt_complement(queue(1e-3, 1, 1)) == 1);
}

TEST_CASE("R132, R134, R136, R138, R140, R142: Allen and Cunneen") {
  CHECK(allen_cunneen_mean_wait(pool(1, 0.5, 10, 0.8)) == rel(0.15344255654866632, 1e-13));
  CHECK(allen_cunneen_mean_wait(pool(1, 2, 10, 0.8)) == rel(0.30688511309733265, 1e-13));
  CHECK(allen_cunneen_mean_wait(pool(0.5, 0.5, 10, 0.8)) == rel(0.10229503769911088, 1e-13));
  CHECK(allen_cunneen_mean_wait(pool(0.5, 1, 4, 0.7)) == rel(0.26790894889533586, 1e-13));
  CHECK(allen_cunneen_mean_wait(pool(1, 0.35, 20, 0.75)) == rel(0.021657967301284689, 1e-13));
  CHECK(allen_cunneen_mean_wait(pool(4, 1, 4, 0.8)) == rel(1.8638514743356389, 1e-13));
}

TEST_CASE("the exact wait is below the bounds, which are ordered") {
  for (double const rho : {0.1, 0.6, 0.95, 1 - 1e-9}) {
    for (double const a : {0.0, 0.5, 1.0, 20.0}) {
      for (double const s : {0.1, 1.0, 20.0}) {
        auto const q = queue(rho, a, s);
        CHECK(mean_wait(q) <= chen_whitt_mean_wait(q) * (1 + 1e-12));
        CHECK(chen_whitt_mean_wait(q) <= daley_mean_wait(q) * (1 + 1e-12));
        CHECK(daley_mean_wait(q) <= kingman_mean_wait(q) * (1 + 1e-12));
      }
    }
  }
}

TEST_CASE("exact where they say so: M/G/1 and M/M/c") {
  for (double const s : {0.0, 0.3, 5.0}) {
    auto const q = queue(0.7, 1, s);
    CHECK(klb_mean_wait(q) == rel(mean_wait(q), 1e-12));
    CHECK(marchal_mean_wait(q) == rel(mean_wait(q), 1e-12));
    CHECK(klb_wait_probability(q) == rel(0.7, 1e-14));
    CHECK(kimura_mean_wait(pool(1, s, 1, 0.7)) == rel(mean_wait(q), 1e-12));
    CHECK(allen_cunneen_mean_wait(pool(1, s, 1, 0.7)) == rel(mean_wait(q), 1e-12));
  }
  CHECK(kimura_mean_wait(pool(1, 1, 20, 0.75)) == rel(mean_wait(pool(1, 1, 20, 0.75)), 1e-13));
}

TEST_CASE("the two exponentials of M/M/1 and M/E2/1 are exact, of others near") {
  for (double const t : {0.0, 0.5, 1.0, 4.0, 16.0}) {
    CHECK(wait_tail_two_exponential(queue(0.8, 1, 0.5), t) == rel(wait_tail(queue(0.8, 1, 0.5), t), 1e-9));
    CHECK(wait_tail_two_exponential(queue(0.8, 1, 1), t) == rel(wait_tail(queue(0.8, 1, 1), t), 1e-6));
    CHECK(wait_tail_two_exponential(queue(0.8, 0.5, 1.0 / 3), t) == rel(wait_tail(queue(0.8, 0.5, 1.0 / 3), t), 7e-4));
    CHECK(wait_tail_two_exponential(queue(0.7, 0.25, 0.25), t) == rel(wait_tail(queue(0.7, 0.25, 0.25), t), 2.5e-3));
  }
}

TEST_CASE("arguments out of range are refused; types stay what they are") {
  CHECK(refusal([] { (void)kingman_mean_wait(queue(0, 1, 1)); }) ==
        "kingman_mean_wait: arrival_rate = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)klb_mean_wait(queue(1, 1, 1)); }) ==
        "klb_mean_wait: utilization = 1, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK(refusal([] { (void)kimura_mean_wait(pool(2, 1, 4, 0.5)); }) ==
        "kimura_mean_wait: arrival_scv = 2, but must be 1 (Poisson arrivals)");
  CHECK(std::is_same_v<decltype(daley_mean_wait(gg1<float>{.arrival_rate = 0.5f, .service_time = 1})), float>);
  CHECK(std::is_same_v<decltype(klb_mean_wait(gg1<long double>{.arrival_rate = 0.5L, .service_time = 1})), long double>);
}
