// SPDX-License-Identifier: MIT
#include <ullage/erlang.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const not_a_number = std::numeric_limits<double>::quiet_NaN();
double const none = std::numeric_limits<double>::infinity();
} // namespace

TEST_CASE("R001 to R010: Erlang B and C of whole servers") {
  CHECK(erlang_b(1, 0.8) == rel(0.44444444444444444, 1e-12));
  CHECK(erlang_c(1, 0.8) == rel(0.80000000000000000, 1e-12));
  CHECK(erlang_b(5, 4.0) == rel(0.19906687402799378, 1e-12));
  CHECK(erlang_c(5, 4.0) == rel(0.55411255411255411, 1e-12));
  CHECK(erlang_b(20, 15.0) == rel(0.045593215589811839, 1e-12));
  CHECK(erlang_c(20, 15.0) == rel(0.16042938741692362, 1e-12));
  CHECK(erlang_b(100, 90.0) == rel(0.026957380464359215, 1e-12));
  CHECK(erlang_c(100, 90.0) == rel(0.21694048090636638, 1e-12));
  CHECK(erlang_b(1000, 950.0) == rel(0.0036492936889424099, 1e-12));
  CHECK(erlang_c(1000, 950.0) == rel(0.068253415377141424, 1e-12));
}

TEST_CASE("R011, R012, R013: servers between whole numbers, next to no load, overload") {
  CHECK(erlang_b(7.5, 5) == rel(0.092816968632721948, 1e-12));
  CHECK(erlang_b(10, 0.001) == rel(2.7529775678829778e-37, 1e-12));
  CHECK(erlang_b(10, 1000) == rel(0.99001008046115006, 1e-12));
}

TEST_CASE("millions of servers: values of Arb") {
  CHECK(erlang_b(1e7, 1e7) == rel(0.00025227081591994751437, 1e-12));
  CHECK(erlang_b(1e7, 9990000) == rel(8.4786654261983156611e-7, 1e-12));
  CHECK(erlang_b(1e7, 1.2e7) == rel(0.16666708333083336833, 1e-12));
  CHECK(erlang_b(1e7, 1e13) == rel(0.99999900000000000010, 1e-15));
  CHECK(erlang_b(1e6, 1050000) == rel(0.047638079270955075165, 1e-12));
}

TEST_CASE("the logarithm goes on where the probability vanishes or is almost 1") {
  CHECK(log_erlang_b(7.5, 5) == rel(-2.377125804259596098794, 1e-14));
  CHECK(log_erlang_b(1e7, 1000) == rel(-35657494 * std::log(10.0) + std::log(4.2214405469584183053), 1e-14));
  CHECK(erlang_b(1e7, 1000) == 0);
  CHECK(log_erlang_b(1, 1e20) == rel(-1e-20, 1e-14));
  CHECK(log_erlang_b(1e-20, 1) == rel(-1e-20 * 0.596347362323194074341, 1e-13)); // c e E_1(1)
  CHECK(log_erlang_b(0, 3) == 0);
}

TEST_CASE("the recurrence B(n) = a B(n-1) / (n + a B(n-1)) from B(0) = 1") {
  for (double const a : {0.003, 0.7, 3.99, 4.0, 12.5, 60.0, 300.0}) {
    double b = 1;
    for (int n = 1; n < 500 && b > 1e-300; ++n) {
      b = a * b / (n + a * b);
      if (b > 1e-300) { CHECK(erlang_b(n, a) == rel(b, 1e-12)); }
    }
  }
}

TEST_CASE("one server: B = a/(1 + a), C = a") {
  for (double const a : {1e-30, 1e-9, 0.3, 0.999999999}) {
    CHECK(erlang_b(1, a) == rel(a / (1 + a), 2e-14));
    CHECK(erlang_c(1, a) == rel(a, 2e-14));
  }
}

