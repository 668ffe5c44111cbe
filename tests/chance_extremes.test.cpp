// SPDX-License-Identifier: MIT
#include <ullage/chance_extremes.hpp>

#include <ullage/lag_path.hpp>
#include <ullage/simulate.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <type_traits>
#include <utility>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

template <class T = double> pipeline<T> fixed_case(long long partitions, std::type_identity_t<arrival_profile<T>> const& arrivals) {
  pipeline<T> p;
  p.arrivals = arrivals;
  p.service_time = T(1);
  p.partitions = partitions;
  return p;
}
double longest(pipeline<> const& p, double chance_of_it) { return max_wait_quantile(chance(forecast(p)), chance_of_it).value; }

/// A Wilson interval of 4 deviations for the chance that no record waits longer than x holds the chance that was asked for.
struct share {
  double low;
  double high;
};
share never_longer(pipeline<> const& p, double x, int replications) {
  simulation_options options;
  options.seed = 20211;
  options.grid = 2;
  int kept = 0;
  for (int i = 0; i < replications; ++i) { kept += simulate_once(p, options, i).max_wait <= x ? 1 : 0; }
  double const n = replications;
  double const f = kept / n;
  double const z = 4;
  double const middle = (f + z * z / (2 * n)) / (1 + z * z / n);
  double const half = z * std::sqrt(f * (1 - f) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  return {middle - half, middle + half};
}

} // namespace

TEST_CASE("a long load on M/M/1 reaches a wait at the rate of its clumps, and on M/D/1") {
  // Clumps of records that wait longer than x: lambda rho (1 - rho)^2 exp(-(1 - rho) x / S) per second.
  double const seconds = 1e6;
  for (double const load : {0.3, 0.5, 0.8}) {
    auto p = fixed_case(1, constant_rate<>{.rate = load, .duration = seconds});
    p.service_scv = 1;
    for (double const q : {0.5, 0.99}) {
      double const exact = std::log(seconds * load * load * (1 - load) * (1 - load) / -std::log(q)) / (1 - load);
      CHECK(longest(p, q) == rel(exact, 3e-3));
    }
  }
  // M/D/1 at load 1/2: theta = 1.2564312086, K = (1 - rho) / (rho e^theta - 1), what is kept of clumps (1 - rho) / e^theta.
  auto const p = fixed_case(1, constant_rate<>{.rate = 0.5, .duration = seconds});
  double const theta = 1.2564312086261697;
  double const constant = 0.5 / (0.5 * std::exp(theta) - 1);
  CHECK(longest(p, 0.9) == rel(std::log(seconds * theta * 0.5 * constant * std::exp(-theta) / -std::log(0.9)) / theta, 3e-3));
}

TEST_CASE("P partitions with chance p are one partition with chance p^(1/P)") {
  using load = arrival_profile<>;
  auto const steady = [](double n) { return load(constant_rate<>{.rate = 0.7 * n, .duration = 500}); };
  auto const falls = [](double n) { return load(step<>{.before = 1.5 * n, .after = 0.4 * n, .at = 100, .duration = 400}); };
  for (auto const& [lone, all] : {std::pair{steady(1), steady(16)}, std::pair{falls(1), falls(16)}}) {
    auto const one = chance(forecast(fixed_case(1, lone)));
    auto const many = chance(forecast(fixed_case(16, all)));
    for (double const p : {0.5, 0.9, 0.99}) {
      CHECK(max_wait_quantile(many, p).value == rel(max_wait_quantile(one, std::pow(p, 1.0 / 16)).value, 1e-5));
    }
  }
}

TEST_CASE("the highest of a Brownian path of two lines is that of the exact path") {
  // Up at 0.5 per second for 100 s, down at 0.7 for 200 s, variance 1.3 per second.
  detail::wait_hill<double> hill;
  for (int i = 0; i <= 300; ++i) {
    double const mean = i <= 100 ? 0.5 * i : 50 - 0.7 * (i - 100);
    hill.points.push_back({.owners = 1, .mean = mean, .deviation = std::sqrt(1.3 * i)});
  }
  lag_path<> path;
  path.segments = {{100, 0.5, 1.3}, {200, -0.7, 1.3}};
  for (double const x : {55.0, 65.0, 75.0, 85.0}) {
    CHECK(-std::expm1(hill.log_never(x)) == rel(lag_exceedance(path, x), 2e-3));
  }
}

