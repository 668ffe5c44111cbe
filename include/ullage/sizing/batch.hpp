// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Which batch size and window: age of the records against the cost of the invocations.

#include <ullage/batching.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/queue/bulk.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace ullage {

/// What is asked: the partition, the age that records may have, and what invocations cost.
template <Real T = double> struct batch_target {
  bulk<T> partition = {};                           ///< its batch_size and window are what is searched for
  T max_wait = infinity_v<T>;                       ///< limit of the age at the start of the invocation [s], > 0; infinity: none
  T quantile = unset_v<T>;                          ///< share of the records that keep it, in (0, 1); default: the mean keeps it
  T max_batch_size = T(10000);                      ///< whole, 1..10000; a payload limit goes in here (batch_limit)
  T max_window = T(300);                            ///< [s], 0..300
  T window_step = T(0);                             ///< windows are multiples of it [s], >= 0; 0: any
  T max_utilization = T(1);                         ///< in (0, 1]; sizes with more load are left out
  T cost_per_invocation = T(1);                     ///< any unit, >= 0
  T cost_per_second = T(0);                         ///< of running time, same unit, >= 0
  int sizes_per_decade = 4;                         ///< of the first grid, 1..20
  int windows_per_decade = 3;                       ///< of the first grid, 1..20
  int refinements = 3;                              ///< times that the grid is halved around the best, 0..10
};

/// One batch size and window.
template <Real T = double> struct batch_choice {
  T batch_size;
  T window;           ///< [s]
  T mean_wait;        ///< from arrival to the start of the invocation [s]
  T wait_quantile;    ///< at the asked share [s]; not a number where the mean was asked
  T mean_sojourn;     ///< from arrival to the end of the invocation [s]
  T mean_batch;       ///< records of an invocation
  T invocation_rate;  ///< 1/s
  T busy_per_record;  ///< running time for each record [s]
  T utilization;
  T cost;             ///< per second
};

