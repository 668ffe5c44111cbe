// SPDX-License-Identifier: MIT
// 10,000 scenarios judged, a size for a confidence, a tornado, quantiles of laws; errors against closed forms.
#include <ullage/confident_plan.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/posterior.hpp>
#include <ullage/tornado.hpp>
#include <ullage/uncertainty.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>

namespace {

double relative(double got, double exact) { return std::abs(got - exact) / exact; }

/// Utilization is a product of two lognormal numbers over the partitions.
ullage::uncertain<> pool() {
  return {.system = {.arrivals = ullage::constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = ullage::regime("fixed")},
          .inputs = {{.what = ullage::quantity::arrival_rate, .law = ullage::lognormal_belief<>{5, 0.08}},
                     {.what = ullage::quantity::service_time, .law = ullage::lognormal_belief<>{3, 0.05}}}};
}

/// The seed's load on the platform of today, with what its vendor leaves open.
ullage::uncertain<> ramping() {
  return {.system = {.arrivals = ullage::constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = ullage::regime("kafka-on-demand-2023")},
          .inputs = {{.what = ullage::quantity::arrival_rate, .law = ullage::rate_posterior<>{4500, 900, 20}},
                     {.what = ullage::quantity::service_time, .law = ullage::lognormal_belief<>{3, 0.05}},
                     {.what = ullage::quantity::failure_probability, .law = ullage::share_posterior<>{2, 400}},
                     ullage::regime_span()}};
}

void scenarios_drawn(benchmark::State& state) {
  auto const u = ramping();
  for (auto _ : state) { benchmark::DoNotOptimize(scenarios(u)); }
}
BENCHMARK(scenarios_drawn)->Unit(benchmark::kMillisecond);

void odds_of_a_load(benchmark::State& state) {
  auto const u = pool();
  ullage::target<> const t{.utilization = 0.8};
  for (auto _ : state) { benchmark::DoNotOptimize(odds(u, t)); }
  double const exact = 1 - ullage::detail::normal_upper(std::log(0.8 * 20 / 15) / std::hypot(0.08, 0.05));
  state.counters["error"] = relative(odds(u, t).all.value, exact);
}
BENCHMARK(odds_of_a_load)->Unit(benchmark::kMillisecond);

void odds_of_a_ramp(benchmark::State& state) {
  auto const u = ramping();
  ullage::target<> const t{.max_wait = 600};
  for (auto _ : state) { benchmark::DoNotOptimize(odds(u, t)); }
}
BENCHMARK(odds_of_a_ramp)->Unit(benchmark::kMillisecond);

void plan_of_a_load(benchmark::State& state) {
  auto const u = pool();
  ullage::target<> const t{.utilization = 0.8};
  for (auto _ : state) { benchmark::DoNotOptimize(plan_at_confidence(u, t, 0.95)); }
  double const exact = std::ceil(15 / 0.8 * std::exp(1.6448536269514722 * std::hypot(0.08, 0.05)));
  state.counters["error"] = relative(double(plan_at_confidence(u, t, 0.95).partitions.value_or(0)), exact);
}
BENCHMARK(plan_of_a_load)->Unit(benchmark::kMillisecond);

void tornado_of_a_load(benchmark::State& state) {
  auto const u = pool();
  for (auto _ : state) { benchmark::DoNotOptimize(tornado(u, ullage::figure::utilization)); }
  double const rho2 = 0.08 * 0.08 / (0.08 * 0.08 + 0.05 * 0.05);
  state.counters["error"] = relative(tornado(u, ullage::figure::utilization).bars[0].share, 6 / std::numbers::pi * std::asin(rho2 / 2));
}
BENCHMARK(tornado_of_a_load)->Unit(benchmark::kMillisecond);

void quantile_of_a_rate(benchmark::State& state) {
  ullage::rate_posterior<> const x{4500, 900};
  for (auto _ : state) { benchmark::DoNotOptimize(quantile(x, 0.975)); }
  state.counters["error"] = relative(quantile(x, 0.975), 5.1477002887178); // R255
}
BENCHMARK(quantile_of_a_rate);

} // namespace
