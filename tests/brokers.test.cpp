// SPDX-License-Identifier: MIT
#include "support/approx.hpp"
#include "support/refusal.hpp"

#include <ullage/brokers.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

static_assert(find_standard_size("kafka.m7g.large") == find_standard_size("m7g.large"));
static_assert(find_standard_size("m7g.huge") == nullptr);
static_assert(find_express_size("m5.large") == nullptr);
static_assert(find_express_size("kafka.m7g.16xlarge")->maximum_partitions == 32000);
static_assert(find_standard_size("t3.small")->maximum_partitions == 300);

TEST_CASE("T29: a Standard m7g.16xlarge takes 153.8 MB/s, as the vendor says") {
  double const limit = broker_ingress(*find_standard_size("m7g.16xlarge"));
  CHECK(limit == rel(1e9 / 6.5, 1e-15));
  CHECK(limit / 1e6 == rel(153.8, 4e-4)); // printed with four digits
  CHECK(broker_ingress(*find_standard_size("m7g.16xlarge"), 1, storage_tier::tiered) == rel(1e9 / 8, 1e-15));
}

TEST_CASE("the limits at one consumer group are those of the sizing table") {
  struct row {
    char const* name;
    double limit; // MB/s with one decimal
  };
  constexpr row rows[] = {{"m5.large", 12.5},    {"m5.xlarge", 22.2},    {"m5.2xlarge", 38.5},   {"m5.4xlarge", 88.9},  {"m5.8xlarge", 130.8},
                          {"m5.12xlarge", 153.8}, {"m5.16xlarge", 153.8}, {"m5.24xlarge", 153.8}, {"m7g.large", 12.1},   {"m7g.xlarge", 24.0},
                          {"m7g.2xlarge", 48.1}, {"m7g.4xlarge", 96.2},  {"m7g.8xlarge", 153.8}, {"m7g.12xlarge", 153.8}};
  for (auto const& r : rows) {
    CAPTURE(r.name);
    double const limit = broker_ingress(*find_standard_size(r.name)) / 1e6;
    CHECK(limit >= r.limit - 0.0501);
    CHECK(limit <= r.limit + 0.0501);
  }
}

TEST_CASE("many consumer groups make the network the limit") {
  auto const& size = *find_standard_size("m5.large"); // disk 81, network 96
  CHECK(broker_ingress(size, 0) == rel(81e6 / 6.5, 1e-15));
  CHECK(broker_ingress(size, 10) == rel(96e6 / 20.7, 1e-15));
  CHECK(broker_ingress(size, 10, storage_tier::tiered) == rel(96e6 / 22.2, 1e-15));
}

TEST_CASE("a size without published rates has no limit that could be told") {
  CHECK(broker_ingress(*find_standard_size("kafka.t3.small")) == std::numeric_limits<double>::infinity());
}

TEST_CASE("a larger size never carries less, and no size recommends more than it allows") {
  for (std::size_t i = 0; i < standard_catalog.size(); ++i) {
    auto const& s = standard_catalog[i];
    CHECK(s.recommended_partitions <= s.maximum_partitions);
    if (i > 1 && s.name.substr(0, 3) == standard_catalog[i - 1].name.substr(0, 3)) {
      CHECK(s.maximum_partitions >= standard_catalog[i - 1].maximum_partitions);
      CHECK(broker_ingress(s) >= broker_ingress(standard_catalog[i - 1]));
    }
  }
  for (std::size_t i = 0; i < express_catalog.size(); ++i) {
    auto const& e = express_catalog[i];
    CHECK(e.recommended_partitions <= e.maximum_partitions);
    CHECK(e.sustained_ingress < e.maximum_ingress);
    CHECK(e.sustained_egress < e.maximum_egress);
    if (i > 0) { CHECK(e.maximum_ingress > express_catalog[i - 1].maximum_ingress); }
  }
}

