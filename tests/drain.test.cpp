// SPDX-License-Identifier: MIT
#include <ullage/drain.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
borel_tanner<> const busy{.initial_lag = 210, .arrival_rate = 0.25, .service_time = 3};
borel_tanner<> const steady{.initial_lag = 150, .arrival_rate = 0.2, .service_time = 3};
borel_tanner<> const light{.initial_lag = 42, .arrival_rate = 0.05, .service_time = 3};
double const none = std::numeric_limits<double>::infinity();

drain_law<> moments_of(borel_tanner<> const& q) {
  return {.backlog = q.initial_lag, .arrival_rate = q.arrival_rate, .capacity = 1 / q.service_time};
}
} // namespace

TEST_CASE("R203, R205, R207: mean and deviation of the drain time of a partition") {
  CHECK(drain_mean(busy) == rel(2520, 1e-14));
  CHECK(std::sqrt(drain_variance(busy)) == rel(301.197609552267, 1e-14));
  CHECK(drain_mean(steady) == rel(1125, 1e-14));
  CHECK(std::sqrt(drain_variance(steady)) == rel(112.5, 1e-14));
  CHECK(drain_mean(light) == rel(148.235294117647, 1e-14));
  CHECK(std::sqrt(drain_variance(light)) == rel(9.60866696089091, 1e-14));
}

TEST_CASE("R204, R206, R208: percentiles of the drain time of a partition") {
  double const at[] = {0.5, 0.9, 0.99, 0.999};
  double const wanted[][4] = {{2499, 2916, 3309, 3630}, {1119, 1272, 1416, 1533}, {147, 162, 174, 186}};
  borel_tanner<> const laws[] = {busy, steady, light};
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 4; ++k) { CHECK(drain_quantile(laws[i], at[k]) == wanted[i][k]); }
  }
}

TEST_CASE("R209, R210, R211: masses and sums of the Borel-Tanner law") {
  CHECK(drain_pmf(busy, 840) == rel(0.0039730346566744798, 1e-13));
  CHECK(drain_cdf(busy, 840 * 3) == rel(0.52836412835030695, 1e-13));
  CHECK(drain_cdf(light, 50 * 3) == rel(0.66388947744400057, 1e-13));
}

TEST_CASE("R212: the last of 20 partitions takes 3136 s, 24 % longer than one of them") {
  last_drain<borel_tanner<>> const topic{.groups = {{busy, 20}}};
  CHECK(drain_mean(topic) == rel(3136.38186743614, 1e-12));
  CHECK(drain_quantile(topic, 0.5) == 3114);
  CHECK(drain_quantile(topic, 0.99) == 3717);
}

TEST_CASE("R213 to R216: the inverse Gaussian cdf, also where exp(2 shape/mean) overflows") {
  CHECK(drain_cdf(inverse_gaussian<>{10, 5}, 9) == rel(0.68330192907538983, 1e-14));
  CHECK(drain_cdf(inverse_gaussian<>{2520, 176400}, 2600) == rel(0.62609781341642166, 1e-14));
  CHECK(drain_cdf(inverse_gaussian<>{2520.0 / 17, 35280}, 150) == rel(0.58513647532519661, 1e-13)); // printed as 148.23529411
  CHECK(drain_cdf(inverse_gaussian<>{100, 1000000}, 101) == rel(0.84135672399970360, 1e-14));
}

TEST_CASE("sums of the exact law agree with 40 digits, in both tails and where blocks are integrated") {
  CHECK(drain_tail(borel_tanner<>{2, 0.5, 1}, 200) == rel(8.458727119658684e-20, 1e-12));
  borel_tanner<> const large{1000000, 0.5, 1};
  CHECK(drain_cdf(large, 1994001 - 1) == rel(0.001327460767334519796980, 1e-11));
  CHECK(drain_tail(large, 2010000) == rel(3.108757783960534722831e-7, 1e-11));
  CHECK(drain_cdf(random_borel_tanner<>{30, 0.5, 1}, 40) == rel(0.0898531683756086404, 1e-13));
  CHECK(drain_tail(random_borel_tanner<>{0.01, 0.9, 1}, 500) == rel(3.46907201797352125e-6, 1e-12));
}

