// SPDX-License-Identifier: MIT
#include <ullage/detail/wait_mixture.hpp>

#include <ullage/detail/panels.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>

using namespace ullage;
using namespace ullage::detail;
using namespace ullage::test;

namespace {

using band = wait_band<double>;
using mixture = wait_mixture<double>;

steady_owner<double> owner_of(partition_queue<double> const& q) {
  auto law = prepare(q);
  auto const terms = terms_of(law.positive(), law.mean(), law.decay(), law.constant());
  return {1, q.arrival_rate * q.service_time, 1 / q.service_time, law, terms};
}
mixture of(double fluid_wait, std::initializer_list<band> bands) {
  mixture out;
  out.bands = bands;
  out.fluid_wait = fluid_wait;
  for (auto const& b : out.bands) { out.records += b.records; }
  return out;
}
double upper(double z) { return std::erfc(z / std::sqrt(2.0)) / 2; }

} // namespace

TEST_CASE("without chance waits are even between the ends of a band: late records and quantiles by hand") {
  auto const m = of(600, {{.records = 100, .from = 2, .to = 6, .fluid = 4}, {.records = 50, .from = 8, .to = 0, .fluid = 4}});
  CHECK(m.late_by_terms(1) == rel(100 + 50 * 7 / 8.0, 1e-14));
  CHECK(m.late_by_terms(5) == rel(25 + 50 * 3 / 8.0, 1e-14));
  CHECK(m.late_exactly(7) == rel(50 / 8.0, 1e-14));
  CHECK(m.late_by_terms(8) == 0);
  CHECK(m.quantile(6.25 / 150) == rel(7, 1e-6));
  CHECK(m.quantile((25 + 18.75) / 150) == rel(5, 1e-6));
  CHECK(m.total_wait() == rel(600, 1e-14));
}

TEST_CASE("records that never start are late at any time: beyond their share the quantile is infinite") {
  auto m = of(400, {{.records = 100, .from = 2, .to = 6, .fluid = 4}});
  m.never = 25;
  m.records += 25;
  CHECK(m.late_by_terms(1e9) == 25);
  CHECK(m.quantile(0.1) == infinity_v<double>);
  CHECK(m.quantile(0.6) == rel(4, 1e-6)); // 75 of 125: all but 50 of the others wait at most 4
  auto const idle = of(0, {{.records = 10}});
  CHECK(idle.quantile(0.01) == 0);
  CHECK(idle.total_wait() == 0);
}

TEST_CASE("a band of chance is Brownian motion that is reflected: its tail, its mean and its quantile") {
  // growth = 2 drift / variance
  for (double const path : {-6.0, 0.5, 9.0}) {
    double const s = 3;
    double const growth = -0.4;
    auto const m = of(0, {{.records = 20, .from = path, .to = path, .deviation = s, .growth = growth, .fluid = path > 0 ? path : 0}});
    auto const tail = [&](double x) { return upper((x - path) / s) + std::exp(growth * x) * upper((x + path) / s); };
    for (double const x : {0.1, 1.0, 8.0, 25.0}) { CHECK(m.late_by_terms(x) == rel(20 * tail(x), 1e-12)); }
    for (double const level : {0.5, 0.01, 1e-6}) {
      if (tail(1e-6) > level) { CHECK(tail(m.quantile(level)) == rel(level, 1e-5)); }
    }
    double mean = 0;
    for (int i = 0; i < 400; ++i) { mean += panel<double>(tail, i * 0.5, (i + 1) * 0.5); }
    CHECK(m.total_wait() == rel(20 * (mean - (path > 0 ? path : 0)), 1e-10));
  }
}

TEST_CASE("a wide band is the average over its paths") {
  double const s = 2;
  auto const wide = of(0, {{.records = 1, .from = 1, .to = 11, .deviation = s, .law = 0}});
  auto m = wide;
  m.owners.push_back(owner_of({.arrival_rate = 0.8, .service_time = 1}));
  for (double const x : {0.5, 6.0, 14.0}) {
    double sum = 0;
    for (int i = 0; i < 20; ++i) {
      sum += panel<double>([&](double f) { return upper((x - f) / s) + m.owners[0].law.tail(x) * upper((x + f) / s); }, 1 + i * 0.5, 1.5 + i * 0.5) / 10;
    }
    CHECK(m.late_exactly(x) == rel(sum, 1e-10));
  }
}

