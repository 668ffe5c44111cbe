// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What the consumers of a backlog can do at the moment: what they sustain, what they do while all have work,
/// what an evaluation sees of it.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/lane_layout.hpp>
#include <ullage/detail/packed_fluid.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/packing.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/scaling/environments.hpp>
#include <ullage/scaling/fleet.hpp>
#include <ullage/scaling/ramp.hpp>

#include <type_traits>

namespace ullage::detail {

/// The consumers of a backlog and the lanes that they own.
/// @tparam Model backlog_model<T>
template <Real T, class Model> class owner_flows {
protected:
  owner_flows(Model const& m, T const& consumers)
      : model_(m), unlimited_(m.consumers), ramp_(m.scaling, m.consumers), pool_(m.scaling.environment_burst, m.scaling.environment_rate),
        lanes_(m.consumers.lanes, m.shares, m.assignment), fleet_(m.scaling, consumers) {
    unlimited_.concurrency_limit = infinity_v<T>;
  }

  [[nodiscard]] static constexpr T slack() { return rate_slack<T>(); }

  /// What can begin: services per second and their change.
  struct flow {
    T capacity = T(0);
    T slope = T(0);
    T until = infinity_v<T>; ///< length of time for which this holds
  };

  /// @param p services in parallel
  /// @param ramp growth of the consumers [1/s]
  [[nodiscard]] flow flow_of(linear_piece<T> const& p, T const& ramp) const {
    if (fleet_.paused(time_)) { return {T(0), T(0), fleet_.paused_until() - time_}; }
    T const& s = model_.consumers.service_time;
    flow out{p.value / s, p.slope * ramp / s, infinity_v<T>};
    if (value_of(ramp) > 0 && is_finite(p.until)) { out.until = (p.until - fleet_.working()) / ramp; }
    return out;
  }
  /// Services in parallel of one owner, the limits that all share left out.
  [[nodiscard]] linear_piece<T> const& one_owner() const {
    return known(known_.one, [&] {
      T const n = owners_of(model_.consumers.lanes, T(fleet_.working() * model_.consumers.concurrency_per_consumer));
      auto p = busy_parallelism(unlimited_, fleet_.working());
      if (value_of(n) > 1) {
        p.value /= n;
        p.slope /= n;
      }
      return p;
    });
  }
  /// The load up to which no owner falls behind, as services in parallel.
  [[nodiscard]] linear_piece<T> const& sustained() const {
    return known(known_.sustained, [&] {
      if (lanes_.layout().even() || lanes_.layout().alike()) { return parallelism(model_.consumers, fleet_.working()); }
      auto p = one_owner();
      p.value /= lanes_.layout().heaviest();
      p.slope /= lanes_.layout().heaviest();
      T const& limit = model_.consumers.concurrency_limit;
      if (value_of(limit) <= value_of(T(p.value * (1 + slack())))) { return linear_piece<T>{limit, T(0), p.until}; }
      return p;
    });
  }
  /// Services in parallel while all owners have work.
  [[nodiscard]] linear_piece<T> const& busy_services() const {
    return known(known_.busy, [&] { return busy_parallelism(model_.consumers, fleet_.working()); });
  }
  /// What all owners can do while they have work.
  [[nodiscard]] flow busy_flow(T const& ramp) const { return flow_of(busy_services(), ramp); }

  /// Lets the consumers at work own the lanes.
  void own() {
    if (value_of(fleet_.working()) == value_of(owned_by_)) { return; }
    owned_by_ = fleet_.working();
    known_.sustained.consumers = T(-1);
    if (!is_finite(model_.consumers.lanes)) { return; }
    lanes_.own(time_, owners_of(model_.consumers.lanes, T(owned_by_ * model_.consumers.concurrency_per_consumer)));
  }

  /// The load that a number of consumers would carry, were the lanes handed over to them now [records/s].
  [[nodiscard]] T carried_by(T const& consumers) const {
    T const owners = owners_of(model_.consumers.lanes, T(consumers * model_.consumers.concurrency_per_consumer));
    T const all = busy_parallelism(unlimited_, consumers).value / model_.consumers.service_time;
    return all / (larger(owners, T(1)) * lanes_.layout().heaviest_with(static_cast<double>(value_of(owners))));
  }
  /// Consumers that are to stay when nothing waits; where shares are unequal, some more if these do not carry the load.
  [[nodiscard]] T carrying(T const& wanted) const {
    if (lanes_.layout().even() || value_of(wanted) == value_of(fleet_.consumers())) { return wanted; }
    T const had = fleet_.consumers();
    T n = wanted;
    for (int tries = 0; tries < most_tries && value_of(n) < value_of(had); ++tries, n += 1) {
      if (value_of(rate_) <= value_of(T(carried_by(n) * (1 + slack())))) { return n; }
    }
    return had;
  }
  /// Time until a falling load needs less of them.
  [[nodiscard]] T time_to_drop() const {
    T const had = fleet_.consumers();
    T best = ramp_.time_to_drop(had, rate_, slope_);
    if (lanes_.layout().even() || value_of(slope_) >= 0) { return best; }
    T n = ramp_.when_empty(had, rate_, slope_);
    for (int tries = 0; tries < most_tries && value_of(n) < value_of(had); ++tries, n += 1) {
      T const excess = rate_ - carried_by(n);
      if (value_of(excess) > value_of(T(slack() * rate_))) { best = smaller(best, T(-excess / slope_)); }
    }
    return best;
  }
  static constexpr int most_tries = 64;

  /// Services under way, as an evaluation sees them.
  [[nodiscard]] T services_under_way() {
    if (fleet_.paused(time_)) { return T(0); }
    T const& s = model_.consumers.service_time;
    own();
    T running = busy_services().value;
    if (!pool_.unlimited() && value_of(pool_.reachable()) < value_of(running)) { running = pool_.reachable(); }
    T busy = running;
    if (lanes_.active()) {
      busy = lanes_.demand(T(one_owner().value / s), rate_) * s;
    } else if (!(value_of(lag_) > 0)) {
      busy = rate_ * s;
      if (value_of(busy) > value_of(sustained().value)) { busy = overloaded_services(); }
    }
    return value_of(busy) < value_of(running) ? busy : running;
  }
  /// ... where the arrivals exceed what some owner can do, and nothing waits yet.
  [[nodiscard]] T overloaded_services() const {
    auto const& layout = lanes_.layout();
    T const needed = rate_ * model_.consumers.service_time;
    if (!is_finite(model_.consumers.lanes) || layout.alike()) { return needed; }
    T const each = one_owner().value;
    T sum = T(0);
    if (!layout.even()) {
      for (T const& load : layout.loads()) { sum += smaller(each, T(load * needed)); }
      return sum;
    }
    auto const blocks = blocks_of(model_.consumers.lanes, T(layout.owners()));
    T const lane = needed / model_.consumers.lanes;
    return blocks.heavy_owners * smaller(each, T(lane * blocks.heavy_lanes)) + blocks.light_owners * smaller(each, T(lane * blocks.light_lanes));
  }

  /// An answer for a number of consumers at work, kept until that changes.
  struct answer {
    T consumers = T(-1);
    linear_piece<T> piece = {T(0), T(0), T(0)};
  };
  template <class Find> [[nodiscard]] linear_piece<T> const& known(answer& a, Find const& find) const {
    if (value_of(a.consumers) != value_of(fleet_.working())) {
      a.piece = find();
      a.consumers = fleet_.working();
    }
    return a.piece;
  }
  struct answers {
    answer one = {};
    answer sustained = {};
    answer busy = {};
  };

  Model const& model_;
  capacity_model<T> unlimited_; ///< the consumers without the limits that all share
  ramp_control<T> ramp_;
  environment_pool<T> pool_;
  packed_fluid<T> lanes_;
  consumer_fleet<T> fleet_;
  mutable answers known_;
  T owned_by_ = T(-1); ///< consumers at work that own the lanes
  T time_ = T(0);
  T lag_ = T(0);
  T rate_ = T(0);      ///< of the arrivals now
  T slope_ = T(0);
};

} // namespace ullage::detail
