// SPDX-License-Identifier: MIT
#include <ullage/queue/offered_load.hpp>
#include <ullage/queue/sinusoidal_load.hpp>
#include <ullage/queue/staffing.hpp>

#include <support/accuracy.hpp>

#include <cmath>
#include <vector>

namespace {

using ullage::test::measured;

ullage::service_law<> law(double kind, double scv) {
  if (kind == 0) { return ullage::exponential_service<>{1}; }
  if (kind == 1) { return ullage::gamma_service<>{1, scv}; }
  return ullage::lognormal_service<>{1, scv};
}

measured const halfin_whitt("halfin_whitt", 1e-12, +[](double const* x) { return ullage::halfin_whitt(x[0]); });
measured const halfin_whitt_beta("halfin_whitt_beta", 1e-12, +[](double const* x) { return ullage::halfin_whitt_beta(x[0]); });
measured const garnett("garnett", 1e-12, +[](double const* x) { return ullage::garnett(x[0], x[1]); });
measured const garnett_beta("garnett_beta", 1e-12, +[](double const* x) { return ullage::garnett_beta(x[0], x[1]); });
// Approximations: the error is absolute, in the wait probability or in servers.
double off(double approximation, double exact) { return 1 + std::fabs(approximation - exact); }
measured const halfin_whitt_error("halfin_whitt_error", 0.111, +[](double const* x) { return off(ullage::halfin_whitt(x[1]), x[2]); });
measured const garnett_error("garnett_error", 0.167, +[](double const* x) { return off(ullage::garnett(x[1], x[2]), x[3]); });
measured const staffing_error("staffing_level_error", 2, +[](double const* x) { return off(ullage::staffing_level(x[0], x[1]), x[2]); });
measured const sinusoid("offered_load_sinusoid", 1e-12, +[](double const* x) {
  return ullage::offered_load(ullage::sinusoidal_load<>{.mean_rate = 1, .amplitude = x[0], .service_time = x[1], .period = x[2]}, x[3]);
});
measured const profile("offered_load_profile", 1e-9, +[](double const* x) {
  double const length = x[2];
  ullage::arrival_profile<> const rates({{.start = 0, .rate = 1, .slope = 2 / length},
                                         {.start = length, .rate = 3, .slope = -3 / length},
                                         {.start = 2 * length, .rate = 0.5},
                                         {.start = 3 * length}});
  return ullage::offered_load(rates, law(x[0], x[1]), x[3]);
});
measured const concurrency_tail("concurrency_tail", 2e-12, +[](double const* x) { return ullage::concurrency_tail(x[0], x[1]); });

} // namespace
