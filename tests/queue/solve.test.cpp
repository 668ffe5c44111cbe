// SPDX-License-Identifier: MIT
#include "support/approx.hpp"
#include "support/refusal.hpp"

#include <ullage/queue/md1.hpp>
#include <ullage/queue/mg1.hpp>
#include <ullage/queue/mm1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/mminf.hpp>
#include <ullage/queue/solve.hpp>
#include <ullage/throughput.hpp>

#include <cmath>
#include <limits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

/// Loss of a third of the arrivals whatever is done, to meet a model with blocking and one field only.
struct toll {
  using scalar_type = double;
  double arrival_rate = 0;
  double service_time = 1;
  int servers = 1;
};
void validate(toll const&) {}
double utilization(toll const& q) { return q.arrival_rate * q.service_time / q.servers; }
bool is_stable(toll const&) { return true; }
double throughput(toll const& q) { return q.arrival_rate < q.servers / q.service_time ? q.arrival_rate : q.servers / q.service_time; }
double blocking_probability(toll const&) { return 1.0 / 3; }

} // namespace

template <> inline constexpr bool ullage::enable_queue<toll> = true;

TEST_CASE("servers_for gives the smallest number: one less fails") {
  for (double const rate : {0.1, 5.0, 320.0}) {
    auto const q = mmc<>{.arrival_rate = rate, .service_time = 3};
    for (auto const& o : {wait_quantile_at_most(0.99, 1), mean_wait_at_most(0.1), wait_probability_at_most(0.2), mean_sojourn_at_most(3.5),
                          sojourn_quantile_at_most(0.9, 7), wait_tail_at_most(0.5, 0.01), utilization_at_most(0.7), mean_in_queue_at_most(1),
                          sojourn_tail_at_most(12, 0.02)}) {
      auto const s = servers_for(q, o);
      CAPTURE(text_of(o));
      CAPTURE(rate);
      REQUIRE(s.feasible);
      auto at = q;
      at.servers = s.value;
      CHECK(is_met(at, o));
      CHECK(s.achieved == evaluate(at, o.of, o.at));
      if (s.value > 1) {
        at.servers = s.value - 1;
        CHECK_FALSE(is_met(at, o));
      }
    }
  }
}

TEST_CASE("R017: the 99 % wait of 20 servers at 5/s and 3 s is 1.665 s, so 20 servers are what 1.6652 s takes") {
  auto const q = mmc<>{.arrival_rate = 5, .service_time = 3};
  CHECK(servers_for(q, wait_quantile_at_most(0.99, 1.6652)).value == 20);
  CHECK(servers_for(q, wait_quantile_at_most(0.99, 1.6651)).value == 21);
  CHECK(servers_for(q, wait_quantile_at_most(0.99, 1.6652)).achieved == rel(1.6651612793875943, 1e-12));
  CHECK(servers_for(q, wait_quantile_at_most(0.99, 1)).reason == "with 21 servers wait_quantile(0.99) = 1.16276");
}

TEST_CASE("R062: a topic at 5/s and 3 s with keys needs 41 partitions for a 99 % sojourn of 10 s") {
  auto const s = max_arrival_rate(md1<>{.service_time = 3}, sojourn_quantile_at_most(0.99, 10));
  REQUIRE(s.feasible);
  CHECK(std::ceil(5 / s.value) == 41);
  auto const t = max_arrival_rate(md1<>{.service_time = 3}, sojourn_tail_at_most(10, 0.010395386933363486)); // R061, P = 40
  CHECK(t.value == rel(5.0 / 40, 1e-9));
}

TEST_CASE("what a number of servers gives is given by that number: servers_for is the inverse of the measure") {
  for (int c = 16; c < 60; c += 7) {
    auto const q = mmc<>{.arrival_rate = 5, .service_time = 3, .servers = c};
    CHECK(servers_for(q, mean_wait_at_most(mean_wait(q))).value == c);
    CHECK(servers_for(q, wait_probability_at_most(wait_probability(q))).value == c);
  }
}

TEST_CASE("the own servers, rate or time of the queue do not matter") {
  auto const o = wait_quantile_at_most(0.99, 1);
  auto const q = mmc<>{.arrival_rate = 5, .service_time = 3, .servers = 20};
  CHECK(servers_for(q, o) == servers_for(mmc<>{.arrival_rate = 5, .service_time = 3, .servers = 7}, o));
  CHECK(max_arrival_rate(q, o) == max_arrival_rate(mmc<>{.service_time = 3, .servers = 20}, o));
  CHECK(max_service_time(q, o) == max_service_time(mmc<>{.arrival_rate = 5, .servers = 20}, o));
}

