// SPDX-License-Identifier: MIT
#include <ullage/detail/packed_fluid.hpp>

#include <ullage/backlog.hpp>
#include <ullage/detail/event_queue.hpp>
#include <ullage/detail/lane_group.hpp>
#include <ullage/detail/lane_layout.hpp>
#include <ullage/detail/owner_flows.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

using namespace ullage;
using ullage::test::rel;

namespace {

double const never = std::numeric_limits<double>::infinity();

class numbers {
public:
  explicit numbers(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

private:
  std::mt19937_64 engine_;
};

std::vector<double> normal_shares(std::vector<double> s) {
  double sum = 0;
  for (double const x : s) { sum += x; }
  for (double& x : s) { x /= sum; }
  return s;
}

using kinds_of_owners = std::vector<detail::owner_kind<double>>;

/// What waits behind each lane of a topic with equal shares, in the order of the lanes; where owners are one kind
/// each gets an equal part of every group.
std::vector<double> lane_states(kinds_of_owners const& kinds, detail::lane_layout<double>& layout, std::size_t lanes) {
  std::vector<double> out(lanes, -1);
  for (auto const& k : kinds) {
    double listed = 0;
    for (auto const& m : k.members) {
      auto const& g = layout.groups()[m.group];
      CHECK(g.begin >= k.begin);
      CHECK(g.begin + g.lanes <= k.end);
      CHECK(k.owners * m.share * double(lanes) == rel(g.lanes, 1e-12));
      listed += g.lanes;
      for (std::size_t i = 0; i < static_cast<std::size_t>(g.lanes); ++i) { out[static_cast<std::size_t>(g.begin) + i] = m.behind; }
    }
    CHECK(listed == k.end - k.begin);
    CHECK(k.owners * k.lanes == listed);
    CHECK(k.owners * k.share * double(lanes) == rel(listed, 1e-12));
  }
  return out;
}

} // namespace

TEST_CASE("event_queue: the earliest instant is that of a search through all, whatever moves") {
  detail::event_queue<double> q;
  CHECK(q.empty());
  CHECK(q.next() == never);
  numbers draw(1);
  for (std::size_t const n : {1u, 2u, 3u, 17u, 100u}) {
    std::vector<double> at(n);
    for (double& x : at) { x = static_cast<double>(draw.below(20)); }
    q.fill(n, [&](std::size_t i) { return at[i]; });
    CHECK(!q.empty());
    for (int k = 0; k < 500; ++k) {
      CHECK(q.next() == *std::min_element(at.begin(), at.end()));
      CHECK(at[q.first()] == q.next());
      auto const i = draw.below(2) == 0 ? q.first() : draw.below(n);
      at[i] = draw.below(8) == 0 ? never : static_cast<double>(draw.below(20));
      q.set(i, at[i]);
    }
  }
  q.fill(0, [](std::size_t) { return 0.0; });
  CHECK(q.next() == never);
}

TEST_CASE("append_segment: what changes nothing is not kept, what begins at the same instant replaces") {
  std::vector<segment<>> curve;
  segment<> s{.start = 0, .arrival_rate = 2, .start_rate = 1, .capacity = 1, .waiting = true};
  detail::append_segment(curve, s);
  s.start = 5;
  detail::append_segment(curve, s); // the same line goes on
  CHECK(curve.size() == 1);
  s.start_rate = 2;
  s.burst = 3;
  detail::append_segment(curve, s);
  REQUIRE(curve.size() == 2);
  s.burst = 4;
  s.start_rate = 0.5;
  detail::append_segment(curve, s); // both bursts came at 5 s
  REQUIRE(curve.size() == 2);
  CHECK(curve[1].burst == 7);
  CHECK(curve[1].start_rate == 0.5);
  s.burst = 0;
  s.start = 6;
  s.arrival_slope = 0.1;
  detail::append_segment(curve, s);
  s.start = 7;
  detail::append_segment(curve, s); // a rate that has changed since the last one began
  CHECK(curve.size() == 4);
}

TEST_CASE("part_of: a lane has its share of all counts and rates, and the consumers of the topic") {
  segment<> const s{.start = 3, .burst = 8, .arrived = 80, .arrival_rate = 4, .arrival_slope = 0.5, .lag = 40, .start_rate = 2,
                    .start_slope = 0.25, .capacity = 6, .capacity_slope = 1, .consumers = 5, .consumers_slope = 2, .waiting = true};
  segment<> const half{.start = 3, .burst = 4, .arrived = 40, .arrival_rate = 2, .arrival_slope = 0.25, .lag = 20, .start_rate = 1,
                       .start_slope = 0.125, .capacity = 3, .capacity_slope = 0.5, .consumers = 5, .consumers_slope = 2, .waiting = true};
  CHECK(detail::part_of(s, 0.5) == half);
  CHECK(!detail::part_of(s, 0.0).waiting);
}

TEST_CASE("lane_layout: who owns what makes no difference with one owner, one lane each, or blocks of one size") {
  detail::lane_layout<double> even(12, {}, assignor::range);
  for (int n = 1; n <= 14; ++n) {
    even.own(n);
    CHECK(even.alike() == (n >= 12 || 12 % n == 0));
    CHECK(even.heaviest() == rel(std::ceil(12.0 / std::min(n, 12)) / 12, 1e-15));
  }
  detail::lane_layout<double> equal_list(3, {1, 1, 1}, assignor::best_case);
  CHECK(equal_list.even());
  detail::lane_layout<double> skewed(3, {0.5, 0.25, 0.25}, assignor::range);
  CHECK(!skewed.even());
  skewed.own(1);
  CHECK(skewed.alike());
  CHECK(skewed.heaviest() == rel(1, 1e-15));
  skewed.own(3);
  CHECK(!skewed.alike());
  detail::lane_layout<double> unordered(never, {}, assignor::range);
  CHECK(unordered.own(7));
  CHECK(unordered.alike());
  CHECK(unordered.heaviest() == 1);
}

TEST_CASE("lane_layout: the same owners change nothing, and without any the last ones keep their lanes") {
  detail::lane_layout<double> l(10, {}, assignor::range);
  CHECK(l.own(0)); // at first there is one
  CHECK(l.owners() == 1);
  CHECK(l.own(3));
  CHECK(!l.own(3));
  CHECK(!l.own(0));
  CHECK(l.owners() == 3);
}

TEST_CASE("lane_layout: 10 lanes of 3 owners are two kinds, in blocks of 4 and 3") {
  detail::lane_layout<double> l(10, {}, assignor::range);
  l.own(3);
  auto const kinds = l.pack(7.0);
  REQUIRE(kinds.size() == 2);
  CHECK(kinds[0].owners == 1);
  CHECK(kinds[0].lanes == 4);
  CHECK(kinds[0].share == rel(0.4, 1e-15));
  CHECK(kinds[1].owners == 2);
  CHECK(kinds[1].lanes == 3);
  CHECK(kinds[1].share == rel(0.3, 1e-15));
  CHECK(kinds[1].behind == 7);
  REQUIRE(l.groups().size() == 2);
  CHECK(l.groups()[0].lanes == 4);
  CHECK(l.groups()[1].begin == 4);
}

TEST_CASE("lane_layout: every lane keeps its state through any order of owners, and owners that stay are not touched") {
  numbers draw(2);
  for (int run = 0; run < 60; ++run) {
    std::size_t const lanes = 1 + draw.below(40);
    detail::lane_layout<double> l(static_cast<double>(lanes), {}, assignor::range);
    l.own(1.0 + static_cast<double>(draw.below(lanes)));
    auto kinds = l.pack(9);
    std::vector<double> state;
    for (int change = 0; change < 12; ++change) {
      // The lanes of some kinds come to another state, as owners serve what is furthest behind.
      for (auto& k : kinds) {
        if (draw.below(2) == 0) { continue; }
        double const to = static_cast<double>(draw.below(5));
        for (auto& m : k.members) { m.behind = std::min(m.behind, to); }
        k.behind = k.members[0].behind;
        k.front = 0;
        l.take_front(k);
        k.fresh = false;
      }
      state = lane_states(kinds, l, lanes);
      std::size_t const n = 1 + draw.below(lanes);
      if (!l.own(static_cast<double>(n))) { continue; }
      auto const before = kinds;
      kinds = l.repack(std::move(kinds), [](auto&) {});
      CHECK(lane_states(kinds, l, lanes) == state);
      // Blocks of the right sizes, one after another.
      double at = 0;
      for (auto const& k : kinds) {
        CHECK(k.begin == at);
        for (double o = 0; o < k.owners; ++o, at += k.lanes) {
          double const index = at < double(lanes % n) * double(lanes / n + 1) ? double(lanes / n + 1) : double(lanes / n);
          CHECK(k.lanes == index);
        }
        for (std::size_t i = 1; i < k.members.size(); ++i) { CHECK(k.members[i].behind <= k.members[i - 1].behind); }
        for (std::size_t i = 0; i < k.members.size(); ++i) { CHECK((i < k.front) == (k.members[i].behind == k.behind)); }
        auto const stays = [&](auto const& b) { return b.begin == k.begin && b.end == k.end && b.lanes == k.lanes && !b.fresh; };
        if (std::any_of(before.begin(), before.end(), stays)) { CHECK(!k.fresh); }
      }
      CHECK(at == double(lanes));
    }
  }
}

TEST_CASE("lane_layout: listed lanes have the owners of assign, and lanes without traffic none that matters") {
  numbers draw(3);
  for (int run = 0; run < 60; ++run) {
    std::vector<double> s(2 + draw.below(30));
    for (double& x : s) { x = static_cast<double>(draw.below(4)); }
    s[0] = 5;
    s[1] = 1;
    s = normal_shares(s);
    auto const rule = static_cast<assignor>(run % 4);
    detail::lane_layout<double> l(static_cast<double>(s.size()), s, rule);
    std::vector<std::size_t> owner;
    kinds_of_owners kinds;
    for (int change = 0; change < 6; ++change) {
      std::size_t const n = 1 + draw.below(s.size());
      CHECK(l.heaviest_with(static_cast<double>(n)) == rel(largest_load(s, assign(s, n, rule, owner), n), 1e-12));
      if (!l.own(static_cast<double>(n))) { continue; }
      owner = assign(s, n, rule, owner);
      kinds = change == 0 ? l.pack(9) : l.repack(std::move(kinds), [](auto&) {});
      auto loads = owner_loads(s, owner, n);
      CHECK(l.heaviest() == rel(*std::max_element(loads.begin(), loads.end()), 1e-12));
      loads.erase(std::remove(loads.begin(), loads.end(), 0.0), loads.end());
      std::vector<double> got;
      double lanes = 0;
      for (auto const& k : kinds) {
        double sum = 0;
        double mine = 0;
        for (auto const& m : k.members) {
          sum += m.share;
          mine += m.share / l.groups()[m.group].share;
          CHECK(m.behind == 9);
        }
        CHECK(sum == rel(k.share, 1e-12));
        CHECK(mine == rel(k.lanes, 1e-12));
        lanes += k.owners * k.lanes;
        got.insert(got.end(), static_cast<std::size_t>(k.owners), k.share);
      }
      std::sort(loads.begin(), loads.end());
      std::sort(got.begin(), got.end());
      REQUIRE(got.size() == loads.size());
      for (std::size_t i = 0; i < got.size(); ++i) { CHECK(got[i] == rel(loads[i], 1e-12)); }
      CHECK(lanes == rel(double(s.size()) - double(std::count(s.begin(), s.end(), 0.0)), 1e-12));
      double all = 0;
      for (auto const& g : l.groups()) { all += g.lanes; }
      CHECK(all == double(s.size()));
    }
  }
}

TEST_CASE("packed_fluid: 10 lanes, 3 owners, 1000 records: 250 are left at 250 s, none at 400 s") {
  detail::packed_fluid<double> f(10, {}, assignor::range);
  f.own(0, 3);
  segment<> const all{.start = 0, .arrived = 1000, .lag = 1000, .start_rate = 3, .capacity = 3, .consumers = 3, .waiting = true};
  f.enter(0, 1000, false, {}, 0);
  f.flow(0, {0, 0}, {1, 0}, false);
  f.plan();
  CHECK(f.wanted(0).rate == 3);
  f.record(all);
  CHECK(f.next_event() == rel(300, 1e-15)); // 0.3 of 1000 for each light owner
  CHECK(f.lag(250, -1) == rel(250, 1e-13));
  CHECK(f.demand(1, 0) == 3);
  f.advance(300);
  CHECK(f.started(300).rate == rel(1, 1e-15));
  CHECK(f.lag(300, -1) == rel(100, 1e-12));
  segment<> later = all;
  later.start = 300;
  later.lag = 100;
  later.start_rate = 1;
  f.record(later);
  CHECK(!f.drained());
  CHECK(f.next_event() == rel(400, 1e-15));
  f.advance(400);
  CHECK(f.drained());
  CHECK(f.uniform());
  CHECK(f.next_event() == never);
  later.start = 400;
  later.lag = 0;
  later.waiting = false;
  f.record(later);
  f.leave(400);
  auto const groups = f.groups({all, later});
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].partitions == 4);
  CHECK(groups[0].companions == 3);
  REQUIRE(groups[0].segments.size() == 2); // nothing happens to it at 300 s
  CHECK(groups[0].segments[0].start_rate == rel(0.25, 1e-15));
  CHECK(groups[0].segments[0].lag == rel(100, 1e-15));
  CHECK(groups[0].segments[1].start == 400);
  REQUIRE(groups[1].segments.size() >= 2);
  CHECK(groups[1].companions == 2);
  CHECK(groups[1].segments[0].start_rate == rel(1.0 / 3, 1e-15));
  CHECK(groups[1].segments[1].start == 300);
  CHECK(!groups[1].segments[1].waiting);
}

