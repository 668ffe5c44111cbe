// SPDX-License-Identifier: MIT
#include <ullage/queue/mmck.hpp>

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
mmck<> const ten{.arrival_rate = 12, .service_time = 1, .servers = 10, .capacity = 30};
double const not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Midpoint sum of a tail.
template <class F> double area(F const& f, double end, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) { sum += f((i + 0.5) * end / n); }
  return sum * end / n;
}
} // namespace

TEST_CASE("R023 to R027: ten servers, thirty places, more load than they carry") {
  CHECK(state_probability(ten, 0) == rel(2.5779776559597411e-7, 1e-12));
  CHECK(blocking_probability(ten) == rel(0.16863724455188892, 1e-12));
  CHECK(mean_in_system(ten) == rel(25.285667361328249, 1e-12));
  CHECK(mean_in_queue(ten) == rel(15.309314295950916, 1e-12));
  CHECK(mean_wait(ten) == rel(1.5345601940534245, 1e-12));
}

TEST_CASE("R028: one server at rho = 1 blocks one record in K + 1") {
  CHECK(blocking_probability(mmck<>{.arrival_rate = 1, .service_time = 1, .servers = 1, .capacity = 5}) == rel(1. / 6, 1e-12));
  CHECK(blocking_probability(mmck<>{.arrival_rate = 4, .service_time = 0.25, .servers = 1, .capacity = 2000000000}) == rel(1 / 2000000001., 1e-12));
}

TEST_CASE("near rho = 1 nothing jumps: 1 +- 1e-9 and 1 +- 1e-15 lie about 1") {
  for (int const capacity : {1, 2, 10, 1000, 1000000, 1000000000}) {
    mmck<> const at{.arrival_rate = 1, .service_time = 1, .servers = 1, .capacity = capacity};
    for (double const gap : {1e-9, 1e-15}) {
      mmck<> above = at;
      mmck<> below = at;
      above.arrival_rate = 1 + gap;
      below.arrival_rate = 1 - gap;
      double const slack = 1e-13 + 2 * gap * capacity;
      for (auto const& q : {above, below}) {
        CHECK(blocking_probability(q) == rel(blocking_probability(at), slack));
        if (capacity > 1) {
          CHECK(mean_wait(q) == rel(mean_wait(at), slack));
          CHECK(wait_variance(q) == rel(wait_variance(at), slack));
          CHECK(wait_tail(q, capacity / 3.) == rel(wait_tail(at, capacity / 3.), slack));
          CHECK(sojourn_tail(q, capacity / 3.) == rel(sojourn_tail(at, capacity / 3.), slack));
        }
      }
      CHECK(mean_wait(above) >= mean_wait(below) * (1 - 1e-13));
    }
  }
}

TEST_CASE("an exact limit: with endless room M/M/1 and M/M/c") {
  mmck<> const one{.arrival_rate = 0.8, .service_time = 1, .servers = 1, .capacity = 1000000000};
  CHECK(wait_probability(one) == rel(0.8, 1e-13));
  CHECK(mean_wait(one) == rel(4, 1e-13));
  CHECK(wait_variance(one) == rel(0.8 * 1.2 / 0.04, 1e-13));
  CHECK(wait_tail(one, 7) == rel(0.8 * std::exp(-0.2 * 7), 1e-13));
  CHECK(sojourn_tail(one, 7) == rel(std::exp(-0.2 * 7), 1e-13));
  mmck<> const twenty{.arrival_rate = 5, .service_time = 3, .servers = 20, .capacity = 100000};
  CHECK(mean_wait(twenty) == rel(0.096257632450154172, 1e-12));                  // R014
  CHECK(wait_quantile(twenty, 0.99) == rel(1.6651612793875943, 1e-9));           // R017
  CHECK(sojourn_tail(twenty, 10) == rel(0.037104780254804536, 1e-12));           // R020
  CHECK(sojourn_quantile(twenty, 0.99) == rel(13.933482334843000, 1e-9));        // R021
  mmck<> const four{.arrival_rate = 3, .service_time = 1, .servers = 4, .capacity = 3000};
  CHECK(sojourn_tail(four, 2) == rel(0.27322406238335015, 1e-12));               // R022
}

