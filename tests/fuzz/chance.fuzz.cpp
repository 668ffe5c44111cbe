// SPDX-License-Identifier: MIT
// Any pipeline or owner has its laws or is refused: no answer is nan, shares are in [0, 1], quantiles rise.
#include "support/fuzz_models.hpp"

#include <ullage/chance.hpp>
#include <ullage/partition_queue.hpp>

namespace {

/// One owner: the tail begins at P(W > 0), falls, and is the inverse of the quantile.
void owner(ullage_fuzz::input& in) {
  using namespace ullage_fuzz;
  ullage::partition_queue<> q{.service_time = in.number("service_time")};
  q.arrival_rate = in.flag("by load") ? in.share("load") / q.service_time : in.number("arrival_rate");
  in.maybe("arrival_scv", q.arrival_scv);
  in.maybe("service_scv", q.service_scv);
  if (in.flag("runs")) {
    q.run = in.number("run");
    in.maybe("run_spacing", q.run_spacing);
    q.share = in.share("share");
  }
  if (in.flag("batches")) {
    q.batch_size = in.whole("batch_size", 0, 60);
    in.maybe("dispatch_overhead", q.dispatch_overhead);
    in.maybe("batch_window", q.batch_window);
    q.window = static_cast<ullage::window_rule>(in.whole("window", 0, 2));
  } else if (in.flag("pool")) {
    q.servers = in.whole("servers", 0, 60);
  }
  auto const d = ullage::prepare(q);
  amount(mean_wait(d), "a mean wait is >= 0");
  require(d.positive() >= 0 && d.positive() <= 1, "P(W > 0) is a chance");
  amount(d.decay(), "a rate is >= 0");
  double before = 1;
  for (double const p : {0.0, 0.5, 0.9, 0.99}) {
    double const x = wait_quantile(d, p);
    amount(x, "a quantile is >= 0");
    if (!(x < 1e29)) { return; }
    double const tail = wait_tail(d, x);
    require(tail >= 0 && tail <= before * (1 + 1e-6) + 1e-12, "the tail falls");
    // Where arrivals come in clumps the tail has cliffs: the place of one is rounded.
    require(wait_tail(d, x * (1 + 1e-6)) <= (1 - p) * (1 + 1e-4) + 1e-12, "no more than 1 - p wait longer than the quantile of p");
    before = tail;
  }
  double const far = wait_tail(d, in.amount("t"));
  require(far >= 0 && far <= 1, "a share is in [0, 1]");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  refusals_allowed([&] {
    if (in.flag("owner")) { return owner(in); }
    auto p = ullage_fuzz::pipeline(in, 500);
    in.maybe("arrival_scv", p.arrival_scv);
    in.maybe("service_scv", p.service_scv);
    if (in.flag("round_robin")) { p.producer = ullage::round_robin{}; }
    if (in.flag("sticky")) { p.producer = ullage::sticky<double>{.run = in.number("run")}; }
    if (in.flag("batched")) { p.batch_size = in.whole("batch_size", 1, 60); }
    if (p.partitions && *p.partitions > 64) { p.partitions = 64; }
    auto const f = ullage::forecast(p);
    if (f.path.segments.size() > 60) { return; }
    auto const c = ullage::chance(f);
    amount(mean_wait(c).value, "a mean wait is >= 0");
    double const middle = wait_quantile(c, 0.5).value;
    double const high = wait_quantile(c, 0.99).value;
    amount(middle, "a quantile is >= 0");
    require(high >= middle * (1 - 1e-3), "quantiles rise");
    double const late = late_share(c, in.amount("limit")).value;
    require(late >= 0 && late <= 1, "a share is in [0, 1]");
    amount(peak_lag_quantile(c, 0.9).value, "a lag is >= 0");
    amount(drained_at_quantile(c, 0.9).value, "a time is >= 0");
    amount(finished_at_mean(c).value, "a time is >= 0");
    double const t = std::isfinite(f.path.end) ? f.path.end * in.share("t") : in.amount("t");
    auto const band = lag_band(c, t, 0.9);
    require(band.low >= 0 && band.low <= band.high * (1 + 1e-9), "a band has a low and a high end");
    double const above = lag_exceedance(c, in.amount("lag"), t).value;
    require(above >= 0 && above <= 1, "a chance is in [0, 1]");
    double const old = age_exceedance(c, in.positive("age"), t).value;
    require(old >= 0 && old <= 1, "a chance is in [0, 1]");
  });
  return 0;
}
