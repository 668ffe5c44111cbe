// SPDX-License-Identifier: MIT
#include <ullage/detail/topic_chunks.hpp>

#include <ullage/detail/splitmix.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

using namespace ullage;
using namespace ullage::detail;

namespace {

double const none = infinity_v<double>;
using series = std::vector<double>;

topic_stream stream_of(stream_options const& o) { return topic_stream(o, arrival_clock(o.arrivals, random_source(1, 0, 0)), 5, 2); }

/// The whole stream, kept.
std::vector<series> all_of(stream_options const& o, double initial) {
  std::vector<series> out(o.shares.size());
  auto const stream = stream_of(o);
  auto s = stream.start(initial);
  for (auto x = stream.next(s); x.time < none; x = stream.next(s)) { out[x.lane].push_back(x.time); }
  return out;
}
std::size_t size_of(std::vector<series> const& all) {
  std::size_t sum = 0;
  for (auto const& x : all) { sum += x.size(); }
  return sum;
}

struct reading {
  bool same = true;
  std::size_t most_kept = 0;
  std::uint64_t made = 0;
};
/// Reads the lanes in steps of random length, one lane far ahead of another, and then to the end of all.
reading in_disorder(topic_chunks chunks, std::vector<series> const& all, std::uint64_t seed, std::uint64_t longest) {
  reading out;
  splitmix random(seed);
  std::vector<std::size_t> at(all.size(), 0);
  auto const expect = [&](std::size_t lane) {
    out.same = out.same && chunks.peek(lane) == (at[lane] < all[lane].size() ? all[lane][at[lane]] : none);
  };
  auto const advance = [&](std::size_t lane, std::uint64_t steps) {
    for (std::uint64_t i = 0; i < steps; ++i) {
      expect(lane);
      chunks.pop(lane);
      ++at[lane];
    }
    expect(lane);
    out.most_kept = chunks.kept() > out.most_kept ? chunks.kept() : out.most_kept;
  };
  for (int i = 0; i < 200; ++i) {
    auto const lane = static_cast<std::size_t>(random.below(all.size()));
    advance(lane, random.below(longest));
  }
  for (std::size_t lane = all.size(); lane-- > 0;) { advance(lane, all[lane].size() + 3 > at[lane] ? all[lane].size() + 3 - at[lane] : 3); }
  out.made = chunks.made();
  return out;
}

} // namespace

TEST_CASE("lanes read in any order and at any distance give the stream as it is, however little is kept") {
  stream_options o{.arrivals = arrival_profile<double>(constant_rate<double>{.rate = 4, .duration = 3000}) +
                               burst<double>{.records = 400, .at = 1000},
                   .arrival_scv = 0.5, .shares = {0.45, 0.25, 0, 0.2, 0.1}};
  std::vector<producer_rule<double>> const rules{keyed{}, round_robin{}, sticky<double>{.run = 9.5}, sticky<double>{.linger = 4}};
  for (auto const& rule : rules) {
    o.producer = rule;
    bool const keys = std::holds_alternative<keyed>(rule);
    auto const all = all_of(o, 70);
    CHECK(size_of(all) > 12000);
    series const shares = keys ? o.shares : series(5, 0.2);
    for (chunk_limits const limits : {chunk_limits{}, chunk_limits{.records = 1, .chunk = 40, .marks = 2},
                                      chunk_limits{.records = 500, .chunk = 64, .marks = 6}, chunk_limits{.records = 1, .chunk = 1, .marks = 128}}) {
      topic_chunks const chunks(stream_of(o), shares, 70, 1, limits);
      auto const x = in_disorder(chunks, all, 7, 700);
      CHECK(x.same);
      if (limits.records <= 500) { CHECK(x.most_kept <= 500); }
      if (limits.records <= 1) { CHECK(x.made > size_of(all)); } // what was forgotten is made again
    }
  }
}

