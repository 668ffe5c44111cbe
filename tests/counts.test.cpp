// SPDX-License-Identifier: MIT
#include <ullage/counts.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
using numbers = std::vector<double>;
double const not_a_number = std::numeric_limits<double>::quiet_NaN();
arrival_profile<> of(numbers const& counts, double width) { return from_counts(std::span<double const>(counts), width); }
arrival_profile<> timed(numbers const& times, numbers const& counts, count_options<> const& options = {}) {
  return from_counts(std::span<double const>(times), std::span<double const>(counts), options);
}
arrival_profile<> edges_of(numbers const& edges, numbers const& counts) {
  return from_edges(std::span<double const>(edges), std::span<double const>(counts));
}
arrival_profile<> replayed(numbers const& times) { return replay(std::span<double const>(times)); }
} // namespace

TEST_CASE("each bin holds its count, spread evenly") {
  auto const a = of({300, 0, 60, 600}, 60);
  CHECK(arrived(a, 60) == rel(300, 1e-15));
  CHECK(arrived(a, 90) == rel(300, 1e-15));
  CHECK(arrived(a, 150) == rel(330, 1e-15));
  CHECK(total_records(a) == rel(960, 1e-15));
  CHECK(arrival_rate(a, 30) == 5);
  CHECK(arrival_rate(a, 60) == 0);
  CHECK(arrival_rate(a, 240) == 0);
  CHECK(peak_rate(a) == 10);
  CHECK(ends_at(a) == 240);
}

TEST_CASE("bins between edges may differ in width") {
  auto const a = edges_of({100, 110, 140, 141}, {50, 60, 7});
  CHECK(arrival_rate(a, 5) == 5);
  CHECK(arrival_rate(a, 20) == 2);
  CHECK(arrival_rate(a, 40.5) == 7);
  CHECK(total_records(a) == rel(117, 1e-15));
  CHECK(ends_at(a) == 41);
}

TEST_CASE("evenly timed counts are counts of one width") {
  CHECK(timed({0, 60, 120}, {6, 12, 18}) == of({6, 12, 18}, 60));
  CHECK(timed({1e9, 1e9 + 60, 1e9 + 120}, {6, 12, 18}) == of({6, 12, 18}, 60)); // time 0 is the first one
}

TEST_CASE("a bin may be late by up to half of its width without being a gap") {
  auto const a = timed({0, 60, 145, 205}, {60, 85, 60, 60});
  CHECK(total_records(a) == rel(265, 1e-14));
  CHECK(arrival_rate(a, 100) == rel(1, 1e-14)); // 85 records in 85 s
}

TEST_CASE("gaps are refused by default and named") {
  CHECK(refusal([] { (void)timed({0, 60, 240, 300}, {6, 6, 6, 6}); }) ==
        "from_counts: times has 1 gap(s) longer than 1.5 bins of 60 s: [120 s, 240 s); choose gaps = zero, hold or interpolate to fill them");
  auto const message = refusal([] { (void)timed({0, 1, 5, 6, 10, 11, 15, 16, 20, 21, 22, 23, 24}, numbers(13, 1)); });
  CHECK(message.find("4 gap(s)") != std::string::npos);
  CHECK(message.find("[2 s, 5 s), [7 s, 10 s), [12 s, 15 s), ...") != std::string::npos);
}

TEST_CASE("gaps are filled with nothing, with the rate before, or with a line, as chosen") {
  numbers const times{0, 60, 240, 300};
  numbers const counts{60, 120, 360, 60};
  auto const zero = timed(times, counts, {.missing = gaps::zero});
  auto const hold = timed(times, counts, {.missing = gaps::hold});
  auto const line = timed(times, counts, {.missing = gaps::interpolate});
  CHECK(total_records(zero) == rel(600, 1e-14));
  CHECK(total_records(hold) == rel(600 + 2 * 120, 1e-14));
  CHECK(total_records(line) == rel(600 + 120 * (2 + 6) / 2, 1e-14));
  CHECK(arrival_rate(zero, 180) == 0);
  CHECK(arrival_rate(hold, 180) == 2);
  CHECK(arrival_rate(line, 180) == rel(4, 1e-14));
  for (auto const* a : {&zero, &hold, &line}) {
    CHECK(arrival_rate(*a, 250) == 6);
    CHECK(ends_at(*a) == 360);
  }
}

