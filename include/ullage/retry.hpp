// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What failures cost: attempts, backoff, bisection, records that never succeed.

#include <ullage/concepts.hpp>
#include <ullage/detail/attempts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <type_traits>

namespace ullage {

/// What is tried again after a failure.
enum class on_failure {
  retry_batch,     ///< the whole batch
  bisect,          ///< its two halves (BisectBatchOnFunctionError)
  report_failures, ///< the rest from the first failed record on (ReportBatchItemFailures)
};

/// Failures of records and what is done about them.
template <Real T = double> struct retry_policy {
  T failure_probability = T(0);      ///< that one attempt at a record fails and a later one may not, in [0, 1)
  T poison_probability = T(0);       ///< that a record fails whatever is tried, in [0, 1)
  T backoff = T(0);                  ///< between two attempts [s], >= 0
  T max_retries = infinity_v<T>;     ///< after the first attempt, whole, >= 0; infinity: until success or expiry
  T max_record_age = infinity_v<T>;  ///< older records are given up [s], > 0
  on_failure response = on_failure::retry_batch;
  friend bool operator==(retry_policy const&, retry_policy const&) = default;
};

/// @returns true when nothing ever fails
template <Real T> [[nodiscard]] bool is_off(retry_policy<T> const& p) {
  return value_of(p.failure_probability) == 0 && value_of(p.poison_probability) == 0;
}

/// @throws std::domain_error a field is out of range
template <Real T> void validate(retry_policy<T> const& p) {
  auto const f = "retry_policy";
  detail::require(value_of(p.failure_probability) >= 0 && value_of(p.failure_probability) < 1, f, "failure_probability",
                  p.failure_probability, "must be in [0, 1)");
  detail::require_moderate(f, "failure_probability", p.failure_probability);
  detail::require(value_of(p.poison_probability) >= 0 && value_of(p.poison_probability) < 1, f, "poison_probability",
                  p.poison_probability, "must be in [0, 1)");
  detail::require_moderate(f, "poison_probability", p.poison_probability);
  detail::require_nonnegative(f, "backoff", p.backoff);
  detail::require(value_of(p.max_retries) >= 0, f, "max_retries", p.max_retries, "must be >= 0 (infinity: no limit)");
  if (detail::is_finite(p.max_retries)) {
    detail::require_moderate(f, "max_retries", p.max_retries);
    detail::require_whole(f, "max_retries", p.max_retries);
  }
  detail::require_positive_or_unlimited(f, "max_record_age", p.max_record_age);
}

/// The same, and refuses retries that can never end: poison records that no limit takes away.
/// @param retention records older than this are lost [s], > 0; infinity: never
/// @throws std::domain_error
template <Real T> void validate(retry_policy<T> const& p, std::type_identity_t<T> retention) {
  validate(p);
  detail::require_positive_or_unlimited("retry_policy", "retention", retention);
  bool const ends = value_of(p.poison_probability) == 0 || detail::is_finite(p.max_retries) || detail::is_finite(p.max_record_age) ||
                    detail::is_finite(retention);
  detail::require(ends, "retry_policy", "max_retries", p.max_retries,
                  "must be finite where records can be poison and neither max_record_age nor the retention takes them away: "
                  "these retries can never end");
}

/// A batch and the invocations that work on it: one of n records takes dispatch_overhead + service_time * n.
template <Real T = double> struct batch_work {
  T service_time = unset_v<T>;    ///< of one record [s], > 0, required
  T dispatch_overhead = T(0);     ///< of an invocation [s], >= 0
  T service_scv = T(0);           ///< of the time of an invocation, >= 0
  T records = T(1);               ///< in the batch, whole, 1..10000
  T expires_in = infinity_v<T>;   ///< time until its records are too old [s], > 0; see expiry_after
  friend bool operator==(batch_work const&, batch_work const&) = default;
};

/// What a batch costs with its failures.
template <Real T = double> struct retried_work {
  T occupancy = T(0);       ///< mean time from the first attempt to the end of the last [s]; infinity: it may never end
  T occupancy_scv = T(0);   ///< its squared coefficient of variation
  T invocations = T(0);     ///< mean number
  T attempts = T(0);        ///< mean number of times that a record is tried
  T discarded = T(0);       ///< share of the records that are given up
  bool endless = false;     ///< poison, and nothing takes it away
  friend bool operator==(retried_work const&, retried_work const&) = default;
};

/// Time until a record expires [s]: min(max_record_age, retention) - age, at least 0.
/// @param retention records older than this are lost [s], > 0; infinity: never
/// @param age of the record at its first attempt [s], >= 0
/// @throws std::domain_error a field or an argument is out of range
template <Real T>
[[nodiscard]] T expiry_after(retry_policy<T> const& p, std::type_identity_t<T> retention, std::type_identity_t<T> age = T(0)) {
  validate(p);
  detail::require_positive_or_unlimited("expiry_after", "retention", retention);
  detail::require_nonnegative("expiry_after", "age", age);
  T const limit = detail::smaller(p.max_record_age, retention);
  return value_of(limit) > value_of(age) ? T(limit - age) : T(0);
}

/// Mean and variance of the time that a batch occupies its consumer, all attempts and backoffs included.
///
/// Records fail independently: an attempt at a record with `failure_probability`, a poison record always. An
/// attempt that fails takes as long as one that does not. A batch (or what is left of it) is given up after
/// max_retries further attempts, or before the attempt that would start after expires_in; splitting a batch is not a
/// retry, and with report_failures each record gets its own count of attempts.
/// Formula: retry_batch, with F = 1 - (1-f)^n: N attempts, geometric and cut off at R + 1, mean
/// E N (E S + d) - d, variance E N Var S + Var N (E S + d)^2; without backoff, limit and poison the scv is
/// (1-F) scv + F. bisect: recursion over the halves, T(n) = S(n) + failed (d + T(n/2) + T(n - n/2)), its mean number
/// I(n) = 1 + I(n/2) + I(n - n/2) - 2 (1-f)^n for poison alone. report_failures: recursion over the records that
/// are left. Exact where expires_in is infinite (a count of attempts stands for the expiry else); 1e-13 relative.
/// @param p the policy; retries that never end give an infinite occupancy and endless = true
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] retried_work<T> retried_service(retry_policy<T> const& p, batch_work<T> const& work) {
  auto const name = "batch_work";
  validate(p);
  detail::require_positive(name, "service_time", work.service_time);
  detail::require_nonnegative(name, "dispatch_overhead", work.dispatch_overhead);
  detail::require_nonnegative(name, "service_scv", work.service_scv);
  detail::require(value_of(work.records) >= 1 && value_of(work.records) <= 10000, name, "records", work.records, "must be in [1, 10000]");
  detail::require_whole(name, "records", work.records);
  detail::require_positive_or_unlimited(name, "expires_in", work.expires_in);
  using U = detail::wide_t<T>;
  detail::attempt_rules<U> const rules{U(p.failure_probability), U(p.poison_probability), U(p.backoff),          U(p.max_retries),
                                       U(work.expires_in),       U(work.dispatch_overhead), U(work.service_time), U(work.service_scv),
                                       U(work.records)};
  int const n = static_cast<int>(value_of(work.records));
  auto const cost = p.response == on_failure::bisect            ? detail::bisected(rules, n)
                    : p.response == on_failure::report_failures ? detail::reported(rules, n)
                                                                : detail::whole_batch(rules, n);
  retried_work<T> out;
  out.occupancy = T(cost.time);
  out.occupancy_scv = T(detail::scv_of(cost));
  out.invocations = T(cost.invocations);
  out.attempts = T(cost.tries);
  out.discarded = T(detail::as_probability(U(cost.lost / U(work.records))));
  // What is never given up is not counted as given up.
  out.endless = value_of(p.poison_probability) > 0 && !detail::is_finite(p.max_retries) && !detail::is_finite(work.expires_in);
  if (out.endless) { out.discarded = T(0); }
  return out;
}

