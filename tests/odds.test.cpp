// SPDX-License-Identifier: MIT
#include <ullage/odds.hpp>

#include <ullage/queue/md1.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

using digits50 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;
template <> inline constexpr bool ullage::enable_real<digits50> = true;

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

pipeline<> seed() {
  return {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime("kafka-on-demand-2021")};
}
constraint<> named(std::vector<constraint<>> const& all, std::string const& name) {
  for (auto const& c : all) {
    if (c.name == name) { return c; }
  }
  return {};
}

} // namespace

TEST_CASE("a target without a probability and without a steady state has no entries") {
  target<> const t{.max_wait = 60};
  CHECK_FALSE(needs_chance(t));
  CHECK(constraints_with_chance(forecast(seed()), t).empty());
}

TEST_CASE("each target is held against its quantile") {
  auto p = seed();
  p.retention = 7200;
  auto const f = forecast(p);
  auto const c = chance(f);
  target<> t{.max_wait = 1000, .wait_quantile = quantile_target<>{0.99, 900}, .drained_by = 2600, .peak_lag = 4300, .retention_fraction = 0.5};
  t.mean_wait = 500;
  t.probability = 0.95;
  CHECK(needs_chance(t));
  auto const all = constraints_with_chance(f, t);
  std::vector<std::string> names;
  for (auto const& x : all) { names.push_back(x.name); }
  CHECK(names == std::vector<std::string>{"max_wait", "wait_quantile", "drained_by", "peak_lag", "mean_wait", "retention"});
  CHECK(all[0].value == max_wait_quantile(c, 0.95).value);
  CHECK(all[0].limit == 1000);
  CHECK(all[0].unit == "s");
  CHECK(all[0].value > f.max_wait);
  CHECK(all[1].value == wait_quantile(c, 0.99).value);
  CHECK(all[2].value == finished_at_quantile(c, 0.95).value); // no record comes after 2000 s
  CHECK(all[3].value == rel(4316.8, 0.01)); // R217: 4200 + 1.6449 sqrt(4500), and what the one consumer lets wait at first
  CHECK(all[3].unit == "records");
  CHECK(all[3].met == (all[3].value <= 4300));
  CHECK(all[4].value == mean_wait(c).value);
  CHECK(all[5].value == all[0].value);
  CHECK(all[5].limit == 3600);
  CHECK(all[0].note.empty());
}

TEST_CASE("outside of what has been measured an answer counts 15 % more, and the note says why") {
  auto p = seed();
  p.retention = 900;
  auto const f = forecast(p);
  target<> t{.max_wait = 1000, .probability = 0.95};
  auto const all = constraints_with_chance(f, t);
  REQUIRE(all.size() == 2);
  CHECK(all[0].value == rel(1.15 * max_wait_quantile(chance(f), 0.95).value, 1e-12));
  CHECK(all[0].note == "records that expire are left out; 15 % is added");
  CHECK(all[1].value == all[0].value);
}

TEST_CASE("a higher chance is harder to keep") {
  auto const f = forecast(seed());
  double before = 0;
  for (double const q : {0.5, 0.9, 0.99}) {
    target<> t{.max_wait = 1000, .drained_by = 2600, .peak_lag = 4300};
    t.probability = q;
    double sum = 0;
    for (auto const& c : constraints_with_chance(f, t)) {
      sum += c.value;
      CHECK(c.note.empty());
    }
    CHECK(sum > before);
    before = sum;
  }
}

TEST_CASE("the backlog that peaks last before the deadline is the one that has to be gone") {
  // Two bursts, the first the larger.
  pipeline<> p{.arrivals = arrival_profile<>(burst<>{.records = 4000, .at = 0}) + arrival_profile<>(burst<>{.records = 400, .at = 5000}) +
                           arrival_profile<>(constant_rate<>{.rate = 4, .duration = 8000}),
               .service_time = 1,
               .partitions = 10};
  auto const f = forecast(p);
  target<> t{.drained_by = 3000};
  t.probability = 0.9;
  auto const first = constraints_with_chance(f, t)[0];
  CHECK(first.value == drained_at_quantile(chance(f), 0.9).value);
  CHECK(first.value > f.drained_at);
  t.drained_by = 7000;
  auto const second = constraints_with_chance(f, t)[0];
  CHECK(second.value > 5000 + 400 / 6.0);
  CHECK(second.value < 5400);
  t.drained_by = 5010; // while the second still waits
  CHECK_FALSE(constraints_with_chance(f, t)[0].met);
  p.arrivals = constant_rate<>{.rate = 4, .duration = 8000};
  CHECK(constraints_with_chance(forecast(p), t)[0].value == 0); // no backlog
  p.horizon = 5000;
  CHECK(constraints_with_chance(forecast(p), t)[0].value == infinity_v<double>); // not seen until then
}

