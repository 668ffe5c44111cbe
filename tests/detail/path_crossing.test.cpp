// SPDX-License-Identifier: MIT
#include <ullage/detail/path_crossing.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace ullage::detail;
using namespace ullage::test;

TEST_CASE("one segment: the formula of the images, in 50 digits") {
  struct row {
    double u, move, s, chance;
  };
  for (auto const& r : {row{1, 0, 1, 0.31731050786291410283}, row{2, 1, 1, 0.23235718919184303999}, row{2, -1, 1, 0.004255770370439085745},
                        row{30, 10, 2, 1.1457605339816049421e-23}, row{5, 400, 20, 1}, row{50, -3, 10, 1.2266473004125263216e-7}, row{0, -2, 1, 1}}) {
    CHECK(crossing_chance(r.u, r.move, r.s) == rel(r.chance, 2e-13));
    path_crossing<double> path(r.u, 0);
    path.segment(r.move, r.s * r.s);
    CHECK(path.reached() == rel(r.chance, 2e-13));
    if (r.u > 0) {
      path_crossing<long double> wide(r.u, 0);
      wide.segment(r.move, r.s * r.s);
      CHECK(static_cast<double>(wide.reached()) == rel(r.chance, 2e-13));
    }
  }
  CHECK(crossing_chance(1e9, 0.0, 1e-3) == 0);
  CHECK(crossing_chance(3.0, -1e30, 1.0) == 0);
  CHECK(crossing_chance(3.0, 1e30, 1.0) == 1);
}

TEST_CASE("the term of the images is the same by both of its forms") {
  for (double const u : {0.5, 2.0}) {
    for (double const move : {-0.49, 0.1, 3.0}) {
      double const upper = std::erfc((u + move) / std::sqrt(2.0)) / 2;
      CHECK(image_term(u - move, u + move, 2 * u * move) == rel(std::exp(2 * u * move) * upper, 1e-13));
    }
  }
  CHECK(image_term(7.0, -3.0, -20.0) == rel(std::exp(-20.0) * std::erfc(-3 / std::sqrt(2.0)) / 2, 1e-14));
}

TEST_CASE("two segments, a start that is known or normal: integrals over the place between, in 25 digits") {
  struct row {
    double distance, variance, move1, variance1, move2, variance2, chance;
  };
  for (auto const& r : {row{3, 0, 1, 2, -1, 3, 0.267882549864603}, row{5, 0, -2, 4, 6, 1, 0.3405751835229391},
                        row{10, 0, 9, 1, -9, 4, 0.2255790390405657}, row{4, 2, 1, 2, 0.5, 1, 0.1907827198919719}}) {
    path_crossing<double> path(r.distance, r.variance);
    path.segment(r.move1, r.variance1);
    path.segment(r.move2, r.variance2);
    CHECK(path.reached() == rel(r.chance, 1e-10));
  }
}

TEST_CASE("a segment in pieces is one segment, and the chance never falls") {
  for (double const move : {-3.0, 0.0, 2.0, 8.0}) {
    path_crossing<double> whole(4, 1.5);
    whole.segment(move, 3);
    path_crossing<double> pieces(4, 1.5);
    double last = pieces.reached();
    for (double const part : {0.1, 0.4, 0.05, 0.25, 0.2}) {
      pieces.segment(part * move, part * 3);
      CHECK(pieces.reached() >= last);
      last = pieces.reached();
    }
    CHECK(last == rel(whole.reached(), 1e-9));
  }
}

TEST_CASE("without chance the level is reached by a path that comes to it, and stays reached") {
  path_crossing<double> path(5, 0);
  path.segment(4.9, 0);
  CHECK(path.reached() == 0);
  path.segment(-2, 0);
  path.segment(2, 0);
  CHECK(path.reached() == 0);
  path.segment(0.2, 0);
  CHECK(path.reached() == 1);
  path.segment(-100, 7);
  CHECK(path.reached() == 1);
  CHECK(path_crossing<double>(0, 0).reached() == 1);
  CHECK(path_crossing<double>(-1, 0).reached() == 1);
}

