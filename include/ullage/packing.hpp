// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Which consumer owns which partitions, and how much of its parallelism a topic can use when fewer
/// consumers than partitions own it.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace ullage {

/// Which consumer gets which partitions.
enum class assignor {
  range,              ///< contiguous blocks, the first ones larger
  round_robin,        ///< in turn
  cooperative_sticky, ///< balanced, and as few as possible change hands
  best_case,          ///< loads as equal as they can be made (largest first)
};

/// Records that can be in service at once for ever, in the view of the partition that finishes last.
///
/// A partition is owned by one consumer, and the consumer that owns most of them,
/// ceil(partitions / consumers), sets the rate at which the last one is drained.
/// Formula: partitions / ceil(partitions / consumers), partitions when consumers >= partitions,
/// 0 without consumers. Not the number of consumers: 10 partitions with 6 to 9 consumers are
/// worth 5. A quotient within a few rounding errors of a whole number counts as it. Exact for equal shares; Source: design of the Kafka consumer group protocol.
/// @param partitions lanes that keep their order, >= 0
/// @param consumers members that own them, >= 0 (a real number while a ramp is under way)
/// @returns services in parallel, <= partitions
/// @throws std::domain_error an argument is negative or not finite
template <Number P, Number C>
[[nodiscard]] promote_t<P, C> effective_parallelism(P partitions, C consumers) {
  using std::ceil;
  using T = promote_t<P, C>;
  T const p(partitions), c(consumers);
  detail::require_nonnegative("effective_parallelism", "partitions", p);
  detail::require_nonnegative("effective_parallelism", "consumers", c);
  if (value_of(c) >= value_of(p)) { return p; }
  if (!(value_of(c) > 0)) { return T(0); }
  return p / T(ceil(p / c * (1 - 8 * std::numeric_limits<T>::epsilon())));
}

/// Owners of a number of lanes: whole consumers, at most one per lane. A fraction of one is one owner that
/// is slower. A number within a few rounding errors of a whole one counts as it.
/// @param lanes partitions that keep their order, > 0
/// @param slots consumers, a real number while a ramp is under way, >= 0
/// @returns a whole number <= lanes; 0 without slots
template <Number P, Number C> [[nodiscard]] promote_t<P, C> owners_of(P lanes, C slots) {
  using std::floor;
  using T = promote_t<P, C>;
  T const p(lanes), c(slots);
  if (value_of(c) >= value_of(p)) { return p; }
  if (!(value_of(c) > 0)) { return T(0); }
  T const whole = floor(c * (1 + 8 * std::numeric_limits<T>::epsilon()));
  return value_of(whole) < 1 ? T(1) : detail::smaller(whole, p);
}

/// Equal partitions over owners: contiguous blocks of two sizes that differ by one, the larger ones first.
template <Real T = double> struct even_blocks {
  T heavy_owners = T(0); ///< that own one partition more; 0 when all own as many
  T heavy_lanes = T(0);  ///< of each of them
  T light_owners = T(0);
  T light_lanes = T(0);  ///< of each of them
  friend bool operator==(even_blocks const&, even_blocks const&) = default;
};

/// The blocks of a topic, without a list of its partitions.
/// @param lanes partitions, whole, >= 1
/// @param owners whole, >= 1; those beyond the partitions own nothing and are not counted
/// @returns heavy_owners * heavy_lanes + light_owners * light_lanes = lanes
/// @throws std::domain_error an argument is not a whole number >= 1
template <Number P, Number C> [[nodiscard]] even_blocks<promote_t<P, C>> blocks_of(P lanes, C owners) {
  using std::floor;
  using T = promote_t<P, C>;
  T const p(lanes);
  T const wanted(owners);
  auto const f = "blocks_of";
  detail::require_positive(f, "lanes", p);
  detail::require_whole(f, "lanes", p);
  detail::require_positive(f, "owners", wanted);
  detail::require_whole(f, "owners", wanted);
  T const n = detail::smaller(wanted, p);
  T light = floor(p / n);
  if (value_of(T(light * n)) > value_of(p)) { light -= 1; } // the quotient was rounded up
  T const heavy = p - light * n;
  return {heavy, T(light + 1), T(n - heavy), light};
}

