// SPDX-License-Identifier: MIT
#include <ullage/detail/topic_stream.hpp>

#include <ullage/detail/even_turns.hpp>

#include <support/approx.hpp>
#include <support/fit.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using namespace ullage::test;

namespace {

double const none = infinity_v<double>;
using record = topic_stream::record;

topic_stream stream_of(stream_options const& o, std::uint64_t seed = 1, std::uint64_t replication = 0) {
  return topic_stream(o, arrival_clock(o.arrivals, random_source(1, 0, 0)), seed, replication);
}
std::vector<record> read(topic_stream const& stream, topic_state& s, std::size_t most) {
  std::vector<record> out;
  while (out.size() < most) {
    auto const x = stream.next(s);
    if (!(x.time < none)) { break; }
    out.push_back(x);
  }
  return out;
}
std::vector<record> read(stream_options const& o, std::size_t most, double initial = 0) {
  auto const stream = stream_of(o);
  auto s = stream.start(initial);
  return read(stream, s, most);
}
bool same(std::vector<record> const& a, std::vector<record> const& b) {
  bool out = a.size() == b.size();
  for (std::size_t i = 0; out && i < a.size(); ++i) { out = a[i].time == b[i].time && a[i].lane == b[i].lane; }
  return out;
}
std::vector<double> even(std::size_t n) { return std::vector<double>(n, 1 / static_cast<double>(n)); }

/// Three phases, some changes of phase with a record.
markov_arrivals<double> const three{.d0 = {-7, 1, 0, 0.5, -4, 0.5, 0, 2, -2}, .d1 = {5, 0, 1, 1, 1.5, 0.5, 0, 0, 0}};

} // namespace

TEST_CASE("a walk over a chain: mean 1, scv, correlation and phases of the matrix formulas, to 20 digits") {
  map_walk const walk(three);
  random_source random(3, 0, 0);
  std::size_t phase = walk.first(random);
  int const n = 400000;
  double sum = 0;
  double square = 0;
  double joint = 0;
  double last = 0;
  double seen[3] = {};
  for (int i = 0; i < n; ++i) {
    auto const a = walk.next(phase, random);
    phase = a.phase;
    seen[phase] += 1;
    sum += a.gap;
    square += a.gap * a.gap;
    joint += last * a.gap;
    last = a.gap;
  }
  double const mean = sum / n;
  double const variance = square / n - mean * mean;
  CHECK(std::fabs(mean - 1) < 0.009); // standard error 0.0023
  CHECK(variance / (mean * mean) == rel(1.8486394557823129252, 0.025));
  CHECK(std::fabs((joint / n - mean * mean) / variance - 0.037775988960441582337) < 0.008);
  CHECK(seen[0] / n == rel(0.63333333333333333333, 0.01));
  CHECK(seen[1] / n == rel(0.2, 0.02));
  CHECK(seen[2] / n == rel(0.16666666666666666667, 0.02));
}

TEST_CASE("a walk begins at a moment like any other: time phases, and the mean time to the first record") {
  map_walk const walk(three);
  std::vector<double> seen(3, 0);
  double sum = 0;
  int const n = 40000;
  for (int i = 0; i < n; ++i) {
    random_source random(4, static_cast<std::uint64_t>(i), 0);
    auto const phase = walk.first(random);
    seen[phase] += 1;
    sum += walk.next(phase, random).gap;
  }
  CHECK(chi_square(seen, {n * 6.0 / 21, n * 8.0 / 21, n * 7.0 / 21}) < chi_limit);
  CHECK(sum / n == rel(1.4243197278911564626, 0.03)); // pi (-D0)^-1 1 times the rate; standard error 0.7 %
}

TEST_CASE("Poisson records: in the time that the profile makes, the sums of the exponential numbers of the stream") {
  stream_options const o{.arrivals = arrival_profile<double>(ramp<double>{.from = 0.5, .to = 9, .over = 300, .start = 5}) +
                                     spike<double>{.base = 0, .peak = 70, .at = 60, .width = 5}};
  random_source random(1, 0, static_cast<std::uint64_t>(stream_number::gaps));
  long double sum = 0;
  auto const all = read(o, 3000);
  REQUIRE(all.size() == 3000);
  for (auto const& x : all) {
    sum += static_cast<long double>(random.exponential());
    REQUIRE(arrived(o.arrivals, x.time) == rel(static_cast<double>(sum), 1e-9));
  }
}

TEST_CASE("evenly spaced records in turn are those of the closed form, with bursts and what waits") {
  auto const profile = arrival_profile<double>(step<double>{.before = 1.7, .after = 8, .at = 33.3}) +
                       ramp<double>{.from = 5, .to = 0, .over = 90} + burst<double>{.records = 31, .at = 20.02};
  stream_options const o{.arrivals = profile, .arrival_scv = 0, .producer = round_robin{}, .shares = even(7), .initial_lag = 12,
                         .initial_lag_age = 4, .horizon = 500};
  even_turns turns(arrival_clock(profile, random_source(1, 0, 0)), 7, 12, -4, 500);
  auto const all = read(o, 10000, 12);
  CHECK(all.size() > 3000);
  for (std::size_t i = 0; i < all.size(); ++i) {
    REQUIRE(all[i].lane == i % 7);
    REQUIRE(turns.peek(i % 7) == rel(all[i].time, 1e-11));
    turns.pop(i % 7);
  }
  for (std::size_t lane = 0; lane < 7; ++lane) { CHECK(turns.peek(lane) == none); }
}

