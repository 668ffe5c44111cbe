// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/ggc.hpp>

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::ggc<> q{.arrival_rate = in.number("arrival_rate"), .service_time = in.number("service_time"), .servers = in.whole("servers", 0, 3000)};
  in.maybe("arrival_scv", q.arrival_scv);
  in.maybe("service_scv", q.service_scv);
  if (in.flag("stable")) { q.arrival_rate = in.share("utilization") / q.service_time * q.servers; }
  double const s = in.number("s");
  double const t = in.number("t");
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
    require(first <= chance * (1 + 1e-14) && last >= 0 && last <= first * (1 + 1e-12), "wait_tail falls from wait_probability to 0");
  });
  refusals_allowed([&] {
    double const at = wait_quantile(q, p);
    finite(at, "wait_quantile is finite");
    amount(at, "wait_quantile >= 0");
    if (at > 1e-30 && at < 1e30) {
      double const tail = wait_tail(q, at);
      require(tail <= (1 - p) * (1 + 1e-8) && tail >= (1 - p) * (1 - 1e-8), "wait_quantile is the inverse of wait_tail");
    }
  });
  refusals_allowed([&] { finite(decay_rate(q), "decay_rate is finite"); });
  return 0;
}