/// Chance that one attempt at a batch fails. Formula: 1 - ((1-f)(1-g))^n. Exact.
/// @param records in the batch, >= 1
/// @throws std::domain_error a field or records is out of range
template <Real T> [[nodiscard]] T batch_failure_probability(retry_policy<T> const& p, std::type_identity_t<T> records) {
  using std::expm1;
  using std::log1p;
  validate(p);
  detail::require_positive("batch_failure_probability", "records", records);
  detail::require(value_of(records) >= 1, "batch_failure_probability", "records", records, "must be >= 1");
  return -expm1(T(records * (log1p(T(-p.failure_probability)) + log1p(T(-p.poison_probability)))));
}

/// Mean number of invocations that bisection needs for a batch with one poison record, which is tried once alone.
/// Formula: O(n) = 2 + l/n O(l) + r/n O(r), l and r the halves, O(1) = 1; about 2 log2 n + 1. Exact.
/// @param records in the batch, whole, 1..1e15
/// @throws std::domain_error records is out of range
template <Number N> [[nodiscard]] promote_t<N> bisect_invocations(N records) {
  using T = promote_t<N>;
  T const n(records);
  detail::require(value_of(n) >= 1 && value_of(n) <= 1e15, "bisect_invocations", "records", n, "must be in [1, 1e15]");
  detail::require_whole("bisect_invocations", "records", n);
  return T(detail::bisect_one_poison<detail::wide_t<T>>(n));
}

