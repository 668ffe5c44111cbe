// SPDX-License-Identifier: MIT
#include <ullage/piecewise.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
double const none = std::numeric_limits<double>::infinity();
double const not_a_number = std::numeric_limits<double>::quiet_NaN();

piecewise<> curve(std::vector<rate_piece<double>> pieces) { return piecewise<>(std::move(pieces)); }

/// Nothing, then 4/s for 10 s, 5 at once at 12 s with a rate that falls from 6 to 0 in 6 s, a burst of 3 at 20 s.
piecewise<> example() {
  return curve({{.start = 2, .rate = 4},
                      {.start = 12, .rate = 6, .slope = -1, .burst = 5},
                      {.start = 18},
                      {.start = 20, .burst = 3}});
}
} // namespace

TEST_CASE("a quadratic is its value, its rate and half its slope times the square") {
  quadratic<double> const q{1, 2, 3};
  CHECK(evaluate(q, 0.0) == 1);
  CHECK(evaluate(q, 2.0) == rel(1 + 4 + 6, 1e-15));
  CHECK(integral(q, 2.0) == rel(2 + 4 + 4, 1e-15));
}

TEST_CASE("the first zero is the smallest positive root") {
  CHECK(first_zero(quadratic<double>{6, -5, 2}) == rel(2, 1e-15)); // (x - 2)(x - 3)
  CHECK(first_zero(quadratic<double>{-6, 5, -2}) == rel(2, 1e-15));
  CHECK(first_zero(quadratic<double>{4, -2, 0}) == 2);
  CHECK(first_zero(quadratic<double>{-4, 2, 0}) == 2);
  CHECK(first_zero(quadratic<double>{4, 2, 0}) == none);
  CHECK(first_zero(quadratic<double>{4, 0, 0}) == none);
  CHECK(first_zero(quadratic<double>{1, 1, 1}) == none);
  CHECK(first_zero(quadratic<double>{1, 5, 2}) == none); // both roots are negative
  CHECK(first_zero(quadratic<double>{-8, 0, 4}) == rel(2, 1e-15));
  CHECK(first_zero(quadratic<double>{1, -2, 2}) == rel(1, 1e-15)); // touches
}

TEST_CASE("a quadratic that starts at zero has its other root as first zero") {
  CHECK(first_zero(quadratic<double>{0, -3, 2}) == rel(3, 1e-15));
  CHECK(first_zero(quadratic<double>{0, 3, 2}) == none);
  CHECK(first_zero(quadratic<double>{0, -3, 0}) == none);
}

TEST_CASE("roots of very different size keep their digits") {
  // x^2 - 1e8 x + 1: the small root is 1e-8 to 1e-16, which -b - sqrt(b^2 - 4ac) loses.
  CHECK(first_zero(quadratic<double>{1, -1e8, 2}) == rel(1.0000000000000001e-8, 1e-15));
  CHECK(first_zero(quadratic<double>{-1, 1e8, 2}) == rel(9.9999999999999990e-9, 1e-15));
}

TEST_CASE("a found zero is one, and nothing before it is") {
  std::mt19937_64 engine(7);
  auto const draw = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53 * 20 - 10; };
  int found = 0;
  for (int i = 0; i < 2000; ++i) {
    quadratic<double> const q{draw(), draw(), draw()};
    double const x = first_zero(q);
    bool const above = q.value > 0;
    double const until = std::isfinite(x) ? x * (1 - 1e-9) : 1e3;
    for (int k = 0; k <= 40; ++k) { CHECK((evaluate(q, until * k / 40) > 0) == above); }
    if (!std::isfinite(x)) { continue; }
    ++found;
    CHECK(std::abs(evaluate(q, x)) < 1e-12 * (std::abs(q.value) + std::abs(q.rate * x) + std::abs(q.slope * x * x)));
  }
  CHECK(found > 500);
}

TEST_CASE("a quadratic leaves a band at the first of its two borders") {
  CHECK(first_exit(quadratic<double>{5, 1, 0}, 0.0, 10.0) == 5);
  CHECK(first_exit(quadratic<double>{5, -1, 0}, 0.0, 10.0) == 5);
  CHECK(first_exit(quadratic<double>{5, 0, 0}, 0.0, 10.0) == none);
  CHECK(first_exit(quadratic<double>{5, -1, 0}, -none, 10.0) == none);
  CHECK(first_exit(quadratic<double>{5, 1, 0}, 0.0, none) == none);
  CHECK(first_exit(quadratic<double>{11, -1, 0}, 0.0, 10.0) == 0);
  CHECK(first_exit(quadratic<double>{10, 1, 0}, 0.0, 10.0) == 0);
  CHECK(first_exit(quadratic<double>{5, 2, -1}, 0.0, 10.0) == rel(2 + std::sqrt(14.0), 1e-15)); // up to 7, then down
}