TEST_CASE("packed_fluid: one owner takes over what two left unequal; it serves the older lane until both are equally old") {
  // Shares 3/4 and 1/4 of 100 records. At 20 s 55 and 5 wait, of the topic's 73 1/3 and 20 last ones. The first
  // lane is older by 53 1/3 * 3/4 = 40 s of work; the 20 records that are left then take 20 s.
  detail::packed_fluid<double> f(2, {0.75, 0.25}, assignor::range);
  f.own(0, 2);
  f.enter(0, 100, false, {}, 0);
  f.flow(0, {0, 0}, {1, 0}, false);
  f.plan();
  CHECK(f.next_event() == rel(25, 1e-15));
  f.own(20, 1);
  f.flow(20, {0, 0}, {1, 0}, false);
  f.plan();
  CHECK(f.wanted(20).rate == 1);
  CHECK(!f.uniform());
  CHECK(f.next_event() == rel(60, 1e-14));
  CHECK(f.lag(50, -1) == rel(30, 1e-13));
  f.advance(60);
  CHECK(f.uniform());
  CHECK(f.behind(70) == rel(10, 1e-12));
  CHECK(f.next_event() == rel(80, 1e-14));
  f.advance(80);
  CHECK(f.drained());
}

TEST_CASE("packed_fluid: a burst raises what waits behind every lane, of drained owners too") {
  detail::packed_fluid<double> f(2, {0.75, 0.25}, assignor::range);
  f.own(0, 2);
  f.enter(0, 100, false, {}, 0);
  f.flow(0, {0, 0}, {1, 0}, false);
  f.plan();
  f.advance(25); // the light owner is done
  f.burst(30, 40);
  f.refresh_next();
  f.flow(30, {0, 0}, {1, 0}, false);
  f.plan();
  CHECK(f.lag(30, -1) == rel(45 + 40, 1e-13)); // 75 - 30, and 30 + 10 more
  CHECK(f.next_event() == rel(40, 1e-14));
}

