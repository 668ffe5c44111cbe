// SPDX-License-Identifier: MIT
#include <ullage/backlog.hpp>
#include <ullage/counts.hpp>
#include <ullage/waits.hpp>

#include <doctest/doctest.h>

#include <support/stepper.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace {

using namespace ullage;
using test::nothing;
using test::step_result;
constexpr double none = std::numeric_limits<double>::infinity();

/// Numbers that are the same with every standard library.
class dice {
public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  double between(double low, double high) { return low + (high - low) * unit(); }
  double spread(double low, double high) { return low * std::pow(high / low, unit()); } ///< even in the logarithm
  int whole(int low, int high) { return low + static_cast<int>(unit() * (high - low + 1)); }
  bool chance(double p) { return unit() < p; }
  double one_of(std::initializer_list<double> all) {
    return all.begin()[static_cast<std::size_t>(whole(0, static_cast<int>(all.size()) - 1))];
  }

private:
  std::mt19937_64 engine_;
};

struct random_case {
  backlog_model<double> model;
  double horizon;
  double scale; ///< shortest time that the rule knows [s]
};

arrival_profile<double> random_arrivals(dice& d, double rate, double period, int depth = 0) {
  double const length = d.between(2, 14) * period;
  switch (d.whole(0, depth == 0 ? 8 : 6)) {
  case 0: return constant_rate<>{.rate = rate, .duration = d.chance(0.2) ? none : length, .start = d.chance(0.3) ? d.between(0, 3) * period : 0};
  case 1: return step<>{.before = d.between(0, 1) * rate, .after = d.between(0, 1.5) * rate, .at = d.between(0, 1) * length, .duration = d.chance(0.2) ? none : length * 1.01};
  case 2: {
    double const start = d.chance(0.5) ? d.between(0, 0.3) * length : 0;
    double const over = d.between(0.1, 0.6) * length;
    return ramp<>{.from = d.chance(0.3) ? 0 : d.between(0, 1.2) * rate, .to = d.chance(0.3) ? 0 : d.between(0, 1.5) * rate, .over = over, .start = start, .duration = d.chance(0.2) ? none : length};
  }
  case 3: {
    double const at = d.between(0, 0.6) * length;
    double const width = d.between(0.05, 0.4) * length;
    return spike<>{.base = d.chance(0.3) ? 0 : d.between(0, 0.7) * rate, .peak = d.between(0.5, 3) * rate, .at = at, .width = width, .duration = d.chance(0.2) ? none : length};
  }
  case 4: return burst<>{.records = d.between(0.1, 5) * rate * period, .at = d.chance(0.3) ? period * d.whole(0, 4) : d.between(0, 6) * period};
  case 5: {
    std::vector<double> counts;
    double const width = d.chance(0.3) ? period : d.between(0.2, 2.5) * period;
    int const bins = d.whole(2, 9);
    for (int i = 0; i < bins; ++i) { counts.push_back(d.chance(0.2) ? 0 : std::floor(d.between(0, 2) * rate * width)); }
    return from_counts(std::span<double const>(counts), width);
  }
  case 6: {
    double const length2 = d.between(6, 14) * period;
    return daily<>{.mean = rate * 0.7, .amplitude = rate * 0.7 * d.unit(), .peak_at = d.between(0, 1) * length2, .period = length2 * d.between(0.3, 1), .duration = length2, .pieces = d.whole(4, 24)};
  }
  default: return random_arrivals(d, rate * 0.6, period, 1) + random_arrivals(d, rate * 0.6, period, 1);
  }
}

