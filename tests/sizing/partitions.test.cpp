// SPDX-License-Identifier: MIT
#include <ullage/sizing/partitions.hpp>

#include <support/random_pipeline.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace ullage;
using test::dice;

namespace {

pipeline<> seed(char const* name, arrival_profile<double> arrivals) {
  return {.arrivals = std::move(arrivals), .service_time = 3, .partitions = 20, .scaling = regime(name)};
}
pipeline<> seed(char const* name) { return seed(name, constant_rate<>{.rate = 5, .duration = 2000}); }

/// Instants at which two forecasts are compared: an even grid and the events of both.
std::vector<double> instants(trajectory<double> const& f, trajectory<double> const& g) {
  std::vector<double> out;
  double const end = std::min(f.end, g.end);
  double const last = std::isfinite(end) ? end : std::max(f.segments.back().start, g.segments.back().start);
  for (int k = 0; k < 60; ++k) { out.push_back(last * k / 60); }
  for (auto const* t : {&f, &g}) {
    for (auto const& s : t->segments) {
      if (s.start <= last) { out.push_back(s.start); }
    }
  }
  return out;
}

} // namespace

TEST_CASE("the pipeline with another number of partitions is otherwise the same") {
  auto const p = with_partitions(seed("fixed"), 7);
  CHECK(p.partitions == 7);
  CHECK(p.service_time == 3);
  CHECK(p.scaling == regime("fixed"));
}

TEST_CASE("with all consumers from the start nothing ramps") {
  auto const p = with_all_consumers(seed("kafka-on-demand-2023"));
  CHECK(forecast(p).peak_lag == 0);
  CHECK(forecast(p).max_consumers == 20);
}

TEST_CASE("the eager bound never has more lag than the regime itself") {
  for (unsigned i = 0; i < 400; ++i) {
    dice d(21'000 + i);
    int const size = d.whole(1, 30);
    auto const p = test::random_pipeline(d, size);
    INFO(i, ": ", test::describe(p));
    for (long long n : {1, size, 2 * size + 1}) {
      auto const f = forecast(with_partitions(p, n));
      auto const g = forecast(with_eager_consumers(p, n));
      double excess = 0;
      for (double t : instants(f.path, g.path)) {
        excess = std::max(excess, (lag(g, t) - lag(f, t)) / (1 + arrived(f, t)));
      }
      CHECK(excess <= 1e-9);
      CHECK(g.utilization <= f.utilization * (1 + 1e-12));
    }
  }
}

TEST_CASE("the eager bound is monotone in the partitions") {
  for (unsigned i = 0; i < 100; ++i) {
    dice d(22'000 + i);
    auto p = test::random_pipeline(d, d.whole(1, 30));
    INFO(i, ": ", test::describe(p));
    double wait = std::numeric_limits<double>::infinity();
    double peak = wait;
    for (long long n = 1; n <= 40; ++n) {
      auto const f = forecast(with_eager_consumers(p, n));
      CHECK(f.max_wait <= wait * (1 + 1e-9) + 1e-9);
      CHECK(f.peak_lag <= peak * (1 + 1e-9) + 1e-9);
      wait = f.max_wait;
      peak = f.peak_lag;
    }
  }
}

TEST_CASE("where the rule is said to be monotone more partitions are never worse") {
  int monotone = 0;
  for (unsigned i = 0; i < 300; ++i) {
    dice d(23'000 + i);
    auto const p = test::random_pipeline(d, d.whole(1, 30));
    if (!monotone_in_partitions(p)) { continue; }
    ++monotone;
    INFO(i, ": ", test::describe(p));
    auto before = forecast(with_partitions(p, 1));
    for (long long n = 2; n <= 40; ++n) {
      auto f = forecast(with_partitions(p, n));
      CHECK(f.max_wait <= before.max_wait * (1 + 1e-9) + 1e-9);
      CHECK(f.peak_lag <= before.peak_lag * (1 + 1e-9) + 1e-9);
      CHECK(f.utilization <= before.utilization * (1 + 1e-12));
      double worse = 0;
      for (double t : instants(f.path, before.path)) { worse = std::max(worse, (lag(f, t) - lag(before, t)) / (1 + arrived(f, t))); }
      CHECK(worse <= 1e-9);
      before = std::move(f);
    }
  }
  CHECK(monotone >= 60);
}

TEST_CASE("monotone: a fixed pool and one consumer that jumps and stays; nothing else is called so") {
  CHECK(monotone_in_partitions(seed("fixed")));
  CHECK(monotone_in_partitions(seed("kinesis")));
  CHECK(monotone_in_partitions(seed("kafka-on-demand-2021")));
  CHECK(!monotone_in_partitions(seed("kafka-on-demand-2022")));
  CHECK(!monotone_in_partitions(seed("kafka-provisioned")));
  CHECK(!monotone_in_partitions(seed("keda-kafka")));
  auto half = seed("kafka-on-demand-2021");
  half.scaling = regime("kafka-on-demand-2021", estimate::best);
  CHECK(!monotone_in_partitions(half));
  auto capped = seed("fixed");
  capped.scaling.max_consumers = 10;
  CHECK(!monotone_in_partitions(capped));
  auto drops = seed("kafka-on-demand-2021");
  drops.scaling.down.when = scale_down::drop_when_empty;
  CHECK(!monotone_in_partitions(drops));
}

TEST_CASE("a silence between two loads ends the monotony of a rule that then lets consumers go") {
  using profile = arrival_profile<double>;
  auto const two = profile(constant_rate<>{.rate = 5, .duration = 1000}) +
                   profile(constant_rate<>{.rate = 5, .duration = 1000, .start = 3000});
  CHECK(!monotone_in_partitions(seed("kafka-on-demand-2021", two)));
  CHECK(monotone_in_partitions(seed("fixed", two)));
  auto const joined = profile(constant_rate<>{.rate = 5, .duration = 1000}) +
                      profile(constant_rate<>{.rate = 7, .duration = 1000, .start = 1000});
  CHECK(monotone_in_partitions(seed("kafka-on-demand-2021", joined)));
}

TEST_CASE("exact limits: a fixed pool needs ceil(rate * service / utilization)") {
  for (double u : {1.0, 0.9, 0.8, 0.5, 0.1}) {
    auto const found = size_partitions(seed("fixed"), target<>{.utilization = u});
    REQUIRE(found.partitions.has_value());
    CHECK(*found.partitions == static_cast<long long>(std::ceil(15 / u - 1e-9)));
    CHECK(found.monotone);
    CHECK(found.proven);
    CHECK(found.limits.binding == "utilization");
  }
  CHECK(size_partitions(seed("fixed"), target<>{.max_wait = 0}).partitions == 15);
}

TEST_CASE("no count is fast enough when the first quarter of an hour breaks the limit") {
  auto const found = size_partitions(seed("kafka-on-demand-2021"), target<>{.max_wait = 600, .max_partitions = 1000});
  CHECK(!found.partitions);
  CHECK(found.too_slow);
  CHECK(found.proven);
  CHECK(found.nearest >= 15);
  CHECK(found.nearest <= 20); // more do not help: 840 s from the first window
}

TEST_CASE("the 2021 rule needs 16 partitions to keep what one window costs") {
  auto const found = size_partitions(seed("kafka-on-demand-2021"), target<>{.max_wait = 840});
  REQUIRE(found.partitions.has_value());
  long long best = 1;
  while (forecast(with_partitions(seed("kafka-on-demand-2021"), best)).max_wait > 840 * (1 + 1e-12)) { ++best; }
  CHECK(*found.partitions == best);
}
