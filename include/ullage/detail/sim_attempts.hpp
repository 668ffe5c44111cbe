// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The attempts at a batch in a simulation: what an attempt leaves to be tried again, and what is given up.

#include <ullage/retry.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ullage::detail {

/// A record in an invocation.
struct sim_record {
  double arrived;
  bool poison; ///< fails whatever is tried
};

/// An invocation, or a batch between two attempts.
struct sim_job {
  std::uint32_t owner = 0;
  bool alive = false;
  bool starting = false;     ///< its environment starts; no batch has been taken
  bool moved = false;        ///< its lanes have got other owners: `holders`
  double records = 0;        ///< of the batch that are neither done nor given up
  double oldest = 0;         ///< arrival of the oldest of them
  double total_arrival = 0;  ///< sum of the arrivals of those that count
  double counted = 0;
  std::uint64_t key = 0;     ///< of this use of the slot
  std::uint32_t mark = 0;    ///< the owner that was counted last while owners change
};

/// What has to be known of a batch only where attempts can fail or owners change.
struct sim_batch {
  struct range {
    std::size_t from;
    std::size_t to;
  };
  std::vector<sim_record> all;         ///< the records of the batch
  std::vector<range> left;             ///< to be tried, the next one at the back
  double attempts = 0;                 ///< that failed at what is tried next
  std::vector<std::uint32_t> holders;  ///< owners that wait for the end of the batch
};

/// Rules for attempts.
struct sim_retry_rules {
  double failure = 0; ///< that an attempt at a record fails
  double max_retries = 0;
  double expiry = 0;  ///< older records are given up [s]
  on_failure response = on_failure::retry_batch;
};

/// Works the end of an attempt into a batch.
/// @param successes records in a row that do not fail by chance
/// @param done done(record): it was processed
/// @param lost lost(record): it is given up
/// @returns true when the attempt failed
template <class Done, class Lost>
bool settle_attempt(sim_batch& b, sim_retry_rules const& rules, double successes, Done const& done, Lost const& lost) {
  auto const now = b.left.back();
  std::size_t bad = now.from;
  while (bad < now.to && !b.all[bad].poison && static_cast<double>(bad - now.from) < successes) { ++bad; }
  if (bad == now.to) {
    for (std::size_t i = now.from; i < now.to; ++i) { done(b.all[i]); }
    b.left.pop_back();
    b.attempts = 0;
    return false;
  }
  if (rules.response == on_failure::bisect && now.to - now.from > 1) {
    std::size_t const middle = now.from + (now.to - now.from + 1) / 2;
    b.left.back() = {middle, now.to};
    b.left.push_back({now.from, middle});
    b.attempts = 0;
    return true;
  }
  if (rules.response == on_failure::report_failures) {
    for (std::size_t i = now.from; i < bad; ++i) { done(b.all[i]); }
    if (bad > now.from) { b.attempts = 0; }
    b.left.back().from = bad;
  }
  b.attempts += 1;
  if (b.attempts <= rules.max_retries) { return true; }
  auto& rest = b.left.back();
  for (std::size_t i = rest.from; i < rest.to; ++i) { lost(b.all[i]); }
  b.left.pop_back();
  b.attempts = 0;
  return true;
}

/// Gives up the records of a batch that have become too old.
/// @returns true when something is left to be tried
template <class Lost> bool drop_expired(sim_batch& b, sim_retry_rules const& rules, double now, Lost const& lost) {
  while (!b.left.empty()) {
    auto& next = b.left.back();
    // Within a batch the records are in the order of their arrival.
    while (next.from < next.to && now - b.all[next.from].arrived > rules.expiry) {
      lost(b.all[next.from++]);
      b.attempts = 0;
    }
    if (next.from < next.to) { return true; }
    b.left.pop_back();
  }
  return false;
}

} // namespace ullage::detail
