// SPDX-License-Identifier: MIT
#include <ullage/uncertainty.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <ullage/detail/normal.hpp>
#include <ullage/detail/random.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

double const rate_sd = 0.08;
double const service_sd = 0.05;

/// Utilization of a fixed pool: the product of two lognormal numbers over the partitions.
uncertain<> pool(long long partitions = 20) {
  return {.system = {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = partitions, .scaling = regime("fixed")},
          .inputs = {{.what = quantity::arrival_rate, .law = lognormal_belief<>{5, rate_sd}},
                     {.what = quantity::service_time, .law = lognormal_belief<>{3, service_sd}}}};
}
/// P(15 e^(sd Z) / partitions <= limit)
double exact(long long partitions, double limit) {
  return 1 - detail::normal_upper(std::log(limit * double(partitions) / 15) / std::hypot(rate_sd, service_sd));
}

uncertain<> ramping() {
  return {.system = {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime("kafka-on-demand-2023")},
          .inputs = {{.what = quantity::arrival_rate, .law = rate_posterior<>{4500, 900, 20}},
                     {.what = quantity::service_time, .law = lognormal_belief<>{3, 0.05}},
                     {.what = quantity::failure_probability, .law = share_posterior<>{2, 400}},
                     regime_span()}};
}

constraint_odds<double> const* named(std::vector<constraint_odds<double>> const& all, std::string const& name) {
  for (auto const& c : all) {
    if (c.name == name) { return &c; }
  }
  return nullptr;
}

} // namespace

TEST_CASE("the probability of a load is that of two lognormal factors, within its error") {
  for (double const limit : {0.7, 0.75, 0.8, 0.9}) {
    auto const o = odds(pool(), target<>{.utilization = limit});
    CAPTURE(limit);
    CHECK(std::abs(o.all.value - exact(20, limit)) <= 4 * o.all.error);
    CHECK(o.all.error < 0.003); // 10,000 random ones: 0.005 at 1/2
    REQUIRE(named(o.constraints, "utilization"));
    CHECK(named(o.constraints, "utilization")->met == o.all);
    CHECK(o.scenarios == 10'000);
  }
}

TEST_CASE("the error is the one made: over 40 seeds") {
  double told = 0;
  double made = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    auto const o = odds(pool(), target<>{.utilization = 0.8}, {.scenarios = 1000, .seed = seed});
    told += o.all.error * o.all.error;
    made += (o.all.value - exact(20, 0.8)) * (o.all.value - exact(20, 0.8));
  }
  CHECK(std::sqrt(told / made) == rel(1, 0.25));
}

