// SPDX-License-Identifier: MIT
#include <ullage/detail/arrival_streams.hpp>

#include <support/approx.hpp>
#include <support/fit.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using namespace ullage::test;

namespace {

double const none = infinity_v<double>;
using series = std::vector<double>;

std::vector<double> even(std::size_t n) { return std::vector<double>(n, 1 / static_cast<double>(n)); }

/// The first records of one lane.
series read(arrival_streams& s, std::size_t lane, std::size_t n) {
  series out;
  while (out.size() < n && s.peek(lane) < none) {
    out.push_back(s.peek(lane));
    s.pop(lane);
  }
  return out;
}
/// Each lane up to a time.
std::vector<series> upto(arrival_streams& s, double t) {
  std::vector<series> out(s.lanes());
  for (std::size_t i = 0; i < s.lanes(); ++i) {
    while (s.peek(i) <= t) {
      out[i].push_back(s.peek(i));
      s.pop(i);
    }
  }
  return out;
}
series merged(std::vector<series> const& all) {
  series out;
  for (auto const& x : all) { out.insert(out.end(), x.begin(), x.end()); }
  std::sort(out.begin(), out.end());
  return out;
}
series gaps(series const& x) {
  series out;
  for (std::size_t i = 1; i < x.size(); ++i) { out.push_back(x[i] - x[i - 1]); }
  return out;
}
double mean_of(series const& x) {
  double sum = 0;
  for (double const e : x) { sum += e; }
  return sum / static_cast<double>(x.size());
}
double scv_of(series const& x) {
  double const m = mean_of(x);
  double sum = 0;
  for (double const e : x) { sum += (e - m) * (e - m); }
  return sum / static_cast<double>(x.size() - 1) / (m * m);
}
/// Variance of the counts in windows over their mean.
double dispersion_of(series const& x, double window) {
  series counts(static_cast<std::size_t>(x.back() / window), 0);
  for (double const t : x) {
    auto const i = static_cast<std::size_t>(t / window);
    if (i < counts.size()) { counts[i] += 1; }
  }
  return scv_of(counts) * mean_of(counts);
}

/// One of each kind.
std::vector<stream_options> kinds() {
  std::vector<stream_options> out;
  stream_options o;
  o.arrivals = arrival_profile<double>(ramp<double>{.from = 0.5, .to = 3, .over = 2000, .start = 100}) +
               burst<double>{.records = 300, .at = 400} + spike<double>{.base = 0, .peak = 4, .at = 3000, .width = 500};
  o.shares = {0.4, 0.1, 0.2, 0, 0.3};
  o.initial_lag = 50;
  o.initial_lag_age = 30;
  for (double const scv : {0.0, 0.5, 1.0, 4.0}) {
    o.arrival_scv = scv;
    o.producer = keyed{};
    out.push_back(o);
    o.producer = round_robin{};
    out.push_back(o);
    o.producer = sticky<double>{.run = 7.5};
    out.push_back(o);
    o.producer = sticky<double>{.linger = 3};
    out.push_back(o);
  }
  o.map = mmpp2(two_rates<double>{.peak_rate = 8, .valley_rate = 1, .peak_duration = 5, .valley_duration = 20});
  o.producer = keyed{};
  out.push_back(o);
  o.map.reset();
  for (int i = 0; i < 9000; ++i) { o.replay.push_back(i / 7 * 0.7); }
  out.push_back(o);
  return out;
}

} // namespace

TEST_CASE("keys and Poisson arrivals: the first times of another implementation, in Python") {
  stream_options const o{.arrivals = constant_rate<double>{.rate = 2}, .shares = {0.25, 0.75}};
  arrival_streams s(o, 5, 6);
  for (double const t : {4.639000882831, 7.645653684682393, 9.328519562279125, 10.64124730564236}) {
    CHECK(s.peek(0) == rel(t, 1e-11));
    s.pop(0);
  }
  for (double const t : {2.5345900517641478, 3.439872896343264, 4.008722134498742, 4.231852804893949}) {
    CHECK(s.peek(1) == rel(t, 1e-11));
    s.pop(1);
  }
}

