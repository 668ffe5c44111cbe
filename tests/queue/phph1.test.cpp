// SPDX-License-Identifier: MIT
#include <ullage/queue/ph_fit.hpp>
#include <ullage/queue/phph1.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("R101 to R103: E2/E3/1 at utilization 0.8") {
  auto const q = prepare(phph1<>{.interarrival = erlang_ph(1.25, 2), .service = erlang_ph(1.0, 3)});
  CHECK(wait_probability(q) == rel(0.719838638415790, 1e-12));
  CHECK(mean_wait(q) == rel(1.54191879414199, 1e-12));
  CHECK(wait_variance(q) == rel(3.9905200656316, 1e-12));
}

TEST_CASE("R104 to R106: E4/E4/1 at utilization 0.7") {
  auto const q = prepare(phph1<>{.interarrival = erlang_ph(1 / 0.7, 4), .service = erlang_ph(1.0, 4)});
  CHECK(wait_probability(q) == rel(0.473380073298327, 1e-12));
  CHECK(mean_wait(q) == rel(0.432432158733321, 1e-12));
  CHECK(wait_variance(q) == rel(0.55399194299825, 1e-12));
}

TEST_CASE("E_k/M/1: the root of s = E exp(-(1 - s) A) gives all, also at E2/M/1 and utilization 0.9") {
  for (int const k : {1, 2, 5, 50}) {
    for (double const rho : {0.01, 0.5, 0.9, 0.999}) {
      double rest = 1; // 1 - s
      for (int i = 0; i < 200000; ++i) { rest = -std::expm1(-k * std::log1p(rest / (rho * k))); }
      double const sigma = std::exp(-k * std::log1p(rest / (rho * k)));
      auto const q = prepare(phph1<>{.interarrival = erlang_ph(1 / rho, k), .service = exponential_ph(1.0)});
      CHECK(wait_probability(q) == rel(sigma, 1e-12));
      CHECK(mean_wait(q) == rel(sigma / rest, 1e-11));
      CHECK(decay_rate(q) == rel(rest, 1e-11));
      CHECK(wait_tail(q, 2) == rel(sigma * std::exp(-2 * rest), 1e-11));
      CHECK(state_probability(q, 3) == rel(rho * rest * sigma * sigma, 1e-11));
    }
  }
}

TEST_CASE("renewal arrivals as a Markovian process are the same queue") {
  auto const interval = coxian_ph<double>({1, 3}, {0.4});
  auto const service = fit_ph(1.5, 3.0);
  auto const a = prepare(phph1<>{interval, service});
  auto const b = prepare(mapph1<>{renewal_map(interval), service});
  CHECK(mean_wait(a) == rel(mean_wait(b), 1e-13));
  CHECK(wait_variance(a) == rel(wait_variance(b), 1e-13));
  CHECK(wait_tail(a, 7) == rel(wait_tail(b, 7), 1e-13));
  CHECK(sojourn_tail(a, 7) == rel(sojourn_tail(b, 7), 1e-13));
  CHECK(state_probability(a, 5) == rel(state_probability(b, 5), 1e-13));
  CHECK(throughput(a) == rel(1 / 2.2, 1e-14));
}

TEST_CASE("the number in the system falls by E exp(-rate A) per record, rate the decay rate of the wait") {
  auto const q = phph1<>{.interarrival = fit_ph(1.25, 2.0), .service = erlang_ph(1.0, 3)};
  auto const solved = prepare(q);
  CHECK(state_probability(solved, 301) / state_probability(solved, 300) ==
        rel(laplace(q.interarrival, decay_rate(solved)), 1e-10));
}

TEST_CASE("Little, from the probabilities of the number in the system") {
  auto const q = prepare(phph1<>{.interarrival = fit_ph(1.25, 2.0), .service = fit_ph(1.0, 0.7)});
  double sum = 0;
  double mean = 0;
  for (int n = 0; n < 1000; ++n) {
    sum += state_probability(q, n);
    mean += n * state_probability(q, n);
  }
  CHECK(sum == rel(1, 1e-12));
  CHECK(mean == rel(mean_in_system(q), 1e-11));
}

