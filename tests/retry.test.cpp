// SPDX-License-Identifier: MIT
#include <ullage/retry.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

double const none = std::numeric_limits<double>::infinity();
constexpr on_failure responses[] = {on_failure::retry_batch, on_failure::bisect, on_failure::report_failures};

/// Splitmix64.
struct dice {
  std::uint64_t state = 1;
  double share() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return double((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }
  bool chance(double p) { return share() < p; }
};

struct tally {
  double count = 0, sum = 0, square = 0;
  void add(double x) {
    count += 1;
    sum += x;
    square += x * x;
  }
  [[nodiscard]] double mean() const { return sum / count; }
  [[nodiscard]] double error() const { return std::sqrt(std::fabs(square / count - mean() * mean()) / count); }
};

/// One batch, attempt by attempt, as the platform does it.
struct batch_run {
  retry_policy<> policy;
  batch_work<> work;
  dice& random;
  double time = 0, invocations = 0, tries = 0, lost = 0;
  bool first = true;

  /// An invocation of these records; returns the place of the first that fails.
  std::size_t attempt(std::vector<bool> const& poison, std::size_t from, std::size_t to) {
    double const n = double(to - from);
    if (!first && wait) { time += policy.backoff; }
    first = false;
    double const spread = std::sqrt(work.service_scv);
    time += (work.dispatch_overhead + work.service_time * n) * (random.chance(0.5) ? 1 + spread : 1 - spread);
    invocations += 1;
    tries += n;
    std::size_t bad = to;
    for (std::size_t i = from; i < to; ++i) {
      if ((poison[i] || random.chance(policy.failure_probability)) && bad == to) { bad = i; }
    }
    wait = bad < to;
    return bad;
  }
  void run(std::vector<bool> const& poison, std::size_t from, std::size_t to) {
    double failed = 0;
    while (from < to) {
      std::size_t const bad = attempt(poison, from, to);
      if (bad == to) { return; }
      if (policy.response == on_failure::bisect && to - from > 1) {
        std::size_t const middle = from + (to - from + 1) / 2;
        run(poison, from, middle);
        run(poison, middle, to);
        return;
      }
      if (policy.response == on_failure::report_failures && bad > from) {
        from = bad;
        failed = 0;
      }
      failed += 1;
      if (failed > policy.max_retries) {
        lost += double(to - from);
        wait = false;
        return;
      }
    }
  }
  bool wait = false; ///< a backoff comes before the next attempt
};

} // namespace

TEST_CASE("R233: geometric retries of one record") {
  auto const w = retried_service(retry_policy<>{.failure_probability = 0.1}, {.service_time = 3});
  CHECK(w.occupancy == rel(3.3333333333333333, 1e-15));
  CHECK(w.occupancy_scv == rel(0.1, 1e-14));
}

TEST_CASE("R234: their mean wait by Pollaczek and Khinchine") {
  auto const w = retried_service(retry_policy<>{.failure_probability = 0.1}, {.service_time = 3});
  double const load = 0.25 * w.occupancy;
  CHECK(load * w.occupancy * (1 + w.occupancy_scv) / (2 * (1 - load)) == rel(9.1666666666666667, 1e-14));
}

TEST_CASE("R235: with a backoff and a variable service") {
  auto const w = retried_service(retry_policy<>{.failure_probability = 0.2, .backoff = 1}, {.service_time = 3, .service_scv = 0.25});
  CHECK(w.occupancy == rel(4.0, 1e-15));
  CHECK(w.occupancy_scv * 16 == rel(7.8125, 1e-14));
}

TEST_CASE("R236: at most two retries") {
  auto const w = retried_service(retry_policy<>{.failure_probability = 0.2, .max_retries = 2}, {.service_time = 1});
  CHECK(w.attempts == rel(1.24, 1e-15));
  CHECK(w.occupancy_scv * 1.24 * 1.24 == rel(0.2624, 1e-14));
  CHECK(w.discarded == rel(0.008, 1e-14));
}

