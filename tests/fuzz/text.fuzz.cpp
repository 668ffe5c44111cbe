// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/detail/text.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const x = in.number("x");
  int const digits = in.whole("digits", 1, 17);
  require(!ullage::detail::brief(x, digits).empty(), "a number has a text");
  require(!ullage::detail::time_text(x, digits).empty(), "a time has a text");
  std::string const shown = ullage::detail::show(x);
  require(std::isnan(x) || std::strtod(shown.c_str(), nullptr) == x, "show gives the number back");
  return 0;
}
