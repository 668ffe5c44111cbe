// SPDX-License-Identifier: MIT
#include "support/approx.hpp"
#include "support/refusal.hpp"

#include <ullage/limits.hpp>
#include <ullage/platform_notes.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

using limits = std::vector<constraint<>>;

constraint<> const* find(limits const& all, std::string const& name) {
  for (auto const& c : all) {
    if (c.name == name) { return &c; }
  }
  return nullptr;
}
constraint<> need(limits const& all, std::string const& name) {
  auto const* c = find(all, name);
  REQUIRE_MESSAGE(c != nullptr, name);
  return *c;
}
limits limits_of(pipeline<> const& p, deployment<> const& d = {}) { return platform_limits(forecast(p), d); }
std::string unmet(limits const& all) {
  std::string out;
  for (auto const& c : all) {
    if (!c.met) { out += (out.empty() ? "" : " ") + c.name; }
  }
  return out;
}
platform_note<> note(pipeline<> const& p, std::string const& name, deployment<> const& d = {}) {
  for (auto const& n : platform_notes(forecast(p), d)) {
    if (n.name == name) { return n; }
  }
  return {};
}

pipeline<> const kafka{.arrivals = constant_rate<>{.rate = 200},
                       .service_time = 0.02,
                       .partitions = 20,
                       .scaling = regime("kafka-provisioned"),
                       .record_bytes = 1000,
                       .batch_size = 100};

} // namespace

TEST_CASE("a pipeline within every limit keeps them all, in a fixed order, and each says what and whence") {
  auto const all = limits_of(kafka, {.cluster = standard_cluster<>{}});
  std::string names;
  for (auto const& c : all) {
    CHECK(c.met);
    CHECK(c.from == demand::platform);
    CHECK_FALSE(c.unit.empty());
    CHECK_FALSE(c.note.empty());
    CHECK(c.margin == rel(c.side == bound::at_most ? c.limit - c.value : c.value - c.limit, 1e-12));
    names += c.name + " ";
  }
  CHECK(names == "function_timeout payload batch_size batch_window concurrency request_rate minimum_pollers maximum_pollers "
                 "poller_throughput hottest_partition partitions_per_broker cluster_brokers broker_ingress ");
}

TEST_CASE("an invocation is held against the timeout, which Kafka keeps to 14 minutes") {
  auto p = kafka;
  p.dispatch_overhead = 0.5;
  auto const plain = need(limits_of(p), "function_timeout");
  CHECK(plain.value == rel(0.5 + 0.02 * 100, 1e-15));
  CHECK(plain.limit == 840);
  auto const set = limits_of(p, {.function_timeout = 2});
  CHECK(need(set, "function_timeout").limit == 2);
  CHECK_FALSE(need(set, "function_timeout").met);
  CHECK(need(set, "timeout_setting").met);
  auto const long_one = limits_of(p, {.function_timeout = 900});
  CHECK_FALSE(need(long_one, "timeout_setting").met);
  CHECK(need(long_one, "function_timeout").limit == 840); // what counts
  p.scaling = regime("sqs-2023");
  CHECK(need(limits_of(p, {.function_timeout = 900}), "timeout_setting").met);
  CHECK(need(limits_of(p), "function_timeout").limit == 900);
}

TEST_CASE("of service times that vary 999 in 1000 must end in time") {
  auto p = kafka;
  p.service_scv = 1; // exponential
  CHECK(need(limits_of(p), "function_timeout").value == rel(2 * std::log(1000.), 1e-12));
  p.service_scv = 0.5; // Erlang of two phases: (1 + x) exp(-x) = 1/1000
  double const x = need(limits_of(p), "function_timeout").value / 2 / 0.5;
  CHECK((1 + x) * std::exp(-x) == rel(1e-3, 1e-10));
  p.service_scv = 1e5; // nearly all take no time at all
  CHECK(need(limits_of(p), "function_timeout").value == rel(2, 1e-12));
}

