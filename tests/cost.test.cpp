// SPDX-License-Identifier: MIT
#include <ullage/cost.hpp>
#include <ullage/queue/bulk.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/simulate.hpp>

#include <support/approx.hpp>
#include <support/random_pipeline.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

/// 5 records/s for ever, 3 s each, 20 partitions of a pool that never changes.
pipeline<> steady() {
  return {.arrivals = constant_rate<>{.rate = 5}, .service_time = 3, .partitions = 20, .scaling = regime("fixed"), .record_bytes = 1000};
}
bill<> month_of(pipeline<> const& p, deployment<> const& d) { return monthly_cost(forecast(p), d); }
double usd(bill<> const& b, char const* name) {
  auto const* x = find_item(b, name);
  return x ? x->usd : -1;
}
double quantity(bill<> const& b, char const* name) {
  auto const* x = find_item(b, name);
  return x ? x->quantity : -1;
}
double const month = 730 * 3600;

} // namespace

TEST_CASE("An endless load: rates times the hours of a month, by hand") {
  auto const b = month_of(steady(), {.memory_mb = 512});
  double const n = 5 * month;
  CHECK(b.records == rel(n, 1e-14));
  CHECK(b.invocations == rel(n, 1e-14));
  CHECK(usd(b, "requests") == rel(n * 0.2e-6, 1e-14));
  CHECK(quantity(b, "compute") == rel(n * 3 / 2, 1e-14));
  CHECK(usd(b, "compute") == rel(n * 1.5 * 16.6667e-6, 1e-14));
  CHECK(b.total == rel(n * 0.2e-6 + n * 1.5 * 16.6667e-6, 1e-14));
  CHECK(b.per_million_records == rel(0.2 + 1.5 * 16.6667, 1e-14));
  CHECK(b.items.size() == 2);
  CHECK(b.unknown.empty());
}

TEST_CASE("T7 and T9 as pipelines: one record to an invocation") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 1e6 / 86400}, .service_time = 0.2, .partitions = 20, .scaling = regime("kafka-provisioned"), .record_bytes = 100};
  deployment<> d{.memory_mb = 1024, .poller_group = "orders", .group_mappings = 10, .group_pollers = 9, .hours_per_month = 720};
  auto const b = month_of(p, d);
  CHECK(10 * b.total == rel(1193.2, 1e-5)); // ten of them
  CHECK(std::round(b.total * 10) / 10 == 119.3);
  CHECK(usd(b, "event poller units") == rel(13.32, 1e-12));

  p.arrivals = constant_rate<>{.rate = 7.44e6 / (720 * 3600)};
  p.service_time = 2;
  p.scaling = regime("fixed");
  auto const t9 = month_of(p, {.memory_mb = 1024, .hours_per_month = 720});
  CHECK(std::round(t9.total * 100) / 100 == 249.49);
}

TEST_CASE("T4 as pipelines: without a group ten mappings pay ten units, and the bill says so") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 1}, .service_time = 0.1, .partitions = 4, .scaling = regime("kafka-provisioned"), .record_bytes = 1000};
  auto const alone = month_of(p, {.hours_per_month = 720});
  auto const grouped = month_of(p, {.poller_group = "g", .group_mappings = 10, .group_pollers = 9, .hours_per_month = 720});
  CHECK(10 * usd(alone, "event poller units") == rel(1332, 1e-12));
  CHECK(10 * usd(grouped, "event poller units") == rel(133.2, 1e-12));
  CHECK(find_item(alone, "event poller units")->note ==
        "a mapping without a poller group has units of its own: 10 % of their pollers are used; mappings of a group share them");
  CHECK(find_item(grouped, "event poller units")->note == "its share of the units of group g");
}

TEST_CASE("Pollers that autoscaling adds are billed while they are there") {
  pipeline<> p{.arrivals = spike<>{.base = 1, .peak = 200, .at = 3600, .width = 1800, .duration = 7200}, .service_time = 0.5, .partitions = 100,
               .scaling = regime("kafka-provisioned"), .record_bytes = 1000};
  auto const f = forecast(p);
  auto const b = monthly_cost(f, deployment<>{});
  REQUIRE(f.max_consumers > 10);
  double seconds = 0; // whole units along the path, by hand
  for (std::size_t i = 0; i < f.path.segments.size(); ++i) {
    auto const& s = f.path.segments[i];
    double const end = std::min(i + 1 < f.path.segments.size() ? f.path.segments[i + 1].start : 1e300, 7200.0);
    if (end > s.start) { seconds += std::ceil(s.consumers / 10) * (end - s.start); }
  }
  CHECK(quantity(b, "event poller units") == rel(seconds * (month / 7200) / 3600, 1e-12));
  CHECK(quantity(b, "event poller units") > 730);
}

