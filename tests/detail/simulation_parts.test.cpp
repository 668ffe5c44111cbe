// SPDX-License-Identifier: MIT
#include <ullage/breakdown.hpp>
#include <ullage/detail/arrival_streams.hpp>
#include <ullage/detail/sim_admission.hpp>
#include <ullage/detail/sim_attempts.hpp>
#include <ullage/detail/sim_engine.hpp>
#include <ullage/detail/sim_lindley.hpp>
#include <ullage/detail/sim_options.hpp>
#include <ullage/detail/sim_owners.hpp>
#include <ullage/detail/sim_pipeline.hpp>
#include <ullage/detail/sim_record.hpp>
#include <ullage/detail/sim_setup.hpp>
#include <ullage/detail/sim_student.hpp>
#include <ullage/detail/sim_summary.hpp>
#include <ullage/detail/sim_work.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

using namespace ullage;
using namespace ullage::detail;
using ullage::test::rel;

namespace {

double const never = std::numeric_limits<double>::infinity();
auto const go_on = [](double) { return true; };

pipeline<> fixed_topic(double arrival_rate, double duration, double service_time, long long partitions) {
  return {.arrivals = constant_rate<>{.rate = arrival_rate, .duration = duration}, .service_time = service_time,
          .partitions = partitions, .scaling = regime("fixed")};
}
pipeline<> with_consumers(pipeline<> p, double n) {
  p.scaling.initial_share = unset_v<double>;
  p.scaling.initial_consumers = n;
  return p;
}

/// Sums over records, from a list of them.
struct totals {
  double records = 0;
  double wait = 0;
  double longest = 0;
  double batches = 0;
  double done_at = 0;
};

/// Every lane's records in turn, then one first-in-first-out server to each owner that takes up to `batch` of what
/// has come; `owner` of each lane.
totals by_hand(sim_setup const& s, std::vector<std::size_t> const& owner, std::size_t owners) {
  auto const options = s.arrivals(s.draw_shares(0));
  arrival_streams streams(options, s.seed, 0);
  std::vector<std::vector<double>> came(owners);
  for (std::size_t lane = 0; lane < owner.size(); ++lane) {
    for (; streams.peek(lane) < never; streams.pop(lane)) { came[owner[lane]].push_back(streams.peek(lane)); }
  }
  totals out;
  for (auto& times : came) {
    heap_sort(times, [](double a, double b) { return a < b; });
    double free = 0;
    for (std::size_t i = 0; i < times.size();) {
      double const start = times[i] > free ? times[i] : free;
      double n = 0;
      for (; i < times.size() && times[i] <= start && n < s.batch; ++i, ++n) {
        out.records += 1;
        out.wait += start - times[i];
        out.longest = std::fmax(out.longest, start - times[i]);
      }
      free = start + s.overhead + n * s.each;
      out.batches += 1;
    }
    out.done_at = std::fmax(out.done_at, free);
  }
  return out;
}

void check_same(simulation_run const& r, totals const& hand) {
  CHECK(hand.records > 500);
  CHECK(r.arrived == hand.records);
  CHECK(r.completed == hand.records);
  CHECK(r.total_wait == rel(hand.wait, 1e-10));
  CHECK(r.max_wait == rel(hand.longest, 1e-10));
  CHECK(r.batches == hand.batches);
  CHECK(r.completed_at == rel(hand.done_at, 1e-12));
}

/// The state of a replication whose owners are given by hand.
class handed : public sim_work {
public:
  explicit handed(sim_setup const& s) : sim_work(s, 0) { working_ = static_cast<double>(s.lanes); }
  void owners(std::size_t n) { hand_over(n); }
  void until(double t) {
    for (;;) {
      double const arrival = arrivals_.time();
      double const event = events_.time();
      if ((event < arrival ? event : arrival) > t) { break; }
      advance(event <= arrival ? event : arrival);
      event <= arrival ? happen() : arrive();
      CHECK(record_.out.arrived == record_.out.started + lag_ + record_.out.expired);
    }
    advance(t);
  }
  [[nodiscard]] simulation_run const& seen() const { return record_.out; }
  [[nodiscard]] double busy() const { return busy_; }
  [[nodiscard]] double lag() const { return lag_; }
  [[nodiscard]] double held(std::size_t owner) const { return lanes_.owners[owner].holds; }
};

} // namespace

