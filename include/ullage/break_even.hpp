// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A function that is paid by use against a pool of containers that is paid by the hour.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/cost.hpp>
#include <ullage/deployment.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/forecast.hpp>

#include <string>

namespace ullage {

/// Containers that run all month and do the same work.
template <Real T = double> struct container_pool {
  T vcpu = unset_v<T>;               ///< of a container, > 0, required
  T memory_gb = unset_v<T>;          ///< of a container, > 0, required
  architecture processor = architecture::x86;
  T containers = unset_v<T>;         ///< whole, >= 1; default: as many as the highest arrival rate needs
  T records_per_second = unset_v<T>; ///< that one does, > 0; default: concurrency / the occupancy of a record in the pipeline
  T concurrency = T(1);              ///< records that one works on at once, > 0
  T utilization = T(1);              ///< share of it that is used at the highest rate, in (0, 1]
  T hour_usd = unset_v<T>;           ///< of a container, >= 0; default: from the price table
  friend bool operator==(container_pool const& a, container_pool const& b) {
    auto const same = [](T const& x, T const& y) { return value_of(x) == value_of(y) || (detail::is_nan(x) && detail::is_nan(y)); };
    return same(a.vcpu, b.vcpu) && same(a.memory_gb, b.memory_gb) && a.processor == b.processor && same(a.containers, b.containers) &&
           same(a.records_per_second, b.records_per_second) && same(a.concurrency, b.concurrency) && same(a.utilization, b.utilization) &&
           same(a.hour_usd, b.hour_usd);
  }
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(container_pool<T> const& c) {
  auto const f = "container_pool";
  detail::require_positive(f, "vcpu", c.vcpu);
  detail::require_positive(f, "memory_gb", c.memory_gb);
  if (!detail::is_nan(c.containers)) {
    detail::require_positive(f, "containers", c.containers);
    detail::require(value_of(c.containers) >= 1, f, "containers", c.containers, "must be >= 1");
    detail::require_whole(f, "containers", c.containers);
  }
  if (!detail::is_nan(c.records_per_second)) { detail::require_positive(f, "records_per_second", c.records_per_second); }
  detail::require_positive(f, "concurrency", c.concurrency);
  detail::require(value_of(c.utilization) > 0 && value_of(c.utilization) <= 1, f, "utilization", c.utilization, "must be in (0, 1]");
  detail::require_moderate(f, "utilization", c.utilization);
  if (!detail::is_nan(c.hour_usd)) { detail::require_nonnegative(f, "hour_usd", c.hour_usd); }
}

/// A function and a pool of containers next to each other. Queue and brokers, which both need, are left out.
template <Real T = double> struct break_even_result {
  T records = infinity_v<T>;       ///< of a month at which both cost the same; infinity: the function is always cheaper; 0: never
  T records_now = T(0);            ///< of a month
  T function_usd = T(0);           ///< [USD per month] now: requests, compute, starts, /tmp, pollers
  T fixed_usd = T(0);              ///< part of it that comes with no record at all
  T pool_usd = T(0);               ///< [USD per month]
  T containers = T(0);
  T pool_records = T(0);           ///< that the pool can do in a month
  T idle_share = T(1);             ///< of the pool's capacity, on average over the month
  bool function_cheaper = false;   ///< now
  std::string reason = {};
};

namespace detail {

/// The cost of a function as it grows with the load, of the same shape: requests and compute in proportion.
template <Real T> struct function_cost {
  price_table<T> const& prices;
  architecture processor;
  bool free_tier;
  T fixed = T(0);
  T requests = T(0);
  T gb_seconds = T(0);
  T other = T(0);  ///< in proportion, without tiers

  [[nodiscard]] T at(T const& k) const {
    T const unfree = free_tier ? T(0) : T(1);
    T const q = requests * k + unfree * prices.free_tier * prices.free_requests;
    T const g = gb_seconds * k + unfree * prices.free_tier * prices.free_gb_seconds;
    return fixed + request_cost(prices, q) + compute_cost(prices, processor, g) + other * k;
  }
};

/// k with at(k) = wanted, by bisection; the last step carries derivatives.
template <Real T> [[nodiscard]] T growth_to(function_cost<T> const& cost, T const& wanted) {
  T low(0);
  T high(1);
  for (int i = 0; i < 100 && value_of(cost.at(high)) < value_of(wanted); ++i) { high *= 2; }
  if (value_of(cost.at(high)) < value_of(wanted)) { return infinity_v<T>; }
  for (int i = 0; i < 200; ++i) {
    T const middle = low + (high - low) / 2;
    if (!(value_of(middle) > value_of(low)) || !(value_of(middle) < value_of(high))) { break; }
    (value_of(cost.at(middle)) < value_of(wanted) ? low : high) = middle;
  }
  T const step = high * T(1e-6);
  T const slope((value_of(cost.at(T(high + step))) - value_of(cost.at(high))) / value_of(step));
  return value_of(slope) > 0 ? T(high + (wanted - cost.at(high)) / slope) : high;
}

} // namespace detail

/// The monthly records at which a function costs as much as a pool of containers, if the same load comes more or less often.
///
/// Formula: requests, compute, starts and /tmp grow in proportion to the records, by the tiers; pollers and provisioned
/// concurrency do not; the pool costs containers x hours x price of an hour. Batches keep their size (an approximation:
/// more traffic fills them).
/// Containers: ceil(highest arrival rate / (records_per_second utilization)).
/// @param d with memory_mb
/// @throws std::domain_error a field is out of range; memory_mb is not set
template <Real T>
[[nodiscard]] break_even_result<T> break_even(forecast_result<T> const& f, deployment<T> const& d, container_pool<T> const& pool) {
  validate(pool);
  detail::require(!detail::is_nan(d.memory_mb), "break_even", "deployment.memory_mb", d.memory_mb, "is required");
  auto const month = monthly_cost(f, d);
  break_even_result<T> out;
  out.records_now = month.records;
  detail::function_cost<T> cost{.prices = d.prices, .processor = d.processor, .free_tier = value_of(d.provisioned_concurrency) == 0};
  for (auto const& x : month.items) {
    if (x.name == "requests") {
      cost.requests = x.quantity;
    } else if (x.name == "compute" || x.name == "init") {
      cost.gb_seconds += x.quantity;
    } else if (x.name == "ephemeral storage" || x.name == "provisioned duration") {
      cost.other += x.usd;
    } else if (x.name == "event poller units" || x.name == "provisioned concurrency") {
      cost.fixed += x.usd;
    }
  }
  out.fixed_usd = cost.fixed;
  out.function_usd = cost.at(T(1));
  T const occupancy = f.path.service_time;
  T const each = detail::is_nan(pool.records_per_second) ? T(pool.concurrency / occupancy) : pool.records_per_second;
  detail::require(value_of(each) > 0, "break_even", "records_per_second of a container", each, "must be > 0 (attempts that never end?)");
  out.containers = pool.containers;
  if (detail::is_nan(pool.containers)) {
    T const peak = peak_rate(f.system.arrivals);
    out.containers = detail::larger(detail::capped(detail::rounded_up(T(peak / each / pool.utilization))), T(1));
  }
  T const hour = detail::is_nan(pool.hour_usd) ? container_hour(d.prices, pool.processor, pool.vcpu, pool.memory_gb) : pool.hour_usd;
  out.pool_usd = detail::capped(T(out.containers * d.hours_per_month * hour));
  out.pool_records = detail::capped(T(out.containers * each * d.hours_per_month * 3600));
  out.idle_share = detail::as_probability(T(1 - out.records_now / out.pool_records));
  out.function_cheaper = value_of(out.function_usd) <= value_of(out.pool_usd);
  if (value_of(cost.at(T(0))) >= value_of(out.pool_usd)) {
    out.records = T(0);
    out.reason = "what the function costs without a record is more than the pool";
  } else if (value_of(out.records_now) > 0) {
    T const k = detail::growth_to(cost, out.pool_usd);
    out.records = detail::is_finite(k) ? detail::capped(T(out.records_now * k)) : infinity_v<T>;
    out.reason = value_of(out.records) > value_of(out.pool_records) ? "more records than the pool can do: the function is cheaper at every load that the pool carries"
                 : out.function_cheaper ? "the pool is idle too much" : "the pool is busy enough";
  } else {
    out.reason = "no record comes";
  }
  return out;
}

} // namespace ullage
