// SPDX-License-Identifier: MIT
#include <ullage/queue/erlang_a.hpp>

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
erlang_a<> const hundred{.arrival_rate = 100, .service_time = 1, .patience = 2, .servers = 100};
erlang_a<> const busy{.arrival_rate = 50, .service_time = 1, .patience = 10, .servers = 45};
erlang_a<> const hasty{.arrival_rate = 10, .service_time = 1, .patience = 0.5, .servers = 12};
double const not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class F> double area(F const& f, double end, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) { sum += f((i + 0.5) * end / n); }
  return sum * end / n;
}
template <class Q>
concept blocks = requires(Q const& q) { blocking_probability(q); };
} // namespace

TEST_CASE("R029 to R037: waiting, giving up, queue") {
  CHECK(wait_probability(hundred) == rel(0.59670313801957285, 1e-12));
  CHECK(abandon_probability(hundred) == rel(0.033030152528288151, 1e-12));
  CHECK(mean_in_queue(hundred) == rel(6.6060305056576302, 1e-12));
  CHECK(wait_probability(busy) == rel(0.99315230627052478, 1e-12));
  CHECK(abandon_probability(busy) == rel(0.10059293313463859, 1e-12));
  CHECK(mean_in_queue(busy) == rel(50.296466567319293, 1e-12));
  CHECK(wait_probability(hasty) == rel(0.26322200343220213, 1e-12));
  CHECK(abandon_probability(hasty) == rel(0.067621590776480774, 1e-12));
  CHECK(mean_in_queue(hasty) == rel(0.33810795388240387, 1e-12));
}

TEST_CASE("an exact limit: endless patience is M/M/c, R006 and R014 to R021") {
  erlang_a<> const q{.arrival_rate = 5, .service_time = 3, .patience = 1e15, .servers = 20};
  CHECK(wait_probability(q) == rel(0.16042938741692362, 1e-12));
  CHECK(mean_wait(q) == rel(0.096257632450154172, 1e-12));
  CHECK(wait_variance(q) == rel(0.16042938741692362 * (2 - 0.16042938741692362) * 0.36, 1e-10));
  CHECK(wait_quantile(q, 0.99) == rel(1.6651612793875943, 1e-9));
  CHECK(sojourn_tail(q, 10) == rel(0.037104780254804536, 1e-11));
  CHECK(sojourn_quantile(q, 0.99) == rel(13.933482334843000, 1e-9));
}

TEST_CASE("an exact limit: patience as long as service is M/M/inf, with Poisson states") {
  erlang_a<> const q{.arrival_rate = 10, .service_time = 1, .patience = 1, .servers = 12};
  CHECK(mean_in_system(q) == rel(10, 1e-13));
  double p = std::exp(-10.0);
  double waits = 1;
  for (int n = 0; n < 40; ++n) {
    CHECK(state_probability(q, n) == rel(p, 1e-12));
    if (n < 12) { waits -= p; }
    p *= 10. / (n + 1);
  }
  CHECK(wait_probability(q) == rel(waits, 1e-12));
  CHECK(sojourn_tail(q, 3) == rel(std::exp(-3.0), 1e-12)); // whatever it does, it leaves at rate 1
}

TEST_CASE("an exact limit: no patience is Erlang's loss system, R003 and R007") {
  erlang_a<> const five{.arrival_rate = 4, .service_time = 1, .patience = 1e-18, .servers = 5};
  CHECK(abandon_probability(five) == rel(0.19906687402799378, 1e-12));
  CHECK(wait_probability(five) == rel(0.19906687402799378, 1e-12));
  erlang_a<> const hundred_servers{.arrival_rate = 90, .service_time = 1, .patience = 1e-18, .servers = 100};
  CHECK(abandon_probability(hundred_servers) == rel(0.026957380464359215, 1e-12));
}

TEST_CASE("an exact limit: more load than the servers carry leaves by giving up") {
  erlang_a<> const q{.arrival_rate = 200, .service_time = 1, .patience = 1e4, .servers = 100};
  CHECK(wait_probability(q) == rel(1, 1e-15));
  CHECK(abandon_probability(q) == rel(0.5, 1e-12));
  CHECK(throughput(q) == rel(100, 1e-12));
  CHECK(wait_tail(q, 6800) == rel(std::exp(-0.68), 1e-12)); // the wait of the patient is near 1e4 ln 2
  CHECK(wait_tail(q, 7200) < 1e-4);
}

TEST_CASE("the states sum to 1 and to the mean number") {
  for (auto const& q : {hundred, busy, hasty, erlang_a<>{.arrival_rate = 0.5, .service_time = 1, .patience = 0.01, .servers = 3}}) {
    double all = 0;
    double mean = 0;
    double queue = 0;
    double waits = 0;
    for (int n = 0; n < 500; ++n) {
      double const p = state_probability(q, n);
      all += p;
      mean += n * p;
      if (n >= q.servers) {
        queue += (n - q.servers) * p;
        waits += p;
      }
    }
    CHECK(all == rel(1, 1e-13));
    CHECK(mean == rel(mean_in_system(q), 1e-12));
    CHECK(queue == rel(mean_in_queue(q), 1e-12));
    CHECK(waits == rel(wait_probability(q), 1e-12)); // PASTA
  }
}

