// SPDX-License-Identifier: MIT
#include <ullage/simulate_parallel.hpp>

#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using namespace ullage;
using ullage::test::refusal;

namespace {

pipeline<> seed() {
  return {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime("kafka-on-demand-2021")};
}

} // namespace

TEST_CASE("any number of threads gives the same result") {
  simulation_options const o{.replications = 9};
  auto const one = simulate(seed(), o);
  for (unsigned const threads : {0U, 1U, 2U, 3U, 40U}) {
    auto const r = simulate_parallel(seed(), o, threads);
    CHECK(r.mean_wait == one.mean_wait);
    CHECK(r.drained_at == one.drained_at);
    CHECK(r.bands == one.bands);
    CHECK(r.forecast.path.segments == one.forecast.path.segments);
    CHECK_FALSE(r.interrupted);
  }
}

TEST_CASE("progress grows, and stops all threads") {
  auto p = seed();
  p.arrivals = constant_rate<>{.rate = 5000, .duration = 200};
  p.service_time = 0.003;
  double last = 0;
  int calls = 0;
  auto const r = simulate_parallel(p, {.replications = 8}, 2, [&](double done) {
    CHECK(done >= last);
    last = done;
    return ++calls < 5;
  });
  CHECK(r.interrupted);
  CHECK(calls == 5);
  CHECK(r.replications < 8);
}

TEST_CASE("refusals and exceptions of a thread reach the caller") {
  CHECK(refusal([] { (void)simulate_parallel(seed(), {.replications = 0}); }) == "simulate: replications = 0, but must be in [1, 1000000]");
  CHECK_THROWS_AS((void)simulate_parallel(seed(), {.max_events = 100}, 3), evaluation_error);
  CHECK_THROWS_AS((void)simulate_parallel(seed(), {.replications = 4}, 2, [](double) -> bool { throw std::runtime_error("no"); }), std::runtime_error);
}
