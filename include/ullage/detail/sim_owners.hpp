// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Lanes, the owners that serve them, and what waits in them, during a simulation.

#include <ullage/detail/sim_heap.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ullage::detail {

/// Nobody.
inline constexpr std::uint32_t no_owner = 0xffffffffU;

/// One first-in-first-out server (or, without partitions, all of them), and the lanes that it owns.
struct sim_owner {
  double waiting = 0;         ///< records of its lanes
  double servers = 1;         ///< invocations that it may have under way
  double holds = 0;           ///< invocations that hold records of its lanes
  double window_from = 0;     ///< when the batching window opened
  double timer_at = 0;        ///< when it is looked at again
  double last_end = 0;        ///< end of its last invocation [s]
  bool window_open = false;
  bool timer_set = false;
  bool blocked = false;       ///< it is in the line for a free environment
  bool cold = false;          ///< it has never run
  std::uint32_t first = 0;    ///< its lanes are order[first, last)
  std::uint32_t last = 0;
};

/// Who owns which lane, how many records wait in it, and which of an owner's lanes has the oldest.
class sim_lanes {
public:
  explicit sim_lanes(std::size_t lanes) : owner_(lanes, no_owner), waiting_(lanes, 0.0) {}

  [[nodiscard]] std::size_t size() const { return owner_.size(); }
  [[nodiscard]] std::uint32_t owner_of(std::size_t lane) const { return owner_[lane]; }
  [[nodiscard]] double waiting(std::size_t lane) const { return waiting_[lane]; }
  [[nodiscard]] std::vector<std::uint32_t> const& order() const { return order_; }
  std::vector<sim_owner> owners = {};

  /// New owners; what waits goes to them.
  /// @param owner of each lane, below `count`
  /// @param head head(lane): when the oldest record that waits in a lane came
  template <class Head> void hand_over(std::vector<std::size_t> const& owner, std::size_t count, Head const& head) {
    std::vector<sim_owner> next(count);
    for (std::size_t i = 0; i < count; ++i) {
      next[i].cold = i >= owners.size() || owners[i].cold;
      if (i < owners.size()) { next[i].last_end = owners[i].last_end; }
    }
    owners = std::move(next);
    if (count == 0) {
      for (auto& o : owner_) { o = no_owner; }
      order_.clear();
      heads_.clear();
      return;
    }
    for (std::size_t lane = 0; lane < owner_.size(); ++lane) { owner_[lane] = static_cast<std::uint32_t>(owner[lane]); }
    order_.resize(owner_.size());
    for (auto const o : owner_) { ++owners[o].last; }
    std::uint32_t at = 0;
    for (auto& o : owners) {
      o.first = at;
      at += o.last;
      o.last = o.first;
    }
    for (std::size_t lane = 0; lane < owner_.size(); ++lane) {
      auto& o = owners[owner_[lane]];
      order_[o.last++] = static_cast<std::uint32_t>(lane);
      o.waiting += waiting_[lane];
    }
    heads_.clear();
    heads_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      auto const& o = owners[i];
      if (o.last - o.first < 2) { continue; }
      for (std::uint32_t k = o.first; k < o.last; ++k) {
        if (waiting_[order_[k]] > 0) { heads_[i].push({head(order_[k]), order_[k], 0}); }
      }
    }
  }

  /// A record arrives. @returns its owner, or no_owner
  template <class Head> std::uint32_t arrive(std::uint32_t lane, Head const& head) {
    auto const o = owner_[lane];
    waiting_[lane] += 1;
    if (o == no_owner) { return o; }
    auto& owner = owners[o];
    owner.waiting += 1;
    if (owner.last - owner.first > 1 && waiting_[lane] == 1) { heads_[o].push({head(lane), lane, 0}); }
    return o;
  }

  /// @returns the lane with the oldest record of an owner, where one waits
  [[nodiscard]] std::uint32_t oldest(std::uint32_t o) const {
    auto const& owner = owners[o];
    return owner.last - owner.first == 1 ? order_[owner.first] : heads_[o].top().id;
  }

  /// Takes the oldest record of an owner away; `pop(lane)` has been called.
  template <class Head> void take(std::uint32_t o, std::uint32_t lane, Head const& head) {
    auto& owner = owners[o];
    owner.waiting -= 1;
    waiting_[lane] -= 1;
    if (owner.last - owner.first == 1) { return; }
    if (waiting_[lane] > 0) {
      heads_[o].replace_top({head(lane), lane, 0});
    } else {
      heads_[o].pop();
    }
  }

private:
  std::vector<std::uint32_t> owner_;  ///< of each lane
  std::vector<double> waiting_;       ///< records of each lane
  std::vector<std::uint32_t> order_;  ///< lanes by owner
  std::vector<due_heap> heads_;       ///< per owner of several lanes: those with records, the oldest first
};

} // namespace ullage::detail
