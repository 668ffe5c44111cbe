// SPDX-License-Identifier: MIT
#include <ullage/queue/mmc.hpp>

#include <ullage/erlang.hpp>
#include <ullage/queue/mm1.hpp>

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
mmc<> const twenty{.arrival_rate = 5, .service_time = 3, .servers = 20};
mmc<> at(double rho, int servers, double service = 1) {
  return {.arrival_rate = rho * servers / service, .service_time = service, .servers = servers};
}
} // namespace

TEST_CASE("R014 to R021: 5 records/s, 3 s, 20 servers") {
  CHECK(mean_wait(twenty) == rel(0.096257632450154172, 1e-12));
  CHECK(wait_quantile(twenty, 0.9) == rel(0.28361022359116689, 1e-12));
  CHECK(wait_quantile(twenty, 0.95) == rel(0.69949853192713407, 1e-12));
  CHECK(wait_quantile(twenty, 0.99) == rel(1.6651612793875943, 1e-12));
  CHECK(wait_quantile(twenty, 0.999) == rel(3.0467123351840217, 1e-12));
  CHECK(wait_quantile(twenty, 0.5) == 0);
  CHECK(1 - wait_probability(twenty) == rel(0.83957061258307637, 1e-12));
  CHECK(sojourn_tail(twenty, 10) == rel(0.037104780254804536, 1e-12));
  CHECK(sojourn_quantile(twenty, 0.99) == rel(13.933482334843000, 1e-12));
}

TEST_CASE("R022: the removable singularity at c - a = 1, and no step next to it") {
  mmc<> const q{.arrival_rate = 3, .service_time = 1, .servers = 4};
  CHECK(sojourn_tail(q, 2) == rel(0.27322406238335015, 1e-12));
  for (double const off : {1e-15, 1e-12, 1e-9}) {
    CHECK(sojourn_tail(mmc<>{3 + off, 1, 4}, 2) == rel(sojourn_tail(q, 2), 2 * off + 1e-15));
    CHECK(sojourn_tail(mmc<>{3 - off, 1, 4}, 2) == rel(sojourn_tail(q, 2), 2 * off + 1e-15));
  }
}

TEST_CASE("one server is M/M/1, and no digit is lost next to saturation") {
  for (double const rho : {1e-9, 0.3, 0.9, 0.999999, 1 - 1e-9, 1 - 1e-15}) {
    mm1<> const one{.arrival_rate = rho / 3, .service_time = 3};
    mmc<> const many{.arrival_rate = rho / 3, .service_time = 3, .servers = 1};
    if (!is_stable(one)) { continue; }
    CHECK(wait_probability(many) == rel(wait_probability(one), 1e-14));
    CHECK(mean_wait(many) == rel(mean_wait(one), 1e-14));
    CHECK(wait_variance(many) == rel(wait_variance(one), 1e-14));
    CHECK(wait_tail(many, 7) == rel(wait_tail(one, 7), 1e-14));
    CHECK(std::abs(wait_quantile(many, 0.999) - wait_quantile(one, 0.999)) <= 1e-13 * wait_quantile(one, 0.999));
    CHECK(sojourn_tail(many, 7) == rel(sojourn_tail(one, 7), 1e-13));
    CHECK(sojourn_quantile(many, 0.999) == rel(sojourn_quantile(one, 0.999), 1e-13));
    for (int n = 0; n < 5; ++n) { CHECK(state_probability(many, n) == rel(state_probability(one, n), 1e-13)); }
  }
}

TEST_CASE("the wait is that of Erlang C") {
  CHECK(wait_probability(twenty) == rel(erlang_c(20, 15), 1e-15));
  CHECK(wait_tail(twenty, 0) == rel(erlang_c(20, 15), 1e-15));
  CHECK(wait_tail(twenty, 3) == rel(erlang_c(20, 15) * std::exp(-5), 1e-14));
}

