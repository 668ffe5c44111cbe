// SPDX-License-Identifier: MIT
#include <ullage/queue/time_varying.hpp>
#include <ullage/queue/transient.hpp>

#include <support/accuracy.hpp>

#include <cmath>

namespace {

using namespace ullage;
using ullage::test::measured;

transient_state<> at(double const* x) {
  transient_mmc<> const q{.arrivals = constant_rate<>{.rate = x[1]}, .service_time = 1, .servers = int(x[0]), .initial = static_cast<long long>(x[2])};
  return transient(q, x[4]);
}

/// From low to high within length, back, and then low.
transient_mmc<> hat(double const* x, double initial) {
  double const length = x[3];
  double const slope = (x[2] - x[1]) / length;
  arrival_profile<> const rates({{.start = 0, .rate = x[1], .slope = slope}, {.start = length, .rate = x[2], .slope = -slope}, {.start = 2 * length, .rate = x[1]}});
  return {.arrivals = rates, .service_time = 1, .servers = int(x[0]), .initial = static_cast<long long>(initial)};
}

measured const mean("transient_mmc_mean", 1e-10, +[](double const* x) { return mean_in_system(at(x)); });
measured const tail("transient_mmc_tail", 1e-9, +[](double const* x) { return probability_at_least(at(x), static_cast<long long>(x[3])); });
measured const hat_mean("transient_hat_mean", 1e-9, +[](double const* x) { return mean_in_system(transient(hat(x, x[4]), x[5])); });
measured const hat_wait("transient_hat_wait_probability", 1e-8, +[](double const* x) { return wait_probability(transient(hat(x, x[4]), x[5])); });
// Approximations: the error is absolute, in the wait probability.
measured const mol("modified_offered_load_error", 0.14, +[](double const* x) {
  return 1 + std::fabs(modified_offered_load_wait_probability(hat(x, 0), x[4]) - x[5]);
});
measured const psa("pointwise_stationary_error", 0.48, +[](double const* x) {
  return 1 + std::fabs(pointwise_stationary_wait_probability(hat(x, 0), x[4]) - x[5]);
});

} // namespace
