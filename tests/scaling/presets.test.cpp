// SPDX-License-Identifier: MIT
#include <ullage/scaling/presets.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <variant>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();
constexpr estimate all_estimates[] = {estimate::best, estimate::likely, estimate::worst};
template <class Rule> Rule const& up(scaling_regime<> const& r) { return std::get<Rule>(r.up); }
} // namespace

TEST_CASE("every preset of the catalog is sound at every estimate and bears its name") {
  std::set<std::string_view> names;
  for (auto const& info : regime_catalog) {
    CHECK(names.insert(info.name).second);
    CHECK_FALSE(info.what.empty());
    CHECK_FALSE(info.source.empty());
    CHECK_FALSE(info.valid_from.empty());
    CHECK((info.trust == confidence::documented || !info.open.empty()));
    CHECK(is_preset(info.name));
    for (auto const which : all_estimates) {
      auto const r = regime(info.name, which);
      CHECK_NOTHROW(validate(r));
      CHECK(r.name == info.name);
      CHECK(r.assumed == which);
    }
  }
  CHECK(names.size() == 11);
}

TEST_CASE("kafka-on-demand-2021: one consumer or half of them, every 15 min, to one per partition") {
  auto const r = regime("kafka-on-demand-2021");
  CHECK(r.evaluation_period == 900);
  CHECK(first_evaluation(r) == 900);
  CHECK(r.reaction_delay == 0);
  CHECK(starting_consumers(r, 20.0) == 1);
  CHECK(std::holds_alternative<jump_to_cap>(r.up));
  CHECK(r.down.when == scale_down::keep_while_producing);
  CHECK(r.down.factor == 0);
  CHECK(consumer_cap(r, 20.0) == 20);
  CHECK(r.concurrency_per_consumer == 1);
  auto const best = regime("kafka-on-demand-2021", estimate::best);
  CHECK(starting_consumers(best, 20.0) == 10); // the start of the notice of 2022
  CHECK(first_evaluation(best) == 780);
}

TEST_CASE("kafka-on-demand-2022: every minute, within three, doubling at most every three minutes") {
  auto const r = regime("kafka-on-demand-2022");
  CHECK(r.evaluation_period == 60);
  CHECK(r.reaction_delay == 180);
  CHECK(up<multiply<>>(r) == multiply<>{.factor = 2, .min_interval = 180});
  CHECK(r.down.factor == 0.5);
  CHECK(r.down.min_interval == 180);
  CHECK(starting_consumers(r, 20.0) == 1);
  auto const best = regime("kafka-on-demand-2022", estimate::best);
  CHECK(best.reaction_delay == 60);
  CHECK(std::holds_alternative<jump_to_cap>(best.up));
  auto const worst = regime("kafka-on-demand-2022", estimate::worst);
  CHECK(worst.reaction_delay == 180);
  CHECK(up<add<>>(worst) == add<>{.step = 1, .min_interval = 180});
}

TEST_CASE("kafka-on-demand-2023: twice as fast, and slower to let go") {
  auto const r = regime("kafka-on-demand-2023");
  CHECK(r.reaction_delay == 90);
  CHECK(up<multiply<>>(r) == multiply<>{.factor = 2, .min_interval = 90});
  CHECK(r.down.stabilization == 900);
  CHECK(starting_consumers(r, 20.0) == 1);
  auto const best = regime("kafka-on-demand-2023", estimate::best);
  CHECK(starting_consumers(best, 20.0) == 10);
  CHECK(best.reaction_delay == 60);
  auto const worst = regime("kafka-on-demand-2023", estimate::worst);
  CHECK(worst.reaction_delay == 180);
  CHECK(worst.up == regime("kafka-on-demand-2022").up);
}

TEST_CASE("kafka-provisioned: 5 slots and 5 MB/s per poller, 1 to 200 of them, to what the load needs") {
  auto const r = regime("kafka-provisioned");
  CHECK(r.concurrency_per_consumer == 5);
  CHECK(r.bytes_per_consumer == 5e6);
  CHECK(r.min_consumers == 1);
  CHECK(r.max_consumers == 200);
  CHECK(consumer_cap(r, 20.0) == 20);
  CHECK(std::holds_alternative<match_load<>>(r.up));
  CHECK(r.down.when == scale_down::follow_load);
  CHECK(regime("kafka-provisioned", estimate::best).evaluation_period == 5);
  CHECK(regime("kafka-provisioned", estimate::best).reaction_delay == 5);
  CHECK(r.reaction_delay == 30);
  CHECK(regime("kafka-provisioned", estimate::worst).reaction_delay == 180);
}

