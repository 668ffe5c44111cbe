// SPDX-License-Identifier: MIT
#include <ullage/lag_path.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
lag_path<> const ramp_up{.segments = {{900, 14.0 / 3, 5}, {1100, -5.0 / 3, 5}}};

/// Every segment in parts of equal length.
lag_path<> cut(lag_path<> const& path, int parts) {
  lag_path<> out{.start = path.start, .start_variance = path.start_variance, .segments = {}};
  for (auto const& s : path.segments) {
    for (int i = 0; i < parts; ++i) { out.segments.push_back({s.duration / parts, s.drift, s.variance}); }
  }
  return out;
}
} // namespace

TEST_CASE("R217, R218, R219: the chance that the lag exceeds a level within a time") {
  CHECK(lag_exceedance(lag_segment<>{900, 14.0 / 3, 5}, 4300) == rel(0.069054948600648584, 1e-13)); // printed as 4.66667
  CHECK(lag_exceedance(lag_segment<>{100, -0.5, 9}, 50) == rel(0.0023620204029332409, 1e-14));
  CHECK(lag_exceedance(lag_segment<>{20, 0.5, 4}, 10) == rel(0.65439677835414174, 1e-14));
}

TEST_CASE("R220: with a second segment, and the same in 60 pieces") {
  CHECK(lag_exceedance(ramp_up, 4300) == rel(0.071325148718739, 1e-12));
  CHECK(lag_exceedance(cut(ramp_up, 30), 4300) == rel(0.071325148718739, 1e-10));
}

TEST_CASE("a start that is not known") {
  lag_path<> const path{.start = 10, .start_variance = 25, .segments = {{30, 0.5, 4}}};
  CHECK(lag_exceedance(path, 60) == rel(0.0027878216718300342583, 1e-12)); // 30 digits, quadrature
  CHECK(lag_exceedance(cut(path, 7), 60) == rel(0.0027878216718300342583, 1e-10));
  // A first segment that makes the same law, and is too short to matter by itself.
  lag_path<> const made{.start = 0, .segments = {{1e-6, 1e7, 25e6}, {30, 0.5, 4}}};
  CHECK(lag_exceedance(made, 60) == rel(0.0027878216718300342583, 1e-6));
}

TEST_CASE("pieces change nothing, for steep, flat and almost certain paths") {
  for (auto const& s : {lag_segment<>{10, 100, 1}, lag_segment<>{10, -100, 1}, lag_segment<>{1000, 0, 1}, lag_segment<>{50, -0.2, 30}}) {
    lag_path<> const path{.segments = {s}};
    for (double const z : {0.01, 0.3, 2.0, 5.0, 9.0}) {
      double const level = (s.drift > 0 ? s.drift * s.duration : 0) + z * std::sqrt(s.variance * s.duration) * 0.8;
      double const exact = lag_exceedance(path, level);
      CHECK(lag_exceedance(cut(path, 5), level) == doctest::Approx(exact).epsilon(1e-8).scale(1e-30));
    }
  }
}

TEST_CASE("a fall of the lag in the middle leaves the highest point behind") {
  // By quadrature over the density of the paths that have not crossed, 1e-13.
  lag_path<> const steep{.segments = {{100, 1, 2}, {1, -80, 2}, {100, 1, 2}}};
  CHECK(lag_exceedance(steep, 130) == rel(0.3269218897234458, 1e-10));
  lag_path<> const slow{.segments = {{100, 1, 2}, {10, -8, 2}, {100, 0.7, 2}}};
  CHECK(lag_exceedance(slow, 130) == rel(0.0411091430527553, 1e-10));
  CHECK(lag_exceedance(cut(slow, 8), 130) == rel(0.0411091430527553, 1e-9));
}

TEST_CASE("paths without chance") {
  lag_path<> const path{.start = 5, .segments = {{10, 2, 0}, {10, -1, 0}}};
  CHECK(lag_exceedance(path, 24.9) == 1);
  CHECK(lag_exceedance(path, 25.1) == 0);
  CHECK(lag_exceedance(lag_path<>{.start = 5}, 5) == 1);
  CHECK(lag_exceedance(lag_path<>{.start = 5}, 6) == 0);
  CHECK(lag_peak_quantile(path, 0.9) == 25);
  // A jump in the middle of a random path.
  lag_path<> const jump{.segments = {{10, 1, 4}, {1, 20, 0}}};
  double const s = std::sqrt(40.0);
  double const sure = detail::normal_upper(20 / s); // the end above 30
  CHECK(lag_exceedance(jump, 50) > sure);
  CHECK(lag_exceedance(jump, 50) < sure * 1.001 + lag_exceedance(lag_segment<>{10, 1, 4}, 50));
}

TEST_CASE("the quantile of the highest lag undoes the chance") {
  for (double const p : {0.1, 0.5, 0.9, 0.99, 0.9999}) {
    CHECK(lag_exceedance(ramp_up, lag_peak_quantile(ramp_up, p)) == rel(1 - p, 1e-8));
  }
}

TEST_CASE("the reflected tail and its mean agree with 60 digits") {
  struct row {
    double x, v, m, s2, t, tail, mean;
  };
  for (auto const& r : {row{3, 2, -0.5, 4, 7, 0.38101626908400970228, 2.9069551807695893545}, row{40, 5, 2, 3, 10, 0.0030849509318093812268, 25.000952421627763492},
                        row{0.5, 0, -3, 1, 2, 0.04978671492233784242, 0.16666633995214452003},
                        row{30, 1, -3, 1, 5, 1.6843154753476296488e-86, 0.16666666667194579565}}) {
    reflected_path<> const path{.start = r.v, .drift = r.m, .variance = r.s2};
    CHECK(reflected_tail(path, r.x, r.t) == rel(r.tail, 1e-13));
    CHECK(reflected_mean(path, r.t) == rel(r.mean, 1e-13));
  }
  CHECK(reflected_mean(reflected_path<>{2, 1e-7, 4}, 7) == rel(4.520041150989810063, 1e-14));
}

