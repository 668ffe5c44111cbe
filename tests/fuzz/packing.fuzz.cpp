// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/packing.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const partitions = in.number("partitions");
  double const consumers = in.number("consumers");
  refusals_allowed([&] {
    double const n = ullage::effective_parallelism(partitions, consumers);
    amount(n, "effective_parallelism >= 0");
    require(n <= partitions, "no more than the partitions");
    require(n <= consumers * (1 + 1e-14), "no more than the consumers");
  });
  return 0;
}
