// SPDX-License-Identifier: MIT
#include <ullage/detail/random.hpp>
#include <ullage/detail/sim_heap.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

using namespace ullage::detail;

TEST_CASE("things come out by time, equal times by number, whatever the order they went in") {
  random_source r(1, 0, 0);
  due_heap h;
  CHECK(h.time() == std::numeric_limits<double>::infinity());
  for (std::uint32_t i = 0; i < 2000; ++i) { h.push({static_cast<double>(r.below(50)), static_cast<std::uint32_t>(r.below(1000)), 0}); }
  for (int i = 0; i < 3000; ++i) {
    due const now = h.top();
    h.replace_top({now.time + static_cast<double>(r.below(20)), now.id, 1});
    CHECK(h.time() >= now.time);
  }
  CHECK(h.size() == 2000);
  double time = -1;
  std::uint32_t id = 0;
  while (!h.empty()) {
    bool const ordered = h.top().time > time || (h.top().time == time && h.top().id >= id);
    CHECK(ordered);
    time = h.top().time;
    id = h.top().id;
    h.pop();
  }
}