/// What the search found.
template <Real T = double> struct batch_answer {
  bool feasible = false;
  bool stable = false;                       ///< some size carries the load at all
  batch_choice<T> best = {};                 ///< cheapest that keeps the limit; the one nearest to it when none does
  std::vector<batch_choice<T>> table = {};   ///< all that were tried, by size, then by window
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(batch_target<T> const& t) {
  validate(t.partition);
  detail::require_positive_or_unlimited("batch_target", "max_wait", t.max_wait);
  bool const share = value_of(t.quantile) > 0 && value_of(t.quantile) < 1;
  detail::require(detail::is_nan(t.quantile) || share, "batch_target", "quantile", t.quantile,
                  "must be in (0, 1), or unset for the mean");
  detail::require_batch_size("batch_target", t.max_batch_size);
  detail::require(value_of(t.max_window) >= 0 && value_of(t.max_window) <= longest_batch_window, "batch_target", "max_window",
                  t.max_window, "must be in [0, 300] s");
  detail::require_nonnegative("batch_target", "window_step", t.window_step);
  detail::require(value_of(t.max_utilization) > 0 && value_of(t.max_utilization) <= 1, "batch_target", "max_utilization",
                  t.max_utilization, "must be in (0, 1]");
  detail::require_nonnegative("batch_target", "cost_per_invocation", t.cost_per_invocation);
  detail::require_nonnegative("batch_target", "cost_per_second", t.cost_per_second);
  detail::require(t.sizes_per_decade >= 1 && t.sizes_per_decade <= 20, "batch_target", "sizes_per_decade", t.sizes_per_decade,
                  "must be in [1, 20]");
  detail::require(t.windows_per_decade >= 1 && t.windows_per_decade <= 20, "batch_target", "windows_per_decade", t.windows_per_decade,
                  "must be in [1, 20]");
  detail::require(t.refinements >= 0 && t.refinements <= 10, "batch_target", "refinements", t.refinements,
                  "must be in [0, 10]");
}

/// The measures of one batch size and window of a partition.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T>
[[nodiscard]] batch_choice<T> evaluate(batch_target<T> const& t, std::type_identity_t<T> batch_size, std::type_identity_t<T> window) {
  auto q = t.partition;
  q.batch_size = batch_size;
  q.window = window;
  auto const d = prepare(q);
  T const size = mean_batch(d);
  T const rate = q.arrival_rate / size;
  T const each = q.per_invocation / size + q.per_record;
  return {batch_size, window, mean_wait(d), detail::is_nan(t.quantile) ? unset_v<T> : T(wait_quantile(d, t.quantile)),
          mean_sojourn(d), size, rate, each, utilization(q), rate * t.cost_per_invocation + q.arrival_rate * each * t.cost_per_second};
}

namespace detail {

/// Adds x to a rising list once.
template <std::floating_point T> void insert_once(std::vector<T>& list, T x) {
  std::size_t i = 0;
  while (i < list.size() && list[i] < x) { ++i; }
  if (i == list.size() || list[i] != x) { list.insert(list.begin() + static_cast<std::ptrdiff_t>(i), x); }
}

template <std::floating_point T> class batch_scan {
public:
  explicit batch_scan(batch_target<T> const& t) : t_(t) {}

  [[nodiscard]] batch_answer<T> run() {
    std::vector<T> sizes{T(1), t_.max_batch_size};
    T const ratio = std::pow(T(10), 1 / T(t_.sizes_per_decade));
    for (T x = 1; x < t_.max_batch_size; x *= ratio) { insert_once(sizes, std::round(x)); }
    // the smallest that carries the load, and a step above it: near it the age is long
    auto const& q = t_.partition;
    T const least = smallest_batch_size(invocation_time<T>{q.per_invocation, q.per_record}, q.arrival_rate / t_.max_utilization);
    for (T const x : {least, least + 1, std::ceil(2 * least)}) {
      if (x <= t_.max_batch_size) { insert_once(sizes, x); }
    }
    std::vector<T> windows{T(0)};
    T const step = std::pow(T(10), 1 / T(t_.windows_per_decade));
    for (T x = t_.max_window; x > T(0.01) && x >= t_.window_step / 2; x /= step) { insert_once(windows, stepped(x)); }
    for (T const b : sizes) {
      for (T const w : windows) { look(b, w); }
    }
    for (int i = 0; i < t_.refinements && !out_.table.empty(); ++i) {
      auto const at = out_.table[best()];
      for (T const b : around(at.batch_size, true)) {
        for (T const w : around(at.window, false)) { look(b, w); }
      }
    }
    if (!out_.table.empty()) {
      out_.stable = true;
      out_.best = out_.table[best()];
      out_.feasible = age(out_.best) <= t_.max_wait;
    } else {
      out_.best.batch_size = t_.max_batch_size;
      auto largest = t_.partition;
      largest.batch_size = t_.max_batch_size;
      largest.window = 0;
      out_.best.utilization = utilization(largest);
      out_.best.mean_wait = out_.best.mean_sojourn = infinity_v<T>;
    }
    return out_;
  }

private:
  [[nodiscard]] T stepped(T window) const {
    if (t_.window_step > 0) { window = std::floor(window / t_.window_step + T(0.5)) * t_.window_step; }
    return window > t_.max_window ? t_.max_window : window;
  }
  [[nodiscard]] T age(batch_choice<T> const& c) const { return is_nan(t_.quantile) ? c.mean_wait : c.wait_quantile; }

  void look(T size, T window) {
    if (size == 1 && window > 0) { return; }
    std::size_t i = 0;
    auto& table = out_.table;
    while (i < table.size() && (table[i].batch_size < size || (table[i].batch_size == size && table[i].window < window))) { ++i; }
    if (i < table.size() && table[i].batch_size == size && table[i].window == window) { return; }
    auto q = t_.partition;
    q.batch_size = size;
    q.window = 0;
    T const load = utilization(q);
    if (!(load < 1) || load > t_.max_utilization) { return; }
    table.insert(table.begin() + static_cast<std::ptrdiff_t>(i), evaluate(t_, size, window));
  }

  /// x, its neighbours in the table and the middles between them.
  [[nodiscard]] std::vector<T> around(T x, bool is_size) const {
    T below = x;
    T above = x;
    for (auto const& c : out_.table) {
      T const other = is_size ? c.batch_size : c.window;
      if (other < x && (below == x || other > below)) { below = other; }
      if (other > x && (above == x || other < above)) { above = other; }
    }
    std::vector<T> list{x};
    for (T const other : {below, above}) {
      T const middle = is_size ? std::round(std::sqrt(x * other)) : stepped((x + other) / 2);
      insert_once(list, other);
      if (middle != x && middle != other) { insert_once(list, middle); }
    }
    return list;
  }

  /// The cheapest within the limit, of equal ones the youngest; else the youngest of all.
  [[nodiscard]] std::size_t best() const {
    std::size_t at = 0;
    for (std::size_t i = 1; i < out_.table.size(); ++i) {
      auto const& a = out_.table[at];
      auto const& b = out_.table[i];
      bool const fits_a = age(a) <= t_.max_wait;
      bool const fits_b = age(b) <= t_.max_wait;
      bool better = fits_b && !fits_a;
      if (fits_a == fits_b) {
        bool const equal = std::fabs(a.cost - b.cost) <= T(1e-9) * a.cost;
        better = fits_b && !equal ? b.cost < a.cost : age(b) < age(a) * (1 - T(1e-9));
      }
      if (better) { at = i; }
    }
    return at;
  }

  batch_target<T> t_;
  batch_answer<T> out_;
};

} // namespace detail

/// Batch size and window with the least cost among those whose age keeps the limit.
///
/// The age is not monotone in either (small batches are slow because invocations are many, large ones because records wait
/// for each other), so a geometric grid is scanned and refined around the best. The answer is the best of `table`.
/// The cost found is within 0.5 % of that of a dense scan (tested).
/// Cost: one exact queue for each entry, mostly 0.05 to 5 ms each, for about 300 of them.
/// @throws std::domain_error a field is out of range; a quantile with random service
template <std::floating_point T> [[nodiscard]] batch_answer<T> size_batches(batch_target<T> const& t) {
  validate(t);
  return detail::batch_scan<T>(t).run();
}

} // namespace ullage
