// SPDX-License-Identifier: MIT
#include <ullage/detail/heap_sort.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

using namespace ullage::detail;

namespace {

bool sorted(std::vector<unsigned> const& x) {
  for (std::size_t i = 1; i < x.size(); ++i) {
    if (x[i] < x[i - 1]) { return false; }
  }
  return true;
}

} // namespace

TEST_CASE("any order of any length is sorted, and nothing is lost") {
  for (std::size_t n = 0; n < 70; ++n) {
    std::vector<unsigned> x(n);
    unsigned state = 7;
    unsigned sum = 0;
    for (auto& e : x) {
      state = state * 1664525 + 1013904223;
      e = state >> 28; // many are equal
      sum += e;
    }
    heap_sort(x, [](unsigned a, unsigned b) { return a < b; });
    CHECK(sorted(x));
    for (unsigned const e : x) { sum -= e; }
    CHECK(sum == 0);
  }
}

TEST_CASE("a sorted and a reversed order cost n log n comparisons, not n^2") {
  for (bool const rising : {true, false}) {
    std::vector<unsigned> x(4096);
    for (unsigned i = 0; i < 4096; ++i) { x[i] = rising ? i : 4096 - i; }
    std::size_t compared = 0;
    heap_sort(x, [&](unsigned a, unsigned b) {
      ++compared;
      return a < b;
    });
    CHECK(sorted(x));
    CHECK(compared < 2 * 12 * 4096);
  }
}
