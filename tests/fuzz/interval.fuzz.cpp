// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/interval.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::interval<double> const x{.low = in.number("low"), .likely = in.number("likely"), .high = in.number("high")};
  refusals_allowed([&] {
    validate(x);
    require(contains(x, x.low) && contains(x, x.likely) && contains(x, x.high), "a valid interval contains its members");
    bool const same_infinity = x.low == x.high && std::isinf(x.low);
    require(same_infinity || width(x) >= 0, "the width is >= 0");
  });
  return 0;
}
