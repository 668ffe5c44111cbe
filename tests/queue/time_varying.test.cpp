// SPDX-License-Identifier: MIT
#include <ullage/queue/time_varying.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>
#include <support/sinusoid.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {
transient_mmc<> const wave{.arrivals = test::sinusoid(4, 2, 60, 240, 960), .service_time = 3, .servers = 20};
transient_mmc<> const flat{.arrivals = constant_rate<>{.rate = 5}, .service_time = 3, .servers = 20};
} // namespace

TEST_CASE("R006: at a constant rate both are Erlang C in the end") {
  CHECK(pointwise_stationary_wait_probability(flat, 0) == rel(0.16042938741692362, 1e-12));
  CHECK(modified_offered_load_wait_probability(flat, 1000) == rel(0.16042938741692362, 1e-12));
  CHECK(modified_offered_load_wait_probability(flat, 0) == 0);
}

TEST_CASE("the modified offered load is Erlang C with the load of R230 to R232") {
  auto fine = wave;
  fine.arrivals = test::sinusoid(4, 2, 60, 60, 6000);
  CHECK(modified_offered_load_wait_probability(fine, 15) == rel(erlang_c(20, 17.391723484047626), 1e-11));
  CHECK(modified_offered_load_wait_probability(fine, 45) == rel(erlang_c(20, 6.5389778281096160), 1e-11));
}

TEST_CASE("too much load is a certain wait, never a refusal") {
  auto q = flat;
  q.servers = 15;
  CHECK(pointwise_stationary_wait_probability(q, 0) == 1);
  CHECK(modified_offered_load_wait_probability(q, 1e6) == 1);
  q.servers = 0;
  CHECK(pointwise_stationary_wait_probability(q, 0) == 1);
  q.servers = server_schedule<>({{0, 15}, {10, 20}});
  CHECK(pointwise_stationary_wait_probability(q, 10) < 0.2);
}

TEST_CASE("what was there at the start counts") {
  auto q = flat;
  q.initial = 19;
  CHECK(modified_offered_load_wait_probability(q, 0) == rel(erlang_c(20, 19), 1e-12));
}

TEST_CASE("measured against the exact answer: where few wait the modified offered load is near") {
  auto q = wave;
  q.servers = 26;
  double worst_mol = 0;
  double worst_psa = 0;
  std::vector<double> times;
  for (int i = 1; i <= 60; ++i) { times.push_back(120 + i); }
  auto const exact = transient(q, times);
  for (std::size_t i = 0; i < times.size(); ++i) {
    double const p = wait_probability(exact[i]);
    worst_mol = std::fmax(worst_mol, std::fabs(modified_offered_load_wait_probability(q, times[i]) - p));
    worst_psa = std::fmax(worst_psa, std::fabs(pointwise_stationary_wait_probability(q, times[i]) - p));
  }
  CHECK(worst_mol < 0.01);
  CHECK(worst_psa < 0.04);
  CHECK(worst_mol < worst_psa);
}

TEST_CASE("staffing over time keeps the wait probability near its target") {
  double const target = 0.2;
  auto q = wave;
  q.servers = staffing_over_time(q.arrivals, exponential_service<>{3}, staffing_rule<>{.beta = halfin_whitt_beta(target), .interval = 1, .duration = 240});
  CHECK(q.servers.steps().size() > 50);
  std::vector<double> times;
  for (int i = 0; i < 120; ++i) { times.push_back(120 + i + 0.5); }
  double low = 1;
  double high = 0;
  for (auto const& s : transient(q, times)) {
    low = std::fmin(low, wait_probability(s));
    high = std::fmax(high, wait_probability(s));
  }
  CHECK(low > 0.10);
  CHECK(high < 0.23);
}

TEST_CASE("a schedule covers the largest load of each interval, bursts included") {
  arrival_profile<> const a = arrival_profile<>(burst<>{.records = 30, .at = 5.5}) + arrival_profile<>(constant_rate<>{.rate = 5});
  auto const s = staffing_over_time(a, exponential_service<>{3}, staffing_rule<>{.beta = 0, .interval = 1, .duration = 10});
  CHECK(s.at(0) == std::ceil(offered_load(a, exponential_service<>{3}, 1)));
  CHECK(s.at(5) == std::ceil(offered_load(a, exponential_service<>{3}, 5.5)));
  CHECK(s.at(1e9) == s.at(9.5));
  auto const one = staffing_over_time(arrival_profile<>(), exponential_service<>{3}, staffing_rule<>{.beta = 1, .interval = 1, .duration = 10});
  CHECK(one.steps().size() == 1);
  CHECK(one.at(0) == 0);
}

TEST_CASE("what is out of range is refused by name") {
  CHECK(refusal([] { (void)pointwise_stationary_wait_probability(flat, -1); }) ==
        "pointwise_stationary_wait_probability: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)modified_offered_load_wait_probability(flat, -1); }) ==
        "modified_offered_load_wait_probability: t = -1, but must be finite and >= 0");
  arrival_profile<> const a = constant_rate<>{.rate = 5};
  exponential_service<> const s{3};
  CHECK(refusal([&] { (void)staffing_over_time(a, s, staffing_rule<>{.interval = 1, .duration = 1}); }) ==
        "staffing_rule: beta = nan, but is required and must be 0 or of a size between 1e-30 and 1e30");
  CHECK(refusal([&] { (void)staffing_over_time(a, s, staffing_rule<>{.beta = 1, .interval = 1, .duration = 1e7}); }) ==
        "staffing_rule: duration = 1e+07, but must be at most 1,000,000 intervals");
  CHECK(refusal([&] { (void)staffing_over_time(a, s, staffing_rule<>{.beta = 1e20, .interval = 1, .duration = 1}); }) ==
        "staffing_over_time: servers = 206204518412986318848, but must be at most 1e9");
}

TEST_CASE("float and long double") {
  transient_mmc<float> const f{.arrivals = constant_rate<float>{.rate = 5}, .service_time = 3, .servers = 20};
  transient_mmc<long double> const l{.arrivals = constant_rate<long double>{.rate = 5}, .service_time = 3, .servers = 20};
  CHECK(double(pointwise_stationary_wait_probability(f, 0)) == rel(0.16042938741692362, 1e-4));
  CHECK(double(modified_offered_load_wait_probability(l, 1000)) == rel(0.16042938741692362, 1e-12));
}
