// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/units.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const x = in.number("x");
  for (double const y : {ullage::seconds(x), ullage::milliseconds(x), ullage::minutes(x), ullage::hours(x), ullage::days(x),
                         ullage::per_minute(x), ullage::per_hour(x), ullage::kilobytes(x), ullage::megabytes(x), ullage::kibibytes(x),
                         ullage::mebibytes(x)}) {
    require(std::isnan(x) == std::isnan(y), "a number stays a number");
    require(std::isnan(x) || std::signbit(x) == std::signbit(y), "the sign stays");
  }
  return 0;
}
