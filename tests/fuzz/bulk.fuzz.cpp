// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/bulk.hpp>

#include <cmath>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  using namespace ullage;
  input in(data, size);
  bulk<> q;
  bool const wild = in.whole("wild", 0, 7) == 0;
  // sizes up to 200: larger ones take more than their share of the time
  q.batch_size = wild ? in.number("batch_size") : in.whole("size", 1, in.flag("larger") ? 200 : 12);
  q.per_invocation = in.flag("any a") ? in.number("per_invocation") : in.amount("a");
  q.per_record = in.flag("any b") ? in.number("per_record") : in.amount("b");
  q.rule = static_cast<window_rule>(in.whole("rule", 0, 2));
  if (q.batch_size > 1 && in.flag("with a window")) { q.window = in.flag("any window") ? in.number("window") : in.share("share") * 300; }
  if (q.batch_size <= 20 && in.whole("random", 0, 3) == 0) { q.service_scv = in.flag("any scv") ? in.number("service_scv") : in.share("scv"); }
  q.arrival_rate = wild ? in.number("arrival_rate") : in.share("load") * q.batch_size / (q.per_invocation + q.per_record * q.batch_size);
  if (q.batch_size > 200 || q.batch_size * q.service_scv > 40) { return 0; }
  if (in.whole("heavy", 0, 15) == 0) { q.arrival_rate = q.batch_size / (q.per_invocation + q.per_record * q.batch_size) * (1 - std::ldexp(1, -in.whole("exponent", 1, 53))); }
  refusals_allowed([&] { require(utilization(q) >= 0, "utilization"); });
  refusals_allowed([&] {
    auto const d = prepare(q);
    double const batch = mean_batch(d);
    require(batch >= 1 - 1e-9 && batch <= q.batch_size * (1 + 1e-9), "1 <= mean_batch <= batch_size");
    double const busy = busy_fraction(d);
    require(busy >= 0 && busy <= 1, "busy_fraction");
    require(busy >= utilization(d) * (1 - 1e-9), "busy_fraction >= utilization");
    double const empty = empty_probability(d);
    require(empty >= 0 && empty <= 1 + 1e-12, "empty_probability");
    double const wait = mean_wait(d);
    require(wait >= 0 && std::isfinite(wait), "mean_wait");
    double const stay = mean_sojourn(d);
    require(stay >= wait && std::isfinite(stay), "mean_sojourn");
  });
  bool moderate = false;
  refusals_allowed([&] { moderate = utilization(q) < 0.999; });
  if (!moderate) { return 0; }
  double const t = in.flag("any t") ? in.number("t") : in.share("services") * 5 * (q.per_invocation + q.per_record * q.batch_size);
  double const p = in.flag("any p") ? in.number("p") : 1 - std::ldexp(1, -in.whole("bits", 0, 40));
  refusals_allowed([&] {
    auto const d = prepare(q);
    double const tail = wait_tail(d, t);
    require(tail >= 0 && tail <= 1, "wait_tail");
    require(tail <= wait_probability(d) + 1e-12, "wait_tail <= wait_probability");
    if (t < 1e29) { require(wait_tail(d, t * 1.01) <= tail + 1e-12, "the tail falls"); }
    if (mean_wait(d) > 0 && t > 0) { require(tail <= mean_wait(d) / t * (1 + 1e-9) + 1e-12, "Markov's bound"); }
    double const quantile = wait_quantile(d, p);
    require(quantile >= 0 && std::isfinite(quantile), "wait_quantile");
    double const rounding = 1e-13;
    require(wait_tail(d, quantile * (1 + rounding)) <= 1 - p + 1e-11, "enough wait");
  });
  return 0;
}
