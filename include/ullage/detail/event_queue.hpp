// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The earliest of many instants that change one at a time: a binary heap that knows where each one is.

#include <ullage/concepts.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// Instants by number; the earliest one, of equal ones any, is at hand.
template <Real T> class event_queue {
public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  /// @returns number of the earliest one; there must be one
  [[nodiscard]] std::size_t first() const { return heap_[0]; }
  /// @returns the earliest instant, infinity without any
  [[nodiscard]] T next() const { return heap_.empty() ? infinity_v<T> : at_[heap_[0]]; }

  /// n instants, each given by a function of its number.
  template <class At> void fill(std::size_t n, At const& at) {
    at_.resize(n);
    heap_.resize(n);
    place_.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      at_[i] = at(i);
      heap_[i] = i;
      place_[i] = i;
    }
    for (std::size_t i = n / 2; i-- > 0;) { sink(i); }
  }

  /// Moves one instant.
  void set(std::size_t i, T const& at) {
    bool const earlier = value_of(at) < value_of(at_[i]);
    at_[i] = at;
    if (earlier) {
      rise(place_[i]);
    } else {
      sink(place_[i]);
    }
  }

private:
  [[nodiscard]] bool before(std::size_t a, std::size_t b) const { return value_of(at_[heap_[a]]) < value_of(at_[heap_[b]]); }
  void swap(std::size_t a, std::size_t b) {
    std::swap(heap_[a], heap_[b]);
    place_[heap_[a]] = a;
    place_[heap_[b]] = b;
  }
  void rise(std::size_t i) {
    for (; i > 0 && before(i, (i - 1) / 2); i = (i - 1) / 2) { swap(i, (i - 1) / 2); }
  }
  void sink(std::size_t i) {
    for (std::size_t child = 2 * i + 1; child < heap_.size(); child = 2 * i + 1) {
      if (child + 1 < heap_.size() && before(child + 1, child)) { ++child; }
      if (!before(child, i)) { return; }
      swap(i, child);
      i = child;
    }
  }

  std::vector<T> at_;
  std::vector<std::size_t> heap_;
  std::vector<std::size_t> place_; ///< of each number in the heap
};

} // namespace ullage::detail
