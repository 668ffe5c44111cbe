// SPDX-License-Identifier: MIT
#include <ullage/queue/mapph1.hpp>
#include <ullage/queue/ph_fit.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
auto const bursts = mmpp2<double>({.peak_rate = 1.5, .valley_rate = 0.25, .peak_duration = 4, .valley_duration = 6});
auto const bursty = mapph1<>{.arrivals = bursts, .service = coxian_ph<double>({0.6, 1.2}, {0.5})};

mapph1<> poisson(double rate, phase_type<> const& service) { return {.arrivals = poisson_map(rate), .service = service}; }
} // namespace

TEST_CASE("R113 to R115: M/Gamma/1 with scv 0.1 is M/E10/1") {
  auto const q = poisson(0.75, erlang_ph(1.0, 10));
  CHECK(wait_probability(q) == rel(0.75, 1e-12));
  CHECK(mean_wait(q) == rel(1.65, 1e-12));
  CHECK(wait_variance(q) == rel(4.0425, 1e-12));
}

TEST_CASE("R116 to R119: M/E2/1 at utilization 0.8") {
  auto const q = prepare(poisson(0.8, erlang_ph(1.0, 2)));
  CHECK(wait_tail(q, 0.5) == rel(0.71197449822165, 1e-11));
  CHECK(wait_tail(q, 1) == rel(0.62430257185998, 1e-11));
  CHECK(wait_tail(q, 4) == rel(0.27547045029251, 1e-11));
  CHECK(wait_tail(q, 16) == rel(0.01036339638569, 1e-10));
}

TEST_CASE("R120 to R123: M/E8/1 at utilization 0.75") {
  auto const q = prepare(poisson(0.75, erlang_ph(1.0, 8)));
  CHECK(wait_tail(q, 0.5) == rel(0.63712574811893, 1e-11));
  CHECK(wait_tail(q, 1) == rel(0.50539982174567, 1e-11));
  CHECK(wait_tail(q, 4) == rel(0.11997662893801, 1e-11));
  CHECK(wait_tail(q, 16) == rel(0.00038366442551, 1e-10));
}

TEST_CASE("M/M/1: every measure by its closed form") {
  auto const q = poisson(0.75, exponential_ph(1.0));
  CHECK(utilization(q) == rel(0.75, 1e-15));
  CHECK(wait_probability(q) == rel(0.75, 1e-14));
  CHECK(mean_wait(q) == rel(3, 1e-13));
  CHECK(wait_variance(q) == rel(15, 1e-13));
  CHECK(mean_sojourn(q) == rel(4, 1e-13));
  CHECK(mean_in_queue(q) == rel(2.25, 1e-13));
  CHECK(mean_in_system(q) == rel(3, 1e-13));
  CHECK(throughput(q) == 0.75);
  CHECK(decay_rate(q) == rel(0.25, 1e-13));
  auto const solved = prepare(q);
  for (double const t : {0.0, 0.01, 1.0, 30.0, 1000.0, 2700.0}) {
    CHECK(wait_tail(solved, t) == rel(0.75 * std::exp(-0.25 * t), 1e-11));
    CHECK(sojourn_tail(solved, t) == rel(std::exp(-0.25 * t), 1e-11));
  }
  for (int const n : {0, 1, 2, 10, 2000}) { CHECK(state_probability(solved, n) == rel(0.25 * std::pow(0.75, n), 1e-11)); }
  for (double const p : {0.3, 0.9, 0.99, 1 - 1e-9}) {
    CHECK(wait_quantile(q, p) == rel(std::max(0.0, std::log(0.75 / (1 - p)) * 4), 1e-10));
    CHECK(sojourn_quantile(q, p) == rel(-4 * std::log1p(-p), 1e-10));
  }
}

