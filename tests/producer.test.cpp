// SPDX-License-Identifier: MIT
#include <ullage/detail/splitmix.hpp>
#include <ullage/producer.hpp>
#include <ullage/queue/gg1.hpp>
#include <ullage/queue/mdc.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

using rule = producer_rule<double>;
using topic = topic_arrivals<double>;

run_job<double> job(double run, double service_time, double share = 0.05, double rate = 5) {
  return sticky_job(partition_arrivals(rule(sticky<>{.run = run}), topic{.arrival_rate = rate}, share), service_time);
}

/// Mean wait of `records` Poisson records in runs on random partitions.
double simulated(double rate, double service_time, int partitions, int run, int records) {
  detail::splitmix chance(42);
  std::vector<double> free_at(static_cast<std::size_t>(partitions));
  double now = 0;
  double sum = 0;
  std::size_t at = 0;
  for (int i = 0; i < records; ++i) {
    now -= std::log(chance.unit()) / rate;
    if (i % run == 0) { at = static_cast<std::size_t>(chance.below(static_cast<std::uint64_t>(partitions))); }
    double const start = free_at[at] > now ? free_at[at] : now;
    sum += start - now;
    free_at[at] = start + service_time;
  }
  return sum / records;
}

} // namespace

TEST_CASE("R320: sticky runs of 5, 20 and 160 within the intervals of the simulation") {
  CHECK(mean_wait(job(5, 3)) == doctest::Approx(26.91).epsilon(2 * 0.08 / 26.91).scale(0));
  CHECK(mean_wait(job(20, 3)) == doctest::Approx(110.97).epsilon(2 * 0.70 / 110.97).scale(0));
  CHECK(mean_wait(job(160, 3)) == doctest::Approx(894).epsilon(2 * 15.0 / 894).scale(0));
}

TEST_CASE("R320: runs as jobs with the two moments of their arrivals alone give 27.2, 112.3 and 908, each within 2 %") {
  double const simulated_wait[] = {26.91, 110.97, 894};
  double const runs[] = {5, 20, 160};
  double const by_moments[] = {27.2, 112.325, 906.825};
  for (std::size_t i = 0; i < 3; ++i) {
    auto const a = partition_arrivals(rule(sticky<>{.run = runs[i]}), topic{.arrival_rate = 5}, 0.05);
    auto const j = sticky_job(a, 3.0);
    CHECK(j.service_time == rel(runs[i] * 3, 1e-15));
    CHECK(a.arrival_scv == rel(1 - (1 - 1 / runs[i]) / 20, 1e-15));
    double const two_moments = 0.75 / 0.25 * j.service_time * a.arrival_scv / 2 + (runs[i] - 1) / 2 * (3 - 0.2);
    CHECK(two_moments == rel(by_moments[i], 1e-12));
    auto const q = gg1<>{.arrival_rate = a.arrival_rate, .arrival_scv = a.arrival_scv, .service_time = j.service_time, .service_scv = 0};
    CHECK(mean_wait(q) + j.wait_in_run == rel(simulated_wait[i], 0.02));
  }
}

TEST_CASE("R320: keyed records are an M/D/1 queue for each partition, records in turn an M/D/20 queue") {
  auto const k = partition_arrivals(rule(keyed{}), topic{.arrival_rate = 5}, 0.05);
  CHECK(mean_wait(gg1<>{.arrival_rate = k.arrival_rate, .arrival_scv = k.arrival_scv, .service_time = 3, .service_scv = 0}) == rel(4.5, 1e-9));
  auto const r = partition_arrivals(rule(round_robin{}), topic{.arrival_rate = 5}, 0.05);
  CHECK(r.arrival_rate == 0.25);
  CHECK(r.arrival_scv == rel(0.05, 1e-15));
  double const turn = mean_wait(gg1<>{.arrival_rate = r.arrival_rate, .arrival_scv = r.arrival_scv, .service_time = 3, .service_scv = 0});
  CHECK(turn == rel(0.05623570, 1e-6));
  CHECK(turn == rel(mean_wait(mdc<>{.arrival_rate = 5, .service_time = 3, .servers = 20}), 1e-8));
}

