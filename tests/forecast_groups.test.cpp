// SPDX-License-Identifier: MIT
#include <ullage/forecast.hpp>

#include <support/approx.hpp>
#include <support/random_pipeline.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <variant>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

double const never = std::numeric_limits<double>::infinity();

/// A backlog that a fixed number of consumers works off, one second for each record.
template <Real T = double> pipeline<T> waiting(T records, long long partitions, T consumers) {
  pipeline<T> p{.initial_lag = records, .service_time = T(1), .partitions = partitions};
  p.scaling.initial_share = std::numeric_limits<T>::quiet_NaN();
  p.scaling.initial_consumers = consumers;
  return p;
}

double group_lags(forecast_result<> const& f, double t) {
  double sum = 0;
  auto const groups = partition_groups(f);
  for (std::size_t g = 0; g < groups.size(); ++g) { sum += groups[g].partitions * lag(f, g, t); }
  return sum;
}

/// The first instant in [from, to] at which an increasing count exceeds n; infinity if it does not.
template <class Count> double first_beyond(Count const& count, double n, double from, double to) {
  if (count(from) > n) { return from; }
  if (!(count(to) > n)) { return never; }
  for (int i = 0; i < 200 && from < to; ++i) {
    double const middle = from + (to - from) / 2;
    if (middle == from || middle == to) { break; }
    (count(middle) > n ? to : from) = middle;
  }
  return to;
}

/// A random pipeline whose partitions differ.
pipeline<> random_uneven(test::dice& d) {
  int const partitions = d.whole(2, 14);
  auto p = test::random_pipeline(d, partitions);
  p.assignment = static_cast<assignor>(d.whole(0, 3));
  if (d.chance(0.7)) {
    measured_shares<> s;
    for (int i = 0; i < partitions; ++i) { s.weights.push_back(d.whole(0, 4) + (i == 0 ? 1 : 0)); }
    p.skew = s;
  }
  return p;
}

} // namespace

TEST_CASE("10 partitions, 3 consumers: 250 of 1000 are left at 250 s, and the owner of four is done at 400 s") {
  auto const f = forecast(waiting(1000.0, 10, 3.0));
  CHECK(lag(f, 250) == rel(250, 1e-12));
  CHECK(lag(f, 299) == rel(103, 1e-12));
  CHECK(f.drained_at == rel(400, 1e-12));
  CHECK(lag(f, 400) == 0);
  auto const groups = partition_groups(f);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].partitions == 4);
  CHECK(groups[1].partitions == 6);
  CHECK(groups[0].share == rel(0.1, 1e-15));
  CHECK(lag(f, 0, 200) == rel(50, 1e-12));         // 100 - 200 / 4
  CHECK(lag(f, 1, 200) == rel(100 - 200.0 / 3, 1e-12));
  CHECK(lag(f, 1, 300) <= 1e-12);
  auto const last = last_partition(f);
  CHECK(last.group == 0);
  CHECK(last.share == rel(0.1, 1e-15));
  CHECK(last.drained_at == rel(400, 1e-12));
  CHECK(last.reason == "owner shares with 3 other partitions");
  // Waits: of 0.4 of the records evenly in [0, 400], of 0.6 in [0, 300].
  CHECK(f.mean_wait == rel(0.4 * 200 + 0.6 * 150, 1e-12));
  CHECK(f.max_wait == rel(400, 1e-12));
  CHECK(wait_quantile(f, 0.5) == rel(0.5 / (0.4 / 400 + 0.6 / 300), 1e-12));
  CHECK(late_records(f, 350) == rel(1000 * 0.4 * 50 / 400, 1e-12));
}

TEST_CASE("partitions that are alike at all times are one group, whatever their number") {
  for (double const consumers : {1.0, 2.0, 5.0, 10.0}) {
    auto const f = forecast(waiting(1000.0, 10, consumers));
    CHECK(f.path.groups.empty());
    auto const groups = partition_groups(f);
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].partitions == 10);
    CHECK(groups[0].share == rel(0.1, 1e-15));
    CHECK(groups[0].segments.size() == f.path.segments.size());
    CHECK(groups[0].segments[0].lag == rel(100, 1e-15));
    CHECK(lag(f, 0, 50) == rel(lag(f, 50) / 10, 1e-15));
    auto const last = last_partition(f);
    CHECK(last.reason == "all partitions are alike");
    CHECK(last.share == rel(0.1, 1e-15));
    CHECK(last.drained_at == rel(1000 / consumers, 1e-12));
  }
  CHECK(refusal([] { (void)lag(forecast(waiting(1000.0, 10, 5.0)), 1, 5.0); }) == "lag: group = 1, but must be below the number of groups");
  CHECK(refusal([] { (void)lag(forecast(waiting(1000.0, 10, 3.0)), 2, 5.0); }) == "lag: group = 2, but must be below the number of groups");
  CHECK(refusal([] { (void)lag(forecast(waiting(1000.0, 10, 3.0)), 0, -1.0); }) == "lag: t = -1, but must be finite and >= 0");
}