namespace detail {

/// Balanced counts with as few moves as possible: who owns more than the balance allows gives up the last ones.
[[nodiscard]] inline std::vector<std::size_t> assign_sticky(std::size_t lanes, std::size_t owners, std::vector<std::size_t> const& previous) {
  std::size_t const least = lanes / owners;
  std::size_t larger_ones = lanes % owners;
  std::vector<std::size_t> held(owners, 0);
  for (std::size_t const o : previous) {
    if (o < owners) { ++held[o]; }
  }
  std::vector<std::size_t> quota(owners, least);
  for (std::size_t o = 0; o < owners && larger_ones > 0; ++o) {
    if (held[o] > least) {
      ++quota[o];
      --larger_ones;
    }
  }
  for (std::size_t o = 0; o < owners && larger_ones > 0; ++o) {
    if (quota[o] == least) {
      ++quota[o];
      --larger_ones;
    }
  }
  std::vector<std::size_t> out(lanes, owners);
  std::vector<std::size_t> count(owners, 0);
  for (std::size_t i = 0; i < previous.size(); ++i) {
    std::size_t const o = previous[i];
    if (o < owners && count[o] < quota[o]) {
      out[i] = o;
      ++count[o];
    }
  }
  // The rest in turn over those that may still take one.
  std::size_t next = 0;
  for (auto& o : out) {
    if (o < owners) { continue; }
    while (count[next] >= quota[next]) { next = next + 1 < owners ? next + 1 : 0; }
    o = next;
    ++count[next];
    next = next + 1 < owners ? next + 1 : 0;
  }
  return out;
}

/// Largest first, each to the owner with the least so far (of those the first): at most 4/3 of the best.
template <Real T> [[nodiscard]] std::vector<std::size_t> assign_largest_first(std::vector<T> const& shares, std::size_t owners) {
  std::vector<std::size_t> order(shares.size());
  for (std::size_t i = 0; i < order.size(); ++i) { order[i] = i; }
  heap_sort(order, [&](std::size_t a, std::size_t b) {
    auto const x = value_of(shares[a]);
    auto const y = value_of(shares[b]);
    return x > y || (x == y && a < b);
  });
  // A heap of owners, the one with the least on top.
  std::vector<T> load(owners, T(0));
  std::vector<std::size_t> heap(owners);
  for (std::size_t o = 0; o < owners; ++o) { heap[o] = o; }
  auto const before = [&](std::size_t a, std::size_t b) {
    auto const x = value_of(load[a]);
    auto const y = value_of(load[b]);
    return x < y || (x == y && a < b);
  };
  std::vector<std::size_t> out(shares.size());
  for (std::size_t const lane : order) {
    std::size_t const o = heap[0];
    out[lane] = o;
    load[o] += shares[lane];
    for (std::size_t at = 0, child = 1; child < owners; child = 2 * at + 1) {
      if (child + 1 < owners && before(heap[child + 1], heap[child])) { ++child; }
      if (!before(heap[child], heap[at])) { break; }
      std::swap(heap[at], heap[child]);
      at = child;
    }
  }
  return out;
}

template <Real T> void require_shares(char const* function, std::vector<T> const& shares) {
  require(!shares.empty(), function, "shares.size()", 0.0, "must be >= 1");
  for (std::size_t i = 0; i < shares.size(); ++i) {
    require_element(is_amount(shares[i]), function, "shares", i, shares[i], "must be 0 or of a size between 1e-30 and 1e30");
  }
}

} // namespace detail

