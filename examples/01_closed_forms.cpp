// SPDX-License-Identifier: MIT
// The closed forms: what one consumer does in the first window, what all do afterwards, and the
// size that carries a rate.
#include <ullage/throughput.hpp>

#include <cstdio>

int main() {
  double const service_time = 3; // s for each record

  // Ramp-up: one consumer until the first evaluation after 15 minutes.
  std::printf("first 900 s, 1 consumer:    %.0f records\n", ullage::records_in_window(900, service_time));
  // Steady state: one consumer for each partition.
  std::printf("20 partitions, afterwards:  %.0f records/min\n", ullage::steady_throughput_per_minute(20, service_time));
  // Cool-down: the next evaluation after the backlog is gone.
  std::printf("drained at 2355 s:          %.0f s to the cool-down\n", ullage::cool_down(900, 2355));

  // The other way round.
  std::printf("for 5/s at 80 %%:            %.0f partitions\n", ullage::partitions_for(5, service_time, 0.8));
  std::printf("20 partitions, 5/s:         %.0f s per record at most\n", ullage::max_service_time(20, 5));
  std::printf("20 partitions at 80 %%:      %.2f records/s at most\n", ullage::max_arrival_rate(20, service_time, 0.8));
}
