// SPDX-License-Identifier: MIT
#include <ullage/sensitivity.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>
#include <support/slope_check.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

using namespace ullage;
using ullage::test::compare;
using ullage::test::dice;
using ullage::test::refusal;
using ullage::test::rel;
using ullage::test::tally;

namespace {

template <Real T> pipeline<T> random_pipeline(dice& roll) {
  pipeline<T> p;
  T const rate = T(roll.in(1, 8));
  T const length = T(roll.in(600, 3000));
  switch (roll.below(4)) {
  case 0: p.arrivals = constant_rate<T>{.rate = rate, .duration = length}; break;
  case 1: p.arrivals = step<T>{.before = rate / 3, .after = rate, .at = length / 4, .duration = length}; break;
  case 2: p.arrivals = ramp<T>{.from = rate / 5, .to = rate, .over = length / 2, .duration = length}; break;
  default: p.arrivals = spike<T>{.base = rate / 4, .peak = 2 * rate, .at = length / 3, .width = length / 5, .duration = length};
  }
  p.service_time = T(roll.in(1, 4));
  p.dispatch_overhead = T(roll.in(0.01, 0.5));
  p.partitions = 10 + roll.below(40);
  p.initial_lag = T(roll.in(1, 500));
  p.initial_lag_age = T(roll.in(0, 100));
  p.service_scv = T(roll.in(0.1, 2));
  if (roll.below(2) == 0) {
    p.batch_size = T(1 + roll.below(20));
    p.batch_window = value_of(p.batch_size) > 1 ? T(roll.in(0.1, 3)) : T(0);
  }
  if (roll.below(3) == 0) { p.retry = {.failure_probability = T(roll.in(0.001, 0.1)), .backoff = T(roll.in(0.1, 2))}; }
  if (roll.below(3) == 0) { p.breakdowns = {.rate = T(roll.in(1e-4, 1e-2)), .pause = T(roll.in(1, 10)), .pause_scv = T(roll.in(0.1, 1))}; }
  auto& s = p.scaling;
  switch (roll.below(5)) {
  case 0: s = regime<T>("fixed"); break;
  case 1: s = regime<T>("kafka-on-demand-2021"); break;
  case 2:
    s.up = add<T>{.step = T(1 + roll.below(6))};
    s.down.when = scale_down::follow_load;
    break;
  case 3:
    s.up = multiply<T>{};
    s.startup_time = T(roll.in(1, 30));
    break;
  default:
    s.up = match_load<T>{.drain_within = T(roll.in(100, 600))};
    s.environment_burst = T(roll.in(2, 10));
    s.environment_rate = T(roll.in(0.05, 1));
  }
  if (!is_fixed(s)) {
    s.name = "custom";
    s.evaluation_period = T(roll.in(30, 300));
    s.phase = T(roll.in(10, 200));
    s.reaction_delay = T(roll.in(1, 60));
    s.initial_share = unset_v<T>;
    s.initial_consumers = T(1 + roll.below(3));
  }
  if (roll.below(4) == 0) {
    std::vector<T> weights;
    for (long long i = 0; i < *p.partitions; ++i) { weights.push_back(T(roll.in(0.5, 2))); }
    p.skew = measured_shares<T>{weights};
  }
  return p;
}

} // namespace

TEST_CASE("gradients of every measure of a forecast equal central differences in long double over random pipelines") {
  using T = long double;
  dice roll{11};
  tally count;
  auto const inputs = detail::pipeline_inputs<T>();
  auto const& measures = detail::forecast_measures<T>();
  for (int n = 0; n < 18; ++n) {
    auto const p = random_pipeline<T>(roll);
    T const t = T(roll.in(100, 2500));
    T const share = T(roll.in(0.1, 0.99));
    for (std::size_t k = static_cast<std::size_t>(n % 3); k < measures.size(); k += 3) {
      auto const& m = measures[k];
      T const at = m.argument[0] == 'p' ? share : m.argument[0] == 't' ? t : unset_v<T>;
      auto const r = sensitivity(p, sensitivity_question<T>{.measure = m.name, .at = at});
      compare(count, r, inputs, p, [&](pipeline<T> const& x) { return m.of(forecast(x), at); }, [](pipeline<T> const& x) { return detail::is_valid(x); });
    }
  }
  INFO(count.worst);
  INFO("compared " << count.compared << " kinks " << count.kinks << " flagged " << count.flagged << " differ " << count.differ);
  CHECK(count.differ == 0);
  CHECK(count.compared > 1500);
  CHECK(count.kinks < count.compared / 200);
  CHECK(count.flagged < count.compared / 500);
  CHECK(count.jumps > 0); // numbers of consumers
}

