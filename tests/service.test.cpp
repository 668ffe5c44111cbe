// SPDX-License-Identifier: MIT
#include <ullage/service.hpp>

#include <ullage/detail/mg1_asymptote.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
using law = service_law<>;
double const none = std::numeric_limits<double>::infinity();

std::vector<law> bounded_and_light() {
  return {deterministic_service<>{3},
          exponential_service<>{0.5},
          gamma_service<>{3, 0.25},
          gamma_service<>{1, 1e-6},
          gamma_service<>{1, 40},
          lognormal_service<>{3, 0.35, 20},
          lognormal_service<>{1, 1e-6, 1.001},
          lognormal_service<>{1, 30, 1000},
          hyperexponential_service<>{{0.3, 0.7}, {2, 0.1}},
          mixture_service<>{{0.2, 0.8}, {deterministic_service<>{4}, gamma_service<>{1, 2}}},
          discrete_service<>{{0, 1, 2.5}, {0.25, 0.25, 0.5}},
          empirical_service<>{{1, 2, 2, 7}}};
}
double tail_integral(law const& x, double end, int power) {
  int const n = 400000;
  double sum = 0;
  for (int i = 0; i < n; ++i) {
    double const t = end * (i + 0.5) / n;
    sum += service_tail(x, t) * power * std::pow(t, power - 1);
  }
  return sum * end / n;
}
} // namespace

TEST_CASE("R258, R259: the lognormal law of a median of 2.5 s and a 99th percentile of 9 s") {
  auto const x = lognormal_from_percentiles(2.5, 9.0);
  CHECK(x.mean == rel(2.90921116307805, 1e-14));
  CHECK(x.scv == rel(0.354161534620468, 1e-13));
  auto const p = detail::parameters(x);
  CHECK(p.mu == rel(0.916290731874155, 1e-14));
  CHECK(p.sigma == rel(0.550620076969441, 1e-14));
  CHECK(service_tail(law(x), 2.5) == rel(0.5, 1e-14));
  CHECK(service_tail(law(x), 9) == rel(0.01, 1e-13));
}

TEST_CASE("moments of the simple laws by hand") {
  CHECK(mean(law(deterministic_service<>{3})) == 3);
  CHECK(scv(law(deterministic_service<>{3})) == 0);
  CHECK(moment(law(exponential_service<>{2}), 3) == rel(48, 1e-15));
  CHECK(moment(law(gamma_service<>{3, 0.25}), 2) == rel(11.25, 1e-15));
  CHECK(scv(law(gamma_service<>{3, 0.25})) == rel(0.25, 1e-14));
  CHECK(mean(law(discrete_service<>{{0, 1, 2.5}, {0.25, 0.25, 0.5}})) == rel(1.5, 1e-15));
  CHECK(moment(law(empirical_service<>{{1, 2, 2, 7}}), 2) == rel(58.0 / 4, 1e-15));
  CHECK(scv(law(hyperexponential_service<>{{0.5, 0.5}, {1, 3}})) == rel(1.5, 1e-14));
  CHECK(scv(law(lognormal_service<>{3, 0.35})) == rel(0.35, 1e-14));
  CHECK(moment(law(lognormal_service<>{1, 1}), 4) == rel(64, 1e-14));
}

TEST_CASE("a timeout shortens the mean and the tail stops at it") {
  law const x = lognormal_service<>{3, 2, 5};
  CHECK(mean(x) < 3);
  CHECK(mean(x) == rel(tail_integral(x, 5, 1), 1e-6));
  CHECK(moment(x, 2) == rel(tail_integral(x, 5, 2), 1e-6));
  CHECK(service_tail(x, 4.999) > 0.1);
  CHECK(service_tail(x, 5) == 0);
  CHECK(mean(law(lognormal_service<>{3, 2, 1e-6})) == rel(1e-6, 1e-12));
  CHECK(mean(law(lognormal_service<>{3, 2, 1e20})) == rel(3, 1e-14));
}

TEST_CASE("the exponential moment starts with 1 + theta mean + theta^2 moment / 2") {
  for (auto const& x : bounded_and_light()) {
    CHECK(mgf(x, 0) == rel(1, 1e-13));
    double const h = 0.2 / std::max(mean(x), std::sqrt(moment(x, 4) / moment(x, 2)));
    detail::tilt_of_law<double> const means(x); // without cancellation, part by part
    CHECK(mgf(x, h) == rel(1 + h * mean(x) + means(h).excess, 1e-13));
    CHECK(means(h * 1e-6).excess == rel(h * h * 1e-12 * moment(x, 2) / 2, 1e-6));
    CHECK(mgf(x, h) > 1);
  }
}