TEST_CASE("A load that ends comes again end to end, or once in a time") {
  auto p = steady();
  p.arrivals = constant_rate<>{.rate = 5, .duration = 3600};
  auto const end_to_end = month_of(p, {.memory_mb = 1024});
  auto const daily = month_of(p, {.memory_mb = 1024, .repeats_every = 86400});
  auto const endless = month_of(steady(), {.memory_mb = 1024});
  CHECK(end_to_end.total == rel(endless.total, 1e-12));
  CHECK(daily.total == rel(endless.total / 24, 1e-12));
  CHECK(daily.records == rel(5 * 3600 * month / 86400, 1e-12));
}

TEST_CASE("A month of a path is the sum over its days, whatever the shape") {
  pipeline<> p = steady();
  p.arrivals = daily<>{.mean = 4, .amplitude = 3, .duration = 86400};
  p.batch_size = 50;
  p.dispatch_overhead = 0.2;
  p.service_time = 0.1;
  auto const one = month_of(p, {.memory_mb = 256});
  p.arrivals = daily<>{.mean = 4, .amplitude = 3, .duration = 3 * 86400};
  auto const three = month_of(p, {.memory_mb = 256});
  CHECK(one.total == rel(three.total, 1e-9));
  CHECK(one.records == rel(4 * month, 1e-3)); // chords lie below the curve
}

TEST_CASE("While records wait batches are full") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 40}, .service_time = 0.1, .dispatch_overhead = 1, .partitions = 3, .scaling = regime("fixed"),
               .batch_size = 10};
  auto const b = month_of(p, {.memory_mb = 1024}); // capacity 3 * 10 / 2 s
  CHECK(b.mean_batch == 10);
  CHECK(b.records == rel(15 * month, 1e-12));
  CHECK(quantity(b, "compute") == rel(3 * month, 1e-12)); // all three busy all month
}

TEST_CASE("A batch window is fewer requests, by the exact chain of one partition") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 20}, .service_time = 0.02, .dispatch_overhead = 0.1, .partitions = 4, .scaling = regime("fixed"),
               .batch_size = 100, .batch_window = 2};
  auto const b = month_of(p, {.memory_mb = 1024});
  double const exact = mean_batch(bulk<>{.arrival_rate = 5, .per_invocation = 0.1, .per_record = 0.02, .batch_size = 100, .window = 2});
  CHECK(b.mean_batch == rel(exact, 1e-5));
  CHECK(quantity(b, "compute") == rel(20 * month * (0.02 + 0.1 / exact), 1e-5));
}

TEST_CASE("Invocations of pools that the rule leaves alone agree with the simulation") {
  ullage::test::dice d(11);
  std::vector<double> errors;
  for (int i = 0; i < 60; ++i) {
    auto p = ullage::test::random_pipeline(d, d.whole(2, 12));
    p.scaling = regime(d.chance(0.5) ? "kinesis" : "fixed");
    p.batch_size = d.whole(1, 60);
    p.dispatch_overhead = p.service_time * d.between(0, 3);
    p.service_time /= d.between(1, 20);
    if (p.batch_size > 1 && d.chance(0.5)) { p.batch_window = d.whole(1, 20); }
    if (!std::isfinite(total_records(p.arrivals))) { continue; }
    auto const f = forecast(p);
    auto const b = monthly_cost(f, deployment<>{.repeats_every = month});
    auto const run = simulate_once(p, simulation_options{}, 0);
    if (run.invocations < 100) { continue; }
    errors.push_back(std::abs(b.invocations / run.invocations - 1));
  }
  std::sort(errors.begin(), errors.end());
  REQUIRE(errors.size() > 30);
  CHECK(errors[errors.size() / 2] < 0.015);
  CHECK(errors[errors.size() * 9 / 10] < 0.06);
  CHECK(errors.back() < 0.25);
}

TEST_CASE("A rule that sees batches being filled as lag may cause more invocations, up to a bound that is told") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 6, .duration = 7200}, .service_time = 0.05, .dispatch_overhead = 0.5, .partitions = 16,
                     .scaling = regime("kafka-on-demand-2021"), .batch_size = 80, .batch_window = 10};
  auto const b = monthly_cost(forecast(p), deployment<>{.repeats_every = month});
  auto const run = simulate_once(p, simulation_options{}, 0);
  CHECK(run.invocations > 2 * b.invocations);
  CHECK(run.invocations < 1.05 * b.most_invocations);
  CHECK(find_item(b, "requests")->note.find("times as many if batches that are being filled") != std::string::npos);
}

