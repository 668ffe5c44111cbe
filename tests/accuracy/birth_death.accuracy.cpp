// SPDX-License-Identifier: MIT
// Measures of the queues whose states are a birth-death chain.
#include <ullage/queue/engset.hpp>
#include <ullage/queue/erlang_a.hpp>
#include <ullage/queue/finite_source.hpp>
#include <ullage/queue/mmck.hpp>

#include <support/accuracy.hpp>

namespace {

using ullage::test::measured;

ullage::mmck<> room(double const* x) {
  return {.arrival_rate = x[0], .service_time = x[1], .servers = static_cast<int>(x[2]), .capacity = static_cast<int>(x[3])};
}
ullage::erlang_a<> palm(double const* x) {
  return {.arrival_rate = x[0], .service_time = x[1], .patience = x[2], .servers = static_cast<int>(x[3])};
}
ullage::finite_source<> repair(double const* x) {
  return {.sources = static_cast<int>(x[0]), .source_rate = x[1], .service_time = x[2], .servers = static_cast<int>(x[3])};
}
ullage::engset<> loss(double const* x) {
  return {.sources = static_cast<int>(x[0]), .source_rate = x[1], .service_time = x[2], .servers = static_cast<int>(x[3])};
}

measured const mmck_blocking{"mmck_blocking_probability", 1e-12, +[](double const* x) { return blocking_probability(room(x)); }};
measured const mmck_mean_wait{"mmck_mean_wait", 1e-12, +[](double const* x) { return mean_wait(room(x)); }};
measured const mmck_mean_in_queue{"mmck_mean_in_queue", 1e-12, +[](double const* x) { return mean_in_queue(room(x)); }};
measured const mmck_wait_tail{"mmck_wait_tail", 1e-12, +[](double const* x) { return wait_tail(room(x), x[4]); }};
measured const mmck_sojourn_tail{"mmck_sojourn_tail", 1e-12, +[](double const* x) { return sojourn_tail(room(x), x[4]); }};
measured const erlang_a_wait{"erlang_a_wait_probability", 1e-12, +[](double const* x) { return wait_probability(palm(x)); }};
measured const erlang_a_abandon{"erlang_a_abandon_probability", 1e-12, +[](double const* x) { return abandon_probability(palm(x)); }};
measured const erlang_a_mean_wait{"erlang_a_mean_wait", 1e-12, +[](double const* x) { return mean_wait(palm(x)); }};
measured const erlang_a_wait_tail{"erlang_a_wait_tail", 1e-12, +[](double const* x) { return wait_tail(palm(x), x[4]); }};
measured const finite_throughput{"finite_source_throughput", 1e-12, +[](double const* x) { return throughput(repair(x)); }};
measured const finite_mean_wait{"finite_source_mean_wait", 1e-12, +[](double const* x) { return mean_wait(repair(x)); }};
measured const finite_wait_tail{"finite_source_wait_tail", 1e-12, +[](double const* x) { return wait_tail(repair(x), x[4]); }};
measured const mmck_wait_variance{"mmck_wait_variance", 1e-12, +[](double const* x) { return wait_variance(room(x)); }};
measured const mmck_mean_wait_large{"mmck_mean_wait_large", 1e-12, +[](double const* x) { return mean_wait(room(x)); }};
measured const mmck_wait_tail_large{"mmck_wait_tail_large", 1e-12, +[](double const* x) { return wait_tail(room(x), x[4]); }};
measured const erlang_a_wait_variance{"erlang_a_wait_variance", 1e-12, +[](double const* x) { return wait_variance(palm(x)); }};
measured const erlang_a_sojourn_tail{"erlang_a_sojourn_tail", 1e-12, +[](double const* x) { return sojourn_tail(palm(x), x[4]); }};
measured const erlang_a_abandon_large{"erlang_a_abandon_probability_large", 1e-12, +[](double const* x) { return abandon_probability(palm(x)); }};
measured const erlang_a_wait_tail_large{"erlang_a_wait_tail_large", 1e-12, +[](double const* x) { return wait_tail(palm(x), x[4]); }};
measured const erlang_a_wait_variance_large{"erlang_a_wait_variance_large", 1e-12, +[](double const* x) { return wait_variance(palm(x)); }};
measured const finite_wait_variance{"finite_source_wait_variance", 1e-12, +[](double const* x) { return wait_variance(repair(x)); }};
measured const finite_sojourn_tail{"finite_source_sojourn_tail", 1e-12, +[](double const* x) { return sojourn_tail(repair(x), x[4]); }};
measured const finite_mean_wait_large{"finite_source_mean_wait_large", 1e-12, +[](double const* x) { return mean_wait(repair(x)); }};
measured const finite_wait_tail_large{"finite_source_wait_tail_large", 1e-12, +[](double const* x) { return wait_tail(repair(x), x[4]); }};
measured const engset_blocking{"engset_blocking_probability", 1e-12, +[](double const* x) { return blocking_probability(loss(x)); }};
measured const engset_time{"engset_time_congestion", 1e-12, +[](double const* x) { return time_congestion(loss(x)); }};

} // namespace