TEST_CASE("gamma gaps: their law, and for the first one that of the rest of a gap that is met by chance") {
  // scv 1/2: Erlang gaps of two stages, and of the rest one or two stages with the same probability.
  stream_options const o{.arrivals = constant_rate<double>{.rate = 1}, .arrival_scv = 0.5};
  auto const long_one = read(o, 20000);
  std::vector<double> gaps;
  for (std::size_t i = 1; i < long_one.size(); ++i) { gaps.push_back(long_one[i].time - long_one[i - 1].time); }
  CHECK(kolmogorov(gaps, [](double t) { return 1 - (1 + 2 * t) * std::exp(-2 * t); }) < ks_limit);
  std::vector<double> first;
  for (std::uint64_t i = 0; i < 20000; ++i) {
    auto const stream = stream_of(o, 2, i);
    auto s = stream.start(0);
    first.push_back(stream.next(s).time);
  }
  CHECK(kolmogorov(first, [](double t) { return 1 - (1 + t) * std::exp(-2 * t); }) < ks_limit);
}

TEST_CASE("keys choose lanes by share, one record without the other; sticky runs have their length, in records and in time") {
  stream_options o{.arrivals = constant_rate<double>{.rate = 2}, .arrival_scv = 0, .shares = {0.5, 0, 0.2, 0.3}};
  std::vector<double> pairs(16, 0);
  auto const keys = read(o, 60001);
  for (std::size_t i = 1; i < keys.size(); ++i) { pairs[keys[i - 1].lane * 4 + keys[i].lane] += 1; }
  std::vector<double> expected;
  for (double const a : o.shares) {
    for (double const b : o.shares) { expected.push_back(60000 * a * b); }
  }
  CHECK(chi_square(pairs, expected) < chi_limit);
  CHECK(pairs[1] + pairs[4] + pairs[13] == 0);

  auto const changes_within = [&](double length) { // runs are seen where the next one goes to another lane
    auto const all = read(o, 24000);
    std::vector<double> counts(4, 0);
    double begun = 0;
    std::size_t from = 0;
    for (std::size_t i = 1; i < all.size(); ++i) {
      counts[all[i].lane] += 1;
      if (all[i].lane == all[i - 1].lane) { continue; }
      if (length > 0) { REQUIRE(std::fmod(static_cast<double>(i - from), length) == 0); }
      begun += 1;
      from = i;
    }
    for (double const c : counts) { CHECK(c == rel(6000, 0.15)); } // shares do not count
    return begun / static_cast<double>(all.size()) * 4 / 3;
  };
  o.producer = sticky<double>{.run = 6};
  CHECK(changes_within(6) == rel(1.0 / 6, 0.04));
  o.producer = sticky<double>{.run = 3.25};
  CHECK(changes_within(0) == rel(1 / 3.25, 0.04));
  o.producer = sticky<double>{.batch_bytes = 1000};
  o.record_bytes = 150; // 7 records
  CHECK(changes_within(7) == rel(1.0 / 7, 0.04));
  o.producer = sticky<double>{.linger = 2}; // at 0, .5, 1, 1.5 and 2 s
  CHECK(changes_within(5) == rel(1.0 / 5, 0.04));
}

TEST_CASE("the state is all that the rest depends on: any stretch is made again, for every kind of arrivals") {
  std::vector<stream_options> all;
  stream_options o{.arrivals = arrival_profile<double>(constant_rate<double>{.rate = 3}) + burst<double>{.records = 40, .at = 100.1},
                   .shares = {0.5, 0.5}, .initial_lag = 30, .initial_lag_age = 2};
  for (double const scv : {0.0, 0.3, 1.0, 5.0}) {
    o.arrival_scv = scv;
    for (producer_rule<double> const& rule :
         {producer_rule<double>(keyed{}), producer_rule<double>(round_robin{}), producer_rule<double>(sticky<double>{.run = 4.5}),
          producer_rule<double>(sticky<double>{.linger = 3})}) {
      o.producer = rule;
      all.push_back(o);
    }
  }
  o.map = three;
  all.push_back(o);
  for (auto const& x : all) {
    auto const stream = stream_of(x);
    auto s = stream.start(30);
    auto const begin = read(stream, s, 350); // into the burst, or near it
    auto const kept = s;
    auto const once = read(stream, s, 300);
    auto again = kept;
    CHECK(same(once, read(stream, again, 300)));
    auto whole = stream.start(30);
    auto const together = read(stream, whole, 650);
    REQUIRE(together.size() == 650);
    CHECK(same(begin, {together.begin(), together.begin() + 350}));
    CHECK(same(once, {together.begin() + 350, together.end()}));
    int waiting = 0;
    int burst_records = 0;
    for (std::size_t i = 0; i < 650; ++i) {
      waiting += together[i].time == -2 ? 1 : 0;
      burst_records += together[i].time == 100.1 ? 1 : 0;
      if (i > 0) { REQUIRE(together[i].time >= together[i - 1].time); }
    }
    CHECK(waiting == 30);
    CHECK(burst_records == 40);
    auto const other = stream_of(x, 1, 1);
    auto t = other.start(30);
    auto const different = read(other, t, 650);
    bool const fixed = x.arrival_scv == 0 && std::holds_alternative<round_robin>(x.producer) && !x.map;
    CHECK(same(together, different) == fixed);
  }
}

