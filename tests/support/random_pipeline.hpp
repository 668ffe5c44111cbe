// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Random pipelines and targets from a fixed seed, the same with every standard library.

#include <ullage/arrivals.hpp>
#include <ullage/constraint.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/target.hpp>

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <variant>

namespace ullage::test {

/// Numbers from a seed. The standard leaves its distributions open, so the mapping is written out.
class dice {
public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  double between(double a, double b) { return a + (b - a) * unit(); }
  int whole(int a, int b) { return a + static_cast<int>(unit() * (b - a + 1)); }
  bool chance(double p) { return unit() < p; }

private:
  std::mt19937_64 engine_;
};

inline arrival_profile<double> random_arrivals(dice& d, double rate, double length) {
  using profile = arrival_profile<double>;
  switch (d.whole(0, 8)) {
  case 0: return constant_rate<>{.rate = rate, .duration = length};
  case 1: return constant_rate<>{.rate = rate};
  case 2: {
    double const before = rate * d.unit();
    return step<>{.before = before, .after = rate, .at = length * d.between(0.1, 0.8), .duration = length};
  }
  case 3: {
    double const from = rate * d.between(0, 0.5);
    return ramp<>{.from = from, .to = rate, .over = length * d.between(0.1, 0.9), .duration = length};
  }
  case 4: {
    double const base = rate * d.between(0, 0.6);
    double const peak = rate * d.between(1, 2);
    return spike<>{.base = base, .peak = peak, .at = length * 0.3, .width = length * d.between(0.02, 0.3), .duration = length};
  }
  case 5: {
    double const records = rate * length * d.between(0.05, 0.5);
    return burst<>{.records = records, .at = d.chance(0.5) ? 0.0 : length * 0.2};
  }
  case 6: {
    double const again = rate * d.between(0.3, 1);
    return profile(constant_rate<>{.rate = rate, .duration = length * 0.4}) +
           profile(constant_rate<>{.rate = again, .duration = length * 0.4, .start = length * d.between(0.45, 1)});
  }
  case 7:
    return daily<>{.mean = rate / 2, .amplitude = rate / 2 * d.unit(), .peak_at = length * 0.4, .period = length,
                   .duration = length, .pieces = 16};
  default:
    return profile(constant_rate<>{.rate = rate * 0.7, .duration = length}) +
           profile(burst<>{.records = rate * length * 0.1, .at = length * d.unit()});
  }
}

inline up_rule<double> random_up_rule(dice& d, double period) {
  double const interval = d.chance(0.5) ? 0.0 : d.between(0, 3) * period;
  switch (d.whole(0, 5)) {
  case 0: return jump_to_cap{};
  case 1: return add<>{.step = static_cast<double>(d.whole(1, 5)), .min_interval = interval};
  case 2: return multiply<>{.factor = d.between(1.3, 3), .min_interval = interval};
  case 3: return match_load<>{.drain_within = d.between(0.5, 5) * period};
  case 4: return proportional<>{.lag_per_consumer = d.between(2, 60), .polling_period = period, .cooldown_period = 3 * period};
  default: return continuous_ramp<>{.per_minute = d.between(0.5, 40)};
  }
}

inline scaling_regime<double> random_regime(dice& d) {
  static char const* const names[] = {"kafka-on-demand-2021", "kafka-on-demand-2022", "kafka-on-demand-2023", "kinesis",
                                      "dynamodb-streams", "fixed", "keda-kafka"};
  if (d.chance(0.6)) {
    auto const* name = names[d.whole(0, 6)];
    return regime(name, static_cast<estimate>(d.whole(0, 2)));
  }
  scaling_regime<double> r;
  double const period = d.whole(10, 300);
  r.evaluation_period = period;
  if (d.chance(0.3)) { r.phase = std::floor(d.unit() * period); }
  if (d.chance(0.4)) { r.reaction_delay = std::floor(d.between(0, 2) * period); }
  r.up = random_up_rule(d, period);
  r.min_consumers = d.whole(1, 3);
  if (d.chance(0.3)) { r.max_consumers = d.whole(3, 40); }
  if (std::holds_alternative<proportional<double>>(r.up) && !std::isfinite(r.max_consumers)) { r.max_consumers = 100; }
  if (d.chance(0.2)) {
    r.initial_share = d.between(0.1, 1);
  } else {
    r.initial_consumers = d.whole(1, 6);
  }
  r.down.when = static_cast<scale_down>(d.whole(0, 2));
  if (is_continuous(r) && r.down.when == scale_down::drop_when_empty) { r.down.when = scale_down::follow_load; }
  if (d.chance(0.3)) { r.down.factor = 0.5; }
  if (d.chance(0.2)) { r.down.stabilization = d.between(0, 4) * period; }
  if (d.chance(0.2)) { r.startup_time = d.unit() * period; }
  if (d.chance(0.15) && !is_continuous(r)) { r.rebalance_pause = d.between(0, 0.4) * period; }
  if (d.chance(0.15)) { r.parallelization_factor = d.whole(2, 4); }
  if (d.chance(0.15)) { r.concurrency_per_consumer = d.whole(2, 5); }
  if (d.chance(0.1)) {
    r.environment_burst = d.whole(2, 30);
    r.environment_rate = d.between(0.05, 1);
  }
  return r;
}

/// A pipeline that about `size` partitions carry.
inline pipeline<double> random_pipeline(dice& d, int size) {
  pipeline<double> p;
  p.service_time = d.between(0.2, 5);
  p.scaling = random_regime(d);
  p.partitions = size;
  double const rate = d.between(0.3, 1.1) * size / p.service_time;
  double const length = d.whole(600, 6000);
  p.arrivals = random_arrivals(d, rate, length);
  if (d.chance(0.2)) { p.dispatch_overhead = d.between(0, 0.2); }
  if (d.chance(0.2)) {
    p.initial_lag = rate * length * d.between(0, 0.3);
    p.initial_lag_age = d.chance(0.5) ? 0.0 : d.between(0, 300);
  }
  if (d.chance(0.15)) { p.reserved_concurrency = d.whole(2, 2 * size); }
  if (d.chance(0.15)) { p.horizon = length * d.between(1, 3); }
  bool const endless = !std::isfinite(total_records(p.arrivals));
  // Such a rule wanders without a period under endless arrivals.
  if (endless && std::holds_alternative<proportional<double>>(p.scaling.up)) { p.horizon = 3 * length; }
  return p;
}

/// Targets that lie around what the pipeline keeps at its own size.
inline target<double> random_target(dice& d, pipeline<double> const& p, long long max_partitions) {
  auto const f = forecast(p);
  auto const around = [&](double value) {
    return std::isfinite(value) && value > 0 ? value * d.between(0.6, 1.6) : d.between(0, 2000);
  };
  target<double> t;
  t.max_partitions = max_partitions;
  int const first = d.whole(0, 5);
  int const second = d.whole(-4, 4);
  bool const all = d.chance(0.1);
  auto const asks = [&](int i) { return all || i == first || i == second; };
  if (asks(0)) { t.utilization = d.between(0.3, 1); }
  if (asks(1)) { t.max_wait = around(f.max_wait); }
  bool const counted = std::isfinite(total_records(p.arrivals)) || std::isfinite(p.horizon); // a share of endless records is refused
  if (asks(2) && counted) {
    double const share = d.between(0.3, 0.999);
    t.wait_quantile = {share, around(wait_quantile(f, share))};
  }
  if (asks(3)) {
    double const at = around(f.drained_at);
    t.drained_by = std::isfinite(p.horizon) && at > p.horizon ? p.horizon : at;
  }
  if (asks(4)) { t.peak_lag = around(f.peak_lag); }
  if (asks(5) || (first == 2 && !counted)) { t.max_wait = d.chance(0.2) ? 0.0 : around(f.max_wait); }
  return t;
}

/// The same pipeline in a unit of time that is k times smaller: every time is k times larger.
inline pipeline<double> in_other_time_unit(pipeline<double> p, double k) {
  auto pieces = p.arrivals.pieces();
  for (auto& x : pieces) {
    x.start *= k;
    x.rate /= k;
    x.slope /= k * k;
  }
  p.arrivals = arrival_profile<double>(std::move(pieces));
  for (double* time : {&p.initial_lag_age, &p.service_time, &p.dispatch_overhead, &p.retention, &p.horizon}) { *time *= k; }
  auto& s = p.scaling;
  for (double* time : {&s.evaluation_period, &s.phase, &s.reaction_delay, &s.rebalance_pause, &s.startup_time,
                       &s.down.min_interval, &s.down.stabilization}) {
    *time *= k;
  }
  for (double* rate : {&s.bytes_per_consumer, &s.environment_rate}) { *rate /= k; }
  if (auto* u = std::get_if<add<double>>(&s.up)) { u->min_interval *= k; }
  if (auto* u = std::get_if<multiply<double>>(&s.up)) { u->min_interval *= k; }
  if (auto* u = std::get_if<match_load<double>>(&s.up)) { u->drain_within *= k; }
  if (auto* u = std::get_if<continuous_ramp<double>>(&s.up)) { u->per_minute /= k; }
  if (auto* u = std::get_if<proportional<double>>(&s.up)) {
    u->polling_period *= k;
    u->cooldown_period *= k;
  }
  return p;
}
inline target<double> in_other_time_unit(target<double> t, double k) {
  t.max_wait *= k;
  t.drained_by *= k;
  if (t.wait_quantile) { t.wait_quantile->limit *= k; }
  return t;
}

/// Equal, also when both are 0 or infinite, or within a share `tol` of the larger number.
inline bool close(double a, double b, double tol) {
  return a == b || std::abs(a - b) <= tol * std::fmax(std::abs(a), std::abs(b));
}

/// What identifies a case in a message.
inline std::string describe(pipeline<double> const& p) {
  return p.scaling.name + ", up " + std::to_string(p.scaling.up.index()) + ", down " +
         std::to_string(static_cast<int>(p.scaling.down.when)) + ", partitions " + std::to_string(p.partitions.value_or(0)) +
         ", service " + std::to_string(p.service_time);
}

} // namespace ullage::test
