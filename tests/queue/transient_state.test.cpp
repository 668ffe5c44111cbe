// SPDX-License-Identifier: MIT
#include <ullage/queue/transient_state.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
/// 3, 4, 5, 6 records with 0.1, 0.2, 0.3, 0.4.
transient_state<> const some{.t = 7, .service_time = 2, .servers = 4, .first = 3, .probability = {0.1, 0.2, 0.3, 0.4}};
long long const largest = std::numeric_limits<long long>::max();
long long const least = std::numeric_limits<long long>::min();
} // namespace

TEST_CASE("moments by hand") {
  CHECK(mean_in_system(some) == rel(5, 1e-15));
  CHECK(variance_in_system(some) == rel(1, 1e-15));
  CHECK(deviation_in_system(some) == rel(1, 1e-15));
  CHECK(mean_in_queue(some) == rel(0.3 + 0.8, 1e-15));
  CHECK(wait_probability(some) == rel(0.9, 1e-15));
  CHECK(mean_wait(some) == rel(2.0 / 4 * (0.2 + 2 * 0.3 + 3 * 0.4), 1e-15));
}

TEST_CASE("the tail is summed from the far end and is 1 below, 0 above") {
  CHECK(probability_at_least(some, 3) == 1);
  CHECK(probability_at_least(some, 6) == 0.4);
  CHECK(probability_at_least(some, 7) == 0);
  CHECK(probability_at_least(some, largest) == 0);
  CHECK(probability_at_least(some, least) == 1);
  CHECK(state_probability(some, 4) == 0.2);
  CHECK(state_probability(some, 2) == 0);
  CHECK(state_probability(some, 7) == 0);
  CHECK(state_probability(some, largest) == 0);
  CHECK(state_probability(some, least) == 0);
  auto tiny = some;
  tiny.probability = {1, 1e-30, 1e-40};
  CHECK(probability_at_least(tiny, 4) == rel(1e-30, 1e-9));
}

TEST_CASE("rounding never leads above 1") {
  auto full = some;
  full.probability = {1e-18, 0.7, 0.3000000000000003};
  CHECK(probability_at_least(full, 4) == 1);
}

TEST_CASE("the tails sum to the mean, those above the servers to the queue") {
  double mean = 3;
  double queue = 0;
  for (long long n = 4; n <= 6; ++n) { mean += probability_at_least(some, n); }
  for (long long n = 5; n <= 6; ++n) { queue += probability_at_least(some, n); }
  CHECK(mean == rel(mean_in_system(some), 1e-15));
  CHECK(queue == rel(mean_in_queue(some), 1e-15));
}

TEST_CASE("the quantile is the inverse of the tail") {
  CHECK(in_system_quantile(some, 0) == 3);
  CHECK(in_system_quantile(some, 0.09) == 3);
  CHECK(in_system_quantile(some, 0.11) == 4);
  CHECK(in_system_quantile(some, 0.59) == 5);
  CHECK(in_system_quantile(some, 0.61) == 6);
  CHECK(in_system_quantile(some, 1 - 1e-16) == 6);
}

TEST_CASE("more servers than records: nobody waits; none: all do") {
  auto s = some;
  s.servers = 7;
  CHECK(wait_probability(s) == 0);
  CHECK(mean_in_queue(s) == 0);
  CHECK(mean_wait(s) == 0);
  s.servers = 0;
  CHECK(wait_probability(s) == 1);
  CHECK(mean_in_queue(s) == rel(5, 1e-15));
  CHECK(refusal([&] { (void)mean_wait(s); }) == "mean_wait: servers = 0, but must be >= 1");
  CHECK(refusal([] { (void)in_system_quantile(some, 1); }) == "in_system_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)in_system_quantile(some, -0.1); }) == "in_system_quantile: p = -0.1, but must be in [0, 1)");
}

TEST_CASE("float and long double") {
  transient_state<float> const f{.t = 7, .service_time = 2, .servers = 4, .first = 3, .probability = {0.25f, 0.75f}};
  CHECK(mean_in_system(f) == 3.75f);
  transient_state<long double> const l{.t = 7, .service_time = 2, .servers = 4, .first = 3, .probability = {0.25L, 0.75L}};
  CHECK(mean_wait(l) == 0.375L);
}
