// SPDX-License-Identifier: MIT
// M/G/1: closed forms, tails and quantiles by inversion.
#include <ullage/queue/mg1.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

using namespace ullage;

template <class F> void run(benchmark::State& state, double arrival_rate, service_law<> const& law, double reference, F const& measure) {
  mg1<> q;
  q.service = law;
  static volatile double rate = 0;
  rate = arrival_rate;
  double value = 0;
  for (auto _ : state) {
    q.arrival_rate = rate;
    value = measure(q);
    benchmark::ClobberMemory();
  }
  state.counters["error"] = std::abs(value / reference - 1);
}
service_law<> const gamma_law = gamma_service<>{3, 0.25};
service_law<> const gamma_law2 = gamma_service<>{1, 0.5};
service_law<> const hyperexponential_law = hyperexponential_service<>{{0.5, 0.5}, {1, 1}};
service_law<> const deterministic_law = deterministic_service<>{3};
service_law<> const lognormal_law = lognormal_service<>{1, 0.09008241153272056, 40.42823217079864};

double quantile(mg1<> const& q) { return wait_quantile(q, 0.99); }

void mg1_mean_wait(benchmark::State& s) {
  run(s, 0.25, gamma_law, 5.625, [](auto const& q) { return mean_wait(q); });
}
void mg1_decay_rate(benchmark::State& s) {
  run(s, 0.25, gamma_law, 0.14120926918531811, [](auto const& q) { return decay_rate(q); });
}
void mg1_wait_tail_gamma(benchmark::State& s) {
  run(s, 0.8, gamma_law2, 0.27547045029251, [](auto const& q) { return wait_tail(q, 4); });
}
void mg1_wait_tail_hyperexponential(benchmark::State& s) {
  run(s, 0.8, hyperexponential_law, 0.8 * std::exp(-0.8), [](auto const& q) { return wait_tail(q, 4); });
}
void mg1_wait_quantile_deterministic(benchmark::State& s) { run(s, 0.25, deterministic_law, 24.112179673658100, quantile); }
void mg1_sojourn_tail_deterministic(benchmark::State& s) {
  run(s, 0.25, deterministic_law, 0.23088833954545572, [](auto const& q) { return sojourn_tail(q, 10); });
}
void mg1_wait_tail_lognormal(benchmark::State& s) {
  // the reference is a row of the table mg1_wait_tail_lognormal
  run(s, 0.7250000000000001, lognormal_law, 0.161103339664915184, [](auto const& q) { return wait_tail(q, 2.9083146362286834); });
}

void mg1_wait_quantile_lognormal(benchmark::State& s) {
  // p from the tail of the table mg1_wait_tail_lognormal, so the answer is its t
  run(s, 0.7250000000000001, lognormal_law, 2.9083146362286834, [](auto const& q) { return wait_quantile(q, 1 - 0.161103339664915184); });
}
void mg1_wait_quantile_two_values(benchmark::State& s) {
  static service_law<> const law = discrete_service<>{{1, 1}, {0.5, 0.5}};
  run(s, 0.75, law, 24.112179673658100 / 3, quantile);
}
void mg1_wait_tail_prepared(benchmark::State& s) {
  static auto const d = prepare(mg1<>{0.8, gamma_law2});
  run(s, 0.8, gamma_law2, 0.27547045029251, [](auto const&) { return wait_tail(d, 4); });
}

BENCHMARK(mg1_mean_wait);
BENCHMARK(mg1_decay_rate);
BENCHMARK(mg1_wait_tail_gamma);
BENCHMARK(mg1_wait_tail_hyperexponential);
BENCHMARK(mg1_wait_quantile_deterministic);
BENCHMARK(mg1_sojourn_tail_deterministic);
BENCHMARK(mg1_wait_tail_lognormal);
BENCHMARK(mg1_wait_quantile_lognormal);
BENCHMARK(mg1_wait_quantile_two_values);
BENCHMARK(mg1_wait_tail_prepared);

} // namespace