TEST_CASE("the sum from below and the sum from above make 1, up to 1e9 records") {
  for (double const n : {1e3, 1e5, 1e7, 1e9}) {
    for (double const load : {0.01, 0.5, 0.99}) {
      double const idle = 1 - load;
      detail::generalized_poisson<double> const law(n * load, load, idle);
      double const deviation = std::sqrt(law.variance());
      for (double const z : {-3.0, -1.0, -0.1}) {
        double const k = std::floor(law.mean() + z * deviation);
        CHECK(law.cdf(k) + law.smooth_tail(k) == rel(1, 1e-11));
      }
    }
  }
}

TEST_CASE("moments of the exact law from its masses") {
  for (auto const& q : {busy, light, borel_tanner<>{1, 0.5, 1}, borel_tanner<>{3, 0, 2}}) {
    double sum = 0, mean = 0, square = 0;
    for (int k = 0; k < 4000; ++k) {
      double const p = drain_pmf(q, k);
      sum += p;
      mean += p * k * q.service_time;
      square += p * (k * q.service_time) * (k * q.service_time);
    }
    CHECK(sum == rel(1, 1e-12));
    CHECK(mean == rel(drain_mean(q), 1e-12));
    CHECK(square - mean * mean == doctest::Approx(drain_variance(q)).epsilon(1e-9));
  }
}

TEST_CASE("a quantile is the first number of services that is enough") {
  for (auto const& q : {busy, light, borel_tanner<>{1, 0.999, 1}, borel_tanner<>{100000, 0.6, 0.1}}) {
    for (double const p : {1e-9, 0.01, 0.5, 0.9, 0.999999}) {
      double const t = drain_quantile(q, p);
      CHECK(drain_cdf(q, t) >= p * (1 - 1e-11));
      CHECK(drain_cdf(q, t - q.service_time) < p);
    }
  }
  CHECK(drain_quantile(busy, 0) == 630); // nothing arrives
  CHECK(drain_quantile(borel_tanner<>{7, 0, 2}, 0.9) == 14);
  CHECK(drain_quantile(borel_tanner<>{0, 0.1, 2}, 0.9) == 0);
  CHECK(drain_cdf(borel_tanner<>{0, 0.1, 2}, 0) == 1);
  // 0.3 / 0.1 is below 3 in binary
  CHECK(drain_cdf(borel_tanner<>{3, 0, 0.1}, 0.3) == 1);
}

TEST_CASE("a Poisson lag is the mixture of the known ones") {
  random_borel_tanner<> const q{12, 0.25, 3};
  double weight = std::exp(-12.0);
  double cdf = 0, tail = 0;
  for (int n = 0; n < 80; ++n) {
    cdf += weight * drain_cdf(borel_tanner<>{double(n), 0.25, 3}, 150);
    tail += weight * drain_tail(borel_tanner<>{double(n), 0.25, 3}, 300);
    weight *= 12.0 / (n + 1);
  }
  CHECK(drain_cdf(q, 150) == rel(cdf, 1e-13));
  CHECK(drain_tail(q, 300) == rel(tail, 1e-13));
  CHECK(drain_variance(q) == rel(12.0 * 9 / std::pow(0.25, 3), 1e-14));
}

TEST_CASE("a binomial split of many records is close to the Poisson one and less variable") {
  auto const split = split_drain<double>(4200, 0.05, {unset_v<double>, 0.25, 3});
  random_borel_tanner<> const poisson{210, 0.25, 3};
  double total = 0;
  for (auto const& p : split.parts) { total += p.weight; }
  CHECK(total == rel(1, 1e-12));
  CHECK(drain_mean(split) == rel(2520, 1e-12));
  CHECK(drain_variance(split) == rel(drain_variance(busy) + 210 * 0.95 * 144, 1e-12)); // n p (1 - p) (D / (1 - rho))^2
  double const t = drain_quantile(split, 0.99);
  CHECK(drain_cdf(split, t) >= 0.99);
  CHECK(drain_cdf(split, t - 3) < 0.99);
  CHECK(t > drain_quantile(busy, 0.99));
  CHECK(t <= drain_quantile(poisson, 0.99));
  CHECK(drain_quantile(split_drain<double>(9, 1, light), 0) == 27);
  CHECK(drain_quantile(split_drain<double>(9, 0, light), 0.5) == 0);
}

