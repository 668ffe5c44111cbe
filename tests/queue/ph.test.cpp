// SPDX-License-Identifier: MIT
#include <ullage/queue/ph.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const not_a_number = std::numeric_limits<double>::quiet_NaN();
} // namespace

TEST_CASE("the exponential law: moments k!, tail and transform") {
  auto const law = exponential_ph(0.25);
  CHECK(mean(law) == rel(0.25, 1e-15));
  CHECK(scv(law) == rel(1, 1e-14));
  CHECK(normalized_third(law) == rel(3, 1e-14));
  CHECK(moment(law, 0) == 1);
  CHECK(moment(law, 5) == rel(120 * std::pow(0.25, 5), 1e-14));
  CHECK(tail(law, 3) == rel(std::exp(-12.0), 1e-12));
  CHECK(laplace(law, 6) == rel(0.4, 1e-14));
}

TEST_CASE("Erlang k: scv 1 / k, third moment (k + 2) / k, tail by its Poisson sum") {
  for (int const k : {1, 2, 7, 50, 200}) {
    auto const law = erlang_ph(3, k);
    CHECK(mean(law) == rel(3, 1e-13));
    CHECK(scv(law) == rel(1.0 / k, 1e-11));
    CHECK(normalized_third(law) == rel((k + 2.0) / k, 1e-12));
    CHECK(laplace(law, 2) == rel(std::pow(1 + 6.0 / k, -k), 1e-13));
    double const x = k * 5.0 / 3;
    double term = std::exp(-x);
    double sum = 0;
    for (int i = 0; i < k; ++i) {
      sum += term;
      term *= x / (i + 1);
    }
    CHECK(tail(law, 5) == rel(sum, 1e-12));
  }
}

TEST_CASE("a tail of 1e-250 keeps its digits") {
  auto const law = erlang_ph(1.0, 2);
  double const t = 290;
  CHECK(tail(law, t) == rel(std::exp(-2 * t) * (1 + 2 * t), 1e-11));
  CHECK(tail(law, 1e30) == 0);
  CHECK(tail(law, 0) == 1);
}

TEST_CASE("a mixture of exponential laws") {
  auto const law = hyperexponential_ph<double>({0.3, 0.7}, {2, 5});
  CHECK(mean(law) == rel(0.6 + 3.5, 1e-15));
  CHECK(moment(law, 2) == rel(2 * (0.3 * 4 + 0.7 * 25), 1e-14));
  CHECK(tail(law, 4) == rel(0.3 * std::exp(-2.0) + 0.7 * std::exp(-0.8), 1e-13));
  CHECK(laplace(law, 1) == rel(0.3 / 3 + 0.7 / 6, 1e-14));
}

TEST_CASE("a Coxian law: one phase, or two in a row") {
  auto const law = coxian_ph<double>({2, 5}, {0.25});
  CHECK(mean(law) == rel(2 + 0.25 * 5, 1e-15));
  CHECK(moment(law, 2) == rel(2 * 4.0 + 0.25 * (2 * 2 * 5 + 2 * 25.0), 1e-14));
  CHECK(coxian_ph<double>({2.0, 5.0}, {0}) != law);
  CHECK(scv(coxian_ph<double>({2, 5}, {0})) == rel(1, 1e-14));
}

TEST_CASE("what is missing in the initial probabilities is a time of 0") {
  auto const law = phase_type<>{.initial = {0.75}, .subgenerator = {-2}};
  CHECK(mean(law) == rel(0.375, 1e-15));
  CHECK(tail(law, 0) == rel(0.75, 1e-15));
  CHECK(laplace(law, 2) == rel(0.75 * 0.5 + 0.25, 1e-15));
}

TEST_CASE("the integral of the tail is the mean, and the transform is that of the tail") {
  auto const law = coxian_ph<double>({0.3, 1, 0.2}, {0.8, 0.5});
  double sum = 0;
  double lifted = 0;
  double const h = 0.002;
  for (int i = 0; i < 10000; ++i) {
    double const t = h * (i + 0.5);
    double const x = h * tail(law, t);
    sum += x;
    lifted += x * std::exp(-t);
  }
  CHECK(sum == rel(mean(law), 1e-5));
  CHECK(1 - lifted == rel(laplace(law, 1), 1e-5));
}

