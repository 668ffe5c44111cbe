// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A pipeline as a simulation needs it: checked once, with every number at hand.

#include <ullage/concepts.hpp>
#include <ullage/detail/random.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/samplers.hpp>
#include <ullage/detail/sim_attempts.hpp>
#include <ullage/detail/sim_options.hpp>
#include <ullage/detail/sim_record.hpp>
#include <ullage/detail/topic_stream.hpp>
#include <ullage/packing.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/skew.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ullage::detail {

/// Streams of random numbers beside those of the arrivals.
inline constexpr std::uint64_t sim_chance_stream = 0x73696d756c617465U;
inline constexpr std::uint64_t sim_placement_stream = 0x706c6163656d6e74U;

/// Without evaluations a continuous rule takes consumers away when nothing has waited for so long [s]: in a
/// fluid an empty queue is a state, among single records it is a moment.
inline constexpr double sim_calm_time = 60;

/// What a replication is run from. Keeps its own copy of the pipeline.
class sim_setup {
public:
  sim_setup(pipeline<double> const& p, simulation_options const& o) : system(p), options(o) {
    validate(p);
    check();
    consumers = consumer_model(p);
    pooled = !is_finite(consumers.lanes);
    require(pooled || consumers.lanes <= 1e7, "simulate", "partitions", consumers.lanes, "must be <= 10000000 lanes");
    lanes = pooled ? 1 : static_cast<std::size_t>(consumers.lanes);
    seed = o.seed;
    overhead = p.dispatch_overhead;
    each = p.service_time;
    auto const batching = batching_of(p);
    batch = batch_limit(batching);
    window = batch > 1 ? batching.window : 0;
    rule = batching.rule;
    retry.failure = p.retry.failure_probability;
    retry.max_retries = p.retry.max_retries;
    retry.expiry = p.retention < p.retry.max_record_age ? p.retention : p.retry.max_record_age;
    retry.response = p.retry.response;
    poison = p.retry.poison_probability;
    backoff = p.retry.backoff;
    can_fail = retry.failure > 0 || poison > 0;
    starts = p.cold_starts.init_time > 0;
    init_time = p.cold_starts.init_time;
    init_scv = p.cold_starts.init_scv;
    keep_alive = p.cold_starts.keep_alive;
    breakdown_rate = p.breakdowns.rate;
    record_rate = consumers.records_per_consumer;
    double const limit = consumers.concurrency_limit;
    most_busy = limit < 1 ? 1 : std::floor(limit * (1 + 8 * std::numeric_limits<double>::epsilon()));
    environments();
    double const given = is_nan(o.horizon) ? p.horizon : o.horizon;
    horizon = is_nan(given) ? infinity : given;
    bool const own_rate = o.map && p.arrivals.pieces().empty();
    double total = horizon < infinity ? arrived(p.arrivals, horizon) : total_records(p.arrivals);
    if (!o.replay.empty()) {
      total = static_cast<double>(o.replay.size());
    } else if (own_rate) {
      total = horizon < infinity ? arrival_rate(*o.map) * horizon : infinity;
    }
    require(total < infinity, "simulate", "horizon", given, "must be given for arrivals without end");
    expected = total + p.initial_lag + 1;
    fits_profile = o.replay.empty() && !own_rate;
    max_events = o.max_events;
    warmup = o.warmup;
    fixed_shares_ = pooled || !(o.placement == key_placement::random && has_placement());
    if (pooled) {
      shares_ = {1.0};
    } else if (fixed_shares_) {
      shares_ = ullage::lane_shares(p);
      if (shares_.empty()) { shares_.assign(lanes, 1 / static_cast<double>(lanes)); }
    }
    last_piece_ = p.arrivals.pieces().empty() ? 0 : p.arrivals.pieces().back().start;
    if (!o.replay.empty()) { last_piece_ = o.replay.back(); }
  }