TEST_CASE("the last of several groups: the product of the cdfs, whatever the grouping") {
  last_drain<borel_tanner<>> const one{.groups = {{busy, 1}}};
  CHECK(drain_mean(one) == rel(2520, 1e-14));
  CHECK(drain_quantile(one, 0.99) == 3309);
  last_drain<borel_tanner<>> const two{.groups = {{busy, 3}, {steady, 2}}};
  last_drain<borel_tanner<>> const flat{.groups = {{busy, 1}, {busy, 2}, {steady, 1}, {steady, 1}}};
  double const t = 2700;
  CHECK(drain_cdf(two, t) == rel(std::pow(drain_cdf(busy, t), 3) * std::pow(drain_cdf(steady, t), 2), 1e-13));
  CHECK(drain_cdf(two, t) + drain_tail(two, t) == rel(1, 1e-14));
  CHECK(drain_mean(two) == rel(drain_mean(flat), 1e-12));
  CHECK(drain_quantile(two, 0.9) == drain_quantile(flat, 0.9));
  // A partition that is never the last does not count.
  CHECK(drain_mean(last_drain<borel_tanner<>>{.groups = {{busy, 20}, {light, 1000}}}) == rel(3136.38186743614, 1e-12));
  // A mixture in each partition.
  auto const split = split_drain<double>(840, 0.05, light);
  last_drain<drain_mixture<borel_tanner<>>> const mixed{.groups = {{split, 2}}};
  CHECK(drain_cdf(mixed, 150) == rel(drain_cdf(split, 150) * drain_cdf(split, 150), 1e-12));
  CHECK(drain_mean(mixed) > drain_mean(split));
}

TEST_CASE("the mean of the last is the same as a sum and by quadrature") {
  // More than 200,000 terms against the same law with few of them.
  last_drain<borel_tanner<>> const many{.groups = {{{100000000, 0.75, 1}, 20}}};
  double sum = 0;
  double const low = drain_quantile(many, 1e-12);
  double const step = 4001;
  double t = low;
  for (; drain_tail(many, t) > 1e-13; t += step) { sum += step * drain_tail(many, t + 2000); } // the middle of 4001 lattice points
  CHECK(drain_mean(many) == rel(low + sum, 1e-9));
  // The smooth law of a partition of 210 with its integral by Simpson's rule.
  last_drain<drain_law<>> const smooth{.groups = {{moments_of(busy), 20}}};
  double simpson = 0;
  for (int i = 0; i < 4000; ++i) {
    simpson += drain_tail(smooth, i * 2.0) + 4 * drain_tail(smooth, i * 2.0 + 1) + drain_tail(smooth, i * 2.0 + 2);
  }
  CHECK(drain_mean(smooth) == rel(simpson / 3, 1e-10));
  CHECK(drain_mean(smooth) == rel(3136.38, 2e-4));
}

TEST_CASE("three moments are closer to the exact law than two") {
  struct row {
    borel_tanner<> q;
    double exact, two, three; // errors in services
  };
  for (auto const& r : {row{busy, 3309, 3.8, 0.5}, row{steady, 1416, 1.8, 0.6}, row{light, 174, 0.8, 0.5}}) {
    auto const law = moments_of(r.q);
    CHECK(drain_mean(law) == rel(drain_mean(r.q), 1e-14));
    CHECK(drain_variance(law) == rel(drain_variance(r.q), 1e-13));
    double const two = (drain_quantile(two_moment_law(law), 0.99) - r.exact) / r.q.service_time;
    double const three = (drain_quantile(law, 0.99) - r.exact) / r.q.service_time;
    CHECK(std::fabs(two) < r.two);
    CHECK(std::fabs(three) <= r.three);
    CHECK(std::fabs(three) < std::fabs(two));
  }
}

TEST_CASE("the third moment of drain_law is that of Borel-Tanner, with known and with Poisson lag") {
  double const rho = 0.6, n = 37;
  for (bool const poisson : {false, true}) {
    drain_law<> const q{.backlog = n, .arrival_rate = rho, .capacity = 1, .backlog_variance = poisson ? n : 0};
    double const m = drain_mean(q);
    double first = 0, third = 0, before = 0;
    double const h = 0.02;
    for (int i = 1; i < 60000; ++i) {
      double const now = drain_cdf(q, i * h);
      double const x = (i - 0.5) * h;
      first += (now - before) * x;
      third += (now - before) * (x - m) * (x - m) * (x - m);
      before = now;
    }
    CHECK(first == rel(m, 1e-6));
    CHECK(third == rel(n * (poisson ? 1 : rho) * (1 + 2 * rho) / std::pow(1 - rho, 5), 1e-4));
  }
}

