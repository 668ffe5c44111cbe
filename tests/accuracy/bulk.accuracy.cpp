// SPDX-License-Identifier: MIT
#include <ullage/queue/bulk.hpp>

#include <support/accuracy.hpp>

namespace {

using namespace ullage;
using ullage::test::measured;

batch_formation<> formed(double const* x) { return formation(batch_policy<>{.batch_size = x[1], .window = x[2]}, x[0]); }
bulk<> queue(double const* x) {
  return {.arrival_rate = x[0] * x[2], .per_invocation = x[1], .per_record = (1 - x[1]) / x[2], .batch_size = x[2], .window = x[3],
          .rule = x[4] == 0 ? window_rule::after_invocation : window_rule::when_idle};
}

measured const formed_size{"formation_mean_size", 1e-12, +[](double const* x) { return formed(x).mean_size; }};
// the variance is a share of 1 / size^2 of the mean square where the size closes the batch
measured const formed_variance{"formation_time_variance", 1e-9, +[](double const* x) { return formed(x).time_variance; }};
measured const formed_delay{"formation_mean_delay", 1e-12, +[](double const* x) { return formed(x).mean_delay; }};
measured const formed_by_size{"formation_closed_by_size", 1e-11, +[](double const* x) { return formed(x).closed_by_size; }};
measured const batch{"bulk_mean_batch", 1e-10, +[](double const* x) { return mean_batch(queue(x)); }};
measured const wait{"bulk_mean_wait", 1e-10, +[](double const* x) { return mean_wait(queue(x)); }};
measured const empty{"bulk_empty_probability", 1e-9, +[](double const* x) { return empty_probability(queue(x)); }};

} // namespace
