// SPDX-License-Identifier: MIT
#include <ullage/detail/bulk_chain.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {

/// A chain on a line with jumps of up to 4 and an exact law from detailed steps.
std::vector<double> step(std::vector<double> const& x) {
  std::vector<double> out(x.size(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::size_t const up = i + 1 < x.size() ? i + 1 : i;
    std::size_t const down = i > 3 ? i - 3 : 0;
    out[up] += 0.6 * x[i];
    out[down] += 0.3 * x[i];
    out[i] += 0.1 * x[i];
  }
  return out;
}

} // namespace

TEST_CASE("elimination and GMRES find the same law, which a step leaves alone") {
  std::size_t const n = 60;
  auto by_hand = stationary_by_elimination<double>(step, n);
  auto const by_steps = stationary_by_steps<double>(step, std::vector<double>(n, 1.0));
  double sum = 0;
  for (double const x : by_hand) { sum += x; }
  for (double& x : by_hand) { x /= sum; }
  auto const next = step(by_hand);
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(next[i] == rel(by_hand[i], 1e-12));
    CHECK(std::abs(by_steps[i] - by_hand[i]) < 1e-13);
  }
}

TEST_CASE("the law of the chain is one: masses, waiting records and what leaves a batch balance") {
  for (auto const rule : {window_rule::when_idle, window_rule::after_invocation, window_rule::after_batch}) {
    for (long long const size : {1LL, 4LL, 60LL, 300LL}) {
      for (double const load : {0.1, 0.7, 0.95}) {
        double const full = load * static_cast<double>(size);
        bulk_scaled<double> const q{0.7 * full, 0.3 * full / static_cast<double>(size), size > 1 ? 0.4 * full : 0.0, size, rule, 0.0, static_cast<double>(size) - full};
        bulk_chain<double> const c(q);
        double total = c.above();
        double mean = c.above() * static_cast<double>(size);
        double service = c.above() * full;
        for (long long m = c.low(); m <= c.high(); ++m) {
          total += c.within_batch(m);
          mean += c.within_batch(m) * static_cast<double>(m);
          service += c.within_batch(m) * q.service(m);
        }
        CHECK(total == rel(1, 1e-13));
        CHECK(service <= mean * (1 + 1e-12)); // busy time of a cycle within its length
        double waiting = 0;
        for (double const x : c.waiting()) { waiting += x; }
        CHECK(waiting <= 1 + 1e-12);
        if (q.window == 0) { CHECK(mean == rel(service + c.waiting()[0], 1e-11)); } // arrivals of a cycle: busy, then idle for one
      }
    }
  }
}

TEST_CASE("what the range leaves out is nothing: narrow and whole give the same") {
  // B of 300 and 301 are never reached; their ranges differ from that of 40
  bulk_scaled<double> const q{10, 0.5, 0, 300, window_rule::when_idle, 0, 300 - 160};
  bulk_scaled<double> const r{10, 0.5, 0, 90, window_rule::when_idle, 0, 90 - 55};
  bulk_chain<double> const c(q), d(r);
  CHECK(c.high() < 300);
  for (long long m = 10; m < 40; ++m) { CHECK(c.within_batch(m) == rel(d.within_batch(m), 1e-11)); }
}
