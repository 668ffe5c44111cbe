// SPDX-License-Identifier: MIT
#include <ullage/packing.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("R319: 10 partitions with 1 to 10 consumers are worth 1, 2, 2.5, 10/3, 5, 5, 5, 5, 5, 10") {
  std::vector<double> const worth{1, 2, 2.5, 10.0 / 3, 5, 5, 5, 5, 5, 10};
  for (int c = 1; c <= 10; ++c) { CHECK(effective_parallelism(10, c) == rel(worth[static_cast<std::size_t>(c - 1)], 1e-15)); }
}

TEST_CASE("more partitions can be worth less: 5 consumers at 10 and at 11 partitions") {
  CHECK(effective_parallelism(10, 5) == 5);
  CHECK(effective_parallelism(11, 5) == rel(11.0 / 3, 1e-15));
}

TEST_CASE("as many consumers as partitions, or more, are worth the partitions; none are worth nothing") {
  for (int const p : {1, 3, 100}) {
    CHECK(effective_parallelism(p, p) == p);
    CHECK(effective_parallelism(p, 10 * p) == p);
    CHECK(effective_parallelism(p, 0) == 0);
  }
  CHECK(effective_parallelism(0, 0) == 0);
  CHECK(effective_parallelism(0, 5) == 0);
}

TEST_CASE("it is the partitions over the largest number that one consumer owns") {
  for (int p = 1; p <= 60; ++p) {
    double before = 0;
    for (int c = 1; c <= 70; ++c) {
      std::vector<int> owned(static_cast<std::size_t>(c), 0);
      for (int i = 0; i < p; ++i) { ++owned[static_cast<std::size_t>(i % c)]; }
      double const worth = effective_parallelism(p, c);
      CHECK(worth == rel(static_cast<double>(p) / *std::max_element(owned.begin(), owned.end()), 1e-14));
      CHECK(worth <= c);
      CHECK(worth <= p);
      CHECK(worth >= before); // more consumers never harm
      before = worth;
    }
  }
}

TEST_CASE("a real number of consumers counts when the next whole share is reached") {
  CHECK(effective_parallelism(10, 2.5) == 2.5);
  CHECK(effective_parallelism(10, 3.2) == 2.5);
  CHECK(effective_parallelism(10, 10.0 / 3) == rel(10.0 / 3, 1e-15));
  CHECK(effective_parallelism(7, 7.0 / 3) == rel(7.0 / 3, 1e-15)); // 7 / (7/3) is 3 but for rounding
  CHECK(effective_parallelism(10, 0.5) == rel(0.5, 1e-15));
}

TEST_CASE("arguments out of range are refused by field, value and rule") {
  CHECK(refusal([] { (void)effective_parallelism(-1, 2); }) ==
        "effective_parallelism: partitions = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)effective_parallelism(3, -2); }) ==
        "effective_parallelism: consumers = -2, but must be finite and >= 0");
  CHECK(refusal([] { (void)effective_parallelism(std::numeric_limits<double>::infinity(), 2); }) ==
        "effective_parallelism: partitions = inf, but must be finite and >= 0");
}

TEST_CASE("float and long double give the same") {
  CHECK(effective_parallelism(10.0f, 7.0f) == 5.0f);
  CHECK(effective_parallelism(10.0L, 7.0L) == 5.0L);
}

TEST_CASE("range, round robin: who owns what, and owners beyond the partitions own nothing") {
  std::vector<double> const s(7, 1.0);
  using owners = std::vector<std::size_t>;
  CHECK(assign(s, 3, assignor::range) == owners{0, 0, 0, 1, 1, 2, 2});
  CHECK(assign(s, 3, assignor::round_robin) == owners{0, 1, 2, 0, 1, 2, 0});
  CHECK(assign(s, 9, assignor::range) == owners{0, 1, 2, 3, 4, 5, 6});
  CHECK(assign(s, 1, assignor::best_case) == owners(7, 0));
}

TEST_CASE("sticky: balanced, and no more partitions move than must") {
  std::mt19937_64 engine(3);
  auto const whole = [&](std::size_t n) { return static_cast<std::size_t>(engine() % n); };
  for (int i = 0; i < 400; ++i) {
    std::vector<double> const s(1 + whole(60), 1.0);
    std::size_t const before = 1 + whole(20);
    std::size_t const after = 1 + whole(20);
    auto const first = assign(s, before, assignor::cooperative_sticky);
    auto const now = assign(s, after, assignor::cooperative_sticky, first);
    std::vector<std::size_t> held(after, 0);
    std::vector<std::size_t> count(after, 0);
    std::size_t moved = 0;
    for (std::size_t k = 0; k < s.size(); ++k) {
      if (first[k] < after) { ++held[first[k]]; }
      ++count[now[k]];
      moved += now[k] != first[k];
    }
    auto const [least, most] = std::minmax_element(count.begin(), count.end());
    CHECK(*most - *least <= 1);
    // Kept at best: up to n / after of each, and one more of as many as the remainder allows.
    std::size_t kept = 0;
    std::size_t extra = s.size() % after;
    for (std::size_t const h : held) {
      kept += std::min(h, s.size() / after);
      if (h > s.size() / after && extra > 0) {
        ++kept;
        --extra;
      }
    }
    CHECK(moved == s.size() - kept);
  }
}

