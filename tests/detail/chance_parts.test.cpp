// SPDX-License-Identifier: MIT
#include <ullage/detail/chance_model.hpp>
#include <ullage/detail/chance_result.hpp>
#include <ullage/detail/last_start.hpp>
#include <ullage/detail/owner_kinds.hpp>
#include <ullage/detail/owner_path.hpp>
#include <ullage/detail/reflected_band.hpp>
#include <ullage/detail/topic_peak.hpp>
#include <ullage/detail/wait_mixture.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {

/// Simpson's rule.
template <class F> double integral(F const& f, double a, double b, int n = 2000) {
  double const h = (b - a) / (2 * n);
  double sum = 0;
  for (int i = 0; i < n; ++i) { sum += f(a + 2 * i * h) + 4 * f(a + (2 * i + 1) * h) + f(a + (2 * i + 2) * h); }
  return sum * h / 3;
}
double phi_above(double z) { return std::erfc(z / std::sqrt(2.0)) / 2; }

pipeline<> fixed_topic(arrival_profile<> const& arrivals, double service_time, long long partitions, double consumers = 0) {
  pipeline<> p{.arrivals = arrivals, .service_time = service_time, .partitions = partitions, .scaling = regime("fixed")};
  if (consumers > 0) {
    p.scaling.initial_share = unset_v<double>;
    p.scaling.initial_consumers = consumers;
  }
  return p;
}
chance_model<double> model_of_chance(pipeline<> const& p) { return chance_model<double>(forecast(p)); }

/// Owners, lanes and arrivals of all kinds at a time.
struct sums {
  double owners = 0, lanes = 0, arrival_rate = 0, capacity = 0;
};
sums sums_of(chance_model<double> const& m, double t) {
  sums out;
  for (auto const& k : m.kinds()) {
    auto const s = k.path.at(k.path.index(t), t);
    double const owners = k.curves * k.path.lanes_of_curve() / s.lanes;
    out.owners += owners;
    out.lanes += owners * s.lanes;
    out.arrival_rate += owners * s.arrival_rate;
    out.capacity += owners * s.capacity;
  }
  return out;
}
auto const no_mirror = [](double, std::size_t) { return 0.0; };

} // namespace

TEST_CASE("reflected_band: the terms of a tail keep its value at 0, its mean and its asymptote") {
  auto const t = terms_of(0.75, 4.5, 0.19, 0.9);
  CHECK(t.tail(0) == rel(0.75, 1e-12));
  CHECK(integral([&](double x) { return t.tail(x); }, 0, 200, 20000) == rel(4.5, 1e-8));
  CHECK(t.tail(60) == rel(0.9 * std::exp(-0.19 * 60), 1e-3));
  auto const m = terms_of(0.7, 0.7 / 0.3, 0.3, 0.7); // M/M/1: one exponential
  for (double x = 0; x < 30; x += 3) { CHECK(m.tail(x) == rel(0.7 * std::exp(-0.3 * x), 1e-12)); }
  CHECK(terms_of(0.0, 0.0, 1.0, 1.0).tail(0) == 0);
}