TEST_CASE("the transform on the real axis is the exponential moment of the negative argument") {
  for (auto const& x : bounded_and_light()) {
    for (double const s : {1e-6, 0.1, 1.0, 30.0}) {
      CHECK(std::abs(laplace(x, {s, 0}).real() - mgf(x, -s)) < 2e-14);
      CHECK(std::abs(laplace(x, {s, 5})) <= mgf(x, -s) + 1e-15);
      CHECK(std::abs(laplace(x, {s, 5}) - std::conj(laplace(x, {s, -5}))) < 1e-15);
    }
  }
}

TEST_CASE("the transform of a lognormal law with a timeout holds up at high frequencies") {
  // Trapezoidal sum in the normal coordinate below the cut, far finer than any oscillation.
  lognormal_service<> const x{1, 1, 6};
  auto const p = detail::parameters(x);
  for (double const y : {3.0, 40.0, 300.0}) {
    std::complex<double> const s(0.5, y);
    int const n = 200000;
    std::complex<double> sum(0);
    double const step = (p.cut + 10) / n;
    for (int i = 0; i < n; ++i) { // Simpson's rule
      auto const f = [&](double z) { return std::exp(-z * z / 2 - s * std::exp(p.mu + p.sigma * z)) / std::sqrt(2 * M_PI); };
      double const z = -10 + i * step;
      sum += step / 6 * (f(z) + 4.0 * f(z + step / 2) + f(z + step));
    }
    sum += detail::normal_upper(p.cut) * std::exp(-s * 6.0);
    CHECK(std::abs(laplace(law(x), s) - sum) < 1e-12);
  }
}

TEST_CASE("where the exponential moments end") {
  CHECK(abscissa(law(exponential_service<>{2})) == 0.5);
  CHECK(abscissa(law(gamma_service<>{3, 0.25})) == rel(4.0 / 3, 1e-15));
  CHECK(abscissa(law(deterministic_service<>{3})) == none);
  CHECK(abscissa(law(lognormal_service<>{3, 1})) == 0);
  CHECK(abscissa(law(lognormal_service<>{3, 1, 900})) == none);
  CHECK(abscissa(law(hyperexponential_service<>{{0.5, 0.5}, {1, 4}})) == 0.25);
}

TEST_CASE("a gamma law of scv 1 is exponential, a mixture of one law is that law") {
  for (double const t : {0.0, 0.3, 5.0, 200.0}) {
    CHECK(service_tail(law(gamma_service<>{2, 1}), t) == rel(service_tail(law(exponential_service<>{2}), t), 1e-13));
    CHECK(service_tail(law(mixture_service<>{{1}, {gamma_service<>{2, 3}}}), t) == service_tail(law(gamma_service<>{2, 3}), t));
  }
  law const samples = empirical_service<>{{3, 1, 3, 2}};
  law const values = discrete_service<>{{1, 2, 3}, {0.25, 0.25, 0.5}};
  CHECK(std::abs(laplace(samples, {0.2, 3}) - laplace(values, {0.2, 3})) < 1e-15);
  CHECK(scv(samples) == rel(scv(values), 1e-14));
}

TEST_CASE("gamma tails at the ends of the range are probabilities") {
  for (double const c : {1e-6, 1e-3, 0.1, 1.0, 1e3, 1e6}) {
    double before = 1;
    for (double t = 1e-30; t < 1e30; t *= 7) {
      double const tail = service_tail(law(gamma_service<>{1, c}), t);
      CHECK(tail >= 0);
      CHECK(tail <= before * (1 + 1e-12));
      before = tail;
    }
  }
}

TEST_CASE("a change of the time unit scales the moments") {
  for (double const k : {1e-3, 60.0}) {
    law const a = lognormal_service<>{3, 2, 50};
    law const b = lognormal_service<>{3 * k, 2, 50 * k};
    CHECK(moment(b, 3) == rel(k * k * k * moment(a, 3), 1e-13));
    CHECK(scv(b) == rel(scv(a), 1e-13));
    CHECK(mgf(b, 0.1 / k) == rel(mgf(a, 0.1), 1e-13));
  }
}

TEST_CASE("laws are values") {
  CHECK(law(gamma_service<>{1, 2}) == law(gamma_service<>{1, 2}));
  CHECK(law(gamma_service<>{1, 2}) != law(gamma_service<>{1, 3}));
  CHECK(law(exponential_service<>{1}) != law(deterministic_service<>{1}));
}

