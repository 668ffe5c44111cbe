// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// One partition that is drained in batches: Poisson arrivals, one invocation at a time. Exact.

#include <ullage/batching.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/bulk_chain.hpp>
#include <ullage/detail/bulk_mean.hpp>
#include <ullage/detail/bulk_tail.hpp>
#include <ullage/detail/product.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/queue/measures.hpp>

#include <concepts>
#include <limits>
#include <optional>
#include <type_traits>

namespace ullage {

/// M/G/1 with batches of 1 to B records: an invocation of n records takes per_invocation + per_record * n, times a factor
/// of mean 1 and the given scv (gamma; 0: constant). At the end of one the next takes what waits, at most B records; a
/// window may hold a batch open that is not full.
///
/// All measures are exact. The number of records at the starts of invocations is a Markov chain; above B it is a random
/// walk that is eliminated by its ladder heights, below B it is solved by elimination without subtractions or, for more
/// than 48 states, by GMRES. Sources: Bailey, J. R. Stat. Soc. B 16 (1954); Neuts, Ann. Math. Stat. 38 (1967);
/// Chaudhry and Templeton, "A First Course in Bulk Queues" (1983); Spitzer, "Principles of Random Walk" (1964).
template <Real T = double> struct bulk {
  using scalar_type = T;
  T arrival_rate = unset_v<T>;  ///< lambda [records/s], >= 0, required
  T per_invocation = T(0);      ///< a [s], >= 0
  T per_record = unset_v<T>;    ///< b [s], >= 0, required; a + b > 0
  T batch_size = T(1);          ///< B, whole, 1..10000
  T window = T(0);              ///< longest time that a batch is held open [s], in [0, 300]; 0 when batch_size is 1
  window_rule rule = window_rule::after_invocation;
  T service_scv = T(0);         ///< of the service time of an invocation, in [0, 4], batch_size * service_scv <= 400
  friend bool operator==(bulk const&, bulk const&) = default;
};
template <Real T> inline constexpr bool enable_queue<bulk<T>> = true;

/// @throws std::domain_error a field is out of range; a window after a batch with random service
template <Real T> void validate(bulk<T> const& q) {
  detail::require_nonnegative("bulk", "arrival_rate", q.arrival_rate);
  detail::require_nonnegative("bulk", "per_invocation", q.per_invocation);
  detail::require_nonnegative("bulk", "per_record", q.per_record);
  detail::require(value_of(q.per_invocation) > 0 || value_of(q.per_record) > 0, "bulk", "per_record", q.per_record,
                  "must be > 0 when per_invocation is 0");
  detail::require_batch_size("bulk", q.batch_size);
  detail::require_window("bulk", "window", q.batch_size, q.window);
  detail::require_nonnegative("bulk", "service_scv", q.service_scv);
  detail::require(value_of(q.service_scv) <= 4, "bulk", "service_scv", q.service_scv, "must be <= 4");
  detail::require(value_of(T(q.batch_size * q.service_scv)) <= 400, "bulk", "batch_size * service_scv", T(q.batch_size * q.service_scv),
                  "must be <= 400");
  bool const behind = q.rule == window_rule::after_batch && value_of(q.window) > 0;
  detail::require(!behind || value_of(q.service_scv) == 0, "bulk", "service_scv", q.service_scv,
                  "must be 0 when a window opens after the batch");
}

/// Load of the partition with full batches: it is stable where this is < 1.
///
/// Formula: arrival_rate (a + b B) / B. Not the share of time in which an invocation runs, which is near 1 long before:
/// see busy_fraction.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(bulk<T> const& q) {
  using U = detail::wide_t<T>;
  validate(q);
  return detail::saturated<T>(U(q.arrival_rate) * (U(q.per_invocation) / U(q.batch_size) + U(q.per_record)));
}

namespace detail {

template <std::floating_point T> [[nodiscard]] bulk_scaled<wide_t<T>> scaled(bulk<T> const& q) {
  using U = wide_t<T>;
  U const rate(q.arrival_rate), size(q.batch_size);
  U const full = U(q.per_invocation) + U(q.per_record) * size;
  U const idle = minus_product(size, rate, full);
  U const least = size * std::numeric_limits<U>::epsilon() / 4;
  return {rate * U(q.per_invocation), rate * U(q.per_record),          rate * U(q.window), static_cast<long long>(size),
          q.rule,                     U(q.service_scv) < U(1e-12) ? U(0) : U(q.service_scv), idle > least ? idle : least};
}

template <std::floating_point T> void require_constant(char const* function, bulk<T> const& q) {
  require(q.service_scv == 0, function, "service_scv", q.service_scv, "must be 0 (the law of the wait is for constant service)");
}

} // namespace detail

