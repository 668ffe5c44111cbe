// SPDX-License-Identifier: MIT
#include "support/approx.hpp"
#include "support/refusal.hpp"

#include <ullage/partition_advice.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
partition_option const* find(partition_report<> const& r, long long n) {
  for (auto const& o : r.options) {
    if (o.partitions == n) { return &o; }
  }
  return nullptr;
}
} // namespace

TEST_CASE("126 partitions are shared evenly by 1, 2, 3, 6, 7, 9, 14, 18, 21, 42, 63 or 126 consumers") {
  CHECK(partition_advice(126).even_consumers == std::vector<long long>{1, 2, 3, 6, 7, 9, 14, 18, 21, 42, 63, 126});
  CHECK(partition_advice(97).even_consumers == std::vector<long long>{1, 97});
  CHECK(partition_advice(1).even_consumers == std::vector<long long>{1});
  CHECK(partition_advice(36).even_consumers.size() == 9);
}

TEST_CASE("doubling is the gentlest growth, and it is said") {
  auto const r = partition_advice(12);
  CHECK(r.growth.back().partitions == 24);
  CHECK(r.growth.back().moved == 0.5);
  CHECK(r.advice == "12 partitions; 24 is the gentlest growth step, it moves 50 % of the keys");
}

TEST_CASE("10 partitions with 6 consumers waste a sixth, 12 waste nothing and suit three brokers") {
  auto const r = partition_advice(10, partition_setting<>{.consumers = 6, .cluster = standard_cluster<>{}});
  CHECK(r.packing == rel(5. / 6, 1e-15));
  CHECK_FALSE(r.even_brokers);
  CHECK_FALSE(r.even_zones);
  auto const* twelve = find(r, 12);
  REQUIRE(twelve != nullptr);
  CHECK(twelve->packing == 1);
  CHECK(twelve->divisors == 6);
  CHECK(twelve->reason == "6 consumers own as many each; 3 brokers lead as many each; 6 numbers of consumers share it evenly, not 4");
  CHECK(r.advice.find("6 consumers use 83.3 % of their capacity; 12: 6 consumers") != std::string::npos);
}

TEST_CASE("growing from 12 to 20 moves 80 % of the keys, to 24 only 50 %") {
  auto const r = partition_advice(20, partition_setting<>{.present = 12});
  CHECK(r.moved == rel(0.8, 1e-15));
  REQUIRE(find(r, 24) != nullptr);
  CHECK(find(r, 24)->moved == 0.5);
  CHECK(partition_advice(10, partition_setting<>{.present = 20}).advice.find("partitions cannot be taken away") != std::string::npos);
}

TEST_CASE("room under the quota counts the other topics, and nothing is offered beyond it") {
  partition_setting<> s{.consumers = 7, .cluster = serverless_cluster<>{.other_partitions = 2390}};
  auto const r = partition_advice(10, s);
  CHECK(r.room == 0);
  CHECK(r.options.empty()); // 14 would be even
  CHECK(partition_advice(11, s).room == -1);
  CHECK(partition_advice(11, s).advice.find("1 more than the cluster can hold") != std::string::npos);
  s.cluster = serverless_cluster<>{.other_partitions = 2386};
  CHECK(find(partition_advice(10, s), 14) != nullptr);
}

TEST_CASE("every option is better in the way that it says") {
  for (long long n = 1; n <= 300; ++n) {
    for (long long consumers : {0LL, 1LL, 5LL, 12LL, 64LL}) {
      for (long long present : {0LL, 6LL, 60LL}) {
        auto const r = partition_advice(n, partition_setting<>{.present = present, .consumers = consumers, .cluster = express_cluster<>{.brokers = 6}});
        CHECK(r.even_brokers == (n % 6 == 0));
        CHECK(r.even_zones == (n % 3 == 0));
        long long last = n;
        for (auto const& o : r.options) {
          CHECK(o.partitions > last);
          last = o.partitions;
          bool const packs = consumers > 0 && o.partitions % consumers == 0;
          bool const better = packs || o.partitions % 6 == 0 || o.partitions % 3 == 0 || o.divisors > r.even_consumers.size() ||
                              (present > 0 && o.moved < r.moved);
          CHECK(better);
          if (packs) { CHECK(o.packing == 1); }
          if (consumers > 0 && consumers <= o.partitions) { CHECK(o.packing > 0); }
        }
      }
    }
  }
}

TEST_CASE("bad arguments are refused by name") {
  CHECK(refusal([] { static_cast<void>(partition_advice(0)); }) == "partition_advice: partitions = 0, but must be in [1, 1000000000]");
  CHECK(refusal([] { static_cast<void>(partition_advice(1, partition_setting<>{.present = -1})); }) ==
        "partition_advice: present = -1, but must be in [0, 1000000000]");
  CHECK(refusal([] { static_cast<void>(partition_advice(1, partition_setting<>{.cluster = express_cluster<>{.brokers = 1}})); }) ==
        "express_cluster: brokers = 1, but must be finite and >= 3");
}

TEST_CASE("the largest counts are answered at once, float and long double too") {
  CHECK(partition_advice(1'000'000'000, partition_setting<>{.present = 999'999'937, .consumers = 7}).even_consumers.size() == 100);
  CHECK(partition_advice<float>(12, partition_setting<float>{.cluster = standard_cluster<float>{}}).room == 1488.f);
  CHECK(partition_advice<long double>(12, partition_setting<long double>{.cluster = standard_cluster<long double>{}}).room == 1488.L);
}
