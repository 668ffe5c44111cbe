// SPDX-License-Identifier: MIT
#include <ullage/backlog.hpp>
#include <ullage/waits.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

using digits50 = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;
template <> inline constexpr bool ullage::enable_real<digits50> = true;

using namespace ullage;
using ullage::test::rel;

namespace {

template <Real T> T ratio(int above, int below) { return T(above) / T(below); }

/// Models whose numbers are quotients, so that they are not the same in double and in 50 digits.
template <Real T> backlog_model<T> base() {
  backlog_model<T> m;
  m.consumers = {.service_time = ratio<T>(31, 10), .lanes = T(23)};
  m.arrivals = arrival_profile<T>(ramp<T>{.from = ratio<T>(1, 3), .to = ratio<T>(26, 7), .over = ratio<T>(1501, 3), .duration = ratio<T>(6001, 3)}) +
               spike<T>{.base = ratio<T>(1, 7), .peak = ratio<T>(55, 9), .at = ratio<T>(2000, 7), .width = ratio<T>(700, 9), .duration = T(900)};
  m.initial_lag = ratio<T>(100, 3);
  m.initial_lag_age = ratio<T>(50, 7);
  m.scaling.evaluation_period = ratio<T>(421, 7);
  m.scaling.initial_consumers = T(1);
  return m;
}
template <Real T> backlog_model<T> jumping() {
  auto m = base<T>();
  m.scaling.up = jump_to_cap{};
  m.scaling.reaction_delay = ratio<T>(100, 3);
  m.scaling.rebalance_pause = ratio<T>(20, 3);
  return m;
}
template <Real T> backlog_model<T> multiplying() {
  auto m = base<T>();
  m.scaling.up = multiply<T>{};
  m.scaling.startup_time = ratio<T>(95, 7);
  m.scaling.down = {.when = scale_down::follow_load, .factor = ratio<T>(1, 2)};
  return m;
}
template <Real T> backlog_model<T> ramping() {
  auto m = base<T>();
  m.consumers.lanes = infinity_v<T>;
  m.scaling.max_consumers = T(100);
  m.scaling.up = continuous_ramp<T>{.per_minute = ratio<T>(60, 7)};
  m.scaling.down.when = scale_down::follow_load;
  return m;
}
template <Real T> backlog_model<T> matching() {
  auto m = base<T>();
  m.scaling.up = match_load<T>{.drain_within = ratio<T>(301, 3)};
  m.scaling.down.when = scale_down::follow_load;
  m.scaling.environment_burst = ratio<T>(7, 3);
  m.scaling.environment_rate = ratio<T>(1, 9);
  return m;
}
template <Real T> backlog_model<T> pods() {
  auto m = base<T>();
  m.scaling.max_consumers = T(40);
  m.scaling.up = proportional<T>{.lag_per_consumer = ratio<T>(61, 6)};
  m.scaling.down.stabilization = T(300);
  return m;
}

void compare(backlog_model<double> const& in_double, backlog_model<digits50> const& in_digits) {
  auto const f = backlog(in_double);
  auto const g = backlog(in_digits);
  double const end = f.segments.back().start;
  CHECK(end == rel(static_cast<double>(g.segments.back().start), 1e-12));
  double largest = 0;
  for (auto const& s : f.segments) { largest = std::max(largest, s.lag); }
  CHECK(largest > 50);
  int asked = 0;
  for (double t = 1.7; t < end; t += end / 101) {
    digits50 const u(t);
    CHECK(std::abs(lag(f, t) - static_cast<double>(lag(g, u))) <= 1e-11 * largest);
    CHECK(std::abs(lag_age(f, t) - static_cast<double>(lag_age(g, u))) <= 1e-10 * end);
    CHECK(consumers(f, t) == rel(static_cast<double>(consumers(g, u)), 1e-11));
    ++asked;
  }
  CHECK(asked >= 100);
  auto const d = waits(f);
  auto const e = waits(g);
  CHECK(d.records == rel(static_cast<double>(e.records), 1e-12));
  CHECK(max_wait(d) == rel(static_cast<double>(max_wait(e)), 1e-11));
  CHECK(mean_wait(d) == rel(static_cast<double>(mean_wait(e)), 1e-11));
  CHECK(wait_quantile(d, 0.97) == rel(static_cast<double>(wait_quantile(e, digits50(0.97))), 1e-10));
  CHECK(wait_quantile(d, 0.99) == rel(static_cast<double>(wait_quantile(e, digits50(0.99))), 1e-10));
}

} // namespace

TEST_CASE("jumps with a delay and a pause: double agrees with 50 digits") { compare(jumping<double>(), jumping<digits50>()); }
TEST_CASE("doubling with a start-up and halving: double agrees with 50 digits") { compare(multiplying<double>(), multiplying<digits50>()); }
TEST_CASE("a continuous ramp: double agrees with 50 digits") { compare(ramping<double>(), ramping<digits50>()); }
TEST_CASE("the load matched, with environments: double agrees with 50 digits") { compare(matching<double>(), matching<digits50>()); }
TEST_CASE("an autoscaler: double agrees with 50 digits") { compare(pods<double>(), pods<digits50>()); }

TEST_CASE("R275 to R286 hold to 45 digits, so nothing on the way is rounded to double") {
  backlog_model<digits50> m;
  m.arrivals = constant_rate<digits50>{.rate = 5, .duration = 2000};
  m.consumers = {.service_time = 3, .lanes = 20};
  m.scaling.evaluation_period = 900;
  m.scaling.initial_consumers = 1;
  m.scaling.up = jump_to_cap{};
  auto const f = backlog(m);
  auto const d = waits(f);
  auto const off = [](digits50 const& x, digits50 const& wanted) { return static_cast<double>(abs(digits50(x - wanted)) / wanted); };
  CHECK(off(lag(f, 2000), ratio<digits50>(7100, 3)) < 1e-45);
  CHECK(off(max_wait(d), 840) < 1e-45);
  CHECK(off(mean_wait(d), ratio<digits50>(592175, 1000)) < 1e-45);
  CHECK(off(wait_quantile(d, ratio<digits50>(1, 2)), digits50(12100) / (20 + ratio<digits50>(300, 840))) < 1e-45);
}

TEST_CASE("refusals show a 50-digit number as the double next to it") {
  auto m = jumping<digits50>();
  m.initial_lag = digits50(-0.5);
  try {
    (void)backlog(m);
    FAIL("accepted");
  } catch (std::domain_error const& error) {
    CHECK(std::string(error.what()) == "backlog: initial_lag = -0.5, but must be finite and >= 0");
  }
}
