// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/waits.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const p = in.number("p");
  double const limit = in.number("limit");
  refusals_allowed([&] {
    auto const f = ullage::backlog(ullage::model_of(ullage_fuzz::pipeline(in, 2'000)));
    auto const d = waits(f);
    double const longest = max_wait(d);
    double const mean = mean_wait(d);
    amount(longest, "max_wait >= 0");
    amount(mean, "mean_wait >= 0");
    amount(d.records, "records >= 0");
    if (unresolved_records(f) > 1e-7 * d.records) { return; }
    double const instant = 1e-6 + 1e-15 * f.segments.back().start; // what a time resolves
    require(mean <= longest * (1 + 1e-6) + instant, "the mean is at most the maximum");
    refusals_allowed([&] {
      double const late = late_records(d, limit);
      require(late >= -1e-9 * (1 + d.records) && late <= d.records * (1 + 1e-9), "0 <= late records <= records");
    });
    refusals_allowed([&] {
      double const q = wait_quantile(d, p);
      require(q >= 0 && q <= longest, "0 <= quantile <= maximum");
      if (!std::isfinite(q) || !std::isfinite(d.records)) { return; }
      double const beyond = late_records(d, q * (1 + 1e-9) + 1e-9);
      require(beyond <= ((1 - p) + 1e-7) * d.records + 1e-6, "no more than 1 - p wait longer than the quantile");
      require(wait_quantile(d, p / 2) <= q * (1 + 1e-9) + 1e-12, "quantiles increase");
    });
  });
  return 0;
}