TEST_CASE("a start by chance counts at once; a move without chance passes over what is in its way") {
  auto const upper = [](double z) { return std::erfc(z / std::sqrt(2.0)) / 2; };
  path_crossing<double> path(3, 4);
  CHECK(path.reached() == rel(upper(1.5), 1e-15));
  path.segment(2.5, 0);
  CHECK(path.reached() == rel(upper(0.25), 1e-12));
  path.segment(-2, 0); // what has not been passed is as far away as it was, less the move
  CHECK(path.reached() == rel(upper(0.25), 1e-12));
  path.segment(3, 0);
  CHECK(path.reached() == rel(upper(-0.25), 1e-12));
  path.segment(100, 0);
  CHECK(path.reached() == rel(1, 1e-12));
}

TEST_CASE("what has gone over the level is not counted again, whatever moves the rest") {
  // A start that is normal, away without chance and back: the same paths are above.
  auto const upper = [](double z) { return std::erfc(z / std::sqrt(2.0)) / 2; };
  path_crossing<double> path(3, 4);
  path.segment(-2, 0);
  path.segment(2, 0);
  CHECK(path.reached() == rel(upper(1.5), 1e-12));
  // and back by chance: the paths that were above 2 alone, by quadrature
  path_crossing<double> random(3, 4);
  random.segment(-2, 0);
  random.segment(1, 2.25);
  double sum = upper(1.5);
  for (double u = 2; u < 40; u += 0.25) {
    sum += panel<double>([](double x) { return normal_density((x - 5) / 2) / 2 * crossing_chance(x, 1.0, 1.5); }, u, u + 0.25);
  }
  CHECK(random.reached() == rel(sum, 1e-11));
  // and once more: r of what is left, against the same way in one segment from each start
  path_crossing<double> again(3, 4);
  again.segment(-2, 0);
  again.segment(1, 1);
  again.segment(0.5, 1.5);
  sum = upper(1.5);
  for (double u = 2; u < 26; u += 1) {
    sum += panel<double>([](double x) {
      path_crossing<double> one(x, 0);
      one.segment(1, 1);
      one.segment(0.5, 1.5);
      return normal_density((x - 5) / 2) / 2 * one.reached();
    }, u, u + 1);
  }
  CHECK(again.reached() == rel(sum, 1e-9));
}

TEST_CASE("small chances keep their digits from segment to segment") {
  path_crossing<double> path(28, 0);
  path.segment(0, 4);
  CHECK(path.reached() == rel(std::erfc(14 / std::sqrt(2.0)), 1e-12));
  path.segment(0, 5);
  CHECK(path.reached() == rel(std::erfc(28 / 3.0 / std::sqrt(2.0)), 1e-8)); // about 1e-20
}

TEST_CASE("panels that halve themselves: smooth, steep and bent functions, the ends, the edges") {
  panel_function<double> const wave([](double x) { return std::sin(x); }, 0.0, 10.0, 1e-12);
  panel_function<double> const steep([](double x) { return std::erf(30 * (x - 1.234)); }, 0.0, 10.0, 1e-12);
  panel_function<double> const bent([](double x) { return std::fabs(x - 3.3); }, 0.0, 10.0, 1e-7);
  for (double x = 0; x <= 10; x += 0.0173) {
    CHECK(std::fabs(wave(x) - std::sin(x)) < 1e-11);
    CHECK(std::fabs(steep(x) - std::erf(30 * (x - 1.234))) < 1e-10);
    CHECK(std::fabs(bent(x) - std::fabs(x - 3.3)) < 1e-5);
  }
  CHECK(wave(-5) == wave(0));
  CHECK(wave(99) == wave(10));
  CHECK(wave.edge_above(0, -1) == 2.5);
  CHECK(wave.edge_above(2.5, -1) == 5);
  CHECK(wave.edge_above(10, -1) == -1);
  CHECK(steep.edge_above(1.234, -1) < 1.4);
  CHECK_FALSE(wave.empty());
  CHECK(panel_function<double>().empty());
}
