// SPDX-License-Identifier: MIT
#include <ullage/uncertain_input.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

pipeline<> seed(char const* name = "kafka-on-demand-2022") {
  return {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime(name)};
}
uncertain<> with(quantity what, belief<double> law, pipeline<> p = seed()) { return {.system = std::move(p), .inputs = {{.what = what, .law = std::move(law)}}}; }
pipeline<> at(quantity what, double value, pipeline<> p = seed()) {
  return pipeline_at(with(what, known<>{value}, std::move(p)), [&](std::size_t) { return value; });
}
std::string refused(uncertain<> const& u) {
  return refusal([&] { validate(u); });
}

} // namespace

TEST_CASE("each quantity is found by its name and sets its field") {
  for (auto const q : all_quantities) { CHECK(quantity_named(name_of(q)) == q); }
  CHECK_FALSE(quantity_named("other"));
  CHECK_FALSE(quantity_named("arrivals"));
  CHECK(mean_rate(at(quantity::arrival_rate, 7).arrivals) == rel(7, 1e-14));
  CHECK(mean_rate(at(quantity::arrival_factor, 3).arrivals) == rel(15, 1e-14));
  CHECK(ends_at(at(quantity::arrival_rate, 7).arrivals) == 2000);
  CHECK(at(quantity::arrival_scv, 4).arrival_scv == 4);
  CHECK(at(quantity::service_time, 2).service_time == 2);
  CHECK(at(quantity::service_scv, 0.5).service_scv == 0.5);
  CHECK(at(quantity::dispatch_overhead, 0.1).dispatch_overhead == 0.1);
  CHECK(at(quantity::record_bytes, 900).record_bytes == 900);
  CHECK(at(quantity::initial_lag, 90).initial_lag == 90);
  CHECK(at(quantity::failure_probability, 0.1).retry.failure_probability == 0.1);
  CHECK(at(quantity::poison_probability, 0.1).retry.poison_probability == 0.1);
  CHECK(at(quantity::init_time, 8).cold_starts.init_time == 8);
  CHECK(at(quantity::initial_consumers, 3.4).scaling.initial_consumers == 3);
  CHECK(at(quantity::evaluation_period, 30).scaling.evaluation_period == 30);
  CHECK(at(quantity::reaction_delay, 10).scaling.reaction_delay == 10);
  CHECK(at(quantity::startup_time, 9).scaling.startup_time == 9);
  CHECK(at(quantity::rebalance_pause, 2).scaling.rebalance_pause == 2);
  CHECK(at(quantity::lag_threshold, 50).scaling.lag_threshold == 50);
  CHECK(std::get<multiply<double>>(at(quantity::up_factor, 3).scaling.up).factor == 3);
  CHECK(std::get<multiply<double>>(at(quantity::up_min_interval, 30).scaling.up).min_interval == 30);
  CHECK(std::get<match_load<double>>(at(quantity::drain_within, 30, seed("kafka-provisioned")).scaling.up).drain_within == 30);
}

TEST_CASE("values that a field cannot hold are taken to its nearest end") {
  CHECK(at(quantity::failure_probability, 1.5).retry.failure_probability == rel(1 - 1e-6, 1e-15));
  CHECK(at(quantity::service_scv, -2).service_scv == 0);
  CHECK(at(quantity::service_time, -2).service_time == rel(1e-30, 1e-15));
  CHECK(std::get<multiply<double>>(at(quantity::up_factor, 0.5).scaling.up).factor == rel(1.001, 1e-15));
  CHECK(at(quantity::initial_consumers, 0.2, seed("fixed")).scaling.initial_consumers == 1);
}

TEST_CASE("a start given as a count replaces one given as a share; a phase of one period follows the period") {
  auto const best = at(quantity::initial_consumers, 4, [] {
    auto p = seed();
    p.scaling = regime("kafka-on-demand-2021", estimate::best);
    return p;
  }());
  CHECK(best.scaling.initial_consumers == 4);
  CHECK(std::isnan(best.scaling.initial_share));
  CHECK(first_evaluation(at(quantity::evaluation_period, 600, seed("kafka-on-demand-2021")).scaling) == 600);
}

TEST_CASE("the estimate of the regime comes first, numbers of the regime after it") {
  uncertain<> const u{.system = seed(), .inputs = {{.what = quantity::reaction_delay, .law = known<>{77}}, regime_span()}};
  for (int e = 0; e < 3; ++e) {
    auto const p = pipeline_at(u, [&](std::size_t j) { return j == 0 ? 77.0 : e; });
    CHECK(p.scaling.assumed == static_cast<estimate>(e));
    CHECK(p.scaling.reaction_delay == 77);
  }
  CHECK(pipeline_at(u, [](std::size_t j) { return j == 0 ? 77.0 : 2.0; }).scaling.up == regime("kafka-on-demand-2022", estimate::worst).up);
}

