// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/mapph1.hpp>
#include <ullage/queue/ph_fit.hpp>
#include <ullage/queue/phph1.hpp>

#include <vector>

namespace {

using namespace ullage_fuzz;

ullage::phase_type<> law(input& in) {
  auto const n = static_cast<std::size_t>(in.whole("phases of a law", 1, 4));
  ullage::phase_type<> out{.initial = std::vector<double>(n), .subgenerator = std::vector<double>(n * n)};
  double sum = 0;
  for (auto& x : out.initial) {
    x = in.share("initial");
    sum += x;
  }
  for (auto& x : out.initial) { x = sum > 0 ? x / sum : 1.0 / static_cast<double>(n); }
  if (in.whole("share of 0", 0, 7) == 0) { out.initial[0] *= 0.5; }
  for (std::size_t i = 0; i < n; ++i) {
    double leave = 0;
    for (std::size_t j = 0; j < n; ++j) {
      double& x = out.subgenerator[i * n + j];
      x = in.amount("rate");
      leave += x;
    }
    out.subgenerator[i * n + i] = -leave;
  }
  return out;
}

ullage::markov_arrivals<> arrivals(input& in) {
  auto const n = static_cast<std::size_t>(in.whole("phases of arrivals", 1, 3));
  ullage::markov_arrivals<> a{.d0 = std::vector<double>(n * n), .d1 = std::vector<double>(n * n)};
  for (std::size_t i = 0; i < n; ++i) {
    double out = 0;
    for (std::size_t j = 0; j < n; ++j) {
      a.d0[i * n + j] = in.amount("d0");
      a.d1[i * n + j] = in.amount("d1");
      out += a.d1[i * n + j] + (i == j ? 0 : a.d0[i * n + j]);
    }
    a.d0[i * n + i] = -out;
  }
  return a;
}

template <class Q> void check(Q const& model, double t, double p, long long n) {
  refusals_allowed([&] { amount(utilization(model), "utilization >= 0"); });
  refusals_allowed([&] {
    auto const q = prepare(model);
    double const waits = wait_probability(q);
    require(waits >= 0 && waits <= 1, "wait_probability is a probability");
    double const m = mean_wait(q);
    finite(m, "mean_wait is finite");
    amount(m, "mean_wait >= 0");
    finite(wait_variance(q), "wait_variance is finite");
    amount(wait_variance(q), "wait_variance >= 0");
    require(mean_sojourn(q) >= m, "mean_sojourn >= mean_wait");
    finite(mean_in_system(q), "mean_in_system is finite");
    finite(decay_rate(q), "decay_rate is finite");
    require(decay_rate(q) > 0, "decay_rate > 0");
    refusals_allowed([&] {
      double const tail = wait_tail(q, t);
      require(tail >= 0 && tail <= waits * (1 + 1e-9), "0 <= wait_tail <= wait_probability");
      require(wait_tail(q, 2 * t) <= tail * (1 + 1e-9), "wait_tail does not rise");
      double const sojourn = sojourn_tail(q, t);
      require(sojourn <= 1 && sojourn * (1 + 1e-9) >= tail, "wait_tail <= sojourn_tail <= 1");
    });
    refusals_allowed([&] {
      double const at = wait_quantile(q, p);
      finite(at, "wait_quantile is finite");
      amount(at, "wait_quantile >= 0");
      if (at > 0 && at < widest && at > 1 / widest) {
        require(std::fabs(wait_tail(q, at) / (1 - p) - 1) < 1e-6, "wait_quantile undoes wait_tail");
      }
      finite(sojourn_quantile(q, p), "sojourn_quantile is finite");
    });
    refusals_allowed([&] {
      double const x = state_probability(q, n);
      require(x >= 0 && x <= 1 + 1e-9, "state_probability is a probability");
    });
  });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  double const t = in.number("t");
  double const p = in.number("p");
  long long const n = in.whole("n", 0, 65535);
  // A service that is scaled to a utilization, so that most inputs have a steady state.
  double const rho = in.share("rho");
  auto const fitted = [&](double rate, ullage::phase_type<> service) {
    double const mean_service = mean(service);
    double const factor = rho > 0 ? rate * mean_service / rho : 1;
    for (auto& x : service.subgenerator) { x *= factor; }
    return service;
  };
  if (in.flag("renewal")) {
    auto const a = law(in);
    auto service = law(in);
    refusals_allowed([&] {
      if (in.flag("scaled")) { service = fitted(1 / mean(a), service); }
    });
    check(ullage::phph1<>{.interarrival = a, .service = service}, t, p, n);
  } else {
    auto const a = arrivals(in);
    auto service = law(in);
    refusals_allowed([&] {
      if (in.flag("scaled")) { service = fitted(arrival_rate(a), service); }
    });
    check(ullage::mapph1<>{.arrivals = a, .service = service}, t, p, n);
  }
  return 0;
}
