// SPDX-License-Identifier: MIT
#include <ullage/evidence.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <ullage/detail/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <variant>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

double log_sd(belief<double> const& x) { return std::get<lognormal_belief<double>>(x).log_sd; }
double centre(belief<double> const& x) { return quantile(x, 0.5); }

/// Share of `runs` in which the 5 % to 95 % interval of the mean of n lognormal samples holds it.
double coverage(int n, double scv, int runs) {
  detail::random_source random(7, 0, 0);
  double const variance = std::log1p(scv);
  int inside = 0;
  std::vector<double> x(static_cast<std::size_t>(n));
  for (int k = 0; k < runs; ++k) {
    for (auto& v : x) { v = std::exp(std::sqrt(variance) * random.normal() - variance / 2); }
    auto const s = service_from_samples(std::span<double const>(x));
    inside += quantile(s.service_time, 0.05) <= 1 && quantile(s.service_time, 0.95) >= 1 ? 1 : 0;
  }
  return double(inside) / runs;
}

} // namespace

TEST_CASE("R257: the count of the next minute") {
  CHECK(predicted_count(rate_posterior<>{4500, 900}, 60, 0.99) == 342);
}

TEST_CASE("the predicted count is the first whole number whose probability is enough") {
  // Negative binomial probabilities by their recursion, summed up.
  for (double const count : {0.0, 3.0, 40.0}) {
    for (double const d : {2.0, 30.0, 600.0}) {
      double const size = count + 0.5;
      double const over = d / 60;
      double mass = std::pow(1 + over, -size);
      double sum = mass;
      double k = 0;
      while (sum < 0.95) {
        mass *= (size + k) / (k + 1) * over / (1 + over);
        sum += mass;
        ++k;
      }
      CHECK(predicted_count(rate_posterior<>{count, 60}, d, 0.95) == k);
    }
  }
}

TEST_CASE("a predicted count of an over-dispersed rate varies as much as said") {
  rate_posterior<> const x{4500, 900, 20};
  double const middle = 4500.5 / 15;
  double const sd = std::sqrt(20 * middle * (1 + 60.0 / 900));
  CHECK(predicted_count(x, 60, 0.8413447) - predicted_count(x, 60, 0.1586553) == rel(2 * sd, 0.02));
  // Far into nearly normal numbers both forms agree.
  CHECK(predicted_count(rate_posterior<>{9e8, 900}, 1e-1, 0.9) == rel(1e5 + 1.2815515655 * std::sqrt(1e5), 1e-5));
}

TEST_CASE("R258, R259: a lognormal service by its median and 99th percentile") {
  auto const law = lognormal_of(service_percentiles<>{2.5, 9});
  CHECK(law.mean == rel(2.90921116307805, 1e-14));
  CHECK(law.scv == rel(0.354161534620468, 1e-13));
  CHECK(std::log(law.mean) - std::log1p(law.scv) / 2 == rel(0.916290731874155, 1e-14)); // mu
  CHECK(std::sqrt(std::log1p(law.scv)) == rel(0.550620076969441, 1e-14));                // sigma
  auto const both = service_from_percentiles(service_percentiles<>{2.5, 9});
  CHECK(std::get<known<double>>(both.service_time).value == rel(2.90921116307805, 1e-13));
  CHECK(std::get<known<double>>(both.service_scv).value == rel(0.354161534620468, 1e-12));
}

TEST_CASE("any two percentiles of one law give that law") {
  auto const at = [](double p) { return std::exp(0.7 - 0.4 * detail::normal_upper_quantile(p)); };
  for (double const a : {0.05, 0.25, 0.5, 0.9}) {
    for (double const b : {0.95, 0.99, 0.999}) {
      service_percentiles<> const x{.low = at(a), .high = at(b), .low_probability = a, .high_probability = b};
      CHECK(lognormal_of(x).mean == rel(std::exp(0.7 + 0.08), 1e-12));
      CHECK(lognormal_of(x).scv == rel(std::expm1(0.16), 1e-11));
    }
  }
}

TEST_CASE("a timeout cuts the mean and the variability") {
  auto const cut = service_from_percentiles(service_percentiles<>{.low = 2.5, .high = 9, .timeout = 6});
  // E min(X, t) and E min(X, t)^2 of a lognormal X
  double const mu = 0.916290731874155;
  double const s = 0.550620076969441;
  double const d = (std::log(6.0) - mu) / s;
  auto const below = [](double z) { return detail::normal_upper(-z); };
  double const first = std::exp(mu + s * s / 2) * below(d - s) + 6 * below(-d);
  double const second = std::exp(2 * mu + 2 * s * s) * below(d - 2 * s) + 36 * below(-d);
  CHECK(centre(cut.service_time) == rel(first, 1e-12));
  CHECK(centre(cut.service_scv) == rel(second / first / first - 1, 1e-11));
}