TEST_CASE("sim_student: quantiles and tails of t") {
  // mpmath, 50 digits: P(|X| > t) = I_{n/(n + t^2)}(n/2, 1/2), for the double that is next to the confidence.
  struct row {
    double confidence;
    int freedom;
    double t;
  };
  for (row const& r : {row{0.95, 1, 12.706204736174693314101641219}, row{0.999999, 1, 636619.77234875131970185908052},
                       row{0.95, 2, 4.30265272974946178942037599664}, row{0.5, 2, 0.816496580927726032732428024902},
                       row{0.9, 3, 2.35336343480182412234815474303}, row{0.99, 4, 4.60409487134999204590492765398},
                       row{0.5, 7, 0.711141778081786305632371055846}, row{0.95, 19, 2.09302405440830932013192074899},
                       row{0.99, 30, 2.74999565356722496639347483375}, row{0.999, 99, 3.39152883336365029147180630372},
                       row{0.95, 199, 1.97195654425175344839929668725}, row{0.999, 400, 3.31501522339753470023376642897},
                       row{0.999, 401, 3.31495374439361527710216677206}, row{0.95, 401, 1.96589746533651611357762418109},
                       row{0.99, 999, 2.58075963726763652848129084785}, row{0.999999, 1000, 4.92228952342382547127395115625},
                       row{0.95, 100000, 1.95998770753460925865982332759}}) {
    CAPTURE(r.freedom);
    CHECK(student_quantile(r.confidence, r.freedom) == rel(r.t, 1e-9));
  }
  CHECK(student_two_sided(0.1, 1) == rel(0.936548965138892857471085717183, 1e-14));
  CHECK(student_two_sided(1e8, 1) == rel(6.36619772367581321854875974571e-9, 1e-14));
  CHECK(student_two_sided(2.5, 2) == rel(0.129611720221510809113543716937, 1e-14));
  CHECK(student_two_sided(3, 5) == rel(0.0300992478974625738471048118949, 1e-13));
  CHECK(student_two_sided(2, 400) == rel(0.0461759451735681525823002237052, 1e-13));
  CHECK(student_two_sided(1.7, 1) == rel(2 * std::atan(1 / 1.7) / std::acos(-1.0), 1e-14));  // Cauchy
  CHECK(student_two_sided(1.7, 2) == rel(1 - 1.7 / std::sqrt(2 + 1.7 * 1.7), 1e-14));
}

TEST_CASE("sim_admission: burst + rate * time environments, and no more than the limit on concurrency") {
  auto p = fixed_topic(1, 100, 1, 100);
  p.scaling.environment_burst = 5;
  p.scaling.environment_rate = 2;
  p.reserved_concurrency = 40;
  sim_setup const s(p, {});
  sim_admission a(s);
  CHECK(a.limited());
  double busy = 0;
  for (double t = 0; t < 30; t += 0.25) {
    while (a.admit(busy, t)) { busy += 1; }
    CHECK(busy == std::fmin(40, 5 + std::floor(2 * t)));
    double const next = a.next(busy, t, never);
    CHECK((busy < 40 ? next == rel((busy + 1 - 5) / 2, 1e-8) : next == never));
  }
  // Those that fell idle are kept until no look at the pool has met them in use.
  sim_admission b(s);
  for (busy = 0; b.admit(busy, 0); busy += 1) {}
  CHECK(b.forget(0, 100));
  CHECK(b.forget(0, 160));
  for (busy = 0; b.admit(busy, 160); busy += 1) {}
  CHECK(busy == 10);
  CHECK(b.forget(0, 220));
  CHECK(b.forget(0, 280));
  CHECK_FALSE(b.forget(0, 340));
  for (busy = 0; b.admit(busy, 340); busy += 1) {}
  CHECK(busy == 5);
  p.scaling.environment_burst = never;
  sim_setup const free_setup(p, {});
  CHECK_FALSE(sim_admission(free_setup).limited());
}

namespace {

/// The same rules, written as a recursion over one batch.
struct attempts_by_hand {
  double attempts = 0;
  std::vector<int> done;
  std::vector<int> lost;

