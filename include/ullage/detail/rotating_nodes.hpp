// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Sums of weight e^(-s x) over many x, for s in an arithmetic progression: one complex multiplication each.

#include <ullage/detail/laplace.hpp>

#include <cmath>
#include <complex>
#include <cstddef>
#include <vector>

namespace ullage::detail {

template <class U> class rotating_nodes {
public:
  void add(U x, U weight) {
    x_.push_back(x);
    weight_.push_back(weight);
  }
  [[nodiscard]] std::size_t size() const { return x_.size(); }
  [[nodiscard]] U total() const {
    U sum = 0;
    for (U const& w : weight_) { sum += w; }
    return sum;
  }

  /// sum weight (e^(-s x) - 1) at s = shift + ikh, k < count. Accuracy: 3e-14 of sum weight |e^(-s x) - 1|; each
  /// node starts anew after 128 turns.
  [[nodiscard]] std::vector<std::complex<U>> increments(U shift, U step, std::size_t count) {
    constexpr std::size_t lanes = 4;
    while (x_.size() % lanes != 0) { add(U(0), U(0)); }
    std::size_t const n = x_.size();
    std::vector<std::complex<U>> out(count);
    std::vector<U> now_re(n), now_im(n), turn_re(n), turn_im(n), damped(n);
    for (std::size_t i = 0; i < n; ++i) {
      rotation const once = less_one(step * x_[i]);
      turn_re[i] = once.re;
      turn_im[i] = once.im;
      damped[i] = std::expm1(-shift * x_[i]);
    }
    for (std::size_t k = 0; k < count; ++k) {
      if (k % 128 == 0) {
        for (std::size_t i = 0; i < n; ++i) {
          rotation const all = less_one(U(k) * step * x_[i]);
          now_re[i] = weight_[i] * (damped[i] + all.re + damped[i] * all.re);
          now_im[i] = weight_[i] * (1 + damped[i]) * all.im;
        }
      }
      U re[lanes] = {};
      U im[lanes] = {};
      for (std::size_t i = 0; i < n; i += lanes) {
        for (std::size_t j = 0; j < lanes; ++j) {
          // v = w (z - 1) turns into v + (r - 1)(w + v)
          U const x = now_re[i + j];
          U const y = now_im[i + j];
          re[j] += x;
          im[j] += y;
          U const a = weight_[i + j] + x;
          now_re[i + j] = x + (turn_re[i + j] * a - turn_im[i + j] * y);
          now_im[i + j] = y + (turn_re[i + j] * y + turn_im[i + j] * a);
        }
      }
      out[k] = {(re[0] + re[1]) + (re[2] + re[3]), (im[0] + im[1]) + (im[2] + im[3])};
    }
    return out;
  }

private:
  struct rotation {
    U re, im;
  };
  /// e^(-iy) - 1
  [[nodiscard]] static rotation less_one(U y) {
    U const c = std::cos(y / 2);
    U const s = std::sin(y / 2);
    return {-2 * s * s, -2 * s * c};
  }
  std::vector<U> x_, weight_;
};

} // namespace ullage::detail
