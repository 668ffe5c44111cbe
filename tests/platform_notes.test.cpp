// SPDX-License-Identifier: MIT
#include "support/approx.hpp"

#include <ullage/platform_notes.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace ullage;
using ullage::test::rel;

namespace {
std::string names(pipeline<> const& p, deployment<> const& d = {}) {
  std::string out;
  for (auto const& n : platform_notes(forecast(p), d)) {
    CHECK(n.value > n.reference);
    CHECK_FALSE(n.text.empty());
    CHECK_FALSE(n.unit.empty());
    out += (out.empty() ? "" : " ") + n.name;
  }
  return out;
}
} // namespace

TEST_CASE("of a pipeline that runs well there is nothing to say") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 2}, .service_time = 0.1, .partitions = 10, .scaling = regime("kafka-on-demand-2023")};
  CHECK(names(p) == "");
  CHECK(names(p, {.cluster = standard_cluster<>{}}) == "");
}

TEST_CASE("a peak that one partition cannot carry is told, and a key that no partitions help") {
  pipeline<> p{.arrivals = spike<>{.base = 2, .peak = 40, .at = 100, .width = 60}, .service_time = 0.5, .partitions = 10, .scaling = regime("kafka-on-demand-2023")};
  CHECK(names(p) == "hottest_partition");
  auto const n = platform_notes(forecast(p), deployment<>{}).front();
  CHECK(n.value == rel(4, 1e-12)); // a tenth of 40
  CHECK(n.reference == rel(2, 1e-12));
  CHECK(n.text == "at the peak the hottest partition falls behind whatever the consumers: it gets 4 records/s and one ordered lane does 2");
  p.skew = named_keys<>{{"a", "b", "c", "d"}};
  CHECK(names(p) == "hottest_partition hot_key");
}

TEST_CASE("pods beyond the partitions are idle") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 2, .duration = 60}, .service_time = 0.1, .partitions = 10, .scaling = regime("keda-kafka")};
  CHECK(names(p) == "idle_pods");
  p.scaling.max_consumers = 10;
  CHECK(names(p) == "");
}

TEST_CASE("more environments than start at once take time") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 3000, .duration = 60}, .service_time = 1, .partitions = 100, .scaling = regime("kinesis"),
               .account_concurrency = 5000};
  p.scaling.parallelization_factor = 20;
  auto const all = platform_notes(forecast(p), deployment<>{});
  REQUIRE(all.size() >= 1);
  CHECK(all.back().name == "environment_burst");
  CHECK(all.back().text == "from nothing to 2000 environments takes 10 s or more, which the forecast counts");
}

TEST_CASE("what brokers are recommended to carry is told apart from what they can") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 60'000}, .service_time = 1e-6, .partitions = 1200, .scaling = regime("kafka-on-demand-2023"),
               .retention = 1000, .record_bytes = 1000};
  CHECK(names(p, {.cluster = express_cluster<>{}}) == "recommended_partitions sustained_ingress");
  CHECK(names(p, {.fan_out = 2, .cluster = express_cluster<>{}}) == "recommended_partitions sustained_ingress sustained_egress");
  CHECK(names(p, {.cluster = standard_cluster<>{.instance = "m7g.4xlarge", .brokers = 33, .storage_gb = 6}}) == "zookeeper_brokers storage_warning");
}
