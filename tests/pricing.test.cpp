// SPDX-License-Identifier: MIT
#include <ullage/pricing.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

/// As a page prints it.
double cents(double x) { return std::round(x * 100) / 100; }
double const day = 86400;

price_table<> free_tier() {
  price_table<> p;
  p.free_tier = 1;
  return p;
}

} // namespace

TEST_CASE("T4: ten mappings of one poller cost ten units, or one in a group") {
  price_table<> const p;
  double const alone = 10 * poller_cost(p, poller_kind::kafka, event_poller_units(p, poller_kind::kafka, 1.0, 0.2e6), 720 * 3600.0);
  double const together = poller_cost(p, poller_kind::kafka, event_poller_units(p, poller_kind::kafka, 10.0, 2e6), 720 * 3600.0);
  CHECK(cents(alone) == 1332.00);
  CHECK(cents(together) == 133.20);
  CHECK(cents(alone - together) == 1198.80);
  CHECK(1 - together / alone == rel(0.9, 1e-14));
}

TEST_CASE("T5: 30 million requests cost 6.00, not the 12.00 that the page prints") {
  auto const p = free_tier();
  double const compute = compute_cost(p, architecture::x86, gb_seconds(1024.0, 30e6 * 2));
  double const requests = request_cost(price_table<>{}, 30e6);
  double const units = poller_cost(p, poller_kind::kafka, 1.0, 800 * 3600.0);
  CHECK(std::floor(compute * 10) / 10 == 993.3);
  CHECK(cents(units) == 148.00);
  CHECK(cents(requests) == 6.00);
  CHECK(cents(compute + requests + units) == 1147.34);
  CHECK(std::floor((compute + 2 * requests + units) * 10) / 10 == 1153.3); // what is printed
}

TEST_CASE("T6: SQS, one million invocations a day") {
  price_table<> const p;
  double const compute = compute_cost(p, architecture::x86, gb_seconds(1024.0, 30e6));
  double const units = poller_cost(p, poller_kind::sqs, event_poller_units(p, poller_kind::sqs, 1.0), 8000 * 3600.0);
  CHECK(cents(compute) == 500.00);
  CHECK(cents(request_cost(p, 30e6)) == 6.00);
  CHECK(cents(units) == 74.00);
  CHECK(cents(compute + request_cost(p, 30e6) + units) == 580.00);
}

TEST_CASE("T7: ten mappings that share one unit") {
  price_table<> const p;
  double const compute = compute_cost(p, architecture::x86, gb_seconds(1024.0, 300e6 * 0.2));
  double const total = compute + request_cost(p, 300e6) + poller_cost(p, poller_kind::kafka, 1.0, 720 * 3600.0);
  CHECK(cents(compute) == 1000.00);
  CHECK(cents(request_cost(p, 300e6)) == 60.00);
  CHECK(std::round(total * 10) / 10 == 1193.2);
  CHECK(std::round(total) / 10 == 119.3);
}

TEST_CASE("T8 to T10: requests, compute and /tmp by duration and memory") {
  auto const p = free_tier();
  double const t8 = compute_cost(p, architecture::x86, gb_seconds(1536.0, 3e6 * billed_duration(0.12)));
  CHECK(cents(t8) == 2.33);
  CHECK(cents(request_cost(p, 3e6)) == 0.40);
  CHECK(cents(t8 + request_cost(p, 3e6)) == 2.73);

  price_table<> const paid;
  double const t9 = compute_cost(paid, architecture::x86, gb_seconds(1024.0, 7.44e6 * 2));
  CHECK(cents(t9) == 248.00);
  CHECK(cents(request_cost(paid, 7.44e6)) == 1.49);
  CHECK(cents(t9 + request_cost(paid, 7.44e6)) == 249.49);

  double const busy = 6e6 * billed_duration(0.28);
  double const t10 = compute_cost(p, architecture::x86, gb_seconds(4096.0, busy));
  CHECK(cents(t10) == 105.33);
  CHECK(cents(request_cost(p, 6e6)) == 1.00);
  CHECK(cents(ephemeral_cost(p, 2048.0, busy)) == 0.08);
  CHECK(cents(t10 + request_cost(p, 6e6) + ephemeral_cost(p, 2048.0, busy)) == 106.41);
}

