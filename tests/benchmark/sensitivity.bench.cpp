// SPDX-License-Identifier: MIT
#include <ullage/sensitivity.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

using namespace ullage;

template <Real T> pipeline<T> seed(T const& service_time) {
  pipeline<T> p;
  p.arrivals = constant_rate<T>{.rate = T(5), .duration = T(2000)};
  p.service_time = service_time;
  p.partitions = 20;
  p.scaling = regime<T>("kafka-on-demand-2021");
  return p;
}

void plain_forecast(benchmark::State& state) {
  auto const p = seed(3.0);
  double out = 0;
  for (auto _ : state) {
    out = forecast(p).drained_at;
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = std::fabs(out / 2355 - 1);
}
BENCHMARK(plain_forecast);

void forecast_with_four_slopes(benchmark::State& state) {
  using D = dual<double, 4>;
  auto const p = seed(variable<4>(3.0, 0));
  D out(0);
  for (auto _ : state) {
    out = forecast(p).drained_at;
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = std::fabs(out.partials[0] / 500 - 1);
}
BENCHMARK(forecast_with_four_slopes);

void sensitivity_to_four_inputs(benchmark::State& state) {
  auto const p = seed(3.0);
  double out = 0;
  for (auto _ : state) {
    out = sensitivity(p, "drained_at", {"service_time", "arrival_scale", "phase", "partitions"}).inputs[0].derivative;
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = std::fabs(out / 500 - 1);
}
BENCHMARK(sensitivity_to_four_inputs);

void sensitivity_of_mmc(benchmark::State& state) {
  mmc<> const q{.arrival_rate = 5, .service_time = 3, .servers = 20};
  double out = 0;
  for (auto _ : state) {
    out = sensitivity(q, sensitivity_question<>{.measure = "mean_wait"}).inputs[0].derivative;
    benchmark::DoNotOptimize(out);
  }
  state.counters["error"] = std::fabs(out / 0.20250125958543020 - 1);
}
BENCHMARK(sensitivity_of_mmc);

} // namespace