TEST_CASE("a replay gives its own times; a horizon ends a stream for good") {
  stream_options o{.arrivals = constant_rate<double>{.rate = 9}, .producer = round_robin{}, .shares = even(2), .replay = {0.5, 0.5, 4, 6}};
  CHECK(same(read(o, 9), {{0.5, 0}, {0.5, 1}, {4, 0}, {6, 1}}));
  CHECK(same(read(o, 9, 1), {{0, 0}, {0.5, 1}, {0.5, 0}, {4, 1}, {6, 0}}));
  o.horizon = 5;
  CHECK(same(read(o, 9), {{0.5, 0}, {0.5, 1}, {4, 0}}));
  o.replay.clear();
  o.arrival_scv = 0;
  o.arrivals = arrival_profile<double>(constant_rate<double>{.rate = 1}) + burst<double>{.records = 3, .at = 5.5};
  for (double const horizon : {5.2, 5.5}) {
    o.horizon = horizon;
    auto const stream = stream_of(o);
    auto s = stream.start(0);
    CHECK(read(stream, s, 99).size() == (horizon < 5.5 ? 5 : 8));
    for (int i = 0; i < 20; ++i) { CHECK(stream.next(s).time == none); }
  }
}

TEST_CASE("lengths of runs: of records, bytes and time; the most that a lane gets in a row") {
  CHECK(runs_of({.run = 2.5}, 1).records == 2.5);
  CHECK(runs_of({.batch_bytes = 16384}, 1000).records == 17);
  CHECK(runs_of({.batch_bytes = 10}, 1000).records == 1);
  CHECK(runs_of({.batch_bytes = 1e30}, 1e-30).records == 1e15);
  CHECK(runs_of({.run = 4}, 1).linger == none);
  CHECK(runs_of({.linger = 4}, 1).linger == 4);
  stream_options o{.arrivals = arrival_profile<double>(ramp<double>{.from = 1, .to = 9, .over = 10}) + burst<double>{.records = 70, .at = 3},
                   .producer = sticky<double>{.linger = 4}, .initial_lag = 50};
  CHECK(most_records_of_run(o) == rel(1 + 70 + 9 * 4, 1e-14));
  o.initial_lag = 80;
  CHECK(most_records_of_run(o) == rel(1 + 80 + 9 * 4, 1e-14));
  o.arrivals = {};
  o.map = three;
  CHECK(most_records_of_run(o) == rel(1 + 80 + 4 * 20.0 / 7, 1e-14));
  o.producer = sticky<double>{.run = 12};
  CHECK(most_records_of_run(o) == 12);
}

TEST_CASE("what is no run and no chain is refused by name") {
  auto const said = [](sticky<double> const& s, double bytes) { return refusal([&] { static_cast<void>(runs_of(s, bytes)); }); };
  CHECK(said({}, 1) == "sticky: fields = 0, but exactly one of run, batch_bytes and linger must be set");
  CHECK(said({.run = 2, .linger = 1}, 1) == "sticky: fields = 2, but exactly one of run, batch_bytes and linger must be set");
  CHECK(said({.run = 0.5}, 1) == "sticky: run = 0.5, but must be in [1, 1e15]");
  CHECK(said({.run = 2e15}, 1) == "sticky: run = 2e+15, but must be in [1, 1e15]");
  CHECK(said({.linger = 0}, 1) == "sticky: linger = 0, but must be finite and > 0");
  CHECK(said({.batch_bytes = -1}, 1) == "sticky: batch_bytes = -1, but must be finite and > 0");
  CHECK(said({.batch_bytes = 100}, unset_v<double>) == "sticky: record_bytes = nan, but is required and must be a finite number > 0");
  auto const walk = [](markov_arrivals<double> const& a) { return refusal([&] { static_cast<void>(map_walk(a)); }); };
  CHECK(walk({.d0 = {0}, .d1 = {0}}) == "arrival_streams: arrival rate = 0, but must be > 0");
  CHECK(walk({.d0 = {-2000, 1999, 1999, -2000}, .d1 = {1, 0, 0, 1}}) ==
        "arrival_streams: changes of phase per record of map = 2000, but must be <= 1000");
  CHECK(walk({.d0 = {-1000, 999, 999, -1000}, .d1 = {1, 0, 0, 1}}) == "accepted");
}
