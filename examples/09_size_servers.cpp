// SPDX-License-Identifier: MIT
// How many consumers keep the 99 % wait within a second: one shared queue, or partitions of their own?
#include <ullage/queue/md1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/solve.hpp>

#include <cmath>
#include <cstdio>

int main() {
  double const rate = 5;     // records/s
  double const seconds = 3;  // per record
  for (double const limit : {0.1, 1.0, 10.0}) {
    auto const wanted = ullage::wait_quantile_at_most(0.99, limit);
    std::printf("%s\n", text_of(wanted).c_str());

    // A share group: every consumer takes from one queue.
    auto const pool = servers_for(ullage::mmc<>{.arrival_rate = rate, .service_time = seconds}, wanted);
    std::printf("  shared queue: %d servers, wait %.3f s (%s)\n", pool.value, pool.achieved, pool.reason.c_str());

    // A stream with keys: each partition is a queue of its own.
    auto const alone = max_arrival_rate(ullage::md1<>{.service_time = seconds}, wanted);
    std::printf("  partitions:   %.0f, each up to %.4f records/s\n", std::ceil(rate / alone.value), alone.value);
  }

  // Nothing makes the service itself shorter.
  auto const no = servers_for(ullage::mmc<>{.arrival_rate = rate, .service_time = seconds}, ullage::mean_sojourn_at_most(2));
  std::printf("feasible: %s; %s\n", no.feasible ? "yes" : "no", no.reason.c_str());
}