TEST_CASE("R303: evenly spaced records in turn come at k / rate, k = 1 .. rate * duration") {
  stream_options const o{.arrivals = constant_rate<double>{.rate = 2, .duration = 2000}, .arrival_scv = 0,
                         .producer = round_robin{}, .shares = even(10)};
  arrival_streams s(o, 1, 0);
  auto const all = upto(s, 1e9);
  for (std::size_t lane = 0; lane < 10; ++lane) {
    REQUIRE(all[lane].size() == 400);
    for (std::size_t m = 0; m < 400; ++m) { CHECK(all[lane][m] == static_cast<double>(lane + 10 * m + 1) / 2); }
  }
}

TEST_CASE("R303, R304, R305: one consumer until 900 s, then one per partition: all figures") {
  struct row {
    double rate;
    std::size_t lanes;
    double last, wait, mean;
  };
  for (auto const& r : {row{2, 10, 2010.5, 749.5, 377.95875}, row{5, 20, 2355.2, 839.8, 590.5907}, row{5, 100, 2003.0, 839.8, 219.30188}}) {
    stream_options const o{.arrivals = constant_rate<double>{.rate = r.rate, .duration = 2000}, .arrival_scv = 0,
                           .producer = round_robin{}, .shares = even(r.lanes)};
    arrival_streams s(o, 1, 0);
    double free = 0;
    double last = 0;
    double most = 0;
    double sum = 0;
    std::size_t i = 0;
    auto const serve = [&](std::size_t lane, double from) {
      double const start = std::max(from, s.peek(lane));
      sum += start - s.peek(lane);
      most = std::max(most, start - s.peek(lane));
      last = std::max(last, start + 3);
      s.pop(lane);
      return start + 3;
    };
    while (std::max(free, s.peek(i % r.lanes)) < 900) { free = serve(i++ % r.lanes, free); }
    CHECK(i == 300); // 299 done, one under way
    std::vector<double> owners(r.lanes, 900);
    owners[(i - 1) % r.lanes] = free;
    auto n = i;
    for (std::size_t lane = 0; lane < r.lanes; ++lane) {
      for (; s.peek(lane) < none; ++n) { owners[lane] = serve(lane, owners[lane]); }
    }
    CHECK(static_cast<double>(n) == r.rate * 2000);
    CHECK(last == rel(r.last, 1e-12));
    CHECK(most == rel(r.wait, 1e-12));
    CHECK(sum / static_cast<double>(n) == rel(r.mean, 2e-8));
  }
}

TEST_CASE("two streams of equal construction give the same times, in whatever order lanes are read") {
  for (auto const& o : kinds()) {
    arrival_streams a(o, 11, 3);
    arrival_streams b(o, 11, 3);
    auto const by_lane = upto(a, 5000);
    // The other one by time, with a copy on the way, and lanes that wait for long.
    std::vector<series> by_time(o.shares.size());
    random_source r(1, 1, 1);
    for (int step = 0; step < 40000; ++step) {
      auto const lane = r.below(5);
      for (auto n = r.below(4); n > 0 && b.peek(lane) <= 5000; --n) {
        by_time[lane].push_back(b.peek(lane));
        b.pop(lane);
      }
      if (step == 1000) { b = arrival_streams(b); }
    }
    CHECK((by_lane == by_time));
    bool sorted = true;
    for (auto const& x : by_lane) { sorted = sorted && std::is_sorted(x.begin(), x.end()); }
    CHECK(sorted);
    arrival_streams other(o, 11, 4);
    bool const by_chance = !(o.arrival_scv == 0 && std::holds_alternative<round_robin>(o.producer));
    CHECK((upto(other, 5000) != by_lane) == by_chance);
  }
}

TEST_CASE("times are the same bit by bit whatever a compiler fuses") {
  // Pinned from a build without fused multiply-add; one with it must give the same.
  std::uint64_t hash = 0;
  for (auto const& o : kinds()) {
    arrival_streams s(o, 17, 5);
    for (auto const& lane : upto(s, 3600)) {
      for (double const t : lane) { hash = mixed(hash ^ std::bit_cast<std::uint64_t>(t)); }
    }
  }
  CHECK(hash == 8953755999438756U);
}

