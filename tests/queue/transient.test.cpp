// SPDX-License-Identifier: MIT
#include <ullage/queue/transient.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>
#include <support/sinusoid.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
transient_mmc<> const single{.arrivals = constant_rate<>{.rate = 0.8}, .service_time = 1};
transient_mmc<> const pool{.arrivals = constant_rate<>{.rate = 5}, .service_time = 3, .servers = 20, .initial = 100};

double total(transient_state<> const& s) { return std::accumulate(s.probability.begin(), s.probability.end(), 0.0); }

std::string stopped(transient_mmc<> const& q, double t) {
  try {
    (void)transient(q, t);
  } catch (evaluation_error const& e) { return e.what(); }
  return "came to an end";
}
} // namespace

TEST_CASE("R221 to R223: M/M/1 from empty") {
  auto const s = transient(single, 10);
  CHECK(state_probability(s, 0) == rel(0.28642259328477563, 1e-14));
  CHECK(state_probability(s, 3) == rel(0.11813565195819003, 1e-14));
  CHECK(mean_in_system(s) == rel(2.0302815635790, 1e-13));
}

TEST_CASE("R224, R225: M/M/1 from 20 records") {
  auto q = single;
  q.initial = 20;
  auto const s = transient(q, 30);
  CHECK(mean_in_system(s) == rel(14.1151797077876, 1e-13));
  CHECK(state_probability(s, 0) == rel(0.0191816790309856, 1e-13));
}

TEST_CASE("R226: M/M/20 from 100 records") {
  auto const s = transient(pool, 40);
  CHECK(mean_in_system(s) == rel(35.714995326318, 1e-12));
  CHECK(deviation_in_system(s) == rel(18.102560483297, 1e-12));
  CHECK(probability_at_least(s, 61) == rel(0.104108012102, 1e-11));
}

TEST_CASE("R227 to R229: M(t)/M/20 under a sinusoidal rate, from empty") {
  auto const q = transient_mmc<>{.arrivals = test::sinusoid(4, 2, 60, 60, 3200), .service_time = 3, .servers = 20};
  auto const s = transient(q, {15, 30, 45});
  CHECK(mean_in_system(s[0]) == rel(18.2219674420, 1e-10));
  CHECK(wait_probability(s[0]) == rel(0.3455712021, 2e-10)); // ten digits are given
  CHECK(mean_in_queue(s[0]) == rel(1.3447099174, 1e-10));
  CHECK(mean_in_system(s[1]) == rel(14.8161224357, 1e-10));
  CHECK(wait_probability(s[1]) == rel(0.1370428159, 1e-9));
  CHECK(mean_in_queue(s[1]) == rel(0.5778402781, 1e-9));
  CHECK(mean_in_system(s[2]) == rel(6.5547895700, 1e-9));
  CHECK(wait_probability(s[2]) == rel(2.85282208e-5, 1e-8)); // nine digits are given
  CHECK(mean_in_queue(s[2]) == rel(4.15081454e-5, 1e-8));
}

TEST_CASE("R006, R001: after a long time it is Erlang C, after any time the mass is one") {
  for (double t : {1e3, 1e6, 1e12, 1e30}) {
    auto const s = transient(pool, t);
    CHECK(wait_probability(s) == rel(0.16042938741692362, 1e-12));
    CHECK(total(s) == rel(1, 1e-13));
  }
  for (double rho : {0.9, 0.99, 0.999}) {
    auto const s = transient(transient_mmc<>{.arrivals = constant_rate<>{.rate = rho}, .service_time = 1}, 1e12);
    CHECK(mean_in_system(s) == rel(rho / (1 - rho), 1e-11));
  }
}

TEST_CASE("with more servers than records it is Poisson with the offered load") {
  auto const s = transient(transient_mmc<>{.arrivals = constant_rate<>{.rate = 2}, .service_time = 5, .servers = 1000}, 3);
  double const m = 10 * -std::expm1(-0.6);
  CHECK(mean_in_system(s) == rel(m, 1e-13));
  CHECK(variance_in_system(s) == rel(m, 1e-12));
  for (int n : {0, 3, 12}) { CHECK(state_probability(s, n) == rel(std::exp(-m + n * std::log(m) - std::lgamma(n + 1)), 1e-12)); }
}

TEST_CASE("a rate that is linear in time, up and down, is as exact: Poisson arrivals without servers") {
  arrival_profile<> const hat({{.start = 0, .rate = 1, .slope = 3}, {.start = 10, .rate = 31, .slope = -3}, {.start = 20, .rate = 1}});
  auto const s = transient(transient_mmc<>{.arrivals = hat, .service_time = 1, .servers = 0}, {10, 20, 25});
  double const means[] = {160, 320, 325};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(mean_in_system(s[i]) == rel(means[i], 1e-12));
    CHECK(variance_in_system(s[i]) == rel(means[i], 1e-11));
    long long const n = i == 0 ? 180 : 300;
    CHECK(state_probability(s[i], n) == rel(std::exp(-means[i] + double(n) * std::log(means[i]) - std::lgamma(double(n) + 1)), 1e-11));
  }
}

