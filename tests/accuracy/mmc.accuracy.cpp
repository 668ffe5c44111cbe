// SPDX-License-Identifier: MIT
#include <support/accuracy.hpp>

#include <ullage/queue/mm1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/mminf.hpp>

using ullage::mm1;
using ullage::mmc;
using ullage::mminf;
using ullage::test::measured;

namespace {

mmc<> many(double const* x) {
  return {.arrival_rate = x[0], .service_time = x[1], .servers = static_cast<int>(x[2])};
}
mm1<> one(double const* x) { return {.arrival_rate = x[0], .service_time = x[1]}; }
mminf<> all(double const* x) { return {.arrival_rate = x[0], .service_time = x[1]}; }

measured const probability{"mmc_wait_probability", 1e-12, [](double const* x) { return wait_probability(many(x)); }};
measured const mean{"mmc_mean_wait", 1e-12, [](double const* x) { return mean_wait(many(x)); }};
measured const tail{"mmc_wait_tail", 1e-12, [](double const* x) { return wait_tail(many(x), x[3]); }};
measured const quantile{"mmc_wait_quantile", 1e-8, [](double const* x) {
                          return wait_tail(many(x), wait_quantile(many(x), x[3]));
                        }};
measured const sojourn{"mmc_sojourn_tail", 1e-12, [](double const* x) { return sojourn_tail(many(x), x[3]); }};
measured const sojourn_p{"mmc_sojourn_quantile", 1e-8, [](double const* x) {
                           return sojourn_tail(many(x), sojourn_quantile(many(x), x[3]));
                         }};
measured const state{"mmc_state_probability", 1e-12, [](double const* x) {
                       return state_probability(many(x), static_cast<long long>(x[3]));
                     }};
measured const poisson{"mminf_state_probability", 1e-12, [](double const* x) {
                         return state_probability(all(x), static_cast<long long>(x[2]));
                       }};
measured const single_wait{"mm1_mean_wait", 1e-14, [](double const* x) { return mean_wait(one(x)); }};
measured const single_state{"mm1_state_probability", 1e-12, [](double const* x) {
                              return state_probability(one(x), static_cast<long long>(x[2]));
                            }};

} // namespace
