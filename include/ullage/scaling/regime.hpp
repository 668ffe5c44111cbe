// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A scaling regime as a value: when a platform looks at the backlog, what it then does, how soon
/// that takes effect, and how far it may go. Dated presets are in scaling/presets.hpp.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/interval.hpp>

#include <cmath>
#include <string>
#include <variant>

namespace ullage {

/// Up rule: never changes the consumers.
struct hold {
  friend bool operator==(hold const&, hold const&) = default;
};
/// Up rule: to the cap at once.
struct jump_to_cap {
  friend bool operator==(jump_to_cap const&, jump_to_cap const&) = default;
};
/// Up rule: some more at each evaluation.
template <Real T = double> struct add {
  T step = T(1);         ///< consumers, > 0
  T min_interval = T(0); ///< between two changes [s], >= 0
  friend bool operator==(add const&, add const&) = default;
};
/// Up rule: a multiple at each evaluation, rounded up.
template <Real T = double> struct multiply {
  T factor = T(2);       ///< > 1
  T min_interval = T(0); ///< between two changes [s], >= 0
  friend bool operator==(multiply const&, multiply const&) = default;
};
/// Up rule: consumers rise evenly while records wait; the evaluation period does not matter.
template <Real T = double> struct continuous_ramp {
  T per_minute = unset_v<T>; ///< consumers per minute, > 0, required
  friend bool operator==(continuous_ramp const&, continuous_ramp const&) = default;
};
/// Up rule: KEDA's Kafka scaler on a Kubernetes HPA, in proportion to the offset lag.
template <Real T = double> struct proportional {
  T lag_per_consumer = T(10); ///< lagThreshold [records], > 0
  T tolerance = T(0.1);       ///< no change within this share of the target, in [0, 1)
  T max_added = T(4);         ///< consumers that one evaluation may add, >= 0
  T max_factor = T(2);        ///< ... or factor by which it may multiply, whichever is more, >= 1
  T activation_lag = T(0);    ///< 0 -> 1 when the offset lag is above it [records], >= 0
  T polling_period = T(30);   ///< between two looks for 0 <-> 1 [s], > 0
  T cooldown_period = T(300); ///< without activity before going to 0 [s], >= 0
  friend bool operator==(proportional const&, proportional const&) = default;
};
/// Up rule: to the number that carries the arrivals and works the lag off in a given time.
template <Real T = double> struct match_load {
  T drain_within = T(60); ///< [s], > 0
  friend bool operator==(match_load const&, match_load const&) = default;
};

/// What an evaluation does when it sees a backlog.
template <Real T = double>
using up_rule = std::variant<hold, jump_to_cap, add<T>, multiply<T>, continuous_ramp<T>, proportional<T>, match_load<T>>;

/// When consumers are taken away.
enum class scale_down {
  keep_while_producing, ///< nothing waits and nothing arrives at the evaluation
  drop_when_empty,      ///< nothing waits at the evaluation
  follow_load,          ///< nothing waits: to what the arrivals need, never below the floor
};

/// How consumers are taken away.
template <Real T = double> struct down_rule {
  scale_down when = scale_down::keep_while_producing;
  T factor = T(0);        ///< one evaluation leaves this share of them, in [0, 1); 0: to the floor at once
  T min_interval = T(0);  ///< between two changes [s], >= 0
  T stabilization = T(0); ///< the lag must have been low for so long; for `proportional` the window whose highest recommendation counts [s], >= 0
  friend bool operator==(down_rule const&, down_rule const&) = default;
};

/// A scaling regime. Consumers are whatever the platform counts: Kafka consumers, event pollers,
/// concurrent SQS batches, pods.
template <Real T = double> struct scaling_regime {
  std::string name = "custom";
  T evaluation_period = T(0);          ///< between two evaluations [s]; 0 only with hold and continuous_ramp
  T phase = unset_v<T>;                ///< time of the first evaluation [s], >= 0; default: evaluation_period
  T reaction_delay = T(0);             ///< from an evaluation to its effect [s], >= 0
  T initial_consumers = unset_v<T>;    ///< at time 0; set this or initial_share
  T initial_share = unset_v<T>;        ///< at time 0, as a share of the cap, rounded up, in (0, 1]
  T min_consumers = T(1);              ///< the floor to which an idle system returns, >= 0
  T max_consumers = infinity_v<T>;     ///< beside the partitions, >= min_consumers
  up_rule<T> up = hold{};
  down_rule<T> down = {};
  T lag_threshold = T(1);              ///< lag that an evaluation acts on [records], >= 0; 0: every evaluation adds what it may
  T concurrency_per_consumer = T(1);   ///< records or batches that one consumer has in service, > 0
  T bytes_per_consumer = infinity_v<T>; ///< throughput of one consumer [bytes/s], > 0
  T parallelization_factor = T(1);     ///< ordered lanes per partition or shard, >= 1, whole
  T rebalance_pause = T(0);            ///< nobody works for so long after a change [s], >= 0
  T startup_time = T(0);               ///< until an added consumer begins to work [s], >= 0
  T account_concurrency = infinity_v<T>; ///< services in parallel that the platform allows by default, > 0
  T environment_burst = infinity_v<T>; ///< execution environments that may start at once, > 0
  T environment_rate = infinity_v<T>;  ///< ... and per second after that [1/s], > 0
  estimate assumed = estimate::likely; ///< which end of what the vendor's documents allow the numbers are
  friend bool operator==(scaling_regime const& a, scaling_regime const& b) {
    auto const same = [](T const& x, T const& y) {
      return value_of(x) == value_of(y) || (detail::is_nan(x) && detail::is_nan(y));
    };
    return a.name == b.name && same(a.evaluation_period, b.evaluation_period) && same(a.phase, b.phase) &&
           same(a.reaction_delay, b.reaction_delay) && same(a.initial_consumers, b.initial_consumers) &&
           same(a.initial_share, b.initial_share) && same(a.min_consumers, b.min_consumers) &&
           same(a.max_consumers, b.max_consumers) && a.up == b.up && a.down == b.down &&
           same(a.lag_threshold, b.lag_threshold) && same(a.concurrency_per_consumer, b.concurrency_per_consumer) &&
           same(a.bytes_per_consumer, b.bytes_per_consumer) && same(a.parallelization_factor, b.parallelization_factor) &&
           same(a.rebalance_pause, b.rebalance_pause) && same(a.startup_time, b.startup_time) &&
           same(a.account_concurrency, b.account_concurrency) && same(a.environment_burst, b.environment_burst) &&
           same(a.environment_rate, b.environment_rate) && a.assumed == b.assumed;
  }
};

/// @returns true when the consumers change without evaluations
template <Real T> [[nodiscard]] bool is_continuous(scaling_regime<T> const& r) {
  return std::holds_alternative<continuous_ramp<T>>(r.up);
}
/// @returns true when nothing ever changes the consumers
template <Real T> [[nodiscard]] bool is_fixed(scaling_regime<T> const& r) { return std::holds_alternative<hold>(r.up); }

/// @returns time of the first evaluation [s]
template <Real T> [[nodiscard]] T first_evaluation(scaling_regime<T> const& r) {
  return detail::is_nan(r.phase) ? r.evaluation_period : r.phase;
}

/// The most consumers that a regime uses.
/// @param lanes partitions times parallelization factor, infinity where there are none
template <Real T> [[nodiscard]] T consumer_cap(scaling_regime<T> const& r, T const& lanes) {
  // Pods are counted by the autoscaler alone: some of them may own nothing.
  if (std::holds_alternative<proportional<T>>(r.up)) { return r.max_consumers; }
  return value_of(r.max_consumers) < value_of(lanes) ? r.max_consumers : lanes;
}

/// The consumers at time 0.
template <Real T> [[nodiscard]] T starting_consumers(scaling_regime<T> const& r, T const& lanes) {
  using std::ceil;
  T const cap = consumer_cap(r, lanes);
  T const wanted = detail::is_nan(r.initial_consumers) ? T(ceil(r.initial_share * cap)) : r.initial_consumers;
  return value_of(wanted) < value_of(cap) ? wanted : cap;
}

/// The floor to which an idle system returns; the number itself where nothing changes it.
template <Real T> [[nodiscard]] T consumer_floor(scaling_regime<T> const& r, T const& lanes) {
  if (is_fixed(r)) { return starting_consumers(r, lanes); }
  T const cap = consumer_cap(r, lanes);
  return value_of(r.min_consumers) < value_of(cap) ? r.min_consumers : cap;
}

namespace detail {
template <Real T> void validate(hold const&, scaling_regime<T> const&) {}
template <Real T> void validate(jump_to_cap const&, scaling_regime<T> const&) {}
template <Real T> void validate(add<T> const& u, scaling_regime<T> const&) {
  require_positive("regime", "up.step", u.step);
  require_nonnegative("regime", "up.min_interval", u.min_interval);
}
template <Real T> void validate(multiply<T> const& u, scaling_regime<T> const& r) {
  require(is_finite(u.factor) && value_of(u.factor) > 1, "regime", "up.factor", u.factor, "must be finite and > 1");
  require_nonnegative("regime", "up.min_interval", u.min_interval);
  require(value_of(r.min_consumers) > 0, "regime", "min_consumers", r.min_consumers, "must be > 0 where consumers multiply");
}
template <Real T> void validate(continuous_ramp<T> const& u, scaling_regime<T> const& r) {
  require_positive("regime", "ramp_per_minute", u.per_minute);
  require(value_of(r.min_consumers) >= 1, "regime", "min_consumers", r.min_consumers, "must be >= 1 where consumers ramp");
  require(is_nan(r.initial_consumers) || value_of(r.initial_consumers) >= 1, "regime", "initial_consumers",
          r.initial_consumers, "must be >= 1 where consumers ramp");
}
template <Real T> void validate(proportional<T> const& u, scaling_regime<T> const& r) {
  require_positive("regime", "up.lag_per_consumer", u.lag_per_consumer);
  require(value_of(u.tolerance) >= 0 && value_of(u.tolerance) < 1, "regime", "up.tolerance", u.tolerance, "must be in [0, 1)");
  require_nonnegative("regime", "up.max_added", u.max_added);
  require(value_of(u.max_factor) >= 1 && is_finite(u.max_factor), "regime", "up.max_factor", u.max_factor, "must be finite and >= 1");
  require(value_of(u.max_added) > 0 || value_of(u.max_factor) > 1, "regime", "up.max_added", u.max_added,
          "must be > 0 where up.max_factor is 1 (nothing could ever be added)");
  require_nonnegative("regime", "up.activation_lag", u.activation_lag);
  require_positive("regime", "up.polling_period", u.polling_period);
  require_nonnegative("regime", "up.cooldown_period", u.cooldown_period);
  require_whole("regime", "min_consumers", r.min_consumers);
  require(value_of(r.max_consumers) >= 1, "regime", "max_consumers", r.max_consumers, "must be >= 1 where consumers are pods");
}
template <Real T> void validate(match_load<T> const& u, scaling_regime<T> const&) {
  require_positive("regime", "up.drain_within", u.drain_within);
}
} // namespace detail

/// Refuses a regime that cannot be run, by the name of the field.
/// @throws std::domain_error
template <Real T> void validate(scaling_regime<T> const& r) {
  using detail::require;
  auto const f = "regime";
  bool const needs_evaluations = !is_fixed(r) && !is_continuous(r);
  detail::require_nonnegative(f, "evaluation_period", r.evaluation_period);
  require(!needs_evaluations || value_of(r.evaluation_period) > 0, f, "evaluation_period", r.evaluation_period,
          "must be > 0 for a rule that acts at evaluations");
  require(detail::is_nan(r.phase) || (value_of(r.phase) >= 0 && detail::is_finite(r.phase)), f, "phase", r.phase, "must be finite and >= 0");
  if (!detail::is_nan(r.phase)) { detail::require_moderate(f, "phase", r.phase); }
  detail::require_nonnegative(f, "reaction_delay", r.reaction_delay);
  bool const count = !detail::is_nan(r.initial_consumers);
  bool const share = !detail::is_nan(r.initial_share);
  require(count || share, f, "initial_consumers", r.initial_consumers, "is required (or initial_share)");
  require(!(count && share), f, "initial_share", r.initial_share, "must be unset (nan) when initial_consumers is set");
  if (count) { detail::require_nonnegative(f, "initial_consumers", r.initial_consumers); }
  if (share) {
    require(value_of(r.initial_share) > 0 && value_of(r.initial_share) <= 1, f, "initial_share", r.initial_share, "must be in (0, 1]");
    detail::require_moderate(f, "initial_share", r.initial_share);
  }
  detail::require_nonnegative(f, "min_consumers", r.min_consumers);
  require(value_of(r.max_consumers) > 0 && value_of(r.max_consumers) >= value_of(r.min_consumers), f, "max_consumers",
          r.max_consumers, "must be > 0 and >= min_consumers (infinity: no limit)");
  if (detail::is_finite(r.max_consumers)) { detail::require_moderate(f, "max_consumers", r.max_consumers); }
  require(!is_fixed(r) || !count || value_of(r.initial_consumers) > 0, f, "initial_consumers", r.initial_consumers,
          "must be > 0 where nothing ever adds consumers");
  detail::require_nonnegative(f, "lag_threshold", r.lag_threshold);
  detail::require_positive(f, "concurrency_per_consumer", r.concurrency_per_consumer);
  detail::require_positive_or_unlimited(f, "bytes_per_consumer", r.bytes_per_consumer);
  detail::require_positive(f, "parallelization_factor", r.parallelization_factor);
  detail::require_whole(f, "parallelization_factor", r.parallelization_factor);
  detail::require_nonnegative(f, "rebalance_pause", r.rebalance_pause);
  detail::require_nonnegative(f, "startup_time", r.startup_time);
  detail::require_positive_or_unlimited(f, "account_concurrency", r.account_concurrency);
  detail::require_positive_or_unlimited(f, "environment_burst", r.environment_burst);
  detail::require_positive_or_unlimited(f, "environment_rate", r.environment_rate);
  detail::require_nonnegative(f, "down.min_interval", r.down.min_interval);
  detail::require_nonnegative(f, "down.stabilization", r.down.stabilization);
  require(value_of(r.down.factor) >= 0 && value_of(r.down.factor) < 1, f, "down.factor", r.down.factor, "must be in [0, 1)");
  require(!is_continuous(r) || r.down.when != scale_down::drop_when_empty, f, "down.when", "drop_when_empty",
          "a continuous ramp would flap without end; use follow_load or keep_while_producing");
  std::visit([&](auto const& u) { detail::validate(u, r); }, r.up);
}

} // namespace ullage