TEST_CASE("the spread of a figure has the quantiles of its law") {
  // Peak lag of one consumer: what comes within the first 2000 s less what it does, monotone in the service time.
  auto u = pool(1);
  u.inputs.erase(u.inputs.begin());
  auto const o = odds(u, target<>{.peak_lag = 1e6});
  for (double const p : {0.05, 0.5, 0.95}) {
    auto at = u.system;
    at.service_time = quantile(u.inputs[0].law, p);
    CHECK(quantile(o.peak_lag, p) == rel(forecast(at).peak_lag, 2e-4));
    CHECK(quantile(o.drained_at, p) == rel(forecast(at).drained_at, 5e-4));
    CHECK(quantile(o.max_wait, p) == rel(forecast(at).max_wait, 5e-4));
  }
  CHECK(o.peak_lag.sorted.size() == 10'000);
}

TEST_CASE("a span of regimes alone: the weights of those that meet the target") {
  auto u = ramping();
  u.inputs = {regime_span(0.2, 0.5, 0.3)};
  double waits[3];
  for (int e = 0; e < 3; ++e) {
    auto p = u.system;
    p.scaling = regime_as(p.scaling, static_cast<estimate>(e));
    waits[e] = forecast(p).max_wait;
  }
  REQUIRE(waits[0] < waits[1]);
  REQUIRE(waits[1] < waits[2]);
  CHECK(odds(u, target<>{.max_wait = (waits[0] + waits[1]) / 2}).all.value == rel(0.2, 0.005));
  CHECK(odds(u, target<>{.max_wait = (waits[1] + waits[2]) / 2}).all.value == rel(0.7, 0.005));
  CHECK(odds(u, target<>{.max_wait = waits[2] * 1.01}).all.value == 1);
}

TEST_CASE("the same probability as from 15,000 random scenarios of four inputs") {
  auto const u = ramping();
  target<> const t{.max_wait = 450, .drained_by = 2500};
  auto const o = odds(u, t);
  detail::random_source random(11, 0, 0);
  int met = 0;
  int const n = 15'000;
  for (int i = 0; i < n; ++i) {
    double v[4];
    for (std::size_t j = 0; j < 4; ++j) { v[j] = quantile(u.inputs[j].law, random.uniform()); }
    met += all_met(assess(pipeline_at(u, [&](std::size_t j) { return v[j]; }), t).constraints) ? 1 : 0;
  }
  double const share = double(met) / n;
  CHECK(share > 0.1);
  CHECK(share < 0.9);
  CHECK(std::abs(o.all.value - share) < 4 * std::hypot(o.all.error, std::sqrt(share * (1 - share) / n)));
  // All together is never more likely than the least likely one, nor less than what is left of all misses.
  double least = 1;
  double misses = 0;
  for (auto const& c : o.constraints) {
    least = c.met.value < least ? c.met.value : least;
    misses += 1 - c.met.value;
  }
  CHECK(o.all.value <= least);
  CHECK(o.all.value >= 1 - misses - 1e-12);
}

TEST_CASE("an overload is an answer: endless arrivals above the capacity") {
  auto u = pool(16);
  u.system.arrivals = constant_rate<>{.rate = 5};
  auto const o = odds(u, target<>{.max_wait = 600});
  CHECK(std::abs(o.all.value - exact(16, 1)) <= 4 * o.all.error);
  CHECK(std::isinf(quantile(o.max_wait, 0.95)));
  CHECK(quantile(o.max_wait, 0.5) == 0);
}

TEST_CASE("never missed in 10,000 scenarios is not certain") {
  auto const o = odds(pool(100), target<>{.utilization = 0.9});
  CHECK(o.all.value == 1);
  CHECK(o.all.error == rel(1e-4, 1e-12));
}

TEST_CASE("sizes are judged in the same scenarios: no larger one is less likely, each is as alone") {
  std::vector<long long> const sizes{14, 15, 16, 18, 20, 24};
  target<> const t{.utilization = 0.85};
  auto const all = odds_by_size(pool(), t, std::span<long long const>(sizes));
  REQUIRE(all.size() == sizes.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    CHECK(all[k].partitions == sizes[k]);
    CHECK(std::abs(all[k].all.value - exact(sizes[k], 0.85)) <= 4 * all[k].all.error);
    CHECK(all[k].all == odds(pool(sizes[k]), t).all);
    if (k > 0) { CHECK(all[k].all.value >= all[k - 1].all.value); }
  }
}

TEST_CASE("a caller may stop: what was done until then counts") {
  int calls = 0;
  auto const o = odds(pool(), target<>{.utilization = 0.8}, {}, [&](double done) {
    CHECK((done >= 0 && done <= 1));
    return ++calls < 100;
  });
  CHECK(o.interrupted);
  CHECK(o.scenarios == 99 * 16);
  CHECK(std::abs(o.all.value - exact(20, 0.8)) <= 5 * o.all.error);
  std::vector<long long> const sizes{15, 20};
  double last = 0;
  auto const by_size = odds_by_size(pool(), target<>{.utilization = 0.8}, std::span<long long const>(sizes), {.scenarios = 1000}, [&](double done) {
    CHECK(done >= last);
    last = done;
    return done < 0.25;
  });
  CHECK(by_size.size() == 1);
}

TEST_CASE("float") {
  uncertain<float> const u{.system = {.arrivals = constant_rate<float>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime<float>("fixed")},
                           .inputs = {{.what = quantity::service_time, .law = lognormal_belief<float>{3, 0.1F}}}};
  auto const o = odds(u, target<float>{.utilization = 0.8F}, {.scenarios = 1000});
  CHECK(std::abs(double(o.all.value) - (1 - detail::normal_upper(std::log(16.0 / 15) / 0.1))) < 0.01);
}

TEST_CASE("what cannot be asked is refused by name") {
  CHECK(refusal([] { static_cast<void>(odds(pool(), target<>{.utilization = 2})); }) == "target: utilization = 2, but must be in (0, 1]");
  CHECK(refusal([] { static_cast<void>(odds(pool(), target<>{.utilization = 0.5}, {.scenarios = 3})); }) == "scenarios: count = 3, but must be in [10, 10000000]");
  std::vector<long long> const bad{4, 0};
  CHECK(refusal([&] { static_cast<void>(odds_by_size(pool(), target<>{.utilization = 0.5}, std::span<long long const>(bad))); }) ==
        "uncertain: partitions = 0, but must be in [1, 1000000000]");
  CHECK(refusal([] { static_cast<void>(quantile(spread<>{}, 0.5)); }) == "quantile: scenarios = 0, but must be > 0");
}