TEST_CASE("the lanes together are the topic: the same records whatever the producer does") {
  auto const all = kinds();
  for (std::size_t i = 0; i < 16; i += 4) {
    arrival_streams turns(all[i + 1], 2, 9);
    auto const topic = merged(upto(turns, 6000));
    for (std::size_t j = 0; j < 4; ++j) {
      if (all[i].arrival_scv == 1 && j == 0) { continue; } // independent streams
      arrival_streams s(all[i + j], 2, 9);
      auto const x = merged(upto(s, 6000));
      REQUIRE(x.size() == topic.size());
      double worst = 0;
      for (std::size_t k = 0; k < x.size(); ++k) { worst = std::max(worst, std::fabs(x[k] - topic[k])); }
      CHECK(worst < 1e-11);
    }
  }
}

TEST_CASE("initial lag comes first, at -age; bursts come at their instant; both are whole and complete") {
  for (auto const& o : kinds()) {
    if (!o.replay.empty()) { continue; }
    arrival_streams s(o, 4, 1);
    auto const all = merged(upto(s, 450));
    CHECK(std::count(all.begin(), all.end(), -30.0) == 50);
    CHECK(std::count(all.begin(), all.end(), 400.0) == 300);
  }
  stream_options o{.shares = even(4), .initial_lag = 10.5};
  double sum = 0;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    arrival_streams s(o, 1, i);
    sum += static_cast<double>(merged(upto(s, 0)).size());
  }
  CHECK(std::fabs(sum - 42000) < 3.9 * std::sqrt(4000 * 0.25));
}

TEST_CASE("a burst over keys is multinomial, and lanes know their part alone") {
  std::vector<double> const shares{0.5, 0.1, 0, 0.15, 0.25};
  lane_split const split(shares);
  std::vector<double> count(5, 0);
  std::vector<double> expected;
  double square = 0;
  for (std::uint64_t i = 0; i < 20000; ++i) {
    long long sum = 0;
    for (std::size_t lane = 0; lane < 5; ++lane) {
      auto const n = split(40, lane, random_source(1, i, 2));
      sum += n;
      count[lane] += static_cast<double>(n);
      if (lane == 3) { square += (static_cast<double>(n) - 6) * (static_cast<double>(n) - 6); }
    }
    REQUIRE(sum == 40);
  }
  for (double const s : shares) { expected.push_back(s * 800000); }
  CHECK(chi_square(count, expected) < chi_limit);
  CHECK(count[2] == 0);
  CHECK(square / 20000 == rel(40 * 0.15 * 0.85, 0.04)); // standard error 1 %
}

TEST_CASE("Poisson arrivals follow any profile: given their number, times are independent of the law of the profile") {
  std::vector<arrival_profile<double>> const profiles{
      ramp<double>{.from = 0, .to = 40, .over = 1000, .start = 50, .duration = 2000},
      spike<double>{.base = 5, .peak = 200, .at = 300, .width = 40, .duration = 1500},
      daily<double>{.mean = 1, .amplitude = 1},
      step<double>{.before = 30, .after = 3, .at = 900, .duration = 1800}};
  for (auto const& p : profiles) {
    double const total = total_records(p);
    auto const law = [&](double t) { return arrived(p, t) / total; };
    for (int kind = 0; kind < 3; ++kind) {
      stream_options o{.arrivals = p, .shares = {0.3, 0.7}};
      if (kind == 1) { o.producer = round_robin{}; }
      if (kind == 2) { o.producer = sticky<double>{.run = 3}; }
      arrival_streams s(o, 21, static_cast<std::uint64_t>(kind));
      auto const lanes = upto(s, 1e9);
      auto const n = static_cast<double>(lanes[0].size() + lanes[1].size());
      CHECK(std::fabs(n - total) < 3.9 * std::sqrt(total));
      CHECK(kolmogorov(merged(lanes), law) < ks_limit);
      if (kind == 0) {
        CHECK(kolmogorov(lanes[0], law) < ks_limit);
        CHECK(std::fabs(static_cast<double>(lanes[0].size()) - 0.3 * total) < 3.9 * std::sqrt(0.3 * total));
      }
    }
  }
}

