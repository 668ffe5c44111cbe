// SPDX-License-Identifier: MIT
#include "support/approx.hpp"
#include "support/refusal.hpp"

#include <ullage/broker_count.hpp>

#include <doctest/doctest.h>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("partitions decide, and the zones round up, which is said") {
  auto const r = brokers_needed(broker_demand<>{.partitions = 1300, .partitions_per_broker = 1000}); // 3900 copies
  CHECK(r.by_partitions == 4);
  CHECK(r.needed == 4);
  CHECK(r.brokers == 6);
  CHECK(r.rounded);
  CHECK(r.reason == "the partitions need 4 brokers; 3 zones round 4 up to 6");
}

TEST_CASE("throughput decides") {
  auto const& size = *find_standard_size("m7g.large");
  auto const r = brokers_needed(broker_demand<>{.partitions = 100, .partitions_per_broker = size.recommended_partitions, .ingress = 100e6,
                                                .ingress_per_broker = broker_ingress(size)});
  CHECK(r.by_ingress == 9); // 100 / 12.115 = 8.25
  CHECK(r.brokers == 9);
  CHECK_FALSE(r.rounded);
  CHECK(r.reason == "the ingress needs 9 brokers");
}

TEST_CASE("copies decide where little is asked for, and a tie names all") {
  auto const few = brokers_needed(broker_demand<>{.partitions = 3, .partitions_per_broker = 1000});
  CHECK(few.brokers == 3);
  CHECK(few.reason == "the copies need 3 brokers");
  auto const tie = brokers_needed(broker_demand<>{.partitions = 1300, .partitions_per_broker = 1000, .egress = 40, .egress_per_broker = 10});
  CHECK(tie.reason == "the partitions and the egress each need 4 brokers; 3 zones round 4 up to 6");
  auto const one = brokers_needed(broker_demand<>{.partitions = 1, .partitions_per_broker = 300, .replication_factor = 1});
  CHECK(one.reason == "the partitions and the copies each need 1 broker; 3 zones round 1 up to 3");
}

TEST_CASE("one broker less is not enough, one zone more never less") {
  for (int partitions = 1; partitions < 5000; partitions += 37) {
    for (int zones = 1; zones <= 4; ++zones) {
      auto const r = brokers_needed(broker_demand<>{.partitions = double(partitions), .partitions_per_broker = 700, .ingress = partitions * 3.0,
                                                    .ingress_per_broker = 500, .zones = double(zones)});
      CHECK(r.brokers * 700 >= partitions * 3.0);
      CHECK(r.brokers * 500 >= partitions * 3.0);
      double const less = r.needed - 1;
      CHECK((less * 700 < partitions * 3.0 || less * 500 < partitions * 3.0 || less < 3));
      CHECK(r.brokers - r.needed < zones);
      CHECK(r.brokers / zones == double(int(r.brokers / zones)));
    }
  }
}

TEST_CASE("a quotient that is whole but for rounding is not rounded up") {
  auto const r = brokers_needed(broker_demand<>{.partitions = 1, .partitions_per_broker = 1000, .ingress = 0.3, .ingress_per_broker = 0.1,
                                                .replication_factor = 1, .zones = 1});
  CHECK(r.by_ingress == 3);
}

TEST_CASE("a day of 1000 records/s of 1 kB in three copies takes 259.2 GB") {
  storage_demand<> const d{.arrival_rate = 1000, .record_bytes = 1000, .retention = 86400};
  CHECK(storage_needed(d) == rel(259.2e9, 1e-15));
}

TEST_CASE("bad fields are refused by name") {
  CHECK(refusal([] { static_cast<void>(brokers_needed(broker_demand<>{})); }) ==
        "broker_demand: partitions = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { static_cast<void>(brokers_needed(broker_demand<>{.partitions = 1, .partitions_per_broker = 1, .zones = 0})); }) ==
        "broker_demand: zones = 0, but must be finite and >= 1");
  CHECK(refusal([] { static_cast<void>(brokers_needed(broker_demand<>{.partitions = 1, .partitions_per_broker = 1, .ingress_per_broker = 0})); }) ==
        "broker_demand: ingress_per_broker = 0, but must be > 0 (infinity: no limit)");
  CHECK(refusal([] { static_cast<void>(storage_needed(storage_demand<>{.arrival_rate = 1, .record_bytes = 0, .retention = 1})); }) ==
        "storage_demand: record_bytes = 0, but must be finite and > 0");
}

TEST_CASE("float and long double") {
  CHECK(brokers_needed(broker_demand<float>{.partitions = 1300, .partitions_per_broker = 1000}).brokers == 6.0f);
  CHECK(brokers_needed(broker_demand<long double>{.partitions = 1300, .partitions_per_broker = 1000}).brokers == 6.0L);
}