TEST_CASE("R237: a batch of 100 fails in 63 % of the attempts when a record fails in 1 %") {
  CHECK(batch_failure_probability(retry_policy<>{.failure_probability = 0.01}, 100) == rel(0.63396765872677050, 1e-14));
  auto const w = retried_service(retry_policy<>{.failure_probability = 0.01}, {.service_time = 1, .records = 100});
  CHECK(w.invocations == rel(1 / (1 - 0.63396765872677050), 1e-13));
}

TEST_CASE("R238 to R241: bisection finds one poison record in about 2 log2 n + 1 invocations") {
  CHECK(bisect_invocations(2) == rel(3.0, 1e-15));
  CHECK(bisect_invocations(10) == rel(7.8, 1e-15));
  CHECK(bisect_invocations(100) == rel(14.44, 1e-15));
  CHECK(bisect_invocations(10000) == rel(27.7232, 1e-15));
  CHECK(bisect_invocations(1) == 1);
  for (double n : {2.0, 64.0, 1048576.0}) { CHECK(bisect_invocations(n) == rel(2 * std::log2(n) + 1, 1e-14)); }
}

TEST_CASE("R242, R243: bisection of 100 records, each poison by chance") {
  auto const invocations = [](double g) {
    return retried_service(retry_policy<>{.poison_probability = g, .max_retries = 0, .response = on_failure::bisect}, {.service_time = 1, .records = 100}).invocations;
  };
  CHECK(invocations(0.01) == rel(12.873334567109522, 1e-13));
  CHECK(invocations(0.001) == rel(2.3252483778970064, 1e-13));
}

TEST_CASE("without failures a batch takes one invocation") {
  for (auto const r : responses) {
    auto const w = retried_service(retry_policy<>{.backoff = 5, .response = r}, {.service_time = 0.1, .dispatch_overhead = 1, .service_scv = 0.7, .records = 37});
    CHECK(w.occupancy == rel(4.7, 1e-15));
    CHECK(w.occupancy_scv == rel(0.7, 1e-14));
    CHECK(w.invocations == 1);
    CHECK(w.attempts == 1);
    CHECK(w.discarded == 0);
    CHECK_FALSE(w.endless);
  }
}

TEST_CASE("moments, invocations, attempts and losses agree with a simulation of every response") {
  struct row {
    double f, g, backoff, retries, scv, n;
  };
  dice random;
  for (auto const r : responses) {
    for (auto const& c : {row{0.02, 0.01, 0.5, 3, 0.3, 17}, row{0.3, 0, 0.2, none, 0.25, 4}, row{0, 0.1, 0.2, 0, 0, 9}, row{0.1, 0.05, 0, 1, 0.5, 30},
                          row{0.3, 0, 1, 2, 0, 2}}) {
      retry_policy<> const policy{.failure_probability = c.f, .poison_probability = c.g, .backoff = c.backoff, .max_retries = c.retries, .response = r};
      batch_work<> const work{.service_time = 0.1, .dispatch_overhead = 1, .service_scv = c.scv, .records = c.n};
      auto const w = retried_service(policy, work);
      tally time, square, invocations, tries, lost;
      for (int i = 0; i < 20000; ++i) {
        batch_run b{.policy = policy, .work = work, .random = random};
        std::vector<bool> poison(std::size_t(c.n));
        for (auto&& p : poison) { p = random.chance(c.g); }
        b.run(poison, 0, poison.size());
        time.add(b.time);
        square.add((b.time - w.occupancy) * (b.time - w.occupancy));
        invocations.add(b.invocations);
        tries.add(b.tries / c.n);
        lost.add(b.lost / c.n);
      }
      INFO("response " << int(r) << " n " << c.n);
      CHECK(std::fabs(time.mean() - w.occupancy) <= 4.5 * time.error() + 1e-9);
      CHECK(std::fabs(square.mean() - w.occupancy_scv * w.occupancy * w.occupancy) <= 4.5 * square.error() + 1e-12);
      CHECK(std::fabs(invocations.mean() - w.invocations) <= 4.5 * invocations.error() + 1e-12);
      CHECK(std::fabs(tries.mean() - w.attempts) <= 4.5 * tries.error() + 1e-12);
      CHECK(std::fabs(lost.mean() - w.discarded) <= 4.5 * lost.error() + 1e-12);
    }
  }
}

