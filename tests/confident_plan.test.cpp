// SPDX-License-Identifier: MIT
#include <ullage/confident_plan.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <ullage/detail/normal.hpp>
#include <ullage/evidence.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

uncertain<> pool(belief<double> rate, belief<double> service) {
  return {.system = {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = {}, .scaling = regime("fixed")},
          .inputs = {{.what = quantity::arrival_rate, .law = std::move(rate)}, {.what = quantity::service_time, .law = std::move(service)}}};
}

/// Probabilities by a function of the size, in the place of a search.
template <class F> struct pretended {
  F f;
  int asked = 0;
  double about(long long n) {
    ++asked;
    return f(n);
  }
  [[nodiscard]] bool stopped() const { return false; }
};
template <class F> pretended(F) -> pretended<F>;

} // namespace

TEST_CASE("R260: the scenarios ask for as many partitions as the delta method, 24") {
  auto const u = pool(rate_posterior<>{4500, 900}, lognormal_belief<>{3, std::sqrt(0.35 / 200)});
  auto const r = plan_at_confidence(u, target<>{.utilization = 0.7}, 0.95);
  CHECK(r.partitions == 24);
  CHECK(r.chosen.all.value >= 0.95);
  REQUIRE(r.below);
  CHECK(r.below->partitions == 23);
  CHECK(r.below->all.value < 0.95);
  CHECK(r.below->all.value == rel(0.947, 0.005)); // 23.05 would be just enough
  CHECK(r.binding == "utilization");
}

TEST_CASE("the smallest count of two lognormal factors at each confidence") {
  double const sd = std::hypot(0.2, 0.1);
  for (double const c : {0.05, 0.5, 0.8, 0.95, 0.99}) {
    auto const r = plan_at_confidence(pool(lognormal_belief<>{50, 0.2}, lognormal_belief<>{3, 0.1}), target<>{.utilization = 0.7}, c, {.scenarios = 4000});
    double const exact = 150 / 0.7 * std::exp(-detail::normal_upper_quantile(c) * sd);
    CAPTURE(c);
    REQUIRE(r.partitions);
    CHECK(double(*r.partitions) == rel(std::ceil(exact), 0.012));
    REQUIRE(r.below);
    CHECK(r.below->partitions == *r.partitions - 1);
    CHECK(r.below->all.value < c);
    CHECK(r.chosen.partitions == *r.partitions);
    CHECK(r.chosen.all.value >= c);
    for (std::size_t i = 1; i < r.curve.size(); ++i) { CHECK(r.curve[i - 1].partitions < r.curve[i].partitions); }
  }
}

TEST_CASE("all numbers known: the count that the measurement needs") {
  auto const r = plan_at_confidence(pool(known<>{5}, known<>{3}), target<>{.utilization = 0.75}, 0.95, {.scenarios = 100});
  CHECK(r.partitions == 20);
  CHECK(r.below->all.value == 0);
  CHECK(r.chosen.all.value == 1);
}

TEST_CASE("one partition is enough: there is none below") {
  auto const r = plan_at_confidence(pool(known<>{0.01}, between<>{2, 3, 4}), target<>{.utilization = 0.75}, 0.95, {.scenarios = 100});
  CHECK(r.partitions == 1);
  CHECK_FALSE(r.below);
}

TEST_CASE("no size reaches the confidence: the most likely one, and what is in its way") {
  uncertain<> u{.system = {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = {}, .scaling = regime("kafka-on-demand-2022")},
                .inputs = {regime_span(0.2, 0.5, 0.3)}};
  // Worst: one consumer more each 3 minutes, whatever the partitions.
  target<> const t{.max_wait = 900, .max_partitions = 300};
  auto const r = plan_at_confidence(u, t, 0.95, {.scenarios = 1000});
  CHECK_FALSE(r.partitions);
  CHECK_FALSE(r.below);
  CHECK(r.chosen.all.value == rel(0.7, 0.005));
  CHECK(r.binding == "max_wait");
  auto const less = plan_at_confidence(u, t, 0.65, {.scenarios = 1000});
  REQUIRE(less.partitions);
  CHECK(less.chosen.all.value == rel(0.7, 0.005));
}

TEST_CASE("measured shares hold for the partitions that there are") {
  auto u = pool(lognormal_belief<>{1, 0.1}, known<>{3});
  u.system.skew = measured_shares<>{{4, 3, 2, 1}};
  auto const r = plan_at_confidence(u, target<>{.utilization = 0.99}, 0.05, {.scenarios = 200});
  CHECK(r.chosen.partitions == 4);
  CHECK(r.curve.size() == 1);
}

TEST_CASE("the first guess: rising probabilities, a window that doubling leaps over, none") {
  pretended rising{[](long long n) { return 1 - std::exp(-double(n) / 30); }};
  auto const a = detail::first_guess(rising, 1, 10'000, 0.95);
  CHECK(a.reaches);
  CHECK(a.size == 90); // ceil(30 ln 20) = 89.87
  pretended window{[](long long n) { return n >= 20 && n <= 27 ? 0.97 : n > 27 ? 0.9 * 27 / double(n) : 0.9 * double(n) / 20; }};
  auto const b = detail::first_guess(window, 1, 10'000, 0.95);
  CHECK(b.reaches);
  CHECK(b.size >= 20);
  CHECK(b.size <= 27);
  CHECK(window.asked < 300);
  pretended peak{[](long long n) { return 0.9 - 1e-4 * std::abs(double(n) - 777); }};
  auto const c = detail::first_guess(peak, 1, 10'000, 0.95);
  CHECK_FALSE(c.reaches);
  CHECK(std::abs(double(c.size) - 777) <= 2);
  pretended never{[](long long) { return 0.0; }};
  CHECK_FALSE(detail::first_guess(never, 1, 1'000'000'000, 0.5).reaches);
  CHECK_FALSE(detail::first_guess(never, 7, 7, 0.5).reaches);
}

TEST_CASE("a caller may stop: then no count is chosen") {
  int calls = 0;
  auto const r = plan_at_confidence(pool(lognormal_belief<>{50, 0.2}, known<>{3}), target<>{.utilization = 0.7}, 0.95, {.scenarios = 2000},
                                    [&](double done) {
                                      CHECK((done >= 0 && done < 1));
                                      return ++calls < 30;
                                    });
  CHECK(r.interrupted);
  CHECK_FALSE(r.partitions);
}

TEST_CASE("float") {
  uncertain<float> const u{.system = {.arrivals = constant_rate<float>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = {}, .scaling = regime<float>("fixed")},
                           .inputs = {{.what = quantity::service_time, .law = lognormal_belief<float>{3, 0.1F}}}};
  CHECK(plan_at_confidence(u, target<float>{.utilization = 0.7F}, 0.9F, {.scenarios = 1000}).partitions == 25); // 24.36
}

TEST_CASE("what cannot be asked is refused by name") {
  auto const u = pool(known<>{5}, known<>{3});
  CHECK(refusal([&] { static_cast<void>(plan_at_confidence(u, target<>{.utilization = 0.7}, 1)); }) == "plan_at_confidence: confidence = 1, but must be in (0, 1)");
  CHECK(refusal([&] { static_cast<void>(plan_at_confidence(u, target<>{.utilization = 0.7, .max_partitions = 0}, 0.9)); }) ==
        "target: max_partitions = 0, but must be in [1, 1000000000]");
}
