// SPDX-License-Identifier: MIT
#include <ullage/constraint.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using namespace ullage;
using ullage::test::rel;

TEST_CASE("a value at its limit is met on both sides, within rounding") {
  auto const most = constraint_of("a", 2.0, 2.0, 1.0);
  CHECK(most.met);
  CHECK(most.margin == 0);
  CHECK(constraint_of("a", 2.0 * (1 + 1e-13), 2.0, 1.0).met);
  CHECK(!constraint_of("a", 2.0 * (1 + 1e-11), 2.0, 1.0).met);
  auto const least = constraint_of("a", 3.0, 2.0, 1.0, bound::at_least);
  CHECK(least.met);
  CHECK(least.margin == 1);
  CHECK(!constraint_of("a", 1.9, 2.0, 1.0, bound::at_least).met);
  CHECK(constraint_of("a", 2.0 * (1 - 1e-13), 2.0, 1.0, bound::at_least).met);
}

TEST_CASE("a margin is measured against the limit, and against a unit where that is 0 or infinite") {
  CHECK(relative_margin(constraint_of("a", 1.0, 4.0, 7.0)) == rel(0.75, 1e-15));
  CHECK(relative_margin(constraint_of("a", 14.0, 0.0, 7.0)) == rel(-2, 1e-15));
  auto const endless = constraint_of("a", 14.0, std::numeric_limits<double>::infinity(), 7.0);
  CHECK(endless.met);
  CHECK(endless.scale == 7);
  CHECK(!constraint_of("a", std::numeric_limits<double>::infinity(), 5.0, 1.0).met);
}

TEST_CASE("limits of the platform count as the tightest only where they are missed") {
  std::vector<constraint<>> all{constraint_of("wanted", 1.0, 2.0, 1.0), constraint_of("quota", 9.9, 10.0, 1.0)};
  all[1].from = demand::platform;
  CHECK(tightest(all)->name == "wanted");
  all[1] = constraint_of("quota", 11.0, 10.0, 1.0);
  all[1].from = demand::platform;
  CHECK(tightest(all)->name == "quota");
}

TEST_CASE("the tightest constraint has the least relative margin") {
  std::vector<constraint<>> const all{{.name = "a", .value = 50, .limit = 100, .margin = 50, .scale = 100, .met = true},
                                      {.name = "b", .value = 9, .limit = 10, .margin = 1, .scale = 10, .met = true},
                                      {.name = "c", .value = 0.1, .limit = 0.2, .margin = 0.1, .scale = 0.2, .met = true}};
  REQUIRE(tightest(all) != nullptr);
  CHECK(tightest(all)->name == "b");
  CHECK(tightest(all, "b")->name == "a");
  CHECK(tightest(std::vector<constraint<>>{}) == nullptr);
  CHECK(tightest(std::vector<constraint<>>{all[0]}, "a") == nullptr);
  CHECK(relative_margin(all[1]) == rel(0.1, 1e-15));
}

TEST_CASE("all are met, or all but one") {
  std::vector<constraint<>> const all{{.name = "a", .value = 1, .limit = 2, .margin = 1, .met = true},
                                      {.name = "b", .value = 3, .limit = 2, .margin = -1, .met = false}};
  CHECK(!all_met(all));
  CHECK(all_met(all, "b"));
  CHECK(!all_met(all, "a"));
  CHECK(all_met(std::vector<constraint<>>{}));
}
