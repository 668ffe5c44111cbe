// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/mdc.hpp>

#include <cmath>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const service = in.flag("any service") ? in.number("service_time") : in.positive("service_time");
  int servers = in.whole("servers", 1, 40);
  if (in.whole("size", 0, 7) == 0) { servers = in.whole("many", 0, 3000); }
  double rate = in.number("arrival_rate");
  if (in.whole("load", 0, 3) > 0) { // stable, some of it next to 1
    double const share = in.share("share");
    double const idle = in.flag("heavy") ? std::ldexp(share + 1e-3, -in.whole("exponent", 0, 50)) : share;
    rate = (1 - idle) * servers / service;
  }
  double const t = in.flag("any t") ? in.number("t") : in.share("periods") * in.whole("scale", 0, 200) * service / servers;
  double const p = in.flag("any p") ? in.number("p") : 1 - std::ldexp(1, -in.whole("bits", 0, 53));
  auto const n = static_cast<long long>(in.whole("n", -1, 65534));
  ullage::mdc<> const q{.arrival_rate = rate, .service_time = service, .servers = servers};
  refusals_allowed([&] {
    double const rho = utilization(q);
    require(rho >= 0 && std::isfinite(rho), "utilization");
  });
  refusals_allowed([&] {
    auto const d = prepare(q);
    double const mean = mean_wait(d);
    double const variance = wait_variance(d);
    require(std::isfinite(mean) && mean >= 0 && std::isfinite(variance) && variance >= 0, "moments");
    double const chance = wait_probability(d);
    require(chance >= 0 && chance <= 1, "wait_probability");
    require(std::fabs(wait_probability(q) - chance) <= 1e-11 * chance, "the sums alone are the same");
    require(std::fabs(mean_wait(q) - mean) <= 1e-11 * mean, "the sums alone are the same");
    if (rate > 0) {
      double const theta = decay_rate(d);
      double const k = tail_constant(d);
      require(std::isfinite(theta) && theta > 0 && k >= 0 && k <= 1 + 1e-12, "asymptote");
    }
    require(std::fabs(wait_tail(d, 0) - chance) <= 1e-10 * chance + 1e-300, "tail at 0");
    refusals_allowed([&] {
      double const tail = wait_tail(d, t);
      require(tail >= 0 && tail <= chance * (1 + 1e-10) + 1e-300, "0 <= tail <= P(W > 0)");
      double const later = wait_tail(d, t * 1.01 < 1e30 ? t * 1.01 : t);
      require(later <= tail * (1 + 1e-10) + 1e-300, "the tail does not grow");
      double const sojourn = sojourn_tail(d, t);
      require(sojourn >= tail * (1 - 1e-10) - 1e-300 && sojourn <= 1, "sojourn_tail");
    });
    refusals_allowed([&] {
      double const quantile = wait_quantile(d, p);
      require(std::isfinite(quantile) && quantile >= 0, "wait_quantile");
      // a rounding error of t is all that may be missing
      auto const at = [&](double x) { return wait_tail(d, x < 1e-30 ? 0 : x); };
      require(at(quantile * (1 + 1e-14)) <= (1 - p) * (1 + 1e-9), "enough wait");
      require(quantile == 0 || at(quantile * (1 - 1e-14)) >= (1 - p) * (1 - 1e-9), "not too much");
      require(sojourn_quantile(d, p) >= quantile, "sojourn_quantile");
    });
    refusals_allowed([&] {
      double const mass = state_probability(d, n);
      require(mass >= 0 && mass <= 1 + 1e-12, "state_probability");
    });
  });
  return 0;
}