TEST_CASE("Little and conservation: what comes is served or gives up") {
  for (auto const& q : {hundred, busy, hasty}) {
    CHECK(mean_in_queue(q) == rel(q.arrival_rate * mean_wait(q), 1e-14));
    CHECK(q.arrival_rate * abandon_probability(q) == rel(mean_in_queue(q) / q.patience, 1e-13));
    CHECK(throughput(q) + q.arrival_rate * abandon_probability(q) == rel(q.arrival_rate, 1e-14));
    CHECK(mean_in_system(q) == rel(q.arrival_rate * mean_sojourn(q), 1e-13));
  }
}

TEST_CASE("the integral of a tail is the mean, that of 2 t times it the second moment") {
  for (auto const& q : {hundred, hasty, erlang_a<>{.arrival_rate = 13, .service_time = 1, .patience = 3, .servers = 10}}) {
    CHECK(area([&](double t) { return wait_tail(q, t); }, 5, 8000) == rel(mean_wait(q), 1e-4));
    double const second = area([&](double t) { return 2 * t * wait_tail(q, t); }, 5, 8000);
    CHECK(second == rel(wait_variance(q) + mean_wait(q) * mean_wait(q), 1e-5));
    CHECK(area([&](double t) { return sojourn_tail(q, t); }, 40, 2000) == rel(mean_sojourn(q), 1e-3));
  }
}

TEST_CASE("the tails begin at P(W > 0) and at 1 and fall, over the seams of the formulas too") {
  for (double const rate : {1e-3, 3.0, 9.99, 10.0, 10.01, 14.0, 1e4}) {
    for (double const patience : {1e-6, 0.5, 100.0, 1e8}) {
      erlang_a<> const q{.arrival_rate = rate, .service_time = 1, .patience = patience, .servers = 10};
      CHECK(wait_tail(q, 0) == rel(wait_probability(q), 1e-13));
      CHECK(sojourn_tail(q, 0) == rel(1, 1e-13));
      double w = 1;
      double s = 1;
      for (double t = 1e-6; t < 2000; t *= 1.7) {
        CHECK(wait_tail(q, t) <= w * (1 + 1e-12));
        CHECK(sojourn_tail(q, t) <= s * (1 + 1e-12));
        CHECK(sojourn_tail(q, t) >= wait_tail(q, t) * (1 - 1e-12));
        w = wait_tail(q, t);
        s = sojourn_tail(q, t);
      }
    }
  }
}

TEST_CASE("a quantile is where the tail is 1 - p") {
  for (double const p : {0.5, 0.9, 0.999}) {
    CHECK(wait_tail(hundred, wait_quantile(hundred, p)) == rel(1 - p, 1e-9));
    CHECK(sojourn_tail(hundred, sojourn_quantile(hundred, p)) == rel(1 - p, 1e-9));
  }
  CHECK(wait_quantile(hundred, 0.4) == 0);
}

TEST_CASE("more load gives up more; more patience or more servers less") {
  double gone = 0;
  for (double rate = 1; rate < 40; rate *= 1.05) {
    erlang_a<> const q{.arrival_rate = rate, .service_time = 1, .patience = 2, .servers = 10};
    CHECK(abandon_probability(q) > gone);
    gone = abandon_probability(q);
  }
  gone = 1;
  double waits = 0;
  for (double patience = 1e-6; patience < 1e6; patience *= 2) {
    erlang_a<> const q{.arrival_rate = 9, .service_time = 1, .patience = patience, .servers = 10};
    CHECK(abandon_probability(q) < gone);
    CHECK(wait_probability(q) > waits);
    gone = abandon_probability(q);
    waits = wait_probability(q);
  }
  gone = 1;
  for (int servers = 1; servers < 40; ++servers) {
    erlang_a<> const q{.arrival_rate = 9, .service_time = 1, .patience = 2, .servers = servers};
    CHECK(abandon_probability(q) < gone);
    gone = abandon_probability(q);
  }
}

TEST_CASE("a change of the time unit leaves probabilities alone") {
  erlang_a<> const minutes{.arrival_rate = 6000, .service_time = 1. / 60, .patience = 2. / 60, .servers = 100};
  CHECK(wait_probability(minutes) == rel(wait_probability(hundred), 1e-13));
  CHECK(mean_wait(minutes) * 60 == rel(mean_wait(hundred), 1e-13));
  CHECK(wait_variance(minutes) * 3600 == rel(wait_variance(hundred), 1e-11));
  CHECK(wait_tail(minutes, 0.1 / 60) == rel(wait_tail(hundred, 0.1), 1e-12));
  CHECK(sojourn_tail(minutes, 1.0 / 60) == rel(sojourn_tail(hundred, 1), 1e-12));
}

