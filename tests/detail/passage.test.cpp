// SPDX-License-Identifier: MIT
#include <ullage/detail/passage.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage::detail;
using namespace ullage::test;

namespace {

double const inf = std::numeric_limits<double>::infinity();

/// Waits with a step at a time of its own.
struct fixed_time {
  double at;
  [[nodiscard]] double mean() const { return at; }
  [[nodiscard]] double variance() const { return 0; }
  [[nodiscard]] double cdf(double t) const { return t >= at ? 1 : 0; }
  [[nodiscard]] double tail(double t) const { return t >= at ? 0 : 1; }
  [[nodiscard]] double smooth_tail(double t) const { return tail(t); }
  [[nodiscard]] double quantile(double, double) const { return at; }
};
struct exponential_time {
  double rate;
  [[nodiscard]] double mean() const { return 1 / rate; }
  [[nodiscard]] double variance() const { return 1 / (rate * rate); }
  [[nodiscard]] double cdf(double t) const { return t > 0 ? -std::expm1(-rate * t) : 0; }
  [[nodiscard]] double tail(double t) const { return t > 0 ? std::exp(-rate * t) : 1; }
  [[nodiscard]] double smooth_tail(double t) const { return tail(t); }
  [[nodiscard]] double quantile(double p, double q) const { return (p < q ? -std::log1p(-p) : -std::log(q)) / rate; }
};

} // namespace

TEST_CASE("on a lattice a time is whole services: masses add up to the cdf, which steps at whole services") {
  lattice_passage<double> const law(3, 4.5, 0.6, 0.4, 0.7);
  double below = 0;
  for (int k = 0; k < 60; ++k) {
    double const t = k * 0.7; // the product may be below or above its k services
    below += law.mass(k);
    CHECK(std::fabs(law.cdf(t) - below) <= 1e-13 * below);
    CHECK(law.cdf(t + 0.69) == law.cdf(t));
    CHECK(law.tail(t) == doctest::Approx(1 - below).epsilon(1e-9));
    CHECK(law.cdf(t) + law.tail(t) == rel(1, 1e-14));
  }
  CHECK(law.mass(2) == 0);
  CHECK(law.cdf(2.09) == 0);
  CHECK(law.mass(3) == rel(std::exp(-4.5), 1e-14));
  CHECK(law.mean() == rel(0.7 * (3 + 4.5 / 0.4), 1e-14));
  CHECK(law.variance() == rel(0.49 * 4.5 / 0.064, 1e-14));
  CHECK(law.cdf(1e200) == 1);
  CHECK(law.tail(inf) == 0);
  CHECK(law.quantile(0, 1) == rel(2.1, 1e-15));
  CHECK(law.quantile(1, 0) == inf);
  for (double const p : {0.1, 0.5, 0.99}) {
    double const t = law.quantile(p, 1 - p);
    CHECK(law.cdf(t) >= p);
    CHECK(law.cdf(t - 0.35) < p);
  }
}

TEST_CASE("the smooth tail of a lattice has the integral of the tail, the mean") {
  lattice_passage<double> const law(20, 15, 0.4, 0.6, 0.5);
  double sum = 0;
  for (int k = 0; k < 300; ++k) { sum += panel<double>([&](double t) { return law.smooth_tail(t); }, k * 0.5 - 0.25, k * 0.5 + 0.25); }
  CHECK(sum - 0.25 == rel(law.mean(), 1e-6)); // what is before time 0 is 0.25 of tail 1
  CHECK(law.smooth_tail(0) == 1);
  CHECK(law.smooth_tail(1000) < 1e-30);
}

TEST_CASE("three cumulants of a smooth passage are those of the process, by integrals of the tail") {
  for (auto const& q : {backlog_moments<double>{400, 0, 3, 1, 5, 0.5}, backlog_moments<double>{400, 400, 3, 0.2, 5, 0},
                        backlog_moments<double>{60, 30, 0, 1, 2, 1.5}, backlog_moments<double>{1000, 0, 8, 4, 9, 2}}) {
    smooth_passage<double> const law(q);
    double const d = q.capacity - q.arrival_rate;
    double const e = (q.arrival_rate * q.arrival_scv + q.capacity * q.service_scv) / d;
    double const g = q.arrival_rate * q.arrival_scv * q.arrival_scv - q.capacity * q.service_scv * q.service_scv;
    double const h = q.backlog_variance / q.backlog;
    double const mean = q.backlog / d;
    double const variance = mean * mean * (e + h) / q.backlog;
    double const third = mean * mean * mean * (3 * e * e + g / d + 3 * h * e + h * h) / (q.backlog * q.backlog);
    CHECK(law.mean() == rel(mean, 1e-15));
    CHECK(law.variance() == rel(variance, 1e-14));
    double const from = mean - 40 * std::sqrt(variance);
    double const width = std::sqrt(variance) / 2;
    double m[3] = {0, 0, 0};
    for (int i = 0; i < 220; ++i) {
      double const a = from + i * width;
      m[0] += panel<double>([&](double t) { return law.tail(t); }, a, a + width);
      m[1] += panel<double>([&](double t) { return 2 * (t - mean) * (law.tail(t) - (t < mean ? 1 : 0)); }, a, a + width);
      m[2] += panel<double>([&](double t) { return 3 * (t - mean) * (t - mean) * (law.tail(t) - (t < mean ? 1 : 0)); }, a, a + width);
    }
    CHECK(m[0] == rel(mean - from, 1e-12));
    CHECK(m[1] == rel(variance, 1e-9));
    CHECK(m[2] == rel(third, 1e-8));
    for (double const p : {0.001, 0.5, 0.999}) { CHECK(law.cdf(law.quantile(p, 1 - p)) == rel(p, 1e-10)); }
  }
}

