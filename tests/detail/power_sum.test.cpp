// SPDX-License-Identifier: MIT
#include <ullage/detail/power_sum.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

using ullage::detail::power_sum;
using ullage::detail::rank_weight;
using ullage::test::rel;

TEST_CASE("sums of powers are those of the terms") {
  for (double const s : {0.0, 0.3, 0.999999999, 1.0, 1.0000001, 1.5, 2.0, 7.0, 40.0}) {
    for (long long const first : {1LL, 2LL, 33LL, 1000LL}) {
      for (long long const last : {1LL, 40LL, 64LL, 97LL, 5000LL, 40000LL}) {
        long double sum = 0;
        for (long long k = last; k >= first; --k) { sum += std::pow(static_cast<long double>(k), -static_cast<long double>(s)); }
        if (last < first) {
          CHECK(power_sum(s, first, last) == 0);
        } else {
          CHECK(power_sum(s, first, last) == rel(static_cast<double>(sum), s > 8 ? 1e-13 : 5e-15));
        }
      }
    }
  }
}

TEST_CASE("long sums: harmonic numbers, Riemann's zeta, and whole numbers") {
  CHECK(power_sum(1.0, 1, 1'000'000'000) == rel(21.300481502347944016685101848908, 1e-15));
  CHECK(power_sum(2.0, 1, 9'000'000'000'000'000) == rel(1.6449340668482264365, 1e-15));
  CHECK(power_sum(0.0, 1, 1'000'000'000) == rel(1e9, 1e-15));
  CHECK(power_sum(0.0, 1001, 1'000'000'000) == rel(1e9 - 1000, 1e-15));
  CHECK(static_cast<double>(power_sum(1.0L, 1, 1'000'000) - 14.392726722865723631381127493189L) == doctest::Approx(0).epsilon(1e-17));
}

TEST_CASE("steep powers vanish without trouble") {
  CHECK(power_sum(1e30, 1, 1'000'000'000) == 1);
  CHECK(power_sum(1e30, 2, 1'000'000'000) == 0);
  CHECK(power_sum(2000.0, 5, 1'000'000'000) == 0);
  CHECK(power_sum(1e7, 1'000'000, 1'000'000'000) == 0);
  CHECK(rank_weight(1, 1e30) == 1);
}

TEST_CASE("a sum in two parts is the sum") {
  for (double const s : {0.2, 1.0, 3.0}) {
    CHECK(power_sum(s, 1, 4096) + power_sum(s, 4097, 1'000'000'000) == rel(power_sum(s, 1, 1'000'000'000), 1e-14));
  }
}
