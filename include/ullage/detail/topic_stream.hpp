// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The records of a topic one after the other: when they come and to which lane. All that the rest of the
/// stream depends on is a small value, so that any stretch of it can be made again.

#include <ullage/arrivals.hpp>
#include <ullage/detail/arrival_clock.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/random.hpp>
#include <ullage/detail/samplers.hpp>
#include <ullage/producer.hpp>
#include <ullage/queue/map.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace ullage::detail {

/// What arrives, and where it goes.
struct stream_options {
  arrival_profile<double> arrivals = {};
  double arrival_scv = 1; ///< of the times between records of the topic; 0: evenly spaced, 1: Poisson, else gamma
  producer_rule<double> producer = keyed{};
  std::vector<double> shares = {1.0};          ///< of each lane, sum 1; round robin and sticky runs ignore them
  double record_bytes = unset_v<double>;       ///< for sticky runs of bytes [bytes]
  double initial_lag = 0;                      ///< records that wait at time 0
  double initial_lag_age = 0;                  ///< how long before time 0 they came [s]
  std::optional<markov_arrivals<double>> map = {}; ///< of the topic, at the rate of the profile; without one at its own
  std::vector<double> replay = {};             ///< sorted times of the records; instead of profile and process
  double horizon = infinity_v<double>;         ///< records after it do not come [s]
};

/// Numbers of the streams of random numbers of a replication that arrivals use; lanes have their own from
/// `lane_stream` on.
enum class stream_number : std::uint64_t { rounding = 0x61000001, gaps, picks, split };
inline constexpr std::uint64_t lane_stream = 0x6200000000;

/// Times between arrivals of a Markovian arrival process, in units of their mean.
class map_walk {
public:
  map_walk() = default;
  explicit map_walk(markov_arrivals<double> const& a) {
    auto const c = chain_with_arrivals<chain_t<double>>("arrival_streams", a);
    std::size_t const n = c.size();
    auto const rate = static_cast<double>(c.rate.result());
    double steps = 0;
    std::vector<double> start(n);
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> to(2 * n, 0.0);
      double out = 0;
      for (std::size_t j = 0; j < n; ++j) {
        to[j] = static_cast<double>(c.d0(i, j));
        to[n + j] = static_cast<double>(c.d1(i, j));
        out += to[j] + to[n + j];
      }
      start[i] = static_cast<double>(c.phase[i]);
      out_.push_back(out / rate);
      moves_.emplace_back(out > 0 ? to : std::vector<double>(2 * n, 1.0));
      steps += start[i] * (out / rate);
    }
    require(steps <= 1000, "arrival_streams", "changes of phase per record of map", steps, "must be <= 1000");
    start_ = alias_table(start);
  }

  [[nodiscard]] std::size_t first(random_source& random) const { return start_(random); }

  struct arrival {
    double gap = 0;
    std::size_t phase = 0;
  };
  [[nodiscard]] arrival next(std::size_t phase, random_source& random) const {
    arrival out{.phase = phase};
    for (;;) {
      out.gap += random.exponential() / out_[out.phase];
      std::size_t const to = moves_[out.phase](random);
      bool const arrives = to >= out_.size();
      out.phase = arrives ? to - out_.size() : to;
      if (arrives) { return out; }
    }
  }

private:
  std::vector<double> out_;
  std::vector<alias_table> moves_;
  alias_table start_;
};

/// Length of the runs of a sticky producer.
struct run_length {
  double records = 1;                  ///< mean; whole numbers around it
  double linger = infinity_v<double>;  ///< a run ends so long after its first record [s]
};
[[nodiscard]] inline run_length runs_of(sticky<double> const& s, double record_bytes) {
  auto const f = "sticky";
  bool const run = !is_nan(s.run);
  bool const bytes = !is_nan(s.batch_bytes);
  bool const linger = !is_nan(s.linger);
  int const fields = (run ? 1 : 0) + (bytes ? 1 : 0) + (linger ? 1 : 0);
  require(fields == 1, f, "fields", fields, "exactly one of run, batch_bytes and linger must be set");
  if (run) {
    require(s.run >= 1 && s.run <= 1e15, f, "run", s.run, "must be in [1, 1e15]");
    return {.records = s.run};
  }
  if (linger) {
    require_positive(f, "linger", s.linger);
    return {.records = 0x1p53, .linger = s.linger};
  }
  require_positive(f, "batch_bytes", s.batch_bytes);
  require_positive(f, "record_bytes", record_bytes);
  return {.records = within(std::ceil(s.batch_bytes / record_bytes), 1, 1e15)};
}

/// Records in a row that a lane may get from a sticky producer.
[[nodiscard]] inline double most_records_of_run(stream_options const& o) {
  auto const run = runs_of(std::get<sticky<double>>(o.producer), o.record_bytes);
  if (!is_finite(run.linger)) { return run.records; }
  double burst = o.initial_lag + static_cast<double>(o.replay.size());
  for (auto const& p : o.arrivals.pieces()) { burst = larger(burst, p.burst); }
  double const rate = o.map && o.arrivals.pieces().empty() ? arrival_rate(*o.map) : peak_rate(o.arrivals);
  return 1 + burst + rate * run.linger;
}

