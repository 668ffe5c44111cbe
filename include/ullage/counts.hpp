// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Arrival profiles from what was measured: counts per bin, with gaps that are named or filled by
/// choice, and recorded instants of single records.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/piecewise.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage {

/// What to do where bins of counts are missing.
enum class gaps {
  error,       ///< refuse and name them
  zero,        ///< nothing arrived
  hold,        ///< the rate of the bin before goes on
  interpolate, ///< the rate goes linearly from the bin before to the bin after
};

/// How counts per bin become a rate.
template <Real T = double> struct count_options {
  T bin_width = unset_v<T>;      ///< [s], > 0; default: the median distance of the times
  gaps missing = gaps::error;    ///< a distance above 1.5 bin widths is a gap
  friend bool operator==(count_options const&, count_options const&) = default;
};

/// Counts in bins of one width, from time 0 on.
/// @param counts records per bin, each >= 0
/// @param bin_width [s], > 0
/// @throws std::domain_error no counts, or an argument out of range
template <Real T>
[[nodiscard]] arrival_profile<T> from_counts(std::span<T const> counts, std::type_identity_t<T> const& bin_width) {
  detail::require(!counts.empty(), "from_counts", "counts", 0.0, "must hold at least one bin (it is empty)");
  detail::require_positive("from_counts", "bin_width", bin_width);
  std::vector<rate_piece<T>> out;
  out.reserve(counts.size() + 1);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    detail::require_element(detail::is_amount(counts[i]), "from_counts", "counts", i, counts[i], "must be finite, >= 0 and at most 1e30");
    out.push_back({.start = bin_width * T(double(i)), .rate = counts[i] / bin_width});
  }
  out.push_back({.start = bin_width * T(double(counts.size()))});
  return arrival_profile<T>(std::move(out));
}

/// Counts in bins between given edges: bin i is [edges[i], edges[i + 1]). Time 0 of the profile is
/// the first edge.
/// @param edges [s], one more than counts, strictly increasing
/// @param counts records per bin, each >= 0
/// @throws std::domain_error sizes differ, edges do not increase, or a count is negative
template <Real T>
[[nodiscard]] arrival_profile<T> from_edges(std::span<T const> edges, std::span<T const> counts) {
  detail::require(!counts.empty(), "from_edges", "counts", 0.0, "must hold at least one bin (it is empty)");
  detail::require(edges.size() == counts.size() + 1, "from_edges", "edges", double(edges.size()),
                  "must be one more than the number of counts");
  std::vector<rate_piece<T>> out;
  out.reserve(edges.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    detail::require_element(detail::is_amount(counts[i]), "from_edges", "counts", i, counts[i], "must be finite, >= 0 and at most 1e30");
    T const width = edges[i + 1] - edges[i];
    detail::require_element(detail::is_finite(width) && value_of(width) > 0, "from_edges", "edges", i, edges[i],
                            "must be finite and smaller than the edge after it");
    out.push_back({.start = edges[i] - edges[0], .rate = counts[i] / width});
  }
  out.push_back({.start = edges.back() - edges[0]});
  return arrival_profile<T>(std::move(out));
}

namespace detail {
template <Real T> [[nodiscard]] T median_distance(std::span<T const> times) {
  std::vector<T> distances;
  distances.reserve(times.size() - 1);
  for (std::size_t i = 0; i + 1 < times.size(); ++i) { distances.push_back(times[i + 1] - times[i]); }
  auto const middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end(),
                   [](T const& a, T const& b) { return value_of(a) < value_of(b); });
  return *middle;
}
} // namespace detail