random_case draw(dice& d) {
  random_case out;
  auto& m = out.model;
  auto& r = m.scaling;
  auto& c = m.consumers;
  int const kind = d.whole(0, 6);
  bool const pods = kind == 5;
  bool const continuous = kind == 4;
  double const period = d.chance(0.5) ? d.one_of({5, 15, 60, 180, 900}) : d.spread(5, 900);

  c.service_time = d.spread(0.05, 5);
  c.lanes = d.chance(0.7) ? d.whole(1, 60) : none;
  if (pods) { c.lanes = std::max(c.lanes, 3.0); }
  c.concurrency_per_consumer = d.one_of({1, 1, 1, 2, 5});
  if (d.chance(0.2)) { c.records_per_consumer = d.between(0.4, 1.6) * c.concurrency_per_consumer / c.service_time; }
  if (d.chance(0.25)) { c.concurrency_limit = d.chance(0.5) ? d.whole(1, 40) : d.between(0.5, 40); }
  r.concurrency_per_consumer = c.concurrency_per_consumer;

  r.evaluation_period = period;
  if (d.chance(0.4)) { r.phase = d.chance(0.2) ? 0 : d.between(0, 1.5) * period; }
  r.min_consumers = d.whole(kind == 3 || continuous ? 1 : 0, 3);
  double const largest = std::max(r.min_consumers, static_cast<double>(d.whole(2, 50)));
  if (!std::isfinite(c.lanes) || pods || d.chance(0.5)) { r.max_consumers = largest; }
  double const cap = std::min(r.max_consumers, c.lanes);
  if (d.chance(0.15) && !continuous) {
    r.initial_share = d.between(0.05, 1);
    if (std::ceil(r.initial_share * cap) < r.min_consumers) { r.initial_share = 1; }
  } else {
    r.initial_consumers = d.chance(0.7) ? r.min_consumers : d.whole(static_cast<int>(r.min_consumers), static_cast<int>(std::max(r.min_consumers, cap)));
  }
  if (d.chance(0.5)) { r.reaction_delay = d.chance(0.3) ? period * d.whole(1, 3) : d.between(0, 2.5) * period; }
  r.lag_threshold = d.chance(0.6) ? 1 : d.chance(0.1) ? 0 : d.spread(0.3, 100);
  if (d.chance(0.3)) { r.startup_time = d.between(0, 2) * period; }
  if (d.chance(0.2) && !continuous) { r.rebalance_pause = d.between(0, 0.6) * period; }

  switch (kind) {
  case 0: r.up = hold{}; r.initial_consumers = std::max(1, d.whole(1, static_cast<int>(cap))); r.initial_share = unset_v<double>; break;
  case 1: r.up = jump_to_cap{}; break;
  case 2: r.up = add<>{.step = static_cast<double>(d.whole(1, 5)), .min_interval = d.chance(0.5) ? 0 : d.between(0, 3) * period}; break;
  case 3: r.up = multiply<>{.factor = d.one_of({1.25, 1.5, 2, 3}), .min_interval = d.chance(0.5) ? 0 : d.between(0, 3) * period}; break;
  case 4: r.up = continuous_ramp<>{.per_minute = cap * 60 / (period * d.between(1, 12))}; break;
  case 5: r.up = proportional<>{.lag_per_consumer = d.spread(2, 60), .tolerance = d.chance(0.5) ? 0.1 : d.between(0, 0.3), .max_added = static_cast<double>(d.whole(1, 6)), .max_factor = d.one_of({1, 1.5, 2, 3}), .activation_lag = d.chance(0.6) ? 0 : d.between(0, 20), .polling_period = d.between(0.3, 3) * period, .cooldown_period = d.between(0, 8) * period}; break;
  default: r.up = match_load<>{.drain_within = d.between(0.3, 6) * period}; break;
  }
  r.down.when = static_cast<scale_down>(d.whole(0, 2));
  if (continuous && r.down.when == scale_down::drop_when_empty) { r.down.when = scale_down::follow_load; }
  if (!continuous) {
    r.down.factor = d.one_of({0, 0, 0.5, 0.25, 0.75});
    if (d.chance(0.3)) { r.down.min_interval = d.between(0, 4) * period; }
    if (d.chance(pods ? 0.8 : 0.3)) { r.down.stabilization = d.between(0, 6) * period; }
  }

  double const most = std::min(capacity(c, cap), 1e4);
  double const rate = d.between(0.1, 1.3) * most;
  if (d.chance(0.2)) {
    r.environment_burst = d.between(0.05, 0.8) * most * c.service_time;
    if (r.phase == 0) { r.phase = unset_v<double>; } // what initial consumers take for no time is not defined
    r.environment_rate = most * c.service_time / (d.between(1, 10) * period);
  }
  m.arrivals = random_arrivals(d, rate, period);
  if (d.chance(0.3)) {
    m.initial_lag = d.between(0, 4) * rate * period;
    m.initial_lag_age = d.chance(0.5) ? 0 : d.between(0, 2) * period;
  }
  out.horizon = d.between(10, 24) * period;
  m.horizon = out.horizon;
  out.scale = period;
  return out;
}

