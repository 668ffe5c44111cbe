// SPDX-License-Identifier: MIT
// One partition with batches: the chain, its tail and a quantile.
#include <ullage/queue/bulk.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

using namespace ullage;

template <class F> void run(benchmark::State& state, bulk<> q, double reference, F const& measure) {
  static volatile double rate = 0;
  rate = q.arrival_rate;
  double value = 0;
  for (auto _ : state) {
    q.arrival_rate = rate;
    value = measure(q);
    benchmark::ClobberMemory();
  }
  state.counters["error"] = std::abs(value / reference - 1);
}
bulk<> sized(double size, double load) {
  return {.arrival_rate = load * size / (1 + 0.001 * size), .per_invocation = 1, .per_record = 0.001, .batch_size = size};
}
double wait(bulk<> const& q) { return mean_wait(q); }

// references: the chain of the definition, truncated and solved as dense equations
void bulk_mean_wait_10(benchmark::State& s) {
  run(s, {.arrival_rate = 2, .per_invocation = 1, .per_record = 0.2, .batch_size = 10}, 0.87651086346799000, wait);
}
void bulk_wait_tail_10(benchmark::State& s) {
  run(s, {.arrival_rate = 2, .per_invocation = 1, .per_record = 0.2, .batch_size = 10}, 0.032439200366989809, [](auto const& q) { return wait_tail(q, 2); });
}
/// Where the size is never reached and the partition never empty: E S^2 / (2 E S) and its E N = a lambda / (1 - lambda b).
double closed(bulk<> const& q) {
  double const l = q.arrival_rate;
  double const n = l * q.per_invocation / (1 - l * q.per_record);
  double const variance = n / (1 - l * l * q.per_record * q.per_record);
  double const s = q.per_invocation + q.per_record * n;
  return (s * s + q.per_record * q.per_record * variance) / (2 * s);
}
void bulk_mean_wait_100_half(benchmark::State& s) { run(s, sized(100, 0.5), 0.52383229813718635, wait); }
void bulk_mean_wait_100_heavy(benchmark::State& s) { run(s, sized(100, 0.9), 0.55593016003762263, wait); }
void bulk_mean_wait_1000_half(benchmark::State& s) { run(s, sized(1000, 0.5), closed(sized(1000, 0.5)), wait); }
void bulk_mean_wait_1000_heavy(benchmark::State& s) { run(s, sized(1000, 0.9), 0.90937304112, wait); }
void bulk_mean_wait_10000_half(benchmark::State& s) { run(s, sized(10000, 0.5), closed(sized(10000, 0.5)), wait); }
void bulk_mean_wait_10000_heavy(benchmark::State& s) { run(s, sized(10000, 0.9), closed(sized(10000, 0.9)), wait); }
void bulk_wait_quantile_100_heavy(benchmark::State& s) {
  static double const reference = static_cast<double>(wait_quantile(bulk<long double>{.arrival_rate = 90 / 1.1L, .per_invocation = 1, .per_record = 0.001L, .batch_size = 100}, 0.99L));
  run(s, sized(100, 0.9), reference, [](auto const& q) { return wait_quantile(q, 0.99); });
}

BENCHMARK(bulk_mean_wait_10);
BENCHMARK(bulk_wait_tail_10);
BENCHMARK(bulk_mean_wait_100_half);
BENCHMARK(bulk_mean_wait_100_heavy);
BENCHMARK(bulk_mean_wait_1000_half);
BENCHMARK(bulk_mean_wait_1000_heavy);
BENCHMARK(bulk_mean_wait_10000_half);
BENCHMARK(bulk_mean_wait_10000_heavy);
BENCHMARK(bulk_wait_quantile_100_heavy);

} // namespace
