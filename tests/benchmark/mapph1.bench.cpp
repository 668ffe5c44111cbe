// SPDX-License-Identifier: MIT
// Single-server queues with phases: solution, one more question, quantile.
#include <ullage/queue/mapph1.hpp>
#include <ullage/queue/ph_fit.hpp>
#include <ullage/queue/phph1.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

void phph1_two_by_two_mean(benchmark::State& state) {
  static volatile double service = 1;
  double x = 0;
  for (auto _ : state) {
    x = mean_wait(ullage::phph1<>{ullage::fit_ph(1.25, 0.5), ullage::fit_ph(double(service), 0.5)});
    benchmark::DoNotOptimize(x);
  }
  // E2/E2/1 at 0.8: (1.6 - s)(2 + s) = 3.2 has the root -0.4, (1.6 - s)(2 + s) = -3.2 the other one.
  double const other = (0.4 + std::sqrt(0.16 + 4 * 6.4)) / 2;
  double const wanted = 1 / 0.4 + 1 / other - 1;
  state.counters["error"] = std::abs(x - wanted) / wanted;
}
BENCHMARK(phph1_two_by_two_mean);

void mapph1_quantile(benchmark::State& state) {
  static volatile double rate = 0.75;
  double x = 0;
  for (auto _ : state) {
    double const r = rate;
    auto const a = ullage::mmpp2<double>({.peak_rate = r, .valley_rate = r, .peak_duration = 4, .valley_duration = 20});
    x = wait_quantile(ullage::mapph1<>{a, ullage::exponential_ph(1.0)}, 0.99);
    benchmark::DoNotOptimize(x);
  }
  double const wanted = std::log(75.0) * 4;
  state.counters["error"] = std::abs(x - wanted) / wanted;
}
BENCHMARK(mapph1_quantile);

void mapph1_tail_of_a_solved_queue(benchmark::State& state) {
  auto const q = prepare(ullage::mapph1<>{ullage::poisson_map(1 - 0x1p-30), ullage::fit_ph(1.0, 1.0)});
  static volatile double t = 0x1p31;
  double x = 0;
  for (auto _ : state) {
    x = wait_tail(q, double(t));
    benchmark::DoNotOptimize(x);
  }
  double const wanted = (1 - 0x1p-30) * std::exp(-2.0);
  state.counters["error"] = std::abs(x - wanted) / wanted;
}
BENCHMARK(mapph1_tail_of_a_solved_queue);

void mapph1_ten_by_ten(benchmark::State& state) {
  static volatile double rate = 0.9;
  double x = 0;
  auto arrivals = ullage::poisson_map(double(rate) / 2);
  // Ten phases that do not matter: the answer is that of Pollaczek and Khinchine.
  ullage::markov_arrivals<> ring{.d0 = std::vector<double>(100), .d1 = std::vector<double>(100)};
  for (std::size_t i = 0; i < 10; ++i) {
    ring.d0[11 * i] = -(0.45 + 1);
    ring.d0[10 * i + (i + 1) % 10] = 1;
    ring.d1[11 * i] = 0.45;
  }
  auto const q = ullage::mapph1<>{superpose(arrivals, ring), ullage::erlang_ph(1.0, 10)};
  for (auto _ : state) {
    x = mean_wait(q);
    benchmark::DoNotOptimize(x);
  }
  double const wanted = 0.9 * 1.1 / 2 / 0.1;
  state.counters["error"] = std::abs(x - wanted) / wanted;
}
BENCHMARK(mapph1_ten_by_ten);

} // namespace
