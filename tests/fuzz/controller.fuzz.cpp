// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/scaling/controller.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const r = ullage_fuzz::regime(in);
  auto m = capacity_model(in);
  refusals_allowed([&] {
    validate(r);
    m.concurrency_per_consumer = r.concurrency_per_consumer;
    if (!std::isfinite(consumer_cap(r, m.lanes)) || is_fixed(r) || is_continuous(r)) { return; }
    if (first_evaluation(r) > 1e12 * r.evaluation_period) { return; } // the next one is the same number
    ullage::controller<double> loop(r, m);
    double last = -1;
    for (int i = 0; i < 60 && in.left() > 0; ++i) {
      double const at = loop.next_evaluation(std::fmax(last, 0));
      require(at > last, "evaluations go on");
      if (!std::isfinite(at)) { return; }
      auto const v = loop.evaluate({at, in.amount("lag"), in.amount("in_flight"), in.amount("arrival_rate")});
      require(v.target >= 0 && v.target <= std::fmax(loop.cap(), r.max_consumers), "0 <= target <= cap");
      require(v.target == loop.desired(), "the wish is remembered");
      number(v.quiet_until, "quiet_until is a number");
      number(v.low, "low is a number");
      number(v.high, "high is a number");
      last = at;
    }
  });
  return 0;
}
