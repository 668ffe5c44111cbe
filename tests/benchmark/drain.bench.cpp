// SPDX-License-Identifier: MIT
// Drain times: one partition, the last of many, the chance that the lag exceeds a level; retries of a batch.
#include <ullage/drain.hpp>
#include <ullage/retry.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

double relative(double got, double wanted) { return std::abs(got - wanted) / wanted; }

void drain_quantile_exact(benchmark::State& state) {
  ullage::borel_tanner<> const q{.initial_lag = double(state.range(0)), .arrival_rate = 0.25, .service_time = 3};
  double out = 0;
  for (auto _ : state) {
    out = drain_quantile(q, 0.99);
    benchmark::DoNotOptimize(out);
  }
  if (state.range(0) == 210) { state.counters["error"] = relative(out, 3309); } // sum of the masses
}
BENCHMARK(drain_quantile_exact)->Arg(210)->Arg(1000000)->Arg(1000000000);

void drain_quantile_moments(benchmark::State& state) {
  ullage::drain_law<> const q{.backlog = 210, .arrival_rate = 0.25, .capacity = 1.0 / 3};
  double out = 0;
  for (auto _ : state) {
    out = drain_quantile(q, 0.99);
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = relative(out, 3309);
}
BENCHMARK(drain_quantile_moments);

void last_drain_mean(benchmark::State& state) {
  ullage::last_drain<ullage::borel_tanner<>> const q{.groups = {{{210, 0.25, 3}, 20}}};
  double out = 0;
  for (auto _ : state) {
    out = drain_mean(q);
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = relative(out, 3136.38186743614);
}
BENCHMARK(last_drain_mean);

void lag_exceedance_two_segments(benchmark::State& state) {
  ullage::lag_path<> const path{.segments = {{900, 14.0 / 3, 5}, {1100, -5.0 / 3, 5}}};
  double out = 0;
  for (auto _ : state) {
    out = lag_exceedance(path, 4300);
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = relative(out, 0.071325148718739);
}
BENCHMARK(lag_exceedance_two_segments);

void reflected_mean_mid(benchmark::State& state) {
  static volatile double t = 7;
  double out = 0;
  for (auto _ : state) {
    out = reflected_mean(ullage::reflected_path<>{2, -0.5, 4}, t);
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = relative(out, 2.9069551807695893545);
}
BENCHMARK(reflected_mean_mid);

void bisected_batch(benchmark::State& state) {
  ullage::retry_policy<> const policy{.poison_probability = 0.01, .max_retries = 0, .response = ullage::on_failure::bisect};
  double out = 0;
  for (auto _ : state) {
    auto const cost = retried_service(policy, {.service_time = 1, .records = 100});
    benchmark::DoNotOptimize(cost);
    out = cost.invocations;
  }
  state.counters["error"] = relative(out, 12.873334567109522);
}
BENCHMARK(bisected_batch);

} // namespace
