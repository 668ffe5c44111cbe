// SPDX-License-Identifier: MIT
#include <ullage/detail/rotating_nodes.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <cstddef>

using namespace ullage::detail;

TEST_CASE("sums in turn are those of exponentials one by one") {
  rotating_nodes<double> nodes;
  double const x[] = {0.0, 0.3, 1.0, 2.5, 7.1};
  for (double const at : x) { nodes.add(at, 0.2); }
  CHECK(nodes.total() == doctest::Approx(1).epsilon(1e-15));
  auto const sums = nodes.increments(0.7, 0.31, 1000);
  for (std::size_t k = 0; k < 1000; k += 37) {
    std::complex<double> sum(0);
    for (double const at : x) { sum += 0.2 * (std::exp(-std::complex<double>(0.7, 0.31 * double(k)) * at) - 1.0); }
    CHECK(std::abs(sums[k] - sum) < 2e-14);
  }
}

TEST_CASE("for small s the sums keep their digits") {
  rotating_nodes<double> nodes;
  nodes.add(1, 0.25);
  nodes.add(3, 0.75);
  auto const sums = nodes.increments(1e-9, 1e-10, 200);
  for (std::size_t k = 0; k < 200; k += 11) {
    std::complex<double> const s(1e-9, 1e-10 * double(k));
    // -s E[S] + s^2 E[S^2] / 2
    CHECK(std::abs(sums[k] - (-s * 2.5 + s * s * 3.5)) < 2e-14 * std::abs(sums[k]));
  }
}

TEST_CASE("without nodes there is nothing") {
  rotating_nodes<double> nodes;
  auto const sums = nodes.increments(1.0, 1.0, 3);
  CHECK(sums.size() == 3);
  CHECK(sums[2] == 0.0);
}