TEST_CASE("an exact limit: without room to wait Erlang's loss system, R003, R005, R007") {
  auto const loss = [](int c, double a) { return mmck<>{.arrival_rate = a, .service_time = 1, .servers = c, .capacity = c}; };
  CHECK(blocking_probability(loss(5, 4)) == rel(0.19906687402799378, 1e-12));
  CHECK(blocking_probability(loss(20, 15)) == rel(0.045593215589811839, 1e-12));
  CHECK(blocking_probability(loss(100, 90)) == rel(0.026957380464359215, 1e-12));
  CHECK(wait_probability(loss(5, 4)) == 0);
  CHECK(mean_wait(loss(5, 4)) == 0);
  CHECK(wait_variance(loss(5, 4)) == 0);
  CHECK(wait_tail(loss(5, 4), 0) == 0);
  CHECK(wait_quantile(loss(5, 4), 0.999) == 0);
  CHECK(sojourn_tail(loss(5, 4), 2) == rel(std::exp(-2), 1e-15));
}

TEST_CASE("the states sum to 1, to the mean number, and the last one blocks (PASTA)") {
  for (double const rate : {0.5, 5.0, 9.999, 10.0, 12.0, 300.0}) {
    mmck<> const q{.arrival_rate = rate, .service_time = 1, .servers = 10, .capacity = 30};
    double all = 0;
    double mean = 0;
    for (int n = 0; n <= 30; ++n) {
      all += state_probability(q, n);
      mean += n * state_probability(q, n);
    }
    CHECK(all == rel(1, 1e-13));
    CHECK(mean == rel(mean_in_system(q), 1e-13));
    CHECK(state_probability(q, 30) == rel(blocking_probability(q), 1e-13));
    CHECK(state_probability(q, 31) == 0);
    double waits = 0;
    for (int n = 10; n < 30; ++n) { waits += state_probability(q, n); }
    CHECK(waits / (1 - blocking_probability(q)) == rel(wait_probability(q), 1e-11));
  }
}

TEST_CASE("Little: what is accepted, is done; the queue holds throughput times wait") {
  CHECK(throughput(ten) == rel(12 * (1 - blocking_probability(ten)), 1e-14));
  CHECK(mean_in_queue(ten) == rel(throughput(ten) * mean_wait(ten), 1e-15));
  CHECK(mean_in_system(ten) == rel(mean_in_queue(ten) + throughput(ten) * 1, 1e-14));
}

TEST_CASE("the integral of a tail is the mean, that of 2 t times it the second moment") {
  for (double const rate : {7.0, 10.0, 12.0}) {
    mmck<> const q{.arrival_rate = rate, .service_time = 1, .servers = 10, .capacity = 30};
    CHECK(area([&](double t) { return wait_tail(q, t); }, 12, 8000) == rel(mean_wait(q), 1e-6));
    CHECK(area([&](double t) { return 2 * t * wait_tail(q, t); }, 12, 8000) == rel(wait_variance(q) + mean_wait(q) * mean_wait(q), 1e-6));
    CHECK(area([&](double t) { return sojourn_tail(q, t); }, 40, 8000) == rel(mean_sojourn(q), 1e-5));
  }
}

TEST_CASE("the tails begin at P(W > 0) and at 1 and fall, over the seams of the formulas too") {
  for (double const rate : {1e-3, 3.0, 9.99, 10.0, 10.01, 14.0, 1e4}) {
    for (int const capacity : {11, 40, 5000}) {
      mmck<> const q{.arrival_rate = rate, .service_time = 1, .servers = 10, .capacity = capacity};
      CHECK(wait_tail(q, 0) == rel(wait_probability(q), 1e-15));
      CHECK(sojourn_tail(q, 0) == 1);
      double w = 1;
      double s = 1;
      for (double t = 1e-6; t < 2000; t *= 1.3) {
        CHECK(wait_tail(q, t) <= w * (1 + 1e-13));
        CHECK(sojourn_tail(q, t) <= s * (1 + 1e-13));
        CHECK(sojourn_tail(q, t) >= wait_tail(q, t) * (1 - 1e-13));
        w = wait_tail(q, t);
        s = sojourn_tail(q, t);
      }
    }
  }
}