TEST_CASE("the steady state is that of the mean rate with all consumers at work, whatever the load of the forecast") {
  target<> t;
  t.steady_mean_wait = 5;
  t.steady_wait_quantile = quantile_target<>{0.99, 30};
  CHECK(needs_chance(t));
  auto const all = constraints_with_chance(forecast(seed()), t);
  REQUIRE(all.size() == 2);
  md1<> const queue{0.25, 3};
  CHECK(all[0].name == "steady_mean_wait");
  CHECK(all[0].value == rel(mean_wait(queue), 1e-6)); // R320: 4.5 s
  CHECK(all[0].met);
  CHECK(all[1].name == "steady_wait_quantile");
  CHECK(all[1].value == rel(wait_quantile(queue, 0.99), 1e-6));
  // With load 1 and more there is none.
  for (double const rate : {20.0 / 3, 8.0}) {
    auto p = seed();
    p.arrivals = constant_rate<>{.rate = rate, .duration = 2000};
    for (auto const& c : constraints_with_chance(forecast(p), t)) {
      CHECK(c.value == infinity_v<double>);
      CHECK_FALSE(c.met);
    }
  }
  auto quiet = seed();
  quiet.arrivals = {};
  CHECK(constraints_with_chance(forecast(quiet), t)[0].value == 0);
}

TEST_CASE("the steady state of a pool is that of all its servers") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 8, .duration = 100}, .service_time = 1};
  p.scaling.initial_share = unset_v<double>;
  p.scaling.initial_consumers = 10;
  p.service_scv = 1;
  target<> t;
  t.steady_mean_wait = 1;
  auto const c = named(constraints_with_chance(forecast(p), t), "steady_mean_wait");
  // M/M/10 at load 0.8: C = 0.40918, 1 / (10 - 8) of it.
  CHECK(c.value == rel(0.20459, 1e-3));
}

TEST_CASE("an endless load reaches any wait: the note says so") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 5}, .service_time = 3, .partitions = 20};
  target<> t{.max_wait = 100};
  t.probability = 0.9;
  auto const c = constraints_with_chance(forecast(p), t)[0];
  CHECK_FALSE(c.met);
  CHECK(c.note == "an endless load reaches any wait in the end (set a horizon or a duration)");
}

TEST_CASE("chance needs a built-in floating-point type") {
  using real = digits50;
  target<real> t;
  CHECK(constraints_with_chance(forecast_result<real>{}, t).empty());
  t.probability = real(0.9);
  CHECK(refusal([&] { (void)constraints_with_chance(forecast_result<real>{}, t); }) ==
        "constraints_with_chance: chance needs numbers of a built-in floating-point type");
}

TEST_CASE("float and long double give the same") {
  auto const value = [](auto one) {
    using T = decltype(one);
    pipeline<T> const p{.arrivals = step<T>{.before = 4, .after = 1, .at = 50, .duration = 100}, .service_time = T(1), .partitions = 3};
    target<T> t{.max_wait = T(60)};
    t.probability = T(0.9);
    return double(constraints_with_chance(forecast(p), t)[0].value);
  };
  CHECK(value(1.0f) == rel(value(1.0), 1e-4));
  CHECK(value(1.0L) == rel(value(1.0), 1e-5));
}

TEST_CASE("batches of random service times count 220 % more for each unit of service_scv beyond the expected course") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 5, .duration = 4000}, .service_time = 0.2, .dispatch_overhead = 0.6, .partitions = 6,
               .service_scv = 0.5, .batch_size = 10};
  auto const f = forecast(p);
  target<> t{.wait_quantile = quantile_target<>{0.99, 60}, .probability = 0.9};
  auto const all = constraints_with_chance(f, t);
  REQUIRE(all.size() == 1);
  CHECK(all[0].value == rel(2.1 * wait_quantile(chance(f), 0.99).value, 1e-12)); // nothing waits in the expected course
  CHECK(all[0].note.find("110 % is added") != std::string::npos);
}
