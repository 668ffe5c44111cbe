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
