// SPDX-License-Identifier: MIT
#include <ullage/service_law.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

std::string refused(service_law<> const& law) {
  return refusal([&] { validate(law); });
}
double total(service_law<> const& law) {
  double sum = 0;
  detail::for_each_part(law, [&](double p, auto const&) { sum += p; });
  return sum;
}

} // namespace

TEST_CASE("every law converts to a service_law and back, and compares by value") {
  service_law<> const law = gamma_service<>{2, 0.5};
  CHECK(std::get<gamma_service<>>(law.value) == gamma_service<>{2, 0.5});
  CHECK(law == service_law<>(gamma_service<>{2, 0.5}));
  CHECK_FALSE(law == service_law<>(gamma_service<>{2, 1}));
  CHECK_FALSE(law == service_law<>(exponential_service<>{2}));
  CHECK_FALSE(std::is_convertible_v<double, service_law<>>);
}

TEST_CASE("every law has its own name") {
  CHECK(std::string(detail::law_name(service_law<>(deterministic_service<>{1}))) == "deterministic_service");
  CHECK(std::string(detail::law_name(service_law<>(lognormal_service<>{1, 1}))) == "lognormal_service");
  CHECK(std::string(detail::law_name(service_law<>(empirical_service<>{{1}}))) == "empirical_service");
}

TEST_CASE("the parts of a mixture have the total probability 1") {
  CHECK(total(deterministic_service<>{1}) == 1);
  CHECK(total(hyperexponential_service<>{{0.25, 0.75}, {1, 2}}) == rel(1, 1e-15));
  CHECK(total(discrete_service<>{{1, 2, 3}, {0.2, 0.3, 0.5}}) == rel(1, 1e-15));
  CHECK(total(empirical_service<>{{1, 2, 2, 7}}) == 1);
  CHECK(total(mixture_service<>{{0.1, 0.9}, {deterministic_service<>{1}, exponential_service<>{2}}}) == rel(1, 1e-15));
  // what is off by rounding is shared out
  CHECK(total(discrete_service<>{{1, 2}, {0.3, 0.7 + 5e-10}}) == rel(1, 1e-15));
}

TEST_CASE("the parameters of a lognormal law give back its mean and its scv") {
  lognormal_service<> const law{3, 0.35, 12};
  auto const p = detail::parameters(law);
  CHECK(std::exp(p.mu + p.sigma * p.sigma / 2) == rel(3, 1e-15));
  CHECK(std::expm1(p.sigma * p.sigma) == rel(0.35, 1e-15));
  CHECK(p.mu + p.sigma * p.cut == rel(std::log(12.0), 1e-15));
  CHECK(detail::parameters(lognormal_service<>{3, 0.35}).cut == std::numeric_limits<double>::infinity());
}

TEST_CASE("a law with a field out of range is refused by name") {
  CHECK(refused({}) == "deterministic_service: mean = nan, but is required and must be a finite number > 0");
  CHECK(refused(exponential_service<>{0}) == "exponential_service: mean = 0, but must be finite and > 0");
  CHECK(refused(gamma_service<>{1, 1e7}) == "gamma_service: scv = 1e+07, but must be in [1e-6, 1e6]");
  CHECK(refused(lognormal_service<>{1, 1, 0}) == "lognormal_service: timeout = 0, but must be > 0 (infinity: no limit)");
  CHECK(refused(hyperexponential_service<>{{0.5, 0.4}, {1, 2}}) ==
        "hyperexponential_service: sum of probabilities = 0.9, but must be 1");
  CHECK(refused(hyperexponential_service<>{{1}, {1, 2}}) ==
        "hyperexponential_service: means.size() = 2, but must be as many as the probabilities");
  CHECK(refused(discrete_service<>{{0, 1}, {1, 0}}) ==
        "discrete_service: largest value with a probability > 0 = 0, but must be > 0");
  CHECK(refused(discrete_service<>{{-1, 1}, {0.5, 0.5}}) == "discrete_service: values[0] = -1, but must be finite and >= 0");
  CHECK(refused(empirical_service<>{{}}) == "empirical_service: samples.size() = 0, but must be > 0");
  CHECK(refused(empirical_service<>{{0, 0}}) == "empirical_service: samples = 0, but must not all be 0");
  CHECK(refused(mixture_service<>{{1}, {gamma_service<>{1, 0}}}) == "gamma_service: scv = 0, but must be in [1e-6, 1e6]");
}

TEST_CASE("float sums may be off by more") {
  CHECK_NOTHROW(validate(service_law<float>(discrete_service<float>{{1, 2}, {0.3F, 0.700003F}})));
  CHECK_THROWS(validate(service_law<float>(discrete_service<float>{{1, 2}, {0.3F, 0.71F}})));
}