/// The owner of each partition.
///
/// `range`: contiguous blocks, the first ones one larger. `round_robin`: i mod owners. `cooperative_sticky`:
/// as `round_robin` at first; later every owner keeps what it has up to the balanced number, and only the
/// rest moves. `best_case`: largest share first, each to the owner with the least (LPT), whose largest load is
/// at most 4/3 - 1/(3 owners) of the least possible.
/// Source: Apache Kafka, RangeAssignor, RoundRobinAssignor, CooperativeStickyAssignor (for one topic);
/// R. L. Graham, Bounds on multiprocessing timing anomalies, 1969. Cost: P, for `best_case` P log P.
/// @param shares of the traffic, one per partition, >= 0
/// @param owners >= 1; of those beyond the partitions some own nothing
/// @param previous the owner of each partition before, for `cooperative_sticky`; numbers that are no owner now
///   are of consumers that left; empty: there was none
/// @returns numbers in [0, owners)
/// @throws std::domain_error no share, a bad share, no owner, or `previous` of another length
template <Real T>
[[nodiscard]] std::vector<std::size_t> assign(std::vector<T> const& shares, std::size_t owners, assignor rule,
                                              std::vector<std::size_t> const& previous = {}) {
  auto const f = "assign";
  detail::require_shares(f, shares);
  detail::require(owners >= 1, f, "owners", double(owners), "must be >= 1");
  detail::require(previous.empty() || previous.size() == shares.size(), f, "previous.size()", double(previous.size()),
                  "must be 0 or the number of shares");
  std::size_t const n = shares.size();
  if (rule == assignor::cooperative_sticky && !previous.empty()) { return detail::assign_sticky(n, owners, previous); }
  if (rule == assignor::best_case) { return detail::assign_largest_first(shares, owners); }
  std::vector<std::size_t> out(n);
  if (rule == assignor::range) {
    std::size_t const light = n / owners;
    std::size_t const border = (n % owners) * (light + 1);
    for (std::size_t i = 0; i < n; ++i) { out[i] = i < border ? i / (light + 1) : n % owners + (i - border) / light; }
  } else {
    for (std::size_t i = 0; i < n; ++i) { out[i] = i % owners; }
  }
  return out;
}

/// The share of the traffic that each owner has.
/// @param owner of each partition, below `owners`
/// @throws std::domain_error lengths differ, or an owner is out of range
template <Real T>
[[nodiscard]] std::vector<T> owner_loads(std::vector<T> const& shares, std::vector<std::size_t> const& owner, std::size_t owners) {
  auto const f = "owner_loads";
  detail::require(owner.size() == shares.size(), f, "owner.size()", double(owner.size()), "must be the number of shares");
  std::vector<T> out(owners, T(0));
  for (std::size_t i = 0; i < owner.size(); ++i) {
    detail::require_element(owner[i] < owners, f, "owner", i, double(owner[i]), "must be below the number of owners");
    out[owner[i]] += shares[i];
  }
  return out;
}

/// @returns the largest share of the traffic that one owner has
/// @throws std::domain_error see owner_loads
template <Real T>
[[nodiscard]] T largest_load(std::vector<T> const& shares, std::vector<std::size_t> const& owner, std::size_t owners) {
  T most = T(0);
  for (T const& load : owner_loads(shares, owner, owners)) { most = detail::larger(most, load); }
  return most;
}

/// Records that can be in service at once for ever when partitions have unequal shares: the owner with most
/// traffic sets the rate that can be carried.
///
/// Formula: sum of the shares / largest load. One partition with share s keeps it at or below 1 / s whatever
/// the consumers. Exact for owners that are equal servers.
/// @returns services in parallel, <= owners
/// @throws std::domain_error see assign; all shares are 0
template <Real T>
[[nodiscard]] T effective_parallelism(std::vector<T> const& shares, std::size_t owners, assignor rule = assignor::range) {
  auto const owner = assign(shares, owners, rule);
  T sum = T(0);
  for (T const& s : shares) { sum += s; }
  detail::require(value_of(sum) > 0, "effective_parallelism", "sum of shares", sum, "must be > 0");
  return sum / largest_load(shares, owner, owners);
}

} // namespace ullage