TEST_CASE("laws out of range are refused by name") {
  auto const refused = [](law const& x) { return refusal([&] { validate(x); }); };
  CHECK(refused(law{}) == "deterministic_service: mean = nan, but is required and must be a finite number > 0");
  CHECK(refused(exponential_service<>{0}) == "exponential_service: mean = 0, but must be finite and > 0");
  CHECK(refused(gamma_service<>{1, 1e-7}) == "gamma_service: scv = 1e-07, but must be in [1e-6, 1e6]");
  CHECK(refused(lognormal_service<>{1, 1, -5}) == "lognormal_service: timeout = -5, but must be > 0 (infinity: no limit)");
  CHECK(refused(discrete_service<>{{1, 2, 3}, {0.6, 0.5, -0.1}}) ==
        "discrete_service: probabilities[2] = -0.1, but must be >= 0");
  CHECK(refused(discrete_service<>{{1, 2}, {0.6, 0.5}}) == "discrete_service: sum of probabilities = 1.1, but must be 1");
  CHECK(refused(discrete_service<>{{1}, {0.5, 0.5}}) == "discrete_service: values.size() = 1, but must be as many as the probabilities");
  CHECK(refused(discrete_service<>{{0, 0}, {0.5, 0.5}}) == "discrete_service: values = 0, but must not all be 0");
  CHECK(refused(empirical_service<>{}) == "empirical_service: samples.size() = 0, but must be > 0");
  CHECK(refused(empirical_service<>{{1, -1}}) == "empirical_service: samples[1] = -1, but must be finite and >= 0");
  CHECK(refused(hyperexponential_service<>{{1}, {0}}) == "hyperexponential_service: means[0] = 0, but must be finite and > 0");
  CHECK(refused(mixture_service<>{{1}, {gamma_service<>{}}}) ==
        "gamma_service: mean = nan, but is required and must be a finite number > 0");
  CHECK(refused(mixture_service<>{{}, {}}) == "mixture_service: probabilities.size() = 0, but must be > 0");
  CHECK(refusal([] { (void)mgf(law(exponential_service<>{2}), 0.5); }) ==
        "mgf: theta = 0.5, but must be below the abscissa of the law (a lognormal law has one > 0 only with a timeout)");
  CHECK(refusal([] { (void)mgf(law(deterministic_service<>{1}), 1000); }) == "mgf: theta = 1000, but the moment there is too large");
  CHECK(refusal([] { (void)moment(law(exponential_service<>{2}), 9); }) == "moment: k = 9, but must be in [0, 8]");
  CHECK(refusal([] { (void)service_tail(law(exponential_service<>{2}), -1); }) == "service_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)laplace(law(exponential_service<>{2}), {-1, 0}); }) == "laplace: Re s = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)lognormal_from_percentiles(2.0, 2.0); }) ==
        "lognormal_from_percentiles: p99 = 2, but must be > median");
}

TEST_CASE("float and long double stay what they are") {
  service_law<float> const f = gamma_service<float>{3, 0.25f};
  CHECK(std::is_same_v<decltype(moment(f, 2)), float>);
  CHECK(double(moment(f, 2)) == rel(11.25, 1e-6));
  CHECK(double(service_tail(f, 4)) == rel(service_tail(law(gamma_service<>{3, 0.25}), 4), 1e-5));
  service_law<long double> const x = lognormal_service<long double>{3, 2, 50};
  CHECK(static_cast<double>(mgf(x, 0.1L)) == rel(mgf(law(lognormal_service<>{3, 2, 50}), 0.1), 1e-13));
  CHECK(std::abs(static_cast<double>(laplace(x, {0.1L, 2}).real()) - laplace(law(lognormal_service<>{3, 2, 50}), {0.1, 2}).real()) < 1e-13);
}

TEST_CASE("the tail of a nearly fixed gamma law has no argument at which it fails") {
  for (double const scv : {1e-6, 1e-4, 9e-4, 1e-3, 0.02, 0.1, 1e3, 1e6}) {
    double before = 1;
    for (double t = 1e-25; t < 1e25; t *= 7) {
      double const tail = service_tail(law(gamma_service<>{1, scv}), t);
      CHECK(tail <= before * (1 + 1e-9));
      CHECK(tail >= 0);
      before = tail;
    }
    CHECK(service_tail(law(gamma_service<>{1, scv}), 1e-30) <= 1);
  }
}