TEST_CASE("Every attempt is a request, and its work is billed; backoff is not") {
  auto p = steady();
  p.partitions = 40;
  p.retry.failure_probability = 0.2;
  p.retry.backoff = 1;
  auto const b = month_of(p, {.memory_mb = 1024});
  CHECK(b.invocations == rel(5 * month / 0.8, 1e-12));
  CHECK(quantity(b, "compute") == rel(5 * month / 0.8 * 3, 1e-12));
  CHECK(find_item(b, "requests")->note == "1.25 attempts for a batch");
}

TEST_CASE("Starts after idle times are billed as work") {
  auto p = steady();
  p.cold_starts = {.init_time = 2, .keep_alive = 10};
  auto const b = month_of(p, {.memory_mb = 1024});
  double const share = cold_start_share(started_queue<>{.arrival_rate = 0.25, .service_time = 3, .start = p.cold_starts});
  // the shift of the idle periods by the start itself is left out
  CHECK(quantity(b, "init") == rel(5 * month * share * 2, 0.05));
  CHECK(usd(b, "init") == rel(quantity(b, "init") * 16.6667e-6, 1e-9));
  p.cold_starts.keep_alive = infinity_v<double>;
  CHECK(find_item(month_of(p, {.memory_mb = 1024}), "init") == nullptr);
}

TEST_CASE("A duration between whole milliseconds is rounded up") {
  auto p = steady();
  p.service_time = 0.0101;
  CHECK(quantity(month_of(p, {.memory_mb = 1024}), "compute") == rel(5 * month * 0.011, 1e-12));
  p.service_scv = 1;
  CHECK(quantity(month_of(p, {.memory_mb = 1024}), "compute") == rel(5 * month * 0.0106, 1e-12));
}

TEST_CASE("Provisioned concurrency: ready all month, work on it at its own price, no free tier") {
  auto p = steady(); // 15 busy
  deployment<> d{.memory_mb = 1024, .provisioned_concurrency = 5};
  d.prices.free_tier = 1;
  auto const b = month_of(p, d);
  CHECK(usd(b, "provisioned concurrency") == rel(5 * month * 4.1667e-6, 1e-12));
  CHECK(usd(b, "provisioned duration") == rel(5 * month * 9.7222e-6, 1e-12));
  CHECK(usd(b, "compute") == rel(10 * month * 16.6667e-6, 1e-12));
  CHECK(usd(b, "requests") == rel(5 * month * 0.2e-6, 1e-12));
}

TEST_CASE("Brokers: hours, what the retention keeps, what crosses zones") {
  auto p = steady();
  p.retention = 86400;
  auto const s = month_of(p, {.cluster = standard_cluster<>{.brokers = 3}});
  CHECK(usd(s, "brokers") == rel(3 * 730 * 0.204, 1e-12));
  CHECK(quantity(s, "storage") == rel(5 * 1000 * 86400.0 * 3 / 1e9, 1e-12));
  CHECK(quantity(s, "cross zone") == rel(2 * 5 * month * 1000 / 1e9 * 2 / 3, 1e-12));
  CHECK(usd(month_of(p, {.cluster = standard_cluster<>{.storage_gb = 100}}), "storage") == rel(30, 1e-12));

  auto const e = month_of(p, {.cluster = express_cluster<>{}, .cross_zone_share = 0});
  CHECK(usd(e, "brokers") == rel(3 * 730 * 0.408, 1e-12));
  CHECK(usd(e, "data in") == rel(5 * month * 1000 / 1e9 * 0.01, 1e-12));
  CHECK(usd(e, "cross zone") == 0);

  auto const z = month_of(p, {.fan_out = 2, .cluster = serverless_cluster<>{.other_partitions = 30}, .hours_per_month = 720});
  CHECK(usd(z, "cluster") == rel(540, 1e-12));
  CHECK(usd(z, "partitions") == rel(54, 1e-12)); // T27
  CHECK(quantity(z, "data out") == rel(2 * quantity(z, "data in"), 1e-12));
}

