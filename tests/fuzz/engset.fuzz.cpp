// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/engset.hpp>

namespace {
using namespace ullage_fuzz;
void probability(double p, char const* what) { require(p >= 0 && p <= 1, what); }
void moderate(double x, char const* what) { require(std::isfinite(x) && x >= 0, what); }
} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage;
  input in(data, size);
  engset<> q{.sources = in.whole("sources", -1, 3000), .source_rate = in.number("source_rate"), .service_time = in.number("service_time")};
  q.servers = in.whole("servers", -1, 3000);
  if (in.flag("large") && q.sources > 0) {
    q.sources *= 300;
    q.servers *= 100;
  }
  refusals_allowed([&] {
    probability(utilization(q), "utilization");
    require(is_stable(q), "always stable");
    probability(blocking_probability(q), "blocking_probability");
    probability(time_congestion(q), "time_congestion");
    require(blocking_probability(q) <= time_congestion(q) * (1 + 1e-12), "an arrival sees one source less");
    moderate(throughput(q), "throughput");
    moderate(mean_in_system(q), "mean_in_system");
    probability(state_probability(q, in.whole("n", 0, 4000)), "state_probability");
  });
  return 0;
}