TEST_CASE("sticky runs agree with a simulation where the run itself does not keep up, and within 6 % where it nearly does") {
  CHECK(mean_wait(job(5, 1)) == rel(simulated(5, 1, 20, 5, 2000000), 0.01));
  CHECK(mean_wait(job(40, 2)) == rel(simulated(5, 2, 20, 40, 4000000), 0.02));
  CHECK(mean_wait(job(20, 0.3)) == rel(simulated(5, 0.3, 20, 20, 2000000), 0.06));
  CHECK(mean_wait(job(5, 0.2)) == rel(simulated(5, 0.2, 20, 5, 2000000), 0.06));
  CHECK(mean_wait(job(20, 0.1)) == rel(simulated(5, 0.1, 20, 20, 2000000), 0.1));
}

TEST_CASE("runs that take a fixed time are a discrete-time queue with Bernoulli arrivals") {
  // The topic's records come regularly; p = 1/10, one slot is a run of 4 records, service takes 6 slots.
  auto const a = partition_arrivals(rule(sticky<>{.run = 4}), topic{.arrival_rate = 4, .arrival_scv = 0}, 0.1);
  auto const j = sticky_job(a, 1.5);
  double const queue = 0.1 * 6 * 5 / (2 * (1 - 0.6)); // p E[S(S - 1)] / (2 (1 - p E[S])), Meisling 1958
  CHECK(mean_wait(j) - j.wait_in_run == rel(queue, 1e-12));
  CHECK(j.wait_in_run == rel(1.5 * (1.5 - 0.25), 1e-12));
}

TEST_CASE("runs of one record of Poisson arrivals are keyed records, and an M/D/1 queue") {
  auto const one = job(1, 3);
  CHECK(one.arrival_scv == 1);
  CHECK(one.wait_in_run == 0);
  CHECK(mean_wait(one) == rel(4.5, 1e-14));
  auto const k = sticky_job(partition_arrivals(rule(keyed{}), topic{.arrival_rate = 5}, 0.05), 3.0);
  CHECK(mean_wait(k) == mean_wait(one));
}

TEST_CASE("an unending run is a queue of its own") {
  CHECK(job(1e9, 0.1).wait_in_run == rel(0.05, 1e-3)); // M/D/1 at one half
  auto const a = partition_arrivals(rule(sticky<>{.run = 1e9}), topic{.arrival_rate = 5}, 0.05);
  CHECK(sticky_job(a, 0.1, 1.0).wait_in_run == rel(0.1, 1e-3)); // M/M/1 at one half
}

TEST_CASE("how long a run is") {
  topic const t{.arrival_rate = 50, .record_bytes = 100};
  CHECK(run_length(rule(sticky<>{.batch_bytes = 16384}), t) == 164);
  CHECK(run_length(rule(sticky<>{.batch_bytes = 1000}), t) == 10);
  CHECK(run_length(rule(sticky<>{.batch_bytes = 10}), t) == 1);
  CHECK(run_length(rule(sticky<>{.batch_bytes = 0.3}), topic{.arrival_rate = 1, .record_bytes = 0.1}) == 3);
  CHECK(run_length(rule(sticky<>{.linger = 0.1}), t) == 6);
  CHECK(run_length(rule(sticky<>{.linger = 0.1}), topic{.arrival_rate = 0}) == 1);
  CHECK(run_length(rule(sticky<>{.run = 12}), t) == 12);
  CHECK(run_length(rule(keyed{}), t) == 1);
  CHECK(run_length(rule(round_robin{}), t) == 1);
}

TEST_CASE("records are kept: runs of all partitions carry the topic's rate") {
  for (auto const& p : {rule(keyed{}), rule(round_robin{}), rule(sticky<>{.run = 7}), rule(sticky<>{.linger = 2})}) {
    double sum = 0;
    for (double const share : {0.5, 0.3, 0.15, 0.05}) {
      auto const a = partition_arrivals(p, topic{.arrival_rate = 8, .arrival_scv = 2}, share);
      sum += a.arrival_rate * a.run;
      CHECK(a.arrival_scv >= 0);
    }
    CHECK(sum == rel(8, 1e-14));
  }
  CHECK(partition_arrivals(rule(keyed{}), topic{.arrival_rate = 8, .arrival_scv = 3}, 1).arrival_scv == 3);
  CHECK(partition_arrivals(rule(keyed{}), topic{.arrival_rate = 8, .arrival_scv = 3}, 1e-9).arrival_scv == rel(1, 1e-8));
  auto const linger = partition_arrivals(rule(sticky<>{.linger = 1}), topic{.arrival_rate = 4}, 1);
  CHECK(linger.run_scv == rel(4.0 / 25, 1e-15));     // Poisson with mean 4, and one
  CHECK(linger.arrival_scv == rel(1.0 / 25, 1e-15)); // an exponential of 0.25 s after 1 s
}