TEST_CASE("a band far below 0 is the steady state of its owner: exact quantiles, the mean of its law") {
  for (double const load : {0.3, 0.9}) {
    partition_queue<double> const q{.arrival_rate = load, .service_time = 1};
    auto m = of(0, {{.records = 1000, .from = -500, .to = -400, .deviation = 1, .law = 0}});
    m.owners.push_back(owner_of(q));
    CHECK(m.bands[0].steady(0));
    CHECK(m.owners[0].tail(2.5) == m.owners[0].law.tail(2.5));
    CHECK(m.late_exactly(2.5) == rel(1000 * m.owners[0].law.tail(2.5), 1e-13));
    // Pollaczek and Khinchine
    CHECK(m.total_wait() == rel(1000 * load / (2 * (1 - load)), 1e-9));
    for (double const level : {0.2, 0.01, 1e-4}) {
      if (m.owners[0].law.positive() > level) { CHECK(m.owners[0].law.tail(m.quantile(level)) == rel(level, 1e-3)); }
    }
    CHECK(m.quantile(load * 1.01) == 0); // no more records wait
  }
}

TEST_CASE("a band is steady where its path is 8 deviations below 0 all the time") {
  CHECK(band{.from = -9, .to = -8.1, .deviation = 1}.steady(0));
  CHECK_FALSE(band{.from = -9, .to = -7.9, .deviation = 1}.steady(0));
  CHECK_FALSE(band{.from = 3, .to = -9, .deviation = 1}.steady(0));
}

TEST_CASE("tails with steps: the quantile is where enough of them are behind") {
  partition_queue<double> const q{.arrival_rate = 0.5, .service_time = 0.1, .dispatch_overhead = 0.5, .batch_size = 10, .batch_window = 2};
  auto m = of(0, {{.records = 100, .from = -500, .to = -500, .deviation = 1, .law = 0}});
  m.owners.push_back(owner_of(q));
  REQUIRE_FALSE(m.owners[0].law.is_smooth());
  for (double const level : {0.3, 0.05}) {
    double const x = m.quantile(level);
    CHECK(x > 0);
    CHECK(m.late_exactly(x) <= 100 * level);
    CHECK(m.late_exactly(x * (1 - 3e-5)) > 100 * level);
  }
}

TEST_CASE("quantiles undo late records in a mixture of all kinds, fall with the level, and scale with the unit of time") {
  auto const build = [](double unit) {
    auto m = of(300 * unit, {{.records = 100, .from = 2 * unit, .to = 6 * unit, .deviation = 1.5 * unit, .growth = -0.3 / unit, .fluid = 4 * unit},
                             {.records = 300, .from = -20 * unit, .to = -30 * unit, .deviation = 2 * unit, .law = 0},
                             {.records = 20, .from = 40 * unit, .to = 30 * unit, .fluid = 35 * unit}});
    m.owners.push_back(owner_of({.arrival_rate = 0.7 / unit, .service_time = unit}));
    m.never = 2;
    m.records += 2;
    return m;
  };
  auto const m = build(1);
  auto const scaled = build(1e6);
  double last = infinity_v<double>;
  for (double const level : {0.006, 0.02, 0.04, 0.06, 0.2, 0.5}) {
    double const x = m.quantile(level);
    CHECK(x <= last);
    last = x;
    CHECK(m.late_exactly(x) == rel(level * m.records, 3e-4));
    CHECK(scaled.quantile(level) == rel(1e6 * x, 1e-5));
  }
  CHECK(scaled.total_wait() == rel(1e6 * m.total_wait(), 1e-12));
  CHECK(m.quantile(0.004) == infinity_v<double>);
}
