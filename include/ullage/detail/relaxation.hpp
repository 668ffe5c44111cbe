// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How a birth-death chain with constant rates comes to its steady state: any length of time at once.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/state_band.hpp>

#include <array>
#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// A chain with births at a constant rate below that of deaths, and its steady state.
///
/// The generator is symmetric in the inner product with weights 1 / pi, where its eigenvalues are real
/// and <= 0. There a rational function that is within 4e-16 of exp on the negative axis gives
/// exp(t Q) to 4e-16 of the norm of p - pi, for any t; the norm bounds the sum of the differences. So
/// the whole time is one step as soon as the norm is small, however near to 1 the utilization is.
template <std::floating_point U> class relaxation {
public:
  /// Empty where there is no steady state or where it has too many states.
  explicit relaxation(birth_death<U> const& chain) : chain_(chain) {
    U const c = static_cast<U>(chain.servers);
    if (!(chain.birth > 0) || !(chain.birth < c * chain.completion)) { return; }
    U const load = chain.birth / chain.completion;
    // Above the servers the masses fall by load / c each; below, the law is Poisson.
    if (!(70 / std::log(c / load) + 40 * std::sqrt(load) < most_states)) { return; }
    auto const mode = static_cast<long long>(load);
    std::vector<U> down;
    U mass = 1;
    for (long long n = mode; n > 0 && mass > least_mass; --n) {
      mass *= chain.death(n) / chain.birth;
      down.push_back(mass);
    }
    first_ = mode - static_cast<long long>(down.size());
    steady_.assign(down.rbegin(), down.rend());
    steady_.push_back(1);
    mass = 1;
    for (long long n = mode + 1; mass > least_mass; ++n) {
      mass *= chain.birth / chain.death(n);
      steady_.push_back(mass);
    }
    U total = 0;
    for (auto m : steady_) { total += m; }
    for (auto& m : steady_) { m /= total; }
  }

  [[nodiscard]] bool exists() const { return !steady_.empty(); }
  [[nodiscard]] std::size_t states() const { return steady_.size(); }

  /// @returns true when a jump from here is exact to about 1e-13
  [[nodiscard]] bool near(state_band<U> const& band) const {
    if (band.first < first_ || band.last() >= first_ + static_cast<long long>(steady_.size())) { return false; }
    auto const offset = static_cast<std::size_t>(band.first - first_);
    U sum = -1;
    for (std::size_t i = 0; i < band.mass.size(); ++i) { sum += band.mass[i] / steady_[offset + i] * band.mass[i]; }
    return sum < 1e4;
  }

  /// The distribution after a time, from one that is near.
  void jump(state_band<U>& band, U const& time) const {
    auto const n = steady_.size();
    std::vector<U> rest(n);
    for (std::size_t i = 0; i < n; ++i) { rest[i] = -steady_[i]; }
    auto const offset = static_cast<std::size_t>(band.first - first_);
    for (std::size_t i = 0; i < band.mass.size(); ++i) { rest[offset + i] += band.mass[i]; }
    decay(rest, time);
    U total = 0;
    for (std::size_t i = 0; i < n; ++i) {
      rest[i] = larger(U(rest[i] + steady_[i]), U(0));
      total += rest[i];
    }
    for (auto& x : rest) { x /= total; }
    band = {first_, std::move(rest)};
    trim(band);
  }

private:
  static constexpr double most_states = 2e6;
  static constexpr U least_mass = U(1e-30);

  struct pole {
    double residue_re, residue_im, re, im;
  };
  /// Best approximation of exp on (-inf, 0] by a rational function of degree 16 over 16, as a product:
  /// y + 2 Re(residue / (x - pole)) y for each. Source: Pusa, "Higher-order Chebyshev rational
  /// approximation method and application to burnup equations", Nucl. Sci. Eng. 182 (2016), table I.
  static constexpr std::array<pole, 8> poles = {{
      {5.464930576870210e+3, -3.797983575308356e+4, 3.509103608414918, 8.436198985884374},
      {9.045112476907548e+1, -1.115537522430261e+3, 5.948152268951177, 3.587457362018322},
      {2.344818070467641e+2, -4.228020157070496e+2, -5.264971343442647, 16.22022147316793},
      {9.453304067358312e+1, -2.951294291446048e+2, 1.419375897185666, 10.92536348449672},
      {7.283792954673409e+2, -1.205646080220011e+5, 6.416177699099435, 1.194122393370139},
      {3.648229059594851e+1, -1.155509621409682e+2, 4.993174737717997, 5.996881713603942},
      {2.547321630156819e+1, -2.639500283021502e+1, -1.413928462488886, 13.49772569889275},
      {2.394538338734709e+1, -5.650522971778156e+0, -10.84391707869699, 19.27744616718165},
  }};
  static constexpr double limit = 2.124853710495224e-16;

  /// y := exp(time Q) y for y of sum 0.
  void decay(std::vector<U>& y, U const& time) const {
    auto const n = y.size();
    std::vector<std::complex<U>> factor(n);
    std::vector<std::complex<U>> x(n);
    U const birth = time * chain_.birth;
    for (auto const& p : poles) {
      std::complex<U> const theta(U(p.re), U(p.im));
      std::complex<U> const residue(U(p.residue_re), U(p.residue_im));
      // (time Q - theta) x = y by elimination from the first state on; the imaginary part of the
      // diagonal has one sign, so no pivot vanishes.
      std::complex<U> before = 0; // solution of the row before
      for (std::size_t i = 0; i < n; ++i) {
        long long const state = first_ + static_cast<long long>(i);
        U const leaves = (i + 1 < n ? birth : U(0)) + (i > 0 ? time * chain_.death(state) : U(0));
        std::complex<U> const coupled = i > 0 ? birth * factor[i - 1] : std::complex<U>(0);
        std::complex<U> const pivot = -(leaves + theta + coupled);
        std::complex<U> const scale = std::conj(pivot) / std::norm(pivot);
        U const from_above = i + 1 < n ? time * chain_.death(state + 1) : U(0);
        factor[i] = from_above * scale;
        before = (y[i] - birth * before) * scale;
        x[i] = before;
      }
      for (std::size_t i = n - 1; i-- > 0;) { x[i] -= factor[i] * x[i + 1]; }
      for (std::size_t i = 0; i < n; ++i) { y[i] += 2 * (residue.real() * x[i].real() - residue.imag() * x[i].imag()); }
    }
    for (auto& v : y) { v *= U(limit); }
  }

  birth_death<U> chain_;
  long long first_ = 0;
  std::vector<U> steady_;
};

} // namespace ullage::detail