TEST_CASE("a drain without chance takes backlog / (capacity - arrival_rate)") {
  drain_law<> const q{.backlog = 100, .arrival_rate = 5, .arrival_scv = 0, .capacity = 10};
  CHECK(drain_mean(q) == 20);
  CHECK(drain_quantile(q, 0.999) == 20);
  CHECK(drain_cdf(q, 19.99) == 0);
  CHECK(drain_tail(q, 20) == 0);
  CHECK(drain_quantile(drain_law<>{.backlog = 0, .arrival_rate = 5, .capacity = 10}, 0.9) == 0);
}

TEST_CASE("tails and cdf of the inverse Gaussian law make 1, and the quantile undoes them") {
  for (double const shape : {1e-5, 1e-2, 1.0, 30.0, 1e4, 1e12}) {
    inverse_gaussian<> const law{2, shape};
    for (double const p : {1e-12, 0.02, 0.5, 0.75, 0.999}) {
      double const t = drain_quantile(law, p);
      CHECK(drain_cdf(law, t) == rel(p, 1e-9));
      CHECK(drain_tail(law, t) == rel(1 - p, 1e-9));
    }
  }
  CHECK(drain_cdf(inverse_gaussian<>{1, 1}, 0) == 0);
  CHECK(drain_tail(inverse_gaussian<>{1, 1}, none) == 0);
  CHECK(drain_cdf(inverse_gaussian<>{1e30, 1e-30}, 1e30) <= 1);
}

TEST_CASE("another unit of time changes nothing") {
  borel_tanner<> const minutes{.initial_lag = 210, .arrival_rate = 15, .service_time = 0.05};
  CHECK(drain_quantile(minutes, 0.99) == rel(3309.0 / 60, 1e-14));
  CHECK(drain_cdf(minutes, 42) == rel(drain_cdf(busy, 2520), 1e-12));
}

TEST_CASE("refusals say why") {
  CHECK(refusal([] { return drain_mean(borel_tanner<>{.arrival_rate = 1, .service_time = 1}); }) ==
        "borel_tanner: initial_lag = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { return drain_mean(borel_tanner<>{2.5, 0.1, 1}); }) == "borel_tanner: initial_lag = 2.5, but must be a whole number");
  CHECK(refusal([] { return drain_mean(borel_tanner<>{2, 1, 1}); }) ==
        "borel_tanner: utilization = 1, but must be < 1 (the backlog does not drain)");
  CHECK_THROWS_AS(static_cast<void>(drain_mean(drain_law<>{.backlog = 2, .arrival_rate = 3, .capacity = 2})), unstable_error);
  CHECK(refusal([] { return drain_mean(drain_law<>{.backlog = 2, .arrival_rate = 3}); }) ==
        "drain_law: capacity = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { return drain_quantile(busy, 1); }) == "drain_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { return drain_cdf(busy, -1); }) == "drain_cdf: t = -1, but must be >= 0");
  CHECK(refusal([] { return drain_pmf(busy, 1.5); }) == "drain_pmf: k = 1.5, but must be a whole number");
  CHECK(refusal([] { return drain_mean(last_drain<borel_tanner<>>{}); }) == "last_drain: groups = 0, but must not be empty");
  CHECK(refusal([] { return drain_mean(last_drain<borel_tanner<>>{.groups = {{busy, 0}}}); }) ==
        "last_drain: partitions[0] = 0, but must be in [1, 1e12]");
  CHECK(refusal([] { return drain_mean(inverse_gaussian<>{.mean = 1}); }) ==
        "inverse_gaussian: shape = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { return two_moment_law(drain_law<>{.backlog = 2, .arrival_rate = 0, .capacity = 1}); }) ==
        "two_moment_law: variance = 0, but must be > 0");
}

TEST_CASE("float and long double") {
  CHECK(double(drain_quantile(borel_tanner<float>{210, 0.25F, 3}, 0.99F)) == 3309);
  CHECK(double(drain_cdf(borel_tanner<long double>{210, 0.25L, 3}, 2520)) == rel(0.52836412835030695, 1e-14));
  CHECK(double(drain_cdf(inverse_gaussian<float>{10, 5}, 9)) == rel(0.68330192907538983, 1e-6));
}
