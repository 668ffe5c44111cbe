// SPDX-License-Identifier: MIT
#include <ullage/detail/age_process.hpp>
#include <ullage/queue/map.hpp>
#include <ullage/queue/ph.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cstddef>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {
struct solved {
  arrival_chain<double> arrivals;
  phase_chain<double> service;
  age_process<double> age;
  solved(markov_arrivals<> const& a, phase_type<> const& s)
      : arrivals(chain_of<double>(a)), service(chain_of<double>(s)),
        age(solve_age(arrivals, service, one_minus_product(arrivals.rate, exact_mean(service)))) {}
  [[nodiscard]] double mean_wait() const { return dot(age.wait, chain_solver<double>(age.phases).right(row<double>(age.wait.size(), 1.0))); }
  [[nodiscard]] double mean_sojourn() const { return dot(age.sojourn, chain_solver<double>(age.phases).right(row<double>(age.sojourn.size(), 1.0))); }
};
auto const bursts = mmpp2<double>({.peak_rate = 1.5, .valley_rate = 0.25, .peak_duration = 4, .valley_duration = 6});
} // namespace

TEST_CASE("M/M/1: one phase that is left at the rate mu - lambda, geometric numbers") {
  solved const q(poisson_map(0.6), exponential_ph(1.0));
  CHECK(q.age.phases.excess.size() == 1);
  CHECK(q.age.phases.excess[0] == rel(0.4, 1e-14));
  CHECK(q.age.wait[0] == rel(0.6, 1e-14));
  CHECK(q.age.sojourn[0] == rel(1, 1e-14));
  auto const numbers = solve_numbers(q.arrivals, q.service, q.age);
  CHECK(numbers.first[0] == rel(0.6, 1e-14));
  CHECK(numbers.more(0, 0) == rel(0.6, 1e-14));
  CHECK(numbers.last[0] == rel(0.4, 1e-14));
}

TEST_CASE("M/PH/1: the mean wait is that of Pollaczek and Khinchine") {
  for (auto const& service : {erlang_ph(1.0, 3), hyperexponential_ph<double>({0.9, 0.1}, {0.5, 5.5})}) {
    solved const q(poisson_map(0.8), service);
    CHECK(q.mean_wait() == rel(0.8 / 0.2 * (1 + scv(service)) / 2, 1e-13));
    CHECK(total(q.age.wait) == rel(0.8, 1e-14));
  }
}

TEST_CASE("arrivals in bursts: the initial probabilities sum to 1, sojourn is wait and service, Little holds") {
  for (auto const& service : {exponential_ph(1.0), erlang_ph(1.0, 2), hyperexponential_ph<double>({0.9, 0.1}, {0.5, 5.5})}) {
    solved const q(bursts, service);
    CHECK(total(q.age.sojourn) == rel(1, 1e-13));
    CHECK(total(q.age.busy) == rel(1 - q.age.vacant, 1e-13));
    CHECK(q.mean_sojourn() == rel(q.mean_wait() + 1, 1e-12));
    auto const numbers = solve_numbers(q.arrivals, q.service, q.age);
    CHECK(total(numbers.first) == rel(1 - q.age.vacant, 1e-12));
    double mean = 0;
    row<double> at_least = numbers.first;
    for (int n = 1; n < 3000; ++n) {
      mean += total(at_least);
      at_least = times(at_least, numbers.more);
    }
    CHECK(mean == rel(q.age.rate * q.mean_sojourn(), 1e-11));
    row<double> const stays = row_sums(numbers.more);
    for (std::size_t i = 0; i < stays.size(); ++i) { CHECK(stays[i] + numbers.last[i] == rel(1, 1e-12)); }
  }
}

TEST_CASE("at utilization 1 - 1e-9 the exits keep their digits: mean wait of M/M/1") {
  solved const q(poisson_map(1 - 0x1p-30), exponential_ph(1.0));
  CHECK(q.age.phases.excess[0] == rel(0x1p-30, 1e-14));
}

TEST_CASE("no arrivals: nothing waits and a sojourn is a service") {
  solved const q(poisson_map(0.0), erlang_ph(2.0, 2));
  CHECK(total(q.age.wait) == 0);
  CHECK(q.mean_sojourn() == rel(2, 1e-14));
  CHECK(solve_numbers(q.arrivals, q.service, q.age).first.empty());
}

TEST_CASE("a share of services of length 0 is a thinner stream of the others") {
  phase_type<> const half{.initial = {0.5}, .subgenerator = {-1}};
  solved const q(poisson_map(1.2), half);
  solved const thinner(poisson_map(0.6), exponential_ph(1.0));
  CHECK(q.mean_wait() == rel(thinner.mean_wait(), 1e-13));
  CHECK(q.mean_sojourn() == rel(thinner.mean_wait() + 0.5, 1e-13));
}