TEST_CASE("reflected_band: integrals, moments and losses agree with quadrature") {
  for (double const path : {-7.0, -1.0, 0.0, 0.5, 6.0}) {
    for (double const s : {0.5, 2.0}) {
      double const top = 14 * s + std::abs(path);
      for (double const r : {1e-6, 1e-4, 0.3, 4.0}) {
        auto const m = mirror(r, path, s);
        CAPTURE(path);
        CAPTURE(r);
        auto const f = [&](double x) { return std::exp(-r * x) * phi_above((x + path) / s); };
        double const zeroth = integral(f, 0, top, 4000);
        double const first = integral([&](double x) { return x * f(x); }, 0, top, 4000);
        CHECK(std::abs(m.zeroth - zeroth) <= 1e-4 * zeroth + 1e-13);
        CHECK(std::abs(m.first - first) <= 1e-4 * first + 1e-13);
      }
      tail_terms<double> const g{{0.5, 0.2}, {0.4, 1.7}};
      auto const moments = moments_of(path, s, g);
      auto const tail = [&](double x) { return phi_above((x - path) / s) + g.tail(x) * phi_above((x + path) / s); };
      CHECK(moments.mean == rel(integral(tail, 0, 90, 40000), 1e-6));
      CHECK(moments.square == rel(integral([&](double x) { return 2 * x * tail(x); }, 0, 90, 40000), 1e-6));
    }
  }
  // Without chance: the path itself, or the steady state below 0.
  tail_terms<double> const g{{0.5, 0.2}, {0.4, 1.7}};
  CHECK(moments_of(3.0, 0.0, g).mean == 3);
  CHECK(moments_of(-1.0, 0.0, g).mean == rel(0.5 / 0.4 + 0.2 / 1.7, 1e-14));
  CHECK(moments_of(-100.0, 1.0, g).square == rel(2 * (0.5 / 0.16 + 0.2 / 2.89), 1e-12));
  for (double const z : {-8.0, -1.0, 0.0, 2.0, 5.9, 6.1, 9.0}) {
    CHECK(normal_loss(z) == rel(integral([](double x) { return phi_above(x); }, z, z + 12, 4000), 1e-5));
  }
  for (double const width : {0.0, 0.019, 0.021, 1.0, 30.0}) {
    double const direct = width > 0 ? integral([](double f) { return phi_above((3 - f) / 1.0); }, 2, 2 + width) / width : phi_above(1);
    double const rounded = width < 0.02 ? 4.1e-6 : 1e-10; // a narrow range counts as its middle: 0.02^2 / 24 max |phi'|
    CHECK(std::abs(averaged_upper(3.0, 2.0, 2.0 + width, 1.0) - direct) < rounded);
    CHECK(averaged_upper(3.0, 2.0 + width, 2.0, 1.0) == averaged_upper(3.0, 2.0, 2.0 + width, 1.0));
  }
  CHECK(averaged_upper(3.0, 2.0, 6.0, 0.0) == 0.75);
  CHECK(averaged_upper(3.0, 2.0, 2.0, 0.0) == 0);
}

TEST_CASE("reflected_band: with G(x) = exp(2 m x / s^2) it is Brownian motion reflected at 0") {
  for (double const drift : {-0.8, -0.1}) {
    for (double const start : {0.0, 4.0}) {
      double const variance = 1.5, t = 7;
      tail_terms<double> g;
      g.factor[0] = 1;
      g.rate[0] = -2 * drift / variance;
      double const band = moments_of(start + drift * t, std::sqrt(variance * t), g).mean;
      CHECK(band == rel(reflected_mean(reflected_path<>{start, drift, variance}, t), 1e-10));
    }
  }
}

TEST_CASE("owner_path: lag and variance grow with what came and what began; a split is binomial") {
  // Topic of 8 lanes in one owner: 12 records a second come, 5 begin; at 10 s each lane has an owner that begins 2.
  trajectory<> fluid;
  fluid.service_time = 0.2;
  fluid.initial_lag = 16;
  fluid.segments.push_back({.start = 0, .arrived = 16, .arrival_rate = 12, .lag = 16, .start_rate = 5, .capacity = 5, .consumers = 1, .waiting = true});
  fluid.segments.push_back({.start = 10, .arrived = 136, .arrival_rate = 12, .lag = 86, .start_rate = 40, .capacity = 40, .consumers = 8, .waiting = true});
  fluid.end = 12;
  flow_noise<double> const noise{.arrival_scv = 0.6, .service_scv = 0.3};
  owner_path<double> const path(fluid, 8, 8, 1, 0.2, noise, [](double) { return owned_lanes<double>{}; });
  auto const one = path.at(0, 10);
  CHECK(one.lanes == 8);
  CHECK(one.path == rel(86, 1e-12));
  CHECK(one.variance == rel(120 * 0.6 + 50 * 0.3, 1e-12));
  auto const each = path.at(1, 10);
  CHECK(each.lanes == 1);
  CHECK(each.path == rel(86 / 8.0, 1e-12));
  double const split = (120 * 0.6 + 50 * 0.3) / 64 + 86 * (1 / 8.0) * (7 / 8.0);
  CHECK(each.variance == rel(split, 1e-12));
  // An owner with 1/8 of the topic: thinned arrivals.
  CHECK(noise.dispersion(1 / 8.0) == rel(0.6 / 8 + 7 / 8.0, 1e-14));
  CHECK(path.at(1, 11).variance == rel(split + 1.5 * noise.dispersion(1 / 8.0) + 5 * 0.3, 1e-12));
  CHECK(path.index(9.99) == 0);
  CHECK(path.index(10) == 1);
  flow_noise<double> const turns{.arrival_scv = 0.6, .in_turn = true};
  CHECK(turns.dispersion(0.125) == rel(0.075, 1e-14));
  CHECK(turns.split() == 0);
}

