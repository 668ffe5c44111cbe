// SPDX-License-Identifier: MIT
#include <ullage/detail/samplers.hpp>

#include <support/approx.hpp>
#include <support/fit.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using namespace ullage::test;

namespace {

std::vector<double> draws(service_sampler const& sampler, std::size_t n, std::uint64_t seed = 1) {
  random_source r(seed, 0, 0);
  std::vector<double> out(n);
  for (auto& x : out) { x = sampler(r); }
  return out;
}
double phi(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

} // namespace

TEST_CASE("an alias table chooses by weight, never a weight of 0") {
  std::vector<double> const weights{5, 0, 1, 1e-9, 30, 2, 0};
  alias_table const table(weights);
  random_source r(1, 0, 0);
  std::vector<double> seen(7, 0);
  for (int i = 0; i < 380000; ++i) { seen[table(r)] += 1; }
  CHECK(seen[1] == 0);
  CHECK(seen[6] == 0);
  std::vector<double> expected;
  for (double const w : weights) { expected.push_back(w * 10000); }
  CHECK(chi_square(seen, expected) < chi_limit);
  alias_table const one(std::vector<double>{3});
  CHECK(one(r) == 0);
  std::vector<double> many(100000);
  for (std::size_t i = 0; i < many.size(); ++i) { many[i] = i % 3 == 0 ? 0 : std::pow(static_cast<double>(i), -1.2); }
  alias_table const zipf(many);
  double top = 0;
  double sum = 0;
  for (double const w : many) { sum += w; }
  for (int i = 0; i < 300000; ++i) {
    auto const k = zipf(r);
    REQUIRE(k % 3 != 0);
    top += k == 1 ? 1 : 0;
  }
  double const p = 1 / sum;
  CHECK(std::fabs(top - 300000 * p) < 3.9 * std::sqrt(300000 * p * (1 - p)));
}

TEST_CASE("constant services are the mean, without a random number") {
  random_source a(1, 0, 0);
  random_source const b(1, 0, 0);
  for (auto const& s : {service_sampler(), service_sampler(0), service_sampler(deterministic_service<double>{.mean = 7})}) {
    CHECK(s.constant());
    CHECK(s(a) == 1);
  }
  CHECK(a == b);
  CHECK_FALSE(service_sampler(0.5).constant());
}

TEST_CASE("service times follow their law, scaled to the mean 1") {
  std::size_t const n = 100000;
  CHECK(kolmogorov(draws(service_sampler(exponential_service<double>{.mean = 40}), n), [](double t) { return -std::expm1(-t); }) < ks_limit);
  CHECK(kolmogorov(draws(service_sampler(1), n), [](double t) { return -std::expm1(-t); }) < ks_limit);
  CHECK(kolmogorov(draws(service_sampler(0.5), n), [](double t) { return 1 - (1 + 2 * t) * std::exp(-2 * t); }) < ks_limit);
  CHECK(kolmogorov(draws(service_sampler(gamma_service<double>{.mean = 0.01, .scv = 2}), n),
                   [](double t) { return std::erf(std::sqrt(t / 2)); }) < ks_limit);
  double const variance = std::log(1 + 3.0);
  CHECK(kolmogorov(draws(service_sampler(lognormal_service<double>{.mean = 5, .scv = 3}), n), [&](double t) {
          return phi((std::log(t) + variance / 2) / std::sqrt(variance));
        }) < ks_limit);
  CHECK(kolmogorov(draws(service_sampler(hyperexponential_service<double>{.probabilities = {0.9, 0.1}, .means = {1, 11}}), n),
                   [](double t) { return 1 - 0.9 * std::exp(-2 * t) - 0.1 * std::exp(-t * 2 / 11); }) < ks_limit);
}

TEST_CASE("a timeout ends services: its weight, and the mean 1 after the cut") {
  auto const law = lognormal_service<double>{.mean = 2, .scv = 4, .timeout = 6};
  auto const x = draws(service_sampler(law), 400000);
  double cap = 0;
  double sum = 0;
  for (double const t : x) {
    cap = t > cap ? t : cap;
    sum += t;
  }
  double at_cap = 0;
  for (double const t : x) { at_cap += t == cap ? 1 : 0; }
  double const sigma = std::sqrt(std::log(5.0));
  double const p = 1 - phi((std::log(3.0) + sigma * sigma / 2) / sigma);
  CHECK(std::fabs(at_cap - 400000 * p) < 3.9 * std::sqrt(400000 * p));
  CHECK(sum / 400000 == rel(1, 0.006));
  CHECK(cap == rel(6 / (2 * phi((std::log(3.0) - sigma * sigma / 2) / sigma) + 6 * p), 1e-12));
}

TEST_CASE("discrete, empirical and mixed laws: values, weights, mean 1") {
  auto const d = draws(service_sampler(discrete_service<double>{.values = {1, 0, 7}, .probabilities = {0.5, 0.25, 0.25}}), 100000);
  std::vector<double> seen(3, 0);
  for (double const t : d) { seen[t == 0 ? 1 : t < 1 ? 0 : 2] += 1; }
  CHECK(chi_square(seen, {50000, 25000, 25000}) < chi_limit);
  for (double const t : d) { REQUIRE((t == 0 || t == 1 / 2.25 || t == rel(7 / 2.25, 1e-15))); }
  auto const e = draws(service_sampler(empirical_service<double>{.samples = {1, 2, 3, 6}}), 40000);
  std::vector<double> count(4, 0);
  for (double const t : e) { count[t < 0.5 ? 0 : t < 0.9 ? 1 : t < 1.5 ? 2 : 3] += 1; }
  CHECK(chi_square(count, std::vector<double>(4, 10000)) < chi_limit);
  mixture_service<double> mix;
  mix.probabilities = {0.3, 0.7};
  mix.laws = {deterministic_service<double>{.mean = 1}, exponential_service<double>{.mean = 3}};
  double sum = 0;
  double at = 0;
  for (double const t : draws(service_sampler(mix), 200000)) {
    sum += t;
    at += t == rel(1 / 2.4, 1e-15) ? 1 : 0;
  }
  CHECK(sum / 200000 == rel(1, 0.01));
  CHECK(std::fabs(at - 60000) < 3.9 * std::sqrt(200000 * 0.21));
}

TEST_CASE("what is no law is refused by name") {
  CHECK(refusal([] { service_sampler(-1.0); }) == "service_sampler: scv = -1, but must be 0 or in [1e-12, 1e6]");
  CHECK(refusal([] { service_sampler(std::nan("")); }) == "service_sampler: scv = nan, but must be 0 or in [1e-12, 1e6]");
  CHECK(refusal([] { service_sampler(gamma_service<double>{.mean = 1}); }) == "gamma_service: scv = nan, but must be in [1e-6, 1e6]");
}