TEST_CASE("a change of the time unit and an order of the phases change nothing") {
  auto const law = coxian_ph<double>({2, 5}, {0.25});
  auto const minutes = coxian_ph<double>({2.0 / 60, 5.0 / 60}, {0.25});
  CHECK(mean(minutes) * 60 == rel(mean(law), 1e-14));
  CHECK(scv(minutes) == rel(scv(law), 1e-13));
  CHECK(tail(minutes, 0.1) == rel(tail(law, 6), 1e-13));
  auto const turned = phase_type<>{.initial = {0, 1}, .subgenerator = {-0.2, 0, 0.125, -0.5}};
  CHECK(tail(turned, 6) == rel(tail(law, 6), 1e-13));
  CHECK(moment(turned, 3) == rel(moment(law, 3), 1e-13));
}

TEST_CASE("a phase that is left at a rate of 1e-25 beside fast ones") {
  auto const law = phase_type<>{.initial = {1, 0}, .subgenerator = {-1, 1, 0, -1e-25}};
  CHECK(mean(law) == rel(1e25, 1e-14));
  CHECK(tail(law, 1e24) == rel(std::exp(-0.1), 1e-12));
}

TEST_CASE("a law that is none is refused by field and rule") {
  auto const said = [](phase_type<> const& law) { return refusal([&] { validate(law); }); };
  CHECK(said({}) == "phase_type: initial.size = 0, but must be in [1, 200]");
  CHECK(said({.initial = {1}, .subgenerator = {-1, 2}}) ==
        "phase_type: subgenerator.size = 2, but must be the square of initial.size");
  CHECK(said({.initial = {-0.5}, .subgenerator = {-1}}) == "phase_type: initial[0] = -0.5, but must be 0 or in [1e-30, 1]");
  CHECK(said({.initial = {0}, .subgenerator = {-1}}) == "phase_type: sum of initial = 0, but must be in (0, 1]");
  CHECK(said({.initial = {0.7, 0.7}, .subgenerator = {-1, 0, 0, -1}}) ==
        "phase_type: sum of initial = 1.4, but must be in (0, 1]");
  CHECK(said({.initial = {1}, .subgenerator = {1}}) ==
        "phase_type: subgenerator[0] = 1, but must be < 0 on the diagonal, of a size between 1e-30 and 1e30");
  CHECK(said({.initial = {1}, .subgenerator = {not_a_number}}) ==
        "phase_type: subgenerator[0] = nan, but must be < 0 on the diagonal, of a size between 1e-30 and 1e30");
  CHECK(said({.initial = {1, 0}, .subgenerator = {-1, -1, 0, -1}}) ==
        "phase_type: subgenerator[1] = -1, but must be 0 or in [1e-30, 1e30] off the diagonal");
  CHECK(said({.initial = {1, 0}, .subgenerator = {-1, 2, 0, -1}}) ==
        "phase_type: row sum of subgenerator[0] = 1, but must be <= 0");
  CHECK(said({.initial = {1, 0}, .subgenerator = {-1, 1, 1, -1}}) ==
        "phase_type: row sum of subgenerator[0] = 0, but must be < 0 in a phase that can be reached from this one, or it "
        "is never left");
}

TEST_CASE("arguments of functions and makers are refused") {
  auto const law = exponential_ph(1);
  CHECK(refusal([&] { (void)moment(law, 6); }) == "moment: k = 6, but must be in [0, 5]");
  CHECK(refusal([&] { (void)tail(law, -1); }) == "tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([&] { (void)laplace(law, -1); }) == "laplace: s = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)exponential_ph(0); }) == "exponential_ph: mean = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)erlang_ph(1, 0); }) == "erlang_ph: k = 0, but must be in [1, 200]");
  CHECK(refusal([] { (void)erlang_ph(1, 201); }) == "erlang_ph: k = 201, but must be in [1, 200]");
  CHECK(refusal([] { (void)hyperexponential_ph<double>({1}, {1, 2}); }) ==
        "hyperexponential_ph: probabilities.size = 1, but must be the size of means");
  CHECK(refusal([] { (void)coxian_ph<double>({1, 2}, {}); }) ==
        "coxian_ph: proceed.size = 0, but must be one less than the size of means");
  CHECK(refusal([] { (void)coxian_ph<double>({1, 2}, {1.5}); }) == "coxian_ph: proceed[0] = 1.5, but must be in [0, 1]");
}

TEST_CASE("float and long double stay what they are") {
  auto const f = erlang_ph(1.0f, 2);
  CHECK(std::is_same_v<decltype(mean(f)), float>);
  CHECK(double(mean(f)) == rel(1, 1e-6));
  CHECK(double(tail(f, 3)) == rel(std::exp(-6.0) * 7, 1e-6));
  auto const l = erlang_ph(1.0L, 2);
  CHECK(std::is_same_v<decltype(tail(l, 1)), long double>);
  CHECK(double(tail(l, 3)) == rel(std::exp(-6.0) * 7, 1e-14));
}