TEST_CASE("owner_path: the effective load is what the worst stretch of the near past makes of it") {
  // Nothing waits: load 0.95 until 200 s, then 0.6.
  trajectory<> fluid;
  fluid.service_time = 1;
  fluid.segments.push_back({.start = 0, .arrival_rate = 0.95, .start_rate = 0.95, .capacity = 1, .consumers = 1});
  fluid.segments.push_back({.start = 200, .arrived = 190, .arrival_rate = 0.6, .start_rate = 0.6, .capacity = 1, .consumers = 1});
  fluid.end = 400;
  flow_noise<double> const noise{.arrival_scv = 1.3};
  owner_path<double> const path(fluid, 1, 1, 1, 1, noise, [](double) { return owned_lanes<double>{1, 1}; });
  CHECK(path.effective_load(0, 100) == rel(0.95, 1e-9));
  for (double const t : {201.0, 210.0, 225.0, 390.0}) {
    double best = 0;
    for (double s = 0; s < t + 3000; s += 0.01) { // as if the first load had gone on for ever
      double const recent = std::fmin(s, t - 200), old = std::fmax(s - (t - 200), 0.0);
      double const depth = recent * 0.4 + old * 0.05;
      double const spread = 1.3 * (recent * 0.6 + old * 0.95);
      best = std::fmax(best, std::sqrt(6 * spread) - depth);
    }
    double const load = 1 - 1.5 * (0.6 * 1.3) / best;
    CAPTURE(t);
    CHECK(path.effective_load(1, t) == rel(load, 1e-5));
  }
  CHECK(path.effective_load(1, 201) > 0.85);
  CHECK(path.effective_load(1, 390) < 0.62);
}

TEST_CASE("owner_kinds: all kinds together own every lane and get every record") {
  auto const load = step<>{.before = 4, .after = 9, .at = 100, .duration = 300};
  struct row {
    pipeline<> p;
    double owners;
  };
  auto skewed = fixed_topic(load, 0.4, 10, 3);
  skewed.skew = measured_shares<>{{.3, .2, .1, .1, .1, .05, .05, .05, .03, .02}};
  for (row const& r : {row{fixed_topic(load, 0.4, 10, 3), 3}, row{fixed_topic(load, 0.4, 12, 4), 4}, row{fixed_topic(load, 1, 10), 10},
                       row{fixed_topic(load, 0.1, 10, 1), 1}}) {
    auto const m = model_of_chance(r.p);
    for (double const t : {50.0, 150.0, 299.0}) {
      auto const s = sums_of(m, t);
      CHECK(s.owners == rel(r.owners, 1e-9));
      CHECK(s.lanes == rel(lanes(r.p), 1e-9));
      CHECK(s.arrival_rate == rel(t < 100 ? 4 : 9, 1e-9));
      CHECK(s.capacity == rel(r.owners / r.p.service_time, 1e-9));
    }
  }
  // Three owners of ten lanes: one of four, two of three.
  auto const m = model_of_chance(fixed_topic(load, 0.1, 10, 3));
  REQUIRE(m.kinds().size() == 2);
  CHECK(m.kinds()[0].path.states()[0].lanes == 4);
  CHECK(m.kinds()[1].path.states()[0].lanes == 3);
  CHECK(sums_of(model_of_chance(skewed), 50).arrival_rate == rel(4, 1e-9));
  // More kinds than are kept apart: the rest in classes of equal traffic.
  auto many = fixed_topic(load, 1, 60);
  std::vector<double> weights;
  for (int i = 1; i <= 60; ++i) { weights.push_back(1.0 / i); }
  many.skew = measured_shares<>{weights};
  auto const merged = model_of_chance(many);
  CHECK(merged.merged());
  CHECK(merged.kinds().size() <= 16);
  CHECK(sums_of(merged, 50).arrival_rate == rel(4, 1e-9));
  CHECK_FALSE(m.merged());
}

