// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/scaling/capacity.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const m = capacity_model(in);
  double const n = in.amount("consumers");
  refusals_allowed([&] {
    auto const p = parallelism(m, n);
    amount(p.value, "parallelism >= 0");
    require(p.value <= m.lanes && p.value <= m.concurrency_limit, "within the lanes and the limit");
    amount(p.slope, "the slope is >= 0");
    require(p.until >= n * (1 - 1e-12), "a piece ends to the right");
    amount(ullage::capacity(m, n), "capacity >= 0");
  });
  double const rate = in.amount("rate");
  refusals_allowed([&] {
    double const need = ullage::consumers_for(m, rate);
    amount(need, "consumers_for >= 0");
    if (!std::isfinite(need) || need > 1e12 || rate < 1e-200) { return; }
    double const most = ullage::capacity(m, ullage::consumers_for(m, 1e300));
    double const reached = ullage::capacity(m, need);
    require(reached >= std::fmin(rate, most) * (1 - 1e-9), "consumers_for is enough, or as much as helps");
  });
  return 0;
}
