// SPDX-License-Identifier: MIT
// Inverse questions: servers, arrival rates.
#include <ullage/queue/md1.hpp>
#include <ullage/queue/mm1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/solve.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

double error_of(double x, double reference) { return std::fabs(x / reference - 1); }

void servers_for_mean_wait(benchmark::State& state) {
  auto const q = ullage::mmc<>{.arrival_rate = double(state.range(0)), .service_time = 3};
  auto const o = ullage::mean_wait_at_most(0.1);
  int servers = 0;
  for (auto _ : state) {
    servers = servers_for(q, o).value;
    benchmark::ClobberMemory();
  }
  // Reference: counted up one by one.
  int first = 3 * static_cast<int>(state.range(0)) + 1;
  while (!is_met(ullage::mmc<>{.arrival_rate = q.arrival_rate, .service_time = 3, .servers = first}, o)) { ++first; }
  state.counters["error"] = error_of(servers, first);
}
BENCHMARK(servers_for_mean_wait)->Arg(5)->Arg(100000);

void max_arrival_rate_mm1(benchmark::State& state) {
  static volatile double service_time = 3;
  auto const o = ullage::sojourn_quantile_at_most(0.99, 20);
  double rate = 0;
  for (auto _ : state) {
    rate = max_arrival_rate(ullage::mm1<>{.service_time = double(service_time)}, o).value;
    benchmark::ClobberMemory();
  }
  state.counters["error"] = error_of(rate, 1.0 / 3 - std::log(100.0) / 20); // the sojourn is exponential
}
BENCHMARK(max_arrival_rate_mm1);

void max_arrival_rate_md1_tail(benchmark::State& state) {
  static volatile double service_time = 3;
  auto const o = ullage::sojourn_tail_at_most(10, 0.010395386933363486); // R061: at 5/40
  double rate = 0;
  for (auto _ : state) {
    rate = max_arrival_rate(ullage::md1<>{.service_time = double(service_time)}, o).value;
    benchmark::ClobberMemory();
  }
  state.counters["error"] = error_of(rate, 0.125);
}
BENCHMARK(max_arrival_rate_md1_tail);

} // namespace
