// SPDX-License-Identifier: MIT
// The expected course, what chance adds to it, and a simulation of the same pipeline, record by record.
#include <ullage/chance.hpp>
#include <ullage/simulate.hpp>

#include <cstdio>

int main() {
  using namespace ullage;
  // The second measured case: 5/s for 2000 s on 20 partitions, 3 s each, one consumer for the first 15 minutes.
  auto const p = pipeline<>{.arrivals = constant_rate<>{.rate = 5, .duration = 2000},
                            .service_time = 3, .partitions = 20, .scaling = regime("kafka-on-demand-2021")};
  auto const f = forecast(p);
  auto const c = chance(f);
  auto const s = simulate(p, {.seed = 1, .replications = 40});

  std::printf("%-22s %9s %9s %22s\n", "", "expected", "chance", "simulated (95 %)");
  auto const row = [](char const* name, double fluid, chance_value<> const& with, confidence_interval const& x) {
    std::printf("%-22s %9.1f %9.1f %9.1f [%.1f, %.1f]%s\n", name, fluid, with.value, x.mean, x.low, x.high, with.valid ? "" : " ?");
  };
  row("peak lag", f.peak_lag, peak_lag_quantile(c, 0.5), s.peak_lag);
  row("drained at [s]", f.drained_at, drained_at_mean(c), s.drained_at);
  row("mean wait [s]", f.mean_wait, mean_wait(c), s.mean_wait);
  row("99 % wait [s]", wait_quantile(f, 0.99), wait_quantile(c, 0.99), s.wait_p99);
  auto const band = lag_band(c, 900, 0.98);
  std::printf("lag at 900 s: %.0f, in 98 of 100 runs from %.0f to %.0f\n", lag(f, 900), band.low, band.high);
  std::printf("drained by %.0f s in 99 of 100 runs\n", drained_at_quantile(c, 0.99).value);

  // The same load when nothing is ever behind: chance alone makes records wait.
  auto const steady = pipeline<>{.arrivals = constant_rate<>{.rate = 5}, .service_time = 3, .partitions = 20};
  auto const w = wait_quantile(chance(forecast(steady)), 0.99);
  std::printf("20 consumers from the start: expected wait %.0f s, 99 %% of the records within %.1f s (%s)\n",
              forecast(steady).max_wait, w.value, description(w.method));
}
