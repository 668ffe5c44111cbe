// SPDX-License-Identifier: MIT
#include <ullage/detail/text.hpp>

#include <doctest/doctest.h>

#include <limits>

using ullage::detail::brief;
using ullage::detail::time_text;

namespace {
double const none = std::numeric_limits<double>::infinity();
double const unset = std::numeric_limits<double>::quiet_NaN();
} // namespace

TEST_CASE("a number is shown with four digits, a whole one in full") {
  CHECK(brief(0.0) == "0");
  CHECK(brief(4200.0) == "4200");
  CHECK(brief(1'234'567.0) == "1234567");
  CHECK(brief(123'456'789'012'345.0) == "123456789012345");
  CHECK(brief(-7.0) == "-7");
  CHECK(brief(0.75) == "0.75");
  CHECK(brief(1.0 / 3) == "0.3333");
  CHECK(brief(2366.6667) == "2367");
  CHECK(brief(2366.6667, 6) == "2366.67");
  CHECK(brief(1e300) == "1e+300");
}

TEST_CASE("numbers that are none have words") {
  CHECK(brief(none) == "without limit");
  CHECK(brief(-none) == "-inf");
  CHECK(brief(unset) == "unknown");
}

TEST_CASE("a time is shown in seconds and from two minutes on also in a larger unit") {
  CHECK(time_text(0.0) == "0 s");
  CHECK(time_text(0.25) == "0.25 s");
  CHECK(time_text(119.0) == "119 s");
  CHECK(time_text(120.0) == "120 s (2 min)");
  CHECK(time_text(2355.0) == "2355 s (39.2 min)");
  CHECK(time_text(657.32967) == "657.3 s (11 min)");
  CHECK(time_text(7200.0) == "7200 s (2 h)");
  CHECK(time_text(172'800.0) == "172800 s (2 d)");
  CHECK(time_text(1234.5678) == "1234.57 s (20.6 min)");
}

TEST_CASE("a time that never comes and a time that is not known") {
  CHECK(time_text(none) == "never");
  CHECK(time_text(unset) == "unknown");
}

TEST_CASE("more digits tell close times apart") {
  CHECK(time_text(657.32967, 8) == "657.32967 s (11 min)");
  CHECK(time_text(657.32967, 4) == time_text(657.3, 4));
}

TEST_CASE("float and long double read the same") {
  CHECK(brief(0.75F) == "0.75");
  CHECK(brief(0.75L) == "0.75");
  CHECK(time_text(2355.0F) == "2355 s (39.2 min)");
  CHECK(time_text(2355.0L) == "2355 s (39.2 min)");
}