/// Unequal shares of a case that has lanes: any, some of them equal, some nothing, or one hot lane.
void draw_shares(dice& d, backlog_model<double>& m) {
  if (!std::isfinite(m.consumers.lanes)) { return; }
  int const kind = d.whole(0, 3);
  m.assignment = static_cast<assignor>(d.whole(0, 3));
  double sum = 0;
  for (int i = 0; i < static_cast<int>(m.consumers.lanes); ++i) {
    double w = d.between(0.2, 2);
    if (kind == 1) { w = d.whole(1, 3); }
    if (kind == 2) { w = d.chance(0.3) ? 0 : d.whole(1, 2); }
    if (kind == 3) { w = i == 0 ? 0.3 * m.consumers.lanes : 1; }
    if (i == 0 && w == 0) { w = 1; }
    // Which of two equal loads is less, rounding would say.
    if (w > 0 && m.assignment == assignor::best_case) { w += 0.01 * d.unit(); }
    m.shares.push_back(w);
    sum += w;
  }
  for (double& w : m.shares) { w /= sum; }
}

/// The lags of single lanes as the groups have them, in order of size.
std::vector<double> lane_lags(trajectory<double> const& f, double lanes, double t) {
  if (f.groups.empty()) { return std::vector<double>(static_cast<std::size_t>(lanes), lag(f, t) / lanes); }
  std::vector<double> out;
  for (std::size_t g = 0; g < f.groups.size(); ++g) { out.insert(out.end(), static_cast<std::size_t>(f.groups[g].partitions), lag(f, g, t)); }
  std::sort(out.begin(), out.end());
  return out;
}

/// How wrong the stepped lag may be. Rates that change only at instants which cut a step are
/// integrated exactly; then only sloping arrivals are left, at the instants where a backlog begins.
double error_bound(backlog_model<double> const& m, double h, step_result const& s) {
  bool const smooth = is_continuous(m.scaling) || std::isfinite(m.scaling.environment_burst) || s.shared;
  double steepest = 0;
  for (auto const& p : m.arrivals.pieces()) { steepest = std::max(steepest, std::abs(p.slope)); }
  double const rounding = 1e-11 * (s.arrived + s.max_capacity * s.t.back()) + 2 * nothing;
  return rounding + 2 * h * h * steepest + (smooth ? 4 * h * (s.max_rate + s.max_capacity) : 0);
}

double total_consumer_seconds(trajectory<double> const& f) {
  double sum = 0;
  for (std::size_t i = 0; i < f.segments.size(); ++i) {
    double const dt = segment_end(f, i) - f.segments[i].start;
    sum += dt * (f.segments[i].consumers + f.segments[i].consumers_slope * dt / 2);
  }
  return sum;
}

/// Where the library says that a backlog ends.
std::vector<double> ends_of_backlogs(trajectory<double> const& f) {
  std::vector<double> out;
  for (std::size_t i = 1; i < f.segments.size(); ++i) {
    if (f.segments[i - 1].waiting && !(f.segments[i].lag > nothing)) { out.push_back(f.segments[i].start); }
  }
  return out;
}

struct tally {
  int compared = 0;
  int skipped = 0;
  int by_rule[7] = {};
  int backlogged = 0;
  int drained = 0;
  int with_startup = 0;
  int with_pause = 0;
  int with_delay = 0;
  int with_environments = 0;
  int with_initial_lag = 0;
  int ordered = 0;
  int waits = 0;
  int late = 0;       ///< cases whose late records were compared
  int grouped = 0;    ///< cases with several kinds of partitions
  int by_assignor[4] = {};
  long long lanes = 0; ///< lags of single lanes
  long long lags = 0;
  long long consumer_counts = 0;
  long long evaluations = 0;
  long long activations = 0;
  double worst = 0; ///< disagreement in units of the bound
};

constexpr std::uint64_t seed = 20240607;
constexpr double steps_per_period = 400;
constexpr double steps_where_smooth = 3200; ///< there the error is of first order

bool is_smooth(backlog_model<double> const& m) {
  return is_continuous(m.scaling) || std::isfinite(m.scaling.environment_burst);
}

