// SPDX-License-Identifier: MIT
// How sure is a plan, which input matters most, and how fast does the answer move with it.
#include <ullage/confident_plan.hpp>
#include <ullage/sensitivity.hpp>
#include <ullage/tornado.hpp>
#include <ullage/uncertainty.hpp>
#include <ullage/units.hpp>

#include <cstdio>

int main() {
  using namespace ullage;
  auto const p = pipeline<>{.arrivals = constant_rate<>{.rate = 5, .duration = 2000},
                            .service_time = 3, .partitions = 30, .scaling = regime("kafka-on-demand-2022")};
  // 4500 records were counted in 900 s, twenty times as uneven as Poisson; the mean of the service is known to 5 %; of the
  // rule the vendor publishes neither step nor speed.
  auto const u = uncertain<>{.system = p,
                             .inputs = {{.what = quantity::arrival_rate, .law = rate_posterior<>{4500, 900, 20}},
                                        {.what = quantity::service_time, .law = lognormal_belief<>{3, 0.05}},
                                        regime_span()}};
  auto const t = target<>{.max_wait = minutes(20)};

  auto const now = odds(u, t);
  std::printf("30 partitions keep 20 min with probability %.3f +- %.3f\n", now.all.value, now.all.error);
  auto const sure = plan_at_confidence(u, t, 0.7);
  if (sure.partitions) {
    std::printf("%lld partitions keep it with probability %.3f\n", *sure.partitions, sure.chosen.all.value);
  } else {
    std::printf("no count keeps it with probability 0.7\n");
  }
  for (auto const& bar : tornado(u, figure::max_wait).bars) {
    std::printf("%-18s moves the longest wait from %6.0f s to %6.0f s\n", bar.name.c_str(), bar.at_low, bar.at_high);
  }
  for (auto const& s : sensitivity(p, "drained_at", {"service_time", "arrival_scale"}).inputs) {
    std::printf("one per cent more of %-13s drains the lag %.1f s later\n", s.input.c_str(), s.derivative * s.at / 100);
  }
}