TEST_CASE("times between records have the law of the producer") {
  auto const erlang = [](int k, double rate) {
    return [k, rate](double t) {
      double term = std::exp(-rate * t);
      double above = term;
      for (int i = 1; i < k; ++i) { above += term *= rate * t / i; }
      return 1 - above;
    };
  };
  std::size_t const n = 50000;
  stream_options o{.arrivals = constant_rate<double>{.rate = 6}, .shares = {0.25, 0.75}};
  {
    arrival_streams s(o, 1, 0);
    CHECK(kolmogorov(gaps(read(s, 0, n)), erlang(1, 1.5)) < ks_limit);
    CHECK(kolmogorov(gaps(read(s, 1, n)), erlang(1, 4.5)) < ks_limit);
  }
  o.producer = round_robin{};
  { // every second record
    arrival_streams s(o, 1, 0);
    CHECK(kolmogorov(gaps(read(s, 0, n)), erlang(2, 6)) < ks_limit);
  }
  o.arrival_scv = 0.5;
  { // the sum of two Erlang laws of two phases
    arrival_streams s(o, 1, 0);
    CHECK(kolmogorov(gaps(read(s, 1, n)), erlang(4, 12)) < ks_limit);
  }
  o.arrival_scv = 2;
  o.shares = {1};
  o.producer = keyed{};
  {
    arrival_streams s(o, 1, 0);
    CHECK(kolmogorov(gaps(read(s, 0, n)), [](double t) { return std::erf(std::sqrt(3 * t)); }) < ks_limit);
  }
  o.shares = {0.2, 0.8};
  { // thinning: scv s c^2 + 1 - s
    arrival_streams s(o, 1, 0);
    CHECK(scv_of(gaps(read(s, 0, 100000))) == rel(1.2, 0.03));
  }
  o.arrival_scv = 0;
  { // geometric numbers of steps
    arrival_streams s(o, 1, 0);
    auto const x = gaps(read(s, 0, 100000));
    CHECK(mean_of(x) == rel(5.0 / 6, 0.015));
    CHECK(scv_of(x) == rel(0.8, 0.03));
  }
}

TEST_CASE("the first record of a renewal stream is met by chance: as many records as the profile has at any time") {
  for (double const scv : {0.25, 4.0}) {
    stream_options const o{.arrivals = constant_rate<double>{.rate = 1}, .arrival_scv = scv, .shares = {1.0}, .horizon = 300};
    int const n = 20000;
    double first = 0;
    double count = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
      arrival_streams s(o, 5, i);
      first += s.peek(0);
      while (s.peek(0) <= 3) {
        count += 1;
        s.pop(0);
      }
    }
    CHECK(first / n == rel((1 + scv) / 2, 0.06)); // mean of the rest of a time between records
    CHECK(count / n == rel(3, scv < 1 ? 0.015 : 0.05));
  }
}