TEST_CASE("the three responses are one for a single record") {
  for (auto const& p : {retry_policy<>{.failure_probability = 0.2, .poison_probability = 0.05, .backoff = 2, .max_retries = 4},
                        retry_policy<>{.failure_probability = 0.7}}) {
    auto policy = p;
    auto const whole = retried_service(policy, {.service_time = 3, .service_scv = 0.5});
    for (auto const r : responses) {
      policy.response = r;
      auto const w = retried_service(policy, {.service_time = 3, .service_scv = 0.5});
      CHECK(w.occupancy == rel(whole.occupancy, 1e-14));
      CHECK(w.occupancy_scv == rel(whole.occupancy_scv, 1e-13));
      CHECK(w.discarded == doctest::Approx(whole.discarded).epsilon(1e-12));
    }
  }
}

TEST_CASE("poison that only its age takes away blocks for that age") {
  retry_policy<> const policy{.poison_probability = 0.001, .max_record_age = 3600};
  double const block = expiry_after(policy, none);
  CHECK(block == 3600);
  CHECK(expiry_after(policy, 1800, 600) == 1200);
  CHECK(expiry_after(policy, 1800, 2000) == 0);
  auto const w = retried_service(policy, {.service_time = 3, .expires_in = block});
  CHECK(w.occupancy == rel(0.999 * 3 + 0.001 * 3603, 1e-12)); // attempts at 0, 3, ..., 3600 s
  CHECK(w.discarded == rel(0.001, 1e-12));
  CHECK_FALSE(w.endless);
  auto const endless = retried_service(retry_policy<>{.poison_probability = 0.001}, {.service_time = 3});
  CHECK(endless.endless);
  CHECK(endless.occupancy == none);
  CHECK(endless.occupancy_scv == 1);
  CHECK(endless.discarded == 0);
}

TEST_CASE("a limit of 10,000 retries is counted without loss of digits") {
  double sum = 0, square = 0, power = 1;
  for (int k = 1; k <= 10001; ++k) {
    sum += power;
    square += (2 * k - 1) * power;
    power *= 0.9999;
  }
  auto const w = retried_service(retry_policy<>{.failure_probability = 0.9999, .max_retries = 10000}, {.service_time = 1});
  CHECK(w.attempts == rel(sum, 1e-11));
  CHECK(w.occupancy_scv == rel(square / sum / sum - 1, 1e-10));
}

TEST_CASE("a blocked partition: lag, recovery, chance, stability") {
  blocked_partition<> const q{.arrival_rate = 0.25, .service_time = 3, .poison_probability = 1e-5, .block_time = 86400};
  CHECK(blocked_lag(q) == 21600);
  CHECK(recovery_time(q) == rel(86400 * 3, 1e-14)); // rho / (1 - rho) = 3
  CHECK(blocked_probability(q, 86400) == rel(1 - std::exp(-0.216), 1e-13));
  CHECK(blocked_load(q) == rel(0.25 * (3 * (1 - 1e-5) + 0.864), 1e-14));
  CHECK(is_stable(q));
  CHECK(blocked_age(q) == 0);
  CHECK(discarded_share(q) == rel(1e-5 * (1 + 0.75 * 0.75 / 2 / 0.25), 1e-3)); // each takes rho^2 / (2 (1 - rho)) others with it
  blocked_partition<> const worse{.arrival_rate = 0.25, .service_time = 3, .poison_probability = 2e-5, .block_time = 86400};
  CHECK_FALSE(is_stable(worse));
  CHECK(blocked_age(worse) == rel(86400 - (4 - (1 - 2e-5) * 3) / 2e-5, 1e-12));
  blocked_partition<> const full{.arrival_rate = 0.5, .service_time = 3, .poison_probability = 2e-5, .block_time = 86400};
  CHECK(discarded_share(full) == rel(1.0 / 3, 1e-3));
  CHECK(blocked_age(full) == 86400);
  CHECK(recovery_time(full) == none);
}

