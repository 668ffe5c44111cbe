// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A probability distribution over neighbouring whole numbers, and its step under a birth-death
/// chain whose birth rate is linear in time.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/errors.hpp>

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// P(N = first + i) = mass[i].
template <class U> struct state_band {
  long long first = 0;
  std::vector<U> mass = {U(1)};
  [[nodiscard]] long long last() const { return first + static_cast<long long>(mass.size()) - 1; }
};

/// Births at rate birth + slope * t, deaths at rate completion * min(n, servers).
template <class U> struct birth_death {
  U birth;
  U slope;
  U completion;
  long long servers;
  [[nodiscard]] U death(long long n) const { return completion * U(static_cast<double>(n < servers ? n : servers)); }
};

/// Mass that is cut off at either end in one step; neither a mean nor a probability shows it.
inline constexpr double negligible_mass = 1e-20;

/// Drops states at both ends that together have less than the negligible mass on each side.
template <class U> void trim(state_band<U>& band) {
  auto& m = band.mass;
  std::size_t low = 0;
  std::size_t high = m.size();
  U cut(0);
  while (low + 1 < high && value_of(U(cut + m[low])) < negligible_mass) { cut += m[low++]; }
  cut = U(0);
  while (high > low + 1 && value_of(U(cut + m[high - 1])) < negligible_mass) { cut += m[--high]; }
  m.erase(m.begin() + static_cast<std::ptrdiff_t>(high), m.end());
  m.erase(m.begin(), m.begin() + static_cast<std::ptrdiff_t>(low));
  band.first += static_cast<long long>(low);
}

