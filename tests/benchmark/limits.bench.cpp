// SPDX-License-Identifier: MIT
// Limits of the platform at a forecast, and what they are made of.
#include <ullage/broker_count.hpp>
#include <ullage/detail/gamma_quantile.hpp>
#include <ullage/limits.hpp>
#include <ullage/partition_advice.hpp>
#include <ullage/platform_notes.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

ullage::pipeline<> kafka() {
  return {.arrivals = ullage::constant_rate<>{.rate = 200}, .service_time = 0.02, .partitions = 20, .scaling = ullage::regime("kafka-provisioned"),
          .record_bytes = 1000, .batch_size = 100};
}

void limits_alone(benchmark::State& state) {
  auto p = kafka();
  if (state.range(0) == 2) { p.service_scv = 1; }
  ullage::deployment<> d;
  if (state.range(0) >= 1) { d.cluster = ullage::standard_cluster<>{}; }
  auto const f = forecast(p);
  std::vector<ullage::constraint<>> all;
  for (auto _ : state) {
    all = platform_limits(f, d);
    benchmark::ClobberMemory();
  }
  double const value = all.front().value;
  double const exact = state.range(0) == 2 ? 2 * std::log(1000.) : 2;
  state.counters["error"] = std::abs(value / exact - 1);
  state.SetLabel(state.range(0) == 0 ? "no brokers" : state.range(0) == 1 ? "brokers" : "brokers, exponential service");
}
BENCHMARK(limits_alone)->DenseRange(0, 2);

void notes_alone(benchmark::State& state) {
  auto const f = forecast(kafka());
  ullage::deployment<> const d{.cluster = ullage::standard_cluster<>{}};
  std::size_t found = 0;
  for (auto _ : state) {
    found = platform_notes(f, d).size();
    benchmark::DoNotOptimize(found);
  }
  state.counters["error"] = double(found);
}
BENCHMARK(notes_alone);

void gamma_quantile_alone(benchmark::State& state) {
  double const scv = state.range(0) == 0 ? 1 : state.range(0) == 1 ? 0.04 : 100;
  double const exact = state.range(0) == 0 ? std::log(1000.) : state.range(0) == 1 ? 1.73321630380806278 : 150.908414769475052;
  double x = 0;
  for (auto _ : state) {
    x = ullage::detail::gamma_upper_quantile(scv, 1e-3);
    benchmark::DoNotOptimize(x);
  }
  if (exact > 0) { state.counters["error"] = std::abs(x / exact - 1); }
}
BENCHMARK(gamma_quantile_alone)->DenseRange(0, 2);

void brokers_alone(benchmark::State& state) {
  double n = 0;
  for (auto _ : state) {
    n = brokers_needed(ullage::broker_demand<>{.partitions = 1300, .partitions_per_broker = 1000}).brokers;
    benchmark::DoNotOptimize(n);
  }
  state.counters["error"] = std::abs(n / 6 - 1);
}
BENCHMARK(brokers_alone);

void advice_alone(benchmark::State& state) {
  std::size_t n = 0;
  for (auto _ : state) {
    n = ullage::partition_advice(state.range(0)).even_consumers.size();
    benchmark::DoNotOptimize(n);
  }
  if (state.range(0) == 126) { state.counters["error"] = std::abs(double(n) / 12 - 1); }
}
BENCHMARK(advice_alone)->Arg(12)->Arg(126)->Arg(99'991);

} // namespace
