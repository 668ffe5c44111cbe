// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Sorting in place; <algorithm> would cost every header 7,000 lines.

#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// Sorts x so that less(x[i + 1], x[i]) holds nowhere. n log n steps whatever the order; not stable.
template <class T, class Less> void heap_sort(std::vector<T>& x, Less const& less) {
  auto const sink = [&](std::size_t at, std::size_t end) {
    for (std::size_t child = 2 * at + 1; child < end; child = 2 * at + 1) {
      if (child + 1 < end && less(x[child], x[child + 1])) { ++child; }
      if (!less(x[at], x[child])) { return; }
      std::swap(x[at], x[child]);
      at = child;
    }
  };
  for (std::size_t i = x.size() / 2; i-- > 0;) { sink(i, x.size()); }
  for (std::size_t end = x.size(); end-- > 1;) {
    std::swap(x[0], x[end]);
    sink(0, end);
  }
}

} // namespace ullage::detail