TEST_CASE("packed_fluid: under a load that rises each owner falls behind when its own part exceeds what it can do") {
  // Arrivals t, shares 1/2, 3/10, 1/5, one record per second each: at 2, 10/3 and 5 s.
  detail::packed_fluid<double> f(3, {0.5, 0.3, 0.2}, assignor::range);
  f.own(0, 3);
  f.enter(0, 0, false, {}, 0);
  f.flow(0, {0, 1}, {1, 0}, false);
  f.plan();
  CHECK(f.next_event() == rel(2, 1e-15));
  CHECK(f.started(1).rate == rel(1, 1e-15)); // all of it
  f.advance(2);
  CHECK(f.started(2).rate == rel(2, 1e-14));
  CHECK(f.started(3).rate == rel(1 + 1.5, 1e-14));
  CHECK(f.lag(3, -1) == rel(0.5 * 0.5, 1e-13)); // the integral of t/2 - 1 from 2 to 3
  CHECK(f.next_event() == rel(10.0 / 3, 1e-14));
  f.advance(f.next_event());
  CHECK(f.next_event() == rel(5, 1e-14));
  f.advance(5);
  CHECK(f.started(6).rate == 3);
  CHECK(f.demand(1, 6) == 3);
}

TEST_CASE("packed_fluid: a shared limit gives each who needs less what it needs, the others equal parts of the rest") {
  // Arrivals 10 in parts 1/2, 3/10, 1/5; each owner can do 6, all of them 9: 5, 3 and 2 are needed. By water
  // filling 2 gets 2 and 3 gets 3, the rest is 4 for the first one.
  detail::packed_fluid<double> f(3, {0.5, 0.3, 0.2}, assignor::range);
  f.own(0, 3);
  f.enter(0, 0, false, {}, 0);
  f.flow(0, {10, 0}, {6, 0}, true);
  CHECK(f.wanted(0).rate == rel(10, 1e-15));
  f.hold_to(0, {9, 0});
  f.plan();
  CHECK(f.started(0).rate == rel(9, 1e-14));
  CHECK(f.lag(100, -1) == rel(100, 1e-12)); // all of it of the first one
  f.flow(100, {10, 0}, {6, 0}, true);
  f.hold_to(100, {6, 0}); // now 2 each
  f.plan();
  CHECK(f.started(100).rate == rel(6, 1e-14));
  CHECK(f.lag(101, -1) == rel(100 + 3 + 1, 1e-12));
}

