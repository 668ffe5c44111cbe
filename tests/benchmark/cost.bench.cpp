// SPDX-License-Identifier: MIT
// Bills: a constant load, batches, a trace, the break-even, and the estimate of batches beside the exact chain.
#include <ullage/break_even.hpp>
#include <ullage/cost.hpp>
#include <ullage/queue/bulk.hpp>
#include <ullage/scaling/presets.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

double relative(double got, double exact) { return std::abs(got - exact) / exact; }
double const month = 730 * 3600;

ullage::pipeline<> constant() {
  return {.arrivals = ullage::constant_rate<>{.rate = 5}, .service_time = 3, .partitions = 20, .scaling = ullage::regime("fixed")};
}

void bill_of_a_constant_load(benchmark::State& state) {
  auto const f = forecast(constant());
  ullage::deployment<> const d{.memory_mb = 1024};
  double total = 0;
  for (auto _ : state) {
    total = monthly_cost(f, d).total;
    benchmark::DoNotOptimize(total);
  }
  state.counters["error"] = relative(total, 5 * month * (0.2e-6 + 3 * 16.6667e-6));
}
BENCHMARK(bill_of_a_constant_load);

void bill_with_batches_pollers_and_brokers(benchmark::State& state) {
  ullage::pipeline<> const p{.arrivals = ullage::constant_rate<>{.rate = 100}, .service_time = 0.02, .dispatch_overhead = 0.1, .partitions = 10,
                             .scaling = ullage::regime("kafka-provisioned"), .retention = 86400, .record_bytes = 1000, .batch_size = 100};
  auto const f = forecast(p);
  ullage::deployment<> const d{.memory_mb = 1024, .cluster = ullage::standard_cluster<>{}};
  ullage::bill<> b;
  for (auto _ : state) {
    b = monthly_cost(f, d);
    benchmark::DoNotOptimize(b);
  }
  double const owners = f.settled_consumers * 5 < 10 ? f.settled_consumers * 5 : 10;
  double const exact = mean_batch(ullage::bulk<>{.arrival_rate = 100 / owners, .per_invocation = 0.1, .per_record = 0.02, .batch_size = 100});
  state.counters["error"] = relative(b.mean_batch, exact);
}
BENCHMARK(bill_with_batches_pollers_and_brokers);

void bill_of_a_day_in_minutes(benchmark::State& state) {
  auto p = constant();
  p.arrivals = ullage::daily<>{.mean = 4, .amplitude = 3, .duration = 86400, .pieces = 1440};
  p.batch_size = 50;
  p.dispatch_overhead = 0.2;
  p.service_time = 0.1;
  auto const f = forecast(p);
  ullage::deployment<> const d{.memory_mb = 1024};
  ullage::bill<> b;
  for (auto _ : state) {
    b = monthly_cost(f, d);
    benchmark::DoNotOptimize(b);
  }
  state.counters["error"] = relative(b.records, 4 * month);
}
BENCHMARK(bill_of_a_day_in_minutes);

void break_even_with_containers(benchmark::State& state) {
  auto const f = forecast(constant());
  ullage::deployment<> const d{.memory_mb = 1024};
  ullage::break_even_result<> r;
  for (auto _ : state) {
    r = break_even(f, d, ullage::container_pool<>{.vcpu = 1, .memory_gb = 2});
    benchmark::DoNotOptimize(r);
  }
  state.counters["error"] = relative(r.records, r.pool_usd / (0.2e-6 + 3 * 16.6667e-6));
}
BENCHMARK(break_even_with_containers);

void estimate_of_batches(benchmark::State& state) {
  ullage::batch_policy<> const p{.batch_size = double(state.range(0)), .window = 0.5};
  ullage::invocation_time<> const d{.per_invocation = 0.1, .per_record = 0.01};
  double n = 0;
  for (auto _ : state) {
    n = estimate_batches(p, d, 20.0).mean_size;
    benchmark::DoNotOptimize(n);
  }
  double const exact = mean_batch(ullage::bulk<>{.arrival_rate = 20, .per_invocation = 0.1, .per_record = 0.01, .batch_size = p.batch_size, .window = 0.5});
  state.counters["error"] = relative(n, exact);
}
BENCHMARK(estimate_of_batches)->Arg(5)->Arg(20)->Arg(100);

} // namespace