TEST_CASE("Little: mean_in_queue and mean_in_system are the means of the states; who arrives sees them (PASTA)") {
  for (int const c : {1, 3, 11, 12, 40}) {
    for (double const rho : {0.1, 0.6, 0.9}) {
      auto const q = at(rho, c, 2);
      double sum = 0;
      double queued = 0;
      double all = 0;
      double busy = 0;
      for (int n = 0; n < 800; ++n) {
        double const p = state_probability(q, n);
        sum += p;
        all += n * p;
        if (n >= c) {
          queued += (n - c) * p;
          busy += p;
        }
      }
      CHECK(sum == rel(1, 1e-12));
      CHECK(queued == rel(mean_in_queue(q), 1e-11));
      CHECK(all == rel(mean_in_system(q), 1e-12));
      CHECK(busy == rel(wait_probability(q), 1e-12));
      CHECK(mean_in_system(q) - mean_in_queue(q) == rel(rho * c, 1e-12));
    }
  }
}

TEST_CASE("neighbouring states balance: lambda p(n) = min(n + 1, c) p(n + 1) / S") {
  for (int const c : {5, 12, 60, 1000}) {
    auto const q = at(0.8, c);
    for (int n = c / 2; n < c + 5; ++n) {
      CHECK(state_probability(q, n) * 0.8 * c == rel(state_probability(q, n + 1) * std::min(n + 1, c), 1e-12));
    }
  }
}

TEST_CASE("a million servers: states far below the load, and far below the servers") {
  mmc<> const q{.arrival_rate = 1000, .service_time = 1, .servers = 1000000};
  CHECK(state_probability(q, 1000) == rel(0.012614611348721499718, 1e-12)); // Poisson
  CHECK(wait_probability(q) == 0);
  CHECK(mean_wait(q) == 0);
  CHECK(wait_quantile(q, 0.999) == 0);
}

TEST_CASE("next to no load the system is empty, however many servers there are") {
  for (int const c : {1, 11, 12, 7177, 10000000}) {
    mmc<> const q{.arrival_rate = 1e-15, .service_time = 2.2e-16, .servers = c};
    CHECK(state_probability(q, 0) == rel(1, 1e-15));
    CHECK(state_probability(q, 0) <= 1);
  }
}

TEST_CASE("the integral of the tail is the mean, for wait and sojourn") {
  for (auto const& q : {twenty, at(0.9, 2), mmc<>{3, 1, 4}}) {
    double wait = 0;
    double sojourn = 0;
    double const h = 0.01;
    for (int i = 0; i < 30000; ++i) {
      wait += wait_tail(q, (i + 0.5) * h) * h;
      sojourn += sojourn_tail(q, (i + 0.5) * h) * h;
    }
    CHECK(wait == rel(mean_wait(q), 1e-4));
    CHECK(sojourn == rel(mean_sojourn(q), 1e-5));
  }
}

TEST_CASE("variance: the wait is 0 or exponential") {
  double const c = wait_probability(twenty);
  double const scale = 3.0 / 5;
  CHECK(wait_variance(twenty) == rel(2 * c * scale * scale - c * c * scale * scale, 1e-13));
}

TEST_CASE("a sojourn quantile undoes its tail") {
  for (int const c : {1, 2, 20, 1000, 1000000}) {
    for (double const rho : {0.0, 0.2, 0.9, 0.9999, 1 - 1e-9}) {
      auto const q = at(rho, c, 0.25);
      if (!is_stable(q)) { continue; }
      CHECK(sojourn_quantile(q, 0) == 0);
      for (double const p : {1e-12, 0.1, 0.5, 0.99, 1 - 1e-12}) {
        CHECK(sojourn_tail(q, sojourn_quantile(q, p)) == rel(1 - p, 1e-12));
      }
    }
  }
}

TEST_CASE("no arrivals, no wait") {
  auto const q = at(0, 4);
  CHECK(utilization(q) == 0);
  CHECK(wait_probability(q) == 0);
  CHECK(mean_wait(q) == 0);
  CHECK(wait_variance(q) == 0);
  CHECK(wait_quantile(q, 0.999) == 0);
  CHECK(mean_sojourn(q) == 1);
  CHECK(sojourn_tail(q, 2) == rel(std::exp(-2), 1e-15));
  CHECK(state_probability(q, 0) == 1);
  CHECK(state_probability(q, 4) == 0);
}

