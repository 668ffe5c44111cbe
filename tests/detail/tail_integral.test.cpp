// SPDX-License-Identifier: MIT
#include <ullage/detail/tail_integral.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {
using piece = age_piece<double>;

template <class Law> double by_quadrature(Law const& law, piece const& p, double split) {
  auto const tail = [&](double const& v) { return simple_tail(law, v); };
  return tail_quadrature(tail, p).value(split);
}
} // namespace

TEST_CASE("the weights of a ramp sum to (1 - e^-z) / z, are 1/2 at 0 and fall") {
  double late = 0.5;
  double early = 0.5;
  CHECK(weights_of(0.0).late == rel(0.5, 1e-15));
  CHECK(weights_of(0.0).early == rel(0.5, 1e-15));
  for (double z = 1e-12; z < 1e12; z *= 1.7) {
    auto const w = weights_of(z);
    CHECK(w.late + w.early == rel(-std::expm1(-z) / z, 1e-14));
    CHECK(w.late <= late);
    CHECK(w.early <= early);
    late = w.late;
    early = w.early;
  }
  auto const below = weights_of(1.0);
  auto const above = weights_of(std::nextafter(1.0, 2.0));
  CHECK(below.late == rel(std::exp(-1.0), 1e-15));
  CHECK(below.early == rel(1 - 2 * std::exp(-1.0), 1e-15));
  CHECK(below.late == rel(above.late, 1e-15));
  CHECK(below.early == rel(above.early, 1e-15));
}

TEST_CASE("exponential service: what is older has decayed more") {
  exponential_service<> const law{2};
  piece const young{0, 6, 4, 1};
  piece const old{10, 16, 4, 1};
  CHECK(load_of(law, old).value == rel(load_of(law, young).value * std::exp(-5.0), 1e-14));
  // Integral of (4 - v / 2) e^(-v / 2) over [0, 6].
  CHECK(load_of(law, young).value == rel(8 - 2 * std::exp(-3.0) - 2 * -std::expm1(-3.0), 1e-14));
}

TEST_CASE("a fixed time: the part of the piece that is younger") {
  deterministic_service<> const law{3};
  CHECK(load_of(law, piece{3, 5, 7, 7}).value == 0);
  CHECK(load_of(law, piece{0, 3, 2, 4}).value == rel(9, 1e-15));
  CHECK(load_of(law, piece{1, 5, 2, 4}).value == rel(2 * 2.5, 1e-15));
}

TEST_CASE("partial means: gamma of scv 1 is exponential, all go to E[S] and E[S^2] / 2") {
  for (double x : {1e-6, 0.1, 1.0, 5.0, 40.0}) {
    auto const p = partial(gamma_service<>{2, 1}, x);
    CHECK(p.first == rel(2 * -std::expm1(-x / 2), 1e-14));
    if (x > 0.05) { CHECK(p.second == rel(4 * (1 - std::exp(-x / 2) * (1 + x / 2)), 1e-12)); }
  }
  for (double scv : {1e-6, 1e-3, 0.25, 4.0, 1000.0}) {
    auto const g = partial(gamma_service<>{2, scv}, 1e9);
    CHECK(g.first == rel(2, 1e-14));
    CHECK(g.second == rel(2 * (1 + scv), 1e-14));
    auto const none = partial(gamma_service<>{2, scv}, 0.0);
    CHECK(none.first == 0);
    CHECK(none.second == 0);
  }
  for (double scv : {1e-6, 0.25, 4.0}) {
    auto const l = partial(lognormal_service<>{2, scv}, 1e12);
    CHECK(l.first == rel(2, 1e-14));
    CHECK(l.second == rel(2 * (1 + scv), 1e-14));
  }
}

TEST_CASE("partial means: E[min(S, x)] grows by the tail, and not beyond a timeout") {
  gamma_service<> const g{3, 0.25};
  lognormal_service<> const l{3, 2, 5};
  double const h = 1e-4;
  for (double x : {0.5, 3.0, 4.5}) {
    CHECK((partial(g, x + h).first - partial(g, x - h).first) / (2 * h) == rel(simple_tail(g, x), 1e-6));
    CHECK((partial(l, x + h).first - partial(l, x - h).first) / (2 * h) == rel(simple_tail(l, x), 1e-6));
    CHECK((partial(g, x + h).second - partial(g, x - h).second) / (2 * h) == rel(x * simple_tail(g, x), 1e-6));
    CHECK((partial(l, x + h).second - partial(l, x - h).second) / (2 * h) == rel(x * simple_tail(l, x), 1e-6));
  }
  CHECK(partial(l, 5.0).first == partial(l, 500.0).first);
  CHECK(partial(l, 5.0).second == partial(l, 500.0).second);
}

TEST_CASE("E[min(S, mean)] of a gamma law of tiny scv is that of Stirling's formula") {
  // E[(S - m)+] = m a^a e^-a / Gamma(a + 1), a = 1 / scv.
  for (double scv : {1e-6, 1e-5, 1e-4, 1e-3}) {
    double const star = 1 + scv / 12 + scv * scv / 288; // the next term is below 3e-12
    double const short_of = std::sqrt(scv / (2 * std::acos(-1.0))) / star;
    CHECK(partial(gamma_service<>{3, scv}, 3.0).first == rel(3 * (1 - short_of), 1e-13));
  }
}

TEST_CASE("the quadrature says the same as the closed forms, and keeps its digits where they cancel") {
  gamma_service<> const g{3, 0.25};
  lognormal_service<> const l{3, 2};
  for (piece const& p : {piece{0, 2, 1, 4}, piece{1, 9, 5, 0}, piece{0, 30, 2, 2}}) {
    auto const closed = load_of(g, p);
    CHECK(by_quadrature(g, p, 3) == rel(closed.value, 1e-12));
    CHECK(closed.error < 1e-12 * closed.value);
    CHECK(by_quadrature(l, p, 3) == rel(load_of(l, p).value, 1e-12));
  }
  // Gamma of scv 1 is exponential: e^-100 of the mass is left.
  piece const late{300, 306, 4, 1};
  CHECK(by_quadrature(gamma_service<>{3, 1}, late, 3) == rel(load_of(exponential_service<>{3}, late).value, 1e-12));
  auto const cancelled = load_of(gamma_service<>{3, 1}, late);
  CHECK(cancelled.error > std::fabs(cancelled.value));
}

TEST_CASE("nothing is left of an age that nobody reaches") {
  CHECK(by_quadrature(gamma_service<>{1, 0.01}, piece{1000, 2000, 1, 1}, 1) == 0);
  CHECK(simple_tail(gamma_service<>{1, 1e-6}, 1e-9) == 1);
  CHECK(simple_tail(gamma_service<>{1, 1e-6}, 1e9) == 0);
}

TEST_CASE("float and long double") {
  CHECK(double(weights_of(0.5f).late) == rel(weights_of(0.5).late, 1e-6));
  CHECK(double(weights_of(0.5L).early) == rel(weights_of(0.5).early, 1e-15));
  CHECK(double(partial(gamma_service<long double>{2, 1}, 3.0L).first) == rel(2 * -std::expm1(-1.5), 1e-15));
}
