// SPDX-License-Identifier: MIT
// Any law has quantiles that are numbers and rise, or is refused; any uncertain pipeline has odds, a plan and a tornado
// of probabilities, shares and figures that are numbers, or is refused before the first scenario.
#include "support/fuzz_models.hpp"

#include <ullage/confident_plan.hpp>
#include <ullage/evidence.hpp>
#include <ullage/tornado.hpp>
#include <ullage/uncertainty.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace ullage_fuzz;

ullage::belief<double> law(input& in) {
  switch (in.whole("law", 0, 5)) {
  case 0: return ullage::known<>{in.number("value")};
  case 1:
    return ullage::between<>{.low = in.number("low"), .likely = in.number("likely"), .high = in.number("high"),
                             .ends = in.flag("percentiles") ? ullage::range_ends::percentiles : ullage::range_ends::extremes};
  case 2: {
    ullage::rate_posterior<> x{.count = in.number("count"), .time = in.number("time")};
    in.maybe("dispersion", x.dispersion);
    return x;
  }
  case 3: return ullage::share_posterior<>{in.number("hits"), in.number("trials")};
  case 4: return ullage::lognormal_belief<>{in.number("median"), in.number("log_sd")};
  default: {
    ullage::one_of<> x;
    for (int n = in.whole("values", 0, 4); n > 0; --n) {
      x.values.push_back(in.number("value"));
      x.weights.push_back(in.number("weight"));
    }
    return x;
  }
  }
}

void quantiles(input& in) {
  auto const x = law(in);
  double const p = in.share("p");
  double const q = quantile(x, p);
  finite(q, "a quantile is finite");
  number(mean(x), "a mean is a number");
  if (!std::holds_alternative<ullage::one_of<double>>(x)) {
    double const far = quantile(x, p + (1 - p) / 2);
    require(far >= q - 1e-9 * std::fabs(q), "quantiles rise");
  }
  if (auto const* const rate = std::get_if<ullage::rate_posterior<double>>(&x)) {
    double const n = predicted_count(*rate, in.number("duration"), p);
    amount(n, "a count is >= 0");
    require(n == std::floor(n), "a count is whole");
  }
}

void evidence(input& in) {
  std::vector<double> x;
  for (int n = in.whole("samples", 0, 12); n > 0; --n) { x.push_back(in.number("sample")); }
  auto const check = [](ullage::service_evidence<double> const& s) {
    amount(quantile(s.service_time, 0.9), "a service time is >= 0");
    amount(quantile(s.service_scv, 0.9), "a scv is >= 0");
  };
  refusals_allowed([&] { check(ullage::service_from_samples(std::span<double const>(x))); });
  refusals_allowed([&] { number(quantile(ullage::rate_from_counts(std::span<double const>(x), in.number("bin_width")), 0.3), "a rate is a number"); });
  ullage::service_percentiles<> s{.low = in.number("low"), .high = in.number("high")};
  in.maybe("low_probability", s.low_probability);
  in.maybe("high_probability", s.high_probability);
  in.maybe("timeout", s.timeout);
  in.maybe("samples", s.samples);
  refusals_allowed([&] { check(service_from_percentiles(s)); });
  ullage::measured_load<> m{.count = in.number("count"), .time = in.number("time"), .service_time = in.number("service_time")};
  in.maybe("service_scv", m.service_scv);
  in.maybe("samples", m.samples);
  in.maybe("utilization", m.utilization);
  auto const r = required_partitions(m, in.share("confidence"));
  amount(r.quantile, "a requirement is >= 0");
  require(r.partitions >= std::floor(r.quantile), "rounded up");
}

void whole(input& in) {
  ullage::uncertain<> u;
  u.system.arrivals = ullage::constant_rate<>{.rate = in.share("rate") * 20, .duration = 500 + in.share("duration") * 2000};
  u.system.service_time = 0.1 + 3 * in.share("service");
  u.system.partitions = in.whole("partitions", 1, 60);
  char const* const names[] = {"fixed", "kafka-on-demand-2021", "kafka-on-demand-2022", "kafka-on-demand-2023", "kafka-provisioned"};
  u.system.scaling = ullage::regime(names[in.whole("regime", 0, 4)]);
  u.system.max_events = 20'000;
  in.maybe("batch_size", u.system.batch_size);
  in.maybe("retention", u.system.retention);
  for (int n = in.whole("inputs", 0, 4); n > 0; --n) {
    u.inputs.push_back({.what = ullage::all_quantities[in.whole("what", 0, 21)], .law = law(in)});
  }
  ullage::target<> t{.utilization = in.share("utilization"), .max_partitions = in.whole("max_partitions", 1, 64)};
  in.maybe("max_wait", t.max_wait);
  in.maybe("peak_lag", t.peak_lag);
  ullage::uncertainty_options const how{.scenarios = 40, .seed = static_cast<std::uint64_t>(in.whole("seed", 0, 1000))};
  auto const share = [](double x) { require(x >= 0 && x <= 1, "a probability is in [0, 1]"); };
  refusals_allowed([&] {
    auto const o = odds(u, t, how);
    share(o.all.value);
    require(o.all.error > 0 && o.all.error <= 1, "an error is in (0, 1]");
    for (auto const& c : o.constraints) {
      share(c.met.value);
      require(c.met.value >= o.all.value, "each is kept at least as often as all");
    }
    for (auto const* const s : {&o.peak_lag, &o.max_wait, &o.drained_at, &o.monthly_cost}) {
      amount(quantile(*s, 0.1), "a figure is >= 0");
      require(quantile(*s, 0.9) >= quantile(*s, 0.1), "quantiles rise");
    }
  });
  refusals_allowed([&] {
    auto const r = plan_at_confidence(u, t, 0.01 + 0.98 * in.share("confidence"), how);
    share(r.chosen.all.value);
    require(r.partitions.has_value() == (r.chosen.all.value >= r.confidence), "chosen when it reaches the confidence");
    require(!r.below || r.below->all.value < r.confidence, "one partition less does not");
  });
  refusals_allowed([&] {
    auto const r = tornado(u, static_cast<ullage::figure>(in.whole("figure", 0, 5)), how);
    for (auto const& b : r.bars) {
      share(b.share);
      number(b.swing, "a swing is a number");
      require(b.rank_correlation >= -1 && b.rank_correlation <= 1, "a correlation is in [-1, 1]");
    }
    share(r.together);
  });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  switch (in.whole("part", 0, 3)) {
  case 0: refusals_allowed([&] { evidence(in); }); break;
  case 1: refusals_allowed([&] { whole(in); }); break;
  default: refusals_allowed([&] { quantiles(in); });
  }
  return 0;
}
