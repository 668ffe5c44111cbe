// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Laplace transform of a lognormal law at any single point, however high its frequency.

#include <ullage/detail/lognormal_panels.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/service_law.hpp>

#include <cmath>
#include <complex>
#include <cstddef>

namespace ullage::detail {

/// sum over a panel of f e^(-s x), the oscillation integrated exactly against the polynomial of the density.
///
/// Formula: sum_n (2n + 1) c_n i_n(-s half), c_n the Legendre coefficients, i_n modified spherical Bessel functions.
template <class U> [[nodiscard]] std::complex<U> panel_laplace(lognormal_panel<U> const& p, std::complex<U> const& s) {
  using complex = std::complex<U>;
  if (s.real() * (p.mid - p.half) > 60) { return 0; }
  auto const& rule = gauss_legendre<U>();
  complex const w = s * p.half;
  complex sum(0);
  if (std::abs(w) <= 3) {
    for (std::size_t k = 0; k < gauss_order; ++k) { sum += p.f[k] * std::exp(complex(-w * rule.x[k])); }
    return sum * std::exp(complex(-s * p.mid));
  }
  U legendre[gauss_order] = {};
  for (std::size_t k = 0; k < gauss_order; ++k) {
    U before = 0;
    U now = 1;
    for (std::size_t n = 0; n < gauss_order; ++n) {
      legendre[n] += (n % 2 == 0 ? p.f[k] : -p.f[k]) * U(2 * n + 1) * now;
      U const next = (U(2 * n + 1) * rule.x[k] * now - U(n) * before) / U(n + 1);
      before = now;
      now = next;
    }
  }
  // Upward recursion: what it loses at high orders meets coefficients of 1e-13. With e^(-s mid) in it nothing overflows.
  complex const up = std::exp(complex(s * (p.half - p.mid)));
  complex const down = std::exp(complex(-s * (p.half + p.mid)));
  complex const inverse = U(1) / w;
  complex before = (up - down) / U(2) * inverse;
  complex now = ((up + down) / U(2) - before) * inverse;
  sum = legendre[0] * before;
  for (std::size_t n = 1; n < gauss_order; ++n) {
    sum += legendre[n] * now;
    complex const next = before - U(2 * n + 1) * inverse * now;
    before = now;
    now = next;
  }
  return sum;
}

/// E[e^(-sS)], Re s >= 0, 1e-13 of 1.
template <class U> [[nodiscard]] std::complex<U> part_laplace(lognormal_service<U> const& law, std::complex<U> const& s) {
  std::complex<U> sum(0);
  for (auto const& panel : lognormal_panels(law)) { sum += panel_laplace(panel, s); }
  U const cut = parameters(law).cut;
  if (cut < U(lognormal_far)) { sum += normal_upper(cut) * std::exp(std::complex<U>(-s * law.timeout)); }
  return sum;
}

} // namespace ullage::detail
