// SPDX-License-Identifier: MIT
#include "support/fuzz_plan.hpp"

#include <ullage/plan.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const t = target(in);
  refusals_allowed([&] { check_plan(ullage::plan(ullage_fuzz::pipeline(in, 500), t)); });
  return 0;
}