TEST_CASE("a quantile is where the tail is 1 - p") {
  for (double const p : {0.2, 0.5, 0.9, 0.999}) {
    CHECK(wait_tail(ten, wait_quantile(ten, p)) == rel(1 - p, 1e-9));
    CHECK(sojourn_tail(ten, sojourn_quantile(ten, p)) == rel(1 - p, 1e-9));
  }
  CHECK(wait_quantile(ten, 0.001) == 0);
}

TEST_CASE("more load, less room or fewer servers block more; more room waits longer") {
  double blocked = 0;
  double wait = 0;
  for (double rate = 0.25; rate < 40; rate *= 1.1) {
    mmck<> const q{.arrival_rate = rate, .service_time = 1, .servers = 10, .capacity = 30};
    CHECK(blocking_probability(q) > blocked);
    CHECK(mean_wait(q) > wait);
    blocked = blocking_probability(q);
    wait = mean_wait(q);
  }
  blocked = 1;
  wait = -1;
  for (int capacity = 10; capacity < 60; ++capacity) {
    mmck<> const q{.arrival_rate = 12, .service_time = 1, .servers = 10, .capacity = capacity};
    CHECK(blocking_probability(q) < blocked);
    CHECK(mean_wait(q) > wait);
    blocked = blocking_probability(q);
    wait = mean_wait(q);
  }
  blocked = 1;
  for (int servers = 1; servers <= 30; ++servers) {
    mmck<> const q{.arrival_rate = 12, .service_time = 1, .servers = servers, .capacity = 30};
    CHECK(blocking_probability(q) < blocked);
    blocked = blocking_probability(q);
  }
}

TEST_CASE("a change of the time unit leaves probabilities alone") {
  mmck<> const minutes{.arrival_rate = 12 * 60, .service_time = 1. / 60, .servers = 10, .capacity = 30};
  CHECK(blocking_probability(minutes) == rel(blocking_probability(ten), 1e-13));
  CHECK(mean_wait(minutes) * 60 == rel(mean_wait(ten), 1e-13));
  CHECK(wait_variance(minutes) * 3600 == rel(wait_variance(ten), 1e-13));
  CHECK(wait_tail(minutes, 1. / 60) == rel(wait_tail(ten, 1), 1e-13));
  CHECK(sojourn_tail(minutes, 2. / 60) == rel(sojourn_tail(ten, 2), 1e-13));
}

TEST_CASE("no arrivals: nothing waits, nothing is blocked") {
  mmck<> const q{.arrival_rate = 0, .service_time = 2, .servers = 3, .capacity = 9};
  CHECK(utilization(q) == 0);
  CHECK(blocking_probability(q) == 0);
  CHECK(wait_probability(q) == 0);
  CHECK(mean_wait(q) == 0);
  CHECK(wait_variance(q) == 0);
  CHECK(wait_tail(q, 1) == 0);
  CHECK(wait_quantile(q, 0.999) == 0);
  CHECK(sojourn_tail(q, 2) == rel(std::exp(-1), 1e-15));
  CHECK(throughput(q) == 0);
  CHECK(state_probability(q, 0) == 1);
}

TEST_CASE("a load far above the capacity: the room is full, the servers are busy") {
  mmck<> const q{.arrival_rate = 1e20, .service_time = 1, .servers = 3, .capacity = 9};
  CHECK(is_stable(q));
  CHECK(utilization(q) > 1);
  CHECK(blocking_probability(q) == rel(1, 1e-15));
  CHECK(throughput(q) == rel(3, 1e-12));
  CHECK(mean_wait(q) == rel(2, 1e-12)); // six before it, three leave per second
  CHECK(mean_in_system(q) == rel(9, 1e-12));
}

