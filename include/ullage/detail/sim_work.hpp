// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The records of a simulation and what is done with them: arrivals, batches, invocations, attempts.
///
/// Two cursors over the same arrivals: the tail counts what has arrived, the head gives the arrival of the
/// record that begins; records that wait are never stored.

#include <ullage/detail/arrival_streams.hpp>
#include <ullage/detail/random.hpp>
#include <ullage/detail/samplers.hpp>
#include <ullage/detail/sim_admission.hpp>
#include <ullage/detail/sim_attempts.hpp>
#include <ullage/detail/sim_heap.hpp>
#include <ullage/detail/sim_owners.hpp>
#include <ullage/detail/sim_record.hpp>
#include <ullage/detail/sim_setup.hpp>
#include <ullage/packing.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace ullage::detail {

/// The part of a replication that does not decide how many consumers there are.
class sim_work {
protected:
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  static constexpr std::uint32_t job_bit = 0x80000000U; ///< ids of jobs in the queue of events, owners have none

  sim_work(sim_setup const& setup, long long replication)
      : s_(setup), record_(setup.recorder()), random_(setup.seed, static_cast<std::uint64_t>(replication), sim_chance_stream),
        shares_(setup.draw_shares(replication)), streams_(setup.arrivals(shares_)), head_(streams_, setup.seed, static_cast<std::uint64_t>(replication)),
        tail_(head_), service_(setup.service()),
        lanes_(setup.lanes), admission_(setup) {
    record_.out.replication = replication;
    lane_job_.assign(setup.pooled ? 0 : setup.lanes, 0);
    lane_last_.assign(setup.pooled ? 0 : setup.lanes, 0.0);
    to_poison_ = next_poison();
    for (std::size_t lane = 0; lane < s_.lanes; ++lane) {
      double const at = tail_.peek(lane);
      if (at < infinity) { arrivals_.push({at, static_cast<std::uint32_t>(lane), 0}); }
    }
  }

  [[nodiscard]] auto head() {
    return [this](std::size_t lane) { return head_.peek(lane); };
  }

  void advance(double t) {
    if (t > now_) {
      double const dt = t - now_;
      record_.out.lag_seconds += lag_ * dt;
      record_.out.busy_seconds += busy_ * dt;
      now_ = t;
    }
  }

  // -- arrivals and starts -----------------------------------------------------------------------

  void arrive() {
    auto const lane = arrivals_.top().id;
    tail_.pop(lane);
    double const next = tail_.peek(lane);
    if (next < infinity) {
      arrivals_.replace_top({next, lane, 0});
    } else {
      arrivals_.pop();
    }
    auto& out = record_.out;
    out.arrived += 1;
    lag_ += 1;
    auto const o = lanes_.arrive(lane, head());
    if (o != no_owner) { consider(o, false); }
    if (lag_ > 0) { record_.raise(lag_, now_); }
    double const open = out.arrived - done_;
    if (open > out.peak_offset_lag) { out.peak_offset_lag = open; }
  }

  /// Begins an invocation of an owner when everything allows it.
  /// @param ended an invocation of it has just ended, or what kept it from working
  void consider(std::uint32_t id, bool ended) {
    for (;;) {
      auto& o = lanes_.owners[id];
      if (!(o.waiting > 0) || o.holds >= o.servers || paused_ || o.blocked) { return; }
      if (s_.window > 0 && o.waiting < s_.batch) {
        if (!o.window_open) {
          o.window_open = true;
          o.window_from = s_.rule == window_rule::when_idle && ended ? -infinity : now_;
        }
        double const from = s_.rule == window_rule::after_batch ? head_.peek(lanes_.oldest(id)) : o.window_from;
        double const close = from + s_.window;
        if (close > now_) { return look_again(id, close); }
      }
      if (s_.record_rate < infinity) {
        double const free = next_bytes_[consumer_of(id)];
        if (free > now_) { return look_again(id, free); }
      }
      if ((in_line() && !serving_line_) || !admit()) {
        o.blocked = true;
        blocked_.push_back(id);
        return;
      }
      begin_job(id);
      // Without partitions several servers may be free.
      if (lanes_.owners[id].servers == 1) { return; }
    }
  }