void compare(int number, bool unequal, tally& n) {
  dice d(seed + static_cast<std::uint64_t>(number));
  auto k = draw(d);
  if (unequal) { draw_shares(d, k.model); }
  auto const& m = k.model;
  double const h = k.scale / (is_smooth(m) ? steps_where_smooth : steps_per_period);
  auto s = test::step_through(m, {.h = h, .horizon = k.horizon});
  double const bound = error_bound(m, h, s);
  test::step_options detailed{.h = h, .horizon = k.horizon, .uncertainty = bound, .late = s.max_wait * d.between(0.1, 0.9)};
  for (int i = 1; i < 12; ++i) { detailed.looks.push_back(k.horizon * (i + d.unit()) / 13); }
  s = test::step_through(m, detailed);
  if (s.near_tie) {
    ++n.skipped;
    return;
  }
  INFO("case ", number, ", rule ", m.scaling.up.index(), ", period ", k.scale, ", step ", h);
  auto const f = backlog(m);
  CHECK(f.end == k.horizon);

  double worst = 0;
  double worst_at = 0;
  double worst_count = 0;
  double worst_count_at = 0;
  bool const stepwise = !is_continuous(m.scaling);
  for (std::size_t i = 0; i < s.t.size() && s.t[i] + s.length[i] < f.end; ++i) {
    double const off = std::abs(lag(f, s.t[i]) - s.lag[i]);
    ++n.lags;
    if (!(off <= worst)) {
      worst = off;
      worst_at = s.t[i];
    }
    if (!stepwise || s.length[i] < 1e-6) { continue; }
    double const middle = s.t[i] + s.length[i] / 2;
    double const apart = std::abs(consumers(f, middle) - s.consumers[i]);
    ++n.consumer_counts;
    if (!(apart <= worst_count)) {
      worst_count = apart;
      worst_count_at = middle;
    }
  }
  CAPTURE(worst_at);
  CHECK(worst <= bound);
  CAPTURE(worst_count_at);
  CHECK(worst_count < 1e-9);
  n.worst = std::max(n.worst, worst / bound);

  double const tolerance = stepwise ? 1e-9 * s.consumer_seconds : 20 * h * consumer_cap(m.scaling, m.consumers.lanes);
  CHECK(std::abs(total_consumer_seconds(f) - s.consumer_seconds) <= tolerance);
  CHECK(std::abs(arrived(f, f.end) - s.arrived) <= 1e-9 * (1 + s.arrived));
  if (std::isfinite(m.consumers.lanes)) {
    for (std::size_t i = 0; i < s.lanes.size(); ++i) {
      std::sort(s.lanes[i].begin(), s.lanes[i].end());
      auto const mine = lane_lags(f, m.consumers.lanes, detailed.looks[i]);
      REQUIRE(mine.size() == s.lanes[i].size());
      double off = 0;
      for (std::size_t j = 0; j < mine.size(); ++j) { off = std::max(off, std::abs(mine[j] - s.lanes[i][j])); }
      CAPTURE(detailed.looks[i]);
      CHECK(off <= bound);
      n.lanes += static_cast<long long>(mine.size());
    }
    n.grouped += !f.groups.empty();
    if (unequal) { ++n.by_assignor[static_cast<int>(m.assignment)]; }
  }
  bool const smooth = is_smooth(m) || s.shared;
  auto const ends = ends_of_backlogs(f);
  if (!smooth && s.drained_at > 0 && s.drained_at < none) {
    CHECK(std::any_of(ends.begin(), ends.end(), [&](double t) { return std::abs(t - s.drained_at) <= 1.01 * h; }));
    ++n.drained;
  }
  if (!smooth && s.peak_lag > 100 * nothing) {
    auto const all = waits(f);
    if (std::isfinite(all.records)) {
      CHECK(std::abs(max_wait(all) - s.max_wait) <= 2 * h);
      ++n.waits;
      // Records that have begun by the horizon; of those that wait then nothing is said.
      double begun_late = late_records(all, detailed.late);
      for (auto const& c : all.cells) {
        if (!std::isfinite(c.start_rate)) { begun_late -= c.records - detail::records_within(c, detailed.late); }
      }
      if (detailed.late > 2 * h) {
        CHECK(std::abs(begun_late - s.late_records) <= 8 * h * (s.max_rate + s.max_capacity));
        ++n.late;
      }
    }
  }

  ++n.compared;
  ++n.by_rule[m.scaling.up.index()];
  n.backlogged += s.peak_lag > bound;
  n.with_startup += m.scaling.startup_time > 0;
  n.with_pause += m.scaling.rebalance_pause > 0;
  n.with_delay += m.scaling.reaction_delay > 0;
  n.with_environments += std::isfinite(m.scaling.environment_burst);
  n.with_initial_lag += m.initial_lag > 0;
  n.ordered += std::isfinite(m.consumers.lanes);
  n.evaluations += s.evaluations;
  n.activations += s.activations;
}

} // namespace