TEST_CASE("no arrivals: nothing waits") {
  erlang_a<> const q{.arrival_rate = 0, .service_time = 2, .patience = 1, .servers = 3};
  CHECK(is_stable(q));
  CHECK(wait_probability(q) == 0);
  CHECK(abandon_probability(q) == 0);
  CHECK(mean_wait(q) == 0);
  CHECK(wait_variance(q) == 0);
  CHECK(wait_tail(q, 1) == 0);
  CHECK(mean_sojourn(q) == 2);
  CHECK(sojourn_tail(q, 2) == rel(std::exp(-1), 1e-15));
  CHECK(throughput(q) == 0);
  CHECK(state_probability(q, 0) == 1);
}

TEST_CASE("nobody is blocked: that measure does not exist") { CHECK(!blocks<erlang_a<>>); }

TEST_CASE("arguments out of range are refused by field, value and rule") {
  CHECK(refusal([] { (void)mean_wait(erlang_a<>{.arrival_rate = 1, .service_time = 1}); }) ==
        "erlang_a: patience = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)mean_wait(erlang_a<>{.arrival_rate = -1, .service_time = 1, .patience = 1}); }) ==
        "erlang_a: arrival_rate = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)utilization(erlang_a<>{.arrival_rate = 1, .service_time = 1, .patience = 1, .servers = 0}); }) ==
        "erlang_a: servers = 0, but must be >= 1");
  CHECK(refusal([] { (void)is_stable(erlang_a<>{.arrival_rate = 1, .service_time = 0, .patience = 1}); }) ==
        "erlang_a: service_time = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)wait_tail(hundred, -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)sojourn_tail(hundred, not_a_number); }) == "sojourn_tail: t = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)wait_quantile(hundred, -0.1); }) == "wait_quantile: p = -0.1, but must be in [0, 1)");
  CHECK(refusal([] { (void)state_probability(hundred, -1); }) == "state_probability: n = -1, but must be >= 0");
}

TEST_CASE("float and long double stay what they are") {
  erlang_a<float> const f{.arrival_rate = 100, .service_time = 1, .patience = 2, .servers = 100};
  CHECK(std::is_same_v<decltype(mean_wait(f)), float>);
  CHECK(static_cast<double>(wait_probability(f)) == rel(0.59670313801957285, 1e-7));
  erlang_a<long double> const l{.arrival_rate = 100, .service_time = 1, .patience = 2, .servers = 100};
  CHECK(std::is_same_v<decltype(mean_wait(l)), long double>);
  CHECK(static_cast<double>(abandon_probability(l)) == rel(0.033030152528288151, 1e-15));
  CHECK(static_cast<double>(wait_tail(l, 0.1L)) == rel(wait_tail(hundred, 0.1), 1e-12));
}

TEST_CASE("the tail at a quantile is 1 - p to 1e-12, from just above P(W = 0) on") {
  for (auto const& q : {hundred, busy, hasty, erlang_a<>{.arrival_rate = 1e4, .service_time = 1, .patience = 10, .servers = 20}}) {
    for (double const share : {1 - 1e-9, 0.9, 0.1, 1e-6, 1e-13}) {
      double const p = 1 - share * wait_probability(q);
      double const t = wait_quantile(q, p);
      CHECK(wait_tail(q, t) == rel(1 - p, 1e-12));
    }
  }
}

TEST_CASE("hardly any service within a patience of 1e33: the wait is the patience of the record") {
  // Up to ln(rho) patiences, where the tail falls to 0 within less than a double resolves.
  erlang_a<> const q{.arrival_rate = 1e15, .service_time = 28, .patience = 5.1429126632076458e+25, .servers = 816600000};
  for (double const p : {0.01, 0.27058823529411763, 0.9, 1 - 1e-7}) { CHECK(wait_quantile(q, p) == rel(-std::log1p(-p) * q.patience, 1e-12)); }
  CHECK(wait_quantile(q, 1 - 1e-8) == rel(std::log(utilization(q)) * q.patience, 1e-12));
}

TEST_CASE("float at its corners: no infinity comes out") {
  for (float const a : {1e-30F, 1.0F, 9e29F}) {
    for (float const s : {1e-30F, 1.0F, 9e29F}) {
      erlang_a<float> const q{.arrival_rate = a, .service_time = s, .patience = 9e29F, .servers = 3};
      for (float const x : {utilization(q), mean_wait(q), wait_variance(q), mean_in_queue(q), mean_in_system(q), throughput(q), wait_quantile(q, 0.9F)}) {
        CHECK(std::isfinite(x));
      }
    }
  }
}
