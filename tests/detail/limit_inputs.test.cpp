// SPDX-License-Identifier: MIT
#include "support/approx.hpp"

#include <ullage/detail/limit_inputs.hpp>

#include <doctest/doctest.h>

using namespace ullage;
using ullage::test::rel;

TEST_CASE("what a limit looks at is what the forecast says") {
  pipeline<> p{.arrivals = ramp<>{.from = 10, .to = 30, .over = 100}, .service_time = 0.1, .dispatch_overhead = 0.2, .partitions = 8,
               .scaling = regime("kinesis"), .record_bytes = 100, .batch_size = 4};
  p.scaling.parallelization_factor = 2;
  auto const f = forecast(p);
  deployment<> const d{.payload_overhead = 7};
  platform_quotas<> const q;
  detail::limit_inputs<double> const x(f, d, q);
  CHECK(x.peak == rel(30, 1e-12));
  CHECK(x.batch == 4);
  CHECK(x.longest_invocation == rel(0.6, 1e-12));
  CHECK(x.payload_of_record == 136 + 7);
  CHECK(x.lane_rate == rel(4 / 0.6, 1e-12));
  CHECK(x.hottest == rel(1. / 16, 1e-15));
  CHECK(x.hottest_shard() == rel(1. / 8, 1e-15));
  CHECK(x.most_throughput == rel(30, 1e-9)); // at the end of the ramp: nothing waits
  CHECK(x.most_concurrency == rel(30 * 0.15, 1e-9));
  CHECK(x.concurrency_limit == 1000);
}

TEST_CASE("a window is as far off as its nearest allowed length") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 1}, .service_time = 0.1, .partitions = 8, .scaling = regime("kafka-provisioned"), .batch_size = 4};
  auto const off = [&](double window) {
    p.batch_window = window;
    auto const f = forecast(p);
    deployment<> const d;
    platform_quotas<> const q;
    return detail::limit_inputs<double>(f, d, q).window_off();
  };
  CHECK(off(0) == 0);
  CHECK(off(0.5) == 0);
  CHECK(off(7) == 0);
  CHECK(off(0.25) == 0.25);
  CHECK(off(1.25) == 0.25);
  CHECK(off(1.75) == 0.25);
  p.scaling = regime("sqs-2023");
  CHECK(off(0.5) == 0.5);
}

TEST_CASE("a whole part is not one less for a rounding error") {
  CHECK(detail::whole_part(2.9999999999999996) == 3);
  CHECK(detail::whole_part(2.999) == 2);
}
