// SPDX-License-Identifier: MIT
#include <ullage/detail/laplace.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <type_traits>

using namespace ullage::detail;
using ullage::test::rel;

namespace {
using complex = std::complex<double>;
}

TEST_CASE("exponential and Erlang functions come back") {
  for (double const t : {1e-6, 0.1, 1.0, 5.0, 12.0}) {
    CHECK(std::abs(fourier_inversion([](complex s) { return 1.0 / (s + 1.0); }, t, 0.0) - std::exp(-t)) < 1e-12);
    CHECK(std::abs(fourier_inversion([](complex s) { return 1.0 / (s + 1.0); }, t, 1000 / t) - std::exp(-t)) < 1e-12);
    CHECK(std::abs(fourier_inversion([](complex s) { return 1.0 / std::sqrt(s); }, t, 0.0) * std::sqrt(M_PI * t) - 1) < 2e-11); // limited by the weight left at the highest frequency: 1e-12 e^7 |F|
  }
}

TEST_CASE("a kink does no harm beyond the reach and harm within it") {
  // max(0, t - 1) damped: its second derivative jumps at 1
  auto const transform = [](complex s) { return std::exp(-s) / ((s + 1.0) * (s + 1.0)); };
  auto const f = [](double t) { return t > 1 ? (t - 1) * std::exp(1 - t) : 0.0; };
  for (double const d : {0.05, 0.2, 0.6}) {
    CHECK(std::abs(fourier_inversion(transform, 1 + d, 1.05 * fourier_reach / d) - f(1 + d)) < 1e-12);
    CHECK(std::abs(fourier_inversion(transform, 1 - d, 1.05 * fourier_reach / d)) < 1e-12);
  }
  CHECK(std::abs(fourier_inversion(transform, 1.0, 0.0)) > 1e-5);
}

TEST_CASE("the line of integration keeps off a point where the transform is 0 / 0") {
  for (double const at : {5.0, 6.9, 7.0, 7.1, 9.0}) {
    auto const transform = [at](complex s) { return (s * s - at * at) / ((s - at) * (s + at) * (s + 1.0)); };
    CHECK(std::abs(fourier_inversion(transform, 1.0, 0.0, at) - std::exp(-1.0)) < 2e-12); // e^-22 of f(5 t) at the lowest line
  }
}

TEST_CASE("float is inverted in double; long double") {
  CHECK(std::is_same_v<wide_t<float>, double>);
  long double const y = fourier_inversion([](std::complex<long double> s) { return 1.0L / (s + 1.0L); }, 2.0L, 0.0L);
  CHECK(std::abs(static_cast<double>(y - std::exp(-2.0L))) < 5e-13);
}

TEST_CASE("one line of values serves all of a window") {
  fourier_line<double> line(8.0, 2.0, 0.0, 0.0);
  line.fill([&](std::size_t k) { return 1.0 / (line.point(k) + 1.0); });
  for (double t = 2; t <= 8; t += 0.3) { CHECK(std::abs(line(t) - std::exp(-t)) < 1e-12); }
  CHECK(line.highest() >= fourier_reach / 2);
  CHECK(line.highest() < 1.02 * fourier_reach / 2);
}

TEST_CASE("e^z - 1 and ln(1 + z) keep the digits of a small z") {
  complex const z(1e-12, -2e-12);
  CHECK(std::abs(complex_expm1(z) - (z + z * z / 2.0)) < 1e-27);
  CHECK(std::abs(complex_log1p(z) - (z - z * z / 2.0)) < 1e-27);
  complex const w(0.7, 40);
  CHECK(std::abs(complex_expm1(-w) - (std::exp(-w) - 1.0)) < 1e-15);
  CHECK(std::abs(complex_log1p(w) - std::log(1.0 + w)) < 1e-15);
  CHECK(std::abs(complex_log1p(complex(1, 1e200)) - std::log(complex(1, 1e200))) < 1e-12);
}
