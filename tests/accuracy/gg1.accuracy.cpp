// SPDX-License-Identifier: MIT
#include <support/accuracy.hpp>
#include <ullage/queue/gg1.hpp>

namespace {
using namespace ullage;
using ullage::test::measured;

gg1<> queue(double rho, double arrival_scv, double service_scv) {
  return {.arrival_rate = rho, .arrival_scv = arrival_scv, .service_time = 1, .service_scv = service_scv};
}

measured const chance("gg1_wait_probability", 1e-11, +[](double const* x) { return wait_probability(queue(x[0], x[1], x[2])); });
measured const mean("gg1_mean_wait", 1e-11, +[](double const* x) { return mean_wait(queue(x[0], x[1], x[2])); });
measured const variance("gg1_wait_variance", 1e-11, +[](double const* x) { return wait_variance(queue(x[0], x[1], x[2])); });
measured const erlang("gg1_wait_tail_erlang", 1e-11, +[](double const* x) { return wait_tail(queue(x[0], x[1], 1 / x[2]), x[3]); });
measured const waits("gg1_wait_tail_gamma", 1e-11, +[](double const* x) { return wait_tail(queue(x[0], x[1], x[2]), x[3]); });
measured const sojourns("gg1_sojourn_tail_gamma", 1e-11, +[](double const* x) { return sojourn_tail(queue(x[0], x[1], x[2]), x[3]); });
measured const poisson("gg1_wait_tail_poisson", 1e-11, +[](double const* x) { return wait_tail(queue(x[0], 1, x[1]), x[2]); });
} // namespace
