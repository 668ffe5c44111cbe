// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The inverse Gaussian law in the coordinate in which it is almost normal.

#include <ullage/concepts.hpp>
#include <ullage/detail/mills.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/root.hpp>

#include <cmath>
#include <limits>

namespace ullage::detail {

/// First passage of a Brownian motion with drift: mean m, variance m^3 / shape.
///
/// With k = shape / m and z = sqrt(shape / t) (t - m) / m, w = sqrt(z^2 + 4 k), M Mills' ratio and phi the normal
/// density, the cdf is Phi(z) + phi(z) M(w) and the tail, for z > 0, phi(z) (M(z) - M(w)): nothing overflows, since
/// the factor exp(2 k) of the textbook form is gone, and nothing cancels.
template <Real T> class inverse_gaussian_law {
public:
  /// @param mean > 0
  /// @param ratio shape / mean, > 0
  inverse_gaussian_law(T const& mean, T const& ratio) : mean_(mean), ratio_(ratio) {}

  [[nodiscard]] T cdf(T const& t) const {
    if (!(value_of(t) > 0)) { return T(0); }
    return is_late(t) ? T(1) : cdf_at(place(t));
  }
  [[nodiscard]] T tail(T const& t) const {
    if (!(value_of(t) > 0)) { return T(1); }
    return is_late(t) ? T(0) : tail_at(place(t));
  }
  /// @param p probability of at most the result
  /// @param q 1 - p, which the caller may know better than by subtraction
  [[nodiscard]] T quantile(T const& p, T const& q) const {
    using std::exp;
    using std::log;
    using std::sqrt;
    if (!(value_of(p) > 0)) { return T(0); }
    if (!(value_of(q) > 0)) { return infinity_v<T>; }
    bool const lower = value_of(p) < value_of(q);
    T const level = lower ? T(log(p)) : T(log(q));
    auto const excess = [&](T const& z) { return lower ? T(log_cdf_at(z) - level) : T(level - log_tail_at(z)); };
    // cdf(z) >= Phi(z)
    T high = lower ? T(-normal_upper_quantile(p)) : normal_upper_quantile(q);
    T low = high - 1;
    T step(1e-12);
    while (value_of(excess(high)) < 0) { // by a rounding only
      high += step;
      step *= 4;
    }
    step = T(1);
    while (value_of(excess(low)) > 0) {
      high = low;
      low -= step;
      step *= 2;
    }
    T const z = bracketed_root<T>(excess, low, high);
    T const root = 2 * sqrt(ratio_);
    T const w = sqrt(T(z * z + 4 * ratio_));
    T const up = value_of(z) > 0 ? T((z + w) / root) : T(root / (w - z)); // sqrt(t / m)
    return mean_ * up * up;
  }

private:
  /// z as a function of t.
  [[nodiscard]] T place(T const& t) const {
    using std::sqrt;
    return sqrt(ratio_) * ((t - mean_) / sqrt(t) / sqrt(mean_));
  }
  /// Where the tail is below everything that a number can hold.
  [[nodiscard]] bool is_late(T const& t) const {
    if (!(value_of(t) <= value_of(std::numeric_limits<T>::max()))) { return true; }
    return value_of(t) > value_of(mean_) && value_of(place(t)) > 1e3;
  }
  [[nodiscard]] T other(T const& z) const {
    using std::sqrt;
    return sqrt(T(z * z + 4 * ratio_));
  }
  /// w - |z|
  [[nodiscard]] T gap(T const& z, T const& w) const { return 4 * ratio_ / (w + (value_of(z) < 0 ? T(-z) : z)); }

  [[nodiscard]] T cdf_at(T const& z) const {
    if (value_of(z) > 0) { return 1 - tail_at(z); }
    if (value_of(z) < -1e3) { return T(0); }
    return normal_density(z) * (mills_ratio(T(-z)) + mills_ratio(other(z)));
  }
  [[nodiscard]] T tail_at(T const& z) const {
    if (!(value_of(z) > 0)) { return 1 - cdf_at(z); }
    if (value_of(z) > 1e3) { return T(0); }
    T const d = gap(z, other(z));
    return normal_density(z) * d * mills_drop_rate(z, d);
  }
  [[nodiscard]] T log_cdf_at(T const& z) const {
    using std::log;
    using std::log1p;
    if (value_of(z) > 0) { return log1p(T(-tail_at(z))); }
    return log(T(mills_ratio(T(-z)) + mills_ratio(other(z)))) - T(log_root_two_pi) - z * z / 2;
  }
  [[nodiscard]] T log_tail_at(T const& z) const {
    using std::log;
    using std::log1p;
    if (!(value_of(z) > 0)) { return log1p(T(-cdf_at(z))); }
    T const d = gap(z, other(z));
    return log(T(d * mills_drop_rate(z, d))) - T(log_root_two_pi) - z * z / 2;
  }

  T mean_;
  T ratio_;
};

} // namespace ullage::detail
