// SPDX-License-Identifier: MIT
#include <ullage/detail/require.hpp>

#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <string_view>

using namespace ullage::detail;
using ullage::test::refusal;

namespace {
double const none = std::numeric_limits<double>::infinity();
double const not_a_number = std::numeric_limits<double>::quiet_NaN();
} // namespace

TEST_CASE("numbers are shown in their shortest form, texts in quotes") {
  CHECK(show(12.0) == "12");
  CHECK(show(0.1) == "0.1");
  CHECK(show(-2.5e-300) == "-2.5e-300");
  CHECK(show(1.7976931348623157e308) == "1.7976931348623157e+308");
  CHECK(show(none) == "inf");
  CHECK(show(-none) == "-inf");
  CHECK(show(not_a_number) == "nan");
  CHECK(show(-not_a_number) == "nan");
  CHECK(show(3.0f) == "3");
  CHECK(show("abc") == "\"abc\"");
  CHECK(show(std::string("abc")) == "\"abc\"");
  CHECK(show(std::string_view("abc")) == "\"abc\"");
}

TEST_CASE("a refusal names function, field, value and rule") {
  CHECK(refusal([] { require(false, "erlang_c", "offered_load", 12.0, "must be < servers = 10"); }) ==
        "erlang_c: offered_load = 12, but must be < servers = 10");
  CHECK(refusal([] { require(true, "f", "x", 12.0, "must be"); }) == "accepted");
}

TEST_CASE("an element of an array is named by its place") {
  CHECK(refusal([] { require_element(false, "f", "counts", 7, -1.0, "must be >= 0"); }) == "f: counts[7] = -1, but must be >= 0");
  CHECK(refusal([] { require_element(true, "f", "counts", 7, -1.0, "must be >= 0"); }) == "accepted");
}

TEST_CASE("positive: above zero and finite; a nan says that the field is required") {
  CHECK(refusal([] { require_positive("f", "x", 1e-30); }) == "accepted");
  CHECK(refusal([] { require_positive("f", "x", 0.0); }) == "f: x = 0, but must be finite and > 0");
  CHECK(refusal([] { require_positive("f", "x", -1.0); }) == "f: x = -1, but must be finite and > 0");
  CHECK(refusal([] { require_positive("f", "x", none); }) == "f: x = inf, but must be finite and > 0");
  CHECK(refusal([] { require_positive("f", "x", not_a_number); }) == "f: x = nan, but is required and must be a finite number > 0");
}

TEST_CASE("non-negative: zero too") {
  CHECK(refusal([] { require_nonnegative("f", "x", 0.0); }) == "accepted");
  CHECK(refusal([] { require_nonnegative("f", "x", -1e-9); }) == "f: x = -1e-09, but must be finite and >= 0");
  CHECK(refusal([] { require_nonnegative("f", "x", none); }) == "f: x = inf, but must be finite and >= 0");
  CHECK(refusal([] { require_nonnegative("f", "x", not_a_number); }) == "f: x = nan, but is required and must be a finite number >= 0");
}

TEST_CASE("sizes whose squares would vanish or overflow are refused, zero is not one of them") {
  CHECK(refusal([] { require_positive("f", "x", 1e-31); }) == "f: x = 1e-31, but must be 0 or of a size between 1e-30 and 1e30");
  CHECK(refusal([] { require_nonnegative("f", "x", 1e31); }) == "f: x = 1e+31, but must be 0 or of a size between 1e-30 and 1e30");
  CHECK(refusal([] { require_moderate("f", "x", -1e31); }) == "f: x = -1e+31, but must be 0 or of a size between 1e-30 and 1e30");
  CHECK(refusal([] { require_moderate("f", "x", -1e-30); }) == "accepted");
  CHECK(refusal([] { require_nonnegative("f", "x", 0.0); }) == "accepted");
  CHECK(refusal([] { require_positive_or_unlimited("f", "x", 1e31); }) == "f: x = 1e+31, but must be 0 or of a size between 1e-30 and 1e30");
  CHECK_FALSE(is_moderate(not_a_number));
  CHECK_FALSE(is_moderate(none));
}

TEST_CASE("unlimited: infinity stands for no limit") {
  CHECK(refusal([] { require_positive_or_unlimited("f", "x", none); }) == "accepted");
  CHECK(refusal([] { require_positive_or_unlimited("f", "x", 0.0); }) == "f: x = 0, but must be > 0 (infinity: no limit)");
  CHECK(refusal([] { require_positive_or_unlimited("f", "x", not_a_number); }) == "f: x = nan, but must be > 0 (infinity: no limit)");
}

TEST_CASE("whole: no fraction is cut off silently") {
  CHECK(refusal([] { require_whole("f", "servers", 3.0); }) == "accepted");
  CHECK(refusal([] { require_whole("f", "servers", 2.7); }) == "f: servers = 2.7, but must be a whole number");
  CHECK(refusal([] { require_whole("f", "servers", not_a_number); }) == "f: servers = nan, but must be a whole number");
}

TEST_CASE("finite, nan and amount, in float and long double too") {
  CHECK(is_finite(1.0));
  CHECK_FALSE(is_finite(none));
  CHECK_FALSE(is_finite(not_a_number));
  CHECK(is_nan(not_a_number));
  CHECK_FALSE(is_nan(none));
  CHECK(is_amount(0.0));
  CHECK_FALSE(is_amount(-1.0));
  CHECK_FALSE(is_amount(none));
  CHECK(is_finite(1.0f));
  CHECK(is_nan(std::numeric_limits<long double>::quiet_NaN()));
}
