// SPDX-License-Identifier: MIT
// Plans for constant and step loads. The count where the arithmetic gives it exactly.
#include <ullage/plan.hpp>
#include <ullage/scaling/presets.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <string>

namespace {

void plan_preset(benchmark::State& state) {
  auto const& info = ullage::regime_catalog[static_cast<std::size_t>(state.range(0))];
  bool const step = state.range(1) == 1;
  ullage::pipeline<> p{.service_time = 3, .scaling = ullage::regime(info.name)};
  if (step) {
    p.arrivals = ullage::step<>{.before = 2, .after = 20, .at = 1800, .duration = 7200};
  } else {
    p.arrivals = ullage::constant_rate<>{.rate = 5, .duration = 2000};
  }
  if (ullage::needs_partitions(info.name) || info.name == "fixed") { p.partitions = 20; }
  auto const wanted = ullage::target<>{.utilization = 0.8, .max_wait = 900};
  ullage::plan_result<> r;
  for (auto _ : state) {
    r = plan(p, wanted);
    benchmark::ClobberMemory();
  }
  // In every regime with one consumer for each partition the utilization binds: ceil(rate * 3 / 0.8).
  if (r.feasible && r.partitions && r.binding == "utilization" && !r.max_pollers) {
    double const mean = step ? (2. * 1800 + 20. * 5400) / 7200 : 5;
    state.counters["error"] = std::abs(static_cast<double>(*r.partitions) / std::ceil(mean * 3 / 0.8) - 1);
  }
  state.SetLabel(std::string(info.name) + (step ? ", step" : ", constant") + (r.feasible ? "" : ", cannot be met"));
}
BENCHMARK(plan_preset)->ArgsProduct({benchmark::CreateDenseRange(0, 10, 1), {0, 1}});

} // namespace

namespace {

/// Every target, limit and price: a constant load with pollers (0), a step under a rule of 2022 (1), a step whose targets
/// nothing keeps (2). The error is that of the size against trying every one.
void plan_with_everything(benchmark::State& state) {
  using namespace ullage;
  bool const constant = state.range(0) == 0;
  pipeline<> p{.service_time = 3, .partitions = 20, .scaling = regime(constant ? "kafka-provisioned" : "kafka-on-demand-2022"),
               .retention = 604800, .record_bytes = 1000};
  p.arrivals = constant ? arrival_profile<double>(constant_rate<>{.rate = 5, .duration = 2000})
                        : arrival_profile<double>(step<>{.before = 3, .after = 8, .at = 500, .duration = 4000});
  target<> const t{.utilization = 0.9, .max_wait = state.range(0) == 2 ? 60.0 : 900.0, .drained_by = 5000, .peak_lag = 5000, .max_partitions = 200,
                   .headroom = 0.1, .mean_wait = 600, .outage = {{.duration = 600, .recovered_within = 3600}},
                   .replay = {{.records = 10000, .within = 36000}}, .growth = {{.per_year = 0.2, .years = 1}}, .monthly_cost = 2000};
  deployment<> const d{.memory_mb = 1024, .cluster = standard_cluster<>{}};
  plan_result<> r;
  for (auto _ : state) {
    r = plan(p, t, d);
    benchmark::DoNotOptimize(r);
  }
  long long least = 0;
  for (long long n = 1; n <= 200 && least == 0; ++n) {
    auto one = p;
    one.partitions = n;
    auto const fixed = plan(one, t, d, {.partitions = false});
    if (fixed.feasible) { least = n; }
  }
  state.counters["error"] = r.feasible ? std::fabs(double(r.partitions.value_or(0) - least)) : double(least != 0);
}
BENCHMARK(plan_with_everything)->DenseRange(0, 2);

} // namespace