  void look_again(std::uint32_t id, double at) {
    auto& o = lanes_.owners[id];
    if (o.timer_set && o.timer_at == at) { return; }
    o.timer_set = true;
    o.timer_at = at;
    events_.push({at, id, 0});
  }

  /// Somebody waits for an environment: who comes now waits behind.
  [[nodiscard]] bool in_line() const { return blocked_from_ < blocked_.size(); }

  [[nodiscard]] bool admit() { return admission_.admit(busy_, now_); }

  [[nodiscard]] std::size_t consumer_of(std::uint32_t id) const {
    return s_.pooled ? 0 : static_cast<std::size_t>(static_cast<double>(id) * static_cast<double>(next_bytes_.size()) / static_cast<double>(lanes_.owners.size()));
  }

  void begin_job(std::uint32_t id) {
    std::uint32_t j;
    if (free_.empty()) {
      j = static_cast<std::uint32_t>(jobs_.size());
      jobs_.emplace_back();
      if (s_.can_fail || !s_.pooled) { batches_.emplace_back(); }
    } else {
      j = free_.back();
      free_.pop_back();
    }
    auto& job = jobs_[j];
    job.owner = id;
    job.alive = true;
    job.moved = false;
    job.key = (++keys_ << 32) | j;
    auto& o = lanes_.owners[id];
    o.holds += 1;
    busy_ += 1;
    double const init = s_.starts ? start_time(o) : 0;
    if (init > 0) {
      job.starting = true;
      events_.push({now_ + init, job_bit | j, 0});
      return;
    }
    take(j);
  }

  /// How long an environment takes to start; 0 for one that is there.
  [[nodiscard]] double start_time(sim_owner& o) {
    bool cold = o.cold || now_ - o.last_end > s_.keep_alive;
    if (s_.pooled) {
      while (!idle_.empty() && !(idle_.back().second > 0)) { idle_.pop_back(); }
      cold = idle_.empty() || now_ - idle_.back().first > s_.keep_alive;
      if (cold) {
        idle_.clear();
      } else {
        idle_.back().second -= 1;
      }
    }
    o.cold = false;
    if (!cold) { return 0; }
    record_.out.cold_starts += 1;
    return s_.init_time * s_.spread(s_.init_scv, random_);
  }

  /// Forms the batch of an invocation and begins it.
  void take(std::uint32_t j) {
    auto& job = jobs_[j];
    auto const id = job.owner;
    auto& o = lanes_.owners[id];
    auto& out = record_.out;
    job.starting = false;
    job.records = 0;
    job.counted = 0;
    job.total_arrival = 0;
    o.window_open = false;
    o.timer_set = false;
    if (s_.can_fail) {
      batches_[j].all.clear();
      batches_[j].left.clear();
      batches_[j].attempts = 0;
    }
    while (job.records < s_.batch && o.waiting > 0) {
      auto const lane = lanes_.oldest(id);
      double const came = head_.peek(lane);
      head_.pop(lane);
      lanes_.take(id, lane, head());
      lag_ -= 1;
      if (now_ - came > s_.retry.expiry) {
        out.expired += 1;
        lose();
        record_.wait(came, now_);
        continue;
      }
      if (job.records == 0) { job.oldest = came; }
      job.records += 1;
      record_.wait(came, now_);
      if (record_.counts(came)) {
        job.counted += 1;
        job.total_arrival += came;
      }
      if (!s_.pooled) {
        lane_job_[lane] = job.key;
        lane_last_[lane] = now_;
      }
      if (s_.can_fail) { batches_[j].all.push_back({came, draw_poison()}); }
    }
    if (!(lag_ > 0)) { record_.drain(now_); }
    last_start_ = now_;
    if (job.records == 0) {
      busy_ -= 1;
      give_back(j);
      return;
    }
    out.started += job.records;
    out.batches += 1;
    if (s_.record_rate < infinity) {
      auto& free = next_bytes_[consumer_of(id)];
      double const each = job.records / (s_.pooled ? s_.record_rate * working_ : s_.record_rate);
      free = (free > now_ ? free : now_) + each;
    }
    if (s_.can_fail) { batches_[j].left.push_back({0, batches_[j].all.size()}); }
    invoke(j, job.records);
  }