TEST_CASE("M/M/1 at utilization 1 - 1e-9 and 1 - 1e-15: nothing is lost") {
  for (double const gap : {0x1p-30, 0x1p-50}) {
    auto const q = prepare(poisson(1 - gap, exponential_ph(1.0)));
    CHECK(mean_wait(q) == rel((1 - gap) / gap, 1e-13));
    CHECK(wait_variance(q) == rel((1 - gap * gap) / (gap * gap), 1e-13));
    CHECK(decay_rate(q) == rel(gap, 1e-13));
    for (double const u : {1e-6, 1.0, 100.0, 600.0}) {
      CHECK(wait_tail(q, u / gap) == rel((1 - gap) * std::exp(-u), 1e-11));
    }
    CHECK(state_probability(q, 0) == gap);
    auto const far = static_cast<long long>(3 / gap);
    CHECK(state_probability(q, far) == rel(gap * std::exp(static_cast<double>(far) * std::log1p(-gap)), 1e-12));
    CHECK(wait_quantile(q, 0.99) == rel(std::log(100 * (1 - gap)) / gap, 1e-11));
  }
}

TEST_CASE("M/PH/1: mean and variance of Pollaczek and Khinchine") {
  for (double const v : {0.05, 0.3, 1.0, 4.0, 50.0}) {
    for (double const rho : {1e-6, 0.3, 0.9, 1 - 0x1p-20}) {
      auto const service = fit_ph(1.0, v);
      auto const q = prepare(poisson(rho, service));
      double const m1 = rho * moment(service, 2) / 2 / (1 - rho);
      double const m2 = 2 * m1 * m1 + rho * moment(service, 3) / 3 / (1 - rho);
      CHECK(wait_probability(q) == rel(rho, 1e-9));
      CHECK(mean_wait(q) == rel(m1, 1e-9)); // the fitted mean differs from 1 by rounding
      CHECK(wait_variance(q) == rel(m2 - m1 * m1, 1e-9));
    }
  }
}

TEST_CASE("Poisson arrivals in the disguise of two phases with the same rate") {
  auto const disguised = mmpp2<double>({.peak_rate = 0.7, .valley_rate = 0.7, .peak_duration = 3, .valley_duration = 0.01});
  auto const service = coxian_ph<double>({0.6, 1.2}, {0.5});
  auto const a = prepare(mapph1<>{disguised, service});
  auto const b = prepare(poisson(0.7, service));
  CHECK(mean_wait(a) == rel(mean_wait(b), 1e-13));
  CHECK(wait_variance(a) == rel(wait_variance(b), 1e-13));
  CHECK(wait_tail(a, 20) == rel(wait_tail(b, 20), 1e-12));
  CHECK(state_probability(a, 17) == rel(state_probability(b, 17), 1e-12));
  CHECK(decay_rate(a) == rel(decay_rate(b), 1e-13));
}

TEST_CASE("bursts that end at once, or never, are the limits: Poisson, and a mixture of two queues") {
  auto const service = exponential_ph(1.0);
  auto const fast = mmpp2<double>({.peak_rate = 0.9, .valley_rate = 0.1, .peak_duration = 1e-9, .valley_duration = 1e-9});
  CHECK(mean_wait(mapph1<>{fast, service}) == rel(1, 1e-8)); // M/M/1 at 0.5
  auto const slow = mmpp2<double>({.peak_rate = 0.8, .valley_rate = 0.2, .peak_duration = 1e12, .valley_duration = 1e12});
  // Of the records, four in five see M/M/1 at 0.8 and the others M/M/1 at 0.2.
  CHECK(mean_wait(mapph1<>{slow, service}) == rel(0.8 * 4 + 0.2 * 0.25, 1e-9));
}

TEST_CASE("Little: the probabilities of the number in the system give the mean that the wait gives") {
  auto const q = prepare(bursty);
  double sum = 0;
  double mean = 0;
  for (int n = 0; n < 4000; ++n) {
    double const p = state_probability(q, n);
    sum += p;
    mean += n * p;
  }
  CHECK(sum == rel(1, 1e-12));
  CHECK(mean == rel(mean_in_system(q), 1e-10));
  CHECK(state_probability(q, 0) == rel(1 - utilization(q), 1e-13));
}