TEST_CASE("percentiles of few services are less sure: their spread in drawn samples") {
  // 2000 times the median and 90th percentile of 400 lognormal services
  detail::random_source random(3, 0, 0);
  double sum = 0;
  double square = 0;
  double scv_sum = 0;
  double scv_square = 0;
  int const runs = 2000;
  std::vector<double> x(400);
  for (int k = 0; k < runs; ++k) {
    for (auto& v : x) { v = std::exp(0.6 * random.normal()); }
    std::sort(x.begin(), x.end());
    auto const law = lognormal_of(service_percentiles<>{.low = (x[199] + x[200]) / 2, .high = (x[359] + x[360]) / 2, .high_probability = 0.9});
    sum += std::log(law.mean);
    square += std::log(law.mean) * std::log(law.mean);
    scv_sum += std::log(law.scv);
    scv_square += std::log(law.scv) * std::log(law.scv);
  }
  auto const sd = [&](double a, double b) { return std::sqrt(b / runs - a / runs * (a / runs)); };
  service_percentiles<> const truth{.low = 1, .high = std::exp(0.6 * 1.2815515655446004), .high_probability = 0.9, .samples = 400};
  auto const told = service_from_percentiles(truth);
  CHECK(log_sd(told.service_time) == rel(sd(sum, square), 0.06));
  CHECK(log_sd(told.service_scv) == rel(sd(scv_sum, scv_square), 0.08));
}

TEST_CASE("samples give their mean and scv, with errors that shrink as 1 / sqrt n") {
  std::vector<double> const x{1, 2, 3, 4, 10};
  auto const s = service_from_samples(std::span<double const>(x));
  CHECK(centre(s.service_time) == rel(4, 1e-14));
  CHECK(centre(s.service_scv) == rel(50.0 / 4 / 16, 1e-14));
  CHECK(log_sd(s.service_time) == rel(std::sqrt(50.0 / 4 / 16 / 5 * 4 / 2), 1e-14));
  std::vector<double> many;
  for (int i = 0; i < 100; ++i) { many.insert(many.end(), x.begin(), x.end()); }
  auto const m = service_from_samples(std::span<double const>(many));
  CHECK(log_sd(m.service_time) == rel(std::sqrt(0.625 / 500), 0.01));
  CHECK(log_sd(m.service_time) < log_sd(s.service_time) / 10);
  CHECK(log_sd(m.service_scv) == rel(log_sd(s.service_scv) / 10, 0.005));
}

TEST_CASE("the interval of a sampled mean holds it about as often as it should") {
  CHECK(coverage(200, 0.35, 3000) == rel(0.90, 0.02));
  CHECK(coverage(30, 0.35, 3000) == rel(0.89, 0.025));
  CHECK(coverage(30, 2, 3000) == rel(0.85, 0.03)); // a heavy tail hides its longest services
}

TEST_CASE("services that are all the same leave no doubt") {
  std::vector<double> const x(20, 3.0);
  auto const s = service_from_samples(std::span<double const>(x));
  CHECK(std::get<known<double>>(s.service_time).value == rel(3, 1e-14));
  CHECK(std::get<known<double>>(s.service_scv).value == 0);
}

TEST_CASE("counts of bins give their rate; counts that vary more than Poisson ones widen it") {
  std::vector<double> const even{300, 280, 310, 305, 295};
  auto const quiet = rate_from_counts(std::span<double const>(even), 60);
  CHECK(quiet.count == 1490);
  CHECK(quiet.time == 300);
  CHECK(quiet.dispersion == 1); // 132.5 / 298
  std::vector<double> const bursty{0, 600, 0, 900, 0};
  auto const wild = rate_from_counts(std::span<double const>(bursty), 60);
  CHECK(wild.count == 1500);
  CHECK(wild.dispersion == rel(180000.0 / 300, 1e-14));
  CHECK(mean(wild) == rel(1500.5 / 300, 1e-15));
}

TEST_CASE("R260: 21.43 partitions at the measured numbers, 24 with 95 % confidence") {
  auto const r = required_partitions(
      measured_load<>{.count = 4500, .time = 900, .service_time = 3, .service_scv = 0.35, .samples = 200, .utilization = 0.7}, 0.95);
  CHECK(r.point == rel(21.4285714286, 1e-11));
  CHECK(r.log_sd == rel(0.0444097086482, 1e-11));
  CHECK(r.quantile == rel(23.0524629305, 1e-11));
  CHECK(r.partitions == 24);
}

