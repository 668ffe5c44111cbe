// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Lanes that behave alike, the owners that have them, and their curves as parts of the topic's.

#include <ullage/concepts.hpp>
#include <ullage/trajectory.hpp>

#include <cstddef>
#include <vector>

namespace ullage::detail {

/// An event that changed nothing needs no segment of its own.
template <Real T> [[nodiscard]] bool continues(segment<T> const& a, segment<T> const& b) {
  return value_of(b.burst) == 0 && a.waiting == b.waiting && value_of(a.arrival_slope) == 0 && value_of(b.arrival_slope) == 0 &&
         value_of(a.arrival_rate) == value_of(b.arrival_rate) && value_of(a.start_rate) == value_of(b.start_rate) &&
         value_of(a.start_slope) == 0 && value_of(b.start_slope) == 0 && value_of(a.capacity) == value_of(b.capacity) &&
         value_of(a.capacity_slope) == 0 && value_of(b.capacity_slope) == 0;
}

/// Puts a segment at the end of a curve, in the place of one that begins at the same instant.
template <Real T> void append_segment(std::vector<segment<T>>& curve, segment<T> const& s) {
  if (!curve.empty() && value_of(curve.back().start) == value_of(s.start)) {
    T const burst = curve.back().burst;
    curve.back() = s;
    curve.back().burst += burst;
    return;
  }
  if (curve.empty() || !continues(curve.back(), s)) { curve.push_back(s); }
}

/// The curve of one lane where all lanes are in the same state.
template <Real T> [[nodiscard]] segment<T> part_of(segment<T> s, T const& share) {
  for (T* const x : {&s.burst, &s.arrived, &s.arrival_rate, &s.arrival_slope, &s.lag, &s.start_rate, &s.start_slope, &s.capacity,
                     &s.capacity_slope}) {
    *x *= share;
  }
  s.waiting = s.waiting && value_of(share) > 0;
  return s;
}

/// Lanes that have been in the same state at all times.
template <Real T> struct lane_group {
  double lanes = 1;      ///< how many
  double begin = 0;      ///< number of the first one, where lanes are equal
  T share = T(1);        ///< of the arrivals, each
  T companions = T(0);   ///< other lanes of its owner when its backlog last ended
  std::vector<segment<T>> curve = {};
};

/// Lanes of a group that one owner has.
template <Real T> struct lane_member {
  std::size_t group;
  T share;  ///< of the arrivals, all of them
  T behind; ///< records of the topic that came after the oldest one that waits
};

/// Owners whose lanes are in the same state.
template <Real T> struct owner_kind {
  T owners = T(1);  ///< how many
  T share = T(0);   ///< of the arrivals, each, > 0
  double lanes = 0; ///< of each
  double begin = 0; ///< the range of their lanes, where these are equal
  double end = 0;
  std::vector<lane_member<T>> members = {}; ///< what waits longest first
  std::size_t front = 0;     ///< so many of them are served: they are equally old
  T front_share = T(0);      ///< of the arrivals, each owner
  T behind = T(0);           ///< of those that are served, at `at`
  T at = T(0);               ///< the members are as they were at this instant [s]
  T event = infinity_v<T>;   ///< when its course changes [s]
  bool busy = false;         ///< records wait
  bool forced = false;       ///< its arrivals have just reached what it can do
  bool fresh = true;         ///< has no course yet
  bool dirty = true;         ///< its course is not yet recorded
};

} // namespace ullage::detail
