// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How long each record of a trajectory waits: the exact distribution over all records.
///
/// The wait of the n-th record is the horizontal distance between the curves of started and
/// arrived records, D^-1(n) - A^-1(n). Both are quadratics of time between events, so the records
/// fall into cells in which the wait is monotone and every count is a root of one quadratic.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/root.hpp>
#include <ullage/piecewise.hpp>
#include <ullage/trajectory.hpp>

#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

namespace ullage {

/// Records in a row whose wait is monotone.
template <Real T> struct wait_cell {
  T records;           ///< in the cell
  T arrives;           ///< arrival of the first one [s]
  T arrival_rate;      ///< there [records/s]; infinity: all come at once
  T arrival_slope;     ///< [records/s^2]
  T starts;            ///< start of service of the first one [s]
  T start_rate;        ///< there [records/s]; infinity: all at once
  T start_slope;       ///< [records/s^2]
  T first;             ///< wait of the first one [s]
  T last;              ///< wait of the last one [s]
  friend bool operator==(wait_cell const&, wait_cell const&) = default;
};

/// Waits over all records, each counting once.
template <Real T = double> struct wait_distribution {
  std::vector<wait_cell<T>> cells = {}; ///< records that wait
  T immediate = T(0);                   ///< records that do not wait
  T never = T(0);                       ///< records that never start
  T censored = T(0);                    ///< records that still wait at the horizon; they count with their wait so far
  T records = T(0);                     ///< all of them; infinity under endless arrivals that never settle
  T total_wait = T(0);                  ///< sum of all waits [s]
  friend bool operator==(wait_distribution const&, wait_distribution const&) = default;
};

namespace detail {

/// A stretch of a cumulative curve, consumed record by record.
template <Real T> struct count_piece {
  T time;
  T rate; ///< infinity: all at once
  T slope;
  T records;
  T end;
};

/// Takes records off the front of a piece.
template <Real T> void consume(count_piece<T>& p, T const& records) {
  if (is_finite(p.rate)) {
    T const x = time_to_accumulate(records, p.rate, p.slope);
    p.time = p.time + x;
    if (value_of(p.time) > value_of(p.end)) { p.time = p.end; }
    p.rate = at_least_zero(T(p.rate + p.slope * x));
  }
  p.records -= records;
}

template <Real T> [[nodiscard]] T time_of(count_piece<T> const& p, T const& records) {
  if (!is_finite(p.rate)) { return p.time; }
  T const at = p.time + time_to_accumulate(records, p.rate, p.slope);
  return value_of(at) > value_of(p.end) ? p.end : at;
}

/// Smallest and largest wait of a cell.
template <Real T> [[nodiscard]] T const& lowest(wait_cell<T> const& c) { return value_of(c.first) < value_of(c.last) ? c.first : c.last; }
template <Real T> [[nodiscard]] T const& highest(wait_cell<T> const& c) { return value_of(c.first) < value_of(c.last) ? c.last : c.first; }

/// Records of a cell whose wait is at most w.
template <Real T> [[nodiscard]] T records_within(wait_cell<T> const& c, T const& w) {
  if (value_of(w) >= value_of(highest(c))) { return c.records; }
  if (value_of(w) < value_of(lowest(c))) { return T(0); }
  bool const rises = value_of(c.first) < value_of(c.last);
  T const shift = w - c.first;
  T x;
  if (value_of(c.arrival_slope) == 0 && value_of(c.start_slope) == 0) {
    x = c.records * (shift / (c.last - c.first));
  } else if (value_of(shift) == 0) {
    x = T(0);
  } else if (!is_finite(c.arrival_rate)) {
    x = evaluate(quadratic<T>{T(0), c.start_rate, c.start_slope}, shift);
  } else if (!is_finite(c.start_rate)) {
    x = evaluate(quadratic<T>{T(0), c.arrival_rate, c.arrival_slope}, T(-shift));
  } else {
    // Arrived by y and started by y + shift are as many; the wait is monotone, so the first root is it.
    T const y = first_zero(quadratic<T>{-shift * (c.start_rate + c.start_slope * shift / 2),
                                        T(c.arrival_rate - c.start_rate - c.start_slope * shift),
                                        T(c.arrival_slope - c.start_slope)});
    x = is_finite(y) ? evaluate(quadratic<T>{T(0), c.arrival_rate, c.arrival_slope}, y) : c.records;
  }
  if (value_of(x) < 0) { x = T(0); }
  if (value_of(x) > value_of(c.records)) { x = c.records; }
  return rises ? x : T(c.records - x);
}

/// Cuts a stretch in which both curves are one quadratic into monotone cells.
template <Real T>
void add_cells(std::vector<wait_cell<T>>& out, count_piece<T> a, count_piece<T> d, T const& records) {
  auto const add = [&](T const& n) {
    if (!(value_of(n) > 0)) { return; }
    T const first = at_least_zero(T(d.time - a.time));
    T const last = at_least_zero(T(time_of(d, n) - time_of(a, n)));
    out.push_back({n, a.time, a.rate, a.slope, d.time, d.rate, d.slope, first, last});
  };
  if (is_finite(a.rate) && is_finite(d.rate) && value_of(a.slope) != value_of(d.slope)) {
    T const turn = (d.rate - a.rate) * (d.rate + a.rate) / (2 * (a.slope - d.slope));
    if (value_of(turn) > 0 && value_of(turn) < value_of(records)) {
      add(turn);
      consume(a, turn);
      consume(d, turn);
      add(T(records - turn));
      return;
    }
  }
  add(records);
}

/// The wait that `wanted` records do not exceed.
///
/// An interval (low, high] that holds it is narrowed at ends of cells; cells that lie wholly on one side
/// are settled once and for all, so the work shrinks as the interval does. When no end of a cell is left
/// inside, the count is one smooth function there: a line where rates are constant, else a bracketed root.
template <Real T> [[nodiscard]] T quantile_of(std::vector<wait_cell<T>> const& cells, T wanted) {
  T low = T(-1);
  T high = T(0);
  std::vector<wait_cell<T> const*> active;
  active.reserve(cells.size());
  for (auto const& c : cells) {
    active.push_back(&c);
    if (value_of(highest(c)) > value_of(high)) { high = highest(c); }
  }
  auto const inside = [&](T const& w) { return value_of(w) > value_of(low) && value_of(w) < value_of(high); };
  for (int round = 0; round < 4096; ++round) {
    // Towards the middle of the interval, at the nearest end of a cell.
    T const middle = (value_of(low) < 0 ? T(0) : low) / 2 + high / 2;
    T pivot = low;
    T nearest = infinity_v<T>;
    for (auto const* c : active) {
      for (T const* w : {&c->first, &c->last}) {
        T const off = value_of(*w) < value_of(middle) ? T(middle - *w) : T(*w - middle);
        if (value_of(off) < value_of(nearest) && inside(*w)) {
          nearest = off;
          pivot = *w;
        }
      }
    }
    if (!inside(pivot)) { break; }
    T n = T(0);
    for (auto const* c : active) { n += records_within(*c, pivot); }
    (value_of(n) < value_of(wanted) ? low : high) = pivot;
    std::size_t kept = 0;
    for (auto const* c : active) {
      if (value_of(highest(*c)) <= value_of(low)) {
        wanted -= c->records;
      } else if (value_of(lowest(*c)) <= value_of(high)) {
        active[kept++] = c;
      }
    }
    active.resize(kept);
  }
  // Only cells that begin at or below `low` move inside; the others are an atom at `high`.
  bool line = true;
  std::size_t kept = 0;
  for (auto const* c : active) {
    if (value_of(lowest(*c)) > value_of(low)) { continue; }
    line = line && value_of(c->arrival_slope) == 0 && value_of(c->start_slope) == 0;
    active[kept++] = c;
  }
  active.resize(kept);
  auto const moved = [&](T const& w) {
    T n = T(0);
    for (auto const* c : active) { n += records_within(*c, w); }
    return n;
  };
  if (value_of(low) < 0 || active.empty()) { return high; }
  T const at_low = moved(low);
  T const at_high = moved(high);
  if (value_of(at_high) <= value_of(wanted)) { return high; }
  if (value_of(at_low) >= value_of(wanted)) { return low; }
  if (line) { return low + (high - low) * ((wanted - at_low) / (at_high - at_low)); }
  return bracketed_root([&](T const& w) { return T(moved(w) - wanted); }, low, high);
}

/// The arrivals and the starts of one busy period, kept for their memory.
template <Real T> struct busy_pieces {
  std::vector<count_piece<T>> arrivals = {};
  std::vector<count_piece<T>> starts = {};
};

/// The cells of one busy period of a curve: segments [from, to). Each of its records stands for `weight`.
template <Real T>
void add_busy_period(wait_distribution<T>& out, curve_view<T> const& f, std::size_t from, std::size_t to, T const& weight,
                     busy_pieces<T>& room) {
  auto& arrivals = room.arrivals;
  auto& starts = room.starts;
  arrivals.clear();
  starts.clear();
  T const all_at_once = infinity_v<T>;
  for (std::size_t i = from; i < to; ++i) {
    auto const& s = f.segments[i];
    T const end = end_of_segment(f.segments, f.end, i);
    if (i == 0 && value_of(f.initial_lag) > 0) {
      arrivals.push_back({-f.initial_lag_age, all_at_once, T(0), T(weight * f.initial_lag), -f.initial_lag_age});
    }
    if (value_of(s.burst) > 0) { arrivals.push_back({s.start, all_at_once, T(0), T(weight * s.burst), s.start}); }
    if (!is_finite(end)) { break; }
    T const length = end - s.start;
    T const came = weight * length * (s.arrival_rate + s.arrival_slope * length / 2);
    T const began = weight * length * (s.start_rate + s.start_slope * length / 2);
    if (value_of(came) > 0) { arrivals.push_back({s.start, T(weight * s.arrival_rate), T(weight * s.arrival_slope), came, end}); }
    if (value_of(began) > 0) { starts.push_back({s.start, T(weight * s.start_rate), T(weight * s.start_slope), began, end}); }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < arrivals.size() && j < starts.size()) {
    auto& a = arrivals[i];
    auto& d = starts[j];
    T const records = value_of(a.records) < value_of(d.records) ? a.records : d.records;
    add_cells(out.cells, a, d, records);
    bool const arrivals_done = value_of(a.records) <= value_of(records);
    bool const starts_done = value_of(d.records) <= value_of(records);
    if (arrivals_done) {
      ++i;
    } else {
      consume(a, records);
    }
    if (starts_done) {
      ++j;
    } else {
      consume(d, records);
    }
  }
  if (to < f.segments.size()) { return; } // the period ended: what is left is rounding
  for (; i < arrivals.size(); ++i) {
    if (is_finite(f.end)) {
      out.censored += arrivals[i].records;
      count_piece<T> const at_end{f.end, all_at_once, T(0), arrivals[i].records, f.end};
      add_cells(out.cells, arrivals[i], at_end, arrivals[i].records);
    } else {
      out.never += arrivals[i].records;
    }
  }
}

/// The waits of one curve, of which there are `weight`.
/// @param counted does a busy period that begins with a segment count elsewhere?
template <Real T, class Counted>
void add_curve(wait_distribution<T>& out, curve_view<T> const& f, T const& weight, busy_pieces<T>& room, Counted const& counted) {
  auto const& all = f.segments;
  for (std::size_t i = 0; i < all.size();) {
    auto const& s = all[i];
    T const end = end_of_segment(all, f.end, i);
    if (!s.waiting) {
      if (is_finite(end)) { out.immediate += weight * ((end - s.start) * (s.arrival_rate + s.arrival_slope * (end - s.start) / 2)); }
      ++i;
      continue;
    }
    bool const done = counted(s);
    std::size_t to = i;
    for (; to < all.size() && all[to].waiting; ++to) {
      T const stop = end_of_segment(all, f.end, to);
      if (!done && is_finite(stop)) { out.total_wait += weight * integral(lag_curve(all[to]), T(stop - all[to].start)); }
    }
    if (!done) { add_busy_period(out, f, i, to, weight, room); }
    i = to;
  }
  out.total_wait += weight * f.initial_lag * f.initial_lag_age;
}

/// Is a segment of a group that of the topic times its share?
template <Real T> [[nodiscard]] bool is_part(segment<T> const& s, segment<T> const& topic, T const& share) {
  auto const part = [&](T const& x, T const& of) { return value_of(x) == value_of(T(of * share)); };
  return value_of(s.start) == value_of(topic.start) && s.waiting == topic.waiting && part(s.lag, topic.lag) &&
         part(s.arrival_rate, topic.arrival_rate) && part(s.arrival_slope, topic.arrival_slope) &&
         part(s.start_rate, topic.start_rate) && part(s.start_slope, topic.start_slope) && part(s.burst, topic.burst);
}

/// Adds busy periods of the topic in which all partitions are alike, once for all of them.
/// @returns their first segments, marked by 1
template <Real T>
[[nodiscard]] std::vector<char> add_common_periods(wait_distribution<T>& out, trajectory<T> const& f, busy_pieces<T>& room) {
  auto const& all = f.segments;
  std::vector<char> common(all.size(), 0);
  std::vector<std::size_t> at(f.groups.size(), 0); ///< of each group the first segment from here on
  std::size_t to = 0;
  for (std::size_t i = 0; i < all.size(); i = to) {
    for (to = i + 1; all[i].waiting && to < all.size() && all[to].waiting; ++to) {}
    if (!all[i].waiting) { continue; }
    bool alike = true;
    for (std::size_t g = 0; g < at.size() && alike; ++g) {
      auto const& own = f.groups[g].segments;
      auto const& share = f.groups[g].share;
      if (value_of(share) == 0) { continue; }
      while (at[g] < own.size() && value_of(own[at[g]].start) < value_of(all[i].start)) { ++at[g]; }
      std::size_t const k = at[g];
      std::size_t const end = k + (to - i);
      bool const ends = to == all.size() ? end == own.size()
                                         : end < own.size() && !own[end].waiting && value_of(own[end].start) == value_of(all[to].start);
      alike = ends && (k == 0 || !own[k - 1].waiting);
      for (std::size_t j = i; j < to && alike; ++j) { alike = is_part(own[k + (j - i)], all[j], share); }
    }
    if (!alike) { continue; }
    common[i] = 1;
    for (std::size_t j = i; j < to; ++j) {
      T const stop = segment_end(f, j);
      if (is_finite(stop)) { out.total_wait += integral(lag_curve(all[j]), T(stop - all[j].start)); }
    }
    add_busy_period(out, curve_of(f), i, to, T(1), room);
  }
  return common;
}

} // namespace detail

/// The distribution of the waits of a trajectory, over the records of all its partitions.
///
/// Under endless arrivals that settle, the records until then count. Under endless overload, if only of one
/// partition, the waits have no limit and `records` is infinite. Records that still wait at a horizon count with
/// what they have waited so far (`censored` says how many).
template <Real T> [[nodiscard]] wait_distribution<T> waits(trajectory<T> const& f) {
  wait_distribution<T> out;
  detail::busy_pieces<T> room;
  if (f.groups.empty()) {
    detail::add_curve(out, detail::curve_of(f), T(1), room, [](segment<T> const&) { return false; });
  } else {
    auto const common = detail::add_common_periods(out, f, room);
    std::size_t busy = 0;
    for (auto const& g : f.groups) {
      for (auto const& s : g.segments) { busy += s.waiting; }
    }
    // Mostly two for each segment; of many groups they would be copied again and again.
    if (f.groups.size() > 64) { out.cells.reserve(2 * busy); }
    for (auto const& g : f.groups) {
      std::size_t k = 0;
      detail::add_curve(out, detail::curve_of(f, g), g.partitions, room, [&](segment<T> const& s) {
        while (k < common.size() && value_of(f.segments[k].start) < value_of(s.start)) { ++k; }
        return k < common.size() && common[k] != 0 && value_of(f.segments[k].start) == value_of(s.start);
      });
    }
  }
  auto const& last = f.segments.back();
  bool const endless = !detail::is_finite(f.end) && last.waiting && value_of(last.arrival_rate) > 0;
  if (endless) {
    out.records = infinity_v<T>;
    return out;
  }
  out.records = out.immediate + out.never;
  for (auto const& c : out.cells) { out.records += c.records; }
  if (value_of(out.never) > 0) { out.total_wait = infinity_v<T>; }
  return out;
}

/// @returns the longest wait of any record [s]; 0 without records
template <Real T> [[nodiscard]] T max_wait(wait_distribution<T> const& d) {
  if (!detail::is_finite(d.records) || value_of(d.never) > 0) { return infinity_v<T>; }
  T best = T(0);
  for (auto const& c : d.cells) {
    if (value_of(c.first) > value_of(best)) { best = c.first; }
    if (value_of(c.last) > value_of(best)) { best = c.last; }
  }
  return best;
}

/// @returns the mean wait over all records [s]; 0 without records
template <Real T> [[nodiscard]] T mean_wait(wait_distribution<T> const& d) {
  if (!detail::is_finite(d.records)) { return infinity_v<T>; }
  return value_of(d.records) > 0 ? T(d.total_wait / d.records) : T(0);
}

/// @param limit [s], >= 0
/// @returns records that wait longer than a limit
/// @throws std::domain_error limit is negative or nan
template <Real T> [[nodiscard]] T late_records(wait_distribution<T> const& d, std::type_identity_t<T> const& limit) {
  detail::require(value_of(limit) >= 0, "late_records", "limit", limit, "must be >= 0");
  if (!detail::is_finite(d.records)) { return infinity_v<T>; }
  T late = d.never;
  for (auto const& c : d.cells) { late += c.records - detail::records_within(c, limit); }
  return late;
}

/// The wait that a share p of the records does not exceed.
///
/// Exact: a linear interpolation where rates are constant, else a bracketed root to rounding.
/// @param p in [0, 1]
/// @returns seconds; 0 without records, infinity when that share never starts
/// @throws std::domain_error p is out of range
template <Real T> [[nodiscard]] T wait_quantile(wait_distribution<T> const& d, std::type_identity_t<T> const& p) {
  detail::require(value_of(p) >= 0 && value_of(p) <= 1, "wait_quantile", "p", p, "must be in [0, 1]");
  if (!detail::is_finite(d.records)) { return infinity_v<T>; }
  T const wanted = p * d.records - d.immediate;
  if (!(value_of(wanted) > 0)) { return T(0); }
  T wait_sum = T(0);
  for (auto const& c : d.cells) { wait_sum += c.records; }
  if (value_of(wanted) > value_of(T(wait_sum * (1 + 4 * std::numeric_limits<T>::epsilon())))) {
    return value_of(d.never) > 0 ? infinity_v<T> : max_wait(d);
  }
  return detail::quantile_of(d.cells, wanted);
}

} // namespace ullage
