// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/arrivals.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  refusals_allowed([&] {
    auto const a = arrivals(in);
    double const t = in.amount("t");
    double const later = t + in.amount("later");
    double const n = in.amount("n");
    amount(total_records(a), "total_records >= 0");
    amount(peak_rate(a), "peak_rate >= 0");
    amount(mean_rate(a), "mean_rate >= 0");
    require(mean_rate(a) <= peak_rate(a) * (1 + 1e-9) || total_records(a) > 0, "the mean is below the peak, bursts apart");
    amount(starts_at(a), "starts_at >= 0");
    amount(ends_at(a), "ends_at >= 0");
    amount(arrival_time(a, n), "arrival_time >= 0");
    if (!std::isfinite(later)) { return; }
    double const first = arrived(a, t);
    double const second = arrived(a, later);
    number(first, "arrived is a number");
    require(second >= first * (1 - 1e-9) - 1e-9 * (1 + total_records(a)), "arrivals do not vanish");
  });
  return 0;
}