TEST_CASE("the payload counts base64 and what is around it, and the forecast's batch") {
  auto p = kafka;
  CHECK(need(limits_of(p), "payload").value == 100 * 4 * 334);
  CHECK(need(limits_of(p), "payload").limit == 6 * 1048576);
  p.batch_size = 10'000; // the forecast closes batches of 4709 records
  auto const cut = need(limits_of(p), "payload");
  CHECK(cut.value == 4709 * 4 * 334);
  CHECK(cut.met);
  auto const n = note(p, "payload");
  CHECK(n.value == 10'000);
  CHECK(n.reference == 4709);
  CHECK_FALSE(need(limits_of(p, {.payload_overhead = 300}), "payload").met); // such batches do not fit
  p.batch_size = 3000;
  CHECK(need(limits_of(p, {.payload_overhead = 300}), "payload").met);
}

TEST_CASE("batch size and window are those that the event source takes") {
  auto p = kafka;
  p.batch_window = 0.5;
  CHECK(need(limits_of(p), "batch_window").met);
  p.batch_window = 0.75;
  auto const off = need(limits_of(p), "batch_window");
  CHECK_FALSE(off.met);
  CHECK(off.value == 0.25);
  CHECK(off.limit == 0);
  p.batch_window = 3;
  CHECK(need(limits_of(p), "batch_window").limit == 300);
  p.scaling = regime("sqs-2023");
  p.batch_window = 0.5;
  CHECK(unmet(limits_of(p)) == "batch_size batch_window");
  p.batch_window = 1;
  CHECK(unmet(limits_of(p)) == "");
  p.batch_window = 0;
  CHECK(need(limits_of(p), "batch_size").limit == 10);
}

TEST_CASE("concurrency, requests and what stays unreserved") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 100, .duration = 3600}, .service_time = 2, .scaling = regime("sqs-2023"), .reserved_concurrency = 50};
  auto const all = limits_of(p);
  auto const c = need(all, "concurrency");
  CHECK(c.limit == 50);
  CHECK(c.value == rel(50, 1e-9)); // 200 are wanted: it works at its limit
  CHECK(c.note == "reserved concurrency of the function");
  CHECK(need(all, "reserved_concurrency").limit == 900);
  p.reserved_concurrency = 950;
  CHECK(unmet(limits_of(p)) == "reserved_concurrency");
  p.account_concurrency = 5000;
  CHECK(unmet(limits_of(p)) == "");
  auto const free = need(limits_of(p), "concurrency").value;
  CHECK(free > 200); // the backlog of the ramp is worked off with more than the arrivals need
  CHECK(free < 950);
}

