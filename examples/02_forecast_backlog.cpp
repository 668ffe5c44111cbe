// SPDX-License-Identifier: MIT
// What happens when traffic meets a rule that looks at the backlog every 15 minutes: the three cases
// of the field measurement of July 2021.
#include <ullage/forecast.hpp>
#include <ullage/scaling/presets.hpp>

#include <cstdio>

int main() {
  struct measured_case {
    double arrival_rate;
    long long partitions;
  };
  std::printf("rate  partitions  peak lag  drained at  longest wait  mean wait\n");
  for (auto const& c : {measured_case{2, 10}, {5, 20}, {5, 100}}) {
    auto const p = ullage::pipeline<>{
        .arrivals = ullage::constant_rate<>{.rate = c.arrival_rate, .duration = 2000},
        .service_time = 3,
        .partitions = c.partitions,
        .scaling = ullage::regime("kafka-on-demand-2021"),
    };
    auto const f = forecast(p);
    std::printf("%3.0f/s  %10lld  %8.0f  %8.0f s  %10.0f s  %7.1f s\n", c.arrival_rate, c.partitions, f.peak_lag, f.drained_at, f.max_wait,
                f.mean_wait);
  }

  // Any instant of one of them can be looked at.
  auto const f = forecast(ullage::pipeline<>{
      .arrivals = ullage::constant_rate<>{.rate = 5, .duration = 2000},
      .service_time = 3,
      .partitions = 20,
      .scaling = ullage::regime("kafka-on-demand-2021"),
  });
  std::printf("\n20 partitions, 5/s:\n  time  consumers    lag  age of the oldest\n");
  for (double const t : {300., 900., 1500., 2000., 2355.}) {
    std::printf("%4.0f s  %9.0f  %5.0f  %10.0f s\n", t, consumers(f, t), lag(f, t), lag_age(f, t));
  }
  std::printf("half of the records wait up to %.0f s, 99 %% up to %.1f s; %.0f wait longer than 10 min\n", wait_quantile(f, 0.5),
              wait_quantile(f, 0.99), late_records(f, 600));
}
