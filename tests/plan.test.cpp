// SPDX-License-Identifier: MIT
#include <ullage/plan.hpp>

#include <support/approx.hpp>
#include <support/random_pipeline.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ullage;
using test::dice;
using ullage::test::rel;

namespace {

long long const most = 40; ///< partitions that brute force tries

/// Random cases of a sweep; all of them with ULLAGE_LONG in the environment.
unsigned cases(unsigned all) { return std::getenv("ULLAGE_LONG") != nullptr ? all : all / 5; }

pipeline<> seed(char const* name = "kafka-on-demand-2021") {
  return {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime(name)};
}

bool contains(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

/// The constraints that a user asked for.
std::vector<constraint<>> wanted(std::vector<constraint<>> const& all) {
  std::vector<constraint<>> out;
  for (auto const& c : all) {
    if (c.from == demand::wanted) { out.push_back(c); }
  }
  return out;
}

/// Whether each count from 1 to `most` keeps a target, by trying all.
std::vector<bool> tried(pipeline<> const& p, target<> const& t) {
  std::vector<bool> out(static_cast<std::size_t>(most) + 1);
  full_judge<> const judge{t, {}, {}};
  for (long long n = 1; n <= most; ++n) { out[static_cast<std::size_t>(n)] = all_met(judge(with_partitions(p, n)).constraints); }
  return out;
}
long long smallest(std::vector<bool> const& feasible) {
  for (std::size_t n = 1; n < feasible.size(); ++n) {
    if (feasible[n]) { return static_cast<long long>(n); }
  }
  return 0;
}
std::vector<bool> within(std::vector<size_range> const& ranges) {
  std::vector<bool> out(static_cast<std::size_t>(most) + 1);
  for (auto const& r : ranges) {
    for (long long n = r.from; n <= r.to; ++n) { out.at(static_cast<std::size_t>(n)) = true; }
  }
  return out;
}

/// The target with the limits of what was missed set to what was reached.
/// @returns false where a reached value is no limit (infinite, or a moment beyond its own deadline)
bool loosen(target<>& t, std::vector<constraint<>> const& missed) {
  for (auto const& c : missed) {
    if (!std::isfinite(c.value) || c.from == demand::platform || c.name == "drained_by" || (c.name == "utilization" && c.value > 1)) { return false; }
    if (c.name == "utilization") { t.utilization = c.value; }
    if (c.name == "max_wait") { t.max_wait = c.value; }
    if (c.name == "wait_quantile") { t.wait_quantile->limit = c.value; }
    if (c.name == "peak_lag") { t.peak_lag = c.value; }
  }
  return true;
}

void check_against_brute_force(pipeline<> const& p, target<> const& t) {
  auto const feasible = tried(p, t);
  long long const best = smallest(feasible);
  auto const r = plan(p, t);
  CHECK(r.proven);
  CHECK(r.feasible == (best > 0));
  REQUIRE(r.partitions.has_value());
  REQUIRE(r.baseline.has_value());
  CHECK(r.baseline->peak_lag == forecast(p).peak_lag);
  CHECK(r.forecast.peak_lag == forecast(with_partitions(p, *r.partitions)).peak_lag);
  CHECK(wanted(r.constraints) == constraints_of(r.forecast, t));
  CHECK(r.searched.from == 1);
  CHECK(r.searched.to <= most);
  auto const said = within(r.feasible_partitions);
  for (auto n = static_cast<std::size_t>(r.searched.from); n <= static_cast<std::size_t>(r.searched.to); ++n) { CHECK(said[n] == feasible[n]); }
  CHECK(!explain(r).empty());
  if (r.feasible) {
    CHECK(*r.partitions == best);
    CHECK(r.searched.to >= best);
    CHECK(r.reason.empty());
    CHECK(r.loosened.empty());
    auto const* binds = detail::named(best > 1 ? r.below : r.constraints, r.binding);
    REQUIRE(binds != nullptr);
    CHECK(binds->met == (best == 1));
    CHECK(r.next != r.binding);
  } else {
    CHECK(!r.reason.empty());
    CHECK(!r.loosened.empty());
    for (auto const& c : r.loosened) { CHECK(!c.met); }
    auto easier = t;
    if (loosen(easier, r.loosened)) {
      CHECK(all_met(constraints_of(forecast(with_partitions(p, *r.partitions)), easier)));
      auto const again = plan(p, easier);
      CHECK(again.feasible);
      CHECK(*again.partitions <= *r.partitions);
    }
  }
}

} // namespace

TEST_CASE("smallest is proven: plan agrees with trying every count") {
  for (unsigned i = 0; i < cases(1000); ++i) {
    dice d(41'000 + i);
    auto const p = test::random_pipeline(d, d.whole(1, 30));
    auto const t = test::random_target(d, p, most);
    INFO(i, ": ", test::describe(p));
    check_against_brute_force(p, t);
  }
}

TEST_CASE("smallest is proven also for a share of the records up to a horizon") {
  for (unsigned i = 0; i < cases(150); ++i) {
    dice d(42'000 + i);
    int const size = d.whole(2, 20);
    auto p = test::random_pipeline(d, size);
    p.horizon = d.whole(1000, 8000);
    p.arrivals = constant_rate<>{.rate = d.between(0.3, 1) * size / p.service_time};
    double const share = d.between(0.2, 0.95);
    double const now = wait_quantile(forecast(p), share);
    target<> const t{.wait_quantile = {{.probability = share, .limit = now * d.between(0.5, 1.5)}}, .max_partitions = most};
    INFO(i, ": ", test::describe(p));
    check_against_brute_force(p, t);
  }
}

TEST_CASE("a share of endless records is refused: nearly all of them come after everything has settled") {
  auto p = seed();
  p.arrivals = constant_rate<>{.rate = 5};
  CHECK_THROWS_WITH_AS((void)plan(p, target<>{.wait_quantile = {{.probability = 0.5, .limit = 60}}}),
                       "target: wait_quantile.probability = 0.5, but of endless arrivals nearly all records wait nothing: give the "
                       "arrivals a duration, or the pipeline a horizon",
                       std::domain_error);
}

TEST_CASE("a rule that keeps its floor above the lanes is planned too") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 1, .duration = 600}, .service_time = 3, .partitions = 1};
  p.scaling = {.evaluation_period = 60, .initial_consumers = 2, .min_consumers = 2, .up = add<>{}};
  check_against_brute_force(p, target<>{.max_wait = 60, .max_partitions = most});
}

