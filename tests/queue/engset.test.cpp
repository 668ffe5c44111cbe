// SPDX-License-Identifier: MIT
#include <ullage/queue/engset.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
engset<> const twenty{.sources = 20, .source_rate = 0.2, .service_time = 1, .servers = 5};
template <class Q>
concept waits = requires(Q const& q) { mean_wait(q); } || requires(Q const& q) { wait_probability(q); } ||
                requires(Q const& q) { wait_tail(q, 1); } || requires(Q const& q) { wait_quantile(q, 0.5); };
} // namespace

TEST_CASE("R042: twenty sources, five servers, call congestion") {
  CHECK(blocking_probability(twenty) == rel(0.12693214566413414, 1e-12));
}

TEST_CASE("an exact limit: many sources of small rate are Erlang's loss system, R003 and R005") {
  engset<> const five{.sources = 1000000, .source_rate = 4e-6, .service_time = 1, .servers = 5};
  CHECK(blocking_probability(five) == rel(0.19906687402799378, 1e-5));
  CHECK(time_congestion(five) == rel(0.19906687402799378, 1e-5));
  engset<> const servers{.sources = 1000000, .source_rate = 5e-6, .service_time = 3, .servers = 20};
  CHECK(blocking_probability(servers) == rel(0.045593215589811839, 1e-4));
}

TEST_CASE("an exact limit: a server for each source, nothing is lost") {
  engset<> const q{.sources = 6, .source_rate = 0.5, .service_time = 3, .servers = 6};
  CHECK(blocking_probability(q) == 0);
  CHECK(time_congestion(q) == rel(std::pow(0.6, 6), 1e-13));
  CHECK(mean_in_system(q) == rel(3.6, 1e-14));
  engset<> const more{.sources = 6, .source_rate = 0.5, .service_time = 3, .servers = 7};
  CHECK(blocking_probability(more) == 0);
  CHECK(time_congestion(more) == 0);
  CHECK(state_probability(more, 6) == rel(std::pow(0.6, 6), 1e-13));
  CHECK(state_probability(more, 7) == 0);
}

TEST_CASE("the states sum to 1 and to the mean number; an arrival sees one source less") {
  for (double const rate : {1e-6, 0.01, 0.2, 0.5, 3.0, 1e4}) {
    for (int const servers : {1, 5, 19, 20}) {
      engset<> const q{.sources = 20, .source_rate = rate, .service_time = 1, .servers = servers};
      engset<> less = q;
      less.sources = 19;
      double all = 0;
      double mean = 0;
      for (int n = 0; n <= servers; ++n) {
        all += state_probability(q, n);
        mean += n * state_probability(q, n);
      }
      CHECK(all == rel(1, 1e-13));
      CHECK(mean == rel(mean_in_system(q), 1e-12));
      CHECK(state_probability(q, servers) == rel(time_congestion(q), 1e-12));
      if (servers < 20) {
        CHECK(time_congestion(less) == rel(blocking_probability(q), 1e-12));
        CHECK(blocking_probability(q) < time_congestion(q));
      }
      CHECK(utilization(q) == rel(mean / servers, 1e-12));
      CHECK(throughput(q) == rel(mean, 1e-12)); // Little, S = 1
    }
  }
}

TEST_CASE("conservation: what idle sources ask is served or lost") {
  double const asked = 0.2 * (20 - mean_in_system(twenty));
  CHECK(throughput(twenty) == rel(asked * (1 - blocking_probability(twenty)), 1e-13));
}