TEST_CASE("without chance a passage is one time; an inverse Gaussian one has its mean and shape") {
  smooth_passage<double> const sure(backlog_moments<double>{100, 0, 1, 0, 5, 0});
  CHECK(sure.mean() == 25);
  CHECK(sure.variance() == 0);
  CHECK(sure.cdf(25) == 1);
  CHECK(sure.cdf(24.999) == 0);
  CHECK(sure.tail(24.999) == 1);
  CHECK(sure.quantile(0.01, 0.99) == 25);
  smooth_passage<double> const nothing(backlog_moments<double>{0, 0, 1, 1, 5, 1});
  CHECK(nothing.mean() == 0);
  CHECK(nothing.quantile(0.99, 0.01) == 0);
  smooth_passage<double> const given(3, 12);
  CHECK(given.variance() == rel(27.0 / 12, 1e-15));
  CHECK(given.cdf(2.5) == inverse_gaussian_law<double>(3, 4).cdf(2.5));
}

TEST_CASE("the least time that is enough, on a lattice and between") {
  CHECK(least_time<double>([](double t) { return t >= 1.3; }, 0, 5, 0.25) == 1.5);
  CHECK(least_time<double>([](double t) { return t >= 1.3; }, 0, 5, 0.0) == rel(1.3, 1e-15));
  CHECK(least_time<double>([](double) { return true; }, 2, 5, 0.25) == 2);
  CHECK(least_time<double>([](double) { return false; }, 2, 5, 0.25) == 5);
  CHECK(least_time<double>([](double) { return false; }, 5, 5, 0.0) == 5);
  CHECK(least_time<double>([](double t) { return t * t >= 2e-20; }, 0, 1e30, 0.0) == rel(std::sqrt(2e-20), 1e-14));
}

TEST_CASE("a halved integral is right where one rule is not") {
  auto const steep = [](double t) { return 1 / (1 + 1e4 * (t - 0.3) * (t - 0.3)); };
  double const exact = (std::atan(100 * 0.7) + std::atan(100 * 0.3)) / 100;
  double const once = panel<double>(steep, 0, 1);
  CHECK(std::fabs(once - exact) > 1e-4);
  CHECK(halving<double>(steep, 0, 1, once, 1e-14, 20) == rel(exact, 1e-12));
}

TEST_CASE("one of several laws by chance: averages, and the variance between them") {
  mixed_passage<double, exponential_time> m;
  m.add(3, {2.0});
  m.add(1, {0.25});
  CHECK(m.mean() == rel(0.75 * 0.5 + 0.25 * 4, 1e-15));
  CHECK(m.variance() == rel(2 * (0.75 * 0.25 + 0.25 * 16) - m.mean() * m.mean(), 1e-14));
  CHECK(m.tail(3) == rel(0.75 * std::exp(-6.0) + 0.25 * std::exp(-0.75), 1e-15));
  CHECK(m.cdf(3) + m.tail(3) == rel(1, 1e-15));
  CHECK(m.step() == 0);
  for (double const p : {1e-9, 0.3, 0.8}) { CHECK(m.cdf(m.quantile(p, 1 - p)) == rel(p, 1e-9)); }
  CHECK(m.tail(m.quantile(1, 1e-20)) == rel(1e-20, 1e-12));
  mixed_passage<double, lattice_passage<double>> lattice;
  lattice.add(1, {2, 3, 0.5, 0.5, 0.3});
  lattice.add(1, {9, 1, 0.5, 0.5, 0.3});
  CHECK(lattice.step() == 0.3);
  double const t = lattice.quantile(0.5, 0.5);
  CHECK(t / 0.3 == rel(std::floor(t / 0.3 + 0.5), 1e-14));
  CHECK(lattice.cdf(t) >= 0.5);
  CHECK(lattice.cdf(t - 0.2) < 0.5);
  lattice.add(1, {9, 1, 0.5, 0.5, 0.4});
  CHECK(lattice.step() == 0);
}

