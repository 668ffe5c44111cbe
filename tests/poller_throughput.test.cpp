// SPDX-License-Identifier: MIT
#include "support/approx.hpp"
#include "support/refusal.hpp"

#include <ullage/poller_throughput.hpp>

#include <doctest/doctest.h>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("T1: batches of 20 that take 50 ms make 2,000 records/s for each poller, 10 pollers for 20,000") {
  CHECK(poller_rate(20, 0.05) == rel(2000, 1e-15));
  CHECK(pollers_needed(20'000, poller_rate(20, 0.05)) == 10);
}

TEST_CASE("T2: payloads of 1 MB that take 1 s make 5 MB/s for each poller") { CHECK(poller_rate(1e6, 1) == 5e6); }

TEST_CASE("T3: 10, 50 and 100 MB/s take 2, 10 and 20 pollers") {
  CHECK(pollers_needed(10e6, 5e6) == 2);
  CHECK(pollers_needed(50e6, 5e6) == 10);
  CHECK(pollers_needed(100e6, 5e6) == 20);
}

TEST_CASE("T14: a FIFO queue of 6 groups runs 6 at once, not the 10 that it may") { CHECK(fifo_concurrency(6, 10) == 6); }

TEST_CASE("T22: 10,000 environments take 90 s when the first 1,000 are there at once, else 100 s") {
  CHECK(environment_time(10'000) == 90);
  CHECK(environment_time(10'000, 0) == 100);
  CHECK(environment_time(1'000) == 0);
}

TEST_CASE("one poller less does not carry the rate") {
  for (double rate = 0.1; rate < 1e6; rate *= 1.37) {
    double const n = pollers_needed(rate, 7.3);
    CHECK(n * 7.3 >= rate * (1 - 1e-15));
    CHECK((n - 1) * 7.3 < rate);
  }
  CHECK(pollers_needed(0.3, 0.1) == 3); // not 4 for a rounding error
  CHECK(pollers_needed(0, 0.1) == 0);
}

TEST_CASE("bad arguments are refused by name") {
  CHECK(refusal([] { static_cast<void>(poller_rate(1, 0)); }) == "poller_rate: invocation_time = 0, but must be finite and > 0");
  CHECK(refusal([] { static_cast<void>(poller_rate(-1, 1)); }) == "poller_rate: batch = -1, but must be finite and >= 0");
  CHECK(refusal([] { static_cast<void>(pollers_needed(1, 0)); }) == "pollers_needed: one = 0, but must be finite and > 0");
  CHECK(refusal([] { static_cast<void>(fifo_concurrency(6, 0)); }) == "fifo_concurrency: maximum_concurrency = 0, but must be > 0 (infinity: no limit)");
  CHECK(refusal([] { static_cast<void>(environment_time(1, 1, 0)); }) == "environment_time: rate = 0, but must be finite and > 0");
}

TEST_CASE("float and long double") {
  CHECK(poller_rate(20.f, 0.5f) == 200.f);
  CHECK(pollers_needed(1e4L, 5e2L) == 20);
}