TEST_CASE("E2/H2/1 at utilization 1 - 1e-9: the mean wait of heavy traffic (Kingman 1961)") {
  auto const q = prepare(phph1<>{.interarrival = erlang_ph(1 / (1 - 0x1p-30), 2), .service = hyperexponential_ph<double>({0.5, 0.5}, {0.5, 1.5})});
  double const service_scv = 2 * (0.5 * 0.25 + 0.5 * 2.25) - 1;
  // Heavy traffic: mean wait * (1 - utilization) -> (0.5 + scv) / 2.
  CHECK(mean_wait(q) * q.age.vacant == rel((0.5 + service_scv) / 2, 1e-8));
}

TEST_CASE("initial probabilities that miss 1 by rounding do not move the utilization") {
  // Three equal phases are one; 0.1 + 0.2 + 0.7 is not 1 in doubles.
  auto const split = phase_type<>{.initial = {0.1, 0.2, 0.7}, .subgenerator = {-1, 0, 0, 0, -1, 0, 0, 0, -1}};
  double const gap = 0x1p-40;
  auto const arrivals = phase_type<>{.initial = {1}, .subgenerator = {-(1 - gap)}};
  CHECK(mean_wait(phph1<>{arrivals, split}) == rel((1 - gap) / gap, 1e-12));
  auto const faster = phase_type<>{.initial = {0.1, 0.2, 0.7},
                                   .subgenerator = {-(1 - gap), 0, 0, 0, -(1 - gap), 0, 0, 0, -(1 - gap)}};
  CHECK(mean_wait(phph1<>{faster, exponential_ph(1.0)}) == rel((1 - gap) / gap, 1e-12));
}

TEST_CASE("no more variation, no more wait: E50/E50/1, and phases of 1 to 50") {
  double last = 1e9;
  for (int const k : {1, 2, 5, 13}) {
    double const wait = mean_wait(phph1<>{.interarrival = erlang_ph(1.25, k), .service = erlang_ph(1.0, k)});
    CHECK(wait < last);
    last = wait;
  }
  CHECK(mean_wait(phph1<>{.interarrival = erlang_ph(1.25, 50), .service = erlang_ph(1.0, 4)}) <
        mean_wait(phph1<>{.interarrival = erlang_ph(1.25, 4), .service = erlang_ph(1.0, 4)}));
}

TEST_CASE("a change of the time unit scales times") {
  auto const seconds = phph1<>{.interarrival = fit_ph(1.25, 2.0), .service = fit_ph(1.0, 0.7)};
  auto const hours = phph1<>{.interarrival = fit_ph(1.25 / 3600, 2.0), .service = fit_ph(1.0 / 3600, 0.7)};
  CHECK(mean_wait(hours) * 3600 == rel(mean_wait(seconds), 1e-12));
  CHECK(wait_quantile(hours, 0.99) * 3600 == rel(wait_quantile(seconds, 0.99), 1e-10));
  CHECK(utilization(hours) == rel(0.8, 1e-13));
}

TEST_CASE("a model that is none is refused by field, an overload as unstable") {
  CHECK(refusal([] { (void)mean_wait(phph1<>{}); }) == "phase_type: initial.size = 0, but must be in [1, 200]");
  CHECK(refusal([] {
          (void)mean_wait(phph1<>{.interarrival = {.initial = {0.5}, .subgenerator = {-1}}, .service = exponential_ph(0.1)});
        }) == "phph1: sum of interarrival.initial = 0.5, but must be 1 (no times of length 0)");
  CHECK(refusal([] { (void)mean_wait(phph1<>{erlang_ph(2.0, 20), erlang_ph(1.0, 20)}); }) ==
        "phph1: phases of interarrival * phases of service = 400, but must be <= 200");
  CHECK_THROWS_AS((void)mean_wait(phph1<>{exponential_ph(1.0), exponential_ph(1.0)}), unstable_error);
  CHECK_FALSE(is_stable(phph1<>{exponential_ph(1.0), exponential_ph(2.0)}));
  CHECK(utilization(phph1<>{exponential_ph(1.0), exponential_ph(2.0)}) == rel(2, 1e-15));
}

TEST_CASE("float and long double stay what they are") {
  auto const f = phph1<float>{.interarrival = erlang_ph(1.25F, 2), .service = erlang_ph(1.0F, 3)};
  CHECK(std::is_same_v<decltype(mean_wait(f)), float>);
  CHECK(double(mean_wait(f)) == rel(1.54191879414199, 1e-5));
  auto const l = phph1<long double>{.interarrival = erlang_ph(1.25L, 2), .service = erlang_ph(1.0L, 3)};
  CHECK(double(mean_wait(l)) == rel(1.54191879414199, 1e-13));
}
