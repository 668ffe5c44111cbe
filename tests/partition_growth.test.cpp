// SPDX-License-Identifier: MIT
#include <ullage/partition_growth.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("to double moves half of the keys, 6 to 8 or 3 to 4 three quarters, one more nearly all") {
  CHECK(moved_keys(6, 12) == 0.5);
  CHECK(moved_keys(10, 20) == 0.5);
  CHECK(moved_keys(6, 8) == 0.75);
  CHECK(moved_keys(3, 4) == 0.75);
  CHECK(moved_keys(100, 101) == rel(100.0 / 101, 1e-15));
  CHECK(moved_keys(7, 7) == 0);
  CHECK(moved_keys(1, 5) == 0.8);
  CHECK(moved_keys(1'000'000'000, 999'999'999) == rel(1 - 1e-9, 1e-15));
}

TEST_CASE("the share that moves is that of all hashes of a period, both ways") {
  for (long long a = 1; a <= 24; ++a) {
    for (long long b = 1; b <= 24; ++b) {
      long long const period = std::lcm(a, b);
      long long moved = 0;
      for (long long hash = 0; hash < period; ++hash) { moved += hash % a != hash % b ? 1 : 0; }
      CHECK(moved_keys(a, b) * double(period) == doctest::Approx(double(moved)).epsilon(1e-13));
      CHECK(moved_keys(a, b) == moved_keys(b, a));
    }
  }
}

TEST_CASE("growth steps are those that no smaller or gentler one beats") {
  CHECK(gentle_growth(10, 14) == std::vector<growth_step>{{14, 6.0 / 7}, {15, 2.0 / 3}, {20, 0.5}});
  CHECK(gentle_growth(10, 20) == std::vector<growth_step>{{20, 0.5}});
  CHECK(gentle_growth(10, 10) == std::vector<growth_step>{{10, 0}});
  CHECK(gentle_growth(10, 3) == std::vector<growth_step>{{10, 0}});
  for (long long now = 1; now <= 60; ++now) {
    for (long long need = now + 1; need <= 150; need += 1 + need / 10) {
      std::vector<growth_step> best; // all counts up to the next multiple, one by one
      for (long long p = need; p <= (need + now - 1) / now * now; ++p) {
        double const moved = moved_keys(now, p);
        if (best.empty() || moved < best.back().moved - 1e-12) { best.push_back({p, moved}); }
      }
      auto const steps = gentle_growth(now, need);
      REQUIRE(steps.size() == best.size());
      for (std::size_t i = 0; i < best.size(); ++i) {
        CHECK(steps[i].partitions == best[i].partitions);
        CHECK(steps[i].moved == rel(best[i].moved, 1e-14));
      }
    }
  }
}

TEST_CASE("no growth moves fewer keys than doubling") {
  for (long long p = 101; p <= 1000; ++p) { CHECK(moved_keys(100, p) >= 0.5); }
  CHECK(gentle_growth(720'720, 900'000'000).back().partitions % 720'720 == 0);
  CHECK(gentle_growth(999'999'937, 1'000'000'000).front() == growth_step{1'000'000'000, moved_keys(999'999'937, 1'000'000'000)}); // a prime
}

TEST_CASE("counts out of range are refused by name") {
  CHECK(refusal([] { (void)moved_keys(0, 3); }) == "moved_keys: from = 0, but must be in [1, 1000000000]");
  CHECK(refusal([] { (void)moved_keys(3, -1); }) == "moved_keys: to = -1, but must be in [1, 1000000000]");
  CHECK(refusal([] { (void)gentle_growth(0, 3); }) == "gentle_growth: partitions = 0, but must be in [1, 1000000000]");
  CHECK(refusal([] { (void)gentle_growth(3, 0); }) == "gentle_growth: at_least = 0, but must be in [1, 1000000000]");
}
