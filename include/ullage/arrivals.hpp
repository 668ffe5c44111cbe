// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Arrival profiles: how many records per second come when. Shapes, sums and scalings of them;
/// profiles from counts per bin and from recorded instants are in counts.hpp.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/piecewise.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage {

/// The same rate all the time.
template <Real T = double> struct constant_rate {
  T rate = unset_v<T>;        ///< [records/s], >= 0, required
  T duration = infinity_v<T>; ///< [s], > 0; infinity: for ever
  T start = T(0);             ///< [s], >= 0
  friend bool operator==(constant_rate const&, constant_rate const&) = default;
};

/// One rate before an instant, another after it.
template <Real T = double> struct step {
  T before = unset_v<T>;      ///< [records/s], >= 0, required
  T after = unset_v<T>;       ///< [records/s], >= 0, required
  T at = unset_v<T>;          ///< [s], >= 0, required
  T duration = infinity_v<T>; ///< of the whole profile, from 0 [s], > at
  friend bool operator==(step const&, step const&) = default;
};

/// A rate that changes linearly and then stays.
template <Real T = double> struct ramp {
  T from = unset_v<T>;        ///< [records/s], >= 0, required
  T to = unset_v<T>;          ///< [records/s], >= 0, required
  T over = unset_v<T>;        ///< time that the change takes [s], > 0, required
  T start = T(0);             ///< when it begins; the rate is `from` before [s], >= 0
  T duration = infinity_v<T>; ///< of the whole profile, from 0 [s], >= start + over
  friend bool operator==(ramp const&, ramp const&) = default;
};

/// A base rate with one rectangular peak.
template <Real T = double> struct spike {
  T base = unset_v<T>;        ///< [records/s], >= 0, required
  T peak = unset_v<T>;        ///< [records/s], >= 0, required
  T at = unset_v<T>;          ///< when the peak begins [s], >= 0, required
  T width = unset_v<T>;       ///< how long it lasts [s], > 0, required
  T duration = infinity_v<T>; ///< of the whole profile, from 0 [s], >= at + width
  friend bool operator==(spike const&, spike const&) = default;
};

/// A day as a sinusoid: mean + amplitude * cos(2 pi (t - peak_at) / period), as `pieces` chords
/// per period. The mean is exact; between breakpoints the rate is low or high by at most
/// amplitude * (pi / pieces)^2 / 2, which is 0.054 % of the amplitude at 96 pieces.
template <Real T = double> struct daily {
  T mean = unset_v<T>;     ///< [records/s], >= 0, required
  T amplitude = unset_v<T>; ///< [records/s], in [0, mean], required
  T peak_at = T(43200);    ///< when the rate is highest [s]
  T period = T(86400);     ///< [s], > 0
  T duration = T(86400);   ///< of the whole profile, from 0 [s], > 0, finite
  int pieces = 96;         ///< chords per period, >= 4
  friend bool operator==(daily const&, daily const&) = default;
};

/// Records that come all at once.
template <Real T = double> struct burst {
  T records = unset_v<T>; ///< >= 0, required
  T at = T(0);            ///< [s], >= 0
  friend bool operator==(burst const&, burst const&) = default;
};

