// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/scaling/ramp.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const r = ullage_fuzz::regime(in);
  auto m = capacity_model(in);
  refusals_allowed([&] {
    validate(r);
    m.concurrency_per_consumer = r.concurrency_per_consumer;
    double const cap = consumer_cap(r, m.lanes);
    if (!std::isfinite(cap)) { return; }
    ullage::ramp_control<double> ramp(r, m);
    double const consumers = consumer_floor(r, m.lanes) + in.share("consumers") * (cap - consumer_floor(r, m.lanes));
    double const rate = in.amount("arrival_rate");
    double const slope = in.flag("falls") ? -in.amount("arrival_slope") : in.amount("arrival_slope");
    double const now = in.amount("now");
    bool in_order = true;
    auto const consider = [&](double at) { in_order = in_order && at >= now; };
    ramp.wait_from(now);
    double const growth = ramp.growth(now, consumers, consider);
    amount(growth, "consumers grow while records wait");
    require(growth == 0 || ramp.active(), "only a ramp grows");
    amount(ramp.reachable_slope(consumers), "reachable_slope >= 0");
    double const left = ramp.when_empty(consumers, rate, slope);
    require(left >= 0 && left <= std::fmax(consumers, cap), "an empty queue adds no consumers");
    amount(ramp.time_to_drop(consumers, rate, slope), "time_to_drop >= 0");
    number(ramp.tracked_growth(now, consumers, slope, true, consider), "tracked_growth is a number");
    require(in_order, "nothing is to be considered in the past");
  });
  return 0;
}
