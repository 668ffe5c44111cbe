// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The law of the wait and of the number of records in M/D/1, by sums of positive terms.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/poisson_decay.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/root.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace ullage::detail {

/// Everything in relative accuracy, which is why only positive numbers are added and divided here.
template <Real T> class md1_law {
public:
  /// @param rate >= 0
  /// @param service > 0; rate * service < 1
  md1_law(T rate, T service)
      : rate_(rate), service_(service), rho_(rate * service), idle_(minus_product(T(1), rate, service)) {
    if (value_of(rho_) > 0) {
      decay_ = poisson_decay(rho_, idle_);
      constant_ = idle_ / (decay_ - idle_);
      fill_masses();
    }
  }

  /// P(W > t), t >= 0
  [[nodiscard]] T tail(T const& t) const {
    using std::exp;
    using std::floor;
    if (!(value_of(rho_) > 0)) { return T(0); }
    T const periods = t / service_;
    if (value_of(periods) >= value_of(T(length()))) { return constant_ * exp(T(-decay_ * periods)); }
    auto const k = static_cast<std::size_t>(static_cast<double>(value_of(T(floor(periods))))) + 1;
    T const x = rate_ * larger(T(-minus_product(t, T(k), service_)), T(0));
    T term = exp(T(-x));
    T sum(0);
    for (std::size_t j = 0; j < k; ++j) {
      sum += term * more_[k - j];
      term *= x / T(j + 1);
    }
    for (std::size_t j = k; value_of(term) > value_of(sum) * std::numeric_limits<T>::epsilon() / 4; ++j) {
      sum += term;
      term *= x / T(j + 1);
    }
    return smaller(sum, T(1));
  }

  /// The t with P(W > t) = level, level in (0, 1]
  [[nodiscard]] T quantile(T const& level) const {
    using std::log;
    if (value_of(level) >= value_of(rho_)) { return T(0); }
    T const end = service_ * T(length());
    T const asymptotic = log(T(constant_ / level)) / decay_ * service_;
    if (value_of(asymptotic) >= value_of(end)) { return asymptotic; }
    auto const excess = [&](T const& t) { return T(log(tail(t)) - log(level)); };
    // P(W > t) <= e^(-theta t): a bound that is above the root but for rounding.
    T high = -log(level) / decay_ * service_;
    while (value_of(excess(high)) > 0) { high *= 2; }
    return value_of(T(tail(T(0)))) <= value_of(level) ? T(0) : bracketed_root<T>(excess, T(0), high);
  }

  /// P(N = n)
  [[nodiscard]] T mass(long long n) const {
    using std::exp;
    if (!(value_of(rho_) > 0)) { return T(n == 0 ? 1 : 0); }
    auto const last = static_cast<long long>(length());
    if (n <= last) { return mass_[static_cast<std::size_t>(n)]; }
    return mass_.back() * exp(T(-decay_ * T(n - last)));
  }

private:
  [[nodiscard]] std::size_t length() const { return mass_.size() - 1; }

  /// As many masses as it takes until they are geometric in working precision, or nothing.
  [[nodiscard]] std::size_t masses_needed() const {
    using limits = std::numeric_limits<T>;
    auto const rho = static_cast<double>(value_of(rho_));
    auto const y = static_cast<double>(value_of(decay_));
    double const gap = next_decay(rho, static_cast<double>(value_of(idle_)), 1) - y;
    double const geometric = (static_cast<double>(limits::digits) * 0.7 + 3) / gap;
    double const vanished = (1 - static_cast<double>(limits::min_exponent) + limits::digits) * 0.7 / y;
    return static_cast<std::size_t>(smaller(geometric, vanished)) + 3;
  }

  void fill_masses() {
    using std::exp;
    std::size_t const n = masses_needed();
    T const empty = exp(T(-rho_));
    std::vector<T> above(n + 2); // P(A > k), A ~ Poisson(rho), summed from the far end
    T term = empty;
    for (std::size_t k = 0; k <= n; ++k) {
      term *= rho_ / T(k + 1);
      above[k] = term;
    }
    for (std::size_t k = n + 1; k-- > 0;) { above[k] += above[k + 1]; }
    mass_.assign(n + 1, T(0));
    mass_[0] = idle_;
    for (std::size_t j = 1; j <= n; ++j) {
      T sum = mass_[0] * above[j - 1];
      for (std::size_t i = 1; i < j; ++i) { sum += mass_[i] * above[j - i]; }
      mass_[j] = sum / empty;
    }
    more_.assign(n + 1, T(0)); // P(N > m); a geometric rest with ratio 1 / (1 + y / rho)
    more_[n] = mass_[n] * rho_ / decay_;
    for (std::size_t m = n; m-- > 0;) { more_[m] = more_[m + 1] + mass_[m + 1]; }
  }

  T rate_, service_, rho_, idle_;
  T decay_{}, constant_{};
  std::vector<T> mass_, more_;
};

} // namespace ullage::detail