TEST_CASE("what cannot be met is an answer: the time in service remains") {
  auto const q = mmc<>{.arrival_rate = 5, .service_time = 3};
  auto const s = servers_for(q, mean_sojourn_at_most(2));
  CHECK_FALSE(s.feasible);
  CHECK(s.achieved == rel(3, 1e-12));
  CHECK(s.reason.find("mean_sojourn <= 2 fails with any number of servers: mean_sojourn = 3 with ") == 0);
  CHECK_FALSE(servers_for(q, sojourn_quantile_at_most(0.99, 13.8)).feasible); // 3 s ln 100 = 13.8155
  CHECK(servers_for(q, sojourn_quantile_at_most(0.99, 13.82)).feasible);
  CHECK_FALSE(servers_for(q, throughput_at_least(5.1)).feasible);
  CHECK(servers_for(q, throughput_at_least(5)).value == 16);
  auto const r = max_arrival_rate(mm1<>{.service_time = 3}, mean_sojourn_at_most(2));
  CHECK_FALSE(r.feasible);
  CHECK(r.value == 0);
  CHECK(r.reason == "mean_sojourn <= 2 fails without any arrivals: mean_sojourn = 3");
  auto const t = max_service_time(toll{.arrival_rate = 1}, blocking_probability_at_most(0.3));
  CHECK_FALSE(t.feasible);
  CHECK(t.reason == "blocking_probability <= 0.3 fails however small the service time is: blocking_probability = 0.333333");
  CHECK_FALSE(servers_for(toll{.arrival_rate = 1}, blocking_probability_at_most(0.3)).feasible);
}

