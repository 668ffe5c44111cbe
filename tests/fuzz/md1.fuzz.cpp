// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/md1.hpp>

#include <cmath>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const service = in.flag("any service") ? in.number("service_time") : in.positive("service_time");
  double rate = in.number("arrival_rate");
  if (in.whole("load", 0, 3) > 0) { // stable, some of it next to 1
    double const share = in.share("share");
    double const idle = in.flag("heavy") ? std::ldexp(share + 1e-3, -in.whole("exponent", 0, 50)) : share;
    rate = (1 - idle) / service;
  }
  double const t = in.flag("any t") ? in.number("t") : in.share("periods") * in.whole("scale", 0, 200) * service;
  double const p = in.flag("any p") ? in.number("p") : 1 - std::ldexp(1, -in.whole("bits", 0, 53));
  auto const n = static_cast<long long>(in.whole("n", -1, 65534));
  ullage::md1<> const q{.arrival_rate = rate, .service_time = service};
  refusals_allowed([&] {
    double const rho = ullage::utilization(q);
    require(rho >= 0 && std::isfinite(rho), "utilization");
  });
  refusals_allowed([&] {
    double const mean = mean_wait(q);
    double const variance = wait_variance(q);
    require(std::isfinite(mean) && mean >= 0 && std::isfinite(variance) && variance >= 0, "moments");
    double const chance = wait_probability(q);
    require(chance >= 0 && chance < 1, "wait_probability");
  });
  refusals_allowed([&] {
    double const theta = decay_rate(q);
    double const k = tail_constant(q);
    require(std::isfinite(theta) && theta > 0 && k > 0 && k <= 1 + 1e-12, "asymptote");
  });
  refusals_allowed([&] {
    double const tail = wait_tail(q, t);
    require(tail >= 0 && tail <= utilization(q) * (1 + 1e-12), "0 <= tail <= rho");
    double const later = wait_tail(q, t * 1.01 < 1e30 ? t * 1.01 : t);
    require(later <= tail * (1 + 1e-12) + 1e-307, "the tail does not grow");
    double const sojourn = sojourn_tail(q, t);
    require(sojourn >= tail * (1 - 1e-12) - 1e-307 && sojourn <= 1, "sojourn_tail");
  });
  refusals_allowed([&] {
    double const quantile = wait_quantile(q, p);
    require(std::isfinite(quantile) && quantile >= 0, "wait_quantile");
    // a rounding error of t is all that may be missing
    auto const at = [&](double x) { return wait_tail(q, x < 1e-30 ? 0 : x); };
    require(at(quantile * (1 + 1e-14)) <= (1 - p) * (1 + 1e-9), "enough wait");
    require(quantile == 0 || at(quantile * (1 - 1e-14)) >= (1 - p) * (1 - 1e-9), "not too much");
    require(sojourn_quantile(q, p) >= quantile, "sojourn_quantile");
  });
  refusals_allowed([&] {
    double const mass = state_probability(q, n);
    require(mass >= 0 && mass <= 1, "state_probability");
  });
  return 0;
}
