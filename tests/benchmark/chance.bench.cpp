// SPDX-License-Identifier: MIT
// The laws behind a forecast and one quantile of them; errors against exact values.
#include <ullage/chance.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

double relative(double got, double exact) { return std::abs(got - exact) / exact; }

ullage::pipeline<> constant(double duration) {
  return {.arrivals = ullage::constant_rate<>{.rate = 5, .duration = duration},
          .service_time = 3,
          .partitions = 20,
          .scaling = ullage::regime(std::isfinite(duration) ? "kafka-on-demand-2021" : "fixed")};
}

void chance_of_the_seed(benchmark::State& state) {
  auto const f = ullage::forecast(constant(2000));
  for (auto _ : state) { benchmark::DoNotOptimize(ullage::chance(f)); }
  // R220: the path that nothing holds above 0; half a record more here.
  state.counters["error"] = relative(lag_exceedance(ullage::chance(f), 4300, 2000).value, 0.071325148718739);
}
BENCHMARK(chance_of_the_seed);

void wait_quantile_of_the_seed(benchmark::State& state) {
  auto const c = ullage::chance(ullage::forecast(constant(2000)));
  for (auto _ : state) { benchmark::DoNotOptimize(wait_quantile(c, 0.99)); }
}
BENCHMARK(wait_quantile_of_the_seed);

void wait_quantile_of_an_endless_load(benchmark::State& state) {
  auto const c = ullage::chance(ullage::forecast(constant(ullage::infinity_v<double>)));
  for (auto _ : state) { benchmark::DoNotOptimize(wait_quantile(c, 0.99)); }
  state.counters["error"] = relative(wait_quantile(c, 0.99).value, wait_quantile(ullage::md1<>{0.25, 3}, 0.99));
}
BENCHMARK(wait_quantile_of_an_endless_load);

void drained_at_mean_of_the_seed(benchmark::State& state) {
  auto p = constant(2000);
  p.arrival_scv = 0;
  auto const c = ullage::chance(ullage::forecast(p));
  for (auto _ : state) { benchmark::DoNotOptimize(drained_at_mean(c)); }
  state.counters["error"] = relative(drained_at_mean(c).value + 3, 2479.9); // R307, simulated
}
BENCHMARK(drained_at_mean_of_the_seed);

} // namespace
