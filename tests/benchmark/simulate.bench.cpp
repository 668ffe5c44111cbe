// SPDX-License-Identifier: MIT
// Simulation: records per second of Lindley's recursion, of the engine with all its events, and with the control
// loop, batches and attempts. Where the mean wait is known its relative error stands beside the time.
#include <ullage/queue/md1.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/simulate.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

using namespace ullage;

/// Twenty partitions at 75 % of what they can do.
pipeline<> steady() {
  return {.arrivals = constant_rate<>{.rate = 5000}, .service_time = 0.003, .partitions = 20, .scaling = regime("fixed"), .horizon = 200};
}

void run(benchmark::State& state, pipeline<> const& p, double mean) {
  double records = 0;
  double wait = 0;
  double runs = 0;
  for (auto _ : state) {
    auto const r = simulate_once(p, {}, static_cast<long long>(runs));
    benchmark::DoNotOptimize(r);
    records += r.arrived;
    wait += r.total_wait / r.counted;
    runs += 1;
  }
  state.counters["records"] = benchmark::Counter(records, benchmark::Counter::kIsRate);
  state.counters["per_record"] = benchmark::Counter(records, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  if (mean > 0) { state.counters["error"] = std::abs(wait / runs - mean) / mean; }
}

void simulate_lindley(benchmark::State& state) {
  run(state, steady(), mean_wait(md1<>{.arrival_rate = 250, .service_time = 0.003}));
}
BENCHMARK(simulate_lindley);

void simulate_engine(benchmark::State& state) {
  auto p = steady();
  p.retention = 1e9;
  run(state, p, mean_wait(md1<>{.arrival_rate = 250, .service_time = 0.003}));
}
BENCHMARK(simulate_engine);

void simulate_partitions(benchmark::State& state) {
  auto p = steady();
  auto const lanes = static_cast<double>(state.range(0));
  p.partitions = state.range(0);
  p.arrivals = constant_rate<>{.rate = 0.75 * lanes / p.service_time};
  p.horizon = 1e6 * p.service_time / lanes;
  run(state, p, 0);
}
BENCHMARK(simulate_partitions)->Arg(1)->Arg(100)->Arg(2000);

void simulate_control_loop(benchmark::State& state) {
  auto p = steady();
  p.scaling = regime("kafka-on-demand-2023");
  p.scaling.evaluation_period = 1;
  p.scaling.phase = 1;
  p.scaling.reaction_delay = 2;
  run(state, p, 0);
}
BENCHMARK(simulate_control_loop);

void simulate_ramp(benchmark::State& state) {
  auto p = steady();
  p.partitions.reset();
  p.scaling = regime("sqs-2023");
  run(state, p, 0);
}
BENCHMARK(simulate_ramp);

void simulate_batches(benchmark::State& state) {
  auto p = steady();
  p.dispatch_overhead = 0.01;
  p.service_time = 0.001;
  p.batch_size = 100;
  p.batch_window = 0.05;
  p.retry = {.failure_probability = 1e-3, .backoff = 0.01, .max_retries = 3, .response = on_failure::bisect};
  run(state, p, 0);
}
BENCHMARK(simulate_batches);

} // namespace
