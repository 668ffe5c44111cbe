// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Slopes against central differences of the plain function.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ullage::test {

/// A random number in [0, 1) from a fixed seed.
struct dice {
  std::uint64_t state;
  double operator()() {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }
  double in(double low, double high) { return low + (high - low) * (*this)(); }
  int below(int n) { return static_cast<int>((*this)() * n); }
};

/// A central difference, extrapolated, and what the last step of it changed.
struct quotient {
  long double slope;
  long double doubt;
  bool finite;
};
template <class F> quotient central(F const& f, long double unit) {
  // Kinks within the widest distance show as doubt.
  auto const at = [&](long double h) { return (f(h) - f(-h)) / (2 * h); };
  long double const h = unit * 2e-5L;
  long double const one = at(h);
  long double const two = at(2 * h);
  long double const four = at(4 * h);
  long double const near = (4 * one - two) / 3;
  long double const far = (4 * two - four) / 3;
  long double const slope = near + (near - far) / 15;
  return {slope, std::fabs(near - far), std::isfinite(slope)};
}

struct tally {
  int compared = 0;
  int differ = 0;   ///< of those compared
  int kinks = 0;    ///< left out: difference quotients do not settle though the slope is defined
  int jumps = 0;    ///< neither settles
  int flagged = 0;  ///< undefined though they settle
  std::string worst = {};
};

/// Compares the slopes of a result with central differences of `measure`.
template <class Result, class Inputs, class Model, class Measure, class Allowed>
void compare(tally& count, Result const& r, Inputs const& inputs, Model const& model, Measure const& measure, Allowed const& allowed, double tolerance = 1e-7) {
  for (std::size_t i = 0; i < r.inputs.size(); ++i) {
    auto const& s = r.inputs[i];
    if (inputs[i].step || !(s.at > 0) || !std::isfinite(s.at) || !std::isfinite(r.value)) { continue; }
    auto const shifted = [&](long double by) {
      Model at = model;
      inputs[i].move(at, by);
      return at;
    };
    if (!allowed(shifted(s.at * 1e-4L)) || !allowed(shifted(-s.at * 1e-4L))) { continue; }
    auto const q = central([&](long double by) { return measure(shifted(by)); }, s.at);
    // Slopes that do not matter beside the measure count on its scale.
    long double const scale = std::fabs(q.slope) + 1e-5L * std::fabs(r.value) / s.at;
    if (!q.finite || q.doubt > 1e-6L * scale) {
      ++(s.defined ? count.kinks : count.jumps);
      continue;
    }
    if (!s.defined) {
      ++count.flagged;
      continue;
    }
    ++count.compared;
    if (!(std::fabs(s.derivative - q.slope) <= tolerance * scale)) {
      ++count.differ;
      count.worst = r.measure + " by " + s.input + " = " + std::to_string(s.at) + ": " + std::to_string(s.derivative) + " but " + std::to_string(q.slope);
    }
  }
}

} // namespace ullage::test
