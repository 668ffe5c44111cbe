// SPDX-License-Identifier: MIT
#include <ullage/queue/finite_source.hpp>

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
finite_source<> const twenty{.sources = 20, .source_rate = 0.2, .service_time = 1, .servers = 5};
double const not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class F> double area(F const& f, double end, int n) {
  double sum = 0;
  for (int i = 0; i < n; ++i) { sum += f((i + 0.5) * end / n); }
  return sum * end / n;
}
template <class Q>
concept blocks = requires(Q const& q) { blocking_probability(q); };
} // namespace

TEST_CASE("R038 to R041: twenty machines, five repairers") {
  CHECK(throughput(twenty) == rel(3.2832736799091693, 1e-12));
  CHECK(mean_in_system(twenty) == rel(3.5836316004541534, 1e-12));
  CHECK(mean_in_queue(twenty) == rel(0.30035792054498412, 1e-12));
  CHECK(mean_wait(twenty) == rel(0.091481231790976811, 1e-12));
}

TEST_CASE("an exact limit: as many servers as sources, nobody waits, the states are binomial") {
  for (int const servers : {6, 9}) {
    finite_source<> const q{.sources = 6, .source_rate = 0.5, .service_time = 3, .servers = servers};
    double const busy = 1.5 / 2.5;
    CHECK(mean_wait(q) == 0);
    CHECK(wait_probability(q) == 0);
    CHECK(wait_variance(q) == 0);
    CHECK(wait_tail(q, 0) == 0);
    CHECK(wait_quantile(q, 0.999) == 0);
    CHECK(sojourn_tail(q, 3) == rel(std::exp(-1), 1e-15));
    CHECK(mean_in_system(q) == rel(6 * busy, 1e-14));
    double binomial = std::pow(1 - busy, 6);
    for (int n = 0; n <= 6; ++n) {
      CHECK(state_probability(q, n) == rel(binomial, 1e-13));
      binomial *= (6. - n) / (n + 1) * 1.5;
    }
  }
}

TEST_CASE("an exact limit: many sources of small rate are Poisson arrivals, R006 and R014") {
  finite_source<> const q{.sources = 1000000, .source_rate = 5e-6, .service_time = 3, .servers = 20};
  CHECK(wait_probability(q) == rel(0.16042938741692362, 1e-3)); // the load falls with every record in the system
  CHECK(mean_wait(q) == rel(0.096257632450154172, 1e-3));
  CHECK(throughput(q) == rel(5, 1e-4));
}

TEST_CASE("the states sum to 1 and to the mean number; an arrival sees one source less") {
  for (double const rate : {1e-4, 0.01, 0.2, 0.5, 3.0, 1e4}) {
    for (int const servers : {1, 5, 19}) {
      finite_source<> const q{.sources = 20, .source_rate = rate, .service_time = 1, .servers = servers};
      finite_source<> less = q;
      less.sources = 19;
      double all = 0;
      double mean = 0;
      double waits = 0;
      double done = 0;
      double wait = 0;
      for (int n = 0; n <= 20; ++n) {
        all += state_probability(q, n);
        mean += n * state_probability(q, n);
        done += (n < servers ? n : servers) * state_probability(q, n);
        if (n >= servers) {
          waits += state_probability(less, n);
          wait += (n - servers + 1.) / servers * state_probability(less, n);
        }
      }
      CHECK(all == rel(1, 1e-13));
      CHECK(mean == rel(mean_in_system(q), 1e-12));
      CHECK(done == rel(throughput(q), 1e-12));
      CHECK(waits == rel(wait_probability(q), 1e-12));
      CHECK(wait == rel(mean_wait(q), 1e-12));
      CHECK(utilization(q) == rel(done / servers, 1e-12));
      CHECK(utilization(q) <= 1);
      CHECK(state_probability(q, 21) == 0);
    }
  }
}

TEST_CASE("Little: queue and system hold throughput times wait and sojourn") {
  CHECK(mean_in_queue(twenty) == rel(throughput(twenty) * mean_wait(twenty), 1e-15));
  CHECK(mean_in_system(twenty) == rel(throughput(twenty) * mean_sojourn(twenty), 1e-15));
  CHECK(throughput(twenty) == rel(0.2 * (20 - mean_in_system(twenty)), 1e-13)); // each idle source, at its rate
}

