// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/map.hpp>

#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const n = static_cast<std::size_t>(in.whole("phases", 0, 4));
  bool const raw = in.flag("raw");
  ullage::markov_arrivals<> a{.d0 = std::vector<double>(n * n), .d1 = std::vector<double>(n * n)};
  for (std::size_t i = 0; i < n; ++i) {
    double out = 0;
    for (std::size_t j = 0; j < n; ++j) {
      a.d0[i * n + j] = raw ? in.number("d0") : in.amount("d0");
      a.d1[i * n + j] = raw ? in.number("d1") : in.amount("d1");
      out += a.d1[i * n + j] + (i == j ? 0 : a.d0[i * n + j]);
    }
    if (!raw) { a.d0[i * n + i] = -out; }
  }
  double const t = in.number("t");
  int const k = in.whole("k", 0, 1000);
  refusals_allowed([&] {
    double const rate = arrival_rate(a);
    finite(rate, "rate is finite");
    amount(rate, "rate >= 0");
    double const v = scv(a);
    finite(v, "scv is finite");
    require(v > -1e-6, "scv >= 0");
    finite(dispersion_limit(a), "dispersion limit is finite");
    finite(dispersion(a, t), "dispersion is finite");
    finite(interval_correlation(a, k), "correlation is finite");
    finite(arrival_rate(superpose(a, ullage::poisson_map(1.0))), "superposed rate is finite");
  });
  ullage::two_rates<> two{.peak_rate = in.number("peak_rate"),
                          .valley_rate = in.number("valley_rate"),
                          .peak_duration = in.number("peak_duration"),
                          .valley_duration = in.number("valley_duration")};
  refusals_allowed([&] { amount(arrival_rate(mmpp2(two)), "rate >= 0"); });
  refusals_allowed([&] {
    auto const x = ullage::fit_mmpp2<double>({.arrival_rate = two.peak_rate,
                                              .dispersion_limit = two.valley_rate,
                                              .time_constant = two.peak_duration,
                                              .peak_share = two.valley_duration});
    amount(x.valley_rate, "valley rate >= 0");
    require(x.peak_rate >= x.valley_rate, "peak rate >= valley rate");
  });
  return 0;
}
