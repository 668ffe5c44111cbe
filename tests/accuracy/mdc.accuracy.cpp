// SPDX-License-Identifier: MIT
#include <support/accuracy.hpp>

#include <ullage/queue/md1.hpp>
#include <ullage/queue/mdc.hpp>

namespace {

using ullage::test::measured;

ullage::md1<> single(double const* x) { return {.arrival_rate = x[0], .service_time = x[1]}; }
ullage::mdc<> pool(double const* x) { return {.arrival_rate = x[0], .service_time = x[1], .servers = static_cast<int>(x[2])}; }

measured const single_tail("md1_wait_tail", 1e-11, +[](double const* x) { return wait_tail(single(x), x[2]); });
measured const single_decay("md1_decay_rate", 1e-14, +[](double const* x) { return decay_rate(single(x)); });
measured const single_constant("md1_tail_constant", 1e-13, +[](double const* x) { return tail_constant(single(x)); });
measured const single_quantile("md1_wait_quantile", 1e-11, +[](double const* x) {
  auto const q = single(x);
  return wait_tail(q, wait_quantile(q, x[2]));
});
measured const single_mass("md1_state_probability", 1e-11,
                           +[](double const* x) { return state_probability(single(x), static_cast<long long>(x[2])); });

measured const pool_probability("mdc_wait_probability", 1e-11, +[](double const* x) { return wait_probability(pool(x)); });
measured const pool_mean("mdc_mean_wait", 1e-11, +[](double const* x) { return mean_wait(pool(x)); });
measured const pool_variance("mdc_wait_variance", 1e-11, +[](double const* x) { return wait_variance(pool(x)); });
measured const pool_decay("mdc_decay_rate", 1e-14, +[](double const* x) { return decay_rate(pool(x)); });
measured const pool_constant("mdc_tail_constant", 1e-11, +[](double const* x) { return tail_constant(pool(x)); });
measured const pool_tail("mdc_wait_tail", 1e-10, +[](double const* x) { return wait_tail(pool(x), x[3]); });
measured const pool_quantile("mdc_wait_quantile", 1e-10, +[](double const* x) {
  auto const d = prepare(pool(x));
  return wait_tail(d, wait_quantile(d, x[3]));
});

measured const pool_mass("mdc_state_probability", 1e-10,
                         +[](double const* x) { return state_probability(pool(x), static_cast<long long>(x[3])); });

} // namespace
