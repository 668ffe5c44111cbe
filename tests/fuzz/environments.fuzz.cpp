// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/scaling/environments.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const burst = in.positive("burst");
  ullage::environment_pool<double> pool(burst, in.positive("rate"));
  for (int i = 0; i < 40 && in.left() > 0; ++i) {
    double const wanted = in.amount("wanted");
    double const got = pool.request(wanted);
    require(got <= wanted, "no more than what is wanted");
    amount(got, "environments >= 0");
    amount(pool.reachable(), "reachable >= 0");
    double const slope = in.amount("slope");
    double const empty = pool.time_to_empty(slope);
    amount(empty, "time_to_empty >= 0");
    double const dt = std::fmin(in.amount("time"), empty);
    if (!std::isfinite(dt * slope) || !std::isfinite(dt * pool.refill_rate())) { return 0; }
    pool.advance(dt, slope);
    amount(pool.in_use(), "in_use >= 0");
    require(pool.reachable() - pool.in_use() <= burst * (1 + 1e-9) + 1e-9 * pool.in_use(), "tokens within the burst");
  }
  return 0;
}
