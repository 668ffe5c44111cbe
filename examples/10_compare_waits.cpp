// SPDX-License-Identifier: MIT
// One topic, one utilization, five waits: who shares the consumers, and how the records come.
// 5 records/s of 3 s each on 20 consumers.
#include <ullage/queue/map.hpp>
#include <ullage/queue/mapph1.hpp>
#include <ullage/queue/mdc.hpp>
#include <ullage/queue/mg1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/ph.hpp>

#include <cstdio>

namespace {

template <class Q> void show(char const* what, Q const& q) {
  std::printf("%-52s %8.3f s %9.2f s %9.2f s\n", what, mean_wait(q), wait_quantile(q, 0.99), wait_quantile(q, 0.999));
}

} // namespace

int main() {
  using namespace ullage;
  double const rate = 5;
  double const service = 3;
  int const partitions = 20;
  double const own = rate / partitions;

  std::printf("%-52s %10s %11s %11s\n", "", "mean wait", "99 %", "99.9 %");
  show("one pool, times as random as can be (M/M/20)", mmc<>{.arrival_rate = rate, .service_time = service, .servers = partitions});
  show("round robin over partitions, 3 s each (M/D/20)", mdc<>{.arrival_rate = rate, .service_time = service, .servers = partitions});
  show("by key, 3 s each (20 times M/D/1)", mg1<>{.arrival_rate = own, .service = deterministic_service<>{.mean = service}});
  show("by key, lognormal times, scv 2, timeout 900 s", mg1<>{.arrival_rate = own, .service = lognormal_service<>{.mean = service, .scv = 2, .timeout = 900}});
  // Three halves of the rate for a minute on average, then half of it, and so on.
  auto const bursts = mmpp2<double>({.peak_rate = 1.5 * own, .valley_rate = 0.5 * own, .peak_duration = 60, .valley_duration = 60});
  show("by key, the rate changes by +-50 % each minute", mapph1<>{.arrivals = bursts, .service = erlang_ph(service, 20)});
}
