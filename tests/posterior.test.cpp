// SPDX-License-Identifier: MIT
#include <ullage/posterior.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

/// The mean of a law by its quantiles: midpoint rule in the probability, with the ends in a finer grid.
template <class Law> double mean_by_quantiles(Law const& law) {
  // p = s(x) clusters points at both ends: 3 x^2 - 2 x^3.
  int const n = 20'000;
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    double const x = (i + 0.5) / n;
    sum += quantile(law, x * x * (3 - 2 * x)) * 6 * x * (1 - x) / n;
  }
  return sum;
}

std::vector<belief<double>> const some_laws{
    known<>{2.5},
    between<>{1, 2, 5},
    between<>{0, 0, 1},
    between<>{-3, 1, 1},
    between<>{.low = 0.5, .likely = 1, .high = 3, .ends = range_ends::percentiles},
    between<>{.low = 1, .likely = 1, .high = 3, .ends = range_ends::percentiles},
    rate_posterior<>{4500, 900},
    rate_posterior<>{4500, 900, 30},
    rate_posterior<>{0, 60},
    rate_posterior<>{3e9, 1e6},
    share_posterior<>{2, 400},
    share_posterior<>{0, 0},
    share_posterior<>{400, 400},
    lognormal_belief<>{3, 0.1},
    lognormal_belief<>{3, 0},
    one_of<>{{4, 1, 2}, {1, 2, 1}},
};

} // namespace

TEST_CASE("R255, R256: 95 % credible intervals of a rate from counts") {
  CHECK(quantile(rate_posterior<>{4500, 900}, 0.025) == rel(4.8555155730766, 1e-13));
  CHECK(quantile(rate_posterior<>{4500, 900}, 0.975) == rel(5.1477002887178, 1e-13));
  CHECK(quantile(rate_posterior<>{0, 60}, 0.025) == rel(8.1839093097938e-06, 1e-12));
  CHECK(quantile(rate_posterior<>{0, 60}, 0.975) == rel(0.0418657182276241, 1e-13));
}

TEST_CASE("a posterior of one half event is the square of a normal number") {
  // Gamma(1/2, T): Z^2 / (2 T)
  for (double const p : {0.01, 0.3, 0.9, 0.999}) {
    double const z = detail::normal_upper_quantile((1 - p) / 2);
    CHECK(quantile(rate_posterior<>{0, 7}, p) == rel(z * z / 14, 1e-12));
  }
}

TEST_CASE("nothing known of a share is the arcsine law") {
  double const pi = std::numbers::pi;
  for (double const p : {0.001, 0.2, 0.5, 0.95}) {
    double const s = std::sin(pi * p / 2);
    CHECK(quantile(share_posterior<>{0, 0}, p) == rel(s * s, 1e-12));
  }
}

TEST_CASE("a PERT law with its mode at an end is a power law") {
  for (double const p : {0.01, 0.5, 0.99}) {
    CHECK(quantile(between<>{2, 2, 6}, p) == rel(2 + 4 * (1 - std::pow(1 - p, 0.2)), 1e-12)); // Beta(1, 5)
    CHECK(quantile(between<>{2, 6, 6}, p) == rel(2 + 4 * std::pow(p, 0.2), 1e-12));           // Beta(5, 1)
  }
}

TEST_CASE("percentiles lie where they were said to be, extremes are never left") {
  between<> const x{.low = 0.5, .likely = 1, .high = 3, .ends = range_ends::percentiles};
  CHECK(quantile(x, 0.05) == rel(0.5, 1e-13));
  CHECK(quantile(x, 0.5) == rel(1, 1e-13));
  CHECK(quantile(x, 0.95) == rel(3, 1e-13));
  CHECK(quantile(x, 0.999) > 3);
  between<> const hard{0.5, 1, 3};
  CHECK(quantile(hard, 1e-12) >= 0.5);
  CHECK(quantile(hard, 1 - 1e-12) <= 3);
  CHECK(quantile(hard, 1 - 1e-12) > 2.9);
}

TEST_CASE("the mean is the integral of the quantiles") {
  for (auto const& law : some_laws) {
    CAPTURE(law.index());
    CHECK(mean(law) == rel(mean_by_quantiles(law), 2e-4));
  }
}

TEST_CASE("quantiles never fall, but for values in the order of a list") {
  for (auto const& law : some_laws) {
    if (std::holds_alternative<one_of<double>>(law)) { continue; }
    double before = -std::numeric_limits<double>::infinity();
    for (double p = 1e-9; p < 1; p = p < 0.01 ? p * 3 : p + 0.013) {
      double const q = quantile(law, p);
      CHECK(std::isfinite(q));
      CHECK(q >= before);
      before = q;
    }
  }
}

TEST_CASE("a value of a list takes as much probability as its weight") {
  one_of<> const x{{4, 1, 2}, {1, 2, 1}};
  CHECK(quantile(x, 0.1) == 4);
  CHECK(quantile(x, 0.2499) == 4);
  CHECK(quantile(x, 0.2501) == 1);
  CHECK(quantile(x, 0.7499) == 1);
  CHECK(quantile(x, 0.7501) == 2);
  CHECK(mean(x) == rel(2, 1e-15));
  CHECK(quantile(one_of<>{{7, 8}}, 0.6) == 8);
  CHECK(quantile(one_of<>{{7, 8, 9}, {0, 1, 0}}, 0.001) == 8);
  CHECK(quantile(one_of<>{{7, 8, 9}, {0, 1, 0}}, 0.999) == 8);
}

