// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Targets of a plan held against what chance makes of a forecast.

#include <ullage/arrivals.hpp>
#include <ullage/chance.hpp>
#include <ullage/chance_extremes.hpp>
#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/target.hpp>

#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace ullage {

/// Does a target count chance? When it has a probability, or asks for the steady state.
template <Real T> [[nodiscard]] bool needs_chance(target<T> const& t) {
  return !detail::is_nan(t.probability) || !detail::is_nan(t.steady_mean_wait) || t.steady_wait_quantile.has_value();
}

namespace detail {

/// What is added where a method is outside the range in which it has been measured: a plan has to be on the safe side of
/// what is not known. 15 % is the most that a p99 was too low by inside the range (tests/soundness).
inline constexpr double doubtful_share = 0.15;
/// For each unit of service_scv where batches are: their waits are those of constant services, and beyond the expected
/// course simulations found up to 3.2 times as much at service_scv = 1, 1.35 times at 0.25.
inline constexpr double random_batch_share = 2.2;

/// Adds one answer of chance as a constraint.
/// @param course the same of the expected course, where there is such a thing
template <std::floating_point T>
void add_odds(std::vector<constraint<T>>& out, forecast_result<T> const& f, char const* name, chance_value<T> const& x, T course, T limit,
              T unit_margin, char const* unit) {
  T counted = x.value;
  std::string note;
  if (!x.valid) {
    note = x.reason;
    bool const random_batches = f.system.batch_size > 1 && f.system.service_scv > 0;
    T const share = random_batches ? larger(T(doubtful_share), T(random_batch_share * f.system.service_scv)) : T(doubtful_share);
    if (is_finite(x.value)) {
      T const base = random_batches && course < x.value ? course : T(0);
      counted = base + (x.value - base) * (1 + share);
      note += "; " + brief(T(100 * share), 3) + (base > 0 ? " % is added beyond the expected course" : " % is added");
    }
  }
  out.push_back(constraint_of(name, counted, limit, unit_margin));
  out.back().unit = unit;
  out.back().note = note;
}

/// The pipeline at the mean rate of its arrivals for ever with all consumers at work; nothing without arrivals.
template <std::floating_point T> [[nodiscard]] std::optional<forecast_result<T>> steady_forecast(pipeline<T> const& p) {
  T const rate = mean_rate(p.arrivals);
  if (!(rate > 0)) { return std::nullopt; }
  auto steady = p;
  auto const m = consumer_model(p);
  auto& s = steady.scaling;
  s.initial_consumers = is_fixed(s) ? starting_consumers(s, m.lanes) : consumer_cap(s, m.lanes);
  // A pool without partitions has no end of its own.
  T const room = m.concurrency_limit / m.concurrency_per_consumer;
  if (!(s.initial_consumers < T(1e30))) { s.initial_consumers = room; }
  s.initial_share = unset_v<T>;
  s.up = hold{};
  s.max_consumers = infinity_v<T>;
  s.environment_burst = infinity_v<T>;
  s.environment_rate = infinity_v<T>;
  s.name = "custom";
  steady.arrivals = constant_rate<T>{.rate = rate};
  steady.initial_lag = T(0);
  steady.initial_lag_age = T(0);
  steady.horizon = unset_v<T>;
  return forecast(steady);
}

/// When everything that has come by an instant has begun: all records where none come later, else the last backlog that
/// peaks until then.
template <std::floating_point T>
[[nodiscard]] chance_value<T> begun_with_chance(forecast_result<T> const& f, chance_result<T> const& c, T instant, T p) {
  if (instant > f.path.end) { return {infinity_v<T>, chance_method::fluid, true, {}}; }
  if (ends_at(f.system.arrivals) <= instant) { return finished_at_quantile(c, p); }
  std::optional<backlog_period<T>> last;
  for (auto const& b : backlogs(f.path)) {
    if (b.peak_at <= instant) { last = b; }
  }
  if (!last) { return {T(0), chance_method::fluid, true, {}}; }
  if (last->peak_at == f.peak_lag_at) { return drained_at_quantile(c, p); }
  auto other = f;
  other.peak_lag = last->peak;
  other.peak_lag_at = last->peak_at;
  other.drained_at = last->end;
  return drained_at_quantile(chance(other), p);
}

/// The lag that is not exceeded with a chance.
///
/// Where the peak of the fluid stands out from the band round it, the band there holds what owners gather while a rising
/// load passes their capacity, and levels at any time are 2 to 10 % too high; the answer is the mean of both, no less than
/// the band. Else it is the level at any time.
template <std::floating_point T>
[[nodiscard]] chance_value<T> peak_with_chance(forecast_result<T> const& f, chance_result<T> const& c, T p) {
  auto out = peak_lag_quantile(c, p);
  if (!is_finite(out.value) || !(f.peak_lag > 0) || !(f.peak_lag_at <= f.path.end) || !(p > T(0.5))) { return out; }
  auto const there = lag_band(c, f.peak_lag_at, T(2 * p - 1));
  bool const stands_out = f.peak_lag > 2 * (there.high - f.peak_lag);
  T const value = there.high > out.value ? there.high : stands_out ? T((there.high + out.value) / 2) : out.value;
  if (value != out.value) { out = {value, there.method, out.valid && there.valid, out.valid ? there.reason : out.reason}; }
  return out;
}

} // namespace detail

