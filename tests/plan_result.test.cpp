// SPDX-License-Identifier: MIT
// The words of a plan: plan_result.hpp, detail/plan_failure.hpp, detail/plan_relaxations.hpp, detail/plan_alternatives.hpp
#include <ullage/detail/plan_alternatives.hpp>
#include <ullage/detail/plan_failure.hpp>
#include <ullage/detail/plan_relaxations.hpp>
#include <ullage/plan.hpp>
#include <ullage/plan_result.hpp>

#include <support/approx.hpp>
#include <support/random_pipeline.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace ullage;
using ullage::test::dice;
using ullage::test::rel;

namespace {

pipeline<> seed(char const* name = "kafka-on-demand-2021") {
  return {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20, .scaling = regime(name)};
}
bool contains(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("what one step more gives is the difference of two forecasts") {
  auto const r = plan(seed(), target<>{.drained_by = 2400});
  REQUIRE(r.feasible);
  bool seen = false;
  for (auto const& x : r.relaxations) {
    CHECK(x.after < x.before);
    CHECK(x.measure == "drained_by");
    if (x.variable != "partitions") { continue; }
    seen = true;
    auto const at = [&](double n) { return begun_by(forecast(with_partitions(r.system, static_cast<long long>(n))), 2400.0); };
    CHECK(x.from == double(*r.partitions));
    CHECK(x.before == rel(at(x.from), 1e-12));
    CHECK(x.after == rel(at(x.to), 1e-12));
    CHECK(contains(x.text, "instead of"));
    CHECK(contains(x.text, "after that " + x.then));
  }
  CHECK(seen);
  for (std::size_t i = 1; i < r.relaxations.size(); ++i) { CHECK(r.relaxations[i - 1].after <= r.relaxations[i].after); }
}

TEST_CASE("a step that gives nothing is not listed") {
  auto p = seed("fixed");
  p.reserved_concurrency = 10; // binds, whatever the partitions
  auto const tight = plan(p, target<>{.max_wait = 1}, {}, {.partitions = false});
  REQUIRE(!tight.relaxations.empty());
  CHECK(tight.relaxations[0].variable == "reserved_concurrency");
}

TEST_CASE("where nothing keeps everything the loosened target is the nearest that a plan keeps") {
  auto const r = plan(seed(), target<>{.max_wait = 600});
  REQUIRE(!r.feasible);
  REQUIRE(r.alternatives.size() == 1);
  auto const& a = r.alternatives[0];
  CHECK(a.target == "max_wait");
  CHECK(!a.dropped);
  CHECK(a.limit == rel(840, 1e-9)); // 900 s less what was done
  CHECK(plan(seed(), target<>{.max_wait = a.limit}).feasible);
  CHECK(*a.partitions == *plan(seed(), target<>{.max_wait = a.limit}).partitions);
  CHECK(!plan(seed(), target<>{.max_wait = a.limit * 0.998}).feasible);
}

TEST_CASE("each target is dropped in turn, and the plan without it is the plan that was never asked for it") {
  target<> const t{.utilization = 0.8, .max_wait = 600, .peak_lag = 5000};
  auto const r = plan(seed(), t);
  REQUIRE(!r.feasible);
  bool seen = false;
  for (auto const& a : r.alternatives) {
    if (!a.dropped) { continue; }
    CHECK(a.target == "max_wait");
    auto const other = plan(seed(), target<>{.utilization = 0.8, .peak_lag = 5000});
    CHECK(other.feasible);
    CHECK(*a.partitions == *other.partitions);
    seen = true;
  }
  CHECK(seen);
  CHECK(r.conflicts.empty()); // max_wait cannot be kept alone
}

TEST_CASE("two targets that can be kept alone and not together are named as a pair") {
  // More partitions drain sooner; a fall of the consumers, once the lag is gone, begins sooner too, and leaves more lag
  // for the second burst: the two ask for different counts.
  unsigned found = 0;
  for (unsigned i = 0; i < 400 && found < 3; ++i) {
    dice d(71'000 + i);
    auto p = test::random_pipeline(d, d.whole(3, 15));
    long long const a = d.whole(1, 20);
    long long const b = d.whole(1, 20);
    auto const fa = forecast(with_partitions(p, a));
    auto const fb = forecast(with_partitions(p, b));
    if (!std::isfinite(fa.max_wait) || !std::isfinite(fb.peak_lag) || fb.peak_lag == 0 || fa.max_wait == 0) { continue; }
    target<> const t{.max_wait = fa.max_wait, .peak_lag = fb.peak_lag, .max_partitions = 20};
    auto const r = plan(p, t);
    auto only = [&](bool wait, bool lag) {
      for (long long n = 1; n <= 20; ++n) {
        auto const f = forecast(with_partitions(p, n));
        if ((!wait || f.max_wait <= t.max_wait * (1 + 1e-12)) && (!lag || f.peak_lag <= t.peak_lag * (1 + 1e-12))) { return true; }
      }
      return false;
    };
    bool const contradicts = only(true, false) && only(false, true) && !only(true, true);
    INFO(i, " ", test::describe(p));
    CHECK(r.feasible == only(true, true));
    if (r.forecast.path.events < 500) { CHECK(r.conflicts.empty() == !contradicts); }
    if (!r.conflicts.empty()) {
      ++found;
      CHECK(r.conflicts[0].first == "max_wait");
      CHECK(r.conflicts[0].second == "peak_lag");
      CHECK(contains(explain(r), "max_wait and peak_lag can each be kept alone, but "));
    }
  }
  MESSAGE(found, " contradictory pairs met by chance");
}

TEST_CASE("every kind of target has words of its own") {
  target<> const t{.utilization = 0.9, .max_wait = 5000, .drained_by = 4000, .peak_lag = 9000, .headroom = 0.1, .mean_wait = 3000,
                   .probability = 0.9, .steady_mean_wait = 60, .steady_wait_quantile = {{.probability = 0.9, .limit = 100}},
                   .outage = {{.duration = 60, .recovered_within = 4000}}, .replay = {{.records = 100, .within = 4000}}};
  auto const r = plan(seed(), t);
  REQUIRE(r.feasible);
  for (auto const& c : r.constraints) {
    if (c.from != demand::wanted) { continue; }
    auto const words = detail::phrase(c, t);
    CHECK(!words.empty());
    CHECK(contains(words, c.side == bound::at_most ? "within" : "at least"));
  }
  CHECK(contains(explain(plan(seed(), target<>{.utilization = 0.9}, {}, {.service_time = true})), "service_time may be up to"));
  CHECK(contains(explain(plan(seed(), target<>{.utilization = 0.9}, {}, {.arrival_rate = true})), "The arrivals may grow by"));
  CHECK(contains(explain(plan(seed(), target<>{.utilization = 0.9}, {}, {.reserved_concurrency = true})), "reserved_concurrency is"));
}

TEST_CASE("growth is part of the answer, and is said") {
  target<> const t{.utilization = 0.75, .growth = {{.per_year = 1, .years = 1}}};
  auto const r = plan(seed("fixed"), t);
  CHECK(*r.partitions == 40); // 10/s x 3 s / 0.75
  CHECK(r.wanted.growth == t.growth);
  REQUIRE(r.baseline.has_value());
  CHECK(r.baseline->utilization == rel(0.75, 1e-12)); // as it was given: 5/s on 20
  REQUIRE(!r.notes.empty());
  CHECK(r.notes[0] == "all figures are for 2 times the arrivals that were given");
}

TEST_CASE("the partitions of a topic are a one-way door: a note says what the next steps do to the keys") {
  auto const r = plan(seed("kafka-provisioned"), target<>{.utilization = 0.8});
  REQUIRE(r.feasible);
  REQUIRE(!r.notes.empty());
  CHECK(r.notes.back() == partition_advice<>(*r.partitions, {.present = 20}).advice);
  for (auto const& note : plan(seed("kafka-provisioned"), target<>{.utilization = 0.8}, {}, {.partitions = false}).notes) {
    CHECK(!contains(note, "growth step"));
  }
}