TEST_CASE("the integral of a tail is the mean") {
  auto const q = prepare(bursty);
  double wait = 0;
  double sojourn = 0;
  double const h = 0.05;
  // Simpson's rule.
  for (int i = 0; i <= 20000; ++i) {
    double const w = h / 3 * (i == 0 || i == 20000 ? 1 : (i % 2 == 1 ? 4 : 2));
    wait += w * wait_tail(q, i * h);
    sojourn += w * sojourn_tail(q, i * h);
  }
  CHECK(wait == rel(mean_wait(q), 1e-6));
  CHECK(sojourn == rel(mean_sojourn(q), 1e-6));
}

TEST_CASE("the tail ends as an exponential of the decay rate") {
  auto const q = prepare(bursty);
  double const rate = decay_rate(q);
  CHECK(std::log(wait_tail(q, 300) / wait_tail(q, 301)) == rel(rate, 1e-10));
  CHECK(wait_tail(q, 0) == rel(wait_probability(q), 1e-15));
  CHECK(sojourn_tail(q, 0) == 1);
  CHECK(wait_tail(q, 1e9) == 0);
}

TEST_CASE("quantiles undo tails") {
  auto const q = prepare(bursty);
  for (double const p : {0.5, 0.9, 0.999, 1 - 1e-12}) {
    CHECK(wait_tail(q, wait_quantile(q, p)) == rel(1 - p, 1e-10));
    CHECK(sojourn_tail(q, sojourn_quantile(q, p)) == rel(1 - p, 1e-10));
  }
  CHECK(wait_quantile(q, 0) == 0);
  CHECK(wait_quantile(q, 0.9 * (1 - wait_probability(q))) == 0);
}

TEST_CASE("a solved queue answers as its model does") {
  auto const q = prepare(bursty);
  CHECK(utilization(q) == rel(utilization(bursty), 1e-14));
  CHECK(is_stable(q));
  CHECK(mean_wait(q) == mean_wait(bursty));
  CHECK(wait_variance(q) == wait_variance(bursty));
  CHECK(wait_probability(q) == wait_probability(bursty));
  CHECK(wait_tail(q, 3) == wait_tail(bursty, 3));
  CHECK(sojourn_tail(q, 3) == sojourn_tail(bursty, 3));
  CHECK(wait_quantile(q, 0.9) == wait_quantile(bursty, 0.9));
  CHECK(sojourn_quantile(q, 0.9) == sojourn_quantile(bursty, 0.9));
  CHECK(state_probability(q, 4) == state_probability(bursty, 4));
  CHECK(decay_rate(q) == decay_rate(bursty));
  CHECK(throughput(q) == throughput(bursty));
  CHECK(mean_in_system(q) == rel(mean_in_system(bursty), 1e-14));
  CHECK(mean_in_queue(q) == rel(mean_in_queue(bursty), 1e-14));
}

TEST_CASE("times between arrivals of one law wait longer the more they depend on each other") {
  auto const with = [](double stay) {
    // Two exponential laws; the next time is of the same one with probability stay + (1 - stay) / 2.
    double const a = (1 + stay) / 2;
    double const b = (1 - stay) / 2;
    return mapph1<>{.arrivals = {.d0 = {-2, 0, 0, -0.5}, .d1 = {2 * a, 2 * b, 0.5 * b, 0.5 * a}}, .service = erlang_ph(1.0, 2)};
  };
  double last = 0;
  for (double const stay : {-0.9, -0.5, 0.0, 0.3, 0.6, 0.9, 0.99}) {
    auto const q = with(stay);
    CHECK(scv(q.arrivals) == rel(scv(with(0).arrivals), 1e-13));
    double const wait = mean_wait(q);
    CHECK(wait > last);
    last = wait;
  }
}