TEST_CASE("owner_flows: what 3 owners of 10 lanes sustain, can do, and are seen to do") {
  using model = backlog_model<>;
  struct flows : detail::owner_flows<double, model> {
    using base = detail::owner_flows<double, model>;
    flows(model const& m, double consumers) : base(m, consumers) { own(); }
    using base::busy_flow, base::carried_by, base::fleet_, base::lag_, base::one_owner, base::rate_, base::services_under_way, base::sustained;
  };
  model m{.consumers = {.service_time = 2, .lanes = 10}};
  flows even(m, 3);
  CHECK(even.one_owner().value == 1);
  CHECK(even.sustained().value == rel(2.5, 1e-15)); // 10 / ceil(10 / 3)
  CHECK(even.busy_flow(0).capacity == rel(1.5, 1e-15));
  even.rate_ = 1;
  CHECK(even.services_under_way() == 2); // below what is sustained: rate x service time
  even.rate_ = 1.5; // 3 in all: 1.2 of the owner with four, of which 1 can be
  CHECK(even.services_under_way() == rel(1 + 0.9 + 0.9, 1e-14));
  even.rate_ = 100;
  CHECK(even.services_under_way() == 3);
  even.rate_ = 0;
  even.lag_ = 5;
  CHECK(even.services_under_way() == 3);

  m.shares = {0.4, 0.2, 0.1, 0.1, 0.05, 0.05, 0.04, 0.03, 0.02, 0.01};
  flows skewed(m, 3); // loads 0.8, 0.14, 0.06
  CHECK(skewed.sustained().value == rel(1 / 0.8, 1e-14));
  CHECK(skewed.carried_by(3) == rel(1 / 0.8 / 2, 1e-14));
  CHECK(skewed.carried_by(5) == rel(1 / 0.6 / 2, 1e-14)); // the first owner has 0.4 + 0.2
  CHECK(skewed.carried_by(10) == rel(1 / 0.4 / 2, 1e-14));
  skewed.rate_ = 1; // 1.6, 0.28, 0.12 services
  CHECK(skewed.services_under_way() == rel(1.4, 1e-14));

  m.consumers.records_per_consumer = 0.25; // half a service
  flows slow(m, 3);
  CHECK(slow.one_owner().value == rel(0.5, 1e-15));
  CHECK(slow.busy_flow(0).capacity == rel(0.75, 1e-15));
  m.consumers.records_per_consumer = never;
  m.consumers.concurrency_limit = 1;
  flows limited(m, 3);
  CHECK(limited.one_owner().value == 1); // a limit of all is not one of each
  CHECK(limited.sustained().value == 1);
  CHECK(limited.busy_flow(0).capacity == 0.5);
}

