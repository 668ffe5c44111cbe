// SPDX-License-Identifier: MIT
#include <ullage/constraint.hpp>
#include <ullage/target.hpp>
#include "support/fuzz_plan.hpp"


extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const t = target(in);
  refusals_allowed([&] {
    auto const p = ullage_fuzz::pipeline(in, 2'000);
    validate(t, p);
    auto const f = ullage::forecast(p);
    auto const all = constraints_of(f, t);
    require(!all.empty(), "a valid target asks for something");
    check_constraints(all);
    require(tightest(all) != nullptr, "one is the tightest");
  });
  return 0;
}
