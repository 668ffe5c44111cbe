// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/ph.hpp>

#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const n = static_cast<std::size_t>(in.whole("phases", 0, 5));
  ullage::phase_type<> law{.initial = std::vector<double>(n), .subgenerator = std::vector<double>(n * n)};
  bool const raw = in.flag("raw");
  double sum = 0;
  for (auto& x : law.initial) {
    x = raw ? in.number("initial") : in.share("initial");
    sum += x;
  }
  if (!raw && sum > 0) {
    for (auto& x : law.initial) { x /= sum; }
  }
  for (std::size_t i = 0; i < n; ++i) {
    double out = 0;
    for (std::size_t j = 0; j < n; ++j) {
      double& x = law.subgenerator[i * n + j];
      x = raw ? in.number("rate") : in.amount("rate");
      if (i != j) { out += x; }
    }
    if (!raw) { law.subgenerator[i * n + i] = -(out + law.subgenerator[i * n + i]); }
  }
  double const t = in.number("t");
  refusals_allowed([&] {
    double const m = mean(law);
    require(m > 0, "mean > 0");
    finite(m, "mean is finite");
    require(scv(law) > -1e-9, "scv >= 0");
    require(normalized_third(law) > 1 - 1e-9, "normalized third moment >= 1");
    finite(moment(law, 5), "moments are finite");
    double const p = tail(law, t);
    require(p >= 0 && p <= 1, "tail is a probability");
    require(tail(law, 2 * t) <= p * (1 + 1e-9), "tail does not rise");
    double const f = laplace(law, t);
    require(f >= 0 && f <= 1 + 1e-9, "transform is in [0, 1]");
    // Markov's inequality.
    require(p * t <= m * (1 + 1e-9), "tail <= mean / t");
  });
  return 0;
}
