// SPDX-License-Identifier: MIT
#include <ullage/tornado.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

uncertain<> pool() {
  return {.system = {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime("fixed")},
          .inputs = {{.what = quantity::service_time, .law = lognormal_belief<>{3, 0.05}},
                     {.what = quantity::arrival_rate, .law = lognormal_belief<>{5, 0.1}},
                     {.what = quantity::arrival_scv, .law = between<>{0.5, 1, 3}}}};
}

} // namespace

TEST_CASE("swings of a load are those of its factors, the widest first") {
  auto const t = tornado(pool(), figure::utilization);
  REQUIRE(t.bars.size() == 3);
  CHECK(t.centre == rel(0.75, 1e-12));
  CHECK(t.bars[0].name == "arrival_rate");
  CHECK(t.bars[0].low == rel(5 * std::exp(-0.1 * 1.6448536269514722), 1e-12));
  CHECK(t.bars[0].at_high == rel(0.75 * std::exp(0.1 * 1.6448536269514722), 1e-12));
  CHECK(t.bars[0].swing == rel(1.5 * std::sinh(0.16448536269514722), 1e-12));
  CHECK(t.bars[1].name == "service_time");
  CHECK(t.bars[1].swing == rel(1.5 * std::sinh(0.08224268134757361), 1e-12));
  CHECK(t.bars[2].name == "arrival_scv");
  CHECK(t.bars[2].swing == 0);
}

TEST_CASE("shares of a load: first-order indices of the ranks of a product of lognormal numbers") {
  // Y = rho X + ...: Var E[Phi(Y) | X] / Var Phi(Y) = (6 / pi) asin(rho^2 / 2)
  auto const t = tornado(pool(), figure::utilization);
  auto const share = [](double rho2) { return 6 / std::numbers::pi * std::asin(rho2 / 2); };
  CHECK(std::abs(t.bars[0].share - share(0.8)) < 0.01);
  CHECK(std::abs(t.bars[1].share - share(0.2)) < 0.01);
  CHECK(t.bars[2].share < 0.003);
  // Spearman's correlation of two normal numbers
  CHECK(std::abs(t.bars[0].rank_correlation - 6 / std::numbers::pi * std::asin(std::sqrt(0.8) / 2)) < 0.01);
  CHECK(std::abs(t.bars[1].rank_correlation - 6 / std::numbers::pi * std::asin(std::sqrt(0.2) / 2)) < 0.01);
  CHECK(std::abs(t.together - (1 - share(0.8) - share(0.2))) < 0.015);
}

TEST_CASE("the target's margin falls with what its constraint rises with") {
  auto const t = tornado(pool(), target<>{.utilization = 0.9});
  CHECK(t.of == figure::margin);
  CHECK(t.centre == rel(1 - 0.75 / 0.9, 1e-12));
  CHECK(t.bars[0].name == "arrival_rate");
  CHECK(t.bars[0].rank_correlation < -0.8);
}

TEST_CASE("an overload without end is the last rank, not an infinite share") {
  auto u = pool();
  u.system.arrivals = constant_rate<>{.rate = 5};
  u.system.partitions = 15;
  auto const t = tornado(u, figure::peak_lag);
  for (auto const& b : t.bars) {
    CHECK((b.share >= 0 && b.share <= 1));
    CHECK_FALSE(std::isnan(b.swing));
  }
  CHECK(t.bars[0].name == "arrival_rate");
  CHECK(std::isinf(t.bars[0].swing));
  CHECK(t.bars[0].share > 0.3);
}

TEST_CASE("the platform's unknown numbers show beside the measured ones") {
  uncertain<> const u{.system = {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime("kafka-on-demand-2023")},
                      .inputs = {{.what = quantity::arrival_rate, .law = rate_posterior<>{4500, 900}}, regime_span()}};
  auto const t = tornado(u, figure::max_wait, {.scenarios = 2000});
  CHECK(t.bars[0].name == "regime_estimate");
  CHECK(t.bars[0].low == 0);
  CHECK(t.bars[0].high == 2);
  CHECK(t.bars[0].share > 0.8);
  CHECK(t.scenarios == 2000);
}

TEST_CASE("nothing varies: no shares") {
  auto u = pool();
  u.inputs = {{.what = quantity::service_time, .law = known<>{3}}};
  auto const t = tornado(u, figure::max_wait, {.scenarios = 100});
  CHECK(t.bars[0].share == 0);
  CHECK(t.bars[0].rank_correlation == 0);
  CHECK(t.together == 0);
}

TEST_CASE("an input that matters both ways has a share but no correlation") {
  std::vector<double> u;
  std::vector<double> y;
  for (int i = 0; i < 4000; ++i) {
    u.push_back((i + 0.5) / 4000);
    y.push_back((u.back() - 0.5) * (u.back() - 0.5));
  }
  CHECK(detail::explained_share(u, detail::ranks(y)) > 0.99);
  CHECK(std::abs(detail::correlation(u, detail::ranks(y))) < 1e-5);
}

TEST_CASE("equal values share their rank") {
  CHECK(detail::ranks(std::vector<double>{3, 1, 3, 2}) == std::vector<double>{2.5, 0, 2.5, 1});
}

TEST_CASE("a caller may stop") {
  int calls = 0;
  auto const t = tornado(pool(), figure::utilization, {}, [&](double) { return ++calls < 50; });
  CHECK(t.interrupted);
  CHECK(t.scenarios == 49 * 16);
  CHECK(t.bars[0].share > 0.5);
}

TEST_CASE("figures by name; a margin needs a target") {
  CHECK(figure_named("drained_at") == figure::drained_at);
  CHECK_FALSE(figure_named("lag"));
  CHECK(refusal([] { static_cast<void>(tornado(pool(), figure::margin)); }) == "tornado: figure = \"margin\", but it depends on a target: give that instead");
}