TEST_CASE("the last of many: the product of the cdfs, and its mean in closed form") {
  last_passage<double, exponential_time> last;
  last.add(7, {2.0});
  double harmonic = 0;
  for (int k = 1; k <= 7; ++k) { harmonic += 1.0 / k; }
  CHECK(last.mean() == rel(harmonic / 2, 1e-12));
  CHECK(last.cdf(1) == rel(std::pow(-std::expm1(-2.0), 7), 1e-14));
  CHECK(last.tail(30) == rel(7 * std::exp(-60.0), 1e-13));
  CHECK(last.quantile(0.5, 0.5) == rel(-std::log(1 - std::pow(0.5, 1.0 / 7)) / 2, 1e-12));
  // one of rate 2 and one of rate 1/2: 1/a + 1/b - 1/(a + b)
  last_passage<double, exponential_time> two;
  two.add(1, {2.0});
  two.add(1, {0.5});
  CHECK(two.mean() == rel(0.5 + 2 - 0.4, 1e-12));
  CHECK(two.cdf(0) == 0);
  last_passage<double, exponential_time> one;
  one.add(1, {4.0});
  CHECK(one.mean() == 0.25);
  // the slow ones decide, however many they are
  last_passage<double, exponential_time> million;
  million.add(1e6, {1.0});
  CHECK(million.mean() == rel(std::log(1e6) + 0.57721566490153286 + 0.5e-6, 1e-11));
  last_passage<double, fixed_time> times;
  times.add(3, {2.0});
  times.add(2, {5.0});
  CHECK(times.quantile(0.9, 0.1) == 5);
  CHECK(times.cdf(4.9) == 0);
  CHECK(times.tail(4.9) == 1);
  CHECK(times.mean() == rel(5, 1e-12));
}

TEST_CASE("the mean of the last on a lattice is the sum of its tails, however many terms there are") {
  lattice_passage<double> const a(5, 6, 0.5, 0.5, 0.3);
  lattice_passage<double> const b(2, 9, 0.4, 0.6, 0.3);
  last_passage<double, lattice_passage<double>> last;
  last.add(4, a);
  last.add(2.5, b); // counts may be means
  double sum = 0;
  for (int k = 0; k < 400; ++k) {
    double const t = (k + 0.5) * 0.3;
    sum += 1 - std::pow(a.cdf(t), 4) * std::pow(b.cdf(t), 2.5);
  }
  CHECK(last.mean() == rel(0.3 * sum, 1e-12));
  CHECK(last.step() == 0.3);
  CHECK(a.jump_after(0) == 1.5);
  CHECK(a.jump_after(1.5) == rel(1.8, 1e-15));
  CHECK(a.jump_after(1.79) == rel(1.8, 1e-15));
  // services of several lengths: from step to step, 7 of one are 5 of the other
  for (double const lag : {1.0, 30.0}) {
    lattice_passage<double> const c(lag, 0.5 * lag, 0.5, 0.5, 0.5);
    lattice_passage<double> const d(lag, 0.6 * lag, 0.6, 0.4, 0.7);
    last_passage<double, lattice_passage<double>> uneven;
    uneven.add(2, c);
    uneven.add(3, d);
    CHECK(uneven.step() == 0);
    double all = 0;
    for (int k = 0; k < 4500; ++k) { // both are constant between whole tenths
      double const t = (k + 0.5) * 0.1;
      all += 0.1 * (1 - std::pow(c.cdf(t), 2) * std::pow(d.cdf(t), 3));
    }
    CHECK(uneven.mean() == rel(all, 1e-11));
    last_passage<double, mixed_passage<double, lattice_passage<double>>> both;
    mixed_passage<double, lattice_passage<double>> part;
    part.add(1, c);
    part.add(2, d);
    both.add(2, part);
    all = 0;
    for (int k = 0; k < 4500; ++k) { all += 0.1 * (1 - std::pow((c.cdf((k + 0.5) * 0.1) + 2 * d.cdf((k + 0.5) * 0.1)) / 3, 2)); }
    CHECK(both.mean() == rel(all, 1e-11));
  }
  // more terms than are added one by one: the rest by quadrature
  lattice_passage<double> const wide(1e6, 1e5, 0.98, 0.02, 1.0);
  last_passage<double, lattice_passage<double>> many;
  many.add(3, wide);
  double const s = std::sqrt(wide.variance());
  // the largest of three normal numbers, 3 / (2 sqrt(pi)), and what the skewness adds
  double const skew = (1 + 2 * 0.98) / std::sqrt(1e5 * 0.02);
  CHECK((many.mean() - wide.mean()) / s == doctest::Approx(0.84628437532163443 + skew / 6 * 0.27566444771089603).epsilon(2e-4));
}

TEST_CASE("a binomial split: weights are the masses, and add up to 1") {
  for (double const share : {0.0, 0.02, 0.5, 0.97, 1.0}) {
    for (double const n : {1.0, 10.0, 300.0}) {
      double sum = 0;
      double mean = 0;
      for_each_split<double>(n, share, [&](double k, double w) {
        sum += w;
        mean += k * w;
        double exact = std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1)) * std::pow(share, k) * std::pow(1 - share, n - k);
        CHECK(w == rel(exact, 1e-11));
      });
      CHECK(sum == rel(1, 1e-13));
      CHECK(std::fabs(mean - n * share) <= 1e-12 * n);
    }
  }
}