/// The stationary state of a bulk queue, computed once and read many times. Immutable. Made by prepare(q).
template <std::floating_point T> class bulk_distribution {
public:
  using scalar_type = T;
  using U = detail::wide_t<T>;

  /// @throws std::domain_error a field is out of range
  /// @throws unstable_error utilization >= 1
  explicit bulk_distribution(bulk<T> const& q) : queue_(q) {
    detail::require_stable("prepare", q);
    if (q.arrival_rate > 0) { state_.emplace(detail::scaled(q)); }
  }

  /// The queue that this is the law of.
  [[nodiscard]] bulk<T> const& queue() const { return queue_; }
  [[nodiscard]] bool empty() const { return !state_; }
  [[nodiscard]] detail::bulk_chain<U> const& chain() const { return state_->chain; }
  [[nodiscard]] detail::bulk_means<U> const& means() const { return state_->means; }
  /// Refers to this object.
  [[nodiscard]] detail::bulk_tails<U> tails() const { return detail::bulk_tails<U>(state_->chain); }

private:
  struct parts {
    detail::bulk_chain<U> chain;
    detail::bulk_means<U> means;
    explicit parts(detail::bulk_scaled<U> const& q) : chain(q), means(detail::means_of(chain)) {}
  };
  bulk<T> queue_;
  std::optional<parts> state_;
};
template <std::floating_point T> inline constexpr bool enable_queue<bulk_distribution<T>> = true;

/// The stationary state of a bulk queue, for many questions: every measure of bulk takes it too.
/// Cost, by the batches that it comes to: 0.03 ms up to 10 records, 0.2 to 0.4 ms for 100, 2 to 6 ms for 300 to 900, 6 ms for
/// 800 and 75 ms for 4500 records of B = 10000; random service: 1 ms for B = 10, up to 120 ms for B = 100. Slow where batches spread over thousands
/// of sizes (B >= 1000, lambda b > 0.97): 1 s, at worst 10 s in 950 random queues up to utilization 0.9999; all of them converged.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
/// @throws evaluation_error no convergence
template <std::floating_point T> [[nodiscard]] bulk_distribution<T> prepare(bulk<T> const& q) { return bulk_distribution<T>(q); }

template <std::floating_point T> void validate(bulk_distribution<T> const& /*d*/) {}
template <std::floating_point T> [[nodiscard]] T utilization(bulk_distribution<T> const& d) { return utilization(d.queue()); }
template <std::floating_point T> [[nodiscard]] T throughput(bulk_distribution<T> const& d) { return d.queue().arrival_rate; }

/// Mean number of records of an invocation. Exact, 1e-10 relative (measured 2e-15 up to B = 14, 1e-12 at 1000).
///
/// Where B is never reached, the partition is rarely empty and there is no window: a lambda / (1 - lambda b).
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T mean_batch(bulk_distribution<T> const& d) {
  return d.empty() ? T(1) : static_cast<T>(d.means().size);
}
template <std::floating_point T> [[nodiscard]] T mean_batch(bulk<T> const& q) {
  detail::require_stable("mean_batch", q);
  return mean_batch(prepare(q));
}

/// Invocations per second. Formula: arrival_rate / mean_batch.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T invocation_rate(bulk_distribution<T> const& d) {
  return d.queue().arrival_rate / mean_batch(d);
}
template <std::floating_point T> [[nodiscard]] T invocation_rate(bulk<T> const& q) {
  detail::require_stable("invocation_rate", q);
  return invocation_rate(prepare(q));
}

/// Share of the time in which an invocation runs. Formula: arrival_rate (a / mean_batch + b). It is no load: it is near 1
/// at small loads already, because batches grow with the backlog.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T busy_fraction(bulk_distribution<T> const& d) {
  auto const& q = d.queue();
  return detail::as_probability(T(q.arrival_rate * (q.per_invocation / mean_batch(d) + q.per_record)));
}
template <std::floating_point T> [[nodiscard]] T busy_fraction(bulk<T> const& q) {
  detail::require_stable("busy_fraction", q);
  return busy_fraction(prepare(q));
}

