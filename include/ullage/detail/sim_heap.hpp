// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A queue of things that are due at times, the earliest first.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace ullage::detail {

/// Something that is due.
struct due {
  double time;
  std::uint32_t id;
  std::uint32_t stamp; ///< says whether it still is
};

/// A binary heap. Among equal times the smaller id comes first, so that the order does not hang on history.
class due_heap {
public:
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] std::size_t size() const { return all_.size(); }
  [[nodiscard]] double time() const { return all_.empty() ? std::numeric_limits<double>::infinity() : all_.front().time; }
  [[nodiscard]] due const& top() const { return all_.front(); }
  void clear() { all_.clear(); }
  void reserve(std::size_t n) { all_.reserve(n); }

  void push(due const& x) {
    std::size_t at = all_.size();
    all_.push_back(x);
    while (at > 0) {
      std::size_t const above = (at - 1) / 2;
      if (!before(x, all_[above])) { break; }
      all_[at] = all_[above];
      at = above;
    }
    all_[at] = x;
  }
  void pop() {
    due const last = all_.back();
    all_.pop_back();
    if (!all_.empty()) { sink(last); }
  }
  /// The same as pop and push.
  void replace_top(due const& x) { sink(x); }

private:
  static bool before(due const& a, due const& b) { return a.time < b.time || (a.time == b.time && a.id < b.id); }
  void sink(due const& x) {
    std::size_t const n = all_.size();
    std::size_t at = 0;
    for (std::size_t child = 1; child < n; child = 2 * at + 1) {
      if (child + 1 < n && before(all_[child + 1], all_[child])) { ++child; }
      if (!before(all_[child], x)) { break; }
      all_[at] = all_[child];
      at = child;
    }
    all_[at] = x;
  }

  std::vector<due> all_;
};

} // namespace ullage::detail
