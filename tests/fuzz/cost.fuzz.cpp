// SPDX-License-Identifier: MIT
#include "support/fuzz_groups.hpp"
#include "support/fuzz_models.hpp"

#include <ullage/break_even.hpp>
#include <ullage/cost.hpp>

namespace {

using namespace ullage_fuzz;

ullage::broker_cluster<double> cluster(input& in) {
  switch (in.whole("cluster", 0, 3)) {
  case 0: return ullage::no_cluster{};
  case 1: {
    ullage::standard_cluster<double> c;
    in.maybe("brokers", c.brokers);
    in.maybe("zones", c.zones);
    in.maybe("replication_factor", c.replication_factor);
    in.maybe("storage_gb", c.storage_gb);
    return c;
  }
  case 2: return ullage::express_cluster<double>{.brokers = in.number("brokers")};
  default: return ullage::serverless_cluster<double>{.other_partitions = in.number("other_partitions")};
  }
}

ullage::deployment<double> deployment(input& in) {
  ullage::deployment<double> d;
  if (in.flag("memory")) { d.memory_mb = in.whole("memory_mb", 100, 11000); }
  d.processor = in.flag("arm") ? ullage::architecture::arm : ullage::architecture::x86;
  in.maybe("ephemeral_mb", d.ephemeral_mb);
  if (in.flag("grouped")) {
    d.poller_group = "g";
    d.group_mappings = in.whole("group_mappings", 0, 101);
    d.group_pollers = in.number("group_pollers");
  }
  in.maybe("fan_out", d.fan_out);
  d.cluster = cluster(in);
  in.maybe("prices.request", d.prices.request);
  in.maybe("prices.x86_gb_second", d.prices.x86_gb_second);
  in.maybe("prices.x86_tier_1", d.prices.x86_tier_1);
  in.maybe("prices.free_tier", d.prices.free_tier);
  in.maybe("prices.kafka_pollers_per_epu", d.prices.kafka_pollers_per_epu);
  in.maybe("prices.cross_zone_gb", d.prices.cross_zone_gb);
  in.maybe("repeats_every", d.repeats_every);
  in.maybe("hours_per_month", d.hours_per_month);
  in.maybe("provisioned_concurrency", d.provisioned_concurrency);
  in.maybe("cross_zone_share", d.cross_zone_share);
  return d;
}

void check(ullage::bill<double> const& b) {
  double sum = 0;
  for (auto const& x : b.items) {
    finite(x.usd, "an item has a finite cost");
    amount(x.usd, "an item costs something");
    amount(x.quantity, "a quantity is >= 0");
    require(!x.name.empty() && !x.unit.empty(), "an item has a name and a unit");
    sum += x.usd;
  }
  require(b.total >= sum * (1 - 1e-9) && b.total <= sum * (1 + 1e-9), "the total is the sum");
  amount(b.records, "records >= 0");
  amount(b.invocations, "invocations >= 0");
  require(b.most_invocations >= b.invocations * (1 - 1e-6), "the bound is a bound");
  require(b.mean_batch >= 1 - 1e-9 && b.mean_batch <= 10000, "a batch has 1 to 10000 records");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  refusals_allowed([&] {
    ullage::batch_policy<double> b{.batch_size = double(in.whole("size", 1, 300)), .rule = static_cast<ullage::window_rule>(in.whole("rule", 0, 2))};
    in.maybe("window", b.window);
    auto const flow = estimate_batches(b, ullage::invocation_time<double>{in.number("a"), in.number("b")}, in.number("arrival_rate"));
    require(flow.mean_size >= 1 && flow.mean_size <= b.batch_size, "a batch has 1 to batch_size records");
    require(flow.idle_share >= 0 && flow.idle_share <= 1, "a share is in [0, 1]");
  });
  auto const skew = unequal(in);
  auto const d = deployment(in);
  refusals_allowed([&] {
    auto p = pipeline(in, 2'000);
    apply(skew, p);
    if (in.flag("batches")) {
      p.batch_size = in.whole("batch_size", 1, 10'000);
      in.maybe("batch_window", p.batch_window);
      if (in.flag("rule")) { p.window = static_cast<ullage::window_rule>(in.whole("window", 0, 2)); }
    }
    if (in.flag("fails")) {
      p.retry.failure_probability = in.share("failure_probability");
      p.retry.max_retries = in.whole("max_retries", 0, 20);
      p.batch_size = p.batch_size < 50 ? p.batch_size : 50;
    }
    in.maybe("init_time", p.cold_starts.init_time);
    in.maybe("keep_alive", p.cold_starts.keep_alive);
    in.maybe("service_scv", p.service_scv);
    auto const f = ullage::forecast(p);
    check(monthly_cost(f, d));
    ullage::container_pool<double> pool{.vcpu = in.number("vcpu"), .memory_gb = in.number("memory_gb")};
    in.maybe("containers", pool.containers);
    in.maybe("records_per_second", pool.records_per_second);
    in.maybe("concurrency", pool.concurrency);
    in.maybe("utilization", pool.utilization);
    in.maybe("hour_usd", pool.hour_usd);
    auto const r = break_even(f, d, pool);
    amount(r.records, "break-even >= 0");
    finite(r.function_usd, "finite cost");
    finite(r.pool_usd, "finite cost of the pool");
    require(r.idle_share >= 0 && r.idle_share <= 1, "an idle share");
    require(!r.reason.empty(), "there is a reason");
  });
  return 0;
}