TEST_CASE("T11: provisioned concurrency with work on it and beside it; the page takes the free tier off, which it says does not apply") {
  auto const p = free_tier();
  double const ready = provisioned_cost(p, architecture::x86, gb_seconds(1536.0, 100 * 8 * 3600.0));
  double const on = provisioned_cost(p, architecture::x86, 0.0, gb_seconds(1536.0, 500e3 * 0.1));
  double const off = compute_cost(p, architecture::x86, gb_seconds(1536.0, 2.5e6 * 0.12));
  CHECK(cents(ready) == 18.00);
  CHECK(cents(on) == 0.73);
  CHECK(cents(off) == 0.83);
  CHECK(cents(request_cost(p, 3e6)) == 0.40);
  CHECK(cents(ready + on + off + request_cost(p, 3e6)) == 19.96);
  // By the page's own rule, "the free tier does not apply to functions that have Provisioned Concurrency enabled":
  price_table<> const paid;
  double const beside = compute_cost(paid, architecture::x86, gb_seconds(1536.0, 2.5e6 * 0.12));
  CHECK(cents(ready + on + beside + request_cost(paid, 3e6)) == 26.83);
}

TEST_CASE("T12: provisioned concurrency alone, without the free tier") {
  price_table<> const p;
  double const ready = provisioned_cost(p, architecture::x86, gb_seconds(4096.0, 7 * day));
  double const on = provisioned_cost(p, architecture::x86, 0.0, gb_seconds(4096.0, 2e6 * 0.28));
  CHECK(cents(ready) == 10.08);
  CHECK(cents(on) == 21.78);
  CHECK(cents(request_cost(p, 2e6)) == 0.40);
  CHECK(cents(ready + on + request_cost(p, 2e6)) == 32.26);
}

TEST_CASE("T26 to T28: MSK Standard and Serverless") {
  price_table<> const p;
  double const brokers = 3 * 720 * broker_hour(p, broker_kind::standard, "kafka.m5.large");
  CHECK(cents(brokers) == 453.60);
  CHECK(cents(brokers + 1024 * p.standard_storage_gb_month + 100 * 0.10) == 566.00);
  CHECK(cents(720 * p.serverless_cluster_hour) == 540.00);
  CHECK(cents(720 * 50 * p.serverless_partition_hour) == 54.00);
  CHECK(cents(500 * p.serverless_storage_gb_month) == 50.00);
  CHECK(cents(1024 * p.serverless_in_gb) == 102.40);
  CHECK(cents(2 * 730 * broker_hour(p, broker_kind::standard, "m7g.large") + 40 * p.standard_storage_gb_month) == 301.84);
}

TEST_CASE("T32 is printed for a price of 1 / 60,000; that of the table gives one cent more") {
  auto p = free_tier();
  double const used = gb_seconds(8192.0, 8800 * 3600.0);
  CHECK(cents(compute_cost(p, architecture::x86, used) + request_cost(p, 35200)) == 4217.34);
  p.x86_gb_second = 1.0 / 60000;
  CHECK(cents(compute_cost(p, architecture::x86, used) + request_cost(p, 35200)) == 4217.33);
}

TEST_CASE("Compute is continuous and concave over the tiers, and each tier has its own price") {
  price_table<> const p;
  for (auto const arch : {architecture::x86, architecture::arm}) {
    double const first = arch == architecture::x86 ? p.x86_tier_1 : p.arm_tier_1;
    double const second = arch == architecture::x86 ? p.x86_tier_2 : p.arm_tier_2;
    double const prices[] = {arch == architecture::x86 ? 16.6667e-6 : 13.3334e-6, arch == architecture::x86 ? 15e-6 : 12.0001e-6,
                             arch == architecture::x86 ? 13.3334e-6 : 10.6667e-6};
    double const starts[] = {0, first, second};
    for (int i = 0; i < 3; ++i) {
      double const step = compute_cost(p, arch, starts[i] + 1e6) - compute_cost(p, arch, starts[i]);
      CHECK(step == rel(1e6 * prices[i], 1e-6));
    }
    CHECK(compute_cost(p, arch, second) == rel(first * prices[0] + (second - first) * prices[1], 1e-14));
  }
}

TEST_CASE("A duration is billed in whole milliseconds, and rounding does not add one") {
  CHECK(billed_duration(0.28) == rel(0.28, 1e-15));
  CHECK(billed_duration(0.007 * 4) == rel(0.028, 1e-15)); // 0.028 in 53 bits is a little more
  CHECK(billed_duration(0.1201) == rel(0.121, 1e-15));
  CHECK(billed_duration(1e-9) == rel(0.001, 1e-15));
  CHECK(billed_duration(0.0) == 0);
}

