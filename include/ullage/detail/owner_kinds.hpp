// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The owners of a forecast by kind: lanes with the same curve whose owners carry the same traffic.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/owner_path.hpp>
#include <ullage/forecast.hpp>
#include <ullage/packing.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace ullage::detail {

/// One kind of owner.
template <class U> struct chance_owner {
  U curves = 1;          ///< how many behave like this
  owner_path<U> path;
};

template <class U, Real T> [[nodiscard]] trajectory<U> widened(trajectory<T> const& f, std::vector<segment<T>> const& segments, U share) {
  trajectory<U> out;
  out.segments.reserve(segments.size());
  for (auto const& s : segments) {
    out.segments.push_back({U(s.start), U(s.burst), U(s.arrived), U(s.arrival_rate), U(s.arrival_slope), U(s.lag), U(s.start_rate),
                            U(s.start_slope), U(s.capacity), U(s.capacity_slope), U(s.consumers), U(s.consumers_slope), s.waiting});
  }
  out.end = U(f.end);
  out.initial_lag = U(f.initial_lag) * share;
  out.initial_lag_age = U(f.initial_lag_age);
  out.service_time = U(f.service_time);
  return out;
}

/// The kinds of owners of a forecast.
template <class U> class owner_kinds {
protected:
  explicit owner_kinds(U occupancy) : occupancy_(occupancy) {}

  /// Owners of a number of consumers.
  template <Real T> [[nodiscard]] U owners_at(pipeline<T> const& p, U consumers) const {
    return larger(owners_of(lanes_, U(consumers * U(p.scaling.concurrency_per_consumer))), U(1));
  }
  /// Adds a kind whose owners have so many lanes as `owned` says while nothing waits.
  template <Real T, class F> void add_kind(forecast_result<T> const& f, std::size_t group, U curves, U lanes_of_curve, F const& owned) {
    bool const topic = group == whole_topic;
    auto const& segments = topic ? f.path.segments : f.path.groups[group].segments;
    U const share = topic ? U(1) : U(f.path.groups[group].share);
    kinds_.push_back({curves, owner_path<U>(widened<U>(f.path, segments, share), lanes_of_curve, lanes_, share, pooled_ ? U(0) : occupancy_, noise_, owned)});
  }
  template <Real T> void add_kinds(forecast_result<T> const& f) {
    auto const& p = f.system;
    constexpr auto topic = whole_topic;
    if (pooled_) {
      add_kind(f, topic, U(1), lanes_, [](U) { return owned_lanes<U>{}; });
      return;
    }
    // The owners that the records without backlog meet.
    U settled = owners_at(p, U(f.path.segments.back().consumers));
    for (auto const& s : f.path.segments) {
      if (s.arrival_rate > 0 && s.consumers > 0) { settled = owners_at(p, U(s.consumers)); }
    }
    auto const shares = lane_shares(p);
    auto const block = [&](bool heavy) {
      return [&p, heavy, this](U consumers) {
        U const owners = owners_at(p, consumers);
        auto const b = blocks_of(lanes_, owners);
        return owned_lanes<U>{heavy && b.heavy_owners > 0 ? b.heavy_lanes : b.light_lanes, owners};
      };
    };
    if (shares.empty()) {
      auto const b = blocks_of(lanes_, settled);
      if (f.path.groups.empty()) {
        U const heavy = b.heavy_owners * b.heavy_lanes / lanes_;
        if (heavy > 0) { add_kind(f, topic, heavy, lanes_, block(true)); }
        if (heavy < 1) { add_kind(f, topic, 1 - heavy, lanes_, block(false)); }
        return;
      }
      for (auto const& c : classes_of(f.path.groups)) {
        U const lanes_owned = lanes_when_waiting(f.path.groups[c.group].segments);
        bool const heavy = lanes_owned > 0 ? lanes_owned > lanes_ / settled : b.heavy_owners > 0;
        add_kind(f, c.group, c.curves, U(1), block(heavy));
      }
      return;
    }
    if (f.path.groups.empty()) { // alike at all times although shares differ: one owner
      add_kind(f, topic, U(1), lanes_, [&](U consumers) { return owned_lanes<U>{lanes_ / owners_at(p, consumers), owners_at(p, consumers)}; });
      return;
    }
    std::vector<U> wide(shares.size());
    for (std::size_t i = 0; i < wide.size(); ++i) { wide[i] = U(shares[i]); }
    std::vector<U> of_owner; // share of the owner of each lane
    U known = 0;
    auto const look = [&](U owners) {
      if (owners == known) { return; }
      known = owners;
      auto const n = static_cast<std::size_t>(owners);
      auto const who = assign(wide, n, p.assignment);
      auto const loads = owner_loads(wide, who, n);
      of_owner.resize(wide.size());
      for (std::size_t i = 0; i < who.size(); ++i) { of_owner[i] = loads[who[i]]; }
    };
    for (auto const& c : classes_of(f.path.groups)) {
      auto const& g = f.path.groups[c.group];
      U const share(g.share);
      if (!(share > 0)) { continue; }
      look(settled);
      U const wanted = lanes_when_waiting(g.segments) * share;
      // Lanes of that share, by the traffic of their owners; one stands for those that are alike.
      struct member {
        std::size_t lane;
        U owner;
        U count;
      };
      std::vector<member> members;
      U all = 0;
      for (std::size_t i = 0; i < wide.size(); ++i) {
        if (std::abs(wide[i] - share) > U(1e-9) * share) { continue; }
        all += 1;
        bool found = false;
        for (auto& m : members) {
          found = found || std::abs(m.owner - of_owner[i]) <= U(1e-9) * m.owner;
          if (std::abs(m.owner - of_owner[i]) <= U(1e-9) * m.owner) { m.count += 1; }
        }
        if (!found && members.size() < most_kinds) { members.push_back({i, of_owner[i], U(1)}); }
      }
      if (members.empty()) {
        add_kind(f, c.group, c.curves, U(1), [&](U consumers) { return owned_lanes<U>{U(1), owners_at(p, consumers)}; });
        continue;
      }
      if (wanted > 0) {
        std::size_t best = 0;
        for (std::size_t i = 1; i < members.size(); ++i) {
          if (std::abs(members[i].owner - wanted) < std::abs(members[best].owner - wanted)) { best = i; }
        }
        members = {members[best]};
        all = members[0].count;
      }
      for (auto const& m : members) {
        add_kind(f, c.group, c.curves * m.count / all, U(1), [&](U consumers) {
          look(owners_at(p, consumers));
          return owned_lanes<U>{larger(of_owner[m.lane] / share, U(1)), known};
        });
      }
    }
  }
  /// @returns lanes of the owner while records wait, 0 where none ever do
  template <Real T> [[nodiscard]] U lanes_when_waiting(std::vector<segment<T>> const& segments) const {
    U out = 0;
    for (auto const& s : segments) {
      if (s.waiting && s.capacity > 0) { out = 1 / (U(s.capacity) * occupancy_); }
    }
    return out;
  }

  struct group_class {
    std::size_t group; ///< that stands for all
    U curves;
  };
  /// The busiest groups alone, the others in classes of equal traffic, each seen as its middle.
  template <Real T> [[nodiscard]] std::vector<group_class> classes_of(std::vector<partition_group<T>> const& groups) {
    std::vector<group_class> out;
    if (groups.size() <= most_kinds) {
      for (std::size_t i = 0; i < groups.size(); ++i) { out.push_back({i, U(groups[i].partitions)}); }
      return out;
    }
    merged_ = true;
    std::vector<std::size_t> order(groups.size());
    for (std::size_t i = 0; i < order.size(); ++i) { order[i] = i; }
    heap_sort(order, [&](std::size_t a, std::size_t b) { return groups[a].share > groups[b].share; });
    constexpr std::size_t alone = most_kinds / 2;
    U rest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      auto const& g = groups[order[i]];
      if (i < alone) { out.push_back({order[i], U(g.partitions)}); }
      else { rest += U(g.partitions) * U(g.share); }
    }
    U const each = rest / U(most_kinds - alone);
    std::size_t first = alone;
    U sum = 0;
    for (std::size_t i = alone; i < order.size(); ++i) {
      sum += U(groups[order[i]].partitions) * U(groups[order[i]].share);
      if (sum >= each * (1 - U(1e-9)) || i + 1 == order.size()) {
        std::size_t const middle = order[first + (i - first) / 2];
        if (groups[middle].share > 0) { out.push_back({middle, sum / U(groups[middle].share)}); }
        sum = 0;
        first = i + 1;
      }
    }
    return out;
  }

  static constexpr std::size_t most_kinds = 16;
  static constexpr std::size_t whole_topic = static_cast<std::size_t>(-1);

  U occupancy_; ///< time of one record of a full batch [s]
  U lanes_ = 1;
  bool pooled_ = false;
  bool merged_ = false;
  flow_noise<U> noise_;
  std::vector<chance_owner<U>> kinds_;
};

} // namespace ullage::detail
