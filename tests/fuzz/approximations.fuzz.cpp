// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/approximations.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::gg1<> q{.arrival_rate = in.number("arrival_rate"), .service_time = in.number("service_time")};
  in.maybe("arrival_scv", q.arrival_scv);
  in.maybe("service_scv", q.service_scv);
  if (in.flag("stable")) { q.arrival_rate = in.share("utilization") / q.service_time; }
  ullage::ggc<> pool{q.arrival_rate, q.arrival_scv, q.service_time, q.service_scv, in.whole("servers", 0, 3000)};
  double const t = in.number("t");
  auto const sane = [](double x, char const* what) {
    finite(x, what);
    amount(x, what);
  };
  refusals_allowed([&] { sane(kingman_mean_wait(q), "kingman_mean_wait"); });
  refusals_allowed([&] {
    sane(marchal_mean_wait(q), "marchal_mean_wait");
    sane(klb_mean_wait(q), "klb_mean_wait");
    sane(1 - klb_wait_probability(q), "klb_wait_probability");
    require(chen_whitt_mean_wait(q) <= daley_mean_wait(q) * (1 + 1e-9), "Chen and Whitt below Daley");
    require(mean_wait(q) <= chen_whitt_mean_wait(q) * (1 + 1e-9), "the mean wait is below its bound");
    double const tail = wait_tail_two_exponential(q, t);
    require(tail >= 0 && tail <= 1, "wait_tail_two_exponential is a probability");
  });
  refusals_allowed([&] { sane(allen_cunneen_mean_wait(pool), "allen_cunneen_mean_wait"); });
  refusals_allowed([&] { sane(kimura_mean_wait(pool), "kimura_mean_wait"); });
  return 0;
}
