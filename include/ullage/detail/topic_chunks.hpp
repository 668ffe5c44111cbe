// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A topic stream sorted by lane, in chunks that are made when they are wanted and forgotten when there are
/// too many: each lane can be read at its own pace, and memory depends on the lanes alone.

#include <ullage/detail/topic_stream.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ullage::detail {

/// How much of a stream is kept.
struct chunk_limits {
  std::size_t records = std::size_t{1} << 21; ///< in chunks, but at least three chunks
  std::size_t chunk = std::size_t{1} << 12;   ///< records of one, but at least 8 per lane
  std::size_t marks = std::size_t{1} << 13;   ///< starts of chunks, to make them again from; even, >= 2
};

class topic_chunks {
public:
  topic_chunks() = default;
  /// @param shares of the lanes as the producer has it
  /// @param initial records that wait at time 0
  /// @param run records in a row that a lane may get
  topic_chunks(topic_stream stream, std::vector<double> const& shares, double initial, double run = 1,
               chunk_limits limits = {})
      : stream_(std::move(stream)), readers_(shares.size()), next_(shares.size()), records_(limits.chunk),
        most_marks_(limits.marks), frontier_state_(stream_.start(initial)) {
    while (records_ < 8 * shares.size()) { records_ *= 2; }
    most_slots_ = records_ * 3 < limits.records ? limits.records / records_ : 3;
    double const least = 8 * run / static_cast<double>(most_slots_ * records_);
    for (std::size_t lane = 0; lane < shares.size(); ++lane) {
      auto& r = readers_[lane];
      if (!(shares[lane] > 0)) {
        r.over = true;
      } else if (shares[lane] < least) {
        r.rare = static_cast<std::uint32_t>(rare_.size() + 1);
        rare_.emplace_back();
      }
    }
    for (std::size_t lane = 0; lane < shares.size(); ++lane) {
      auto& r = readers_[lane];
      next_[lane] = r.over ? infinity_v<double> : r.rare > 0 ? rare(r) : seek(lane, r);
    }
  }

  [[nodiscard]] double peek(std::size_t lane) const { return next_[lane]; }

  void pop(std::size_t lane) {
    auto& r = readers_[lane];
    if (r.over) [[unlikely]] { return; }
    if (r.rare > 0) [[unlikely]] {
      auto& q = rare_[r.rare - 1];
      if (++q.head >= 1024 && 2 * q.head >= q.times.size()) {
        q.times.erase(q.times.begin(), q.times.begin() + static_cast<std::ptrdiff_t>(q.head));
        q.head = 0;
      }
      next_[lane] = rare(r);
      return;
    }
    ++r.at;
    bool const here = r.at < r.end && held_[r.slot] == r.chunk;
    next_[lane] = here ? slots_[r.slot].times[r.at] : seek(lane, r);
  }

  /// @returns records of which the times are kept, at most
  [[nodiscard]] std::size_t kept() const {
    std::size_t sum = 0;
    for (auto const& s : slots_) { sum += s.times.size(); }
    for (auto const& q : rare_) { sum += q.times.size(); }
    return sum;
  }
  /// @returns records that have been made, those made again included
  [[nodiscard]] std::uint64_t made() const { return made_; }

private:
  static constexpr std::uint64_t none = ~std::uint64_t{0};

  struct reader {
    std::uint64_t chunk = none;
    std::uint32_t at = 0;   ///< in the times of the chunk
    std::uint32_t end = 0;  ///< of the lane in them
    std::uint32_t slot = 0; ///< where the chunk was last
    std::uint32_t rare = 0; ///< 1 + index of the queue of a lane that gets few records; 0: it reads chunks
    bool last = false;      ///< there is no chunk after this one
    bool over = false;
  };
  struct slot {
    std::uint64_t used = 0;
    std::vector<double> times;        ///< sorted by lane, then by time
    std::vector<std::uint32_t> begin; ///< of each lane in times, and the end
    topic_state after;
    bool last = false;
  };
  /// Times up to the frontier of a lane that would have to look through many chunks for its next record.
  struct queue {
    std::vector<double> times;
    std::size_t head = 0;
  };

  /// The next record of a lane from r.at in r.chunk on.
  double seek(std::size_t lane, reader& r) {
    while (r.at == r.end) {
      if (r.last) {
        r.over = true;
        return infinity_v<double>;
      }
      ++r.chunk; // none + 1 is 0
      auto const& s = slots_[hold(r.chunk)];
      r.at = s.begin[lane];
      r.end = s.begin[lane + 1];
      r.last = s.last;
    }
    r.slot = hold(r.chunk);
    return slots_[r.slot].times[r.at];
  }

