// SPDX-License-Identifier: MIT
#include <ullage/detail/fft.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <vector>

using ullage::test::refusal;
using ullage::test::rel;

namespace {

template <class T> std::vector<std::complex<T>> sample(std::size_t n) {
  std::vector<std::complex<T>> x(n);
  for (std::size_t j = 0; j < n; ++j) {
    x[j] = {static_cast<T>(j * j % 17) - T(8), static_cast<T>(j * 5 % 11) / T(3)};
  }
  return x;
}

/// The definition, in long double.
template <class T> std::vector<std::complex<long double>> by_definition(std::vector<std::complex<T>> const& x) {
  std::size_t const n = x.size();
  std::vector<std::complex<long double>> out(n);
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t j = 0; j < n; ++j) {
      long double const angle = -2 * 3.141592653589793238462643383279502884L * static_cast<long double>(j * k % n) / static_cast<long double>(n);
      std::complex<long double> const turn(std::cos(angle), std::sin(angle));
      out[k] += turn * std::complex<long double>(x[j].real(), x[j].imag());
    }
  }
  return out;
}

template <class T> long double worst(std::size_t n) {
  auto x = sample<T>(n);
  auto const wanted = by_definition(x);
  ullage::detail::fft<T>(x);
  long double size = 0;
  long double error = 0;
  for (std::size_t k = 0; k < n; ++k) {
    size = std::max(size, std::abs(wanted[k]));
    error = std::max(error, std::abs(wanted[k] - std::complex<long double>(x[k].real(), x[k].imag())));
  }
  return error / size;
}

} // namespace

TEST_CASE("the transform is its definition") {
  for (std::size_t const n : {1U, 2U, 4U, 8U, 32U, 256U}) {
    CHECK(static_cast<double>(worst<double>(n)) < 1e-15);
    CHECK(static_cast<double>(worst<float>(n)) < 5e-7);
    CHECK(static_cast<double>(worst<long double>(n)) < 1e-18);
  }
}

TEST_CASE("twice with conjugation gives n times the input back") {
  std::size_t const n = 1U << 14;
  auto const x = sample<double>(n);
  auto y = x;
  ullage::detail::fft<double>(y);
  for (auto& v : y) { v = std::conj(v); }
  ullage::detail::fft<double>(y);
  double worst_error = 0;
  for (std::size_t j = 0; j < n; ++j) { worst_error = std::max(worst_error, std::abs(std::conj(y[j]) / double(n) - x[j])); }
  CHECK(worst_error < 1e-13);
}

TEST_CASE("the energy is kept (Parseval)") {
  std::size_t const n = 4096;
  auto x = sample<double>(n);
  double before = 0;
  for (auto const& v : x) { before += std::norm(v); }
  ullage::detail::fft<double>(x);
  double after = 0;
  for (auto const& v : x) { after += std::norm(v); }
  CHECK(after == rel(double(n) * before, 1e-14));
}

TEST_CASE("the powers of a unit are on the unit circle to rounding") {
  double const step = -3.141592653589793 / 50000;
  auto const w = ullage::detail::unit_powers(50001, step);
  CHECK(w.size() == 50001);
  double error = 0;
  for (std::size_t k = 0; k < w.size(); ++k) {
    long double const angle = static_cast<long double>(step) * static_cast<long double>(k);
    error = std::max(error, std::abs(w[k] - std::complex<double>(double(std::cos(angle)), double(std::sin(angle)))));
  }
  CHECK(error < 3e-15);
  CHECK(ullage::detail::unit_powers(0, step).empty());
}

TEST_CASE("a length that is no power of two is refused") {
  std::vector<std::complex<double>> x(12);
  CHECK(refusal([&] { ullage::detail::fft<double>(x); }) == "fft: the length must be a power of two");
  x.clear();
  CHECK(refusal([&] { ullage::detail::fft<double>(x); }) == "fft: the length must be a power of two");
}
