// SPDX-License-Identifier: MIT
#include <ullage/scaling/capacity.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace ullage;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();

/// The documented formula, term by term: whole owners, each with its part of the bytes of its consumer.
double services(capacity_model<> const& m, double consumers) {
  double const slots = consumers * m.concurrency_per_consumer;
  if (slots >= 1 && slots < m.lanes && std::isfinite(m.lanes)) {
    double const owners = std::floor(slots * (1 + 1e-13));
    double const each = std::min(1.0, m.records_per_consumer * m.service_time / m.concurrency_per_consumer);
    return std::min(m.lanes / std::ceil(m.lanes / owners * (1 - 1e-13)) * each, m.concurrency_limit);
  }
  double n = slots;
  if (std::isfinite(m.lanes)) { n = slots >= m.lanes ? m.lanes : slots > 0 ? m.lanes / std::ceil(m.lanes / slots * (1 - 1e-13)) : 0; }
  return std::min({n, m.concurrency_limit, consumers * m.records_per_consumer * m.service_time});
}

capacity_model<> draw(std::mt19937_64& engine) {
  auto const unit = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  capacity_model<> m{.service_time = 0.05 + 3 * unit()};
  if (unit() < 0.7) { m.lanes = std::floor(1 + 60 * unit()); }
  m.concurrency_per_consumer = std::floor(1 + 5 * unit());
  if (unit() < 0.5) { m.records_per_consumer = (0.3 + 1.5 * unit()) * m.concurrency_per_consumer / m.service_time; }
  if (unit() < 0.5) { m.concurrency_limit = 1 + 40 * unit(); }
  return m;
}
} // namespace

TEST_CASE("R264, R278, R292: one consumer per partition does partitions / service_time") {
  for (double const p : {10.0, 20.0, 100.0}) {
    CHECK(capacity(capacity_model<>{.service_time = 3, .lanes = p}, p) == rel(p / 3, 1e-15));
    CHECK(capacity(capacity_model<>{.service_time = 3, .lanes = p}, 1) == rel(1.0 / 3, 1e-15));
  }
}

TEST_CASE("R321, T1: a poller of 5 slots does 2000 records/s at 2.5 ms each, and 20,000/s need 10 pollers") {
  capacity_model<> const m{.service_time = 0.05 / 20, .concurrency_per_consumer = 5};
  CHECK(capacity(m, 1) == rel(2000, 1e-12));
  CHECK(consumers_for(m, 20000) == 10);
}

TEST_CASE("T2: records of 1 MB for 1 s use the 5 MB/s and the 5 slots of a poller alike") {
  capacity_model<> const m{.service_time = 1, .concurrency_per_consumer = 5, .records_per_consumer = 5};
  CHECK(capacity(m, 1) == 5);
  CHECK(capacity(m, 4) == 20);
}

TEST_CASE("T3: 10, 50 and 100 MB/s need 2, 10 and 20 pollers") {
  capacity_model<> const m{.service_time = 1e-6, .concurrency_per_consumer = 5, .records_per_consumer = 5};
  CHECK(consumers_for(m, 10) == 2);
  CHECK(consumers_for(m, 50) == 10);
  CHECK(consumers_for(m, 100) == 20);
}

TEST_CASE("T14: at most as many services as groups or slots") {
  CHECK(parallelism(capacity_model<>{.service_time = 1, .lanes = 6, .concurrency_limit = 10}, 10.0).value == 6);
}

TEST_CASE("a limit on concurrency is a pool that all lanes share, ownership is not") {
  CHECK(capacity(capacity_model<>{.service_time = 1, .lanes = 10, .concurrency_limit = 6}, 10) == 6);
  CHECK(capacity(capacity_model<>{.service_time = 1, .lanes = 10}, 6) == 5);
}

TEST_CASE("without order, limits or bytes, every consumer counts in full") {
  capacity_model<> const m{.service_time = 0.5};
  for (double const c : {0.0, 0.25, 1.0, 7.5, 1e6}) { CHECK(capacity(m, c) == 2 * c); }
  CHECK(parallelism(m, 3.0).until == none);
}

TEST_CASE("the value is the smallest of the terms, and the piece goes on as it says") {
  std::mt19937_64 engine(3);
  int pieces = 0;
  for (int i = 0; i < 400; ++i) {
    auto const m = draw(engine);
    for (double c = 0.37; c < 70; c += 2.91) {
      auto const piece = parallelism(m, c);
      CHECK(piece.value == rel(services(m, c), 1e-12));
      CHECK(piece.until > c);
      double const end = std::min(piece.until, c + 10);
      for (double const share : {0.25, 0.75, 0.999}) {
        double const x = c + share * (end - c);
        CHECK(piece.value + piece.slope * (x - c) == rel(services(m, x), 1e-9));
      }
      ++pieces;
    }
  }
  CHECK(pieces > 5000);
}

TEST_CASE("consumers_for is the smallest whole number whose capacity carries the rate") {
  std::mt19937_64 engine(5);
  int carried = 0;
  int beyond = 0;
  for (int i = 0; i < 1500; ++i) {
    auto const m = draw(engine);
    double const rate = static_cast<double>(engine() >> 11) * 0x1p-53 * 60 / m.service_time;
    double best = 0;
    double most = 0;
    for (double n = 1; n <= 600; n += 1) {
      double const can = services(m, n) / m.service_time;
      if (can > most * (1 + 1e-12)) {
        most = can;
        best = n;
      }
      if (can >= rate * (1 - 1e-12)) { break; }
    }
    CAPTURE(i);
    CHECK(consumers_for(m, rate) == best);
    (most >= rate * (1 - 1e-12) ? carried : beyond) += 1;
  }
  CHECK(carried > 500);
  CHECK(beyond > 200);
}

TEST_CASE("consumers_for undoes the capacity, also where the quotient is whole but for rounding") {
  for (double const s : {0.1, 0.3, 0.7, 3.0}) {
    capacity_model<> const m{.service_time = s};
    for (double c = 1; c <= 500; c += 1) { CHECK(consumers_for(m, capacity(m, c)) == c); }
  }
  CHECK(consumers_for(capacity_model<>{.service_time = 1}, 0) == 0);
}

TEST_CASE("more consumers never do less") {
  std::mt19937_64 engine(9);
  for (int i = 0; i < 200; ++i) {
    auto const m = draw(engine);
    double before = 0;
    for (double c = 0; c < 80; c += 0.5) {
      double const now = capacity(m, c);
      CHECK(now >= before * (1 - 1e-12));
      before = now;
    }
  }
}

TEST_CASE("a change of the time unit scales rates alone") {
  double const k = 60;
  capacity_model<> const m{.service_time = 3, .lanes = 47, .records_per_consumer = 0.3, .concurrency_limit = 13};
  capacity_model<> const n{.service_time = 3 / k, .lanes = 47, .records_per_consumer = 0.3 * k, .concurrency_limit = 13};
  for (double c = 1; c < 60; c += 1) { CHECK(capacity(n, c) == rel(k * capacity(m, c), 1e-13)); }
  CHECK(consumers_for(n, 2.0 * k) == consumers_for(m, 2.0));
}

TEST_CASE("capacity works in float and long double") {
  CHECK(capacity(capacity_model<float>{.service_time = 0.5f, .lanes = 10}, 7.0f) == 10.0f);
  CHECK(capacity(capacity_model<long double>{.service_time = 0.5L, .lanes = 10}, 7.0L) == 10.0L);
  CHECK(consumers_for(capacity_model<float>{.service_time = 0.5f}, 10.0f) == 5.0f);
}
