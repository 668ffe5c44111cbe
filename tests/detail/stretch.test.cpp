// SPDX-License-Identifier: MIT
#include "support/approx.hpp"

#include <ullage/detail/stretch.hpp>
#include <ullage/queue/mapph1.hpp>
#include <ullage/queue/mg1.hpp>
#include <ullage/queue/mm1.hpp>
#include <ullage/queue/phph1.hpp>

#include <vector>

using namespace ullage;
using ullage::test::rel;

TEST_CASE("a stretched law has times in proportion, and its form") {
  std::vector<service_law<>> const laws{
      deterministic_service<>{.mean = 3},
      exponential_service<>{.mean = 3},
      gamma_service<>{.mean = 3, .scv = 0.5},
      lognormal_service<>{.mean = 3, .scv = 2, .timeout = 9},
      hyperexponential_service<>{.probabilities = {0.9, 0.1}, .means = {1, 21}},
      discrete_service<>{.values = {1, 5}, .probabilities = {0.5, 0.5}},
      empirical_service<>{.samples = {1, 2, 6}},
      mixture_service<>{.probabilities = {0.5, 0.5}, .laws = {deterministic_service<>{.mean = 1}, gamma_service<>{.mean = 5, .scv = 2}}},
  };
  for (auto const& law : laws) {
    auto wide = law;
    detail::stretch(wide, 7.0);
    CHECK(mean(wide) == rel(7 * mean(law), 1e-13));
    CHECK(moment(wide, 3) == rel(343 * moment(law, 3), 1e-12));
    CHECK(service_tail(wide, 17.5) == rel(service_tail(law, 2.5), 1e-12));
  }
}

TEST_CASE("a model with a number, a law or a process is the same queue at another size") {
  auto const o = mm1<>{.arrival_rate = 0.1, .service_time = 3};
  CHECK(detail::with_arrival_rate(o)(0.2) == mm1<>{.arrival_rate = 0.2, .service_time = 3});
  CHECK(detail::with_service_time(o)(4) == mm1<>{.arrival_rate = 0.1, .service_time = 4});
  CHECK(detail::with_arrival_rate(o).range().most == 1e30);

  auto const g = mg1<>{.arrival_rate = 0.1, .service = gamma_service<>{.mean = 3, .scv = 0.5}};
  CHECK(mean_wait(detail::with_service_time(g)(6)) == rel(mean_wait(mg1<>{.arrival_rate = 0.1, .service = gamma_service<>{.mean = 6, .scv = 0.5}}), 1e-13));
  CHECK(detail::with_service_time(g).range().most == rel(3e9, 1e-12));

  auto const m = mapph1<>{.arrivals = mmpp2(two_rates<>{.peak_rate = 0.5, .valley_rate = 0.1, .peak_duration = 10, .valley_duration = 30}), .service = erlang_ph(1.0, 2)};
  auto const faster = detail::with_arrival_rate(m)(0.6);
  CHECK(arrival_rate(faster.arrivals) == rel(0.6, 1e-12));
  CHECK(scv(faster.arrivals) == rel(scv(m.arrivals), 1e-12));
  CHECK(mean(detail::with_service_time(m)(2).service) == rel(2, 1e-12));

  auto const p = phph1<>{.interarrival = erlang_ph(5.0, 3), .service = erlang_ph(1.0, 2)};
  CHECK(mean(detail::with_arrival_rate(p)(0.4).interarrival) == rel(2.5, 1e-12));
}
