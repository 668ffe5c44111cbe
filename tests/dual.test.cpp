// SPDX-License-Identifier: MIT
#include <ullage/dual.hpp>

#include <ullage/detail/dual_math.hpp>
#include <ullage/erlang.hpp>
#include <ullage/queue/md1.hpp>
#include <ullage/queue/mmc.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage;
using ullage::test::rel;

namespace {

using D = dual<double, 2>;
using D2 = dual<dual<double, 1>, 1>;
using wide = long double;
// Those of <cmath> for every built-in type; the ones of dual numbers come by their argument.
using std::acos;
using std::asin;
using std::atan;
using std::atan2;
using std::cbrt;
using std::cos;
using std::cosh;
using std::erf;
using std::erfc;
using std::exp;
using std::exp2;
using std::expm1;
using std::fabs;
using std::fma;
using std::fmax;
using std::fmin;
using std::hypot;
using std::ldexp;
using std::lgamma;
using std::log;
using std::log10;
using std::log1p;
using std::log2;
using std::pow;
using std::sin;
using std::sinh;
using std::sqrt;
using std::tan;
using std::tanh;
using std::tgamma;

/// f and its slope at x against the function in long double.
template <class F> void check(F const& f, double at, double tolerance = 1e-12) {
  D const y = f(variable<2>(at, 1));
  CHECK(y.value == f(at));
  CHECK(y.partials[0] == 0);
  wide const h = 1e-4L * std::fabs(static_cast<wide>(at));
  wide const x = at;
  auto const slope = [&](wide step) { return (f(x + step) - f(x - step)) / (2 * step); };
  wide const two = (4 * slope(h) - slope(2 * h)) / 3;
  wide const far = (4 * slope(2 * h) - slope(4 * h)) / 3;
  CHECK(y.partials[1] == rel(static_cast<double>((16 * two - far) / 15), tolerance));
  // The second derivative by the first one.
  D2 const second = f(variable<1>(variable<1>(at, 0), 0));
  auto const first = [&](double z) { return f(variable<2>(z, 0)).partials[0]; };
  double const g = 1e-4 * std::fabs(at);
  double const bend = (8 * (first(at + g) - first(at - g)) - (first(at + 2 * g) - first(at - 2 * g))) / (12 * g);
  CHECK(second.partials[0].value == y.partials[1]);
  CHECK(std::fabs(second.partials[0].partials[0] - bend) <= 1e-8 * (std::fabs(bend) + std::fabs(y.partials[1] / at)));
}

} // namespace

TEST_CASE("elementary functions have the value of the plain number and its derivatives of first and second order") {
  for (double const x : {0.1, 0.45, 0.9}) {
    check([](auto const& z) { return sqrt(z); }, x);
    check([](auto const& z) { return cbrt(z); }, x);
    check([](auto const& z) { return exp(z); }, x);
    check([](auto const& z) { return exp2(z); }, x);
    check([](auto const& z) { return expm1(z); }, x);
    check([](auto const& z) { return log(z); }, x);
    check([](auto const& z) { return log1p(z); }, x);
    check([](auto const& z) { return log2(z); }, x);
    check([](auto const& z) { return log10(z); }, x);
    check([](auto const& z) { return sin(z); }, x);
    check([](auto const& z) { return cos(z); }, x);
    check([](auto const& z) { return tan(z); }, x);
    check([](auto const& z) { return asin(z); }, x);
    check([](auto const& z) { return acos(z); }, x);
    check([](auto const& z) { return atan(z); }, x);
    check([](auto const& z) { return sinh(z); }, x);
    check([](auto const& z) { return cosh(z); }, x);
    check([](auto const& z) { return tanh(z); }, x);
    check([](auto const& z) { return erf(z); }, x);
    check([](auto const& z) { return erfc(z); }, x);
    check([](auto const& z) { return pow(z, 2.5); }, x);
    check([](auto const& z) { return pow(2.5, z); }, x);
    check([](auto const& z) { return pow(z, z); }, x);
    check([](auto const& z) { return hypot(z, z * z); }, x);
    check([](auto const& z) { return atan2(z, z * z + 1); }, x);
    check([](auto const& z) { return fma(z, z, z); }, x);
    check([](auto const& z) { return fabs(z - 5); }, x);
    check([](auto const& z) { return ldexp(z * z, 3); }, x);
    check([](auto const& z) { return fmax(z, z * z) + fmin(z, z * z * z); }, x);
    check([](auto const& z) { return 1 / z + 2 / (3 - z) + z / 4 + (z - 1) * (2 - z) - (5 + z) / (z + 6.0f) + (7 - z); }, x);
  }
  for (double const x : {-2.3, 0.2, 1.3, 4.6, 30.5}) {
    check([](auto const& z) { return tgamma(z); }, x, 1e-10);
    check([](auto const& z) { return lgamma(z); }, x, 1e-10);
  }
}

