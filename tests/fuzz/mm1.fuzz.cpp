// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/mm1.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::mm1<> q{.arrival_rate = in.number("arrival_rate"), .service_time = in.number("service_time")};
  if (in.flag("stable") && q.service_time > 0) { q.arrival_rate = in.share("rho") / q.service_time; }
  double const t = in.number("t");
  double const p = in.flag("any p") ? in.number("p") : in.share("p");
  double const n = in.number("n");
  auto const probability = [](double x, char const* what) { require(x >= 0 && x <= 1, what); };
  auto const time = [](double x, char const* what) { require(x >= 0 && std::isfinite(x), what); };
  refusals_allowed([&] { time(utilization(q), "utilization"); });
  refusals_allowed([&] {
    probability(wait_probability(q), "wait_probability");
    time(mean_wait(q), "mean_wait");
    time(wait_variance(q), "wait_variance");
    time(mean_sojourn(q), "mean_sojourn");
    time(mean_in_queue(q), "mean_in_queue");
    time(mean_in_system(q), "mean_in_system");
    require(wait_quantile(q, 0) == 0 && sojourn_quantile(q, 0) == 0, "the 0-quantiles are 0");
  });
  refusals_allowed([&] {
    probability(wait_tail(q, t), "wait_tail");
    probability(sojourn_tail(q, t), "sojourn_tail");
    require(wait_tail(q, t) <= wait_tail(q, t / 2), "wait_tail falls");
    require(sojourn_tail(q, t) <= sojourn_tail(q, t / 2), "sojourn_tail falls");
    require(wait_tail(q, t) <= sojourn_tail(q, t), "a wait is part of a sojourn");
  });
  refusals_allowed([&] {
    double const w = wait_quantile(q, p);
    double const s = sojourn_quantile(q, p);
    time(w, "wait_quantile");
    time(s, "sojourn_quantile");
    if (w > 1e-25 && w < widest) { require(std::fabs(wait_tail(q, w) - (1 - p)) <= 1e-12 * (1 - p), "wait_quantile"); }
    if (s > 1e-25 && s < widest) { require(std::fabs(sojourn_tail(q, s) - (1 - p)) <= 1e-12, "sojourn_quantile"); }
  });
  if (std::fabs(n) < 1e18) {
    refusals_allowed([&] { probability(state_probability(q, static_cast<long long>(n)), "state_probability"); });
  }
  return 0;
}