TEST_CASE("runs of a sticky producer: by records, by bytes and by linger") {
  stream_options o{.arrivals = constant_rate<double>{.rate = 1}, .arrival_scv = 0, .shares = even(8)};
  auto const runs = [](stream_options const& options, std::size_t n) {
    arrival_streams s(options, 3, 0);
    auto const all = upto(s, static_cast<double>(n));
    std::vector<std::size_t> lane_of(n);
    for (std::size_t lane = 0; lane < all.size(); ++lane) {
      for (double const t : all[lane]) { lane_of[static_cast<std::size_t>(t + 0.5) - 1] = lane; }
    }
    return lane_of;
  };
  o.producer = sticky<double>{.run = 5};
  auto const five = runs(o, 50000);
  std::vector<double> counts(8, 0);
  int same = 0;
  for (std::size_t i = 0; i < five.size(); ++i) {
    REQUIRE(five[i] == five[i - i % 5]);
    counts[five[i]] += i % 5 == 0 ? 1 : 0;
    same += i % 5 == 0 && i > 0 && five[i] == five[i - 1] ? 1 : 0;
  }
  CHECK(chi_square(counts, std::vector<double>(8, 1250)) < chi_limit);
  CHECK(std::fabs(same - 1250) < 3.9 * std::sqrt(10000 * 7 / 64.0)); // a lane may follow itself
  o.producer = sticky<double>{.batch_bytes = 16384};
  o.record_bytes = 100;
  auto const kafka = runs(o, 16400);
  for (std::size_t i = 0; i < kafka.size(); ++i) { REQUIRE(kafka[i] == kafka[i - i % 164]); }
  o.producer = sticky<double>{.linger = 9.5};
  auto const linger = runs(o, 10000);
  for (std::size_t i = 0; i < linger.size(); ++i) { REQUIRE(linger[i] == linger[i - i % 10]); }
  o.producer = sticky<double>{.run = 2.5};
  auto const mixed_runs = runs(o, 60000);
  int changes = 0;
  for (std::size_t i = 1; i < mixed_runs.size(); ++i) { changes += mixed_runs[i] != mixed_runs[i - 1] ? 1 : 0; }
  CHECK(changes == rel(60000 / 2.5 * 7 / 8, 0.02));
}

TEST_CASE("counts of a lane vary as the producer makes them: run length, chance, turns") {
  // Runs of n to one of P lanes: Var N / E N of a lane for long times is n (1 - 1/P) + scv / P.
  stream_options o{.arrivals = constant_rate<double>{.rate = 1}, .shares = even(4)};
  o.producer = sticky<double>{.run = 20};
  arrival_streams runs(o, 8, 0);
  CHECK(dispersion_of(upto(runs, 2e6)[2], 1000) == rel(20 * 0.75 + 0.25, 0.13)); // standard error 3.2 %
  o.producer = round_robin{};
  arrival_streams turns(o, 8, 0);
  CHECK(dispersion_of(upto(turns, 4e5)[2], 200) == rel(0.25, 0.13));
  o.producer = keyed{};
  arrival_streams keys(o, 8, 0);
  CHECK(dispersion_of(upto(keys, 4e5)[2], 200) == rel(1, 0.13));
  o.arrival_scv = 4; // 4 / 4 + 3 / 4
  arrival_streams bursts(o, 8, 0);
  CHECK(dispersion_of(upto(bursts, 1e6)[2], 500) == rel(1.75, 0.13));
}

TEST_CASE("a Markovian process: its rate, scv, correlation and dispersion; at the rate of the profile where there is one") {
  auto const process = mmpp2(two_rates<double>{.peak_rate = 10, .valley_rate = 1, .peak_duration = 2, .valley_duration = 6});
  stream_options o{.shares = {1.0}, .map = process};
  arrival_streams s(o, 6, 0);
  auto const x = gaps(read(s, 0, 600000));
  CHECK(mean_of(x) == rel(1 / arrival_rate(process), 0.015));
  CHECK(scv_of(x) == rel(scv(process), 0.03));
  double const m = mean_of(x);
  double joint = 0;
  for (std::size_t i = 1; i < x.size(); ++i) { joint += (x[i] - m) * (x[i - 1] - m); }
  CHECK(joint / static_cast<double>(x.size()) / (scv_of(x) * m * m) == rel(interval_correlation(process, 1), 0.05));
  arrival_streams again(o, 6, 0);
  CHECK(dispersion_of(read(again, 0, 600000), 20) == rel(dispersion(process, 20), 0.06));
  // Twice as fast.
  o.arrivals = constant_rate<double>{.rate = 2 * arrival_rate(process)};
  arrival_streams fast(o, 6, 0);
  o.arrivals = {};
  arrival_streams own(o, 6, 0);
  auto const a = read(fast, 0, 1000);
  auto const b = read(own, 0, 1000);
  for (std::size_t i = 0; i < 1000; ++i) { CHECK(2 * a[i] == rel(b[i], 1e-12)); }
}

