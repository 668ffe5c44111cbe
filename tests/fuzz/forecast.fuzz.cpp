// SPDX-License-Identifier: MIT
#include "support/fuzz_groups.hpp"
#include "support/fuzz_models.hpp"

#include <ullage/forecast.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const skew = unequal(in);
  refusals_allowed([&] {
    auto p = ullage_fuzz::pipeline(in);
    apply(skew, p);
    auto const f = ullage::forecast(p);
    for (double const x : {f.peak_lag, f.peak_lag_at, f.drained_at, f.drain_time, f.finished_at, f.cooled_down_at, f.settled_at,
                           f.settled_lag, f.settled_consumers, f.max_wait, f.mean_wait, f.records, f.max_consumers, f.consumer_seconds,
                           f.invocations, f.full_capacity, f.utilization, f.peak_utilization, headroom(f) + 1}) {
      amount(x, "every number of a forecast is >= 0");
    }
    require(f.cooled_down_at >= f.finished_at, "cooled down after the end");
    require(f.drained_at == 0 || f.drained_at >= f.peak_lag_at, "drained after the peak");
    require(f.settled_consumers <= f.max_consumers * (1 + 1e-9), "no more consumers than the most");
    double end = 0;
    for (auto const& b : backlogs(f)) {
      require(b.start >= end && b.peak_at >= b.start && b.end >= b.peak_at, "backlogs follow each other");
      require(b.peak > 0 && b.peak <= f.peak_lag * (1 + 1e-9), "none is higher than the peak");
      end = b.end;
    }
    check_groups(f.path, lanes(p));
    auto const last = last_partition(f);
    amount(last.drained_at, "drained_at of the last partition >= 0");
    require(!last.reason.empty(), "there is a reason why it is the last");
    require(!p.partitions || last.group < partition_groups(f).size(), "the last partition is one of them");
  });
  return 0;
}
