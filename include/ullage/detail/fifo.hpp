// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A queue of a few elements in one block of memory: less to compile than std::deque.

#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// First in, first out; the back can be taken off as well. Amortised constant time for each.
template <class E> class fifo {
public:
  [[nodiscard]] bool empty() const { return first_ == items_.size(); }
  [[nodiscard]] std::size_t size() const { return items_.size() - first_; }
  [[nodiscard]] E& front() { return items_[first_]; }
  [[nodiscard]] E const& front() const { return items_[first_]; }
  [[nodiscard]] E& back() { return items_.back(); }
  [[nodiscard]] E const& back() const { return items_.back(); }
  void push_back(E x) { items_.push_back(std::move(x)); }
  void pop_back() {
    items_.pop_back();
    if (empty()) { clear(); }
  }
  void pop_front() {
    ++first_;
    if (empty()) {
      clear();
    } else if (first_ > items_.size() / 2) {
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(first_));
      first_ = 0;
    }
  }
  void clear() {
    items_.clear();
    first_ = 0;
  }

private:
  std::vector<E> items_;
  std::size_t first_ = 0; ///< of the elements that are still there
};

} // namespace ullage::detail