TEST_CASE("the integral of a tail is the mean, that of 2 t times it the second moment") {
  for (double const rate : {0.2, 0.4, 2.0}) {
    finite_source<> const q{.sources = 20, .source_rate = rate, .service_time = 1, .servers = 5};
    CHECK(area([&](double t) { return wait_tail(q, t); }, 12, 8000) == rel(mean_wait(q), 1e-6));
    CHECK(area([&](double t) { return 2 * t * wait_tail(q, t); }, 12, 8000) == rel(wait_variance(q) + mean_wait(q) * mean_wait(q), 1e-5));
    CHECK(area([&](double t) { return sojourn_tail(q, t); }, 40, 4000) == rel(mean_sojourn(q), 1e-5));
  }
  finite_source<> const one{.sources = 20, .source_rate = 0.1, .service_time = 1, .servers = 1};
  CHECK(area([&](double t) { return sojourn_tail(one, t); }, 80, 8000) == rel(mean_sojourn(one), 1e-5));
}

TEST_CASE("the tails begin at P(W > 0) and at 1 and fall") {
  for (double const rate : {1e-6, 0.01, 0.1, 0.5, 100.0}) {
    for (int const sources : {6, 60, 6000}) {
      finite_source<> const q{.sources = sources, .source_rate = rate, .service_time = 1, .servers = 5};
      CHECK(wait_tail(q, 0) == rel(wait_probability(q), 1e-13));
      CHECK(sojourn_tail(q, 0) == rel(1, 1e-13));
      double w = 1;
      double s = 1;
      for (double t = 1e-6; t < 3000; t *= 1.4) {
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
  for (double const p : {0.8, 0.9, 0.999}) {
    CHECK(wait_tail(twenty, wait_quantile(twenty, p)) == rel(1 - p, 1e-9));
    CHECK(sojourn_tail(twenty, sojourn_quantile(twenty, p)) == rel(1 - p, 1e-9));
  }
  CHECK(wait_quantile(twenty, 0.5) == 0);
}

TEST_CASE("more sources or a higher rate wait longer, more servers less") {
  double wait = -1;
  for (int sources = 5; sources < 100; ++sources) {
    finite_source<> const q{.sources = sources, .source_rate = 0.2, .service_time = 1, .servers = 5};
    CHECK(mean_wait(q) >= wait);
    wait = mean_wait(q);
  }
  wait = -1;
  for (double rate = 1e-3; rate < 1e3; rate *= 1.5) {
    finite_source<> const q{.sources = 20, .source_rate = rate, .service_time = 1, .servers = 5};
    CHECK(mean_wait(q) > wait);
    wait = mean_wait(q);
  }
  wait = 100;
  for (int servers = 1; servers < 20; ++servers) {
    finite_source<> const q{.sources = 20, .source_rate = 0.2, .service_time = 1, .servers = servers};
    CHECK(mean_wait(q) < wait);
    wait = mean_wait(q);
  }
}

TEST_CASE("a change of the time unit leaves probabilities alone") {
  finite_source<> const minutes{.sources = 20, .source_rate = 12, .service_time = 1. / 60, .servers = 5};
  CHECK(wait_probability(minutes) == rel(wait_probability(twenty), 1e-13));
  CHECK(throughput(minutes) == rel(60 * throughput(twenty), 1e-13));
  CHECK(wait_variance(minutes) * 3600 == rel(wait_variance(twenty), 1e-13));
  CHECK(wait_tail(minutes, 0.5 / 60) == rel(wait_tail(twenty, 0.5), 1e-13));
  CHECK(sojourn_tail(minutes, 2. / 60) == rel(sojourn_tail(twenty, 2), 1e-13));
}

TEST_CASE("sources that make nothing leave the servers idle; sources in a hurry keep them busy") {
  finite_source<> const idle{.sources = 20, .source_rate = 0, .service_time = 1, .servers = 5};
  CHECK(is_stable(idle));
  CHECK(throughput(idle) == 0);
  CHECK(mean_wait(idle) == 0);
  CHECK(wait_tail(idle, 1) == 0);
  CHECK(sojourn_tail(idle, 1) == rel(std::exp(-1), 1e-15));
  CHECK(state_probability(idle, 0) == 1);
  finite_source<> const hurried{.sources = 20, .source_rate = 1e20, .service_time = 1, .servers = 5};
  CHECK(throughput(hurried) == rel(5, 1e-13));
  CHECK(mean_wait(hurried) == rel(3, 1e-13)); // fourteen before it and its own turn, five leave per second
  CHECK(mean_in_system(hurried) == rel(20, 1e-13));
}

TEST_CASE("records are not lost: that measure does not exist") { CHECK(!blocks<finite_source<>>); }

TEST_CASE("arguments out of range are refused by field, value and rule") {
  CHECK(refusal([] { (void)mean_wait(finite_source<>{.source_rate = 1, .service_time = 1}); }) ==
        "finite_source: sources = 0, but is required and must be >= 1");
  CHECK(refusal([] { (void)mean_wait(finite_source<>{.sources = 1000001, .source_rate = 1, .service_time = 1}); }) ==
        "finite_source: sources = 1000001, but must be <= 1000000");
  CHECK(refusal([] { (void)utilization(finite_source<>{.sources = 3, .service_time = 1}); }) ==
        "finite_source: source_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)is_stable(finite_source<>{.sources = 3, .source_rate = 1, .service_time = 0}); }) ==
        "finite_source: service_time = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)throughput(finite_source<>{.sources = 3, .source_rate = 1, .service_time = 1, .servers = 0}); }) ==
        "finite_source: servers = 0, but must be >= 1");
  CHECK(refusal([] { (void)wait_tail(twenty, -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)sojourn_tail(twenty, not_a_number); }) == "sojourn_tail: t = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)wait_quantile(twenty, 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)state_probability(twenty, -1); }) == "state_probability: n = -1, but must be >= 0");
}

TEST_CASE("float and long double stay what they are") {
  finite_source<float> const f{.sources = 20, .source_rate = 0.2f, .service_time = 1, .servers = 5};
  CHECK(std::is_same_v<decltype(mean_wait(f)), float>);
  CHECK(static_cast<double>(throughput(f)) == rel(3.2832736799091693, 1e-6));
  finite_source<long double> const l{.sources = 20, .source_rate = 0.2L, .service_time = 1, .servers = 5};
  CHECK(std::is_same_v<decltype(mean_wait(l)), long double>);
  CHECK(static_cast<double>(mean_wait(l)) == rel(0.091481231790976811, 1e-15));
  CHECK(static_cast<double>(wait_tail(l, 0.5L)) == rel(wait_tail(twenty, 0.5), 1e-13));
}

TEST_CASE("the tail at a quantile is 1 - p to 1e-12, from just above P(W = 0) on") {
  for (auto const& q : {finite_source<>{.sources = 20, .source_rate = 0.2, .service_time = 1, .servers = 5},
                        finite_source<>{.sources = 2, .source_rate = 1, .service_time = 1, .servers = 1},
                        finite_source<>{.sources = 1000, .source_rate = 10, .service_time = 1, .servers = 3},
                        finite_source<>{.sources = 100000, .source_rate = 0.1, .service_time = 1, .servers = 9000}}) {
    for (double const share : {1 - 1e-9, 0.9, 0.1, 1e-6, 1e-13}) {
      double const p = 1 - share * wait_probability(q);
      double const t = wait_quantile(q, p);
      CHECK(wait_tail(q, t) == rel(1 - p, 1e-12));
    }
  }
}

TEST_CASE("float at its corners: sources in a hurry keep the servers busy") {
  finite_source<float> const q{.sources = 5, .source_rate = 9e29F, .service_time = 9e29F, .servers = 2};
  CHECK(double(throughput(q)) == rel(2 / 9e29, 1e-6));
  CHECK(double(utilization(q)) == rel(1, 1e-6));
  CHECK(std::isfinite(wait_variance(q)));
}
