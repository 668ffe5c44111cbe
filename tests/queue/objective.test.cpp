// SPDX-License-Identifier: MIT
#include "support/approx.hpp"
#include "support/refusal.hpp"

#include <ullage/queue/md1.hpp>
#include <ullage/queue/mm1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/objective.hpp>

#include <limits>
#include <set>
#include <string>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("a measure that is chosen at run time is the function of its name") {
  auto const q = mmc<>{.arrival_rate = 5, .service_time = 3, .servers = 20};
  CHECK(evaluate(q, measure::utilization) == utilization(q));
  CHECK(evaluate(q, measure::wait_probability) == wait_probability(q));
  CHECK(evaluate(q, measure::mean_wait) == mean_wait(q));
  CHECK(evaluate(q, measure::wait_variance) == wait_variance(q));
  CHECK(evaluate(q, measure::wait_tail, 1) == wait_tail(q, 1));
  CHECK(evaluate(q, measure::wait_quantile, 0.99) == wait_quantile(q, 0.99));
  CHECK(evaluate(q, measure::mean_sojourn) == mean_sojourn(q));
  CHECK(evaluate(q, measure::sojourn_tail, 10) == sojourn_tail(q, 10));
  CHECK(evaluate(q, measure::sojourn_quantile, 0.99) == sojourn_quantile(q, 0.99));
  CHECK(evaluate(q, measure::mean_in_queue) == mean_in_queue(q));
  CHECK(evaluate(q, measure::mean_in_system) == mean_in_system(q));
  CHECK(evaluate(q, measure::throughput) == throughput(q));
}

TEST_CASE("each measure has a name of its own and knows its argument") {
  std::set<std::string> names;
  for (auto const m : all_measures) { names.insert(name_of(m)); }
  CHECK(names.size() == std::size(all_measures));
  CHECK(std::string(name_of(measure::abandon_probability)) == "abandon_probability");
  CHECK(argument_of(measure::mean_wait) == measure_argument::none);
  CHECK(argument_of(measure::wait_tail) == measure_argument::time);
  CHECK(argument_of(measure::sojourn_quantile) == measure_argument::probability);
}

TEST_CASE("which measures a model has is known at compile time") {
  static_assert(has_measure<mmc<>>(measure::sojourn_quantile));
  static_assert(has_measure<md1<>>(measure::wait_tail));
  static_assert(!has_measure<mmc<>>(measure::blocking_probability));
  static_assert(!has_measure<mm1<float>>(measure::abandon_probability));
}

TEST_CASE("a measure that the model does not have is refused by model and measure") {
  auto const q = mm1<>{.arrival_rate = 1, .service_time = 0.5};
  CHECK(refusal([&] { (void)evaluate(q, measure::blocking_probability); }) ==
        "evaluate: measure = \"blocking_probability\", but mm1 does not have it");
  CHECK(refusal([&] { (void)is_met(q, abandon_probability_at_most(0.1)); }) ==
        "is_met: measure = \"abandon_probability\", but mm1 does not have it");
}

TEST_CASE("an objective holds a measure, its argument and a limit") {
  CHECK(wait_quantile_at_most(0.99, 10) == objective<>{.of = measure::wait_quantile, .at = 0.99, .limit = 10});
  CHECK(sojourn_quantile_at_most(0.9, 3).of == measure::sojourn_quantile);
  CHECK(wait_tail_at_most(10, 0.01) == objective<>{.of = measure::wait_tail, .at = 10, .limit = 0.01});
  CHECK(sojourn_tail_at_most(10, 0.01).of == measure::sojourn_tail);
  CHECK(mean_wait_at_most(2) == objective<>{.of = measure::mean_wait, .limit = 2});
  CHECK(mean_sojourn_at_most(2).of == measure::mean_sojourn);
  CHECK(mean_in_queue_at_most(2).of == measure::mean_in_queue);
  CHECK(mean_in_system_at_most(2).of == measure::mean_in_system);
  CHECK(wait_probability_at_most(0.2).of == measure::wait_probability);
  CHECK(utilization_at_most(0.8).of == measure::utilization);
  CHECK(blocking_probability_at_most(0.1).of == measure::blocking_probability);
  CHECK(abandon_probability_at_most(0.1).of == measure::abandon_probability);
  CHECK(throughput_at_least(3).where == side::at_least);
  CHECK(text_of(wait_quantile_at_most(0.99, 10)) == "wait_quantile(0.99) <= 10");
  CHECK(text_of(throughput_at_least(3)) == "throughput >= 3");
}

TEST_CASE("an objective is met on its side of the limit, the limit included") {
  auto const q = mm1<>{.arrival_rate = 1, .service_time = 0.5};
  CHECK(is_met(q, mean_wait_at_most(0.5)));
  CHECK_FALSE(is_met(q, mean_wait_at_most(0.499)));
  CHECK(is_met(q, throughput_at_least(1)));
  CHECK_FALSE(is_met(q, throughput_at_least(1.001)));
}

TEST_CASE("a queue without a steady state meets no objective but one of its utilization") {
  auto const q = mm1<>{.arrival_rate = 3, .service_time = 0.5};
  CHECK_FALSE(is_met(q, mean_wait_at_most(1e9)));
  CHECK_FALSE(is_met(q, throughput_at_least(1)));
  CHECK(is_met(q, utilization_at_most(1.5)));
  CHECK_FALSE(is_met(q, utilization_at_most(1)));
}

TEST_CASE("objectives out of range are refused by name") {
  CHECK(refusal([] { (void)mean_wait_at_most(-1); }) == "objective: limit = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)mean_wait_at_most(std::numeric_limits<double>::quiet_NaN()); }) ==
        "objective: limit = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)wait_quantile_at_most(1, 10); }) == "objective: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)wait_tail_at_most(-1, 0.1); }) == "objective: t = -1, but must be finite and >= 0");
}

TEST_CASE("float and long double") {
  CHECK(is_met(mm1<float>{.arrival_rate = 1, .service_time = 0.5F}, mean_wait_at_most(0.51F)));
  CHECK(double(evaluate(mm1<long double>{.arrival_rate = 1, .service_time = 0.5L}, measure::mean_wait)) == rel(0.5, 1e-15));
}