TEST_CASE("steps are flat, comparisons look at values, limits are those of the value") {
  D const x = variable<2>(2.5, 0);
  CHECK(floor(x).value == 2);
  CHECK(ceil(x).partials[0] == 0);
  CHECK(round(x).value == 3);
  CHECK(trunc(-x).value == -2);
  CHECK(fmod(x, D(2)).value == 0.5);
  CHECK(fmod(x, D(2)).partials[0] == 1);
  CHECK(x == D(2.5));
  CHECK(x != D(2));
  CHECK(x > 2);
  CHECK(2 < x);
  CHECK(x <= 2.5);
  CHECK(value_of(D2(3.0)) == 3);
  CHECK(isinf(std::numeric_limits<D>::infinity()));
  CHECK(isnan(std::numeric_limits<D>::quiet_NaN()));
  CHECK(std::numeric_limits<D>::digits == 53);
  int exponent = 0;
  CHECK(frexp(D(x * x), &exponent).partials[0] == 5.0 / 8);
  CHECK(exponent == 3);
}

TEST_CASE("no dependence stays none beside infinity") {
  D const x = variable<2>(3.0, 0);
  D const far = x * infinity_v<D>;
  CHECK(std::isinf(far.value));
  CHECK(far.partials[1] == 0);
  CHECK((D(1) / infinity_v<D>).partials[0] == 0);
  CHECK(sqrt(D(0)).partials[0] == 0);
  CHECK(log(D(0)).partials[0] == 0);
  CHECK(pow(D(0), D(2)).partials[0] == 0);
}

TEST_CASE("R248 R249 slopes of the mean wait of M/M/20") {
  auto const w = mean_wait(mmc<D>{.arrival_rate = variable<2>(5.0, 0), .service_time = variable<2>(3.0, 1), .servers = 20});
  CHECK(w.value == mean_wait(mmc<>{.arrival_rate = 5, .service_time = 3, .servers = 20}));
  CHECK(w.partials[0] == rel(0.20250125958543020, 1e-12));
  CHECK(w.partials[1] == rel(0.36958797679243506, 1e-12));
}

TEST_CASE("R250 a mixed second derivative by nested dual numbers") {
  auto const w = mean_wait(mmc<D2>{.arrival_rate = variable<1>(dual<double, 1>(5.0), 0), .service_time = D2(variable<1>(3.0, 0)), .servers = 20});
  CHECK(w.partials[0].partials[0] == rel(0.79969680115728500, 1e-12));
}

TEST_CASE("R251 R252 slopes of the decay rate of M/D/1 by the implicit function theorem") {
  auto const r = decay_rate(md1<D>{.arrival_rate = variable<2>(0.25, 0), .service_time = variable<2>(3.0, 1)});
  CHECK(r.value == decay_rate(md1<>{.arrival_rate = 0.25, .service_time = 3}));
  CHECK(r.partials[0] == rel(-2.4437014539820581, 1e-12));
  CHECK(r.partials[1] == rel(-0.26477520357173469, 1e-12));
}

TEST_CASE("Erlang's formulas have slopes in the servers too, whole or not") {
  for (double const c : {0.5, 3.0, 7.25, 12.0, 20.0, 100.0, 5000.0}) {
    for (double const rho : {0.3, 0.9, 0.99}) {
      double const a = c * rho;
      D const b = erlang_b(variable<2>(c, 0), variable<2>(a, 1));
      D const w = erlang_c(variable<2>(c, 0), variable<2>(a, 1));
      auto const slope = [](auto const& f, wide x) {
        wide const h = 1e-3L * x / 16;
        auto const at = [&](wide k) { return (f(x + k * h) - f(x - k * h)) / (2 * k * h); };
        return static_cast<double>((16 * (4 * at(1) - at(2)) - (4 * at(2) - at(4))) / 45);
      };
      double const size = b.value / c;
      CHECK(std::fabs(b.partials[0] - slope([&](wide x) { return erlang_b(x, static_cast<wide>(a)); }, c)) <= 1e-7 * (std::fabs(b.partials[0]) + size));
      CHECK(std::fabs(b.partials[1] - slope([&](wide x) { return erlang_b(static_cast<wide>(c), x); }, a)) <= 1e-7 * (std::fabs(b.partials[1]) + size));
      if (rho < 0.95) {
        CHECK(std::fabs(w.partials[0] - slope([&](wide x) { return erlang_c(x, static_cast<wide>(a)); }, c)) <= 1e-7 * std::fabs(w.partials[0]));
      }
      // d log B / d log a = c - a (1 - B), Jagerman 1974.
      CHECK(std::fabs(b.partials[1] - b.value * (c / a - 1 + b.value)) <= 1e-12 * (std::fabs(b.partials[1]) + 10 * size));
    }
  }
}

TEST_CASE("inverse of Erlang's formula: the slope is one over that of the formula") {
  D const a = erlang_b_load(D(20.0), variable<2>(0.01, 0));
  D const b = erlang_b(D(20.0), variable<2>(a.value, 0));
  CHECK(a.partials[0] == rel(1 / b.partials[0], 1e-10));
  CHECK(a.value == erlang_b_load(20.0, 0.01));
}

TEST_CASE("float computes in double, long double as itself") {
  using F = dual<float, 1>;
  using L = dual<long double, 1>;
  CHECK(erlang_c(F(20.0F), variable<1>(15.0F, 0)).partials[0] == rel(static_cast<double>(erlang_c(L(20.0L), variable<1>(15.0L, 0)).partials[0]), 1e-6));
}