/// Chance that nothing waits at the end of an invocation. Exact.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T empty_probability(bulk_distribution<T> const& d) {
  return d.empty() ? T(1) : static_cast<T>(d.chain().waiting()[0]);
}
template <std::floating_point T> [[nodiscard]] T empty_probability(bulk<T> const& q) {
  detail::require_stable("empty_probability", q);
  return empty_probability(prepare(q));
}

/// Mean time from the arrival of a record to the start of its invocation, windows included [s].
///
/// Formula: mean of the area below the number waiting in a cycle over the mean number of records of a cycle.
/// Exact, 1e-10 relative (measured 2e-15 up to B = 14, 1e-12 at 1000). Without arrivals the wait of the one that might come: the window.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T mean_wait(bulk_distribution<T> const& d) {
  return d.empty() ? d.queue().window : static_cast<T>(d.means().wait / detail::wide_t<T>(d.queue().arrival_rate));
}
template <std::floating_point T> [[nodiscard]] T mean_wait(bulk<T> const& q) {
  detail::require_stable("mean_wait", q);
  return mean_wait(prepare(q));
}

/// Mean age of a record at the end of its invocation [s].
///
/// Formula: mean_wait + E[N S_N] / E[N]: large batches take longer and hold more records.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T mean_sojourn(bulk_distribution<T> const& d) {
  auto const& q = d.queue();
  T const ratio = d.empty() ? T(1) : static_cast<T>(d.means().size_of_record);
  return mean_wait(d) + q.per_invocation + q.per_record * ratio;
}
template <std::floating_point T> [[nodiscard]] T mean_sojourn(bulk<T> const& q) {
  detail::require_stable("mean_sojourn", q);
  return mean_sojourn(prepare(q));
}

/// Chance that a record waits longer than t, windows included. Exact, 1e-15 absolute, 1e-10 relative above 1e-5.
///
/// Formula: the wait of a record that finds k others ahead is what is left of the service, floor(k / B) full services and
/// the rest of a window; integrals of Poisson probabilities over its arrival in the service.
/// Source: Downton, J. R. Stat. Soc. B 17 (1955), for the tagged record.
/// @param t time [s], >= 0
/// @throws std::domain_error a field or t is out of range; random service
/// @throws unstable_error utilization >= 1
/// @throws evaluation_error utilization next to 1 (more than 3e8 steps)
template <std::floating_point T> [[nodiscard]] T wait_tail(bulk_distribution<T> const& d, std::type_identity_t<T> t) {
  using U = detail::wide_t<T>;
  detail::require_nonnegative("wait_tail", "t", t);
  if (d.empty()) { return t < d.queue().window ? T(1) : T(0); }
  detail::require_constant("wait_tail", d.queue());
  return static_cast<T>(d.tails().tail(U(t) * U(d.queue().arrival_rate)));
}
template <std::floating_point T> [[nodiscard]] T wait_tail(bulk<T> const& q, std::type_identity_t<T> t) {
  detail::require_stable("wait_tail", q);
  detail::require_nonnegative("wait_tail", "t", t);
  return wait_tail(prepare(q), t);
}

/// Chance that a record waits. Formula: wait_tail(q, 0).
/// @throws std::domain_error a field is out of range; random service
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T wait_probability(bulk_distribution<T> const& d) { return wait_tail(d, T(0)); }
template <std::floating_point T> [[nodiscard]] T wait_probability(bulk<T> const& q) {
  detail::require_stable("wait_probability", q);
  return wait_probability(prepare(q));
}

/// The time within which a share p of the records starts service [s]: 0 where p <= P(W = 0). Root of wait_tail; a window
/// makes a jump there, which is a quantile for many p.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range; random service
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T wait_quantile(bulk_distribution<T> const& d, std::type_identity_t<T> p) {
  using U = detail::wide_t<T>;
  detail::require_quantile("wait_quantile", p);
  auto const& q = d.queue();
  if (d.empty()) { return q.window; }
  detail::require_constant("wait_quantile", q);
  auto const tails = d.tails();
  U const level = 1 - U(p);
  if (level >= tails.tail(U(0))) { return T(0); }
  U const scale = detail::larger(d.means().wait, U(1e-20));
  return static_cast<T>(detail::tail_root<U>([&](U const& t) { return tails.tail(t); }, level, scale) / U(q.arrival_rate));
}
template <std::floating_point T> [[nodiscard]] T wait_quantile(bulk<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("wait_quantile", q);
  detail::require_quantile("wait_quantile", p);
  return wait_quantile(prepare(q), p);
}

} // namespace ullage
