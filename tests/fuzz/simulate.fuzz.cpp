// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/simulate.hpp>

#include <cmath>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  refusals_allowed([&] {
    auto p = ullage_fuzz::pipeline(in);
    if (p.partitions && *p.partitions > 2000) { *p.partitions %= 2000; }
    if (in.flag("batches")) {
      p.batch_size = in.whole("batch_size", 1, 300);
      in.maybe("batch_window", p.batch_window);
      if (in.flag("window")) { p.window = static_cast<ullage::window_rule>(in.whole("rule", 0, 2)); }
    }
    if (in.flag("retry")) {
      p.retry = {.failure_probability = in.share("failure_probability"), .poison_probability = in.share("poison_probability"),
                 .response = static_cast<ullage::on_failure>(in.whole("response", 0, 2))};
      in.maybe("backoff", p.retry.backoff);
      in.maybe("max_retries", p.retry.max_retries);
      in.maybe("max_record_age", p.retry.max_record_age);
    }
    in.maybe("init_time", p.cold_starts.init_time);
    in.maybe("init_scv", p.cold_starts.init_scv);
    in.maybe("keep_alive", p.cold_starts.keep_alive);
    in.maybe("rate", p.breakdowns.rate);
    in.maybe("pause", p.breakdowns.pause);
    in.maybe("pause_scv", p.breakdowns.pause_scv);
    if (in.flag("restart")) { p.breakdowns.then = ullage::after_interruption::restart; }
    in.maybe("service_scv", p.service_scv);
    in.maybe("arrival_scv", p.arrival_scv);
    int const producer = in.whole("producer", 0, 2);
    if (producer == 1) { p.producer = ullage::round_robin{}; }
    if (producer == 2) { p.producer = ullage::sticky<double>{.run = in.number("run")}; }
    if (in.flag("zipf")) { p.skew = ullage::zipf_keys<double>{.keys = in.whole("keys", 0, 50), .exponent = in.number("exponent")}; }
    p.assignment = static_cast<ullage::assignor>(in.whole("assignment", 0, 3));
    ullage::simulation_options o{.seed = 9, .replications = 2, .horizon = in.number("horizon"), .grid = in.whole("grid", 2, 40), .max_events = 20'000};
    if (in.flag("random placement")) { o.placement = ullage::key_placement::random; }
    in.maybe("warmup", o.warmup);
    int calls = 0;
    auto const r = ullage::simulate(p, o, [&](double done) {
      require(done >= 0 && done <= 1, "a share that is done");
      return ++calls < 3;
    });
    for (auto const& x : {r.peak_lag, r.peak_lag_at, r.drained_at, r.drain_time, r.finished_at, r.completed_at, r.cooled_down_at, r.max_wait,
                          r.mean_wait, r.wait_p50, r.wait_p90, r.wait_p99, r.wait_p999, r.mean_sojourn, r.max_sojourn, r.peak_offset_lag,
                          r.mean_lag, r.busy_seconds, r.invocations, r.batch_size, r.failures, r.cold_starts, r.discarded, r.throughput}) {
      amount(x.mean, "every figure is >= 0");
      number(x.low, "an interval has a low end");
      number(x.high, "and a high one");
      require(x.low <= x.high, "in this order");
    }
    number(r.consumer_seconds.mean, "consumer seconds are a number");
    for (auto const& b : r.bands) {
      amount(b.lag_low, "a band is >= 0");
      require(b.lag_low <= b.lag_high && b.arrived >= b.lag * (1 - 1e-12), "a band is ordered");
    }
    for (auto const& s : r.forecast.path.segments) {
      amount(s.start_rate, "services begin");
      amount(s.arrival_rate, "records arrive");
      number(s.capacity, "capacity is a number");
    }
    require(r.wait_p50.mean <= r.wait_p99.mean * (1 + 1e-12), "quantiles are ordered");
  });
  return 0;
}
