// SPDX-License-Identifier: MIT
#include <ullage/detail/reflected_band.hpp>

#include <ullage/detail/panels.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using namespace ullage::test;

namespace {

/// Integrals of the tail of a band by its definition.
band_moments<double> integrated(double path, double deviation, tail_terms<double> const& g) {
  auto const tail = [&](double x) {
    return normal_upper((x - path) / deviation) +
           (g.factor[0] * std::exp(-g.rate[0] * x) + g.factor[1] * std::exp(-g.rate[1] * x)) * normal_upper((x + path) / deviation);
  };
  double slowest = g.factor[1] == 0 ? g.rate[0] : smaller(g.rate[0], g.rate[1]);
  double const end = 40 / slowest + 40 * deviation + std::fabs(path);
  band_moments<double> out{0, 0};
  int const parts = 4000;
  for (int i = 0; i < parts; ++i) {
    double const a = end * i / parts;
    double const b = end * (i + 1) / parts;
    out.mean += panel<double>(tail, a, b);
    out.square += panel<double>([&](double x) { return 2 * x * tail(x); }, a, b);
  }
  return out;
}

} // namespace

TEST_CASE("a sum of two exponentials has the value at 0, the mean and the asymptote that were asked for") {
  auto const g = terms_of(0.8, 2.0, 0.3, 0.5);
  CHECK(g.tail(0) == rel(0.8, 1e-15));
  CHECK(g.factor[0] / g.rate[0] + g.factor[1] / g.rate[1] == rel(2, 1e-15));
  CHECK(g.tail(100) == rel(0.5 * std::exp(-30.0), 1e-12));
  CHECK(g.rate[1] > g.rate[0]);
  // K above the value at 0: the second term is taken away.
  auto const above = terms_of(0.5, 1.8, 0.3, 0.55);
  CHECK(above.factor[1] == rel(-0.05, 1e-13));
  CHECK(above.tail(0) == rel(0.5, 1e-15));
  CHECK(above.factor[0] / above.rate[0] + above.factor[1] / above.rate[1] == rel(1.8, 1e-14));
}

TEST_CASE("where no two exponentials fit there is one with the value and the mean; without waits none") {
  // no decay; one that is faster than the rest; an asymptote more than twice the value
  for (auto const& g : {terms_of(0.8, 2.0, 0.0, 0.5), terms_of(0.8, 2.0, 5.0, 0.5), terms_of(0.8, 2.0, 0.3, 1.7)}) {
    CHECK(g.factor[0] == 0.8);
    CHECK(g.factor[1] == 0);
    CHECK(g.factor[0] / g.rate[0] == rel(2, 1e-15));
  }
  CHECK(terms_of(0.0, 2.0, 1.0, 1.0).tail(0) == 0);
  CHECK(terms_of(0.5, 0.0, 1.0, 1.0).tail(0) == 0);
}

TEST_CASE("mirror integrals: values by quadrature of 50 digits") {
  struct row {
    double rate, path, deviation, zeroth, first, tolerance;
  };
  for (auto const& r : {row{0.5, 3, 2, 0.0418472716422274628, 0.0244598150983313611, 1e-13}, row{0.5, -3, 2, 1.35763594977325583, 1.68845186919391672, 1e-13},
                        row{2, 0, 1, 0.165948999388414697, 0.0516053607166616159, 1e-13},
                        row{3, 10, 1.5, 1.72217621008987211e-12, 2.25019111393110738e-13, 1e-12},
                        row{3, -30, 1.5, 0.333333333333333333, 0.111111111111111111, 1e-13},
                        row{0.02, 40, 10, 0.0000684860430378157845, 0.000142383311411685023, 1e-11},
                        row{5e-5, 2, 3, 0.453324800861297178, 0.682767001766810891, 1e-7},
                        // the rate left out of account below 1e-4 of the range
                        row{1e-5, 1, 2, 0.395588922056181028, 0.419270766187778589, 4e-5},
                        row{1e-5, -4, 2, 4.01688152247555743, 9.98808907666414355, 4e-5}}) {
    auto const m = mirror(r.rate, r.path, r.deviation);
    CHECK(m.zeroth == rel(r.zeroth, r.tolerance));
    CHECK(m.first == rel(r.first, r.tolerance));
  }
}

TEST_CASE("a slow image far beyond the path counts as far as the path goes") {
  auto const near = mirror(1e-5, -60.0, 2.0);
  CHECK(near.zeroth == rel(59.9819836114564635, 1e-10));
  CHECK(near.first == rel(1801.27776305439481, 1e-10));
  tail_terms<double> const slow{{1, 0}, {1e-5, 1}};
  CHECK(moments_of(-60.0, 2.0, slow).mean == rel(59.9819836114564635, 1e-10));
  CHECK(moments_of(-30000.0, 2.0, slow).mean == rel(25918.1779170118487, 1e-10));
  CHECK(moments_of(-30000.0, 2.0, slow).square == rel(2 * 369363132.174813245, 1e-10));
  CHECK(moments_of(-1e8, 2.0, slow).mean == rel(1e5, 1e-14));
}