TEST_CASE("a change of the unit of time changes no size") {
  for (unsigned i = 0; i < cases(150); ++i) {
    dice d(43'000 + i);
    auto const p = test::random_pipeline(d, d.whole(1, 30));
    auto const t = test::random_target(d, p, most);
    auto const a = plan(p, t);
    auto const b = plan(test::in_other_time_unit(p, 4), test::in_other_time_unit(t, 4));
    INFO(i, ": ", test::describe(p));
    CHECK(a.feasible == b.feasible);
    CHECK(a.partitions == b.partitions);
    CHECK(a.binding == b.binding);
    CHECK(a.next == b.next);
    CHECK(a.feasible_partitions == b.feasible_partitions);
  }
}

TEST_CASE("a stricter target never needs fewer partitions") {
  for (unsigned i = 0; i < 60; ++i) {
    dice d(44'000 + i);
    auto const p = test::random_pipeline(d, d.whole(1, 30));
    double const wait = d.between(10, 1500);
    INFO(i, ": ", test::describe(p));
    auto const loose = plan(p, target<>{.max_wait = wait, .max_partitions = most});
    auto const strict = plan(p, target<>{.max_wait = wait * d.between(0.2, 1), .max_partitions = most});
    CHECK((!strict.feasible || (loose.feasible && *loose.partitions <= *strict.partitions)));
  }
}

TEST_CASE("exact limit: a fixed pool with a utilization needs ceil(a / u) partitions") {
  auto const r = plan(seed("fixed"), target<>{.utilization = 0.8});
  CHECK(r.feasible);
  CHECK(r.partitions == 19);
  CHECK(r.monotone);
  CHECK(r.binding == "utilization");
  CHECK(r.forecast.utilization == rel(15.0 / 19, 1e-12));
  REQUIRE(wanted(r.below).size() == 1);
  CHECK(r.below[0].value == rel(15.0 / 18, 1e-12));
}

TEST_CASE("R321: 20 000 records/s need 10 pollers and the partitions that feed them") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 20'000, .duration = 3600}, .service_time = 0.05 / 20, .partitions = 100,
                     .scaling = regime("kafka-provisioned"), .batch_size = 20};
  auto const r = plan(p, target<>{.max_wait = 0});
  CHECK(r.feasible);
  CHECK(r.partitions == 50);
  CHECK(r.min_pollers == 10);
  CHECK(r.max_pollers == 10);
  CHECK(contains(explain(r), "50 partitions with 10 minimum and 10 maximum pollers"));
}

