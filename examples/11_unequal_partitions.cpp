// SPDX-License-Identifier: MIT
// Keys are never equal: what the hottest partition does to a topic, and what more partitions can do about it.
#include <ullage/forecast.hpp>
#include <ullage/murmur2.hpp>
#include <ullage/partition_growth.hpp>
#include <ullage/skew.hpp>

#include <cstdio>

int main() {
  using namespace ullage;
  std::printf("key \"customer-42\" of 20 partitions: %lld\n", partition_for("customer-42", 20));

  // 1000 keys whose traffic falls as 1 / rank, one record at a time, 0.5 s each.
  partition_skew<> const keys = zipf_keys<>{.keys = 1000, .exponent = 1};
  double const each = 1 / 0.5;
  std::printf("the largest key is %.1f %% of the traffic: no number of partitions carries more than %.1f/s\n",
              100 * top_share(keys), hot_key_limit(keys, each));

  auto p = pipeline<>{.arrivals = step<>{.before = 4, .after = 12, .at = 600, .duration = 3600}, .service_time = 0.5};
  std::printf("partitions   worth   carries   peak lag   longest wait   drained\n");
  for (long long const n : {10, 20, 40, 80}) {
    p.partitions = n;
    p.skew = even_shares{};
    auto const even = forecast(p);
    p.skew = keys;
    auto const f = forecast(p);
    std::printf("%10lld %7.1f %7.1f/s %10.0f %12.0f s %8.0f s   (equal partitions: %.0f waiting)\n", n,
                effective_partitions(placed_shares(keys, n)), f.full_capacity, f.peak_lag, f.max_wait, f.drained_at, even.peak_lag);
  }
  p.partitions = 20;
  auto const f = forecast(p);
  auto const last = last_partition(f);
  std::printf("of 20 the last one is drained at %.0f s: %s\n", last.drained_at, last.reason.c_str());

  for (auto const& [partitions, moved] : gentle_growth(20, 30)) {
    std::printf("from 20 to %lld partitions %.0f %% of the keys move\n", partitions, 100 * moved);
  }
}
