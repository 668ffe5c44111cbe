// SPDX-License-Identifier: MIT
#include <ullage/detail/pollaczek.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <numbers>

using namespace ullage::detail;
using ullage::test::rel;

namespace {
using complex = std::complex<double>;
gamma_walk<double> walk(double rho, double arrival_scv, double service_scv) {
  return {1 / rho, std::fma(-rho, 1.0, 1.0) / rho, arrival_scv, service_scv};
}
} // namespace

TEST_CASE("a hyperbola: slope, the parameter of a point, the turn") {
  hyperbola<double> const line{0.4, 0.7, 0.3};
  for (double const u : {0.0, 0.5, 3.0}) {
    complex slope;
    complex unused;
    complex const z = line.at(u, slope);
    complex const numeric = (line.at(u + 1e-6, unused) - line.at(u - 1e-6, unused)) / 2e-6;
    CHECK(std::abs(slope - numeric) < 1e-8 * std::abs(slope));
    CHECK(std::abs(line.locate(z) - u) < 1e-13);
  }
  CHECK(line.locate(complex(0.3, 0)).imag() > 0); // to the left of the centre
  hyperbola<double> const turning{0.4, 0.7, 0.3, 0.01};
  complex slope;
  CHECK(turning.at(1, slope).real() < 0.4);
  CHECK(turning.at(20, slope).real() > 0.4);
}

TEST_CASE("the widest hyperbola touches neither singularity") {
  // z(i v) = center - scale (sin(bend + v) - sin(bend)) for real v
  double const bend = std::numbers::pi / 8;
  double const scale = hyperbola<double>::widest(0.5, 2, bend);
  CHECK(scale * (1 - std::sin(bend)) <= 0.5 * (1 + 1e-15));
  CHECK(scale * (1 + std::sin(bend)) <= 2);
}

TEST_CASE("-log(1 - e^psi) near 0, near 1 and far away") {
  CHECK(pollaczek_log(complex(-1e-12, 0)).real() == rel(-std::log(1e-12), 1e-13));
  CHECK(pollaczek_log(complex(-std::log(2.0), 0)).real() == rel(std::log(2.0), 1e-15));
  CHECK(pollaczek_log(complex(-60, 0)).real() == rel(std::exp(-60.0), 1e-15));
  CHECK(pollaczek_log(complex(-0.6999, 1)).imag() == rel(pollaczek_log(complex(-0.7001, 1)).imag(), 1e-3));
}

TEST_CASE("the dilogarithm at -log(1 - x): Li_2(1/2) = pi^2/12 - (ln 2)^2/2, Li_2(-1) = -pi^2/12") {
  double const pi = std::numbers::pi;
  double const two = std::log(2.0);
  CHECK(dilogarithm(complex(two)).real() == rel(pi * pi / 12 - two * two / 2, 1e-15));
  CHECK(dilogarithm(complex(-two)).real() == rel(-pi * pi / 12, 1e-15));
  complex const x = std::polar(0.9, 1.0);
  complex sum(0);
  complex power(1);
  for (int k = 1; k < 400; ++k) {
    power *= x;
    sum += power / double(k * k);
  }
  CHECK(std::abs(dilogarithm(complex(-std::log(1.0 - x))) - sum) < 1e-14);
}

TEST_CASE("moments of M/M/1, M/D/1 and D/M/1, also near saturation") {
  auto const m = pollaczek<double>(walk(0.8, 1, 1)).moments();
  CHECK(m.positive == rel(0.8, 1e-14));
  CHECK(m.mean == rel(4, 1e-14));
  CHECK(m.variance == rel(24, 1e-13)); // rho (2 - rho) / (1 - rho)^2
  CHECK(pollaczek<double>(walk(0.8, 1, 0)).moments().mean == rel(2, 1e-14));
  auto const d = pollaczek<double>(walk(0.5, 0, 1));
  CHECK(d.moments().positive == rel(1 - d.decay_rate().rate, 1e-14)); // sigma = 1 - theta
  double const idle = std::fma(-(1 - 1e-9), 1.0, 1.0);
  CHECK(pollaczek<double>(walk(1 - 1e-9, 1, 1)).moments().mean == rel((1 - 1e-9) / idle, 1e-13));
}

TEST_CASE("moments of very bursty times: Pollaczek and Khinchine at service_scv 1000") {
  auto const m = pollaczek<double>(walk(0.6, 1, 1000)).moments();
  CHECK(m.positive == rel(0.6, 1e-13));
  CHECK(m.mean == rel(750.75, 1e-13));
}

TEST_CASE("the transform of the wait of M/M/1: E exp(yW) = (1 - rho)(1 - y)/(1 - rho - y), on both sides of the contour") {
  pollaczek<double> engine(walk(0.8, 1, 1));
  engine.prepare(1e4);
  for (complex const y : {complex(-3, 0), complex(-0.1, 2), complex(0.02, 0), complex(0.05, 0.4), complex(0.09, 5), complex(0.13, 0.01), complex(0.11, 30)}) {
    auto const w = engine.transform(y);
    complex const psi = engine.walk().psi(y);
    complex const log = w.sum + (w.share == -1.0 ? complex(0) : pollaczek_log(psi) * (1.0 + w.share));
    complex const exact = 0.2 * (1.0 - y) / (0.2 - y);
    CHECK(std::abs(std::exp(log) / exact - 1.0) < 1e-13);
  }
}

TEST_CASE("a sum of fractions is that of each node and its mirror image") {
  contour_nodes<double> nodes;
  complex const y(0.3, -0.7);
  complex direct(0);
  for (int j = 0; j < 11; ++j) {
    complex const z(1 + j, 2 * j - 3.5);
    complex const a(0.1 * j, 1.0 / (1 + j));
    nodes.add(z, a);
    direct += a * y / (z - y) + std::conj(a) * y / (std::conj(z) - y);
  }
  CHECK(std::abs(nodes.sum(y) - direct) < 1e-14 * std::abs(direct));
}
