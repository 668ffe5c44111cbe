// SPDX-License-Identifier: MIT
#include <ullage/detail/even_turns.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using namespace ullage::test;

namespace {

using series = std::vector<double>;
double const none = infinity_v<double>;

series read(even_turns& e, std::size_t lane, std::size_t most = 100000) {
  series out;
  for (; out.size() < most && e.peek(lane) < none; e.pop(lane)) { out.push_back(e.peek(lane)); }
  return out;
}
arrival_clock clock_of(arrival_profile<double> const& p) { return arrival_clock(p, random_source(1, 0, 0)); }

/// The k-th record of the rate by the inverse of the profile, k = 1, 2, .., bursts at their instants, all in
/// order of time and dealt out.
void is_dealt_out(arrival_profile<double> const& regular, std::vector<burst<double>> const& bursts, double initial, double horizon,
                  std::size_t lanes) {
  series all(static_cast<std::size_t>(initial), -3.0);
  arrival_profile<double> profile = regular;
  for (auto const& b : bursts) {
    profile = profile + arrival_profile<double>(b);
    all.insert(all.end(), static_cast<std::size_t>(b.records), b.at);
  }
  double const total = smaller(arrived(regular, 1e6), 30000);
  for (double k = 1; k <= total * (1 + 1e-13); ++k) {
    all.push_back(k >= total_records(regular) * (1 - 1e-13) ? ends_at(regular) : arrival_time(regular, k));
  }
  std::sort(all.begin(), all.end());
  even_turns turns(clock_of(profile), lanes, initial, -3, horizon);
  std::size_t n = 0;
  for (std::size_t i = 0; i < all.size() && all[i] <= horizon; ++i, ++n) {
    REQUIRE(turns.peek(i % lanes) == rel(all[i], 2e-12));
    turns.pop(i % lanes);
  }
  REQUIRE(n > 100);
  if (n < all.size() || total < 30000) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      CHECK(turns.peek(lane) == none);
      turns.pop(lane);
      CHECK(turns.peek(lane) == none);
    }
  }
}

} // namespace

TEST_CASE("records are those of the inverse of the profile, dealt out in order of time") {
  for (std::size_t const lanes : {1U, 3U, 10U}) {
    for (double const horizon : {none, 60.0}) {
      is_dealt_out(constant_rate<double>{.rate = 7, .duration = 300}, {}, 0, horizon, lanes);
      is_dealt_out(constant_rate<double>{.rate = 7}, {{.records = 25, .at = 10.01}, {.records = 4, .at = 30.07}}, 11, horizon, lanes);
      is_dealt_out(ramp<double>{.from = 0, .to = 30, .over = 200, .start = 10}, {{.records = 1, .at = 50.3}}, 0, horizon, lanes);
      is_dealt_out(ramp<double>{.from = 20, .to = 0, .over = 150, .duration = 1000}, {{.records = 90, .at = 500}}, 2, horizon, lanes);
      is_dealt_out(arrival_profile<double>(spike<double>{.base = 0.7, .peak = 50, .at = 40, .width = 9}) +
                       step<double>{.before = 3.3, .after = 0.2, .at = 33.3},
                   {{.records = 60, .at = 7.77}}, 0, horizon, lanes);
    }
  }
}

TEST_CASE("k / rate to lane (k - 1) mod lanes, to the last bit") {
  even_turns e(clock_of(constant_rate<double>{.rate = 4}), 3, 0, 0, none);
  for (std::size_t lane = 0; lane < 3; ++lane) {
    auto const x = read(e, lane, 5000);
    for (std::size_t m = 0; m < x.size(); ++m) { REQUIRE(x[m] == static_cast<double>(3 * m + lane + 1) / 4); }
  }
}

TEST_CASE("what waits comes first, then a burst at its instant; lanes go on in turn over both") {
  auto const profile = arrival_profile<double>(constant_rate<double>{.rate = 1}) + burst<double>{.records = 4, .at = 2.5};
  even_turns e(clock_of(profile), 3, 5, -30, 5);
  // -30 x 5, 1, 2, 2.5 x 4, 3, 4, 5
  CHECK((read(e, 0) == series{-30, -30, 2, 2.5, 4}));
  CHECK((read(e, 1) == series{-30, -30, 2.5, 2.5, 5}));
  CHECK((read(e, 2) == series{-30, 1, 2.5, 3}));
}

TEST_CASE("records on the last instant are counted, whatever rounding makes of the amount") {
  // 0.29 * 100 and 1.1 * 30 are below and above the whole numbers; 300 pieces end within a rounding of theirs.
  even_turns low(clock_of(constant_rate<double>{.rate = 0.29, .duration = 100}), 1, 0, 0, none);
  CHECK(read(low, 0).size() == 29);
  even_turns high(clock_of(constant_rate<double>{.rate = 1.1, .duration = 30}), 1, 0, 0, none);
  CHECK(read(high, 0).size() == 33);
  arrival_profile<double> pieces = constant_rate<double>{.rate = 0.1, .duration = 30};
  for (int i = 1; i < 300; ++i) {
    pieces = pieces + constant_rate<double>{.rate = i % 2 == 0 ? 0.1 : 0.7, .duration = 30, .start = 30.0 * i};
  }
  even_turns many(clock_of(pieces), 1, 0, 0, none);
  auto const x = read(many, 0);
  CHECK(x.size() == 150 * 3 + 150 * 21);
  CHECK(x[2] == rel(30, 1e-11));
  CHECK(x[3] == rel(30 + 1 / 0.7, 1e-11));
  CHECK(x.back() == rel(9000, 1e-11));
}

TEST_CASE("less than one record is none, and a record may need several pieces") {
  even_turns few(clock_of(constant_rate<double>{.rate = 0.1, .duration = 9}), 2, 0, 0, none);
  CHECK(few.peek(0) == none);
  CHECK(few.peek(1) == none);
  auto const p = arrival_profile<double>(constant_rate<double>{.rate = 0.1, .duration = 4}) +
                 constant_rate<double>{.rate = 0.1, .duration = 4, .start = 10} +
                 constant_rate<double>{.rate = 0.1, .duration = 4, .start = 20};
  even_turns far(clock_of(p), 2, 0, 0, none);
  CHECK(far.peek(0) == rel(22, 1e-12)); // 0.4 + 0.4 + 0.2
  CHECK(far.peek(1) == none);
  even_turns nothing(arrival_clock(), 2, 0, 0, none);
  CHECK(nothing.peek(1) == none);
}

TEST_CASE("10^12 records: a lane steps over pieces without a loop over the records of others") {
  even_turns e(clock_of(arrival_profile<double>(constant_rate<double>{.rate = 1e9, .duration = 1000}) +
                        burst<double>{.records = 2, .at = 2000}),
               1'000'000, 0, 0, none);
  std::size_t n = 0;
  double last = 0;
  for (; e.peek(7) <= 1000; e.pop(7)) {
    last = e.peek(7);
    ++n;
  }
  CHECK(n == 1'000'000);
  CHECK(last == rel(1e3 - (1e6 - 8) / 1e9, 1e-15));
  CHECK(e.peek(7) == none);
  for (; e.peek(1) <= 1000; e.pop(1)) {}
  CHECK(e.peek(1) == 2000);
}