TEST_CASE("the last partition without partitions, without a backlog, and without an end") {
  auto const queue = forecast(pipeline<>{.initial_lag = 100, .service_time = 1, .scaling = regime("sqs-2023")});
  CHECK(partition_groups(queue).empty());
  CHECK(last_partition(queue).reason == "there are no partitions");
  CHECK(std::isnan(last_partition(queue).share));
  CHECK(last_partition(queue).drained_at == queue.drained_at);
  CHECK(refusal([&] { (void)lag(queue, 0, 5.0); }) == "lag: group = 0, but must be below the number of groups");

  auto p = waiting(0.0, 10, 3.0);
  auto const idle = last_partition(forecast(p));
  CHECK(idle.reason == "nothing waits");
  CHECK(idle.drained_at == 0);

  p.arrivals = constant_rate<>{.rate = 2.8}; // 1.12 for the owner of four, 0.84 for the others
  auto const endless = forecast(p);
  CHECK(endless.overloaded);
  CHECK(lag(endless, 1000) == rel(120, 1e-9));
  CHECK(lag(endless, 1, 1000) == 0);
  auto const last = last_partition(endless);
  CHECK(last.drained_at == never);
  CHECK(last.group == 0);
  CHECK(last.reason == "owner shares with 3 other partitions");

  p.arrivals = constant_rate<>{.rate = 20}; // all grow; a partition of four by 2 - 1/4, one of three by 2 - 1/3
  CHECK(last_partition(forecast(p)).group == 0);
}

TEST_CASE("measured shares: a partition with its own consumer is done when its own records are") {
  auto p = waiting(100.0, 3, 3.0);
  p.skew = measured_shares<>{{0.2, 0.5, 0.3}};
  auto const f = forecast(p);
  CHECK(lag(f, 25) == rel(25 + 5, 1e-12));
  CHECK(f.drained_at == rel(50, 1e-12));
  auto const last = last_partition(f);
  CHECK(last.share == rel(0.5, 1e-15));
  CHECK(last.drained_at == rel(50, 1e-12));
  CHECK(last.reason == "largest share s = 0.5, 1.5 times the mean");
  CHECK(f.mean_wait == rel((0.5 * 50 + 0.3 * 30 + 0.2 * 20) / 2, 1e-12));

  p.scaling.initial_consumers = 2; // blocks: {0.2, 0.5}, {0.3}; both of the first one at the same age
  auto const two = forecast(p);
  CHECK(two.drained_at == rel(70, 1e-12));
  auto const shared = last_partition(two);
  CHECK(shared.share == rel(0.5, 1e-15));
  CHECK(shared.reason == "largest share s = 0.5, 1.5 times the mean; owner shares with 1 other partition");

  p.assignment = assignor::best_case; // {0.5}, {0.3, 0.2}: all done at 50 s, of those the first group counts
  auto const best = forecast(p);
  CHECK(best.drained_at == rel(50, 1e-12));
  CHECK(last_partition(best).reason == "largest share s = 0.5, 1.5 times the mean");

  p.skew = measured_shares<>{{0.4, 0.3, 0.3}}; // {0.4}, {0.3, 0.3}: two small ones with one owner are last
  auto const pair = last_partition(forecast(p));
  CHECK(pair.share == rel(0.3, 1e-15));
  CHECK(pair.drained_at == rel(60, 1e-12));
  CHECK(pair.reason == "owner shares with 1 other partition");
}

TEST_CASE("an owner that has its lanes from others serves the older ones first") {
  // 4 lanes of 100 records; 3 owners until 60 s, then 4. The first two lanes have begun 30 each, the others 60.
  auto p = waiting(400.0, 4, 3.0);
  p.scaling.evaluation_period = 60;
  p.scaling.up = add<>{};
  auto const f = forecast(p);
  CHECK(consumers(f, 61) == 4);
  CHECK(lag(f, 0, 60) == rel(70, 1e-12));
  CHECK(lag(f, 60) == rel(70 + 70 + 40 + 40, 1e-12));
  CHECK(lag(f, 100) == rel(30 + 30, 1e-12));
  CHECK(f.drained_at == rel(130, 1e-12));
  auto const last = last_partition(f);
  CHECK(last.drained_at == rel(130, 1e-12));
  CHECK(last.reason == "its owner had other partitions before");
}