TEST_CASE("a single bin needs its width") {
  CHECK(refusal([] { (void)timed({0}, {5}); }) == "from_counts: bin_width = nan, but is required when there is one bin only");
  CHECK(total_records(timed({7}, {5}, {.bin_width = 10})) == rel(5, 1e-15));
}

TEST_CASE("replayed records come one by one, those of one instant together") {
  auto const a = replayed({1, 1, 4, 9});
  CHECK(arrived(a, 0.99) == 0);
  CHECK(arrived(a, 1) == 2);
  CHECK(arrived(a, 8.99) == 3);
  CHECK(arrived(a, 9) == 4);
  CHECK(total_records(a) == 4);
  CHECK(arrival_time(a, 2.5) == 4);
}

TEST_CASE("a change of the time unit keeps the counts") {
  double const k = 60;
  numbers const counts{3, 0, 8, 5};
  auto const a = of(counts, 30);
  auto const b = of(counts, 30 / k);
  for (double t = 3; t < 140; t += 11) { CHECK(arrived(b, t / k) == rel(arrived(a, t), 1e-13)); }
}

TEST_CASE("counts out of range are refused by name and place") {
  CHECK(refusal([] { (void)of(numbers{}, 60); }) == "from_counts: counts = 0, but must hold at least one bin (it is empty)");
  CHECK(refusal([] { (void)of({1, -2}, 60); }) == "from_counts: counts[1] = -2, but must be finite, >= 0 and at most 1e30");
  CHECK(refusal([] { (void)of({1, not_a_number}, 60); }) == "from_counts: counts[1] = nan, but must be finite, >= 0 and at most 1e30");
  CHECK(refusal([] { (void)of({1, 2}, 0); }) == "from_counts: bin_width = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)timed({0, 60}, {1}); }) == "from_counts: times = 2, but must be as many as the counts");
  CHECK(refusal([] { (void)timed({0, 60, 60}, {1, 1, 1}); }) == "from_counts: times[2] = 60, but must be later than the time before it");
  CHECK(refusal([] { (void)timed({0, not_a_number}, {1, 1}); }) == "from_counts: times[1] = nan, but must be a finite number");
  CHECK(refusal([] { (void)edges_of({0, 1}, {1, 2}); }) == "from_edges: edges = 2, but must be one more than the number of counts");
  CHECK(refusal([] { (void)edges_of({0, 2, 1}, {1, 2}); }) == "from_edges: edges[1] = 2, but must be finite and smaller than the edge after it");
  CHECK(refusal([] { (void)edges_of({0}, {}); }) == "from_edges: counts = 0, but must hold at least one bin (it is empty)");
  CHECK(refusal([] { (void)replayed({}); }) == "replay: times = 0, but must hold at least one record (it is empty)");
  CHECK(refusal([] { (void)replayed({1, 0.5}); }) == "replay: times[1] = 0.5, but must not be earlier than the time before it");
  CHECK(refusal([] { (void)replayed({-1}); }) == "replay: times[0] = -1, but must be finite, >= 0 and at most 1e30");
}

TEST_CASE("counts work in float and long double") {
  std::vector<float> const f{3, 5};
  CHECK(arrived(from_counts(std::span<float const>(f), 2), 3) == 5.5f);
  std::vector<long double> const l{3, 5};
  CHECK(arrived(from_counts(std::span<long double const>(l), 2), 3) == 5.5L);
}
