// SPDX-License-Identifier: MIT
#include "support/approx.hpp"

#include <ullage/queue/engset.hpp>
#include <ullage/queue/erlang_a.hpp>
#include <ullage/queue/finite_source.hpp>
#include <ullage/queue/gg1.hpp>
#include <ullage/queue/ggc.hpp>
#include <ullage/queue/mdc.hpp>
#include <ullage/queue/mmck.hpp>
#include <ullage/queue/solve.hpp>

using namespace ullage;
using ullage::test::rel;

namespace {

/// servers_for against a count from 1 on.
template <class Q> void counted(Q q, objective<double> const& o, int most) {
  auto const found = servers_for(q, o);
  int n = 1;
  for (; n <= most; ++n) {
    q.servers = n;
    if (is_met(q, o)) { break; }
  }
  CAPTURE(text_of(o));
  CHECK(found.feasible == (n <= most));
  if (n <= most) {
    CHECK(found.value == n);
    q.servers = n;
    CHECK(found.achieved == evaluate(q, o.of, o.at));
  }
}

template <class Q> void largest_rate(Q q, objective<double> const& o) {
  auto const found = max_arrival_rate(q, o);
  CAPTURE(text_of(o));
  REQUIRE(found.feasible);
  q.arrival_rate = found.value;
  CHECK(is_met(q, o));
  CHECK(evaluate(q, o.of, o.at) == rel(o.limit, 1e-8));
  q.arrival_rate = found.value * (1 + 1e-8);
  CHECK_FALSE(is_met(q, o));
}

} // namespace

TEST_CASE("M/M/c/K: servers up to the room") {
  auto const q = mmck<>{.arrival_rate = 12, .service_time = 1, .servers = 10, .capacity = 30};
  for (double const x : {0.3, 0.1, 0.01, 1e-6}) { counted(q, blocking_probability_at_most(x), 30); }
  counted(q, blocking_probability_at_most(1e-12), 30);
  counted(q, mean_wait_at_most(0.2), 30);
  counted(q, throughput_at_least(11.5), 30);
  counted(q, throughput_at_least(12), 30);
  counted(q, wait_tail_at_most(0.5, 0.1), 30);
  largest_rate(q, blocking_probability_at_most(0.01));
  largest_rate(q, mean_wait_at_most(0.5));
}

TEST_CASE("Erlang A: fewer servers than the load are enough where records give up") {
  auto const q = erlang_a<>{.arrival_rate = 100, .service_time = 1, .patience = 2};
  for (double const x : {0.5, 0.2, 0.05, 0.001}) {
    counted(q, abandon_probability_at_most(x), 300);
    counted(q, wait_probability_at_most(x), 300);
  }
  counted(q, mean_wait_at_most(0.05), 300);
  CHECK(servers_for(q, abandon_probability_at_most(0.5)).value < 100);
  CHECK_FALSE(servers_for(q, mean_sojourn_at_most(0.5)).feasible);
  largest_rate(erlang_a<>{.arrival_rate = 1, .service_time = 1, .patience = 2, .servers = 10}, abandon_probability_at_most(0.1));
}

TEST_CASE("finite sources: servers up to the sources") {
  auto const q = finite_source<>{.sources = 20, .source_rate = 0.2, .service_time = 1};
  counted(q, mean_wait_at_most(0.1), 20);
  counted(q, throughput_at_least(3.3), 20);
  counted(q, throughput_at_least(3.4), 20);
  counted(q, wait_probability_at_most(0), 20);
  auto const e = engset<>{.sources = 20, .source_rate = 0.2, .service_time = 1};
  for (double const x : {0.3, 0.1, 0.01, 1e-6, 0.0}) { counted(e, blocking_probability_at_most(x), 20); }
}

TEST_CASE("constant service and two moments") {
  auto const d = mdc<>{.arrival_rate = 5, .service_time = 3};
  counted(d, wait_quantile_at_most(0.99, 1), 60);
  counted(d, mean_wait_at_most(0.01), 60);
  counted(d, mean_sojourn_at_most(2), 60);
  for (double const a : {0.5, 1.0, 4.0}) {
    auto const g = ggc<>{.arrival_rate = 5, .arrival_scv = a, .service_time = 3, .service_scv = 0.5};
    counted(g, mean_wait_at_most(0.1), 60);
    counted(g, wait_quantile_at_most(0.95, 0.5), 60);
    largest_rate(ggc<>{.arrival_rate = 1, .arrival_scv = a, .service_time = 3, .service_scv = 0.5, .servers = 20}, mean_wait_at_most(0.5));
    largest_rate(gg1<>{.arrival_rate = 1, .arrival_scv = a, .service_time = 3, .service_scv = 0.5}, mean_wait_at_most(5));
  }
}