TEST_CASE("a reflected path forgets where it was: the law at 5 s is that of 2 s and 3 s") {
  for (double const drift : {-1.5, 0.0, 0.7}) {
    reflected_path<> const path{.start = 1.2, .drift = drift, .variance = 2};
    double const h = 0.002;
    double sum = 0, before = 1;
    for (int i = 1; i < 15000; ++i) {
      double const now = reflected_tail(path, i * h, 2);
      sum += (before - now) * reflected_tail(reflected_path<>{.start = (i - 0.5) * h, .drift = drift, .variance = 2}, 2.5, 3);
      before = now;
    }
    CHECK(sum == rel(reflected_tail(path, 2.5, 5), 1e-6));
  }
}

TEST_CASE("a random walk that stays at zero when it would go below comes to the same law") {
  // Steps +-h with the mean and the variance of the path; 40,000 of them.
  double const drift = -0.4, variance = 1.5, t = 4;
  double const h = 0.01, dt = h * h / variance;
  double const up = 0.5 + drift * dt / (2 * h);
  std::vector<double> p(1500, 0.0), next(1500, 0.0);
  p[80] = 1; // 0.8
  int const steps = int(std::lround(t / dt));
  for (int k = 0; k < steps; ++k) {
    for (std::size_t i = 1; i + 1 < p.size(); ++i) { next[i] = up * p[i - 1] + (1 - up) * p[i + 1]; }
    next[0] = (1 - up) * (p[0] + p[1]);
    p.swap(next);
  }
  double tail = 0, mean = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (i > 150) { tail += p[i]; }
    mean += p[i] * (double(i) + 0.5) * h; // zero is half a step below the first place
  }
  reflected_path<> const path{.start = 0.805, .drift = drift, .variance = variance};
  CHECK(tail == rel(reflected_tail(path, 1.51, t), 2e-3));
  CHECK(mean == rel(reflected_mean(path, t), 2e-3));
}

TEST_CASE("limits of the reflected path: the start, the steady state, free growth, huge numbers") {
  reflected_path<> const stable{.start = 7, .drift = -0.5, .variance = 3};
  CHECK(reflected_tail(stable, 6, 0) == 1);
  CHECK(reflected_tail(stable, 7, 0) == 0);
  CHECK(reflected_mean(stable, 0) == 7);
  CHECK(reflected_tail(stable, 4, 1e9) == rel(std::exp(-4.0 / 3), 1e-14));
  CHECK(reflected_mean(stable, 1e9) == rel(3, 1e-14));
  CHECK(reflected_mean(reflected_path<>{1e9, 1e6, 1e5}, 1e4) == rel(1.1e10, 1e-14));
  CHECK(reflected_tail(stable, 0, 1) == 1);
  // The exponent 2 m x / variance is 4e8.
  CHECK(reflected_tail(reflected_path<>{100, 2e3, 1e-3}, 100, 0.05) == 1);
}

TEST_CASE("another steady state takes the place of the exponential") {
  reflected_path<> const path{.start = 7, .drift = -0.5, .variance = 3};
  for (double const t : {0.5, 5.0, 500.0}) {
    CHECK(reflected_tail(path, 4, t, std::exp(-4.0 / 3)) == rel(reflected_tail(path, 4, t), 1e-13));
  }
  CHECK(reflected_tail(path, 4, 1e8, 0.125) == rel(0.125, 1e-14));
  CHECK(reflected_tail(path, 4, 0, 0.125) == 1);
}

TEST_CASE("refusals say why") {
  CHECK(refusal([] { return lag_exceedance(lag_segment<>{.duration = 1, .drift = 1}, 2); }) ==
        "lag_path: variance[0] = nan, but must be 0 or in [1e-30, 1e30]");
  CHECK(refusal([] { return lag_exceedance(lag_path<>{.start_variance = -1}, 2); }) == "lag_path: start_variance = -1, but must be finite and >= 0");
  CHECK(refusal([] { return lag_peak_quantile(ramp_up, 1); }) == "lag_peak_quantile: p = 1, but must be in (0, 1)");
  CHECK(refusal([] { return reflected_tail(reflected_path<>{1, 1, 0}, 1, 1); }) == "reflected_path: variance = 0, but must be finite and > 0");
  CHECK(refusal([] { return reflected_mean(reflected_path<>{1, 1, 1}, -1); }) == "reflected_mean: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { return reflected_tail(reflected_path<>{1, 1, 1}, 1, 1, 2); }) == "reflected_tail: stationary_tail = 2, but must be in [0, 1]");
}

TEST_CASE("float and long double") {
  CHECK(double(lag_exceedance(lag_segment<float>{20, 0.5F, 4}, 10.0F)) == rel(0.65439677835414174, 1e-6));
  CHECK(double(lag_exceedance(lag_segment<long double>{20, 0.5L, 4}, 10.0L)) == rel(0.65439677835414174, 1e-15));
  CHECK(double(reflected_mean(reflected_path<float>{2, -0.5F, 4}, 7)) == rel(2.9069551807695893545, 1e-6));
}

TEST_CASE("a path far above 0 for a moment is where it was") {
  for (double const t : {1e-18, 2.2204460492503131e-16, 1e-14, 1e-10}) {
    CHECK(reflected_mean(reflected_path<>{35, 208, 0.028369903564453125}, t) == rel(35 + 208 * t, 1e-15));
  }
}
