// SPDX-License-Identifier: MIT
#include <ullage/drain.hpp>
#include <ullage/lag_path.hpp>

#include <support/accuracy.hpp>

#include <cmath>

namespace {

using namespace ullage;
using ullage::test::measured;

borel_tanner<> partition(double const* x) { return {.initial_lag = x[0], .arrival_rate = x[1], .service_time = 1}; }

measured const ig_cdf("inverse_gaussian_cdf", 2e-13, +[](double const* x) { return drain_cdf(inverse_gaussian<>{x[0], x[1]}, x[2]); });
measured const ig_tail("inverse_gaussian_tail", 2e-13, +[](double const* x) { return drain_tail(inverse_gaussian<>{x[0], x[1]}, x[2]); });
measured const bt_cdf("borel_tanner_cdf", 1e-12, +[](double const* x) { return drain_cdf(partition(x), x[2]); });
measured const bt_tail("borel_tanner_tail", 1e-12, +[](double const* x) { return drain_tail(partition(x), x[2]); });
measured const exact("drain_quantile_exact", 0, +[](double const* x) { return drain_quantile(partition(x), x[2]); });
measured const tail("reflected_tail", 1e-13, +[](double const* x) { return reflected_tail(reflected_path<>{x[0], x[1], x[2]}, x[4], x[3]); });
measured const mean("reflected_mean", 1e-13, +[](double const* x) { return reflected_mean(reflected_path<>{x[0], x[1], x[2]}, x[3]); });
measured const one("lag_exceedance", 2e-13, +[](double const* x) { return lag_exceedance(lag_segment<>{x[2], x[0], x[1]}, x[3]); });
measured const two("lag_exceedance_two_segments", 1e-10, +[](double const* x) {
  return lag_exceedance(lag_path<>{.segments = {{1, x[0], 1}, {1, x[1], x[2]}}}, x[3]);
});

} // namespace
