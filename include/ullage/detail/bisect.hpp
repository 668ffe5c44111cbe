// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Binary search by index; <algorithm> would cost every header that includes this 5,000 lines.

#include <cstddef>

namespace ullage::detail {

/// The first index in [first, last) at which a predicate fails that holds for a prefix, else last.
template <class Predicate>
[[nodiscard]] std::size_t partition_index(std::size_t first, std::size_t last, Predicate const& holds) {
  while (first < last) {
    std::size_t const middle = first + (last - first) / 2;
    if (holds(middle)) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first;
}

} // namespace ullage::detail
