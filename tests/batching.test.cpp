// SPDX-License-Identifier: MIT
#include <ullage/batching.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

batch_policy<> policy(double size, double window) { return {.batch_size = size, .window = window}; }
double const not_a_number = std::numeric_limits<double>::quiet_NaN();

} // namespace

TEST_CASE("R162 to R176: what an idle consumer makes of Poisson arrivals") {
  struct row {
    double rate, size, window, mean_size, mean_time, time_variance, delay, by_size;
  };
  for (row const& r : {row{5, 100, 10, 50.999999999377127, 9.9999999998754253, 4.6393943740225572e-11, 5.0980392155019996, 6.4607040288805853e-10},
                       row{5, 10, 1, 5.9459843421466005, 0.98919686842932010, 0.0026988877219563934, 0.56927995451749875, 0.068093634721848559},
                       row{0.5, 10, 5, 3.4996455367700769, 4.9992910735401539, 0.00076812885162448415, 3.2125306575821612, 0.0011402528326042427}}) {
    auto const f = formation(policy(r.size, r.window), r.rate);
    CHECK(f.mean_size == rel(r.mean_size, 1e-13));
    CHECK(f.mean_time == rel(r.mean_time, 1e-13));
    CHECK(f.time_variance == rel(r.time_variance, 1e-10));
    CHECK(f.mean_delay == rel(r.delay, 1e-13));
    CHECK(f.closed_by_size == rel(r.by_size, 1e-10));
  }
}

TEST_CASE("the first record waits for the whole window: W (1 + lambda W / 2) / (1 + lambda W), not W / 2") {
  auto const f = formation(policy(10000, 2), 50);
  CHECK(f.mean_delay == rel(2 * (1 + 50.0) / (1 + 100.0), 1e-13));
  CHECK(f.mean_size == rel(101, 1e-13));
  CHECK(f.size_variance == rel(100, 1e-12));
  CHECK(f.mean_time == 2);
  CHECK(f.time_variance == 0);
}

TEST_CASE("a long window: the batch is an Erlang sum of B - 1 intervals") {
  for (double const size : {2.0, 17.0, 10000.0}) {
    auto const f = formation(policy(size, 300), 1e6);
    CHECK(f.mean_size == rel(size, 1e-13));
    CHECK(f.mean_time == rel((size - 1) / 1e6, 1e-13));
    CHECK(f.time_variance == rel((size - 1) / 1e12, 1e-10));
    CHECK(f.mean_delay == rel((size - 1) / 2e6, 1e-13));
    CHECK(f.closed_by_size == 1);
  }
}

TEST_CASE("E size = 1 + arrival_rate E time, and both sides of the size agree") {
  for (double const size : {2.0, 3.0, 40.0, 500.0, 10000.0}) {
    for (double const load : {0.01, 0.3, 0.9, 0.999, 1.0, 1.001, 1.2, 4.0}) {
      double const rate = load * (size - 1) / 7;
      auto const f = formation(policy(size, 7), rate);
      CHECK(f.mean_size == rel(1 + rate * f.mean_time, 1e-12));
      CHECK(f.mean_delay <= f.mean_time);
      CHECK(f.mean_delay >= f.mean_time / 2 * (1 - 1e-12));
    }
    // sums from below and from above the size meet where the mean number of arrivals passes it
    auto const below = formation(policy(size, 7), (size - 1) / 7 * (1 - 1e-13));
    auto const above = formation(policy(size, 7), (size - 1) / 7 * (1 + 1e-13));
    CHECK(below.time_variance == rel(above.time_variance, 1e-9));
    CHECK(below.size_variance == rel(above.size_variance, 1e-10));
    CHECK(below.closed_by_size == rel(above.closed_by_size, 1e-10));
  }
}

TEST_CASE("a batch of two: all in closed form") {
  double const x = 0.7 * 3;
  auto const f = formation(policy(2, 3), 0.7);
  CHECK(f.mean_size == rel(2 - std::exp(-x), 1e-14));
  CHECK(f.size_variance == rel(std::exp(-x) * (1 - std::exp(-x)), 1e-13));
  CHECK(f.mean_time == rel((1 - std::exp(-x)) / 0.7, 1e-14));
  CHECK(f.closed_by_size == rel(1 - std::exp(-x), 1e-14));
  double const second = 2 / 0.49 * (1 - std::exp(-x) * (1 + x));
  CHECK(f.time_variance == rel(second - f.mean_time * f.mean_time, 1e-12));
  CHECK(f.mean_delay == rel(f.mean_time / f.mean_size, 1e-14)); // the second record does not wait
}

TEST_CASE("without a second record, or with a batch of one") {
  auto const lonely = formation(policy(10, 5), 0);
  CHECK(lonely.mean_size == 1);
  CHECK(lonely.mean_delay == 5);
  CHECK(lonely.closed_by_size == 0);
  auto const single = formation(policy(1, 0), 1000);
  CHECK(single.mean_size == 1);
  CHECK(single.mean_delay == 0);
  CHECK(single.closed_by_size == 1);
  auto const instant = formation(policy(10, 0), 5);
  CHECK(instant.mean_size == 1);
  CHECK(instant.mean_time == 0);
}

TEST_CASE("the payload caps the batch: base64 takes 4 bytes for each 3 begun") {
  batch_policy<> p{.batch_size = 10000, .record_bytes = 1000, .envelope_bytes = 300};
  CHECK(payload_bytes(p) == 4 * 334 + 300);
  CHECK(batch_limit(p) == std::floor(6291456.0 / 1636));
  p.batch_size = 100;
  CHECK(batch_limit(p) == 100);
  p.record_bytes = not_a_number;
  CHECK(batch_limit(p) == 100);
  p = {.batch_size = 10000, .window = 300, .record_bytes = 1e6};
  CHECK(batch_limit(p) == 4);
  CHECK(formation(p, 1000).mean_size == rel(4, 1e-13));
  p.record_bytes = 4e6; // one fits
  CHECK(batch_limit(p) == 1);
  CHECK(formation(p, 1000).mean_delay == 0);
}