TEST_CASE("a forecast in dual numbers has the values of the plain one to the last bit") {
  using D = dual<double, detail::slopes_at_once>;
  dice roll{3};
  auto const& plain = detail::forecast_measures<double>();
  auto const& duals = detail::forecast_measures<D>();
  for (int n = 0; n < 60; ++n) {
    auto const p = random_pipeline<double>(roll);
    auto moved = detail::as_scalar<D>(p);
    detail::pipeline_inputs<D>()[0].move(moved, variable<detail::slopes_at_once>(0.0, 0));
    detail::pipeline_inputs<D>()[1].move(moved, variable<detail::slopes_at_once>(0.0, 1));
    detail::pipeline_inputs<D>()[5].move(moved, variable<detail::slopes_at_once>(0.0, 2));
    auto const f = forecast(p);
    auto const g = forecast(moved);
    for (std::size_t k = 0; k < plain.size(); ++k) {
      double const at = plain[k].argument[0] == 'p' ? 0.9 : 700;
      CHECK(plain[k].of(f, at) == duals[k].of(g, D(at)).value);
    }
  }
}

TEST_CASE("R248 R249 R251 R252 slopes of M/M/20 and of the decay rate of M/D/1") {
  auto const wait = sensitivity(mmc<>{.arrival_rate = 5, .service_time = 3, .servers = 20}, sensitivity_question<>{.measure = "mean_wait"});
  CHECK(wait.inputs[0].derivative == rel(0.20250125958543020, 1e-12));
  CHECK(wait.inputs[1].derivative == rel(0.36958797679243506, 1e-12));
  auto const decay = sensitivity(md1<>{.arrival_rate = 0.25, .service_time = 3}, sensitivity_question<>{.measure = "decay_rate"});
  CHECK(decay.inputs[0].derivative == rel(-2.4437014539820581, 1e-12));
  CHECK(decay.inputs[1].derivative == rel(-0.26477520357173469, 1e-12));
}

TEST_CASE("the real number of servers counts by Erlang's formula for real servers") {
  auto const q = mmc<>{.arrival_rate = 5, .service_time = 3, .servers = 20};
  auto const r = sensitivity(q, sensitivity_question<>{.measure = "wait_probability", .inputs = {"servers"}});
  REQUIRE(r.inputs.size() == 1);
  auto const c = [](long double servers) { return erlang_c(servers, 15.0L); };
  CHECK(r.inputs[0].derivative == rel(static_cast<double>((8 * (c(20.001L) - c(19.999L)) - (c(20.002L) - c(19.998L))) / 0.012L), 1e-9));
  CHECK(r.inputs[0].reason == "continuous relaxation: this is a whole number");
  CHECK(r.value == wait_probability(q));
}

namespace {

/// The case of 2021: 20 partitions at 5/s, 3 s each, one consumer for 900 s.
pipeline<> seed() {
  pipeline<> p;
  p.arrivals = constant_rate<>{.rate = 5, .duration = 2000};
  p.service_time = 3;
  p.partitions = 20;
  p.scaling = regime<>("kafka-on-demand-2021");
  return p;
}
input_slope<> slope(pipeline<> const& p, char const* measure, char const* input) { return sensitivity(p, measure, {input}).inputs[0]; }

} // namespace

TEST_CASE("the slopes of the ramp-up of 2021 are those of its closed forms") {
  // Drained when 5 * 2000 - 900/3 = (20/3) (t - 900).
  auto const p = seed();
  CHECK(slope(p, "drained_at", "service_time").derivative == rel((10000 - 300) / 20.0 + 3 * 300 / (3.0 * 20), 1e-12));
  CHECK(slope(p, "drained_at", "service_time").elasticity == rel(500 * 3 / 2355.0, 1e-12));
  CHECK(slope(p, "drained_at", "arrival_scale").derivative == rel(10000 * 3 / 20.0, 1e-12));
  CHECK(slope(p, "drained_at", "partitions").derivative == rel(-29100.0 / 400, 1e-12));
  CHECK(slope(p, "drained_at", "partitions").reason == "continuous relaxation: this is a whole number");
  CHECK(slope(p, "peak_lag", "service_time").derivative == rel(100, 1e-12)); // 900 / S^2
  CHECK(slope(p, "peak_lag", "partitions").derivative == 0);
  CHECK(slope(p, "utilization", "service_time").elasticity == rel(1, 1e-12));
  CHECK(slope(p, "drained_at", "phase").derivative == rel(1 - 1 / 20.0, 1e-12));
}

TEST_CASE("inputs at the edge of their range have one-sided slopes, and those that are switched off by differences") {
  auto const p = seed();
  auto const extra = slope(p, "drained_at", "dispatch_overhead");
  CHECK(extra.derivative == rel(500, 1e-12));
  CHECK(extra.reason == "one-sided, from above");
  CHECK(std::isfinite(extra.elasticity));
  auto const failures = slope(p, "drained_at", "failure_probability");
  CHECK(failures.derivative == rel(1500, 1e-7)); // attempts 1 / (1 - f)
  CHECK(failures.reason == "one-sided, from above, by differences");
  CHECK(slope(p, "peak_lag", "initial_lag").derivative == rel(1, 1e-7));
}

