// SPDX-License-Identifier: MIT
// Random numbers and the arrivals of the simulator. The error of a law is its mean against the exact one in
// relative terms (chance is part of it), that of a stream its rate against the profile.
#include <ullage/detail/arrival_streams.hpp>
#include <ullage/detail/samplers.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace {

using namespace ullage;
using namespace ullage::detail;

template <class F> void law(benchmark::State& state, double mean, F const& draw) {
  random_source r(1, 0, 0);
  double sum = 0;
  double n = 0;
  for (auto _ : state) {
    sum += static_cast<double>(draw(r));
    n += 1;
  }
  state.counters["error"] = std::fabs(sum / n - mean) / mean;
}

void uniform(benchmark::State& state) { law(state, 0.5, [](random_source& r) { return r.uniform(); }); }
void exponential(benchmark::State& state) { law(state, 1, [](random_source& r) { return r.exponential(); }); }
void normal_square(benchmark::State& state) {
  law(state, 1, [](random_source& r) {
    double const x = r.normal();
    return x * x;
  });
}
void gamma_4(benchmark::State& state) {
  law(state, 4, [g = gamma_shape(4)](random_source& r) { return r.gamma(g); });
}
void gamma_quarter(benchmark::State& state) {
  law(state, 0.25, [g = gamma_shape(0.25)](random_source& r) { return r.gamma(g); });
}
void below_1000(benchmark::State& state) { law(state, 499.5, [](random_source& r) { return r.below(1000); }); }
void poisson_5(benchmark::State& state) { law(state, 5, [](random_source& r) { return r.poisson(5); }); }
void poisson_million(benchmark::State& state) { law(state, 1e6, [](random_source& r) { return r.poisson(1e6); }); }
void binomial_1000(benchmark::State& state) { law(state, 300, [](random_source& r) { return r.binomial(1000, 0.3); }); }
void lognormal(benchmark::State& state) {
  law(state, 1, [s = service_sampler(lognormal_service<double>{.mean = 2, .scv = 1})](random_source& r) { return s(r); });
}
BENCHMARK(uniform);
BENCHMARK(exponential);
BENCHMARK(normal_square);
BENCHMARK(gamma_4);
BENCHMARK(gamma_quarter);
BENCHMARK(below_1000);
BENCHMARK(poisson_5);
BENCHMARK(poisson_million);
BENCHMARK(binomial_1000);
BENCHMARK(lognormal);

/// Peek and pop of lane after lane, as many records of each as of the others.
void read(benchmark::State& state, stream_options o) {
  auto const lanes = static_cast<std::size_t>(state.range(0));
  o.shares.assign(lanes, 1 / static_cast<double>(lanes));
  arrival_streams streams(o, 1, 0);
  double n = 0;
  double last = 0;
  std::size_t lane = 0;
  streams.with_source([&](auto& s) {
    for (auto _ : state) {
      double const t = s.peek(lane);
      benchmark::DoNotOptimize(t);
      last = t;
      s.pop(lane);
      lane = lane + 1 == lanes ? 0 : lane + 1;
      n += 1;
    }
  });
  state.counters["error"] = std::fabs(last / n - 1);
}
stream_options unit_rate() {
  stream_options o;
  o.arrivals = constant_rate<double>{.rate = 1};
  return o;
}

void poisson_keys(benchmark::State& state) { read(state, unit_rate()); }
void poisson_keys_daily(benchmark::State& state) {
  auto o = unit_rate();
  o.arrivals = daily<double>{.mean = 1, .amplitude = 0.5, .peak_at = 0, .period = 1e5, .duration = 1e9};
  read(state, o);
}
void gamma_keys(benchmark::State& state) {
  auto o = unit_rate();
  o.arrival_scv = 4;
  read(state, o);
}
void even_turns_of_lanes(benchmark::State& state) {
  auto o = unit_rate();
  o.arrival_scv = 0;
  o.producer = round_robin{};
  read(state, o);
}
void poisson_turns(benchmark::State& state) {
  auto o = unit_rate();
  o.producer = round_robin{};
  read(state, o);
}
void poisson_sticky(benchmark::State& state) {
  auto o = unit_rate();
  o.producer = sticky<double>{.run = 20};
  read(state, o);
}
void mmpp_keys(benchmark::State& state) {
  auto o = unit_rate();
  o.map = mmpp2(two_rates<double>{.peak_rate = 3, .valley_rate = 0.5, .peak_duration = 10, .valley_duration = 40});
  read(state, o);
}
BENCHMARK(poisson_keys)->Arg(1)->Arg(20)->Arg(2000);
BENCHMARK(poisson_keys_daily)->Arg(20);
BENCHMARK(gamma_keys)->Arg(20)->Arg(2000);
BENCHMARK(even_turns_of_lanes)->Arg(20);
BENCHMARK(poisson_turns)->Arg(20)->Arg(2000);
BENCHMARK(poisson_sticky)->Arg(20);
BENCHMARK(mmpp_keys)->Arg(20);

} // namespace
