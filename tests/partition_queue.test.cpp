// SPDX-License-Identifier: MIT
#include <ullage/partition_queue.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("R320: the producer decides the wait of one of 20 partitions at 5/s and 3 s") {
  CHECK(mean_wait(partition_queue<>{.arrival_rate = 0.25, .service_time = 3}) == rel(4.5, 1e-12));
  CHECK(mean_wait(partition_queue<>{.arrival_rate = 0.25, .arrival_scv = 0.05, .service_time = 3}) == rel(0.05623570, 1e-6));
  struct row {
    double run;
    double wait;
  };
  for (row const r : {row{5, 26.91}, row{20, 110.97}, row{160, 894}}) {
    partition_queue<> const q{.arrival_rate = 0.25, .arrival_scv = 1 - (1 - 1 / r.run) / 20, .run = r.run, .run_spacing = 0.2, .share = 0.05,
                              .service_time = 3};
    CHECK(mean_wait(q) == rel(r.wait, 0.03));
    CHECK_FALSE(is_exact(q));
  }
}

TEST_CASE("single records are gg1, md1 and mg1; a pool of constant services is mdc") {
  partition_queue<> const bursty{.arrival_rate = 0.8, .arrival_scv = 2, .service_time = 1, .service_scv = 0.5};
  gg1<> const same{.arrival_rate = 0.8, .arrival_scv = 2, .service_time = 1, .service_scv = 0.5};
  CHECK(mean_wait(bursty) == rel(mean_wait(same), 1e-12));
  CHECK(wait_quantile(bursty, 0.99) == rel(wait_quantile(same, 0.99), 1e-8));
  CHECK(wait_tail(bursty, 0.01) == rel(wait_tail(same, 0.01), 1e-10));
  partition_queue<> const constant{.arrival_rate = 0.8, .service_time = 1};
  CHECK(wait_quantile(constant, 0.99) == rel(wait_quantile(md1<>{0.8, 1}, 0.99), 1e-9));
  partition_queue<> const varied{.arrival_rate = 0.8, .service_time = 1, .service_scv = 1};
  CHECK(wait_tail(varied, 5) == rel(0.8 * std::exp(-1.0), 1e-9)); // M/M/1
  partition_queue<> const pool{.arrival_rate = 8, .service_time = 1, .servers = 10};
  CHECK(mean_wait(pool) == rel(mean_wait(mdc<>{8, 1, 10}), 1e-12));
  CHECK(is_exact(pool));
}

TEST_CASE("batches are bulk; a size that is never reached changes nothing") {
  partition_queue<> const q{.arrival_rate = 10, .service_time = 0.02, .dispatch_overhead = 0.2, .batch_size = 10000};
  bulk<> const b{.arrival_rate = 10, .per_invocation = 0.2, .per_record = 0.02, .batch_size = 200};
  CHECK(mean_wait(q) == rel(mean_wait(b), 1e-9));
  CHECK(wait_quantile(q, 0.99) == rel(wait_quantile(b, 0.99), 1e-8));
  CHECK(is_exact(q));
}

TEST_CASE("the terms of the tail agree with the tail far out") {
  for (double const scv : {0.05, 1.0, 4.0}) {
    auto const d = prepare(partition_queue<>{.arrival_rate = 0.7, .arrival_scv = scv, .service_time = 1, .service_scv = 0.5});
    double const t = 12 / d.decay();
    CHECK(d.tail(t) == rel(d.constant() * std::exp(-12.0), 1e-4));
    CHECK(wait_tail(d, wait_quantile(d, 0.9)) == rel(0.1, 1e-7));
  }
}

TEST_CASE("a run that is not whole is one of the next smaller or larger: tail, mean and P(W > 0) agree") {
  for (double const run : {1.3, 2.5, 3.0, 7.75}) {
    auto const d = prepare(partition_queue<>{.arrival_rate = 0.5, .run = run, .service_time = 1});
    CAPTURE(run);
    CHECK(wait_tail(d, 1e-9) == rel(d.positive(), 1e-6));
    double sum = 0; // of the tail: midpoints, away from its steps at whole services
    double const step = 0.125;
    for (double t = step / 2; t < 60 * run; t += step) { sum += step * wait_tail(d, t); }
    CHECK(sum == rel(mean_wait(d), 2e-3));
    double const far = 8 / d.decay();
    CHECK(wait_tail(d, far) == rel(d.constant() * std::exp(-8.0), 2e-3));
  }
}

TEST_CASE("float and long double") {
  CHECK(double(mean_wait(partition_queue<float>{.arrival_rate = 0.25F, .service_time = 3})) == rel(4.5, 1e-6));
  CHECK(double(mean_wait(partition_queue<long double>{.arrival_rate = 0.25L, .service_time = 3})) == rel(4.5, 1e-15));
}

TEST_CASE("what is refused") {
  CHECK(refusal([] { (void)mean_wait(partition_queue<>{.arrival_rate = 1}); }) ==
        "partition_queue: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)mean_wait(partition_queue<>{.arrival_rate = 2, .service_time = 1}); }) ==
        "prepare: utilization = 2, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK(refusal([] { (void)mean_wait(partition_queue<>{.arrival_rate = 0.1, .run = 0.5, .service_time = 1}); }) ==
        "partition_queue: run = 0.5, but must be >= 1");
  CHECK(refusal([] { (void)mean_wait(partition_queue<>{.arrival_rate = 0.1, .service_time = 1, .batch_size = 1.5}); }) ==
        "partition_queue: batch_size = 1.5, but must be a whole number");
  CHECK(refusal([] { (void)wait_quantile(partition_queue<>{.arrival_rate = 0.1, .service_time = 1}, 1); }) ==
        "wait_quantile: p = 1, but must be in [0, 1)");
}
