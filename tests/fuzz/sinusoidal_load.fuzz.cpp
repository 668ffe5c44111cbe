// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/sinusoidal_load.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::sinusoidal_load<> const q{
      .mean_rate = in.number("mean_rate"), .amplitude = in.number("amplitude"), .service_time = in.number("service_time"), .period = in.number("period")};
  double const t = in.number("t");
  refusals_allowed([&] {
    double const peak = peak_offered_load(q);
    finite(peak, "the peak is finite");
    double const load = offered_load(q, t);
    double const later = periodic_offered_load(q, t);
    require(load >= 0 && load <= 2 * peak * (1 + 1e-12), "the load is between 0 and twice the peak");
    require(later >= 0 && later <= peak * (1 + 1e-12), "the periodic load is between 0 and its peak");
    double const delay = offered_load_delay(q);
    require(delay >= 0 && delay <= q.service_time * (1 + 1e-12), "the delay is at most a service time");
  });
  return 0;
}
