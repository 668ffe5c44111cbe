// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A pipeline of any scalar as one of double: simulations count and wait in double.

#include <ullage/concepts.hpp>
#include <ullage/pipeline.hpp>

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ullage::detail {

template <Real T> [[nodiscard]] double as_double(T const& x) { return static_cast<double>(value_of(x)); }
template <Real T> [[nodiscard]] std::vector<double> as_doubles(std::vector<T> const& x) {
  std::vector<double> out;
  out.reserve(x.size());
  for (auto const& v : x) { out.push_back(as_double(v)); }
  return out;
}

inline hold rule_in_double(hold) { return {}; }
inline jump_to_cap rule_in_double(jump_to_cap) { return {}; }
template <Real T> add<double> rule_in_double(add<T> const& u) { return {as_double(u.step), as_double(u.min_interval)}; }
template <Real T> multiply<double> rule_in_double(multiply<T> const& u) { return {as_double(u.factor), as_double(u.min_interval)}; }
template <Real T> continuous_ramp<double> rule_in_double(continuous_ramp<T> const& u) { return {as_double(u.per_minute)}; }
template <Real T> match_load<double> rule_in_double(match_load<T> const& u) { return {as_double(u.drain_within)}; }
template <Real T> proportional<double> rule_in_double(proportional<T> const& u) {
  return {as_double(u.lag_per_consumer), as_double(u.tolerance), as_double(u.max_added), as_double(u.max_factor),
          as_double(u.activation_lag), as_double(u.polling_period), as_double(u.cooldown_period)};
}

template <Real T> [[nodiscard]] scaling_regime<double> in_double(scaling_regime<T> const& r) {
  scaling_regime<double> out;
  out.name = r.name;
  out.evaluation_period = as_double(r.evaluation_period);
  out.phase = as_double(r.phase);
  out.reaction_delay = as_double(r.reaction_delay);
  out.initial_consumers = as_double(r.initial_consumers);
  out.initial_share = as_double(r.initial_share);
  out.min_consumers = as_double(r.min_consumers);
  out.max_consumers = as_double(r.max_consumers);
  out.up = std::visit([](auto const& u) -> up_rule<double> { return rule_in_double(u); }, r.up);
  out.down = {r.down.when, as_double(r.down.factor), as_double(r.down.min_interval), as_double(r.down.stabilization)};
  out.lag_threshold = as_double(r.lag_threshold);
  out.concurrency_per_consumer = as_double(r.concurrency_per_consumer);
  out.bytes_per_consumer = as_double(r.bytes_per_consumer);
  out.parallelization_factor = as_double(r.parallelization_factor);
  out.rebalance_pause = as_double(r.rebalance_pause);
  out.startup_time = as_double(r.startup_time);
  out.account_concurrency = as_double(r.account_concurrency);
  out.environment_burst = as_double(r.environment_burst);
  out.environment_rate = as_double(r.environment_rate);
  out.assumed = r.assumed;
  return out;
}

template <Real T> [[nodiscard]] arrival_profile<double> in_double(arrival_profile<T> const& a) {
  std::vector<rate_piece<double>> pieces;
  pieces.reserve(a.pieces().size());
  for (auto const& x : a.pieces()) { pieces.push_back({as_double(x.start), as_double(x.rate), as_double(x.slope), as_double(x.burst)}); }
  return arrival_profile<double>(std::move(pieces));
}

template <Real T> [[nodiscard]] partition_skew<double> in_double(partition_skew<T> const& skew) {
  return std::visit(
      [](auto const& x) -> partition_skew<double> {
        using kind = std::remove_cvref_t<decltype(x)>;
        if constexpr (std::is_same_v<kind, measured_shares<T>>) {
          return measured_shares<double>{as_doubles(x.weights)};
        } else if constexpr (std::is_same_v<kind, zipf_keys<T>>) {
          return zipf_keys<double>{x.keys, as_double(x.exponent)};
        } else if constexpr (std::is_same_v<kind, named_keys<T>>) {
          return named_keys<double>{x.keys, as_doubles(x.weights)};
        } else {
          return x;
        }
      },
      skew);
}

template <Real T> [[nodiscard]] producer_rule<double> in_double(producer_rule<T> const& producer) {
  if (auto const* s = std::get_if<sticky<T>>(&producer)) {
    return sticky<double>{as_double(s->run), as_double(s->batch_bytes), as_double(s->linger)};
  }
  if (std::holds_alternative<round_robin>(producer)) { return round_robin{}; }
  return keyed{};
}

template <Real T> [[nodiscard]] pipeline<double> in_double(pipeline<T> const& p) {
  if constexpr (std::is_same_v<T, double>) {
    return p;
  } else {
    pipeline<double> out;
    out.arrivals = in_double(p.arrivals);
    out.initial_lag = as_double(p.initial_lag);
    out.initial_lag_age = as_double(p.initial_lag_age);
    out.service_time = as_double(p.service_time);
    out.dispatch_overhead = as_double(p.dispatch_overhead);
    out.partitions = p.partitions;
    out.scaling = in_double(p.scaling);
    out.reserved_concurrency = as_double(p.reserved_concurrency);
    out.account_concurrency = as_double(p.account_concurrency);
    out.retention = as_double(p.retention);
    out.record_bytes = as_double(p.record_bytes);
    out.horizon = as_double(p.horizon);
    out.max_events = p.max_events;
    out.arrival_scv = as_double(p.arrival_scv);
    out.service_scv = as_double(p.service_scv);
    out.producer = in_double(p.producer);
    out.skew = in_double(p.skew);
    out.assignment = p.assignment;
    out.batch_size = as_double(p.batch_size);
    out.batch_window = as_double(p.batch_window);
    out.window = p.window;
    out.retry = {as_double(p.retry.failure_probability), as_double(p.retry.poison_probability), as_double(p.retry.backoff),
                 as_double(p.retry.max_retries), as_double(p.retry.max_record_age), p.retry.response};
    out.cold_starts = {as_double(p.cold_starts.init_time), as_double(p.cold_starts.init_scv), as_double(p.cold_starts.keep_alive)};
    out.breakdowns = {as_double(p.breakdowns.rate), as_double(p.breakdowns.pause), as_double(p.breakdowns.pause_scv), p.breakdowns.then};
    return out;
  }
}

} // namespace ullage::detail