TEST_CASE("dispersion keeps the mean and multiplies the variance") {
  rate_posterior<> const poisson{4500, 900};
  rate_posterior<> const bursty{4500, 900, 25};
  CHECK(mean(bursty) == mean(poisson));
  double const narrow = quantile(poisson, 0.975) - quantile(poisson, 0.025);
  double const wide = quantile(bursty, 0.975) - quantile(bursty, 0.025);
  CHECK(wide / narrow == rel(5, 2e-3)); // both nearly normal
  // 25 times the dispersion is 25 times fewer records in the same time.
  CHECK(quantile(bursty, 0.9) == rel(25 * quantile(rate_posterior<>{4500.5 / 25 - 0.5, 900}, 0.9), 1e-13));
}

TEST_CASE("large shapes join where one formula follows another") {
  for (double const p : {1e-6, 0.05, 0.5, 0.975}) {
    double const below = detail::gamma_quantile(0.9999999e8, p) / 0.9999999e8;
    double const above = detail::gamma_quantile(1.0000001e8, p) / 1.0000001e8;
    CHECK(below == rel(above, 1e-10));
    // In probability: the special function at the quantile, shape above the join.
    CHECK(boost::math::gamma_p(3e8, detail::gamma_quantile(3e8, p), detail::policy()) == rel(p, 1e-7));
    CHECK(boost::math::ibeta(2e7, 3e8, detail::beta_quantile(2e7, 3e8, p), detail::policy()) == rel(p, 1e-6));
    CHECK(boost::math::ibeta(3.5, 1e15, detail::beta_quantile(3.5, 1e15, p), detail::policy()) == rel(p, 1e-10));
  }
}

TEST_CASE("hits and misses are mirror images") {
  for (double const p : {0.01, 0.4, 0.95}) {
    CHECK(quantile(share_posterior<>{7, 400}, p) == rel(1 - quantile(share_posterior<>{393, 400}, 1 - p), 1e-10));
  }
}

TEST_CASE("float and long double") {
  CHECK(quantile(rate_posterior<float>{4500, 900}, 0.975F) == rel(5.1477002887178, 1e-6));
  CHECK(quantile(rate_posterior<long double>{4500, 900}, 0.975L) == rel(5.1477002887178, 1e-13));
  CHECK(quantile(between<float>{1, 2, 5}, 0.3F) == rel(quantile(between<>{1, 2, 5}, 0.3), 1e-6));
  CHECK(double(quantile(between<long double>{1, 2, 5}, 0.3L)) == rel(quantile(between<>{1, 2, 5}, 0.3), 1e-13));
  CHECK(quantile(lognormal_belief<float>{3, 0.1F}, 0.9F) == rel(3 * std::exp(0.128155156554460047), 1e-6));
}

TEST_CASE("what is no law is refused by name") {
  auto const q = [](auto const& law) { return refusal([&] { static_cast<void>(quantile(law, 0.5)); }); };
  double const none = std::numeric_limits<double>::infinity();
  CHECK(q(known<>{}) == "known: value = nan, but must be a finite number");
  CHECK(q(between<>{1, 0.5, 2}) == "between: likely = 0.5, but must be >= low");
  CHECK(q(between<>{1, 3, 2}) == "between: high = 2, but must be finite and >= likely");
  CHECK(q(between<>{1, 3, none}) == "between: high = inf, but must be finite and >= likely");
  CHECK(q(between<>{.likely = 1, .high = 2}) == "between: low = nan, but must be a finite number");
  CHECK(q(between<>{0, 1, 2, range_ends::percentiles}) == "between: low = 0, but must be > 0 where the ends are percentiles (or give extremes)");
  CHECK(q(rate_posterior<>{-1, 60}) == "rate_posterior: count = -1, but must be finite and >= 0");
  CHECK(q(rate_posterior<>{1e16, 60}) == "rate_posterior: count = 1e+16, but must be <= 1e15");
  CHECK(q(rate_posterior<>{1, 0}) == "rate_posterior: time = 0, but must be finite and > 0");
  CHECK(q(rate_posterior<>{1, 60, 0.5}) == "rate_posterior: dispersion = 0.5, but must be in [1, 1e15]");
  CHECK(q(share_posterior<>{3, 2}) == "share_posterior: hits = 3, but must be in [0, trials]");
  CHECK(q(lognormal_belief<>{1, 11}) == "lognormal_belief: log_sd = 11, but must be in [0, 10]");
  CHECK(q(one_of<>{}) == "one_of: values.size() = 0, but must be > 0");
  CHECK(q(one_of<>{{1, 2}, {1}}) == "one_of: weights.size() = 1, but must be as many as the values (or none)");
  CHECK(q(one_of<>{{1, 2}, {1, -1}}) == "one_of: weights[1] = -1, but must be 0 or in [1e-30, 1e30]");
  CHECK(q(one_of<>{{1, 2}, {0, 0}}) == "one_of: sum of weights = 0, but must be > 0");
  CHECK(refusal([] { static_cast<void>(quantile(known<>{1}, 1)); }) == "quantile: p = 1, but must be in (0, 1)");
  CHECK(refusal([] { static_cast<void>(mean(belief<double>{})); }) == "known: value = nan, but must be a finite number");
}