TEST_CASE("a cluster holds its brokers' partitions over its copies") {
  broker_cluster<> const small = standard_cluster<>{.instance = "kafka.t3.small", .brokers = 2, .zones = 2, .replication_factor = 2};
  CHECK(capacity_of(small).partitions == 300); // 2 brokers of 300, two copies
  CHECK(partitions_left(small, 100) == 200);
  CHECK(partitions_left(small, 301) == -1);
  broker_cluster<> const shared = standard_cluster<>{.instance = "m7g.large", .brokers = 3, .other_partitions = 400};
  CHECK(capacity_of(shared).partitions == 1500);
  CHECK(capacity_of(shared).recommended_partitions == 1000);
  CHECK(partitions_left(shared, 100) == 1000);
  CHECK(capacity_of(shared).ingress == rel(3 * 78.75e6 / 6.5, 1e-15));
}

TEST_CASE("Express and Serverless have the quotas of their tables") {
  auto const e = capacity_of<double>(express_cluster<>{.instance = "m7g.4xlarge", .brokers = 6});
  CHECK(e.partitions == 16000);
  CHECK(e.ingress == rel(6 * 187.5e6, 1e-15));
  CHECK(e.sustained_egress == rel(6 * 249.8e6, 1e-15));
  CHECK(e.partition_ingress == 15e6);
  auto const s = capacity_of<double>(serverless_cluster<>{.other_partitions = 400}, 3);
  CHECK(s.partitions == 2400);
  CHECK(s.ingress == 200e6);
  CHECK(s.egress == 400e6);
  CHECK(s.partition_ingress == 5e6);
  CHECK(s.partition_egress == 10e6);
  CHECK(partitions_left<double>(serverless_cluster<>{.other_partitions = 400}, 2000) == 0);
  CHECK(capacity_of<double>(no_cluster{}) == cluster_capacity<>{});
}

TEST_CASE("two clusters of which nobody told the storage are equal") {
  CHECK(standard_cluster<>{} == standard_cluster<>{});
  CHECK_FALSE(standard_cluster<>{.storage_gb = 5} == standard_cluster<>{});
}

TEST_CASE("a cluster that cannot be is refused by name") {
  auto const said = [](broker_cluster<> const& c) { return refusal([&] { validate(c); }); };
  CHECK(said(express_cluster<>{.instance = "m5.large"}) ==
        "express_cluster: instance = \"m5.large\", but must be one of m7g.large, m7g.xlarge, m7g.2xlarge, m7g.4xlarge, m7g.8xlarge, m7g.12xlarge, m7g.16xlarge");
  CHECK(said(standard_cluster<>{.brokers = 2}) == "standard_cluster: zones = 3, but must be <= brokers");
  CHECK(said(standard_cluster<>{.brokers = 2, .zones = 2}) == "standard_cluster: replication_factor = 3, but must be <= brokers");
  CHECK(said(standard_cluster<>{.brokers = 3.5}) == "standard_cluster: brokers = 3.5, but must be a whole number");
  CHECK(said(standard_cluster<>{.storage_gb = -1}) == "standard_cluster: storage_gb = -1, but must be finite and > 0");
  CHECK(said(express_cluster<>{.brokers = 2}) == "express_cluster: brokers = 2, but must be finite and >= 3");
  CHECK(said(serverless_cluster<>{.other_partitions = -1}) == "serverless_cluster: other_partitions = -1, but must be finite and >= 0");
  CHECK(refusal([] { static_cast<void>(broker_ingress(standard_catalog[1], -1)); }) == "broker_ingress: fan_out = -1, but must be finite and >= 0");
}

TEST_CASE("float and long double") {
  CHECK(capacity_of<float>(standard_cluster<float>{}).partitions == 1500.0f);
  CHECK(double(capacity_of<long double>(standard_cluster<long double>{}).ingress) == rel(3 * 78.75e6 / 6.5, 1e-15));
}
