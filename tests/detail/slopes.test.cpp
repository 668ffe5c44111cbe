// SPDX-License-Identifier: MIT
#include <ullage/detail/slopes.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <optional>
#include <stdexcept>

using namespace ullage;
using ullage::test::rel;

namespace {

template <class F> input_slope<double> seen(double at, double derivative, F const& f, bool below = true, bool above = true) {
  input_slope<double> s{.input = "x", .at = at, .derivative = derivative, .defined = true};
  detail::look_at_sides(s, f(at), [&](double step) { return f(at + step); }, below, above);
  return s;
}

} // namespace

TEST_CASE("a slope that both sides agree with stays as it is") {
  auto const s = seen(2, 12, [](double x) { return x * x * x; });
  CHECK(s.defined);
  CHECK(s.derivative == 12);
  CHECK(s.reason.empty());
}

TEST_CASE("a kink, a jump, a wrong branch and an infinite neighbour are told apart") {
  auto const kink = seen(1, 2, [](double x) { return x < 1 ? x : 2 * x - 1; });
  CHECK_FALSE(kink.defined);
  CHECK(kink.reason.starts_with("kink: slope "));
  CHECK(std::isnan(kink.derivative));
  CHECK(seen(1, 0, [](double x) { return x < 1 ? 0.0 : 1.0; }).reason == "the measure jumps at this value");
  CHECK(seen(1, 0, [](double x) { return 3 * x; }).reason.starts_with("the slope 0 of the branch differs from the difference quotient "));
  CHECK(seen(1, 1, [](double x) { return x > 1 ? infinity_v<double> : x; }).reason == "the measure is infinite next to this value");
}

TEST_CASE("at an edge one side counts; a branch that is switched off there gets its slope from it") {
  auto const square = [](double x) { return 1 + 3 * x + x * x; };
  CHECK(seen(0, 3, square, false).reason == "one-sided, from above");
  auto const off = seen(0, 0, square, false);
  CHECK(off.derivative == rel(3, 1e-10));
  CHECK(off.reason == "one-sided, from above, by differences");
  CHECK(seen(1, 5, square, true, false).reason == "one-sided, from below");
  CHECK(seen(0, 0, [](double x) { return x > 0 ? 1.0 : 0.0; }, false).reason == "the measure jumps at this value");
}

TEST_CASE("a whole number has a slope where one more and one less go its way") {
  auto const by_steps = [](double derivative, auto const& f) {
    input_slope<double> s{.input = "n", .at = 10, .derivative = derivative, .defined = true};
    detail::look_at_steps(s, f(10), [&](int by) { return std::optional<double>(f(10 + by)); });
    return s;
  };
  CHECK(by_steps(-1, [](double n) { return 100 / n; }).reason == "continuous relaxation: this is a whole number");
  CHECK(by_steps(0, [](double) { return 4.0; }).defined);
  auto const jumps = by_steps(0.5, [](double n) { return n > 10 ? 7.0 : n < 10 ? 9.5 : 10.0; });
  CHECK_FALSE(jumps.defined);
  CHECK(jumps.reason == "a whole number that acts in jumps: one less makes it 9.5, one more makes it 7");
}

TEST_CASE("central differences at three distances are of sixth order") {
  CHECK(detail::central_slope([](double h) { return std::exp(1 + h); }, 1.0) == rel(std::exp(1), 1e-12));
}