  void work(std::vector<bool> const& poison, int from, int to, on_failure response, double max_retries) {
    for (double failed = 0;;) {
      attempts += 1;
      int bad = from;
      while (bad < to && !poison[static_cast<std::size_t>(bad)]) { ++bad; }
      if (bad == to) {
        for (int i = from; i < to; ++i) { done.push_back(i); }
        return;
      }
      if (response == on_failure::bisect && to - from > 1) {
        int const middle = from + (to - from + 1) / 2;
        work(poison, from, middle, response, max_retries);
        work(poison, middle, to, response, max_retries);
        return;
      }
      if (response == on_failure::report_failures && bad > from) {
        for (int i = from; i < bad; ++i) { done.push_back(i); }
        from = bad;
        failed = 0;
      }
      if (++failed > max_retries) {
        for (int i = from; i < to; ++i) { lost.push_back(i); }
        return;
      }
    }
  }
};

} // namespace

TEST_CASE("sim_attempts: every record is done or lost once, after as many attempts as the rules written as a recursion") {
  random_source chance(3, 0, 0);
  double failed_runs = 0;
  for (int k = 0; k < 600; ++k) {
    int const n = 1 + static_cast<int>(chance.below(20));
    std::vector<bool> poison;
    sim_batch b;
    for (int i = 0; i < n; ++i) {
      poison.push_back(chance.chance(0.15));
      b.all.push_back({static_cast<double>(i), poison.back()});
    }
    sim_retry_rules const rules{.max_retries = static_cast<double>(chance.below(4)), .expiry = never, .response = static_cast<on_failure>(k % 3)};
    attempts_by_hand hand;
    hand.work(poison, 0, n, rules.response, rules.max_retries);
    b.left.push_back({0, b.all.size()});
    double attempts = 0;
    double failures = 0;
    std::vector<int> done, lost;
    while (!b.left.empty()) {
      attempts += 1;
      failures += settle_attempt(b, rules, never, [&](sim_record const& r) { done.push_back(static_cast<int>(r.arrived)); },
                                 [&](sim_record const& r) { lost.push_back(static_cast<int>(r.arrived)); });
    }
    CHECK(attempts == hand.attempts);
    CHECK(done == hand.done);
    CHECK(lost == hand.lost);
    CHECK(done.size() + lost.size() == static_cast<std::size_t>(n));
    CHECK((failures > 0) == !lost.empty());
    failed_runs += failures > 0;
  }
  CHECK(failed_runs > 300);
}

TEST_CASE("sim_attempts: failures by chance end an attempt at the record where they happen; old records go first") {
  sim_batch b;
  for (int i = 0; i < 6; ++i) { b.all.push_back({static_cast<double>(i), false}); }
  b.left.push_back({0, 6});
  double done = 0;
  double lost = 0;
  auto const count_done = [&](sim_record const&) { done += 1; };
  auto const count_lost = [&](sim_record const&) { lost += 1; };
  sim_retry_rules rules{.max_retries = 1, .expiry = 4, .response = on_failure::report_failures};
  CHECK(settle_attempt(b, rules, 2, count_done, count_lost));
  CHECK(done == 2);
  CHECK(b.left.back().from == 2);
  CHECK(drop_expired(b, rules, 6.0, count_lost)); // the record of 2 is 4 s old: not older
  CHECK(lost == 0);
  CHECK(drop_expired(b, rules, 8.5, count_lost)); // those of 2, 3 and 4 are
  CHECK(lost == 3);
  CHECK_FALSE(settle_attempt(b, rules, 1, count_done, count_lost));
  CHECK(done == 3);
  CHECK_FALSE(drop_expired(b, rules, 100, count_lost));
  b.left = {{3, 6}, {0, 3}}; // halves, the next one at the back
  lost = 0;
  CHECK(drop_expired(b, rules, 8.5, count_lost));
  CHECK(lost == 5);
  CHECK(b.left.size() == 1);
}