  pipeline<double> system;
  simulation_options options;
  capacity_model<double> consumers = {};
  bool pooled = false;
  std::size_t lanes = 1;
  std::uint64_t seed = 0;
  double overhead = 0;
  double each = 0;
  double batch = 1;
  double window = 0;
  window_rule rule = window_rule::after_invocation;
  sim_retry_rules retry = {};
  double poison = 0;
  double backoff = 0;
  bool can_fail = false;
  bool starts = false;
  double init_time = 0;
  double init_scv = 0;
  double keep_alive = 0;
  double breakdown_rate = 0;
  double record_rate = 0; ///< of one consumer, from its bytes per second
  double most_busy = 0;   ///< invocations at once
  bool limited_environments = false;
  double environment_rate = 0;
  double warm_time = 0;   ///< an environment that is idle for so long is gone
  double calm_time = sim_calm_time;
  double horizon = 0;
  double expected = 0;    ///< records of a replication, about
  bool fits_profile = true; ///< records come when the profile says, about
  long long max_events = 0;
  double warmup = 0;

  /// @returns invocations that a number of consumers without partitions may have under way
  [[nodiscard]] double servers(double working) const {
    double const slots = working * consumers.concurrency_per_consumer;
    return slots > 0 ? slots < 1 ? 1 : std::floor(slots + 0.5) : 0;
  }
  /// @returns owners of lanes
  [[nodiscard]] std::size_t owners(double working) const {
    return static_cast<std::size_t>(owners_of(consumers.lanes, working * consumers.concurrency_per_consumer));
  }
  /// @returns the number of consumers at which there is one server or owner more
  [[nodiscard]] double next_step(double working) const {
    double const slots = working * consumers.concurrency_per_consumer;
    double const next = pooled ? std::floor(slots + 0.5 + 1e-9) + 0.5 : std::floor(slots * (1 + 1e-12)) + 1;
    return next / consumers.concurrency_per_consumer;
  }

  [[nodiscard]] sim_recorder recorder() const {
    int const points = options.grid;
    double const unit = overhead + each;
    if (horizon < infinity) { return sim_recorder(unit, warmup, horizon / points, static_cast<std::size_t>(points), true); }
    double span = last_piece_;
    if (!(span > unit)) { span = unit; }
    double const step = round_step(span / points);
    return sim_recorder(unit, warmup, step, 2 * static_cast<std::size_t>(points), false);
  }

  /// Share of the arrivals of each lane; where the placement of keys is left to chance, another for each replication.
  [[nodiscard]] std::vector<double> draw_shares(long long replication) const {
    if (pooled) { return {1}; }
    if (fixed_shares_) { return shares_; }
    random_source chance(seed, static_cast<std::uint64_t>(replication), sim_placement_stream);
    auto shares = random_placement(chance);
    std::size_t const factor = lanes / shares.size();
    return spread_over_lanes(std::move(shares), factor);
  }

  /// What arrives, in lanes of such shares.
  [[nodiscard]] stream_options arrivals(std::vector<double> const& shares) const {
    auto const& p = system;
    return {.arrivals = p.arrivals, .arrival_scv = p.arrival_scv, .producer = p.producer, .shares = shares,
            .record_bytes = p.record_bytes, .initial_lag = p.initial_lag, .initial_lag_age = p.initial_lag_age,
            .map = options.map, .replay = options.replay, .horizon = horizon};
  }
  [[nodiscard]] service_sampler service() const {
    return options.service ? service_sampler(*options.service) : service_sampler(system.service_scv);
  }

  /// @returns a number of mean 1
  [[nodiscard]] static double spread(double scv, random_source& random) {
    return scv > 0 ? scv * random.gamma(1 / scv) : 1;
  }

