// SPDX-License-Identifier: MIT
#include <ullage/detail/ziggurat.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

using namespace ullage::detail;
using namespace ullage::test;

TEST_CASE("exp_down and exp_of: values to 20 digits, and the ends of the range") {
  struct row {
    double x;
    double down;
    double up;
  };
  for (auto const& r : {row{1e-20, 1, 1}, row{0.0108, 0.98925811061364815997, 1.0108585305200970480},
                        row{0.5, 0.60653065971263342360, 1.6487212707001281468}, row{1.25, 0.28650479686019010032, 3.4903429574618413761},
                        row{50, 1.9287498479639177830e-22, 5184705528587072464087.5},
                        row{333.125, 2.1166581151392231655e-145, 4.7244285359434375751e144},
                        row{700.5, 5.9801961186397912064e-305, 1.6721859620674985572e304}}) {
    CHECK(exp_down(r.x) == rel(r.down, 4e-16));
    CHECK(exp_of(-r.x) == rel(r.down, 4e-16));
    CHECK(exp_of(r.x) == rel(r.up, 6e-16));
  }
  static_assert(exp_down(0) == 1 && exp_of(0) == 1);
  double const inf = std::numeric_limits<double>::infinity();
  CHECK(exp_down(744.5) == std::numeric_limits<double>::denorm_min());
  CHECK(exp_down(745) == 0);
  CHECK(exp_down(inf) == 0);
  CHECK(exp_down(std::numeric_limits<double>::quiet_NaN()) == 0);
  CHECK(exp_of(-inf) == 0);
  CHECK(exp_of(inf) == inf);
}

TEST_CASE("exp_down is continuous where the power of 2 changes") {
  for (int k = 1; k < 64000; k += 7) {
    double const edge = k * (std::log(2.0) / 64);
    double const left = edge * (1 - 1e-13);
    double const right = edge * (1 + 1e-13);
    CHECK(exp_down(left) / exp_down(right) == rel(1 + (right - left), 1.3e-15));
  }
}

TEST_CASE("the parts of ln 2 / 64 have exact products with whole numbers, and the powers are those of 2") {
  CHECK(log_step_low == rel(2.9815858269852934627e-12, 1e-9)); // ln 2 / 64 - log_step_high, of 40 digits
  for (double k = 1; k < 0x1p20; k = k * 3 + 1) {
    double const high = k * log_step_high;
    double const low = k * log_step_low;
    CHECK(std::fma(k, log_step_high, -high) == 0);
    CHECK(std::fma(k, log_step_low, -low) == 0);
  }
  CHECK(ziggurat::powers[0] == 1);
  CHECK(ziggurat::powers[32] == rel(0.70710678118654752440, 2.3e-16));
  for (std::size_t j = 1; j < 64; ++j) { CHECK(ziggurat::powers[j] * ziggurat::powers[64 - j] == rel(0.5, 4.5e-16)); }
}

TEST_CASE("log_down and root are inverses, from a start on the side of the layers") {
  for (double const x : {1e-3, 0.1, 0.7, 2.0, 6.5}) {
    CHECK(ziggurat::log_down(std::exp(-x), x * 1.05) == rel(x, 1e-12));
    CHECK(ziggurat::root(x * x, x * 1.05) == rel(x, 2.3e-16));
  }
  CHECK(ziggurat::log_down(1, 0.01) == 0);
  CHECK(ziggurat::root(0, 0) == 0);
}