TEST_CASE("R260 by the laws themselves: the product of a rate and a service time") {
  // ln of Gamma(4500.5, 900) * lognormal: nearly normal, so the 95 % quantile agrees to second order
  rate_posterior<> const rate{4500, 900};
  lognormal_belief<> const service{3, std::sqrt(0.35 / 200)};
  detail::random_source random(5, 0, 0);
  int below = 0;
  int const n = 200'000;
  for (int i = 0; i < n; ++i) {
    below += quantile(rate, random.uniform()) * quantile(service, random.uniform()) / 0.7 <= 23.0524629305 ? 1 : 0;
  }
  CHECK(double(below) / n == rel(0.95, 0.003));
}

TEST_CASE("certain numbers need no reserve, one half confidence is the point") {
  measured_load<> const x{.count = 1e12, .time = 1e12 / 5, .service_time = 3};
  CHECK(required_partitions(x, 0.95).partitions == 16); // 15.00002
  CHECK(required_partitions(x, 0.5).partitions == 15);
}

TEST_CASE("float and long double") {
  CHECK(predicted_count(rate_posterior<float>{4500, 900}, 60, 0.99F) == 342);
  CHECK(lognormal_of(service_percentiles<float>{2.5F, 9}).mean == rel(2.90921116307805, 1e-6));
  CHECK(double(lognormal_of(service_percentiles<long double>{2.5L, 9}).mean) == rel(2.90921116307805, 1e-14));
  CHECK(required_partitions(measured_load<float>{4500, 900, 3, 0.35F, 200, 0.7F}, 0.95F).partitions == 24);
  std::vector<float> const x{1, 2, 3, 4, 10};
  CHECK(quantile(service_from_samples(std::span<float const>(x)).service_time, 0.5F) == rel(4, 1e-6));
}

TEST_CASE("what cannot be is refused by name") {
  std::vector<double> const few{1, 2, 3};
  std::vector<double> const zeros(9, 0.0);
  std::vector<double> const bad{1, 2, -3, 4};
  std::vector<double> const none;
  CHECK(refusal([&] { static_cast<void>(service_from_samples(std::span<double const>(few))); }) == "service_from_samples: samples.size() = 3, but must be >= 4");
  CHECK(refusal([&] { static_cast<void>(service_from_samples(std::span<double const>(zeros))); }) == "service_from_samples: largest sample = 0, but must be > 0");
  CHECK(refusal([&] { static_cast<void>(service_from_samples(std::span<double const>(bad))); }) ==
        "service_from_samples: samples[2] = -3, but must be 0 or in [1e-30, 1e30]");
  CHECK(refusal([&] { static_cast<void>(rate_from_counts(std::span<double const>(none), 60)); }) == "rate_from_counts: counts.size() = 0, but must be > 0");
  CHECK(refusal([&] { static_cast<void>(rate_from_counts(std::span<double const>(bad), 60)); }) == "rate_from_counts: counts[2] = -3, but must be in [0, 1e15]");
  CHECK(refusal([] { static_cast<void>(lognormal_of(service_percentiles<>{2, 2})); }) == "service_from_percentiles: high = 2, but must be > low");
  CHECK(refusal([] { static_cast<void>(lognormal_of(service_percentiles<>{.low = 2, .high = 3, .low_probability = 0.99, .high_probability = 0.5})); }) ==
        "service_from_percentiles: high_probability = 0.5, but must be > low_probability and < 1");
  CHECK(refusal([] { static_cast<void>(lognormal_of(service_percentiles<>{1, 1e6})); }) == "service_from_percentiles: high = 1e+06, but gives an scv above 1e6");
  CHECK(refusal([] { static_cast<void>(service_from_percentiles(service_percentiles<>{.low = 1, .high = 2, .samples = 50})); }) ==
        "service_from_percentiles: samples = 50, but must be at least 1 / low_probability and 1 / (1 - high_probability) (infinity: the percentiles are known)");
  CHECK(refusal([] { static_cast<void>(predicted_count(rate_posterior<>{5, 60}, 0, 0.5)); }) == "predicted_count: duration = 0, but must be finite and > 0");
  CHECK(refusal([] { static_cast<void>(required_partitions(measured_load<>{0, 60, 3}, 0.95)); }) ==
        "required_partitions: count = 0, but must be >= 1 and at most 1e30");
  CHECK(refusal([] { static_cast<void>(required_partitions(measured_load<>{5, 60, 3}, 1)); }) == "required_partitions: confidence = 1, but must be in (0, 1)");
}
