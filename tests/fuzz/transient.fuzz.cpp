// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/transient.hpp>

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
    std::vector<ullage::server_step<double>> steps{{0, in.whole("servers", -1, 300)}};
    if (in.flag("change")) { steps.push_back({in.number("at"), in.whole("then", 0, 300)}); }
    ullage::transient_mmc<> const q{.arrivals = ullage::arrival_profile<>(std::move(pieces)),
                                    .service_time = in.number("service_time"),
                                    .servers = ullage::server_schedule<>(std::move(steps)),
                                    .initial = in.whole("initial", 0, 500),
                                    .max_updates = 2e6};
    std::vector<double> const times{in.number("t"), in.number("t")};
    for (auto const& s : transient(q, times)) {
      double total = 0;
      for (double const p : s.probability) {
        require(p >= 0 && p <= 1 + 1e-12, "a probability is in [0, 1]");
        total += p;
      }
      require(std::fabs(total - 1) < 1e-11, "the probabilities sum to 1");
      double const wait = wait_probability(s);
      require(wait >= 0 && wait <= 1, "the wait probability is in [0, 1]");
      finite(mean_in_system(s), "the mean is finite");
      require(mean_in_queue(s) >= 0, "the queue is >= 0");
      finite(deviation_in_system(s), "the deviation is finite");
      auto const n = in_system_quantile(s, 0.99);
      require(probability_at_least(s, n + 1) <= 0.01 + 1e-12, "the quantile is large enough");
    }
  });
  return 0;
}