TEST_CASE("the backlog is that of the written control loop, worked through in small steps") {
  tally n;
  int const cases_in_all = std::getenv("ULLAGE_LONG") != nullptr ? 500 : 100;
  // Of 500; fewer cases must show their share of each kind.
  auto const part = [&](int of_500) { return of_500 * cases_in_all / 500 / 2; };
  for (int i = 0; i < cases_in_all; ++i) { compare(i, false, n); }
  MESSAGE(n.compared, " cases compared, ", n.skipped, " skipped, ", n.lags, " lags, ", n.lanes, " lags of lanes, ", n.consumer_counts,
          " counts of consumers, ", n.evaluations, " evaluations, ", n.activations,
          " changes of consumers; worst disagreement ", n.worst, " of the bound");
  CHECK(n.compared >= part(440));
  CHECK(n.skipped <= cases_in_all / 10);
  for (int const cases : n.by_rule) { CHECK(cases >= part(40)); }
  CHECK(n.backlogged >= part(350));
  CHECK(n.drained >= part(120));
  CHECK(n.waits >= part(150));
  CHECK(n.late >= part(120));
  CHECK(n.grouped >= part(130));
  CHECK(n.with_startup >= part(100));
  CHECK(n.with_pause >= part(60));
  CHECK(n.with_delay >= part(180));
  CHECK(n.with_environments >= part(60));
  CHECK(n.with_initial_lag >= part(110));
  CHECK(n.ordered >= part(300));
  CHECK(n.lags >= part(5'000'000));
  CHECK(n.consumer_counts >= part(3'000'000));
  CHECK(n.evaluations >= part(5'000));
  CHECK(n.activations >= part(1'200));
}

TEST_CASE("partitions with unequal shares, under every assignor, are those of the small steps") {
  tally n;
  int const cases_in_all = std::getenv("ULLAGE_LONG") != nullptr ? 300 : 60;
  auto const part = [&](int of_300) { return of_300 * cases_in_all / 300 / 2; };
  for (int i = 5000; i < 5000 + cases_in_all; ++i) { compare(i, true, n); }
  MESSAGE(n.compared, " cases compared, ", n.skipped, " skipped, ", n.lags, " lags, ", n.lanes, " lags of lanes, ", n.late,
          " counts of late records; worst disagreement ", n.worst, " of the bound");
  CHECK(n.compared >= part(250));
  CHECK(n.grouped >= part(170));
  for (int const cases : n.by_assignor) { CHECK(cases >= part(35)); }
  CHECK(n.late >= part(100));
  CHECK(n.lanes >= part(50'000));
}

TEST_CASE("half the step is half the disagreement where consumers ramp") {
  double coarse = 0;
  double fine = 0;
  for (double const per_minute : {60.0, 90.0, 300.0}) {
    backlog_model<double> m;
    m.arrivals = constant_rate<>{.rate = 200, .duration = 400};
    m.consumers = {.service_time = 0.5};
    m.scaling.initial_consumers = 5;
    m.scaling.min_consumers = 5;
    m.scaling.max_consumers = 1000;
    m.scaling.up = continuous_ramp<>{.per_minute = per_minute};
    m.scaling.down.when = scale_down::follow_load;
    m.horizon = 500;
    auto const f = backlog(m);
    auto const disagreement = [&](double h) {
      auto const s = test::step_through(m, {.h = h, .horizon = 500});
      double worst = 0;
      for (std::size_t i = 0; i < s.t.size(); ++i) { worst = std::max(worst, std::abs(lag(f, s.t[i]) - s.lag[i])); }
      return worst;
    };
    coarse += disagreement(0.1);
    fine += disagreement(0.05);
  }
  CHECK(fine > 0.1);
  CHECK(coarse / fine > 1.9);
  CHECK(coarse / fine < 2.1);
}

TEST_CASE("the small-step run finds a wrong rule") {
  backlog_model<double> m;
  m.arrivals = constant_rate<>{.rate = 5, .duration = 2000};
  m.consumers = {.service_time = 3, .lanes = 20};
  m.scaling.evaluation_period = 900;
  m.scaling.initial_consumers = 1;
  m.scaling.up = jump_to_cap{};
  m.horizon = 3000;
  auto const right = test::step_through(m, {.h = 1, .horizon = 3000});
  CHECK(right.peak_lag == doctest::Approx(4200).epsilon(1e-9));
  CHECK(right.max_wait == doctest::Approx(840).epsilon(1e-2));
  CHECK(right.drained_at == doctest::Approx(2355).epsilon(1e-3));
  m.scaling.lag_threshold = 4201;
  auto const wrong = test::step_through(m, {.h = 1, .horizon = 3000});
  CHECK(wrong.peak_lag > 8000);
}