TEST_CASE("a rate that rises from 0 where nothing else moves") {
  arrival_profile<> const ramp({{.start = 0, .rate = 0, .slope = 0.5}, {.start = 10}});
  auto const s = transient(transient_mmc<>{.arrivals = ramp, .service_time = 1, .servers = 0}, {1e-3, 2, 10});
  for (auto const& x : s) { CHECK(mean_in_system(x) == rel(x.t * x.t / 4, 1e-12)); }
  auto const slow = transient(transient_mmc<>{.arrivals = ramp, .service_time = 1e25}, 10);
  CHECK(mean_in_system(slow) == rel(25, 1e-12));
}

TEST_CASE("nothing arrives: the records leave one by one") {
  auto const s = transient(transient_mmc<>{.service_time = 2, .servers = 1, .initial = 5}, 3);
  CHECK(state_probability(s, 5) == rel(std::exp(-1.5), 1e-14));
  CHECK(state_probability(s, 3) == rel(std::exp(-1.5) * 1.5 * 1.5 / 2, 1e-14));
  auto const late = transient(transient_mmc<>{.service_time = 2, .servers = 1, .initial = 5}, 1e20);
  CHECK(state_probability(late, 0) == rel(1, 1e-15));
  auto const still = transient(transient_mmc<>{.service_time = 2, .servers = 0, .initial = 5}, 1e20);
  CHECK(state_probability(still, 5) == 1);
}

TEST_CASE("the flow is conserved: d/dt E[N] = arrivals - busy servers / service time") {
  double const h = 1e-3;
  auto const s = transient(pool, {20 - h, 20, 20 + h});
  double const slope = (mean_in_system(s[2]) - mean_in_system(s[0])) / (2 * h);
  CHECK(slope == rel(5 - (mean_in_system(s[1]) - mean_in_queue(s[1])) / 3, 1e-7));
}

TEST_CASE("two steps of time are one") {
  auto const s = transient(pool, {7, 7, 40});
  CHECK(s[0] == s[1]);
  CHECK(mean_in_system(s[2]) == rel(35.714995326318, 1e-12));
  auto broken = pool;
  broken.arrivals = arrival_profile<>({{.start = 0, .rate = 5}, {.start = 3, .rate = 5}, {.start = 11.5, .rate = 5}});
  broken.servers = server_schedule<>({{0, 20}, {2, 20}, {39, 20}});
  CHECK(mean_in_system(transient(broken, 40)) == rel(35.714995326318, 1e-12));
}

TEST_CASE("another unit of time changes nothing") {
  auto const s = transient(transient_mmc<>{.arrivals = constant_rate<>{.rate = 5e-6}, .service_time = 3e6, .servers = 20, .initial = 100}, 40e6);
  CHECK(mean_in_system(s) == rel(35.714995326318, 1e-12));
}

TEST_CASE("records that come at once are there at once") {
  auto q = pool;
  q.initial = 0;
  q.arrivals = arrival_profile<>(burst<>{.records = 100}) + arrival_profile<>(constant_rate<>{.rate = 5});
  CHECK(mean_in_system(transient(q, 0)) == 100);
  CHECK(mean_in_system(transient(q, 40)) == rel(35.714995326318, 1e-12));
}

TEST_CASE("servers that leave put their records back, servers that come take them") {
  auto q = pool;
  q.servers = server_schedule<>({{0, 20}, {10, 5}, {20, 60}});
  auto const s = transient(q, {10, 20, 60});
  CHECK(s[0].servers == 5);
  CHECK(mean_in_queue(s[0]) == rel(mean_in_system(s[0]) - 5, 1e-12));
  CHECK(mean_in_system(s[1]) > mean_in_system(s[0]));
  CHECK(mean_in_system(s[2]) == rel(15, 1e-3));
}

TEST_CASE("more load, fewer servers and more records at the start never help") {
  auto const base = transient(pool, 40);
  auto q = pool;
  q.arrivals = constant_rate<>{.rate = 5.1};
  CHECK(mean_in_system(transient(q, 40)) > mean_in_system(base));
  q = pool;
  q.servers = 19;
  CHECK(mean_in_queue(transient(q, 40)) > mean_in_queue(base));
  q = pool;
  q.initial = 101;
  CHECK(wait_probability(transient(q, 40)) > wait_probability(base));
}

