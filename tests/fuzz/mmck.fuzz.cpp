// SPDX-License-Identifier: MIT
#include "support/fuzz_queue.hpp"

#include <ullage/queue/mmck.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage;
  using namespace ullage_fuzz;
  input in(data, size);
  mmck<> q{.arrival_rate = in.number("arrival_rate"), .service_time = in.number("service_time")};
  q.servers = in.whole("servers", -1, 3000);
  q.capacity = in.whole("room", -1, 5000) + q.servers;
  if (in.flag("large")) {
    q.servers *= 300;
    q.capacity = 2000000000;
  }
  refusals_allowed([&] {
    moderate(utilization(q), "utilization");
    require(is_stable(q), "always stable");
    check_moments(q);
    probability(blocking_probability(q), "blocking_probability");
    require(mean_in_system(q) <= q.capacity * (1 + 1e-9), "mean_in_system <= capacity");
    require(throughput(q) <= q.arrival_rate, "throughput <= arrival_rate");
    probability(state_probability(q, in.whole("n", 0, 4000)), "state_probability");
  });
  double const t = in.number("t");
  double const later = in.number("later");
  double const p = in.share("p");
  refusals_allowed([&] { check_tails(q, t, later, 1e-9); });
  refusals_allowed([&] { check_quantiles(q, p, 1e-8); });
  return 0;
}