TEST_CASE("sim_owners: the oldest record of an owner's lanes comes first, through any change of owners") {
  random_source chance(8, 0, 0);
  std::size_t const lanes = 13;
  sim_lanes state(lanes);
  std::vector<std::vector<double>> waits(lanes); // arrivals of what waits, per lane
  std::vector<std::size_t> owner(lanes, 0);
  std::size_t owners = 0;
  auto const head = [&](std::size_t lane) { return waits[lane].front(); };
  double checked = 0;
  for (int k = 0; k < 4000; ++k) {
    auto const what = chance.below(100);
    if (what < 2) {
      owners = chance.below(7);
      for (auto& o : owner) { o = owners > 0 ? chance.below(owners) : 0; }
      state.hand_over(owner, owners, head);
      REQUIRE(state.owners.size() == owners);
    } else if (what < 55) {
      auto const lane = chance.below(lanes);
      waits[lane].push_back(k);
      auto const o = state.arrive(static_cast<std::uint32_t>(lane), head);
      CHECK(o == (owners > 0 ? owner[lane] : std::size_t(no_owner)));
    } else if (owners > 0) {
      auto const o = chance.below(owners);
      double waiting = 0;
      std::size_t oldest = lanes;
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        if (owner[lane] != o) { continue; }
        waiting += static_cast<double>(waits[lane].size());
        if (!waits[lane].empty() && (oldest == lanes || waits[lane].front() < waits[oldest].front())) { oldest = lane; }
      }
      CHECK(state.owners[o].waiting == waiting);
      if (!(waiting > 0)) { continue; }
      auto const id = static_cast<std::uint32_t>(o);
      REQUIRE(state.oldest(id) == oldest);
      waits[oldest].erase(waits[oldest].begin());
      state.take(id, static_cast<std::uint32_t>(oldest), head);
      CHECK(state.waiting(oldest) == static_cast<double>(waits[oldest].size()));
      checked += 1;
    }
  }
  CHECK(checked > 800);
}

TEST_CASE("sim_pipeline: a pipeline of long double or float is that of double, field by field") {
  auto const build = []<Real T>(T) {
    pipeline<T> p{.arrivals = step<T>{.before = T(2), .after = T(7), .at = T(64), .duration = T(512)}, .initial_lag = T(12), .initial_lag_age = T(3),
                  .service_time = T(0.25), .partitions = 8, .scaling = regime<T>("kafka-on-demand-2023"), .arrival_scv = T(2), .service_scv = T(0.5)};
    p.dispatch_overhead = T(0.125);
    p.reserved_concurrency = T(6);
    p.retention = T(4096);
    p.record_bytes = T(512);
    p.horizon = T(1024);
    p.producer = sticky<T>{.run = T(5)};
    p.skew = zipf_keys<T>{.keys = 77, .exponent = T(0.75)};
    p.assignment = assignor::best_case;
    p.batch_size = T(16);
    p.batch_window = T(2);
    p.window = window_rule::when_idle;
    p.retry = {.failure_probability = T(0.125), .poison_probability = T(0.0625), .backoff = T(3), .max_retries = T(4), .max_record_age = T(256),
               .response = on_failure::bisect};
    p.cold_starts = {.init_time = T(0.5), .init_scv = T(0.25), .keep_alive = T(128)};
    p.breakdowns = {.rate = T(0.03125), .pause = T(8), .pause_scv = T(1), .then = after_interruption::restart};
    return p;
  };
  auto const d = build(1.0);
  auto const check = [&](pipeline<double> const& x) {
    CHECK(x.arrivals.pieces() == d.arrivals.pieces());
    CHECK(std::vector{x.initial_lag, x.initial_lag_age, x.service_time, x.dispatch_overhead, x.reserved_concurrency, x.retention, x.record_bytes,
                      x.horizon, x.arrival_scv, x.service_scv, x.batch_size, x.batch_window} ==
          std::vector{12.0, 3.0, 0.25, 0.125, 6.0, 4096.0, 512.0, 1024.0, 2.0, 0.5, 16.0, 2.0});
    CHECK(x.partitions == 8);
    CHECK(x.scaling == d.scaling);
    CHECK(x.max_events == d.max_events);
    CHECK(std::get<sticky<double>>(x.producer).run == 5);
    CHECK(x.skew == d.skew);
    CHECK(x.assignment == assignor::best_case);
    CHECK(x.window == window_rule::when_idle);
    CHECK(x.retry == d.retry);
    CHECK(x.cold_starts == d.cold_starts);
    CHECK(x.breakdowns == d.breakdowns);
  };
  check(in_double(d));
  check(in_double(build(1.0L)));
  check(in_double(build(1.0F)));
  auto p = build(1.0L);
  using up = up_rule<long double>;
  for (up const& rule : {up(hold{}), up(jump_to_cap{}), up(add<long double>{.step = 3}), up(multiply<long double>{.factor = 2}), up(continuous_ramp<long double>{60}),
                         up(match_load<long double>{30}), up(proportional<long double>{.lag_per_consumer = 7})}) {
    p.scaling.up = rule;
    CHECK(in_double(p).scaling.up.index() == rule.index());
  }
  p.skew = measured_shares<long double>{{1, 2, 5}};
  CHECK(std::get<measured_shares<double>>(in_double(p).skew).weights == std::vector{1.0, 2.0, 5.0});
  p.skew = equal_keys{9};
  CHECK(std::get<equal_keys>(in_double(p).skew).keys == 9);
  p.producer = round_robin{};
  CHECK(std::holds_alternative<round_robin>(in_double(p).producer));
}