TEST_CASE("a state: tails, quantiles, waits") {
  auto const s = transient(pool, 1e9);
  CHECK(probability_at_least(s, 0) == 1);
  CHECK(probability_at_least(s, 1'000'000) == 0);
  CHECK(state_probability(s, -1) == 0);
  CHECK(mean_wait(s) == rel(0.096257632450154172, 1e-11)); // R014
  CHECK(mean_in_queue(s) == rel(5 * 0.096257632450154172, 1e-11));
  for (double p : {0.0, 0.5, 0.99, 0.999999}) {
    auto const n = in_system_quantile(s, p);
    CHECK(probability_at_least(s, n + 1) <= 1 - p);
    CHECK((n == s.first || probability_at_least(s, n) > 1 - p));
  }
}

TEST_CASE("large systems: only states with mass are followed") {
  auto const s = transient(transient_mmc<>{.arrivals = constant_rate<>{.rate = 90}, .service_time = 1, .servers = 100, .initial = 1'000'000}, 10);
  CHECK(s.probability.size() < 2000);
  CHECK(mean_in_system(s) == rel(1'000'000 - 100, 1e-12));
  CHECK(variance_in_system(s) == rel(1900, 1e-10));
}

TEST_CASE("progress runs from 0 to 1 and can stop the work") {
  double last = 0;
  int calls = 0;
  (void)transient(pool, {10, 40}, [&](double share) {
    CHECK(share >= last);
    last = share;
    ++calls;
  });
  CHECK(calls >= 3);
  CHECK(last == rel(1, 1e-12));
  CHECK_THROWS_WITH_AS((void)transient(pool, {40}, [](double share) { return share < 0.3; }), "transient: stopped by the caller", evaluation_error);
}

TEST_CASE("work without end is given up") {
  auto q = pool;
  q.max_updates = 1e6;
  q.arrivals = constant_rate<>{.rate = 7};
  CHECK(stopped(q, 1e12) == "transient: max_updates = 1e+06 reached (a shorter time, a larger limit, or a fluid model)");
}

TEST_CASE("what is out of range is refused by name") {
  CHECK(refusal([] { (void)transient(transient_mmc<>{.servers = 1}, 1); }) == "transient_mmc: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)transient(transient_mmc<>{.service_time = 1, .servers = -1}, 1); }) == "server_schedule: servers = -1, but must be >= 0");
  CHECK(refusal([] { (void)transient(transient_mmc<>{.service_time = 1, .initial = -1}, 1); }) == "transient_mmc: initial = -1, but must be in [0, 1e15]");
  CHECK(refusal([] { (void)transient(transient_mmc<>{.arrivals = burst<>{.records = 2.5}, .service_time = 1}, 1); }) ==
        "transient_mmc: arrivals.burst[0] = 2.5, but must be a whole number of records up to 1e15");
  CHECK(refusal([] { (void)transient(transient_mmc<>{.service_time = 1, .max_updates = 0}, 1); }) == "transient_mmc: max_updates = 0, but must be > 0");
  CHECK(refusal([] { (void)transient(single, -1); }) == "transient: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)transient(single, {2, 1}); }) == "transient: times[1] = 1, but must not be less than the time before it");
  CHECK(refusal([] { (void)transient(single, {2, std::numeric_limits<double>::infinity()}); }) ==
        "transient: times[1] = inf, but must be 0 or in [1e-30, 1e30]");
  CHECK(refusal([] { (void)server_schedule<>(std::vector<server_step<>>{}); }) == "server_schedule: steps = 0, but must be at least one");
  CHECK(refusal([] { (void)server_schedule<>({{1, 2}}); }) == "server_schedule: start = 1, but must be 0 in the first step");
  CHECK(refusal([] { (void)server_schedule<>({{0, 2}, {0, 3}}); }) == "server_schedule: start = 0, but must be later than the start before it");
  CHECK(refusal([] { (void)in_system_quantile(transient(single, 1), 1); }) == "in_system_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)mean_wait(transient(transient_mmc<>{.service_time = 1, .servers = 0}, 1)); }) == "mean_wait: servers = 0, but must be >= 1");
}

TEST_CASE("float and long double") {
  auto const f = transient(transient_mmc<float>{.arrivals = constant_rate<float>{.rate = 0.8f}, .service_time = 1}, 10);
  CHECK(double(mean_in_system(f)) == rel(2.0302815635790, 1e-6));
  auto const l = transient(transient_mmc<long double>{.arrivals = constant_rate<long double>{.rate = 0.8L}, .service_time = 1}, 10);
  CHECK(double(mean_in_system(l)) == rel(2.0302815635790, 1e-13));
}
