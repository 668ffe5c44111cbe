// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/gg1.hpp>

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::gg1<> q{.arrival_rate = in.number("arrival_rate"), .service_time = in.number("service_time")};
  in.maybe("arrival_scv", q.arrival_scv);
  in.maybe("service_scv", q.service_scv);
  if (in.flag("stable")) { q.arrival_rate = in.share("utilization") / q.service_time; }
  double const s = in.number("s");
  double const t = in.flag("scaled") ? in.share("t") * 30 * q.service_time : in.number("t");
  double const p = in.share("p");
  refusals_allowed([&] {
    double const chance = wait_probability(q);
    require(chance >= 0 && chance <= 1, "0 <= wait_probability <= 1");
    finite(mean_wait(q), "mean_wait is finite");
    amount(mean_wait(q), "mean_wait >= 0");
    finite(wait_variance(q), "wait_variance is finite");
    amount(wait_variance(q), "wait_variance >= 0");
    double const first = wait_tail(q, std::min(s, t));
    double const last = wait_tail(q, std::max(s, t));
    require(first >= 0 && first <= 1 && last >= 0, "0 <= wait_tail <= 1");
    require(last <= first * (1 + 1e-6) + 1e-60, "wait_tail falls");
    require(first <= chance * (1 + 1e-9) + 1e-60, "wait_tail <= wait_probability");
    double const slow = sojourn_tail(q, t);
    require(slow >= 0 && slow <= 1, "0 <= sojourn_tail <= 1");
    require(slow >= wait_tail(q, t) * (1 - 1e-6) - 1e-60, "the sojourn is longer than the wait");
  });
  refusals_allowed([&] {
    double const at = wait_quantile(q, p);
    finite(at, "wait_quantile is finite");
    amount(at, "wait_quantile >= 0");
    // Nearly constant services make steps that a double does not resolve: both sides count.
    if (at > 0) {
      require(wait_tail(q, at * (1 + 1e-9)) <= (1 - p) * (1 + 1e-6), "wait_quantile is late enough");
      require(wait_tail(q, at * (1 - 1e-9)) >= (1 - p) * (1 - 1e-6), "wait_quantile is no later than needed");
    }
  });
  refusals_allowed([&] {
    double const at = sojourn_quantile(q, p);
    finite(at, "sojourn_quantile is finite");
    amount(at, "sojourn_quantile >= 0");
    if (at > 0 && at < 1e29) {
      require(sojourn_tail(q, at * (1 + 1e-9)) <= (1 - p) * (1 + 1e-6), "sojourn_quantile is late enough");
      require(sojourn_tail(q, at * (1 - 1e-9)) >= (1 - p) * (1 - 1e-6), "sojourn_quantile is no later than needed");
    }
  });
  refusals_allowed([&] {
    finite(decay_rate(q), "decay_rate is finite");
    finite(tail_constant(q), "tail_constant is finite");
    amount(tail_constant(q), "tail_constant >= 0");
  });
  return 0;
}
