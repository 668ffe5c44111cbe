// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The lag of a topic by chance: its law at one time, and the highest level that it visits.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/chance_result.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/policy.hpp>
#include <ullage/lag_path.hpp>

#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <string>
#include <vector>

namespace ullage::detail {

/// Mean and variance of the lag of the topic.
template <class U> struct topic_lag {
  U mean = 0;
  U variance = 0;
  U path = 0;    ///< free path of the owners together
  U spread = 0;  ///< variance per second
  U owners = 0;
  bool waiting = true; ///< all of them, in the fluid
};
template <std::floating_point T> [[nodiscard]] topic_lag<wide_t<T>> lag_at(chance_result<T> const& c, wide_t<T> t) {
  using U = wide_t<T>;
  topic_lag<U> out;
  auto const& m = c.model();
  for (auto const& k : m.kinds()) {
    auto const one = m.lag_of(k, t);
    out.mean += one.owners * one.mean;
    out.variance += one.owners * one.variance;
    out.path += one.owners * one.path;
    out.spread += one.owners * one.spread;
    out.owners += one.owners;
    out.waiting = out.waiting && k.path.states()[k.path.index(t)].waiting;
  }
  if (!out.waiting) {
    // What varies in the total of the arrivals, all owners have in common.
    auto const& noise = m.noise();
    U const share = out.owners > 1 ? 1 / out.owners : U(1);
    U const ratio = (noise.arrival_scv + noise.service_scv) / larger(noise.dispersion(share) + noise.service_scv, U(1e-30));
    if (!m.pooled() && !m.sticky_runs() && ratio > 1) {
      out.variance *= smaller(ratio, out.owners);
      out.spread *= smaller(ratio, out.owners);
    }
    return out;
  }
  // All are busy: what one owner has more another has less, and the total is that of the topic.
  auto const i = c.topic().index(t);
  U const total = c.topic().at(i, t).variance;
  U chance = 0;
  for (auto const& k : m.kinds()) {
    auto const s = k.path.at(k.path.index(t), t);
    U const begun = s.path - larger(evaluate(lag_curve(k.path.curve().segments[k.path.index(t)]), t - k.path.curve().segments[k.path.index(t)].start), U(0)) / k.path.lanes_of_curve() * s.lanes;
    chance += k.curves * k.path.lanes_of_curve() / s.lanes * begun * begun;
  }
  U const variance = total + chance;
  if (out.path > 3 * std::sqrt(variance)) { out.variance = variance; }
  return out;
}

/// P(lag > x) of the topic at one time, and the x where that is a level.
template <class U> [[nodiscard]] U lag_tail(topic_lag<U> const& l, U x) {
  if (!(l.variance > 0) || !(l.mean * l.mean > U(1e-12) * l.variance)) { return l.mean > x ? U(1) : U(0); }
  if (!(x > 0)) { return 1; }
  if (l.mean * l.mean > 25 * l.variance) { return normal_upper((x - l.mean) / std::sqrt(l.variance)); }
  return boost::math::gamma_q(l.mean * l.mean / l.variance, x * l.mean / l.variance, policy());
}
template <class U> [[nodiscard]] U lag_quantile(topic_lag<U> const& l, U level) {
  if (!(l.variance > 0) || !(l.mean > 0)) { return larger(l.mean, U(0)); }
  if (l.mean * l.mean > 25 * l.variance) { return larger(l.mean + std::sqrt(l.variance) * normal_upper_quantile(level), U(0)); }
  U const shape = l.mean * l.mean / l.variance;
  return shape > U(1e-6) ? boost::math::gamma_q_inv(shape, level, policy()) * l.variance / l.mean : U(0);
}

/// Visits per second of the lag to x and above: P(lag > x) h^2 s^2 / 2, h the hazard of the law of the lag and s^2 its
/// variance per second; exact in the limit for Brownian motion that is reflected and for one that is drawn to a mean.
/// Source: Aldous, "Probability Approximations via the Poisson Clumping Heuristic" (1989), chapter D.
template <class U> [[nodiscard]] U visit_rate(topic_lag<U> const& l, U x) {
  x = larger(x, l.mean); // below the mean it is there always
  U const here = lag_tail(l, x);
  if (!(here > 0) || !(x > 0)) { return U(0); }
  U const step = U(1e-4) * (x + std::sqrt(l.variance));
  U const hazard = -std::log(larger(lag_tail(l, x + step), U(1e-300)) / here) / step;
  return here * hazard * hazard * l.spread / 2;
}

/// The backlog of the topic that holds its peak, as a Brownian path until a time, and the stretches without backlog.
template <std::floating_point T> class topic_peak {
public:
  using U = wide_t<T>;

  topic_peak(chance_result<T> const& c, U until) : endless_(c.model().endless() && !is_finite(until)) {
    auto const& curve = c.topic().curve();
    auto const& all = curve.segments;
    U best = -1;
    for (std::size_t i = 0; i < all.size(); ++i) {
      U const end = smaller(segment_end(curve, i), until);
      if (!(end > all[i].start) && i > 0) { break; }
      if (all[i].waiting) {
        std::size_t to = i;
        U top = 0;
        U top_at = all[i].start;
        while (to < all.size() && all[to].waiting && all[to].start <= until) {
          U const stop = smaller(segment_end(curve, to), until);
          if (all[to].lag > top) {
            top = all[to].lag;
            top_at = all[to].start;
          }
          if (is_finite(stop) && evaluate(lag_curve(all[to]), stop - all[to].start) > top) {
            top = evaluate(lag_curve(all[to]), stop - all[to].start);
            top_at = stop * (1 - U(1e-12));
          }
          ++to;
        }
        if (top > best) {
          best = top;
          build(c, i, to, until, top);
          auto const there = lag_at(c, top_at);
          above_ = larger(there.mean - top - path_.start, U(0));
        }
        i = to - 1;
      } else if (is_finite(end)) {
        for (U const place : {U(0.1), U(0.35), U(0.65), U(0.9)}) {
          U const x = all[i].start + (end - all[i].start) * place;
          if (calm_.size() < 400) { calm_.push_back({lag_at(c, x), (end - all[i].start) / 4}); }
        }
      }
    }
  }

  [[nodiscard]] bool endless() const { return endless_; }
  [[nodiscard]] bool has_backlog() const { return has_; }

  /// P(the lag exceeds x at some time)
  [[nodiscard]] U exceeds(U x) const {
    U rate = 0;
    U now = 0;
    for (auto const& s : calm_) {
      rate += s.seconds * visit_rate(s.lag, x);
      now = larger(now, lag_tail(s.lag, x));
    }
    if (!(x > 0)) { return 1; }
    U const calm = larger(rate < 700 ? U(-std::expm1(-rate)) : U(1), now);
    U const behind = has_ ? path_exceeds(x) : U(0);
    return as_probability(calm + behind - calm * behind);
  }
  /// @returns the share of exceeds(x) that comes from the backlog
  [[nodiscard]] U backlog_share(U x) const {
    U const all = exceeds(x);
    return all > 0 && has_ ? smaller(path_exceeds(x) / all, U(1)) : U(0);
  }
  [[nodiscard]] U quantile(U level) const {
    // Each look at the path costs quadratures: from the highest of its means in steps of its deviation, then Illinois.
    auto const excess = [&](U x) { return std::log(larger(exceeds(x), U(1e-300)) / level); };
    U step = larger(unit_, U(1));
    U high = larger(top_, U(0)) + step;
    U at_high = excess(high);
    U low = larger(top_, U(0));
    U at_low = low > 0 ? excess(low) : U(1);
    for (int i = 0; i < 200 && at_high > 0; ++i) {
      low = high;
      at_low = at_high;
      step *= 2;
      high += step;
      at_high = excess(high);
    }
    for (U down = step; low > 0 && !(at_low > 0); down *= 2) {
      high = low;
      at_high = at_low;
      low = larger(low - down, U(0));
      at_low = low > 0 ? excess(low) : U(1);
    }
    int side = 0;
    for (int i = 0; i < 60 && high - low > U(1e-6) * high; ++i) {
      U x = (low * at_high - high * at_low) / (at_high - at_low);
      if (i % 4 == 3 || !(x > low && x < high)) { x = low + (high - low) / 2; }
      U const here = excess(x);
      if (std::abs(here) < U(1e-6)) { return x; }
      bool const above = here > 0;
      (above ? low : high) = x;
      (above ? at_low : at_high) = here;
      int const now = above ? 1 : -1;
      if (side == now) { (above ? at_high : at_low) /= 2; }
      side = now;
    }
    return high;
  }

private:
  struct stretch {
    topic_lag<U> lag;
    U seconds;
  };
  void build(chance_result<T> const& c, std::size_t from, std::size_t to, U until, U top) {
    auto const& curve = c.topic().curve();
    auto const begin = lag_at(c, curve.segments[from].start);
    has_ = true;
    path_ = {};
    // What is far below the peak is left out: only its mean and variance count.
    std::size_t first = from;
    for (std::size_t i = from + 1; i < to; ++i) {
      auto const s = c.topic().at(i, curve.segments[i].start);
      bool const deep = s.path + 9 * std::sqrt(larger(s.variance, U(1))) < top - 9 * std::sqrt(larger(s.variance, U(1)));
      if (!deep || !(curve.segments[i].start < until)) { break; }
      first = i;
    }
    auto const s = c.topic().states()[first];
    path_.start = first == from ? smaller(begin.mean, larger(s.path, begin.mean)) : s.path;
    path_.start = larger(path_.start, s.path);
    path_.start_variance = larger(s.variance, first == from ? begin.variance : U(0));
    for (std::size_t i = first; i < to; ++i) {
      auto const& g = curve.segments[i];
      U const end = smaller(segment_end(curve, i), until);
      if (i > first && g.burst > 0) { path_.segments.push_back({U(1e-9), g.burst / U(1e-9), U(0)}); }
      if (!(end > g.start) || !is_finite(end)) { continue; }
      int const parts = g.arrival_slope != 0 || g.start_slope != 0 ? 4 : 1;
      for (int j = 0; j < parts && path_.segments.size() < 32; ++j) {
        U const a = g.start + (end - g.start) * U(j) / U(parts);
        U const b = g.start + (end - g.start) * U(j + 1) / U(parts);
        auto const x = c.topic().at(i, a);
        auto const y = c.topic().at(i, b);
        path_.segments.push_back({b - a, (y.path - x.path) / (b - a), larger(y.variance - x.variance, U(0)) / (b - a)});
      }
    }
    coarsen();
    U mean = path_.start;
    U variance = path_.start_variance;
    top_ = mean;
    for (auto const& g : path_.segments) {
      mean += g.drift * g.duration;
      variance += g.variance * g.duration;
      top_ = larger(top_, mean);
    }
    unit_ = std::sqrt(variance);
  }
  /// A quadrature per segment is paid for few of them: the shortest neighbours become one, of one sign first.
  void coarsen() {
    auto& all = path_.segments;
    while (all.size() > 4) {
      std::size_t best = 0;
      U cost = infinity_v<U>;
      for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        U const length = all[i].duration + all[i + 1].duration;
        U const here = (all[i].drift < 0) == (all[i + 1].drift < 0) ? length : length * U(1e12);
        if (here < cost || i == 0) {
          best = i;
          cost = here;
        }
      }
      auto const& a = all[best];
      auto const& b = all[best + 1];
      U const length = a.duration + b.duration;
      all[best] = {length, (a.drift * a.duration + b.drift * b.duration) / length, (a.variance * a.duration + b.variance * b.duration) / length};
      all.erase(all.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    }
  }
  [[nodiscard]] U path_exceeds(U x) const {
    x -= above_;
    // Far from its means the path is not followed.
    U mean = path_.start;
    U variance = path_.start_variance;
    U least = variance > 0 ? (x - mean) / std::sqrt(variance) : x > mean ? infinity_v<U> : U(-100);
    for (auto const& g : path_.segments) {
      mean += g.drift * g.duration;
      variance += g.variance * g.duration;
      least = smaller(least, variance > 0 ? U((x - mean) / std::sqrt(variance)) : x > mean ? infinity_v<U> : U(-100));
    }
    if (least < -7) { return 1; }
    if (least > 30) { return 0; }
    if (!(x > path_.start) && !(path_.start_variance > 0)) { return 1; }
    return ullage::lag_exceedance(path_, within(x, U(-1e29), U(1e29)));
  }

  bool endless_;
  bool has_ = false;
  U above_ = 0; ///< what owners that run empty now and then hold at the peak besides
  U top_ = 0;   ///< highest mean of the path
  U unit_ = 0;  ///< deviation at its end
  lag_path<U> path_;
  std::vector<stretch> calm_;
};

/// Why the levels that the lag visits are rough.
template <std::floating_point T> [[nodiscard]] std::string doubt_of_levels(chance_result<T> const& c, bool band) {
  if (!band && c.model().sticky_runs()) { return "the runs of a sticky producer count as independent between the owners"; }
  return {};
}

} // namespace ullage::detail
