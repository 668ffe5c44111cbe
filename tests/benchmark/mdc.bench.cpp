// SPDX-License-Identifier: MIT
// M/D/1 and M/D/c: a quantile, the law of a pool, one more question to it.
#include <ullage/queue/md1.hpp>
#include <ullage/queue/mdc.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

double relative(double got, double wanted) { return std::abs(got - wanted) / wanted; }

void md1_wait_tail(benchmark::State& state) {
  static volatile double rate = 0.95;
  double out = 0;
  for (auto _ : state) {
    out = wait_tail(ullage::md1<>{.arrival_rate = rate, .service_time = 1}, 30);
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = relative(out, 0.04570096778651627129470809); // alternating sum, 1400 bits
}
BENCHMARK(md1_wait_tail);

void md1_wait_quantile(benchmark::State& state) {
  static volatile double rate = 0.05;
  double out = 0;
  for (auto _ : state) {
    out = wait_quantile(ullage::md1<>{.arrival_rate = rate, .service_time = 3}, 0.99);
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = relative(out, 3.3731644081940180); // bisection on the exact law
}
BENCHMARK(md1_wait_quantile);

struct point {
  int servers;
  double load, wait_probability; // product over the Lambert W roots
};
constexpr point points[] = {
    {5, 4, 0.5336150629656253720130973},        {20, 15, 0.14541919931282044},
    {20, 18, 0.52326506626677525},              {100, 90, 0.19534285963844716},
    {1000, 500, 3.298272797067099648523304e-86}, {1000, 990, 0.6298145543469817990863417},
    {10000, 9900, 0.1990937453736183887696280},
};

ullage::mdc<> pool(benchmark::State const& state) {
  auto const& p = points[state.range(0)];
  return {.arrival_rate = p.load, .service_time = 1, .servers = p.servers};
}

void mdc_mean_wait(benchmark::State& state) {
  auto const q = pool(state);
  for (auto _ : state) { benchmark::DoNotOptimize(mean_wait(q)); }
  state.counters["servers"] = q.servers;
  state.counters["error"] = relative(wait_probability(q), points[state.range(0)].wait_probability);
}
BENCHMARK(mdc_mean_wait)->DenseRange(0, 6);

void mdc_wait_quantile(benchmark::State& state) {
  auto const q = pool(state);
  double const chance = wait_probability(q);
  double const p = chance > 1e-10 ? 1 - chance / 10 : 0.99;
  for (auto _ : state) { benchmark::DoNotOptimize(wait_quantile(q, p)); }
  state.counters["servers"] = q.servers;
  state.counters["error"] = relative(wait_tail(q, 0), points[state.range(0)].wait_probability);
}
BENCHMARK(mdc_wait_quantile)->DenseRange(0, 6);

void mdc_prepared_wait_tail(benchmark::State& state) {
  auto const q = pool(state);
  auto const d = prepare(q);
  double out = 0;
  for (auto _ : state) {
    out = wait_tail(d, 0);
    benchmark::DoNotOptimize(out);
  }
  state.counters["servers"] = q.servers;
  state.counters["error"] = relative(out, points[state.range(0)].wait_probability);
}
BENCHMARK(mdc_prepared_wait_tail)->DenseRange(0, 6);

} // namespace