TEST_CASE("sim_record: samples stay on the grid when its step doubles; waits count from the warm-up on") {
  sim_recorder r(1, 10, 0.5, 16, false);
  for (int i = 0; i < 1000; ++i) {
    double const at = r.next_sample();
    r.sample({.lag = at});
    REQUIRE(r.out.grid.size() <= 17);
    for (std::size_t k = 0; k < r.out.grid.size(); ++k) { REQUIRE(r.out.grid[k].lag == r.out.grid_step * static_cast<double>(k)); }
    if (at > 3000) { break; }
  }
  CHECK(r.out.grid_step == 256);
  sim_recorder fixed(1, 0, 0.5, 3, true);
  for (int i = 0; i < 4; ++i) { fixed.sample({}); }
  CHECK(fixed.next_sample() == never);
  for (int i = 0; i < 20; ++i) { r.wait(i, i + 0.25 * i); }
  r.censor(19.5, 30);
  r.censor(9.5, 30);
  CHECK(r.out.counted == 11);
  CHECK(r.out.censored == 1);
  CHECK(r.out.total_wait == rel(0.25 * (19 * 20 / 2 - 9 * 10 / 2) + 10.5, 1e-14));
  CHECK(r.out.max_wait == 10.5);
  CHECK(r.out.waits.records() == 11);
  r.raise(5, 1);
  r.drain(2);
  r.drain(3);
  CHECK(r.out.drained_at == 2);
  r.raise(4, 4);
  CHECK(r.out.drained_at == 2); // a lower backlog later
  r.raise(6, 5);
  CHECK(r.out.peak_lag_at == 5);
  CHECK(r.out.drained_at == never);
  for (double x = 1e-3; x < 1e3; x *= 1.07) {
    double const step = round_step(x);
    double const digit = step / std::pow(10.0, std::floor(std::log10(step * (1 + 1e-9))));
    CHECK(step >= x * (1 - 1e-8));
    CHECK(step < 2.5 * x * (1 + 1e-8));
    CHECK((std::abs(digit - 1) < 1e-9 || std::abs(digit - 2) < 1e-9 || std::abs(digit - 5) < 1e-9));
  }
}

TEST_CASE("sim_options: left alone, the pipeline decides when a run ends; an option of one's own comes first") {
  auto p = fixed_topic(2, 100, 0.5, 4);
  CHECK(sim_setup(p, {}).horizon == never);
  CHECK(sim_setup(p, {}).expected == rel(201, 1e-12));
  p.horizon = 50;
  CHECK(sim_setup(p, {}).horizon == 50);
  CHECK(sim_setup(p, {}).expected == rel(101, 1e-12));
  simulation_options o{.horizon = 25};
  CHECK(sim_setup(p, o).horizon == 25);
  o.replay = {1, 2, 3};
  CHECK(sim_setup(p, o).expected == 4);
  o.service = service_law<double>(exponential_service<>{.mean = 2});
  CHECK_FALSE(sim_setup(p, o).service().constant());
  CHECK(sim_setup(p, {}).service().constant());
}

TEST_CASE("sim_setup: the next step is the first number of consumers with one server or owner more") {
  for (bool const pooled : {false, true}) {
    for (double const slots : {0.25, 1.0, 3.0}) {
      auto p = fixed_topic(2, 100, 0.5, 30);
      if (pooled) { p.partitions.reset(); }
      p.scaling.concurrency_per_consumer = slots;
      sim_setup const s(with_consumers(p, 1), {});
      auto const size = [&](double n) { return pooled ? s.servers(n) : static_cast<double>(s.owners(n)); };
      for (double n = 5; n < 9; n += 0.037) {
        double const next = s.next_step(n);
        CAPTURE(n);
        CHECK(next > n);
        CHECK(size(next * (1 + 1e-9)) == size(n) + 1);
        CHECK(size(n + (next - n) * 0.999) == size(n));
      }
    }
  }
}

