// SPDX-License-Identifier: MIT
#include <ullage/queue/ph_fit.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <random>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

TEST_CASE("two moments come back over the whole range of the scv") {
  for (double const v : {0.02, 0.0201, 0.021, 0.1, 0.3333, 1.0 / 3, 0.4, 0.5, 0.75, 0.99, 1 - 1e-9, 1.0, 1 + 1e-9, 1.5, 4.0, 100.0, 1e6}) {
    auto const law = fit_ph(2.5, v);
    CHECK(mean(law) == rel(2.5, 1e-13));
    CHECK(scv(law) == rel(v, 1e-12));
    CHECK(law.initial.size() == (v < 1 ? static_cast<std::size_t>(std::ceil((1 - 4e-15) / v)) : 2U));
  }
}

TEST_CASE("scv 1 / k is Erlang k") {
  for (int const k : {1, 2, 3, 10, 50}) {
    auto const law = k == 1 ? fit_ph(1, 1) : fit_ph(1.0, 1.0 / k);
    auto const erlang = erlang_ph(1.0, k);
    for (double const t : {0.1, 1.0, 3.0}) { CHECK(tail(law, t) == rel(tail(erlang, t), 1e-10)); }
  }
}

TEST_CASE("balanced means: both phases carry half of the mean") {
  auto const law = fit_ph(3.0, 9.0);
  CHECK(law.initial[0] / -law.subgenerator[0] == rel(1.5, 1e-14));
  CHECK(law.initial[1] / -law.subgenerator[3] == rel(1.5, 1e-14));
}

TEST_CASE("three moments come back, with at most the phases that the law had") {
  std::mt19937_64 engine(7);
  std::uniform_real_distribution<double> share(0, 1);
  for (int i = 0; i < 2000; ++i) {
    auto const n = 2 + static_cast<std::size_t>(5 * share(engine));
    std::vector<double> means(n);
    std::vector<double> proceed(n - 1);
    for (auto& x : means) { x = std::pow(10, 2 * share(engine) - 1); }
    for (auto& x : proceed) { x = share(engine); }
    auto const law = coxian_ph(means, proceed);
    auto const fit = fit_ph3<double>({.mean = mean(law), .scv = scv(law), .normalized_third = normalized_third(law)});
    REQUIRE(mean(fit) == rel(mean(law), 1e-11));
    REQUIRE(moment(fit, 2) == rel(moment(law, 2), 1e-10));
    REQUIRE(moment(fit, 3) == rel(moment(law, 3), 1e-9));
    REQUIRE(fit.initial.size() <= n);
  }
}

TEST_CASE("moments of known laws: exponential, Erlang, two phases") {
  auto const one = fit_ph3<double>({.mean = 2, .scv = 1, .normalized_third = 3});
  CHECK(one == exponential_ph(2.0));
  for (int const k : {2, 3, 8, 30}) {
    auto const law = fit_ph3<double>({.mean = 1, .scv = 1.0 / k, .normalized_third = (k + 2.0) / k});
    CHECK(law.initial.size() == static_cast<std::size_t>(k));
    CHECK(normalized_third(law) == rel((k + 2.0) / k, 1e-9));
  }
  auto const h2 = hyperexponential_ph<double>({0.9, 0.1}, {1, 20});
  auto const law = fit_ph3<double>({.mean = mean(h2), .scv = scv(h2), .normalized_third = normalized_third(h2)});
  CHECK(law.initial.size() == 2);
  for (double const t : {0.1, 1.0, 10.0, 100.0}) { CHECK(tail(law, t) == rel(tail(h2, t), 1e-8)); }
}

TEST_CASE("the law exists just inside the bounds of the third moment and not outside") {
  for (int const k : {2, 3, 10, 50}) {
    double const n = k;
    for (double const m2 : {(n + 1) / n + 0.3 / (n * n), 1.6 + 0.5 / n, 2.1, 3.0, 10.0}) {
      double const low = detail::smallest_third<double>(m2, n);
      bool const bounded = m2 <= n / (n - 1);
      double const high = bounded ? detail::largest_third<double>(m2, n) : low * 4;
      auto const exists = [&](double third) {
        return detail::optional_erlang<double>(m2, third * m2, n).has_value() ||
               detail::optional_exponential<double>(m2, third * m2, n).has_value();
      };
      double const width = (high - low) * 1e-4;
      CHECK(exists(low + width));
      CHECK(exists((low + high) / 2));
      CHECK_FALSE(exists(low - width));
      CHECK(exists(high - width));
      if (bounded) { CHECK_FALSE(exists(high + width)); }
    }
  }
}

TEST_CASE("moments that no law has, or none with 50 phases, are refused with the bound") {
  CHECK(refusal([] { (void)fit_ph(1.0, 0.01); }) == "fit_ph: scv = 0.01, but must be >= 0.02 (50 phases); gg1 takes smaller ones");
  CHECK(refusal([] { (void)fit_ph(0, 1); }) == "fit_ph: mean = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)fit_ph(1, -1); }) == "fit_ph: scv = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)fit_ph3<double>({.mean = 1, .scv = 1, .normalized_third = 2}); }) ==
        "fit_ph3: normalized_third = 2, but must be > 2.04 (scv = 1, 50 phases)");
  CHECK(refusal([] { (void)fit_ph3<double>({.mean = 1, .scv = 0.0202, .normalized_third = 2}); })
            .starts_with("fit_ph3: normalized_third = 2, but must be > 1.04"));
  CHECK(refusal([] { (void)fit_ph3<double>({.mean = 1, .scv = 0.01, .normalized_third = 1.1}); }) ==
        "fit_ph3: scv = 0.01, but must be >= 0.02 (50 phases); gg1 takes smaller ones");
  CHECK(refusal([] { (void)fit_ph3<double>({.mean = 1, .scv = 1}); }) ==
        "fit_ph3: normalized_third = nan, but is required and must be a finite number > 0");
}

TEST_CASE("float and long double stay what they are") {
  CHECK(std::is_same_v<decltype(fit_ph(1.0f, 2.0f)), phase_type<float>>);
  CHECK(double(scv(fit_ph(1.0f, 2.0f))) == rel(2, 1e-5));
  CHECK(double(scv(fit_ph(1.0L, 0.3L))) == rel(0.3, 1e-14));
  CHECK(double(normalized_third(fit_ph3<float>({.mean = 1, .scv = 2, .normalized_third = 6}))) == rel(6, 1e-5));
}

TEST_CASE("a third moment whose part has a weight without digits is refused for that, not for a bound") {
  CHECK(refusal([] { (void)fit_ph3<double>({.mean = 1, .scv = 0.02041, .normalized_third = 1e8}); }) ==
        "fit_ph3: normalized_third = 1e+08, but is too large beside a scv this close to 1/49: the part of the law that makes it has a "
        "weight without digits (scv = 0.02041, 50 phases)");
}
