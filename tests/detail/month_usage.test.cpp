// SPDX-License-Identifier: MIT
#include <ullage/detail/month_usage.hpp>
#include <ullage/scaling/presets.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

using namespace ullage;
using ullage::test::rel;

namespace {

pipeline<> burst_of(double records, double batch) {
  return {.arrivals = burst<>{.records = records}, .service_time = 0.1, .partitions = 4, .scaling = regime("fixed"), .batch_size = batch};
}
detail::month_usage<double> usage(pipeline<> const& p, deployment<> const& d) {
  auto const f = forecast(p);
  return detail::month_count<double>(f, d).run();
}
double const month = 730 * 3600;

} // namespace

TEST_CASE("A burst: full batches, for each owner one that is not full and the first record alone") {
  deployment<> const once{.repeats_every = month};
  CHECK(usage(burst_of(1000, 1), once).batches == rel(1000, 1e-12));
  CHECK(usage(burst_of(1000, 10), once).batches == rel(100 + 4 * 1.5, 1e-12));
  CHECK(usage(burst_of(1000, 10), once).records == rel(1000, 1e-12));
  CHECK(usage(burst_of(1000, 10), deployment<>{.repeats_every = month / 7}).batches == rel(7 * 106, 1e-12));
}

TEST_CASE("Never more batches than records") {
  CHECK(usage(burst_of(2, 10), deployment<>{.repeats_every = month}).batches == rel(2, 1e-12));
}

TEST_CASE("A load that comes again before it is done says so") {
  pipeline<> p = burst_of(1000, 1); // done after 25 s
  CHECK_FALSE(usage(p, deployment<>{.repeats_every = 30}).overlaps);
  CHECK(usage(p, deployment<>{.repeats_every = 20}).overlaps);
}

TEST_CASE("Pollers are counted over the whole period, also after the work is done") {
  pipeline<> p{.arrivals = burst<>{.records = 10}, .service_time = 0.1, .partitions = 4, .scaling = regime("kafka-provisioned")};
  auto const u = usage(p, deployment<>{.repeats_every = 86400});
  CHECK(u.poller_seconds >= month * (1 - 1e-12));
  CHECK(u.poller_seconds < month * 1.01);
  CHECK(u.most_units == 1);
}

TEST_CASE("A limit on concurrency that is reached makes batches larger, until the load is carried") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 20}, .service_time = 0.02, .dispatch_overhead = 0.5, .partitions = 40, .scaling = regime("fixed"),
               .reserved_concurrency = 4, .batch_size = 100};
  auto const u = usage(p, deployment<>{});
  CHECK(u.work == rel(4 * month, 1e-9)); // all four busy
  p.reserved_concurrency = 400;
  CHECK(usage(p, deployment<>{}).work > 4 * month);
}

TEST_CASE("A group's units are shared by pollers") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 1}, .service_time = 0.1, .partitions = 4, .scaling = regime("kafka-provisioned")};
  auto const u = usage(p, deployment<>{.poller_group = "g", .group_mappings = 2, .group_pollers = 14});
  CHECK(u.most_units == 2);
  CHECK(u.unit_seconds == rel(2 * month / 15, 1e-12));
}