TEST_CASE("owner_flows: a ramp that drops its consumers keeps as many as the hottest owner needs") {
  using model = backlog_model<>;
  struct flows : detail::owner_flows<double, model> {
    using base = detail::owner_flows<double, model>;
    flows(model const& m, double consumers) : base(m, consumers) { own(); }
    using base::carrying, base::rate_, base::slope_, base::time_to_drop;
  };
  model m{.consumers = {.service_time = 1, .lanes = 4}, .shares = {0.4, 0.3, 0.2, 0.1}};
  m.scaling.evaluation_period = 60;
  m.scaling.up = continuous_ramp<>{.per_minute = 1};
  m.scaling.down.when = scale_down::follow_load;
  m.scaling.initial_consumers = 4;
  flows f(m, 4);
  f.rate_ = 1.9;
  // Loads of blocks: 2 owners 0.7, 3 owners 0.7 (two lanes of the first one), 4 owners 0.4.
  CHECK(f.carrying(2) == 4); // 1 / 0.7 < 1.9 with 2 and with 3
  f.rate_ = 1.4;
  CHECK(f.carrying(2) == 2);
  f.rate_ = 1.9;
  f.slope_ = -0.1;
  CHECK(f.time_to_drop() == rel((1.9 - 1 / 0.7) / 0.1, 1e-12));
}