TEST_CASE("a replayed trace: its times, in turn or by chance") {
  stream_options o{.producer = round_robin{}, .shares = even(3), .replay = {0, 1, 1, 1, 5, 8, 13}};
  arrival_streams s(o, 1, 0);
  CHECK((read(s, 0, 9) == series{0, 1, 13}));
  CHECK((read(s, 1, 9) == series{1, 5}));
  CHECK((read(s, 2, 9) == series{1, 8}));
  o.producer = keyed{};
  arrival_streams keys(o, 1, 0);
  CHECK((merged(upto(keys, 100)) == o.replay));
}

TEST_CASE("no record comes after the horizon, none for a share of 0, and none from nothing") {
  for (auto o : kinds()) {
    arrival_streams all(o, 1, 0);
    o.horizon = 420;
    arrival_streams cut(o, 1, 0);
    auto const a = upto(all, 420);
    CHECK((upto(cut, 1e300) == a));
    if (std::holds_alternative<keyed>(o.producer)) { CHECK(a[3].empty()); }
    for (std::size_t lane = 0; lane < 5; ++lane) {
      cut.pop(lane);
      CHECK(cut.peek(lane) == none);
    }
  }
  stream_options const nothing{.shares = even(2)};
  arrival_streams s(nothing, 1, 0);
  CHECK(s.peek(0) == none);
  s.pop(0);
  CHECK(s.peek(0) == none);
}

TEST_CASE("3 million records: times are those of an exact sum, without drift") {
  double const rate = 0.013;
  stream_options const o{.arrivals = constant_rate<double>{.rate = rate}, .shares = {1.0}};
  arrival_streams s(o, 1, 0);
  random_source r(1, 0, lane_stream);
  std::int64_t ticks = 0; // of 2^-40
  double worst = 0;
  for (int i = 0; i < 3'000'000; ++i) {
    ticks += static_cast<std::int64_t>(r.exponential() * 0x1p40);
    auto const exact = static_cast<long double>(ticks) * 0x1p-40L / static_cast<long double>(rate);
    worst = std::max(worst, static_cast<double>(std::fabs(s.peek(0) - exact) / exact));
    s.pop(0);
  }
  CHECK(s.peek(0) > 2e8);
  CHECK(worst < 3.4e-16);
}

TEST_CASE("chunks: memory is bounded, and what was forgotten is made again bit by bit") {
  stream_options const o{.arrivals = constant_rate<double>{.rate = 1}, .arrival_scv = 2, .shares = {0.5, 0.3, 0.19999, 0.00001}};
  auto const make = [&](chunk_limits limits) {
    return topic_chunks(topic_stream(o, arrival_clock(o.arrivals, random_source()), 1, 0), o.shares, 0, 1, limits);
  };
  auto wide = make({});
  auto narrow = make({.records = 192, .chunk = 64, .marks = 4});
  auto const take = [](topic_chunks& c, std::size_t lane, int n) {
    series out;
    for (int i = 0; i < n; ++i) {
      out.push_back(c.peek(lane));
      c.pop(lane);
    }
    return out;
  };
  // One lane runs far ahead of the others, and a rare one is read across all of it.
  for (int round = 0; round < 4; ++round) {
    CHECK((take(wide, 0, 20000) == take(narrow, 0, 20000)));
    CHECK((take(wide, 3, 1) == take(narrow, 3, 1)));
    CHECK((take(wide, 1, 3000) == take(narrow, 1, 3000)));
    CHECK((take(wide, 2, 500) == take(narrow, 2, 500)));
  }
  CHECK(narrow.kept() < 400);
  CHECK(wide.kept() <= 3 * 1048576);
  // Lanes that are read together are made once.
  auto together = make({});
  std::uint64_t n = 0;
  for (double t = 0; t < 500000; t += 100) {
    for (std::size_t lane = 0; lane < 3; ++lane) {
      for (; together.peek(lane) <= t; ++n) { together.pop(lane); }
    }
  }
  CHECK(together.kept() <= 2 * 1048576);
  CHECK(together.made() < n + 1500000); // as far as the next record of the rare lane
}

