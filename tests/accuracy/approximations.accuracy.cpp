// SPDX-License-Identifier: MIT
// What the formulas by two moments are off; the budgets are measured, rounded up.
#include <support/accuracy.hpp>
#include <ullage/queue/approximations.hpp>

namespace {
using namespace ullage;
using ullage::test::measured;

gg1<> queue(double const* x) { return {.arrival_rate = x[0], .arrival_scv = x[1], .service_time = 1, .service_scv = x[2]}; }

measured const klb_chance("klb_wait_probability", 2.7, +[](double const* x) { return klb_wait_probability(queue(x)); });
measured const klb("klb_mean_wait", 0.9, +[](double const* x) { return klb_mean_wait(queue(x)); });
measured const marchal("marchal_mean_wait", 16, +[](double const* x) { return marchal_mean_wait(queue(x)); });
measured const kingman("kingman_mean_wait", 500, +[](double const* x) { return kingman_mean_wait(queue(x)); });
measured const daley("daley_mean_wait", 125, +[](double const* x) { return daley_mean_wait(queue(x)); });
measured const chen_whitt("chen_whitt_mean_wait", 120, +[](double const* x) { return chen_whitt_mean_wait(queue(x)); });
} // namespace