TEST_CASE("sim_setup: interruptions have the moments of the completion time") {
  auto p = fixed_topic(1, 10, 2, 1);
  for (auto const then : {after_interruption::resume, after_interruption::restart}) {
    for (double const scv : {0.0, 1.5}) {
      p.breakdowns = {.rate = 0.4, .pause = 3, .pause_scv = scv, .then = then};
      sim_setup const s(p, {});
      random_source chance(5, 1, 2);
      double count = 0;
      std::vector<double> time, square;
      auto const exact = completion_time(p.breakdowns, service_moments<double>{2, 0});
      for (int i = 0; i < 20000; ++i) {
        time.push_back(s.with_interruptions(2, chance, count));
        square.push_back(time.back() * time.back());
      }
      CHECK(contains(interval_of(time, 0.999), exact.mean));
      CHECK(contains(interval_of(square, 0.999), exact.mean * exact.mean * (1 + exact.scv)));
      CHECK(half_width(interval_of(time, 0.999)) < 0.05 * exact.mean);
      double const expected = then == after_interruption::resume ? 0.8 : std::expm1(0.8);
      CHECK(std::abs(count / 20000 - expected) < 4 * std::sqrt(2 * expected * (1 + expected) / 20000));
    }
  }
  // So many that their sum is drawn at once: (e^(rate S) - 1)(1/rate + pause).
  p.breakdowns = {.rate = 4, .pause = 0.1, .then = after_interruption::restart};
  sim_setup const s(p, {});
  random_source chance(6, 1, 2);
  double count = 0;
  std::vector<double> time;
  for (int i = 0; i < 4000; ++i) { time.push_back(s.with_interruptions(2, chance, count)); }
  CHECK(contains(interval_of(time, 0.999), std::expm1(8.0) * 0.35));
  CHECK(count / 4000 > 1000);
}

TEST_CASE("sim_setup: keys thrown at random give shares with the variance of multinomial counts") {
  auto p = fixed_topic(1, 10, 2, 40);
  simulation_options const o{.placement = key_placement::random};
  struct row {
    partition_skew<double> skew;
    double same; ///< chance that two records have the same key
    int runs;
  };
  double sum = 0, squares = 0;
  for (double k = 1; k <= 150000; ++k) {
    sum += 1 / std::sqrt(k);
    squares += 1 / k;
  }
  for (row const& r : {row{equal_keys{200}, 1.0 / 200, 300}, row{equal_keys{3000000}, 1.0 / 3e6, 30},
                       row{zipf_keys<double>{.keys = 150000, .exponent = 0.5}, squares / (sum * sum), 30}}) {
    p.skew = r.skew;
    sim_setup const s(p, o);
    std::vector<double> spread;
    for (int k = 0; k < r.runs; ++k) {
      auto const shares = s.draw_shares(k);
      double total = 0, square = 0;
      for (double const x : shares) {
        total += x;
        square += (x - 1.0 / 40) * (x - 1.0 / 40);
      }
      REQUIRE(shares.size() == 40);
      CHECK(total == rel(1, 1e-12));
      spread.push_back(square);
    }
    double const exact = (1 - 1.0 / 40) * r.same;
    CAPTURE(exact);
    CHECK(contains(interval_of(spread, 0.999), exact));
    CHECK(half_width(interval_of(spread, 0.999)) < 0.2 * exact);
    CHECK(s.draw_shares(3) == s.draw_shares(3));
    CHECK(s.draw_shares(3) != s.draw_shares(4));
  }
}

TEST_CASE("sim_lindley and sim_engine: the same records wait as long as in Lindley's recursion over the sorted arrivals") {
  auto p = fixed_topic(9, 400, 0.8, 9);
  p.skew = measured_shares<>{{3, 2, 1, 1, 1, 1, 1, 1, 1}};
  std::vector<std::size_t> each;
  for (std::size_t i = 0; i < 9; ++i) { each.push_back(i); }
  sim_setup const alone(p, {});
  auto const hand = by_hand(alone, each, 9);
  REQUIRE(is_lindley(alone));
  auto const fast = simulate_lindley(alone, 0, go_on);
  auto const slow = sim_engine(alone, 0).run(go_on);
  check_same(fast, hand);
  check_same(slow, hand);
  CHECK(slow.lag_seconds == rel(hand.wait, 1e-10)); // Little
  CHECK(fast.lag_seconds == rel(hand.wait, 0.01));  // counted in steps
  CHECK(fast.peak_lag == rel(slow.peak_lag, 0.02));
  CHECK(fast.busy_seconds == rel(0.8 * hand.records, 1e-10));
  CHECK(slow.busy_seconds == rel(0.8 * hand.records, 1e-10));
  CHECK(fast.lane_finished_at == slow.lane_finished_at);
  // Three owners of three lanes, which each serve the oldest first; then batches of them.
  auto shared = with_consumers(p, 3);
  shared.skew = even_shares{};
  shared.service_time = 0.3;
  sim_setup const three(shared, {});
  CHECK_FALSE(is_lindley(three));
  check_same(sim_engine(three, 0).run(go_on), by_hand(three, {0, 0, 0, 1, 1, 1, 2, 2, 2}, 3));
  shared.batch_size = 7;
  shared.dispatch_overhead = 0.9;
  shared.service_time = 0.15;
  sim_setup const batched(shared, {});
  check_same(sim_engine(batched, 0).run(go_on), by_hand(batched, {0, 0, 0, 1, 1, 1, 2, 2, 2}, 3));
}

