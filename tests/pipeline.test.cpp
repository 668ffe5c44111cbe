// SPDX-License-Identifier: MIT
#include <ullage/pipeline.hpp>

#include <support/approx.hpp>

#include <ullage/units.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>

using namespace ullage;
using ullage::test::rel;

namespace {

double const none = std::numeric_limits<double>::infinity();
double const unset = std::numeric_limits<double>::quiet_NaN();

pipeline<> good() {
  return {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20,
          .scaling = regime("kafka-on-demand-2021")};
}

/// Refuses what `change` makes of a good pipeline.
template <class Change> void refuse(Change change, char const* message) {
  auto p = good();
  change(p);
  CHECK_THROWS_WITH_AS(validate(p), message, std::domain_error);
}

} // namespace

TEST_CASE("lanes are partitions times the parallelization factor, without limit where there are no partitions") {
  auto p = good();
  CHECK(lanes(p) == 20);
  p.scaling = regime("kinesis");
  p.scaling.parallelization_factor = 10;
  CHECK(lanes(p) == 200);
  p.partitions.reset();
  CHECK(lanes(p) == none);
}

TEST_CASE("the occupancy of a record is its service time and the overhead of its invocation") {
  auto p = good();
  p.service_time = milliseconds(250);
  p.dispatch_overhead = milliseconds(50);
  CHECK(consumer_model(p).service_time == rel(0.3, 1e-15));
  CHECK(full_capacity(p) == rel(20 / 0.3, 1e-14));
}

TEST_CASE("the concurrency limit is the smaller one of the function's and the account's") {
  auto p = good();
  CHECK(consumer_model(p).concurrency_limit == 1000); // AWS Lambda's default
  p.account_concurrency = 300;
  CHECK(consumer_model(p).concurrency_limit == 300);
  p.reserved_concurrency = 7;
  CHECK(consumer_model(p).concurrency_limit == 7);
  CHECK(full_capacity(p) == rel(7.0 / 3, 1e-15));
  p.account_concurrency = none;
  p.reserved_concurrency = none;
  CHECK(consumer_model(p).concurrency_limit == none);
}

TEST_CASE("bytes limit a consumer only when the size of a record is known") {
  auto p = good();
  p.scaling = regime("kafka-provisioned");
  CHECK(consumer_model(p).records_per_consumer == none);
  p.record_bytes = kilobytes(10);
  CHECK(consumer_model(p).records_per_consumer == rel(500, 1e-15)); // 5 MB/s over 10 kB
}

TEST_CASE("R321: a poller with 5 concurrent batches of 20 records in 50 ms does 2000 records/s") {
  pipeline<> p{.service_time = 0.05 / 20, .partitions = 1000, .scaling = regime("kafka-provisioned")};
  CHECK(capacity(consumer_model(p), 1) == rel(2000, 1e-9));
  CHECK(consumers_for(consumer_model(p), 20'000) == 10);
  p.partitions = 5;
  CHECK(capacity(consumer_model(p), 1) == rel(2000, 1e-9));
  p.partitions = 4; // ordered lanes bound the slots of a poller
  CHECK(capacity(consumer_model(p), 1) == rel(1600, 1e-9));
}

TEST_CASE("fewer consumers than partitions are worth P / ceil(P / c) of them") {
  double const worth[] = {1, 2, 2.5, 10.0 / 3, 5, 5, 5, 5, 5, 10}; // R319
  for (int c = 1; c <= 10; ++c) {
    pipeline<> p{.service_time = 3, .partitions = 10, .scaling = regime("fixed")};
    p.scaling.initial_share = unset;
    p.scaling.initial_consumers = c;
    CHECK(full_capacity(p) == rel(worth[c - 1] / 3, 1e-9));
  }
}

TEST_CASE("full capacity takes the consumers that the regime may use, not those at the start") {
  CHECK(full_capacity(good()) == rel(20.0 / 3, 1e-15));
  auto p = good();
  p.scaling.max_consumers = 10;
  CHECK(full_capacity(p) == rel(10.0 / 3, 1e-15));
}

TEST_CASE("a pipeline that cannot be run is refused with function, field, value and rule") {
  CHECK_NOTHROW(validate(good()));
  refuse([](auto& p) { p.service_time = unset; }, "pipeline: service_time = nan, but is required and must be a finite number > 0");
  refuse([](auto& p) { p.service_time = 0; }, "pipeline: service_time = 0, but must be finite and > 0");
  refuse([](auto& p) { p.service_time = none; }, "pipeline: service_time = inf, but must be finite and > 0");
  refuse([](auto& p) { p.initial_lag = -1; }, "pipeline: initial_lag = -1, but must be finite and >= 0");
  refuse([](auto& p) { p.initial_lag_age = none; }, "pipeline: initial_lag_age = inf, but must be finite and >= 0");
  refuse([](auto& p) { p.dispatch_overhead = -0.5; }, "pipeline: dispatch_overhead = -0.5, but must be finite and >= 0");
  refuse([](auto& p) { p.partitions = 0; }, "pipeline: partitions = 0, but must be in [1, 1000000000]");
  refuse([](auto& p) { p.partitions = -3; }, "pipeline: partitions = -3, but must be in [1, 1000000000]");
  refuse([](auto& p) { p.reserved_concurrency = 0; }, "pipeline: reserved_concurrency = 0, but must be > 0 (infinity: no limit)");
  refuse([](auto& p) { p.account_concurrency = -1; }, "pipeline: account_concurrency = -1, but must be > 0 (infinity: no limit)");
  refuse([](auto& p) { p.retention = 0; }, "pipeline: retention = 0, but must be > 0 (infinity: no limit)");
  refuse([](auto& p) { p.retention = unset; }, "pipeline: retention = nan, but must be > 0 (infinity: no limit)");
  refuse([](auto& p) { p.record_bytes = 0; }, "pipeline: record_bytes = 0, but must be finite and > 0");
  refuse([](auto& p) { p.partitions.reset(); }, "pipeline: partitions are missing, but regime \"kafka-on-demand-2021\" needs them");
  refuse([](auto& p) { p.partitions.reset(); p.scaling = regime("fixed"); },
         "pipeline: partitions are missing, but regime \"fixed\" needs them or initial_consumers");
  refuse([](auto& p) { p.scaling.reaction_delay = -1; }, "regime: reaction_delay = -1, but must be finite and >= 0");
}

TEST_CASE("SQS needs no partitions, a fixed pool of a given size neither") {
  CHECK_NOTHROW(validate(pipeline<>{.service_time = 3, .scaling = regime("sqs-2023")}));
  pipeline<> p{.service_time = 3};
  p.scaling.initial_share = unset;
  p.scaling.initial_consumers = 4;
  CHECK_NOTHROW(validate(p));
}

TEST_CASE("a pipeline of float and of long double is the same pipeline") {
  pipeline<float> const f{.service_time = 3, .partitions = 20, .scaling = regime<float>("kafka-on-demand-2021")};
  pipeline<long double> const l{.service_time = 3, .partitions = 20, .scaling = regime<long double>("kafka-on-demand-2021")};
  CHECK_NOTHROW(validate(f));
  CHECK_NOTHROW(validate(l));
  CHECK(full_capacity(f) == rel(20.0 / 3, 1e-6));
  CHECK(static_cast<double>(full_capacity(l)) == rel(20.0 / 3, 1e-15));
}
