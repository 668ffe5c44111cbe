// SPDX-License-Identifier: MIT
// Erlang's formulas in each region of their evaluation, their inverses, and the models made of them.
// The references are values of Arb at 60 digits.
#include <ullage/erlang.hpp>
#include <ullage/queue/mm1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/mminf.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

template <class F> void measure(benchmark::State& state, double reference, double argument, F const& f) {
  // The argument is read anew each time, so that nothing is computed once for all.
  double volatile hidden = argument;
  double value = 0;
  for (auto _ : state) {
    value = f(double(hidden));
    benchmark::DoNotOptimize(value);
  }
  state.counters["error"] = std::abs(value / reference - 1);
}

void erlang_b_few(benchmark::State& state) {
  measure(state, 0.12051863507342959398, 5.0, [](double a) { return ullage::erlang_b(7.0, a); });
}
BENCHMARK(erlang_b_few);
void erlang_b_few_real(benchmark::State& state) {
  measure(state, 0.026332349610456394625, 3.5, [](double a) { return ullage::erlang_b(7.5, a); });
}
BENCHMARK(erlang_b_few_real);
void erlang_b_near_20(benchmark::State& state) {
  measure(state, 0.14483095490001179996, 20.0, [](double a) { return ullage::erlang_b(20.5, a); });
}
BENCHMARK(erlang_b_near_20);
void erlang_b_near_1e7(benchmark::State& state) {
  measure(state, 0.00019226116371890518983, 9999000.0, [](double a) { return ullage::erlang_b(10000000.0, a); });
}
BENCHMARK(erlang_b_near_1e7);
void erlang_b_over(benchmark::State& state) {
  measure(state, 0.33334666506708250675, 150000.0, [](double a) { return ullage::erlang_b(100000.0, a); });
}
BENCHMARK(erlang_b_over);
void erlang_b_under(benchmark::State& state) {
  measure(state, 8.5871313295168808429e-60, 95000.0, [](double a) { return ullage::erlang_b(100000.0, a); });
}
BENCHMARK(erlang_b_under);
void erlang_c_20(benchmark::State& state) {
  measure(state, 0.16042938741692361934, 15.0, [](double a) { return ullage::erlang_c(20.0, a); });
}
BENCHMARK(erlang_c_20);
void erlang_c_1000(benchmark::State& state) {
  measure(state, 0.41220029236528148032, 980.0, [](double a) { return ullage::erlang_c(1000.0, a); });
}
BENCHMARK(erlang_c_1000);
void erlang_c_1e7(benchmark::State& state) {
  measure(state, 0.65788355119788452252, 9999000.0, [](double a) { return ullage::erlang_c(10000000.0, a); });
}
BENCHMARK(erlang_c_1e7);
void erlang_c_saturated(benchmark::State& state) {
  measure(state, 0.99999874701960205234, 999999.999, [](double a) { return ullage::erlang_c(1000000.0, a); });
}
BENCHMARK(erlang_c_saturated);
void erlang_b_servers(benchmark::State& state) {
  measure(state, 1000, 970.0, [](double a) { return ullage::erlang_b_servers(a, 0.009529193281247779); });
}
BENCHMARK(erlang_b_servers);
void erlang_c_servers(benchmark::State& state) {
  measure(state, 1000, 970.0, [](double a) { return ullage::erlang_c_servers(a, 0.24282333642323492); });
}
BENCHMARK(erlang_c_servers);
void erlang_b_load(benchmark::State& state) {
  measure(state, 970, 0.009529193271718585, [](double a) { return ullage::erlang_b_load(1000, a); });
}
BENCHMARK(erlang_b_load);
void erlang_c_load(benchmark::State& state) {
  measure(state, 970, 0.24282333618041158, [](double a) { return ullage::erlang_c_load(1000, a); });
}
BENCHMARK(erlang_c_load);
void mmc_wait_quantile(benchmark::State& state) {
  measure(state, 1.6651612793875943, 5, [](double a) {
    return wait_quantile(ullage::mmc<>{.arrival_rate = a, .service_time = 3, .servers = 20}, 0.99);
  });
}
BENCHMARK(mmc_wait_quantile);
void mmc_sojourn_quantile(benchmark::State& state) {
  measure(state, 13.933482334843000, 5, [](double a) {
    return sojourn_quantile(ullage::mmc<>{.arrival_rate = a, .service_time = 3, .servers = 20}, 0.99);
  });
}
BENCHMARK(mmc_sojourn_quantile);
void mmc_state_probability(benchmark::State& state) {
  measure(state, 0.098263593975782075820, 5, [](double a) {
    return state_probability(ullage::mmc<>{.arrival_rate = a, .service_time = 3, .servers = 20}, 15);
  });
}
BENCHMARK(mmc_state_probability);
void mm1_wait_quantile(benchmark::State& state) {
  measure(state, 51.809857362435725287, 0.25, [](double a) {
    return wait_quantile(ullage::mm1<>{.arrival_rate = a, .service_time = 3}, 0.99);
  });
}
BENCHMARK(mm1_wait_quantile);
void mminf_state_probability(benchmark::State& state) {
  measure(state, 0.023320825425141800848, 30, [](double a) {
    return state_probability(ullage::mminf<>{.arrival_rate = a, .service_time = 3}, 100);
  });
}
BENCHMARK(mminf_state_probability);

} // namespace
