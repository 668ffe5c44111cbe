// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Means of one partition with batches: size of an invocation, number waiting.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/bulk_chain.hpp>
#include <ullage/detail/count_row.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <vector>

namespace ullage::detail {

template <std::floating_point U> struct bulk_means {
  U size;           ///< E N
  U size_of_record; ///< E N^2 / E N: the batch in which a record is
  U wait;           ///< in units of the mean time between arrivals
};

/// Mean area below the number waiting while a window of length w is open that finds n records, for n = 0 .. B - 1.
///
/// Formula: sum_j (n + j) P(Poisson(w) > j), j = 0 .. B - n - 1; no records are as one, which opens it.
template <std::floating_point U> [[nodiscard]] std::vector<U> window_areas(long long size, count_row<U> const& window) {
  upper_tail<U> const tail(window);
  std::vector<U> area(static_cast<std::size_t>(size), U(0));
  U plain = 0;
  U rising = 0;
  for (long long n = size - 1; n >= 1; --n) {
    long long const j = size - n - 1;
    plain += tail(j + 1);
    rising += U(j) * tail(j + 1);
    area[static_cast<std::size_t>(n)] = U(n) * plain + rising;
  }
  if (size > 1) { area[0] = area[1]; }
  return area;
}

/// after_batch: the same after a service of length d that left nothing over.
///
/// Formula: integral over x in (0, W) of e^(-(d - x)^+) E[(1 + A) 1{1 + A < B}], A ~ Poisson(x).
template <std::floating_point U>
[[nodiscard]] U area_opened_in_service(bulk_scaled<U> const& q, U d, count_row<U> const& arrivals, count_row<U> const& window) {
  auto const below = [&](count_row<U> const& row) { // sum of i P(N = i), i < B
    U sum = 0;
    for (long long i = row.first; i <= row.last() && i < q.size; ++i) { sum += U(i) * row(i); }
    return sum;
  };
  auto const up_to = [&](count_row<U> const& row) { // E s (s + 1) / 2, s = min(N, B - 1)
    U sum = 0;
    for (long long i = row.first; i <= row.last(); ++i) {
      U const s = U(i < q.size ? i : q.size - 1);
      sum += s * (s + 1) / 2 * row(i);
    }
    return sum;
  };
  if (d > q.window) { return std::exp(q.window - d) * below(window); }
  U const later = up_to(window) - up_to(arrivals);
  return below(arrivals) + (later > 0 ? later : U(0));
}

template <std::floating_point U> [[nodiscard]] bulk_means<U> means_of(bulk_chain<U> const& c) {
  auto const& q = c.queue();
  bool const behind = q.rule == window_rule::after_batch && q.window > 0;
  U const size = U(q.size);
  U const full = q.full_service();
  U mean = c.above() * size;
  U square = c.above() * size * size;
  U area = c.above_mean() * full + c.above() * full * full * (1 + q.scv) / 2;
  for (long long m = c.low(); m <= c.high(); ++m) {
    U const p = c.within_batch(m);
    U const d = q.service(m);
    mean += p * U(m);
    square += p * U(m) * U(m);
    area += p * d * d * (1 + q.scv) / 2;
    if (behind && p > 0) { area += p * area_opened_in_service(q, d, c.row(m), c.window()); }
  }
  if (q.window > 0) {
    auto const& waiting = behind ? c.waiting_after_rest() : c.waiting();
    U const rest = smaller(q.rest_of_window(), 2 * size + 2000);
    auto const areas = window_areas(q.size, behind ? counts_in(rest, U(0)) : c.window());
    std::size_t const end = q.rule == window_rule::when_idle ? 1 : waiting.size();
    for (std::size_t n = behind ? 1 : 0; n < end; ++n) { area += waiting[n] * areas[n]; }
  }
  return {mean, square / mean, area / mean};
}

} // namespace ullage::detail
