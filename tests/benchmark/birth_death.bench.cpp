// SPDX-License-Identifier: MIT
// Queues whose states are a birth-death chain.
#include <ullage/queue/engset.hpp>
#include <ullage/queue/erlang_a.hpp>
#include <ullage/queue/finite_source.hpp>
#include <ullage/queue/mmck.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

/// Times f on a model that the compiler does not know.
template <class Q, class F> void run(benchmark::State& state, Q q, F const& f, double wanted) {
  // Kept in memory: of a value in a register DoNotOptimize may make another one.
  double volatile x = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(q);
    x = f(q);
    benchmark::ClobberMemory();
  }
  double const last = x;
  state.counters["error"] = std::abs(last - wanted) / wanted;
}

// Sums over all states, 50 digits.
ullage::mmck<> const ten{.arrival_rate = 12, .service_time = 1, .servers = 10, .capacity = 30};
ullage::erlang_a<> const hundred{.arrival_rate = 100, .service_time = 1, .patience = 2, .servers = 100};
ullage::finite_source<> const twenty{.sources = 20, .source_rate = 0.2, .service_time = 1, .servers = 5};
ullage::engset<> const loss{.sources = 20, .source_rate = 0.2, .service_time = 1, .servers = 5};

void mmck_blocking_probability(benchmark::State& s) {
  run(s, ten, [](auto const& q) { return blocking_probability(q); }, 0.16863724455188892);
}
BENCHMARK(mmck_blocking_probability);
void mmck_blocking_probability_much_room(benchmark::State& s) {
  run(s, ullage::mmck<>{.arrival_rate = 4, .service_time = 0.25, .servers = 1, .capacity = 1000000000},
      [](auto const& q) { return blocking_probability(q); }, 1 / 1000000001.);
}
BENCHMARK(mmck_blocking_probability_much_room);
void mmck_mean_wait(benchmark::State& s) {
  run(s, ten, [](auto const& q) { return mean_wait(q); }, 1.5345601940534245);
}
BENCHMARK(mmck_mean_wait);
void mmck_wait_tail(benchmark::State& s) {
  run(s, ten, [](auto const& q) { return wait_tail(q, 1); }, 0.81940044828023425);
}
BENCHMARK(mmck_wait_tail);
void mmck_sojourn_tail(benchmark::State& s) {
  run(s, ten, [](auto const& q) { return sojourn_tail(q, 1); }, 0.94711831670675176);
}
BENCHMARK(mmck_sojourn_tail);
void mmck_wait_quantile(benchmark::State& s) {
  run(s, ten, [](auto const& q) { return wait_tail(q, wait_quantile(q, 0.99)); }, 0.01);
}
BENCHMARK(mmck_wait_quantile);
void erlang_a_wait_probability(benchmark::State& s) {
  run(s, hundred, [](auto const& q) { return wait_probability(q); }, 0.59670313801957285);
}
BENCHMARK(erlang_a_wait_probability);
void erlang_a_abandon_probability(benchmark::State& s) {
  run(s, hundred, [](auto const& q) { return abandon_probability(q); }, 0.033030152528288151);
}
BENCHMARK(erlang_a_abandon_probability);
void erlang_a_wait_tail(benchmark::State& s) {
  run(s, hundred, [](auto const& q) { return wait_tail(q, 0.1); }, 0.27746436794079036);
}
BENCHMARK(erlang_a_wait_tail);
void erlang_a_wait_quantile(benchmark::State& s) {
  run(s, hundred, [](auto const& q) { return wait_tail(q, wait_quantile(q, 0.99)); }, 0.01);
}
BENCHMARK(erlang_a_wait_quantile);
void erlang_a_sojourn_is_service(benchmark::State& s) {
  // With patience = service_time every record leaves at rate 1/S.
  run(s, ullage::erlang_a<>{.arrival_rate = 10, .service_time = 1, .patience = 1, .servers = 12},
      [](auto const& q) { return sojourn_tail(q, 3); }, std::exp(-3.0));
}
BENCHMARK(erlang_a_sojourn_is_service);
void finite_source_throughput(benchmark::State& s) {
  run(s, twenty, [](auto const& q) { return throughput(q); }, 3.2832736799091693);
}
BENCHMARK(finite_source_throughput);
void finite_source_mean_wait(benchmark::State& s) {
  run(s, twenty, [](auto const& q) { return mean_wait(q); }, 0.091481231790976811);
}
BENCHMARK(finite_source_mean_wait);
void finite_source_wait_quantile(benchmark::State& s) {
  run(s, twenty, [](auto const& q) { return wait_tail(q, wait_quantile(q, 0.99)); }, 0.01);
}
BENCHMARK(finite_source_wait_quantile);
void engset_blocking_probability(benchmark::State& s) {
  run(s, loss, [](auto const& q) { return blocking_probability(q); }, 0.12693214566413414);
}
BENCHMARK(engset_blocking_probability);
void engset_blocking_probability_large(benchmark::State& s) {
  run(s, ullage::engset<>{.sources = 1000000, .source_rate = 0.1, .service_time = 1, .servers = 90000},
      [](auto const& q) { return blocking_probability(q); }, 0.01192369215523451);
}
BENCHMARK(engset_blocking_probability_large);

} // namespace
