// SPDX-License-Identifier: MIT
#include <ullage/waits.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();

/// The field measurement: a rate for 2000 s, 3 s each, one consumer until 900 s, then one per partition.
trajectory<> measured(double rate, double partitions) {
  double const full = partitions / 3;
  double const slow = 1.0 / 3;
  trajectory<> f;
  f.service_time = 3;
  f.segments = {{.start = 0, .arrival_rate = rate, .start_rate = slow, .capacity = slow, .consumers = 1, .waiting = true},
                {.start = 900, .arrived = 900 * rate, .arrival_rate = rate, .lag = 900 * (rate - slow), .start_rate = full, .capacity = full, .consumers = partitions, .waiting = true}};
  double const lag_at_end = 900 * (rate - slow) - 1100 * (full - rate);
  if (lag_at_end > 0) {
    f.segments.push_back({.start = 2000, .arrived = 2000 * rate, .lag = lag_at_end, .start_rate = full, .capacity = full, .consumers = partitions, .waiting = true});
    f.segments.push_back({.start = 2000 + lag_at_end / full, .arrived = 2000 * rate, .capacity = full, .consumers = partitions});
  } else {
    double const empty = 900 + 900 * (rate - slow) / (full - rate);
    f.segments.push_back({.start = empty, .arrived = empty * rate, .arrival_rate = rate, .start_rate = rate, .capacity = full, .consumers = partitions});
    f.segments.push_back({.start = 2000, .arrived = 2000 * rate, .capacity = full, .consumers = partitions});
  }
  return f;
}

/// A rate that rises from 1 to 5, capacity that rises from 0.5 to 4, then what is left at 4.
trajectory<> curved() {
  trajectory<> f;
  f.service_time = 1;
  f.segments = {{.start = 0, .arrival_rate = 1, .arrival_slope = 0.1, .start_rate = 0.5, .start_slope = 0.0875, .capacity = 0.5, .capacity_slope = 0.0875, .consumers = 1, .waiting = true},
                {.start = 40, .arrived = 120, .lag = 30, .start_rate = 4, .capacity = 4, .consumers = 4, .waiting = true},
                {.start = 47.5, .arrived = 120, .capacity = 4, .consumers = 4}};
  return f;
}
} // namespace

TEST_CASE("R271, R285, R299: the longest waits of the field measurement") {
  CHECK(max_wait(waits(measured(2, 10))) == rel(750, 1e-9));
  CHECK(max_wait(waits(measured(5, 20))) == rel(840, 1e-9));
  CHECK(max_wait(waits(measured(5, 100))) == rel(840, 1e-9));
}

TEST_CASE("R272, R286, R300: its mean waits") {
  CHECK(mean_wait(waits(measured(2, 10))) == rel(379.625, 1e-9));
  CHECK(mean_wait(waits(measured(5, 20))) == rel(592.175, 1e-9));
  CHECK(mean_wait(waits(measured(5, 100))) == rel(18711.0 / 85, 1e-9));
}

TEST_CASE("the distribution of case 2: 300 records between 0 and 840 s, 9700 between 840 and 355 s") {
  auto const d = waits(measured(5, 20));
  auto const within = [](double w) { return 300 * w / 840 + (w > 355 ? 20 * (w - 355) : 0); };
  CHECK(d.records == rel(10000, 1e-12));
  CHECK(d.immediate == 0);
  CHECK(d.never == 0);
  for (double const w : {1.0, 200.0, 355.0, 400.0, 594.0, 839.0}) {
    CHECK(late_records(d, w) == rel(10000 - within(w), 1e-9));
    CHECK(wait_quantile(d, within(w) / 10000) == rel(w, 1e-9));
  }
  CHECK(wait_quantile(d, 0.5) == rel(12100 / (20 + 300.0 / 840), 1e-12));
  CHECK(wait_quantile(d, 0) == 0);
  CHECK(wait_quantile(d, 1) == rel(840, 1e-12));
  CHECK(late_records(d, 0) == rel(10000, 1e-12));
  CHECK(late_records(d, 840) == 0);
  CHECK(late_records(d, none) == 0);
}

