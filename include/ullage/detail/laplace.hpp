// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Numerical inversion of a Laplace transform on the half plane where its real part is positive.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>

#include <cmath>
#include <complex>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace ullage::detail {

/// e^z - 1 without cancellation.
template <class U> [[nodiscard]] std::complex<U> complex_expm1(std::complex<U> const& z) {
  U const half = std::sin(z.imag() / 2);
  return {std::expm1(z.real()) * std::cos(z.imag()) - 2 * half * half, std::exp(z.real()) * std::sin(z.imag())};
}
/// ln(1 + z), Re z >= 0.
template <class U> [[nodiscard]] std::complex<U> complex_log1p(std::complex<U> const& z) {
  U const x = z.real();
  U const y = z.imag();
  if (x > U(1e100) || std::fabs(y) > U(1e100)) { return std::log(z); }
  return {std::log1p(2 * x + x * x + y * y) / 2, std::atan2(y, 1 + x)};
}

/// Cycles, in radians, over which the fading of a `fourier_line` looks.
inline constexpr double fourier_reach = 120;

/// The fading goes from erfc(-5.7) to erfc(5): low frequencies are multiplied by e^7 and lose nothing.
inline constexpr double fade_from = -5.7;
inline constexpr double fade_slope = 10.7;

/// Values of a Laplace transform F at s = shift + ikh, from which f(t) follows at any t of a window as a
/// Fourier sum of period 4 window, its frequencies up to `cutoff` faded out smoothly: a kink of f at distance
/// d from t does no harm where cutoff * d > fourier_reach.
///
/// Formula: f(t) = (e^(at) / 2w) (F(a)/2 + sum_k w_k Re F(a + ikh) e^(ikht)), h = pi / 2w, w_k a complementary
/// error function. Source: Abate and Whitt, "The Fourier-series method for inverting transforms of
/// probability distributions", Queueing Systems 10 (1992); smooth cutoff instead of Euler summation.
/// Accuracy: 1e-12 of the size of f where f is smooth within the reach; f must not grow. 2e-11 where f(0) is a
/// pole or `avoid` is near 7 / window.
template <class U> class fourier_line {
public:
  /// @param window largest t, > 0
  /// @param earliest smallest t, > 0
  /// @param cutoff highest frequency, raised to fourier_reach / earliest where it is lower
  /// @param avoid a point on the real axis where F is a quotient of two zeros: the line keeps off it
  fourier_line(U window, U earliest, U cutoff, U avoid)
      : window_(window), shift_(U(7) / window), step_(U(3.141592653589793238462643383279502884L) / (2 * window)) {
    if (avoid > shift_ * U(0.75) && avoid < shift_ * U(1.3)) { shift_ *= avoid > shift_ ? U(0.8) : U(1.25); }
    U const highest = larger(cutoff, U(fourier_reach) / earliest);
    size_ = static_cast<std::size_t>(std::ceil(smaller(highest / step_, U(200000)))) + 1;
  }
  /// Number of points.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] U shift() const { return shift_; }
  [[nodiscard]] U step() const { return step_; }
  /// The highest frequency, where the fading ends.
  [[nodiscard]] U highest() const { return step_ * U(size_ - 1); }
  [[nodiscard]] std::complex<U> point(std::size_t k) const { return {shift_, U(k) * step_}; }

  /// @param value F(point(k)) as a function of k, called in turn
  template <class F> void fill(F const& value) {
    re_.resize(size_);
    im_.resize(size_);
    for (std::size_t k = 0; k < size_; ++k) {
      U const faded = k == 0 ? U(0.5) : std::erfc(U(fade_from) + U(fade_slope) * U(k) / U(size_ - 1)) / 2;
      std::complex<U> const f = value(k);
      re_[k] = faded * f.real();
      im_[k] = faded * f.imag();
    }
  }
  /// f(t), after fill, 0 < t <= window
  [[nodiscard]] U operator()(U t) const {
    constexpr std::size_t lanes = 4;
    constexpr std::size_t block = 256;
    U sum = 0;
    U const turn_re = std::cos(U(lanes) * step_ * t);
    U const turn_im = std::sin(U(lanes) * step_ * t);
    for (std::size_t from = 0; from < size_; from += block) {
      std::size_t const to = from + block < size_ ? from + block : size_;
      U c[lanes];
      U s[lanes];
      U part[lanes] = {};
      for (std::size_t i = 0; i < lanes; ++i) {
        c[i] = std::cos(U(from + i) * step_ * t);
        s[i] = std::sin(U(from + i) * step_ * t);
      }
      std::size_t k = from;
      for (; k + lanes <= to; k += lanes) {
        for (std::size_t i = 0; i < lanes; ++i) {
          part[i] += re_[k + i] * c[i] - im_[k + i] * s[i];
          U const next = c[i] * turn_re - s[i] * turn_im;
          s[i] = c[i] * turn_im + s[i] * turn_re;
          c[i] = next;
        }
      }
      for (std::size_t i = 0; k + i < to; ++i) { part[i] += re_[k + i] * c[i] - im_[k + i] * s[i]; }
      sum += (part[0] + part[1]) + (part[2] + part[3]);
    }
    return std::exp(shift_ * t) / (2 * window_) * sum;
  }

private:
  U window_;
  U shift_;
  U step_;
  std::size_t size_ = 0;
  std::vector<U> re_;
  std::vector<U> im_;
};

/// f(t) alone from its transform, a function of std::complex.
template <class U, class F> [[nodiscard]] U fourier_inversion(F const& transform, U t, U cutoff, U avoid = U(0)) {
  fourier_line<U> line(t, t, cutoff, avoid);
  line.fill([&](std::size_t k) { return transform(line.point(k)); });
  return line(t);
}

} // namespace ullage::detail