TEST_CASE("waits grow with the rate, the service and its variation") {
  auto const wait = [](double rate, double service, double v) { return mean_wait(poisson(rate, fit_ph(service, v))); };
  CHECK(wait(0.5, 1.0, 2.0) < wait(0.51, 1.0, 2.0));
  CHECK(wait(0.5, 1.0, 2.0) < wait(0.5, 1.01, 2.0));
  CHECK(wait(0.5, 1.0, 0.4) < wait(0.5, 1.0, 0.41));
  CHECK(wait(0.5, 1.0, 2.0) < wait(0.5, 1.0, 2.1));
}

TEST_CASE("a change of the time unit scales times; phases in another order are the same queue") {
  double const k = 60;
  auto const minutes =
      mapph1<>{.arrivals = mmpp2<double>({.peak_rate = 1.5 * k, .valley_rate = 0.25 * k, .peak_duration = 4 / k, .valley_duration = 6 / k}),
               .service = coxian_ph<double>({0.6 / k, 1.2 / k}, {0.5})};
  CHECK(mean_wait(minutes) * k == rel(mean_wait(bursty), 1e-13));
  CHECK(wait_variance(minutes) * k * k == rel(wait_variance(bursty), 1e-13));
  CHECK(wait_tail(minutes, 5 / k) == rel(wait_tail(bursty, 5), 1e-12));
  CHECK(state_probability(minutes, 3) == rel(state_probability(bursty, 3), 1e-12));
  auto const& s = bursty.service;
  auto const& d = bursts;
  auto const turned = mapph1<>{.arrivals = {.d0 = {d.d0[3], d.d0[2], d.d0[1], d.d0[0]}, .d1 = {d.d1[3], d.d1[2], d.d1[1], d.d1[0]}},
                               .service = {.initial = {0, 1}, .subgenerator = {s.subgenerator[3], 0, s.subgenerator[1], s.subgenerator[0]}}};
  CHECK(mean_wait(turned) == rel(mean_wait(bursty), 1e-13));
  CHECK(wait_tail(turned, 5) == rel(wait_tail(bursty, 5), 1e-12));
}

TEST_CASE("services of length 0: three in ten records need none") {
  auto const service = phase_type<>{.initial = {0.7}, .subgenerator = {-1}};
  auto const q = prepare(poisson(1.2, service));
  double const rho = 0.84;
  double const m1 = 1.2 * moment(service, 2) / 2 / (1 - rho);
  CHECK(utilization(q) == rel(rho, 1e-14));
  CHECK(wait_probability(q) == rel(rho, 1e-13));
  CHECK(mean_wait(q) == rel(m1, 1e-13));
  CHECK(mean_sojourn(q) == rel(m1 + 0.7, 1e-13));
  // The others alone are M/M/1 with rate 0.84.
  for (double const t : {0.1, 2.0, 40.0}) {
    CHECK(wait_tail(q, t) == rel(rho * std::exp(-0.16 * t), 1e-12));
    CHECK(sojourn_tail(q, t) == rel(0.3 * rho * std::exp(-0.16 * t) + 0.7 * std::exp(-0.16 * t), 1e-12));
  }
  CHECK(refusal([&] { (void)state_probability(q, 1); }) ==
        "state_probability: service = \"with times of 0\", but must have a sum of initial = 1");
}

TEST_CASE("no arrivals: no wait, and a sojourn is a service") {
  auto const q = prepare(poisson(0, erlang_ph(2.0, 3)));
  CHECK(utilization(q) == 0);
  CHECK(wait_probability(q) == 0);
  CHECK(mean_wait(q) == 0);
  CHECK(wait_variance(q) == 0);
  CHECK(wait_tail(q, 1) == 0);
  CHECK(wait_quantile(q, 0.9) == 0);
  CHECK(mean_sojourn(q) == rel(2, 1e-14));
  CHECK(sojourn_tail(q, 1) == rel(tail(erlang_ph(2.0, 3), 1), 1e-13));
  CHECK(state_probability(q, 0) == 1);
  CHECK(state_probability(q, 3) == 0);
  CHECK(mean_in_system(q) == 0);
}