TEST_CASE("records that find an idle consumer do not wait") {
  auto const d = waits(measured(5, 100));
  double const empty = 900 + 4200 / (100.0 / 3 - 5);
  CHECK(d.immediate == rel(5 * (2000 - empty), 1e-12));
  CHECK(d.records == rel(10000, 1e-12));
  CHECK(wait_quantile(d, d.immediate / d.records * 0.999) == 0);
  CHECK(wait_quantile(d, d.immediate / d.records * 1.01) > 0);
}

TEST_CASE("quantiles and late records undo each other, never fall, and integrate to the mean") {
  for (auto const& f : {measured(2, 10), measured(5, 20), measured(5, 100), curved()}) {
    auto const d = waits(f);
    double before = 0;
    double sum = 0;
    int const n = 2000;
    for (int i = 0; i < n; ++i) {
      double const p = (i + 0.5) / n;
      double const w = wait_quantile(d, p);
      CHECK(w >= before);
      before = w;
      sum += w / n;
      if (w > 0) { CHECK(late_records(d, w) == rel((1 - p) * d.records, 1e-7)); }
    }
    CHECK(sum == rel(mean_wait(d), 1e-4));
    CHECK(wait_quantile(d, 1) == rel(max_wait(d), 1e-12));
  }
}

TEST_CASE("the distribution is that of the waits asked for one by one") {
  for (auto const& f : {measured(5, 20), curved()}) {
    auto const d = waits(f);
    std::vector<double> all;
    double const total = arrived(f, 1e6);
    int const n = 20000;
    double t = 0;
    double const step = 2000.0 / 400000;
    for (int i = 0; i < n; ++i) { // one record in every 1/n of them, found by walking in time
      double const record = total * (i + 0.5) / n;
      while (arrived(f, t) < record) { t += step; }
      all.push_back(wait_at(f, t));
    }
    std::sort(all.begin(), all.end());
    for (double const p : {0.1, 0.5, 0.9, 0.99}) {
      CHECK(all[static_cast<std::size_t>(p * n)] == rel(wait_quantile(d, p), 2e-3));
    }
    CHECK(all.back() == rel(max_wait(d), 1e-3));
  }
}

TEST_CASE("Little's law: the sum of the waits is the area under the lag") {
  auto const f = curved();
  double area = 0;
  int const n = 100000;
  for (int i = 0; i < n; ++i) { area += lag(f, 47.5 * (i + 0.5) / n) * 47.5 / n; }
  auto const d = waits(f);
  CHECK(d.total_wait == rel(area, 1e-8));
  CHECK(mean_wait(d) == rel(area / 120, 1e-8));
}

TEST_CASE("records that waited at time 0 count with their age") {
  trajectory<> f;
  f.initial_lag = 100;
  f.initial_lag_age = 40;
  f.service_time = 1;
  f.segments = {{.start = 0, .arrived = 100, .lag = 100, .start_rate = 2, .capacity = 2, .consumers = 2, .waiting = true},
                {.start = 50, .arrived = 100, .capacity = 2, .consumers = 2}};
  auto const d = waits(f);
  CHECK(d.records == 100);
  CHECK(max_wait(d) == 90);
  CHECK(mean_wait(d) == rel(65, 1e-14));
  CHECK(wait_quantile(d, 0.5) == rel(65, 1e-14));
  CHECK(late_records(d, 60) == rel(60, 1e-14));
}

TEST_CASE("a burst served at an even rate waits evenly up to its length") {
  trajectory<> f;
  f.service_time = 1;
  f.segments = {{.start = 0, .burst = 100, .arrived = 100, .lag = 100, .start_rate = 4, .capacity = 4, .consumers = 4, .waiting = true},
                {.start = 25, .arrived = 100, .capacity = 4, .consumers = 4}};
  auto const d = waits(f);
  CHECK(max_wait(d) == 25);
  CHECK(mean_wait(d) == 12.5);
  for (double const p : {0.1, 0.25, 0.9}) { CHECK(wait_quantile(d, p) == rel(25 * p, 1e-13)); }
}