TEST_CASE("C = B / (1 - rho (1 - B))") {
  for (double const c : {0.3, 1.0, 4.7, 12.0, 80.5, 500.0}) {
    for (double const rho : {0.2, 0.7, 0.95}) {
      double const b = erlang_b(c, rho * c);
      CHECK(erlang_c(c, rho * c) == rel(b / (1 - rho * (1 - b)), 1e-12));
    }
  }
}

TEST_CASE("Halfin and Whitt: with c - beta sqrt(c) erlangs C goes to 0.2233612747982607 at beta = 1") {
  double last = 1;
  for (double const c : {1e2, 1e4, 1e6, 1e8, 1e10}) {
    double const off = std::abs(erlang_c(c, c - std::sqrt(c)) / 0.22336127479826074 - 1);
    CHECK(off < last);
    last = off;
  }
  CHECK(last < 2e-5);
}

TEST_CASE("no servers lose everything, no load loses nothing; saturation makes everybody wait") {
  CHECK(erlang_b(0, 5) == 1);
  CHECK(erlang_b(0, 0) == 1);
  CHECK(erlang_b(5, 0) == 0);
  CHECK(erlang_c(5, 0) == 0);
  CHECK(1 - erlang_c(1e6, 1e6 * (1 - 1e-12)) < 1e-8);
}

TEST_CASE("more servers lose less, more load loses more") {
  for (double c = 0.05; c < 3e6; c *= 1.37) {
    for (double const share : {0.3, 0.9, 1.0, 1.1, 3.0}) {
      double const a = c * share;
      if (erlang_b(c, a) < 1e-290) { continue; }
      CHECK(erlang_b(c * 1.0001, a) < erlang_b(c, a));
      CHECK(erlang_b(c, a * 1.0001) > erlang_b(c, a));
      if (share < 1) {
        CHECK(erlang_c(c * 1.0001, a) < erlang_c(c, a));
        CHECK(erlang_c(c, a * 1.0001) > erlang_c(c, a));
      }
    }
  }
}

TEST_CASE("the number of servers is the smallest that is enough") {
  for (double const a : {0.0, 1e-9, 0.4, 3.0, 47.3, 1000.0, 123456.7, 1e9}) {
    for (double const p : {1e-320, 1e-200, 1e-12, 1e-3, 0.01, 0.2, 0.5, 0.99}) {
      double const b = erlang_b_servers(a, p);
      double const c = erlang_c_servers(a, p);
      CHECK(std::floor(b) == b);
      CHECK(std::floor(c) == c);
      CHECK(c > a);
      if (p < 1e-300) { continue; }
      CHECK(erlang_b(b, a) <= p);
      if (b > 0) { CHECK(erlang_b(b - 1, a) > p); }
      CHECK(erlang_c(c, a) <= p);
      if (c - 1 > a) { CHECK(erlang_c(c - 1, a) > p); }
    }
  }
  CHECK(erlang_b_servers(12, 1) == 0);
  CHECK(erlang_c_servers(12, 1) == 13);
  CHECK(erlang_b_servers(1e30, 0.5) == rel(5e29, 1e-6));
}

TEST_CASE("servers and loads undo the formulas") {
  for (int c = 1; c < 3000; c += c / 3 + 1) {
    for (double const share : {0.4, 0.8, 0.97, 1.2}) {
      double const a = share * c;
      if (erlang_b(c, a) < 1e-300) { continue; }
      CHECK(erlang_b_servers(a, erlang_b(c, a)) == c);
      CHECK(erlang_b_load(c, erlang_b(c, a)) == rel(a, 1e-12));
      if (share < 1) {
        CHECK(erlang_c_servers(a, erlang_c(c, a)) == c);
        CHECK(erlang_c_load(c, erlang_c(c, a)) == rel(a, 1e-12));
      }
    }
  }
  CHECK(erlang_b_load(1, 0.5) == rel(1, 1e-14));
  CHECK(erlang_c_load(1, 0.8) == rel(0.8, 1e-14));
  CHECK(erlang_b_load(1e7, 1e-6) == rel(9990166.0947463165354, 1e-14));
}