  double rare(reader& r) {
    auto& q = rare_[r.rare - 1];
    while (q.head == q.times.size()) {
      q.times.clear();
      q.head = 0;
      if (ended_) {
        r.over = true;
        return infinity_v<double>;
      }
      auto s = frontier_state_;
      for (std::size_t i = 0; i < records_; ++i) {
        if (!note_rare(stream_.next(s))) {
          ended_ = true;
          break;
        }
      }
      made_ += records_;
      pass_frontier(s);
    }
    return q.times[q.head];
  }
  bool note_rare(topic_stream::record const& x) {
    if (!(x.time < infinity_v<double>)) { return false; }
    if (auto const i = readers_[x.lane].rare; i > 0) { rare_[i - 1].times.push_back(x.time); }
    return true;
  }

  /// Remembers where the chunk at the frontier began, and goes on to the next one.
  void pass_frontier(topic_state const& after) {
    if (frontier_ % spacing_ == 0) {
      if (marks_.size() == most_marks_) {
        for (std::size_t i = 0; 2 * i < marks_.size(); ++i) { marks_[i] = marks_[2 * i]; }
        marks_.resize(most_marks_ / 2);
        spacing_ *= 2;
      }
      if (frontier_ % spacing_ == 0) { marks_.push_back(frontier_state_); }
    }
    frontier_state_ = after;
    ++frontier_;
  }

  /// @returns the slot of a chunk up to the frontier
  std::uint32_t hold(std::uint64_t chunk) {
    if (held_.size() > recent_ && held_[recent_] == chunk) { return recent_; }
    for (std::uint32_t i = 0; i < held_.size(); ++i) {
      if (held_[i] == chunk) { return touch(i); }
    }
    auto const state = state_at(chunk);
    auto const i = free_slot();
    held_[i] = chunk;
    make(slots_[i], chunk, state);
    return touch(i);
  }
  std::uint32_t touch(std::uint32_t i) {
    slots_[i].used = ++clock_;
    recent_ = i;
    return i;
  }

  topic_state state_at(std::uint64_t chunk) {
    if (chunk == frontier_) { return frontier_state_; }
    std::uint64_t at = chunk / spacing_ * spacing_;
    topic_state const* from = &marks_[static_cast<std::size_t>(at / spacing_)];
    for (std::size_t i = 0; i < held_.size(); ++i) {
      if (held_[i] < chunk && held_[i] + 1 > at) {
        at = held_[i] + 1;
        from = &slots_[i].after;
      }
    }
    auto out = *from;
    for (; at < chunk; ++at) {
      for (std::size_t i = 0; i < records_; ++i) { static_cast<void>(stream_.next(out)); }
      made_ += records_;
    }
    return out;
  }

  std::uint32_t free_slot() {
    std::uint64_t oldest = none;
    for (auto const& r : readers_) {
      if (r.over || r.rare > 0) { continue; }
      std::uint64_t const at = r.chunk == none ? 0 : r.chunk;
      oldest = at < oldest ? at : oldest;
    }
    std::uint32_t stale = 0;
    for (std::uint32_t i = 0; i < slots_.size(); ++i) {
      if (held_[i] < oldest) { return i; }
      if (slots_[i].used < slots_[stale].used) { stale = i; }
    }
    if (slots_.size() < most_slots_) {
      slots_.emplace_back();
      held_.push_back(none);
      return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    return stale;
  }

  void make(slot& out, std::uint64_t chunk, topic_state state) {
    scratch_.clear();
    out.last = false;
    out.begin.assign(readers_.size() + 1, 0);
    bool const first_time = chunk == frontier_;
    while (scratch_.size() < records_) {
      auto const x = stream_.next(state);
      if (!(x.time < infinity_v<double>)) {
        out.last = true;
        break;
      }
      if (first_time && !rare_.empty()) { note_rare(x); }
      scratch_.push_back(x);
      ++out.begin[x.lane + 1];
    }
    made_ += scratch_.size();
    for (std::size_t lane = 1; lane < out.begin.size(); ++lane) { out.begin[lane] += out.begin[lane - 1]; }
    out.times.resize(scratch_.size());
    for (auto const& x : scratch_) { out.times[out.begin[x.lane]++] = x.time; }
    for (std::size_t lane = out.begin.size(); lane-- > 1;) { out.begin[lane] = out.begin[lane - 1]; }
    out.begin[0] = 0;
    out.after = state;
    if (first_time) {
      ended_ = ended_ || out.last;
      pass_frontier(state);
    }
  }

  topic_stream stream_;
  std::vector<reader> readers_;
  std::vector<double> next_;
  std::size_t records_ = 4096; ///< of a chunk
  std::size_t most_slots_ = 3;
  std::size_t most_marks_ = 2;
  std::vector<slot> slots_;
  std::vector<std::uint64_t> held_; ///< which chunk each slot holds
  std::vector<queue> rare_;
  std::vector<topic_stream::record> scratch_;
  std::vector<topic_state> marks_; ///< starts of every `spacing_`th chunk
  std::uint64_t spacing_ = 1;
  std::uint64_t frontier_ = 0;     ///< chunks that have been made
  topic_state frontier_state_;
  bool ended_ = false;
  std::uint32_t recent_ = 0;
  std::uint64_t clock_ = 0;
  std::uint64_t made_ = 0;
};

} // namespace ullage::detail
