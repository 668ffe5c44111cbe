// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/batching.hpp>

#include <cmath>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  using namespace ullage;
  input in(data, size);
  batch_policy<> p;
  p.batch_size = in.flag("any size") ? in.number("batch_size") : in.whole("size", 1, 10000);
  p.window = in.flag("any window") ? in.number("window") : in.share("share") * 300;
  in.maybe("record_bytes", p.record_bytes);
  in.maybe("payload_limit", p.payload_limit);
  in.maybe("envelope_bytes", p.envelope_bytes);
  double rate = in.number("arrival_rate");
  if (in.flag("about full")) { rate = (p.batch_size - 1) / p.window * (0.5 + in.share("fill")); }
  refusals_allowed([&] {
    double const limit = batch_limit(p);
    require(limit >= 1 && limit <= p.batch_size && limit == std::floor(limit), "batch_limit");
  });
  refusals_allowed([&] {
    auto const f = formation(p, rate);
    double const limit = batch_limit(p);
    require(f.mean_size >= 1 && f.mean_size <= limit * (1 + 1e-12), "1 <= size <= limit");
    require(f.mean_time >= 0 && f.mean_time <= p.window * (1 + 1e-12), "time <= window");
    require(f.mean_delay >= f.mean_time / 2 * (1 - 1e-10) && f.mean_delay <= f.mean_time * (1 + 1e-10), "time / 2 <= delay <= time");
    require(f.size_variance >= 0 && f.size_variance <= (limit - 1) * (limit - 1) / 4 * (1 + 1e-10), "size_variance");
    require(f.time_variance >= 0 && f.time_variance <= p.window * p.window / 4 * (1 + 1e-10), "time_variance");
    require(f.closed_by_size >= 0 && f.closed_by_size <= 1, "closed_by_size");
    require(std::fabs(f.mean_size - 1 - rate * f.mean_time) <= 1e-10 * f.mean_size, "size = 1 + rate time");
    finite(invocation_rate(p, rate), "invocation_rate");
  });
  refusals_allowed([&] { amount(fill_time(p, rate), "fill_time"); });
  invocation_time<> d;
  d.per_invocation = in.number("per_invocation");
  d.per_record = in.number("per_record");
  refusals_allowed([&] {
    double const least = smallest_batch_size(d, rate);
    require(least >= 1, "smallest_batch_size");
    if (std::isfinite(least) && least < 1e15) {
      require(batch_capacity(d, least) >= rate * (1 - 1e-9), "enough");
      require(least == 1 || batch_capacity(d, least - 1) <= rate * (1 + 1e-9), "not too much");
    }
    require(rate <= batch_capacity_limit(d) * (1 + 1e-12) || std::isinf(least), "no size above the limit");
  });
  return 0;
}