TEST_CASE("loads at the ends") {
  CHECK(erlang_b_load(5, 0) == 0);
  CHECK(erlang_c_load(5, 0) == 0);
  CHECK(erlang_b_load(0.001, 1e-300) == 0); // below 1e-30
  CHECK(erlang_b_load(1e30, 1 - 1e-10) == 1e30);
  CHECK(erlang_c_load(5, 1 - 1e-16) < 5);
  CHECK(erlang_c_load(5.0, 1 - 1e-9) == rel(5, 1e-8));
}

TEST_CASE("arguments out of range are refused by function, field, value and rule") {
  CHECK(refusal([] { (void)erlang_c(10, 12); }) ==
        "erlang_c: offered_load = 12, but must be < servers = 10 (utilization < 1)");
  CHECK_THROWS_AS((void)erlang_c(10, 10), unstable_error);
  CHECK_THROWS_AS((void)erlang_c(0, 0), unstable_error);
  CHECK(refusal([] { (void)erlang_b(-1, 2); }) == "erlang_b: servers = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)erlang_b(2.0, not_a_number); }) ==
        "erlang_b: offered_load = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)erlang_b(none, 1); }) == "erlang_b: servers = inf, but must be finite and >= 0");
  CHECK(refusal([] { (void)erlang_b(1e31, 1); }) ==
        "erlang_b: servers = 1e+31, but must be 0 or of a size between 1e-30 and 1e30");
  CHECK(refusal([] { (void)log_erlang_b(5, 0); }) == "log_erlang_b: offered_load = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)erlang_b_servers(5, 0); }) == "erlang_b_servers: probability = 0, but must be in (0, 1]");
  CHECK(refusal([] { (void)erlang_c_servers(5, 1.5); }) ==
        "erlang_c_servers: probability = 1.5, but must be in (0, 1]");
  CHECK(refusal([] { (void)erlang_b_load(5, 1); }) == "erlang_b_load: probability = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)erlang_b_load(0, 0.5); }) == "erlang_b_load: servers = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)erlang_c_load(5.0, not_a_number); }) ==
        "erlang_c_load: probability = nan, but must be in [0, 1)");
}

TEST_CASE("float and long double stay what they are") {
  CHECK(std::is_same_v<decltype(erlang_b(5, 4)), double>);
  CHECK(std::is_same_v<decltype(erlang_b(5.0f, 4.0f)), float>);
  CHECK(static_cast<double>(erlang_b(5.0f, 4.0f)) == rel(0.19906687402799378, 1e-7));
  CHECK(static_cast<double>(erlang_c(1000.0f, 950.0f)) == rel(0.068253415377141424, 1e-7));
  CHECK(erlang_b_servers(47.3f, 0.01f) == static_cast<float>(erlang_b_servers(47.3, 0.01)));
  CHECK(static_cast<double>(erlang_c_load(5.0f, 0.5f)) == rel(erlang_c_load(5, 0.5), 1e-7));
  CHECK(std::abs(static_cast<double>(erlang_b(7.5L, 5.0L) / 0.09281696863272194805960L - 1)) < 1e-17);
  CHECK(static_cast<double>(erlang_c(100.0L, 90.0L)) == rel(0.21694048090636638, 1e-15));
  CHECK(static_cast<double>(erlang_b_load(5.0L, 0.2L)) == rel(erlang_b_load(5, 0.2), 1e-14));
}

TEST_CASE("load for a loss where one rounding of the load's logarithm is more than a deviation of the load") {
  for (double const servers : {1e20, 1e26, 1.0842085672060147e+28, 9e29}) {
    for (double const p : {1e-250, 1e-30, 2.2204460492503131e-16, 1e-9, 0.3}) {
      double const load = erlang_b_load(servers, p);
      // What one rounding of the load changes: d log B / d log a = c - a (1 - B)
      double const slack = 1e-11 + 4e-16 * std::fabs(servers - load + load * p);
      CHECK(erlang_b(servers, load) == rel(p, slack));
    }
  }
}
