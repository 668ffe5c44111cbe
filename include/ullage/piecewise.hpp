// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Curves of time whose rate is linear between breakpoints and which may jump at them: value,
/// integral, inverse, maximum, crossing. All closed forms; nothing is stepped or sampled.

#include <ullage/concepts.hpp>
#include <ullage/detail/bisect.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace ullage {

/// a + b x + c x^2 / 2: the value after a time x of a quantity with rate b and acceleration c.
template <Real T> struct quadratic {
  T value = T(0); ///< at x = 0
  T rate = T(0);  ///< first derivative at x = 0
  T slope = T(0); ///< second derivative, constant
  friend bool operator==(quadratic const&, quadratic const&) = default;
};

/// @returns the quadratic at x
template <Real T> [[nodiscard]] T evaluate(quadratic<T> const& q, T const& x) {
  return q.value + x * (q.rate + q.slope * x / 2);
}

/// @returns the integral of the quadratic over [0, x]
template <Real T> [[nodiscard]] T integral(quadratic<T> const& q, T const& x) {
  return x * (q.value + x * (q.rate / 2 + q.slope * x / 6));
}

/// The first x > 0 at which the quadratic is zero, infinity when there is none.
///
/// A start at zero counts as touching it, so the other root is returned. No cancellation: with
/// q = -(b + sign(b) sqrt(b^2 - 2ac)) / 2 the roots are 2q/c and a/q.
template <Real T> [[nodiscard]] T first_zero(quadratic<T> const& f) {
  using std::sqrt;
  T const none = infinity_v<T>;
  auto const& a = f.value;
  auto const& b = f.rate;
  auto const& c = f.slope;
  if (value_of(c) == 0) {
    bool const falls = value_of(a) > 0 ? value_of(b) < 0 : value_of(a) < 0 && value_of(b) > 0;
    return falls ? T(-a / b) : none;
  }
  if (value_of(a) == 0) {
    T const other = -2 * b / c;
    return value_of(other) > 0 ? other : none;
  }
  T const discriminant = b * b - 2 * c * a;
  if (value_of(discriminant) < 0) { return none; }
  T const root = sqrt(discriminant);
  T const q = value_of(b) < 0 ? T((root - b) / 2) : T(-(root + b) / 2);
  T const x1 = 2 * q / c;
  if (value_of(q) == 0) { return value_of(x1) > 0 ? x1 : none; }
  T const x2 = a / q;
  bool const first = value_of(x1) > 0;
  bool const second = value_of(x2) > 0;
  if (first && second) { return value_of(x1) < value_of(x2) ? x1 : x2; }
  if (first) { return x1; }
  return second ? x2 : none;
}

/// The first x > 0 at which the quadratic leaves [low, high]; 0 when it starts outside.
template <Real T>
[[nodiscard]] T first_exit(quadratic<T> const& f, T const& low, T const& high) {
  using std::isfinite;
  if (!(value_of(f.value) >= value_of(low) && value_of(f.value) <= value_of(high))) { return T(0); }
  T exit = infinity_v<T>;
  if (isfinite(value_of(low))) {
    bool const leaves = value_of(f.value) > value_of(low) || value_of(f.rate) < 0 ||
                        (value_of(f.rate) == 0 && value_of(f.slope) < 0);
    if (value_of(f.value) == value_of(low) && leaves) { return T(0); }
    T const x = first_zero(quadratic<T>{f.value - low, f.rate, f.slope});
    if (value_of(x) < value_of(exit)) { exit = x; }
  }
  if (isfinite(value_of(high))) {
    bool const leaves = value_of(f.rate) > 0 || (value_of(f.rate) == 0 && value_of(f.slope) > 0);
    if (value_of(f.value) == value_of(high) && leaves) { return T(0); }
    T const x = first_zero(quadratic<T>{f.value - high, f.rate, f.slope});
    if (value_of(x) < value_of(exit)) { exit = x; }
  }
  return exit;
}

/// The time after which a rate b >= 0 with slope c has accumulated an amount, infinity if never.
///
/// Formula: 2 n / (b + sqrt(b^2 + 2 c n)), free of cancellation for either sign of c.
template <Real T> [[nodiscard]] T time_to_accumulate(T const& amount, T const& rate, T const& slope) {
  using std::sqrt;
  if (!(value_of(amount) > 0)) { return T(0); }
  if (value_of(slope) == 0) { return value_of(rate) > 0 ? T(amount / rate) : infinity_v<T>; }
  T const square = rate * rate + 2 * slope * amount;
  T const denominator = value_of(square) > 0 ? T(rate + sqrt(square)) : rate;
  return value_of(denominator) > 0 ? T(2 * amount / denominator) : infinity_v<T>;
}

/// One stretch of a piecewise curve.
template <Real T> struct rate_piece {
  T start = unset_v<T>; ///< [s], required
  T rate = T(0);        ///< at start [1/s], >= 0
  T slope = T(0);       ///< change of the rate [1/s^2]
  T burst = T(0);       ///< amount that comes at once at start, >= 0
  friend bool operator==(rate_piece const&, rate_piece const&) = default;
};