TEST_CASE("a change of the time unit scales times alone; more servers wait less, more arrivals more") {
  mmc<> const minutes{.arrival_rate = 300, .service_time = 0.05, .servers = 20};
  CHECK(60 * mean_wait(minutes) == rel(mean_wait(twenty), 1e-13));
  CHECK(60 * sojourn_quantile(minutes, 0.99) == rel(sojourn_quantile(twenty, 0.99), 1e-13));
  CHECK(wait_tail(minutes, 0.05) == rel(wait_tail(twenty, 3), 1e-13));
  for (int c = 16; c < 36; ++c) {
    mmc<> const fewer{.arrival_rate = 5, .service_time = 3, .servers = c};
    mmc<> const more{.arrival_rate = 5, .service_time = 3, .servers = c + 1};
    mmc<> const busier{.arrival_rate = 5.01, .service_time = 3, .servers = c};
    CHECK(mean_wait(more) < mean_wait(fewer));
    CHECK(mean_wait(busier) > mean_wait(fewer));
    CHECK(sojourn_tail(more, 4) < sojourn_tail(fewer, 4));
    CHECK(sojourn_tail(busier, 4) > sojourn_tail(fewer, 4));
  }
}

TEST_CASE("arguments out of range are refused by function, field, value and rule") {
  CHECK(refusal([] { (void)mean_wait(mmc<>{}); }) ==
        "mmc: arrival_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)mean_wait(at(0.5, 2, -1)); }) == "mmc: arrival_rate = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)utilization(mmc<>{.arrival_rate = 1, .service_time = 1, .servers = 0}); }) ==
        "mmc: servers = 0, but must be >= 1");
  CHECK(refusal([] { (void)mean_wait(at(1.5, 10)); }) ==
        "mean_wait: utilization = 1.5, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK_THROWS_AS((void)mean_in_system(at(1, 4)), unstable_error);
  CHECK(utilization(at(1.5, 10)) == 1.5);
  CHECK_FALSE(is_stable(at(1, 4)));
  CHECK(refusal([] { (void)sojourn_tail(twenty, -1); }) == "sojourn_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_tail(twenty, std::numeric_limits<double>::quiet_NaN()); }) ==
        "wait_tail: t = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)wait_quantile(twenty, 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)sojourn_quantile(twenty, -0.1); }) == "sojourn_quantile: p = -0.1, but must be in [0, 1)");
  CHECK(refusal([] { (void)state_probability(twenty, -1); }) == "state_probability: n = -1, but must be >= 0");
}

TEST_CASE("float and long double stay what they are, models compare by value") {
  mmc<float> const f{.arrival_rate = 5, .service_time = 3, .servers = 20};
  CHECK(std::is_same_v<decltype(mean_wait(f)), float>);
  CHECK(static_cast<double>(mean_wait(f)) == rel(0.096257632450154172, 1e-7));
  CHECK(static_cast<double>(sojourn_quantile(f, 0.99f)) == rel(13.933482334843000, 1e-6));
  mmc<long double> const l{.arrival_rate = 5, .service_time = 3, .servers = 20};
  CHECK(static_cast<double>(mean_wait(l)) == rel(0.096257632450154172, 1e-15));
  CHECK(static_cast<double>(sojourn_quantile(l, 0.99L)) == rel(13.933482334843000, 1e-14));
  CHECK(static_cast<double>(state_probability(l, 15)) == rel(state_probability(twenty, 15), 1e-14));
  CHECK(at(0.5, 3) == at(0.5, 3));
  CHECK_FALSE(at(0.5, 3) == at(0.5, 4));
}

TEST_CASE("what float cannot hold becomes its largest number") {
  auto const full = mmc<float>{.arrival_rate = 9e29f, .service_time = 9e29f, .servers = 1};
  CHECK(utilization(full) == std::numeric_limits<float>::max());
  CHECK_FALSE(is_stable(full));
  auto const slow = mmc<float>{.arrival_rate = 1.2e-30f, .service_time = 5e29f, .servers = 1};
  CHECK(wait_variance(slow) == std::numeric_limits<float>::max());
  CHECK(std::isfinite(sojourn_quantile(slow, 0.999f)));
}