  void invoke(std::uint32_t j, double n) {
    record_.out.invocations += 1;
    double time = (s_.overhead + s_.each * n) * service_(random_);
    if (s_.breakdown_rate > 0) { time = s_.with_interruptions(time, random_, record_.out.interruptions); }
    events_.push({now_ + time, job_bit | j, 0});
  }

  // -- ends ------------------------------------------------------------------------------------

  /// The next event of the queue.
  void happen() {
    due const e = events_.top();
    events_.pop();
    if ((e.id & job_bit) == 0) {
      if (e.id < lanes_.owners.size()) {
        auto& o = lanes_.owners[e.id];
        if (o.timer_set && o.timer_at <= now_) { o.timer_set = false; }
        consider(e.id, false);
      }
      return;
    }
    auto const j = e.id & ~job_bit;
    if (e.stamp == 1) { return try_again(j); }
    auto& job = jobs_[j];
    if (job.starting && !job.moved) { return take(j); }
    busy_ -= 1;
    if (job.starting) {
      give_back(j); // its owner is gone
    } else if (s_.can_fail) {
      settle(j);
    } else {
      auto& out = record_.out;
      done_ += job.records;
      out.completed += job.records;
      out.completed_at = now_;
      out.sojourns += job.counted;
      out.total_sojourn += job.counted * now_ - job.total_arrival;
      if (job.counted > 0 && now_ - job.oldest > out.max_sojourn) { out.max_sojourn = now_ - job.oldest; }
      give_back(j);
    }
    unblock();
  }

  /// The end of an invocation, or of the last attempt at its batch: its lanes are free.
  void give_back(std::uint32_t j) {
    auto& job = jobs_[j];
    job.alive = false;
    free_.push_back(j);
    if (s_.pooled) {
      lanes_.owners[0].holds -= 1;
      if (s_.starts) { idle_.push_back({now_, 1.0}); }
      consider(0, true);
      return;
    }
    auto const free = [&](std::uint32_t id) {
      lanes_.owners[id].holds -= 1;
      lanes_.owners[id].last_end = now_;
      consider(id, true);
    };
    if (!job.moved) { return free(job.owner); }
    for (auto const h : std::vector<std::uint32_t>(batches_[j].holders)) { free(h); }
  }

  void lose() {
    record_.out.discarded += 1;
    done_ += 1;
  }

  /// The end of an attempt that may have failed.
  void settle(std::uint32_t j) {
    auto& b = batches_[j];
    auto& out = record_.out;
    double const good = s_.retry.failure > 0 ? static_cast<double>(random_.geometric(s_.retry.failure)) : infinity;
    bool const failed = settle_attempt(
        b, s_.retry, good,
        [&](sim_record const& r) {
          done_ += 1;
          out.completed += 1;
          out.completed_at = now_;
          if (!record_.counts(r.arrived)) { return; }
          out.sojourns += 1;
          out.total_sojourn += now_ - r.arrived;
          if (now_ - r.arrived > out.max_sojourn) { out.max_sojourn = now_ - r.arrived; }
        },
        [&](sim_record const&) { lose(); });
    if (failed) { out.failures += 1; }
    if (b.left.empty()) { return give_back(j); }
    if (failed && s_.backoff > 0) {
      events_.push({now_ + s_.backoff, job_bit | j, 1});
    } else {
      try_again(j);
    }
  }

  void try_again(std::uint32_t j) {
    auto& b = batches_[j];
    if (!drop_expired(b, s_.retry, now_, [&](sim_record const&) { lose(); })) { return give_back(j); }
    if (paused_ || (in_line() && !serving_line_) || !admit()) {
      blocked_.push_back(job_bit | j);
      return;
    }
    busy_ += 1;
    invoke(j, static_cast<double>(b.left.back().to - b.left.back().from));
  }