/// Where a topic stream is.
struct topic_state {
  random_source gaps{};
  random_source picks{};
  record_count at{};             ///< of the next record that is not of a burst, in the piece before `piece`
  std::int64_t burst_left = 0;
  double burst_time = 0;
  std::size_t piece = 0;         ///< that is entered next
  std::size_t phase = 0;
  std::size_t replayed = 0;
  std::size_t lane = 0;          ///< of the run, or the next one in turn
  std::int64_t run_left = 0;
  double run_until = -infinity_v<double>;
  bool drawn = true;             ///< `at` is a record that has not come yet
};

class topic_stream {
public:
  struct record {
    double time = infinity_v<double>;
    std::size_t lane = 0;
  };

  topic_stream() = default;
  /// @param clock of o.arrivals; it and o.replay are read where they are
  topic_stream(stream_options const& o, arrival_clock clock, std::uint64_t seed, std::uint64_t replication)
      : clock_(std::move(clock)), lanes_(o.shares.size()), scv_(o.arrival_scv), horizon_(o.horizon),
        replay_(o.replay.data()), replays_(o.replay.size()), producer_(o.producer.index()) {
    if (o.map) { map_.emplace(*o.map); }
    if (scv_ > 0) { gap_ = gamma_shape(1 / scv_); }
    if (auto const* s = std::get_if<sticky<double>>(&o.producer)) { runs_ = runs_of(*s, o.record_bytes); }
    if (producer_ == 0) { keys_ = alias_table(o.shares); }
    start_.gaps = random_source(seed, replication, static_cast<std::uint64_t>(stream_number::gaps));
    start_.picks = random_source(seed, replication, static_cast<std::uint64_t>(stream_number::picks));
    start_.burst_time = -o.initial_lag_age;
    if (map_) {
      start_.phase = map_->first(start_.gaps);
      start_.at.add(gap(start_));
    } else if (scv_ > 0 && scv_ != 1) {
      // The process has run for ever: the rest of a time between records that is met by chance.
      double const met = start_.gaps.gamma(1 + 1 / scv_);
      start_.at.add(start_.gaps.uniform() * met * scv_);
    } else {
      start_.at.add(gap(start_));
    }
  }

  /// @param initial records that wait at time 0
  [[nodiscard]] topic_state start(double initial) const {
    auto s = start_;
    s.burst_left = static_cast<std::int64_t>(initial);
    return s;
  }

  /// The next record; infinity when there is none.
  [[nodiscard]] record next(topic_state& s) const {
    record out{.time = time(s)};
    if (out.time < infinity_v<double>) { out.lane = lane(s, out.time); }
    return out;
  }

private:
  [[nodiscard]] double gap(topic_state& s) const {
    if (map_) {
      auto const a = map_->next(s.phase, s.gaps);
      s.phase = a.phase;
      return a.gap;
    }
    if (scv_ == 0) { return 1; }
    return scv_ == 1 ? s.gaps.exponential() : s.gaps.gamma(gap_) / gap_.shape;
  }

  [[nodiscard]] double time(topic_state& s) const {
    if (s.burst_left > 0) {
      --s.burst_left;
      return s.burst_time;
    }
    if (replays_ > 0) { return s.replayed < replays_ ? until_horizon(replay_[s.replayed++]) : infinity_v<double>; }
    if (!s.drawn) { s.at.add(gap(s)); }
    s.drawn = true;
    for (;;) {
      if (s.piece > 0) {
        auto const& p = clock_[s.piece - 1];
        double const count = s.at.value();
        if (count <= p.amount) {
          s.drawn = false;
          return until_horizon(p.time(count));
        }
        s.at = s.at.beyond(p.amount);
      }
      if (s.piece == clock_.size()) { return infinity_v<double>; }
      auto const& p = clock_[s.piece++];
      if (p.burst > 0) {
        s.burst_time = until_horizon(p.start);
        if (!(s.burst_time < infinity_v<double>)) { return s.burst_time; }
        s.burst_left = static_cast<std::int64_t>(p.burst) - 1;
        return s.burst_time;
      }
    }
  }
  [[nodiscard]] double until_horizon(double t) const { return t <= horizon_ ? t : infinity_v<double>; }

  [[nodiscard]] std::size_t lane(topic_state& s, double t) const {
    if (producer_ == 0) { return keys_(s.picks); }
    if (producer_ == 1) {
      std::size_t const out = s.lane;
      s.lane = out + 1 == lanes_ ? 0 : out + 1;
      return out;
    }
    if (s.run_left == 0 || t > s.run_until) {
      s.lane = s.picks.below(lanes_);
      double const whole = std::floor(runs_.records);
      double const rest = runs_.records - whole;
      s.run_left = static_cast<std::int64_t>(whole) + (rest > 0 && s.picks.chance(rest) ? 1 : 0);
      s.run_until = t + runs_.linger;
    }
    --s.run_left;
    return s.lane;
  }

  arrival_clock clock_;
  std::size_t lanes_ = 1;
  double scv_ = 1;
  double horizon_ = infinity_v<double>;
  double const* replay_ = nullptr;
  std::size_t replays_ = 0;
  std::size_t producer_ = 0;
  gamma_shape gap_{};
  run_length runs_{};
  alias_table keys_;
  std::optional<map_walk> map_;
  topic_state start_{};
};

} // namespace ullage::detail