TEST_CASE("SQS: from 5, by 60, 300 or 1000 a minute, to 1000, 1250 or 10 per poller") {
  CHECK(up<continuous_ramp<>>(regime("sqs-2018")).per_minute == 60);
  CHECK(regime("sqs-2018").max_consumers == 1000);
  CHECK(up<continuous_ramp<>>(regime("sqs-2023")).per_minute == 300);
  CHECK(regime("sqs-2023").max_consumers == 1250);
  for (auto const* name : {"sqs-2018", "sqs-2023"}) {
    CHECK(regime(name).initial_consumers == 5);
    CHECK(regime(name).min_consumers == 5);
    CHECK(regime(name).reaction_delay == 0);
  }
  auto const p = regime("sqs-provisioned");
  CHECK(up<continuous_ramp<>>(p).per_minute * p.concurrency_per_consumer == 1000);
  CHECK(p.initial_consumers * p.concurrency_per_consumer == 20);
  CHECK(p.max_consumers == 200);
  CHECK(p.bytes_per_consumer == 1e6);
  CHECK(p.reaction_delay == 5);
}

TEST_CASE("T13: shards times factor at once; a fixed pool is one consumer per partition") {
  for (auto const* name : {"kinesis", "dynamodb-streams", "fixed"}) {
    auto const r = regime(name);
    CHECK(is_fixed(r));
    CHECK(starting_consumers(r, 100.0 * 2) == 200);
  }
}

TEST_CASE("keda-kafka: the defaults of KEDA 2.21 and of the autoscaler") {
  auto const r = regime("keda-kafka");
  CHECK(up<proportional<>>(r) == proportional<>{.lag_per_consumer = 10, .tolerance = 0.1, .max_added = 4, .max_factor = 2,
                                                .activation_lag = 0, .polling_period = 30, .cooldown_period = 300});
  CHECK(r.evaluation_period == 15);
  CHECK(r.min_consumers == 0);
  CHECK(r.max_consumers == 100);
  CHECK(r.down.stabilization == 300);
}

TEST_CASE("Lambda's limit on new environments: 1000 per 10 s since 2023-11, 500 per minute before") {
  CHECK(regime("sqs-2023").environment_burst == 1000);
  CHECK(regime("sqs-2023").environment_rate == 100);
  CHECK(regime("kafka-on-demand-2021").environment_rate == rel(500.0 / 60, 1e-15));
  CHECK(regime("kafka-on-demand-2021").environment_burst == 3000);
  CHECK(regime("kafka-on-demand-2022").account_concurrency == 1000);
  for (auto const* name : {"fixed", "keda-kafka"}) {
    CHECK(regime(name).environment_burst == none);
    CHECK(regime(name).account_concurrency == none);
  }
}

TEST_CASE("best is never slower than likely, likely never slower than worst") {
  for (auto const& info : regime_catalog) {
    auto const best = regime(info.name, estimate::best);
    auto const likely = regime(info.name, estimate::likely);
    auto const worst = regime(info.name, estimate::worst);
    CHECK(first_evaluation(best) <= first_evaluation(likely));
    CHECK(first_evaluation(likely) <= first_evaluation(worst));
    CHECK(best.reaction_delay <= likely.reaction_delay);
    CHECK(likely.reaction_delay <= worst.reaction_delay);
    CHECK(starting_consumers(best, 40.0) >= starting_consumers(likely, 40.0));
    CHECK(starting_consumers(likely, 40.0) >= starting_consumers(worst, 40.0));
  }
}

TEST_CASE("a regime at another estimate follows the preset, but keeps what was set by hand") {
  for (auto const& info : regime_catalog) {
    for (auto const from : all_estimates) {
      for (auto const to : all_estimates) { CHECK(regime_as(regime(info.name, from), to) == regime(info.name, to)); }
    }
  }
  auto r = regime("kafka-on-demand-2023");
  r.reaction_delay = 42;
  auto const best = regime_as(r, estimate::best);
  CHECK(best.reaction_delay == 42);
  CHECK(starting_consumers(best, 20.0) == 10);
  r = regime("kafka-on-demand-2023");
  r.initial_consumers = 7;
  CHECK(starting_consumers(regime_as(r, estimate::best), 20.0) == 7);
  scaling_regime<> const own{.initial_consumers = 3};
  CHECK(regime_as(own, estimate::best) == own);
}

TEST_CASE("the presets that need partitions say so") {
  CHECK(needs_partitions("kafka-on-demand-2021"));
  CHECK(needs_partitions("kafka-provisioned"));
  CHECK(needs_partitions("kinesis"));
  CHECK(needs_partitions("dynamodb-streams"));
  CHECK(needs_partitions("keda-kafka"));
  CHECK_FALSE(needs_partitions("sqs-2018"));
  CHECK_FALSE(needs_partitions("fixed"));
}

TEST_CASE("an unknown name is refused with the names that exist") {
  auto const message = refusal([] { (void)regime("kafka"); });
  CHECK(message.find("regime: name = \"kafka\", but must be one of ") == 0);
  for (auto const& info : regime_catalog) { CHECK(message.find(info.name) != std::string::npos); }
  CHECK_FALSE(is_preset("kafka"));
}

TEST_CASE("presets in float and long double") {
  CHECK(regime<float>("sqs-2018").initial_consumers == 5.0f);
  CHECK(regime<long double>("kafka-on-demand-2021").environment_rate == 500.0L / 60);
}