TEST_CASE("the time to accumulate undoes the accumulation") {
  CHECK(time_to_accumulate(10.0, 2.0, 0.0) == 5);
  CHECK(time_to_accumulate(0.0, 0.0, 0.0) == 0);
  CHECK(time_to_accumulate(1.0, 0.0, 0.0) == none);
  CHECK(time_to_accumulate(8.0, 0.0, 4.0) == 2);
  CHECK(time_to_accumulate(8.0, 8.0, -4.0) == 2); // all that the falling rate yields
  for (double const slope : {-0.3, -1e-9, 0.0, 1e-9, 0.7}) {
    double const t = time_to_accumulate(7.0, 3.0, slope);
    CHECK(3 * t + slope * t * t / 2 == rel(7, 1e-14));
  }
}

TEST_CASE("value, rate and inverse of a curve with jumps, gaps and a falling rate") {
  auto const c = example();
  CHECK(c.value(0) == 0);
  CHECK(c.value(2) == 0);
  CHECK(c.value(7) == 20);
  CHECK(c.value(12) == 45); // the burst at 12 included
  CHECK(c.value(14) == rel(45 + 12 - 2, 1e-15));
  CHECK(c.value(18) == rel(63, 1e-15));
  CHECK(c.value(19.9) == rel(63, 1e-15));
  CHECK(c.value(20) == rel(66, 1e-15));
  CHECK(c.rate(1) == 0);
  CHECK(c.rate(2) == 4);
  CHECK(c.rate(12) == 6);
  CHECK(c.rate(15) == 3);
  CHECK(c.rate(100) == 0);
  CHECK(c.max_rate() == 6);
  CHECK(c.total() == rel(66, 1e-15));
  CHECK(c.inverse(0) == 2);
  CHECK(c.inverse(20) == 7);
  CHECK(c.inverse(40) == 12);
  CHECK(c.inverse(44) == 12); // within the burst
  CHECK(c.inverse(55) == rel(14, 1e-14));
  CHECK(c.inverse(63) == 20); // on the flat part its end
  CHECK(c.inverse(65) == 20);
  CHECK(c.inverse(66) == none);
  CHECK(c.inverse(1e9) == none);
}

TEST_CASE("the inverse undoes the value wherever the curve rises") {
  auto const c = example();
  for (double t = 2.0; t < 18; t += 0.125) {
    if (t > 11.9 && t < 12.1) { continue; }
    CHECK(c.inverse(c.value(t)) == rel(t, 1e-12));
  }
}

TEST_CASE("the curve without pieces stays at zero for ever") {
  piecewise<> const c;
  CHECK(c.value(5) == 0);
  CHECK(c.rate(5) == 0);
  CHECK(c.total() == 0);
  CHECK(c.max_rate() == 0);
  CHECK(c.inverse(0) == none);
}

TEST_CASE("a curve that never ends has an infinite total") {
  CHECK(curve({{.start = 0, .rate = 1}}).total() == none);
  CHECK(curve({{.start = 0, .rate = 1}}).inverse(1e6) == rel(1e6, 1e-15));
}

TEST_CASE("a change of the time unit changes times and rates, not amounts") {
  double const k = 60;
  auto const c = example();
  auto pieces = c.pieces();
  for (auto& p : pieces) {
    p.start /= k;
    p.rate *= k;
    p.slope *= k * k;
  }
  piecewise<> const scaled(pieces);
  for (double const t : {3.0, 12.0, 13.7, 17.9, 25.0}) { CHECK(scaled.value(t / k) == rel(c.value(t), 1e-13)); }
  for (double const n : {1.0, 41.0, 50.0, 62.0, 64.0}) { CHECK(scaled.inverse(n) * k == rel(c.inverse(n), 1e-13)); }
}

TEST_CASE("pieces that make no curve are refused by field, value and rule") {
  CHECK(refusal([] { curve({{.start = not_a_number}}); }) == "piecewise: start = nan, but must be a finite number");
  CHECK(refusal([] { curve({{.start = 0, .rate = -1}}); }) == "piecewise: rate = -1, but must be finite and >= 0");
  CHECK(refusal([] { curve({{.start = 0, .burst = -1}}); }) == "piecewise: burst = -1, but must be finite and >= 0");
  CHECK(refusal([] { curve({{.start = 0, .rate = 1, .slope = 1}}); }) ==
        "piecewise: slope = 1, but must be 0 in the last piece, which never ends");
  CHECK(refusal([] { curve({{.start = 1, .rate = 1}, {.start = 1}}); }) ==
        "piecewise: start = 1, but must be later than the start before it");
  CHECK(refusal([] { curve({{.start = 0, .rate = 1, .slope = -1}, {.start = 2}}); }) ==
        "piecewise: rate = -1, but must not fall below 0 within a piece");
  CHECK(refusal([] { curve({{.start = 0, .slope = none}, {.start = 2}}); }) ==
        "piecewise: slope = inf, but must be a finite number");
}

TEST_CASE("the curve works in float and long double") {
  piecewise<float> const f({{.start = 0, .rate = 2}, {.start = 5}});
  CHECK(f.value(3) == 6.0f);
  CHECK(f.inverse(4) == 2.0f);
  piecewise<long double> const l({{.start = 0, .rate = 2}, {.start = 5}});
  CHECK(l.value(3) == 6.0L);
  CHECK(l.inverse(4) == 2.0L);
}
