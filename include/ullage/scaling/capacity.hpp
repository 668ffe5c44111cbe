// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What a number of consumers can do: partition ownership, slots per consumer, bytes per
/// consumer and limits on concurrency, as one piecewise-linear function.

#include <ullage/concepts.hpp>
#include <ullage/packing.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

namespace ullage {

/// The limits on what consumers do in parallel.
template <Real T = double> struct capacity_model {
  T service_time = unset_v<T>;                ///< occupancy of one record, overhead included [s], > 0, required
  T lanes = infinity_v<T>;                    ///< ordered lanes (partitions x factor); infinity: no order
  T concurrency_per_consumer = T(1);          ///< slots of one consumer
  T records_per_consumer = infinity_v<T>;     ///< limit from bytes per consumer [records/s]
  T concurrency_limit = infinity_v<T>;        ///< services in parallel, all consumers together
  friend bool operator==(capacity_model const&, capacity_model const&) = default;
};

/// A piece of a piecewise-linear function of the consumers.
template <Real T> struct linear_piece {
  T value; ///< at the given number of consumers
  T slope; ///< per consumer, to the right
  T until; ///< number of consumers up to which the piece holds, infinity for ever
};

/// Whole owners, fewer than the lanes, so that some own several of them.
template <Real T> [[nodiscard]] bool shares_lanes(capacity_model<T> const& m, T const& consumers) {
  T const slots = consumers * m.concurrency_per_consumer;
  return detail::is_finite(m.lanes) && value_of(slots) < value_of(m.lanes) &&
         value_of(T(slots * (1 + 8 * std::numeric_limits<T>::epsilon()))) >= 1;
}

/// Services in parallel of one owner among others, the limits that all share left out.
///
/// One, or what its part of the bytes of its consumer carries: the slots of a consumer share them evenly.
template <Real T> [[nodiscard]] T owner_parallelism(capacity_model<T> const& m) {
  if (!detail::is_finite(m.records_per_consumer)) { return T(1); }
  T const by_bytes = m.records_per_consumer * m.service_time / m.concurrency_per_consumer;
  return value_of(by_bytes) < value_of(T(1 - 8 * std::numeric_limits<T>::epsilon())) ? by_bytes : T(1);
}

namespace detail {
/// Services of a fixed number of owners within the limit that all of them share.
template <Real T> [[nodiscard]] linear_piece<T> limited_pool(capacity_model<T> const& m, T const& services, T const& until) {
  T const nearly = 1 - 8 * std::numeric_limits<T>::epsilon();
  if (value_of(T(m.concurrency_limit * nearly)) <= value_of(services)) { return {m.concurrency_limit, T(0), infinity_v<T>}; }
  return {services, T(0), until};
}
} // namespace detail

/// Services in parallel that a number of consumers sustains for ever when all lanes have the same traffic,
/// and how that goes on.
///
/// min(lanes / ceil(lanes / owners), limit, bytes): slots = consumers * concurrency_per_consumer, owners
/// the whole slots. Ownership (the first term) applies to slots, the limit is a pool that all lanes share,
/// the bytes of a consumer are shared by its slots.
template <Real T> [[nodiscard]] linear_piece<T> parallelism(capacity_model<T> const& m, T const& consumers) {
  using std::ceil;
  T const none = infinity_v<T>;
  T const nearly = 1 - 8 * std::numeric_limits<T>::epsilon();
  T const slots = consumers * m.concurrency_per_consumer;
  if (shares_lanes(m, consumers)) {
    T const share = ceil(m.lanes / owners_of(m.lanes, slots) * nearly);
    T const next = value_of(share) > 1 ? T(ceil(m.lanes / (share - 1) * nearly)) : none;
    return detail::limited_pool(m, T(m.lanes / share * owner_parallelism(m)), T(next / m.concurrency_per_consumer));
  }
  linear_piece<T> piece{slots, m.concurrency_per_consumer, none};
  if (detail::is_finite(m.lanes)) {
    piece = {effective_parallelism(m.lanes, slots), T(0), none};
    if (value_of(slots) < value_of(m.lanes) && value_of(slots) > 0) {
      T const share = ceil(m.lanes / slots * nearly);
      if (value_of(share) > 1) { piece.until = m.lanes / (share - 1) / m.concurrency_per_consumer; }
    }
  }
  if (value_of(T(m.concurrency_limit * nearly)) <= value_of(piece.value)) {
    piece = {m.concurrency_limit, T(0), none};
  } else if (value_of(piece.slope) > 0) {
    piece.until = m.concurrency_limit / m.concurrency_per_consumer;
  }
  if (detail::is_finite(m.records_per_consumer)) {
    T const each = m.records_per_consumer * m.service_time;
    T const by_bytes = consumers * each;
    bool const rises = value_of(piece.slope) > 0;
    if (value_of(by_bytes) < value_of(T(piece.value * nearly)) || (rises && value_of(each) < value_of(piece.slope))) {
      T const meets = rises ? none : T(piece.value / each);
      return {by_bytes, each, value_of(meets) < value_of(piece.until) ? meets : piece.until};
    }
  }
  return piece;
}

/// Services in parallel while every owner has work: the sum over the owners, within the limits.
template <Real T> [[nodiscard]] linear_piece<T> busy_parallelism(capacity_model<T> const& m, T const& consumers) {
  if (!shares_lanes(m, consumers)) { return parallelism(m, consumers); }
  T const owners = owners_of(m.lanes, T(consumers * m.concurrency_per_consumer));
  return detail::limited_pool(m, T(owners * owner_parallelism(m)), T((owners + 1) / m.concurrency_per_consumer));
}

/// @returns records/s that a number of consumers sustains
template <Real T> [[nodiscard]] T capacity(capacity_model<T> const& m, std::type_identity_t<T> const& consumers) {
  return parallelism(m, consumers).value / m.service_time;
}

/// The smallest whole number of consumers that carries a rate; where none does, as many as help.
/// @param rate records/s, >= 0
template <Real T> [[nodiscard]] T consumers_for(capacity_model<T> const& m, std::type_identity_t<T> const& rate) {
  using std::ceil;
  using std::floor;
  T const slack = 1 - 4 * std::numeric_limits<T>::epsilon();
  if (!(value_of(rate) > 0)) { return T(0); }
  T units = rate * m.service_time;
  if (value_of(units) > value_of(m.concurrency_limit)) { units = m.concurrency_limit; }
  T slots = units;
  if (detail::is_finite(m.lanes)) {
    if (value_of(units) > value_of(m.lanes)) { units = m.lanes; }
    // Owners that are slower for their bytes must each own less.
    T const packed = units / owner_parallelism(m);
    if (value_of(packed) <= value_of(m.lanes)) {
      slots = ceil(m.lanes / T(floor(m.lanes / (packed * slack))) * slack);
      return T(ceil(slots / m.concurrency_per_consumer * slack));
    }
    slots = m.lanes;
  }
  T const by_slots = ceil(slots / m.concurrency_per_consumer * slack);
  if (!detail::is_finite(m.records_per_consumer)) { return by_slots; }
  T const by_bytes = ceil(units / m.service_time / m.records_per_consumer * slack);
  return value_of(by_bytes) > value_of(by_slots) ? by_bytes : by_slots;
}

} // namespace ullage