TEST_CASE("anything else is changed by a function") {
  uncertain<> const u{.system = seed(),
                      .inputs = {{.what = quantity::other, .law = between<>{10, 20, 40}, .name = "batch_size",
                                  .change = [](pipeline<>& p, double v) { p.batch_size = std::round(v); }}}};
  validate(u);
  CHECK(pipeline_at_quantile(u, 0.5).batch_size == std::round(quantile(between<>{10, 20, 40}, 0.5)));
  CHECK(name_of(u.inputs[0]) == "batch_size");
}

TEST_CASE("scenarios follow the laws, row by row, the same for a seed") {
  uncertain<> const u{.system = seed(),
                      .inputs = {{.what = quantity::arrival_rate, .law = rate_posterior<>{4500, 900}},
                                 {.what = quantity::service_time, .law = lognormal_belief<>{3, 0.05}},
                                 regime_span(0.2, 0.5, 0.3)}};
  auto const all = scenarios(u, 5000, 3);
  CHECK(all.rows == 5000);
  CHECK(all.inputs == 3);
  CHECK(all.values.size() == 15000);
  double rate = 0;
  double below = 0;
  double counts[3] = {};
  for (std::size_t i = 0; i < all.rows; ++i) {
    rate += all.values[3 * i] / 5000;
    below += all.values[3 * i + 1] <= 3 ? 1 : 0;
    counts[static_cast<std::size_t>(all.values[3 * i + 2])] += 1;
    CHECK(all.values[3 * i + 1] == quantile(u.inputs[1].law, all.levels[3 * i + 1]));
  }
  CHECK(rate == rel(4500.5 / 900, 1e-5)); // evenly spread: far nearer than 5000 random ones (1e-4 of it)
  CHECK(below == rel(2500, 0.003));
  CHECK(counts[0] == rel(1000, 0.005));
  CHECK(counts[2] == rel(1500, 0.005));
  CHECK(scenarios(u, 5000, 3) == all);
  CHECK_FALSE(scenarios(u, 5000, 4) == all);
  CHECK(scenarios(u, 4991, 3).rows == 5000);
  // More scenarios begin with the fewer ones.
  auto const more = scenarios(u, 10'000, 3);
  CHECK(std::vector<double>(more.values.begin(), more.values.begin() + 15000) == all.values);
}

TEST_CASE("no inputs at all: every scenario is the pipeline itself") {
  uncertain<> const u{.system = seed()};
  auto const all = scenarios(u, 10);
  CHECK(all.rows == 10);
  CHECK(pipeline_of(u, all, 7).service_time == 3);
}

TEST_CASE("float") {
  uncertain<float> const u{.system = {.arrivals = constant_rate<float>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime<float>("fixed")},
                           .inputs = {{.what = quantity::service_time, .law = between<float>{2, 3, 5}}}};
  auto const all = scenarios(u, 100);
  for (float const v : all.values) { CHECK((v >= 2 && v <= 5)); }
}

TEST_CASE("what cannot be is refused by name, before any scenario") {
  CHECK(refused(with(quantity::service_time, known<>{})) == "known: value = nan, but must be a finite number");
  CHECK(refused(with(quantity::other, known<>{1})) == "uncertain: inputs[0] is \"other\", but has no name or no function that changes a pipeline");
  uncertain<> twice = with(quantity::service_time, known<>{1});
  twice.inputs.push_back(twice.inputs[0]);
  CHECK(refused(twice) == "uncertain: input \"service_time\" is given twice");
  CHECK(refused(with(quantity::up_step, known<>{1})) == "uncertain: up_step is no number of the up rule of regime \"kafka-on-demand-2022\"");
  uncertain<> spanned = with(quantity::up_step, known<>{2});
  spanned.inputs.push_back(regime_span());
  CHECK(refused(spanned) == "accepted"); // the worst estimate adds in steps
  auto custom = seed();
  custom.scaling.name = "mine";
  CHECK(refused({.system = custom, .inputs = {regime_span()}}) == "uncertain: regime_estimate needs a preset, but the regime is \"mine\"");
  auto idle = seed();
  idle.arrivals = {};
  CHECK(refused(with(quantity::arrival_rate, known<>{1}, idle)) ==
        "uncertain: arrival_rate is given, but the arrivals of the pipeline have no mean rate to scale (use arrival_factor)");
  CHECK(refused(with(quantity::poison_probability, share_posterior<>{1, 100})) ==
        "retry_policy: max_retries = inf, but must be finite where records can be poison and neither max_record_age nor the retention takes "
        "them away: these retries can never end");
  CHECK(refusal([] { static_cast<void>(scenarios(uncertain<>{.system = seed()}, 9)); }) == "scenarios: count = 9, but must be in [10, 10000000]");
  uncertain<> many{.system = seed()};
  for (int i = 0; i < 25; ++i) {
    many.inputs.push_back({.what = quantity::other, .law = known<>{1}, .name = std::to_string(i), .change = [](pipeline<>&, double) {}});
  }
  CHECK(refused(many) == "uncertain: inputs.size() = 25, but must be <= 24");
}