TEST_CASE("provisioned: smallest partitions with any pollers, then the smallest minimum") {
  int feasible = 0;
  for (unsigned i = 0; i < 80; ++i) {
    dice d(45'000 + i);
    int const size = d.whole(1, 24);
    pipeline<> p{.service_time = d.between(0.2, 5), .partitions = size};
    p.scaling = regime("kafka-provisioned", static_cast<estimate>(d.whole(0, 2)));
    p.arrivals = test::random_arrivals(d, d.between(0.3, 1.1) * size / p.service_time, d.whole(600, 6000));
    auto t = test::random_target(d, p, 30);
    t.wait_quantile.reset(); // so that more pollers are never worse
    if (std::isnan(t.max_wait) && std::isnan(t.peak_lag)) { t.max_wait = d.between(0, 300); }
    INFO(i, ": ", test::describe(p));
    long long best = 0;
    long long least = 0;
    for (long long n = 1; n <= 30 && best == 0; ++n) {
      for (long long m = 1; m <= n && best == 0; ++m) {
        if (all_met(constraints_of(forecast(with_pollers(with_partitions(p, n), m, n)), t))) {
          best = n;
          least = m;
        }
      }
    }
    auto const r = plan(p, t);
    CHECK(r.feasible == (best > 0));
    if (best == 0) {
      CHECK(!r.reason.empty());
      continue;
    }
    ++feasible;
    CHECK(*r.partitions == best);
    CHECK(*r.min_pollers == least);
    CHECK(*r.max_pollers >= least);
    CHECK(all_met(r.constraints));
    CHECK(r.forecast.max_consumers <= static_cast<double>(*r.max_pollers));
  }
  CHECK(feasible >= 20);
}

TEST_CASE("where the first window breaks the limit no count helps, and the plan says so") {
  auto const r = plan(seed(), target<>{.utilization = 0.8, .max_wait = 600});
  CHECK(!r.feasible);
  CHECK(r.proven);
  CHECK(r.binding == "max_wait"); // the one that is missed most
  CHECK(contains(r.reason, "kafka-on-demand-2021"));
  CHECK(contains(r.reason, "840 s"));
  CHECK(contains(r.reason, "600 s"));
  CHECK(contains(r.reason, "900 s"));
  CHECK(contains(r.reason, "only 1 consumer works"));
  REQUIRE(!r.ways_out.empty());
  CHECK(contains(r.ways_out[0], "kafka-provisioned"));
  REQUIRE(r.loosened.size() == 1);
  CHECK(r.loosened[0].name == "max_wait");
  CHECK(r.loosened[0].value == rel(840, 1e-9));
  auto const text = explain(r);
  CHECK(contains(text, r.reason));
  CHECK(contains(text, "4200 records"));
  REQUIRE(r.baseline.has_value());
  CHECK(r.baseline->peak_lag == rel(4200, 1e-9));
}

TEST_CASE("the way out that an infeasible plan names is one") {
  auto p = seed();
  target<> const t{.utilization = 0.8, .max_wait = 600};
  p.scaling = regime("kafka-provisioned");
  auto const r = plan(p, t);
  CHECK(r.feasible);
  auto const all = with_all_consumers(seed());
  CHECK(plan(all, t).feasible);
}

TEST_CASE("a plan in words has the size, the binding target and its numbers") {
  auto const r = plan(seed(), target<>{.utilization = 0.8, .max_wait = 900});
  REQUIRE(r.feasible);
  auto const text = explain(r);
  INFO(text);
  CHECK(contains(text, std::to_string(*r.partitions) + " partitions are enough"));
  CHECK(contains(text, "one less is not"));
  CHECK(contains(text, r.binding + " binds"));
  CHECK(contains(text, "then " + r.next));
  CHECK(contains(text, detail::brief(r.forecast.peak_lag, 6) + " records"));
  CHECK(contains(text, detail::time_text(r.forecast.drained_at)));
}

TEST_CASE("a size of one is written in the singular") {
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 0.1, .duration = 100}, .service_time = 3, .partitions = 5};
  auto const r = plan(p, target<>{.max_wait = 0});
  CHECK(r.partitions == 1);
  CHECK(r.below.empty());
  CHECK(contains(explain(r), "1 partition is enough"));
  CHECK(contains(explain(r), "No backlog forms."));
}

