// SPDX-License-Identifier: MIT
#include <ullage/throughput.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const not_a_number = std::numeric_limits<double>::quiet_NaN();
double const none = std::numeric_limits<double>::infinity();
} // namespace

TEST_CASE("R261, R275, R289: one consumer does 300 records of 3 s in the first 900 s") {
  CHECK(records_in_window(900, 3) == 300);
  CHECK(records_in_window(900.0, 3.0) == 300);
  CHECK(records_in_window(900, 3, 20) == 6000);
}

TEST_CASE("T24: partitions * 60 / service_time records per minute afterwards") {
  CHECK(steady_throughput_per_minute(10, 3) == 200);
  CHECK(steady_throughput_per_minute(20, 3) == 400);
  CHECK(steady_throughput_per_minute(100, 3) == 2000);
}

TEST_CASE("R264, R278, R292: the capacity after the ramp-up") {
  CHECK(steady_throughput(10, 3) == rel(10.0 / 3, 1e-15));
  CHECK(steady_throughput(20, 3) == rel(20.0 / 3, 1e-15));
  CHECK(steady_throughput(100, 3) == rel(100.0 / 3, 1e-15));
}

TEST_CASE("R273, R287, R301: the consumers are back at one at 2700 s") {
  CHECK(2010 + cool_down(900, 2010) == 2700);
  CHECK(2355 + cool_down(900, 2355) == 2700);
  CHECK(2000 + cool_down(900, 2000) == 2700);
  CHECK(cool_down(900, 2355) == 345);
}

TEST_CASE("the cool-down is 0 at an evaluation and just under a period right after one") {
  CHECK(cool_down(900, 1800) == 0);
  CHECK(cool_down(900, 0) == 0);
  CHECK(cool_down(900.0, 1800 + 1e-6) == rel(900 - 1e-6, 1e-9));
  double sum = 0;
  for (int i = 0; i < 1000; ++i) { sum += cool_down(900.0, 900 + (i + 0.5) * 0.9); }
  CHECK(sum / 1000 == rel(450, 1e-9)); // half a period on average
}

TEST_CASE("the partitions that section 0.1 of the measurement needs: 6, 15 and 15") {
  CHECK(partitions_for(2, 3) == 6);
  CHECK(partitions_for(5, 3) == 15);
  CHECK(partitions_for(5, 3, 0.75) == 20);
  CHECK(partitions_for(5.01, 3) == 16);
  CHECK(partitions_for(0, 3) == 0);
}

TEST_CASE("a quotient that is whole but for rounding is not rounded up") {
  CHECK(partitions_for(0.1, 30) == 3); // 0.1 * 30 = 3.0000000000000004 in some orders
  CHECK(partitions_for(0.7, 0.1, 0.07) == 1);
  CHECK(partitions_for(1.1, 1.1, 1.21 / 2) == 2);
  for (int p = 1; p < 2000; ++p) { CHECK(partitions_for(p / 0.3, 0.3) == p); }
}

TEST_CASE("each inverse undoes its formula") {
  for (double const s : {0.01, 0.25, 3.0, 40.0}) {
    for (int const p : {1, 7, 100, 5000}) {
      CHECK(max_service_time(p, steady_throughput(p, s)) == rel(s, 1e-14));
      CHECK(max_arrival_rate(p, s) == rel(steady_throughput(p, s), 1e-15));
      CHECK(partitions_for(steady_throughput(p, s), s) == p);
      CHECK(partitions_for(max_arrival_rate(p, s, 0.8), s, 0.8) == p);
      CHECK(records_in_window(max_service_time(p, 4.0), s, s) == rel(p / 4.0, 1e-14));
    }
  }
}

TEST_CASE("a change of the time unit leaves counts alone") {
  double const k = 60;
  CHECK(records_in_window(900 / k, 3 / k) == rel(records_in_window(900, 3), 1e-15));
  CHECK(partitions_for(5 * k, 3 / k) == partitions_for(5, 3));
  CHECK(steady_throughput(20, 3 / k) == rel(k * steady_throughput(20, 3), 1e-15));
  CHECK(cool_down(900 / k, 2355 / k) * k == rel(cool_down(900, 2355), 1e-13));
}

TEST_CASE("nothing to do needs nothing: the limits at zero") {
  CHECK(records_in_window(0, 3) == 0);
  CHECK(records_in_window(900, 3, 0) == 0);
  CHECK(steady_throughput(0, 3) == 0);
  CHECK(max_service_time(0, 5) == 0);
}

TEST_CASE("arguments out of range are refused by function, field, value and rule") {
  CHECK(refusal([] { (void)records_in_window(-1, 3); }) == "records_in_window: window = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)records_in_window(900, 0); }) == "records_in_window: service_time = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)records_in_window(900, 3, -1); }) ==
        "records_in_window: consumers = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)records_in_window(900.0, not_a_number); }) ==
        "records_in_window: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)steady_throughput(none, 3.0); }) ==
        "steady_throughput: partitions = inf, but must be finite and >= 0");
  CHECK(refusal([] { (void)steady_throughput_per_minute(1, -3); }) ==
        "steady_throughput_per_minute: service_time = -3, but must be finite and > 0");
  CHECK(refusal([] { (void)cool_down(0, 5); }) == "cool_down: evaluation_period = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)cool_down(900, -5); }) == "cool_down: drained_at = -5, but must be finite and >= 0");
  CHECK(refusal([] { (void)partitions_for(-5, 3); }) == "partitions_for: arrival_rate = -5, but must be finite and >= 0");
  CHECK(refusal([] { (void)partitions_for(5, 3, 0); }) == "partitions_for: utilization = 0, but must be in (0, 1]");
  CHECK(refusal([] { (void)partitions_for(5, 3, 1.5); }) == "partitions_for: utilization = 1.5, but must be in (0, 1]");
  CHECK(refusal([] { (void)max_service_time(5, 0); }) == "max_service_time: arrival_rate = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)max_arrival_rate(5, 3, not_a_number); }) == "max_arrival_rate: utilization = nan, but must be in (0, 1]");
}

TEST_CASE("float and long double stay what they are") {
  CHECK(std::is_same_v<decltype(records_in_window(900.0f, 3.0f, 1.0f)), float>);
  CHECK(records_in_window(900.0f, 3.0f, 1.0f) == 300.0f);
  CHECK(partitions_for(5.0f, 3.0f, 1.0f) == 15.0f);
  CHECK(std::is_same_v<decltype(steady_throughput(20, 3.0L)), long double>);
  CHECK(static_cast<double>(steady_throughput(20, 3.0L)) == rel(20.0 / 3, 1e-15));
  CHECK(cool_down(900.0L, 2355.0L) == 345.0L);
}
