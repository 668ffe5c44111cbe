// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// KEDA's Kafka scaler on a Kubernetes horizontal pod autoscaler: from offset lag to pods.
///
/// Source: KEDA v2.21 (apache-kafka scaler, ScaledObject) and the Kubernetes HPA algorithm:
/// desired = ceil(total lag / threshold) outside a tolerance of 10 %, at most max(+4, x2) per
/// evaluation, downwards the highest recommendation of the stabilization window; 0 <-> 1 by
/// KEDA's own polling. Exact but for pod start-up, which is the regime's startup_time.

#include <ullage/concepts.hpp>
#include <ullage/detail/fifo.hpp>
#include <ullage/scaling/regime.hpp>

#include <cmath>

namespace ullage {

/// The lag that KEDA reports to the autoscaler: capped at threshold * limit, where the test
/// divides whole numbers. A lag of 105 over 10 at 10 partitions is not capped (105 div 10 is not
/// above 10) and asks for 11 pods, one of them idle.
/// @param offset_lag records
/// @param threshold lagThreshold [records]
/// @param limit partitions
template <Real T> [[nodiscard]] T keda_reported_lag(T const& offset_lag, T const& threshold, T const& limit) {
  using std::floor;
  T const quotient = floor(offset_lag / threshold + T(1e-9));
  return value_of(quotient) > value_of(limit) ? T(limit * threshold) : offset_lag;
}

/// The pods that the autoscaler recommends for a lag.
/// @param lag as reported [records]
/// @param current pods now, >= 1
template <Real T> [[nodiscard]] T hpa_recommendation(proportional<T> const& rule, T const& lag, T const& current) {
  using std::ceil;
  T const ratio = lag / (rule.lag_per_consumer * current);
  T const off = ratio - 1;
  bool const close = value_of(off) <= value_of(T(rule.tolerance + T(1e-12))) && value_of(T(-off)) <= value_of(T(rule.tolerance + T(1e-12)));
  return close ? current : T(ceil(lag / rule.lag_per_consumer - T(1e-9)));
}

/// The most pods after one evaluation.
template <Real T> [[nodiscard]] T hpa_scale_up_limit(proportional<T> const& rule, T const& current) {
  using std::ceil;
  T const added = current + rule.max_added;
  T const multiplied = ceil(current * rule.max_factor);
  return value_of(added) > value_of(multiplied) ? added : multiplied;
}

/// The highest recommendation of a sliding window.
template <Real T = double> class recommendation_window {
public:
  /// @param time not before the last one
  /// @param window length [s]
  void push(T const& time, T const& recommendation, T const& window) {
    while (!kept_.empty() && value_of(kept_.back().recommendation) <= value_of(recommendation)) { kept_.pop_back(); }
    kept_.push_back({time, recommendation});
    while (value_of(T(kept_.front().time + window)) <= value_of(time) && kept_.size() > 1) { kept_.pop_front(); }
  }
  /// The last recommendation was repeated up to a time without a call.
  void repeated_until(T const& time) {
    if (!kept_.empty() && value_of(time) > value_of(kept_.back().time)) { kept_.back().time = time; }
  }
  [[nodiscard]] T const& highest() const { return kept_.front().recommendation; }
  [[nodiscard]] bool settled() const { return kept_.size() <= 1; }
  void clear() { kept_.clear(); }

private:
  struct entry {
    T time;
    T recommendation;
  };
  detail::fifo<entry> kept_;
};

} // namespace ullage
