// SPDX-License-Identifier: MIT
// Any pipeline against any target: no value of chance is nan, the longest wait rises with its chance.
#include "support/fuzz_plan.hpp"

#include <ullage/odds.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  refusals_allowed([&] {
    auto p = ullage_fuzz::pipeline(in, 500);
    in.maybe("arrival_scv", p.arrival_scv);
    in.maybe("service_scv", p.service_scv);
    if (in.flag("round_robin")) { p.producer = ullage::round_robin{}; }
    if (in.flag("batched")) {
      p.batch_size = in.whole("batch_size", 1, 60);
      in.maybe("batch_window", p.batch_window);
    }
    if (p.partitions && *p.partitions > 64) { p.partitions = 64; }
    ullage::target<double> t;
    t.probability = in.share("probability");
    in.maybe("max_wait", t.max_wait);
    in.maybe("drained_by", t.drained_by);
    in.maybe("peak_lag", t.peak_lag);
    in.maybe("mean_wait", t.mean_wait);
    if (in.flag("quantile")) { t.wait_quantile = ullage::quantile_target<double>{in.share("share"), in.amount("limit")}; }
    in.maybe("steady_mean_wait", t.steady_mean_wait);
    if (in.flag("steady quantile")) { t.steady_wait_quantile = ullage::quantile_target<double>{in.share("share"), in.amount("limit")}; }
    validate(t, p);
    auto const f = ullage::forecast(p);
    if (f.path.segments.size() > 60) { return; }
    for (auto const& c : constraints_with_chance(f, t)) {
      amount(c.value, "a value is >= 0");
      require(c.met == (c.value <= c.limit * (1 + 1e-12)), "met means within the limit");
      require(!c.unit.empty(), "a value has a unit");
    }
    auto const c = ullage::chance(f);
    double before = 0;
    for (double const q : {0.01, 0.5, 0.99}) {
      double const x = max_wait_quantile(c, q).value;
      amount(x, "a wait is >= 0");
      require(x >= before * (1 - 1e-5), "quantiles rise");
      before = x;
    }
  });
  return 0;
}
