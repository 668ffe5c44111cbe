// SPDX-License-Identifier: MIT
#include <ullage/detail/bisect.hpp>

#include <doctest/doctest.h>

#include <cstddef>

using ullage::detail::partition_index;

TEST_CASE("the first index at which the predicate fails, for every place of it") {
  for (std::size_t n = 0; n < 40; ++n) {
    for (std::size_t end = 0; end <= n; ++end) {
      CHECK(partition_index(0, n, [&](std::size_t i) { return i < end; }) == end);
      CHECK(partition_index(7, 7 + n, [&](std::size_t i) { return i < 7 + end; }) == 7 + end);
    }
  }
}

TEST_CASE("an empty range is its own end, without a call") {
  CHECK(partition_index(5, 5, [](std::size_t) -> bool { throw 1; }) == 5);
}

TEST_CASE("a thousand million indices take 30 calls") {
  int calls = 0;
  CHECK(partition_index(0, 1000000000, [&](std::size_t i) {
          ++calls;
          return i < 123456789;
        }) == 123456789);
  CHECK(calls <= 30);
}