TEST_CASE("sim_lindley: taken only where nothing couples the lanes and nothing changes") {
  auto const plain = fixed_topic(9, 400, 0.8, 9);
  auto const taken = [](pipeline<> const& p) { return is_lindley(sim_setup(p, {})); };
  CHECK(taken(plain));
  auto const differs = [&](auto const& change) {
    auto p = plain;
    change(p);
    return !taken(p);
  };
  CHECK(differs([](auto& p) { p.batch_size = 2; }));
  CHECK(differs([](auto& p) { p.retention = 100; }));
  CHECK(differs([](auto& p) { p.retry.failure_probability = 0.1; }));
  CHECK(differs([](auto& p) { p.cold_starts.init_time = 1; }));
  CHECK(differs([](auto& p) { p.breakdowns = {.rate = 0.1, .pause = 1}; }));
  CHECK(differs([](auto& p) { p.reserved_concurrency = 8; }));
  CHECK(differs([](auto& p) { p.partitions.reset(); p.scaling.initial_share = unset_v<double>; p.scaling.initial_consumers = 9; }));
  CHECK(differs([](auto& p) { p.scaling = regime("kafka-on-demand-2021"); }));
  CHECK(differs([](auto& p) { p.scaling.environment_burst = 2; p.scaling.environment_rate = 1; }));
  CHECK(differs([](auto& p) { p = with_consumers(p, 8); }));
  CHECK(differs([](auto& p) { p.scaling.bytes_per_consumer = 1000; p.record_bytes = 100; }));
  CHECK(differs([](auto& p) { p.initial_lag = 2e6; }));
}

TEST_CASE("sim_engine: a run that is stopped says so, and what it has counted is consistent") {
  auto p = fixed_topic(2000, 100, 0.004, 9);
  p.retention = 1e9;
  sim_setup const s(p, {.grid = 2});
  double asked = 0;
  auto const r = sim_engine(s, 0).run([&](double share) {
    asked += 1;
    CHECK(share > 0);
    CHECK(share < 1);
    return false;
  });
  CHECK(asked == 1);
  CHECK(r.interrupted);
  CHECK(r.arrived == r.started + r.lag);
  CHECK(std::abs(r.arrived + r.completed - 65536) <= 2); // one event each, and a sample
  CHECK(r.completed_at == never);
}

TEST_CASE("sim_work: who gets a lane whose record is in service waits for its end") {
  auto p = fixed_topic(0, 1, 1, 2);
  p.initial_lag = 10;
  p.producer = round_robin{};
  sim_setup const s(p, {});
  handed w(s);
  w.owners(2);
  w.until(0.5);
  CHECK(w.busy() == 2);
  CHECK(w.lag() == 8);
  w.owners(1);
  CHECK(w.held(0) == 2);
  w.until(1.25);
  CHECK(w.busy() == 1);
  CHECK(w.seen().completed == 2);
  w.until(2.5);
  CHECK(w.lag() == 6); // one at a time
  w.owners(2); // the lane without a record in service begins at once
  w.until(2.5);
  CHECK(w.busy() == 2);
  CHECK(w.lag() == 5);
  w.owners(0);
  w.until(50);
  CHECK(w.busy() == 0);
  CHECK(w.lag() == 5);
  w.owners(2);
  w.until(60);
  CHECK(w.lag() == 0);
  CHECK(w.seen().completed == 10);
  CHECK(w.seen().busy_seconds == rel(10, 1e-12));
}

