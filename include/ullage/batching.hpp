// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How records become batches: size, window and payload.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/poisson.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

namespace ullage {

/// When the batching window opens.
enum class window_rule {
  after_invocation, ///< at the end of the invocation before if records wait, else with the first record
  after_batch,      ///< with the first record that is in no batch yet, also while an invocation runs; at its start if it left records over
  when_idle,        ///< with the record that finds nothing waiting and nothing running; what waits at the end of an invocation goes at once
};

/// How records become batches.
template <Real T = double> struct batch_policy {
  T batch_size = T(1);          ///< most records of a batch, whole, 1..10000
  T window = T(0);              ///< longest time that a batch is held open [s], >= 0
  window_rule rule = window_rule::after_invocation;
  T record_bytes = unset_v<T>;  ///< mean size of a record [bytes], > 0; default: unknown, the payload is not checked
  T payload_limit = T(6291456); ///< of one invocation [bytes], > 0
  T envelope_bytes = T(0);      ///< added to each record in the payload [bytes], >= 0
  friend bool operator==(batch_policy const&, batch_policy const&) = default;
};

/// Limits of AWS Lambda event source mappings, records and seconds; official documentation as of 2026:
/// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
inline constexpr int largest_batch_size = 10000;
inline constexpr int longest_batch_window = 300;

namespace detail {

template <Real T> void require_batch_size(char const* function, T const& size) {
  require(value_of(size) >= 1 && value_of(size) <= largest_batch_size, function, "batch_size", size, "must be in [1, 10000]");
  require_whole(function, "batch_size", size);
}
template <Real T> void require_window(char const* function, char const* field, T const& size, T const& window) {
  require(value_of(window) >= 0 && value_of(window) <= longest_batch_window, function, field, window, "must be in [0, 300] s");
  require_moderate(function, field, window);
  require(value_of(size) > 1 || value_of(window) == 0, function, field, window,
          "must be 0 when batch_size is 1 (a batch of one record is full at once)");
}

} // namespace detail

/// @throws std::domain_error a field is out of range; a window although a batch is full with one record
template <Real T> void validate(batch_policy<T> const& p) {
  detail::require_batch_size("batch_policy", p.batch_size);
  detail::require_window("batch_policy", "window", p.batch_size, p.window);
  if (!detail::is_nan(p.record_bytes)) { detail::require_positive("batch_policy", "record_bytes", p.record_bytes); }
  detail::require_positive("batch_policy", "payload_limit", p.payload_limit);
  detail::require_nonnegative("batch_policy", "envelope_bytes", p.envelope_bytes);
}

/// What one record takes of the payload of an invocation [bytes].
///
/// Formula: 4 ceil(record_bytes / 3) + envelope_bytes (base64 in JSON).
/// @throws std::domain_error a field is out of range, or record_bytes is not set
template <Real T> [[nodiscard]] T payload_bytes(batch_policy<T> const& p) {
  using std::ceil;
  validate(p);
  detail::require_positive("payload_bytes", "record_bytes", p.record_bytes);
  return 4 * T(ceil(T(p.record_bytes / 3))) + p.envelope_bytes;
}

/// The most records that fit into one invocation.
///
/// Formula: min(batch_size, floor(payload_limit / payload_bytes)); batch_size where record_bytes is not set.
/// @returns records, whole, >= 1
/// @throws std::domain_error a field is out of range, or not one record fits
template <Real T> [[nodiscard]] T batch_limit(batch_policy<T> const& p) {
  using std::floor;
  validate(p);
  if (detail::is_nan(p.record_bytes)) { return p.batch_size; }
  T const fit = T(floor(T(p.payload_limit / payload_bytes(p))));
  detail::require(value_of(fit) >= 1, "batch_limit", "payload of one record", payload_bytes(p), "must be <= payload_limit");
  return detail::smaller(p.batch_size, fit);
}

/// What becomes of a batch that an idle consumer opens with its first record.
template <Real T = double> struct batch_formation {
  T mean_size;      ///< records, >= 1
  T size_variance;  ///< records^2
  T mean_time;      ///< from the first record until the batch is closed [s]
  T time_variance;  ///< s^2
  T mean_delay;     ///< from the arrival of a record until its batch is closed [s]
  T closed_by_size; ///< chance that the batch is full before the window ends
};

namespace detail {

/// Sums over A ~ Poisson(x) of a batch that k further records fill.
template <Real T> struct formation_sums {
  T below{};   ///< P(A < k)
  T reach{};   ///< P(A >= k)
  T mean{};    ///< E min(A, k)
  T square{};  ///< E min(A, k)^2
  T excess{};  ///< E (A - k)^+
  T excess2{}; ///< E Y (Y - 1), Y = (A - k)^+
  T rising{};  ///< E q (q + 1), q = min(A - 1, k)^+
};

/// Calls f(n, P(A = n)) outwards from `from` for the n in [low, high] whose share of the largest counts.
template <Real T, class F> void for_poisson(T const& x, long long from, long long low, long long high, F const& f) {
  T const first = poisson_mass(T(double(from)), x, T(x - T(double(from))));
  T const least = first * T(1e-24);
  T p = first;
  // at least three terms: where x is tiny the sums are those of the second
  for (long long n = from; n <= high && (value_of(p) > value_of(least) || n - from < 3); ++n) {
    f(n, p);
    p *= x / T(double(n + 1));
  }
  p = first;
  for (long long n = from; n > low; --n) {
    p *= T(double(n)) / x;
    if (!(value_of(p) > value_of(least))) { break; }
    f(n - 1, p);
  }
}

/// @param x > 0
/// @param k >= 1
template <Real T> [[nodiscard]] formation_sums<T> sum_formation(T const& x, long long k) {
  formation_sums<T> s;
  auto const at = [](double v, long long low, long long high) {
    return v <= double(low) ? low : v >= double(high) ? high : static_cast<long long>(v);
  };
  double const mode = static_cast<double>(value_of(x));
  for_poisson<T>(x, at(mode, 0, k - 1), 0, k - 1, [&](long long n, T const& p) {
    T const a = T(double(n));
    s.below += p;
    s.mean += p * a;
    s.square += p * a * a;
    if (n > 0) { s.rising += p * a * (a - 1); }
  });
  T const full = T(double(k));
  if (mode >= double(k)) {
    s.reach = 1 - s.below;
    T const top = poisson_mass(full, x, T(x - full)); // A = k has q = k - 1
    s.rising += top * full * (full - 1) + (s.reach - top) * full * (full + 1);
  } else {
    constexpr long long far = std::numeric_limits<long long>::max();
    for_poisson<T>(x, k, k, far, [&](long long n, T const& p) {
      T const y = T(double(n - k));
      s.reach += p;
      s.excess += p * y;
      s.excess2 += p * y * (y - 1);
    });
  }
  s.mean += s.reach * full;
  s.square += s.reach * full * full;
  return s;
}

} // namespace detail

/// A batch that an idle consumer forms from Poisson arrivals, closed by size, payload or window.
///
/// Formula: with A ~ Poisson(arrival_rate window), k = batch_limit - 1, s = min(A, k): size 1 + s, time E s / arrival_rate,
/// delay E s (s + 1) / (2 arrival_rate E size); a record is delayed by more than half of the window, since the first one
/// waits for all of it. Exact. Accuracy: 1e-12 relative (measured 4e-13), variances too.
/// Cost: O(min(batch_size, sqrt(arrival_rate window))), at most 0.1 ms.
/// @param arrival_rate records/s, >= 0
/// @throws std::domain_error a field or arrival_rate is out of range
template <Real T> [[nodiscard]] batch_formation<T> formation(batch_policy<T> const& p, std::type_identity_t<T> arrival_rate) {
  detail::require_nonnegative("formation", "arrival_rate", arrival_rate);
  T const limit = batch_limit(p);
  batch_formation<T> out{T(1), T(0), T(0), T(0), T(0), T(1)};
  if (value_of(limit) == 1) { return out; }
  T const x = arrival_rate * p.window;
  if (value_of(x) < 1e-290) { // no second record comes
    return {T(1), x, p.window, T(0), p.window, T(0)};
  }
  auto const k = static_cast<long long>(static_cast<double>(value_of(limit))) - 1;
  auto const s = detail::sum_formation<T>(x, k);
  T spread(0);
  detail::for_poisson<T>(x, value_of(x) < double(k - 1) ? static_cast<long long>(static_cast<double>(value_of(x))) : k - 1, 0, k - 1,
                         [&](long long n, T const& mass) {
                           T const off = T(double(n)) - s.mean;
                           spread += mass * off * off;
                         });
  T const full = T(double(k));
  bool const by_size = value_of(x) >= double(k);
  T const gap = by_size ? T(0) : T(full - s.mean);
  // k - E min(A, k) as a sum where A mostly reaches k
  T missing(0);
  if (by_size) {
    detail::for_poisson<T>(x, k - 1, 0, k - 1, [&](long long n, T const& mass) { missing += mass * (full - T(double(n))); });
  }
  T const off = by_size ? missing : gap;
  out.mean_size = 1 + s.mean;
  out.size_variance = spread + s.reach * off * off;
  out.mean_time = by_size ? T(s.mean / arrival_rate) : T(p.window - s.excess / arrival_rate);
  T const variance = by_size ? T(s.rising - s.mean * s.mean) : T(s.excess2 - s.excess * s.excess);
  out.time_variance = value_of(variance) > 0 ? T(variance / arrival_rate / arrival_rate) : T(0);
  out.mean_delay = (s.square + s.mean) / 2 / arrival_rate / out.mean_size;
  out.closed_by_size = detail::as_probability(s.reach);
  return out;
}

/// Mean time from the first record of a batch to the one that fills it, without a window [s].
///
/// Formula: (batch_limit - 1) / arrival_rate. Exact for any arrivals of that rate.
/// @param arrival_rate records/s, > 0
/// @throws std::domain_error a field or arrival_rate is out of range
template <Real T> [[nodiscard]] T fill_time(batch_policy<T> const& p, std::type_identity_t<T> arrival_rate) {
  detail::require_positive("fill_time", "arrival_rate", arrival_rate);
  return (batch_limit(p) - 1) / arrival_rate;
}

/// Invocations per second when a consumer is always idle at the arrival of the first record of a batch: the most that
/// these arrivals cause. With a busy consumer batches are larger, see queue/bulk.hpp.
///
/// Formula: arrival_rate / mean size. Exact.
/// @param arrival_rate records/s, >= 0
/// @throws std::domain_error a field or arrival_rate is out of range
template <Real T> [[nodiscard]] T invocation_rate(batch_policy<T> const& p, std::type_identity_t<T> arrival_rate) {
  return arrival_rate / formation(p, arrival_rate).mean_size;
}

/// How long an invocation of n records takes: per_invocation + per_record * n.
template <Real T = double> struct invocation_time {
  T per_invocation = T(0);     ///< a [s], >= 0
  T per_record = unset_v<T>;   ///< b [s], >= 0, required; a + b > 0
  friend bool operator==(invocation_time const&, invocation_time const&) = default;
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(invocation_time<T> const& d) {
  detail::require_nonnegative("invocation_time", "per_invocation", d.per_invocation);
  detail::require_nonnegative("invocation_time", "per_record", d.per_record);
  detail::require(value_of(d.per_invocation) > 0 || value_of(d.per_record) > 0, "invocation_time", "per_record", d.per_record,
                  "must be > 0 when per_invocation is 0");
}

/// Largest rate of one consumer with full batches. Formula: B / (a + b B). Exact.
/// @param batch_size B, records, > 0
/// @returns records/s
/// @throws std::domain_error an argument is out of range
template <Real T> [[nodiscard]] T batch_capacity(invocation_time<T> const& d, std::type_identity_t<T> batch_size) {
  validate(d);
  detail::require_positive("batch_capacity", "batch_size", batch_size);
  return 1 / (d.per_invocation / batch_size + d.per_record);
}

/// The rate that no batch size reaches: 1 / b; infinity without a time per record.
/// @returns records/s
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T batch_capacity_limit(invocation_time<T> const& d) {
  validate(d);
  return value_of(d.per_record) > 0 ? T(1 / d.per_record) : infinity_v<T>;
}

/// Smallest batch size with which one consumer carries a rate.
///
/// Formula: ceil(arrival_rate a / (1 - arrival_rate b)), at least 1; within four rounding errors of a whole number
/// counts as that number.
/// @param arrival_rate records/s, >= 0
/// @returns records, whole; infinity where no size does. It may be above what a platform allows.
/// @throws std::domain_error an argument is out of range
template <Real T> [[nodiscard]] T smallest_batch_size(invocation_time<T> const& d, std::type_identity_t<T> arrival_rate) {
  using std::ceil;
  using std::floor;
  validate(d);
  detail::require_nonnegative("smallest_batch_size", "arrival_rate", arrival_rate);
  T const room = 1 - arrival_rate * d.per_record;
  T const need = arrival_rate * d.per_invocation;
  if (value_of(need) == 0) { return value_of(room) >= 0 ? T(1) : infinity_v<T>; }
  if (!(value_of(room) > 0)) { return infinity_v<T>; }
  T const exact = need / room;
  if (value_of(exact) <= 1) { return T(1); }
  T const below = T(floor(exact));
  return value_of(T(exact - below)) <= value_of(T(4 * std::numeric_limits<T>::epsilon() * exact)) ? below : T(ceil(exact));
}

} // namespace ullage