/// A rate profile as a value that nothing changes.
template <Real T = double> class arrival_profile {
public:
  /// Nothing ever arrives.
  arrival_profile() = default;

  /// From the pieces themselves.
  /// @param pieces ordered by start (the first >= 0); the rate is 0 before the first one
  /// @throws std::domain_error by name, see piecewise
  explicit arrival_profile(std::vector<rate_piece<T>> pieces) {
    if (!pieces.empty()) {
      detail::require(value_of(pieces.front().start) >= 0, "arrivals", "start", pieces.front().start, "must be >= 0");
    }
    curve_ = piecewise<T>(std::move(pieces));
  }

  arrival_profile(constant_rate<T> const& s) : arrival_profile(pieces_of(s)) {}
  arrival_profile(step<T> const& s) : arrival_profile(pieces_of(s)) {}
  arrival_profile(ramp<T> const& s) : arrival_profile(pieces_of(s)) {}
  arrival_profile(spike<T> const& s) : arrival_profile(pieces_of(s)) {}
  arrival_profile(daily<T> const& s) : arrival_profile(pieces_of(s)) {}
  arrival_profile(burst<T> const& s) : arrival_profile(pieces_of(s)) {}

  [[nodiscard]] std::vector<rate_piece<T>> const& pieces() const noexcept { return curve_.pieces(); }
  [[nodiscard]] piecewise<T> const& curve() const noexcept { return curve_; }

  friend bool operator==(arrival_profile const& a, arrival_profile const& b) { return a.curve_ == b.curve_; }

  /// Both profiles together.
  [[nodiscard]] friend arrival_profile operator+(arrival_profile const& a, arrival_profile const& b) {
    return arrival_profile(without_dust(merge(a.pieces(), b.pieces())));
  }
  /// Every rate and burst times a factor >= 0.
  [[nodiscard]] friend arrival_profile operator*(T const& factor, arrival_profile const& a) {
    detail::require_nonnegative("arrivals", "factor", factor);
    auto pieces = a.pieces();
    for (auto& p : pieces) {
      p.rate *= factor;
      p.slope *= factor;
      p.burst *= factor;
    }
    return arrival_profile(without_dust(std::move(pieces)));
  }
  [[nodiscard]] friend arrival_profile operator*(arrival_profile const& a, T const& factor) { return factor * a; }

private:
  using list = std::vector<rate_piece<T>>;

  static list pieces_of(constant_rate<T> const& s) {
    detail::require_nonnegative("constant_rate", "rate", s.rate);
    detail::require_positive_or_unlimited("constant_rate", "duration", s.duration);
    detail::require_nonnegative("constant_rate", "start", s.start);
    list out{{.start = s.start, .rate = s.rate}};
    end_at(out, T(s.start + s.duration));
    return out;
  }

  static list pieces_of(step<T> const& s) {
    detail::require_nonnegative("step", "before", s.before);
    detail::require_nonnegative("step", "after", s.after);
    detail::require_nonnegative("step", "at", s.at);
    detail::require(value_of(s.duration) > value_of(s.at), "step", "duration", s.duration, "must be > at");
    list out;
    if (value_of(s.at) > 0) { out.push_back({.start = T(0), .rate = s.before}); }
    out.push_back({.start = s.at, .rate = s.after});
    end_at(out, s.duration);
    return out;
  }

  static list pieces_of(ramp<T> const& s) {
    detail::require_nonnegative("ramp", "from", s.from);
    detail::require_nonnegative("ramp", "to", s.to);
    detail::require_positive("ramp", "over", s.over);
    detail::require_nonnegative("ramp", "start", s.start);
    T const end = s.start + s.over;
    detail::require(value_of(s.duration) >= value_of(end), "ramp", "duration", s.duration, "must be >= start + over");
    list out;
    if (value_of(s.start) > 0) { out.push_back({.start = T(0), .rate = s.from}); }
    out.push_back({.start = s.start, .rate = s.from, .slope = (s.to - s.from) / s.over});
    if (value_of(s.duration) > value_of(end)) { out.push_back({.start = end, .rate = s.to}); }
    end_at(out, s.duration);
    return out;
  }

  static list pieces_of(spike<T> const& s) {
    detail::require_nonnegative("spike", "base", s.base);
    detail::require_nonnegative("spike", "peak", s.peak);
    detail::require_nonnegative("spike", "at", s.at);
    detail::require_positive("spike", "width", s.width);
    T const end = s.at + s.width;
    detail::require(value_of(s.duration) >= value_of(end), "spike", "duration", s.duration, "must be >= at + width");
    list out;
    if (value_of(s.at) > 0) { out.push_back({.start = T(0), .rate = s.base}); }
    out.push_back({.start = s.at, .rate = s.peak});
    if (value_of(s.duration) > value_of(end)) { out.push_back({.start = end, .rate = s.base}); }
    end_at(out, s.duration);
    return out;
  }

  static list pieces_of(daily<T> const& s) {
    using std::ceil;
    using std::cos;
    detail::require_nonnegative("daily", "mean", s.mean);
    detail::require(value_of(s.amplitude) >= 0 && value_of(s.amplitude) <= value_of(s.mean), "daily", "amplitude",
                    s.amplitude, "must be in [0, mean]");
    detail::require(detail::is_finite(s.peak_at), "daily", "peak_at", s.peak_at, "must be a finite number");
    detail::require_positive("daily", "period", s.period);
    detail::require_positive("daily", "duration", s.duration);
    detail::require(s.pieces >= 4, "daily", "pieces", double(s.pieces), "must be >= 4");
    T const chord = s.period / s.pieces;
    T const count = ceil(s.duration / chord);
    detail::require(value_of(count) <= 1e7, "daily", "duration", s.duration,
                    "must not need more than 10,000,000 pieces (shorten it or lower pieces)");
    T const omega = T(6.283185307179586476925286766559005768394338798750L) / s.period;
    auto const rate = [&](T const& t) {
      T const r = s.mean + s.amplitude * cos(omega * (t - s.peak_at));
      return value_of(r) > 0 ? r : T(0);
    };
    list out;
    auto const n = static_cast<std::size_t>(value_of(count));
    out.reserve(n + 1);
    for (std::size_t i = 0; i < n; ++i) {
      T const at = chord * T(double(i));
      T const r = rate(at);
      out.push_back({.start = at, .rate = r, .slope = (rate(at + chord) - r) / chord});
    }
    end_at(out, s.duration);
    return without_dust(std::move(out));
  }

  static list pieces_of(burst<T> const& s) {
    detail::require_nonnegative("burst", "records", s.records);
    detail::require_nonnegative("burst", "at", s.at);
    return {{.start = s.at, .burst = s.records}};
  }

  /// Differences leave rounding behind that is no rate and no slope.
  static list without_dust(list all) {
    for (auto& p : all) {
      if (!detail::is_moderate(p.rate)) { p.rate = value_of(p.rate) < 1 ? T(0) : p.rate; }
      if (!detail::is_moderate(p.slope) && value_of(p.slope) < 1 && value_of(p.slope) > -1) { p.slope = T(0); }
      if (!detail::is_moderate(p.burst)) { p.burst = value_of(p.burst) < 1 ? T(0) : p.burst; }
    }
    return all;
  }

  static void end_at(list& out, T const& end) {
    if (detail::is_finite(end)) { out.push_back({.start = end}); }
  }

  static list merge(list const& a, list const& b) {
    list out;
    out.reserve(a.size() + b.size());
    std::size_t i = 0;
    std::size_t j = 0;
    auto const at = [](list const& l, std::size_t k, T const& t) {
      if (k == 0) { return rate_piece<T>{.start = t}; }
      auto const& p = l[k - 1];
      T const r = p.rate + p.slope * (t - p.start);
      return rate_piece<T>{.start = t, .rate = value_of(r) > 0 ? r : T(0), .slope = p.slope};
    };
    while (i < a.size() || j < b.size()) {
      bool const left = j == b.size() || (i < a.size() && value_of(a[i].start) <= value_of(b[j].start));
      bool const right = i == a.size() || (j < b.size() && value_of(b[j].start) <= value_of(a[i].start));
      T const t = left ? a[i].start : b[j].start;
      auto const pa = left ? a[i++] : at(a, i, t);
      auto const pb = right ? b[j++] : at(b, j, t);
      out.push_back({.start = t, .rate = pa.rate + pb.rate, .slope = pa.slope + pb.slope, .burst = pa.burst + pb.burst});
    }
    return out;
  }

  piecewise<T> curve_;
};

