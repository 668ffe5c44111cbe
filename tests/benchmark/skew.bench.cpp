// SPDX-License-Identifier: MIT
// Where keys lie: hashes, typical shares, the hottest partition. Where a value is known its error stands beside the time.
#include <ullage/hottest_share.hpp>
#include <ullage/partition_growth.hpp>
#include <ullage/producer.hpp>
#include <ullage/skew.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

namespace {

double relative(double got, double exact) { return std::abs((got - exact) / exact); }

void murmur2_of_a_key(benchmark::State& state) {
  std::string const key = "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8";
  int hash = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(key.data());
    hash = ullage::murmur2(key);
    benchmark::DoNotOptimize(hash);
  }
  state.counters["error"] = relative(hash, -58897971);
}
BENCHMARK(murmur2_of_a_key);

void top_share_of_a_billion_keys(benchmark::State& state) {
  ullage::partition_skew<> const keys = ullage::zipf_keys<>{.keys = 1'000'000'000};
  double share = 0;
  for (auto _ : state) {
    share = ullage::top_share(keys);
    benchmark::DoNotOptimize(share);
  }
  state.counters["error"] = relative(share, 1 / 21.300481502347944);
}
BENCHMARK(top_share_of_a_billion_keys);

void shares_of_a_million_keys(benchmark::State& state) {
  ullage::partition_skew<> const keys = ullage::zipf_keys<>{.keys = 1'000'000};
  double hottest = 0;
  for (auto _ : state) {
    hottest = ullage::partition_shares(keys, 2000).front();
    benchmark::DoNotOptimize(hottest);
  }
  state.counters["error"] = relative(hottest, 0.06975); // median of 101 throws key by key
}
BENCHMARK(shares_of_a_million_keys)->Unit(benchmark::kMillisecond);

void hottest_of_zipf(benchmark::State& state) {
  ullage::partition_skew<> const keys = ullage::zipf_keys<>{.keys = 10000};
  double share = 0;
  for (auto _ : state) {
    share = mean(ullage::hottest_share<>(keys, 100));
    benchmark::DoNotOptimize(share);
  }
  state.counters["error"] = relative(share, 0.1110); // 4000 throws key by key
}
BENCHMARK(hottest_of_zipf)->Unit(benchmark::kMillisecond);

void hottest_of_equal_keys(benchmark::State& state) {
  double count = 0;
  for (auto _ : state) {
    count = mean(ullage::hottest_count<>{1000, 100});
    benchmark::DoNotOptimize(count);
  }
  state.counters["error"] = relative(count, 18.761660017475);
}
BENCHMARK(hottest_of_equal_keys)->Unit(benchmark::kMicrosecond);

void hottest_of_equal_keys_exactly(benchmark::State& state) {
  double count = 0;
  for (auto _ : state) {
    count = mean(ullage::exact_hottest_count<>(1000, 100));
    benchmark::DoNotOptimize(count);
  }
  state.counters["error"] = relative(count, 18.761660017475);
}
BENCHMARK(hottest_of_equal_keys_exactly)->Unit(benchmark::kMillisecond);

void growth_steps(benchmark::State& state) {
  double moved = 0;
  for (auto _ : state) {
    moved = ullage::gentle_growth(720, 1000).back().moved;
    benchmark::DoNotOptimize(moved);
  }
  state.counters["error"] = relative(moved, 0.5);
}
BENCHMARK(growth_steps);

void wait_of_sticky_runs(benchmark::State& state) {
  ullage::producer_rule<> const rule = ullage::sticky<>{.run = 160};
  double wait = 0;
  for (auto _ : state) {
    auto const runs = ullage::partition_arrivals(rule, ullage::topic_arrivals<>{.arrival_rate = 5}, 0.05);
    wait = mean_wait(ullage::sticky_job(runs, 3.0));
    benchmark::DoNotOptimize(wait);
  }
  state.counters["error"] = relative(wait, 894.70); // 20 million simulated records
}
BENCHMARK(wait_of_sticky_runs);

} // namespace