TEST_CASE("SQS requests come with what they may span") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 10}, .service_time = 0.2, .scaling = regime("sqs-2023"), .batch_size = 10};
  auto const b = month_of(p, {.memory_mb = 128});
  auto const* x = find_item(b, "sqs requests");
  REQUIRE(x != nullptr);
  CHECK(x->quantity >= 10 * month * 1.2);
  CHECK(x->quantity <= 10 * month * 3 + 5 * month / 20);
  CHECK(x->note.find("3.15 to 31.8 USD") == 0);
}

TEST_CASE("What cannot be priced is named with the field that would tell") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 1}, .service_time = 0.1, .partitions = 4, .scaling = regime("kafka-provisioned")};
  auto const b = month_of(p, {.cluster = standard_cluster<>{}});
  CHECK(b.unknown == std::vector<std::string>{"compute: deployment.memory_mb", "units for the throughput of pollers: pipeline.record_bytes",
                                              "storage: pipeline.record_bytes", "cross zone: pipeline.record_bytes"});
  auto q = steady();
  CHECK(month_of(q, {.memory_mb = 128, .cluster = standard_cluster<>{}}).unknown == std::vector<std::string>{"storage: pipeline.retention"});
  q.scaling = regime("kinesis");
  CHECK(month_of(q, {.memory_mb = 128}).unknown == std::vector<std::string>{"the stream: no price of shards"});
}

TEST_CASE("The total is the sum of the items, and nothing costs less than nothing") {
  ullage::test::dice d(3);
  for (int i = 0; i < 100; ++i) {
    auto p = ullage::test::random_pipeline(d, d.whole(1, 20));
    p.record_bytes = 500;
    p.retention = 86400;
    if (d.chance(0.5)) { p.batch_size = d.whole(1, 100); }
    deployment<> const dep{.memory_mb = 512, .cluster = standard_cluster<>{}};
    auto const b = month_of(p, dep);
    double sum = 0;
    for (auto const& x : b.items) {
      CHECK(x.usd >= 0);
      sum += x.usd;
    }
    CHECK(b.total == rel(sum, 1e-12));
    CHECK(b.invocations <= b.records * (1 + 1e-9));
    CHECK(b.most_invocations >= b.invocations * (1 - 1e-9));
    CHECK(std::isfinite(b.total));
  }
}

TEST_CASE("Nothing arrives: the fixed costs are left") {
  pipeline<> p = steady();
  p.arrivals = {};
  auto const b = month_of(p, {.memory_mb = 128, .cluster = standard_cluster<>{}, .cross_zone_share = 0});
  CHECK(usd(b, "requests") == 0);
  CHECK(std::isnan(b.per_million_records));
  CHECK(usd(b, "brokers") > 0);
  CHECK(b == b);
}

TEST_CASE("Refusals name the field") {
  auto const f = forecast(steady());
  CHECK(refusal([&] { (void)monthly_cost(f, deployment<>{.memory_mb = 64}); }) == "deployment: memory_mb = 64, but must be in [128, 10240] MB");
  CHECK(refusal([&] { (void)monthly_cost(f, deployment<>{.ephemeral_mb = 1}); }) == "deployment: ephemeral_mb = 1, but must be in [512, 10240] MB");
  CHECK(refusal([&] { (void)monthly_cost(f, deployment<>{.group_mappings = 2}); }) ==
        "deployment: group_mappings = 2, but must be 1 without a poller_group");
  CHECK(refusal([&] { (void)monthly_cost(f, deployment<>{.hours_per_month = 0}); }) == "deployment: hours_per_month = 0, but must be finite and > 0");
  CHECK(refusal([&] { (void)monthly_cost(f, deployment<>{.cross_zone_share = 2}); }) == "deployment: cross_zone_share = 2, but must be in [0, 1]");
  CHECK(refusal([&] { (void)monthly_cost(f, deployment<>{.prices = {.request = -1}}); }) == "price_table: request = -1, but must be finite and >= 0");
}

TEST_CASE("In float and long double") {
  pipeline<float> const p{.arrivals = constant_rate<float>{.rate = 5}, .service_time = 3, .partitions = 20, .scaling = regime<float>("fixed")};
  CHECK(double(monthly_cost(forecast(p), deployment<float>{.memory_mb = 512}).total) == rel(5 * month * (0.2e-6 + 1.5 * 16.6667e-6), 1e-5));
  pipeline<long double> const l{.arrivals = constant_rate<long double>{.rate = 5}, .service_time = 3, .partitions = 20, .scaling = regime<long double>("fixed")};
  CHECK(double(monthly_cost(forecast(l), deployment<long double>{.memory_mb = 512}).total) == rel(5 * month * (0.2e-6 + 1.5 * 16.6667e-6), 1e-14));
}
