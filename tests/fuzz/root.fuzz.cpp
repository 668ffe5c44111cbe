// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/detail/root.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const a = in.amount("a");
  double const b = in.amount("b");
  double const root = in.amount("root");
  double const power = in.whole("power", 1, 5);
  int calls = 0;
  auto const f = [&](double x) {
    ++calls;
    return std::copysign(std::pow(std::fabs(x - root), power), x - root);
  };
  refusals_allowed([&] {
    double const x = ullage::detail::bracketed_root(f, a, b);
    require(x >= std::fmin(a, b) && x <= std::fmax(a, b), "the root lies in the bracket");
  });
  require(calls < 3000, "the search ends");
  return 0;
}
