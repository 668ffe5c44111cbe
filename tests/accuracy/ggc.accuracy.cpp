// SPDX-License-Identifier: MIT
#include <support/accuracy.hpp>
#include <ullage/queue/approximations.hpp>
#include <ullage/queue/ggc.hpp>

namespace {
using namespace ullage;
using ullage::test::measured;

ggc<> pool(double rho, double arrival_scv, double service_scv, double servers) {
  return {.arrival_rate = rho * servers, .arrival_scv = arrival_scv, .service_time = 1, .service_scv = service_scv, .servers = int(servers)};
}
double wait(double const* x) { return mean_wait(pool(x[0], x[1], x[2], x[3])); }
double chance(double const* x) { return wait_probability(pool(x[0], x[1], x[2], x[3])); }
double allen(double const* x) { return allen_cunneen_mean_wait(pool(x[0], x[1], x[2], x[3])); }

// The budgets are the errors of the approximations, rounded up.
measured const m1("ggc_mean_wait_mdc", 0.13, +[](double const* x) { return mean_wait(pool(x[0], 1, 0, x[1])); });
measured const m2("ggc_wait_probability_mdc", 0.13, +[](double const* x) { return wait_probability(pool(x[0], 1, 0, x[1])); });
measured const m3("ggc_mean_wait_phphc_low", 0.84, wait);
measured const m4("ggc_mean_wait_phphc_mixed", 1.4, wait);
measured const m5("ggc_mean_wait_phphc_high", 0.93, wait);
measured const p3("ggc_wait_probability_phphc_low", 0.29, chance);
measured const p4("ggc_wait_probability_phphc_mixed", 0.24, chance);
measured const p5("ggc_wait_probability_phphc_high", 0.77, chance);
measured const a3("allen_cunneen_mean_wait_phphc_low", 1.8, allen);
measured const a4("allen_cunneen_mean_wait_phphc_mixed", 3.2, allen);
measured const a5("allen_cunneen_mean_wait_phphc_high", 1.2, allen);
measured const r1("ggc_mean_wait_rare", 220, wait);
measured const r2("ggc_wait_probability_rare", 24, chance);
measured const k1("kimura_mean_wait_mdc", 0.13, +[](double const* x) { return kimura_mean_wait(pool(x[0], 1, 0, x[1])); });
measured const k2("kimura_mean_wait_mphc", 0.26, +[](double const* x) { return kimura_mean_wait(pool(x[0], 1, x[1], x[2])); });
} // namespace
