// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The longest wait of any record over the whole run, by chance.
///
/// Each owner is a path of waits with independent increments: over a backlog Gaussian round the fluid, where nothing
/// waits reflected at 0 with the tail of its steady state. The longest wait exceeds a level when one of the owners
/// crosses it. In a backlog that is the most likely point of crossing and the chance of one before or after it; in
/// between crossings come in clumps at a rate, which that of the M/G/1 queue is exact for far out.

#include <ullage/chance.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace ullage {
namespace detail {

/// The wait of the record of an owner that comes at one time of a backlog.
template <class U> struct wait_point {
  U owners = 1;
  U mean = 0;      ///< [s]
  U deviation = 0; ///< [s]
  U skewness = 0;
  U step = 0;                ///< what one record adds to the wait [s]
  U least = 0;               ///< the waits that start while the capacity is the one that the point knows [s]
  U most = infinity_v<U>;

  /// The normal variable whose tail is that of x.
  [[nodiscard]] U standard(U x) const {
    if (x < least || x > most) { return 40; }
    if (!(deviation > 0)) { return x >= mean ? U(40) : U(-40); }
    U const y = within((x - mean) / deviation, U(-1e6), U(1e6));
    if (!(skewness > U(1e-8)) || !(y > 0)) { return y; } // Cornish-Fisher: y = z + skewness (z^2 - 1) / 6
    return (std::sqrt(1 + 2 * skewness / 3 * (y + skewness / 6)) - 1) * 3 / skewness;
  }
};

/// E(exp(-r (z - Z)); Z < z): a path that is at Z at its most likely point of crossing crosses a level z before or after it.
template <class U> [[nodiscard]] U crossing(U z, U r) {
  if (r >= z) { return normal_density(z) * mills_ratio(U(r - z)); }
  return std::exp(smaller(r * (r / 2 - z), U(0))) * normal_upper(U(r - z));
}

/// The waits of one kind of owner over a backlog, as a path with independent Gaussian increments.
template <class U> struct wait_hill {
  std::vector<wait_point<U>> points; ///< in the order of arrival

  /// Log of the chance that no owner exceeds x.
  ///
  /// Formula: with z = (x - w) / s least at the point (w, s), rates r = 2 z + 2 s w'/v before it (a bridge) and
  /// r = -2 s w'/v after it, w' the slope and v the variance per second next to it: P(Z > z) + I(before) + I(after) -
  /// I(before + after), I(r) = E(exp(-r (z - Z)); Z < z). Exact for a Brownian path of two straight lines.
  [[nodiscard]] U log_never(U x) const {
    wait_point<U> const* top = nullptr;
    U z = U(39);
    for (auto const& p : points) {
      U const here = p.standard(x);
      if (here < z) {
        z = here;
        top = &p;
      }
    }
    if (!top) { return 0; }
    if (z <= -8) { return -infinity_v<U>; }
    auto const& p = *top;
    U const variance = p.deviation * p.deviation;
    U const near = U(1e-4) * variance;
    U before = infinity_v<U>;
    for (auto const* q = top; q != points.data();) {
      --q;
      U const gained = variance - q->deviation * q->deviation;
      if (gained > near) {
        before = larger(2 * z + 2 * p.deviation * (p.mean - q->mean) / gained, z);
        break;
      }
    }
    U after = infinity_v<U>;
    for (auto const* q = top + 1; q != points.data() + points.size(); ++q) {
      U const gained = q->deviation * q->deviation - variance;
      if (gained > near) {
        after = larger(2 * p.deviation * (p.mean - q->mean) / gained, z);
        break;
      }
      if (q->mean < p.mean - p.deviation) { break; } // it falls without chance
    }
    before = larger(before, U(0));
    after = larger(after, U(0));
    // A record does not wait for itself: away from the point the work must reach a level that is higher by one.
    U const step = p.step / p.deviation;
    auto const crosses = [&](U r) { return crossing(z, r) * std::exp(-r * step); };
    U late = normal_upper(z);
    if (is_finite(before)) { late += crosses(before); }
    if (is_finite(after)) { late += crosses(after); }
    if (is_finite(before) && is_finite(after)) { late -= crosses(U(before + after)); }
    return late < 1 ? p.owners * std::log1p(-late) : -infinity_v<U>;
  }
};

/// A stretch of time in which nothing waits in the fluid.
template <class U> struct calm_stretch {
  U owners = 1;
  U seconds = 0;
  U arrival_rate = 0;  ///< of an owner
  U spread = 0;        ///< variance of the wait per second
  bool direct = false; ///< no backlog came before
  wait_band<U> band = {};
};

/// The longest wait of all owners.
template <std::floating_point T> class wait_peaks {
public:
  using U = wide_t<T>;

  explicit wait_peaks(chance_result<T> const& c) : model_(c.model()) {
    for (auto const& k : c.model().kinds()) {
      add_backlogs(k);
      add_calm(k);
    }
    for (auto const& o : model_.waits().owners) { window_ = larger(window_, o.law.queue().batch_window); }
    if (window_ > 0) {
      for (auto const& k : c.model().kinds()) { add_last_window(k, c.stops_at()); }
    }
  }

  /// Log of the chance that no record waits longer than x.
  [[nodiscard]] U log_never(U x) const { return behind(x) + calm(x) + last_windows(x); }
  /// The part of backlogs.
  [[nodiscard]] U behind(U x) const {
    U sum = 0;
    for (auto const& h : hills_) { sum += h.log_never(x); }
    return sum;
  }
  [[nodiscard]] bool certain() const { return model_.noise().arrival_scv == 0 && model_.noise().in_turn && model_.noise().service_scv == 0; }

  /// The x with log_never(x) = wanted < 0.
  [[nodiscard]] U quantile(U wanted) const {
    auto const excess = [&](U log_x) { return within(log_never(std::exp(log_x)) / wanted, U(1e-300), U(1e300)); };
    U const scale = larger(larger(unit_, top_), U(1e-20));
    U low = std::log(scale * U(1e-9));
    if (!(excess(low) > 1)) { return 0; }
    U high = std::log(scale);
    for (U step = 1; excess(high) > 1; step *= 2) {
      if (high > 69) { return infinity_v<U>; }
      low = high;
      high += step;
    }
    U at_low = std::log(excess(low));
    U at_high = std::log(excess(high));
    int side = 0;
    for (int i = 0; i < 100 && high - low > U(1e-7); ++i) { // Illinois, halves in between
      U x = i % 4 == 3 ? (low + high) / 2 : (low * at_high - high * at_low) / (at_high - at_low);
      if (!(x > low && x < high)) { x = (low + high) / 2; }
      U const here = std::log(excess(x));
      if (std::abs(here) < U(1e-6)) { return std::exp(x); }
      bool const above = here > 0;
      (above ? low : high) = x;
      (above ? at_low : at_high) = here;
      int const now = above ? 1 : -1;
      if (side == now) { (above ? at_high : at_low) /= 2; }
      side = now;
    }
    return std::exp(high);
  }

private:
  /// Owners that differ by chance.
  [[nodiscard]] U owners(chance_owner<U> const& k, U lanes) const {
    auto const& n = model_.noise();
    if (n.in_turn && n.service_scv == 0) { return 1; }
    return k.curves * k.path.lanes_of_curve() / lanes;
  }

  void add_backlogs(chance_owner<U> const& k) {
    auto const& curve = k.path.curve();
    auto const fluid = ullage::waits(curve);
    std::vector<std::size_t> stretch(curve.segments.size(), 0);
    for (std::size_t i = 1; i < stretch.size(); ++i) {
      stretch[i] = stretch[i - 1] + (curve.segments[i].waiting != curve.segments[i - 1].waiting ? 1 : 0);
    }
    std::size_t last = static_cast<std::size_t>(-1);
    static constexpr double fine[] = {0, 1.0 / 4096, 1.0 / 512, 1.0 / 64, 1.0 / 8, 0.25, 0.5, 0.75, 1};
    static constexpr double rough[] = {0, 0.25, 1};
    bool const many = fluid.cells.size() > 100;
    double const* places = many ? rough : fine;
    int const parts = many ? 2 : 8;
    U const times = is_finite(curve.end) ? curve.end : curve.segments.back().start;
    for (auto const& cell : fluid.cells) {
      if (!(larger(cell.first, cell.last) > U(1e-9) * times)) { continue; } // rounding
      std::size_t const here = stretch[k.path.index(larger(cell.arrives, U(0)))];
      if (here != last || hills_.empty()) { hills_.push_back({}); }
      last = here;
      for (int j = 0; j <= parts; ++j) {
        U const n = cell.records * U(places[j]) * (1 - U(1e-12));
        U const a = is_finite(cell.arrival_rate) ? cell.arrives + time_to_accumulate(n, cell.arrival_rate, cell.arrival_slope) : cell.arrives;
        U const d = is_finite(cell.start_rate) ? cell.starts + time_to_accumulate(n, cell.start_rate, cell.start_slope) : cell.starts;
        if (is_finite(a) && is_finite(d)) { add_point(k, a, larger(d, a), is_finite(cell.arrival_rate) ? U(0) : (model_.batch() + 1) / 2); }
      }
    }
  }
  /// The record that comes at one time, once for its own start and once for each rise of the capacity that comes in
  /// time to spare it a longer wait.
  /// @param own records of a lane that come at once and start with this one
  void add_point(chance_owner<U> const& k, U arrives, U starts, U own) {
    auto const& states = k.path.states();
    auto const& all = k.path.curve().segments;
    std::size_t i = k.path.index(starts);
    if (!states[i].waiting) { return; } // the end of the backlog, rounded
    U served = 0; // since its own start, per lane
    U from = starts;
    U least = 0;
    for (int jumps = 0; jumps < 8; ++jumps) {
      std::size_t next = i + 1;
      while (next < states.size() && states[next].waiting && !(all[next].capacity > U(1.02) * all[next - 1].capacity)) { ++next; }
      bool const rises = next < states.size() && states[next].waiting;
      U const until = rises ? all[next].start - arrives : infinity_v<U>;
      auto const& then = states[i];
      auto const b = model_.band(k, arrives, from);
      U const per_second = then.capacity / then.lanes;
      wait_point<U> p{owners(k, then.lanes), b.from, b.deviation, U(0), model_.batch() > 1 || !(then.capacity > 0) ? U(0) : 1 / then.capacity, least, until};
      // The longest wait of a batch is that of its first record.
      U const first = own > 0 ? -own : (model_.batch() - 1) / 2;
      if (per_second > 0) { p.mean = larger(p.mean - (served - first / then.lanes) / per_second, U(0)); }
      p.skewness = skewness(b.deviation * then.capacity, then.share);
      hills_.back().points.push_back(p);
      unit_ = larger(unit_, p.deviation);
      top_ = larger(top_, p.mean);
      if (!rises || until > p.mean + 10 * p.deviation) { return; }
      served += per_second * (all[next].start - from);
      from = all[next].start;
      least = until;
      i = next;
    }
  }
  [[nodiscard]] U skewness(U records, U share) const {
    auto const& noise = model_.noise();
    U const dispersion = noise.dispersion(share);
    U const all = dispersion + noise.service_scv;
    if (!(records > 0) || !(all > 0)) { return 0; }
    return smaller((dispersion * dispersion + 3 * dispersion * noise.service_scv + 2 * noise.service_scv * noise.service_scv) / (all * records), U(1));
  }

  void add_calm(chance_owner<U> const& k) {
    static constexpr double fine[] = {0, 1.0 / 1024, 1.0 / 256, 1.0 / 64, 1.0 / 16, 0.25, 0.5, 0.75, 1};
    static constexpr double rough[] = {0, 0.125, 0.5, 1};
    auto const& curve = k.path.curve();
    bool const many = curve.segments.size() > 50;
    double const* edges = many ? rough : fine;
    int const parts = many ? 3 : 8;
    bool behind = false;
    for (std::size_t i = 0; i < curve.segments.size(); ++i) {
      auto const& g = curve.segments[i];
      behind = behind || g.waiting;
      U const end = segment_end(curve, i);
      if (g.waiting || !is_finite(end) || !(end > g.start)) { continue; }
      for (int e = 0; e < parts; ++e) {
        U const x = (end - g.start) * U(edges[e + 1]);
        U const t = g.start + (x + (end - g.start) * U(edges[e])) / 2;
        auto const s = k.path.at(i, t);
        if (!(s.arrival_rate > 0) || !(s.capacity > 0)) { continue; }
        calm_stretch<U> stretch;
        stretch.owners = owners(k, s.lanes);
        stretch.seconds = (end - g.start) * U(edges[e + 1] - edges[e]);
        stretch.arrival_rate = s.arrival_rate;
        stretch.spread = k.path.rate_of_variance(s) / (s.capacity * s.capacity);
        stretch.direct = !behind;
        stretch.band = model_.band(k, t, t);
        unit_ = larger(unit_, stretch.band.law != wait_band<U>::no_law ? 1 / model_.waits().owners[stretch.band.law].terms.rate[0] : stretch.band.deviation);
        calm_.push_back(stretch);
      }
    }
  }

  /// The part of the time in which nothing waits in the fluid: the worst instant, and clumps of late records.
  ///
  /// Formula: clumps per second P(W > x) h (1 - rho) lambda / (lambda + h), h the hazard of the tail: as x grows exact for
  /// M/G/1, whose workload falls below x at its density times, a share 1 - rho of them for good, and whose records
  /// wait for the work before their own. Where the steady state is still coming the hazard of the band counts.
  /// Source: Asmussen, Applied Probability and Queues, 2nd ed. (2003), section X.5; Aldous (1989), chapter D.
  [[nodiscard]] U calm(U x) const {
    auto const& laws = model_.waits().owners;
    std::vector<U> tails(laws.size(), U(-1));
    U worst = 0;
    U visits = 0;
    for (auto const& s : calm_) {
      auto const& b = s.band;
      U here = 0;
      U rate = 0;
      U const z = b.deviation > 0 ? within((x + b.from) / b.deviation, U(-40), U(40)) : b.from < 0 ? U(-40) : U(40);
      U const upper = normal_upper(z);
      U const edge = b.deviation > 0 && upper > 0 ? normal_density(z) / (upper * b.deviation) : U(0);
      if (b.law != wait_band<U>::no_law) {
        auto const& law = laws[b.law];
        if (tails[b.law] < 0) { tails[b.law] = law.tail(x); }
        here = tails[b.law] * upper;
        U const own = hazard(law.terms, x);
        U const whole = own + edge;
        // A batch that is not full grows with what is behind it and returns to the level less often: between 1 - rho and 1. The
        // root between them is a fit to simulated batches, not derived.
        U const room = larger(1 - law.load * model_.slower(), U(1e-3));
        U const idle = model_.batch() > 1 ? std::sqrt(room) : room;
        if (here > 0) { rate = here * whole * whole / own * idle * s.arrival_rate / (s.arrival_rate + own); }
      } else if (b.deviation > 0) {
        here = std::exp(smaller(b.growth * x + log_normal_upper(z), U(0)));
        U const whole = larger(edge - b.growth, U(0));
        rate = here * whole * whole * s.spread / 2;
      }
      if (s.direct) {
        U const more = averaged_upper(x, b.from, b.to, b.deviation);
        rate += more > 0 && b.deviation > 0 ? more * s.spread / 2 * std::pow((x - b.from) / (b.deviation * b.deviation), U(2)) : U(0);
        here += more;
      }
      here = smaller(here, U(1));
      worst = larger(worst, here < 1 ? -s.owners * std::log1p(-here) : infinity_v<U>);
      visits += s.owners * s.seconds * rate;
    }
    return -(worst + visits);
  }
  /// The last batch of an owner is not full and waits for its window, after what is ahead of it.
  void add_last_window(chance_owner<U> const& k, U stops) {
    if (!is_finite(stops) || !(stops > 0)) { return; }
    U const t = stops * (1 - U(1e-12));
    auto const s = k.path.at(k.path.index(t), t);
    if (!(s.arrival_rate > 0) || !(s.capacity > 0)) { return; }
    calm_stretch<U> last;
    last.owners = owners(k, s.lanes);
    last.band = model_.band(k, t, s.waiting ? larger(model_.waiting_until(k, t), t) : t);
    lasts_.push_back(last);
    top_ = larger(top_, last.band.from + window_);
  }
  [[nodiscard]] U last_windows(U x) const {
    U sum = 0;
    U const rest = larger(x - window_, U(0));
    for (auto const& s : lasts_) {
      auto const& b = s.band;
      U late = averaged_upper(rest, b.from, b.to, b.deviation);
      if (b.law != wait_band<U>::no_law) {
        auto const& law = model_.waits().owners[b.law];
        late += smaller(law.load * std::exp(-law.law.decay() * rest), law.tail(rest)) * averaged_upper(rest, U(-b.from), U(-b.to), b.deviation);
      }
      late = x < window_ ? U(1) : smaller(late, U(1));
      sum += s.owners * std::log1p(-late * (1 - 1 / model_.batch()));
    }
    return sum;
  }
  [[nodiscard]] static U hazard(tail_terms<U> const& g, U x) {
    // One exponential taken out, so that none vanishes.
    bool const first = g.factor[1] == 0 || g.rate[0] <= g.rate[1];
    U const slow = g.rate[first ? 0 : 1];
    U const a = g.factor[first ? 0 : 1];
    U const b = g.factor[first ? 1 : 0];
    U const fast = g.rate[first ? 1 : 0];
    U const part = b != 0 ? b / a * std::exp(smaller((slow - fast) * x, U(0))) : U(0);
    U const sum = 1 + part;
    return sum > U(1e-6) ? larger((slow + part * fast) / sum, slow * U(1e-3)) : slow;
  }

  chance_model<U> model_;
  std::vector<wait_hill<U>> hills_;
  std::vector<calm_stretch<U>> calm_;
  std::vector<calm_stretch<U>> lasts_; ///< at the last arrival, where a window is waited for
  U window_ = 0;
  U unit_ = 0; ///< a usual deviation [s]
  U top_ = 0;  ///< longest mean [s]
};

} // namespace detail

