// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A pipeline in another scalar type.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/pipeline.hpp>

#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ullage::detail {

template <Real U, Real T> [[nodiscard]] std::vector<U> as_vector(std::vector<T> const& x) {
  std::vector<U> out;
  out.reserve(x.size());
  for (T const& v : x) { out.push_back(U(v)); }
  return out;
}

template <Real U, Real T> [[nodiscard]] arrival_profile<U> as_scalar(arrival_profile<T> const& a) {
  std::vector<rate_piece<U>> pieces;
  pieces.reserve(a.pieces().size());
  for (auto const& p : a.pieces()) { pieces.push_back({U(p.start), U(p.rate), U(p.slope), U(p.burst)}); }
  return arrival_profile<U>(std::move(pieces));
}

// Rules without numbers.
template <Real U, class Plain>
  requires std::is_empty_v<Plain>
[[nodiscard]] Plain as_scalar(Plain const& x) {
  return x;
}
template <Real U> [[nodiscard]] equal_keys as_scalar(equal_keys const& x) { return x; }

template <Real U, Real T> [[nodiscard]] add<U> as_scalar(add<T> const& x) { return {U(x.step), U(x.min_interval)}; }
template <Real U, Real T> [[nodiscard]] multiply<U> as_scalar(multiply<T> const& x) { return {U(x.factor), U(x.min_interval)}; }
template <Real U, Real T> [[nodiscard]] continuous_ramp<U> as_scalar(continuous_ramp<T> const& x) { return {U(x.per_minute)}; }
template <Real U, Real T> [[nodiscard]] match_load<U> as_scalar(match_load<T> const& x) { return {U(x.drain_within)}; }
template <Real U, Real T> [[nodiscard]] proportional<U> as_scalar(proportional<T> const& x) {
  return {U(x.lag_per_consumer), U(x.tolerance), U(x.max_added), U(x.max_factor), U(x.activation_lag), U(x.polling_period), U(x.cooldown_period)};
}
template <Real U, Real T> [[nodiscard]] sticky<U> as_scalar(sticky<T> const& x) { return {U(x.run), U(x.batch_bytes), U(x.linger)}; }
template <Real U, Real T> [[nodiscard]] measured_shares<U> as_scalar(measured_shares<T> const& x) { return {as_vector<U>(x.weights)}; }
template <Real U, Real T> [[nodiscard]] zipf_keys<U> as_scalar(zipf_keys<T> const& x) { return {x.keys, U(x.exponent)}; }
template <Real U, Real T> [[nodiscard]] named_keys<U> as_scalar(named_keys<T> const& x) { return {x.keys, as_vector<U>(x.weights)}; }

template <Real U, class To, class From> [[nodiscard]] To as_variant(From const& x) {
  return std::visit([](auto const& v) { return To(as_scalar<U>(v)); }, x);
}

template <Real U, Real T> [[nodiscard]] scaling_regime<U> as_scalar(scaling_regime<T> const& r) {
  scaling_regime<U> out;
  out.name = r.name;
  out.evaluation_period = U(r.evaluation_period);
  out.phase = U(r.phase);
  out.reaction_delay = U(r.reaction_delay);
  out.initial_consumers = U(r.initial_consumers);
  out.initial_share = U(r.initial_share);
  out.min_consumers = U(r.min_consumers);
  out.max_consumers = U(r.max_consumers);
  out.up = as_variant<U, up_rule<U>>(r.up);
  out.down = {r.down.when, U(r.down.factor), U(r.down.min_interval), U(r.down.stabilization)};
  out.lag_threshold = U(r.lag_threshold);
  out.concurrency_per_consumer = U(r.concurrency_per_consumer);
  out.bytes_per_consumer = U(r.bytes_per_consumer);
  out.parallelization_factor = U(r.parallelization_factor);
  out.rebalance_pause = U(r.rebalance_pause);
  out.startup_time = U(r.startup_time);
  out.account_concurrency = U(r.account_concurrency);
  out.environment_burst = U(r.environment_burst);
  out.environment_rate = U(r.environment_rate);
  out.assumed = r.assumed;
  return out;
}

/// The same pipeline, its numbers as constants of type U.
template <Real U, Real T> [[nodiscard]] pipeline<U> as_scalar(pipeline<T> const& p) {
  pipeline<U> out;
  out.arrivals = as_scalar<U>(p.arrivals);
  out.initial_lag = U(p.initial_lag);
  out.initial_lag_age = U(p.initial_lag_age);
  out.service_time = U(p.service_time);
  out.dispatch_overhead = U(p.dispatch_overhead);
  out.partitions = p.partitions;
  out.scaling = as_scalar<U>(p.scaling);
  out.reserved_concurrency = U(p.reserved_concurrency);
  out.account_concurrency = U(p.account_concurrency);
  out.retention = U(p.retention);
  out.record_bytes = U(p.record_bytes);
  out.horizon = U(p.horizon);
  out.max_events = p.max_events;
  out.arrival_scv = U(p.arrival_scv);
  out.service_scv = U(p.service_scv);
  out.producer = as_variant<U, producer_rule<U>>(p.producer);
  out.skew = as_variant<U, partition_skew<U>>(p.skew);
  out.assignment = p.assignment;
  out.batch_size = U(p.batch_size);
  out.batch_window = U(p.batch_window);
  out.window = p.window;
  out.retry = {U(p.retry.failure_probability), U(p.retry.poison_probability), U(p.retry.backoff), U(p.retry.max_retries), U(p.retry.max_record_age), p.retry.response};
  out.cold_starts = {U(p.cold_starts.init_time), U(p.cold_starts.init_scv), U(p.cold_starts.keep_alive)};
  out.breakdowns = {U(p.breakdowns.rate), U(p.breakdowns.pause), U(p.breakdowns.pause_scv), p.breakdowns.then};
  return out;
}

} // namespace ullage::detail
