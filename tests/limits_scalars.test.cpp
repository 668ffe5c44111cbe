// SPDX-License-Identifier: MIT
#include "support/approx.hpp"

#include <ullage/limits.hpp>

#include <doctest/doctest.h>

#include <cstddef>

using namespace ullage;
using ullage::test::rel;

TEST_CASE("float and long double give the same limits") {
  pipeline<float> const f{.arrivals = constant_rate<float>{.rate = 200}, .service_time = 0.02f, .partitions = 20,
                          .scaling = regime<float>("kafka-provisioned"), .record_bytes = 1000, .service_scv = 0.5f, .batch_size = 100};
  pipeline<long double> const l{.arrivals = constant_rate<long double>{.rate = 200}, .service_time = 0.02L, .partitions = 20,
                                .scaling = regime<long double>("kafka-provisioned"), .record_bytes = 1000, .service_scv = 0.5L, .batch_size = 100};
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 200}, .service_time = 0.02, .partitions = 20,
                     .scaling = regime("kafka-provisioned"), .record_bytes = 1000, .service_scv = 0.5, .batch_size = 100};
  auto const all = platform_limits(forecast(p), deployment<>{});
  auto const in_float = platform_limits(forecast(f), deployment<float>{});
  auto const in_long = platform_limits(forecast(l), deployment<long double>{});
  REQUIRE(in_float.size() == all.size());
  REQUIRE(in_long.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(all[i].name);
    CHECK(in_long[i].met == all[i].met);
    if (all[i].value == 0) {
      CHECK(in_float[i].value == 0);
      continue;
    }
    CHECK(double(in_float[i].value) == rel(all[i].value, 1e-5));
    CHECK(double(in_long[i].value) == rel(all[i].value, 1e-11));
    CHECK(double(in_long[i].limit) == rel(all[i].limit, 1e-11));
  }
}