TEST_CASE("Units of pollers: by count, by throughput, at least a minute") {
  price_table<> const p;
  CHECK(event_poller_units(p, poller_kind::kafka, 0.0) == 0);
  CHECK(event_poller_units(p, poller_kind::kafka, 10.0) == 1);
  CHECK(event_poller_units(p, poller_kind::kafka, 11.0) == 2);
  CHECK(event_poller_units(p, poller_kind::kafka, 10.0, 50e6) == 3); // 5 MB/s each: four to a unit
  CHECK(event_poller_units(p, poller_kind::kafka, 4.0, 20e6) == 1);
  CHECK(event_poller_units(p, poller_kind::sqs, 7.0, 50e6) == 7);
  CHECK(poller_cost(p, poller_kind::kafka, 1.0, 5.0) == rel(0.185 / 60, 1e-14));
  CHECK(poller_cost(p, poller_kind::kafka, 1.0, 0.0) == 0);
}

TEST_CASE("A broker's price is that of the override, else of the catalog; none is nan") {
  price_table<> p;
  CHECK(broker_hour(p, broker_kind::express, "express.m7g.large") == 0.408);
  CHECK(broker_hour(p, broker_kind::standard, "kafka.t3.small") == 0.0456);
  CHECK(std::isnan(broker_hour(p, broker_kind::express, "m5.large")));
  CHECK(std::isnan(broker_hour(p, broker_kind::standard, "m9.large")));
  p.instances = {{.name = "kafka.m7g.large", .standard_hour = 0.2}, {.name = "m9.large", .standard_hour = 0.3}};
  CHECK(broker_hour(p, broker_kind::standard, "m7g.large") == 0.2);
  CHECK(broker_hour(p, broker_kind::express, "m7g.large") == 0.408);
  CHECK(broker_hour(p, broker_kind::standard, "m9.large") == 0.3);
}

TEST_CASE("The catalog has every price within its range, in the order of the table") {
  int i = 0;
  detail::for_each_price(price_table<>{}, [&](char const* name, double x) {
    auto const& info = price_catalog[static_cast<std::size_t>(i++)];
    CHECK(info.name == name);
    CHECK(x >= info.low);
    CHECK(x <= info.high);
    CHECK_FALSE(info.source.empty());
    CHECK((info.low == info.high || !info.open.empty()));
  });
  CHECK(i == static_cast<int>(price_catalog.size()));
  for (auto const& x : instance_prices) { CHECK((x.trust != price_trust::unconfirmed || !x.open.empty())); }
}

TEST_CASE("Requests to SQS span from tens to one by one") {
  auto const n = sqs_requests(1000.0, 10.0, 2000.0);
  CHECK(n.low == 300);
  CHECK(n.likely == rel(1000 + 200 + 100, 1e-14));
  CHECK(n.high == 3100);
  CHECK(sqs_requests(1000.0, 1.0, 0.0).likely == 3000);
}

TEST_CASE("Refusals name the field") {
  CHECK(refusal([] { (void)request_cost(price_table<>{}, -1); }) == "request_cost: requests = -1, but must be finite and >= 0");
  CHECK(refusal([] { validate(price_table<>{.request = -1}); }) == "price_table: request = -1, but must be finite and >= 0");
  CHECK(refusal([] { validate(price_table<>{.free_tier = 2}); }) == "price_table: free_tier = 2, but must be in [0, 1]");
  CHECK(refusal([] { validate(price_table<>{.x86_tier_2 = 1}); }) == "price_table: x86_tier_2 = 1, but must be >= x86_tier_1");
  CHECK(refusal([] { validate(price_table<>{.kafka_pollers_per_epu = 0}); }) == "price_table: kafka_pollers_per_epu = 0, but must be finite and > 0");
  CHECK(refusal([] { validate(price_table<>{.instances = {{.name = ""}}}); }) == "price_table: instances[0] = \"\", but must have a name");
  CHECK(refusal([] { validate(price_table<>{.instances = {{.name = "x", .standard_hour = -1}}}); }) ==
        "price_table: instances[0] = -1, but must be 0 or in [1e-30, 1e30] USD/hour");
  CHECK(refusal([] { (void)sqs_requests(1.0, 0.0, 0.0); }) == "sqs_requests: batch = 0, but must be >= 1");
}

TEST_CASE("In float and long double") {
  CHECK(double(compute_cost(price_table<float>{}, architecture::arm, 1e6F)) == rel(13.3334, 1e-6));
  CHECK(double(compute_cost(price_table<long double>{}, architecture::arm, 1e6L)) == rel(13.3334, 1e-15));
  CHECK(double(billed_duration(0.28F)) == rel(0.28, 1e-6));
}