TEST_CASE("the lag of the topic is that of all partitions, its age the oldest, its wait the longest of them") {
  int grouped = 0;
  int aged = 0;
  int waited = 0;
  for (unsigned i = 0; i < 150; ++i) {
    test::dice d(21'000 + i);
    auto const p = random_uneven(d);
    auto const f = forecast(p);
    INFO(i, ": ", test::describe(p));
    auto const groups = partition_groups(f);
    double lanes_in_all = 0;
    double shares_in_all = 0;
    for (auto const& g : groups) {
      lanes_in_all += g.partitions;
      shares_in_all += g.partitions * g.share;
      REQUIRE(!g.segments.empty());
      CHECK(g.segments[0].start == 0);
    }
    CHECK(lanes_in_all == lanes(p));
    CHECK(shares_in_all == rel(1, 1e-12));
    grouped += groups.size() > 1;
    double const end = std::isfinite(f.path.end) ? f.path.end : f.path.segments.back().start;
    double const far = std::isfinite(f.path.end) ? f.path.end : 4 * end + 1;
    for (int k = 0; k < 12; ++k) {
      double const t = end * d.unit();
      double const came = arrived(f, t);
      CHECK(std::abs(group_lags(f, t) - lag(f, t)) <= 1e-9 * (came + 1));
      // Counts are exact to `blur`: the answers lie between those for a little less and a little more.
      double oldest[2] = {0, 0};
      double longest[2] = {0, 0};
      for (std::size_t g = 0; g < groups.size(); ++g) {
        double const share = groups[g].share;
        if (!(share > 0)) { continue; }
        double const blur = 1e-9 * (share * came + 1e-3);
        auto const arrivals = [&](double u) { return share * arrived(f, u); };
        auto const begun = [&](double u) { return share * arrived(f, u) - lag(f, g, u); };
        for (int side = 0; side < 2; ++side) {
          double const off = side == 0 ? -blur : blur;
          double const started = begun(t) - off;
          double const first = started < share * p.initial_lag ? -p.initial_lag_age : first_beyond(arrivals, started, 0, t);
          if (std::isfinite(first) && lag(f, g, t) > (side == 0 ? 2 * blur : 0.0)) { oldest[side] = std::max(oldest[side], t - first); }
          double const wanted = arrivals(t) + off;
          if (lag(f, g, t) > (side == 0 ? 2 * blur : 0.0)) {
            longest[side] = std::max(longest[side], first_beyond(begun, wanted, t, far) - t);
          }
        }
      }
      double const age = lag_age(f, t);
      CHECK(age >= oldest[0] * (1 - 1e-9) - 1e-9);
      CHECK(age <= oldest[1] * (1 + 1e-9) + 1e-9);
      aged += oldest[1] > 0;
      double const wait = wait_at(f, t);
      if (std::isfinite(longest[1])) {
        CHECK(wait >= longest[0] * (1 - 1e-9) - 1e-9);
        CHECK(wait <= longest[1] * (1 + 1e-9) + 1e-9);
        waited += wait > 0;
      }
    }
    // The last partition is done when the topic is.
    if (f.peak_lag > 0 && std::isfinite(f.drained_at)) { CHECK(last_partition(f).drained_at == rel(f.drained_at, 1e-9)); }
  }
  CHECK(grouped > 60);
  CHECK(aged > 200);
  CHECK(waited > 200);
}

TEST_CASE("float and long double give the same groups") {
  auto p = waiting<float>(1000, 10, 3);
  p.skew = measured_shares<float>{{0.2f, 0.15f, 0.05f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.05f, 0.05f}};
  auto const f = forecast(p); // blocks 0.5, 0.3, 0.2
  CHECK(f.drained_at == rel(500, 1e-5));
  CHECK(lag(f, 250) == rel(250 + 50, 1e-5));
  auto const last = last_partition(f);
  CHECK(last.share == rel(0.2f, 1e-6));
  CHECK(last.drained_at == rel(500, 1e-5));
  auto const l = forecast(waiting<long double>(1000, 10, 3));
  CHECK(static_cast<double>(lag(l, 250)) == rel(250, 1e-15));
  CHECK(static_cast<double>(l.drained_at) == rel(400, 1e-15));
  CHECK(static_cast<double>(l.mean_wait) == rel(170, 1e-15));
  CHECK(static_cast<double>(partition_groups(l)[1].partitions) == 6);
}
