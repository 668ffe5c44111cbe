// SPDX-License-Identifier: MIT
// Forecasts: the constant load of the seed, a cost per bin of a trace and per evaluation of a rule, and
// questions to a finished forecast. Where a value is known exactly its error stands beside the time.
#include <ullage/counts.hpp>
#include <ullage/forecast.hpp>
#include <ullage/scaling/presets.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace {

/// A counter that shows the time for each of n things.
benchmark::Counter time_for_each(double n) {
  return {n, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert};
}

double relative(double got, double exact) { return std::abs(got - exact) / exact; }

ullage::pipeline<> seed() {
  return {.arrivals = ullage::constant_rate<>{.rate = 5, .duration = 2000},
          .service_time = 3,
          .partitions = 20,
          .scaling = ullage::regime("kafka-on-demand-2021")};
}

/// A day of counts per minute whose rate swings around what the partitions do.
ullage::pipeline<> trace(std::size_t bins) {
  std::vector<double> counts(bins);
  for (std::size_t i = 0; i < bins; ++i) {
    auto const t = static_cast<double>(i);
    counts[i] = 300 + 280 * std::sin(0.1 * t) * std::sin(0.013 * t);
  }
  return {.arrivals = ullage::from_counts(std::span<double const>(counts), 60),
          .service_time = 3,
          .partitions = 20,
          .scaling = ullage::regime("kafka-on-demand-2023")};
}

void forecast_constant(benchmark::State& state) {
  auto const p = seed();
  double peak = 0;
  for (auto _ : state) {
    auto const f = forecast(p);
    benchmark::DoNotOptimize(f);
    peak = f.peak_lag;
  }
  state.counters["error"] = relative(peak, 4200);
}
BENCHMARK(forecast_constant);

void forecast_preset(benchmark::State& state) {
  auto const& info = ullage::regime_catalog[static_cast<std::size_t>(state.range(0))];
  auto p = seed();
  p.scaling = ullage::regime(info.name);
  if (!ullage::needs_partitions(info.name) && info.name != "fixed") { p.partitions.reset(); }
  for (auto _ : state) { benchmark::DoNotOptimize(forecast(p)); }
  state.SetLabel(std::string(info.name));
}
BENCHMARK(forecast_preset)->DenseRange(0, 10);

/// Time per bin is the time over the number in the name.
void forecast_trace(benchmark::State& state) {
  auto const bins = static_cast<std::size_t>(state.range(0));
  auto const p = trace(bins);
  double come = 0;
  double lost = 0;
  long long steps = 0;
  for (auto _ : state) {
    auto const f = forecast(p);
    benchmark::DoNotOptimize(f);
    come = f.records;
    lost = f.records - f.invocations;
    steps = f.path.events;
  }
  state.counters["error"] = std::abs(lost) / come;
  state.counters["per_bin"] = time_for_each(static_cast<double>(bins));
  state.counters["per_event"] = time_for_each(static_cast<double>(steps));
}
BENCHMARK(forecast_trace)->Arg(288)->Arg(1440)->Arg(10080);

/// Pods come and go without end: every evaluation is worked through, up to the horizon.
void forecast_epochs(benchmark::State& state) {
  ullage::pipeline<> p{.arrivals = ullage::step<>{.before = 5, .after = 6, .at = 1e6, .duration = 2e6},
                       .service_time = 3,
                       .partitions = 40,
                       .scaling = ullage::regime("keda-kafka")};
  p.scaling.min_consumers = 1;
  p.scaling.initial_consumers = 1;
  p.scaling.startup_time = 20;
  double const epochs = static_cast<double>(state.range(0));
  p.horizon = 15 * epochs;
  long long steps = 0;
  for (auto _ : state) {
    auto const f = forecast(p);
    benchmark::DoNotOptimize(f);
    steps = f.path.events;
  }
  state.counters["events"] = static_cast<double>(steps);
  state.counters["per_epoch"] = time_for_each(epochs);
}
BENCHMARK(forecast_epochs)->Arg(1000)->Arg(10000);

void quantile_constant(benchmark::State& state) {
  auto const f = forecast(seed());
  double q = 0;
  for (auto _ : state) {
    q = wait_quantile(f, 1.0);
    benchmark::ClobberMemory();
  }
  state.counters["error"] = relative(q, 840);
}
BENCHMARK(quantile_constant);

void quantile_trace(benchmark::State& state) {
  auto const f = forecast(trace(static_cast<std::size_t>(state.range(0))));
  double q = 0;
  for (auto _ : state) {
    q = wait_quantile(f, 0.99);
    benchmark::ClobberMemory();
  }
  state.counters["error"] = std::abs(late_records(f, q) / f.records - 0.01) / 0.01;
}
BENCHMARK(quantile_trace)->Arg(1440)->Arg(10080);

template <class Query> void query(benchmark::State& state, Query const& ask) {
  auto const f = forecast(trace(static_cast<std::size_t>(state.range(0))));
  double t = 0;
  double const end = 60 * static_cast<double>(state.range(0));
  for (auto _ : state) {
    t += 7919.7; // far apart, so that every question looks elsewhere
    if (t > end) { t -= end; }
    benchmark::DoNotOptimize(ask(f, t));
  }
}
BENCHMARK_CAPTURE(query, lag, [](auto const& f, double t) { return lag(f, t); })->Arg(1440)->Arg(10080);
BENCHMARK_CAPTURE(query, lag_age, [](auto const& f, double t) { return lag_age(f, t); })->Arg(1440)->Arg(10080);
BENCHMARK_CAPTURE(query, wait_at, [](auto const& f, double t) { return wait_at(f, t); })->Arg(1440)->Arg(10080);

} // namespace
