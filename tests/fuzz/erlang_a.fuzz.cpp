// SPDX-License-Identifier: MIT
#include "support/fuzz_queue.hpp"

#include <ullage/queue/erlang_a.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage;
  using namespace ullage_fuzz;
  input in(data, size);
  erlang_a<> q{.arrival_rate = in.number("arrival_rate"), .service_time = in.number("service_time"), .patience = in.number("patience")};
  q.servers = in.whole("servers", -1, 3000);
  if (in.flag("large") && q.servers > 0) { q.servers *= 300000; }
  refusals_allowed([&] {
    moderate(utilization(q), "utilization");
    require(is_stable(q), "always stable");
    check_moments(q);
    probability(abandon_probability(q), "abandon_probability");
    require(abandon_probability(q) <= wait_probability(q), "who gives up has waited");
    require(throughput(q) <= q.arrival_rate * (1 + 1e-15), "throughput <= arrival_rate");
    probability(state_probability(q, in.whole("n", 0, 4000)), "state_probability");
  });
  double const t = in.number("t");
  double const later = in.number("later");
  double const p = in.share("p");
  refusals_allowed([&] { check_tails(q, t, later, 1e-9); });
  refusals_allowed([&] { check_quantiles(q, p, 1e-8); });
  return 0;
}