TEST_CASE("fill time and invocations of an idle consumer") {
  CHECK(fill_time(policy(100, 0), 5) == rel(19.8, 1e-15));
  CHECK(fill_time(policy(1, 0), 5) == 0);
  CHECK(invocation_rate(policy(100, 10), 5) == rel(5 / 50.999999999377127, 1e-13));
  CHECK(invocation_rate(policy(1, 0), 5) == 5);
  CHECK(invocation_rate(policy(10, 1), 0) == 0);
}

TEST_CASE("T1: a batch of 20 in 50 ms, five at a time: 2000 records/s") {
  CHECK(5 * batch_capacity(invocation_time<>{.per_invocation = 0.05, .per_record = 0}, 20) == rel(2000, 1e-15));
}

TEST_CASE("capacity with batches, its limit and its inverse") {
  invocation_time<> const d{.per_invocation = 1, .per_record = 0.2};
  CHECK(batch_capacity(d, 10) == rel(10.0 / 3, 1e-15));
  CHECK(batch_capacity_limit(d) == rel(5, 1e-15));
  CHECK(std::isinf(batch_capacity_limit(invocation_time<>{.per_invocation = 1, .per_record = 0})));
  CHECK(smallest_batch_size(d, 2) == 4); // 2 / 0.6
  CHECK(smallest_batch_size(d, 0.5) == 1);
  CHECK(smallest_batch_size(d, 0) == 1);
  CHECK(std::isinf(smallest_batch_size(d, 5)));
  CHECK(smallest_batch_size(invocation_time<>{.per_record = 0.2}, 5) == 1);
  CHECK(std::isinf(smallest_batch_size(invocation_time<>{.per_record = 0.2}, 5.01)));
  invocation_time<> const flat{.per_invocation = 1, .per_record = 0.01};
  for (int size = 1; size <= 3000; ++size) { CHECK(smallest_batch_size(flat, batch_capacity(flat, size) * (1 - 1e-12)) == size); }
}

TEST_CASE("batch policies are refused by field, value and rule") {
  auto const says = [](batch_policy<> const& p) { return refusal([&] { validate(p); }); };
  CHECK(says(policy(1, 5)) == "batch_policy: window = 5, but must be 0 when batch_size is 1 (a batch of one record is full at once)");
  CHECK(says(policy(0, 0)) == "batch_policy: batch_size = 0, but must be in [1, 10000]");
  CHECK(says(policy(10001, 0)) == "batch_policy: batch_size = 10001, but must be in [1, 10000]");
  CHECK(says(policy(2.5, 0)) == "batch_policy: batch_size = 2.5, but must be a whole number");
  CHECK(says(policy(not_a_number, 0)) == "batch_policy: batch_size = nan, but must be in [1, 10000]");
  CHECK(says(policy(10, 301)) == "batch_policy: window = 301, but must be in [0, 300] s");
  CHECK(says(policy(10, -1)) == "batch_policy: window = -1, but must be in [0, 300] s");
  CHECK(says(policy(10, not_a_number)) == "batch_policy: window = nan, but must be in [0, 300] s");
  CHECK(says({.batch_size = 10, .record_bytes = 0}) == "batch_policy: record_bytes = 0, but must be finite and > 0");
  CHECK(says({.batch_size = 10, .payload_limit = 0}) == "batch_policy: payload_limit = 0, but must be finite and > 0");
  CHECK(says({.batch_size = 10, .envelope_bytes = -1}) == "batch_policy: envelope_bytes = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)batch_limit(batch_policy<>{.record_bytes = 5e6}); }) ==
        "batch_limit: payload of one record = 6666668, but must be <= payload_limit");
  CHECK(refusal([] { (void)payload_bytes(batch_policy<>{}); }) ==
        "payload_bytes: record_bytes = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)formation(policy(10, 1), -1); }) == "formation: arrival_rate = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)fill_time(policy(10, 1), 0); }) == "fill_time: arrival_rate = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)batch_capacity(invocation_time<>{.per_record = 0}, 1); }) ==
        "invocation_time: per_record = 0, but must be > 0 when per_invocation is 0");
  CHECK(refusal([] { (void)batch_capacity(invocation_time<>{.per_record = 1}, 0); }) == "batch_capacity: batch_size = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)smallest_batch_size(invocation_time<>{}, 1); }) ==
        "invocation_time: per_record = nan, but is required and must be a finite number >= 0");
}

TEST_CASE("a change of the time unit leaves sizes alone; float and long double stay what they are") {
  auto const seconds = formation(policy(50, 3), 20);
  auto const minutes = formation(policy(50, 3.0 / 60), 20.0 * 60);
  CHECK(minutes.mean_size == rel(seconds.mean_size, 1e-12));
  CHECK(minutes.mean_delay * 60 == rel(seconds.mean_delay, 1e-12));
  auto const f = formation(batch_policy<float>{.batch_size = 10, .window = 1}, 5);
  CHECK(std::is_same_v<decltype(f.mean_size), float>);
  CHECK(static_cast<double>(f.mean_size) == rel(5.9459843421466005, 1e-5));
  auto const l = formation(batch_policy<long double>{.batch_size = 10, .window = 1}, 5);
  CHECK(static_cast<double>(l.closed_by_size) == rel(0.068093634721848559, 1e-15));
}