/// The wait that no record exceeds over the whole run with chance p [s]; infinite under endless arrivals.
/// @param p in (0, 1)
/// @throws std::domain_error p is out of range
template <std::floating_point T> [[nodiscard]] chance_value<T> max_wait_quantile(chance_result<T> const& c, std::type_identity_t<T> p) {
  using U = detail::wide_t<T>;
  detail::require(p > 0 && p < 1, "max_wait_quantile", "p", p, "must be in (0, 1)");
  auto const& m = c.model();
  if (m.overloaded() || m.waits().never > 0) { return detail::answer(c, infinity_v<U>, chance_method::fluid); }
  if (m.endless()) {
    bool const none = !(m.waits().records > 0);
    return detail::answer(c, none ? U(0) : infinity_v<U>, chance_method::high_level,
                          "an endless load reaches any wait in the end (set a horizon or a duration)");
  }
  if (!(m.waits().records > 0)) { return detail::answer(c, U(0), chance_method::fluid); }
  detail::wait_peaks<T> const peaks(c);
  U const wanted = std::log(U(p));
  U const x = peaks.quantile(wanted);
  bool const band = peaks.behind(x) < wanted / 2;
  auto const method = peaks.certain() ? chance_method::fluid : band ? chance_method::gaussian_band : chance_method::high_level;
  return detail::answer(c, x, method);
}

} // namespace ullage