TEST_CASE("a concurrency limit that holds the plan back is named with what would do") {
  auto p = seed("fixed");
  p.reserved_concurrency = 10;
  auto const r = plan(p, target<>{.max_wait = 0, .max_partitions = 100});
  CHECK(!r.feasible);
  CHECK(contains(r.reason, "reserved_concurrency is 10"));
  REQUIRE(!r.ways_out.empty());
  CHECK(contains(r.ways_out[0], "from 10 to at least 15"));
}

TEST_CASE("records that are already older than the limit cannot be saved") {
  auto p = seed("fixed");
  p.initial_lag = 10;
  p.initial_lag_age = 700;
  auto const r = plan(p, target<>{.max_wait = 600, .max_partitions = 100});
  CHECK(!r.feasible);
  CHECK(contains(r.reason, "already older"));
  CHECK(contains(r.reason, "700 s"));
}

TEST_CASE("a finite retention is a target of its own") {
  auto p = seed("fixed");
  p.retention = 60;
  auto const r = plan(p, target<>{});
  CHECK(r.feasible);
  CHECK(r.binding == "retention");
  CHECK(r.forecast.max_wait <= 60 * (1 + 1e-12));
  auto const half = plan(p, target<>{.retention_fraction = 0.5});
  CHECK(half.constraints[0].limit == 30);
  CHECK(*half.partitions >= *r.partitions);
}

TEST_CASE("endless overload at every count is infeasible with a reason") {
  auto p = seed("fixed");
  p.arrivals = constant_rate<>{.rate = 100};
  auto const r = plan(p, target<>{.max_wait = 60, .max_partitions = 50});
  CHECK(!r.feasible);
  CHECK(r.loosened[0].value == std::numeric_limits<double>::infinity());
  CHECK(contains(r.reason, "60 s"));
  auto const text = explain(r);
  INFO(text);
  CHECK(!contains(text, "wait is never"));
  CHECK(!contains(text, "at without limit"));
}

TEST_CASE("where every count is overloaded the nearest one is overloaded least") {
  auto p = seed("fixed");
  p.arrivals = constant_rate<>{.rate = 100};
  CHECK(plan(p, target<>{.utilization = 1, .max_partitions = 50}).partitions == 50);
  CHECK(plan(p, target<>{.utilization = 1, .max_wait = 60, .max_partitions = 50}).partitions == 50);
}

TEST_CASE("SQS has nothing to size but its pollers; a pool without partitions is sized itself") {
  pipeline<> p{.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .scaling = regime("sqs-2023")};
  auto const sqs = plan(p, target<>{.max_wait = 600});
  CHECK(!sqs.partitions);
  CHECK(!sqs.consumers);
  CHECK(sqs.feasible);
  CHECK(contains(explain(sqs), "Every target is met"));
  p.scaling = regime("sqs-provisioned");
  auto const provisioned = plan(p, target<>{.max_wait = 0});
  CHECK(provisioned.feasible);
  CHECK(provisioned.min_pollers == 2); // 2 pollers of 10 are 20 slots for 15 records in service
  p.scaling = regime("fixed");
  auto const pool = plan(p, target<>{.max_wait = 0});
  CHECK(pool.consumers == 15);
  CHECK(!pool.baseline);
  CHECK(contains(explain(pool), "15 consumers are enough"));
}

TEST_CASE("partitions need not be given: they are what is asked for") {
  auto p = seed("kinesis");
  p.partitions.reset();
  auto const r = plan(p, target<>{.utilization = 1});
  CHECK(r.partitions == 15);
  CHECK(!r.baseline);
}

