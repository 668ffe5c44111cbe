// SPDX-License-Identifier: MIT
#include "support/fuzz_plan.hpp"

#include <ullage/sizing/partitions.hpp>
#include <ullage/sizing/pollers.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto t = target(in);
  refusals_allowed([&] {
    auto p = ullage_fuzz::pipeline(in, 500);
    p.partitions = 1;
    validate(p);
    validate(t, p);
    auto const found = size_partitions(p, t);
    require(found.nearest >= 1 && found.nearest <= t.max_partitions, "1 <= nearest <= max_partitions");
    if (!found.partitions) { return; }
    auto const at = [&](long long n) { return all_met(constraints_of(ullage::forecast(with_partitions(p, n)), t)); };
    require(at(*found.partitions), "the answer meets every target");
    if (!found.proven) { return; }
    for (long long n = 1; n < *found.partitions && n <= 40; ++n) { require(!at(n), "no smaller count does"); }
  });
  return 0;
}
