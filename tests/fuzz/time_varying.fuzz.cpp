// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/time_varying.hpp>

#include <utility>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  refusals_allowed([&] {
    std::vector<ullage::rate_piece<double>> pieces;
    for (int i = in.whole("pieces", 0, 3); i > 0; --i) {
      ullage::rate_piece<double> p{.start = in.number("start"), .rate = in.number("rate")};
      in.maybe("slope", p.slope);
      in.maybe("burst", p.burst);
      pieces.push_back(p);
    }
    ullage::transient_mmc<> const q{.arrivals = ullage::arrival_profile<>(std::move(pieces)),
                                    .service_time = in.number("service_time"),
                                    .servers = in.whole("servers", 0, 1000),
                                    .initial = in.whole("initial", 0, 500)};
    double const t = in.number("t");
    double const psa = pointwise_stationary_wait_probability(q, t);
    require(psa >= 0 && psa <= 1, "the pointwise stationary probability is in [0, 1]");
    double const mol = modified_offered_load_wait_probability(q, t);
    require(mol >= 0 && mol <= 1, "the modified offered load probability is in [0, 1]");
    ullage::staffing_rule<> const rule{.beta = in.number("beta"), .interval = in.number("interval"), .duration = in.number("duration")};
    if (!(rule.duration / rule.interval > 1000)) {
      auto const s = staffing_over_time(q.arrivals, ullage::exponential_service<>{q.service_time}, rule);
      require(!s.steps().empty() && s.at(t) >= 0, "there is a number of servers at any time");
    }
  });
  return 0;
}
