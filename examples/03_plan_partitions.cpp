// SPDX-License-Identifier: MIT
// How many partitions does a topic need, and why? The same targets under three regimes.
#include <ullage/plan.hpp>
#include <ullage/units.hpp>

#include <cstdio>

int main() {
  auto p = ullage::pipeline<>{
      .arrivals = ullage::step<>{.before = 4, .after = 20, .at = ullage::minutes(30), .duration = ullage::hours(2)},
      .service_time = 3,
  };
  auto const wanted = ullage::target<>{.utilization = 0.7, .max_wait = ullage::minutes(10)};

  for (auto const* name : {"fixed", "kafka-on-demand-2021", "kafka-on-demand-2023"}) {
    p.partitions = 20; // what is there today, shown as the baseline
    p.scaling = ullage::regime(name);
    auto const r = plan(p, wanted);
    std::printf("%s: %s, %lld partitions\n", name, r.feasible ? "met" : "cannot be met", *r.partitions);
    for (auto const& c : r.constraints) {
      if (c.from == ullage::demand::platform) { continue; }
      std::printf("  %-12s %8.4g of %8.4g  %s\n", c.name.c_str(), c.value, c.limit, c.met ? "ok" : "missed");
    }
    std::printf("  %s\n", explain(r).c_str());
  }
}