/// Counts in bins that begin at given times. Time 0 of the profile is the first one. A bin lasts
/// until the next time; where that is further than 1.5 bin widths away, bins are missing.
/// @param times start of each bin [s], strictly increasing
/// @param counts records per bin, each >= 0
/// @throws std::domain_error sizes differ, times do not increase, a count is negative, one bin
///   without a width, or gaps when they are refused
template <Real T>
[[nodiscard]] arrival_profile<T> from_counts(std::span<T const> times, std::span<T const> counts,
                                             count_options<T> const& options = {}) {
  detail::require(!counts.empty(), "from_counts", "counts", 0.0, "must hold at least one bin (it is empty)");
  detail::require(times.size() == counts.size(), "from_counts", "times", double(times.size()),
                  "must be as many as the counts");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    detail::require_element(detail::is_finite(times[i]), "from_counts", "times", i, times[i], "must be a finite number");
    detail::require_element(detail::is_amount(counts[i]), "from_counts", "counts", i, counts[i], "must be finite, >= 0 and at most 1e30");
    detail::require_element(i == 0 || value_of(times[i]) > value_of(times[i - 1]), "from_counts", "times", i, times[i],
                            "must be later than the time before it");
  }
  bool const given = !detail::is_nan(options.bin_width);
  detail::require(given || times.size() > 1, "from_counts", "bin_width", options.bin_width,
                  "is required when there is one bin only");
  T const width = given ? options.bin_width : detail::median_distance(times);
  detail::require_positive("from_counts", "bin_width", width);

  std::size_t missing = 0;
  std::string first;
  std::vector<rate_piece<T>> out;
  out.reserve(times.size() + 1);
  auto const length = [&](std::size_t i) {
    if (i + 1 == times.size()) { return width; }
    T const distance = times[i + 1] - times[i];
    return value_of(distance) > value_of(T(width * 3 / 2)) ? width : distance;
  };
  for (std::size_t i = 0; i < times.size(); ++i) {
    T const start = times[i] - times[0];
    T const span = length(i);
    T const rate = counts[i] / span;
    out.push_back({.start = start, .rate = rate});
    T const end = start + span;
    if (i + 1 == times.size()) {
      out.push_back({.start = end});
      break;
    }
    T const next = times[i + 1] - times[0];
    if (!(value_of(T(next - end)) > 0)) { continue; }
    switch (options.missing) {
    case gaps::error:
      if (missing++ < 3) {
        first += (first.empty() ? "" : ", ") + ("[" + detail::show(T(times[0] + end)) + " s, " + detail::show(times[i + 1]) + " s)");
      }
      break;
    case gaps::zero: out.push_back({.start = end}); break;
    case gaps::hold: break;
    case gaps::interpolate: {
      T const after = counts[i + 1] / length(i + 1);
      out.push_back({.start = end, .rate = rate, .slope = (after - rate) / (next - end)});
      break;
    }
    }
  }
  if (missing > 0) {
    throw std::domain_error("from_counts: times has " + std::to_string(missing) + " gap(s) longer than 1.5 bins of " +
                            detail::show(width) + " s: " + first + (missing > 3 ? ", ..." : "") +
                            "; choose gaps = zero, hold or interpolate to fill them");
  }
  return arrival_profile<T>(std::move(out));
}

/// Recorded instants of single records, each of which comes as a whole. Time 0 of the profile is
/// the time 0 of the recording.
/// @param times [s], >= 0, not decreasing
/// @throws std::domain_error no times, or times out of order
template <Real T> [[nodiscard]] arrival_profile<T> replay(std::span<T const> times) {
  detail::require(!times.empty(), "replay", "times", 0.0, "must hold at least one record (it is empty)");
  std::vector<rate_piece<T>> out;
  out.reserve(times.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    detail::require_element(detail::is_amount(times[i]), "replay", "times", i, times[i], "must be finite, >= 0 and at most 1e30");
    detail::require_element(i == 0 || value_of(times[i]) >= value_of(times[i - 1]), "replay", "times", i, times[i],
                            "must not be earlier than the time before it");
    if (!out.empty() && value_of(out.back().start) == value_of(times[i])) {
      out.back().burst += 1;
    } else {
      out.push_back({.start = times[i], .burst = T(1)});
    }
  }
  return arrival_profile<T>(std::move(out));
}

} // namespace ullage