TEST_CASE("wait_mixture: quantiles and sums of an exponential, of waits along a line, and of both") {
  auto law = prepare(partition_queue<>{.arrival_rate = 0.7, .service_time = 1, .service_scv = 1}); // M/M/1
  auto const terms = terms_of(law.positive(), law.mean(), law.decay(), law.constant());
  wait_mixture<double> m;
  m.owners.push_back({1, 0.7, 1, law, terms});
  m.records = 100;
  m.bands.push_back({.records = 100, .from = -1e30, .to = -1e30, .law = 0});
  for (double const level : {0.5, 0.1, 1e-3, 1e-6}) { CHECK(m.quantile(level) == rel(std::log(0.7 / level) / 0.3, 1e-5)); }
  CHECK(m.quantile(0.71) == 0);
  CHECK(m.late_exactly(4) == rel(70 * std::exp(-1.2), 1e-8));
  CHECK(m.late_by_terms(4) == rel(70 * std::exp(-1.2), 1e-8));
  CHECK(m.total_wait() == rel(100 * 0.7 / 0.3, 1e-8));
  wait_mixture<double> line;
  line.records = 50;
  line.bands.push_back({.records = 50, .from = 2, .to = 12, .fluid = 7});
  line.fluid_wait = 350;
  for (double const level : {0.9, 0.5, 0.01}) { CHECK(line.quantile(level) == rel(12 - 10 * level, 1e-5)); }
  CHECK(line.total_wait() == rel(350, 1e-12));
  line.never = 1;
  CHECK(line.quantile(0.01) == infinity_v<double>);
  CHECK(line.quantile(0.5) == rel(12 - 10 * (25 - 1) / 50.0, 1e-5));
  // Both, with deviations: the sum of the waits is the integral of those that are late.
  wait_mixture<double> both = m;
  both.records = 160;
  both.bands.push_back({.records = 40, .from = 3, .to = 3, .deviation = 2, .law = 0, .fluid = 2.5});
  both.bands.push_back({.records = 20, .from = 1, .to = 1, .deviation = 1.5, .growth = -0.6, .fluid = 1});
  both.fluid_wait = 40 * 2.5 + 20 * 1;
  double const sum = integral([&](double x) { return both.late_by_terms(x); }, 1e-12, 80, 8000);
  CHECK(both.total_wait() == rel(sum, 1e-5));
  for (double const level : {0.6, 0.2, 0.01}) { CHECK(both.late_exactly(both.quantile(level)) == rel(160 * level, 2e-4)); }
}

TEST_CASE("chance_model: in the steady state the lag of an owner is that of Little's law for distributions") {
  auto const m = model_of_chance(fixed_topic(constant_rate<>{.rate = 5}, 3, 20));
  CHECK(m.endless());
  CHECK_FALSE(m.overloaded());
  CHECK(m.slower() == rel(1, 1e-12));
  REQUIRE(m.kinds().size() == 1);
  auto const l = m.lag_of(m.kinds()[0], 1e6);
  CHECK(l.owners == rel(20, 1e-9));
  CHECK(l.mean == rel(0.25 * 4.5, 1e-6));
  // M/D/1: E W^2 = 2 (E W)^2 + lambda S^3 / (3 (1 - rho)); Var L = lambda^2 Var W + lambda E W.
  double const square = 2 * 4.5 * 4.5 + 0.25 * 27 / 0.75;
  CHECK(l.variance == rel(0.0625 * (square - 4.5 * 4.5) + 0.25 * 4.5, 0.03));
  CHECK(m.waits().records == rel(5, 1e-12)); // of a second
  CHECK(m.waits().total_wait() / m.waits().records == rel(4.5, 1e-6));
  CHECK(model_of_chance(fixed_topic(constant_rate<>{.rate = 7}, 3, 20)).overloaded());
}

TEST_CASE("chance_model: every record of the forecast is in one band, and waits end where the fluid's end") {
  auto p = fixed_topic(spike<>{.base = 2, .peak = 8, .at = 100, .width = 60, .duration = 600}, 1, 8);
  p.skew = measured_shares<>{{.3, .2, .1, .1, .1, .1, .05, .05}};
  auto const f = forecast(p);
  chance_model<double> const m(f);
  double records = 0;
  for (auto const& b : m.waits().bands) { records += b.records; }
  CHECK(records == rel(f.records, 1e-6));
  CHECK(m.waits().records == rel(f.records, 1e-6));
  CHECK(m.waits().fluid_wait == rel(f.mean_wait * f.records, 1e-6));
  CHECK(m.waits().total_wait() > m.waits().fluid_wait); // chance only adds
  double last = 0;
  for (auto const& k : m.kinds()) { last = std::fmax(last, m.waiting_until(k, 150)); }
  CHECK(last == rel(f.drained_at, 1e-9));
  CHECK(m.waiting_until(m.kinds()[0], 50) == 50);
}

