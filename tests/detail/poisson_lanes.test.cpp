// SPDX-License-Identifier: MIT
#include <ullage/detail/poisson_lanes.hpp>

#include <support/approx.hpp>
#include <support/fit.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using namespace ullage::test;

namespace {

using series = std::vector<double>;
double const none = infinity_v<double>;

arrival_clock clock_of(arrival_profile<double> const& p) { return arrival_clock(p, random_source(1, 0, 0)); }
series read(poisson_lanes& p, std::size_t lane, double until = none, std::size_t most = 1000000) {
  series out;
  for (; out.size() < most && p.peek(lane) < none && p.peek(lane) <= until; p.pop(lane)) { out.push_back(p.peek(lane)); }
  return out;
}

/// In the time that a lane's own arrivals make, records are a Poisson process of rate 1: the sums of the
/// exponential numbers of its stream.
void is_poisson_in_its_own_time(arrival_profile<double> const& profile, series const& shares, double tolerance) {
  double const total = total_records(profile);
  poisson_lanes lanes(clock_of(profile), shares, 0, 0, none, 11, 3);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    auto const x = read(lanes, i, none, 4000);
    random_source random(11, 3, lane_stream + i);
    long double sum = 0;
    double last = 0;
    for (double const t : x) {
      REQUIRE(t >= last);
      last = t;
      sum += static_cast<long double>(random.exponential());
      REQUIRE(shares[i] * arrived(profile, t) == rel(static_cast<double>(sum), tolerance));
    }
    if (shares[i] == 0) { CHECK(x.empty()); }
    if (x.size() < 4000 && shares[i] > 0) { CHECK(static_cast<double>(sum) + random.exponential() > shares[i] * total); }
  }
}

} // namespace

TEST_CASE("each lane is a Poisson process in its own time, whatever the profile") {
  series const shares{0.4, 0.05, 0, 0.55};
  is_poisson_in_its_own_time(constant_rate<double>{.rate = 3}, shares, 1e-11);
  is_poisson_in_its_own_time(constant_rate<double>{.rate = 3, .duration = 400, .start = 50}, shares, 1e-10);
  is_poisson_in_its_own_time(ramp<double>{.from = 0, .to = 9, .over = 300, .start = 5}, shares, 1e-9);
  is_poisson_in_its_own_time(ramp<double>{.from = 9, .to = 0, .over = 300}, shares, 1e-9);
  auto const mixed_profile = arrival_profile<double>(spike<double>{.base = 1, .peak = 80, .at = 60, .width = 5}) +
                             step<double>{.before = 2, .after = 0.1, .at = 100};
  is_poisson_in_its_own_time(mixed_profile, shares, 1e-9);
  is_poisson_in_its_own_time(daily<double>{.mean = 0.02, .amplitude = 0.02}, shares, 1e-9);
}

TEST_CASE("bursts and what waits are split over the lanes, complete and at their instants, between regular records") {
  auto const regular = arrival_profile<double>(ramp<double>{.from = 1, .to = 2, .over = 50});
  auto const profile = regular + burst<double>{.records = 40, .at = 20} + burst<double>{.records = 5, .at = 70};
  series const shares{0.5, 0, 0.2, 0.3};
  double waiting = 0;
  double first = 0;
  double second = 0;
  poisson_lanes with(clock_of(profile), shares, 17, -8, none, 2, 0);
  poisson_lanes without(clock_of(regular), shares, 0, 0, none, 2, 0);
  for (std::size_t i = 0; i < 4; ++i) {
    double before = -8;
    for (double const t : read(with, i, 200)) {
      CHECK(t >= before);
      before = t;
      bool const burst_record = t == -8 || t == 20 || t == 70;
      waiting += t == -8 ? 1 : 0;
      first += t == 20 ? 1 : 0;
      second += t == 70 ? 1 : 0;
      if (burst_record) { continue; }
      CHECK(without.peek(i) == rel(t, 1e-11)); // the burst takes no number from the regular records
      without.pop(i);
    }
    CHECK(without.peek(i) > 200);
  }
  CHECK(waiting == 17);
  CHECK(first == 40);
  CHECK(second == 5);
}

TEST_CASE("counts of a lane are Poisson, those of two lanes are not correlated") {
  int const runs = 6000;
  std::vector<double> seen(20, 0);
  std::vector<double> expected(20, 0);
  double mass = runs * std::exp(-6.0);
  for (std::size_t k = 0; k < 20; ++k) {
    expected[k] = mass;
    mass *= 6 / static_cast<double>(k + 1);
  }
  double product = 0;
  for (int run = 0; run < runs; ++run) {
    poisson_lanes p(clock_of(constant_rate<double>{.rate = 2, .duration = 10}), {0.3, 0.7}, 0, 0, none, 1, static_cast<std::uint64_t>(run));
    auto const a = read(p, 0).size();
    auto const b = static_cast<double>(read(p, 1).size());
    seen[a < 20 ? a : 19] += 1;
    product += (static_cast<double>(a) - 6) * (b - 14);
  }
  CHECK(chi_square(seen, expected) < chi_limit);
  CHECK(std::fabs(product) < 3.9 * std::sqrt(runs * 6.0 * 14));
}

TEST_CASE("the horizon ends a stream for good; the order of reading and copies change nothing") {
  auto const profile = arrival_profile<double>(constant_rate<double>{.rate = 5}) + burst<double>{.records = 30, .at = 40};
  poisson_lanes all(clock_of(profile), {0.25, 0.75}, 3, -1, none, 7, 1);
  poisson_lanes cut(clock_of(profile), {0.25, 0.75}, 3, -1, 30, 7, 1);
  poisson_lanes copy = cut;
  auto const second = read(cut, 1);
  CHECK((read(cut, 0) == read(all, 0, 30)));
  CHECK((second == read(all, 1, 30)));
  CHECK((second == read(copy, 1)));
  for (int i = 0; i < 3; ++i) {
    cut.pop(1);
    CHECK(cut.peek(1) == none);
  }
}

TEST_CASE("the smallest share and the largest rate give finite times in order") {
  poisson_lanes p(clock_of(constant_rate<double>{.rate = 1e30}), {1e-30, 1}, 0, 0, none, 1, 0);
  auto const rare = read(p, 0, none, 100);
  random_source random(1, 0, lane_stream);
  CHECK(rare[0] == rel(random.exponential(), 1e-11));
  auto const dense = read(p, 1, none, 1000);
  CHECK(dense.size() == 1000);
  CHECK(dense.back() > 0.8e-27);
  CHECK(dense.back() < 1.2e-27);
  poisson_lanes nothing(arrival_clock(), {0.5, 0.5}, 0, 0, none, 1, 0);
  CHECK(nothing.peek(0) == none);
}
