// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/broker_count.hpp>
#include <ullage/brokers.hpp>
#include <ullage/detail/gamma_quantile.hpp>
#include <ullage/limits.hpp>
#include <ullage/partition_advice.hpp>
#include <ullage/platform_notes.hpp>
#include <ullage/poller_throughput.hpp>

namespace {

ullage::broker_cluster<double> cluster(ullage_fuzz::input& in) {
  using namespace ullage;
  switch (in.whole("cluster", 0, 3)) {
  case 1: {
    standard_cluster<> c{.instance = std::string(standard_catalog[static_cast<std::size_t>(in.whole("size", 0, 15))].name)};
    in.maybe("brokers", c.brokers);
    in.maybe("zones", c.zones);
    in.maybe("replication_factor", c.replication_factor);
    in.maybe("other_partitions", c.other_partitions);
    in.maybe("storage_gb", c.storage_gb);
    if (in.flag("text")) { c.instance = in.text("instance"); }
    return c;
  }
  case 2: {
    express_cluster<> c{.instance = std::string(express_catalog[static_cast<std::size_t>(in.whole("size", 0, 6))].name)};
    in.maybe("brokers", c.brokers);
    in.maybe("other_partitions", c.other_partitions);
    return c;
  }
  case 3: {
    serverless_cluster<> c{};
    in.maybe("other_partitions", c.other_partitions);
    return c;
  }
  default: return no_cluster{};
  }
}

void formulas(ullage_fuzz::input& in) {
  using namespace ullage_fuzz;
  using namespace ullage;
  refusals_allowed([&] {
    broker_demand<> d{.partitions = in.number("partitions"), .partitions_per_broker = in.number("per broker")};
    in.maybe("ingress", d.ingress);
    in.maybe("ingress_per_broker", d.ingress_per_broker);
    in.maybe("egress", d.egress);
    in.maybe("egress_per_broker", d.egress_per_broker);
    in.maybe("replication_factor", d.replication_factor);
    in.maybe("zones", d.zones);
    auto const r = brokers_needed(d);
    require(r.brokers >= r.needed * (1 - 1e-12), "the zones only add brokers");
    require(r.needed >= r.by_partitions && r.needed >= r.by_ingress && r.needed >= r.by_egress, "what needs the most decides");
    require(!r.reason.empty(), "a count says what decides");
  });
  refusals_allowed([&] { amount(poller_rate(in.number("batch"), in.number("time"), in.number("slots")), "a rate"); });
  refusals_allowed([&] { amount(pollers_needed(in.number("rate"), in.number("one")), "pollers"); });
  refusals_allowed([&] { amount(environment_time(in.number("environments"), in.number("burst"), in.number("rate")), "a time"); });
  double const scv = in.positive("scv");
  if (scv <= 1e6) {
    double const x = detail::gamma_upper_quantile(scv, 1e-3);
    finite(x, "a quantile");
    amount(x, "a quantile");
    if (scv < 4) { require(x >= 1, "one in a thousand lies above the mean where the law is not extreme"); }
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  using namespace ullage;
  input in(data, size);
  if (in.flag("formulas")) {
    formulas(in);
    return 0;
  }
  auto const where = cluster(in);
  refusals_allowed([&] {
    partition_setting<> s{.present = in.whole("present", -1, 3000), .consumers = in.whole("consumers", -1, 3000), .cluster = where};
    long long const partitions = in.flag("many") ? in.whole("partitions", 0, 60'000) * 16'667LL : in.whole("partitions", 0, 3000);
    auto const r = partition_advice(partitions, s);
    require(!r.even_consumers.empty() && r.even_consumers.back() == partitions, "a number divides itself");
    require(r.packing >= 0 && r.packing <= 1 + 1e-12, "a packing is a share");
    number(r.room, "room is a number");
    for (auto const& o : r.options) { require(o.partitions > partitions && o.partitions <= 1'000'000'000 && !o.reason.empty(), "options are larger, with a reason"); }
    require(!r.advice.empty(), "there is advice");
  });
  deployment<> d{.cluster = where};
  in.maybe("function_timeout", d.function_timeout);
  in.maybe("payload_overhead", d.payload_overhead);
  in.maybe("fan_out", d.fan_out);
  in.maybe("repeats_every", d.repeats_every);
  if (in.flag("group")) {
    d.poller_group = "g";
    in.maybe("group_mappings", d.group_mappings);
    in.maybe("group_pollers", d.group_pollers);
  }
  refusals_allowed([&] {
    auto p = ullage_fuzz::pipeline(in);
    in.maybe("service_scv", p.service_scv);
    in.maybe("record_bytes", p.record_bytes);
    if (in.flag("sized") && p.record_bytes != p.record_bytes) { p.record_bytes = 1000; }
    auto const f = forecast(p);
    auto const all = platform_limits(f, d);
    for (auto const& c : all) {
      require(!c.name.empty() && !c.note.empty(), "a limit has a name and a note");
      amount(c.value, "a value is >= 0");
      amount(c.limit, "a limit is >= 0");
      finite(c.limit, "a limit is finite");
      number(c.margin, "a margin is a number");
      require(c.from == demand::platform, "the platform asks");
      require(c.met == (c.margin >= -1e-12 * c.limit), "met means that a margin is left");
    }
    for (auto const& u : unchecked_limits(f, d)) {
      for (auto const& c : all) { require(c.name != u.name, "a limit is checked or not"); }
    }
    for (auto const& n : platform_notes(f, d)) {
      require(n.value > n.reference, "a note is about something that is too much");
      require(!n.text.empty(), "a note says something");
    }
  });
  return 0;
}
