// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What chance makes of a forecast: waits, lags and drain times as laws instead of their fluid course.
///
/// The fluid path of the forecast is the middle of a Gaussian band while records wait; the exact steady state
/// of each owner holds where the load has settled; between both the band is reflected at zero. Each answer
/// says which of them it came from, and whether it is inside the range in which that has been measured.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/chance_result.hpp>
#include <ullage/detail/last_start.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/topic_peak.hpp>
#include <ullage/forecast.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <string>
#include <type_traits>

namespace ullage {

/// What chance makes of a forecast.
/// @throws std::domain_error a field is out of range
template <std::floating_point T> [[nodiscard]] chance_result<T> chance(forecast_result<T> const& f) { return chance_result<T>(f); }

namespace detail {

template <std::floating_point T> [[nodiscard]] chance_value<T> answer(chance_result<T> const& c, wide_t<T> value, chance_method method, std::string more = {}) {
  auto doubt = c.doubt();
  if (doubt.empty()) { doubt = static_cast<std::string&&>(more); }
  bool const valid = doubt.empty();
  return {T(value), method, valid, static_cast<std::string&&>(doubt)};
}

/// Which method gives the records that wait longer than x.
template <class U> [[nodiscard]] chance_method method_at(chance_model<U> const& m, U x) {
  auto const& w = m.waits();
  U steady = 0;
  U band = 0;
  U all = 0;
  bool exact = true;
  for (auto const& b : w.bands) {
    U const direct = averaged_upper(x, b.from, b.to, b.deviation);
    U const image = b.law != wait_band<U>::no_law ? w.owners[b.law].terms.tail(x) * averaged_upper(x, U(-b.from), U(-b.to), b.deviation) : U(0);
    U const late = b.records * smaller(direct + image, U(1));
    all += late;
    if (b.steady(U(0))) {
      steady += late;
      exact = exact && (b.law == wait_band<U>::no_law || is_exact(w.owners[b.law].law.queue()));
    } else if (image < U(0.1) * direct) {
      band += late;
    }
  }
  if (steady >= U(0.9) * all) { return exact ? chance_method::exact_queue : chance_method::approximate_queue; }
  return band >= U(0.9) * all ? chance_method::gaussian_band : chance_method::reflected_interpolation;
}

/// The law of the last start: of the backlog with the peak, or of all records.
template <std::floating_point T> [[nodiscard]] last_start<wide_t<T>> ends_of(chance_result<T> const& c, bool of_backlog, chance_model<wide_t<T>>& m) {
  using U = wide_t<T>;
  last_start<U> out;
  auto const& noise = m.noise();
  U const stop = c.stops_at();
  for (auto const& k : c.model().kinds()) {
    auto const& path = k.path;
    U const until = of_backlog ? m.waiting_until(k, c.peak_at()) : stop;
    owner_end<U> e;
    if (of_backlog && until <= stop) {
      auto const last = path.index(until) > 0 && until > c.peak_at() ? path.index(until) - 1 : path.index(until);
      U const from = larger(path.curve().segments[last].start, c.peak_at());
      auto const s = path.at(last, from);
      if (!(until > c.peak_at()) || !(s.path > 0) || !(s.capacity > s.arrival_rate)) { continue; }
      e.owners = k.curves * path.lanes_of_curve() / s.lanes;
      e.origin = from;
      e.drains = true;
      U const speed = s.path / (until - from); // of the fluid, along slopes too
      e.passage = {.backlog = s.path, .arrival_rate = s.arrival_rate, .arrival_scv = noise.dispersion(s.share),
                   .capacity = s.arrival_rate + speed, .service_scv = noise.service_scv, .backlog_variance = s.variance};
      out.add(e);
      continue;
    }
    U const ends = larger(m.waiting_until(k, stop), stop);
    U const just_before = stop * (1 - U(1e-12));
    e.left = m.band(k, just_before, ends > stop ? ends : just_before);
    auto const& s = path.states()[path.index(ends > stop ? ends : just_before)];
    if (!(s.capacity > 0)) { continue; }
    U const share = s.share;
    e.owners = k.curves * path.lanes_of_curve() / s.lanes;
    e.origin = stop;
    e.latest_service = 1 / s.capacity;
    U const arrivals = noise.dispersion(share);
    U const part = arrivals + noise.service_scv > 0 ? arrivals / (arrivals + noise.service_scv) : U(0);
    U const square = e.left.deviation * e.left.deviation;
    U const own = noise.in_turn || !(arrivals > 0) ? square * part : square * part * noise.run / arrivals;
    U const pooled = own + square * (1 - part);
    e.pooled_deviation = std::sqrt(pooled);
    if (pooled > 0 && !noise.in_turn && !c.model().pooled()) {
      e.common = (square * (1 - part) + own * noise.arrival_scv / noise.run) / pooled;
      e.skewness = smaller(noise.run / (e.pooled_deviation * s.capacity) * std::sqrt(own / pooled), U(1));
    }
    if (noise.in_turn && noise.service_scv == 0) { e.owners = 1; } // all alike
    out.add(e);
  }
  return out;
}

} // namespace detail

/// Mean wait over all records, from arrival to the start of service [s]. Under an endless load that has settled
/// the mean of the steady state.
template <std::floating_point T> [[nodiscard]] chance_value<T> mean_wait(chance_result<T> const& c) {
  using U = detail::wide_t<T>;
  auto const& m = c.model();
  auto const& w = m.waits();
  if (m.overloaded() || w.never > 0) { return detail::answer(c, infinity_v<U>, chance_method::fluid); }
  if (!(w.records > 0)) { return detail::answer(c, U(0), chance_method::fluid); }
  U const mean = w.total_wait() / w.records;
  return detail::answer(c, detail::larger(mean, U(0)), detail::method_at(m, mean));
}

/// Share of the records that wait longer than a limit.
/// @param limit [s], >= 0
/// @throws std::domain_error limit is negative or not finite
template <std::floating_point T> [[nodiscard]] chance_value<T> late_share(chance_result<T> const& c, std::type_identity_t<T> limit) {
  using U = detail::wide_t<T>;
  detail::require_nonnegative("late_share", "limit", limit);
  auto const& m = c.model();
  auto const& w = m.waits();
  if (m.overloaded()) { return detail::answer(c, U(1), chance_method::fluid); }
  if (!(w.records > 0)) { return detail::answer(c, U(0), chance_method::fluid); }
  U const x = detail::larger(U(limit), U(1e-30));
  return detail::answer(c, detail::as_probability(w.late_exactly(x) / w.records), detail::method_at(m, x));
}

/// The wait that a share p of the records does not exceed [s].
/// @param p in [0, 1)
/// @throws std::domain_error p is out of range
template <std::floating_point T> [[nodiscard]] chance_value<T> wait_quantile(chance_result<T> const& c, std::type_identity_t<T> p) {
  using U = detail::wide_t<T>;
  detail::require_quantile("wait_quantile", p);
  auto const& m = c.model();
  auto const& w = m.waits();
  if (m.overloaded()) { return detail::answer(c, infinity_v<U>, chance_method::fluid); }
  if (!(w.records > 0)) { return detail::answer(c, U(0), chance_method::fluid); }
  U const x = w.quantile(1 - U(p));
  return detail::answer(c, x, detail::method_at(m, x));
}

/// The lag that the topic does not exceed at any time with chance p [records].
/// @param p in (0, 1)
/// @throws std::domain_error p is out of range
template <std::floating_point T> [[nodiscard]] chance_value<T> peak_lag_quantile(chance_result<T> const& c, std::type_identity_t<T> p) {
  using U = detail::wide_t<T>;
  detail::require(p > 0 && p < 1, "peak_lag_quantile", "p", p, "must be in (0, 1)");
  if (c.model().overloaded()) { return detail::answer(c, infinity_v<U>, chance_method::fluid); }
  if (c.model().endless()) {
    return detail::answer(c, infinity_v<U>, chance_method::high_level, "an endless load reaches any lag in the end (set a horizon or a duration)");
  }
  detail::topic_peak<T> const peak(c, c.topic().curve().end);
  U const x = peak.quantile(1 - U(p));
  bool const band = peak.backlog_share(x) > U(0.5);
  return detail::answer(c, x, band ? chance_method::gaussian_band : chance_method::high_level, detail::doubt_of_levels(c, band));
}

/// Chance that the lag of the topic exceeds a limit at some time until t.
/// @param limit [records], >= 0
/// @param t [s], >= 0
/// @throws std::domain_error an argument is out of range
template <std::floating_point T>
[[nodiscard]] chance_value<T> lag_exceedance(chance_result<T> const& c, std::type_identity_t<T> limit, std::type_identity_t<T> t) {
  using U = detail::wide_t<T>;
  detail::require_nonnegative("lag_exceedance", "limit", limit);
  detail::require_nonnegative("lag_exceedance", "t", t);
  detail::topic_peak<T> const peak(c, U(t));
  U const x(limit);
  bool const band = peak.backlog_share(x) > U(0.5);
  return detail::answer(c, peak.exceeds(x), band ? chance_method::gaussian_band : chance_method::high_level, detail::doubt_of_levels(c, band));
}

/// The range that holds the lag of the topic at a time with chance `level`, as much of the rest above as below.
/// @param t [s], >= 0, at most the end of the forecast
/// @param level in (0, 1)
/// @throws std::domain_error an argument is out of range
template <std::floating_point T>
[[nodiscard]] chance_band<T> lag_band(chance_result<T> const& c, std::type_identity_t<T> t, std::type_identity_t<T> level) {
  using U = detail::wide_t<T>;
  detail::require_nonnegative("lag_band", "t", t);
  detail::require(U(t) <= c.topic().curve().end, "lag_band", "t", t, "must not be after the end of the forecast (set a later horizon)");
  detail::require(level > 0 && level < 1, "lag_band", "level", level, "must be in (0, 1)");
  auto const l = detail::lag_at(c, U(t));
  U const out = (1 - U(level)) / 2;
  bool const band = l.mean > 3 * std::sqrt(l.variance);
  auto const a = detail::answer(c, detail::lag_quantile(l, U(1 - out)), band ? chance_method::gaussian_band : chance_method::reflected_interpolation);
  return {a.value, T(detail::lag_quantile(l, out)), a.method, a.valid, a.reason};
}

/// Chance that some record that has arrived until t - limit waits longer than a limit: that the age of the lag exceeds
/// the limit until t. The chance at the worst time for each kind of owner, and visits to it in the steady state.
/// @param limit [s], > 0
/// @param t [s], >= 0
/// @throws std::domain_error an argument is out of range
template <std::floating_point T>
[[nodiscard]] chance_value<T> age_exceedance(chance_result<T> const& c, std::type_identity_t<T> limit, std::type_identity_t<T> t) {
  using U = detail::wide_t<T>;
  detail::require_positive("age_exceedance", "limit", limit);
  detail::require_nonnegative("age_exceedance", "t", t);
  U const x(limit);
  U const until = U(t) - x;
  if (!(until > 0)) { return detail::answer(c, U(0), chance_method::fluid); }
  auto model = c.model(); // keeps the steady states that are met on the way
  U never = 1;
  bool behind = false;
  for (auto const& k : c.model().kinds()) {
    auto const& curve = k.path.curve();
    U worst = 0;
    U visits = 0;
    U owners = 1;
    U previous = 0;
    for (std::size_t i = 0; i < curve.segments.size() && curve.segments[i].start < until; ++i) {
      U const from = curve.segments[i].start;
      U const end = detail::smaller(segment_end(curve, i), until);
      constexpr int parts = 12;
      for (int j = 0; j <= parts; ++j) {
        U const at = from + (end - from) * U(j) / U(parts) * (1 - U(1e-12));
        auto const s = k.path.at(i, at);
        if (!(s.capacity > 0)) { continue; }
        owners = detail::larger(owners, k.curves * k.path.lanes_of_curve() / s.lanes);
        U starts = at;
        if (s.waiting) {
          // The record that arrives now starts when as many have started.
          U const count = evaluate(arrived_curve(curve.segments[i]), U(at - from));
          starts = infinity_v<U>;
          for (std::size_t n = i; n < curve.segments.size(); ++n) {
            U const begun = evaluate(started_curve(curve.segments[n]), U(0));
            auto const flow = started_curve(curve.segments[n]);
            U const when = curve.segments[n].start + time_to_accumulate(U(count - begun), flow.rate, flow.slope);
            if (when <= segment_end(curve, n)) {
              starts = detail::larger(when, at);
              break;
            }
          }
          if (!detail::is_finite(starts)) { worst = 1; continue; }
        }
        auto const b = model.band(k, at, starts);
        auto const& laws = model.waits().owners;
        U const direct = detail::averaged_upper(x, b.from, b.to, b.deviation);
        U const z = b.deviation > 0 ? (x + b.from) / b.deviation : U(40) * (x + b.from);
        U image = b.law != detail::wait_band<U>::no_law ? laws[b.law].terms.tail(x) * detail::normal_upper(z) : U(0);
        if (b.law == detail::wait_band<U>::no_law && b.deviation > 0) { image = std::exp(detail::smaller(b.growth * x + detail::log_normal_upper(z), U(0))); }
        U const here = detail::smaller(direct + image, U(1));
        behind = behind || direct > image;
        worst = detail::larger(worst, here);
        if (b.law != detail::wait_band<U>::no_law && !s.waiting && here < U(0.5)) {
          U const rate = laws[b.law].terms.rate[0];
          visits += here * rate * rate * k.path.rate_of_variance(s) / (2 * s.capacity * s.capacity) * (at - previous);
        }
        previous = at;
      }
    }
    U const late = 1 - (1 - worst) * std::exp(-visits);
    never *= late < 1 ? std::exp(owners * std::log1p(-late)) : U(0);
  }
  return detail::answer(c, detail::as_probability(1 - never), behind ? chance_method::gaussian_band : chance_method::high_level);
}

namespace detail {

enum class end_of { backlog, records };

template <std::floating_point T, class F>
[[nodiscard]] chance_value<T> last_start_answer(chance_result<T> const& c, end_of what, F const& measure) {
  using U = wide_t<T>;
  bool const of_backlog = what == end_of::backlog;
  if (of_backlog && !c.has_peak()) { return answer(c, U(0), chance_method::fluid); }
  if (of_backlog ? !is_finite(c.drained_at()) : !is_finite(c.stops_at())) { return answer(c, infinity_v<U>, chance_method::fluid); }
  auto model = c.model();
  auto const law = ends_of(c, of_backlog, model);
  if (law.empty()) { return answer(c, of_backlog ? c.drained_at() : c.stops_at(), chance_method::fluid); }
  auto const mirror = [&](U x, std::size_t i) { return model.waits().owners[i].tail(larger(x, U(0))); };
  bool const passes = of_backlog && c.drained_at() <= c.stops_at();
  return answer(c, measure(law, mirror), passes ? chance_method::inverse_gaussian : chance_method::work_left);
}

} // namespace detail

/// The time by which the backlog with the peak is gone in every partition with chance p [s]: the start of its last
/// record. 0 without a backlog, infinity where it never drains.
/// @param p in (0, 1)
/// @throws std::domain_error p is out of range
template <std::floating_point T> [[nodiscard]] chance_value<T> drained_at_quantile(chance_result<T> const& c, std::type_identity_t<T> p) {
  detail::require(p > 0 && p < 1, "drained_at_quantile", "p", p, "must be in (0, 1)");
  using U = detail::wide_t<T>;
  return detail::last_start_answer(c, detail::end_of::backlog, [&](auto const& law, auto const& mirror) { return law.quantile(U(p), mirror); });
}
/// Its mean [s].
template <std::floating_point T> [[nodiscard]] chance_value<T> drained_at_mean(chance_result<T> const& c) {
  return detail::last_start_answer(c, detail::end_of::backlog, [](auto const& law, auto const& mirror) { return law.mean(mirror); });
}
/// The time by which the last record of all has started with chance p [s]; infinity under endless arrivals.
/// @param p in (0, 1)
/// @throws std::domain_error p is out of range
template <std::floating_point T> [[nodiscard]] chance_value<T> finished_at_quantile(chance_result<T> const& c, std::type_identity_t<T> p) {
  detail::require(p > 0 && p < 1, "finished_at_quantile", "p", p, "must be in (0, 1)");
  using U = detail::wide_t<T>;
  return detail::last_start_answer(c, detail::end_of::records, [&](auto const& law, auto const& mirror) { return law.quantile(U(p), mirror); });
}
/// Its mean [s].
template <std::floating_point T> [[nodiscard]] chance_value<T> finished_at_mean(chance_result<T> const& c) {
  return detail::last_start_answer(c, detail::end_of::records, [](auto const& law, auto const& mirror) { return law.mean(mirror); });
}

} // namespace ullage
