// SPDX-License-Identifier: MIT
#include <ullage/units.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using namespace ullage;
using ullage::test::rel;

TEST_CASE("times become seconds") {
  CHECK(seconds(3) == 3);
  CHECK(milliseconds(250) == 0.25);
  CHECK(minutes(15) == 900);
  CHECK(hours(2) == 7200);
  CHECK(days(7) == 604800);
}

TEST_CASE("rates become events per second") {
  CHECK(per_minute(300) == 5);
  CHECK(per_hour(18000) == 5);
  CHECK(per_minute(100) == rel(5.0 / 3, 1e-15));
}

TEST_CASE("decimal and binary amounts become bytes") {
  CHECK(kilobytes(3) == 3000);
  CHECK(megabytes(5) == 5e6);
  CHECK(kibibytes(16) == 16384);
  CHECK(mebibytes(1) == 1048576);
}

TEST_CASE("the units are consistent with each other") {
  CHECK(days(1) == hours(24));
  CHECK(hours(1) == minutes(60));
  CHECK(minutes(1) == seconds(60));
  CHECK(seconds(1) == milliseconds(1000));
  CHECK(per_minute(60) == per_hour(3600));
  CHECK(mebibytes(1) == kibibytes(1024));
  CHECK(megabytes(1) == kilobytes(1000));
}

TEST_CASE("integers promote to double, float and long double keep their type") {
  CHECK(std::is_same_v<decltype(milliseconds(1)), double>);
  CHECK(milliseconds(1) == 0.001);
  CHECK(std::is_same_v<decltype(milliseconds(1.0f)), float>);
  CHECK(milliseconds(250.0f) == 0.25f);
  CHECK(std::is_same_v<decltype(minutes(1.0L)), long double>);
  CHECK(minutes(0.5L) == 30.0L);
}

TEST_CASE("units are compile-time constants") {
  static_assert(minutes(15) == 900);
  static_assert(milliseconds(500) == 0.5);
}