/// One partition that poison records block.
template <Real T = double> struct blocked_partition {
  T arrival_rate = unset_v<T>;     ///< of the partition [records/s], > 0, required
  T service_time = unset_v<T>;     ///< of one record [s], > 0, required
  T service_scv = T(0);            ///< of it, >= 0
  T poison_probability = T(0);     ///< in [0, 1)
  T block_time = infinity_v<T>;    ///< for which a poison record that does not wait blocks [s], >= 0; see expiry_after
  friend bool operator==(blocked_partition const&, blocked_partition const&) = default;
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(blocked_partition<T> const& q) {
  auto const f = "blocked_partition";
  detail::require_positive(f, "arrival_rate", q.arrival_rate);
  detail::require_positive(f, "service_time", q.service_time);
  detail::require_nonnegative(f, "service_scv", q.service_scv);
  detail::require(value_of(q.poison_probability) >= 0 && value_of(q.poison_probability) < 1, f, "poison_probability",
                  q.poison_probability, "must be in [0, 1)");
  detail::require_moderate(f, "poison_probability", q.poison_probability);
  detail::require(value_of(q.block_time) >= 0, f, "block_time", q.block_time, "must be >= 0 (infinity: for ever)");
}

/// Records that have piled up when the poison record goes. Formula: arrival_rate * block_time (fluid).
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T blocked_lag(blocked_partition<T> const& q) {
  validate(q);
  return q.arrival_rate * q.block_time;
}

/// Time from there until the pile is gone [s]; infinity at a load of 1 or more.
/// Formula: block_time rho / (1 - rho) (fluid).
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T recovery_time(blocked_partition<T> const& q) {
  validate(q);
  T const load = q.arrival_rate * q.service_time;
  if (value_of(q.block_time) == 0) { return T(0); }
  return value_of(load) < 1 ? T(q.block_time * (load / (1 - load))) : infinity_v<T>;
}

/// Chance that the partition is blocked at least once within a time.
/// Formula: 1 - exp(-arrival_rate poison_probability horizon), Poisson arrivals; with the rate of the topic it is the
/// chance that some partition is. Exact.
/// @param horizon [s], >= 0
/// @throws std::domain_error a field or horizon is out of range
template <Real T> [[nodiscard]] T blocked_probability(blocked_partition<T> const& q, std::type_identity_t<T> horizon) {
  using std::expm1;
  validate(q);
  detail::require_nonnegative("blocked_probability", "horizon", horizon);
  return -expm1(T(-q.arrival_rate * q.poison_probability * horizon));
}

/// Load of the partition when every poison record blocks for the whole block_time.
/// Formula: arrival_rate ((1 - g) service_time + g max(service_time, block_time)). At 1 or more the lag age grows to
/// blocked_age.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T blocked_load(blocked_partition<T> const& q) {
  validate(q);
  T const g = q.poison_probability;
  if (value_of(g) == 0) { return q.arrival_rate * q.service_time; }
  return q.arrival_rate * ((1 - g) * q.service_time + g * detail::larger(q.service_time, q.block_time));
}

/// @returns true when the lag does not grow without end: blocked_load < 1
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] bool is_stable(blocked_partition<T> const& q) { return value_of(blocked_load(q)) < 1; }

/// Age that the records at the head come to in the long run [s], 0 where the partition is stable (fluid).
///
/// A poison record that has waited w blocks for block_time - w only, so that the age settles where the load is 1:
/// block_time - (1/arrival_rate - (1-g) service_time)/g, at most block_time. Formula: that, from 0 on.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T blocked_age(blocked_partition<T> const& q) {
  validate(q);
  if (is_stable(q)) { return T(0); }
  T const g = q.poison_probability;
  if (value_of(T(q.arrival_rate * q.service_time)) >= 1 || value_of(g) == 0 || !detail::is_finite(q.block_time)) { return q.block_time; }
  T const spare = 1 / q.arrival_rate - (1 - g) * q.service_time; // of the mean time between records
  return detail::within(T(q.block_time - spare / g), T(0), q.block_time);
}

/// Share of the records that are given up in the long run: the poison ones, and those behind them that get too old.
///
/// A poison record leaves when it is block_time old, and what came right behind it is almost as old. Until the age
/// has fallen, everything that comes while the work ahead is above block_time is lost. With q = arrival_rate g,
/// l = arrival_rate (1-g), S gamma, Phi the root of Phi - l (1 - E e^(-Phi S)) = q: that lasts for
/// h = l E(e^(-Phi S) - 1 + Phi S)/(q Phi) per poison record; with f = q h/(1 + q h) the share is f + g (1 - f).
/// For rare poison g (1 + rho^2 (1 + scv)/(2 (1 - rho))). Source: ladder heights of the compound Poisson process,
/// Kyprianou, "Fluctuations of Levy Processes" (2014), 8. Exact for Poisson arrivals and a block_time that is long
/// against the service and the time between poison records; infinite block_time: all.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T discarded_share(blocked_partition<T> const& q) {
  using U = detail::wide_t<T>;
  validate(q);
  U const g(q.poison_probability);
  if (value_of(g) == 0) { return detail::larger(T(1 - 1 / (q.arrival_rate * q.service_time)), T(0)); }
  if (!detail::is_finite(q.block_time)) { return T(1); }
  U const lost = detail::lost_behind<U>(U(q.arrival_rate) * U(q.service_time), g, U(q.service_scv)); // q h
  return T((lost + g) / (1 + lost));
}

} // namespace ullage