TEST_CASE("sim_summary: intervals hold the mean as often as they say; infinity stays") {
  random_source chance(4, 0, 0);
  int held = 0;
  for (int k = 0; k < 1500; ++k) {
    std::vector<double> x;
    for (int i = 0; i < 5; ++i) { x.push_back(7 + 3 * chance.normal()); }
    held += contains(interval_of(x, 0.9), 7);
  }
  CHECK(std::abs(held - 1350) < 3.3 * std::sqrt(1500 * 0.09));
  auto const three = interval_of({1, 2, 6}, 0.95);
  CHECK(three.mean == rel(3, 1e-15));
  CHECK(three.deviation == rel(std::sqrt(7.0), 1e-15));
  CHECK(half_width(three) == rel(4.30265272974946178942 * std::sqrt(7.0 / 3), 1e-9));
  CHECK(interval_of({5}, 0.95) == confidence_interval{5, 0, never, 0});
  CHECK(interval_of({4, 4, 4}, 0.95) == confidence_interval{4, 4, 4, 0});
  CHECK(interval_of({3, never, 2}, 0.95) == confidence_interval{never, 2, never, never});
  CHECK(half_width(interval_of({5}, 0.95)) == never);
  std::vector<double> const five = {0, 1, 4, 9, 16};
  CHECK(sorted_quantile(five, 0) == 0);
  CHECK(sorted_quantile(five, 0.625) == 6.5);
  CHECK(sorted_quantile(five, 1) == 16);
}

TEST_CASE("sim_summary: bands and the path go through the means of the replications, also on grids of two steps") {
  auto const run_of = [](double step, std::vector<double> const& lags) {
    simulation_run r;
    r.grid_step = step;
    for (std::size_t i = 0; i < lags.size(); ++i) {
      r.grid.push_back({.lag = lags[i], .arrived = 10 + 3 * step * static_cast<double>(i), .completed = 1, .consumers = 2, .busy = 1});
    }
    return r;
  };
  std::vector<simulation_run> runs;
  runs.push_back(run_of(1, {8, 7, 6, 5, 4, 3, 2}));
  runs.push_back(run_of(2, {4, 9, 2}));
  runs.push_back(run_of(2, {0, 2, 1, 0, 0}));
  auto const bands = bands_of(runs, 0.5);
  REQUIRE(bands.size() == 5);
  double const means[] = {4, 17.0 / 3, 7.0 / 3, 4.0 / 3, 4.0 / 3}; // after its end a replication stays as it was
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(bands[i].time == 2 * static_cast<double>(i));
    CHECK(bands[i].lag == rel(means[i], 1e-14));
  }
  CHECK(bands[1].lag_low == 4);    // of 2, 6, 9
  CHECK(bands[1].lag_high == 7.5);
  auto p = fixed_topic(3, 8, 1, 4);
  p.initial_lag = 10;
  auto const path = path_of(p, bands, never);
  for (double t = 0; t < 8; t += 0.3) {
    auto const i = static_cast<std::size_t>(t / 2);
    double const part = t / 2 - static_cast<double>(i);
    CHECK(lag(path, t) == rel(means[i] + part * (means[i + 1] - means[i]), 1e-12));
    CHECK(arrived(path, t) == rel(bands[i].arrived + part * (bands[i + 1].arrived - bands[i].arrived), 1e-12));
  }
  // All waits together: the quantiles of the histogram, the mean of the sums.
  random_source chance(4, 1, 0);
  std::vector<simulation_run> timed(2);
  time_histogram all(1);
  for (auto& r : timed) {
    r.waits = time_histogram(1);
    for (int i = 0; i < 4000; ++i) {
      double const w = chance.chance(0.25) ? 0 : chance.exponential();
      r.waits.add(w);
      r.total_wait += w;
    }
    all.merge(r.waits);
  }
  auto const law = waits_of(timed, all);
  CHECK(law.records == rel(4000, 1e-12));
  CHECK(law.immediate == rel(all.at_zero() / 2, 1e-12));
  CHECK(mean_wait(law) == rel((timed[0].total_wait + timed[1].total_wait) / 8000, 1e-12));
  for (double const q : {0.4, 0.9, 0.99}) { CHECK(wait_quantile(law, q) == rel(all.quantile(q), 1e-9)); }
  timed[0].stuck = true;
  timed[0].lag = 1000;
  CHECK(wait_quantile(waits_of(timed, all), 0.95) == never); // 500 of 4500 never start
  CHECK(mean_wait(waits_of(timed, all)) == never);
}