/// The targets for which chance counts, held against quantiles of a forecast: with `target.probability` set max_wait,
/// wait_quantile, drained_by, peak_lag, mean_wait and retention, and always steady_mean_wait and steady_wait_quantile.
///
/// max_wait and retention: the wait that no record exceeds with that chance. peak_lag: the lag that is not exceeded
/// at any time. drained_by: when the last record of all has begun where none come after the deadline; under traffic that
/// goes on, in which something waits at any time, when the last backlog that peaks by the deadline is gone in every
/// partition. wait_quantile and mean_wait count chance in every wait. The steady state is that of an endless load at the
/// mean rate of the arrivals with all consumers at work; its waits are infinite at utilization 1 and above.
/// @returns those entries alone; where an answer lies outside what has been measured it counts more (15 %, with batches of random
/// service times 220 % for each unit of service_scv beyond the expected course), and `note` says why
/// @throws std::domain_error the target needs chance and T is not float, double or long double
template <Real T>
[[nodiscard]] std::vector<constraint<T>> constraints_with_chance([[maybe_unused]] forecast_result<T> const& f, target<T> const& t) {
  std::vector<constraint<T>> out;
  if (!needs_chance(t)) { return out; }
  if constexpr (!std::floating_point<T>) {
    throw std::domain_error("constraints_with_chance: chance needs numbers of a built-in floating-point type");
  } else {
    auto const asked = [](T x) { return !detail::is_nan(x); };
    T const service = f.path.service_time;
    if (asked(t.probability)) {
      bool const kept = detail::is_finite(f.system.retention);
      bool const any = asked(t.max_wait) || t.wait_quantile || asked(t.drained_by) || asked(t.peak_lag) || asked(t.mean_wait) || kept;
      std::optional<chance_result<T>> c;
      if (any) { c.emplace(chance(f)); }
      std::optional<chance_value<T>> longest;
      if (asked(t.max_wait) || kept) { longest = max_wait_quantile(*c, t.probability); }
      if (asked(t.max_wait)) { detail::add_odds(out, f, "max_wait", *longest, f.max_wait, t.max_wait, service, "s"); }
      if (t.wait_quantile) {
        T const p = t.wait_quantile->probability;
        detail::add_odds(out, f, "wait_quantile", wait_quantile(*c, p), wait_quantile(f, p), t.wait_quantile->limit, service, "s");
      }
      if (asked(t.drained_by)) {
        detail::add_odds(out, f, "drained_by", detail::begun_with_chance(f, *c, t.drained_by, t.probability), f.drained_at, t.drained_by, service, "s");
      }
      if (asked(t.peak_lag)) { detail::add_odds(out, f, "peak_lag", detail::peak_with_chance(f, *c, t.probability), f.peak_lag, t.peak_lag, T(1), "records"); }
      if (asked(t.mean_wait)) { detail::add_odds(out, f, "mean_wait", mean_wait(*c), f.mean_wait, t.mean_wait, service, "s"); }
      if (kept) {
        T const share = asked(t.retention_fraction) ? t.retention_fraction : T(1);
        detail::add_odds(out, f, "retention", *longest, f.max_wait, T(share * f.system.retention), service, "s");
      }
    }
    if (asked(t.steady_mean_wait) || t.steady_wait_quantile) {
      chance_value<T> none{};
      std::optional<chance_result<T>> steady;
      if (auto const settled = detail::steady_forecast(f.system)) {
        // Next to load 1 no queue settles, though the fluid of load 1 itself has no lag.
        if (settled->utilization < T(1) - T(1e-6)) {
          steady.emplace(*settled);
        } else {
          none.value = infinity_v<T>;
        }
      }
      if (asked(t.steady_mean_wait)) {
        detail::add_odds(out, f, "steady_mean_wait", steady ? mean_wait(*steady) : none, T(0), t.steady_mean_wait, service, "s");
      }
      if (t.steady_wait_quantile) {
        auto const& q = *t.steady_wait_quantile;
        detail::add_odds(out, f, "steady_wait_quantile", steady ? wait_quantile(*steady, q.probability) : none, T(0), q.limit, service, "s");
      }
    }
    return out;
  }
}

} // namespace ullage
