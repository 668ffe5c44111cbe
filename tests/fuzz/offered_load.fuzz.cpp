// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/offered_load.hpp>

#include <utility>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  refusals_allowed([&] {
    std::vector<ullage::rate_piece<double>> pieces;
    int const count = in.whole("pieces", 0, 3);
    for (int i = 0; i < count; ++i) {
      ullage::rate_piece<double> p{.start = in.number("start"), .rate = in.number("rate")};
      in.maybe("slope", p.slope);
      in.maybe("burst", p.burst);
      pieces.push_back(p);
    }
    double most = 0;
    for (auto const& p : pieces) { most += p.burst; }
    ullage::arrival_profile<> const arrivals(std::move(pieces));
    ullage::service_law<> law;
    double const mean = in.number("mean");
    double const scv = in.number("scv");
    double longest = mean;
    switch (in.whole("law", 0, 3)) {
    case 0: law = ullage::exponential_service<>{mean}; break;
    case 1: law = ullage::deterministic_service<>{mean}; break;
    case 2: law = ullage::gamma_service<>{mean, scv}; break;
    default: law = ullage::lognormal_service<>{mean, scv, in.number("timeout")}; break;
    }
    double const t = in.number("t");
    double const load = ullage::offered_load(arrivals, law, t);
    finite(load, "the load is finite");
    require(load >= 0, "the load is >= 0");
    most += longest * peak_rate(arrivals);
    require(load <= most * (1 + 1e-6) + 1e-300, "no more load than the peak rate gives");
  });
  double const m = in.number("m");
  double const p = in.number("p");
  refusals_allowed([&] {
    double const n = ullage::concurrency_quantile(m, p);
    finite(n, "a quantile is finite");
    require(n >= 0 && n == std::floor(n), "a quantile is a whole number");
    double const tail = ullage::concurrency_tail(m, n);
    require(tail >= 0 && tail <= 1 - p + 1e-9, "the quantile is large enough");
  });
  return 0;
}
