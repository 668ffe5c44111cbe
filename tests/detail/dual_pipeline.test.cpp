// SPDX-License-Identifier: MIT
#include <ullage/detail/dual_pipeline.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <variant>

using namespace ullage;

namespace {

/// No number of it is the default one.
pipeline<double> unusual() {
  pipeline<double> p;
  p.arrivals = spike<double>{.base = 1, .peak = 6, .at = 100, .width = 80, .duration = 900};
  p.initial_lag = 7;
  p.initial_lag_age = 3;
  p.service_time = 2;
  p.dispatch_overhead = 0.5;
  p.partitions = 12;
  p.reserved_concurrency = 90;
  p.account_concurrency = 800;
  p.retention = 86400;
  p.record_bytes = 1500;
  p.horizon = 5000;
  p.max_events = 4321;
  p.arrival_scv = 2;
  p.service_scv = 0.3;
  p.producer = sticky<double>{.linger = 0.2};
  p.assignment = assignor::round_robin;
  p.batch_size = 8;
  p.batch_window = 1.5;
  p.window = window_rule::after_batch;
  p.retry = {0.01, 0.002, 0.4, 5, 3600, on_failure::bisect};
  p.cold_starts = {0.9, 0.2, 600};
  p.breakdowns = {0.001, 20, 0.7, after_interruption::restart};
  p.scaling = {.name = "own", .evaluation_period = 60, .phase = 20, .reaction_delay = 4, .initial_consumers = 2, .min_consumers = 2,
               .max_consumers = 11, .lag_threshold = 3, .concurrency_per_consumer = 2, .bytes_per_consumer = 5e6,
               .parallelization_factor = 2, .rebalance_pause = 3, .startup_time = 6, .account_concurrency = 700, .environment_burst = 50,
               .environment_rate = 2, .assumed = estimate::worst};
  p.scaling.down = {scale_down::follow_load, 0.5, 30, 90};
  return p;
}
void there_and_back(pipeline<double> const& p) {
  auto const q = detail::as_scalar<double>(detail::as_scalar<long double>(p));
  CHECK(q.arrivals == p.arrivals);
  CHECK(q.initial_lag == p.initial_lag);
  CHECK(q.initial_lag_age == p.initial_lag_age);
  CHECK(q.service_time == p.service_time);
  CHECK(q.dispatch_overhead == p.dispatch_overhead);
  CHECK(q.partitions == p.partitions);
  CHECK(q.scaling == p.scaling);
  CHECK(q.reserved_concurrency == p.reserved_concurrency);
  CHECK(q.account_concurrency == p.account_concurrency);
  CHECK(q.retention == p.retention);
  CHECK(q.record_bytes == p.record_bytes);
  CHECK(q.horizon == p.horizon);
  CHECK(q.max_events == p.max_events);
  CHECK(q.arrival_scv == p.arrival_scv);
  CHECK(q.service_scv == p.service_scv);
  CHECK(q.producer == p.producer);
  CHECK(q.skew == p.skew);
  CHECK(q.assignment == p.assignment);
  CHECK(q.batch_size == p.batch_size);
  CHECK(q.batch_window == p.batch_window);
  CHECK(q.window == p.window);
  CHECK(q.retry == p.retry);
  CHECK(q.cold_starts == p.cold_starts);
  CHECK(q.breakdowns == p.breakdowns);
}

} // namespace

TEST_CASE("a pipeline in another scalar type and back is the same in every field") {
  auto p = unusual();
  there_and_back(p);
  for (up_rule<double> const& up : {up_rule<double>(jump_to_cap{}), up_rule<double>(add<double>{2, 5}), up_rule<double>(multiply<double>{3, 6}),
                                    up_rule<double>(continuous_ramp<double>{7}), up_rule<double>(match_load<double>{90}),
                                    up_rule<double>(proportional<double>{20, 0.2, 5, 3, 1, 15, 200})}) {
    p.scaling.up = up;
    there_and_back(p);
  }
  p.skew = zipf_keys<double>{50, 0.8};
  there_and_back(p);
  p.skew = named_keys<double>{{"a", "b"}, {1, 3}};
  there_and_back(p);
  p.skew = measured_shares<double>{{1, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1}};
  there_and_back(p);
  p.skew = equal_keys{77};
  there_and_back(p);
}
