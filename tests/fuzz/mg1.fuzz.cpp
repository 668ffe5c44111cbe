// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"
#include "support/fuzz_service.hpp"

#include <ullage/queue/mg1.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  using namespace ullage;
  input in(data, size);
  mg1<> q{in.number("arrival_rate"), any_service(in)};
  if (in.flag("scaled")) {
    refusals_allowed([&] { q.arrival_rate = in.share("load") / mean(q.service); });
  }
  double const t = in.number("t");
  double const p = in.share("p");
  refusals_allowed([&] { finite(mean_wait(q), "mean_wait"); amount(mean_wait(q), "mean_wait >= 0"); });
  refusals_allowed([&] { amount(wait_variance(q), "wait_variance >= 0"); });
  refusals_allowed([&] {
    double const theta = decay_rate(q);
    finite(theta, "decay_rate");
    amount(theta, "decay_rate >= 0");
    double const k = tail_constant(q);
    require(k >= 0 && k <= 1 + 1e-9, "tail_constant in [0, 1]");
  });
  refusals_allowed([&] {
    double const tail = wait_tail(q, t);
    require(tail >= 0 && tail <= 1, "wait_tail in [0, 1]");
    require(wait_tail(q, t / 2) >= tail - 1e-7, "wait_tail falls");
    double const sojourn = sojourn_tail(q, t);
    require(sojourn >= tail - 1e-7 && sojourn <= 1, "sojourn_tail in [wait_tail, 1]");
  });
  refusals_allowed([&] {
    double const w = wait_quantile(q, p);
    finite(w, "wait_quantile");
    amount(w, "wait_quantile >= 0");
    auto const d = prepare(q);
    require(wait_quantile(d, p) == w, "prepared or not");
    double const s = sojourn_quantile(d, p);
    finite(s, "sojourn_quantile");
    require(s >= w * (1 - 1e-6), "sojourn_quantile >= wait_quantile");
    if (w > 0 && w < 1e29) { require(std::fabs(wait_tail(q, w) - (1 - p)) < 1e-6, "wait_quantile undoes wait_tail"); }
  });
  return 0;
}