  /// Those that waited for a free environment, in turn.
  void unblock() {
    while (in_line() && !paused_ && admit()) {
      auto const id = blocked_[blocked_from_++];
      serving_line_ = true;
      if ((id & job_bit) != 0) {
        try_again(id & ~job_bit);
      } else if (id < lanes_.owners.size()) {
        lanes_.owners[id].blocked = false;
        consider(id, true);
      }
      serving_line_ = false;
    }
    if (blocked_from_ > 1024 && 2 * blocked_from_ > blocked_.size()) {
      blocked_.erase(blocked_.begin(), blocked_.begin() + static_cast<std::ptrdiff_t>(blocked_from_));
      blocked_from_ = 0;
    }
  }

  /// Other owners. Invocations that run end first: who gets a lane of theirs waits for that.
  void hand_over(std::size_t n) {
    std::vector<std::size_t> owner;
    if (n > 0) { owner = assign(shares_, n, s_.system.assignment, previous_); }
    lanes_.hand_over(owner, n, head());
    if (n > 0) { previous_ = std::move(owner); }
    for (std::size_t j = 0; j < jobs_.size(); ++j) {
      auto& job = jobs_[j];
      if (!job.alive) { continue; }
      batches_[j].holders.clear();
      job.mark = no_owner;
      job.moved = !job.starting || job.owner >= n;
      if (!job.moved) { lanes_.owners[job.owner].holds += 1; }
    }
    for (std::size_t i = 0; i < n; ++i) {
      auto& o = lanes_.owners[i];
      auto const id = static_cast<std::uint32_t>(i);
      for (std::uint32_t k = o.first; k < o.last; ++k) {
        std::uint64_t const key = lane_job_[lanes_.order()[k]];
        if (key == 0) { continue; }
        auto& job = jobs_[key & 0xffffffffU];
        if (!job.alive || job.key != key || job.mark == id) { continue; }
        job.mark = id;
        o.holds += 1;
        batches_[key & 0xffffffffU].holders.push_back(id);
      }
    }
    std::vector<std::uint32_t> line;
    for (std::size_t i = blocked_from_; i < blocked_.size(); ++i) {
      if ((blocked_[i] & job_bit) != 0) { line.push_back(blocked_[i]); }
    }
    blocked_ = std::move(line);
    blocked_from_ = 0;
    consider_all();
  }

  void consider_all() {
    for (std::size_t i = 0; i < lanes_.owners.size(); ++i) { consider(static_cast<std::uint32_t>(i), true); }
  }


  [[nodiscard]] long long next_poison() {
    return s_.poison > 0 ? random_.geometric(s_.poison) : std::numeric_limits<long long>::max();
  }
  [[nodiscard]] bool draw_poison() {
    if (to_poison_-- > 0) { return false; }
    to_poison_ = next_poison();
    return true;
  }


  sim_setup const& s_;
  sim_recorder record_;
  random_source random_;
  std::vector<double> shares_;
  stream_options streams_;
  arrival_streams head_;
  arrival_streams tail_;
  service_sampler service_;
  sim_lanes lanes_;
  sim_admission admission_;

  double now_ = 0;
  double lag_ = 0;
  double busy_ = 0;
  double done_ = 0; ///< records that are processed or given up
  double working_ = 0; ///< consumers at work
  double last_start_ = 0;
  bool paused_ = false;
  bool serving_line_ = false; ///< who begins now is the first of the line
  due_heap arrivals_; ///< the next record of each lane
  due_heap events_;   ///< ends of invocations, ends of windows
  std::vector<std::uint32_t> blocked_;  ///< owners and batches in the line for an environment
  std::size_t blocked_from_ = 0;
  std::vector<double> next_bytes_;      ///< per consumer: when its bytes allow the next start
  std::vector<std::pair<double, double>> idle_; ///< without partitions: environments that are idle, since when and how many
  std::vector<double> lane_last_;       ///< when the last invocation with a record of the lane began

private:
  std::vector<sim_job> jobs_;
  std::vector<sim_batch> batches_;
  std::vector<std::uint32_t> free_;
  std::uint64_t keys_ = 0;
  std::vector<std::uint64_t> lane_job_; ///< the last invocation with a record of the lane
  std::vector<std::size_t> previous_;   ///< owners of the lanes
  long long to_poison_ = 0;
};

} // namespace ullage::detail