TEST_CASE("where there is no derivative the reason says why") {
  auto const p = seed();
  CHECK(slope(p, "drained_at", "reserved_concurrency").reason == "the input is infinite");
  CHECK(slope(p, "drained_at", "record_bytes").reason == "the pipeline has no such number");
  CHECK(slope(p, "drained_at", "initial_consumers").reason == "the measure jumps at this value");
  CHECK(slope(p, "drained_at", "batch_window").reason == "the input can not be moved");
  auto endless = p;
  endless.arrivals = constant_rate<>{.rate = 50};
  CHECK(slope(endless, "max_wait", "service_time").reason == "the measure is infinite");
  CHECK(std::isnan(slope(endless, "max_wait", "service_time").derivative));

  // Ten consumers of twenty partitions: one partition more makes some owner serve three.
  auto fixed = p;
  fixed.scaling = regime<>("fixed");
  fixed.scaling.initial_share = unset_v<double>;
  fixed.scaling.initial_consumers = 10;
  CHECK(slope(fixed, "full_capacity", "partitions").reason.starts_with("a whole number that acts in jumps: one less makes it "));

  // A limit that begins to bind: capacity min(20, limit) / 3.
  auto tight = p;
  tight.reserved_concurrency = 20;
  auto const kink = slope(tight, "full_capacity", "reserved_concurrency");
  CHECK_FALSE(kink.defined);
  CHECK(kink.reason.starts_with("kink: slope 0.33333"));
}

TEST_CASE("names that are not known are refused with those that are") {
  auto const p = seed();
  CHECK(refusal([&] { (void)sensitivity(p, "mean"); }).starts_with("sensitivity: measure = \"mean\", but must be one of peak_lag, "));
  CHECK(refusal([&] { (void)sensitivity(p, "max_wait", {"speed"}); }).starts_with("sensitivity: input = \"speed\", but must be one of arrival_scale, "));
  CHECK(refusal([&] { (void)sensitivity(p, "lag"); }) == "sensitivity: at = nan, but is required for this measure and must be a time >= 0");
  CHECK(refusal([&] { (void)sensitivity(mm1<>{0.1, 1}, sensitivity_question<>{.measure = "wait_quantile", .at = 1}); }) ==
        "sensitivity: at = 1, but is required for this measure and must be in [0, 1)");
  CHECK(refusal([&] { (void)sensitivity(mm1<>{0.1, 1}, sensitivity_question<>{.measure = "blocking_probability"}); }) ==
        "sensitivity: measure = \"blocking_probability\", but this queue has none of that name");
  CHECK_THROWS_AS((void)sensitivity(mm1<>{2, 1}, sensitivity_question<>{.measure = "mean_wait"}), unstable_error);
}

TEST_CASE("inverted transforms have slopes by differences, which agree with scaling") {
  // A queue with times k times as long waits k times as long: lambda d/dlambda W = S d/dS W - W.
  auto const q = mg1<>{.arrival_rate = 0.25, .service = gamma_service<>{3, 0.4}};
  auto const r = sensitivity(q, sensitivity_question<>{.measure = "wait_quantile", .at = 0.99});
  CHECK(r.inputs[1].elasticity - r.inputs[0].elasticity == rel(1, 1e-6));
  CHECK(r.inputs[0].reason == detail::by_differences);
  // M/G/1: Pollaczek and Khinchine, by service_scv: lambda S^2 / (2 (1 - rho)).
  auto const w = sensitivity(gg1<>{.arrival_rate = 0.25, .service_time = 3, .service_scv = 0.4}, sensitivity_question<>{.measure = "mean_wait"});
  CHECK(w.inputs[3].derivative == rel(4.5, 1e-8));
}

TEST_CASE("a gradient of any function of numbers, also in float and long double") {
  auto const f = [](auto const& x) { return x[0] * x[0] * exp(x[1]); };
  auto const g = gradient(f, std::array<double, 2>{3, 0.5});
  CHECK(g.value == rel(9 * std::exp(0.5), 1e-15));
  CHECK(g.partials[0] == rel(6 * std::exp(0.5), 1e-15));
  CHECK(g.partials[1] == rel(9 * std::exp(0.5), 1e-15));
  CHECK(static_cast<double>(gradient(f, std::array<long double, 2>{3, 0.5L}).partials[0]) == rel(6 * std::exp(0.5), 1e-15));
  auto const small = sensitivity(mm1<float>{0.25F, 3.0F}, sensitivity_question<float>{.measure = "mean_wait"});
  CHECK(small.inputs[0].derivative == rel(144, 1e-5)); // S^2 / (1 - rho)^2
}