TEST_CASE("more sources or a higher rate lose more, more servers less") {
  double lost = 0;
  for (int sources = 6; sources < 100; ++sources) {
    engset<> const q{.sources = sources, .source_rate = 0.2, .service_time = 1, .servers = 5};
    CHECK(blocking_probability(q) > lost);
    lost = blocking_probability(q);
  }
  lost = 0;
  for (double rate = 1e-3; rate < 1e3; rate *= 1.5) {
    engset<> const q{.sources = 20, .source_rate = rate, .service_time = 1, .servers = 5};
    CHECK(blocking_probability(q) > lost);
    lost = blocking_probability(q);
  }
  lost = 1;
  for (int servers = 1; servers <= 20; ++servers) {
    engset<> const q{.sources = 20, .source_rate = 0.2, .service_time = 1, .servers = servers};
    CHECK(blocking_probability(q) < lost);
    lost = blocking_probability(q);
  }
}

TEST_CASE("a change of the time unit leaves probabilities alone") {
  engset<> const minutes{.sources = 20, .source_rate = 12, .service_time = 1. / 60, .servers = 5};
  CHECK(blocking_probability(minutes) == rel(blocking_probability(twenty), 1e-13));
  CHECK(time_congestion(minutes) == rel(time_congestion(twenty), 1e-13));
  CHECK(throughput(minutes) == rel(60 * throughput(twenty), 1e-13));
}

TEST_CASE("sources that ask nothing, and sources that ask all the time") {
  engset<> const idle{.sources = 20, .source_rate = 0, .service_time = 1, .servers = 5};
  CHECK(is_stable(idle));
  CHECK(blocking_probability(idle) == 0);
  CHECK(time_congestion(idle) == 0);
  CHECK(throughput(idle) == 0);
  CHECK(state_probability(idle, 0) == 1);
  engset<> const hurried{.sources = 20, .source_rate = 1e20, .service_time = 1, .servers = 5};
  CHECK(blocking_probability(hurried) == rel(1, 1e-15));
  CHECK(throughput(hurried) == rel(5, 1e-13));
}

TEST_CASE("a large system: a million sources") {
  engset<> const q{.sources = 1000000, .source_rate = 0.1, .service_time = 1, .servers = 90000};
  double const p = blocking_probability(q);
  CHECK(mean_in_system(q) < 90000);
  CHECK(throughput(q) == rel(0.1 * (1000000 - mean_in_system(q)) * (1 - p), 1e-11));
  CHECK(state_probability(q, 90000) == rel(time_congestion(q), 1e-10));
}

TEST_CASE("nobody waits: those measures do not exist") { CHECK(!waits<engset<>>); }

TEST_CASE("arguments out of range are refused by field, value and rule") {
  CHECK(refusal([] { (void)throughput(engset<>{.source_rate = 1, .service_time = 1}); }) ==
        "engset: sources = 0, but is required and must be >= 1");
  CHECK(refusal([] { (void)throughput(engset<>{.sources = 1000001, .source_rate = 1, .service_time = 1}); }) ==
        "engset: sources = 1000001, but must be <= 1000000");
  CHECK(refusal([] { (void)time_congestion(engset<>{.sources = 3, .service_time = 1}); }) ==
        "engset: source_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)blocking_probability(engset<>{.sources = 3, .source_rate = 1, .service_time = -1}); }) ==
        "engset: service_time = -1, but must be finite and > 0");
  CHECK(refusal([] { (void)utilization(engset<>{.sources = 3, .source_rate = 1, .service_time = 1, .servers = 0}); }) ==
        "engset: servers = 0, but must be >= 1");
  CHECK(refusal([] { (void)state_probability(twenty, -1); }) == "state_probability: n = -1, but must be >= 0");
}

TEST_CASE("float and long double stay what they are") {
  engset<float> const f{.sources = 20, .source_rate = 0.2f, .service_time = 1, .servers = 5};
  CHECK(std::is_same_v<decltype(blocking_probability(f)), float>);
  CHECK(static_cast<double>(blocking_probability(f)) == rel(0.12693214566413414, 1e-6));
  engset<long double> const l{.sources = 20, .source_rate = 0.2L, .service_time = 1, .servers = 5};
  CHECK(std::is_same_v<decltype(blocking_probability(l)), long double>);
  CHECK(static_cast<double>(blocking_probability(l)) == rel(0.12693214566413414, 1e-15));
}
