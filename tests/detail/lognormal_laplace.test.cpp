// SPDX-License-Identifier: MIT
#include <ullage/detail/lognormal_laplace.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <complex>

using namespace ullage;
using namespace ullage::detail;
using complex = std::complex<double>;

namespace {

/// Trapezoidal sum over the whole normal law.
complex plain(double mean, double scv, complex s) {
  double const sigma = std::sqrt(std::log1p(scv));
  complex sum(0);
  for (int i = -20000; i <= 20000; ++i) {
    double const z = i * 5e-4;
    sum += 5e-4 * normal_density(z) * std::exp(-s * mean * std::exp(sigma * z - sigma * sigma / 2));
  }
  return sum;
}

} // namespace

TEST_CASE("without a cut the transform is that of a trapezoidal sum") {
  for (double const scv : {0.05, 1.0, 3.0}) {
    for (complex const s : {complex(0, 0), complex(0.3, 1), complex(2, 30), complex(5, 150)}) {
      CHECK(std::abs(part_laplace(lognormal_service<>{1, scv}, s) - plain(1, scv, s)) < 2e-13);
    }
  }
}

TEST_CASE("with a cut the timeout carries the rest") {
  lognormal_service<> const law{1, 1, 2};
  CHECK(std::abs(part_laplace(law, complex(0, 0)) - 1.0) < 1e-13);
  // the atom is what is left at very high frequencies
  double const y = 3e6;
  complex const atom = normal_upper(parameters(law).cut) * std::exp(complex(0, -2 * y));
  CHECK(std::abs(part_laplace(law, complex(0, y)) - atom) < 1e-6);
}

TEST_CASE("it stays within 1 whatever the point") {
  for (double const re : {0.0, 1e-12, 1.0, 1e12}) {
    for (double const im : {-1e30, -1.0, 0.0, 1e-20, 1e9, 1e30}) {
      for (double const scv : {1e-6, 1.0, 1e6}) {
        CHECK(std::abs(part_laplace(lognormal_service<>{1, scv, 7}, complex(re, im))) <= 1 + 1e-12);
      }
    }
  }
}