/// A non-decreasing curve of time: cumulated amount under a piecewise-linear rate with jumps.
/// The last piece goes on for ever and is flat in its rate.
template <Real T = double> class piecewise {
public:
  piecewise() = default;

  /// @param pieces ordered by start
  /// @throws std::domain_error a member is not finite, starts do not increase, a rate is or
  ///   becomes negative, or the last rate is not constant
  explicit piecewise(std::vector<rate_piece<T>> pieces) : pieces_(std::move(pieces)) {
    validate();
    before_.reserve(pieces_.size());
    T total = T(0);
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      before_.push_back(total);
      auto const& p = pieces_[i];
      total += p.burst;
      if (i + 1 < pieces_.size()) {
        T const length = pieces_[i + 1].start - p.start;
        total += length * (p.rate + p.slope * length / 2);
      }
    }
  }

  [[nodiscard]] std::vector<rate_piece<T>> const& pieces() const noexcept { return pieces_; }

  /// @returns index of the piece that holds t, or size() before the first one
  [[nodiscard]] std::size_t index_at(T const& t) const {
    auto const after = detail::partition_index(0, pieces_.size(), [&](std::size_t i) { return value_of(pieces_[i].start) <= value_of(t); });
    return after == 0 ? pieces_.size() : after - 1;
  }

  /// @returns rate at t (right limit) [1/s]; 0 before the first piece
  [[nodiscard]] T rate(T const& t) const {
    auto const i = index_at(t);
    if (i == pieces_.size()) { return T(0); }
    return pieces_[i].rate + pieces_[i].slope * (t - pieces_[i].start);
  }

  /// @returns amount up to and including t, bursts at t included
  [[nodiscard]] T value(T const& t) const {
    auto const i = index_at(t);
    if (i == pieces_.size()) { return T(0); }
    auto const& p = pieces_[i];
    T const x = t - p.start;
    return before_[i] + p.burst + x * (p.rate + p.slope * x / 2);
  }

  /// Amount before piece i, without its burst.
  [[nodiscard]] T const& value_before(std::size_t i) const { return before_[i]; }

  /// Right-continuous inverse: the last time at which no more than `amount` has come; on a flat
  /// part its end. Infinity when more never comes.
  [[nodiscard]] T inverse(T const& amount) const {
    auto const after = detail::partition_index(0, before_.size(), [&](std::size_t k) { return value_of(before_[k]) <= value_of(amount); });
    if (after == 0) { return pieces_.empty() ? infinity_v<T> : pieces_.front().start; }
    auto const i = after - 1;
    auto const& p = pieces_[i];
    T const rest = amount - before_[i] - p.burst;
    if (value_of(rest) < 0) { return p.start; }
    bool const silent = value_of(p.rate) == 0 && value_of(p.slope) == 0;
    T const at = silent ? infinity_v<T> : T(p.start + time_to_accumulate(rest, p.rate, p.slope));
    return i + 1 < pieces_.size() && value_of(at) > value_of(pieces_[i + 1].start) ? pieces_[i + 1].start : at;
  }

  /// @returns the largest rate that is ever reached [1/s]; bursts do not count
  [[nodiscard]] T max_rate() const {
    T best = T(0);
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      auto const& p = pieces_[i];
      T const last = i + 1 < pieces_.size() ? T(p.rate + p.slope * (pieces_[i + 1].start - p.start)) : p.rate;
      for (T const& r : {p.rate, last}) {
        if (value_of(r) > value_of(best)) { best = r; }
      }
    }
    return best;
  }

  /// Amount over all time, infinity when the last rate is positive.
  [[nodiscard]] T total() const {
    if (pieces_.empty()) { return T(0); }
    auto const& last = pieces_.back();
    return value_of(last.rate) > 0 ? infinity_v<T> : T(before_.back() + last.burst);
  }

  friend bool operator==(piecewise const& a, piecewise const& b) { return a.pieces_ == b.pieces_; }

private:
  void validate() const {
    T largest = T(0);
    for (auto const& p : pieces_) {
      if (value_of(p.rate) > value_of(largest)) { largest = p.rate; }
    }
    T const slack = 64 * std::numeric_limits<T>::epsilon() * largest;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      auto const& p = pieces_[i];
      detail::require(detail::is_finite(p.start), "piecewise", "start", p.start, "must be a finite number");
      detail::require_nonnegative("piecewise", "rate", p.rate);
      detail::require_nonnegative("piecewise", "burst", p.burst);
      detail::require(detail::is_finite(p.slope), "piecewise", "slope", p.slope, "must be a finite number");
      detail::require_moderate("piecewise", "start", p.start);
      detail::require_moderate("piecewise", "slope", p.slope);
      if (i + 1 == pieces_.size()) {
        detail::require(value_of(p.slope) == 0, "piecewise", "slope", p.slope, "must be 0 in the last piece, which never ends");
        break;
      }
      detail::require(value_of(pieces_[i + 1].start) > value_of(p.start), "piecewise", "start", pieces_[i + 1].start,
                      "must be later than the start before it");
      T const end = p.rate + p.slope * (pieces_[i + 1].start - p.start);
      detail::require(value_of(end) >= value_of(T(-slack)), "piecewise", "rate", end, "must not fall below 0 within a piece");
    }
  }

  std::vector<rate_piece<T>> pieces_;
  std::vector<T> before_;
};

} // namespace ullage