TEST_CASE("arguments out of range are refused by field, value and rule") {
  CHECK(refusal([] { (void)mean_wait(mmck<>{.arrival_rate = 1, .service_time = 1}); }) ==
        "mmck: capacity = 0, but is required and must be >= servers");
  CHECK(refusal([] { (void)mean_wait(mmck<>{.arrival_rate = 1, .service_time = 1, .servers = 5, .capacity = 4}); }) ==
        "mmck: capacity = 4, but must be >= servers");
  CHECK(refusal([] { (void)mean_wait(mmck<>{.arrival_rate = 1, .service_time = 1, .servers = 0, .capacity = 4}); }) ==
        "mmck: servers = 0, but must be >= 1");
  CHECK(refusal([] { (void)utilization(mmck<>{.service_time = 1, .capacity = 4}); }) ==
        "mmck: arrival_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)is_stable(mmck<>{.arrival_rate = 1, .service_time = 0, .capacity = 4}); }) ==
        "mmck: service_time = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)wait_tail(ten, -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)sojourn_tail(ten, not_a_number); }) == "sojourn_tail: t = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)wait_quantile(ten, 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)state_probability(ten, -1); }) == "state_probability: n = -1, but must be >= 0");
}

TEST_CASE("float and long double stay what they are") {
  mmck<float> const f{.arrival_rate = 12, .service_time = 1, .servers = 10, .capacity = 30};
  CHECK(std::is_same_v<decltype(mean_wait(f)), float>);
  CHECK(static_cast<double>(blocking_probability(f)) == rel(0.16863724455188892, 1e-7));
  CHECK(static_cast<double>(wait_tail(f, 1)) == rel(wait_tail(ten, 1), 1e-6));
  mmck<long double> const l{.arrival_rate = 12, .service_time = 1, .servers = 10, .capacity = 30};
  CHECK(std::is_same_v<decltype(mean_wait(l)), long double>);
  CHECK(static_cast<double>(mean_wait(l)) == rel(1.5345601940534245, 1e-15));
  CHECK(static_cast<double>(wait_tail(l, 1)) == rel(wait_tail(ten, 1), 1e-13));
  CHECK(static_cast<double>(sojourn_tail(l, 1)) == rel(sojourn_tail(ten, 1), 1e-13));
}

TEST_CASE("the tail at a quantile is 1 - p to 1e-12, from just above P(W = 0) on") {
  for (auto const& q : {mmck<>{.arrival_rate = 12, .service_time = 1, .servers = 10, .capacity = 30},
                        mmck<>{.arrival_rate = 0.5, .service_time = 1, .servers = 1, .capacity = 5},
                        mmck<>{.arrival_rate = 100, .service_time = 1, .servers = 100, .capacity = 5000},
                        mmck<>{.arrival_rate = 9000, .service_time = 1, .servers = 90, .capacity = 150}}) {
    for (double const share : {1 - 1e-9, 0.9, 0.1, 1e-6, 1e-13}) {
      double const p = 1 - share * wait_probability(q);
      double const t = wait_quantile(q, p);
      CHECK(wait_tail(q, t) == rel(1 - p, 1e-12));
    }
  }
}

TEST_CASE("float at its corners: no infinity comes out") {
  for (float const a : {1e-30F, 1.0F, 9e29F}) {
    for (float const s : {1e-30F, 1.0F, 9e29F}) {
      mmck<float> const q{.arrival_rate = a, .service_time = s, .servers = 3, .capacity = 1000};
      for (float const x : {utilization(q), mean_wait(q), wait_variance(q), mean_sojourn(q), mean_in_queue(q), throughput(q), wait_quantile(q, 0.9F)}) {
        CHECK(std::isfinite(x));
      }
    }
  }
}