TEST_CASE("a superposition of many sources approaches Poisson arrivals") {
  auto one = renewal_map(erlang_ph(8.0, 2));
  auto all = one;
  for (int i = 1; i < 6; ++i) { all = superpose(all, one); }
  auto const q = mapph1<>{.arrivals = all, .service = exponential_ph(1.0)};
  CHECK(utilization(q) == rel(0.75, 1e-13));
  CHECK(mean_wait(q) > mean_wait(mapph1<>{renewal_map(erlang_ph(4.0 / 3, 2)), exponential_ph(1.0)}));
  CHECK(mean_wait(q) < 3);
}

TEST_CASE("a model that is none is refused by field, an overload as unstable") {
  CHECK(refusal([] { (void)mean_wait(mapph1<>{}); }) == "markov_arrivals: d0.size = 0, but must be the square of a number in [1, 200]");
  CHECK(refusal([] { (void)mean_wait(mapph1<>{.arrivals = poisson_map(1.0)}); }) ==
        "phase_type: initial.size = 0, but must be in [1, 200]");
  CHECK(refusal([] { (void)mean_wait(mapph1<>{renewal_map(erlang_ph(1.0, 20)), erlang_ph(1.0, 20)}); }) ==
        "mapph1: phases of arrivals * phases of service = 400, but must be <= 200");
  CHECK(refusal([] { (void)wait_tail(bursty, -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)sojourn_tail(bursty, -1); }) == "sojourn_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_quantile(bursty, 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)state_probability(bursty, -1); }) == "state_probability: n = -1, but must be >= 0");
  auto const over = poisson(1.25, exponential_ph(1.0));
  CHECK(utilization(over) == 1.25);
  CHECK_FALSE(is_stable(over));
  CHECK_THROWS_AS((void)mean_wait(over), unstable_error);
  CHECK_THROWS_AS((void)prepare(poisson(1, exponential_ph(1.0))), unstable_error);
  CHECK(refusal([&] { (void)mean_wait(over); }) ==
        "mean_wait: utilization = 1.25, but must be < 1 (more or faster servers, or fewer arrivals)");
}

TEST_CASE("float and long double stay what they are") {
  auto const f = mapph1<float>{.arrivals = poisson_map(0.75F), .service = exponential_ph(1.0F)};
  CHECK(std::is_same_v<decltype(mean_wait(f)), float>);
  CHECK(double(mean_wait(f)) == rel(3, 1e-6));
  CHECK(double(wait_quantile(f, 0.9F)) == rel(std::log(7.5) * 4, 1e-5));
  auto const l = mapph1<long double>{.arrivals = poisson_map(0.75L), .service = exponential_ph(1.0L)};
  CHECK(std::is_same_v<decltype(wait_tail(l, 1)), long double>);
  CHECK(double(wait_tail(l, 8)) == rel(0.75 * std::exp(-2.0), 1e-14));
}

TEST_CASE("float at its corners: no infinity comes out") {
  for (float const a : {2e-30F, 1.0F, 9e29F}) {
    for (float const s : {2e-30F, 1.0F, 9e29F}) {
      mapph1<float> const q{.arrivals = poisson_map(a), .service = hyperexponential_ph<float>({0.5F, 0.5F}, {s, 9e29F})};
      CHECK(std::isfinite(utilization(q)));
      for (int k = 1; k <= 5; ++k) { CHECK(std::isfinite(moment(q.service, k))); }
      if (is_stable(q)) {
        CHECK(std::isfinite(mean_wait(q)));
        CHECK(std::isfinite(wait_variance(q)));
      }
    }
  }
}