TEST_CASE("a scan that would cost too much samples and says so") {
  auto p = seed("kafka-on-demand-2022");
  p.arrivals = constant_rate<>{.rate = 300, .duration = 20'000};
  auto const r = plan(p, target<>{.utilization = 0.9, .max_partitions = 5000, .max_scan_events = 1});
  CHECK(r.partitions.has_value());
  if (r.feasible && !r.proven) { CHECK(contains(explain(r), "Only counts from")); }
  CHECK(all_met(r.constraints) == r.feasible);
}

TEST_CASE("best, likely and worst are the plans of the three estimates") {
  auto const p = seed("kafka-on-demand-2022");
  target<> const t{.max_wait = 1500, .max_partitions = 200};
  auto const span = plan_span(p, t);
  CHECK(span.best.system.scaling.assumed == estimate::best);
  CHECK(span.likely.system.scaling.assumed == estimate::likely);
  CHECK(span.worst.system.scaling.assumed == estimate::worst);
  CHECK(span.likely.partitions == plan(p, t).partitions);
  REQUIRE(span.best.feasible);
  REQUIRE(span.likely.feasible);
  CHECK(*span.best.partitions <= *span.likely.partitions);
  CHECK((!span.worst.feasible || *span.likely.partitions <= *span.worst.partitions));
}

TEST_CASE("what was set by hand stays in all three cases") {
  auto p = seed("kafka-on-demand-2022");
  p.scaling.reaction_delay = 42;
  auto const span = plan_span(p, target<>{.max_wait = 1500, .max_partitions = 100});
  CHECK(span.best.system.scaling.reaction_delay == 42);
  CHECK(span.worst.system.scaling.reaction_delay == 42);
  CHECK(span.worst.system.scaling.up == regime("kafka-on-demand-2022", estimate::worst).up);
}

TEST_CASE("a plan refuses what cannot be asked, by name") {
  CHECK_THROWS_WITH_AS((void)plan(seed(), target<>{}),
                       "target: nothing is asked for; set at least one of utilization, headroom, max_wait, mean_wait, wait_quantile, "
                       "drained_by, peak_lag, steady_mean_wait, steady_wait_quantile, outage, replay, monthly_cost (or retention in "
                       "the pipeline)",
                       std::domain_error);
  CHECK_THROWS_WITH_AS((void)plan(seed(), target<>{.max_wait = -1}), "target: max_wait = -1, but must be finite and >= 0", std::domain_error);
  auto p = seed();
  p.service_time = -3;
  CHECK_THROWS_WITH_AS((void)plan(p, target<>{.max_wait = 1}), "pipeline: service_time = -3, but must be finite and > 0", std::domain_error);
}

TEST_CASE("a plan in float and in long double is the plan in double") {
  auto const r = plan(seed("fixed"), target<>{.utilization = 0.8});
  pipeline<float> const f{.arrivals = constant_rate<float>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20};
  CHECK(plan(f, target<float>{.utilization = 0.8F}).partitions == r.partitions);
  pipeline<long double> const l{.arrivals = constant_rate<long double>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20};
  auto const rl = plan(l, target<long double>{.utilization = 0.8L});
  CHECK(rl.partitions == r.partitions);
  CHECK(explain(rl) == explain(r));
}

TEST_CASE("smallest is proven for every kind of target: plan agrees with trying every count") {
  unsigned feasible = 0;
  unsigned compared = 0;
  for (unsigned i = 0; i < cases(250); ++i) {
    dice d(81'000 + i);
    auto p = test::random_pipeline(d, d.whole(2, 12));
    if (!std::isfinite(total_records(p.arrivals)) || !std::isnan(p.horizon)) { continue; }
    long long const top = 24;
    target<> t{.max_partitions = top};
    auto const f = forecast(with_partitions(p, d.whole(2, 20)));
    if (!std::isfinite(f.max_wait)) { continue; }
    if (d.chance(0.4)) { t.probability = d.between(0.5, 0.99); }
    if (d.chance(0.5)) { t.max_wait = (f.max_wait + p.service_time) * d.between(0.8, 2); }
    if (d.chance(0.3)) { t.peak_lag = (f.peak_lag + 5) * d.between(0.8, 2); }
    if (d.chance(0.3)) { t.mean_wait = (f.mean_wait + p.service_time) * d.between(0.8, 2); }
    if (d.chance(0.3)) { t.headroom = d.between(0, 1); }
    if (d.chance(0.3)) { t.steady_mean_wait = p.service_time * d.between(0.2, 3); }
    if (d.chance(0.3)) { t.outage = {.duration = d.between(10, 600), .recovered_within = d.between(100, 3000)}; }
    if (d.chance(0.3)) { t.replay = {.records = d.between(10, 600), .within = d.between(100, 3000)}; }
    if (!asks_anything(t) && !std::isfinite(p.retention)) { continue; }
    full_judge<> const judge{t, {}, {}};
    long long best = 0;
    for (long long n = 1; n <= top && best == 0; ++n) {
      if (all_met(judge(with_partitions(p, n)).constraints)) { best = n; }
    }
    auto const r = plan(p, t);
    INFO(i, ": ", test::describe(p));
    CHECK(r.feasible == (best > 0));
    if (best > 0) { CHECK(*r.partitions == best); }
    feasible += best > 0;
    ++compared;
  }
  CHECK(compared > cases(250) / 3);
  CHECK(feasible > cases(250) / 5);
}
