// SPDX-License-Identifier: MIT
// A plan with every limit, the reason, and the price: what an architect can sign.
#include <ullage/plan.hpp>
#include <ullage/units.hpp>

#include <cstdio>

int main() {
  using namespace ullage;
  auto const p = pipeline<>{.arrivals = step<>{.before = 40, .after = 120, .at = minutes(30), .duration = hours(3)},
                            .service_time = milliseconds(200), .partitions = 24, .scaling = regime("kafka-provisioned"),
                            .retention = days(7), .record_bytes = kilobytes(2)};
  auto const t = target<>{.utilization = 0.8, .max_wait = minutes(2), .outage = {{.duration = minutes(10), .recovered_within = minutes(30)}},
                          .growth = {{.per_year = 0.3, .years = 1}}};
  auto const on = deployment<>{.memory_mb = 512, .cluster = standard_cluster<>{.instance = "m7g.large", .brokers = 3}};

  auto const r = plan(p, t, on);
  std::printf("%s\n\n", explain(r).c_str());
  for (auto const& c : r.constraints) {
    std::printf("%-22s %10.4g %s %-10.4g %s\n", c.name.c_str(), c.value, c.side == bound::at_most ? "<=" : ">=", c.limit, c.unit.c_str());
  }
  std::printf("\n");
  for (auto const& x : r.relaxations) { std::printf("%s\n", x.text.c_str()); }
  std::printf("\n");
  for (auto const& item : r.cost.items) { std::printf("%-24s %10.2f USD\n", item.name.c_str(), item.usd); }
  std::printf("%-24s %10.2f USD, %.2f per million records\n", "month", r.cost.total, r.cost.per_million_records);
}