TEST_CASE("age and losses of a blocked partition agree with a simulation, stable or not") {
  for (auto const& q : {blocked_partition<>{.arrival_rate = 0.2, .service_time = 3, .poison_probability = 0.02, .block_time = 600},
                        blocked_partition<>{.arrival_rate = 0.25, .service_time = 3, .service_scv = 1, .poison_probability = 0.001, .block_time = 600},
                        blocked_partition<>{.arrival_rate = 0.5, .service_time = 3, .poison_probability = 0.005, .block_time = 600}}) {
    dice random;
    double arrival = 0, free = 0, age = 0, given_up = 0, records = 0;
    for (int i = 0; i < 2000000; ++i) {
      arrival -= std::log(1 - random.share()) / q.arrival_rate;
      double const start = arrival > free ? arrival : free;
      records += 1;
      if (start - arrival > q.block_time) {
        given_up += 1;
        age += q.block_time;
        continue;
      }
      age += start - arrival;
      if (random.chance(q.poison_probability)) {
        given_up += 1;
        free = arrival + q.block_time;
      } else {
        free = start + (q.service_scv > 0 ? -q.service_time * std::log(1 - random.share()) : q.service_time);
      }
    }
    CHECK(given_up / records == rel(discarded_share(q), 0.03));
    if (!is_stable(q)) { CHECK(age / records == rel(blocked_age(q), 0.03)); }
  }
}

TEST_CASE("retries that can never end are refused by name") {
  CHECK(refusal([] { validate(retry_policy<>{.poison_probability = 0.1}, none); return 0; }) ==
        "retry_policy: max_retries = inf, but must be finite where records can be poison and neither max_record_age nor the retention takes them "
        "away: these retries can never end");
  CHECK(refusal([] { validate(retry_policy<>{.poison_probability = 0.1}, 86400); return 0; }) == "accepted");
  CHECK(refusal([] { validate(retry_policy<>{.poison_probability = 0.1, .max_retries = 3}, none); return 0; }) == "accepted");
  CHECK(refusal([] { validate(retry_policy<>{.poison_probability = 0.1, .max_record_age = 60}, none); return 0; }) == "accepted");
  CHECK(refusal([] { validate(retry_policy<>{.failure_probability = 0.9}, none); return 0; }) == "accepted");
}

TEST_CASE("refusals say why") {
  CHECK(refusal([] { validate(retry_policy<>{.failure_probability = 1}); return 0; }) == "retry_policy: failure_probability = 1, but must be in [0, 1)");
  CHECK(refusal([] { validate(retry_policy<>{.poison_probability = -0.1}); return 0; }) == "retry_policy: poison_probability = -0.1, but must be in [0, 1)");
  CHECK(refusal([] { validate(retry_policy<>{.max_retries = 1.5}); return 0; }) == "retry_policy: max_retries = 1.5, but must be a whole number");
  CHECK(refusal([] { validate(retry_policy<>{.backoff = none}); return 0; }) == "retry_policy: backoff = inf, but must be finite and >= 0");
  CHECK(refusal([] { validate(retry_policy<>{.max_record_age = 0}); return 0; }) == "retry_policy: max_record_age = 0, but must be > 0 (infinity: no limit)");
  CHECK(refusal([] { return retried_service(retry_policy<>{}, {}).occupancy; }) ==
        "batch_work: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { return retried_service(retry_policy<>{}, {.service_time = 1, .records = 10001}).occupancy; }) ==
        "batch_work: records = 10001, but must be in [1, 10000]");
  CHECK(refusal([] { return bisect_invocations(0); }) == "bisect_invocations: records = 0, but must be in [1, 1e15]");
  CHECK(refusal([] { return blocked_lag(blocked_partition<>{.arrival_rate = 1}); }) ==
        "blocked_partition: service_time = nan, but is required and must be a finite number > 0");
}

TEST_CASE("float and long double") {
  CHECK(double(retried_service(retry_policy<float>{.failure_probability = 0.1F}, {.service_time = 3}).occupancy) == rel(10.0 / 3, 1e-6));
  CHECK(double(retried_service(retry_policy<long double>{.failure_probability = 0.1L}, {.service_time = 3}).occupancy_scv) == rel(0.1, 1e-15));
}