  /// A service with the interruptions that fall into it.
  [[nodiscard]] double with_interruptions(double time, random_source& random, double& count) const {
    auto const& b = system.breakdowns;
    double const pause = b.pause;
    double const scv = b.pause_scv;
    double n = 0;
    double lost = 0;
    double const load = breakdown_rate * time;
    if (b.then == after_interruption::resume) {
      n = static_cast<double>(random.poisson(load));
    } else {
      n = static_cast<double>(random.geometric(std::exp(-load)));
      lost = n <= 1000 ? wasted(n, load, random) : about_wasted(n, load, random);
    }
    count += n;
    // A sum of n gamma variables of one scale is a gamma variable.
    double const pauses = scv > 0 && n > 0 ? pause * scv * random.gamma(n / scv) : pause * n;
    return time + lost + pauses;
  }

private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  void check() const {
    auto const f = "simulate";
    auto const& o = options;
    require(o.replications >= 1 && o.replications <= 1'000'000, f, "replications", double(o.replications), "must be in [1, 1000000]");
    require(o.confidence > 0 && o.confidence < 1, f, "confidence", o.confidence, "must be in (0, 1)");
    require(o.band > 0 && o.band < 1, f, "band", o.band, "must be in (0, 1)");
    require(is_nan(o.horizon) || (o.horizon > 0 && is_finite(o.horizon)), f, "horizon", o.horizon, "must be finite and > 0");
    if (!is_nan(o.horizon)) { require_moderate(f, "horizon", o.horizon); }
    require_nonnegative(f, "warmup", o.warmup);
    require(o.grid >= 2 && o.grid <= 1'000'000, f, "grid", double(o.grid), "must be in [2, 1000000]");
    require(o.max_events > 0, f, "max_events", double(o.max_events), "must be > 0");
  }

  void environments() {
    auto const& r = system.scaling;
    environment_rate = r.environment_rate;
    double const burst = r.environment_burst;
    warm_time = keep_alive;
    if (!(warm_time < infinity)) { warm_time = 10 * (overhead + each) > 60 ? 10 * (overhead + each) : 60; }
    double most = consumer_cap(r, consumers.lanes) * consumers.concurrency_per_consumer;
    if (!pooled && most > consumers.lanes) { most = consumers.lanes; }
    if (most > most_busy) { most = most_busy; }
    bool const unlimited = !(burst < infinity && environment_rate < infinity);
    limited_environments = !unlimited && !(burst >= most && environment_rate * warm_time >= most);
  }

  [[nodiscard]] bool has_placement() const {
    return std::holds_alternative<equal_keys>(system.skew) || std::holds_alternative<zipf_keys<double>>(system.skew);
  }

  /// Keys thrown onto the partitions: the largest 100,000 one by one, the rest as normal variables with the same
  /// mean and variance.
  [[nodiscard]] std::vector<double> random_placement(random_source& chance) const {
    auto const* zipf = std::get_if<zipf_keys<double>>(&system.skew);
    double const keys = static_cast<double>(zipf ? zipf->keys : std::get<equal_keys>(system.skew).keys);
    double const power = zipf ? zipf->exponent : 0;
    auto const n = static_cast<std::size_t>(*system.partitions);
    std::vector<double> load(n, 0.0);
    double const single = keys < 1e5 ? keys : 1e5;
    for (double k = 1; k <= single; ++k) { load[chance.below(n)] += std::pow(k, -power); }
    if (keys > single) {
      auto const sum = [&](double a) { // of k^-a over the rest
        double const from = single + 0.5;
        double const to = keys + 0.5;
        return std::abs(a - 1) < 1e-9 ? std::log(to / from) : (std::pow(to, 1 - a) - std::pow(from, 1 - a)) / (1 - a);
      };
      double const share = 1 / static_cast<double>(n);
      double const mean = sum(power) * share;
      double const deviation = std::sqrt(sum(2 * power) * share * (1 - share));
      for (double& x : load) {
        double const more = mean + deviation * chance.normal();
        x += more > 0 ? more : 0;
      }
    }
    double total = 0;
    for (double const x : load) { total += x; }
    for (double& x : load) { x /= total; }
    return load;
  }

  /// Work lost in n attempts that were interrupted: exponential times below the length of the service.
  [[nodiscard]] double wasted(double n, double load, random_source& random) const {
    double sum = 0;
    for (double i = 0; i < n; ++i) { sum += -std::log1p(random.uniform() * std::expm1(-load)); }
    return sum / breakdown_rate;
  }
  /// The same for many attempts, by the central limit theorem.
  [[nodiscard]] double about_wasted(double n, double load, random_source& random) const {
    double const rest = load / std::expm1(load);
    double const mean = 1 - rest;
    double const variance = 1 - rest * rest * std::exp(load);
    double const sum = n * mean + std::sqrt(n * (variance > 0 ? variance : 0)) * random.normal();
    return (sum > 0 ? sum : 0) / breakdown_rate;
  }

  bool fixed_shares_ = false;
  double last_piece_ = 0;
  std::vector<double> shares_;
};

} // namespace ullage::detail