TEST_CASE("chance_result: doubt for every cause alone, none without a cause, and the instants of the forecast") {
  auto const plain = fixed_topic(spike<>{.base = 2, .peak = 12, .at = 100, .width = 60, .duration = 600}, 1, 8);
  auto const f = forecast(plain);
  chance_result<double> const c(f);
  CHECK(c.doubt().empty());
  CHECK(c.has_peak());
  CHECK(c.peak_at() == f.peak_lag_at);
  CHECK(c.drained_at() == f.drained_at);
  CHECK(c.stops_at() == 600);
  double const ahead = c.topic().at(c.topic().index(160), 160).path - f.peak_lag; // what waits by chance when the backlog begins
  CHECK(ahead > 0);
  CHECK(ahead < 0.25);
  auto const doubted = [&](auto const& change) {
    auto p = plain;
    change(p);
    return !chance_result<double>(forecast(p)).doubt().empty();
  };
  CHECK(doubted([](auto& p) { p.reserved_concurrency = 6; }));
  CHECK(doubted([](auto& p) { p.cold_starts.init_time = 1; }));
  CHECK(doubted([](auto& p) { p.retention = 50; }));
  CHECK(doubted([](auto& p) { p.batch_size = 4; p.service_scv = 1; }));
  CHECK(doubted([](auto& p) { p.scaling.bytes_per_consumer = 1e5; p.record_bytes = 1000; }));
  CHECK(doubted([](auto& p) { p.arrivals = constant_rate<>{.rate = 9}; }));
  CHECK_FALSE(doubted([](auto& p) { p.service_scv = 0.5; }));
  CHECK_FALSE(doubted([](auto& p) { p.producer = round_robin{}; }));
  std::vector<std::string> words;
  for (int i = 0; i <= static_cast<int>(chance_method::fluid); ++i) {
    words.emplace_back(description(static_cast<chance_method>(i)));
    CHECK(words.back().size() > 5);
    for (std::size_t k = 0; k + 1 < words.size(); ++k) { CHECK(words[k] != words.back()); }
  }
}

TEST_CASE("topic_peak: the law of the lag at a time has its mean and variance, and a quantile inverts it") {
  for (double const variance : {2.0, 40.0, 99.0}) {
    topic_lag<double> const l{.mean = 50 / std::sqrt(variance), .variance = variance};
    auto const tail = [&](double x) { return lag_tail(l, x); };
    double const top = l.mean + 60 * std::sqrt(variance);
    CHECK(integral(tail, 0, top, 40000) == rel(l.mean, 1e-4));
    CHECK(integral([&](double x) { return 2 * x * tail(x); }, 0, top, 40000) == rel(variance + l.mean * l.mean, 1e-4));
    for (double const level : {0.9, 0.5, 0.01}) { CHECK(lag_tail(l, lag_quantile(l, level)) == rel(level, 1e-7)); }
  }
  // Next to the border between the normal and the gamma law.
  topic_lag<double> const below{.mean = 4.999, .variance = 1}, above{.mean = 5.001, .variance = 1};
  CHECK(lag_quantile(below, 0.1) == rel(lag_quantile(above, 0.1), 0.01));
  CHECK(lag_tail(topic_lag<double>{.mean = 3}, 2.9) == 1);
  CHECK(lag_tail(topic_lag<double>{.mean = 3}, 3.1) == 0);
}

TEST_CASE("topic_peak: visits to a level, for an exponential law and for one that is drawn to a mean") {
  // Brownian motion with drift -d and variance s^2 per second, reflected: P = e^(-2 d x / s^2), visits P (2 d^2 / s^2).
  double const d = 0.4, s2 = 3, mean = s2 / (2 * d);
  topic_lag<double> const reflected{.mean = mean, .variance = mean * mean, .spread = s2};
  for (double const x : {4.0, 15.0, 40.0}) { CHECK(visit_rate(reflected, x) == rel(std::exp(-x / mean) * 2 * d * d / s2, 2e-3)); }
  // Ornstein and Uhlenbeck far out: density(x) * drift at x = a u phi(u) with a = s^2 / (2 variance).
  topic_lag<double> const drawn{.mean = 1000, .variance = 100, .spread = 20};
  double const u = 6;
  double const exact = 0.1 * u * std::exp(-u * u / 2) / std::sqrt(2 * std::acos(-1.0));
  CHECK(visit_rate(drawn, 1000 + 10 * u) == rel(exact, 0.1));
}

