// SPDX-License-Identifier: MIT
#include <ullage/detail/fifo.hpp>

#include <doctest/doctest.h>

#include <deque>
#include <string>

TEST_CASE("a fifo is a deque at both ends, through any order of calls") {
  ullage::detail::fifo<std::string> q;
  std::deque<std::string> twin;
  unsigned state = 12345;
  for (int i = 0; i < 20000; ++i) {
    state = state * 1664525U + 1013904223U;
    unsigned const act = state >> 28;
    if (act < 8 || twin.empty()) {
      q.push_back(std::to_string(i));
      twin.push_back(std::to_string(i));
    } else if (act < 14) {
      q.pop_front();
      twin.pop_front();
    } else if (act < 15) {
      q.pop_back();
      twin.pop_back();
    } else if (i % 37 == 0) {
      q.clear();
      twin.clear();
    }
    REQUIRE(q.size() == twin.size());
    REQUIRE(q.empty() == twin.empty());
    if (twin.empty()) { continue; }
    REQUIRE(q.front() == twin.front());
    REQUIRE(q.back() == twin.back());
  }
}

TEST_CASE("elements can be changed at both ends") {
  ullage::detail::fifo<int> q;
  q.push_back(1);
  q.push_back(2);
  q.front() = 5;
  q.back() += 5;
  CHECK(q.front() == 5);
  q.pop_front();
  CHECK(q.front() == 7);
}
