// SPDX-License-Identifier: MIT
#include "support/fuzz_queue.hpp"

#include <ullage/queue/finite_source.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage;
  using namespace ullage_fuzz;
  input in(data, size);
  finite_source<> q{.sources = in.whole("sources", -1, 3000), .source_rate = in.number("source_rate"), .service_time = in.number("service_time")};
  q.servers = in.whole("servers", -1, 3000);
  if (in.flag("large") && q.sources > 0) { q.sources *= 300; }
  refusals_allowed([&] {
    probability(utilization(q), "utilization");
    require(is_stable(q), "always stable");
    check_moments(q);
    moderate(throughput(q), "throughput");
    require(mean_in_system(q) <= q.sources * (1 + 1e-12), "mean_in_system <= sources");
    probability(state_probability(q, in.whole("n", 0, 4000)), "state_probability");
  });
  double const t = in.number("t");
  double const later = in.number("later");
  double const p = in.share("p");
  refusals_allowed([&] { check_tails(q, t, later, 1e-9); });
  refusals_allowed([&] { check_quantiles(q, p, 1e-8); });
  return 0;
}