/// @returns arrival rate at t, right limit [records/s]
template <Real T> [[nodiscard]] T arrival_rate(arrival_profile<T> const& a, std::type_identity_t<T> const& t) { return a.curve().rate(t); }

/// @returns records that have arrived up to and including t
template <Real T> [[nodiscard]] T arrived(arrival_profile<T> const& a, std::type_identity_t<T> const& t) { return a.curve().value(t); }

/// @returns when more than n records have arrived [s]; infinity when that never happens
template <Real T> [[nodiscard]] T arrival_time(arrival_profile<T> const& a, std::type_identity_t<T> const& n) { return a.curve().inverse(n); }

/// @returns records over all time, infinity for an endless profile
template <Real T> [[nodiscard]] T total_records(arrival_profile<T> const& a) { return a.curve().total(); }

/// @returns the highest rate [records/s]; bursts do not count
template <Real T> [[nodiscard]] T peak_rate(arrival_profile<T> const& a) { return a.curve().max_rate(); }

/// @returns when the first record comes [s]; 0 when none ever does
template <Real T> [[nodiscard]] T starts_at(arrival_profile<T> const& a) {
  for (auto const& p : a.pieces()) {
    if (value_of(p.rate) > 0 || value_of(p.burst) > 0 || value_of(p.slope) > 0) { return p.start; }
  }
  return T(0);
}

/// @returns after which time no record comes any more [s]; infinity for an endless profile, 0 for none
template <Real T> [[nodiscard]] T ends_at(arrival_profile<T> const& a) {
  auto const& all = a.pieces();
  for (std::size_t i = all.size(); i-- > 0;) {
    auto const& p = all[i];
    if (value_of(p.rate) > 0 || value_of(p.slope) > 0) {
      return i + 1 < all.size() ? all[i + 1].start : infinity_v<T>;
    }
    if (value_of(p.burst) > 0) { return p.start; }
  }
  return T(0);
}

/// Mean rate from the first to the last arrival; of an endless profile the rate that it ends
/// with. 0 when all records come at one instant.
/// @returns records/s
template <Real T> [[nodiscard]] T mean_rate(arrival_profile<T> const& a) {
  T const end = ends_at(a);
  if (!detail::is_finite(end)) { return a.pieces().back().rate; }
  T const span = end - starts_at(a);
  return value_of(span) > 0 ? T(total_records(a) / span) : T(0);
}

/// The same profile later by a time.
/// @param delay [s], >= 0
template <Real T> [[nodiscard]] arrival_profile<T> delayed(arrival_profile<T> const& a, std::type_identity_t<T> const& delay) {
  detail::require_nonnegative("delayed", "delay", delay);
  auto pieces = a.pieces();
  for (auto& p : pieces) { p.start += delay; }
  return arrival_profile<T>(std::move(pieces));
}

} // namespace ullage
