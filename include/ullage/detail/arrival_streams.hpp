// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The arrivals of every lane of a topic, each read in order and at its own pace.

#include <ullage/arrivals.hpp>
#include <ullage/detail/arrival_clock.hpp>
#include <ullage/detail/even_turns.hpp>
#include <ullage/detail/poisson_lanes.hpp>
#include <ullage/detail/random.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/topic_chunks.hpp>
#include <ullage/detail/topic_stream.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

namespace ullage::detail {

/// Arrival times by lane. Two of equal options, seed and replication give the same times bit by bit, in
/// whatever order lanes are read; a copy goes on from where the original stands.
///
/// - Keys and Poisson arrivals (or one lane): independent Poisson streams; exact.
/// - Evenly spaced records in turn (or one lane): record k = 1, 2, .. of the topic at the k-th record of the
///   profile, so k / rate for a constant one, to lane (k - 1) mod lanes.
/// - All else: one topic stream, in chunks that are made again when they are wanted again.
///
/// A burst of the profile is that many records at one instant, spread by the rule of the producer. Records of
/// the initial lag come first, at -initial_lag_age, as a burst. Renewal arrivals and chains are stationary: up
/// to any time as many records are expected as the profile has, except evenly spaced ones.
/// Precision: numbers of records are sums of whole numbers of 2^-40, so there is no drift; a time is off by
/// less than 3 units in its last place.
class arrival_streams {
public:
  /// @param o o.replay is read in place and must live as long as the streams and their copies
  /// @throws std::domain_error a field is out of range
  arrival_streams(stream_options const& o, std::uint64_t seed, std::uint64_t replication) : lanes_(o.shares.size()) {
    check(o);
    random_source rounding(seed, replication, static_cast<std::uint64_t>(stream_number::rounding));
    double const whole = std::floor(o.initial_lag);
    double const initial = whole + (rounding.chance(o.initial_lag - whole) ? 1 : 0);
    auto const profile = o.map && o.arrivals.pieces().empty() && o.replay.empty()
                             ? arrival_profile<double>(constant_rate<double>{.rate = arrival_rate(*o.map)})
                             : o.arrivals;
    arrival_clock clock(profile, rounding);
    bool const single = lanes_ == 1;
    bool const plain = !o.map && o.replay.empty();
    bool const keys = std::holds_alternative<keyed>(o.producer);
    bool const runs = std::holds_alternative<sticky<double>>(o.producer);
    if (plain && o.arrival_scv == 1 && (keys || single)) {
      source_ = poisson_lanes(std::move(clock), o.shares, initial, -o.initial_lag_age, o.horizon, seed, replication);
    } else if (plain && o.arrival_scv == 0 && (single || std::holds_alternative<round_robin>(o.producer))) {
      source_ = even_turns(clock, lanes_, initial, -o.initial_lag_age, o.horizon);
    } else {
      auto const even = std::vector<double>(lanes_, 1 / static_cast<double>(lanes_));
      source_ = topic_chunks(topic_stream(o, std::move(clock), seed, replication), keys ? o.shares : even, initial,
                             runs && !single ? most_records_of_run(o) : 1);
    }
  }
  arrival_streams(stream_options&&, std::uint64_t, std::uint64_t) = delete;

  [[nodiscard]] std::size_t lanes() const { return lanes_; }

  /// @returns when the next record of a lane comes [s]; infinity when there is none any more
  [[nodiscard]] double peek(std::size_t lane) const {
    if (auto const* s = std::get_if<poisson_lanes>(&source_)) { return s->peek(lane); }
    if (auto const* s = std::get_if<even_turns>(&source_)) { return s->peek(lane); }
    return std::get_if<topic_chunks>(&source_)->peek(lane);
  }

  /// Goes on to the record after it.
  void pop(std::size_t lane) {
    if (auto* s = std::get_if<poisson_lanes>(&source_)) { return s->pop(lane); }
    if (auto* s = std::get_if<even_turns>(&source_)) { return s->pop(lane); }
    std::get_if<topic_chunks>(&source_)->pop(lane);
  }

  /// Calls f with the source itself, so that a loop over many records does not ask each time which it is:
  /// it has the same peek and pop.
  template <class F> decltype(auto) with_source(F const& f) { return std::visit(f, source_); }

private:
  static void check(stream_options const& o) {
    auto const f = "arrival_streams";
    auto const lanes = static_cast<double>(o.shares.size());
    require(lanes >= 1 && lanes <= 16'777'216, f, "shares.size()", lanes, "must be in [1, 16777216]");
    double sum = 0;
    double least = 1;
    for (std::size_t i = 0; i < o.shares.size(); ++i) {
      double const x = o.shares[i];
      require_element(is_amount(x) && is_finite(x), f, "shares", i, x, "must be 0 or in [1e-30, 1]");
      sum += x;
      least = x > 0 && x < least ? x : least;
    }
    require(sum > 1 - 1e-9 && sum < 1 + 1e-9, f, "sum of shares", sum, "must be 1");
    require(o.arrival_scv == 0 || (o.arrival_scv >= 1e-12 && o.arrival_scv <= 1e6), f, "arrival_scv", o.arrival_scv,
            "must be 0 or in [1e-12, 1e6]");
    require_nonnegative(f, "initial_lag", o.initial_lag);
    require(o.initial_lag <= 0x1p53, f, "initial_lag", o.initial_lag, "must be <= 2^53");
    require_nonnegative(f, "initial_lag_age", o.initial_lag_age);
    require(o.horizon >= 0, f, "horizon", o.horizon, "must be >= 0 (infinity: none)");
    if (auto const* s = std::get_if<sticky<double>>(&o.producer)) { static_cast<void>(runs_of(*s, o.record_bytes)); }
    for (std::size_t i = 0; i < o.replay.size(); ++i) {
      require_element(is_finite(o.replay[i]), f, "replay", i, o.replay[i], "must be a finite number");
      require_element(i == 0 ? o.replay[0] >= 0 : o.replay[i] >= o.replay[i - 1], f, "replay", i, o.replay[i],
                      i == 0 ? "must be >= 0" : "must not be earlier than the time before it");
    }
    if (o.shares.size() > 1 && o.replay.empty()) { check_look_ahead(o, least); }
  }

  /// The next record of a lane of a shared stream is looked for one by one.
  static void check_look_ahead(stream_options const& o, double least) {
    auto const f = "arrival_streams";
    bool const own_rate = o.map && o.arrivals.pieces().empty();
    double const records = o.initial_lag + (own_rate ? 1e30 : arrived(o.arrivals, within(o.horizon, 0, 1e30)));
    bool const shared = o.arrival_scv != 1 || o.map;
    bool const far = shared && std::holds_alternative<keyed>(o.producer) && least < 1e-7 && !(records <= 1e8);
    require(!far, f, "least share", least, "must be 0 or >= 1e-7 where arrivals are not Poisson and more than 1e8");
    if (std::holds_alternative<sticky<double>>(o.producer)) {
      double const most = most_records_of_run(o) * static_cast<double>(o.shares.size());
      require(most <= 4'194'304 || records <= 1e7, f, "records of a run * lanes", most,
              "must be <= 4194304 where more than 1e7 records come");
    }
  }

  std::size_t lanes_;
  std::variant<poisson_lanes, even_turns, topic_chunks> source_;
};

} // namespace ullage::detail