TEST_CASE("topic_peak: one segment from nothing is the closed form, and a quantile inverts the chance") {
  // 400 wait; 12 come and 8 begin each second until 100 s: the lag rises, variance 12 a second.
  auto p = fixed_topic(constant_rate<>{.rate = 12, .duration = 100}, 1, 8);
  p.initial_lag = 400;
  p.horizon = 100;
  chance_result<double> const c(forecast(p));
  topic_peak<double> const peak(c, 100);
  CHECK(peak.has_backlog());
  for (double const x : {760.0, 800.0, 860.0}) {
    double const s = std::sqrt(1200.0), up = x - 400, m = 400;
    double const bachelier = phi_above((up - m) / s) + std::exp(2 * 4 * up / 12.0 + std::log(phi_above((up + m) / s)));
    CHECK(peak.exceeds(x) == rel(bachelier, 1e-6));
    CHECK(peak.backlog_share(x) == rel(1, 1e-6));
  }
  for (auto const& arrivals : {arrival_profile<>(spike<>{.base = 4, .peak = 16, .at = 200, .width = 50, .duration = 600}),
                               arrival_profile<>(step<>{.before = 2, .after = 6, .at = 300, .duration = 600})}) {
    chance_result<double> const r(forecast(fixed_topic(arrivals, 1, 8)));
    topic_peak<double> const any(r, r.topic().curve().end);
    for (double const level : {0.9, 0.5, 0.1, 1e-3}) { CHECK(any.exceeds(any.quantile(level)) == rel(level, 1e-3)); }
  }
}

TEST_CASE("last_start: independent owners are a product; two normal ones have the mean of their maximum") {
  last_start<double> two;
  two.add({.owners = 2, .origin = 100, .left = {.from = 30, .to = 30, .deviation = 3}, .pooled_deviation = 3});
  for (double const x : {22.0, 30.0, 36.0}) { CHECK(two.cdf(100 + x, no_mirror) == rel(std::pow(phi_above((30 - x) / 3), 2), 1e-12)); }
  CHECK(two.mean(no_mirror) == rel(130 + 3 / std::sqrt(std::acos(-1.0)), 1e-6));
  CHECK(two.quantile(0.25, no_mirror) == rel(130, 1e-8));
  last_start<double> passes;
  drain_law<double> const law{.backlog = 200, .arrival_rate = 1, .arrival_scv = 0.5, .capacity = 3};
  passes.add({.owners = 7, .origin = 50, .drains = true, .passage = law});
  for (double const t : {90.0, 100.0, 115.0}) { CHECK(passes.cdf(50 + t, no_mirror) == rel(std::pow(drain_cdf(law, t), 7), 1e-9)); }
  CHECK(passes.cdf(50, no_mirror) == 0);
  CHECK(passes.cdf(passes.quantile(0.9, no_mirror), no_mirror) == rel(0.9, 1e-6));
  last_start<double> both = two;
  both.add({.owners = 7, .origin = 50, .drains = true, .passage = law});
  CHECK(both.cdf(140, no_mirror) == rel(two.cdf(140, no_mirror) * passes.cdf(140, no_mirror), 1e-12));
  CHECK(last_start<double>{}.empty());
}

TEST_CASE("last_start: a fixed total split at random is the largest multinomial count") {
  // 2000 records over 20 owners, one a second each: P(no owner has more than m), exact by adding one owner after the other.
  int const owners = 20, records = 2000;
  double const each = 100;
  last_start<double> law;
  law.add({.owners = 20, .origin = 0, .left = {.from = each, .to = each, .deviation = 10 * std::sqrt(0.95)}, .pooled_deviation = 10, .skewness = 0.1, .common = 0});
  auto const poisson = [](double mean, int k) { return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0)); };
  double worst = 0;
  for (int const m : {108, 112, 116, 120, 125, 132}) {
    std::vector<double> sum(records + 1, 0.0);
    sum[0] = 1;
    for (int i = 0; i < owners; ++i) {
      std::vector<double> next(records + 1, 0.0);
      for (int n = 0; n <= i * m && n <= records; ++n) {
        if (sum[static_cast<std::size_t>(n)] < 1e-30) { continue; }
        for (int k = 40; k <= m && n + k <= records; ++k) { next[static_cast<std::size_t>(n + k)] += sum[static_cast<std::size_t>(n)] * poisson(each, k); }
      }
      sum = next;
    }
    double const exact = sum[static_cast<std::size_t>(records)] / poisson(each * owners, records);
    double const got = law.cdf(m + 0.5, no_mirror);
    CAPTURE(m);
    CHECK(std::abs(got - exact) < 0.01);
    double const free_total = std::pow(phi_above(-(m + 0.5 - each) / 10), owners);
    worst = std::fmax(worst, std::abs(free_total - exact));
  }
  CHECK(worst > 0.03); // the condition on the total is what makes the difference
}