TEST_CASE("best case: within 4/3 - 1/(3 owners) of the best of all assignments, found by trying all") {
  std::mt19937_64 engine(5);
  for (int i = 0; i < 60; ++i) {
    std::vector<double> s(7);
    for (double& x : s) { x = 0.1 + static_cast<double>(engine() >> 11) * 0x1p-53; }
    std::size_t const owners = 2 + static_cast<std::size_t>(i % 2);
    double best = std::numeric_limits<double>::infinity();
    for (int code = 0; code < static_cast<int>(std::pow(owners, 7) + 0.5); ++code) {
      std::vector<std::size_t> o(7);
      for (int k = 0, rest = code; k < 7; ++k, rest /= static_cast<int>(owners)) { o[static_cast<std::size_t>(k)] = static_cast<std::size_t>(rest) % owners; }
      best = std::min(best, largest_load(s, o, owners));
    }
    double const found = largest_load(s, assign(s, owners, assignor::best_case), owners);
    CHECK(found >= best * (1 - 1e-12));
    CHECK(found <= best * (4.0 / 3 - 1 / (3.0 * static_cast<double>(owners))) * (1 + 1e-12));
  }
}

TEST_CASE("blocks without a list are those of the list, and even shares are worth what the formula says") {
  for (int p = 1; p <= 40; ++p) {
    for (int c = 1; c <= 45; ++c) {
      auto const b = blocks_of(p, c);
      CHECK(b.heavy_owners * b.heavy_lanes + b.light_owners * b.light_lanes == p);
      std::vector<double> const s(static_cast<std::size_t>(p), 1.0 / p);
      auto const n = static_cast<std::size_t>(c);
      CHECK(effective_parallelism(s, n) == rel(effective_parallelism(p, c), 1e-12));
      CHECK(largest_load(s, assign(s, n, assignor::range), n) == rel((b.heavy_owners > 0 ? b.heavy_lanes : b.light_lanes) / p, 1e-12));
    }
  }
  CHECK(blocks_of(1e9, 3) == even_blocks<>{1, 333333334, 2, 333333333});
  CHECK(owners_of(10, 2.7) == 2);
  CHECK(owners_of(10, 0.3) == 1);
  CHECK(owners_of(10, 12) == 10);
  CHECK(owners_of(10, 0) == 0);
  CHECK(owners_of(7.0f, 7.0f / 3) == 2.0f);
}

TEST_CASE("a hot partition is never worth more than 1 / its share, whatever the consumers") {
  std::vector<double> const s{0.5, 0.2, 0.2, 0.1};
  for (std::size_t c = 1; c <= 9; ++c) {
    for (auto const rule : {assignor::range, assignor::round_robin, assignor::cooperative_sticky, assignor::best_case}) { CHECK(effective_parallelism(s, c, rule) <= 2 * (1 + 1e-15)); }
  }
  CHECK(effective_parallelism(s, 2, assignor::best_case) == rel(2, 1e-15));
  CHECK(effective_parallelism(s, 2) == rel(1 / 0.7, 1e-15));
}

TEST_CASE("assignments that cannot be made are refused") {
  std::vector<double> const s{1, 1};
  CHECK(refusal([&] { (void)assign(s, 0, assignor::range); }) == "assign: owners = 0, but must be >= 1");
  CHECK(refusal([&] { (void)assign(std::vector<double>{}, 1, assignor::range); }) == "assign: shares.size() = 0, but must be >= 1");
  CHECK(refusal([&] { (void)assign(s, 1, assignor::cooperative_sticky, {0}); }) == "assign: previous.size() = 1, but must be 0 or the number of shares");
  CHECK(refusal([&] { (void)owner_loads(s, {0, 3}, 2); }) == "owner_loads: owner[1] = 3, but must be below the number of owners");
  CHECK(refusal([&] { (void)effective_parallelism(std::vector<double>{0, 0}, 1); }) == "effective_parallelism: sum of shares = 0, but must be > 0");
  CHECK(refusal([] { (void)blocks_of(2.5, 1); }) == "blocks_of: lanes = 2.5, but must be a whole number");
}