TEST_CASE("more than a billion servers are not tried") {
  auto const s = servers_for(mmc<>{.arrival_rate = 1e10, .service_time = 3}, mean_wait_at_most(1));
  CHECK_FALSE(s.feasible);
  CHECK(s.value == 1'000'000'000);
  CHECK(std::isinf(s.achieved));
}

TEST_CASE("closed forms of M/M/1") {
  // mean wait rho S / (1 - rho) = x at rho = x / (x + S)
  auto const r = max_arrival_rate(mm1<>{.service_time = 3}, mean_wait_at_most(6));
  CHECK(r.value == rel(2.0 / 9, 1e-12));
  CHECK(r.achieved <= 6);
  CHECK(r.reason == "mean_wait <= 6 fails above");
  // sojourn is exponential of rate 1/S - lambda
  CHECK(max_arrival_rate(mm1<>{.service_time = 3}, sojourn_quantile_at_most(0.99, 20)).value == rel(1.0 / 3 - std::log(100.0) / 20, 1e-12));
  // mean sojourn S / (1 - lambda S) = x at S = x / (1 + lambda x)
  CHECK(max_service_time(mm1<>{.arrival_rate = 0.25}, mean_sojourn_at_most(12)).value == rel(3, 1e-12));
  CHECK(max_arrival_rate(mm1<>{.service_time = 3}, mean_in_system_at_most(3)).value == rel(0.25, 1e-12));
  CHECK(max_arrival_rate(mm1<>{.service_time = 3}, utilization_at_most(0.75)).value == rel(max_arrival_rate(1, 3, 0.75), 1e-12));
  CHECK(max_service_time(mm1<>{.arrival_rate = 5}, utilization_at_most(1)).value == rel(max_service_time(1, 5), 1e-12));
}

TEST_CASE("the objective is met at the largest rate and time, and fails 1e-12 above") {
  auto const o = wait_quantile_at_most(0.95, 0.5);
  for (int const c : {1, 3, 100, 100000}) {
    auto q = mmc<>{.arrival_rate = 1, .service_time = 3, .servers = c};
    auto const r = max_arrival_rate(q, o);
    q.arrival_rate = r.value;
    CHECK(is_met(q, o));
    q.arrival_rate *= 1 + 1e-12;
    CHECK_FALSE(is_met(q, o));
    q.arrival_rate = r.value;
    auto const s = max_service_time(q, o);
    CHECK(s.value == rel(3, 1e-9));
    q.service_time = s.value * (1 + 1e-12);
    CHECK_FALSE(is_met(q, o));
  }
}

TEST_CASE("an answer at which the search begins is found") {
  for (double s = 0.1; s < 50; s *= 1.01) { // the mean wait is the service time at a utilization of 1/2
    auto const r = max_arrival_rate(mm1<>{.service_time = s}, mean_wait_at_most(s));
    CHECK(r.value == rel(0.5 / s, 1e-14));
    CHECK(r.achieved <= s);
    CHECK(max_service_time(mm1<>{.arrival_rate = s}, mean_in_system_at_most(1)).value == rel(0.5 / s, 1e-14));
  }
}

TEST_CASE("a change of the unit of time changes nothing but the unit") {
  auto const slow = mmc<>{.arrival_rate = 5, .service_time = 3, .servers = 20};
  auto const fast = mmc<>{.arrival_rate = 5e3, .service_time = 3e-3, .servers = 20};
  CHECK(servers_for(slow, wait_quantile_at_most(0.99, 1)).value == servers_for(fast, wait_quantile_at_most(0.99, 1e-3)).value);
  CHECK(max_arrival_rate(fast, wait_quantile_at_most(0.99, 1e-3)).value == rel(1e3 * max_arrival_rate(slow, wait_quantile_at_most(0.99, 1)).value, 1e-11));
  CHECK(max_service_time(fast, mean_wait_at_most(1e-3)).value == rel(1e-3 * max_service_time(slow, mean_wait_at_most(1)).value, 1e-11));
}

TEST_CASE("a looser objective never takes more servers, and never allows less") {
  int before = std::numeric_limits<int>::max();
  double rate = 0;
  for (double x = 0.01; x < 100; x *= 1.7) {
    int const n = servers_for(mmc<>{.arrival_rate = 50, .service_time = 3}, mean_wait_at_most(x)).value;
    CHECK(n <= before);
    before = n;
    double const r = max_arrival_rate(mmc<>{.service_time = 3, .servers = 5}, mean_wait_at_most(x)).value;
    CHECK(r > rate);
    rate = r;
  }
}

TEST_CASE("a service law keeps its form when its mean is sought") {
  // M/G/1: mean wait rho S (1 + scv) / (2 (1 - rho))
  auto const gamma = max_service_time(mg1<>{.arrival_rate = 0.25, .service = gamma_service<>{.mean = 1, .scv = 0.5}}, mean_wait_at_most(6.75));
  CHECK(gamma.value == rel(3, 1e-12));
  auto const q = mg1<>{.arrival_rate = 0.1, .service = discrete_service<>{.values = {1, 4}, .probabilities = {0.5, 0.5}}};
  auto const x = max_service_time(q, mean_wait_at_most(3));
  auto const stretched = mg1<>{.arrival_rate = 0.1, .service = discrete_service<>{.values = {x.value * 0.4, x.value * 1.6}, .probabilities = {0.5, 0.5}}};
  CHECK(mean_wait(stretched) == rel(3, 1e-11));
  auto const cut = mg1<>{.arrival_rate = 0.1, .service = lognormal_service<>{.mean = 1, .scv = 2, .timeout = 5}};
  auto const y = max_service_time(cut, mean_wait_at_most(3));
  double const factor = y.value / mean(cut.service);
  CHECK(mean_wait(mg1<>{.arrival_rate = 0.1, .service = lognormal_service<>{.mean = factor, .scv = 2, .timeout = 5 * factor}}) == rel(3, 1e-10));
}

TEST_CASE("limits that everything or nothing meets") {
  auto const any = max_arrival_rate(mminf<>{.service_time = 3}, mean_wait_at_most(1));
  CHECK(any.feasible);
  CHECK(std::isinf(any.value));
  CHECK(any.reason == "no arrival rate misses mean_wait <= 1");
  auto const none = max_arrival_rate(mm1<>{.service_time = 3}, mean_wait_at_most(0));
  CHECK(none.feasible);
  CHECK(none.value == 0);
  CHECK(none.reason == "mean_wait <= 0 fails with any arrivals");
  CHECK(servers_for(mmc<>{.arrival_rate = 0, .service_time = 3}, mean_wait_at_most(0)).value == 1);
}

TEST_CASE("the border of stability is told") {
  auto const s = max_service_time(mm1<>{.arrival_rate = 0.25}, throughput_at_least(0.25));
  CHECK(s.value == rel(4, 1e-12));
  CHECK(s.value < 4);
  CHECK(s.reason == "the queue is not stable above");
}

TEST_CASE("refusals") {
  auto const q = mmc<>{.arrival_rate = 5, .service_time = 3};
  CHECK(refusal([&] { (void)servers_for(q, blocking_probability_at_most(0.1)); }) ==
        "servers_for: measure = \"blocking_probability\", but mmc does not have it");
  CHECK(refusal([&] { (void)max_arrival_rate(q, throughput_at_least(3)); }) ==
        "max_arrival_rate: objective = \"throughput >= 3\", but must be one that more arrivals make worse");
  CHECK(refusal([&] { (void)servers_for(q, objective<>{}); }) == "objective: limit = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([&] { (void)servers_for(mmc<>{.arrival_rate = 5}, mean_wait_at_most(1)); }) ==
        "mmc: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refusal([&] { (void)max_service_time(mmc<>{.arrival_rate = -5}, mean_wait_at_most(1)); }) ==
        "mmc: arrival_rate = -5, but must be finite and >= 0");
}

TEST_CASE("float and long double") {
  CHECK(servers_for(mmc<float>{.arrival_rate = 5, .service_time = 3}, wait_quantile_at_most(0.99, 1)).value == 22);
  CHECK(servers_for(mmc<long double>{.arrival_rate = 5, .service_time = 3}, wait_quantile_at_most(0.99L, 1)).value == 22);
  CHECK(double(max_arrival_rate(mm1<float>{.service_time = 3}, mean_wait_at_most(6)).value) == rel(2.0 / 9, 1e-6));
  CHECK(double(max_arrival_rate(mm1<long double>{.service_time = 3}, mean_wait_at_most(6)).value) == rel(2.0 / 9, 1e-15));
}