TEST_CASE("long runs over many lanes are read once, also where they do not fit into the chunks that are kept") {
  stream_options const o{.arrivals = constant_rate<double>{.rate = 1}, .producer = sticky<double>{.run = 2000}, .shares = even(300),
                         .horizon = 3e6};
  arrival_streams runs(o, 1, 0);
  auto const x = upto(runs, 1e300);
  auto all = o;
  all.producer = round_robin{};
  all.shares = even(2);
  arrival_streams topic(all, 1, 0);
  CHECK((merged(x) == merged(upto(topic, 1e300))));
}

TEST_CASE("what cannot be is refused by name") {
  auto const said = [](auto const& change) {
    stream_options o{.arrivals = constant_rate<double>{.rate = 1}, .shares = even(2)};
    change(o);
    return refusal([&] { arrival_streams(std::as_const(o), 1, 0); });
  };
  using so = stream_options;
  CHECK(said([](so& o) { o.shares.clear(); }) == "arrival_streams: shares.size() = 0, but must be in [1, 16777216]");
  CHECK(said([](so& o) { o.shares = {1.5, -0.5}; }) == "arrival_streams: shares[1] = -0.5, but must be 0 or in [1e-30, 1]");
  CHECK(said([](so& o) { o.shares = {0.5, 0.25}; }) == "arrival_streams: sum of shares = 0.75, but must be 1");
  CHECK(said([](so& o) { o.arrival_scv = -1; }) == "arrival_streams: arrival_scv = -1, but must be 0 or in [1e-12, 1e6]");
  CHECK(said([](so& o) { o.initial_lag = -1; }) == "arrival_streams: initial_lag = -1, but must be finite and >= 0");
  CHECK(said([](so& o) { o.initial_lag = 1e20; }) == "arrival_streams: initial_lag = 1e+20, but must be <= 2^53");
  CHECK(said([](so& o) { o.initial_lag_age = -1; }) == "arrival_streams: initial_lag_age = -1, but must be finite and >= 0");
  CHECK(said([](so& o) { o.horizon = unset_v<double>; }) == "arrival_streams: horizon = nan, but must be >= 0 (infinity: none)");
  CHECK(said([](so& o) { o.replay = {1, 0.5}; }) == "arrival_streams: replay[1] = 0.5, but must not be earlier than the time before it");
  CHECK(said([](so& o) { o.replay = {-1}; }) == "arrival_streams: replay[0] = -1, but must be >= 0");
  CHECK(said([](so& o) { o.producer = sticky<double>{}; }) ==
        "sticky: fields = 0, but exactly one of run, batch_bytes and linger must be set");
  CHECK(said([](so& o) { o.producer = sticky<double>{.run = 0.5}; }) == "sticky: run = 0.5, but must be in [1, 1e15]");
  CHECK(said([](so& o) { o.producer = sticky<double>{.batch_bytes = 100}; }) ==
        "sticky: record_bytes = nan, but is required and must be a finite number > 0");
  CHECK(said([](so& o) { o.producer = sticky<double>{.linger = 0}; }) == "sticky: linger = 0, but must be finite and > 0");
  CHECK(said([](so& o) { o.arrival_scv = 2; o.shares = {1 - 1e-9, 1e-9}; }) ==
        "arrival_streams: least share = 1e-09, but must be 0 or >= 1e-7 where arrivals are not Poisson and more than 1e8");
  CHECK(said([](so& o) { o.producer = sticky<double>{.linger = 1e9}; }) ==
        "arrival_streams: records of a run * lanes = 2000000002, but must be <= 4194304 where more than 1e7 records come");
  CHECK(said([](so& o) { o.map = mmpp2(two_rates<double>{.peak_rate = 1, .valley_rate = 1, .peak_duration = 1e-9, .valley_duration = 1e-9}); })
            .substr(0, 54) == "arrival_streams: changes of phase per record of map = ");
}
