// SPDX-License-Identifier: MIT
// The closed forms.
#include <ullage/throughput.hpp>

#include <benchmark/benchmark.h>

#include <cmath>

namespace {

void closed_forms(benchmark::State& state) {
  static volatile double window = 900;
  double records = 0;
  double partitions = 0;
  for (auto _ : state) {
    records = ullage::records_in_window(double(window), 3.0);
    partitions = ullage::partitions_for(records / 60, 3.0, 0.8);
    benchmark::ClobberMemory();
  }
  state.counters["error"] = std::abs(records - 300) / 300 + std::abs(partitions - 19) / 19;
}
BENCHMARK(closed_forms);

} // namespace