TEST_CASE("simulated runs keep the longest wait as often as asked") {
  auto overload = fixed_case(8, step<>{.before = 12, .after = 4, .at = 60, .duration = 200});
  auto variable = overload;
  variable.service_scv = 1;
  auto spike_case = fixed_case(12, spike<>{.base = 5, .peak = 24, .at = 60, .width = 20, .duration = 200});
  auto steady = fixed_case(6, constant_rate<>{.rate = 4.2, .duration = 600});
  auto replay = fixed_case(10, constant_rate<>{.rate = 4, .duration = 200});
  replay.initial_lag = 400;
  auto skewed = fixed_case(4, constant_rate<>{.rate = 2, .duration = 500});
  skewed.skew = measured_shares<>{{.4, .3, .2, .1}};
  pipeline<> jump = fixed_case(10, constant_rate<>{.rate = 2, .duration = 2000});
  jump.service_time = 3;
  jump.scaling = regime("kafka-on-demand-2021");
  for (auto const& p : {overload, variable, spike_case, steady, replay, skewed, jump}) {
    auto const c = chance(forecast(p));
    for (double const q : {0.5, 0.9}) {
      // The quantile is within 5 % of the simulated one: of a level 5 % higher more, 5 % lower less is kept.
      auto const x = max_wait_quantile(c, q);
      CHECK(x.valid);
      CHECK(never_longer(p, 1.05 * x.value, 400).high > q);
      CHECK(never_longer(p, 0.95 * x.value, 400).low < q);
    }
  }
}

TEST_CASE("without chance the longest wait is that of the fluid but for the record itself") {
  auto p = fixed_case(4, step<>{.before = 8, .after = 1, .at = 50, .duration = 200});
  p.arrival_scv = 0;
  p.producer = round_robin{};
  CHECK(longest(p, 0.5) == rel(forecast(p).max_wait, 1e-6));
  CHECK(max_wait_quantile(chance(forecast(p)), 0.5).method == chance_method::fluid);
  auto old = fixed_case(1, {});
  old.initial_lag = 100;
  old.initial_lag_age = 30;
  CHECK(longest(old, 0.9) == rel(30 + 99, 1e-9)); // the last of the records at hand has 99 before it
}

TEST_CASE("a last batch that is not full waits for its window") {
  auto p = fixed_case(1, constant_rate<>{.rate = 10, .duration = 300});
  p.service_time = 0.05;
  p.batch_size = 10;
  p.batch_window = 20;
  CHECK(longest(p, 0.9) >= 20);
  CHECK(longest(p, 0.9) < 22);
}

TEST_CASE("quantiles rise, and do not depend on the unit of time") {
  auto p = fixed_case(5, spike<>{.base = 3, .peak = 9, .at = 60, .width = 20, .duration = 200});
  double before = 0;
  for (double const q : {0.01, 0.1, 0.5, 0.9, 0.99, 0.999999}) {
    double const x = longest(p, q);
    CHECK(x > before);
    before = x;
  }
  auto slow = fixed_case(5, spike<>{.base = 3e-3, .peak = 9e-3, .at = 60e3, .width = 20e3, .duration = 200e3});
  slow.service_time = 1000;
  CHECK(longest(slow, 0.9) == rel(1000 * longest(p, 0.9), 1e-5));
}

TEST_CASE("an endless load has no longest wait; nothing at all waits nothing") {
  auto const x = max_wait_quantile(chance(forecast(fixed_case(4, constant_rate<>{.rate = 2}))), 0.5);
  CHECK(x.value == infinity_v<double>);
  CHECK_FALSE(x.valid);
  CHECK(x.reason == "an endless load reaches any wait in the end (set a horizon or a duration)");
  CHECK(longest(fixed_case(4, constant_rate<>{.rate = 9}), 0.5) == infinity_v<double>);
  pipeline<> quiet;
  quiet.service_time = 1;
  quiet.partitions = 1;
  CHECK(longest(quiet, 0.5) == 0);
  CHECK(max_wait_quantile(chance(forecast(quiet)), 0.5).valid);
}

TEST_CASE("a chance out of range is refused") {
  auto const c = chance(forecast(fixed_case(1, constant_rate<>{.rate = 0.5, .duration = 10})));
  CHECK(refusal([&] { (void)max_wait_quantile(c, 0.0); }) == "max_wait_quantile: p = 0, but must be in (0, 1)");
  CHECK(refusal([&] { (void)max_wait_quantile(c, 1.0); }) == "max_wait_quantile: p = 1, but must be in (0, 1)");
  CHECK(refusal([&] { (void)max_wait_quantile(c, std::nan("")); }) == "max_wait_quantile: p = nan, but must be in (0, 1)");
}

TEST_CASE("float and long double give the same") {
  double const x = longest(fixed_case(3, step<>{.before = 4, .after = 1, .at = 50, .duration = 100}), 0.9);
  auto const f = fixed_case<float>(3, step<float>{.before = 4, .after = 1, .at = 50, .duration = 100});
  auto const l = fixed_case<long double>(3, step<long double>{.before = 4, .after = 1, .at = 50, .duration = 100});
  CHECK(double(max_wait_quantile(chance(forecast(f)), 0.9f).value) == rel(x, 1e-4));
  CHECK(double(max_wait_quantile(chance(forecast(l)), 0.9L).value) == rel(x, 1e-5));
}