TEST_CASE("rare lanes are found on the way: read together with the others, each record is made once") {
  stream_options o{.arrivals = constant_rate<double>{.rate = 1, .duration = 30000}, .arrival_scv = 2, .shares = {0.6995, 0.3, 0.0004, 0, 0.0001}};
  auto const all = all_of(o, 0);
  REQUIRE(all[2].size() > 1);
  REQUIRE(all[4].size() > 1);
  chunk_limits const limits{.records = 1024, .chunk = 128, .marks = 8};
  topic_chunks together(stream_of(o), o.shares, 0, 1, limits);
  std::vector<series> got(5);
  for (double t = 0; t <= 40000; t += 50) {
    for (std::size_t lane = 0; lane < 5; ++lane) {
      for (; together.peek(lane) <= t; together.pop(lane)) { got[lane].push_back(together.peek(lane)); }
    }
  }
  CHECK(got == all);
  CHECK(together.kept() <= 1024 + 100);
  auto const x = in_disorder(topic_chunks(stream_of(o), o.shares, 0, 1, limits), all, 3, 2000);
  CHECK(x.same);
  // The others far ahead of the rare ones: what they pass is kept for them.
  topic_chunks ahead(stream_of(o), o.shares, 0, 1, limits);
  for (std::size_t lane = 0; lane < 5; ++lane) {
    series times;
    for (; ahead.peek(lane) < none; ahead.pop(lane)) { times.push_back(ahead.peek(lane)); }
    CHECK(times == all[lane]);
  }
  // A rare lane that is read first goes through the stream once, and keeps its own records only.
  topic_chunks alone(stream_of(o), {0, 0, 0.0004, 0, 0}, 0, 1, limits);
  series rare;
  for (; alone.peek(2) < none; alone.pop(2)) { rare.push_back(alone.peek(2)); }
  CHECK(rare == all[2]);
  CHECK(alone.made() <= size_of(all) + 256);
  CHECK(alone.kept() == 0);
}

TEST_CASE("a queue of a rare lane forgets what has been read") {
  // With runs as long as all that is kept, every lane is rare.
  stream_options const o{.arrivals = constant_rate<double>{.rate = 1, .duration = 20000}, .arrival_scv = 0, .producer = round_robin{},
                         .shares = {0.5, 0.5}};
  topic_chunks chunks(stream_of(o), o.shares, 0, 1e6, {.records = 1, .chunk = 8192, .marks = 2});
  double last = 0;
  std::size_t most = 0;
  for (int i = 0; i < 10000; ++i) {
    last = chunks.peek(0);
    REQUIRE(chunks.peek(1) == last + 1);
    chunks.pop(0);
    chunks.pop(1);
    most = chunks.kept() > most ? chunks.kept() : most;
  }
  CHECK(last == 19999);
  CHECK(chunks.peek(0) == none);
  CHECK(chunks.peek(1) == none);
  CHECK(most <= 2 * 8192);
}

TEST_CASE("lanes that keep together share chunks: each record is made once, and an end on the edge of a chunk is one") {
  for (double const n : {1023.0, 1024.0, 1025.0, 1.0}) {
    stream_options const o{.arrivals = constant_rate<double>{.rate = 1, .duration = n}, .arrival_scv = 0, .producer = round_robin{},
                           .shares = {0.5, 0.5}};
    topic_chunks chunks(stream_of(o), o.shares, 0, 1, {.records = 192, .chunk = 64, .marks = 2});
    double sum = 0;
    for (int i = 0; i < 600; ++i) {
      for (std::size_t lane = 0; lane < 2; ++lane) {
        if (chunks.peek(lane) < none) { sum += chunks.peek(lane); }
        chunks.pop(lane);
      }
    }
    CHECK(sum == n * (n + 1) / 2);
    CHECK(chunks.peek(0) == none);
    CHECK(static_cast<double>(chunks.made()) == n);
  }
}

TEST_CASE("a stream without records, and one of what waits alone") {
  stream_options const o{.shares = {0.5, 0.5}, .initial_lag_age = 3};
  topic_chunks nothing(stream_of(o), o.shares, 0);
  CHECK(nothing.peek(0) == none);
  CHECK(nothing.peek(1) == none);
  topic_chunks waiting(stream_of(o), o.shares, 100);
  int n = 0;
  for (std::size_t lane = 0; lane < 2; ++lane) {
    for (; waiting.peek(lane) == -3; waiting.pop(lane)) { ++n; }
    CHECK(waiting.peek(lane) == none);
  }
  CHECK(n == 100);
}

TEST_CASE("a copy goes on from where the original stands, on its own") {
  stream_options const o{.arrivals = constant_rate<double>{.rate = 1}, .arrival_scv = 3, .shares = {0.6, 0.4}};
  topic_chunks first(stream_of(o), o.shares, 0, 1, {.records = 192, .chunk = 64, .marks = 2});
  for (int i = 0; i < 1000; ++i) { first.pop(0); }
  topic_chunks second = first;
  series a;
  for (int i = 0; i < 2000; ++i) {
    a.push_back(first.peek(1));
    first.pop(1);
  }
  for (double const t : a) {
    REQUIRE(second.peek(1) == t);
    second.pop(1);
  }
  CHECK(first.peek(0) == second.peek(0));
}
