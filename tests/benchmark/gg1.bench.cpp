// SPDX-License-Identifier: MIT
// One server with gamma arrivals and services, and the two-moment formulas of a pool.
#include <ullage/queue/approximations.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {
using namespace ullage;

double error(double got, double wanted) { return std::abs(got / wanted - 1); }
gg1<> queue(double a, double s) {
  static double volatile rate = 0.8;
  return {.arrival_rate = rate, .arrival_scv = a, .service_time = 1, .service_scv = s};
}

void gg1_mean_wait(benchmark::State& state) {
  double x = 0;
  for (auto _ : state) { benchmark::DoNotOptimize(x = mean_wait(queue(2, 0.5))); }
  state.counters["error"] = error(x, 5.29426124968733);
}
BENCHMARK(gg1_mean_wait);

void gg1_wait_tail(benchmark::State& state) {
  double x = 0;
  for (auto _ : state) { benchmark::DoNotOptimize(x = wait_tail(queue(1, 0.5), 4)); }
  state.counters["error"] = error(x, 0.27547045029250734563);
}
BENCHMARK(gg1_wait_tail);

// t at which the reference of P(W > t) is known, from Euler's inversion with 60 digits or, below, the zeros of the transform.
void gg1_wait_quantile(benchmark::State& state, double rho, double a, double s, double t, double tail) {
  static double volatile noise = 0;
  double x = 0;
  gg1<> q = queue(a, s);
  for (auto _ : state) {
    q.arrival_rate = rho + noise;
    benchmark::DoNotOptimize(x = wait_quantile(q, 1 - tail));
  }
  state.counters["error"] = error(x, t);
}
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_05_scvs_01_10, 0.5, 0.1, 1.0, 4.0, 0.011963960496307488);
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_05_scvs_10_01, 0.5, 1.0, 0.1, 3.0, 0.023595965182203533);
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_05_scvs_50_50, 0.5, 5.0, 5.0, 20.0, 0.083846395715346891);
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_08_scvs_01_01, 0.8, 0.1, 0.1, 2.0, 0.010140239380734477);
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_08_scvs_05_025, 0.8, 0.5, 0.25, 8.0, 0.0095972581623900316);
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_08_scvs_10_05, 0.8, 1.0, 0.5, 4.0, 0.27547045029250735);
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_08_scvs_50_50, 0.8, 5.0, 5.0, 100.0, 0.015698617313253422);
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_095_scvs_20_05, 0.95, 2.0, 0.5, 100.0, 0.017088383300032693);
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_099_scvs_50_10, 0.99, 5.0, 1.0, 1300.0, 0.012953767605462988);
BENCHMARK_CAPTURE(gg1_wait_quantile, rho_099_scvs_01_01, 0.99, 0.1, 0.1, 40.0, 0.017831852488778572);
void gg1_two_exponential(benchmark::State& state) {
  double x = 0;
  for (auto _ : state) { benchmark::DoNotOptimize(x = wait_tail_two_exponential(queue(1, 0.5), 4)); }
  state.counters["error"] = error(x, 0.27547045029250734563);
}
BENCHMARK(gg1_two_exponential);

void ggc_mean_wait(benchmark::State& state) {
  static int volatile servers = 20;
  double x = 0;
  for (auto _ : state) { benchmark::DoNotOptimize(x = mean_wait(ggc<>{.arrival_rate = 15, .service_time = 1, .service_scv = 0.35, .servers = servers})); }
  state.counters["error"] = error(x, 0.024264148578441633);
}
BENCHMARK(ggc_mean_wait);

} // namespace