TEST_CASE("an edge closes 256 layers at the height 1: edge, area and layers of 50 digits") {
  // The edge solves top(edge) = 1, by bisection in mpmath; layers follow from it.
  CHECK(ziggurat::exponential_edge == rel(7.69711747013104971404462804802, 2.3e-16));
  CHECK(ziggurat::exponential_area == rel(0.00394965982258155721997757195681, 2.3e-16));
  CHECK(ziggurat::normal_edge == rel(3.6541528853610087716454297204, 2.3e-16));
  CHECK(ziggurat::normal_area == rel(0.00492867323397465534736177540234, 2.3e-16));
  struct row {
    std::size_t i;
    double step;
    double sure;
    double height;
  };
  // steps near the top of the density carry the error of 1 - height
  auto const& e = ziggurat::exponential;
  for (auto const& r : {row{0, 1035653397309496.1449, 7971545857431495, 0}, row{1, 1170204208223892.0375, 8122426762520768, 0.00045413435384149675545},
                        row{2, 1297674054858190.8199, 8406823688997809, 0.00096726928232717452884},
                        row{17, 2044633604312640.9202, 8862349204777254, 0.012212592426255380661},
                        row{128, 5392402493082594.7108, 8939863779409990, 0.18818119940425430485},
                        row{254, 85914989290419381.573, 5485857970336127, 0.900469929925746438},
                        row{255, 141063336253368300.6, 0, 0.93814368086217467916}}) {
    CHECK(e.steps[r.i] == rel(r.step, 2e-13));
    CHECK(std::fabs(static_cast<double>(e.sure[r.i]) - r.sure) <= 4e-13 * r.sure);
    CHECK(std::fabs(e.heights[r.i] - r.height) <= 1e-14 * r.height);
  }
  auto const& n = ziggurat::normal;
  for (auto const& r : {row{0, 2303185046981327.0329, 8416190284947146, 0}, row{1, 2464921292928096.4641, 8502199523358867, 0.0012602859304985975641},
                        row{2, 2611328653445437.4827, 8670250209927256, 0.0026090727461021629513},
                        row{17, 3360249971886020.7816, 8925775002338565, 0.027527235669603083964},
                        row{128, 5866572986564323.6205, 8967454149653247, 0.30769741250429193013},
                        row{254, 31474489745355882.788, 6774628847947116, 0.95987909180010638647},
                        row{255, 41846868210887928.324, 0, 0.9771017012676712404}}) {
    CHECK(n.steps[r.i] == rel(r.step, 2e-13));
    CHECK(std::fabs(static_cast<double>(n.sure[r.i]) - r.sure) <= 4e-13 * r.sure);
    CHECK(std::fabs(n.heights[r.i] - r.height) <= 1e-14 * r.height);
  }
  CHECK(e.heights[256] == 1);
  CHECK(n.heights[256] == 1);
}

TEST_CASE("the layers cover the density: its integral is 256 areas times the share of points that are kept") {
  // A point of layer i is kept where it is below the density; the tail of layer 0 is all kept.
  for (bool const normal : {false, true}) {
    auto const& z = normal ? ziggurat::normal : ziggurat::exponential;
    double const area = normal ? ziggurat::normal_area : ziggurat::exponential_area;
    auto const integral = [&](double x) { return normal ? std::sqrt(std::acos(-1.0) / 2) * std::erf(x / std::sqrt(2.0)) : -std::expm1(-x); };
    double kept = area; // layer 0
    double sure = 0;
    for (std::size_t i = 1; i < 256; ++i) {
      double const left = i < 255 ? 0x1p53 / z.steps[i + 1] : 0;
      double const right = 0x1p53 / z.steps[i];
      kept += left * (z.heights[i + 1] - z.heights[i]);
      kept += integral(right) - integral(left) - (right - left) * z.heights[i];
      sure += static_cast<double>(z.sure[i]) * 0x1p-53 / 256;
      CHECK(std::fabs(static_cast<double>(z.sure[i]) * 0x1p-53 - left / right) <= 1e-15 * left / right);
    }
    CHECK(kept == rel(normal ? std::sqrt(std::acos(-1.0) / 2) : 1, 1e-13));
    sure += static_cast<double>(z.sure[0]) * 0x1p-53 / 256;
    CHECK(sure == rel(normal ? 0.9850809499905380839 : 0.97777965532543092852, 1e-12));
  }
}
