// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/scaling/kubernetes.hpp>

#include <algorithm>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::proportional<double> rule{.lag_per_consumer = in.positive("lag_per_consumer"), .tolerance = in.share("tolerance"),
                                    .max_added = in.amount("max_added"), .max_factor = 1 + in.amount("max_factor - 1")};
  double const limit = in.whole("limit", 1, 5000);
  double const lag = in.amount("lag");
  double const reported = ullage::keda_reported_lag(lag, rule.lag_per_consumer, limit);
  require(reported >= 0 && reported <= lag * (1 + 1e-9), "the reported lag is at most the lag");
  double const pods = in.whole("pods", 1, 5000);
  amount(ullage::hpa_recommendation(rule, reported, pods), "recommendation >= 0");
  require(ullage::hpa_scale_up_limit(rule, pods) >= pods, "the limit is not below what is there");

  // The sliding window against a plain list.
  ullage::recommendation_window<double> window;
  std::vector<std::pair<double, double>> all;
  double const length = in.whole("window", 0, 50);
  double t = 0;
  for (int i = 0; i < 40 && in.left() > 0; ++i) {
    t += in.whole("distance", 0, 20);
    double const wish = in.whole("wish", 0, 9);
    window.push(t, wish, length);
    all.emplace_back(t, wish);
    double highest = wish;
    for (auto const& [at, value] : all) {
      if (at + length > t) { highest = std::max(highest, value); }
    }
    require(window.highest() == highest, "the window knows its highest entry");
  }
  return 0;
}