TEST_CASE("invocations of less than 100 ms run into the request rate before the concurrency") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 9000}, .service_time = 0.01, .scaling = regime("sqs-2023"), .reserved_concurrency = 100};
  auto const r = need(limits_of(p), "request_rate");
  CHECK(r.limit == 1000);
  CHECK(r.value == rel(10'000, 1e-9)); // 100 at once of 10 ms work off what the ramp left
  CHECK_FALSE(r.met);
}

TEST_CASE("poller ranges of Kafka and SQS") {
  auto p = kafka;
  p.scaling.min_consumers = p.scaling.initial_consumers = 250;
  p.scaling.max_consumers = 3000;
  p.partitions = 4000;
  CHECK(unmet(limits_of(p)) == "minimum_pollers maximum_pollers");
  p.scaling.max_consumers = infinity_v<double>;
  CHECK(need(limits_of(p), "maximum_pollers").value == 4000); // as many as partitions
  p = kafka;
  p.scaling.max_consumers = 1500;
  deployment<> const group{.poller_group = "shared", .group_mappings = 3, .group_pollers = 501};
  CHECK(unmet(limits_of(p, group)) == "group_pollers");
  CHECK(need(limits_of(p, group), "group_mappings").value == 3);
  p.scaling = regime("sqs-provisioned");
  p.scaling.min_consumers = p.scaling.initial_consumers = 1;
  p.batch_size = 10;
  auto const few = need(limits_of(p), "minimum_pollers");
  CHECK(few.side == bound::at_least);
  CHECK(few.limit == 2);
  CHECK_FALSE(few.met);
}

TEST_CASE("T1 to T3: pollers carry 5 MB/s each, SQS pollers 1 MB/s and 10 requests/s") {
  auto p = kafka;
  p.scaling.max_consumers = 2;
  p.arrivals = constant_rate<>{.rate = 10'000};
  p.service_time = 1e-4;
  CHECK(need(limits_of(p), "poller_throughput").value == 10e6);
  CHECK(need(limits_of(p), "poller_throughput").limit == 10e6);
  CHECK(need(limits_of(p), "poller_throughput").met);
  p.arrivals = constant_rate<>{.rate = 10'001};
  CHECK_FALSE(need(limits_of(p), "poller_throughput").met);
  p.arrivals = constant_rate<>{.rate = 10'001, .duration = 60}; // worked off later
  CHECK(find(limits_of(p), "poller_throughput") == nullptr);
  CHECK(note(p, "poller_throughput").value == rel(10'001e3, 1e-15));
  p.scaling = regime("sqs-provisioned");
  p.partitions = {};
  p.batch_size = 1;
  p.arrivals = constant_rate<>{.rate = 2001};
  auto const all = limits_of(p);
  CHECK(need(all, "poller_throughput").limit == 200e6);
  CHECK(need(all, "poller_requests").limit == 2000);
  CHECK_FALSE(need(all, "poller_requests").met);
}

TEST_CASE("the hottest partition and the hottest key bound a load that does not end") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 10}, .service_time = 0.2, .partitions = 4, .scaling = regime("kafka-on-demand-2023")};
  p.skew = measured_shares<>{{0.6, 0.2, 0.1, 0.1}};
  auto const hot = need(limits_of(p), "hottest_partition");
  CHECK(hot.value == rel(6, 1e-12));
  CHECK(hot.limit == rel(5, 1e-12));
  CHECK_FALSE(hot.met);
  CHECK(find(limits_of(p), "hot_key") == nullptr); // the keys of a partition are not known
  p.skew = named_keys<>{{"a", "b", "c", "d"}, {6, 2, 1, 1}};
  for (long long partitions : {1, 4, 64, 1000}) {
    p.partitions = partitions;
    auto const key = need(limits_of(p), "hot_key");
    CHECK(key.value == rel(6, 1e-12)); // whatever the partitions
    CHECK_FALSE(key.met);
    CHECK(need(limits_of(p), "hottest_partition").value >= key.value * (1 - 1e-12));
  }
  p.arrivals = constant_rate<>{.rate = 10, .duration = 100};
  CHECK(find(limits_of(p), "hot_key") == nullptr);
  CHECK(note(p, "hot_key").text == "at the peak one key alone brings 6 records/s, more than the 5 that its lane does: no number of partitions helps");
  CHECK(note(p, "hottest_partition").reference == rel(5, 1e-12));
}

TEST_CASE("T13: 100 shards with factor 2 are 200 lanes, a shard takes both") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 150'000}, .service_time = 1e-3, .partitions = 100, .scaling = regime("kinesis"), .record_bytes = 600, .batch_size = 100};
  p.scaling.parallelization_factor = 2;
  CHECK(lanes(p) == 200);
  auto const all = limits_of(p);
  CHECK(need(all, "hottest_partition").value == rel(750, 1e-12)); // of one lane
  CHECK(need(all, "shard_records").value == rel(1500, 1e-12));
  CHECK(need(all, "shard_ingress").value == rel(0.9e6, 1e-12));
  CHECK(unmet(all) == "shard_records");
}

TEST_CASE("brokers: partitions, zones, throughput, storage") {
  auto p = kafka;
  p.retention = 86400;
  p.partitions = 1700;
  deployment<> d{.cluster = standard_cluster<>{.brokers = 3, .other_partitions = 100, .storage_gb = 10}};
  auto const all = limits_of(p, d);
  CHECK(need(all, "partitions_per_broker").value == rel(1800, 1e-12));
  CHECK(need(all, "partitions_per_broker").limit == 1500);
  CHECK(need(all, "broker_storage").value == rel(200. * 1000 * 86400, 1e-12)); // three copies on three brokers
  CHECK(unmet(all) == "partitions_per_broker broker_storage");
  d.cluster = standard_cluster<>{.brokers = 4};
  p.partitions = 20;
  CHECK(unmet(limits_of(p, d)) == "brokers_in_zones");
  d.cluster = standard_cluster<>{.brokers = 63};
  CHECK(unmet(limits_of(p, d)) == "cluster_brokers");
  d.cluster = standard_cluster<>{};
  p.arrivals = constant_rate<>{.rate = 40'000};
  p.service_time = 1e-5;
  CHECK(need(limits_of(p, d), "broker_ingress").limit == rel(3 * 78.75e6 / 6.5, 1e-12));
  CHECK(unmet(limits_of(p, d)) == "broker_ingress");
  d.fan_out = 9;
  CHECK(need(limits_of(p, d), "broker_ingress").limit == rel(3 * 117e6 / (5.7 + 13.5), 1e-12));
}

TEST_CASE("a load that comes again keeps as much of itself as the retention spans") {
  auto p = kafka;
  p.arrivals = constant_rate<>{.rate = 200, .duration = 3600};
  p.retention = 86400;
  deployment<> d{.cluster = standard_cluster<>{.replication_factor = 1}};
  auto const stored = [&] { return need(limits_of(p, d), "broker_storage").value * 3 / 1000; };
  CHECK(stored() == rel(200. * 86400, 1e-12)); // end to end
  d.repeats_every = 86400;
  CHECK(stored() == rel(200. * 3600, 1e-12)); // once
  d.repeats_every = 43200;
  CHECK(stored() == rel(2 * 200. * 3600, 1e-12));
  p.retention = 1800;
  CHECK(stored() == rel(200. * 1800, 1e-12));
}

TEST_CASE("Express and Serverless: cluster, partitions, readers") {
  auto p = kafka;
  p.arrivals = constant_rate<>{.rate = 30'000};
  p.service_time = 1e-5;
  deployment<> d{.fan_out = 14, .cluster = serverless_cluster<>{.other_partitions = 2381}};
  auto const all = limits_of(p, d);
  CHECK(need(all, "serverless_partitions").value == 2401);
  CHECK(need(all, "partition_ingress").value == rel(1.5e6, 1e-12));
  CHECK(need(all, "partition_egress").value == rel(21e6, 1e-12));
  CHECK(need(all, "broker_egress").value >= 13 * 30e6);
  CHECK(unmet(all) == "serverless_partitions broker_egress partition_egress");
  d = {.cluster = express_cluster<>{}};
  CHECK(need(limits_of(p, d), "broker_ingress").limit == rel(3 * 23.4e6, 1e-12));
  p.partitions = 1;
  p.arrivals = constant_rate<>{.rate = 16'000, .duration = 60};
  CHECK(unmet(limits_of(p, d)) == "partition_ingress"); // 16 of 15 MB/s
}

TEST_CASE("a pool of one's own has no limits of Lambda, but one's own timeout") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 2}, .service_time = 3, .partitions = 10, .scaling = regime("fixed")};
  auto const all = limits_of(p);
  CHECK(all.size() == 1);
  CHECK(all[0].name == "hottest_partition");
  CHECK(need(limits_of(p, {.function_timeout = 2}), "function_timeout").value == 3);
}

TEST_CASE("what is not known is listed with the field that would tell") {
  auto p = kafka;
  p.record_bytes = unset_v<double>;
  p.skew = measured_shares<>{std::vector<double>(20, 1.)};
  auto const listed = [](pipeline<> const& x, deployment<> const& d) {
    std::string out;
    for (auto const& u : unchecked_limits(forecast(x), d)) { out += std::string(u.name) + ":" + std::string(u.field) + " "; }
    return out;
  };
  CHECK(listed(p, {}) == "payload:record_bytes poller_throughput:record_bytes hot_key:skew partitions_per_broker:cluster broker_ingress:cluster ");
  CHECK(listed(p, {.cluster = standard_cluster<>{.instance = "t3.small"}}) ==
        "payload:record_bytes poller_throughput:record_bytes hot_key:skew broker_ingress:instance broker_storage:record_bytes ");
  CHECK(listed(kafka, {.cluster = standard_cluster<>{}}) == "broker_storage:retention ");
  p = kafka;
  p.retention = 1000;
  CHECK(listed(p, {.cluster = standard_cluster<>{}}).empty());
  for (auto const& u : unchecked_limits(forecast(kafka), deployment<>{})) {
    CHECK(find(limits_of(kafka), std::string(u.name)) == nullptr); // never both
  }
}

TEST_CASE("quotas can be overridden") {
  auto const f = forecast(kafka);
  platform_quotas<> q;
  q.kafka_timeout = 1;
  q.batch_size = 50;
  CHECK(unmet(platform_limits(f, deployment<>{}, q)) == "function_timeout batch_size");
}

TEST_CASE("settings are told from outcomes") {
  CHECK(is_setting("batch_size"));
  CHECK(is_setting("brokers_in_zones"));
  CHECK_FALSE(is_setting("concurrency"));
  CHECK_FALSE(is_setting("hottest_partition"));
}

TEST_CASE("a bad deployment is refused by name") {
  CHECK(refusal([] { static_cast<void>(limits_of(kafka, {.fan_out = 0})); }).substr(0, 22) == "deployment: fan_out = ");
  CHECK(refusal([] { static_cast<void>(limits_of(kafka, {.cluster = express_cluster<>{.brokers = 1}})); }) ==
        "express_cluster: brokers = 1, but must be finite and >= 3");
}
