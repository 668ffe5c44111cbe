// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/ph_fit.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const m = in.number("mean");
  double const v = in.number("scv");
  double const third = in.flag("near") ? (1 + v) * (1 + in.share("third")) : in.number("third");
  refusals_allowed([&] {
    auto const law = ullage::fit_ph(m, v);
    require(std::fabs(mean(law) / m - 1) < 1e-9, "the mean comes back");
    require(std::fabs((scv(law) + 1) / (v + 1) - 1) < 1e-9, "the scv comes back");
  });
  refusals_allowed([&] {
    auto const law = ullage::fit_ph3<double>({.mean = m, .scv = v, .normalized_third = third});
    require(std::fabs(mean(law) / m - 1) < 1e-8, "the mean comes back");
    require(std::fabs((scv(law) + 1) / (v + 1) - 1) < 1e-6, "the scv comes back");
    require(std::fabs(normalized_third(law) / third - 1) < 1e-6, "the third moment comes back");
  });
  return 0;
}