/// Steps a band through time.
///
/// With the generator A + t B of a birth rate that is linear in t, exp(q t + slope t^2 / 2) p(t) is a
/// power series in t whose terms follow from the two before: (j+1) v_(j+1) = (A + q) v_j +
/// slope shift v_(j-1). It is uniformization for slope = 0 (Jensen 1953) and as exact for any other:
/// all terms are >= 0 for slope >= 0; for slope < 0 the step is held to |slope| t^2 <= 1, where at most
/// one digit cancels. States are added at both ends as far as mass flows to them: what flows beyond is
/// accumulated with the series, and the step is done again with more states when it is not negligible.
template <class U> class band_stepper {
public:
  explicit band_stepper(double max_updates) : max_updates_(max_updates) {}

  /// @throws evaluation_error more updates of a state than the limit
  void count(double updates) {
    updates_ += updates;
    if (updates_ > max_updates_) [[unlikely]] {
      throw evaluation_error("transient: max_updates = " + show(max_updates_) + " reached (a shorter time, a larger limit, or a fluid model)");
    }
  }

  /// Goes on by at most `length`. @returns the time that was gone
  U step(state_band<U>& band, birth_death<U> const& chain, U const& length) {
    double const up = larger(4.0, up_ + 4);
    double const down = larger(4.0, down_ + 4);
    for (double factor = 1;; factor *= 2) {
      if (attempt(band, chain, length, static_cast<long long>(smaller(1e9, factor * up)),
                  static_cast<long long>(smaller(1e9, factor * down)))) {
        return gone_;
      }
    }
  }

private:
  static constexpr double lost_mass = 1e-18;     // per step
  static constexpr double most_states = 2e7;     // of a band
  static constexpr double longest_exponent = 500; // exp of it is the size of the terms

  bool attempt(state_band<U>& band, birth_death<U> const& chain, U const& length, long long up, long long down) {
    long long const low = band.first > down ? band.first - down : 0;
    long long const high = band.last() + up;
    auto const width = static_cast<std::size_t>(high - low + 1);
    if (static_cast<double>(width) > most_states) {
      throw evaluation_error("transient: more than 20,000,000 states have to be followed at once (a shorter time, or a fluid model)");
    }
    U const q = chain.birth + chain.death(high);
    U const tau = step_length(q, chain.slope, length, static_cast<double>(band.mass.size()));
    prepare(band, chain, tau, q, low, width);
    bool const linear = value_of(chain.slope) != 0;
    U const birth = tau * chain.birth;
    U const slope = tau * tau * chain.slope;
    U const exponent = tau * q;
    U const size_of_slope = value_of(slope) < 0 ? U(-slope) : slope;
    U const leaves = tau * chain.death(low);
    U term(1); // 1-norm of the terms, to know when to stop
    U term_before(0);
    U all(1);
    U above(0); // what has left at the top, and the same of the term before
    U above_before(0);
    U below(0);
    U below_before(0);
    U lost_above(0);
    U lost_below(0);
    for (int j = 1;; ++j) {
      U const share = U(1) / U(double(j));
      U const above_next = share * (birth * now_[width] + slope * (before_[width] + above_before) + exponent * above);
      U const below_next = share * (leaves * now_[1] + slope * below_before + exponent * below);
      if (linear) {
        next_term<true>(width, birth, slope, share);
      } else {
        next_term<false>(width, birth, slope, share);
      }
      std::swap(before_, now_);
      std::swap(now_, next_);
      above_before = std::exchange(above, above_next);
      below_before = std::exchange(below, below_next);
      lost_above += above;
      lost_below += below;
      U const term_next = share * (exponent * term + size_of_slope * term_before);
      term_before = std::exchange(term, term_next);
      all += term;
      // From here on a term is at most half the larger of the two before, of which one may be 0.
      bool const falling = j >= 2 * value_of(U(exponent + size_of_slope));
      if (falling && value_of(U(term + term_before)) < 1e-19 * value_of(all)) { break; }
    }
    count(8 * static_cast<double>(width));
    U total = lost_above + lost_below;
    for (std::size_t i = 0; i < width; ++i) { total += sum_[i]; }
    bool const at_top = std::fabs(static_cast<double>(value_of(U(lost_above / total)))) > lost_mass;
    bool const at_bottom = std::fabs(static_cast<double>(value_of(U(lost_below / total)))) > lost_mass;
    if (at_top || at_bottom) { return false; }
    state_band<U> after{low, std::vector<U>(width)};
    for (std::size_t i = 0; i < width; ++i) {
      U const m = sum_[i] / total;
      after.mass[i] = value_of(m) > 0 ? m : U(0);
    }
    trim(after);
    // The next step will need about as many more states as this one did.
    up_ = larger(0.0, static_cast<double>(after.last() - band.last()));
    down_ = larger(0.0, static_cast<double>(band.first - after.first));
    band = std::move(after);
    gone_ = tau;
    return true;
  }

  /// Many short steps cost trimming, few long ones cost states that have nothing in them yet.
  static U step_length(U const& q, U const& slope, U const& length, double states) {
    using std::sqrt;
    U tau = length;
    double const exponent = within(2 * states, 64.0, longest_exponent - 100);
    if (value_of(U(q * tau)) > exponent) { tau = U(exponent) / q; }
    U const bend = value_of(slope) < 0 ? U(-slope) : U(slope / 100);
    if (value_of(U(bend * tau * tau)) > 1) { tau = 1 / sqrt(bend); }
    return tau;
  }

  void prepare(state_band<U> const& band, birth_death<U> const& chain, U const& tau, U const& q, long long low, std::size_t width) {
    for (auto* v : {&before_, &now_, &next_}) { v->assign(width + 2, U(0)); }
    sum_.assign(width, U(0));
    stay_.resize(width);
    death_.resize(width);
    U const from_top(0);
    for (std::size_t i = 0; i < width; ++i) {
      long long const n = low + static_cast<long long>(i);
      U const leaves = chain.death(n);
      stay_[i] = tau * (q - chain.birth - leaves);
      if (value_of(stay_[i]) < 0) { stay_[i] = U(0); }
      death_[i] = i + 1 < width ? U(tau * chain.death(n + 1)) : from_top;
    }
    auto const offset = static_cast<std::size_t>(band.first - low);
    for (std::size_t i = 0; i < band.mass.size(); ++i) {
      now_[offset + i + 1] = band.mass[i];
      sum_[offset + i] = band.mass[i];
    }
  }

  /// Arrays have a state without mass at either end.
  template <bool Linear> void next_term(std::size_t width, U const& birth, U const& slope, U const& share) {
    U const* const u = now_.data();
    U const* const before = before_.data();
    U const* const stay = stay_.data();
    U const* const death = death_.data();
    U* const next = next_.data() + 1;
    U* const sum = sum_.data();
    for (std::size_t i = 0; i < width; ++i) {
      U x = birth * u[i] + stay[i] * u[i + 1] + death[i] * u[i + 2];
      if constexpr (Linear) { x += slope * before[i]; }
      x = x * share;
      next[i] = x;
      sum[i] += x;
    }
    count(static_cast<double>(width));
  }

  double max_updates_;
  double updates_ = 0;
  double up_ = 0;
  double down_ = 0;
  U gone_ = U(0);
  std::vector<U> before_, now_, next_, sum_, stay_, death_;
};

} // namespace ullage::detail
