// SPDX-License-Identifier: MIT
#include <ullage/bottleneck.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace ullage;

namespace {

pipeline<> base(char const* name) {
  return {.arrivals = constant_rate<>{.rate = 10, .duration = 3000}, .service_time = 2, .partitions = 30, .scaling = regime(name)};
}
std::string binds(pipeline<> const& p) { return name_of(bottleneck_of(forecast(p))); }

} // namespace

TEST_CASE("the lowest bound on services at once is named") {
  auto p = base("fixed");
  CHECK(binds(p) == "partitions");
  p.reserved_concurrency = 12;
  CHECK(binds(p) == "reserved_concurrency");
  p.account_concurrency = 8;
  CHECK(binds(p) == "account_concurrency");
  p.scaling.initial_consumers = 5;
  p.scaling.initial_share = std::numeric_limits<double>::quiet_NaN();
  CHECK(binds(p) == "max_consumers");
}

TEST_CASE("while the rule has not brought its consumers it is the rule that binds") {
  CHECK(binds(base("kafka-on-demand-2021")) == "scaling");
  auto const f = forecast(base("kafka-on-demand-2021"));
  CHECK(bottleneck_at(f, 10) == bottleneck::scaling);
  CHECK(bottleneck_at(f, 1000) == bottleneck::partitions);
}

TEST_CASE("bytes bound a poller") {
  auto p = base("kafka-provisioned");
  p.scaling.min_consumers = p.scaling.initial_consumers = p.scaling.max_consumers = 20;
  CHECK(binds(p) == "partitions");
  p.record_bytes = 4e6;
  p.scaling.bytes_per_consumer = 1e6;
  CHECK(binds(p) == "bytes_per_consumer");
}

TEST_CASE("an endless overload is looked at once it has settled") {
  auto p = base("kafka-on-demand-2021");
  p.arrivals = constant_rate<>{.rate = 100};
  CHECK(binds(p) == "partitions");
}