TEST_CASE("moments are the integrals of the tail") {
  for (double const path : {-9.0, -2.0, 0.0, 1.5, 20.0}) {
    for (double const deviation : {0.4, 3.0}) {
      for (auto const& g : {tail_terms<double>{{0.6, 0.2}, {0.5, 1.7}}, tail_terms<double>{{0.9, -0.3}, {0.4, 2.0}}, tail_terms<double>{{1, 0}, {3, 1}}}) {
        auto const exact = integrated(path, deviation, g);
        auto const m = moments_of(path, deviation, g);
        CHECK(m.mean == rel(exact.mean, 1e-11));
        CHECK(m.square == rel(exact.square, 1e-11));
        CHECK(m.variance() == doctest::Approx(exact.square - exact.mean * exact.mean).epsilon(1e-8));
      }
    }
  }
}

TEST_CASE("Brownian motion that is reflected: its transient mean, from 0 to the steady state, and without drift") {
  // From 0 with drift -m and variance s^2: mean s^2 / 2m at the end, s sqrt(2 t / pi) at the beginning.
  double const m = 0.4;
  double const s2 = 2.5;
  tail_terms<double> const g{{1, 0}, {2 * m / s2, 1}};
  auto const at = [&](double t) { return moments_of(-m * t, std::sqrt(s2 * t), g); };
  CHECK(at(1e6).mean == rel(s2 / (2 * m), 1e-12));
  CHECK(at(1e6).variance() == rel(s2 / (2 * m) * (s2 / (2 * m)), 1e-12));
  CHECK(at(1e-8).mean == rel(std::sqrt(2 * s2 * 1e-8 / std::acos(-1.0)), 1e-3));
  double last = 0;
  for (double t = 0.01; t < 1000; t *= 1.5) {
    CHECK(at(t).mean > last);
    // d E V^2 / dt = s^2 - 2 m E V
    double const h = t * 1e-4;
    CHECK((at(t + h).square - at(t - h).square) / (2 * h) == doctest::Approx(s2 - 2 * m * at(t).mean).epsilon(1e-5));
    last = at(t).mean;
  }
}

TEST_CASE("without chance the band is its path, and below 0 the steady state") {
  tail_terms<double> const g{{0.6, 0.2}, {0.5, 2.0}};
  auto const up = moments_of(7.0, 0.0, g);
  CHECK(up.mean == 7);
  CHECK(up.variance() == 0);
  auto const down = moments_of(-7.0, 0.0, g);
  CHECK(down.mean == rel(1.2 + 0.1, 1e-15));
  CHECK(down.square == rel(2 * (2.4 + 0.05), 1e-15));
  CHECK(moments_of(0.0, 0.0, g).mean == 0);
}

TEST_CASE("the normal loss: values of 50 digits, also where its terms cancel, without a step") {
  CHECK(normal_loss(-50.0) == 50);
  CHECK(normal_loss(-3.0) == rel(3.0003821543170477236, 1e-15));
  CHECK(normal_loss(0.0) == rel(0.39894228040143267794, 1e-15));
  CHECK(normal_loss(0.7) == rel(0.14287937681061015753, 1e-14));
  CHECK(normal_loss(5.9) == rel(2.924672323956687126e-10, 2e-13));
  CHECK(normal_loss(6.1) == rel(8.2796053148508326494e-11, 2e-13));
  CHECK(normal_loss(12.0) == rel(1.4605201169845547802e-34, 1e-12));
  CHECK(normal_loss(37.0) == rel(1.5451991905122024593e-301, 1e-11));
  CHECK(normal_loss(39.0) == 0);
  for (double z = 5.9; z < 6.1; z += 1e-5) { REQUIRE(normal_loss(z) > normal_loss(z + 1e-5)); }
}

TEST_CASE("the average of a normal tail is its integral, on either side of where it is taken as one value") {
  for (double const deviation : {0.5, 4.0}) {
    for (double const width : {0.001, 0.0199, 0.0201, 0.3, 5.0, 60.0}) {
      for (double const x : {-3.0, 0.0, 2.0, 9.0}) {
        double const from = 1;
        double const to = 1 + width * deviation;
        double sum = 0;
        for (int i = 0; i < 100; ++i) {
          sum += panel<double>([&](double f) { return normal_upper((x - f) / deviation); }, from + (to - from) * i / 100, from + (to - from) * (i + 1) / 100);
        }
        double const tolerance = width > 0.02 ? 1e-11 : 0.02 * 0.02 / 24 * 300; // times (x - f)^2 / s^2
        CHECK(averaged_upper(x, from, to, deviation) == rel(sum / (to - from), tolerance));
        CHECK(averaged_upper(x, to, from, deviation) == averaged_upper(x, from, to, deviation));
      }
    }
  }
  CHECK(averaged_upper(3.0, 1.0, 5.0, 0.0) == 0.5);
  CHECK(averaged_upper(6.0, 1.0, 5.0, 0.0) == 0);
  CHECK(averaged_upper(0.0, 1.0, 5.0, 0.0) == 1);
  CHECK(averaged_upper(3.0, 3.0, 3.0, 0.0) == 0);
  CHECK(averaged_upper(2.9, 3.0, 3.0, 0.0) == 1);
}
