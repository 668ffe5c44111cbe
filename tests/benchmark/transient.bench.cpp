// SPDX-License-Identifier: MIT
// Systems on the way to their steady state, under rates that change, and square-root staffing.
#include <ullage/queue/offered_load.hpp>
#include <ullage/queue/sinusoidal_load.hpp>
#include <ullage/queue/staffing.hpp>
#include <ullage/queue/time_varying.hpp>
#include <ullage/queue/transient.hpp>

#include <support/sinusoid.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

using namespace ullage;

template <class F> void run(benchmark::State& state, double reference, F const& f) {
  double value = 0;
  for (auto _ : state) {
    value = f();
    benchmark::DoNotOptimize(value);
  }
  state.counters["error"] = std::abs(value - reference) / reference;
}

void mmc_20_servers_40_s(benchmark::State& state) { // R226
  transient_mmc<> const q{.arrivals = constant_rate<>{.rate = 5}, .service_time = 3, .servers = 20, .initial = 100};
  run(state, 35.714995326318, [&] { return mean_in_system(transient(q, 40)); });
}
BENCHMARK(mmc_20_servers_40_s)->Unit(benchmark::kMicrosecond);

void mmc_20_servers_1e12_s(benchmark::State& state) { // R006
  transient_mmc<> const q{.arrivals = constant_rate<>{.rate = 5}, .service_time = 3, .servers = 20, .initial = 100};
  run(state, 0.16042938741692362, [&] { return wait_probability(transient(q, 1e12)); });
}
BENCHMARK(mmc_20_servers_1e12_s)->Unit(benchmark::kMicrosecond);

void mm1_utilization_0_999(benchmark::State& state) {
  transient_mmc<> const q{.arrivals = constant_rate<>{.rate = 0.999}, .service_time = 1};
  run(state, 999, [&] { return mean_in_system(transient(q, 1e12)); });
}
BENCHMARK(mm1_utilization_0_999)->Unit(benchmark::kMillisecond);

void sinusoidal_rate_20_servers(benchmark::State& state) { // R227
  transient_mmc<> const q{.arrivals = test::sinusoid(4, 2, 60, 60, 400), .service_time = 3, .servers = 20};
  run(state, 18.2219674420, [&] { return mean_in_system(transient(q, 15)); });
}
BENCHMARK(sinusoidal_rate_20_servers)->Unit(benchmark::kMillisecond);

void sinusoidal_offered_load(benchmark::State& state) { // R230
  sinusoidal_load<> q{.mean_rate = 4, .amplitude = 2, .service_time = 3, .period = 60};
  run(state, 17.391723484047626, [&] {
    benchmark::DoNotOptimize(q);
    return offered_load(q, 15);
  });
}
BENCHMARK(sinusoidal_offered_load);

void offered_load_of_96_pieces(benchmark::State& state) {
  auto const a = test::sinusoid(4, 2, 60, 60, 96);
  exponential_service<> const s{3};
  run(state, 17.391723484047626, [&] { return offered_load(a, s, 15); });
}
BENCHMARK(offered_load_of_96_pieces)->Unit(benchmark::kMicrosecond);

void halfin_whitt_probability(benchmark::State& state) { // R044
  double beta = 1;
  run(state, 0.22336127479826074, [&] {
    benchmark::DoNotOptimize(beta);
    return halfin_whitt(beta);
  });
}
BENCHMARK(halfin_whitt_probability);

void halfin_whitt_inverse(benchmark::State& state) { // R046
  double p = 0.2;
  run(state, 1.0615162754187176, [&] {
    benchmark::DoNotOptimize(p);
    return halfin_whitt_beta(p);
  });
}
BENCHMARK(halfin_whitt_inverse);

void garnett_probability(benchmark::State& state) { // R049
  double beta = 0.5;
  run(state, 0.35717692012655872, [&] {
    benchmark::DoNotOptimize(beta);
    return garnett(beta, 0.5);
  });
}
BENCHMARK(garnett_probability);

} // namespace
