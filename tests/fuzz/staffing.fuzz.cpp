// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/staffing.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const a = in.number("a");
  double const b = in.number("b");
  auto const probability = [](double p) { require(p >= 0 && p <= 1, "a probability is in [0, 1]"); };
  refusals_allowed([&] { probability(ullage::halfin_whitt(a)); });
  refusals_allowed([&] { probability(ullage::garnett(a, b)); });
  refusals_allowed([&] {
    double const beta = ullage::halfin_whitt_beta(a);
    require(beta > 0 && std::fabs(ullage::halfin_whitt(beta) - a) <= 1e-9 * a + 1e-300, "halfin_whitt_beta is the inverse");
  });
  refusals_allowed([&] {
    double const beta = ullage::garnett_beta(a, b);
    finite(beta, "garnett_beta is finite");
    require(std::fabs(ullage::garnett(beta, b) - a) <= 1e-8 * a + 1e-300, "garnett_beta is the inverse");
  });
  refusals_allowed([&] {
    double const n = ullage::square_root_staffing(a, b);
    finite(n, "servers are finite");
    require(n >= 0 && n == std::floor(n), "servers are whole");
  });
  refusals_allowed([&] { require(ullage::staffing_level(a, b) >= std::floor(a), "no fewer servers than the load"); });
  return 0;
}
