// SPDX-License-Identifier: MIT
#include <ullage/batch_flow.hpp>
#include <ullage/queue/bulk.hpp>

#include <support/approx.hpp>
#include <support/random_pipeline.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

struct load {
  double rate, a, b, size, window;
  window_rule rule;
  double estimate() const {
    return estimate_batches(batch_policy<>{.batch_size = size, .window = window, .rule = rule}, invocation_time<>{a, b}, rate).mean_size;
  }
  double exact() const {
    return mean_batch(bulk<>{.arrival_rate = rate, .per_invocation = a, .per_record = b, .batch_size = size, .window = window, .rule = rule});
  }
};

double log_between(ullage::test::dice& d, double low, double high) { return std::exp(d.between(std::log(low), std::log(high))); }

/// Relative errors of random loads, sorted.
std::vector<double> errors(window_rule rule, bool window, double busiest) {
  ullage::test::dice d(7);
  std::vector<double> out;
  for (int i = 0; i < 100; ++i) {
    load q{.rate = 0, .a = d.chance(0.2) ? 0 : log_between(d, 0.001, 3), .b = log_between(d, 0.001, 0.3), .size = std::floor(log_between(d, 2, 100)),
           .window = 0, .rule = rule};
    q.rate = d.between(0.02, busiest) * q.size / (q.a + q.b * q.size);
    if (window) { q.window = log_between(d, 0.05, 0.9 * q.size) / q.rate; }
    if (q.window > 300) { q.window = 300; }
    out.push_back(std::abs(q.estimate() / q.exact() - 1));
  }
  std::sort(out.begin(), out.end());
  return out;
}

} // namespace

TEST_CASE("Against the exact chain over random loads the error is that of the table") {
  struct row {
    window_rule rule;
    bool window;
    double median, most, largest, largest_to_70;
  };
  for (auto const& r : {row{window_rule::after_invocation, false, 2e-4, 0.008, 0.10, 0.011}, row{window_rule::after_invocation, true, 1e-3, 0.015, 0.15, 0.04},
                        row{window_rule::when_idle, true, 2e-3, 0.025, 0.08, 0.04}, row{window_rule::after_batch, true, 0.01, 0.11, 0.25, 0.15}}) {
    auto const all = errors(r.rule, r.window, 0.97);
    CHECK(all[50] < r.median);
    CHECK(all[90] < r.most);
    CHECK(all.back() < r.largest);
    CHECK(errors(r.rule, r.window, 0.7).back() < r.largest_to_70);
  }
}

TEST_CASE("Exact where the batch is never full") {
  for (double const b : {0.0, 0.01, 0.05, 0.09}) {
    for (auto const rule : {window_rule::after_invocation, window_rule::when_idle}) {
      for (double const window : {0.0, 0.3, 2.0}) {
        load const q{.rate = 10, .a = 0.05, .b = b, .size = 2000, .window = window, .rule = rule};
        CHECK(q.estimate() == rel(q.exact(), 2e-6));
      }
    }
  }
}

TEST_CASE("Without a window and a time per record the mean is a lambda + exp(-a lambda)") {
  load const q{.rate = 4, .a = 0.3, .b = 0, .size = 500, .window = 0, .rule = window_rule::after_invocation};
  CHECK(q.estimate() == rel(1.2 + std::exp(-1.2), 1e-12));
}

TEST_CASE("An idle consumer forms the batch of its window") {
  load const q{.rate = 5, .a = 1e-6, .b = 1e-9, .size = 100, .window = 2, .rule = window_rule::after_invocation};
  CHECK(q.estimate() == rel(11, 1e-5));
  CHECK(q.estimate() == rel(formation(batch_policy<>{.batch_size = 100, .window = 2}, 5).mean_size, 1e-5));
}

TEST_CASE("Limits: one record, no load, full load, always busy") {
  batch_policy<> const one{.batch_size = 1};
  invocation_time<> const d{.per_invocation = 0.1, .per_record = 0.05};
  CHECK(estimate_batches(one, d, 4).mean_size == 1);
  CHECK(estimate_batches(one, d, 4).idle_share == rel(0.4, 1e-14)); // 1 - load
  batch_policy<> const many{.batch_size = 10, .window = 1};
  CHECK(estimate_batches(many, d, 0).mean_size == 1);
  CHECK(estimate_batches(many, d, 0).idle_share == 1);
  CHECK(estimate_batches(many, d, 16.667).mean_size == 10);
  CHECK(estimate_batches(many, d, 1e20).mean_size == 10);
  // never idle, never full: a lambda / (1 - lambda b)
  CHECK(estimate_batches(batch_policy<>{.batch_size = 10000}, invocation_time<>{10, 0.001}, 100).mean_size == rel(1000 / 0.9, 1e-12));
}

TEST_CASE("More arrivals never make smaller batches, and sizes stay within the limit") {
  for (auto const rule : {window_rule::after_invocation, window_rule::when_idle}) {
    for (double const size : {2.0, 7.0, 40.0, 60.0, 1000.0}) {
      double before = 1;
      for (double rate = 0.01; rate < 100; rate *= 1.05) {
        double const n = load{.rate = rate, .a = 0.2, .b = 0.02, .size = size, .window = 0.5, .rule = rule}.estimate();
        CHECK(n >= before * (1 - 2e-3));
        CHECK(n <= size);
        before = n;
      }
    }
  }
}

TEST_CASE("The unit of time does not matter") {
  load const q{.rate = 20, .a = 0.1, .b = 0.02, .size = 30, .window = 0.4, .rule = window_rule::after_batch};
  load const slow{.rate = 2, .a = 1, .b = 0.2, .size = 30, .window = 4, .rule = window_rule::after_batch};
  CHECK(q.estimate() == rel(slow.estimate(), 1e-9));
}

TEST_CASE("Refusals name the field") {
  CHECK(refusal([] { (void)estimate_batches(batch_policy<>{}, invocation_time<>{0, 1}, -1.0); }) ==
        "estimate_batches: arrival_rate = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)estimate_batches(batch_policy<>{.batch_size = 0}, invocation_time<>{0, 1}, 1.0); }) ==
        "batch_policy: batch_size = 0, but must be in [1, 10000]");
}

TEST_CASE("In float and long double") {
  auto const f = estimate_batches(batch_policy<float>{.batch_size = 30, .window = 0.5F}, invocation_time<float>{0.1F, 0.01F}, 20.0F);
  auto const l = estimate_batches(batch_policy<long double>{.batch_size = 30, .window = 0.5L}, invocation_time<long double>{0.1L, 0.01L}, 20.0L);
  CHECK(double(f.mean_size) == rel(double(l.mean_size), 1e-3));
}