TEST_CASE("a change of the time unit leaves counts alone and scales waits") {
  auto const minutes = job(20, 3.0 / 60, 0.05, 300);
  CHECK(60 * mean_wait(minutes) == rel(mean_wait(job(20, 3)), 1e-13));
  CHECK(60 * job(20, 0.1 / 60, 0.05, 300).wait_in_run == rel(job(20, 0.1).wait_in_run, 1e-11));
}

TEST_CASE("nothing waits where nothing comes") {
  auto const a = partition_arrivals(rule(sticky<>{.run = 5}), topic{.arrival_rate = 0}, 0.5);
  CHECK(a.arrival_rate == 0);
  CHECK(mean_wait(sticky_job(a, 3.0)) == 0);
  CHECK(mean_wait(job(20, 3, 0)) == 0);
}

TEST_CASE("rules that say nothing are equal to themselves") {
  CHECK(sticky<>{} == sticky<>{});
  CHECK(sticky<>{.run = 3} == sticky<>{.run = 3});
  CHECK(sticky<>{.run = 3} != sticky<>{.run = 4});
  CHECK(sticky<>{.run = 3} != sticky<>{.linger = 3});
  CHECK(sticky<>{.batch_bytes = 3} != sticky<>{});
  CHECK(rule(keyed{}) != rule(round_robin{}));
}

TEST_CASE("rules out of range are refused by name") {
  topic const t{.arrival_rate = 5};
  CHECK(refusal([] { validate(rule(sticky<>{})); }) == "sticky: number of fields set = 0, but must be 1: run, batch_bytes or linger");
  CHECK(refusal([] { validate(rule(sticky<>{.run = 2, .linger = 1})); }) == "sticky: number of fields set = 2, but must be 1: run, batch_bytes or linger");
  CHECK(refusal([] { validate(rule(sticky<>{.run = 0.5})); }) == "sticky: run = 0.5, but must be finite and >= 1");
  CHECK(refusal([] { validate(rule(sticky<>{.batch_bytes = 0})); }) == "sticky: batch_bytes = 0, but must be finite and > 0");
  CHECK(refusal([] { validate(rule(sticky<>{.linger = -1})); }) == "sticky: linger = -1, but must be finite and > 0");
  CHECK(refusal([] { validate(rule(keyed{})); }) == "accepted");
  CHECK(refusal([&] { (void)run_length(rule(sticky<>{.batch_bytes = 100}), t); }) ==
        "run_length: record_bytes = nan, but is needed: the producer's run is given in bytes");
  CHECK(refusal([] { (void)run_length(rule(keyed{}), topic{}); }) ==
        "topic_arrivals: arrival_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([] { (void)run_length(rule(keyed{}), topic{.arrival_rate = 1, .arrival_scv = -1}); }) ==
        "topic_arrivals: arrival_scv = -1, but must be finite and >= 0");
  CHECK(refusal([&] { (void)partition_arrivals(rule(keyed{}), t, 1.5); }) == "partition_arrivals: share = 1.5, but must be in [0, 1]");
  CHECK(refusal([] { (void)job(5, 0); }) == "sticky_job: service_time = 0, but must be finite and > 0");
  CHECK(refusal([] { (void)mean_wait(job(5, 4)); }) ==
        "mean_wait: utilization = 1, but must be < 1 (more or faster servers, or fewer arrivals)");
}

TEST_CASE("float and long double stay what they are") {
  producer_rule<float> const p = sticky<float>{.run = 20};
  auto const j = sticky_job(partition_arrivals(p, topic_arrivals<float>{.arrival_rate = 5}, 0.05f), 3.0f);
  CHECK(std::is_same_v<decltype(mean_wait(j)), float>);
  CHECK(double(mean_wait(j)) == rel(mean_wait(job(20, 3)), 1e-5));
  producer_rule<long double> const q = sticky<long double>{.run = 20};
  auto const l = sticky_job(partition_arrivals(q, topic_arrivals<long double>{.arrival_rate = 5}, 0.05L), 3.0L);
  CHECK(static_cast<double>(mean_wait(l)) == rel(mean_wait(job(20, 3)), 1e-14));
}
