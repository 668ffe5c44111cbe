// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What keeps a pipeline from doing more at an instant.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/trajectory.hpp>

#include <string>
#include <type_traits>

namespace ullage {

/// The resource that bounds the throughput of a pipeline.
enum class bottleneck {
  scaling,              ///< the rule has not brought more consumers yet
  consumers,            ///< as many consumers as the rule may bring
  partitions,           ///< every ordered lane is at work
  reserved_concurrency, ///< of the function
  account_concurrency,
  poller_throughput,    ///< bytes that a consumer can fetch
};

/// @returns the name, as the field that would have to change
[[nodiscard]] inline char const* name_of(bottleneck b) {
  switch (b) {
  case bottleneck::scaling: return "scaling";
  case bottleneck::consumers: return "max_consumers";
  case bottleneck::partitions: return "partitions";
  case bottleneck::reserved_concurrency: return "reserved_concurrency";
  case bottleneck::account_concurrency: return "account_concurrency";
  case bottleneck::poller_throughput: return "bytes_per_consumer";
  }
  return "";
}

/// What bounds the throughput at an instant: of all bounds the lowest, the first of the list where several are equal.
///
/// Services at once are at most: one for each lane, concurrency_per_consumer for each consumer, the reserved and the
/// account concurrency, and what the bytes allow.
/// @param t [s], >= 0
template <Real T> [[nodiscard]] bottleneck bottleneck_at(forecast_result<T> const& f, std::type_identity_t<T> const& t) {
  auto const& p = f.system;
  auto const m = consumer_model(p);
  T const n = consumers(f, t);
  T const most = is_fixed(p.scaling) ? n : consumer_cap(p.scaling, m.lanes);
  T const slots = n * m.concurrency_per_consumer;
  T const bytes = n * m.records_per_consumer * m.service_time;
  T const account = detail::is_nan(p.account_concurrency) ? p.scaling.account_concurrency : p.account_concurrency;
  auto best = value_of(n) < value_of(most) ? bottleneck::scaling : bottleneck::consumers;
  T least = slots;
  auto const look = [&](T const& bound, bottleneck which) {
    if (value_of(bound) < value_of(least)) {
      least = bound;
      best = which;
    }
  };
  // A consumer for every lane: the lanes bind, since more consumers would be idle.
  if (value_of(m.lanes) <= value_of(least)) {
    least = m.lanes;
    best = bottleneck::partitions;
  }
  look(p.reserved_concurrency, bottleneck::reserved_concurrency);
  look(account, bottleneck::account_concurrency);
  look(bytes, bottleneck::poller_throughput);
  return best;
}

/// What bounds the throughput where it matters most: while the lag grows to its largest, at the start without one, once
/// it has settled where it grows without end.
template <Real T> [[nodiscard]] bottleneck bottleneck_of(forecast_result<T> const& f) {
  if (!detail::is_finite(f.peak_lag)) { return bottleneck_at(f, f.settled_at); }
  T const peak = f.peak_lag_at;
  T middle = peak;
  for (auto const& s : f.path.segments) {
    if (value_of(s.start) >= value_of(peak)) { break; }
    middle = (s.start + peak) / 2;
  }
  return bottleneck_at(f, middle);
}

} // namespace ullage
