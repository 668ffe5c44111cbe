// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/mminf.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::mminf<> const q{.arrival_rate = in.number("arrival_rate"), .service_time = in.number("service_time")};
  double const t = in.number("t");
  double const p = in.flag("any p") ? in.number("p") : in.share("p");
  double const n = in.number("n");
  auto const probability = [](double x, char const* what) { require(x >= 0 && x <= 1, what); };
  refusals_allowed([&] {
    require(mean_wait(q) == 0 && wait_variance(q) == 0 && wait_probability(q) == 0, "nobody waits");
    finite(mean_in_system(q), "mean_in_system");
    require(mean_in_queue(q) == 0 && utilization(q) == 0, "nobody waits");
  });
  refusals_allowed([&] {
    require(wait_tail(q, t) == 0, "nobody waits");
    probability(sojourn_tail(q, t), "sojourn_tail");
    require(sojourn_tail(q, t) <= sojourn_tail(q, t / 2), "sojourn_tail falls");
  });
  refusals_allowed([&] {
    double const s = sojourn_quantile(q, p);
    require(s >= 0 && std::isfinite(s) && wait_quantile(q, p) == 0, "quantiles");
    if (s > 1e-25 && s < widest) { require(std::fabs(sojourn_tail(q, s) - (1 - p)) <= 1e-12, "sojourn_quantile"); }
  });
  if (std::fabs(n) < 1e18) {
    refusals_allowed([&] { probability(state_probability(q, static_cast<long long>(n)), "state_probability"); });
  }
  refusals_allowed([&] {
    // At the mean, where the probability is largest.
    double const a = mean_in_system(q);
    if (a < 1e18) { probability(state_probability(q, static_cast<long long>(a)), "state_probability at the mean"); }
  });
  return 0;
}