TEST_CASE("at a horizon the records that still wait count with their wait so far") {
  auto f = measured(5, 20);
  f.segments.resize(1);
  f.end = 900;
  auto const d = waits(f);
  CHECK(d.records == rel(4500, 1e-12));
  CHECK(d.censored == rel(4200, 1e-12));
  CHECK(max_wait(d) == rel(840, 1e-12));
}

TEST_CASE("records that never start wait for ever, and so does the mean") {
  trajectory<> f;
  f.service_time = 1;
  f.segments = {{.start = 0, .burst = 10, .arrived = 10, .lag = 10, .waiting = true}};
  auto const d = waits(f);
  CHECK(d.never == 10);
  CHECK(d.records == 10);
  CHECK(max_wait(d) == none);
  CHECK(mean_wait(d) == none);
  CHECK(wait_quantile(d, 0.5) == none);
  CHECK(late_records(d, 1e9) == 10);
}

TEST_CASE("endless overload has infinitely many records and no longest wait") {
  trajectory<> f;
  f.service_time = 1;
  f.segments = {{.start = 0, .arrival_rate = 5, .start_rate = 1, .capacity = 1, .consumers = 1, .waiting = true}};
  auto const d = waits(f);
  CHECK(d.records == none);
  CHECK(max_wait(d) == none);
  CHECK(mean_wait(d) == none);
  CHECK(wait_quantile(d, 0.5) == none);
}

TEST_CASE("without records nobody waits") {
  trajectory<> f;
  f.service_time = 1;
  f.segments = {{.start = 0, .capacity = 1, .consumers = 1}};
  auto const d = waits(f);
  CHECK(d.records == 0);
  CHECK(max_wait(d) == 0);
  CHECK(mean_wait(d) == 0);
  CHECK(wait_quantile(d, 0.99) == 0);
  CHECK(late_records(d, 0) == 0);
}

TEST_CASE("a change of the time unit scales waits alone") {
  double const k = 60;
  auto const f = measured(5, 20);
  auto g = f;
  g.service_time /= k;
  for (auto& s : g.segments) {
    s.start /= k;
    s.arrival_rate *= k;
    s.start_rate *= k;
    s.capacity *= k;
  }
  auto const d = waits(f);
  auto const e = waits(g);
  CHECK(e.records == rel(d.records, 1e-13));
  for (double const p : {0.01, 0.3, 0.5, 0.99}) { CHECK(wait_quantile(e, p) * k == rel(wait_quantile(d, p), 1e-12)); }
}

TEST_CASE("arguments out of range are refused by function, field and rule") {
  auto const d = waits(measured(5, 20));
  CHECK(refusal([&] { (void)wait_quantile(d, 1.5); }) == "wait_quantile: p = 1.5, but must be in [0, 1]");
  CHECK(refusal([&] { (void)wait_quantile(d, std::numeric_limits<double>::quiet_NaN()); }) == "wait_quantile: p = nan, but must be in [0, 1]");
  CHECK(refusal([&] { (void)late_records(d, -1); }) == "late_records: limit = -1, but must be >= 0");
}

TEST_CASE("waits work in float and long double") {
  trajectory<float> f;
  f.service_time = 1;
  f.segments = {{.start = 0, .burst = 100, .arrived = 100, .lag = 100, .start_rate = 4, .capacity = 4, .consumers = 4, .waiting = true},
                {.start = 25, .arrived = 100, .capacity = 4, .consumers = 4}};
  CHECK(max_wait(waits(f)) == 25.0f);
  trajectory<long double> l;
  l.service_time = 1;
  l.segments = {{.start = 0, .burst = 100, .arrived = 100, .lag = 100, .start_rate = 4, .capacity = 4, .consumers = 4, .waiting = true},
                {.start = 25, .arrived = 100, .capacity = 4, .consumers = 4}};
  CHECK(mean_wait(waits(l)) == 12.5L);
}
