// SPDX-License-Identifier: MIT
#include "support/fuzz_queue.hpp"

#include <ullage/queue/mm1.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::mm1<> q{.arrival_rate = in.number("arrival_rate"), .service_time = in.number("service_time")};
  if (in.flag("stable") && q.service_time > 0) { q.arrival_rate = in.share("rho") / q.service_time; }
  double const t = in.number("t");
  double const p = in.flag("any p") ? in.number("p") : in.share("p");
  double const n = in.number("n");
  refusals_allowed([&] { moderate(utilization(q), "utilization"); });
  refusals_allowed([&] {
    check_moments(q);
    require(wait_quantile(q, 0) == 0 && sojourn_quantile(q, 0) == 0, "the 0-quantiles are 0");
  });
  refusals_allowed([&] { check_tails(q, t / 2, t, 1e-12); });
  refusals_allowed([&] { check_quantiles(q, p, 1e-12); });
  if (std::fabs(n) < 1e18) {
    refusals_allowed([&] { probability(state_probability(q, static_cast<long long>(n)), "state_probability"); });
  }
  return 0;
}
