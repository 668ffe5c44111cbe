// SPDX-License-Identifier: MIT
#include <ullage/detail/md1_law.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using ullage::detail::md1_law;
using ullage::test::rel;

// (1 - rho) sum_j (-x_j)^j / j! e^x_j, x_j = rate (t - j D), with 400 digits.
TEST_CASE("the tail is that of Erlang's alternating sum") {
  CHECK(md1_law(0.5, 1.0).tail(0.25) == rel(0.433425773466586841585, 1e-15));
  CHECK(md1_law(0.5, 1.0).tail(3.75) == rel(0.00593996784697204896512, 1e-14));
  CHECK(md1_law(0.95, 1.0).tail(30) == rel(0.0457009677865162712947, 1e-14));
  CHECK(md1_law(0.25, 2.0).tail(100) == rel(3.44463750560543801689e-28, 1e-13));
  CHECK(md1_law(0.0625, 1.0).tail(2.5) == rel(0.00000812947530751542505767, 1e-14));
  CHECK(md1_law(0.875, 1.0).tail(12) == rel(0.0398132024490532825545, 1e-14));
}

// Taylor coefficients of (1 - rho) (1 - z) / (1 - z e^(rho (1 - z))), with 80 digits.
TEST_CASE("the masses are those of the generating function") {
  md1_law const half(0.5, 1.0);
  CHECK(half.mass(0) == 0.5);
  CHECK(half.mass(1) == rel(0.3243606353500640734, 1e-15));
  CHECK(half.mass(2) == rel(0.1225999612044265075, 1e-15));
  CHECK(half.mass(5) == rel(0.003106746345806839455, 1e-14));
  CHECK(half.mass(12) == rel(4.703656391781160511e-7, 1e-14));
  md1_law const full(0.875, 1.0);
  CHECK(full.mass(1) == rel(0.1748594117458872393, 1e-15));
  CHECK(full.mass(12) == rel(0.01189268288467172269, 1e-14));
}

TEST_CASE("the masses sum to 1 and their mean is that of Pollaczek") {
  for (double const rho : {0.01, 0.3, 0.8, 0.97}) {
    md1_law const law(rho, 1.0);
    double sum = 0;
    double mean = 0;
    for (long long n = 3000; n >= 0; --n) {
      sum += law.mass(n);
      mean += static_cast<double>(n) * law.mass(n);
    }
    CHECK(sum == rel(1, 1e-13));
    CHECK(mean == rel(rho + rho * rho / (2 * (1 - rho)), 1e-12));
  }
}

TEST_CASE("who waits at the start finds the server busy") {
  for (double const rho : {1e-20, 0.2, 0.5, 0.93}) { CHECK(md1_law(rho, 1.0).tail(0) == rel(rho, 2e-15)); }
}

TEST_CASE("no step between two periods, and none where the tail becomes one exponential") {
  md1_law const law(0.6, 1.0);
  for (int k = 1; k < 60; ++k) {
    double const before = law.tail(std::nextafter(static_cast<double>(k), 0.0));
    CHECK(law.tail(k) == rel(before, 1e-13));
    CHECK(law.tail(k) < law.tail(k - 0.5));
  }
}

TEST_CASE("the quantile is where the tail is the level, 0 where nobody has to wait") {
  for (double const rho : {0.05, 0.5, 0.95}) {
    md1_law const law(rho / 2, 2.0);
    CHECK(law.quantile(1) == 0);
    CHECK(law.quantile(rho) == 0);
    for (double const level : {0.9 * rho, 1e-3, 1e-9, 1e-100}) {
      if (level < rho) { CHECK(law.tail(law.quantile(level)) == rel(level, 1e-12)); }
    }
  }
}

TEST_CASE("another unit of time changes nothing") {
  md1_law const seconds(0.75, 1.0);
  md1_law const quarters(0.1875, 4.0);
  for (double t = 0; t < 20; t += 0.37) { CHECK(quarters.tail(4 * t) == rel(seconds.tail(t), 1e-14)); }
  CHECK(quarters.quantile(1e-4) == rel(4 * seconds.quantile(1e-4), 1e-13));
}

TEST_CASE("next to saturation the wait is exponential with mean D / (2 (1 - rho))") {
  double const idle = std::ldexp(1.0, -30);
  md1_law const law(1 - idle, 1.0);
  for (double const x : {0.5, 3.0, 20.0}) { CHECK(law.tail(x / (2 * idle)) == rel(std::exp(-x), 4e-8)); }
}

TEST_CASE("no arrivals: nobody waits, nobody is there") {
  md1_law const law(0.0, 1.0);
  CHECK(law.tail(0) == 0);
  CHECK(law.quantile(0.5) == 0);
  CHECK(law.mass(0) == 1);
  CHECK(law.mass(3) == 0);
}

TEST_CASE("far out everything is 0 and no accident") {
  md1_law const law(0.5, 1.0);
  CHECK(law.tail(1e30) == 0);
  CHECK(law.mass(std::numeric_limits<long long>::max()) == 0);
}

TEST_CASE("long double has its digits") {
  md1_law const law(0.875L, 1.0L);
  CHECK(std::abs(static_cast<double>(law.tail(12) / 0.0398132024490532825545L - 1)) < 1e-17);
}
